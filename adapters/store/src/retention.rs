//! Retention: removing what is over, with its count in the log, and the legal holds that keep it.
//!
//! Each class is a table and a condition; the same condition counts and removes, and holds are part of it.

use crate::accounts::{or_open, unless_open};
use crate::database::Store;
use crate::fault::Fault;
use crate::log;
use crate::sql::{OPEN, all, col, one, run, values};
use activities::library_port::{KeptId, KeptKind};
use activities::log_port::NewLeaf;
use activities::retention::RecordClass;
use activities::retention_port::{CheckMark, Hold, Removal, Retention};
use activities::store_fault::StoreFault;
use sea_orm::{DatabaseTransaction, QueryResult, Value};
use terms::Instant;

/// A hold that stands; `{open}` is replaced.
const STANDS: &str = "SELECT 1 FROM legal_hold h WHERE h.ended_at = {open}";

const HOLD: &str = "SELECT id, tenant, class, subject, reason, made_by, made_at, ended_by, ended_at FROM legal_hold";

/// Rows of a class: the table, its key and which of them. `$1` is the time before which they were over, `$2` the organisation.
struct Rows {
    table: &'static str,
    key: &'static str,
    which: String,
}

/// What a class is made of.
fn rows(class: RecordClass) -> Vec<Rows> {
    let name = class.name();
    let free = |held: &str| format!("NOT EXISTS ({STANDS} AND {held})");
    // Nobody can tell of a message or a name whether it is about the device that is held: then all of them are.
    let or_any = free(&format!("h.tenant = $2 AND (h.class = '{name}' OR h.subject <> '')"));
    let one = |table, key, which: String| vec![Rows { table, key, which: which.replace("{open}", &OPEN.to_string()) }];
    match class {
        RecordClass::Sessions => one(
            "session",
            "token_hash",
            format!(
                "t.ends_at < $1 AND t.account IN (SELECT id FROM account WHERE tenant = $2) AND {}",
                free(&format!("h.tenant = $2 AND h.class = '{name}'"))
            ),
        ),
        // What belongs to no organisation is kept when any of them holds it.
        RecordClass::SignIns => {
            let free = free(&format!("h.class = '{name}' AND $2 = ''"));
            ["failure", "spent"]
                .into_iter()
                .flat_map(|table| {
                    let key = if table == "failure" { "key" } else { "name" };
                    one(table, key, format!("t.made_at < $1 AND {free}"))
                })
                .collect()
        }
        RecordClass::Jobs => {
            let free = free(&format!("h.class = '{name}' AND $2 = ''"));
            one("job", "id", format!("t.state IN ('done', 'failed') AND t.changed_at < $1 AND {free}"))
        }
        RecordClass::Messages => one(
            "message",
            "id",
            format!("t.tenant = $2 AND t.state IN ('sent', 'withdrawn') AND t.changed_at < $1 AND {or_any}"),
        ),
        RecordClass::WorkDone => {
            let about = "h.subject <> '' AND (t.subject = h.subject OR substr(t.subject, 1, length(h.subject) + 1) \
                         IN (h.subject || ' ', h.subject || '#', h.subject || '/'))";
            let free = free(&format!("h.tenant = $2 AND (h.class = '{name}' OR ({about}))"));
            one("work", "id", format!("t.tenant = $2 AND t.state = 'done' AND t.changed_at < $1 AND {free}"))
        }
        RecordClass::LogWords => one(
            "personal",
            "leaf",
            format!(
                "t.made_at < $1 AND t.erased_at = {{open}} AND t.leaf IN (SELECT sequence FROM leaf WHERE tenant = $2) \
                 AND {or_any}"
            ),
        ),
        // Thinned folder by folder.
        RecordClass::PastChecks => Vec::new(),
    }
}

