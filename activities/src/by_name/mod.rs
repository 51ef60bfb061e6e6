//! Looks for advisories that name a device or a component without any identifier.
//!
//! What is found is possible, never certain, and adds to an answer: it makes no component watched, and closes nothing.

mod findings;
#[cfg(test)]
mod tests;
mod weigh;
mod why;

pub use findings::{AnsweredNo, CARDS, ConfirmedByName, PossibleByName};
pub use weigh::Weight;

use device::NameAnswer;
use sbom::{Component, Item};
use std::collections::{BTreeMap, BTreeSet};
use terms::{Finding, Lang, Place, Priority, Subject};
use vulnerability::by_name::{Label, NameMatch, Ours, Theirs, fold, judge};
use vulnerability::{Asking, Knowledge, KnowledgeFault, Name, Question, Source, Statement};

/// Something of ours as it is stated.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stated {
    /// Who makes it, empty when nobody says.
    pub vendor: String,
    /// Its name.
    pub name: String,
    /// Its version, empty when none is stated.
    pub version: String,
}

/// An advisory that may be about something of ours, told by names alone.
#[derive(Clone, Debug)]
pub struct NamedByAdvisory {
    /// What is said about it.
    pub finding: Finding,
    /// Ours.
    pub ours: Stated,
    /// The advisory's id.
    pub advisory: String,
    /// The vulnerabilities it is about.
    pub vulnerabilities: Vec<String>,
    /// The worst of them.
    pub weight: Weight,
    /// Maker and product as the advisory names them.
    pub theirs: (String, String),
    /// Why they may be the same, English and Japanese.
    pub why: [String; 2],
    /// What a person answered: the same thing, or another.
    pub answered: Option<bool>,
}

impl Stated {
    /// Maker, name and version in one line.
    pub fn say(&self) -> String {
        let Stated { vendor, name, version } = self;
        let vendor = if fold(name).starts_with(&fold(vendor)) { "" } else { vendor };
        [vendor, name, version].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ")
    }
}

/// Collects what is to be looked for by name. Each different thing is looked for once.
#[derive(Debug)]
pub struct ByName {
    parts: Vec<u16>,
    asked: BTreeMap<Stated, Option<Place>>,
}

impl ByName {
    /// Nothing is collected while no advisories are held.
    pub fn new(knowledge: &dyn Knowledge) -> ByName {
        let names = |source| matches!(source, Source::Csaf | Source::Jvn);
        let held = (0..).zip(knowledge.parts()).filter(|(_, facts)| names(facts.part.source));
        ByName { parts: held.map(|(place, _)| place).collect(), asked: BTreeMap::new() }
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
        if self.parts.is_empty() || named || !component.kind.is_software() {
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
        if !self.parts.is_empty() && !name.trim().is_empty() {
            let own = |text: &str| text.trim().to_owned();
            self.asked.entry(Stated { vendor: own(vendor), name: own(name), version: own(version) }).or_insert(place);
        }
    }

    /// Asks the held advisories; answers that persons gave about pairs of names count.
    pub fn ask(
        self,
        knowledge: &dyn Knowledge,
        answers: &[NameAnswer],
    ) -> Result<Vec<NamedByAdvisory>, KnowledgeFault> {
        if self.parts.is_empty() {
            return Ok(Vec::new());
        }
        let asked: Vec<(Stated, Option<Place>)> = self.asked.into_iter().collect();
        let ours: Vec<Ours> = asked.iter().map(|(of, _)| Ours::read(&of.vendor, &of.name, &of.version)).collect();
        let keys: Vec<Vec<String>> = ours.iter().map(|ours| ours.keys().into_iter().collect()).collect();
        let questions = questions(&self.parts, &keys);
        let mut heard = Heard { keys: &keys, questions: &questions, said: BTreeSet::new() };
        knowledge.about(&questions, &mut heard)?;
        let matches = judged(&ours, heard.said);
        let named = names(knowledge, &matches)?;
        let ids: BTreeSet<&str> = named.values().map(|(_, vulnerability)| vulnerability.as_str()).collect();
        let weights = weigh::weigh(knowledge, &ids)?;
        Ok(findings(&asked, &matches, &Published { named, weights }, answers))
    }
}

fn spelling(key: &str) -> String {
    let mut spelling = String::new();
    Name::Labelled { key: key.into(), label: "".into() }.spell(&mut spelling);
    spelling
}

fn questions(parts: &[u16], keys: &[Vec<String>]) -> Vec<Question> {
    let mut questions = Vec::new();
    for (asker, keys) in (0u32..).zip(keys) {
        for (nth, key) in (0..=u16::MAX).zip(keys) {
            let name = Name::fingerprint(&spelling(key));
            questions.extend(parts.iter().map(|part| Question { part: *part, name, asker, nth }));
        }
    }
    questions.sort_unstable();
    questions
}

/// A record: its part, and its number in there.
type Told = (u16, u32);

/// What the advisories said: asker, record, label.
struct Heard<'h> {
    keys: &'h [Vec<String>],
    questions: &'h [Question],
    said: BTreeSet<(u32, Told, String)>,
}

