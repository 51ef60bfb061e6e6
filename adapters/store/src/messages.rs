//! Messages that must leave the house: sent at least once, under an id that stays the same.

use crate::database::Store;
use crate::fault::Fault;
use crate::sql::{all, all_of, col, insert, run, values};
use activities::jobs_port::{HeldMessage, Message};
use activities::notices_port::WayCount;
use activities::store_fault::StoreFault;
use sea_orm::{ConnectionTrait, DatabaseTransaction, Value};
use std::collections::BTreeMap;
use terms::Instant;

/// So many messages are looked at when one is to be taken.
const CANDIDATES: i64 = 16;

impl Store {
    pub(crate) fn claim_a_message(
        &self,
        ways: &[&str],
        holder: &str,
        now: Instant,
        until: Instant,
    ) -> Result<Option<HeldMessage>, StoreFault> {
        // Who looks every few seconds whether there is a message writes nothing when there is none.
        let sql = "SELECT id FROM message WHERE state = 'open' AND send_at <= $1 AND way IN ({in}) LIMIT 1";
        let of: Vec<Value> = ways.iter().map(|way| Value::from(*way)).collect();
        if self.run(async { Ok(all_of(&self.inner.read(), sql, values![now.0], &of).await?) })?.is_empty() {
            return Ok(None);
        }
        loop {
            let (held, looked_at) = self.change(async |on| claim(on, ways, holder, now, until).await)?;
            if held.is_some() || looked_at == 0 {
                return Ok(held);
            }
        }
    }
}

/// Adds messages; those whose id is there stay as they are. How many were new.
pub(crate) async fn add(on: &DatabaseTransaction, messages: &[Message]) -> Result<u64, Fault> {
    let into = "message (id, tenant, way, addressee, body, state, send_at, attempt, holder, fault, changed_at)";
    let row = |message: &Message| {
        let Message { id, tenant, way, to, body, send_at } = message;
        let (id, tenant, way, to) = (id.as_str(), tenant.as_str(), way.as_str(), to.as_str());
        values![id, tenant, way, to, body.clone(), "open", send_at.0, 0_i64, "", "", send_at.0]
    };
    Ok(insert(on, into, "ON CONFLICT (id) DO NOTHING", 11, messages.iter().map(row).collect()).await?)
}

async fn claim(
    on: &DatabaseTransaction,
    ways: &[&str],
    holder: &str,
    now: Instant,
    until: Instant,
) -> Result<(Option<HeldMessage>, usize), Fault> {
    let sql = "SELECT id, tenant, way, addressee, body, attempt, send_at FROM message \
               WHERE state = 'open' AND send_at <= $1 AND way IN ({in}) ORDER BY send_at, id LIMIT $2";
    let ways: Vec<Value> = ways.iter().map(|way| Value::from(*way)).collect();
    let rows = all_of(on, sql, values![now.0, CANDIDATES], &ways).await?;
    for row in &rows {
        let (id, attempt, send_at): (String, i64, i64) = (col(row, 0)?, col(row, 5)?, col(row, 6)?);
        let sql = "UPDATE message SET send_at = $1, holder = $2, attempt = attempt + 1, changed_at = $3 \
                   WHERE id = $4 AND state = 'open' AND attempt = $5 AND send_at = $6";
        if run(on, sql, values![until.0, holder, now.0, id.as_str(), attempt, send_at]).await? > 0 {
            let (tenant, way, to, body) = (col(row, 1)?, col(row, 2)?, col(row, 3)?, col(row, 4)?);
            let message = Message { id, tenant, way, to, body, send_at: Instant(send_at) };
            let attempt = u32::try_from(attempt + 1).unwrap_or(u32::MAX);
            return Ok((Some(HeldMessage { message, attempt, holder: holder.to_owned() }), rows.len()));
        }
    }
    Ok((None, rows.len()))
}

/// Notes that a message was sent; `false` when another holds it.
pub(crate) async fn sent(on: &DatabaseTransaction, held: &HeldMessage, at: Instant) -> Result<bool, Fault> {
    let sql = "UPDATE message SET state = 'sent', holder = '', changed_at = $1 \
               WHERE id = $2 AND state = 'open' AND holder = $3 AND attempt = $4";
    let HeldMessage { message, attempt, holder } = held;
    Ok(run(on, sql, values![at.0, message.id.as_str(), holder.as_str(), i64::from(*attempt)]).await? > 0)
}

/// Gives a message back, to be tried again.
pub(crate) async fn failed(
    on: &DatabaseTransaction,
    held: &HeldMessage,
    why: &str,
    again: Instant,
) -> Result<bool, Fault> {
    let sql = "UPDATE message SET send_at = $1, holder = '', fault = $2 \
               WHERE id = $3 AND state = 'open' AND holder = $4 AND attempt = $5";
    let HeldMessage { message, attempt, holder } = held;
    Ok(run(on, sql, values![again.0, why, message.id.as_str(), holder.as_str(), i64::from(*attempt)]).await? > 0)
}

/// Takes a message back for good.
pub(crate) async fn withdrawn(
    on: &DatabaseTransaction,
    held: &HeldMessage,
    why: &str,
    at: Instant,
) -> Result<bool, Fault> {
    let sql = "UPDATE message SET state = 'withdrawn', holder = '', fault = $1, changed_at = $2 \
               WHERE id = $3 AND state = 'open' AND holder = $4 AND attempt = $5";
    let HeldMessage { message, attempt, holder } = held;
    Ok(run(on, sql, values![why, at.0, message.id.as_str(), holder.as_str(), i64::from(*attempt)]).await? > 0)
}

/// How messages stand, by way; of one tenant or of all.
pub(crate) async fn counts<C: ConnectionTrait>(
    on: &C,
    tenant: Option<&str>,
    now: Instant,
) -> Result<Vec<WayCount>, Fault> {
    let of = if tenant.is_some() { "WHERE tenant = $1" } else { "WHERE $1 = ''" };
    let of_one = || values![tenant.unwrap_or_default()];
    let mut ways: BTreeMap<String, WayCount> = BTreeMap::new();
    let sql = format!(
        "SELECT way, state, COUNT(*), COUNT(CASE WHEN fault <> '' THEN 1 END), MIN(changed_at) FROM message {of} \
         GROUP BY way, state"
    );
    for row in all(on, &sql, of_one()).await? {
        let (way, state): (String, String) = (col(&row, 0)?, col(&row, 1)?);
        let (count, failing): (i64, i64) = (col(&row, 2)?, col(&row, 3)?);
        let (count, failing) = (count.unsigned_abs(), failing.unsigned_abs());
        let of = ways.entry(way.clone()).or_insert_with(|| WayCount { way, ..WayCount::default() });
        match state.as_str() {
            "open" => {
                (of.waiting, of.failing) = (count, failing);
                of.oldest = Some(Instant(col(&row, 4)?)).filter(|oldest| oldest.0 <= now.0);
            }
            "sent" => of.sent = count,
            _ => of.withdrawn = count,
        }
    }
    // The newest fault stands first; what waits behind a closed way may be much, and has none.
    let sql = format!(
        "SELECT way, fault FROM message {of} AND state = 'open' AND fault <> '' ORDER BY changed_at DESC LIMIT 1000"
    );
    for row in all(on, &sql, of_one()).await? {
        let (way, fault): (String, String) = (col(&row, 0)?, col(&row, 1)?);
        let Some(of) = ways.get_mut(&way) else { continue };
        if of.fault.is_empty() {
            of.fault = fault;
        }
    }
    Ok(ways.into_values().collect())
}
