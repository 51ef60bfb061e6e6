//! Looks for advisories that name a device or a component without any identifier.
//!
//! What is found is possible, never certain, and adds to an answer: it makes no component watched, and closes nothing.

mod findings;
#[cfg(test)]
mod tests;
mod why;

pub use findings::{AnsweredNo, CARDS, ConfirmedByName, PossibleByName};

use device::NameAnswer;
use sbom::{Component, Item};
use std::collections::{BTreeMap, BTreeSet};
use terms::{Finding, Lang, Place, Priority, Subject};
use vulnerability::by_name::{Label, NameMatch, Ours, Theirs, fold, judge};
use vulnerability::{Asking, Knowledge, KnowledgeFault, Name, Question, Source, Statement};

/// Something of ours as it is stated.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Stated {
    vendor: String,
    name: String,
    version: String,
}

impl Stated {
    fn say(&self) -> String {
        let Stated { vendor, name, version } = self;
        let vendor = if fold(name).starts_with(&fold(vendor)) { "" } else { vendor };
        [vendor, name, version].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// Collects what is to be looked for by name. Each different thing is looked for once.
#[derive(Debug)]
pub struct ByName {
    part: Option<u16>,
    asked: BTreeMap<Stated, Option<Place>>,
}

impl ByName {
    /// Nothing is collected while no advisories are held.
    pub fn new(knowledge: &dyn Knowledge) -> ByName {
        let held = knowledge.parts().iter().position(|facts| facts.part.source == Source::Csaf);
        ByName { part: held.and_then(|place| u16::try_from(place).ok()), asked: BTreeMap::new() }
    }

    /// Takes one thing of an SBOM: components without an identifier that names them to a source, and what the SBOM is about.
    pub fn take(&mut self, item: &Item<'_, '_>) {
        match item {
            Item::Component(component) => self.component(component),
            Item::Document(facts) => facts.subject.iter().for_each(|subject| self.component(subject)),
            Item::Relation(_)
            | Item::Statement
            | Item::Composition(_)
            | Item::Build
            | Item::Held(_)
            | Item::Outside(_) => {}
        }
    }

    fn component(&mut self, component: &Component<'_>) {
        let named = component.purls.iter().any(|purl| !purl.starts_with("pkg:generic/"));
        if self.part.is_none() || named || !component.kind.is_software() {
            return;
        }
        let vendor = if component.supplier.is_empty() { &component.group } else { &component.supplier };
        self.add(vendor, &component.name, &component.version, None);
    }

    /// Takes a device: its maker, one of its names, the version of the release.
    pub fn device(&mut self, vendor: &str, name: &str, version: &str, place: &Place) {
        self.add(vendor, name, version, Some(place.clone()));
    }

    fn add(&mut self, vendor: &str, name: &str, version: &str, place: Option<Place>) {
        if self.part.is_some() && !name.trim().is_empty() {
            let own = |text: &str| text.trim().to_owned();
            self.asked.entry(Stated { vendor: own(vendor), name: own(name), version: own(version) }).or_insert(place);
        }
    }

    /// Asks the held advisories; answers that persons gave about pairs of names count.
    pub fn ask(self, knowledge: &dyn Knowledge, answers: &[NameAnswer]) -> Result<Vec<Finding>, KnowledgeFault> {
        let Some(part) = self.part else { return Ok(Vec::new()) };
        let asked: Vec<(Stated, Option<Place>)> = self.asked.into_iter().collect();
        let ours: Vec<Ours> = asked.iter().map(|(of, _)| Ours::read(&of.vendor, &of.name, &of.version)).collect();
        let keys: Vec<Vec<String>> = ours.iter().map(|ours| ours.keys().into_iter().collect()).collect();
        let questions = questions(part, &keys);
        let mut heard = Heard { keys: &keys, questions: &questions, said: BTreeSet::new() };
        knowledge.about(&questions, &mut heard)?;
        let matches = judged(&ours, heard.said);
        let named = names(knowledge, usize::from(part), &matches)?;
        Ok(findings(&asked, &matches, &named, answers))
    }
}

fn spelling(key: &str) -> String {
    let mut spelling = String::new();
    Name::Labelled { key: key.into(), label: "".into() }.spell(&mut spelling);
    spelling
}

fn questions(part: u16, keys: &[Vec<String>]) -> Vec<Question> {
    let mut questions = Vec::new();
    for (asker, keys) in (0u32..).zip(keys) {
        for (nth, key) in (0..=u16::MAX).zip(keys) {
            questions.push(Question { part, name: Name::fingerprint(&spelling(key)), asker, nth });
        }
    }
    questions.sort_unstable();
    questions
}

/// What the advisories said: asker, record, label.
struct Heard<'h> {
    keys: &'h [Vec<String>],
    questions: &'h [Question],
    said: BTreeSet<(u32, u32, String)>,
}

impl Asking for Heard<'_> {
    fn is_about(&mut self, place: usize, text: &str) -> bool {
        let Question { asker, nth, .. } = self.questions[place];
        spelling(&self.keys[asker as usize][usize::from(nth)]) == text
    }

    fn hear(&mut self, place: usize, statement: &Statement<'_>) -> Result<(), KnowledgeFault> {
        let asker = self.questions[place].asker;
        self.said.insert((asker, statement.record, statement.restriction.to_owned()));
        Ok(())
    }
}

/// A pair that matches.
struct Pair {
    asker: u32,
    record: u32,
    label: String,
    found: NameMatch,
}

