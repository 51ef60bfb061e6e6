/// A 64-bit name of some text that is the same on every machine and in every version (FNV-1a).
///
/// It names things; it proves nothing. Where content must be proved, SHA-256 is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Fingerprint(pub u64);

/// The fingerprint of parts; a boundary between parts counts, so `ab`,`c` differs from `a`,`bc`.
pub fn fingerprint(parts: &[&str]) -> Fingerprint {
    let mut state = START;
    for part in parts {
        state = (add(state, part.as_bytes()) ^ 0xff).wrapping_mul(PRIME);
    }
    Fingerprint(state)
}

/// The fingerprint of bytes that have no parts.
pub fn fingerprint_of_bytes(bytes: &[u8]) -> Fingerprint {
    Fingerprint(add(START, bytes))
}

const PRIME: u64 = 0x0000_0100_0000_01b3;
const START: u64 = 0xcbf2_9ce4_8422_2325;

fn add(state: u64, bytes: &[u8]) -> u64 {
    bytes.iter().fold(state, |state, byte| (state ^ u64::from(*byte)).wrapping_mul(PRIME))
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
