//! The vulnerability that a person means by an id: its key, its other names, and every held record of it.

use std::collections::{BTreeMap, BTreeSet};
use terms::Instant;
use vulnerability::{Advisory, Knowledge, KnowledgeFault, Source, State, Vulnerability, is_cve, keys_of};

/// A record that knows the vulnerability.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KnownBy {
    /// The source part.
    pub source: String,
    /// The record's id there.
    pub record: String,
    /// Whether it counts.
    pub state: State,
    /// When the source last changed it.
    pub modified: Option<Instant>,
}

/// The vulnerability that is looked for.
#[derive(Clone, Debug)]
pub struct Wanted {
    /// As it was asked for.
    pub asked: String,
    /// What every source says about it.
    pub vulnerability: Vulnerability,
    /// Every record that carries it.
    pub known_by: Vec<KnownBy>,
    /// The same records by part and number.
    pub records: BTreeSet<(usize, u32)>,
    /// Whether a record is held of a source whose records name products by identifier or are looked for by name. Where only
    /// others know it, silence proves nothing.
    pub names_products: bool,
    /// Products that records name by words alone.
    pub unnamed: u64,
}

/// What an id stands for.
#[derive(Clone, Debug)]
pub enum Resolved {
    /// No held source knows it.
    Unknown,
    /// It stands for several vulnerabilities.
    Several(Vec<String>),
    /// It stands for one.
    One(Box<Wanted>),
}

/// Finds out which vulnerability an id stands for: a CVE id, or the id of a source for the same thing.
pub fn resolve(knowledge: &dyn Knowledge, asked: &str) -> Result<Resolved, KnowledgeFault> {
    let asked = asked.trim();
    let records = carrying(knowledge, &spellings(asked))?;
    let keys: BTreeSet<String> = match spellings(asked).into_iter().find(|id| is_cve(id)) {
        Some(cve) if !records.is_empty() => BTreeSet::from([cve]),
        Some(_) => BTreeSet::new(),
        None => records.values().flat_map(keys).collect(),
    };
    let mut keys = keys.into_iter();
    let Some(key) = keys.next() else { return Ok(Resolved::Unknown) };
    let others: Vec<String> = keys.collect();
    if !others.is_empty() {
        return Ok(Resolved::Several(std::iter::once(key).chain(others).collect()));
    }
    let records = match is_cve(&key) {
        // Records that carry the CVE and not the id that was asked for.
        true => carrying(knowledge, std::slice::from_ref(&key))?.into_iter().chain(records).collect(),
        false => records,
    };
    Ok(Resolved::One(Box::new(wanted(knowledge, asked, &key, records))))
}

type Records = BTreeMap<(usize, u32), Advisory<'static>>;

/// An id as written, and as the programs that give ids write it.
fn spellings(asked: &str) -> Vec<String> {
    let upper = asked.to_ascii_uppercase();
    let mut spellings = vec![asked.to_owned()];
    match upper.strip_prefix("GHSA-") {
        // GitHub writes what follows in small letters.
        Some(rest) => spellings.push(format!("GHSA-{}", rest.to_ascii_lowercase())),
        None => spellings.push(upper),
    }
    spellings.dedup();
    spellings
}

fn carrying(knowledge: &dyn Knowledge, ids: &[String]) -> Result<Records, KnowledgeFault> {
    let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
    let mut wanted = BTreeSet::new();
    for part in 0..knowledge.parts().len() {
        knowledge.by_ids(part, &ids, &mut |_, record| {
            wanted.insert((part, record));
        })?;
    }
    let wanted: Vec<(usize, u32)> = wanted.into_iter().collect();
    let mut records = Records::new();
    knowledge.records(&wanted, &mut |place, record| {
        records.insert(wanted[place], record.into_owned());
    })?;
    Ok(records)
}

fn keys(record: &Advisory<'_>) -> Vec<String> {
    keys_of(&record.id, record.aliases.iter().map(|alias| &**alias)).into_iter().map(str::to_owned).collect()
}

fn wanted(knowledge: &dyn Knowledge, asked: &str, key: &str, records: Records) -> Wanted {
    let mut wanted = Wanted {
        asked: asked.to_owned(),
        vulnerability: Vulnerability::new(key),
        known_by: Vec::new(),
        records: records.keys().copied().collect(),
        names_products: false,
        unnamed: 0,
    };
    for ((part, _), mut record) in records {
        let facts = &knowledge.parts()[part];
        let source = facts.part.source;
        wanted.known_by.push(KnownBy {
            source: facts.part.to_string(),
            record: record.id.clone().into_owned(),
            state: record.state,
            // The first days of the calendar stand for "not stated" in some records.
            modified: record.modified.filter(|at| at.day().ymd().0 > 1900),
        });
        wanted.names_products |= matches!(source, Source::Osv | Source::Csaf | Source::Debian | Source::Alpine)
            && record.state == State::Published;
        wanted.unnamed += u64::from(record.unnamed);
        if keys(&record).len() > 1 {
            // The record's other CVEs are other vulnerabilities, no other names of this one.
            record.aliases.retain(|alias| !is_cve(alias));
        }
        match source {
            Source::Osv => wanted.vulnerability.add(source, record),
            // What an advisory about many things is called is no name of one of them.
            Source::Csaf | Source::Life => {}
            Source::Nvd
            | Source::CveList
            | Source::Kev
            | Source::Epss
            | Source::Debian
            | Source::Alpine
            | Source::Jvn => {
                if record.id == *key {
                    wanted.vulnerability.add(source, record);
                }
            }
        }
    }
    wanted
}

impl Wanted {
    /// Whether a vulnerability that was found, or that a decision names, is this one.
    pub(crate) fn is(&self, id: &str, aliases: &[String]) -> bool {
        let key = &self.vulnerability.id;
        if is_cve(key) || is_cve(id) {
            return id.eq_ignore_ascii_case(key);
        }
        std::iter::once(id)
            .chain(aliases.iter().map(String::as_str))
            .any(|id| id == key || self.vulnerability.aliases.iter().any(|own| own == id))
    }
}
