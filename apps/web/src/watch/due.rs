//! Which dossiers and sites are to be checked again, and which of them first.
//!
//! Files, the mirror or the day can make an answer one of before. When the mirror changed, those that bear a name of a changed
//! record, or in which its vulnerability stands open, are checked at once; all others follow, because the age of the
//! sources belongs to their answers too, and because an advisory may name a device by words alone.

use super::{CHECK, REFRESH};
use crate::api::kept::is_current;
use crate::loops::Loop;
use crate::state::Shared;
use activities::checks_port::{KeptCheck, Picked};
use activities::jobs_port::NewJob;
use activities::library_port::{Kept, KeptId, KeptKind, Page, State};
use activities::mirror_port::Changed;
use activities::store_fault::StoreFault;
use std::collections::{BTreeMap, BTreeSet};
use terms::Instant;

/// Rows read at a time.
const ROWS: u32 = 1_000;

/// How often a check is tried before it is given up; the next day tries again.
const ATTEMPTS: u32 = 5;

/// Names and ids that are looked up one by one; more of them means that nearly everything changed, and then no order helps.
const MOST_ASKED: usize = 20_000;

/// So many are asked for one by one; more are met sooner by looking through everything.
const FEW: usize = 500;

/// What a change of the mirror touches.
enum Touched {
    /// These.
    These(BTreeSet<KeptId>),
    /// Nobody can tell, or too much.
    All,
}

/// What is added in a look: thousands of jobs that only follow the age of the sources must not stand before one that presses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Adds {
    /// What is new, or touched by what is new.
    Pressing,
    /// Everything.
    All,
}

/// Adds a job for everything whose last answer is about other files, other feeds or another day. How many were new.
pub(crate) fn add_due(shared: &Shared, adds: Adds) -> Result<u64, StoreFault> {
    let mut looking =
        Looking { shared, adds, mirror: shared.wiring.rooms.mirror(), now: shared.now(), touched: BTreeMap::new() };
    let mut added = 0;
    for tenant in shared.wiring.library.tenants()? {
        for kind in [KeptKind::Dossier, KeptKind::Site] {
            let mut after = String::new();
            loop {
                shared.loops.moved(Loop::Watch);
                let asked = Page { after: &after, limit: ROWS };
                let page = shared.wiring.checks.kept_with_checks(&tenant.id, kind, Picked::All, asked)?;
                added += shared.wiring.jobs.add_jobs(&looking.due(&page))?;
                match page.last() {
                    Some((last, _)) if page.len() as u64 >= u64::from(ROWS) => after.clone_from(&last.id.name),
                    Some(_) | None => break,
                }
            }
        }
    }
    Ok(added)
}

/// Adds a job for each of the few that a change of the mirror touches, before everything is looked through. How many were new.
pub(crate) fn add_touched(shared: &Shared, before: &str, mirror: &str) -> Result<u64, StoreFault> {
    let Touched::These(these) = between(shared, before, mirror) else { return Ok(0) };
    if these.len() > FEW {
        return Ok(0);
    }
    let (now, mut jobs) = (shared.now(), Vec::new());
    for id in &these {
        let Some(revision) = shared.wiring.library.revision(id, State::Now)? else { continue };
        let last = shared.wiring.checks.latest(id)?;
        if !last.as_ref().is_some_and(|last| is_current(last, revision.sequence, mirror, now)) {
            jobs.push(job(CHECK, id, revision.sequence, mirror, (now, last.map(|last| last.at))));
        }
    }
    shared.wiring.jobs.add_jobs(&jobs)
}

/// The job that has this revision checked before anything that only follows the age of the sources.
pub(crate) fn soon(shared: &Shared, id: &KeptId, sequence: i64) -> Result<NewJob, StoreFault> {
    let last = shared.wiring.checks.latest(id)?.map(|last| last.at);
    Ok(job(CHECK, id, sequence, &shared.wiring.rooms.mirror(), (shared.now(), last)))
}

/// One look through everything.
struct Looking<'s> {
    shared: &'s Shared,
    adds: Adds,
    mirror: String,
    now: Instant,
    /// By the generation that answers are of.
    touched: BTreeMap<String, Touched>,
}

impl Looking<'_> {
    fn due(&mut self, page: &[(Kept, Option<KeptCheck>)]) -> Vec<NewJob> {
        let mut jobs = Vec::new();
        for (Kept { id, revision }, last) in page {
            let last = last.as_ref();
            if !last.is_some_and(|last| is_current(last, revision.sequence, &self.mirror, self.now)) {
                let kind = if self.is_first(id, revision.sequence, last) { CHECK } else { REFRESH };
                if kind == CHECK || self.adds == Adds::All {
                    let last = last.map(|last| last.at);
                    jobs.push(job(kind, id, revision.sequence, &self.mirror, (self.now, last)));
                }
            }
        }
        jobs
    }

    /// Whether it goes before those that only follow the day or the age of the sources.
    fn is_first(&mut self, id: &KeptId, sequence: i64, last: Option<&KeptCheck>) -> bool {
        match last.filter(|last| last.revision == sequence) {
            None => true,
            Some(last) if last.generation == self.mirror => false,
            Some(KeptCheck { generation: before, .. }) => {
                let between = || between(self.shared, before, &self.mirror);
                let touched = self.touched.entry(before.clone()).or_insert_with(between);
                matches!(touched, Touched::These(these) if these.contains(id))
            }
        }
    }
}

fn job(kind: &str, id: &KeptId, sequence: i64, mirror: &str, (now, last): (Instant, Option<Instant>)) -> NewJob {
    let after = last.map_or(0, |last| last.0);
    NewJob {
        kind: kind.to_owned(),
        // One key for both kinds: what is to be checked is checked once. The check that it follows is part of it, so that a day to
        // which the clock is set back is one of its own.
        key: format!("check {} {id} {sequence} {mirror} {} {after}", id.tenant, now.day()),
        payload: format!("{}\n{}\n{}", id.tenant, id.kind.word(), id.name).into_bytes(),
        run_at: now,
        attempts: ATTEMPTS,
    }
}

/// What differs between two generations touches whom?
fn between(shared: &Shared, before: &str, now: &str) -> Touched {
    let changed = match shared.wiring.rooms.changed(before, now) {
        Ok(Some(changed)) => changed,
        Ok(None) => return Touched::All,
        Err(refusal) => {
            eprintln!("tutela serve: {}", refusal.what);
            return Touched::All;
        }
    };
    if changed.names.len() + changed.ids.len() > MOST_ASKED {
        return Touched::All;
    }
    these(shared, &changed).unwrap_or(Touched::All)
}

fn these(shared: &Shared, changed: &Changed) -> Result<Touched, StoreFault> {
    let names: Vec<String> = changed.names.iter().cloned().collect();
    let mut these: BTreeSet<KeptId> = shared.wiring.library.bearers(&names)?.into_iter().map(|one| one.id).collect();
    let ids: Vec<String> = changed.ids.iter().cloned().collect();
    for tenant in shared.wiring.library.tenants()? {
        these.extend(shared.wiring.checks.touched_by(&tenant.id, &ids)?);
    }
    Ok(Touched::These(these))
}
