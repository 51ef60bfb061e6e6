//! Asks the held knowledge about every name once, and decides statement by statement.

use super::covering::Coverings;
use super::either::{of_either, of_number};
use super::go_modules;
use super::identity::{Contradiction, Identities, Meaning};
use super::parts::{Held, is_of_system, part_of};
use super::texts::Texts;
use sbom::{Cpe, CpeRelation as Allows, covers, may_be_of_stream, parse_rest};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use vulnerability::{
    Asked, Asking, Beside, Certainty, CoverageState, Knowledge, KnowledgeFault, Name, Outcome, PartFacts, Question,
    Statement, Undecidable, is_denied, judge,
};

/// One record that speaks of one identity and is not ruled out by its version.
#[derive(Clone, Debug)]
pub(crate) struct Hit {
    pub(crate) identity: u32,
    /// Which of the identity's identifiers.
    pub(crate) nth: u16,
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
    /// The parts that cover the names of each identity.
    pub(crate) covered_by: Coverings,
    /// Per identity: whether any covering part knows the name at all.
    pub(crate) name_seen: Vec<bool>,
    /// Per identity: whether a source that covers no names says that it is not affected by something.
    pub(crate) denied_elsewhere: Vec<bool>,
    /// Per identity: whether it carries at least one identifier that follows its own rules.
    pub(crate) resolvable: Vec<bool>,
    /// By identity: the version in an identifier that contradicts the one stated. Few have one.
    pub(crate) contradicted: BTreeMap<u32, Contradiction>,
    /// The facts of every part asked.
    pub(crate) parts: Vec<PartFacts>,
    /// Of the records that alone were asked about: whether one speaks of a component, whatever its version.
    pub(crate) spoken_of: bool,
    /// Identities that no record names, and whose path lies inside a module that records say is affected in this version.
    pub(crate) inside_modules: BTreeSet<u32>,
}

pub(crate) fn ask(
    knowledge: &dyn Knowledge,
    identities: &Identities,
    texts: &Texts<'_>,
    only: Option<&BTreeSet<(usize, u32)>>,
) -> Result<Answers, KnowledgeFault> {
    let count = identities.len();
    let mut answers = Answers {
        hits: Vec::new(),
        covered_by: Coverings::none(count),
        name_seen: vec![false; count],
        denied_elsewhere: vec![false; count],
        resolvable: vec![false; count],
        contradicted: BTreeMap::new(),
        parts: knowledge.parts().to_vec(),
        spoken_of: false,
        inside_modules: BTreeSet::new(),
    };
    let questions = questions(identities, texts, &mut answers, &|_| true);
    let about_cpe = Held::of(&answers.parts).about_cpe(&answers.parts);
    let (current, scratch) = (None, String::new());
    let denials = None;
    let mut asker =
        Asker { about_cpe, identities, texts, questions: &questions, answers, current, scratch, denials, only };
    knowledge.about(&questions, &mut asker)?;
    let mut answers = asker.answers;
    answers.hits.sort_by_key(|hit| (hit.identity, hit.part, hit.record, hit.nth));
    // A path that records name is a module of its own.
    let Answers { inside_modules, name_seen, .. } = &mut answers;
    inside_modules.retain(|identity| !name_seen[*identity as usize]);
    Ok(answers)
}

/// A record that speaks of an identity and does not call its version affected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Denial {
    pub(crate) part: usize,
    pub(crate) record: u32,
    pub(crate) identity: u32,
}

/// What sources say against the hits of others, sorted. Only identities that are hit and known to several parts are asked
/// again, so that nothing is kept for the many that are not.
pub(crate) fn denials(
    knowledge: &dyn Knowledge,
    identities: &Identities,
    texts: &Texts<'_>,
    answers: Answers,
) -> Result<(Answers, Vec<Denial>), KnowledgeFault> {
    let mut several = vec![false; identities.len()];
    for hit in &answers.hits {
        let identity = hit.identity as usize;
        several[identity] |= answers.covered_by.of(hit.identity).only().is_none() || answers.denied_elsewhere[identity];
    }
    let mut answers = answers;
    let questions = match several.contains(&true) {
        true => questions(identities, texts, &mut answers, &|identity| several[identity as usize]),
        false => return Ok((answers, Vec::new())),
    };
    let (current, scratch, denials) = (None, String::new(), Some(Vec::new()));
    let mut asker = Asker {
        about_cpe: None,
        identities,
        texts,
        questions: &questions,
        answers,
        current,
        scratch,
        denials,
        only: None,
    };
    knowledge.about(&questions, &mut asker)?;
    let mut denials = asker.denials.unwrap_or_default();
    denials.sort_unstable();
    denials.dedup();
    Ok((asker.answers, denials))
}

