//! Names that stay the same: of messages, and of entries in calendars and feeds.

use sha2::{Digest, Sha256};

/// The hash of texts, each with its length, so that no two lists share one by shifting letters.
fn hash(parts: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in parts {
        hash.update((part.len() as u64).to_be_bytes());
        hash.update(part.as_bytes());
    }
    hash.finalize().into()
}

/// The id of a message: 32 hexadecimal digits.
pub fn message_id(parts: &[&str]) -> String {
    hash(parts)[..16].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A UUID (RFC 9562, version 8: made from a hash).
pub fn uuid(parts: &[&str]) -> String {
    let mut bytes = hash(parts);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex: String = bytes[..16].iter().map(|byte| format!("{byte:02x}")).collect();
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}
