//! Jobs: taken under a lease, so that a killed holder loses nothing and its job is not done twice.
//!
//! A job is taken by changing the row only if it is still as it was read. No engine needs to skip locked rows for that, and
//! nobody waits for another.

use crate::database::Store;
use crate::fault::Fault;
use crate::sql::{all_of, col, insert, one, run, values};
use crate::tree::number;
use crate::{messages, work};
use activities::jobs_port::{
    FailedJob, Follows, HeldJob, HeldMessage, JobCount, Jobs, NewJob, WorkAsked, WorkItem, WorkMark, WorkState,
};
use activities::store_fault::StoreFault;
use sea_orm::{DatabaseTransaction, QueryResult, Value};
use std::collections::BTreeMap;
use terms::Instant;

/// So many jobs are looked at when one is to be taken.
const CANDIDATES: i64 = 16;

impl Jobs for Store {
    fn add_jobs(&self, jobs: &[NewJob]) -> Result<u64, StoreFault> {
        self.change(async |on| add(on, jobs).await)
    }

    fn claim_job(
        &self,
        kinds: &[&str],
        holder: &str,
        now: Instant,
        until: Instant,
    ) -> Result<Option<HeldJob>, StoreFault> {
        // Who looks every few seconds whether there is work writes nothing when there is none.
        let sql = "SELECT id FROM job WHERE state = 'open' AND run_at <= $1 AND kind IN ({in}) LIMIT 1";
        let of: Vec<Value> = kinds.iter().map(|kind| Value::from(*kind)).collect();
        if self.run(async { Ok(all_of(&self.inner.read(), sql, values![now.0], &of).await?) })?.is_empty() {
            return Ok(None);
        }
        loop {
            match self.change(async |on| claim(on, kinds, holder, now, until).await)? {
                Claimed::Held(job) => return Ok(Some(job)),
                Claimed::None => return Ok(None),
                // Others were faster with all that were looked at; there may be more.
                Claimed::Again => {}
            }
        }
    }

    fn extend_job(&self, job: &HeldJob, until: Instant) -> Result<bool, StoreFault> {
        let sql = "UPDATE job SET run_at = $1 WHERE id = $2 AND state = 'open' AND holder = $3 AND attempt = $4";
        let values = || values![until.0, job.id, job.holder.as_str(), i64::from(job.attempt)];
        self.change(async |on| Ok(run(on, sql, values()).await? > 0))
    }

    fn finish_job(&self, job: &HeldJob, at: Instant, follows: &Follows) -> Result<bool, StoreFault> {
        let sql = "UPDATE job SET state = 'done', holder = '', payload = $5, changed_at = $1 \
                   WHERE id = $2 AND state = 'open' AND holder = $3 AND attempt = $4";
        let values = || values![at.0, job.id, job.holder.as_str(), i64::from(job.attempt), Vec::<u8>::new()];
        self.change(async |on| {
            if run(on, sql, values()).await? == 0 {
                return Ok(false);
            }
            follow(on, follows).await?;
            Ok(true)
        })
    }

    fn fail_job(&self, job: &HeldJob, why: &str, at: Instant, again: Instant) -> Result<bool, StoreFault> {
        let state = if job.attempt >= job.attempts { "failed" } else { "open" };
        let sql = "UPDATE job SET state = $1, run_at = $2, holder = '', fault = $3, changed_at = $4 \
                   WHERE id = $5 AND state = 'open' AND holder = $6 AND attempt = $7";
        let values = || values![state, again.0, why, at.0, job.id, job.holder.as_str(), i64::from(job.attempt)];
        self.change(async |on| Ok(run(on, sql, values()).await? > 0))
    }

