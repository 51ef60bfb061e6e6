use crate::{Key, NotUnderstood, Scheme, Version};
use std::borrow::Cow;
use std::cmp::Ordering;

/// One end of an interval: the version as the source wrote it, and its key where it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bound<'a> {
    /// As the source wrote it.
    pub text: Cow<'a, str>,
    /// Its order-preserving key; `None` when it is rare or the scheme does not understand it.
    pub key: Option<Cow<'a, [u8]>>,
    /// Whether the bound itself belongs to the interval.
    pub inclusive: bool,
}

impl<'a> Bound<'a> {
    /// A bound with its key computed; a text that the scheme does not understand keeps no key.
    pub fn new(scheme: Scheme, text: impl Into<Cow<'a, str>>, inclusive: bool) -> Bound<'a> {
        let text = text.into();
        let key = match scheme.key(&text) {
            Ok(Key::Ordered(bytes)) => Some(Cow::Owned(bytes)),
            Ok(Key::Rare) | Err(NotUnderstood) => None,
        };
        Bound { text, key, inclusive }
    }

    /// How `version` stands to this bound.
    fn order_of(&self, version: &Version<'_>) -> Result<Ordering, NotUnderstood> {
        match (&version.key, &self.key) {
            (Key::Ordered(left), Some(right)) => Ok(left.as_slice().cmp(right)),
            _ => version.scheme.compare(version.text, &self.text),
        }
    }
}

/// A run of versions without a gap. A missing end is open: from the first version, or with no end known.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Interval<'a> {
    /// Lower end.
    pub low: Option<Bound<'a>>,
    /// Upper end.
    pub high: Option<Bound<'a>>,
}

impl Interval<'_> {
    /// Whether `version` lies inside; an end that cannot be compared is an error, unless the other end decides alone.
    pub fn contains(&self, version: &Version<'_>) -> Result<bool, NotUnderstood> {
        let inside = |bound: &Option<Bound<'_>>, wanted: Ordering| match bound {
            None => Ok(true),
            Some(bound) => {
                bound.order_of(version).map(|order| order == wanted || (bound.inclusive && order == Ordering::Equal))
            }
        };
        match (inside(&self.low, Ordering::Greater), inside(&self.high, Ordering::Less)) {
            (Ok(false), _) | (_, Ok(false)) => Ok(false),
            (Ok(true), Ok(true)) => Ok(true),
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }
}

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

/// The intervals that a list of events describes under `scheme`; an error when an event cannot be placed in order.
pub fn intervals_of_events<'a>(_scheme: Scheme, _events: &[Event<'a>]) -> Result<Vec<Interval<'a>>, NotUnderstood> {
    Err(NotUnderstood)
}
