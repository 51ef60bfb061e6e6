//! Results of checks: facts that stand from one check to another, the latest at hand.

use crate::accounts::unless_open;
use crate::database::Store;
use crate::fault::Fault;
use crate::library::folder_number;
use crate::library_read::revision_of;
use crate::packed;
use crate::picked;
use crate::sql::{OPEN, all, col, insert, one, run, values};
use crate::standings;
use crate::tree::{number_of, sha256};
use crate::work;
use activities::checks_port::{
    CheckWork, Checks, Fact, Held, KeptCheck, KeptFinding, PackedCheck, Picked, StandingRow,
};
use activities::library_port::{Kept, KeptId, KeptKind, Page};
use activities::store_fault::{StoreFault, StoreFaultKind};
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult, Value};
use std::collections::{BTreeMap, BTreeSet};
use terms::Instant;

const FINDING: &str = "SELECT f.key, f.since_at, f.until_at, f.rank, f.vulnerability, f.release, f.code, f.priority, f.subject, \
                       f.answer FROM finding f";

const LATEST: &str = "SELECT revision, made_at, generation, verdict, counts, name FROM latest_check \
                      WHERE tenant = $1 AND kind = $2";

impl Checks for Store {
    fn put_check(&self, id: &KeptId, check: &KeptCheck, findings: &[KeptFinding]) -> Result<bool, StoreFault> {
        self.change(async |on| put(on, id, check, findings).await)
    }

    fn keep_check(
        &self,
        id: &KeptId,
        check: &KeptCheck,
        findings: &[KeptFinding],
        work: CheckWork<'_>,
    ) -> Result<bool, StoreFault> {
        let about = id.to_string();
        self.change(async |on| {
            let kept = put(on, id, check, findings).await?;
            if kept {
                work::follow_check(on, (&id.tenant, &about), work, check.at).await?;
            }
            Ok(kept)
        })
    }

    fn check(&self, id: &KeptId, as_of: Option<Instant>) -> Result<Option<KeptCheck>, StoreFault> {
        self.shown(async |on| {
            let folder = folder_number(on, id).await?;
            let sql = "SELECT revision, made_at, generation, verdict, counts, answer FROM past_check \
                       WHERE folder = $1 AND made_at <= $2 ORDER BY made_at DESC LIMIT 1";
            let row = one(on, sql, values![folder, as_of.map_or(OPEN, |at| at.0)]).await?;
            let Some(row) = row else { return Ok(None) };
            let mut check = check_of(&row)?;
            let answer: Vec<u8> = col(&row, 5)?;
            let damaged = || StoreFault::new(StoreFaultKind::Damaged, format!("answer about {id}"));
            check.answer = packed::unpack(&answer).ok_or_else(damaged)?;
            Ok(Some(check))
        })
    }

    fn packed(&self, id: &KeptId) -> Result<Option<PackedCheck>, StoreFault> {
        let sql = "SELECT l.revision, l.made_at, l.generation, l.verdict, l.counts, p.answer, d.sequence, d.tree, d.made_by, \
                   d.made_at FROM folder d \
                   LEFT JOIN latest_check l ON l.tenant = d.tenant AND l.kind = d.kind AND l.name = d.name \
                   LEFT JOIN past_check p ON p.folder = l.folder AND p.made_at = l.made_at \
                   WHERE d.tenant = $1 AND d.kind = $2 AND d.name = $3";
        self.shown(async |on| {
            let values = values![id.tenant.as_str(), id.kind.word(), id.name.as_str()];
            let Some(row) = one(on, sql, values).await? else { return Ok(None) };
            let answer: Option<Vec<u8>> = col(&row, 5)?;
            let damaged = || StoreFault::new(StoreFaultKind::Damaged, format!("answer about {id}"));
            let packed = |answer| Ok::<_, Fault>((check_of(&row)?, packed::packed(answer).ok_or_else(damaged)?));
            Ok(Some((revision_of(&row, 6)?, answer.map(packed).transpose()?)))
        })
    }

    fn latest(&self, id: &KeptId) -> Result<Option<KeptCheck>, StoreFault> {
        let sql = format!("{LATEST} AND name = $3");
        let values = || values![id.tenant.as_str(), id.kind.word(), id.name.as_str()];
        let found = self.shown(async |on| latest(on, &id.tenant, id.kind, &sql, values()).await)?;
        Ok(found.into_iter().next().map(|(_, check)| check))
    }

    fn kept_with_checks(
        &self,
        tenant: &str,
        kind: KeptKind,
        which: Picked<'_>,
        page: Page<'_>,
    ) -> Result<Vec<(Kept, Option<KeptCheck>)>, StoreFault> {
        self.shown(async |on| picked::kept_with_checks(on, (tenant, kind), which, page).await)
    }

