//! The answer of a scan: findings worst first, one coverage state a component, sources with their age.

use super::ScanSettings;
use super::ask::Answers;
use super::collect::{Collected, CollectedDocument, Kept, Shown};
use super::covering::{Covering, Coverings};
use super::identity::{Contradiction, Identities};
use super::join::{Joined, Open, Pairs, Said};
use super::sources::SourceState;
use super::texts::Texts;
use super::unread::Unread;
use super::verdict::{Dependence, Verdict};
use std::collections::{BTreeMap, BTreeSet};
use terms::{Instant, Priority};
use vulnerability::{Certainty, Coverage, CoverageState, State, Undecidable, Vulnerability};

/// A statement that hit.
#[derive(Clone, Debug)]
pub struct Match {
    /// The source part, as its name.
    pub source: String,
    /// The record's id there.
    pub record: String,
    /// The range that hit.
    pub range: String,
    /// The identifier it was found by, as written in the SBOM.
    pub identifier: String,
    /// How sure.
    pub certainty: Certainty,
    /// The first version that is not affected any more, where the record names it.
    pub fixed: Option<String>,
}

/// A record that speaks of the component and cannot decide.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecided {
    /// The source part.
    pub source: String,
    /// The record's id there.
    pub record: String,
    /// Why.
    pub why: Undecidable,
}

/// A record that matches and was taken back, rejected or disputed.
#[derive(Clone, Debug)]
pub struct SetAside {
    /// The source part.
    pub source: String,
    /// The record's id there.
    pub record: String,
    /// Its state.
    pub state: State,
}

/// What is found about a pair of component and vulnerability.
#[derive(Clone, Debug)]
pub enum Item {
    /// It is affected; at least one statement.
    Affected(Vec<Match>),
    /// It may be; at least one record.
    NotComparable(Vec<Undecided>),
    /// Every record that named it was taken back or is disputed.
    SetAside(Vec<SetAside>),
}

/// A finding for all components that share an identity.
#[derive(Clone, Debug)]
pub struct VulnerabilityFinding {
    /// The identity.
    pub identity: u32,
    /// Its place among the vulnerabilities.
    pub vulnerability: u32,
    /// What is found.
    pub item: Item,
    /// What other sources say of the same pair.
    pub against: Against,
}

/// What sources say of a pair that others call affected. Nothing is averaged: the finding stands.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Against {
    /// Source part and record that speak of the component and do not call its version affected.
    pub not_affected: Vec<(String, String)>,
    /// Records that speak of it and cannot decide.
    pub not_comparable: Vec<Undecided>,
}

/// What a person decided about a finding, as the answer shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// The priority that the finding has with the decision.
    pub priority: Priority,
    /// The status decided.
    pub status: device::ProductStatus,
    /// The decision in words, English.
    pub en: String,
    /// The decision in words, Japanese.
    pub ja: String,
    /// It must be taken again: the finding waits as if nothing had been decided.
    pub reopened: bool,
}

/// The answer of a scan.
#[derive(Debug)]
pub struct Scan<'a> {
    /// The moment it is for.
    pub as_of: Instant,
    /// Hash of the mirror's generation, empty when nothing is held.
    pub mirror: String,
    collected: Collected<'a>,
    /// State of each component.
    pub states: Vec<CoverageState>,
    /// Every vulnerability found.
    pub vulnerabilities: Vec<Vulnerability>,
    /// Findings, worst first.
    pub findings: Vec<VulnerabilityFinding>,
    /// Decisions by component and finding.
    pub decided: BTreeMap<(u32, u32), Decided>,
    /// How many components are in which state.
    pub coverage: Coverage,
    /// Every source held or promised.
    pub sources: Vec<SourceState>,
    /// Components for which a source is the only one, by its place in `sources`.
    pub only_source_of: BTreeMap<usize, u64>,
    /// What the answer leans on and cannot.
    pub dependence: Dependence,
    /// Members of archives that should have been read and could not.
    pub refused_members: u64,
    /// Whether unwatched components were left out of the verdict by request.
    pub unwatched_allowed: bool,
    /// Whether any covering source knows the name, per identity.
    pub name_seen: Vec<bool>,
    /// Of the records that alone were asked about: whether one speaks of a component, whatever its version.
    pub spoken_of: bool,
    /// Components that no record names, and whose path lies inside a module that records say is affected in this version:
    /// whether the module holds them is not known. Places, in order.
    pub inside_modules: Vec<u32>,
    covered_by: Coverings,
    contradicted: BTreeMap<u32, Contradiction>,
    members: Members,
}

