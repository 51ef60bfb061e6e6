//! Takes feed files into the mirror: files each record under its part, dates the parts, refuses what would lose knowledge.

mod settle;

use crate::feed_port::{FeedFault, FeedSink, Feeds, ReceivedFile, Rejection};
use crate::mirror_port::{Draft, Mirror};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use terms::{Day, Instant, Lang};
use vulnerability::{Advisory, Affected, Name, Origin, Part, PartFacts, Refused, Source};

/// What the person who imports says about it.
#[derive(Clone, Debug, Default)]
pub struct ImportWishes {
    /// Parts whose files hold everything the source has (`--complete`).
    pub complete: Vec<Part>,
    /// The date of this state as the person states it (`--published`).
    pub published: Option<Instant>,
    /// When the server changed the file, where one was asked (`Last-Modified`).
    pub server: Option<Instant>,
    /// How the files came here.
    pub origin: Origin,
    /// Refuse a file that breaks off or could not be read whole.
    pub whole: bool,
    /// Refuse a file without a valid signature.
    pub signed: bool,
    /// Take it even if a part shrinks or goes back in time, or a signature does not fit.
    pub confirm: bool,
    /// Read everything, change nothing (`--dry-run`).
    pub dry_run: bool,
}

/// What an import did to one part.
#[derive(Clone, Debug)]
pub struct PartChange {
    /// The part as it is now.
    pub now: PartFacts,
    /// Records held before; `None` when the part is new.
    pub before: Option<u64>,
}

/// What an import did.
#[derive(Clone, Debug)]
pub struct Imported {
    /// The new generation.
    pub generation: String,
    /// The parts that changed.
    pub parts: Vec<PartChange>,
    /// What was refused outside any part (a file of no known feed): where, and why.
    pub refused: Vec<Refused>,
    /// Parts that were named complete (`--complete`) and are not.
    pub not_completed: Vec<NotCompleted>,
}

/// A part that was named complete and is not.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotCompleted {
    /// The part.
    pub part: Part,
    /// Its files that break off or could not be read whole; `None`: no record of it came in.
    pub broken: Option<Vec<String>>,
}

/// Why nothing was imported.
#[derive(Debug)]
pub enum ImportFault {
    /// A feed or the mirror could not be read or written.
    Feed(FeedFault),
    /// No record was found in what was named.
    Nothing {
        /// What was refused: where, and why.
        refused: Vec<Refused>,
    },
    /// Signatures beside files do not fit.
    BadSignature {
        /// The files.
        files: Vec<String>,
    },
    /// Files break off, or could not be read whole, and only whole ones were wanted.
    Incomplete {
        /// The files.
        files: Vec<String>,
        /// What was refused in them: where, and why.
        refused: Vec<Refused>,
    },
    /// Parts would lose records or go back in time.
    Shrinks {
        /// The parts.
        parts: Vec<Shrink>,
    },
}

/// A part that an import would take knowledge from.
#[derive(Clone, Debug)]
pub struct Shrink {
    /// The part.
    pub part: Part,
    /// Records held, and the date of that state.
    pub held: (u64, Option<Instant>),
    /// Records offered, and the date of that state.
    pub offered: (u64, Option<Instant>),
}

impl From<FeedFault> for ImportFault {
    fn from(fault: FeedFault) -> ImportFault {
        ImportFault::Feed(fault)
    }
}

/// Imports feed files and folders. Until the very end nothing that was held changes.
pub fn import_feed(
    feeds: &dyn Feeds,
    mirror: &dyn Mirror,
    paths: &[PathBuf],
    wishes: &ImportWishes,
    now: Instant,
    program: &str,
    progress: &mut dyn FnMut(u64),
) -> Result<Imported, ImportFault> {
    let draft = mirror.draft()?;
    let mut intake = Intake::new(draft, now, progress);
    feeds.read(paths, &mut intake)?;
    intake.settle(wishes, now, program)
}

/// What has come in for one part.
#[derive(Debug, Default)]
struct Incoming {
    newest: Option<Instant>,
    stated: Option<Instant>,
    direct: bool,
    files: Vec<ReceivedFile>,
}

#[derive(Debug, Default)]
struct Refusals {
    count: u64,
    first: Vec<Refused>,
}

/// Sorts what feeds hold into the parts of a draft.
struct Intake<'i> {
    draft: Box<dyn Draft + 'i>,
    parts: BTreeMap<Part, Incoming>,
    /// Refusals by the part whose file they stand in; `None` for files that gave no record.
    refusals: BTreeMap<Option<Part>, Refusals>,
    /// Refusals of the file being read.
    pending: Refusals,
    complete: BTreeSet<Part>,
    /// Parts that the file being read has touched, and the ecosystem it is dedicated to.
    touched: BTreeSet<Part>,
    stated: Option<Instant>,
    ignore: bool,
    now: Instant,
    progress: &'i mut dyn FnMut(u64),
}

impl<'i> Intake<'i> {
    const SHOWN: usize = 50;

