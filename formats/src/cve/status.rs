//! Which versions of a product are affected: the first entry that holds a version decides, its `changes` in their order,
//! and `defaultStatus` where none does (CVE record format 5.x, `versions`).

use super::affected::Product;
use super::span::Span;
use std::borrow::Cow;
use std::cmp::Ordering;
use versions::{Interval, Scheme};

/// What a record says of a version.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Status {
    Affected,
    Unaffected,
    /// The record does not say.
    #[default]
    Unknown,
}

/// One element of `versions`.
#[derive(Debug, Default)]
pub(super) struct Entry<'a> {
    pub(super) version: Cow<'a, str>,
    pub(super) status: Status,
    /// `versionType`.
    pub(super) kind: Cow<'a, str>,
    /// `lessThan`.
    pub(super) before: Option<Cow<'a, str>>,
    /// `lessThanOrEqual`.
    pub(super) to: Option<Cow<'a, str>>,
    /// From which version on another status holds.
    pub(super) changes: Vec<(Cow<'a, str>, Status)>,
}

/// What is said about the versions of a product.
#[derive(Clone, Debug, Default)]
pub(super) struct Said<'a> {
    pub(super) intervals: Vec<Interval<'a>>,
    pub(super) versions: Vec<Cow<'a, str>>,
    /// Entries that could not be turned into intervals.
    pub(super) unread: u32,
    /// Entries about commits.
    pub(super) commits: u32,
    /// What is said is more than the record means: an exception of it could not be read.
    pub(super) possible: bool,
    /// The record says that nothing is affected.
    pub(super) nothing: bool,
}

impl Said<'_> {
    /// Whether some version is named.
    pub(super) fn decides(&self) -> bool {
        !self.intervals.is_empty() || !self.versions.is_empty()
    }
}

impl<'a> Said<'a> {
    fn push(&mut self, scheme: Scheme, span: Span<'a>) {
        match span.single() {
            Some(version) => self.versions.push(version.clone()),
            None => self.intervals.push(span.interval(scheme)),
        }
    }
}

/// A run of versions with one status.
struct Piece<'a> {
    span: Span<'a>,
    status: Status,
}

/// More pieces than this are not laid over one another: each may cover all others.
const MOST: usize = 512;

/// What a product says about its versions, in an order.
pub(super) fn said<'a>(scheme: Scheme, product: &Product<'a>) -> Said<'a> {
    let mut said = Said::default();
    let mut pieces = Vec::new();
    for entry in &product.entries {
        if is_commit(&entry.kind) {
            said.commits = said.commits.saturating_add(u32::from(entry.may_affect()));
        } else {
            entry.pieces(scheme, product.default, &mut pieces, &mut said);
        }
    }
    let whole = pieces.iter().all(|piece| piece.status == Status::Affected) && product.default != Status::Affected;
    if whole || pieces.len() > MOST {
        said.possible |= !whole;
        plainly(scheme, pieces, product.default, &mut said);
    } else {
        laid_over(scheme, &pieces, product.default, &mut said);
    }
    let open = product.entries.is_empty() && product.default == Status::Unknown;
    said.nothing = !said.decides() && said.unread == 0 && said.commits == 0 && !open;
    said
}

fn is_commit(kind: &str) -> bool {
    kind.eq_ignore_ascii_case("git")
}

impl<'a> Entry<'a> {
    fn may_affect(&self) -> bool {
        self.status != Status::Unaffected || self.changes.iter().any(|(_, status)| *status != Status::Unaffected)
    }

    /// Cuts the entry at its changes.
    fn pieces(&self, scheme: Scheme, default: Status, into: &mut Vec<Piece<'a>>, said: &mut Said<'a>) {
        let understood = |text: &str| scheme.key(text).is_ok();
        match Span::of(&self.version, self.before.as_ref(), self.to.as_ref()) {
            Some(span) if span.ends().chain(self.changes.iter().map(|(at, _)| at)).all(|text| understood(text)) => {
                let (mut rest, mut status) = (span, self.status);
                for (at, next) in &self.changes {
                    let high = Some((at.clone(), false));
                    into.push(Piece { span: Span { low: rest.low.take(), high }, status });
                    (rest.low, status) = (Some((at.clone(), true)), *next);
                }
                into.push(Piece { span: rest, status });
            }
            // One version in words that the order does not know: it is itself.
            Some(Span { low: Some((text, true)), high: Some((other, true)) })
                if text == other && self.changes.is_empty() && self.status == Status::Affected =>
            {
                said.versions.push(text);
            }
            Some(_) | None if self.may_affect() => said.unread = said.unread.saturating_add(1),
            // An exception that cannot be read leaves too much, never too little.
            Some(_) | None => said.possible |= default == Status::Affected,
        }
    }
}

/// Every affected piece as it stands.
fn plainly<'a>(scheme: Scheme, pieces: Vec<Piece<'a>>, default: Status, said: &mut Said<'a>) {
    if default == Status::Affected {
        said.intervals.push(Interval::default());
        return;
    }
    for Piece { span, status } in pieces {
        match status {
            Status::Affected => said.push(scheme, span),
            Status::Unknown => said.unread = said.unread.saturating_add(1),
            Status::Unaffected => {}
        }
    }
}

/// Lays the pieces over one another, the first on top, and takes what is affected.
///
/// Versions that are named divide the order into places: even ones between two of them, odd ones for each of them.
fn laid_over<'a>(scheme: Scheme, pieces: &[Piece<'a>], default: Status, said: &mut Said<'a>) {
    let order = |a: &Cow<'a, str>, b: &Cow<'a, str>| scheme.compare(a, b).unwrap_or(Ordering::Equal);
    let mut named: Vec<Cow<'a, str>> = pieces.iter().flat_map(|piece| piece.span.ends().cloned()).collect();
    named.sort_by(order);
    named.dedup_by(|a, b| order(a, b) == Ordering::Equal);
    let at =
        |text: &Cow<'a, str>| named.binary_search_by(|held| order(held, text)).unwrap_or_else(|place| place) * 2 + 1;
    let mut places: Vec<Option<Status>> = vec![None; named.len() * 2 + 1];
    for Piece { span, status } in pieces {
        let low = span.low.as_ref().map_or(0, |(text, inclusive)| at(text) + usize::from(!inclusive));
        let high = span.high.as_ref().map_or(places.len(), |(text, inclusive)| at(text) + usize::from(*inclusive));
        if low >= high {
            // It holds nothing, so the record must have meant something else.
            said.unread = said.unread.saturating_add(u32::from(*status != Status::Unaffected));
            said.possible |= *status == Status::Unaffected && default == Status::Affected;
        }
        let held = places.get_mut(low..high).unwrap_or_default();
        held.iter_mut().filter(|place| place.is_none()).for_each(|place| *place = Some(*status));
    }
    // Where the record says "unknown" of a version itself, it is not called unaffected.
    said.unread = said.unread.saturating_add(u32::from(places.contains(&Some(Status::Unknown))));
    let is_affected = |place: usize| places[place].unwrap_or(default) == Status::Affected;
    let mut place = 0;
    while place < places.len() {
        let start = place;
        while place < places.len() && is_affected(place) {
            place += 1;
        }
        if place > start {
            let end = place - 1;
            let low = start.checked_sub(1).map(|before| (named[before / 2].clone(), start % 2 == 1));
            let high = (end + 1 < places.len()).then(|| (named[end / 2].clone(), end % 2 == 1));
            said.push(scheme, Span { low, high });
        }
        place += 1;
    }
}
