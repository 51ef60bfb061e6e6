//! Joins hits into vulnerabilities: one key, a statement per source, and what KEV, EPSS, NVD and the CVE List add.

use super::ask::{Answers, Denial, Hit, HitOutcome};
use std::collections::BTreeMap;
use terms::Instant;
use vulnerability::{
    Advisory, Certainty, Knowledge, KnowledgeFault, Source, State, Undecidable, Vulnerability, is_cve, keys_of,
};

/// What one record says about one identity.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) nth: u16,
    pub(crate) part: usize,
    pub(crate) record_id: String,
    pub(crate) certainty: Certainty,
    pub(crate) range: String,
    pub(crate) fixed: Option<String>,
}

/// Identity and vulnerability, with what is said about the pair.
pub(crate) type Pairs<T> = BTreeMap<(u32, u32), Vec<T>>;

/// A record that cannot decide, or that its source took back.
#[derive(Clone, Debug)]
pub(crate) struct Open<T> {
    pub(crate) part: usize,
    pub(crate) record_id: String,
    pub(crate) why: T,
}

/// Hits joined into vulnerabilities.
#[derive(Debug, Default)]
pub(crate) struct Joined {
    pub(crate) vulnerabilities: Vec<Vulnerability>,
    pub(crate) affected: Pairs<Said>,
    pub(crate) undecidable: Pairs<Open<Undecidable>>,
    pub(crate) set_aside: Pairs<Open<State>>,
    /// Records that speak of an affected pair and do not call it affected: part and id.
    pub(crate) denied: Pairs<(usize, String)>,
}

pub(crate) fn join(knowledge: &dyn Knowledge, answers: &Answers, now: Instant) -> Result<Joined, KnowledgeFault> {
    let records = records(knowledge, answers, now)?;
    let mut joined = Joined::default();
    let mut numbers: BTreeMap<String, u32> = BTreeMap::new();
    for hit in &answers.hits {
        let record = &records[&(hit.part, hit.record)];
        for key in keys_of(&record.id, record.aliases.iter().map(|alias| &**alias)) {
            let number = *numbers.entry(key.to_owned()).or_insert_with(|| {
                joined.vulnerabilities.push(Vulnerability::new(key));
                joined.vulnerabilities.len() as u32 - 1
            });
            joined.file(hit, number, record);
        }
    }
    for ((part, _), mut record) in records {
        let keys = keys_of(&record.id, record.aliases.iter().map(|alias| &**alias));
        let about: Vec<u32> = keys.iter().map(|key| numbers[*key]).collect();
        if about.len() > 1 {
            // The record's other CVEs are other vulnerabilities, no other names of this one.
            record.aliases.retain(|alias| !is_cve(alias));
        }
        for number in about {
            joined.vulnerabilities[number as usize].add(answers.parts[part].part.source, record.clone());
        }
    }
    enrich(knowledge, &mut joined.vulnerabilities)?;
    Ok(joined)
}

/// Every record that was hit, read once.
fn records(
    knowledge: &dyn Knowledge,
    answers: &Answers,
    now: Instant,
) -> Result<BTreeMap<(usize, u32), Advisory<'static>>, KnowledgeFault> {
    let mut wanted: Vec<(usize, u32)> = answers.hits.iter().map(|hit| (hit.part, hit.record)).collect();
    wanted.sort_unstable();
    wanted.dedup();
    let mut records = BTreeMap::new();
    knowledge.records(&wanted, &mut |place, record| {
        let state = record.state_at(now);
        records.insert(wanted[place], Advisory { state, ..record.into_owned() });
    })?;
    Ok(records)
}

impl Joined {
    /// Files what sources say against pairs that others call affected. A part that says both of one pair, by two of its
    /// records or names, denies nothing.
    pub(crate) fn file_denials(
        &mut self,
        knowledge: &dyn Knowledge,
        denials: &[Denial],
        now: Instant,
    ) -> Result<(), KnowledgeFault> {
        let ids: Vec<&str> = self.vulnerabilities.iter().map(|vulnerability| vulnerability.id.as_str()).collect();
        for denials in denials.chunk_by(|a, b| a.part == b.part) {
            let part = denials[0].part;
            let mut about: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
            knowledge.by_ids(part, &ids, &mut |place, record| about.entry(record).or_default().push(place as u32))?;
            let mut pairs = Vec::new();
            for denial in denials {
                let numbers = about.get(&denial.record).into_iter().flatten();
                let found = numbers.map(|number| ((denial.identity, *number), denial.record));
                pairs.extend(found.filter(|(pair, _)| self.is_denied_by(part, *pair)));
            }
            let wanted: Vec<(usize, u32)> = pairs.iter().map(|(_, record)| (part, *record)).collect();
            let denied = &mut self.denied;
            knowledge.records(&wanted, &mut |place, record| {
                if record.state_at(now) == State::Published {
                    denied.entry(pairs[place].0).or_default().push((part, record.id.into_owned()));
                }
            })?;
        }
        Ok(())
    }

    /// Whether a pair is affected by the word of other parts alone.
    fn is_denied_by(&self, part: usize, pair: (u32, u32)) -> bool {
        let affected = self.affected.get(&pair).is_some_and(|said| said.iter().all(|said| said.part != part));
        affected && self.undecidable.get(&pair).is_none_or(|open| open.iter().all(|open| open.part != part))
    }

    fn file(&mut self, hit: &Hit, number: u32, record: &Advisory<'_>) {
        let pair = (hit.identity, number);
        let (part, record_id) = (hit.part, record.id.clone().into_owned());
        match record.state {
            State::Withdrawn | State::Rejected | State::Disputed => {
                self.set_aside.entry(pair).or_default().push(Open { part, record_id, why: record.state });
            }
            State::Published => match &hit.outcome {
                HitOutcome::Affected { certainty, range, fixed } => {
                    let (range, fixed) = (range.clone(), fixed.clone());
                    let said = Said { nth: hit.nth, part, record_id, certainty: *certainty, range, fixed };
                    self.affected.entry(pair).or_default().push(said);
                }
                HitOutcome::Undecidable(why) => {
                    self.undecidable.entry(pair).or_default().push(Open { part, record_id, why: *why });
                }
            },
        }
    }
}

/// Adds what sources that know no packages say about each CVE.
fn enrich(knowledge: &dyn Knowledge, vulnerabilities: &mut [Vulnerability]) -> Result<(), KnowledgeFault> {
    let keys: Vec<String> = vulnerabilities.iter().map(|vulnerability| vulnerability.id.clone()).collect();
    let (ids, places): (Vec<&str>, Vec<usize>) =
        keys.iter().enumerate().filter(|(_, id)| is_cve(id)).map(|(place, id)| (id.as_str(), place)).unzip();
    let sources: Vec<Source> = knowledge.parts().iter().map(|facts| facts.part.source).collect();
    for (part, source) in sources.into_iter().enumerate().filter(|(_, source)| *source != Source::Osv) {
        let mut found = Vec::new();
        knowledge.by_ids(part, &ids, &mut |place, record| found.push((record, place)))?;
        found.sort_unstable();
        let wanted: Vec<(usize, u32)> = found.iter().map(|(record, _)| (part, *record)).collect();
        knowledge.records(&wanted, &mut |place, record| {
            let vulnerability = &mut vulnerabilities[places[found[place].1]];
            if record.id == vulnerability.id {
                vulnerability.add(source, record.into_owned());
            }
        })?;
    }
    Ok(())
}
