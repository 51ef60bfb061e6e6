//! The watch: what is kept is checked again when feeds, files or the day change, and each new thing to do becomes work.
//!
//! Every step is a job with a key for life, so that a killed process loses none and several processes do none twice.

use crate::api::decisions::{WAITING, follow_waiting};
use crate::api::kept::{check_files, is_current};
use crate::complaints::Complaints;
use crate::loops::Loop;
use crate::rooms::Asking;
use crate::state::Shared;
use activities::jobs_port::{Follows, HeldJob};
use activities::library_port::{KeptId, KeptKind, State};
use activities::store_fault::StoreFault;
use std::time::{Duration, Instant as Clock};
use terms::{Instant, Lang};

mod due;
mod failed;
mod gone;
mod items;
pub(crate) mod retain;
mod who;

pub(crate) use due::{Adds, add_due, add_touched, soon};
pub(crate) use gone::{ANSWERED, CHECKED, GONE, OTHERS};
pub(crate) use items::keep_check;

/// How often it looks whether the mirror changed.
const EVERY: Duration = Duration::from_millis(100);

/// How often it looks through everything that is kept, for what another process left or the day brought.
const EVERYTHING: Duration = Duration::from_secs(30);

/// How long jobs are done before their changes are brought to the disk.
const TURN: Duration = Duration::from_millis(50);

/// What is new, or touched by what is new.
const CHECK: &str = "check";

/// What is looked at again because the sources have another date, or the day another name.
const REFRESH: &str = "refresh";

/// What the jobs of the watch are called.
pub(crate) const CHECK_KINDS: &[&str] = &[CHECK, REFRESH];

/// How long a job is held before another process takes it, in milliseconds: what a killed process held waits so long. A check that
/// takes longer is done twice, and kept once.
const LEASE: i64 = 60_000;

/// Looks until the process ends.
pub(crate) fn run(shared: &Shared) {
    let holder = crate::session::new_token(shared);
    let mut looked = Looked::default();
    let mut complaints = Complaints::default();
    loop {
        if shared.loops.step(Loop::Watch, &mut complaints, || turn(shared, &holder, &mut looked)) != Some(true) {
            std::thread::sleep(EVERY);
        }
    }
}

/// What the watch has looked through.
#[derive(Default)]
struct Looked {
    /// Everything that is kept: when, and with which mirror.
    all: Option<(Clock, String)>,
    /// What was given up.
    failed: Option<Instant>,
}

/// Looks once; whether something was done.
fn turn(shared: &Shared, holder: &str, looked: &mut Looked) -> Result<bool, StoreFault> {
    let mirror = shared.wiring.rooms.mirror();
    let due = looked.all.as_ref().is_none_or(|(at, known)| at.elapsed() >= EVERYTHING || *known != mirror);
    if due {
        let now = shared.now();
        failed::tell(shared, failed::since(looked.failed, now))?;
        looked.failed = Some(now);
        if let Some((_, known)) = looked.all.as_ref().filter(|(_, known)| *known != mirror) {
            add_touched(shared, known, &mirror)?;
            while do_some(shared, holder, &[CHECK])? {}
        }
        add_due(shared, Adds::Pressing)?;
        while do_some(shared, holder, &[CHECK])? {}
        add_due(shared, Adds::All)?;
    }
    let done = do_some(shared, holder, &[CHECK, REFRESH])?;
    if due {
        looked.all = Some((Clock::now(), mirror));
    }
    Ok(done)
}

/// Adds the jobs that are due, and does those that nobody holds. How many were done.
#[cfg(test)]
pub(crate) fn tick(shared: &Shared, holder: &str) -> Result<u64, StoreFault> {
    add_due(shared, Adds::All)?;
    let mut done = 0;
    while do_one(shared, holder, &[CHECK, REFRESH])? {
        done += 1;
    }
    failed::tell(shared, failed::since(None, shared.now()))?;
    Ok(done)
}

/// Does some jobs whose changes come to the disk with one wait; `false` when there is none.
fn do_some(shared: &Shared, holder: &str, kinds: &[&str]) -> Result<bool, StoreFault> {
    let (begin, mut done, mut last) = (Clock::now(), false, Ok(true));
    shared.wiring.library.together(&mut || {
        while begin.elapsed() < TURN {
            last = do_one(shared, holder, kinds);
            match last {
                Ok(true) => done = true,
                Ok(false) | Err(_) => break,
            }
        }
    })?;
    last.map(|_| done)
}

/// Does a job of the first of these kinds that has one; `false` when there is none.
fn do_one(shared: &Shared, holder: &str, kinds: &[&str]) -> Result<bool, StoreFault> {
    let jobs = &shared.wiring.jobs;
    let now = shared.now();
    let until = Instant(now.0 + LEASE);
    let mut held = None;
    for kind in kinds {
        held = jobs.claim_job(&[kind], holder, now, until)?;
        if held.is_some() {
            break;
        }
    }
    let Some(job) = held else { return Ok(false) };
    shared.loops.moved(Loop::Watch);
    match shared.loops.caught(|| work(shared, &job)).unwrap_or_else(Err) {
        Ok(follows) => {
            jobs.finish_job(&job, shared.now(), &follows)?;
        }
        Err(why) => {
            let again = Instant(shared.now().0 + (1 << job.attempt.min(10)) * 30_000);
            jobs.fail_job(&job, &why, shared.now(), again)?;
        }
    }
    Ok(true)
}

fn id_of(payload: &[u8]) -> Option<KeptId> {
    let text = std::str::from_utf8(payload).ok()?;
    let mut lines = text.splitn(3, '\n');
    let (tenant, kind, name) = (lines.next()?, KeptKind::of(lines.next()?)?, lines.next()?);
    Some(KeptId { tenant: tenant.to_owned(), kind, name: name.to_owned() })
}

/// Checks it, and says what is new.
fn work(shared: &Shared, job: &HeldJob) -> Result<Follows, String> {
    let id = id_of(&job.payload).ok_or("the job names nothing")?;
    let told = |fault: StoreFault| fault.to_string();
    let Some(revision) = shared.wiring.library.revision(&id, State::Now).map_err(told)? else {
        return Ok(Follows::default());
    };
    let kept = shared.wiring.checks.latest(&id).map_err(told)?;
    let mirror = shared.wiring.rooms.mirror();
    if kept.is_some_and(|kept| is_current(&kept, revision.sequence, &mirror, shared.now())) {
        return Ok(Follows::default());
    }
    let files = shared.wiring.library.files(&id, State::Revision(revision.sequence), &|_| true).map_err(told)?;
    let by_name: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let asking = |lang| Asking { now: shared.now(), lang };
    let said = |refusal: crate::rooms::Refusal| refusal.what;
    let mut checked = check_files(shared, asking(Lang::En), id.kind, &by_name, None).map_err(said)?;
    if !keep_check(shared, &id, revision.sequence, &mut checked).map_err(told)? {
        let held = shared.wiring.checks.latest(&id).map_err(told)?;
        let done = held.is_some_and(|held| is_current(&held, revision.sequence, &mirror, shared.now()));
        // The clock of another process is ahead of ours: what it dated later is of other files or another mirror.
        if !done {
            return Err("a check that is dated later is held; tried again when that moment is over".to_owned());
        }
    }
    if checked.check.counts.get(WAITING).is_some_and(|count| *count > 0) {
        follow_waiting(shared, &id).map_err(told)?;
    }
    Ok(Follows::default())
}
