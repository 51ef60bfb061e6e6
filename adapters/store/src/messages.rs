//! Messages that must leave the house: sent at least once, under an id that stays the same.

use crate::database::Store;
use crate::fault::Fault;
use crate::sql::{all, col, insert, run, values};
use activities::jobs_port::{HeldMessage, Message};
use activities::store_fault::StoreFault;
use sea_orm::DatabaseTransaction;
use terms::Instant;

/// So many messages are looked at when one is to be taken.
const CANDIDATES: i64 = 16;

impl Store {
    pub(crate) fn claim_a_message(
        &self,
        holder: &str,
        now: Instant,
        until: Instant,
    ) -> Result<Option<HeldMessage>, StoreFault> {
        loop {
            let (held, looked_at) = self.change(async |on| claim(on, holder, now, until).await)?;
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
    holder: &str,
    now: Instant,
    until: Instant,
) -> Result<(Option<HeldMessage>, usize), Fault> {
    let sql = "SELECT id, tenant, way, addressee, body, attempt, send_at FROM message \
               WHERE state = 'open' AND send_at <= $1 ORDER BY send_at, id LIMIT $2";
    let rows = all(on, sql, values![now.0, CANDIDATES]).await?;
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
