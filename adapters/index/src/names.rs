//! The one spelling of a name and of an id under which the probe tables know it.

use terms::fingerprint;
use vulnerability::Name;

/// The spelling of a name that postings carry, so that a hash collision cannot give a wrong answer.
pub(crate) fn spell(name: &Name<'_>, out: &mut String) {
    out.clear();
    match name {
        Name::Package { ecosystem, release: _, name } => {
            out.push_str(ecosystem);
            out.push('\u{1}');
            out.push_str(name);
        }
        Name::Cpe { part, vendor, product, rest: _ } => {
            out.push('\u{2}');
            out.push(*part);
            out.push('\u{1}');
            out.push_str(vendor);
            out.push('\u{1}');
            out.push_str(product);
        }
    }
}

/// The hash of a spelt name or of an id; ids are compared without regard to case.
pub(crate) fn hash(text: &str) -> u64 {
    fingerprint(&[text]).0
}

/// The hash of an id of a record.
pub(crate) fn hash_id(id: &str) -> u64 {
    if id.bytes().any(|byte| byte.is_ascii_lowercase()) { hash(&id.to_ascii_uppercase()) } else { hash(id) }
}
