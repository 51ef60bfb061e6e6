//! A replica that answers reads while it is near.
//!
//! It is asked only within work that shows and decides nothing ([`within`]), and only when all of this was seen at most a
//! moment ago: it follows the server that is written to (a mark that was left there is found in it), it has everything that this
//! process changed or heard of, and it lacks nothing that is older than is allowed. How far it is behind is told by places in the
//! log of writes and by the clock of this process, never by the clocks of servers. One piece of work reads one server to its end.

use crate::database::Inner;
use crate::fault::Fault;
use crate::servers::{Standing, standing, without_password};
use crate::sql::{col, one, run, values};
use crate::told::{ServerTold, WhyAside};
use activities::library_port::ReplicaStand;
use activities::pulse_port::Beat;
use activities::store_fault::{StoreFault, StoreFaultKind};
use sea_orm::{ConnectOptions, Database, DatabaseConnection};
use std::cell::Cell;
use std::collections::{HashMap, VecDeque};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// How long a judgement holds.
const HOLDS: Duration = Duration::from_millis(100);

/// The same of one that does not answer.
const RESTS: Duration = Duration::from_secs(5);

/// How long a replica may take to give a connection.
const PATIENCE: Duration = Duration::from_secs(1);

/// How long it may take to answer; then the store itself is asked.
const LONGEST: Duration = Duration::from_secs(10);

/// A mark that is not found after so long is made anew.
const MARK_HOLDS: Duration = Duration::from_secs(60);

/// Which replica, and how far it may be behind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplicaSettings {
    /// `postgres://user:password@host/database`, of one server.
    pub address: String,
    /// What is older than this has to be there.
    pub behind: Duration,
}

/// Whom the work of this thread reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reads {
    /// It shows and decides nothing, and has not read yet.
    Either,
    /// The replica, to its end.
    Replica,
    /// The store itself.
    Store,
}

thread_local! {
    static READS: Cell<Reads> = const { Cell::new(Reads::Store) };
}

/// Runs work that shows and decides nothing.
pub(crate) fn within(work: &mut dyn FnMut()) {
    /// Ends it also when the work panics.
    struct End(Reads);
    impl Drop for End {
        fn drop(&mut self) {
            READS.set(self.0);
        }
    }
    let _end = End(READS.replace(Reads::Either));
    work();
}

/// Notes that the work of this thread is about to change something, which work that only shows does not: what it would write may rest on
/// what was. Without a replica as well, so that tests find it on any store.
pub(crate) fn changes(place: &str) -> Result<(), StoreFault> {
    let reads = READS.replace(Reads::Store);
    debug_assert!(reads == Reads::Store, "work that only shows has changed something");
    match reads {
        Reads::Store | Reads::Either => Ok(()),
        Reads::Replica => Err(StoreFault::new(StoreFaultKind::Busy, place)),
    }
}

/// A replica.
pub(crate) struct Replica {
    pub(crate) pool: DatabaseConnection,
    place: String,
    behind: Duration,
    tell: fn(&ServerTold),
    /// What this process changed or heard of.
    known: AtomicU64,
    /// Pieces of work that it answered.
    answered: AtomicU64,
    judged: Mutex<Option<Judged>>,
    judging: tokio::sync::Mutex<Judging>,
    beats: Mutex<HashMap<String, Beat>>,
}

/// A judgement.
#[derive(Clone, Copy)]
struct Judged {
    at: Instant,
    how: How,
    known: u64,
}

/// How a replica stands to the server that is written to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum How {
    Near,
    /// It has not yet what this process changed.
    Soon,
    /// Nobody can tell at this moment.
    Unknown,
    Aside(WhyAside),
}

/// What judging remembers.
#[derive(Default)]
struct Judging {
    /// Where the log of writes ended, and when it was asked: whoever has got there has all that was there before.
    ends: VecDeque<(Instant, i64)>,
    /// The place that it must have got to, and for how much of `known`.
    must: i64,
    must_for: u64,
    mark: Option<Mark>,
    aside_since: Option<Instant>,
    told: bool,
}

/// A row that was left in the store, under a history of a server.
struct Mark {
    of: (u64, u32),
    name: String,
    at: Instant,
}

/// What a replica says of itself.
struct Seen {
    follows: bool,
    replayed: i64,
    marked: bool,
}

