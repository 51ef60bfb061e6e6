//! One-time codes by time (RFC 6238, with the HMAC-SHA-1 that authenticator apps speak).

use ring::hmac::{HMAC_SHA1_FOR_LEGACY_USE_ONLY, Key, sign};

/// The six digits of a time step.
pub(crate) fn code(secret: &[u8], step: u64) -> u32 {
    let tag = sign(&Key::new(HMAC_SHA1_FOR_LEGACY_USE_ONLY, secret), &step.to_be_bytes());
    let bytes = tag.as_ref();
    let at = usize::from(bytes[bytes.len() - 1] & 0x0f);
    let mut four = [0; 4];
    four.copy_from_slice(&bytes[at..at + 4]);
    (u32::from_be_bytes(four) & 0x7fff_ffff) % 1_000_000
}

#[cfg(test)]
mod tests {
    use super::code;

    /// RFC 6238, appendix B (its eight digits end in these six).
    #[test]
    fn the_codes_of_the_standard() {
        let secret = b"12345678901234567890";
        let seconds = [(59_u64, 287_082), (1_111_111_109, 81_804), (1_234_567_890, 5_924), (20_000_000_000, 353_130)];
        for (second, expected) in seconds {
            assert_eq!(code(secret, second / 30), expected);
        }
    }
}
