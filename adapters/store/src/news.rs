//! Work that is new or changed, until it was told; and the notices that came of it.

use crate::database::Store;
use crate::fault::Fault;
use crate::sql::{all, col, insert, run, values};
use activities::notices_port::{News, Notice, Stage};
use activities::store_fault::StoreFault;
use sea_orm::{ConnectionTrait, DatabaseTransaction, QueryResult};
use terms::Instant;

const NOTICE: &str = "SELECT item, account, since_at, urgent, stage, digest, send_at, message FROM notice";

/// Says that an item is new or has changed. Turns begin at the moment, so that none comes again after the news before was told.
pub(crate) async fn add(on: &DatabaseTransaction, item: i64, tenant: &str, at: Instant) -> Result<(), Fault> {
    let sql = "INSERT INTO news (item, tenant, run_at, holder, turn) VALUES ($1, $2, $3, '', $3) \
               ON CONFLICT (item) DO UPDATE SET run_at = excluded.run_at, holder = '', turn = news.turn + 1";
    run(on, sql, values![item, tenant, at.0]).await?;
    Ok(())
}

impl Store {
    pub(crate) fn claim_some_news(
        &self,
        holder: &str,
        now: Instant,
        until: Instant,
        limit: u32,
    ) -> Result<Vec<News>, StoreFault> {
        // Who looks every few seconds whether there is news writes nothing when there is none.
        let sql = "SELECT item FROM news WHERE run_at <= $1 LIMIT 1";
        if self.run(async { Ok(all(&self.inner.read(), sql, values![now.0]).await?) })?.is_empty() {
            return Ok(Vec::new());
        }
        loop {
            let (held, looked_at) = self.change(async |on| claim(on, holder, now, until, limit).await)?;
            if !held.is_empty() || looked_at == 0 {
                return Ok(held);
            }
        }
    }
}

async fn claim(
    on: &DatabaseTransaction,
    holder: &str,
    now: Instant,
    until: Instant,
    limit: u32,
) -> Result<(Vec<News>, usize), Fault> {
    let sql = "SELECT item, tenant, run_at, turn FROM news WHERE run_at <= $1 ORDER BY run_at, item LIMIT $2";
    let rows = all(on, sql, values![now.0, i64::from(limit.max(1))]).await?;
    let mut held = Vec::new();
    for row in &rows {
        let (item, run_at, turn): (i64, i64, i64) = (col(row, 0)?, col(row, 2)?, col(row, 3)?);
        let sql = "UPDATE news SET run_at = $1, holder = $2 WHERE item = $3 AND turn = $4 AND run_at = $5";
        if run(on, sql, values![until.0, holder, item, turn, run_at]).await? > 0 {
            held.push(News { item, tenant: col(row, 1)?, turn, holder: holder.to_owned() });
        }
    }
    Ok((held, rows.len()))
}

/// Ends news; `false` when some of it is no longer held as it was.
pub(crate) async fn end(on: &DatabaseTransaction, news: &[News]) -> Result<bool, Fault> {
    for News { item, tenant: _, turn, holder } in news {
        let sql = "DELETE FROM news WHERE item = $1 AND turn = $2 AND holder = $3";
        if run(on, sql, values![*item, *turn, holder.as_str()]).await? == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Keeps notices, each in place of the one for the same person and item.
pub(crate) async fn put(on: &DatabaseTransaction, notices: &[Notice]) -> Result<(), Fault> {
    let into = "notice (item, account, since_at, urgent, stage, digest, send_at, message)";
    let end = "ON CONFLICT (item, account) DO UPDATE SET since_at = excluded.since_at, urgent = excluded.urgent, \
               stage = excluded.stage, digest = excluded.digest, send_at = excluded.send_at, message = excluded.message";
    for notice in notices {
        // One by one: a statement may not touch a row twice.
        let Notice { item, account, since, urgent, stage, digest, at, message } = notice;
        let (account, message) = (account.as_str(), message.as_str());
        let (urgent, digest) = (i64::from(*urgent), i64::from(*digest));
        let row = values![*item, account, since.0, urgent, stage.word(), digest, at.0, message];
        insert(on, into, end, 8, vec![row]).await?;
    }
    Ok(())
}

/// Notices about an item.
pub(crate) async fn about<C: ConnectionTrait>(on: &C, item: i64) -> Result<Vec<Notice>, Fault> {
    let rows = all(on, &format!("{NOTICE} WHERE item = $1 ORDER BY account"), values![item]).await?;
    rows.iter().map(notice).collect()
}

/// Accounts with notices that wait and are due.
pub(crate) async fn accounts<C: ConnectionTrait>(on: &C, now: Instant, limit: u32) -> Result<Vec<String>, Fault> {
    let sql = "SELECT DISTINCT account FROM notice WHERE message = '' AND digest = 0 AND send_at <= $1 \
               ORDER BY account LIMIT $2";
    let rows = all(on, sql, values![now.0, i64::from(limit.max(1))]).await?;
    Ok(rows.iter().map(|row| col(row, 0)).collect::<Result<_, _>>()?)
}

/// Notices of a person that wait and are due.
pub(crate) async fn due<C: ConnectionTrait>(
    on: &C,
    account: &str,
    digest: bool,
    now: Instant,
    limit: u32,
) -> Result<Vec<Notice>, Fault> {
    let sql = format!(
        "{NOTICE} WHERE account = $1 AND message = '' AND digest = $2 AND send_at <= $3 ORDER BY send_at, item LIMIT $4"
    );
    let rows = all(on, &sql, values![account, i64::from(digest), now.0, i64::from(limit.max(1))]).await?;
    rows.iter().map(notice).collect()
}

/// Says which message carries these notices; `false` when one no longer waits as it was read.
pub(crate) async fn carried(on: &DatabaseTransaction, notices: &[Notice], id: &str) -> Result<bool, Fault> {
    for Notice { item, account, since, at, .. } in notices {
        let sql = "UPDATE notice SET message = $1 WHERE item = $2 AND account = $3 AND message = '' AND since_at = $4 \
                   AND send_at = $5";
        if run(on, sql, values![id, *item, account.as_str(), since.0, at.0]).await? == 0 {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Puts off notices that still wait as they were read.
pub(crate) async fn postponed(on: &DatabaseTransaction, notices: &[Notice], until: Instant) -> Result<(), Fault> {
    for Notice { item, account, since, at, .. } in notices {
        let sql = "UPDATE notice SET send_at = $1 WHERE item = $2 AND account = $3 AND message = '' AND since_at = $4 \
                   AND send_at = $5";
        run(on, sql, values![until.0, *item, account.as_str(), since.0, at.0]).await?;
    }
    Ok(())
}

fn notice(row: &QueryResult) -> Result<Notice, Fault> {
    let (urgent, stage, digest): (i64, String, i64) = (col(row, 3)?, col(row, 4)?, col(row, 5)?);
    Ok(Notice {
        item: col(row, 0)?,
        account: col(row, 1)?,
        since: Instant(col(row, 2)?),
        urgent: urgent != 0,
        // A word of a later version is told like one of ours.
        stage: Stage::of(&stage).unwrap_or(Stage::Role),
        digest: digest != 0,
        at: Instant(col(row, 6)?),
        message: col(row, 7)?,
    })
}
