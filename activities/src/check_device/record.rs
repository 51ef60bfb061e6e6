//! `check --record`: appends to the register what was seen, with which knowledge, and how it was discovered.

use super::{Checked, OpenDevice};
use crate::dossier_port::{Changes, DossierFault, Dossiers};
use device::{Dated, FactKind};
use formats::dossier::v1;
use std::collections::BTreeSet;
use terms::{Instant, Priority};

/// Appends one fact a vulnerability that is seen for the first time; where there is none, one that a check has looked, with
/// which knowledge and to which verdict. Answers with how many were appended.
pub fn record_seen(
    dossiers: &dyn Dossiers,
    open: &OpenDevice,
    checked: &Checked<'_>,
    now: Instant,
) -> Result<usize, DossierFault> {
    let scan = &checked.scan;
    let release = open.release.clone();
    let known: BTreeSet<&str> = open
        .dossier
        .register
        .iter()
        .filter(|fact| fact.kind == FactKind::Seen && fact.release == release)
        .flat_map(|fact| fact.findings.iter().map(String::as_str))
        .collect();
    let mut facts = Vec::new();
    for (component, finding, priority) in scan.each_finding().filter(|(_, _, priority)| *priority > Priority::Note) {
        let spoken = scan.finding(component, finding, priority, None);
        let id = spoken.id().to_string();
        if known.contains(id.as_str()) {
            continue;
        }
        let vulnerability = &scan.vulnerabilities[scan.findings[finding as usize].vulnerability as usize];
        facts.push(v1::Fact {
            vulnerabilities: std::iter::once(&vulnerability.id).chain(&vulnerability.aliases).cloned().collect(),
            findings: vec![id],
            ..fact(FactKind::Seen, open, checked, now)
        });
    }
    if facts.is_empty() {
        let others = checked.findings.iter().map(|finding| finding.priority).max();
        // That nothing was seen means nothing where the verdict is no answer.
        let how = Some(format!("tutela check: {}", scan.verdict(others).name()));
        facts.push(v1::Fact { how, ..fact(FactKind::Looked, open, checked, now) });
    }
    let count = facts.len();
    dossiers.commit(Some(&open.dossier.hash), &Changes { facts, decisions: Vec::new() })?;
    Ok(count)
}

/// A fact about a check of now.
fn fact(kind: FactKind, open: &OpenDevice, checked: &Checked<'_>, now: Instant) -> v1::Fact {
    v1::Fact {
        kind,
        happened_at: Dated::utc(now),
        recorded_at: Dated::utc(now),
        release: open.release.clone(),
        person: None,
        vulnerabilities: Vec::new(),
        findings: Vec::new(),
        mirror: Some(checked.scan.mirror.clone()).filter(|mirror| !mirror.is_empty()),
        dossier: Some(open.dossier.hash.clone()),
        how: Some("tutela check".to_owned()),
        place: terms::Place::default(),
    }
}
