//! Exit statuses. Where several hold, the one listed first wins: 4, 2, 3, 1, 0.

/// An internal fault of this program.
pub(crate) const FAULT: u8 = 4;
/// The input or the call is wrong.
pub(crate) const WRONG_CALL: u8 = 2;
/// The answer would not be trustworthy: a component unwatched, a source missing or too old.
pub(crate) const NO_ANSWER: u8 = 3;
/// Findings at or above `--fail-on`.
pub(crate) const FINDINGS: u8 = 1;
/// Nothing at or above `--fail-on`, and everything is watched.
pub(crate) const NOTHING: u8 = 0;

/// The status that wins.
pub(crate) fn worse(a: u8, b: u8) -> u8 {
    let rank = |status: u8| [NOTHING, FINDINGS, NO_ANSWER, WRONG_CALL, FAULT].iter().position(|known| *known == status);
    if rank(a) >= rank(b) { a } else { b }
}

#[cfg(test)]
mod tests {
    use super::worse;

    #[test]
    fn a_wrong_call_hides_behind_nothing_but_a_fault() {
        assert_eq!([worse(3, 2), worse(1, 3), worse(2, 4), worse(0, 1)], [2, 3, 4, 1]);
    }
}
