//! Takes one stream of unpacked bytes, whatever feed and shape it turns out to be.

use crate::guard::Limits;
use crate::take::{Spot, Take};
use crate::window::Window;
use activities::feed_port::{FeedFault, Rejection};
use formats::defect::Defects;
use formats::epss::Scores;
use formats::json::{Cut, Elements, Json, Members, Next};
use formats::{Each, Shape, alpine_secdb, cve, debian_tracker, feed_kind, jvn, kev, nvd, osv, support_life};
use std::io::Read;
use vulnerability::Source;

/// How much is looked at to tell what it is.
const HEAD: usize = 64 << 10;

/// What a stream is taken with.
pub(crate) struct Stream<'s> {
    /// The file or archive member, for places.
    pub(crate) place: &'s str,
    /// How much is taken at most.
    pub(crate) limits: Limits,
    /// How many bytes of input were taken so far.
    pub(crate) progress: &'s dyn Fn() -> u64,
}

impl Stream<'_> {
    /// Takes all records of the stream.
    pub(crate) fn read(
        &self,
        take: &mut Take<'_>,
        reader: &mut dyn Read,
        buffer: &mut Vec<u8>,
    ) -> Result<(), FeedFault> {
        let mut window = Window::new(reader, buffer);
        window.at_least(HEAD);
        let (source, shape) = match feed_kind(window.bytes()) {
            Ok(kind) => kind,
            Err([en, ja]) => {
                match window.failure.take() {
                    Some(error) => take.fail(None, self.place, Spot::Whole, &error),
                    None => {
                        let why = Rejection::unreadable(
                            format!("not a known feed: {en}"),
                            format!("既知のフィードではありません: {ja}"),
                        );
                        take.reject(None, self.place, Spot::Whole, why);
                    }
                }
                return Ok(());
            }
        };
        take.announce(source);
        match shape {
            Shape::Rows => self.rows(take, &mut window),
            Shape::Records if source != Source::Jvn && is_one_a_line(window.bytes()) => {
                self.lines(take, source, &mut window, |take, line, number| {
                    self.record(take, source, line, Spot::Line(number))
                })
            }
            Shape::Records => self.document(take, source, &mut window),
            Shape::List => self.elements(take, source, &mut window, Elements::new(None, None)),
            Shape::Members => self.members(take, source, &mut window),
            Shape::Products => {
                self.elements(take, source, &mut window, Elements::new(Some("products"), Some("product")))
            }
            Shape::Listed => {
                let first_key = if source == Source::Nvd { "cve" } else { "cveID" };
                self.elements(take, source, &mut window, Elements::new(Some("vulnerabilities"), Some(first_key)))
            }
        }
    }

    fn record(&self, take: &mut Take<'_>, source: Source, bytes: &[u8], spot: Spot) -> Result<(), FeedFault> {
        take.take(source, self.place, spot, |each| read_record(source, bytes, each))
    }

    fn more(&self, take: &mut Take<'_>, window: &mut Window<'_>) -> bool {
        let more = window.more();
        take.progress((self.progress)());
        more
    }

    /// One record that fills the stream.
    fn document(&self, take: &mut Take<'_>, source: Source, window: &mut Window<'_>) -> Result<(), FeedFault> {
        while window.bytes().len() <= self.limits.record && self.more(take, window) {}
        if window.bytes().len() > self.limits.record {
            take.whole = false;
            take.reject(Some(source), self.place, Spot::Whole, Rejection::TooLarge);
            return Ok(());
        }
        match window.failure.take() {
            Some(error) => take.fail(Some(source), self.place, Spot::Whole, &error),
            None => self.record(take, source, window.bytes(), Spot::Whole)?,
        }
        Ok(())
    }

    /// One record a line. A line beyond the limit is left out, the next one is read again.
    fn lines(
        &self,
        take: &mut Take<'_>,
        source: Source,
        window: &mut Window<'_>,
        mut each: impl FnMut(&mut Take<'_>, &[u8], u64) -> Result<(), FeedFault>,
    ) -> Result<(), FeedFault> {
        let (mut number, mut seen, mut too_long) = (1, 0, false);
        loop {
            let end = memchr::memchr(b'\n', &window.bytes()[seen..]).map(|step| seen + step);
            match end {
                Some(end) => {
                    if !std::mem::take(&mut too_long) {
                        let line = &window.bytes()[..end];
                        if !line.trim_ascii().is_empty() {
                            each(take, line, number)?;
                        }
                    }
                    window.take(end + 1);
                    (number, seen) = (number + 1, 0);
                }
                None => {
                    seen = window.bytes().len();
                    if too_long || seen > self.limits.record {
                        if !std::mem::replace(&mut too_long, true) {
                            take.whole = false;
                            take.reject(Some(source), self.place, Spot::Line(number), Rejection::TooLarge);
                        }
                        window.take(seen);
                        seen = 0;
                    }
                    if !self.more(take, window) {
                        break;
                    }
                }
            }
        }
        match window.failure.take() {
            Some(error) => take.fail(Some(source), self.place, Spot::Line(number), &error),
            None if too_long || window.bytes().trim_ascii().is_empty() => {}
            None => {
                let before = take.records();
                each(take, window.bytes(), number)?;
                // A last line that has no end and gives no record is one that breaks off, and the rest of the file is missing.
                take.whole &= take.records() > before;
            }
        }
        Ok(())
    }

    /// The elements of a long list, one at a time; then what the document says about itself.
    fn elements(
        &self,
        take: &mut Take<'_>,
        source: Source,
        window: &mut Window<'_>,
        mut elements: Elements,
    ) -> Result<(), FeedFault> {
        let mut number = 0;
        let before = take.records();
        let (mut tried, mut stated) = (false, false);
        loop {
            let cut = elements.next(window.bytes());
            if !tried && cut != Cut::More {
                tried = true;
                // The date stands before the list in what NVD and CISA publish, and who takes records wants it first.
                stated = state(take, source, &elements.envelope);
            }
            match cut {
                Cut::Element(range) => {
                    number += 1;
                    self.record(take, source, &window.bytes()[range], Spot::Record(number))?;
                }
                Cut::Broken(range) => {
                    number += 1;
                    let why = broken_element(source, &window.bytes()[range]);
                    take.reject(Some(source), self.place, Spot::Record(number), why);
                }
                Cut::GivenUp => number += 1,
                Cut::More => {
                    let needed = elements.needed();
                    window.take(needed);
                    elements.taken(needed);
                    if elements.is_open() && window.bytes().len() > self.limits.record {
                        take.whole = false;
                        let place = match id_of(source, window.bytes()) {
                            Some(id) => format!("{} ({id})", self.place),
                            None => self.place.to_owned(),
                        };
                        take.reject(Some(source), &place, Spot::Record(number + 1), Rejection::TooLarge);
                        elements.give_up();
                    }
                    if !self.more(take, window) {
                        break;
                    }
                }
            }
        }
        match window.failure.take() {
            Some(error) => take.fail(Some(source), self.place, Spot::Record(number + 1), &error),
            None if !elements.is_closed() || elements.is_open() => {
                take.whole = false;
                let why = Rejection::unreadable(
                    "the document breaks off here; what follows is missing",
                    "文書がここで途切れており、以降がありません",
                );
                take.reject(Some(source), self.place, Spot::Record(number + 1), why);
            }
            None => {}
        }
        if !stated {
            state(take, source, &elements.envelope);
        }
        self.count(take, source, &elements.envelope, take.records() - before);
        Ok(())
    }

    /// The members of a large object, one at a time.
    fn members(&self, take: &mut Take<'_>, source: Source, window: &mut Window<'_>) -> Result<(), FeedFault> {
        let (mut members, mut member, mut number) = (Members::default(), Vec::new(), 0);
        loop {
            match members.next(window.bytes()) {
                Cut::Element(range) | Cut::Broken(range) => {
                    number += 1;
                    member.clear();
                    member.push(b'{');
                    member.extend_from_slice(&window.bytes()[range]);
                    member.push(b'}');
                    self.record(take, source, &member, Spot::Record(number))?;
                }
                Cut::GivenUp => number += 1,
                Cut::More => {
                    let needed = members.needed();
                    window.take(needed);
                    members.taken(needed);
                    if members.is_open() && window.bytes().len() > self.limits.record {
                        take.whole = false;
                        take.reject(Some(source), self.place, Spot::Record(number + 1), Rejection::TooLarge);
                        members.give_up();
                    }
                    if !self.more(take, window) {
                        break;
                    }
                }
            }
        }
        match window.failure.take() {
            Some(error) => take.fail(Some(source), self.place, Spot::Record(number + 1), &error),
            None if !members.is_closed() => {
                take.whole = false;
                let why = Rejection::unreadable(
                    "the document breaks off here; what follows is missing",
                    "文書がここで途切れており、以降がありません",
                );
                take.reject(Some(source), self.place, Spot::Record(number + 1), why);
            }
            // The tracker is published in one piece.
            None if take.whole => take.complete(source, ""),
            None => {}
        }
        Ok(())
    }

    /// Whether the document holds as many records as it says.
    fn count(&self, take: &mut Take<'_>, source: Source, envelope: &[u8], records: u64) {
        // A list of support that is read to its end is all there is.
        if source == Source::Life && take.whole && records > 0 {
            take.complete(source, "");
        }
        if source != Source::Kev {
            return;
        }
        match kev::read(envelope, &mut |_| {}).count {
            // The catalogue is always published whole, and says how much that is.
            Some(count) if count == records && take.whole => take.complete(source, ""),
            Some(count) if count != records => {
                take.whole = false;
                let why = Rejection::unreadable(
                    format!("the catalogue says that it holds {count} entries; {records} were read"),
                    format!("目録には {count} 件あると記載されていますが、読み取れたのは {records} 件です"),
                );
                take.reject(Some(source), self.place, Spot::Whole, why);
            }
            Some(_) | None => {}
        }
    }

    fn rows(&self, take: &mut Take<'_>, window: &mut Window<'_>) -> Result<(), FeedFault> {
        let source = Source::Epss;
        let mut scores = Scores::default();
        let mut stated = false;
        self.lines(take, source, window, |take, line, number| {
            if !stated && scores.date.is_some() {
                take.state(source, scores.date);
                stated = true;
            }
            take.take(source, self.place, Spot::Line(number), |each| {
                scores.line(line, 0, each);
                std::mem::take(&mut scores.defects)
            })
        })
    }
}

