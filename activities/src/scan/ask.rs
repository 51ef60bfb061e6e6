//! Asks the held knowledge about every name once, and decides statement by statement.

use super::identity::{Identity, LookupKey};
use sbom::{Cpe, CpeRelation as Allows, covers, parse_rest};
use std::collections::HashMap;
use vulnerability::{
    Asked, Certainty, CoverageState, Knowledge, KnowledgeFault, Name, Outcome, PartFacts, Question, Source,
    Undecidable, judge,
};

/// One record that speaks of one identity and is not ruled out by its version.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    pub(crate) identity: u32,
    /// Which of the identity's keys.
    pub(crate) key: u32,
    pub(crate) part: usize,
    pub(crate) record: u32,
    pub(crate) outcome: HitOutcome,
}

/// A hit, or a record that cannot decide.
#[derive(Clone, Debug)]
pub(crate) enum HitOutcome {
    Affected { certainty: Certainty, range: String, fixed: Option<String> },
    Undecidable(Undecidable),
}

/// What the sources said about the identities.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    pub(crate) hits: Vec<Hit>,
    /// Per identity: the parts that cover its name.
    pub(crate) covered_by: Vec<Vec<u16>>,
    /// Per identity: whether any covering part knows the name at all.
    pub(crate) name_seen: Vec<bool>,
    /// The facts of every part asked.
    pub(crate) parts: Vec<PartFacts>,
}

pub(crate) fn ask(knowledge: &dyn Knowledge, identities: &[Identity<'_>]) -> Result<Answers, KnowledgeFault> {
    let parts = knowledge.parts();
    let mut questions: Vec<Question<'_>> = Vec::new();
    let mut askers: Vec<Vec<(u32, u32)>> = Vec::new();
    let mut known: HashMap<&Name<'_>, usize> = HashMap::new();
    for (identity, key, lookup) in lookups(identities) {
        let Some(part) = part_of(parts, &lookup.name) else { continue };
        let place = *known.entry(&lookup.name).or_insert_with(|| {
            questions.push(Question { part, name: lookup.name.clone() });
            askers.push(Vec::new());
            questions.len() - 1
        });
        askers[place].push((identity, key));
    }
    let mut seen = vec![false; questions.len()];
    let mut hits = Vec::new();
    knowledge.about(&questions, &mut seen, &mut |place, statement| {
        for (identity, key) in &askers[place] {
            let whose = &identities[*identity as usize];
            let lookup = &whose.keys[*key as usize];
            let restriction = restriction(lookup, statement.restriction);
            let asked = Asked { text: &lookup.version, patched: whose.patched };
            let outcome = match judge(statement, &asked, restriction) {
                Outcome::NotAffected => continue,
                Outcome::Affected { certainty, range, fixed } => HitOutcome::Affected { certainty, range, fixed },
                Outcome::Undecidable(why) => HitOutcome::Undecidable(why),
            };
            let part = questions[place].part;
            hits.push(Hit { identity: *identity, key: *key, part, record: statement.record, outcome });
        }
        Ok(())
    })?;
    hits.sort_by_key(|hit| (hit.identity, hit.part, hit.record, hit.key));
    let mut answers = Answers {
        hits,
        covered_by: vec![Vec::new(); identities.len()],
        name_seen: vec![false; identities.len()],
        parts: parts.to_vec(),
    };
    for (place, question) in questions.iter().enumerate() {
        // A partial part covers only the names that its records give.
        if seen[place] || parts[question.part].complete {
            for (identity, _) in &askers[place] {
                let covered_by = &mut answers.covered_by[*identity as usize];
                let part = question.part as u16;
                if !covered_by.contains(&part) {
                    covered_by.push(part);
                }
                answers.name_seen[*identity as usize] |= seen[place];
            }
        }
    }
    Ok(answers)
}

fn lookups<'i, 'a>(identities: &'i [Identity<'a>]) -> impl Iterator<Item = (u32, u32, &'i LookupKey<'a>)> {
    identities.iter().enumerate().flat_map(|(identity, whose)| {
        whose.keys.iter().enumerate().map(move |(key, lookup)| (identity as u32, key as u32, lookup))
    })
}

/// The held part that speaks of names of this kind.
fn part_of(parts: &[PartFacts], name: &Name<'_>) -> Option<usize> {
    let (source, ecosystem) = match name {
        Name::Package { ecosystem, .. } => (Source::Osv, &**ecosystem),
        Name::Cpe { .. } => (Source::Nvd, ""),
    };
    parts.iter().position(|facts| facts.part.source == source && facts.part.ecosystem == ecosystem)
}

/// How what else the statement asks for stands to the component: certain, possible, or ruled out.
fn restriction(lookup: &LookupKey<'_>, wanted: &str) -> Option<Certainty> {
    if wanted.is_empty() {
        return Some(Certainty::Certain);
    }
    match &lookup.name {
        Name::Cpe { .. } => {
            // Only names with such a restriction are taken apart again; they are few.
            let cpe = Cpe::parse(&lookup.identifier).ok()?;
            match covers(&parse_rest(wanted), &cpe.after_version()) {
                Allows::Match => Some(Certainty::Certain),
                Allows::Possible => Some(Certainty::Possible),
                Allows::Disjoint => None,
            }
        }
        Name::Package { release, .. } => match &**release {
            "" => Some(Certainty::Possible),
            release if release == wanted => Some(Certainty::Certain),
            _ => None,
        },
    }
}

impl Answers {
    /// The coverage state of an identity, before what a person has declared about the component.
    pub(crate) fn state(&self, identity: usize, resolvable: bool, affected: bool, undecidable: bool) -> CoverageState {
        if affected {
            CoverageState::Matched
        } else if undecidable {
            CoverageState::VersionNotComparable
        } else if !self.covered_by[identity].is_empty() {
            CoverageState::NoKnownVulnerability
        } else if resolvable {
            CoverageState::NoSource
        } else {
            CoverageState::NotResolvable
        }
    }
}
