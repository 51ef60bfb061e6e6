//! What a check found that was not open before becomes work for the roles that must act.

use crate::rooms::Checked;
use crate::state::Shared;
use activities::checks_port::{Held, KeptFinding};
use activities::jobs_port::{WorkItem, WorkState};
use activities::library_port::{KeptId, KeptKind};
use activities::role::Role;
use activities::store_fault::StoreFault;
use std::collections::{BTreeMap, BTreeSet};

/// Findings read at a time.
const FINDINGS: u32 = 500;

/// The keys of the findings that stand open.
pub(super) fn open_keys(shared: &Shared, id: &KeptId) -> Result<BTreeSet<String>, StoreFault> {
    let mut keys = BTreeSet::new();
    let mut after: Option<(i64, String)> = None;
    loop {
        let from = after.as_ref().map(|(rank, key)| (*rank, key.as_str()));
        let page: Vec<Held> = shared.wiring.checks.findings(id, None, from, FINDINGS)?;
        after = page.last().map(|held| (held.finding.rank, held.finding.key.clone()));
        let full = page.len() as u64 >= u64::from(FINDINGS);
        keys.extend(page.into_iter().map(|held| held.finding.key));
        if !full {
            return Ok(keys);
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

/// One item per role for each new finding that blocks or waits, and per vulnerability only one.
pub(super) fn items(id: &KeptId, before: &BTreeSet<String>, checked: &Checked) -> Vec<WorkItem> {
    let new = checked.findings.iter().filter(|finding| finding.rank <= 1 && !before.contains(&finding.key));
    let mut by_subject: BTreeMap<(String, &str), &KeptFinding> = BTreeMap::new();
    for finding in new {
        let about = if finding.vulnerability.is_empty() { &finding.key } else { &finding.vulnerability };
        by_subject.entry((format!("{id} {about}"), finding.code.as_str())).or_insert(finding);
    }
    let item = |(subject, code): &(String, &str), finding: &KeptFinding, role: Role| WorkItem {
        id: 0,
        tenant: id.tenant.clone(),
        role: role.name().to_owned(),
        subject: subject.clone(),
        code: (*code).to_owned(),
        due: None,
        created: checked.check.at,
        state: WorkState::Open,
        by: String::new(),
        facts: finding.answer.clone(),
    };
    let each = |(subject, finding): (&(String, &str), &&KeptFinding)| {
        roles(id.kind).iter().map(|role| item(subject, finding, *role)).collect::<Vec<_>>()
    };
    by_subject.iter().flat_map(each).collect()
}
