//! Numbers inside versions, of any length, and their place in keys.

use std::cmp::Ordering;

/// First byte of every number in a key; marks below it sort before any number.
const ZERO: u8 = 0x40;
/// Values below this stand in one byte.
const SMALL: u64 = 0x80;

fn stripped(digits: &str) -> &str {
    digits.trim_start_matches('0')
}

/// Whether a run of digits is zero.
pub(crate) fn is_zero(digits: &str) -> bool {
    stripped(digits).is_empty()
}

/// Which of two runs of digits is the larger number; any length.
pub(crate) fn order(a: &str, b: &str) -> Ordering {
    let (a, b) = (stripped(a), stripped(b));
    a.len().cmp(&b.len()).then_with(|| a.cmp(b))
}

/// Whether a text is a run of digits.
pub(crate) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Splits a text behind its leading digits.
pub(crate) fn split_digits(text: &str) -> (&str, &str) {
    text.split_at(text.bytes().position(|byte| !byte.is_ascii_digit()).unwrap_or(text.len()))
}

/// Adds a number to a key in one byte when it is small, else its length and its bytes; `None` beyond 64 bits.
pub(crate) fn push(key: &mut Vec<u8>, digits: &str) -> Option<()> {
    let mut value: u64 = 0;
    for byte in digits.bytes() {
        value = value.checked_mul(10)?.checked_add(u64::from(byte - b'0'))?;
    }
    if value < SMALL {
        key.push(ZERO + value.to_be_bytes()[7]);
        return Some(());
    }
    let bytes = value.to_be_bytes();
    let skip = bytes.iter().take_while(|byte| **byte == 0).count();
    key.push(ZERO + 0x80 + (8 - skip) as u8);
    key.extend_from_slice(&bytes[skip..]);
    Some(())
}

/// Adds a number of any length to a key: beyond 64 bits the count of its digits and the digits.
pub(crate) fn push_any(key: &mut Vec<u8>, digits: &str) {
    if push(key, digits).is_some() {
        return;
    }
    let digits = stripped(digits);
    key.push(ZERO + 0x80 + 9);
    key.extend_from_slice(&(digits.len() as u64).to_be_bytes());
    key.extend_from_slice(digits.as_bytes());
}

/// Which of two dotted runs of numbers is the later one; missing numbers are zero.
pub(crate) fn order_dotted(a: &str, b: &str) -> Ordering {
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let found = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (left, right) => order(left.unwrap_or("0"), right.unwrap_or("0")),
        };
        if found != Ordering::Equal {
            return found;
        }
    }
}

/// Adds a dotted run of numbers to a key, without its trailing zeros.
pub(crate) fn push_dotted(key: &mut Vec<u8>, numbers: &str) -> Option<()> {
    let mut zeros = 0;
    for digits in numbers.split('.') {
        if is_zero(digits) {
            zeros += 1;
        } else {
            key.extend(std::iter::repeat_n(ZERO, zeros));
            zeros = 0;
            push(key, digits)?;
        }
    }
    Some(())
}

/// The same for numbers of any length.
pub(crate) fn push_dotted_any(key: &mut Vec<u8>, numbers: &str) {
    let mut zeros = 0;
    for digits in numbers.split('.') {
        if is_zero(digits) {
            zeros += 1;
        } else {
            key.extend(std::iter::repeat_n(ZERO, zeros));
            zeros = 0;
            push_any(key, digits);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(digits: &str) -> Option<Vec<u8>> {
        let mut key = Vec::new();
        push(&mut key, digits).map(|()| key)
    }

    #[test]
    fn keys_of_numbers_grow_with_the_numbers() {
        let numbers = ["0", "1", "127", "128", "255", "256", "65535", "65536", "20190401", "18446744073709551615"];
        for pair in numbers.windows(2) {
            assert!(key(pair[0]) < key(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn a_number_beyond_64_bits_has_no_key_but_an_order() {
        assert_eq!(key("18446744073709551616"), None);
        assert_eq!(order("18446744073709551616", "018446744073709551615"), Ordering::Greater);
    }

    #[test]
    fn a_number_of_any_length_has_its_place_where_asked_for() {
        let numbers = [
            "0",
            "127",
            "128",
            "18446744073709551615",
            "018446744073709551616",
            "99999999999999999999",
            "100000000000000000000",
        ];
        let key = |digits| {
            let mut key = Vec::new();
            push_any(&mut key, digits);
            key
        };
        for pair in numbers.windows(2) {
            assert!(key(pair[0]) < key(pair[1]), "{pair:?}");
        }
    }

    #[test]
    fn small_numbers_take_one_byte() {
        assert_eq!(key("00017").map(|key| key.len()), Some(1));
    }
}
