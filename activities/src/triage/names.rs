//! Names: whether an advisory's product and something of ours are the same is asked of a person once, and becomes a rule.

use crate::by_name::{NamedByAdvisory, Stated, Weight};
use crate::dossier_port::Changes;
use device::{Dated, FactKind, Id};
use formats::dossier::v1;
use std::collections::BTreeMap;
use terms::{Instant, Place};

/// A pair of names that nobody has answered for, with every advisory that names it.
#[derive(Clone, Debug)]
pub struct NameQuestion<'n> {
    /// Ours.
    pub ours: &'n Stated,
    /// Maker and product as the advisories name them.
    pub theirs: &'n (String, String),
    /// The advisories, worst first.
    pub named: Vec<&'n NamedByAdvisory>,
}

/// What a person answers about a pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PairAnswer {
    /// The same thing, in every version; the advisory's own versions still count.
    Same,
    /// Another thing, in our version only: the next version is asked again.
    AnotherInThisVersion,
    /// Another thing in every version: never match this pair.
    Never,
}

/// An answer with what makes it accountable.
#[derive(Clone, Debug)]
pub struct Ruling {
    /// The answer.
    pub answer: PairAnswer,
    /// The reason in words.
    pub reason: String,
    /// Who.
    pub person: Id,
}

impl NameQuestion<'_> {
    /// How soon it wants an answer.
    pub fn weight(&self) -> &Weight {
        &self.named[0].weight
    }

    /// Every vulnerability of its advisories, once.
    pub fn vulnerabilities(&self) -> Vec<String> {
        let mut ids: Vec<String> = self.named.iter().flat_map(|named| named.vulnerabilities.iter().cloned()).collect();
        ids.sort_unstable();
        ids.dedup();
        ids
    }
}

/// The pairs without an answer, worst first.
pub fn name_questions(by_name: &[NamedByAdvisory]) -> Vec<NameQuestion<'_>> {
    let mut places: BTreeMap<(&Stated, &(String, String)), usize> = BTreeMap::new();
    let mut questions: Vec<NameQuestion<'_>> = Vec::new();
    for named in by_name.iter().filter(|named| named.answered.is_none()) {
        let place = *places.entry((&named.ours, &named.theirs)).or_insert(questions.len());
        match questions.get_mut(place) {
            Some(question) => question.named.push(named),
            None => questions.push(NameQuestion { ours: &named.ours, theirs: &named.theirs, named: vec![named] }),
        }
    }
    questions
}

/// What an answer adds: the rule, and a fact in the register.
pub fn ruled(question: &NameQuestion<'_>, ruling: Ruling, release: &Id, now: Instant) -> Changes {
    let Ruling { answer, reason, person } = ruling;
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let Stated { vendor, name, version } = question.ours;
    let fact = v1::Fact {
        place: Place::default(),
        kind: FactKind::Decided,
        happened_at: Dated::utc(now),
        recorded_at: Dated::utc(now),
        release: Some(release.clone()),
        person: Some(person.clone()),
        vulnerabilities: question.vulnerabilities(),
        findings: Vec::new(),
        mirror: None,
        dossier: None,
        how: Some("tutela triage names".to_owned()),
    };
    let rule = v1::NameAnswer {
        place: Place::default(),
        same: answer == PairAnswer::Same,
        id: None,
        name: name.clone(),
        maker: filled(vendor),
        version: filled(version).filter(|_| answer == PairAnswer::AnotherInThisVersion),
        their_vendor: question.theirs.0.clone(),
        their_product: question.theirs.1.clone(),
        reason: super::statement::text(&reason),
        author: Some(person),
        decided_at: Some(Dated::utc(now)),
    };
    Changes { facts: vec![fact], name_answers: vec![(release.clone(), rule)], ..Changes::default() }
}

#[cfg(test)]
mod tests {
    use super::{PairAnswer, Ruling, name_questions, ruled};
    use crate::by_name::{NamedByAdvisory, PossibleByName, Stated, Weight};
    use device::Id;
    use formats::dossier::{Field, v1};
    use terms::{Finding, Instant, Priority, Subject};

    fn named(advisory: &str, product: &str, answered: Option<bool>) -> NamedByAdvisory {
        let detail = PossibleByName {
            ours: String::new(),
            advisory: advisory.to_owned(),
            vulnerabilities: String::new(),
            theirs: product.to_owned(),
            why_en: String::new(),
            why_ja: String::new(),
        };
        NamedByAdvisory {
            finding: Finding::new(Priority::Undecided, Subject::named(advisory.to_owned()), detail),
            ours: Stated { vendor: "Aster".to_owned(), name: "S2".to_owned(), version: "4.1".to_owned() },
            advisory: advisory.to_owned(),
            vulnerabilities: vec![format!("CVE-{advisory}"), "CVE-2020-1".to_owned()],
            weight: Weight::default(),
            theirs: ("Aster Medical".to_owned(), product.to_owned()),
            why: [String::new(), String::new()],
            answered,
        }
    }

    fn rule(answer: PairAnswer) -> v1::NameAnswer {
        let named = [named("A-1", "S2 pump", None)];
        let question = &name_questions(&named)[0];
        let person = Id::try_from("sato").unwrap();
        let release = Id::try_from("4.1.0").unwrap();
        let ruling = Ruling { answer, reason: "別物です。".to_owned(), person: person.clone() };
        let changes = ruled(question, ruling, &release, Instant(0));
        let [fact] = changes.facts.as_slice() else { panic!("one fact") };
        assert_eq!((&fact.person, fact.vulnerabilities.len()), (&Some(person), 2));
        assert!(changes.decisions.is_empty(), "an answer about names decides about no vulnerability");
        changes.name_answers[0].1.clone()
    }

    #[test]
    fn advisories_that_name_one_pair_are_one_question_and_what_is_answered_is_not_asked() {
        let named =
            [named("A-1", "S2 pump", None), named("A-2", "S2 dock", Some(false)), named("A-3", "S2 pump", None)];
        let questions = name_questions(&named);
        let [question] = questions.as_slice() else { panic!("{questions:?}") };
        let advisories: Vec<&str> = question.named.iter().map(|named| named.advisory.as_str()).collect();
        assert_eq!(advisories, ["A-1", "A-3"]);
        assert_eq!(question.vulnerabilities(), ["CVE-2020-1", "CVE-A-1", "CVE-A-3"]);
    }

    #[test]
    fn a_no_keeps_to_the_version_and_never_does_not() {
        let [yes, no, never] = [PairAnswer::Same, PairAnswer::AnotherInThisVersion, PairAnswer::Never].map(rule);
        let scope = |rule: &v1::NameAnswer| (rule.same, rule.version.clone());
        assert_eq!(
            [scope(&yes), scope(&no), scope(&never)],
            [(true, None), (false, Some("4.1".to_owned())), (false, None)]
        );
        assert_eq!(no.maker.as_deref(), Some("Aster"));
        assert_eq!(no.reason.as_ref().and_then(|reason| reason.ja.as_deref()), Some("別物です。"));
        assert!(no.write().is_some(), "what is appended can be written");
    }
}
