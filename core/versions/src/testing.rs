//! Helpers of the tests: one line per fact.

use crate::{Key, NotUnderstood, Scheme};
use std::cmp::Ordering;

fn hold(scheme: Scheme, a: &str, b: &str, wanted: Ordering) {
    assert_eq!(scheme.compare(a, b), Ok(wanted), "{a} against {b}");
    assert_eq!(scheme.compare(b, a), Ok(wanted.reverse()), "{b} against {a}");
    if let (Ok(Key::Ordered(left)), Ok(Key::Ordered(right))) = (scheme.key(a), scheme.key(b)) {
        assert_eq!(left.cmp(&right), wanted, "keys of {a} and {b}: {left:02x?} {right:02x?}");
    }
}

/// Every version of the list is later than all before it.
pub(crate) fn rising(scheme: Scheme, versions: &str) {
    let versions: Vec<&str> = versions.split(' ').collect();
    for (place, later) in versions.iter().enumerate() {
        versions[..place].iter().for_each(|earlier| hold(scheme, earlier, later, Ordering::Less));
    }
}

/// All versions of the list are the same one.
pub(crate) fn equal(scheme: Scheme, versions: &str) {
    for a in versions.split(' ') {
        versions.split(' ').for_each(|b| hold(scheme, a, b, Ordering::Equal));
    }
}

/// No text of the list has a place, neither in an order nor as a key.
pub(crate) fn not_understood(scheme: Scheme, texts: &[&str]) {
    for text in texts {
        assert_eq!(scheme.key(text), Err(NotUnderstood), "{text}");
        assert_eq!(scheme.compare(text, text), Err(NotUnderstood), "{text}");
        assert_eq!(scheme.compare("1.0", text), Err(NotUnderstood), "{text}");
    }
}
