//! Takes feed files into the mirror: files each record under its part, dates the parts, refuses what would lose knowledge.

use crate::feed_port::{FeedFault, FeedSink, Feeds, ReceivedFile, Rejection};
use crate::mirror_port::{Draft, Mirror, Take};
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use terms::{Day, Instant, Lang};
use vulnerability::{Advisory, Affected, DatedBy, Name, Origin, Part, PartFacts, Refused, Signature, Source};

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

    fn settle(mut self, wishes: &ImportWishes, now: Instant, program: &str) -> Result<Imported, ImportFault> {
        self.refuse(None);
        if self.parts.is_empty() {
            let refused = self.refusals.values().flat_map(|refusals| refusals.first.iter().cloned()).collect();
            return Err(ImportFault::Nothing { refused });
        }
        // What belongs to a part is shown with the part; the rest here.
        let refused: Vec<Refused> = self.refusals.get(&None).map(|refusals| refusals.first.clone()).unwrap_or_default();
        let bad = self.parts.values().flat_map(|incoming| &incoming.files);
        let bad = bad
            .filter(|file| file.signature == Signature::Bad || (wishes.signed && file.signature != Signature::Valid));
        let bad: BTreeSet<&str> = bad.map(|file| &*file.name).collect();
        if !bad.is_empty() && !wishes.confirm {
            return Err(ImportFault::BadSignature { files: bad.into_iter().map(str::to_owned).collect() });
        }
        if wishes.whole {
            self.only_whole()?;
        }
        let mut takes = Vec::new();
        let mut shrinks = Vec::new();
        for (part, incoming) in std::mem::take(&mut self.parts) {
            let held = self.draft.held().iter().find(|facts| facts.part == part).cloned();
            let offered = self.draft.count(&part);
            let said = matches!(part.source, Source::Kev | Source::Epss)
                || self.complete.contains(&part)
                || wishes.complete.contains(&part);
            // A file that breaks off, or that could not be unpacked whole, makes nothing complete, whoever says so.
            let whole = said && incoming.files.iter().all(|file| file.whole);
            let take = self.take(&part, incoming, whole, held.as_ref(), wishes);
            if let Some(held) = held.filter(|_| take.replaces) {
                let older = matches!((take.published_at, held.published_at), (Some(new), Some(old)) if new < old);
                if offered < held.records || older {
                    shrinks.push(Shrink {
                        part,
                        held: (held.records, held.published_at),
                        offered: (offered, take.published_at),
                    });
                }
            }
            takes.push(take);
        }
        if !shrinks.is_empty() && !wishes.confirm {
            return Err(ImportFault::Shrinks { parts: shrinks });
        }
        let before: BTreeMap<Part, u64> =
            self.draft.held().iter().map(|facts| (facts.part.clone(), facts.records)).collect();
        let changed: BTreeSet<Part> = takes.iter().map(|take| take.part.clone()).collect();
        if wishes.dry_run {
            let parts = takes.into_iter().map(|take| self.foreseen(take, &before)).collect();
            return Ok(Imported { generation: String::new(), parts, refused });
        }
        let (generation, parts) = self.draft.commit(takes, now, program)?;
        let parts = parts
            .into_iter()
            .filter(|facts| changed.contains(&facts.part))
            .map(|now| PartChange { before: before.get(&now.part).copied(), now })
            .collect();
        Ok(Imported { generation, parts, refused })
    }

    fn only_whole(&self) -> Result<(), ImportFault> {
        let files = self.parts.values().flat_map(|incoming| &incoming.files);
        let broken: BTreeSet<&str> = files.filter(|file| !file.whole).map(|file| &*file.name).collect();
        if broken.is_empty() {
            return Ok(());
        }
        Err(ImportFault::Incomplete {
            files: broken.into_iter().map(str::to_owned).collect(),
            refused: self.refusals.values().flat_map(|refusals| refusals.first.iter().cloned()).collect(),
        })
    }

    /// What a part would be after the import; records laid over others count those brought, the sum is not known yet.
    fn foreseen(&self, take: Take, before: &BTreeMap<Part, u64>) -> PartChange {
        let brought = self.draft.count(&take.part);
        let before = before.get(&take.part).copied();
        let now = PartFacts {
            complete: take.complete,
            records: if take.replaces { brought } else { brought.max(before.unwrap_or(0)) },
            rejected: take.rejected,
            published_at: take.published_at,
            taken_on: self.now,
            score_date: take.score_date,
            hash: String::new(),
            refused: take.refused,
            dated_by: take.dated_by,
            signature: Signature::of_all(take.files.iter().map(|file| file.signature)),
            origin: take.origin,
            part: take.part,
        };
        PartChange { now, before }
    }

    /// Dates the part. The moment of import never makes anything younger, and a partial import never makes a complete
    /// part, or the older rest of a partial one, younger than it was.
    fn take(
        &self,
        part: &Part,
        incoming: Incoming,
        whole: bool,
        held: Option<&PartFacts>,
        wishes: &ImportWishes,
    ) -> Take {
        let Incoming { newest, stated, direct, files } = incoming;
        let (fresh, by) = match (wishes.published, stated, newest) {
            // What the source says of itself outranks what the person who imports says of it.
            (_, Some(source), _) if is_sane(source, self.now) => (Some(source), DatedBy::Source),
            (Some(person), _, _) if direct => (Some(person), DatedBy::Person),
            _ if direct && wishes.server.is_some_and(|server| is_sane(server, self.now)) => {
                (wishes.server, DatedBy::Server)
            }
            (_, _, Some(newest)) => (Some(newest), DatedBy::NewestRecord),
            (_, _, None) => (None, DatedBy::Nobody),
        };
        let (published_at, dated_by) = match held.filter(|_| !whole) {
            None => (fresh, by),
            Some(held) if by == DatedBy::Person && !held.complete => (fresh, by),
            // Undated records laid over dated ones leave nothing that could be dated.
            Some(held) if held.complete || (fresh.is_some() && held.published_at < fresh) => {
                (held.published_at, held.dated_by)
            }
            Some(_) => (fresh, by),
        };
        let refusals = self.refusals.get(&Some(part.clone()));
        Take {
            part: part.clone(),
            replaces: whole,
            complete: whole || held.is_some_and(|held| held.complete),
            published_at,
            dated_by,
            score_date: stated.filter(|_| part.source == Source::Epss).map(Instant::day),
            newest,
            origin: wishes.origin.clone(),
            rejected: refusals.map_or(0, |refusals| refusals.count),
            refused: refusals.map(|refusals| refusals.first.clone()).unwrap_or_default(),
            files,
        }
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
                Name::Cpe { .. } => ecosystems.entry("").or_default().push(affected),
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
