//! The servers behind the address of a store: an SQLite file, or PostgreSQL servers of which one is written to.
//!
//! An address may name several hosts (`postgres://user@a:5432,b:5432/database`). The one that is used follows no other; where
//! several claim that, the one with the newest history, and never one with an older history than was seen before. When it is
//! lost or no longer writes, the others are asked. No connection is ever made to a server that follows another.

use crate::fault::Fault;
use crate::sql::{col, one};
use crate::told::ServerTold;
use activities::store_fault::{StoreFault, StoreFaultKind};
use sea_orm::sqlx::sqlite::{SqliteJournalMode, SqliteSynchronous};
use sea_orm::sqlx::{Error as SqlxError, Executor, Row};
use sea_orm::{ConnectOptions, ConnectionTrait, Database, DatabaseConnection, DbErr};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// How long anybody waits for a database that others hold.
pub(crate) const PATIENCE: Duration = Duration::from_secs(15);

/// The same where another server may take its place.
const SHORT_PATIENCE: Duration = Duration::from_secs(3);

/// How long a server may take to say how it stands.
const ASKED_FOR: Duration = Duration::from_secs(2);

/// After nobody was found to write to, it is not looked again for so long.
const REST: Duration = Duration::from_millis(500);

/// The servers of a store.
pub(crate) struct Servers {
    /// Of each server that may be written to; for a file none.
    addresses: Vec<String>,
    readers: u32,
    held: RwLock<Held>,
    /// When it was looked for last without a change.
    sought: tokio::sync::Mutex<Option<Instant>>,
    /// The newest history that was seen.
    timeline: AtomicU32,
    tell: fn(&ServerTold),
}

/// The connections in use.
struct Held {
    read: DatabaseConnection,
    write: DatabaseConnection,
    /// The address, where there are several.
    address: String,
    /// Counts changes of the server.
    turn: u64,
}

/// How a server stands.
pub(crate) struct Standing {
    /// It follows another.
    pub(crate) follows: bool,
    /// The number of its history; 0 while it follows.
    pub(crate) timeline: u32,
    /// Where its log of writes ends; every change that was answered before it was asked lies before that.
    pub(crate) end: i64,
}

impl Servers {
    /// Connects.
    pub(crate) async fn connect(address: &str, readers: u32, tell: fn(&ServerTold)) -> Result<Servers, Fault> {
        let (addresses, timeline, held) = if is_server(address) {
            let addresses = each(address);
            let found = found_at_first(&addresses, address).await?;
            let (address, timeline) = found.unwrap_or_else(|| (address.to_owned(), 0));
            let pool = Database::connect(server(&address, readers, addresses.len() > 1)).await?;
            (addresses, timeline, Held { read: pool.clone(), write: pool, address, turn: 0 })
        } else {
            let path = Path::new(address);
            let write = Database::connect(sqlite(path, 1, false)).await?;
            let read = Database::connect(sqlite(path, readers.max(1), true)).await?;
            (Vec::new(), 0, Held { read, write, address: address.to_owned(), turn: 0 })
        };
        let (held, timeline) = (RwLock::new(held), AtomicU32::new(timeline));
        Ok(Servers { addresses, readers, held, sought: tokio::sync::Mutex::default(), timeline, tell })
    }

    /// Connections that read what is written, always.
    pub(crate) fn read(&self) -> DatabaseConnection {
        self.held.read().unwrap_or_else(PoisonError::into_inner).read.clone()
    }

    /// Connections that write.
    pub(crate) fn write(&self) -> DatabaseConnection {
        self.held.read().unwrap_or_else(PoisonError::into_inner).write.clone()
    }

    /// Another number for another server.
    pub(crate) fn turn(&self) -> u64 {
        self.held.read().unwrap_or_else(PoisonError::into_inner).turn
    }

    /// Whether there are others to turn to.
    pub(crate) fn are_several(&self) -> bool {
        self.addresses.len() > 1
    }

    /// Looks for the server to write to after the one of this turn was lost. Whether it is worth while to try again.
    pub(crate) async fn seek(&self, lost: u64) -> bool {
        if !self.are_several() {
            return false;
        }
        let mut sought = self.sought.lock().await;
        if self.turn() != lost {
            return true;
        }
        if sought.is_some_and(|at| at.elapsed() < REST) {
            return false;
        }
        let found = newest(&self.addresses, self.timeline.load(Ordering::Relaxed)).await;
        *sought = Some(Instant::now());
        let Some((address, timeline)) = found else { return false };
        if address == self.held.read().unwrap_or_else(PoisonError::into_inner).address {
            // It came back; connections that died are found out when they are used.
            return true;
        }
        let Ok(pool) = Database::connect(server(&address, self.readers, true)).await else { return false };
        self.timeline.fetch_max(timeline, Ordering::Relaxed);
        (self.tell)(&ServerTold::WritesTo(without_password(&address)));
        let old = {
            let mut held = self.held.write().unwrap_or_else(PoisonError::into_inner);
            let turn = held.turn + 1;
            std::mem::replace(&mut *held, Held { read: pool.clone(), write: pool, address, turn })
        };
        // Whoever still holds a connection of it is told that it is closed.
        tokio::spawn(async move { drop(old.write.close().await) });
        true
    }

