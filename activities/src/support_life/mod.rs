//! Asks the lists of support life that are held what they say about components. It is a proposal: it stays one until a person or a
//! supplier states the same, and neither closes nor confirms anything.

mod findings;
#[cfg(test)]
mod tests;

pub use findings::{CARDS, SupportDisagrees, SupportProposed, say};

use device::SupportItem;
use formats::support_life::{name_of_cpe, name_of_purl};
use sbom::{Component, Cpe, Purl};
use std::collections::BTreeMap;
use terms::{Day, Finding, Place, Priority, Subject, When};
use vulnerability::{
    Asking, Knowledge, KnowledgeFault, Name, PartFacts, ProposedLevel, Question, Source, Statement, SupportLife, Until,
    is_of_cycle,
};

/// What stands in an SBOM or in support.yaml about the end of support.
#[derive(Clone, Debug, Default)]
enum Confirmed {
    /// Nothing, or no more than that it is not known.
    #[default]
    Not,
    /// A level or a date is stated by a person or a supplier.
    Stated { end: Option<When>, place: Option<Place> },
}

/// A component as it is asked about.
#[derive(Debug, Default)]
struct Asked {
    names: Vec<(String, String)>,
    confirmed: Confirmed,
}

/// Collects components; each different one is asked about once.
#[derive(Debug, Default)]
pub struct SupportLives {
    part: Option<u16>,
    asked: BTreeMap<String, Asked>,
}

/// What a list proposes for a component.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proposal {
    /// Name and version of the component.
    pub component: String,
    /// Product and release cycle as the list names them.
    pub of: String,
    /// The level of support on the day of the answer.
    pub level: ProposedLevel,
    /// When support, extended support included, ends.
    pub end: Until,
}

impl SupportLives {
    /// Nothing is collected while no list is held.
    pub fn new(knowledge: &dyn Knowledge) -> SupportLives {
        let held = knowledge.parts().iter().position(|facts| facts.part.source == Source::Life);
        SupportLives { part: held.and_then(|place| u16::try_from(place).ok()), asked: BTreeMap::new() }
    }

    /// Whether a list is held.
    pub fn is_held(&self) -> bool {
        self.part.is_some()
    }

    /// Takes a component, with what support.yaml says about it.
    pub fn take(&mut self, component: &Component<'_>, item: Option<&SupportItem>) {
        let identified = !component.purls.is_empty() || !component.cpes.is_empty();
        if self.part.is_none() || !(component.kind.is_software() || identified) {
            return;
        }
        let names = names(component);
        if names.is_empty() {
            return;
        }
        let label = format!("{} {}", component.name, component.version).trim_end().to_owned();
        let asked = self.asked.entry(label).or_default();
        asked.names.extend(names);
        asked.names.sort_unstable();
        asked.names.dedup();
        if let confirmed @ Confirmed::Stated { .. } = confirmed(component, item) {
            asked.confirmed = confirmed;
        }
    }

    /// What the list proposes, for components that nobody has confirmed and for those that somebody has.
    fn ask(self, knowledge: &dyn Knowledge, today: Day) -> Result<Vec<(Proposal, Confirmed)>, KnowledgeFault> {
        let Some(part) = self.part else { return Ok(Vec::new()) };
        let asked: Vec<(String, Asked)> = self.asked.into_iter().collect();
        let mut questions = Vec::new();
        for (asker, (_, of)) in (0u32..).zip(&asked) {
            for (nth, (spelling, _)) in (0..=u16::MAX).zip(&of.names) {
                questions.push(Question { part, name: Name::fingerprint(spelling), asker, nth });
            }
        }
        questions.sort_unstable();
        let mut heard = Heard { asked: &asked, questions: &questions, best: BTreeMap::new() };
        knowledge.about(&questions, &mut heard)?;
        let best: Vec<(u32, u32)> = heard.best.into_iter().map(|(asker, (_, record))| (asker, record)).collect();
        let wanted: Vec<(usize, u32)> = best.iter().map(|(_, record)| (usize::from(part), *record)).collect();
        let mut found = Vec::new();
        knowledge.records(&wanted, &mut |place, record| {
            let (component, of) = &asked[best[place].0 as usize];
            let Some(life) = record.support.as_ref() else { return };
            let Some(level) = life.level(today) else { return };
            let (component, title) = (component.clone(), record.title.to_string());
            found.push((Proposal { component, of: title, level, end: end(life) }, of.confirmed.clone()));
        })?;
        found.sort_by(|(a, _), (b, _)| a.component.cmp(&b.component));
        Ok(found)
    }

    /// Proposals for components about which nothing is stated.
    pub fn proposals(self, knowledge: &dyn Knowledge, today: Day) -> Result<Vec<Proposal>, KnowledgeFault> {
        let found = self.ask(knowledge, today)?.into_iter();
        Ok(found.filter(|(_, confirmed)| matches!(confirmed, Confirmed::Not)).map(|(proposal, _)| proposal).collect())
    }

