//! Signed bundles for sites without a network: decides whether a bundle may be taken in. A bundle carries whole parts, its
//! number, the hash of the one before, and a day after which its parts count as stale.

use crate::import_feed::Shrink;
use terms::Instant;
use vulnerability::PartFacts;

/// A bundle's place in its chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Counts up with every bundle.
    pub sequence: u64,
    /// SHA-256 of its manifest.
    pub hash: String,
    /// SHA-256 of the manifest of the bundle before.
    pub previous: Option<String>,
}

/// What a person should know of a bundle that is taken in all the same.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BundleNotice {
    /// Bundles between the last one and this one were not seen; nothing is missing, for each carries whole parts.
    Skipped(u64),
    /// Within a week its parts count as stale.
    ExpiresSoon(Instant),
    /// Its parts count as stale already.
    Expired(Instant),
}

/// Why a bundle is refused.
#[derive(Clone, Debug)]
pub enum BundleFault {
    /// It is older than the last one taken, or another one of the same number.
    RollBack {
        /// The last one's number.
        held: u64,
        /// This one's.
        offered: u64,
    },
    /// It follows the last one by number and not by hash: somebody else's chain, or a changed one.
    Fork {
        /// Its number.
        offered: u64,
    },
    /// Parts would lose records or go back in time.
    Shrinks(Vec<Shrink>),
}

/// Days before the end during which a person is told.
const WARNING_DAYS: i64 = 7;

/// Judges a bundle against the last one taken and against what is held.
pub fn judge_bundle(
    last: Option<&Link>,
    offered: &Link,
    expires_on: Instant,
    held: &[PartFacts],
    parts: &[PartFacts],
    confirm: bool,
    now: Instant,
) -> Result<Vec<BundleNotice>, BundleFault> {
    let mut notices = Vec::new();
    if !confirm {
        if let Some(last) = last {
            notices.extend(follows(last, offered)?);
        }
        let shrinks = shrinks(held, parts);
        if !shrinks.is_empty() {
            return Err(BundleFault::Shrinks(shrinks));
        }
    }
    if expires_on < now {
        notices.push(BundleNotice::Expired(expires_on));
    } else if expires_on.days_since(now) < WARNING_DAYS {
        notices.push(BundleNotice::ExpiresSoon(expires_on));
    }
    Ok(notices)
}

fn follows(last: &Link, offered: &Link) -> Result<Option<BundleNotice>, BundleFault> {
    // The same bundle once more changes nothing.
    if offered.hash == last.hash {
        return Ok(None);
    }
    if offered.sequence <= last.sequence {
        return Err(BundleFault::RollBack { held: last.sequence, offered: offered.sequence });
    }
    let skipped = offered.sequence - last.sequence - 1;
    if skipped == 0 && offered.previous.as_deref() != Some(&last.hash) {
        return Err(BundleFault::Fork { offered: offered.sequence });
    }
    Ok((skipped > 0).then_some(BundleNotice::Skipped(skipped)))
}

/// A bundle replaces whole parts, so partial ones lose as complete ones do.
fn shrinks(held: &[PartFacts], parts: &[PartFacts]) -> Vec<Shrink> {
    let pairs = parts.iter().filter_map(|part| Some((held.iter().find(|held| held.part == part.part)?, part)));
    pairs
        .filter(|(held, part)| {
            let older = match (part.published_at, held.published_at) {
                (Some(new), Some(old)) => new < old,
                (None, Some(_)) => true,
                (_, None) => false,
            };
            part.records < held.records || older || (held.complete && !part.complete)
        })
        .map(|(held, part)| Shrink {
            part: part.part.clone(),
            held: (held.records, held.published_at),
            offered: (part.records, part.published_at),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{BundleFault, BundleNotice, Link, judge_bundle};
    use terms::Instant;

    fn link(sequence: u64, hash: &str, previous: Option<&str>) -> Link {
        Link { sequence, hash: hash.to_owned(), previous: previous.map(str::to_owned) }
    }

    fn judge(offered: &Link, confirm: bool, expires: &str) -> Result<Vec<BundleNotice>, BundleFault> {
        let day = |text| Instant::parse(text).unwrap();
        let last = link(3, "c", Some("b"));
        judge_bundle(Some(&last), offered, day(expires), &[], &[], confirm, day("2026-11-24"))
    }

    const LATER: &str = "2027-01-01";

    #[test]
    fn the_next_bundle_names_the_one_before() {
        assert_eq!(judge(&link(4, "d", Some("c")), false, LATER).unwrap(), []);
        assert!(matches!(judge(&link(4, "d", Some("x")), false, LATER), Err(BundleFault::Fork { offered: 4 })));
    }

    #[test]
    fn a_bundle_of_before_is_refused_unless_confirmed() {
        assert!(matches!(judge(&link(2, "b", None), false, LATER), Err(BundleFault::RollBack { held: 3, offered: 2 })));
        assert!(matches!(judge(&link(3, "x", Some("b")), false, LATER), Err(BundleFault::RollBack { .. })));
        assert!(judge(&link(2, "b", None), true, LATER).is_ok());
    }

    #[test]
    fn the_same_bundle_once_more_is_fine_and_a_gap_is_said() {
        assert_eq!(judge(&link(3, "c", Some("b")), false, LATER).unwrap(), []);
        assert_eq!(judge(&link(6, "f", Some("e")), false, LATER).unwrap(), [BundleNotice::Skipped(2)]);
    }

    #[test]
    fn an_end_that_is_near_or_past_is_said_and_refuses_nothing() {
        let of = |expires| judge(&link(4, "d", Some("c")), false, expires).unwrap();
        assert!(matches!(of("2026-11-27")[..], [BundleNotice::ExpiresSoon(_)]));
        assert!(matches!(of("2026-11-23")[..], [BundleNotice::Expired(_)]));
    }
}