/// The components of the identities that have findings.
#[derive(Debug, Default)]
struct Members(Vec<(u32, u32)>);

impl Members {
    fn new(identities: usize, components: &[Kept], findings: &[VulnerabilityFinding]) -> Members {
        let mut found = vec![false; identities];
        findings.iter().for_each(|finding| found[finding.identity as usize] = true);
        let each = (0..).zip(components).filter(|(_, component)| found[component.identity as usize]);
        let mut members: Vec<(u32, u32)> = each.map(|(place, component)| (component.identity, place)).collect();
        members.sort_unstable();
        Members(members)
    }

    fn of(&self, identity: u32) -> impl Iterator<Item = u32> + '_ {
        let start = self.0.partition_point(|(of, _)| *of < identity);
        self.0[start..].iter().take_while(move |(of, _)| *of == identity).map(|(_, component)| *component)
    }
}

pub(crate) fn assemble<'a>(
    mirror: &str,
    collected: Collected<'a>,
    answers: Answers,
    joined: Joined,
    sources: Vec<SourceState>,
    settings: &ScanSettings,
) -> Scan<'a> {
    let Collected { components, identities, texts, documents: _ } = &collected;
    let findings = findings(&answers, identities, texts, &joined);
    let by_identity = identity_states(&answers, identities, &findings);
    let states: Vec<CoverageState> = components.iter().map(|component| state_of(component, &by_identity)).collect();
    let inside = (0..).zip(components).filter(|(_, one)| answers.inside_modules.contains(&one.identity));
    let inside_modules: Vec<u32> = inside.map(|(place, _)| place).collect();
    let mut scan = Scan {
        as_of: settings.now,
        mirror: mirror.to_owned(),
        members: Members::new(identities.len(), components, &findings),
        collected,
        states,
        vulnerabilities: joined.vulnerabilities,
        findings,
        decided: BTreeMap::new(),
        coverage: Coverage::default(),
        sources,
        only_source_of: BTreeMap::new(),
        dependence: Dependence::default(),
        refused_members: 0,
        unwatched_allowed: settings.unwatched_allowed,
        name_seen: answers.name_seen,
        spoken_of: answers.spoken_of,
        inside_modules,
        covered_by: answers.covered_by,
        contradicted: answers.contradicted,
    };
    scan.weigh();
    scan
}

fn findings(
    answers: &Answers,
    identities: &Identities,
    texts: &Texts<'_>,
    joined: &Joined,
) -> Vec<VulnerabilityFinding> {
    let Joined { vulnerabilities, affected, undecidable, set_aside, denied } = joined;
    let source = |part: usize| answers.parts[part].part.to_string();
    let undecided = |open: &Open<Undecidable>| Undecided {
        source: source(open.part),
        record: open.record_id.clone(),
        why: open.why,
    };
    let pairs: BTreeSet<(u32, u32)> =
        affected.keys().chain(undecidable.keys()).chain(set_aside.keys()).copied().collect();
    let mut findings: Vec<VulnerabilityFinding> = pairs
        .into_iter()
        .map(|(identity, vulnerability)| {
            let pair = (identity, vulnerability);
            let first = identities.identifiers_of(identity).start;
            let identifier = |nth: u16| texts.get(identities.identifier(first + u32::from(nth))).to_owned();
            let item = if let Some(said) = affected.get(&pair) {
                let to_match = |said: &Said| Match {
                    source: source(said.part),
                    record: said.record_id.clone(),
                    range: said.range.clone(),
                    identifier: identifier(said.nth),
                    certainty: said.certainty,
                    fixed: said.fixed.clone(),
                };
                Item::Affected(said.iter().map(to_match).collect())
            } else if let Some(open) = of(undecidable, pair) {
                Item::NotComparable(open.iter().map(undecided).collect())
            } else {
                let each = |open: &Open<State>| SetAside {
                    source: source(open.part),
                    record: open.record_id.clone(),
                    state: open.why,
                };
                Item::SetAside(of(set_aside, pair).into_iter().flatten().map(each).collect())
            };
            let against = Against {
                not_affected: of(denied, pair)
                    .into_iter()
                    .flatten()
                    .map(|(part, id)| (source(*part), id.clone()))
                    .collect(),
                not_comparable: match item {
                    Item::Affected(_) => of(undecidable, pair).into_iter().flatten().map(undecided).collect(),
                    Item::NotComparable(_) | Item::SetAside(_) => Vec::new(),
                },
            };
            VulnerabilityFinding { identity, vulnerability, item, against }
        })
        .collect();
    findings.sort_by(|a, b| {
        let rank = |finding: &VulnerabilityFinding| {
            (finding.item.priority(), vulnerabilities[finding.vulnerability as usize].rank())
        };
        let tie =
            |finding: &VulnerabilityFinding| (&vulnerabilities[finding.vulnerability as usize].id, finding.identity);
        rank(b).cmp(&rank(a)).then_with(|| tie(a).cmp(&tie(b)))
    });
    findings
}