impl Replica {
    /// Connects when it is first needed.
    pub(crate) async fn connect(
        settings: &ReplicaSettings,
        readers: u32,
        tell: fn(&ServerTold),
    ) -> Result<Replica, Fault> {
        let mut options = ConnectOptions::new(&settings.address);
        options.max_connections(readers.max(2)).acquire_timeout(PATIENCE).connect_timeout(PATIENCE).sqlx_logging(false);
        options.test_before_acquire_if_idle_for(Duration::from_millis(50)).connect_lazy(true);
        Ok(Replica {
            pool: Database::connect(options).await?,
            place: without_password(&settings.address),
            behind: settings.behind,
            tell,
            known: AtomicU64::new(1),
            answered: AtomicU64::new(0),
            judged: Mutex::default(),
            judging: tokio::sync::Mutex::default(),
            beats: Mutex::default(),
        })
    }

    /// This process changed something, or heard that another did: a read that begins now has it.
    pub(crate) fn knows_more(&self) {
        self.known.fetch_add(1, Ordering::AcqRel);
    }

    /// Somebody was told how it stands now; whoever reads because of that finds it so.
    pub(crate) fn heard(&self, tenant: &str, beat: Beat) {
        let mut beats = self.beats.lock().unwrap_or_else(PoisonError::into_inner);
        if beats.insert(tenant.to_owned(), beat) != Some(beat) {
            self.knows_more();
        }
    }

    /// Reads it, when the work at hand may and it is near; `None`: the store itself is to be asked.
    pub(crate) async fn ask<T>(
        &self,
        inner: &Inner,
        step: &impl AsyncFn(&DatabaseConnection) -> Result<T, Fault>,
    ) -> Option<T> {
        match READS.get() {
            Reads::Store => return None,
            Reads::Replica => {}
            Reads::Either if self.is_near(inner).await => {
                READS.set(Reads::Replica);
                self.answered.fetch_add(1, Ordering::Relaxed);
            }
            Reads::Either => {
                READS.set(Reads::Store);
                return None;
            }
        }
        match tokio::time::timeout(LONGEST, step(&self.pool)).await {
            Ok(Ok(value)) => Some(value),
            // What it cannot answer the store itself answers, or says why not. Time never runs backwards for the work at hand.
            Ok(Err(_)) | Err(_) => {
                READS.set(Reads::Store);
                *self.judged.lock().unwrap_or_else(PoisonError::into_inner) = None;
                None
            }
        }
    }

    /// How it stands, for whoever watches over it.
    pub(crate) async fn stand(&self, inner: &Inner) -> ReplicaStand {
        self.is_near(inner).await;
        let how = self.judged.lock().unwrap_or_else(PoisonError::into_inner).map(|judged| judged.how);
        ReplicaStand {
            near: matches!(how, Some(How::Near | How::Soon)),
            answered: self.answered.load(Ordering::Relaxed),
        }
    }

    /// A judgement that still holds. A change makes a good one void at once.
    fn held(&self) -> Option<bool> {
        let judged = (*self.judged.lock().unwrap_or_else(PoisonError::into_inner))?;
        let holds = if judged.how == How::Aside(WhyAside::Unreachable) { RESTS } else { HOLDS };
        match judged.how {
            _ if judged.at.elapsed() > holds => None,
            How::Near => (judged.known == self.known.load(Ordering::Acquire)).then_some(true),
            How::Soon | How::Unknown | How::Aside(_) => Some(false),
        }
    }

    async fn is_near(&self, inner: &Inner) -> bool {
        if let Some(near) = self.held() {
            return near;
        }
        // While one asks, the others read the store itself.
        let Ok(mut judging) = self.judging.try_lock() else { return false };
        if let Some(near) = self.held() {
            return near;
        }
        let (at, known) = (Instant::now(), self.known.load(Ordering::Acquire));
        let how = self.judge(inner, &mut judging, at, known).await;
        self.tell(&mut judging, at, how);
        *self.judged.lock().unwrap_or_else(PoisonError::into_inner) = Some(Judged { at, how, known });
        how == How::Near
    }

