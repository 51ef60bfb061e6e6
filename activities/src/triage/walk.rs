//! Walk: one open finding at a time is asked of a person; each answer becomes one decision, appended and never rewritten.

use crate::check_device::{components_of, exploitation, members};
use crate::dossier_port::Changes;
use crate::scan::Scan;
use device::{Dated, Exploitation, FactKind, Id, ProductStatus, VexJustification};
use formats::dossier::{IntoCore, v1};
use std::collections::{BTreeMap, BTreeSet};
use terms::{Instant, Place, Priority};

/// A finding that waits for a decision.
#[derive(Clone, Debug)]
pub struct Question {
    /// Its place among the scan's findings.
    pub finding: u32,
    /// The first component it is about.
    pub component: u32,
    /// Every id of the vulnerability.
    pub vulnerabilities: Vec<String>,
    /// What a decision would name.
    pub scope: v1::DecidedComponent,
    /// How far it is exploited today, where CISA says so.
    pub exploitation: Option<Exploitation>,
    /// Every component of the release that such a decision would be about.
    pub about: Vec<u32>,
}

/// What a person answered.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status.
    pub status: ProductStatus,
    /// Why not affected.
    pub justification: Option<VexJustification>,
    /// The reason in words.
    pub reason: String,
    /// Who.
    pub person: Option<Id>,
}

/// The findings without a decision, or with one that must be taken again, worst first; one for all components that share an identity.
pub fn questions(scan: &Scan<'_>) -> Vec<Question> {
    let members = members(scan);
    let mut asked: BTreeSet<u32> = BTreeSet::new();
    let mut questions = Vec::new();
    for (component, finding, priority) in scan.each_finding() {
        let settled = scan.decided.get(&(component, finding)).is_some_and(|decided| !decided.reopened);
        // A reopened "affected" blocks all the same, and is asked about again.
        let open = priority >= Priority::Undecided && !settled;
        if !open || !asked.insert(finding) {
            continue;
        }
        questions.push(question(scan, component, finding, &members));
    }
    questions
}

/// What a finding about a component asks.
pub(super) fn question(
    scan: &Scan<'_>,
    component: u32,
    finding: u32,
    members: &BTreeMap<String, Vec<u32>>,
) -> Question {
    let vulnerability = &scan.vulnerabilities[scan.findings[finding as usize].vulnerability as usize];
    let scope = scope(scan, component);
    Question {
        finding,
        component,
        vulnerabilities: std::iter::once(&vulnerability.id).chain(&vulnerability.aliases).cloned().collect(),
        exploitation: exploitation(vulnerability),
        about: components_of(scan, &scope.clone().into_core(), members).unwrap_or_default(),
        scope,
    }
}

/// A decision names its component by package URL, else by name and version: never wider than what was asked.
fn scope(scan: &Scan<'_>, component: u32) -> v1::DecidedComponent {
    let about = scan.component(component);
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let (purl, named) = (filled(about.purl), about.purl.is_empty());
    v1::DecidedComponent {
        place: Place::default(),
        purl,
        cpe: None,
        name: named.then(|| about.name.to_owned()),
        range: filled(about.version),
    }
}

/// What an answer adds: the decision, and a fact in the register.
pub fn answered(question: &Question, answer: Answer, release: &Id, now: Instant) -> Changes {
    let Answer { status, justification, reason, person } = answer;
    let fact = v1::Fact {
        place: Place::default(),
        kind: FactKind::Decided,
        happened_at: Dated::utc(now),
        recorded_at: Dated::utc(now),
        release: Some(release.clone()),
        person: person.clone(),
        vulnerabilities: question.vulnerabilities.clone(),
        findings: Vec::new(),
        mirror: None,
        dossier: None,
        how: Some("tutela triage".to_owned()),
    };
    let decision = v1::Decision {
        place: Place::default(),
        id: None,
        vulnerabilities: question.vulnerabilities.clone(),
        component: question.scope.clone(),
        status,
        justification: justification.filter(|_| status == ProductStatus::NotAffected),
        reason: super::statement::text(&reason),
        security: None,
        safety: None,
        author: person,
        decided_at: Some(Dated::utc(now)),
        expires: None,
        approval: None,
        conditions: Vec::new(),
        evidence: Vec::new(),
        exploitation: question.exploitation,
    };
    Changes { facts: vec![fact], decisions: vec![(release.clone(), decision)], ..Changes::default() }
}
