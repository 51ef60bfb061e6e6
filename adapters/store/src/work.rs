//! Work items: one for each thing and each role that must act on it.

use crate::accounts::{or_open, unless_open};
use crate::fault::Fault;
use crate::sql::{OPEN, all, col, insert, list, one, run, values};
use crate::tree::number;
use activities::checks_port::CheckWork;
use activities::jobs_port::{UNSURE, WorkAsked, WorkItem, WorkMark, WorkState};
use activities::notify::weight::{CHECK_FAILED, Urgency, Weight};
use activities::record_deed::PROGRAM;
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult, Value};
use std::collections::{BTreeMap, BTreeSet};
use terms::Instant;

const ITEM: &str = "SELECT id, tenant, role, subject, code, due_at, made_at, state, changed_by, facts FROM work";

/// Somebody has seen it, and now it cannot wait, or for another reason than before.
macro_rules! rose {
    () => {
        "work.state = 'acknowledged' AND excluded.urgent <> '' AND excluded.urgent <> work.urgent"
    };
}

/// An item that is there already takes over what is known now; one that was done comes up again when its facts have changed, and one
/// that was seen when it can no longer wait. What the watch itself has done comes up again also as it was.
const AGAIN: &str = concat!(
    "ON CONFLICT (tenant, subject, code, role) DO UPDATE SET due_at = excluded.due_at, facts = excluded.facts, \
     urgent = excluded.urgent, changed_at = excluded.changed_at, \
     made_at = CASE WHEN work.state = 'done' OR (",
    rose!(),
    ") THEN excluded.made_at ELSE work.made_at END, changed_by = CASE WHEN work.state = 'done' OR (",
    rose!(),
    ") THEN '' ELSE work.changed_by END, state_at = CASE WHEN work.state = 'done' OR (",
    rose!(),
    ") THEN excluded.state_at ELSE work.state_at END, reason = CASE WHEN ",
    rose!(),
    " OR (work.state = 'open' AND work.reason = 'rose') THEN 'rose' ELSE '' END, \
     state = CASE WHEN work.state = 'done' OR (",
    rose!(),
    ") THEN 'open' ELSE work.state END \
     WHERE work.facts <> excluded.facts OR (work.state <> 'done' AND work.due_at <> excluded.due_at) \
     OR (work.state = 'done' AND work.reason <> '')"
);

/// Adds work items. How many were new or changed.
pub(crate) async fn add(on: &DatabaseTransaction, items: &[WorkItem]) -> Result<u64, Fault> {
    let into = "work (id, tenant, role, subject, code, due_at, made_at, state, changed_by, changed_at, facts, about, state_at, \
                reason, urgent)";
    let row = |item: &WorkItem| {
        let WorkItem { id: _, tenant, role, subject, code, due, created, state, by, facts } = item;
        let id = number(&[tenant, subject, code, role]);
        let (tenant, role, subject, code) = (tenant.as_str(), role.as_str(), subject.as_str(), code.as_str());
        let (due, made, state) = (or_open(*due), created.0, state.word());
        let (about, by, facts, urgent) = (about_of(subject), by.as_str(), facts.clone(), urgency_of(item));
        values![id, tenant, role, subject, code, due, made, state, by, made, facts, about, 0_i64, "", urgent]
    };
    let mut done = 0;
    for item in items {
        // One by one: a statement may not touch a row twice.
        let changed = insert(on, into, AGAIN, 15, vec![row(item)]).await?;
        if changed > 0 {
            let WorkItem { tenant, role, subject, code, created, .. } = item;
            crate::news::add(on, number(&[tenant, subject, code, role]), tenant, *created).await?;
        }
        done += changed;
    }
    Ok(done)
}

/// The word for why an item cannot wait; empty when it can.
fn urgency_of(item: &WorkItem) -> &'static str {
    Weight::of(item).urgency.map_or("", Urgency::name)
}

/// So many items are weighed at a time.
const WEIGHED: i64 = 1_000;

