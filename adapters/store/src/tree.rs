//! SHA-256 of documents and of whole folders.

use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// SHA-256 of some bytes.
pub(crate) type Sha = [u8; 32];

pub(crate) fn sha256(bytes: &[u8]) -> Sha {
    Sha256::digest(bytes).into()
}

/// The hash of a folder: names and hashes of its files in the order of names, each name with its length, so that no two
/// folders share one by shifting bytes.
pub(crate) fn tree<'f>(files: impl Iterator<Item = (&'f str, &'f [u8])>) -> Sha {
    let mut whole = Sha256::new();
    for (name, sha) in files {
        whole.update((name.len() as u64).to_be_bytes());
        whole.update(name.as_bytes());
        whole.update(sha);
    }
    whole.finalize().into()
}

/// A number named by texts, positive and the same on every machine.
pub(crate) fn number(parts: &[&str]) -> i64 {
    let parts: BTreeMap<String, Sha> =
        parts.iter().enumerate().map(|(place, part)| (format!("{place:04}"), sha256(part.as_bytes()))).collect();
    number_of(&tree(parts.iter().map(|(place, sha)| (place.as_str(), sha.as_slice()))))
}

/// The first 63 bits of a hash. Two things that shared them would be refused by the table's key, not mixed up.
pub(crate) fn number_of(sha: &Sha) -> i64 {
    let mut first = [0; 8];
    first.copy_from_slice(&sha[..8]);
    i64::from_be_bytes(first) & i64::MAX
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