    /// Closes the connections in order.
    pub(crate) async fn close(&self) -> Result<(), DbErr> {
        self.read().close_by_ref().await?;
        self.write().close_by_ref().await
    }
}

/// The server to begin with. One that alone is named and cannot be asked is tried all the same: connecting says why.
async fn found_at_first(addresses: &[String], whole: &str) -> Result<Option<(String, u32)>, Fault> {
    let stood = stand(addresses).await;
    let follows = !stood.is_empty() && stood.iter().all(|(_, _, standing)| standing.follows);
    if let Some(found) = the_newest(stood, 0) {
        return Ok(Some(found));
    }
    let kind = match (follows, addresses) {
        (true, _) => StoreFaultKind::ReadOnly,
        (false, [_]) => return Ok(None),
        (false, _) => StoreFaultKind::Unreachable,
    };
    let cause = if follows { "it follows another server (it is in recovery)" } else { "none of them answers" };
    let cause = Some(std::io::Error::other(cause));
    Err(StoreFault { kind, place: without_password(whole), cause }.into())
}

/// The address to be written to, with the number of its history.
pub(crate) async fn newest(addresses: &[String], at_least: u32) -> Option<(String, u32)> {
    the_newest(stand(addresses).await, at_least)
}

fn the_newest(stood: Vec<(usize, String, Standing)>, at_least: u32) -> Option<(String, u32)> {
    let may = stood.into_iter().filter(|(_, _, standing)| !standing.follows && standing.timeline >= at_least);
    let best = may.min_by_key(|(place, _, standing)| (std::cmp::Reverse(standing.timeline), *place));
    best.map(|(_, address, standing)| (address, standing.timeline))
}

/// How each stands that answers in time.
async fn stand(addresses: &[String]) -> Vec<(usize, String, Standing)> {
    let mut asked = JoinSet::new();
    for (place, address) in addresses.iter().cloned().enumerate() {
        asked.spawn(async move {
            let standing = tokio::time::timeout(ASKED_FOR, stands_at(&address)).await.ok()?.ok()?;
            Some((place, address, standing))
        });
    }
    asked.join_all().await.into_iter().flatten().collect()
}

async fn stands_at(address: &str) -> Result<Standing, Fault> {
    let mut options = ConnectOptions::new(address);
    options.max_connections(1).acquire_timeout(ASKED_FOR).connect_timeout(ASKED_FOR).sqlx_logging(false);
    let on = Database::connect(options).await?;
    let standing = standing(&on).await;
    on.close().await?;
    standing
}

/// How a server stands.
pub(crate) async fn standing<C: ConnectionTrait>(on: &C) -> Result<Standing, Fault> {
    let sql = "SELECT pg_is_in_recovery(), \
               CASE WHEN pg_is_in_recovery() THEN '' ELSE pg_walfile_name(pg_current_wal_insert_lsn()) END, \
               CASE WHEN pg_is_in_recovery() THEN 0 \
               ELSE CAST(pg_current_wal_insert_lsn() - '0/0'::pg_lsn AS BIGINT) END, \
               CAST(current_setting('wal_block_size') AS BIGINT)";
    let row = one(on, sql, vec![]).await?;
    let row = row.ok_or_else(|| StoreFault::new(StoreFaultKind::Refused, "pg_is_in_recovery"))?;
    let (file, end, page): (String, i64, i64) = (col(&row, 1)?, col(&row, 2)?, col(&row, 3)?);
    let timeline = file.get(..8).and_then(|digits| u32::from_str_radix(digits, 16).ok()).unwrap_or_default();
    Ok(Standing { follows: col(&row, 0)?, timeline, end: before_head(end, page) })
}

/// The end of the last record. Where the next one begins behind the head of a page, which has 24 or 40 bytes, the last one ended
/// before it: a server that follows never gets to a head alone.
fn before_head(end: i64, page: i64) -> i64 {
    match end.checked_rem(page) {
        Some(head @ (24 | 40)) => end - head,
        _ => end,
    }
}

/// Whether an address is one of a server.
pub fn is_server(address: &str) -> bool {
    address.starts_with("postgres://") || address.starts_with("postgresql://")
}

/// The address of each host that an address of a server names.
pub(crate) fn each(address: &str) -> Vec<String> {
    let Some((scheme, rest)) = address.split_once("://") else { return vec![address.to_owned()] };
    let (hosts, path) = rest.split_at(rest.find(['/', '?', '#']).unwrap_or(rest.len()));
    let (user, hosts) = match hosts.rsplit_once('@') {
        Some((user, hosts)) => (format!("{user}@"), hosts),
        None => (String::new(), hosts),
    };
    hosts.split(',').map(|host| format!("{scheme}://{user}{}{path}", host.trim())).collect()
}