    fn with_verdict(
        &self,
        tenant: &str,
        kind: KeptKind,
        verdict: &str,
        limit: u32,
    ) -> Result<Vec<(KeptId, KeptCheck)>, StoreFault> {
        let sql = format!("{LATEST} AND verdict = $3 ORDER BY name LIMIT $4");
        let values = || values![tenant, kind.word(), verdict, i64::from(limit.max(1))];
        self.shown(async |on| latest(on, tenant, kind, &sql, values()).await)
    }

    fn never_checked(&self, tenant: &str, kind: KeptKind, limit: u32) -> Result<Vec<String>, StoreFault> {
        let sql = "SELECT d.name FROM folder d WHERE d.tenant = $1 AND d.kind = $2 AND NOT EXISTS \
                   (SELECT 1 FROM latest_check l WHERE l.tenant = d.tenant AND l.kind = d.kind AND l.name = d.name) \
                   ORDER BY d.name LIMIT $3";
        self.shown(async |on| {
            let rows = all(on, sql, values![tenant, kind.word(), i64::from(limit.max(1))]).await?;
            Ok(rows.iter().map(|row| col(row, 0)).collect::<Result<_, _>>()?)
        })
    }

    fn not_of_now(
        &self,
        tenant: &str,
        kind: KeptKind,
        generation: &str,
        (from, to): (Instant, Instant),
    ) -> Result<u64, StoreFault> {
        let sql = "SELECT COUNT(*) FROM latest_check l JOIN folder d ON d.id = l.folder WHERE l.tenant = $1 AND l.kind = $2 \
                   AND (l.generation <> $3 OR l.revision <> d.sequence OR l.made_at < $4 OR l.made_at >= $5)";
        self.shown(async |on| {
            let row = one(on, sql, values![tenant, kind.word(), generation, from.0, to.0]).await?;
            let count: i64 = row.map(|row| col(&row, 0)).transpose()?.unwrap_or_default();
            Ok(count.unsigned_abs())
        })
    }

    fn findings(
        &self,
        id: &KeptId,
        as_of: Option<Instant>,
        after: Option<(i64, &str)>,
        limit: u32,
    ) -> Result<Vec<Held>, StoreFault> {
        let (rank, key) = after.unwrap_or((i64::MIN, ""));
        let limit = i64::from(limit.max(1));
        self.shown(async |on| {
            let folder = folder_number(on, id).await?;
            let later = "(f.rank > $3 OR (f.rank = $3 AND f.key > $4)) ORDER BY f.rank, f.key LIMIT $5";
            let (which, at) = match as_of {
                None => ("f.until_at = $2", OPEN),
                Some(at) => ("f.since_at <= $2 AND f.until_at > $2", at.0),
            };
            let sql = format!("{FINDING} WHERE f.folder = $1 AND {which} AND {later}");
            let rows = all(on, &sql, values![folder, at, rank, key, limit]).await?;
            rows.iter().map(|row| held(row, id.clone())).collect()
        })
    }

    fn with_vulnerability(&self, tenant: &str, vulnerability: &str, limit: u32) -> Result<Vec<Held>, StoreFault> {
        self.shown(async |on| {
            let columns = FINDING.replace(" FROM finding f", ", d.kind, d.name FROM finding f");
            let sql = format!(
                "{columns} JOIN folder d ON d.id = f.folder WHERE f.tenant = $1 AND f.vulnerability = $2 \
                 AND f.until_at = $3 ORDER BY d.kind, d.name, f.key LIMIT $4"
            );
            let values = values![tenant, vulnerability, OPEN, i64::from(limit.max(1))];
            let rows = all(on, &sql, values).await?;
            let of = |row: &QueryResult| {
                let (kind, name): (String, String) = (col(row, 10)?, col(row, 11)?);
                let kind = KeptKind::of(&kind).unwrap_or(KeptKind::Dossier);
                held(row, KeptId { tenant: tenant.to_owned(), kind, name })
            };
            rows.iter().map(of).collect()
        })
    }

    fn standings(&self, tenant: &str, kind: KeptKind) -> Result<Vec<StandingRow>, StoreFault> {
        self.shown(async |on| standings::each(on, tenant, kind).await)
    }

    fn touched_by(&self, tenant: &str, vulnerabilities: &[String]) -> Result<BTreeSet<KeptId>, StoreFault> {
        self.shown(async |on| standings::touched_by(on, tenant, vulnerabilities).await)
    }

    fn standing(&self, id: &KeptId) -> Result<Option<Vec<u8>>, StoreFault> {
        self.shown(async |on| standings::details(on, id).await)
    }

