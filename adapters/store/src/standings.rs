//! What the last checks learned of folders whichever vulnerability is asked about.

use crate::document::{squeeze_sized, unpack_sized};
use crate::fault::Fault;
use crate::library::folder_number;
use crate::sql::{OPEN, all, all_of, col, insert, one, run, values};
use crate::tree::{number_of, sha256};
use activities::checks_port::{Counted, KeptStanding, StandingRow};
use activities::library_port::{KeptId, KeptKind};
use activities::store_fault::{StoreFault, StoreFaultKind};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult, Value};
use std::collections::BTreeSet;
use terms::Instant;

/// Keeps what a check learned, or that it learned nothing. What says the same as before is only dated anew.
pub(crate) async fn put(
    on: &DatabaseTransaction,
    (folder, tenant): (i64, &str),
    at: Instant,
    standing: Option<&KeptStanding>,
) -> Result<(), Fault> {
    let Some(KeptStanding { known, unknown, countable, watched, vulnerabilities, details }) = standing else {
        run(on, "DELETE FROM standing_about WHERE folder = $1", values![folder]).await?;
        run(on, "DELETE FROM standing WHERE folder = $1", values![folder]).await?;
        return Ok(());
    };
    let digest = number_of(&sha256(details));
    let sql = "UPDATE standing SET made_at = $1 WHERE folder = $2 AND digest = $3";
    if run(on, sql, values![at.0, folder, digest]).await? > 0 {
        return Ok(());
    }
    let sql = "INSERT INTO standing (folder, made_at, digest, known, unknown, countable, watched, details) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (folder) DO UPDATE SET made_at = excluded.made_at, \
               digest = excluded.digest, known = excluded.known, unknown = excluded.unknown, countable = excluded.countable, \
               watched = excluded.watched, details = excluded.details";
    let details = squeeze_sized(details);
    run(on, sql, values![folder, at.0, digest, *known, *unknown, *countable, *watched, details]).await?;
    run(on, "DELETE FROM standing_about WHERE folder = $1", values![folder]).await?;
    let rows = vulnerabilities.iter().map(|id| values![tenant, id.as_str(), folder]).collect();
    insert(on, "standing_about (tenant, vulnerability, folder)", "ON CONFLICT DO NOTHING", 3, rows).await?;
    Ok(())
}

/// Every folder of a kind by name.
pub(crate) async fn each<C: ConnectionTrait>(on: &C, tenant: &str, kind: KeptKind) -> Result<Vec<StandingRow>, Fault> {
    let sql = "SELECT d.name, d.sequence, l.revision, l.generation, l.made_at, s.known, s.unknown, s.countable, s.watched \
               FROM folder d \
               LEFT JOIN latest_check l ON l.tenant = d.tenant AND l.kind = d.kind AND l.name = d.name \
               LEFT JOIN standing s ON s.folder = d.id AND s.made_at = l.made_at \
               WHERE d.tenant = $1 AND d.kind = $2 ORDER BY d.name";
    let row = |row: &QueryResult| {
        let (sequence, checked): (i64, Option<i64>) = (col(row, 1)?, col(row, 2)?);
        let generation: Option<String> = col(row, 3)?;
        let known: Option<i64> = col(row, 5)?;
        let counted = |known| -> Result<Counted, Fault> {
            Ok(Counted { known, unknown: col(row, 6)?, countable: col(row, 7)?, watched: col(row, 8)? })
        };
        Ok(StandingRow {
            name: col(row, 0)?,
            is_newest: checked == Some(sequence),
            generation: generation.unwrap_or_default(),
            at: col::<Option<i64>>(row, 4)?.map(Instant),
            releases: known.map(counted).transpose()?,
        })
    };
    all(on, sql, values![tenant, kind.word()]).await?.iter().map(row).collect()
}

/// Folders in which one of these vulnerabilities stands open, or of which their last check learned.
pub(crate) async fn touched_by<C: ConnectionTrait>(
    on: &C,
    tenant: &str,
    vulnerabilities: &[String],
) -> Result<BTreeSet<KeptId>, Fault> {
    let learned = "SELECT DISTINCT d.kind, d.name FROM standing_about a JOIN folder d ON d.id = a.folder \
                   WHERE a.tenant = $1 AND a.vulnerability IN ({in})";
    let open = "SELECT DISTINCT d.kind, d.name FROM finding f JOIN folder d ON d.id = f.folder \
                WHERE f.tenant = $1 AND f.until_at = $2 AND f.vulnerability IN ({in})";
    let wanted: Vec<Value> = vulnerabilities.iter().map(|id| Value::from(id.as_str())).collect();
    let mut rows = all_of(on, learned, values![tenant], &wanted).await?;
    rows.extend(all_of(on, open, values![tenant, OPEN], &wanted).await?);
    let id = |row: &QueryResult| {
        let kind: String = col(row, 0)?;
        let kind = KeptKind::of(&kind).unwrap_or(KeptKind::Dossier);
        Ok(KeptId { tenant: tenant.to_owned(), kind, name: col(row, 1)? })
    };
    rows.iter().map(id).collect()
}

/// The details about a folder.
pub(crate) async fn details<C: ConnectionTrait>(on: &C, id: &KeptId) -> Result<Option<Vec<u8>>, Fault> {
    let folder = folder_number(on, id).await?;
    let row = one(on, "SELECT details FROM standing WHERE folder = $1", values![folder]).await?;
    let Some(row) = row else { return Ok(None) };
    let packed: Vec<u8> = col(&row, 0)?;
    let damaged = || StoreFault::new(StoreFaultKind::Damaged, format!("standing of {id}"));
    Ok(Some(unpack_sized(&packed).ok_or_else(damaged)?))
}