fn of<T>(pairs: &Pairs<T>, pair: (u32, u32)) -> Option<&Vec<T>> {
    pairs.get(&pair)
}

fn identity_states(
    answers: &Answers,
    identities: &Identities,
    findings: &[VulnerabilityFinding],
) -> Vec<CoverageState> {
    let mut affected = vec![false; identities.len()];
    let mut undecidable = vec![false; identities.len()];
    for finding in findings {
        match finding.item {
            Item::Affected(_) => affected[finding.identity as usize] = true,
            Item::NotComparable(_) => undecidable[finding.identity as usize] = true,
            Item::SetAside(_) => {}
        }
    }
    let state = |place: usize| answers.state(place as u32, affected[place], undecidable[place]);
    (0..identities.len()).map(state).collect()
}

/// Declared first-party software that a record matches is matched all the same: a declaration hides nothing.
fn state_of(component: &Kept, by_identity: &[CoverageState]) -> CoverageState {
    match by_identity[component.identity as usize] {
        CoverageState::Matched => CoverageState::Matched,
        _ if component.own => CoverageState::Own,
        _ if component.not_software => CoverageState::NotSoftware,
        state => state,
    }
}

impl Item {
    /// The priority without a decision.
    pub fn priority(&self) -> Priority {
        match self {
            Item::Affected(_) | Item::NotComparable(_) => Priority::Undecided,
            Item::SetAside(_) => Priority::Note,
        }
    }
}

