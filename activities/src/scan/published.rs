//! The scan in its published shape (`answer::v1`).

use super::answer::{Against, Item, Scan, VulnerabilityFinding};
use super::sources::SourceState;
use crate::score_vectors::version;
use formats::answer::v1::{
    ComponentRefV1, ComponentV1, CoverageV1, CvssV1, DocumentV1, Each, FindingV1, PlaceV1, RefusedV1,
    ScoreContradictionV1, SourceV1, StatementV1, VulnerabilityV1, filled,
};
use serde::Serialize;
use terms::{Finding, Instant, Lang, Place, Priority};
use vulnerability::{
    Certainty, CoverageState, Origin, PartFacts, Rating, Refused, ScoreContradiction, Source, State, Vulnerability,
};

/// The line of each component in its document. Counting lines is left to whoever holds the bytes.
pub type LineOf<'p> = &'p dyn Fn(u32) -> u32;

/// A finding that is about no component of an SBOM.
pub fn other(finding: &Finding, lang: Lang) -> FindingV1<'static> {
    let wording = finding.detail.say(lang);
    FindingV1 {
        id: finding.id().to_string(),
        code: finding.code(),
        priority: finding.priority.name(),
        vulnerability: None,
        component: None,
        place: finding.subject.place.as_ref().map(Place::to_string),
        explanation: wording.what,
        why: wording.why,
        next: wording.next,
        decision: None,
    }
}

impl Scan<'_> {
    /// One finding about one component.
    pub fn finding_v1(&self, at: (u32, u32, Priority), line_of: LineOf<'_>, lang: Lang) -> FindingV1<'_> {
        let (component, finding, priority) = at;
        let found = &self.findings[finding as usize];
        let place = self.place(component, line_of(component));
        let spoken = self.finding(component, finding, priority, Some(place));
        let decision = self.decided.get(&(component, finding));
        let about = self.component(component);
        FindingV1 {
            vulnerability: Some(vulnerability(
                &self.vulnerabilities[found.vulnerability as usize],
                found,
                self.kev_held(),
            )),
            component: Some(ComponentRefV1 {
                purl: filled(about.purl),
                name: about.name,
                version: filled(about.version),
                place: self.place_v1(about.document, line_of(component)),
            }),
            decision: decision.map(|decided| lang.pick(decided.en.as_str(), decided.ja.as_str())),
            ..other(&spoken, lang)
        }
    }

    /// Whether the catalogue of known exploited vulnerabilities is held and fresh: else its silence means nothing.
    pub fn kev_held(&self) -> bool {
        self.sources.iter().any(|source| source.name == Source::Kev.name() && !source.is_unusable())
    }

    /// Coverage, with each component written as it is asked for.
    pub fn coverage_v1<'s>(&'s self, line_of: LineOf<'s>) -> CoverageV1<impl Serialize + use<'s>> {
        let coverage = &self.coverage;
        CoverageV1 {
            share: coverage.permille().map(|permille| permille as f64 / 1000.0),
            total: coverage.total(),
            countable: coverage.countable(),
            watched: coverage.watched(),
            unwatched: coverage.unwatched(),
            watched_elsewhere: coverage.elsewhere(),
            states: CoverageState::ALL.into_iter().map(|state| (state.name(), coverage.of(state))).collect(),
            components: Each(move || (0..self.count()).map(move |component| self.component_v1(component, line_of))),
        }
    }

    fn component_v1(&self, component: u32, line_of: LineOf<'_>) -> ComponentV1<'_, impl Serialize> {
        let about = self.component(component);
        ComponentV1 {
            purl: filled(about.purl),
            name: about.name,
            version: filled(about.version),
            state: self.states[component as usize].name(),
            place: self.place_v1(about.document, line_of(component)),
            sources: Each(move || {
                self.covered_by(about.identity).parts().map(|source| self.sources[source].name.as_str())
            }),
            name_seen: self.name_seen[about.identity as usize],
            changed: about.patched,
            watched_elsewhere: about.watched_elsewhere,
        }
    }

    /// The place of a component, given its line.
    pub fn place(&self, component: u32, line: u32) -> Place {
        let document = self.component(component).document;
        Place { file: self.documents()[document].file.clone(), line, column: 0 }
    }

    fn place_v1(&self, document: usize, line: u32) -> PlaceV1<'_> {
        PlaceV1 { file: &self.documents()[document].file, line }
    }

    /// The documents read.
    pub fn documents_v1(&self, lang: Lang) -> Vec<DocumentV1> {
        let document = |document: &super::collect::CollectedDocument| DocumentV1 {
            file: document.file.clone(),
            format: document.format.clone(),
            subject: document.subject.clone(),
            created: document.created.clone(),
            components: document.components,
            relations: document.relations,
            embedded_statements: document.statements,
            unread: document.unread.as_ref().map(|unread| unread.what(lang)),
            completeness: document.completeness.name(),
            named_elsewhere: document.elsewhere.count,
            build_elements: document.build,
        };
        self.documents().iter().map(document).collect()
    }
}

