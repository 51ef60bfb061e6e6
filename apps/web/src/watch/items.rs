//! What a check found that was not open before becomes work for the roles that must act, and what is found no longer is done.

use super::gone::Gone;
use super::who;
use crate::rooms::{Checked, Looked};
use crate::state::Shared;
use activities::checks_port::{CheckWork, Held, KeptCheck, KeptFinding};
use activities::jobs_port::{WorkItem, WorkState};
use activities::library_port::{KeptId, KeptKind};
use activities::notify::weight::{Urgency, Weight};
use activities::store_fault::StoreFault;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use terms::{Day, Instant, Party};

/// The last rank that asks somebody to act: blocking is 0, undecided is 1.
const ASKS: i64 = 1;

/// Findings read at a time.
const FINDINGS: u32 = 500;

/// Keeps a check, and in the same step makes work of what is new in it and ends the work about what is gone. Whoever checks keeps by
/// this, so that nothing becomes known without becoming somebody's work. `false`: one that is dated later is held, and this one
/// was not kept.
pub(crate) fn keep_check(
    shared: &Shared,
    id: &KeptId,
    sequence: i64,
    checked: &mut Checked,
) -> Result<bool, StoreFault> {
    checked.check.revision = sequence;
    let checks = &shared.wiring.checks;
    let last = checks.latest(id)?;
    let is_first = last.is_none();
    let before = if is_first { BTreeMap::new() } else { standing(shared, id)? };
    let tenants = shared.wiring.library.tenants()?;
    let party = tenants.into_iter().find(|one| one.id == id.tenant).map_or(Party::Manufacturer, |one| one.party);
    let Items { new, stands, dated } = items((id, party), is_first, &before, checked);
    let gone = Gone::of(id, checked);
    let gone = |item: &WorkItem| gone.reason(item);
    let work = CheckWork { new: &new, stands: &stands, dated: &dated, gone: &gone };
    let kept = checks.keep_check(id, &checked.check, &checked.findings, work)?;
    // A day's look through thousands changes dates alone: lists need not be made anew for each.
    let same = |last: &KeptCheck| {
        let KeptCheck { revision, verdict, counts, .. } = &checked.check;
        (&last.revision, &last.verdict, &last.counts) == (revision, verdict, counts)
    };
    if !new.is_empty() || !last.as_ref().is_some_and(same) {
        shared.kept.forget_lists();
    }
    Ok(kept)
}

/// The findings that stand open, by key.
fn standing(shared: &Shared, id: &KeptId) -> Result<BTreeMap<String, KeptFinding>, StoreFault> {
    let mut standing = BTreeMap::new();
    let mut after: Option<(i64, String)> = None;
    loop {
        let from = after.as_ref().map(|(rank, key)| (*rank, key.as_str()));
        let page: Vec<Held> = shared.wiring.checks.findings(id, None, from, FINDINGS)?;
        after = page.last().map(|held| (held.finding.rank, held.finding.key.clone()));
        let full = page.len() as u64 >= u64::from(FINDINGS);
        standing.extend(page.into_iter().map(|held| (held.finding.key.clone(), held.finding)));
        if !full {
            return Ok(standing);
        }
    }
}

/// The work that a check makes.
#[derive(Debug, Default)]
struct Items {
    /// What comes up by it.
    new: Vec<WorkItem>,
    /// All that asks for work.
    stands: Vec<WorkItem>,
    /// What has a date.
    dated: Vec<WorkItem>,
}