/// Every name that a held part speaks of, sorted. A complete part covers a name whether it knows it or not.
fn questions(
    identities: &Identities,
    texts: &Texts<'_>,
    answers: &mut Answers,
    wanted: &dyn Fn(u32) -> bool,
) -> Vec<Question> {
    let mut questions = Vec::new();
    let mut spelling = String::new();
    let held = Held::of(&answers.parts);
    for identity in (0..identities.len() as u32).filter(|identity| wanted(*identity)) {
        // Identifiers that cannot be counted are not asked about: blind, never silently clean.
        for (nth, place) in (0..ENCLOSING).zip(identities.identifiers_of(identity)) {
            let meaning = identities.meaning(identity, place, texts);
            answers.resolvable[identity as usize] |= !matches!(meaning, Meaning::Broken);
            if let Some(named) = identities.contradiction(identity, place, texts) {
                answers.contradicted.entry(identity).or_insert(named);
            }
            if let Some(part) = held.git
                && let Some((name, _)) = identities.checkout(identity, place, texts)
            {
                name.spell(&mut spelling);
                questions.push(Question {
                    part,
                    name: Name::fingerprint(&spelling),
                    asker: identity,
                    nth: nth | CHECKOUT,
                });
            }
            let Meaning::Named(name, _) = meaning else { continue };
            let of_kind = part_of(&answers.parts, &name);
            name.spell(&mut spelling);
            let fingerprint = Name::fingerprint(&spelling);
            for part in of_kind.into_iter().chain(held.beside(&name)) {
                // The CVE List names most products by words alone, and advisories speak of single matters: however
                // complete, their silence says nothing.
                let is_whole = Some(part) == of_kind && answers.parts[usize::from(part)].complete;
                if is_whole && !is_of_system(&name) {
                    answers.covered_by.add(identity, usize::from(part));
                }
                questions.push(Question { part, name: fingerprint, asker: identity, nth });
            }
            if let (Some(part), Name::Package { ecosystem, name: path, .. }) = (of_kind, &name)
                && ecosystem == "Go"
            {
                for module in go_modules::enclosing(path) {
                    go_modules::module(module).spell(&mut spelling);
                    let name = Name::fingerprint(&spelling);
                    questions.push(Question { part, name, asker: identity, nth: nth | ENCLOSING });
                }
            }
        }
    }
    questions.sort_unstable();
    questions
}

/// Set in a question about the git checkout that an identifier names, beside the one about its package.
const CHECKOUT: u16 = 0x8000;

/// Set in a question about a Go module that may hold the package that an identifier names.
const ENCLOSING: u16 = 0x4000;

/// A device that carries one product more often than this is not looked at further: the hit stays possible.
const MOST_LOOKED_AT: usize = 64;

/// Whoever asks, with the name that is being answered.
struct Asker<'q> {
    /// A held part that CPE names are asked of.
    about_cpe: Option<u16>,
    identities: &'q Identities,
    texts: &'q Texts<'q>,
    questions: &'q [Question],
    answers: Answers,
    current: Option<Current<'q>>,
    scratch: String,
    /// When asked again: what is not affected is kept, and nothing else.
    denials: Option<Vec<Denial>>,
    /// The records that alone are asked about.
    only: Option<&'q BTreeSet<(usize, u32)>>,
}

/// The name that is being answered.
struct Current<'q> {
    identifier: &'q str,
    name: Name<'q>,
    /// The version to compare, empty when none is stated.
    version: Cow<'q, str>,
    /// The version that the component states, where the identifier states another one: which of them is built in is not
    /// known.
    other: Option<&'q str>,
    /// Whether the version is a number that may have lost zeros.
    number: bool,
    /// Whether the name is that of a module which may hold the package.
    encloses: bool,
}

