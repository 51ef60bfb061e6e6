//! Once a day: lets go of records whose time is over, and counts them in the log. Between, it keeps the store in order.
//!
//! It is one job a day, so that several processes do it once and a killed one is followed by another. A clock that jumped removes
//! nothing on its first day: only a server that was at work in the days before knows that a period has really passed.

use crate::complaints::Complaints;
use crate::loops::Loop;
use crate::state::Shared;
use activities::checks_port::Fact;
use activities::jobs_port::{Follows, HeldJob, NewJob};
use activities::retention::{RecordClass, Removing};
use activities::store_fault::{StoreFault, StoreFaultKind};
use std::time::Duration;
use terms::{Day, Instant};

/// The kind of its jobs.
const RETAIN: &str = "retain";

/// A day is tried again when its process was killed; the next day comes anyway.
const ATTEMPTS: u32 = 3;

/// How long a step may take before another process goes on, in milliseconds.
const LEASE: i64 = 10 * 60_000;

/// How often it looks whether a day has begun.
const EVERY: Duration = Duration::from_secs(20);

/// The server was at work not longer ago than this, or the clock is not believed, in milliseconds.
const BELIEVED: i64 = 3 * Instant::DAY;

/// What is noted each day, and about what.
const ABOUT: &str = "retention";
const RAN: &str = "ran";

/// Looks until the process ends.
pub(crate) fn run(shared: &Shared) {
    let holder = crate::session::new_token(shared);
    let (mut done, mut complaints): (Option<Day>, Complaints) = Default::default();
    loop {
        shared.loops.step(Loop::Retention, &mut complaints, || {
            let today = shared.now().day();
            if done != Some(today) {
                daily(shared, &holder)?;
                done = Some(today);
            }
            Ok(())
        });
        shared
            .loops
            .step(Loop::Retention, &mut complaints, || pull_in(shared).and_then(|_| shared.wiring.library.tidy()));
        std::thread::sleep(EVERY);
    }
}

/// Removes what is due today, unless it was done. How many records.
pub(crate) fn daily(shared: &Shared, holder: &str) -> Result<u64, StoreFault> {
    let (jobs, now) = (&shared.wiring.jobs, shared.now());
    let (kind, key) = (RETAIN.to_owned(), format!("retain {}", now.day()));
    jobs.add_jobs(&[NewJob { kind, key, payload: Vec::new(), run_at: now, attempts: ATTEMPTS }])?;
    let mut removed = 0;
    while let Some(held) = jobs.claim_job(&[RETAIN], holder, now, lease(shared))? {
        let panicked = |words: String| {
            let cause = Some(std::io::Error::other(words));
            Err(StoreFault { cause, ..StoreFault::new(StoreFaultKind::Refused, ABOUT) })
        };
        match shared.loops.caught(|| remove(shared, &held, now)).unwrap_or_else(panicked) {
            Ok(count) => {
                removed += count;
                jobs.finish_job(&held, shared.now(), &Follows::default())?;
            }
            Err(fault) => {
                jobs.fail_job(&held, &fault.to_string(), shared.now(), Instant(now.0 + LEASE))?;
                return Err(fault);
            }
        }
    }
    Ok(removed)
}

/// No lease is longer, in milliseconds.
const LONGEST_LEASE: i64 = 3_600_000;

/// Nothing is planned further ahead than this after the longest wait that the operator set, in milliseconds: a weekly digest.
const PLANNED: i64 = 8 * Instant::DAY;

/// Makes due what a clock that was ahead put off: a lease of next year would keep its job until then.
pub(crate) fn pull_in(shared: &Shared) -> Result<u64, StoreFault> {
    let now = shared.now();
    let waits = PLANNED.saturating_add(shared.settings.tell.escalation.after);
    shared.wiring.jobs.pull_in(now, Instant(now.0 + LONGEST_LEASE), Instant(now.0.saturating_add(waits)))
}

fn lease(shared: &Shared) -> Instant {
    Instant(shared.now().0 + LEASE)
}

fn remove(shared: &Shared, held: &HeldJob, now: Instant) -> Result<u64, StoreFault> {
    let wiring = &shared.wiring;
    let last = wiring.checks.fact("", ABOUT, RAN, Some(now))?;
    let mut removed = 0;
    if last.is_some_and(|last| now.0 - last.at.0 <= BELIEVED) {
        let periods = &shared.settings.retention;
        let removing = Removing { store: &*wiring.retention, secrets: &*wiring.secrets, periods, now };
        let holds = || {
            shared.loops.moved(Loop::Retention);
            wiring.jobs.extend_job(held, lease(shared)).unwrap_or(false)
        };
        let of_all = RecordClass::ALL.into_iter().filter(|class| class.is_of_installation());
        for class in of_all {
            removed += removing.remove("", class, &holds)?;
        }
        for tenant in wiring.library.tenants()? {
            for class in RecordClass::ALL.into_iter().filter(|class| !class.is_of_installation()) {
                removed += removing.remove(&tenant.id, class, &holds)?;
            }
        }
    }
    let ran = Fact {
        tenant: String::new(),
        about: ABOUT.to_owned(),
        kind: RAN.to_owned(),
        value: removed.to_string().into_bytes(),
        by: activities::record_deed::PROGRAM.to_owned(),
        at: now,
    };
    wiring.checks.put_facts(&[ran])?;
    Ok(removed)
}