impl Retention for Store {
    fn add_hold(&self, hold: &Hold, leaf: &NewLeaf) -> Result<(), StoreFault> {
        let Hold { id, tenant, class, subject, reason, by, since, ended, ended_by } = hold;
        let class = class.map_or("", RecordClass::name);
        let sql = "INSERT INTO legal_hold (id, tenant, class, subject, reason, made_by, made_at, ended_by, ended_at) \
                   VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        self.change(async |on| {
            let (subject, reason, by) = (subject.as_str(), reason.as_str(), by.as_str());
            let ends = (ended_by.as_str(), or_open(*ended));
            let values = values![id.as_str(), tenant.as_str(), class, subject, reason, by, since.0, ends.0, ends.1];
            run(on, sql, values).await?;
            log::append(on, None, std::slice::from_ref(leaf)).await.map(drop)
        })
    }

    fn end_hold(&self, tenant: &str, id: &str, by: &str, at: Instant, leaf: &NewLeaf) -> Result<bool, StoreFault> {
        let sql = "UPDATE legal_hold SET ended_at = $1, ended_by = $2 WHERE id = $3 AND tenant = $4 AND ended_at = $5";
        self.change(async |on| {
            if run(on, sql, values![at.0, by, id, tenant, OPEN]).await? == 0 {
                return Ok(false);
            }
            log::append(on, None, std::slice::from_ref(leaf)).await.map(|_| true)
        })
    }

    fn holds(&self, tenant: &str) -> Result<Vec<Hold>, StoreFault> {
        let sql = format!("{HOLD} WHERE tenant = $1 ORDER BY made_at DESC, id");
        self.run(async { all(&self.inner.read(), &sql, values![tenant]).await?.iter().map(hold).collect() })
    }

    fn removable(&self, removal: &Removal<'_>) -> Result<u64, StoreFault> {
        let Removal { class, tenant, before, .. } = *removal;
        self.run(async {
            let mut count = 0;
            for Rows { table, which, .. } in rows(class) {
                let sql = format!("SELECT COUNT(*) FROM {table} t WHERE {which}");
                let row = one(&self.inner.read(), &sql, values![before.0, tenant]).await?;
                count += row.map(|row| col::<i64>(&row, 0)).transpose()?.unwrap_or_default().unsigned_abs();
            }
            Ok(count)
        })
    }

    fn remove(&self, removal: &Removal<'_>, leaf: &dyn Fn(u64) -> NewLeaf) -> Result<u64, StoreFault> {
        self.change(async |on| {
            let mut done = 0;
            for rows in rows(removal.class) {
                done += remove(on, removal, &rows).await?;
            }
            counted(on, done, leaf).await
        })
    }

    fn with_old_checks(&self, tenant: &str, before: Instant) -> Result<Vec<KeptId>, StoreFault> {
        let sql = format!(
            "SELECT d.kind, d.name FROM folder d WHERE d.tenant = $1 \
             AND EXISTS (SELECT 1 FROM past_check p WHERE p.folder = d.id AND p.made_at < $2) AND {} \
             ORDER BY d.kind, d.name",
            not_held()
        );
        self.run(async {
            let rows = all(&self.inner.read(), &sql, values![tenant, before.0]).await?;
            let id = |row: &QueryResult| {
                let (kind, name): (String, String) = (col(row, 0)?, col(row, 1)?);
                let kind = KeptKind::of(&kind).unwrap_or(KeptKind::Dossier);
                Ok(KeptId { tenant: tenant.to_owned(), kind, name })
            };
            rows.iter().map(id).collect()
        })
    }

    fn check_marks(&self, id: &KeptId) -> Result<Vec<CheckMark>, StoreFault> {
        let sql = "SELECT p.made_at, p.revision, p.verdict FROM past_check p JOIN folder d ON d.id = p.folder \
                   WHERE d.tenant = $1 AND d.kind = $2 AND d.name = $3 ORDER BY p.made_at";
        self.run(async {
            let values = values![id.tenant.as_str(), id.kind.word(), id.name.as_str()];
            let rows = all(&self.inner.read(), sql, values).await?;
            let mark = |row: &QueryResult| {
                Ok(CheckMark { at: Instant(col(row, 0)?), revision: col(row, 1)?, verdict: col(row, 2)? })
            };
            rows.iter().map(mark).collect()
        })
    }

    fn remove_checks(&self, id: &KeptId, checks: &[Instant], leaf: &dyn Fn(u64) -> NewLeaf) -> Result<u64, StoreFault> {
        let sql = format!(
            "SELECT d.id, COALESCE(MAX(p.made_at), 0) FROM folder d JOIN past_check p ON p.folder = d.id \
             WHERE d.tenant = $1 AND d.kind = $2 AND d.name = $3 AND {} GROUP BY d.id",
            not_held()
        );
        let wanted: Vec<Value> = checks.iter().map(|at| Value::from(at.0)).collect();
        self.change(async |on| {
            let values = values![id.tenant.as_str(), id.kind.word(), id.name.as_str()];
            let Some(row) = one(on, &sql, values).await? else { return Ok(0) };
            let (folder, latest): (i64, i64) = (col(&row, 0)?, col(&row, 1)?);
            let mut done = 0;
            for piece in wanted.chunks(256) {
                let sql = format!(
                    "DELETE FROM past_check WHERE folder = $1 AND made_at < $2 AND made_at IN ({})",
                    crate::sql::list(3, piece.len())
                );
                let values = values![folder, latest].into_iter().chain(piece.iter().cloned()).collect();
                done += run(on, &sql, values).await?;
            }
            counted(on, done, leaf).await
        })
    }
}

