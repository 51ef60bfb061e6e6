//! Tells people of work: plans who hears of what is new, writes letters and events, sends them, and asks others when nobody acknowledges
//! what cannot wait. All of it lies in the store under leases and keys, so that several processes tell nobody twice and a killed one
//! loses nothing.

pub(crate) mod digest;
mod escalate;
mod gather;
mod metrics;
mod news;
pub(crate) mod people;
mod send;
mod sync;

pub(crate) use metrics::text as metrics;
pub(crate) use send::{Trial, trial};
pub(crate) use sync::sync_now;

use crate::complaints::Complaints;
use crate::loops::Loop;
use crate::state::Shared;
use activities::courier_port::{MAIL, WEBHOOK};
use activities::notify::escalate::Escalation;
use activities::store_fault::StoreFault;
use std::time::Duration;

/// What the operator decides about telling.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TellSettings {
    /// Who else hears of what nobody acknowledges, and when.
    pub escalation: Escalation,
    /// How often feeds are fetched, in milliseconds; `None`: never.
    pub sync_every: Option<i64>,
}

/// How often it looks whether there is something to tell.
const EVERY: Duration = Duration::from_secs(2);

/// How long a step is held before another process takes it, in milliseconds: longer than a mail server may take for a letter.
const LEASE: i64 = 10 * 60_000;

/// Tells until the process ends: one thread plans and writes, one sends mail, one posts events, one fetches feeds, so that none waits
/// for a slow server.
pub(crate) fn run(shared: &Shared) {
    type Step = fn(&Shared, &str) -> Result<(), StoreFault>;
    let steps: [(Loop, Step); 4] = [
        (Loop::Plan, plan),
        (Loop::Mail, |shared, holder| send::all(shared, holder, &[MAIL]).map(drop)),
        (Loop::Webhooks, |shared, holder| send::all(shared, holder, &[WEBHOOK]).map(drop)),
        (Loop::Feeds, sync::due),
    ];
    for (which, step) in steps {
        let shared = shared.clone();
        std::thread::spawn(move || {
            let (holder, mut complaints) = (crate::session::new_token(&shared), Complaints::default());
            loop {
                shared.loops.step(which, &mut complaints, || step(&shared, &holder));
                std::thread::sleep(EVERY);
            }
        });
    }
}

/// Plans and writes everything that is due.
fn plan(shared: &Shared, holder: &str) -> Result<(), StoreFault> {
    news::all(shared, holder)?;
    escalate::due(shared, holder)?;
    digest::due(shared, holder)?;
    gather::all(shared)
}

/// Does everything that is due once, as tests do.
#[cfg(test)]
pub(crate) fn tick(shared: &Shared, holder: &str) -> Result<u64, StoreFault> {
    plan(shared, holder)?;
    sync::due(shared, holder)?;
    plan(shared, holder)?;
    send::all(shared, holder, &[MAIL, WEBHOOK])
}
