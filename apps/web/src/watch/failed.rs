//! What could not be checked again is somebody's work: the answer of before still stands on its page, and looks like one of now.

use super::{CHECK_KINDS, id_of, who};
use crate::api::kept::is_current;
use crate::state::Shared;
use activities::checks_port::KeptCheck;
use activities::jobs_port::{FailedJob, Follows, WorkItem, WorkState};
use activities::library_port::{KeptId, State};
use activities::notify::weight::CHECK_FAILED;
use activities::store_fault::StoreFault;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use terms::{Instant, Lang, Party};

/// What was given up longer ago is looked at no more: every day has a check of its own.
const LONGEST: i64 = 2 * Instant::DAY;

/// The clocks of processes on one store may differ by so much, in milliseconds.
const APART: i64 = 5 * 60_000;

/// From when on what was given up is to be told, at first and after a look at this moment.
pub(super) fn since(looked: Option<Instant>, now: Instant) -> Instant {
    Instant(looked.map_or(now.0 - LONGEST, |looked| looked.0 - APART))
}

/// Makes work of each dossier and site whose check was given up since then, and that was not checked after it. It ends with the next
/// check that is kept.
pub(super) fn tell(shared: &Shared, since: Instant) -> Result<(), StoreFault> {
    let now = shared.now();
    let mut last: BTreeMap<(String, String), (KeptId, FailedJob)> = BTreeMap::new();
    for job in shared.wiring.jobs.failed_jobs(CHECK_KINDS, since)? {
        if let Some(id) = id_of(&job.payload) {
            last.insert((id.tenant.clone(), id.to_string()), (id, job));
        }
    }
    if last.is_empty() {
        return Ok(());
    }
    let tenants: BTreeMap<String, Party> =
        shared.wiring.library.tenants()?.into_iter().map(|one| (one.id, one.party)).collect();
    let (mirror, mut work) = (shared.wiring.rooms.mirror(), Vec::new());
    for (id, job) in last.into_values() {
        let Some(revision) = shared.wiring.library.revision(&id, State::Now)? else { continue };
        let latest = shared.wiring.checks.latest(&id)?;
        // Dated after now it is of another clock, and says nothing about the one that was given up.
        let is_later = |check: &KeptCheck| job.at <= check.at && check.at <= now;
        if latest.as_ref().is_some_and(|it| is_later(it) || is_current(it, revision.sequence, &mirror, now)) {
            continue;
        }
        let party = tenants.get(&id.tenant).copied().unwrap_or(Party::Manufacturer);
        work.extend(items((&id, party), &job, latest.map(|check| check.at)));
    }
    if work.is_empty() {
        return Ok(());
    }
    shared.wiring.jobs.add_follows(&Follows { work, ..Follows::default() }).map(drop)
}

/// An item for each role that must act.
fn items((id, party): (&KeptId, Party), job: &FailedJob, last: Option<Instant>) -> impl Iterator<Item = WorkItem> {
    let facts = facts(&job.fault, last).to_string().into_bytes();
    who::roles(id.kind, party, CHECK_FAILED, false).into_iter().map(move |role| WorkItem {
        id: 0,
        tenant: id.tenant.clone(),
        role: role.name().to_owned(),
        subject: id.to_string(),
        code: CHECK_FAILED.to_owned(),
        due: None,
        created: job.at,
        state: WorkState::Open,
        by: String::new(),
        facts: facts.clone(),
    })
}

/// The same while it goes on for the same reason, so that nobody hears of it each day.
fn facts(cause: &str, last: Option<Instant>) -> Value {
    let words = |lang: Lang| {
        let explanation = match last {
            Some(last) => lang.pick(
                format!("It could not be checked again ({cause}); its answer is still the one of {last}."),
                format!("再確認できませんでした（{cause}）。回答は {last} 時点のままです。"),
            ),
            None => lang.pick(
                format!("It could not be checked ({cause}); there is no answer about it."),
                format!("確認できませんでした（{cause}）。回答がありません。"),
            ),
        };
        let why = lang.pick(
            "What became known since then is not in that answer: its silence means nothing.",
            "それ以降に判明したことは含まれないため、「該当なし」は判断に使えません。",
        );
        let next = lang.pick(
            "Open its page to check it once more, and mend what the cause names.",
            "ページを開いて再度確認し、原因に示された問題を解消してください。",
        );
        json!({ "explanation": explanation, "why": why, "next": next })
    };
    let mut facts = words(Lang::En);
    facts["ja"] = words(Lang::Ja);
    facts["priority"] = json!("attention");
    facts["cause"] = json!(cause);
    facts["last"] = json!(last.map(|last| last.to_string()));
    facts
}
