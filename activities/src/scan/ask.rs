//! Asks the held knowledge about every name once, and decides statement by statement.

use super::identity::{Identities, LookupKey};
use foldhash::fast::RandomState;
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

/// The parts that cover an identity, by their place in the mirror.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Covering(u128);

impl FromIterator<usize> for Covering {
    fn from_iter<I: IntoIterator<Item = usize>>(parts: I) -> Covering {
        let mut covering = Covering::default();
        parts.into_iter().for_each(|part| covering.add(part));
        covering
    }
}

/// Everything that any of them holds.
impl FromIterator<Covering> for Covering {
    fn from_iter<I: IntoIterator<Item = Covering>>(all: I) -> Covering {
        Covering(all.into_iter().fold(0, |met, covering| met | covering.0))
    }
}

impl Covering {
    /// Parts beyond this many cannot be noted, and so cover nothing: blind, never silently clean.
    const MOST: usize = 128;

    fn add(&mut self, part: usize) {
        if part < Self::MOST {
            self.0 |= 1 << part;
        }
    }

    /// Whether nothing covers it.
    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The only part, when there is just one.
    pub fn only(self) -> Option<usize> {
        (self.0.count_ones() == 1).then(|| self.0.trailing_zeros() as usize)
    }

    /// The parts, in order.
    pub fn parts(self) -> impl Iterator<Item = usize> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            let part = left.trailing_zeros() as usize;
            left &= left.wrapping_sub(1);
            (part < Self::MOST).then_some(part)
        })
    }

    /// Whether any of the parts is among the others.
    pub fn meets(self, others: Covering) -> bool {
        self.0 & others.0 != 0
    }
}

/// What the sources said about the identities.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    pub(crate) hits: Vec<Hit>,
    /// Per identity: the parts that cover its name.
    pub(crate) covered_by: Vec<Covering>,
    /// Per identity: whether any covering part knows the name at all.
    pub(crate) name_seen: Vec<bool>,
    /// The facts of every part asked.
    pub(crate) parts: Vec<PartFacts>,
}

/// Who asks a question: its place, the identity and which of the identity's keys.
type Asker = (u32, u32, u32);

pub(crate) fn ask(knowledge: &dyn Knowledge, identities: &Identities<'_>) -> Result<Answers, KnowledgeFault> {
    let parts = knowledge.parts();
    let (questions, askers) = questions(parts, identities);
    let mut seen = vec![false; questions.len()];
    let mut hits = Vec::new();
    let mut spoken_of = vec![false; identities.len()];
    knowledge.about(&questions, &mut seen, &mut |place, statement| {
        for (_, identity, key) in askers_of(&askers, place) {
            let lookup = &identities.keys(*identity as usize)[*key as usize];
            let restriction = restriction(lookup, statement.restriction);
            spoken_of[*identity as usize] |= restriction.is_some();
            let asked = Asked { text: &lookup.version, patched: identities.get(*identity as usize).patched };
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
        covered_by: vec![Covering::default(); identities.len()],
        name_seen: vec![false; identities.len()],
        parts: parts.to_vec(),
    };
    for (place, identity, _) in &askers {
        let Question { part, name } = questions[*place as usize];
        let seen = seen[*place as usize];
        // A partial part covers only the names that its records give. Sources speak of the packages of an operating system
        // by source package and release, which a package URL may not tell: there an unseen name or release proves nothing.
        let covered = match name {
            Name::Package { ecosystem, .. } if is_system(ecosystem) => spoken_of[*identity as usize],
            Name::Package { .. } | Name::Cpe { .. } => seen || parts[part].complete,
        };
        if covered {
            answers.covered_by[*identity as usize].add(part);
            answers.name_seen[*identity as usize] |= seen;
        }
    }
    Ok(answers)
}

/// Ecosystems of operating systems, whose advisories are by release and source package.
fn is_system(ecosystem: &str) -> bool {
    const SYSTEMS: [&str; 17] = [
        "AlmaLinux",
        "Alpaquita",
        "Alpine",
        "BellSoft Hardened Containers",
        "Chainguard",
        "Debian",
        "Echo",
        "Mageia",
        "MinimOS",
        "openEuler",
        "openSUSE",
        "Photon OS",
        "Red Hat",
        "Rocky Linux",
        "SUSE",
        "Ubuntu",
        "Wolfi",
    ];
    SYSTEMS.contains(&ecosystem)
}

/// Every name that a held part speaks of, once, and who asks it, sorted by question.
fn questions<'q>(parts: &[PartFacts], identities: &'q Identities<'_>) -> (Vec<Question<'q>>, Vec<Asker>) {
    let mut questions: Vec<Question<'q>> = Vec::new();
    let mut askers: Vec<Asker> = Vec::new();
    let mut known: HashMap<&Name<'_>, u32, RandomState> = HashMap::default();
    for identity in 0..identities.len() {
        for (key, lookup) in identities.keys(identity).iter().enumerate() {
            let Some(part) = part_of(parts, &lookup.name) else { continue };
            let place = *known.entry(&lookup.name).or_insert_with(|| {
                questions.push(Question { part, name: &lookup.name });
                questions.len() as u32 - 1
            });
            askers.push((place, identity as u32, key as u32));
        }
    }
    askers.sort_unstable();
    (questions, askers)
}

fn askers_of(askers: &[Asker], place: usize) -> &[Asker] {
    let start = askers.partition_point(|(question, _, _)| (*question as usize) < place);
    let rest = &askers[start..];
    &rest[..rest.partition_point(|(question, _, _)| *question as usize == place)]
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