impl Asking for Asker<'_> {
    fn is_about(&mut self, place: usize, spelling: &str) -> bool {
        let Question { part, name: _, asker: identity, nth } = self.questions[place];
        let identifier = self.identities.identifiers_of(identity).start + u32::from(nth & !(CHECKOUT | ENCLOSING));
        if nth & CHECKOUT != 0 {
            return self.is_about_checkout(identity, identifier, spelling);
        }
        if nth & ENCLOSING != 0 {
            return self.is_about_module(identity, identifier, spelling);
        }
        let Meaning::Named(name, version) = self.identities.meaning(identity, identifier, self.texts) else {
            return false;
        };
        name.spell(&mut self.scratch);
        if self.scratch != spelling {
            return false;
        }
        if !is_of_system(&name) && self.covers_names(part) {
            self.covers(identity, part);
        }
        let stated_alone = version.is_empty();
        let version = match stated_alone {
            true => Cow::Borrowed(self.texts.get(self.identities.version(identity))),
            false => version,
        };
        let contradicted = self.answers.contradicted.contains_key(&identity)
            && self.identities.contradiction(identity, identifier, self.texts).is_some();
        let other = contradicted.then(|| self.texts.get(self.identities.version(identity)));
        let number = stated_alone && self.identities.is_number(identity);
        let identifier = self.texts.get(self.identities.identifier(identifier));
        self.current = Some(Current { identifier, name, version, other, number, encloses: false });
        true
    }

    fn hear(&mut self, place: usize, statement: &Statement<'_>) -> Result<(), KnowledgeFault> {
        let Question { part, name: _, asker: identity, nth } = self.questions[place];
        let Some(current) = &self.current else { return Ok(()) };
        if current.encloses {
            if self.denials.is_none()
                && judge(statement, &Asked { text: &current.version, patched: false }, Some(Certainty::Possible))
                    != Outcome::NotAffected
            {
                self.answers.inside_modules.insert(identity);
            }
            return Ok(());
        }
        self.answers.spoken_of |= self.only.is_some_and(|only| only.contains(&(usize::from(part), statement.record)));
        let restriction = restriction(current, statement.restriction);
        let patched = self.identities.is_patched(identity);
        let is_beside = !statement.beside.is_empty() && restriction.is_some() && self.all_beside(statement);
        let met = is_beside.then(|| Statement { needs_other: false, beside: Vec::new(), ..statement.clone() });
        let asked = |text: &str| judge(met.as_ref().unwrap_or(statement), &Asked { text, patched }, restriction);
        let covers_names = self.covers_names(part);
        let denied = statement.denies
            && current.other.is_none()
            && is_denied(statement, &Asked { text: &current.version, patched }, restriction);
        self.answers.denied_elsewhere[identity as usize] |= denied;
        let outcome = match current.other {
            None if current.number => of_number(&current.version, &asked),
            None => asked(&current.version),
            Some(other) => of_either(asked(&current.version), asked(other)),
        };
        if let Some(denials) = &mut self.denials {
            let speaks = if statement.denies { denied } else { restriction.is_some() && covers_names };
            if outcome == Outcome::NotAffected && speaks {
                denials.push(Denial { part: usize::from(part), record: statement.record, identity });
            }
            return Ok(());
        }
        let outcome = match outcome {
            Outcome::NotAffected => None,
            Outcome::Affected { certainty, range, fixed } => Some(HitOutcome::Affected { certainty, range, fixed }),
            Outcome::Undecidable(why) => Some(HitOutcome::Undecidable(why)),
        };
        let is_hit = outcome.is_some();
        let by_release = restriction.is_some() && is_of_system(&current.name) && covers_names;
        if let Some(outcome) = outcome {
            let (part, record) = (usize::from(part), statement.record);
            self.answers.hits.push(Hit { identity, nth: nth & !(CHECKOUT | ENCLOSING), part, record, outcome });
        }
        if by_release || (is_hit && !covers_names) {
            self.covers(identity, part);
        }
        Ok(())
    }
}

impl<'q> Asker<'q> {
    /// A repository that is known covers nothing by itself: each of its records must be decided.
    fn is_about_checkout(&mut self, identity: u32, identifier: u32, spelling: &str) -> bool {
        let Some((name, at)) = self.identities.checkout(identity, identifier, self.texts) else { return false };
        name.spell(&mut self.scratch);
        if self.scratch != spelling {
            return false;
        }
        let identifier = self.texts.get(self.identities.identifier(identifier));
        self.current =
            Some(Current { identifier, name, version: Cow::Owned(at), other: None, number: false, encloses: false });
        true
    }

    /// A module that may hold the package covers nothing: whether it does only the module's own files tell.
    fn is_about_module(&mut self, identity: u32, identifier: u32, spelling: &str) -> bool {
        let Meaning::Named(Name::Package { name, .. }, version) =
            self.identities.meaning(identity, identifier, self.texts)
        else {
            return false;
        };
        let is_it = |module: &str| {
            go_modules::module(module).spell(&mut self.scratch);
            self.scratch == spelling
        };
        if !go_modules::enclosing(&name).any(is_it) {
            return false;
        }
        let version = match version.is_empty() {
            true => Cow::Borrowed(self.texts.get(self.identities.version(identity))),
            false => version,
        };
        let identifier = self.texts.get(self.identities.identifier(identifier));
        let name = go_modules::module("");
        self.current = Some(Current { identifier, name, version, other: None, number: false, encloses: true });
        true
    }

