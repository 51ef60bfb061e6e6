//! SemVer's relatives as lists read any text: numbers as far as they go, and all behind them as pre-release.

use crate::number;
use std::cmp::Ordering;

/// The order where the first `most` numbers count as such.
pub(crate) fn compare(most: usize, a: &str, b: &str) -> Ordering {
    let ((left, a), (right, b)) = (split(a), split(b));
    let (left_most, right_most) = (&left[..left.len().min(most)], &right[..right.len().min(most)]);
    let count = left_most.len().max(right_most.len());
    let at = |numbers: &[&'_ str], place: usize| {
        numbers.get(place).map_or_else(|| "0".to_owned(), |digits| (*digits).to_owned())
    };
    let found = (0..count).map(|place| number::order(&at(left_most, place), &at(right_most, place)));
    let found = found.fold(Ordering::Equal, Ordering::then);
    let behind = |numbers: &[&str], rest: &str| {
        let extra: String = numbers.iter().skip(most).map(|digits| format!(".{digits}")).collect();
        format!("{rest}{extra}")
    };
    found.then_with(|| order_behind(&behind(&left, a), &behind(&right, b)))
}

/// Numbers, with dots between them, and the rest.
fn split(text: &str) -> (Vec<&str>, &str) {
    let text = text.strip_prefix('v').unwrap_or(text);
    let end = text.find(|sign: char| !sign.is_ascii_digit() && sign != '.').unwrap_or(text.len());
    (text[..end].split('.').filter(|digits| !digits.is_empty()).collect(), &text[end..])
}

fn order_behind(a: &str, b: &str) -> Ordering {
    let plain = |text: &str| {
        let text = text.split('+').next().unwrap_or_default();
        text.strip_prefix('-').unwrap_or(text).to_owned()
    };
    let (a, b) = (plain(a), plain(b));
    match (a.is_empty(), b.is_empty()) {
        (true, false) => return Ordering::Greater,
        (false, true) => return Ordering::Less,
        (true, true) | (false, false) => {}
    }
    let (mut a, mut b) = (a.split('.'), b.split('.'));
    loop {
        let found = match (a.next(), b.next()) {
            (None, None) => return Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(left), Some(right)) => match (number::is_digits(left), number::is_digits(right)) {
                (true, true) => number::order(left, right),
                (true, false) => Ordering::Less,
                (false, true) => Ordering::Greater,
                (false, false) => left.cmp(right),
            },
        };
        if found != Ordering::Equal {
            return found;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::compare;
    use std::cmp::Ordering::{Equal, Greater, Less};

    #[test]
    fn any_text_finds_a_place() {
        assert_eq!(compare(3, "1.2.3rc1", "1.2.3"), Less);
        assert_eq!(compare(4, "1.2.3.4.5", "1.2.3.4"), Less);
        assert_eq!(compare(3, "v1..2", "1.2"), Equal);
        assert_eq!(compare(3, "1.2.4", "1.2.3-"), Greater);
        assert_eq!(compare(3, "", "x"), Greater);
    }
}