/// The address of a server without its password.
pub(crate) fn without_password(address: &str) -> String {
    let Some((scheme, rest)) = address.split_once("://") else { return address.to_owned() };
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    match rest.rsplit_once('@') {
        Some((user, host)) => format!("{scheme}://{}@{host}", user.split(':').next().unwrap_or_default()),
        None => format!("{scheme}://{rest}"),
    }
}

/// Connections to the server that is written to.
fn server(address: &str, readers: u32, one_of_several: bool) -> ConnectOptions {
    let patience = if one_of_several { SHORT_PATIENCE } else { PATIENCE };
    let mut options = ConnectOptions::new(address);
    options.max_connections(readers.max(2)).acquire_timeout(patience).connect_timeout(patience).sqlx_logging(false);
    // A server that went and came back leaves connections behind that are dead.
    options.test_before_acquire_if_idle_for(Duration::from_millis(50));
    // One that came back as a follower would answer with what was: nobody decides by that.
    options.map_sqlx_postgres_pool_opts(|own| {
        own.after_connect(|connection, _| {
            Box::pin(async move {
                match connection.fetch_one("SELECT pg_is_in_recovery()").await {
                    Ok(row) if row.try_get::<bool, _>(0).unwrap_or_default() => {
                        Err(SqlxError::Io(std::io::Error::other("this server follows another")))
                    }
                    Err(lost @ SqlxError::Io(_)) => Err(lost),
                    // An engine that does not know the question follows nobody.
                    Ok(_) | Err(_) => Ok(()),
                }
            })
        })
    });
    options
}

fn sqlite(path: &Path, connections: u32, reads: bool) -> ConnectOptions {
    let mut options = ConnectOptions::new("sqlite:store");
    options.max_connections(connections).acquire_timeout(PATIENCE).connect_timeout(PATIENCE).sqlx_logging(false);
    options.test_before_acquire(false);
    // A connection to a file costs memory and is never broken by a network.
    options.max_lifetime(None::<Duration>).idle_timeout(Some(Duration::from_secs(60)));
    let path = path.to_path_buf();
    options.map_sqlx_sqlite_opts(move |own| {
        own.filename(&path)
            .create_if_missing(!reads)
            .page_size(8192)
            .journal_mode(SqliteJournalMode::Wal)
            // A put is on the disk when it is said to be kept: `Durable` sees to it.
            .synchronous(SqliteSynchronous::Normal)
            .busy_timeout(PATIENCE)
            .foreign_keys(false)
            .pragma("cache_size", if reads { "-4096" } else { "-16384" })
            // What is removed is overwritten with zeros: a name that was let go of does not lie on in free pages.
            .pragma("secure_delete", "1")
            .pragma("wal_autocheckpoint", "2000")
            .pragma("journal_size_limit", "67108864")
            .pragma("query_only", if reads { "1" } else { "0" })
    });
    options
}

#[cfg(test)]
mod tests {
    use super::{Standing, before_head, each, the_newest, without_password};

    #[test]
    fn a_place_never_shows_the_password() {
        let shown = |address| without_password(address);
        assert_eq!(shown("postgres://tutela:s3:cret@db/x?sslpassword=y"), "postgres://tutela@db/x");
        assert_eq!(shown("postgres://tutela:s3,cret@a,b:5433/x"), "postgres://tutela@a,b:5433/x");
        assert_eq!(shown("postgres://db/x"), "postgres://db/x");
        assert_eq!(shown("data/tutela.db"), "data/tutela.db");
    }

    #[test]
    fn an_address_with_several_hosts_is_one_for_each() {
        let of = |address| each(address).join(" ");
        assert_eq!(of("postgres://u:p,w@a:1,b/x?y=1,2"), "postgres://u:p,w@a:1/x?y=1,2 postgres://u:p,w@b/x?y=1,2");
        assert_eq!(of("postgresql://[::1]:5/x"), "postgresql://[::1]:5/x");
    }

    #[test]
    fn the_newest_history_that_follows_nobody_is_written_to() {
        let stands =
            |place: usize, follows, timeline| (place, place.to_string(), Standing { follows, timeline, end: 0 });
        let best = |stood, least| the_newest(stood, least).map(|(address, _)| address);
        assert_eq!(best(vec![stands(1, false, 1), stands(0, false, 1)], 0).unwrap(), "0");
        assert_eq!(best(vec![stands(0, false, 1), stands(1, false, 2), stands(2, true, 0)], 0).unwrap(), "1");
        assert_eq!(best(vec![stands(0, false, 1), stands(2, true, 0)], 2), None, "an old history is left alone");
    }

    #[test]
    fn a_log_that_ends_at_the_head_of_a_page_ends_before_it() {
        assert_eq!((before_head(81_944, 8192), before_head(81_960, 8192)), (81_920, 81_920));
        assert_eq!((before_head(81_952, 8192), before_head(16_408, 16_384)), (81_952, 16_384));
    }
}