    async fn judge(&self, inner: &Inner, judging: &mut Judging, at: Instant, known: u64) -> How {
        let (turn, store) = (inner.servers.turn(), inner.read());
        let mark = judging.mark.as_ref().map(|mark| mark.name.clone()).unwrap_or_default();
        let (there, here) = tokio::join!(standing(&store), see(&self.pool, &mark));
        // Without the server that is written to nobody knows how far behind another is.
        let Ok(there @ Standing { follows: false, .. }) = there else { return How::Unknown };
        let Ok(here) = here else { return How::Aside(WhyAside::Unreachable) };
        let of = (turn, there.timeline);
        if judging.mark.as_ref().is_none_or(|mark| mark.of != of || (!here.marked && mark.at.elapsed() > MARK_HOLDS)) {
            judging.ends.clear();
            judging.mark = leave_mark(inner, of).await.ok();
            return if here.follows { How::Unknown } else { How::Aside(WhyAside::OfAnother) };
        }
        if !here.follows || !here.marked {
            return How::Aside(WhyAside::OfAnother);
        }
        if judging.must_for != known {
            (judging.must, judging.must_for) = (there.end, known);
        }
        match judging.ends.back_mut() {
            Some(last) if last.1 == there.end => last.0 = at,
            _ => judging.ends.push_back((at, there.end)),
        }
        while judging.ends.front().is_some_and(|(asked, _)| at.duration_since(*asked) > self.behind) {
            judging.ends.pop_front();
        }
        match judging.ends.iter().any(|(_, end)| *end <= here.replayed) {
            false => How::Aside(WhyAside::Behind),
            true if here.replayed < judging.must => How::Soon,
            true => How::Near,
        }
    }

    /// Tells once that it is left aside, when that is so for longer than it may be behind, or it does not answer.
    fn tell(&self, judging: &mut Judging, at: Instant, how: How) {
        match how {
            How::Unknown => {}
            How::Near | How::Soon => {
                judging.aside_since = None;
                if std::mem::take(&mut judging.told) {
                    (self.tell)(&ServerTold::ReadAgain(self.place.clone()));
                }
            }
            How::Aside(why) => {
                let since = *judging.aside_since.get_or_insert(at);
                let long = at.duration_since(since) >= self.behind;
                if (long || why == WhyAside::Unreachable) && !std::mem::replace(&mut judging.told, true) {
                    (self.tell)(&ServerTold::LeftAside(self.place.clone(), why));
                }
            }
        }
    }
}

async fn see(on: &DatabaseConnection, mark: &str) -> Result<Seen, Fault> {
    let sql = "SELECT pg_is_in_recovery(), CAST(COALESCE(pg_last_wal_replay_lsn() - '0/0'::pg_lsn, 0) AS BIGINT), \
               EXISTS (SELECT 1 FROM spent WHERE name = $1)";
    let asked = tokio::time::timeout(PATIENCE * 2, one(on, sql, values![mark])).await;
    let unreachable = || StoreFault::new(StoreFaultKind::Unreachable, "");
    let row = asked.map_err(|_| unreachable())??.ok_or_else(unreachable)?;
    Ok(Seen { follows: col(&row, 0)?, replayed: col(&row, 1)?, marked: col(&row, 2)? })
}

/// Leaves a mark that only what follows this server, from now on, can hold. It is one of the things that can be made once.
async fn leave_mark(inner: &Inner, of: (u64, u32)) -> Result<Mark, Fault> {
    let sql = "INSERT INTO spent (name, made_at) VALUES ($1, CAST(EXTRACT(EPOCH FROM now()) * 1000 AS BIGINT))";
    let row = one(&inner.read(), "SELECT CAST(gen_random_uuid() AS TEXT)", vec![]).await?;
    let once: String = row.map(|row| col(&row, 0)).transpose()?.unwrap_or_default();
    let name = format!("replica {once}");
    inner.change(async |on| Ok(run(on, sql, values![name.as_str()]).await?)).await?;
    Ok(Mark { of, name, at: Instant::now() })
}

#[cfg(test)]
mod tests {
    use super::{READS, Reads, changes, within};

    #[test]
    fn only_work_that_shows_may_read_a_replica() {
        assert_eq!(READS.get(), Reads::Store);
        changes("x").unwrap();
        within(&mut || assert_eq!(READS.get(), Reads::Either));
        assert_eq!(READS.get(), Reads::Store);
    }

    #[test]
    #[should_panic(expected = "work that only shows has changed something")]
    fn what_rests_on_a_replica_is_not_written() {
        within(&mut || {
            READS.set(Reads::Replica);
            drop(changes("x"));
        });
    }
}
