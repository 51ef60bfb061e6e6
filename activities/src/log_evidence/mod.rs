//! The log as evidence: signed checkpoints, an export that anybody can check offline, and the check itself.
//!
//! An export holds the entries of one organisation whole, and of the others only the hashes of their leaves: the root is
//! recomputed over all of them, and nobody reads what is not theirs (RFC 6962, 2.1).

mod export;
mod verify;

pub use export::{checkpoint, export};
pub use verify::{Broken, Checked, verify};

use crate::record_deed::Word;
use serde::{Deserialize, Serialize};

/// The type of a checkpoint's payload.
pub const CHECKPOINT_KIND: &str = "application/vnd.tutela.log-checkpoint+json";

/// The schema of an export's first line.
const EXPORT: &str = "tutela.log/v1";

/// Signs checkpoints.
pub trait CheckpointSeal: Send + Sync {
    /// A signed envelope of this payload.
    fn seal(&self, kind: &str, payload: &[u8]) -> String;
    /// The file of the key that checks it.
    fn public_key(&self) -> String;
}

/// What a checkpoint says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Stated {
    /// How many entries.
    size: u64,
    /// The root over them, hexadecimal.
    root: String,
    /// When it was signed, RFC 3339.
    at: String,
}

/// The first line of an export.
#[derive(Serialize, Deserialize)]
struct First {
    schema: String,
    tenant: String,
    /// The signed envelope.
    checkpoint: String,
}

/// Every other line: an entry of the organisation, or the hash of somebody else's.
#[derive(Serialize, Deserialize)]
struct Line {
    index: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    entry: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    hash: Option<String>,
    /// What the salted hashes of the entry stand for, while it is kept.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    words: Vec<Word>,
    /// When that was removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    removed: Option<String>,
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(text: &str) -> Option<[u8; 32]> {
    let mut bytes = [0; 32];
    if text.len() != 64 || !text.is_ascii() {
        return None;
    }
    for (at, byte) in bytes.iter_mut().enumerate() {
        *byte = u8::from_str_radix(&text[2 * at..2 * at + 2], 16).ok()?;
    }
    Some(bytes)
}

#[cfg(test)]
mod tests;