/// Judges each pair; each label is taken apart once.
fn judged(ours: &[Ours], said: BTreeSet<(u32, u32, String)>) -> Vec<Pair> {
    let mut theirs: BTreeMap<String, Theirs> = BTreeMap::new();
    let mut pairs = Vec::new();
    for (asker, record, label) in said {
        let theirs = theirs.entry(label.clone()).or_insert_with(|| {
            let Label { vendor, product, versions } = Label::split(&label);
            Theirs::read(&vendor, &product, &versions)
        });
        if let Some(found) = judge(&ours[asker as usize], theirs) {
            pairs.push(Pair { asker, record, label, found });
        }
    }
    pairs
}

/// Advisory and vulnerability of each record that matched.
fn names(
    knowledge: &dyn Knowledge,
    part: usize,
    pairs: &[Pair],
) -> Result<BTreeMap<u32, (String, String)>, KnowledgeFault> {
    let wanted: BTreeSet<(usize, u32)> = pairs.iter().map(|pair| (part, pair.record)).collect();
    let wanted: Vec<(usize, u32)> = wanted.into_iter().collect();
    let mut names = BTreeMap::new();
    knowledge.records(&wanted, &mut |place, record| {
        let (advisory, vulnerability) = record.id.rsplit_once('/').unwrap_or((&record.id, &record.id));
        names.insert(wanted[place].1, (advisory.to_owned(), vulnerability.to_owned()));
    })?;
    Ok(names)
}

/// The vulnerabilities of an advisory, and its products that match.
type Advice<'a> = (BTreeSet<&'a str>, Vec<&'a Pair>);

/// One finding for each advisory and thing of ours; the surest of its products speaks.
fn findings(
    asked: &[(Stated, Option<Place>)],
    pairs: &[Pair],
    named: &BTreeMap<u32, (String, String)>,
    answers: &[NameAnswer],
) -> Vec<Finding> {
    let mut by_advisory: BTreeMap<(u32, &str), Advice<'_>> = BTreeMap::new();
    for pair in pairs {
        let Some((advisory, vulnerability)) = named.get(&pair.record) else { continue };
        let (vulnerabilities, pairs) = by_advisory.entry((pair.asker, advisory)).or_default();
        vulnerabilities.insert(vulnerability);
        pairs.push(pair);
    }
    let mut findings = Vec::new();
    for ((asker, advisory), (vulnerabilities, pairs)) in by_advisory {
        let (stated, place) = &asked[asker as usize];
        let answered = |pair: &Pair| answers.iter().rev().find(|answer| is_about(answer, stated, &pair.label));
        // A "no" sets its own pair aside; another product of the same advisory may still be meant.
        let open = pairs.iter().filter(|pair| answered(pair).is_none_or(|answer| answer.same));
        let best = open.max_by_key(|pair| (answered(pair).is_some(), pair.found.confidence));
        let Some(pair) = best.or(pairs.first()) else { continue };
        let advisory = Advised { advisory, vulnerabilities: &vulnerabilities, pair };
        let subject =
            Subject { place: place.clone(), ..Subject::named(format!("name/{}/{}", stated.say(), advisory.advisory)) };
        findings.push(advisory.finding(stated, answered(pair), subject));
    }
    findings
}

struct Advised<'a> {
    advisory: &'a str,
    vulnerabilities: &'a BTreeSet<&'a str>,
    pair: &'a Pair,
}

impl Advised<'_> {
    fn finding(&self, stated: &Stated, answer: Option<&NameAnswer>, subject: Subject) -> Finding {
        let Advised { advisory, vulnerabilities, pair } = self;
        let (ours, theirs) = (stated.say(), Label::split(&pair.label).say());
        let advisory = (*advisory).to_owned();
        let vulnerabilities = vulnerabilities.iter().copied().collect::<Vec<_>>().join(", ");
        let person = |answer: &NameAnswer| answer.author.as_ref().map_or("?".to_owned(), ToString::to_string);
        match answer {
            None => {
                let (why_en, why_ja) = (why::why(&pair.found, Lang::En), why::why(&pair.found, Lang::Ja));
                let detail = PossibleByName { ours, advisory, vulnerabilities, theirs, why_en, why_ja };
                Finding::new(Priority::Undecided, subject, detail)
            }
            Some(answer) if answer.same => {
                let versions = |lang| why::versions(&pair.found.version, lang);
                let (why_en, why_ja) = (versions(Lang::En), versions(Lang::Ja));
                let person = person(answer);
                let detail = ConfirmedByName { ours, advisory, vulnerabilities, theirs, person, why_en, why_ja };
                Finding::new(Priority::Undecided, subject, detail)
            }
            Some(answer) => {
                let detail = AnsweredNo { ours, advisory, theirs, person: person(answer) };
                Finding::new(Priority::Note, subject, detail)
            }
        }
    }
}

/// Whether an answer is about this pair: the names of both sides, and our version where the answer keeps to one.
fn is_about(answer: &NameAnswer, ours: &Stated, label: &str) -> bool {
    let theirs = Label::split(label);
    let same = |a: &str, b: &str| fold(a.trim()) == fold(b.trim());
    same(&answer.name, &ours.name)
        && answer.maker.as_ref().is_none_or(|maker| same(maker, &ours.vendor))
        && answer.version.as_ref().is_none_or(|version| same(version, &ours.version))
        && same(&answer.their_vendor, &theirs.vendor)
        && same(&answer.their_product, &theirs.product)
}