impl Scan<'_> {
    /// Counts coverage and what the answer leans on.
    fn weigh(&mut self) {
        let usable = self.sources.iter().enumerate().filter(|(_, source)| !source.is_unusable());
        let usable: Covering = usable.map(|(place, _)| place).collect();
        for (component, state) in self.collected.components.iter().zip(&self.states) {
            self.coverage.add(*state, component.watched_elsewhere);
            let covered_by = self.covered_by.of(component.identity);
            if !matches!(state, CoverageState::Matched | CoverageState::NoKnownVulnerability) {
                continue;
            }
            if let Some(only) = covered_by.only() {
                *self.only_source_of.entry(only).or_default() += 1;
            }
            if !component.watched_elsewhere && !covered_by.meets(usable) {
                self.dependence.stale_only += 1;
            }
        }
        // One empty document among others is a part of the device that nobody looked at.
        // The documents of an archive hang together: some of them hold nothing but relations between the others.
        let related = |document: &CollectedDocument| document.inside && document.relations + document.build > 0;
        let empty = self.documents().iter().any(|document| document.components == 0 && !related(document));
        self.dependence.no_components = empty || self.coverage.countable() == 0;
        self.dependence.unwatched = if self.unwatched_allowed { 0 } else { self.coverage.unwatched() };
        let incomplete =
            self.documents().iter().filter(|document| document.completeness.is_incomplete()).count() as u64;
        self.dependence.incomplete_documents = if self.unwatched_allowed { 0 } else { incomplete };
        let elsewhere = self.documents().iter().filter(|document| document.elsewhere.hiding > 0).count() as u64;
        self.dependence.elsewhere_documents = if self.unwatched_allowed { 0 } else { elsewhere };
        self.dependence.promised_unusable =
            self.sources.iter().filter(|source| source.promised && source.is_unusable()).count() as u64;
    }

    /// Every finding of every component, worst first: component, finding, priority with any decision taken in.
    pub fn each_finding(&self) -> impl Iterator<Item = (u32, u32, Priority)> + '_ {
        // Only a decision can change the order in which the findings stand.
        let decided = !self.decided.is_empty();
        let mut ranked: Vec<(u32, u32, Priority)> = if decided { self.as_found().collect() } else { Vec::new() };
        ranked.sort_by_key(|(_, _, priority)| std::cmp::Reverse(*priority));
        (!decided).then(|| self.as_found()).into_iter().flatten().chain(ranked)
    }

    /// Every finding of every component, in the order they would have without decisions.
    fn as_found(&self) -> impl Iterator<Item = (u32, u32, Priority)> + '_ {
        self.findings.iter().enumerate().flat_map(move |(place, finding)| {
            let place = place as u32;
            self.members.of(finding.identity).map(move |component| {
                let decided = self.decided.get(&(component, place)).map(|decided| decided.priority);
                (component, place, decided.unwrap_or(finding.item.priority()))
            })
        })
    }

    /// The identifiers of an identity, as written.
    pub fn identifiers(&self, identity: u32) -> impl Iterator<Item = &str> {
        let Collected { identities, texts, .. } = &self.collected;
        identities.identifiers_of(identity).map(|place| texts.get(identities.identifier(place)))
    }

    /// How many components there are.
    pub fn count(&self) -> u32 {
        self.collected.components.len() as u32
    }

    /// A component.
    pub fn component(&self, place: u32) -> Shown<'_> {
        self.collected.component(place)
    }

    /// Every component, in document order.
    pub fn components(&self) -> impl Iterator<Item = Shown<'_>> {
        (0..self.count()).map(|place| self.component(place))
    }

    /// What was read.
    pub fn documents(&self) -> &[CollectedDocument] {
        &self.collected.documents
    }

    /// Takes in what could not be read: of each document, in their order, and members of archives (`refused`).
    pub fn not_read(&mut self, refused: u64, each: impl IntoIterator<Item = Option<Unread>>) {
        for (document, unread) in self.collected.documents.iter_mut().zip(each) {
            document.unread = unread;
        }
        self.refused_members = refused;
        self.dependence.unread_documents = refused + self.unread().count() as u64;
    }

    /// What could not be read of the documents.
    pub fn unread(&self) -> impl Iterator<Item = &Unread> {
        self.documents().iter().filter_map(|document| document.unread.as_ref())
    }

    /// Whether somebody beside the sources watches a component.
    pub fn is_watched_elsewhere(&self, place: u32) -> bool {
        self.collected.components[place as usize].watched_elsewhere
    }

    /// The sources that cover an identity, by their place in `sources`.
    pub fn covered_by(&self, identity: u32) -> Covering {
        self.covered_by.of(identity)
    }

    /// The sources that cover any component.
    pub(crate) fn leaned_on(&self) -> Covering {
        self.covered_by.all()
    }

    /// The version in an identifier of an identity that contradicts the version its components state.
    pub(crate) fn contradicted(&self, identity: u32) -> Option<&Contradiction> {
        self.contradicted.get(&identity)
    }

    /// The worst priority of a vulnerability finding; `None` when there is none.
    pub fn worst(&self) -> Option<Priority> {
        self.as_found().map(|(_, _, priority)| priority).max()
    }

    /// The verdict, with findings from elsewhere (`others`) taken in.
    pub fn verdict(&self, others: Option<Priority>) -> Verdict {
        Verdict::of(self.worst().max(others), &self.dependence)
    }

    /// The exit status: 3 over 1 over 0.
    pub fn status(&self, others: Option<Priority>, fail_on: Priority) -> u8 {
        if !self.dependence.is_sound() {
            3
        } else {
            u8::from(self.worst().max(others).is_some_and(|worst| worst >= fail_on))
        }
    }
}