/// Gives the sink the document's own date, if it is known by now.
fn state(take: &mut Take<'_>, source: Source, envelope: &[u8]) -> bool {
    let date = match source {
        Source::Nvd => nvd::read(envelope, &mut |_| {}).stated,
        Source::Kev => kev::read(envelope, &mut |_| {}).released,
        Source::Life => support_life::read(envelope, &mut |_| {}).stated,
        Source::Osv | Source::CveList | Source::Epss | Source::Csaf | Source::Debian | Source::Alpine | Source::Jvn => {
            None
        }
    };
    take.state(source, date);
    date.is_some()
}

fn read_record(source: Source, bytes: &[u8], each: Each<'_>) -> Defects {
    match source {
        Source::Osv => osv::read(bytes, each),
        Source::CveList => cve::read(bytes, each),
        Source::Nvd => nvd::read_item(bytes, each),
        Source::Kev => kev::read_item(bytes, each),
        Source::Csaf => formats::csaf::read_advisories(bytes, each),
        Source::Epss => formats::epss::read(bytes, each).defects,
        Source::Debian => debian_tracker::read(bytes, each),
        Source::Alpine => alpine_secdb::read(bytes, each),
        Source::Jvn => jvn::read(bytes, each),
        Source::Life => support_life::read_item(bytes, each),
    }
}