    /// Whether a part speaks of names so that its silence about one means something.
    fn covers_names(&self, part: u16) -> bool {
        self.answers.parts.get(usize::from(part)).is_some_and(|facts| facts.part.source.covers_names())
    }

    /// Whether of each group one is certainly among the components: then nothing that the record needs is missing.
    fn all_beside(&self, statement: &Statement<'_>) -> bool {
        statement.beside.iter().all(|group| group.iter().any(|beside| self.is_there(beside)))
    }

    /// Whether a component carries the name in a version that is meant.
    fn is_there(&self, Beside { name, statement }: &Beside<'_>) -> bool {
        // Every CPE name is asked about, so that who carries it stands among the questions, sorted by part and name.
        let Some(part) = self.about_cpe else { return false };
        let first = self.questions.partition_point(|question| (question.part, question.name) < (part, *name));
        let same =
            self.questions[first..].iter().take_while(|question| (question.part, question.name) == (part, *name));
        same.take(MOST_LOOKED_AT).any(|question| {
            let place = self.identities.identifiers_of(question.asker).start + u32::from(question.nth);
            let Meaning::Named(name @ Name::Cpe { .. }, version) =
                self.identities.meaning(question.asker, place, self.texts)
            else {
                return false;
            };
            let identifier = self.texts.get(self.identities.identifier(place));
            let version = match version.is_empty() {
                true => Cow::Borrowed(self.texts.get(self.identities.version(question.asker))),
                false => version,
            };
            let current = Current { identifier, name, version, other: None, number: false, encloses: false };
            let asked = Asked { text: &current.version, patched: false };
            let found = judge(statement, &asked, restriction(&current, statement.restriction));
            matches!(found, Outcome::Affected { certainty: Certainty::Certain, .. })
        })
    }

    /// A part that knows the name covers it. Sources speak of the packages of an operating system by source package and
    /// release, which a package URL may not tell: there an unseen name or release proves nothing.
    fn covers(&mut self, identity: u32, part: u16) {
        self.answers.covered_by.add(identity, usize::from(part));
        self.answers.name_seen[identity as usize] = true;
    }
}

/// How what else the statement asks for stands to the component: certain, possible, or ruled out.
fn restriction(current: &Current<'_>, wanted: &str) -> Option<Certainty> {
    if wanted.is_empty() {
        return Some(Certainty::Certain);
    }
    match &current.name {
        // Names without identifiers are judged by `by_name`, and never here.
        Name::Labelled { .. } => None,
        Name::Cpe { .. } => {
            // Only names with such a restriction are taken apart again; they are few.
            let cpe = Cpe::parse(current.identifier).ok()?;
            match covers(&parse_rest(wanted), &cpe.after_version()) {
                Allows::Match => Some(Certainty::Certain),
                Allows::Possible => Some(Certainty::Possible),
                Allows::Disjoint => None,
            }
        }
        Name::Package { ecosystem, release, .. } if ecosystem == "Red Hat" => {
            may_be_of_stream(release, wanted).then_some(Certainty::Possible)
        }
        Name::Package { release, .. } => match &**release {
            "" => Some(Certainty::Possible),
            release if release == wanted => Some(Certainty::Certain),
            _ => None,
        },
    }
}

impl Answers {
    /// Keeps the hits of these records. Where a record cannot decide every hit stays: together they say whether the component
    /// is watched.
    pub(crate) fn keep(&mut self, only: &BTreeSet<(usize, u32)>) {
        let undecidable = |hit: &&Hit| matches!(hit.outcome, HitOutcome::Undecidable(_));
        let open: BTreeSet<u32> = self.hits.iter().filter(undecidable).map(|hit| hit.identity).collect();
        self.hits.retain(|hit| only.contains(&(hit.part, hit.record)) || open.contains(&hit.identity));
    }

    /// The coverage state of an identity, before what a person has declared about the component.
    pub(crate) fn state(&self, identity: u32, affected: bool, undecidable: bool) -> CoverageState {
        if affected {
            CoverageState::Matched
        } else if undecidable {
            CoverageState::VersionNotComparable
        } else if !self.covered_by.of(identity).is_empty() {
            CoverageState::NoKnownVulnerability
        } else if self.resolvable[identity as usize] {
            CoverageState::NoSource
        } else {
            CoverageState::NotResolvable
        }
    }
}
