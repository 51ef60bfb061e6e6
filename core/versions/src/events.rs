use crate::{Bound, Interval, NotUnderstood, Scheme, Version};
use std::borrow::Cow;
use std::cmp::Ordering;

/// What happens at a version of an OSV range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Edge {
    /// Affected from here; `0` means from the first version.
    Introduced,
    /// Not affected any more from here.
    Fixed,
    /// Affected up to and including this one.
    LastAffected,
    /// Nothing at or above this version belongs to the range.
    Limit,
}

/// An event of an OSV range (OSV schema, `affected[].ranges[].events`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event<'a> {
    /// What happens.
    pub edge: Edge,
    /// At which version.
    pub at: Cow<'a, str>,
}

impl Event<'_> {
    /// OSV schema: `introduced: "0"` stands before any other version.
    fn is_beginning(&self) -> bool {
        self.edge == Edge::Introduced && self.at == "0"
    }
}

/// The intervals that a list of events describes under `scheme`; an error when an event cannot be placed in order.
///
/// The events may come in any order. Where one end of a pair is a text that the scheme does not understand, the pair is
/// taken as written and that end has no key: what the other end does not decide stays not comparable.
pub fn intervals_of_events<'a>(scheme: Scheme, events: &[Event<'a>]) -> Result<Vec<Interval<'a>>, NotUnderstood> {
    let limit = limit(scheme, events)?;
    let mut intervals = match points(scheme, events) {
        Ok(points) => sweep(points),
        Err(NotUnderstood) => as_written(scheme, events)?,
    };
    if let Some(limit) = limit {
        let mut capped = Vec::with_capacity(intervals.len());
        for interval in intervals {
            capped.extend(cap(scheme, interval, limit)?);
        }
        intervals = capped;
    }
    Ok(intervals)
}

/// The highest limit; none when there is none or one of them is `*`.
fn limit<'e>(scheme: Scheme, events: &'e [Event<'_>]) -> Result<Option<&'e str>, NotUnderstood> {
    let mut highest: Option<&str> = None;
    for event in events.iter().filter(|event| event.edge == Edge::Limit) {
        if event.at == "*" {
            return Ok(None);
        }
        highest = match highest {
            Some(other) if scheme.compare(other, &event.at)? == Ordering::Greater => Some(other),
            Some(_) | None => Some(&event.at),
        };
    }
    Ok(highest)
}

/// An event with its place; no version for the beginning of all versions.
struct Point<'e, 'a> {
    event: &'e Event<'a>,
    version: Option<Version<'e>>,
}

impl<'a> Point<'_, 'a> {
    fn order(&self, other: &Point<'_, '_>) -> Ordering {
        match (&self.version, &other.version) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(left), Some(right)) => left.compare(right).expect("a version that has a key can be compared"),
        }
    }

    fn bound(self, inclusive: bool) -> Option<Bound<'a>> {
        let Version { key, .. } = self.version?;
        Some(Bound::with_key(self.event.at.clone(), key, inclusive))
    }
}

/// All events but limits, from the lowest version to the highest.
fn points<'e, 'a>(scheme: Scheme, events: &'e [Event<'a>]) -> Result<Vec<Point<'e, 'a>>, NotUnderstood> {
    let mut points = Vec::with_capacity(events.len());
    for event in events.iter().filter(|event| event.edge != Edge::Limit) {
        let version = if event.is_beginning() { None } else { Some(Version::new(scheme, &event.at)?) };
        points.push(Point { event, version });
    }
    points.sort_by(Point::order);
    Ok(points)
}

/// What happens at one version, all its events together.
#[derive(Clone, Copy, Default)]
struct Here {
    introduced: bool,
    fixed: bool,
    last: bool,
}

impl Here {
    fn with(self, edge: Edge) -> Here {
        match edge {
            Edge::Introduced => Here { introduced: true, ..self },
            Edge::Fixed => Here { fixed: true, ..self },
            Edge::LastAffected => Here { last: true, ..self },
            Edge::Limit => self,
        }
    }
}

/// Walks upwards and notes where the versions become affected and where they cease to be.
fn sweep<'a>(points: Vec<Point<'_, 'a>>) -> Vec<Interval<'a>> {
    let mut intervals = Vec::with_capacity(points.len().div_ceil(2));
    let mut open: Option<Option<Bound<'a>>> = None;
    let mut points = points.into_iter().peekable();
    while let Some(point) = points.next() {
        let mut here = Here::default().with(point.event.edge);
        while let Some(same) = points.next_if(|next| next.order(&point) == Ordering::Equal) {
            here = here.with(same.event.edge);
        }
        // The schema leaves the order of events at one version open. We let a range that ends where the next one begins
        // go on, and a range that ends where it begins be empty, however the record lists them.
        open = match open {
            Some(low) if here.introduced || !(here.fixed || here.last) => Some(low),
            Some(low) => {
                intervals.push(Interval { low, high: point.bound(!here.fixed) });
                None
            }
            None if !here.introduced || here.fixed => None,
            None if here.last => {
                let only = point.bound(true);
                intervals.push(Interval { low: only.clone(), high: only });
                None
            }
            None => Some(point.bound(true)),
        };
    }
    intervals.extend(open.map(|low| Interval { low, high: None }));
    intervals
}

/// Pairs as the record lists them, for events of which some have no place; those that have one must rise.
fn as_written<'a>(scheme: Scheme, events: &[Event<'a>]) -> Result<Vec<Interval<'a>>, NotUnderstood> {
    let mut events: Vec<&Event<'a>> = events.iter().filter(|event| event.edge != Edge::Limit).collect();
    if let [end, start] = events.as_mut_slice()
        && end.edge != Edge::Introduced
    {
        std::mem::swap(end, start);
    }
    let mut last: Option<&str> = None;
    let mut intervals = Vec::new();
    for pair in events.chunks(2) {
        let (start, end) = (pair[0], pair.get(1));
        if start.edge != Edge::Introduced || end.is_some_and(|end| end.edge == Edge::Introduced) {
            return Err(NotUnderstood);
        }
        for event in pair.iter().filter(|event| event.is_beginning() || scheme.key(&event.at).is_ok()) {
            let rises = match last {
                None => true,
                Some(_) if event.is_beginning() => false,
                Some(last) => scheme.compare(last, &event.at)? != Ordering::Greater,
            };
            if !rises {
                return Err(NotUnderstood);
            }
            last = if event.is_beginning() { last } else { Some(&event.at) };
        }
        let low = (!start.is_beginning()).then(|| Bound::new(scheme, start.at.clone(), true));
        let high = end.map(|end| Bound::new(scheme, end.at.clone(), end.edge == Edge::LastAffected));
        intervals.push(Interval { low, high });
    }
    Ok(intervals)
}

/// The part of an interval below a limit; none when nothing is left.
fn cap<'a>(scheme: Scheme, interval: Interval<'a>, limit: &str) -> Result<Option<Interval<'a>>, NotUnderstood> {
    let Interval { low, high } = interval;
    if let Some(low) = &low
        && scheme.compare(&low.text, limit).is_ok_and(|order| order != Ordering::Less)
    {
        return Ok(None);
    }
    let high = match high {
        Some(high) if scheme.compare(&high.text, limit)? == Ordering::Less => high,
        Some(_) | None => Bound::new(scheme, limit.to_owned(), false),
    };
    Ok(Some(Interval { low, high: Some(high) }))
}

#[cfg(test)]
mod tests;
