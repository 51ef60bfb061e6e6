//! Hands records of one file to the sink, and says of each that could not be taken where it stands and why.

use activities::feed_port::{FeedFault, FeedSink, Rejection};
use formats::defect::{Defect, Defects, Wrong};
use std::collections::BTreeMap;
use std::io::{Error, ErrorKind};
use terms::{Instant, Lang};
use vulnerability::{Advisory, Name, Part, Source};

/// Where a record stands inside a file or an archive member.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Spot {
    /// The whole of it.
    Whole,
    /// A line, from 1.
    Line(u64),
    /// The n-th record, from 1.
    Record(u64),
}

/// One file being taken.
pub(crate) struct Take<'s> {
    sink: &'s mut dyn FeedSink,
    file: String,
    announced: Option<Source>,
    /// How many records name an ecosystem, and how many there are.
    ecosystems: BTreeMap<String, u64>,
    records: u64,
    /// Whether everything in the file was looked at.
    pub(crate) whole: bool,
    /// How far reading was said to be; an archive that is read twice never goes back.
    pub(crate) furthest: u64,
}

impl<'s> Take<'s> {
    /// Starts to take a file.
    pub(crate) fn new(sink: &'s mut dyn FeedSink, file: &str) -> Take<'s> {
        let file = file.to_owned();
        Take { sink, file, announced: None, ecosystems: BTreeMap::new(), records: 0, whole: true, furthest: 0 }
    }

    /// The name of the file.
    pub(crate) fn file(&self) -> &str {
        &self.file
    }

    /// Whether it turned out to be a feed.
    pub(crate) fn is_feed(&self) -> bool {
        self.announced.is_some()
    }

    /// Records taken so far.
    pub(crate) fn records(&self) -> u64 {
        self.records
    }

    /// What follows is of this source.
    pub(crate) fn announce(&mut self, source: Source) {
        if self.announced != Some(source) {
            self.announced = Some(source);
            self.sink.file(&self.file, source);
        }
    }

    /// Takes what a reader gives, and what it finds wrong.
    pub(crate) fn take(
        &mut self,
        source: Source,
        place: &str,
        spot: Spot,
        read: impl FnOnce(&mut dyn FnMut(&Advisory<'_>)) -> Defects,
    ) -> Result<(), FeedFault> {
        let (mut fault, mut taken) = (None, 0);
        let defects = read(&mut |record| {
            if fault.is_none() {
                taken += 1;
                count_ecosystems(&mut self.ecosystems, record);
                fault = self.sink.record(source, record).err();
            }
        });
        self.records += taken;
        if let Some(fault) = fault {
            return Err(fault);
        }
        if let Some(why) = rejection(&defects, taken > 0) {
            self.reject(Some(source), place, spot, why);
        }
        Ok(())
    }

    /// Something was not taken.
    pub(crate) fn reject(&mut self, source: Option<Source>, place: &str, spot: Spot, why: Rejection) {
        let place = match spot {
            Spot::Whole => place.to_owned(),
            Spot::Line(line) => format!("{place}:{line}"),
            Spot::Record(record) => format!("{place}#{record}"),
        };
        self.sink.rejected(source, &place, why);
    }

    /// The stream ended before its end.
    pub(crate) fn fail(&mut self, source: Option<Source>, place: &str, spot: Spot, error: &Error) {
        self.whole = false;
        let why = match error.kind() {
            ErrorKind::FileTooLarge => Rejection::TooLarge,
            ErrorKind::UnexpectedEof => Rejection::unreadable(
                "the packed data end too early; what follows from here is missing",
                "圧縮データが途中で終わっており、ここから先がありません",
            ),
            _ => Rejection::unreadable(
                format!("unpacking fails from here on ({error}); what follows was not read"),
                format!("ここから先を展開できず（{error}）、以降は読み取っていません"),
            ),
        };
        self.reject(source, place, spot, why);
    }

    /// The source's own date of this state.
    pub(crate) fn state(&mut self, source: Source, at: Option<Instant>) {
        if let Some(at) = at {
            self.sink.stated(source, at);
        }
    }

    /// Everything the source has for a part was taken.
    pub(crate) fn complete(&mut self, source: Source, ecosystem: &str) {
        self.sink.complete(Part { source, ecosystem: ecosystem.to_owned() });
    }

    /// How far reading is.
    pub(crate) fn progress(&mut self, bytes: u64) {
        self.furthest = self.furthest.max(bytes);
        self.sink.progress(self.furthest);
    }

    /// The ecosystem that more than half of the records name.
    pub(crate) fn ecosystem(&self) -> Option<&str> {
        let (name, count) = self.ecosystems.iter().max_by_key(|(_, count)| **count)?;
        (count.saturating_mul(2) > self.records).then_some(name)
    }

    /// Ends the file and gives the sink back.
    pub(crate) fn end(self) -> (&'s mut dyn FeedSink, bool) {
        (self.sink, self.whole)
    }
}

/// Counts each ecosystem once per record.
fn count_ecosystems(counts: &mut BTreeMap<String, u64>, record: &Advisory<'_>) {
    let mut last = "";
    for affected in &record.affected {
        let Name::Package { ecosystem, .. } = &affected.name else { continue };
        if ecosystem == last {
            continue;
        }
        // A record that goes back and forth between two ecosystems is counted too often; it is one of many.
        last = ecosystem;
        match counts.get_mut(last) {
            Some(count) => *count += 1,
            None => {
                counts.insert(last.to_owned(), 1);
            }
        }
    }
}

/// Why nothing, or not everything, was taken; `None` when nothing is wrong.
fn rejection(defects: &Defects, taken: bool) -> Option<Rejection> {
    const IDS: [&str; 4] = ["id", "cveMetadata.cveId", "cve.id", "cveID"];
    let first = defects.kept().first()?;
    let broken = defects.kept().iter().find(|defect| matches!(defect.wrong, Wrong::Broken { .. }));
    let no_id = || defects.kept().iter().any(|d| d.wrong == Wrong::Missing && IDS.contains(&&*d.field));
    let said = |defect: &Defect| Rejection::unreadable(words(defect, Lang::En), words(defect, Lang::Ja));
    Some(match (broken, taken) {
        (Some(broken), _) => said(broken),
        (None, false) if no_id() => Rejection::NoId,
        (None, false) => said(first),
        (None, true) => {
            let (en, ja) = match defects.count() {
                1 => (String::new(), String::new()),
                more => (format!(", and {} more", more - 1), format!("（ほか {} 件）", more - 1)),
            };
            Rejection::unreadable(
                format!("{}{en}; the rest of the record was taken", words(first, Lang::En)),
                format!("{}{ja}。記録の残りは取り込みました", words(first, Lang::Ja).trim_end_matches('。')),
            )
        }
    })
}

fn words(defect: &Defect, lang: Lang) -> String {
    match &defect.wrong {
        Wrong::Broken { expected } => lang.pick(
            format!("{expected} expected at byte {}", defect.at),
            format!("{} バイト目に {expected} が必要です", defect.at),
        ),
        _ => defect.finding("", b"").detail.say(lang).what,
    }
}
