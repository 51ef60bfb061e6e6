//! Fetches feeds on schedule: one job for each slot of time, whichever process takes it.

use super::LEASE;
use crate::events::Progress;
use crate::loops::Loop;
use crate::rooms::{Asking, FeedProgress, FeedSynced};
use crate::state::Shared;
use activities::feed_not_synced::CODE;
use activities::jobs_port::{Follows, NewJob, WorkItem, WorkState};
use activities::role::{Permission, Role};
use activities::store_fault::StoreFault;
use serde_json::{Value, json};
use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant as Clock};
use terms::{Instant, Lang};

/// The kind of its jobs.
const SYNC: &str = "sync-feeds";

/// A slot is tried once more when its process was killed; the next slot comes anyway.
const ATTEMPTS: u32 = 3;

/// How often the lease is lengthened while feeds are fetched.
const BEAT: Duration = Duration::from_secs(60);

/// How often somebody can ask for feeds, in milliseconds: their servers are others'.
const ASKED_EVERY: i64 = 60_000;

/// Adds a job that fetches all feeds now; `false` when one was added in this minute already.
pub(crate) fn sync_now(shared: &Shared) -> Result<bool, StoreFault> {
    let now = shared.now();
    let key = format!("sync-feeds asked {}", now.0.div_euclid(ASKED_EVERY));
    let (kind, payload) = (SYNC.to_owned(), Vec::new());
    let added = shared.wiring.jobs.add_jobs(&[NewJob { kind, key, payload, run_at: now, attempts: 1 }])?;
    Ok(added > 0)
}

/// Fetches all feeds when a slot of time has begun, or somebody asked for them.
pub(super) fn due(shared: &Shared, holder: &str) -> Result<(), StoreFault> {
    if let Some(every) = shared.settings.tell.sync_every.filter(|every| *every > 0) {
        let slot = Instant(shared.now().0.div_euclid(every) * every);
        let key = format!("sync-feeds {every} {}", slot.0);
        let (kind, payload) = (SYNC.to_owned(), Vec::new());
        shared.wiring.jobs.add_jobs(&[NewJob { kind, key, payload, run_at: slot, attempts: ATTEMPTS }])?;
    }
    while let Some(held) = shared.wiring.jobs.claim_job(&[SYNC], holder, shared.now(), lease(shared))? {
        let over = AtomicBool::new(false);
        let synced = std::thread::scope(|scope| {
            let beating = scope.spawn(|| {
                loop {
                    std::thread::park_timeout(BEAT);
                    if over.load(Ordering::Relaxed) {
                        return;
                    }
                    let _ = shared.wiring.jobs.extend_job(&held, lease(shared));
                }
            });
            let asking = Asking { now: shared.now(), lang: Lang::En };
            let telling = Telling::new(shared);
            telling.whole("running");
            let fetch = || shared.wiring.rooms.sync_feeds(asking, &|feed| telling.tell(feed));
            let synced = shared.loops.caught(fetch).and_then(|synced| synced.map_err(|refusal| refusal.what));
            let well = synced.as_ref().is_ok_and(|feeds| feeds.iter().all(|feed| feed.fault.is_none()));
            telling.whole(if well { "done" } else { "failed" });
            over.store(true, Ordering::Relaxed);
            beating.thread().unpark();
            synced
        });
        match synced {
            Ok(feeds) => {
                let follows = Follows { work: failures(shared, &feeds)?, ..Follows::default() };
                shared.wiring.jobs.finish_job(&held, shared.now(), &follows)?;
                settle(shared, &feeds)?;
            }
            Err(why) => {
                if held.attempt >= held.attempts {
                    let work = none(shared, &why)?;
                    shared.wiring.jobs.add_follows(&Follows { work, ..Follows::default() })?;
                }
                let again = Instant(shared.now().0 + 5 * 60_000);
                shared.wiring.jobs.fail_job(&held, &why, shared.now(), again)?;
            }
        }
    }
    Ok(())
}

/// Tells those who listen how far each feed is.
struct Telling<'s> {
    shared: &'s Shared,
    /// When it was last told; no more often than anybody could read.
    last: Cell<Option<Clock>>,
}

/// How often, at most.
const TOLD_EVERY: Duration = Duration::from_millis(250);