    fn put_facts(&self, facts: &[Fact]) -> Result<(), StoreFault> {
        let sql = "INSERT INTO fact (tenant, about, kind, made_at, place, value, made_by) \
                   SELECT $1, $2, $3, $4, COALESCE(MAX(place), 0) + 1, $5, $6 FROM fact \
                   WHERE tenant = $1 AND about = $2 AND kind = $3 AND made_at = $4";
        self.change(async |on| {
            for Fact { tenant, about, kind, value, by, at } in facts {
                let (tenant, about, kind) = (tenant.as_str(), about.as_str(), kind.as_str());
                run(on, sql, values![tenant, about, kind, at.0, value.clone(), by.as_str()]).await?;
            }
            Ok(())
        })
    }

    fn fact(&self, tenant: &str, about: &str, kind: &str, as_of: Option<Instant>) -> Result<Option<Fact>, StoreFault> {
        let sql = "SELECT kind, value, made_by, made_at FROM fact WHERE tenant = $1 AND about = $2 AND kind = $3 \
                   AND made_at <= $4 ORDER BY made_at DESC, place DESC LIMIT 1";
        self.shown(async |on| {
            let at = as_of.map_or(OPEN, |at| at.0);
            let row = one(on, sql, values![tenant, about, kind, at]).await?;
            row.map(|row| fact(&row, tenant, about)).transpose()
        })
    }

    fn facts(&self, tenant: &str, about: &str) -> Result<Vec<Fact>, StoreFault> {
        let sql = "SELECT kind, value, made_by, made_at FROM fact WHERE tenant = $1 AND about = $2 \
                   ORDER BY made_at, kind, place";
        self.shown(async |on| {
            let rows = all(on, sql, values![tenant, about]).await?;
            rows.iter().map(|row| fact(row, tenant, about)).collect()
        })
    }
}

async fn latest<C: ConnectionTrait>(
    on: &C,
    tenant: &str,
    kind: KeptKind,
    sql: &str,
    values: Vec<Value>,
) -> Result<Vec<(KeptId, KeptCheck)>, Fault> {
    let rows = all(on, sql, values).await?;
    let check = |row: &QueryResult| {
        let id = KeptId { tenant: tenant.to_owned(), kind, name: col(row, 5)? };
        Ok((id, check_of(row)?))
    };
    rows.iter().map(check).collect()
}

/// Keeps a check if it is later than the one held, which is also how two that come at once are put in order.
async fn put(
    on: &DatabaseTransaction,
    id: &KeptId,
    check: &KeptCheck,
    findings: &[KeptFinding],
) -> Result<bool, Fault> {
    let folder = folder_number(on, id).await?;
    let KeptCheck { revision, at, generation, verdict, counts, answer, standing } = check;
    set_aside(on, folder, *at).await?;
    let counts: String = counts.iter().map(|(name, count)| format!("{name}={count}\n")).collect();
    let (tenant, kind, name) = (id.tenant.as_str(), id.kind.word(), id.name.as_str());
    let (generation, verdict, counts) = (generation.as_str(), verdict.as_str(), counts.as_str());
    let sql = "INSERT INTO latest_check (tenant, kind, name, folder, made_at, revision, generation, verdict, counts) \
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (tenant, kind, name) DO UPDATE SET \
               made_at = excluded.made_at, revision = excluded.revision, generation = excluded.generation, \
               verdict = excluded.verdict, counts = excluded.counts WHERE latest_check.made_at < excluded.made_at";
    let values = values![tenant, kind, name, folder, at.0, *revision, generation, verdict, counts];
    if run(on, sql, values).await? == 0 {
        return Ok(false);
    }
    let sql = "INSERT INTO past_check (folder, made_at, revision, generation, verdict, counts, answer) \
               VALUES ($1, $2, $3, $4, $5, $6, $7)";
    let values = values![folder, at.0, *revision, generation, verdict, counts, packed::pack(answer)];
    run(on, sql, values).await?;
    change_findings(on, folder, tenant, *at, findings).await?;
    standings::put(on, (folder, tenant), *at, standing.as_ref()).await?;
    Ok(true)
}

/// No check takes so long that one which began after it is kept before it, in milliseconds.
const AHEAD: i64 = 3_600_000;