/// One item per role for each finding that blocks or waits and did not before, or cannot wait any more; per vulnerability only
/// one. Of a folder's first check only what cannot wait: all of it is new, and stands in the list as one line. What has a date is
/// work whatever its rank and whenever it is found, one item for all of its code, due on the first of the days.
fn items(of: (&KeptId, Party), is_first: bool, before: &BTreeMap<String, KeptFinding>, checked: &Checked) -> Items {
    let is_new = |finding: &KeptFinding| {
        let presses = urgency(finding);
        match before.get(&finding.key) {
            None => !is_first || presses.is_some(),
            Some(old) => old.rank > ASKS || (presses.is_some() && presses != urgency(old)),
        }
    };
    let mut by_subject: BTreeMap<(String, &str), (&KeptFinding, bool)> = BTreeMap::new();
    let mut by_code: BTreeMap<&str, Vec<(Day, &KeptFinding)>> = BTreeMap::new();
    for finding in checked.findings.iter().chain(&checked.coming) {
        if let Some(day) = due_of(finding) {
            by_code.entry(&finding.code).or_default().push((day, finding));
        } else if finding.rank <= ASKS {
            let entry = by_subject.entry((subject(of.0, finding), finding.code.as_str()));
            let (first, new) = entry.or_insert((finding, false));
            *new |= is_new(finding);
            // What cannot wait speaks for the others of its vulnerability.
            if urgency(first).is_none() && urgency(finding).is_some() {
                *first = finding;
            }
        }
    }
    let mut items = Items::default();
    for ((subject, _), (finding, is_new)) in by_subject {
        let each = Making { of, subject, finding, due: None, more: 0 }.each(checked);
        items.new.extend(each.iter().filter(|_| is_new).cloned());
        items.stands.extend(each);
    }
    for mut found in by_code.into_values() {
        found.sort_by(|(day, one), (other, two)| day.cmp(other).then_with(|| one.key.cmp(&two.key)));
        let Some((day, finding)) = found.first().copied() else { continue };
        let subject = format!("{} {}", of.0, finding.code);
        let each = Making { of, subject, finding, due: Some(noon(day)), more: found.len() - 1 }.each(checked);
        items.dated.extend(each.iter().cloned());
        items.stands.extend(each);
    }
    items
}

/// What an item about a finding without a date is about.
pub(super) fn subject(id: &KeptId, finding: &KeptFinding) -> String {
    let about = if finding.vulnerability.is_empty() { &finding.key } else { &finding.vulnerability };
    format!("{id} {about}")
}

/// Noon in UTC: nearly everywhere on earth it is that very day then.
fn noon(day: Day) -> Instant {
    Instant(day.start().0 + Instant::DAY / 2)
}

/// How a date stands among the facts of a finding.
const DUE: &[u8] = b"\"due\":";

/// The day that a finding names.
pub(super) fn due_of(finding: &KeptFinding) -> Option<Day> {
    // Most have none, and there may be thousands.
    if !finding.answer.windows(DUE.len()).any(|bytes| bytes == DUE) {
        return None;
    }
    facts(&finding.answer).get("due").and_then(Value::as_str).and_then(Day::parse)
}

pub(super) fn facts(bytes: &[u8]) -> Map<String, Value> {
    serde_json::from_slice(bytes).unwrap_or_default()
}

/// Why a finding cannot wait.
fn urgency(finding: &KeptFinding) -> Option<Urgency> {
    Weight::of_facts(&finding.code, None, &finding.answer).urgency
}

/// An item that is made.
struct Making<'m> {
    of: (&'m KeptId, Party),
    subject: String,
    finding: &'m KeptFinding,
    due: Option<Instant>,
    /// So many more of its kind.
    more: usize,
}

impl Making<'_> {
    /// For each role that must act.
    fn each(&self, checked: &Checked) -> Vec<WorkItem> {
        let Making { of: (id, party), subject, finding, due, more } = self;
        let facts = self.facts(&checked.looked, *more);
        let item = |role: activities::role::Role| WorkItem {
            id: 0,
            tenant: id.tenant.clone(),
            role: role.name().to_owned(),
            subject: subject.clone(),
            code: finding.code.clone(),
            due: *due,
            created: checked.check.at,
            state: WorkState::Open,
            by: String::new(),
            facts: facts.clone(),
        };
        who::roles(id.kind, *party, &finding.code, finding.rank == 0).into_iter().map(item).collect()
    }

    /// What the finding says, and how far was looked when it was found.
    fn facts(&self, looked: &Looked, more: usize) -> Vec<u8> {
        let mut facts = facts(&self.finding.answer);
        let Looked { release, sources, blind, .. } = looked;
        let of_vulnerability = !self.finding.vulnerability.is_empty() || self.of.0.kind == KeptKind::Site;
        let sources = of_vulnerability.then_some(sources);
        facts.insert("looked".to_owned(), json!({ "release": release, "sources": sources, "blind": blind }));
        if more > 0 {
            facts.insert("more".to_owned(), json!(more));
        }
        serde_json::to_vec(&facts).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests;