    fn pull_in(&self, now: Instant, held_after: Instant, waits_after: Instant) -> Result<u64, StoreFault> {
        const TABLES: [(&str, &str, &str); 3] = [
            ("job", "run_at", "state = 'open' AND"),
            ("message", "send_at", "state = 'open' AND"),
            ("news", "run_at", ""),
        ];
        let which = |(table, time, open): &(&str, &str, &str)| {
            format!("{table} WHERE {open} {time} > $1 AND ({time} > $2 OR holder <> '')")
        };
        let values = || values![held_after.0, waits_after.0];
        // Who looks often writes nothing when there is nothing.
        let mut there = false;
        for table in &TABLES {
            let sql = format!("SELECT 1 FROM {} LIMIT 1", which(table));
            there |= self.run(async { Ok(one(&self.inner.read(), &sql, values()).await?) })?.is_some();
        }
        if !there {
            return Ok(0);
        }
        self.change(async |on| {
            let mut done = 0;
            for table in &TABLES {
                let set = format!("SET {} = $3, holder = ''", table.1);
                let sql = format!("UPDATE {}", which(table)).replacen(" WHERE", &format!(" {set} WHERE"), 1);
                done += run(on, &sql, values().into_iter().chain([Value::from(now.0)]).collect()).await?;
            }
            Ok(done)
        })
    }

    fn job_counts(&self) -> Result<Vec<JobCount>, StoreFault> {
        self.run(async {
            let sql = "SELECT kind, state, COUNT(*) FROM job GROUP BY kind, state ORDER BY kind, state";
            let mut counts: BTreeMap<String, JobCount> = BTreeMap::new();
            for row in crate::sql::all(&self.inner.read(), sql, vec![]).await? {
                let (kind, state, count): (String, String, i64) = (col(&row, 0)?, col(&row, 1)?, col(&row, 2)?);
                let of = counts.entry(kind.clone()).or_insert_with(|| JobCount { kind, ..JobCount::default() });
                let place = match state.as_str() {
                    "open" => &mut of.open,
                    "done" => &mut of.done,
                    _ => &mut of.failed,
                };
                *place = count.unsigned_abs();
            }
            Ok(counts.into_values().collect())
        })
    }

    fn failed_jobs(&self, kinds: &[&str], since: Instant) -> Result<Vec<FailedJob>, StoreFault> {
        let sql = "SELECT payload, fault, changed_at FROM job WHERE state = 'failed' AND changed_at >= $1 AND kind IN ({in}) \
                   ORDER BY changed_at, id";
        let of: Vec<Value> = kinds.iter().map(|kind| Value::from(*kind)).collect();
        let rows = self.run(async { Ok(all_of(&self.inner.read(), sql, values![since.0], &of).await?) })?;
        let job =
            |row: &QueryResult| Ok(FailedJob { payload: col(row, 0)?, fault: col(row, 1)?, at: Instant(col(row, 2)?) });
        self.run(async { rows.iter().map(job).collect::<Result<_, Fault>>() })
    }

    fn add_follows(&self, follows: &Follows) -> Result<u64, StoreFault> {
        self.change(async |on| follow(on, follows).await)
    }

    fn claim_message(
        &self,
        ways: &[&str],
        holder: &str,
        now: Instant,
        until: Instant,
    ) -> Result<Option<HeldMessage>, StoreFault> {
        self.claim_a_message(ways, holder, now, until)
    }

    fn message_sent(&self, held: &HeldMessage, at: Instant) -> Result<bool, StoreFault> {
        self.change(async |on| messages::sent(on, held, at).await)
    }

    fn message_failed(&self, held: &HeldMessage, why: &str, again: Instant) -> Result<bool, StoreFault> {
        self.change(async |on| messages::failed(on, held, why, again).await)
    }

    fn work(&self, ask: &WorkAsked<'_>) -> Result<Vec<WorkItem>, StoreFault> {
        self.shown(async |on| work::asked(on, ask, false).await)
    }

    fn urgent_work(&self, ask: &WorkAsked<'_>) -> Result<Vec<WorkItem>, StoreFault> {
        self.shown(async |on| work::asked(on, ask, true).await)
    }

    fn work_about(&self, tenant: &str, code: &str) -> Result<Vec<String>, StoreFault> {
        self.shown(async |on| work::about(on, tenant, code).await)
    }

    fn work_item(&self, tenant: &str, id: i64) -> Result<Option<WorkItem>, StoreFault> {
        self.run(work::item(&self.inner.read(), tenant, id))
    }