/// Weighs every item that is there, by what its facts say.
pub(crate) async fn weigh(on: &DatabaseTransaction) -> Result<(), Fault> {
    let mut after = i64::MIN;
    loop {
        let rows = all(on, &format!("{ITEM} WHERE id > $1 ORDER BY id LIMIT $2"), values![after, WEIGHED]).await?;
        let items: Vec<WorkItem> = rows.iter().map(work_item).collect::<Result<_, _>>()?;
        let Some(last) = items.last() else { return Ok(()) };
        after = last.id;
        for item in &items {
            let urgent = urgency_of(item);
            if !urgent.is_empty() {
                run(on, "UPDATE work SET urgent = $1 WHERE id = $2", values![urgent, item.id]).await?;
            }
        }
    }
}

/// The items that are asked for, or those of them that cannot wait.
pub(crate) async fn asked<C: ConnectionTrait>(
    on: &C,
    ask: &WorkAsked<'_>,
    urgent: bool,
) -> Result<Vec<WorkItem>, Fault> {
    let WorkAsked { tenant, roles, done_too, after, limit } = *ask;
    let (due, id) = after.unwrap_or((i64::MIN, i64::MIN));
    let mut values = values![tenant, due, id, i64::from(limit.max(1))];
    let mut which = String::new();
    if urgent {
        which.push_str(" AND urgent <> ''");
    }
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

/// What the items of a tenant with a code that are not done are about.
pub(crate) async fn about<C: ConnectionTrait>(on: &C, tenant: &str, code: &str) -> Result<Vec<String>, Fault> {
    let sql = "SELECT DISTINCT subject FROM work WHERE tenant = $1 AND code = $2 AND state <> 'done' ORDER BY subject";
    let rows = all(on, sql, values![tenant, code]).await?;
    Ok(rows.iter().map(|row| col(row, 0)).collect::<Result<_, _>>()?)
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
    let sql = "UPDATE work SET state = $1, changed_by = $2, changed_at = $3, state_at = $3, \
               reason = CASE WHEN $1 = 'done' OR reason = 'rose' THEN '' ELSE reason END WHERE id = $4 AND tenant = $5";
    Ok(run(on, sql, values![state.word(), by, at.0, id, tenant]).await? > 0)
}

/// The folder that an item is about, or whatever else stands in its place.
fn about_of(subject: &str) -> &str {
    subject.split(' ').next().unwrap_or_default()
}

/// Items that are about the server itself and not about what was found in a folder; that it could not be checked ends with a check.
const OF_SERVER: &str = "server/";

/// What a check of a folder means for the work about it.
pub(crate) async fn follow_check(
    on: &DatabaseTransaction,
    (tenant, about): (&str, &str),
    work: CheckWork<'_>,
    at: Instant,
) -> Result<(), Fault> {
    let CheckWork { new, stands, dated, gone } = work;
    add(on, new).await?;
    let sql = format!("{ITEM} WHERE tenant = $1 AND about = $2 AND state <> 'done' ORDER BY id");
    let rows = all(on, &sql, values![tenant, about]).await?;
    let mut open: Vec<WorkItem> = rows.iter().map(work_item).collect::<Result<_, _>>()?;
    open.retain(|item| !item.code.starts_with(OF_SERVER) || item.code == CHECK_FAILED);
    let now: BTreeMap<What<'_>, &WorkItem> = stands.iter().map(|item| (what(item), item)).collect();
    let of_any: BTreeSet<(&str, &str)> = now.keys().map(|(subject, code, _)| (*subject, *code)).collect();
    for item in &open {
        match now.get(&what(item)) {
            Some(now) => learn(on, item, now, at).await?,
            None if of_any.contains(&(item.subject.as_str(), item.code.as_str())) => {
                close(on, item, "others", at).await?
            }
            None => match gone(item) {
                Some(reason) => close(on, item, reason, at).await?,
                None => mark(on, item, UNSURE, at).await?,
            },
        }
    }
    let held: BTreeSet<What<'_>> = open.iter().map(what).collect();
    let known: BTreeSet<(&str, &str)> = held.iter().map(|(subject, code, _)| (*subject, *code)).collect();
    let of_known = stands.iter().filter(|item| known.contains(&(item.subject.as_str(), item.code.as_str())));
    for item in of_known.chain(dated).filter(|item| !held.contains(&what(item))) {
        // What somebody of this role has done while it stands stays done; what the watch has done comes up again.
        let sql = "SELECT 1 FROM work WHERE tenant = $1 AND subject = $2 AND code = $3 AND role = $4 AND reason = ''";
        let (subject, code, role) = what(item);
        if one(on, sql, values![tenant, subject, code, role]).await?.is_none() {
            add(on, std::slice::from_ref(item)).await?;
        }
    }
    Ok(())
}

/// What tells an item of a folder apart.
type What<'i> = (&'i str, &'i str, &'i str);

