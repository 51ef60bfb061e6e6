/// Whether a number may have lost zeros at its end when it stood for a version: 1.1, which 1.10 and 1.100 become in every
/// program that takes them for numbers. A whole number has no end to lose.
pub fn may_have_lost_zeros(number: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    number.split_once('.').is_some_and(|(whole, part)| digits(whole) && digits(part) && !part.ends_with('0'))
}

#[cfg(test)]
mod tests {
    use super::may_have_lost_zeros;

    #[test]
    fn only_a_number_with_decimals_may_have_lost_zeros() {
        assert!(may_have_lost_zeros("1.1") && may_have_lost_zeros("10.25"));
        for text in ["1.10", "2", "", ".", "1.", ".1", "1.2.3", "1.1a", "2024-01-02"] {
            assert!(!may_have_lost_zeros(text), "{text}");
        }
    }
}
