//! What a check found that was not open before becomes work for the roles that must act.

use crate::rooms::Checked;
use crate::state::Shared;
use activities::checks_port::{Held, KeptFinding};
use activities::jobs_port::{Follows, WorkItem, WorkState};
use activities::library_port::{KeptId, KeptKind};
use activities::notify::weight::{Urgency, Weight};
use activities::role::Role;
use activities::store_fault::StoreFault;
use std::collections::BTreeMap;
use terms::Instant;

/// The last rank that asks somebody to act: blocking is 0, undecided is 1.
const ASKS: i64 = 1;

/// Findings read at a time.
const FINDINGS: u32 = 500;

/// Keeps a check, and makes work of what is new in it. Whoever checks keeps by this, so that nothing becomes known without
/// becoming somebody's work. The work comes first: of what is kept twice it stays one, of what is kept alone it would be lost.
/// `false`: one that is dated later is held, and this one was not kept.
pub(crate) fn keep_check(
    shared: &Shared,
    id: &KeptId,
    sequence: i64,
    checked: &mut Checked,
) -> Result<bool, StoreFault> {
    checked.check.revision = sequence;
    let checks = &shared.wiring.checks;
    let is_first = checks.latest(id)?.is_none();
    let before = if is_first { BTreeMap::new() } else { standing(shared, id)? };
    let work = items(id, is_first, &before, checked);
    shared.wiring.jobs.add_follows(&Follows { work, ..Follows::default() })?;
    let kept = checks.put_check(id, &checked.check, &checked.findings)?;
    shared.kept.forget_lists();
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

/// Who must act on what is kept.
fn roles(kind: KeptKind) -> &'static [Role] {
    match kind {
        KeptKind::Dossier => &[Role::ProductSecurity, Role::Psirt],
        KeptKind::Site => &[Role::HospitalIt, Role::Biomedical],
    }
}

/// One item per role for each finding that blocks or waits and did not before, or cannot wait any more; per vulnerability only
/// one. Of a folder's first check only what cannot wait: all of it is new, and stands in the list as one line.
fn items(id: &KeptId, is_first: bool, before: &BTreeMap<String, KeptFinding>, checked: &Checked) -> Vec<WorkItem> {
    let is_new = |finding: &&KeptFinding| {
        let presses = urgency(finding);
        match before.get(&finding.key) {
            None => !is_first || presses.is_some(),
            Some(old) => old.rank > ASKS || (presses.is_some() && presses != urgency(old)),
        }
    };
    let new = checked.findings.iter().filter(|finding| finding.rank <= ASKS).filter(is_new);
    let mut by_subject: BTreeMap<(String, &str), &KeptFinding> = BTreeMap::new();
    for finding in new {
        let about = if finding.vulnerability.is_empty() { &finding.key } else { &finding.vulnerability };
        by_subject.entry((format!("{id} {about}"), finding.code.as_str())).or_insert(finding);
    }
    let each = |(subject, finding): (&(String, &str), &&KeptFinding)| {
        let role = |role: &Role| item(id, &subject.0, finding, *role, checked.check.at);
        roles(id.kind).iter().map(role).collect::<Vec<_>>()
    };
    by_subject.iter().flat_map(each).collect()
}

/// Why a finding cannot wait.
fn urgency(finding: &KeptFinding) -> Option<Urgency> {
    Weight::of_facts(&finding.code, None, &finding.answer).urgency
}

fn item(id: &KeptId, subject: &str, finding: &KeptFinding, role: Role, at: Instant) -> WorkItem {
    WorkItem {
        id: 0,
        tenant: id.tenant.clone(),
        role: role.name().to_owned(),
        subject: subject.to_owned(),
        code: finding.code.clone(),
        due: None,
        created: at,
        state: WorkState::Open,
        by: String::new(),
        facts: finding.answer.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::items;
    use crate::rooms::{Answer, Checked};
    use activities::checks_port::{KeptCheck, KeptFinding};
    use activities::library_port::KeptId;
    use std::collections::BTreeMap;
    use terms::Instant;

    fn finding(rank: i64, exploited: bool) -> KeptFinding {
        KeptFinding {
            key: "k".to_owned(),
            release: "1".to_owned(),
            code: "scan/vulnerable".to_owned(),
            priority: String::new(),
            rank,
            subject: String::new(),
            vulnerability: "CVE-1".to_owned(),
            answer: format!(r#"{{"vulnerability":{{"id":"CVE-1","known_exploited":{exploited}}}}}"#).into_bytes(),
        }
    }

    /// For how many roles a finding becomes work that stood like this before.
    fn expect(before: Option<KeptFinding>, is_first: bool, now: KeptFinding, roles: usize) {
        let check = KeptCheck {
            revision: 1,
            at: Instant(0),
            generation: String::new(),
            verdict: String::new(),
            counts: BTreeMap::new(),
            answer: Vec::new(),
            standing: None,
        };
        let checked = Checked { answer: Answer { json: Vec::new(), status: 0 }, check, findings: vec![now] };
        let before = before.into_iter().map(|one| (one.key.clone(), one)).collect();
        assert_eq!(items(&KeptId::dossier("a", "b"), is_first, &before, &checked).len(), roles);
    }

    #[test]
    fn what_is_new_or_rises_becomes_work_and_what_stands_as_before_does_not() {
        expect(None, false, finding(1, false), 2);
        expect(None, false, finding(2, false), 0);
        expect(Some(finding(1, false)), false, finding(1, false), 0);
        expect(Some(finding(3, false)), false, finding(1, false), 2);
        expect(Some(finding(1, false)), false, finding(1, true), 2);
        expect(Some(finding(1, true)), false, finding(1, true), 0);
    }

    #[test]
    fn of_a_first_check_only_what_cannot_wait_is_work_of_its_own() {
        expect(None, true, finding(1, false), 0);
        expect(None, true, finding(1, true), 2);
    }
}
