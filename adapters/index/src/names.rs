//! The one spelling of an id under which the probe tables know it; names are spelt by [`Name::spell`].

use terms::fingerprint;
use vulnerability::Name;

/// The hash of a spelt name.
pub(crate) fn hash(spelling: &str) -> u64 {
    Name::fingerprint(spelling).0
}

/// The hash of an id of a record; ids are compared without regard to case.
pub(crate) fn hash_id(id: &str) -> u64 {
    let hash = |id: &str| fingerprint(&[id]).0;
    if id.bytes().any(|byte| byte.is_ascii_lowercase()) { hash(&id.to_ascii_uppercase()) } else { hash(id) }
}
