//! Asks others when nobody acknowledges what cannot wait. Each asking is a job with a key for life.

use super::LEASE;
use super::people::people;
use crate::state::Shared;
use activities::jobs_port::{Follows, HeldJob, NewJob, WorkItem};
use activities::notices_port::{Notice, Stage};
use activities::notify::escalate::escalate;
use activities::notify::person::{CannotTell, Person};
use activities::store_fault::StoreFault;
use terms::Instant;

/// The kind of its jobs.
const ESCALATE: &str = "escalate";

/// How often a job is tried before it is given up.
const ATTEMPTS: u32 = 20;

/// The job that asks others about an item when its time has run out.
pub(super) fn job(shared: &Shared, item: &WorkItem, stage: Stage, now: Instant) -> NewJob {
    let (tenant, id, since, stage) = (&item.tenant, item.id, item.created.0, stage.word());
    NewJob {
        kind: ESCALATE.to_owned(),
        key: format!("escalate {tenant} {id} {since} {stage}"),
        payload: format!("{tenant}\n{id}\n{since}\n{stage}").into_bytes(),
        run_at: Instant(now.0.saturating_add(shared.settings.tell.escalation.after)),
        attempts: ATTEMPTS,
    }
}

/// Who hears of it now.
pub(super) struct Reached {
    pub(super) notices: Vec<Notice>,
    /// The job of the stage to come.
    pub(super) next: Option<NewJob>,
    /// Nobody can tell now whether somebody hears of it.
    pub(super) unsure: Option<CannotTell>,
}

/// Who hears of it at a stage.
pub(super) fn reach(
    shared: &Shared,
    item: &WorkItem,
    stage: Stage,
    people: &[Person],
    told: &[Notice],
    now: Instant,
) -> Reached {
    let escalated = escalate(item, stage, people, told, &shared.settings.tell.escalation, now);
    let next = escalated.next.map(|stage| job(shared, item, stage, now));
    Reached { notices: escalated.notices, next, unsure: escalated.unsure }
}

/// Asks whoever is to be asked now.
pub(super) fn due(shared: &Shared, holder: &str) -> Result<(), StoreFault> {
    loop {
        let now = shared.now();
        let Some(held) = shared.wiring.jobs.claim_job(&[ESCALATE], holder, now, Instant(now.0 + LEASE))? else {
            return Ok(());
        };
        let unsure = |why| Ok(Some(CannotTell(why)));
        match shared.loops.caught(|| ask(shared, &held, now)).unwrap_or_else(unsure)? {
            Some(CannotTell(why)) => {
                eprintln!("tutela serve: {why}");
                shared.wiring.jobs.fail_job(&held, &why, now, Instant(now.0 + LEASE))?;
            }
            None => {
                shared.wiring.jobs.finish_job(&held, now, &Follows::default())?;
            }
        }
    }
}

/// Asks them; why it is to be asked once more.
fn ask(shared: &Shared, held: &HeldJob, now: Instant) -> Result<Option<CannotTell>, StoreFault> {
    let Some((tenant, id, since, stage)) = what_of(held) else { return Ok(None) };
    let Some(item) = shared.wiring.jobs.work_item(&tenant, id)?.filter(|item| item.created == since) else {
        return Ok(None);
    };
    let told = shared.wiring.notices.notices_about(id)?;
    let Reached { notices, next, unsure } = reach(shared, &item, stage, &people(shared, &tenant)?, &told, now);
    // Kept before the job ends: killed in between it is asked again, and finds everybody told.
    let follows = Follows { jobs: next.into_iter().collect(), ..Follows::default() };
    shared.wiring.notices.tell(&[], &notices, &follows)?;
    Ok(unsure)
}

fn what_of(held: &HeldJob) -> Option<(String, i64, Instant, Stage)> {
    let text = std::str::from_utf8(&held.payload).ok()?;
    let mut lines = text.splitn(4, '\n');
    let (tenant, id, since) = (lines.next()?.to_owned(), lines.next()?.parse().ok()?, lines.next()?.parse().ok()?);
    Some((tenant, id, Instant(since), Stage::of(lines.next()?)?))
}