/// That no hold stands on the past checks of the organisation `$1`, nor on the folder `d`.
fn not_held() -> String {
    let held = "h.tenant = $1 AND (h.class = 'past-checks' OR h.subject = d.kind || '/' || d.name)";
    format!("NOT EXISTS ({STANDS} AND {held})").replace("{open}", &OPEN.to_string())
}

/// Writes the entry that counts, when there is something to count.
async fn counted(on: &DatabaseTransaction, done: u64, leaf: &dyn Fn(u64) -> NewLeaf) -> Result<u64, Fault> {
    if done > 0 {
        log::append(on, None, &[leaf(done)]).await?;
    }
    Ok(done)
}

async fn remove(on: &DatabaseTransaction, removal: &Removal<'_>, rows: &Rows) -> Result<u64, Fault> {
    let Removal { class, tenant, before, now, limit } = *removal;
    let Rows { table, key, which } = rows;
    let chosen = format!("SELECT t.{key} FROM {table} t WHERE {which} LIMIT $3");
    let values = values![before.0, tenant, i64::from(limit.max(1))];
    match class {
        RecordClass::LogWords => {
            // The row stays and says when: nobody takes a leaf without words for one that never had any.
            let sql = format!("UPDATE personal SET facts = $4, erased_at = $5 WHERE leaf IN ({chosen})");
            let more = values![Vec::<u8>::new(), now.0];
            Ok(run(on, &sql, values.into_iter().chain(more).collect()).await?)
        }
        RecordClass::WorkDone => {
            let found = all(on, &chosen, values).await?;
            let ids: Vec<Value> =
                found.iter().map(|row| col::<i64>(row, 0).map(Value::from)).collect::<Result<_, _>>()?;
            let mut done = 0;
            for piece in ids.chunks(256) {
                let list = crate::sql::list(1, piece.len());
                // What was to be told of it goes with it.
                run(on, &format!("DELETE FROM news WHERE item IN ({list})"), piece.to_vec()).await?;
                run(on, &format!("DELETE FROM notice WHERE item IN ({list})"), piece.to_vec()).await?;
                done += run(on, &format!("DELETE FROM work WHERE id IN ({list})"), piece.to_vec()).await?;
            }
            Ok(done)
        }
        RecordClass::SignIns => {
            // A key of `failure` has many rows: the time is asked of each.
            let sql = format!("DELETE FROM {table} WHERE made_at < $1 AND {key} IN ({chosen})");
            Ok(run(on, &sql, values).await?)
        }
        RecordClass::Sessions | RecordClass::Jobs | RecordClass::Messages | RecordClass::PastChecks => {
            Ok(run(on, &format!("DELETE FROM {table} WHERE {key} IN ({chosen})"), values).await?)
        }
    }
}

fn hold(row: &QueryResult) -> Result<Hold, Fault> {
    let class: String = col(row, 2)?;
    Ok(Hold {
        id: col(row, 0)?,
        tenant: col(row, 1)?,
        class: RecordClass::named(&class),
        subject: col(row, 3)?,
        reason: col(row, 4)?,
        by: col(row, 5)?,
        since: Instant(col(row, 6)?),
        ended_by: col(row, 7)?,
        ended: unless_open(col(row, 8)?),
    })
}