impl Asking for Heard<'_> {
    fn is_about(&mut self, place: usize, text: &str) -> bool {
        let Question { asker, nth, .. } = self.questions[place];
        spelling(&self.keys[asker as usize][usize::from(nth)]) == text
    }

    fn hear(&mut self, place: usize, statement: &Statement<'_>) -> Result<(), KnowledgeFault> {
        let Question { asker, part, .. } = self.questions[place];
        self.said.insert((asker, (part, statement.record), statement.restriction.to_owned()));
        Ok(())
    }
}

/// A pair that matches.
struct Pair {
    asker: u32,
    record: Told,
    label: String,
    found: NameMatch,
}

/// Judges each pair; each label is taken apart once.
fn judged(ours: &[Ours], said: BTreeSet<(u32, Told, String)>) -> Vec<Pair> {
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
fn names(knowledge: &dyn Knowledge, pairs: &[Pair]) -> Result<BTreeMap<Told, (String, String)>, KnowledgeFault> {
    let told: BTreeSet<Told> = pairs.iter().map(|pair| pair.record).collect();
    let told: Vec<Told> = told.into_iter().collect();
    let wanted: Vec<(usize, u32)> = told.iter().map(|(part, record)| (usize::from(*part), *record)).collect();
    let mut names = BTreeMap::new();
    knowledge.records(&wanted, &mut |place, record| {
        let (advisory, vulnerability) = match record.id.rsplit_once('/') {
            Some((advisory, vulnerability)) => (advisory.to_owned(), vulnerability.to_owned()),
            // JVN iPedia writes one record for several CVE ids.
            None if record.aliases.is_empty() => (record.id.to_string(), record.id.to_string()),
            None => (record.id.to_string(), record.aliases.join(", ")),
        };
        names.insert(told[place], (advisory, vulnerability));
    })?;
    Ok(names)
}

/// Advisory and vulnerability of each record that matched, and what else is known of the vulnerabilities.
struct Published {
    named: BTreeMap<Told, (String, String)>,
    weights: BTreeMap<String, Weight>,
}

/// The vulnerabilities of an advisory, and its products that match.
type Advice<'a> = (BTreeSet<&'a str>, Vec<&'a Pair>);

/// One finding for each advisory and thing of ours, worst first; the surest of its products speaks.
fn findings(
    asked: &[(Stated, Option<Place>)],
    pairs: &[Pair],
    published: &Published,
    answers: &[NameAnswer],
) -> Vec<NamedByAdvisory> {
    let mut by_advisory: BTreeMap<(u32, &str), Advice<'_>> = BTreeMap::new();
    for pair in pairs {
        let Some((advisory, vulnerability)) = published.named.get(&pair.record) else { continue };
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
        let advisory = Advised { advisory, vulnerabilities: &vulnerabilities, weights: &published.weights, pair };
        let subject =
            Subject { place: place.clone(), ..Subject::named(format!("name/{}/{}", stated.say(), advisory.advisory)) };
        let theirs = Label::split(&pair.label);
        findings.push(NamedByAdvisory {
            finding: advisory.finding(stated, answered(pair), subject),
            ours: stated.clone(),
            advisory: advisory.advisory.to_owned(),
            vulnerabilities: vulnerabilities.iter().map(|id| (*id).to_owned()).collect(),
            weight: advisory.worst(),
            why: [Lang::En, Lang::Ja].map(|lang| why::why(&pair.found, lang)),
            theirs: (theirs.vendor.into_owned(), theirs.product.into_owned()),
            answered: answered(pair).map(|answer| answer.same),
        });
    }
    findings.sort_by_key(|named| std::cmp::Reverse(named.weight.rank));
    findings
}

struct Advised<'a> {
    advisory: &'a str,
    vulnerabilities: &'a BTreeSet<&'a str>,
    weights: &'a BTreeMap<String, Weight>,
    pair: &'a Pair,
}

impl Advised<'_> {
    fn worst(&self) -> Weight {
        let known = self.vulnerabilities.iter().filter_map(|id| self.weights.get(*id));
        known.max_by_key(|weight| weight.rank).cloned().unwrap_or_default()
    }

    /// Each vulnerability, with what makes it urgent.
    fn vulnerabilities(&self) -> String {
        let each = self.vulnerabilities.iter().map(|id| {
            match self.weights.get(*id).map(Weight::say).filter(|words| !words.is_empty()) {
                Some(words) => format!("{id} [{words}]"),
                None => (*id).to_owned(),
            }
        });
        each.collect::<Vec<_>>().join(", ")
    }

    fn finding(&self, stated: &Stated, answer: Option<&NameAnswer>, subject: Subject) -> Finding {
        let Advised { advisory, pair, .. } = self;
        let (ours, theirs) = (stated.say(), Label::split(&pair.label).say());
        let advisory = (*advisory).to_owned();
        let vulnerabilities = self.vulnerabilities();
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