    fn work_marks(&self, tenant: &str, ids: &[i64]) -> Result<BTreeMap<i64, WorkMark>, StoreFault> {
        self.run(work::marks(&self.inner.read(), tenant, ids))
    }

    fn work_closed(
        &self,
        tenant: &str,
        roles: &[&str],
        since: Instant,
        limit: u32,
    ) -> Result<Vec<WorkItem>, StoreFault> {
        self.run(work::closed(&self.inner.read(), (tenant, roles), since, limit))
    }

    fn set_work(&self, tenant: &str, id: i64, state: WorkState, by: &str, at: Instant) -> Result<bool, StoreFault> {
        self.change(async |on| work::set(on, tenant, id, state, by, at).await)
    }
}

/// Adds what follows, all in the transaction at hand. How much was new.
pub(crate) async fn follow(on: &DatabaseTransaction, follows: &Follows) -> Result<u64, Fault> {
    let Follows { messages, work, jobs } = follows;
    Ok(messages::add(on, messages).await? + work::add(on, work).await? + add(on, jobs).await?)
}

/// Adds jobs in the transaction at hand. How many were new.
pub(crate) async fn add(on: &DatabaseTransaction, jobs: &[NewJob]) -> Result<u64, Fault> {
    let into = "job (id, kind, key, state, run_at, attempt, attempts, holder, payload, fault, changed_at)";
    let row = |job: &NewJob| {
        let NewJob { kind, key, payload, run_at, attempts } = job;
        let id = number(&[kind, key]);
        let (kind, key, payload) = (kind.as_str(), key.as_str(), payload.clone());
        values![id, kind, key, "open", run_at.0, 0_i64, i64::from((*attempts).max(1)), "", payload, "", run_at.0]
    };
    Ok(insert(on, into, "ON CONFLICT (kind, key) DO NOTHING", 11, jobs.iter().map(row).collect()).await?)
}

enum Claimed {
    Held(HeldJob),
    None,
    Again,
}

async fn claim(
    on: &DatabaseTransaction,
    kinds: &[&str],
    holder: &str,
    now: Instant,
    until: Instant,
) -> Result<Claimed, Fault> {
    let sql = "SELECT id, kind, key, payload, attempt, attempts, run_at FROM job WHERE state = 'open' AND run_at <= $1 \
               AND kind IN ({in}) ORDER BY run_at, id LIMIT $2";
    let kinds: Vec<Value> = kinds.iter().map(|kind| Value::from(*kind)).collect();
    let rows = all_of(on, sql, values![now.0, CANDIDATES], &kinds).await?;
    for row in &rows {
        let Candidate { id, attempt, attempts, run_at } = candidate(row)?;
        if attempt >= attempts {
            // Its last holder was killed or lost its lease.
            let sql = "UPDATE job SET state = 'failed', holder = '', fault = 'the lease ran out', changed_at = $1 \
                       WHERE id = $2 AND state = 'open' AND attempt = $3 AND run_at = $4";
            run(on, sql, values![now.0, id, attempt, run_at]).await?;
            continue;
        }
        let sql = "UPDATE job SET run_at = $1, holder = $2, attempt = attempt + 1, changed_at = $3 \
                   WHERE id = $4 AND state = 'open' AND attempt = $5 AND run_at = $6";
        if run(on, sql, values![until.0, holder, now.0, id, attempt, run_at]).await? > 0 {
            let attempt = u32::try_from(attempt + 1).unwrap_or(u32::MAX);
            let attempts = u32::try_from(attempts).unwrap_or(u32::MAX);
            let (kind, key, payload) = (col(row, 1)?, col(row, 2)?, col(row, 3)?);
            return Ok(Claimed::Held(HeldJob { id, kind, key, payload, attempt, attempts, holder: holder.to_owned() }));
        }
    }
    Ok(if rows.is_empty() { Claimed::None } else { Claimed::Again })
}

struct Candidate {
    id: i64,
    attempt: i64,
    attempts: i64,
    run_at: i64,
}

fn candidate(row: &QueryResult) -> Result<Candidate, Fault> {
    Ok(Candidate { id: col(row, 0)?, attempt: col(row, 4)?, attempts: col(row, 5)?, run_at: col(row, 6)? })
}
