/// A 64-bit name of some text that is the same on every machine and in every version (FNV-1a).
///
/// It names things; it proves nothing. Where content must be proved, SHA-256 is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint(pub u64);

/// The fingerprint of parts; a boundary between parts counts, so `ab`,`c` differs from `a`,`bc`.
pub fn fingerprint(parts: &[&str]) -> Fingerprint {
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let mut state: u64 = 0xcbf2_9ce4_8422_2325;
    for part in parts {
        for byte in part.as_bytes().iter().chain(&[0xff]) {
            state = (state ^ u64::from(*byte)).wrapping_mul(PRIME);
        }
    }
    Fingerprint(state)
}

impl std::fmt::Display for Fingerprint {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{:016x}", self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::fingerprint;

    #[test]
    fn boundaries_between_parts_count() {
        assert_ne!(fingerprint(&["ab", "c"]), fingerprint(&["a", "bc"]));
    }

    #[test]
    fn names_stay_the_same_for_life() {
        assert_eq!(fingerprint(&["tutela"]).to_string(), fingerprint(&["tutela"]).to_string());
        assert_eq!(fingerprint(&[]).to_string(), "cbf29ce484222325");
    }
}
