//! Alpine's texts that are no versions, as apk-tools 2 and lists made with it place them.

use crate::number;
use std::cmp::Ordering;

/// Suffixes from the earliest to the latest; no suffix stands between the fourth and the sixth.
const SUFFIXES: [&str; 10] = ["alpha", "beta", "pre", "rc", "", "cvs", "svn", "git", "hg", "p"];
const NO_SUFFIX: usize = 4;

/// A text read as far as it goes.
struct Parts<'a> {
    numbers: Vec<&'a str>,
    letter: Option<u8>,
    suffixes: Vec<(usize, &'a str)>,
    build: &'a str,
    /// What could not be read.
    remainder: &'a str,
    /// Something stood where the build was to come.
    invalid: bool,
}

pub(crate) fn compare(a: &str, b: &str) -> Ordering {
    let (left, right) = (read(a), read(b));
    if left.invalid && right.invalid { a.cmp(b) } else { left.order(&right) }
}

fn read(text: &str) -> Parts<'_> {
    let (numbers, mut rest) = numbers(text);
    let letter = rest.bytes().next().filter(u8::is_ascii_lowercase);
    rest = if letter.is_some() { &rest[1..] } else { rest };
    let mut suffixes = Vec::new();
    while let Some((suffix, behind)) = suffix(rest) {
        suffixes.push(suffix);
        rest = behind;
    }
    if let Some(hash) = rest.strip_prefix('~') {
        rest = hash.trim_start_matches(|sign: char| matches!(sign, '0'..='9' | 'a'..='f'));
    }
    let (build, remainder, invalid) = match rest.strip_prefix("-r") {
        Some(behind) => {
            let (build, remainder) = number::split_digits(behind);
            (build, remainder, false)
        }
        None => ("", rest, !rest.is_empty()),
    };
    Parts { numbers, letter, suffixes, build, remainder, invalid }
}

/// The leading numbers; a dot at their end still opens one.
fn numbers(text: &str) -> (Vec<&str>, &str) {
    let mut numbers = Vec::new();
    let mut rest = text;
    while rest.starts_with(|sign: char| sign.is_ascii_digit()) {
        let (digits, behind) = number::split_digits(rest);
        numbers.push(digits);
        rest = behind.strip_prefix('.').unwrap_or(behind);
        if rest.len() < behind.len() && !rest.starts_with(|sign: char| sign.is_ascii_digit()) {
            numbers.push("");
        }
    }
    (numbers, rest)
}

fn suffix(text: &str) -> Option<((usize, &str), &str)> {
    let behind = text.strip_prefix('_')?;
    let place = SUFFIXES.iter().position(|suffix| !suffix.is_empty() && behind.starts_with(suffix))?;
    let (digits, rest) = number::split_digits(&behind[SUFFIXES[place].len()..]);
    Some(((place, digits), rest))
}

impl Parts<'_> {
    fn order(&self, other: &Parts<'_>) -> Ordering {
        self.order_of_numbers(other)
            .then_with(|| self.letter.cmp(&other.letter))
            .then_with(|| self.order_of_suffixes(other))
            .then_with(|| number::order(self.build, other.build))
            .then_with(|| other.remainder.is_empty().cmp(&self.remainder.is_empty()).reverse())
    }

    fn order_of_numbers(&self, other: &Parts<'_>) -> Ordering {
        let count = self.numbers.len().max(other.numbers.len());
        (0..count)
            .map(|place| match (self.numbers.get(place), other.numbers.get(place)) {
                (Some(left), Some(right)) if place > 0 && (left.starts_with('0') || right.starts_with('0')) => {
                    left.cmp(right)
                }
                (left, right) => number::order(left.unwrap_or(&"0"), right.unwrap_or(&"0")),
            })
            .find(|order| *order != Ordering::Equal)
            .unwrap_or(Ordering::Equal)
    }

    fn order_of_suffixes(&self, other: &Parts<'_>) -> Ordering {
        let count = self.suffixes.len().max(other.suffixes.len());
        let at = |parts: &Parts<'_>, place| {
            parts
                .suffixes
                .get(place)
                .map_or((NO_SUFFIX, String::new()), |(rank, digits): &(usize, &str)| (*rank, (*digits).to_owned()))
        };
        (0..count)
            .map(|place| {
                let (left, right) = (at(self, place), at(other, place));
                left.0.cmp(&right.0).then_with(|| number::order(&left.1, &right.1))
            })
            .find(|order| *order != Ordering::Equal)
            .unwrap_or(Ordering::Equal)
    }
}