fn what(item: &WorkItem) -> What<'_> {
    (&item.subject, &item.code, &item.role)
}

/// Says of an open item what the watch makes of it.
async fn mark(on: &DatabaseTransaction, item: &WorkItem, reason: &str, at: Instant) -> Result<(), Fault> {
    let sql = "UPDATE work SET reason = $1, changed_at = $2 WHERE id = $3 AND reason <> $1";
    run(on, sql, values![reason, at.0, item.id]).await?;
    Ok(())
}

/// What stands as before is told as it is known now, and nobody hears of it again unless it can no longer wait.
async fn learn(on: &DatabaseTransaction, item: &WorkItem, known: &WorkItem, at: Instant) -> Result<(), Fault> {
    let urgent = urgency_of(known);
    if !urgent.is_empty() && urgent != urgency_of(item) {
        return add(on, std::slice::from_ref(known)).await.map(drop);
    }
    // That it rose is said until somebody has seen it.
    let sql = "UPDATE work SET facts = $1, due_at = $2, urgent = $3, changed_at = $4, \
               reason = CASE WHEN reason = 'rose' THEN reason ELSE '' END \
               WHERE id = $5 AND (facts <> $1 OR due_at <> $2 OR reason NOT IN ('', 'rose'))";
    run(on, sql, values![known.facts.clone(), or_open(known.due), urgent, at.0, item.id]).await?;
    Ok(())
}

/// An item that the watch has done.
async fn close(on: &DatabaseTransaction, item: &WorkItem, reason: &str, at: Instant) -> Result<(), Fault> {
    let sql =
        "UPDATE work SET state = 'done', changed_by = $1, changed_at = $2, state_at = $2, reason = $3 WHERE id = $4";
    run(on, sql, values![PROGRAM, at.0, reason, item.id]).await?;
    Ok(())
}

/// When the states of items were changed.
pub(crate) async fn marks<C: ConnectionTrait>(
    on: &C,
    tenant: &str,
    ids: &[i64],
) -> Result<BTreeMap<i64, WorkMark>, Fault> {
    let mut marks = BTreeMap::new();
    for piece in ids.chunks(500) {
        let sql =
            format!("SELECT id, state_at, reason FROM work WHERE tenant = $1 AND id IN ({})", list(2, piece.len()));
        let values = values![tenant].into_iter().chain(piece.iter().map(|id| Value::from(*id))).collect();
        for row in all(on, &sql, values).await? {
            let at: i64 = col(&row, 1)?;
            marks.insert(col(&row, 0)?, WorkMark { at: (at > 0).then_some(Instant(at)), reason: col(&row, 2)? });
        }
    }
    Ok(marks)
}

/// What the watch has done, the latest first.
pub(crate) async fn closed<C: ConnectionTrait>(
    on: &C,
    (tenant, roles): (&str, &[&str]),
    since: Instant,
    limit: u32,
) -> Result<Vec<WorkItem>, Fault> {
    if roles.is_empty() {
        return Ok(Vec::new());
    }
    let roles_in = list(4, roles.len());
    let sql = format!(
        "{ITEM} WHERE tenant = $1 AND reason <> '' AND state = 'done' AND state_at >= $2 AND role IN ({roles_in}) \
         ORDER BY state_at DESC, id LIMIT $3"
    );
    let mut values = values![tenant, since.0, i64::from(limit.max(1))];
    values.extend(roles.iter().map(|role| Value::from(*role)));
    all(on, &sql, values).await?.iter().map(work_item).collect()
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