impl Telling<'_> {
    fn new(shared: &Shared) -> Telling<'_> {
        Telling { shared, last: Cell::new(None) }
    }

    /// How the whole of it stands; it is over also when no feed is configured.
    fn whole(&self, state: &'static str) {
        let progress = Progress { id: "sync", kind: "sync", label: "", done: 0, total: None, unit: "feeds", state };
        self.shared.hub.progress("", Permission::ReadFeeds, &progress);
    }

    fn tell(&self, feed: &FeedProgress<'_>) {
        self.shared.loops.moved(Loop::Feeds);
        let FeedProgress { name, done, total, ended } = *feed;
        if ended.is_none() && self.last.get().is_some_and(|last| last.elapsed() < TOLD_EVERY) {
            return;
        }
        // The end of one feed does not keep the beginning of the next from being told.
        self.last.set(ended.is_none().then(Clock::now));
        let state = match ended {
            None => "running",
            Some(true) => "done",
            Some(false) => "failed",
        };
        let id = format!("sync {name}");
        let progress = Progress { id: &id, kind: "sync", label: name, done, total, unit: "bytes", state };
        self.shared.hub.progress("", Permission::ReadFeeds, &progress);
    }
}

fn lease(shared: &Shared) -> Instant {
    Instant(shared.now().0 + LEASE)
}

/// Who may see to feeds.
fn roles() -> impl Iterator<Item = Role> {
    Role::ALL.into_iter().filter(|role| role.may(Permission::ChangeFeeds))
}

/// What work about a feed is about.
fn subject(feed: &str) -> String {
    format!("feeds/{feed}")
}

/// What stands for every feed, where fetching could not even begin.
const EVERY_FEED: &str = "all";

/// An item of work for everybody who may see to a feed that failed.
fn failures(shared: &Shared, feeds: &[FeedSynced]) -> Result<Vec<WorkItem>, StoreFault> {
    let mut items = Vec::new();
    for feed in feeds {
        let Some(cause) = &feed.fault else { continue };
        // The same until it answers again: a fault that stays is told once, one that comes back is told again.
        let since = feed.last_success.map(|at| at.to_string());
        let facts = json!({ "priority": "attention", "feed": feed.name, "cause": cause, "last_success": since });
        items.extend(for_everybody(shared, &feed.name, &facts)?);
    }
    Ok(items)
}

/// The same where no feed was even asked.
fn none(shared: &Shared, why: &str) -> Result<Vec<WorkItem>, StoreFault> {
    let words = |lang: Lang| {
        json!({
            "explanation": lang.pick(
                format!("Fetching could not begin ({why}): no feed was asked."),
                format!("取得を開始できませんでした（{why}）。どのフィードにも問い合わせていません。"),
            ),
            "why": lang.pick(
                "Every source grows old: their silence about a device means less every day.",
                "すべての情報源が古くなり、「該当なし」の意味が日ごとに弱まります。",
            ),
            "next": lang.pick(
                "Mend what the cause names; `tutela feeds sync` tries again at once.",
                "原因に示された問題を解消してください。`tutela feeds sync` ですぐに再試行できます。",
            ),
        })
    };
    let mut facts = words(Lang::En);
    facts["ja"] = words(Lang::Ja);
    facts["priority"] = json!("attention");
    facts["cause"] = json!(why);
    for_everybody(shared, EVERY_FEED, &facts)
}

fn for_everybody(shared: &Shared, feed: &str, facts: &Value) -> Result<Vec<WorkItem>, StoreFault> {
    let mut items = Vec::new();
    for tenant in shared.wiring.library.tenants()? {
        items.extend(roles().map(|role| WorkItem {
            id: 0,
            tenant: tenant.id.clone(),
            role: role.name().to_owned(),
            subject: subject(feed),
            code: CODE.to_owned(),
            due: None,
            created: shared.now(),
            state: WorkState::Open,
            by: String::new(),
            facts: facts.to_string().into_bytes(),
        }));
    }
    Ok(items)
}

/// A feed that answers again is nobody's work any more, and that fetching could not begin is over.
fn settle(shared: &Shared, feeds: &[FeedSynced]) -> Result<(), StoreFault> {
    let well = feeds.iter().filter(|feed| feed.fault.is_none()).map(|feed| feed.name.as_str());
    let settled: Vec<&str> = well.chain([EVERY_FEED]).collect();
    for tenant in shared.wiring.library.tenants()? {
        for feed in &settled {
            let items = shared.wiring.notices.work_named(&tenant.id, &subject(feed), CODE)?;
            for item in items.iter().filter(|item| item.state != WorkState::Done) {
                shared.wiring.jobs.set_work(&tenant.id, item.id, WorkState::Done, "tutela", shared.now())?;
            }
        }
    }
    Ok(())
}