fn broken_element(source: Source, bytes: &[u8]) -> Rejection {
    let id = id_of(source, bytes);
    let (en, ja) = id.map(|id| (format!(" ({id})"), format!("（{id}）"))).unwrap_or_default();
    Rejection::unreadable(
        format!("the record{en} breaks off; the next one was read again"),
        format!("記録{ja}が途切れています。次の記録から読み取りを続けました"),
    )
}

/// The id at the beginning of an element that cannot be read whole.
fn id_of(source: Source, bytes: &[u8]) -> Option<String> {
    let key = match source {
        Source::Kev => "cveID",
        Source::Life => "product",
        Source::Nvd
        | Source::Osv
        | Source::CveList
        | Source::Epss
        | Source::Csaf
        | Source::Debian
        | Source::Alpine
        | Source::Jvn => "id",
    };
    let mut json = Json::new(bytes.get(..4096).unwrap_or(bytes));
    loop {
        if !json.object().ok()? {
            return None;
        }
        loop {
            let found = json.key().ok()??;
            match json.peek().ok()? {
                Next::String if found == key => return json.text().ok()?.map(|id| id.chars().take(40).collect()),
                Next::Object if found == "cve" => break,
                _ => json.skip().ok()?,
            }
        }
    }
}

/// Whether records stand one a line: the first line is a whole record, or the second line begins another one.
fn is_one_a_line(head: &[u8]) -> bool {
    let mut lines = head.split(|byte| *byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let Some(first) = lines.next() else { return false };
    if first.len() == head.len() {
        return true;
    }
    let mut json = Json::new(first);
    if json.skip().is_ok() && json.offset() == first.len() {
        return true;
    }
    lines.next().is_some_and(|second| second.starts_with(b"{\""))
}