    /// Each proposal as a finding; where a statement promises what the list does not, that.
    pub fn findings(self, knowledge: &dyn Knowledge, today: Day) -> Result<Vec<Finding>, KnowledgeFault> {
        let dated = dated(knowledge.parts());
        let found = self.ask(knowledge, today)?.into_iter();
        Ok(found.filter_map(|(proposal, confirmed)| finding(proposal, confirmed, &dated, today)).collect())
    }
}

fn finding(proposal: Proposal, confirmed: Confirmed, dated: &str, today: Day) -> Option<Finding> {
    let Proposal { component, of, level, end } = proposal;
    let (dated, ended) = (dated.to_owned(), level == ProposedLevel::NoLongerMaintained);
    let subject = Subject::named(format!("support/{component}"));
    let (end_en, end_ja) = say(end);
    match confirmed {
        Confirmed::Not => {
            let priority = if ended { Priority::Attention } else { Priority::Note };
            let detail = SupportProposed { component, of, level: level.name(), end_en, end_ja, dated };
            Some(Finding::new(priority, subject, detail))
        }
        Confirmed::Stated { end: stated, place } => {
            let promised = stated.is_some_and(|when| when.is_past(today) == Some(false));
            let subject = Subject { place, ..subject };
            let stated = stated.map(|when| when.to_string()).unwrap_or_default();
            let detail = SupportDisagrees { component, stated, of, end_en, end_ja, dated };
            (ended && promised).then(|| Finding::new(Priority::Attention, subject, detail))
        }
    }
}

/// The last end that is stated: extended support where there is any.
fn end(life: &SupportLife) -> Until {
    match life.extended {
        Until::NotStated => life.security,
        extended => extended,
    }
}

/// The list's own date; `?` when nobody dates it.
pub fn dated(parts: &[PartFacts]) -> String {
    let held = parts.iter().find(|facts| facts.part.source == Source::Life);
    held.and_then(|facts| facts.published_at).map_or("?".to_owned(), |at| at.day().to_string())
}

/// Each name of a component with its version in there, else its own.
fn names(component: &Component<'_>) -> Vec<(String, String)> {
    let mut spelling = String::new();
    let mut names = Vec::new();
    let mut add = |name: Option<Name<'_>>, version: &str| {
        let version = if version.is_empty() { &component.version } else { version };
        if let Some(name) = name.filter(|_| !version.is_empty()) {
            name.spell(&mut spelling);
            names.push((spelling.clone(), version.to_owned()));
        }
    };
    for purl in &component.purls {
        let version = Purl::parse(purl).map(|purl| purl.version.into_owned()).unwrap_or_default();
        add(name_of_purl(purl), &version);
    }
    for cpe in &component.cpes {
        let version = match Cpe::parse(cpe).map(|cpe| cpe.version) {
            Ok(sbom::Attribute::Value(version)) => version.into_owned(),
            Ok(_) | Err(_) => String::new(),
        };
        add(name_of_cpe(cpe), &version);
    }
    names
}

fn confirmed(component: &Component<'_>, item: Option<&SupportItem>) -> Confirmed {
    let known = |when: &When| *when != When::Unknown;
    if let Some(item) = item
        && (item.level_of_support.is_some_and(|level| level != device::LevelOfSupport::Unknown)
            || item.end_of_support.as_ref().is_some_and(known))
    {
        return Confirmed::Stated {
            end: item.end_of_support.filter(|when| known(when)),
            place: Some(item.place.clone()),
        };
    }
    match crate::bill::end_of_support(component).and_then(When::parse).filter(known) {
        Some(end) => Confirmed::Stated { end: Some(end), place: None },
        None => Confirmed::Not,
    }
}

/// The cycle that fits best: the longest one that a version begins with.
struct Heard<'h> {
    asked: &'h [(String, Asked)],
    questions: &'h [Question],
    best: BTreeMap<u32, (usize, u32)>,
}

impl Asking for Heard<'_> {
    fn is_about(&mut self, place: usize, spelling: &str) -> bool {
        let Question { asker, nth, .. } = self.questions[place];
        self.asked[asker as usize].1.names[usize::from(nth)].0 == spelling
    }

    fn hear(&mut self, place: usize, statement: &Statement<'_>) -> Result<(), KnowledgeFault> {
        let Question { asker, nth, .. } = self.questions[place];
        let version = &self.asked[asker as usize].1.names[usize::from(nth)].1;
        for cycle in statement.intervals.iter().filter_map(|interval| interval.low.as_ref()) {
            let longer = self.best.get(&asker).is_none_or(|(length, _)| cycle.text.len() > *length);
            if longer && is_of_cycle(version, &cycle.text) {
                self.best.insert(asker, (cycle.text.len(), statement.record));
            }
        }
        Ok(())
    }
}