/// A source part, held or promised.
pub fn source_v1(source: &SourceState, lang: Lang) -> SourceV1 {
    let state = source.freshness.map_or("missing", |freshness| freshness.name());
    let facts = source.facts.as_ref();
    let of = |pick: &dyn Fn(&PartFacts) -> String| facts.map(pick);
    SourceV1 {
        name: source.name.clone(),
        part: of(&|facts| facts.part.ecosystem.clone()).filter(|ecosystem| !ecosystem.is_empty()),
        complete: facts.is_some_and(|facts| facts.complete),
        records: facts.map_or(0, |facts| facts.records),
        rejected: facts.map_or(0, |facts| facts.rejected),
        refused: facts.map(|facts| refused_v1(&facts.refused, lang)).unwrap_or_default(),
        named_in_words: facts.map_or(0, |facts| facts.unnamed),
        untried: facts.is_some_and(|facts| facts.part.source.is_untried()),
        published_at: facts.and_then(|facts| facts.published_at).map(|at: Instant| at.to_string()),
        dated_by: facts.map_or("nobody", |facts| facts.dated_by.name()),
        taken_on: of(&|facts| facts.taken_on.to_string()),
        age_days: source.age_days,
        limit_days: source.limit_days,
        state,
        hash: of(&|facts| facts.hash.clone()),
        signature: facts.map_or("none", |facts| facts.signature.name()),
        origin: facts.map_or("none", |facts| facts.origin.name()),
        expires_on: facts.and_then(|facts| match &facts.origin {
            Origin::Bundle { expires_on, .. } => expires_on.map(|at| at.to_string()),
            Origin::Import | Origin::Sync(_) => None,
        }),
        promised: source.promised,
        verified: None,
    }
}

/// Refused records.
pub fn refused_v1(refused: &[Refused], lang: Lang) -> Vec<RefusedV1> {
    refused.iter().map(|one| RefusedV1 { place: one.place.clone(), why: one.why(lang).to_owned() }).collect()
}

fn vulnerability<'s>(
    vulnerability: &'s Vulnerability,
    found: &'s VulnerabilityFinding,
    kev_held: bool,
) -> VulnerabilityV1<'s> {
    VulnerabilityV1 {
        id: &vulnerability.id,
        aliases: &vulnerability.aliases,
        related: &vulnerability.related,
        title: &vulnerability.title,
        known_exploited: (vulnerability.exploited.is_some() || kev_held).then_some(vulnerability.exploited.is_some()),
        known_exploited_since: vulnerability.exploited.flatten().map(|day| day.to_string()),
        exploitation: vulnerability.exploitation.as_deref().unwrap_or("unknown"),
        cvss: vulnerability.rating.as_ref().map(|rating| cvss(rating, vulnerability)),
        epss: vulnerability.epss.map(|millionths| f64::from(millionths) / 1_000_000.0),
        patient_harm: "not-assessed",
        statements: statements(&found.item),
        other_statements: other_statements(&found.against),
    }
}

pub(crate) fn cvss<'s>(rating: &'s Rating<'static>, of: &'s Vulnerability) -> CvssV1<'s> {
    let score = |tenths: u8| f64::from(tenths) / 10.0;
    let contradiction = |told: &'s ScoreContradiction| ScoreContradictionV1 {
        scorer: &told.scorer,
        vector: &told.vector,
        published: score(told.published),
        computed: score(told.computed),
    };
    CvssV1 {
        version: version(rating.scoring),
        score: rating.tenths.map(score),
        vector: &rating.vector,
        scorer: &rating.scorer,
        computed: of.rating_computed,
        contradictions: of.score_contradictions.iter().map(contradiction).collect(),
    }
}

/// What other sources say of the same component and vulnerability.
fn other_statements(against: &Against) -> Vec<StatementV1<'_>> {
    let Against { not_affected, not_comparable } = against;
    let said = |source, id, range, certainty| StatementV1 { source, id, range, identifier: "", certainty };
    let denied = not_affected.iter().map(|(source, id)| said(source, id, "", "not-affected"));
    let open = not_comparable.iter().map(|open| said(&open.source, &open.record, open.why.name(), "not-comparable"));
    denied.chain(open).collect()
}

fn statements(item: &Item) -> Vec<StatementV1<'_>> {
    match item {
        Item::Affected(matches) => matches
            .iter()
            .map(|said| StatementV1 {
                source: &said.source,
                id: &said.record,
                range: &said.range,
                identifier: &said.identifier,
                certainty: match said.certainty {
                    Certainty::Certain => "certain",
                    Certainty::Possible => "possible",
                },
            })
            .collect(),
        Item::NotComparable(records) => records
            .iter()
            .map(|open| StatementV1 {
                source: &open.source,
                id: &open.record,
                range: open.why.name(),
                identifier: "",
                certainty: "not-comparable",
            })
            .collect(),
        Item::SetAside(records) => records
            .iter()
            .map(|open| StatementV1 {
                source: &open.source,
                id: &open.record,
                range: "",
                identifier: "",
                certainty: match open.state {
                    State::Withdrawn => "withdrawn",
                    State::Rejected => "rejected",
                    State::Disputed => "disputed",
                    State::Published => "certain",
                },
            })
            .collect(),
    }
}