/// Lets go of what a clock that was ahead dated in the future: until that day no check would count, and it tells of a day that has
/// not been. The check at hand says anew what stands from now.
async fn set_aside(on: &DatabaseTransaction, folder: i64, at: Instant) -> Result<(), Fault> {
    let limit = at.0.saturating_add(AHEAD);
    let sql = "DELETE FROM latest_check WHERE folder = $1 AND made_at > $2";
    if run(on, sql, values![folder, limit]).await? == 0 {
        return Ok(());
    }
    run(on, "DELETE FROM past_check WHERE folder = $1 AND made_at >= $2", values![folder, at.0]).await?;
    // What began then is told anew by the check at hand: moved to now it would stand where that one's facts begin.
    run(on, "DELETE FROM finding WHERE folder = $1 AND since_at >= $2", values![folder, at.0]).await?;
    let sql = "UPDATE finding SET until_at = $2 WHERE folder = $1 AND until_at > $2 AND until_at <> $3";
    run(on, sql, values![folder, at.0, OPEN]).await?;
    Ok(())
}

/// Ends the findings that are gone or say something else now, and begins those that are new.
async fn change_findings(
    on: &DatabaseTransaction,
    folder: i64,
    tenant: &str,
    at: Instant,
    findings: &[KeptFinding],
) -> Result<(), Fault> {
    let now: BTreeMap<&str, (i64, &KeptFinding)> =
        findings.iter().map(|finding| (finding.key.as_str(), (digest(finding), finding))).collect();
    let sql = "SELECT key, digest FROM finding WHERE folder = $1 AND until_at = $2";
    let mut same: BTreeMap<String, bool> = BTreeMap::new();
    for row in all(on, sql, values![folder, OPEN]).await? {
        let (key, digest): (String, i64) = (col(&row, 0)?, col(&row, 1)?);
        let stays = now.get(key.as_str()).is_some_and(|(new, _)| *new == digest);
        same.insert(key, stays);
    }
    for key in same.iter().filter(|(_, stays)| !**stays).map(|(key, _)| key.as_str()) {
        let sql = "UPDATE finding SET until_at = $1 WHERE folder = $2 AND key = $3 AND until_at = $4";
        run(on, sql, values![at.0, folder, key, OPEN]).await?;
    }
    let new = now.iter().filter(|(key, _)| !same.get(**key).copied().unwrap_or_default());
    let rows = new.map(|(_, (digest, finding))| {
        let KeptFinding { key, release, code, priority, rank, subject, vulnerability, answer } = finding;
        let (key, release, code, priority) = (key.as_str(), release.as_str(), code.as_str(), priority.as_str());
        let (subject, vulnerability, answer) = (subject.as_str(), vulnerability.as_str(), answer.clone());
        values![
            folder,
            key,
            at.0,
            OPEN,
            *rank,
            tenant,
            vulnerability,
            release,
            code,
            priority,
            subject,
            *digest,
            answer
        ]
    });
    let into = "finding (folder, key, since_at, until_at, rank, tenant, vulnerability, release, code, priority, subject, \
                digest, answer)";
    insert(on, into, "", 13, rows.collect()).await?;
    Ok(())
}

/// What a finding says, in a number.
fn digest(finding: &KeptFinding) -> i64 {
    let KeptFinding { key: _, release, code, priority, rank, subject, vulnerability, answer } = finding;
    let texts = [release, code, priority, &rank.to_string(), subject, vulnerability];
    let mut bytes: Vec<u8> = texts.iter().flat_map(|text| text.bytes().chain([0])).collect();
    bytes.extend_from_slice(answer);
    number_of(&sha256(&bytes))
}

/// A check from columns: revision, made_at, generation, verdict, counts.
pub(crate) fn check_of(row: &QueryResult) -> Result<KeptCheck, Fault> {
    let counts: String = col(row, 4)?;
    let count = |line: &str| {
        let (name, count) = line.rsplit_once('=')?;
        Some((name.to_owned(), count.parse().ok()?))
    };
    Ok(KeptCheck {
        revision: col(row, 0)?,
        at: Instant(col(row, 1)?),
        generation: col(row, 2)?,
        verdict: col(row, 3)?,
        counts: counts.lines().filter_map(count).collect(),
        answer: Vec::new(),
        standing: None,
    })
}

fn held(row: &QueryResult, id: KeptId) -> Result<Held, Fault> {
    let finding = KeptFinding {
        key: col(row, 0)?,
        rank: col(row, 3)?,
        vulnerability: col(row, 4)?,
        release: col(row, 5)?,
        code: col(row, 6)?,
        priority: col(row, 7)?,
        subject: col(row, 8)?,
        answer: col(row, 9)?,
    };
    Ok(Held { id, finding, since: Instant(col(row, 1)?), until: unless_open(col(row, 2)?) })
}

fn fact(row: &QueryResult, tenant: &str, about: &str) -> Result<Fact, Fault> {
    Ok(Fact {
        tenant: tenant.to_owned(),
        about: about.to_owned(),
        kind: col(row, 0)?,
        value: col(row, 1)?,
        by: col(row, 2)?,
        at: Instant(col(row, 3)?),
    })
}
