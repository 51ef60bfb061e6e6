//! A small mirror in memory: parts, and the records that each holds.

use terms::Instant;
use vulnerability::{
    Advisory, Affected, Asking, Beside, DatedBy, Knowledge, KnowledgeFault, Listed, Name, Part, PartFacts, Question,
    Refused, Signature, Statement,
};

/// The moment that every case is for.
pub(crate) const NOW: &str = "2026-11-23";

/// What is held.
#[derive(Default)]
pub(crate) struct Held {
    parts: Vec<PartFacts>,
    records: Vec<Vec<Advisory<'static>>>,
}

impl Held {
    /// Holds one more part, published so many days ago; `None`: nobody dates it.
    pub(crate) fn part(
        mut self,
        name: &str,
        complete: bool,
        age: Option<i64>,
        records: Vec<Advisory<'static>>,
    ) -> Held {
        let now = Instant::parse(NOW).expect("a day");
        self.parts.push(PartFacts {
            part: Part::from_name(name).expect("the name of a part"),
            complete,
            records: records.len() as u64,
            rejected: 0,
            published_at: age.map(|days| Instant(now.0 - days * Instant::DAY)),
            taken_on: now,
            score_date: None,
            hash: String::new(),
            refused: Vec::new(),
            dated_by: DatedBy::Source,
            signature: Signature::None,
            origin: vulnerability::Origin::Import,
            unnamed: 0,
        });
        self.records.push(records);
        self
    }

    /// One record of the part held last could not be read.
    pub(crate) fn with_one_unread(mut self) -> Held {
        let facts = self.parts.last_mut().expect("a part is held");
        let place = "all.zip!X-1.json".to_owned();
        facts.rejected = 1;
        facts
            .refused
            .push(Refused { place, en: "carries no id".to_owned(), ja: "識別子がありません".to_owned() });
        self
    }

    /// Holds one complete part of yesterday.
    pub(crate) fn fresh(self, name: &str, records: Vec<Advisory<'static>>) -> Held {
        self.part(name, true, Some(1), records)
    }
}

/// The fingerprints of versions that are named one by one.
fn listed(affected: &Affected<'_>) -> Vec<u8> {
    let mut listed: Vec<u64> =
        affected.versions.iter().map(|version| Listed::fingerprint(affected.scheme, version)).collect();
    listed.sort_unstable();
    listed.into_iter().flat_map(u64::to_le_bytes).collect()
}

fn say(record: u32, affected: &Affected<'_>, place: usize, asking: &mut dyn Asking) -> Result<(), KnowledgeFault> {
    let named: Vec<u8> = listed(affected);
    let lists: Vec<Vec<Vec<u8>>> = affected.beside.iter().map(|group| group.iter().map(listed).collect()).collect();
    let groups = affected.beside.iter().zip(&lists).map(|(group, lists)| {
        let each = group.iter().zip(lists).map(|(affected, listed)| {
            let mut spelling = String::new();
            affected.name.spell(&mut spelling);
            Beside { name: Name::fingerprint(&spelling), statement: statement(record, affected, listed, Vec::new()) }
        });
        each.collect()
    });
    asking.hear(place, &statement(record, affected, &named, groups.collect()))
}

fn statement<'a>(
    record: u32,
    affected: &'a Affected<'_>,
    listed: &'a [u8],
    beside: Vec<Vec<Beside<'a>>>,
) -> Statement<'a> {
    let restriction = match &affected.name {
        Name::Package { release, .. } => release,
        Name::Cpe { rest, .. } => rest,
        Name::Labelled { label, .. } => label,
    };
    Statement {
        record,
        scheme: affected.scheme,
        restriction,
        intervals: affected.intervals.clone(),
        listed: Listed(listed),
        unread_ranges: affected.unread_ranges,
        needs_other: affected.needs_other,
        denies: affected.denies,
        beside,
    }
}

impl Knowledge for Held {
    fn hash(&self) -> &str {
        "held"
    }

    fn parts(&self) -> &[PartFacts] {
        &self.parts
    }

    fn about(&self, asked: &[Question], asking: &mut dyn Asking) -> Result<(), KnowledgeFault> {
        let mut spelling = String::new();
        for (place, question) in asked.iter().enumerate() {
            for (number, record) in (0..).zip(&self.records[usize::from(question.part)]) {
                for affected in &record.affected {
                    affected.name.spell(&mut spelling);
                    if Name::fingerprint(&spelling) == question.name && asking.is_about(place, &spelling) {
                        say(number, affected, place, asking)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn records(
        &self,
        wanted: &[(usize, u32)],
        each: &mut dyn FnMut(usize, Advisory<'_>),
    ) -> Result<(), KnowledgeFault> {
        for (place, (part, record)) in wanted.iter().enumerate() {
            each(place, self.records[*part][*record as usize].clone());
        }
        Ok(())
    }

    fn by_ids(&self, part: usize, ids: &[&str], each: &mut dyn FnMut(usize, u32)) -> Result<(), KnowledgeFault> {
        for (place, id) in ids.iter().enumerate() {
            for (number, record) in (0..).zip(&self.records[part]) {
                if record.id == *id || record.aliases.iter().any(|alias| alias == id) {
                    each(place, number);
                }
            }
        }
        Ok(())
    }
}
