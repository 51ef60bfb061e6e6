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
        let key = scheme.key(&text).unwrap_or(Key::Rare);
        Bound::with_key(text, key, inclusive)
    }

    /// A bound whose key is known already.
    pub(crate) fn with_key(text: Cow<'a, str>, key: Key, inclusive: bool) -> Bound<'a> {
        let key = match key {
            Key::Ordered(bytes) => Some(Cow::Owned(bytes)),
            Key::Rare => None,
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
    /// Whether the ends leave no room for any version, so that the source must have meant something else.
    pub fn holds_nothing(&self, scheme: Scheme) -> bool {
        let (Some(low), Some(high)) = (&self.low, &self.high) else { return false };
        let order = match (&low.key, &high.key) {
            (Some(left), Some(right)) => Ok(left.cmp(right)),
            (Some(_) | None, _) => scheme.compare(&low.text, &high.text),
        };
        match order {
            Ok(Ordering::Greater) => true,
            Ok(Ordering::Equal) => !(low.inclusive && high.inclusive),
            Ok(Ordering::Less) | Err(NotUnderstood) => false,
        }
    }

    /// Whether `version` lies inside; an end that cannot be compared is an error, unless the other end decides alone.
    ///
    /// An interval that cannot hold any version (`from 3.13 to before 3.13rc2`) is a mistake of its source. It is an error
    /// as well: it must not say of every version that it is not affected.
    pub fn contains(&self, version: &Version<'_>) -> Result<bool, NotUnderstood> {
        let inside = |bound: &Option<Bound<'_>>, wanted: Ordering| match bound {
            None => Ok(true),
            Some(bound) => {
                bound.order_of(version).map(|order| order == wanted || (bound.inclusive && order == Ordering::Equal))
            }
        };
        match (inside(&self.low, Ordering::Greater), inside(&self.high, Ordering::Less)) {
            (Ok(false), _) | (_, Ok(false)) if self.holds_nothing(version.scheme) => Err(NotUnderstood),
            (Ok(false), _) | (_, Ok(false)) => Ok(false),
            (Ok(true), Ok(true)) => Ok(true),
            (Err(error), _) | (_, Err(error)) => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contains(low: Option<&str>, high: Option<&str>, version: &str) -> Result<bool, NotUnderstood> {
        let bound = |text, inclusive| Bound::new(Scheme::Semver, text, inclusive);
        let interval = Interval { low: low.map(|text| bound(text, true)), high: high.map(|text| bound(text, false)) };
        interval.contains(&Version::new(Scheme::Semver, version)?)
    }

    #[test]
    fn an_interval_holds_what_lies_between_its_ends() {
        assert_eq!(contains(Some("1.0"), Some("2.0"), "1.0.0"), Ok(true));
        assert_eq!(contains(Some("1.0"), Some("2.0"), "2.0.0-rc.1"), Ok(true));
        assert_eq!(contains(Some("1.0"), Some("2.0"), "2"), Ok(false));
        assert_eq!(contains(None, Some("2.0"), "0.1"), Ok(true));
        assert_eq!(contains(Some("1.0"), None, "99999999999999999999999"), Ok(true));
    }

    #[test]
    fn an_end_that_cannot_be_compared_is_an_error_unless_the_other_decides() {
        assert_eq!(contains(Some("1.0"), Some("unknown"), "1.5"), Err(NotUnderstood));
        assert_eq!(contains(Some("1.0"), Some("unknown"), "0.9"), Ok(false));
        assert_eq!(contains(None, Some("unknown"), "0.9"), Err(NotUnderstood));
    }

    #[test]
    fn an_interval_that_holds_nothing_says_of_no_version_that_it_is_outside() {
        assert_eq!(contains(Some("3.13"), Some("3.13.0-rc.2"), "3.12.0"), Err(NotUnderstood));
        assert_eq!(contains(Some("3.13"), Some("3.13"), "3.13"), Err(NotUnderstood));
    }

    #[test]
    fn an_end_beyond_any_key_is_still_compared() {
        let (low, high) = (Some("1.99999999999999999999998"), Some("1.99999999999999999999999"));
        assert_eq!(contains(low, high, "1.99999999999999999999998.1"), Ok(true));
        assert_eq!(contains(low, high, "1.5"), Ok(false));
    }
}