    fn new(draft: Box<dyn Draft + 'i>, now: Instant, progress: &'i mut dyn FnMut(u64)) -> Intake<'i> {
        Intake {
            draft,
            parts: BTreeMap::new(),
            refusals: BTreeMap::new(),
            pending: Refusals::default(),
            complete: BTreeSet::new(),
            touched: BTreeSet::new(),
            stated: None,
            ignore: false,
            now,
            progress,
        }
    }

    /// Credits what was refused in the file just read to the part that the file belongs to.
    fn refuse(&mut self, owner: Option<Part>) {
        let Refusals { count, first } = std::mem::take(&mut self.pending);
        if count > 0 {
            let refusals = self.refusals.entry(owner).or_default();
            refusals.count += count;
            let room = Self::SHOWN.saturating_sub(refusals.first.len());
            refusals.first.extend(first.into_iter().take(room));
        }
    }

    fn put(&mut self, part: Part, record: &Advisory<'_>, affected: &[&Affected<'_>]) -> Result<(), FeedFault> {
        self.draft.add(&part, record, affected)?;
        let newest = record.modified.max(record.published).filter(|date| is_sane(*date, self.now));
        let incoming = self.parts.entry(part.clone()).or_default();
        incoming.newest = incoming.newest.max(newest);
        incoming.stated = incoming.stated.max(self.stated);
        self.touched.insert(part);
        Ok(())
    }
}

impl FeedSink for Intake<'_> {
    fn file(&mut self, file: &str, _source: Source) {
        // An archive becomes known with its first good member; those refused before it are its own.
        let own = |refused: &Refused| refused.place.strip_prefix(file).is_some_and(|rest| rest.starts_with('!'));
        if !self.pending.first.iter().any(own) {
            self.refuse(None);
        }
        self.touched.clear();
        self.stated = None;
        self.ignore = false;
    }

    fn received(&mut self, file: ReceivedFile) {
        let dedicated = self.touched.iter().find(|part| self.complete.contains(part)).cloned();
        let owner = dedicated.clone().or_else(|| self.touched.first().cloned());
        self.refuse(owner);
        for part in std::mem::take(&mut self.touched) {
            let incoming = self.parts.entry(part.clone()).or_default();
            // A record of PyPI's archive that also names an npm package does not date npm.
            incoming.direct |= dedicated.as_ref().is_none_or(|dedicated| *dedicated == part);
            incoming.files.push(file.clone());
        }
    }

    fn record(&mut self, source: Source, record: &Advisory<'_>) -> Result<(), FeedFault> {
        if self.ignore {
            return Ok(());
        }
        if source != Source::Osv {
            let affected: Vec<&Affected<'_>> = record.affected.iter().collect();
            return self.put(Part { source, ecosystem: String::new() }, record, &affected);
        }
        let mut ecosystems: BTreeMap<&str, Vec<&Affected<'_>>> = BTreeMap::new();
        for affected in &record.affected {
            match &affected.name {
                Name::Package { ecosystem, .. } => ecosystems.entry(ecosystem).or_default().push(affected),
                Name::Cpe { .. } | Name::Labelled { .. } => ecosystems.entry("").or_default().push(affected),
            }
        }
        if ecosystems.is_empty() {
            ecosystems.insert("", Vec::new());
        }
        for (ecosystem, affected) in ecosystems {
            let ecosystem = if ecosystem.is_empty() { "unnamed" } else { ecosystem };
            self.put(Part { source, ecosystem: ecosystem.to_owned() }, record, &affected)?;
        }
        Ok(())
    }

    fn rejected(&mut self, source: Option<Source>, place: &str, why: Rejection) {
        self.pending.count += 1;
        if self.pending.first.len() < Self::SHOWN {
            let (en, ja) = (why.say(Lang::En), why.say(Lang::Ja));
            self.pending.first.push(Refused { place: place.to_owned(), en, ja });
        }
        if source.is_none() && !place.contains('!') {
            // A file of no known feed never ends as received; an archive does, whatever one of its members is.
            self.refuse(None);
        }
    }

    fn complete(&mut self, part: Part) {
        self.complete.insert(part);
    }

    /// A source that is one file replaces itself: of two such files in one call the one dated later counts.
    fn stated(&mut self, source: Source, at: Instant) {
        self.stated = Some(at);
        let touched = self.touched.iter().filter(|part| part.source == source);
        let touched: Vec<Part> = touched.cloned().collect();
        for part in &touched {
            // The date stands behind the records in this file.
            self.parts.entry(part.clone()).or_default().stated = Some(at);
        }
        if !matches!(source, Source::Kev | Source::Epss) || !touched.is_empty() {
            return;
        }
        let part = Part { source, ecosystem: String::new() };
        match self.parts.get(&part).and_then(|incoming| incoming.stated) {
            Some(other) if other > at => self.ignore = true,
            Some(_) => {
                self.draft.reset(&part);
                self.parts.remove(&part);
            }
            None => {}
        }
    }

    fn progress(&mut self, bytes: u64) {
        (self.progress)(bytes);
    }
}

/// Dates before the CVE programme began, and dates to come, are mistakes of a record and date nothing.
fn is_sane(date: Instant, now: Instant) -> bool {
    let first = Day::from_ymd(1999, 1, 1).expect("1 January 1999 is a day").start();
    date >= first && date <= Instant(now.0.saturating_add(Instant::DAY))
}

impl Rejection {
    /// Why, in words.
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Rejection::Unreadable { en, ja } => {
                lang.pick(format!("cannot be read: {en}"), format!("読み取れません: {ja}"))
            }
            Rejection::NoId => lang.pick("carries no id", "識別子がありません").to_owned(),
            Rejection::UnsafePath => lang
                .pick("stands in a place that an archive must not name", "書庫に許されない場所を指しています")
                .to_owned(),
            Rejection::TooLarge => lang
                .pick("unpacks to more than a feed file may hold", "展開後の大きさが許容量を超えています")
                .to_owned(),
        }
    }
}

#[cfg(test)]
mod tests;
