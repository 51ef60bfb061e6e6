//! Work items: one for each thing and each role that must act on it.

use crate::accounts::{or_open, unless_open};
use crate::fault::Fault;
use crate::sql::{OPEN, all, col, insert, list, one, run, values};
use crate::tree::number;
use activities::jobs_port::{WorkAsked, WorkItem, WorkState};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult, Value};
use terms::Instant;

const ITEM: &str = "SELECT id, tenant, role, subject, code, due_at, made_at, state, changed_by, facts FROM work";

/// An item that is there already takes over what is known now; one that was done comes up again when its facts have changed.
const AGAIN: &str = "ON CONFLICT (tenant, subject, code, role) DO UPDATE SET due_at = excluded.due_at, facts = excluded.facts, \
     changed_at = excluded.changed_at, \
     made_at = CASE WHEN work.state = 'done' THEN excluded.made_at ELSE work.made_at END, \
     state = CASE WHEN work.state = 'done' THEN 'open' ELSE work.state END \
     WHERE work.facts <> excluded.facts OR (work.state <> 'done' AND work.due_at <> excluded.due_at)";

/// Adds work items. How many were new or changed.
pub(crate) async fn add(on: &DatabaseTransaction, items: &[WorkItem]) -> Result<u64, Fault> {
    let into = "work (id, tenant, role, subject, code, due_at, made_at, state, changed_by, changed_at, facts)";
    let row = |item: &WorkItem| {
        let WorkItem { id: _, tenant, role, subject, code, due, created, state, by, facts } = item;
        let id = number(&[tenant, subject, code, role]);
        let (tenant, role, subject, code) = (tenant.as_str(), role.as_str(), subject.as_str(), code.as_str());
        let (due, made, state) = (or_open(*due), created.0, state.word());
        values![id, tenant, role, subject, code, due, made, state, by.as_str(), made, facts.clone()]
    };
    let mut done = 0;
    for item in items {
        // One by one: a statement may not touch a row twice.
        let changed = insert(on, into, AGAIN, 11, vec![row(item)]).await?;
        if changed > 0 {
            let WorkItem { tenant, role, subject, code, created, .. } = item;
            crate::news::add(on, number(&[tenant, subject, code, role]), tenant, *created).await?;
        }
        done += changed;
    }
    Ok(done)
}

pub(crate) async fn asked<C: ConnectionTrait>(on: &C, ask: &WorkAsked<'_>) -> Result<Vec<WorkItem>, Fault> {
    let WorkAsked { tenant, roles, done_too, after, limit } = *ask;
    let (due, id) = after.unwrap_or((i64::MIN, i64::MIN));
    let mut values = values![tenant, due, id, i64::from(limit.max(1))];
    let mut which = String::new();
    if !done_too {
        which.push_str(" AND state <> 'done'");
    }
    if !roles.is_empty() {
        which.push_str(&format!(" AND role IN ({})", list(5, roles.len())));
        values.extend(roles.iter().map(|role| Value::from(*role)));
    }
    let sql = format!(
        "{ITEM} WHERE tenant = $1 AND (due_at > $2 OR (due_at = $2 AND id > $3)){which} ORDER BY due_at, id LIMIT $4"
    );
    all(on, &sql, values).await?.iter().map(work_item).collect()
}

pub(crate) async fn item<C: ConnectionTrait>(on: &C, tenant: &str, id: i64) -> Result<Option<WorkItem>, Fault> {
    let row = one(on, &format!("{ITEM} WHERE id = $1 AND tenant = $2"), values![id, tenant]).await?;
    row.map(|row| work_item(&row)).transpose()
}

/// Items of a tenant about a subject with a code, for every role.
pub(crate) async fn named<C: ConnectionTrait>(
    on: &C,
    tenant: &str,
    subject: &str,
    code: &str,
) -> Result<Vec<WorkItem>, Fault> {
    let sql = format!("{ITEM} WHERE tenant = $1 AND subject = $2 AND code = $3 ORDER BY role");
    all(on, &sql, values![tenant, subject, code]).await?.iter().map(work_item).collect()
}

pub(crate) async fn set(
    on: &DatabaseTransaction,
    tenant: &str,
    id: i64,
    state: WorkState,
    by: &str,
    at: Instant,
) -> Result<bool, Fault> {
    let sql = "UPDATE work SET state = $1, changed_by = $2, changed_at = $3 WHERE id = $4 AND tenant = $5";
    Ok(run(on, sql, values![state.word(), by, at.0, id, tenant]).await? > 0)
}

fn work_item(row: &QueryResult) -> Result<WorkItem, Fault> {
    let state: String = col(row, 7)?;
    Ok(WorkItem {
        id: col(row, 0)?,
        tenant: col(row, 1)?,
        role: col(row, 2)?,
        subject: col(row, 3)?,
        code: col(row, 4)?,
        due: unless_open(col(row, 5)?),
        created: Instant(col(row, 6)?),
        // A word of a later version is not done.
        state: WorkState::of(&state).unwrap_or(WorkState::Open),
        by: col(row, 8)?,
        facts: col(row, 9)?,
    })
}

const _: () = assert!(OPEN == i64::MAX, "an item without a due time comes last");
