use super::{Agency, Udi, day_of_year, number, short_day};
use terms::Day;

/// The characters of Code 39 in the order of their check values (ANSI/HIBC 2, appendix on the check character).
const ALPHABET: &str = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%";

pub(super) fn parse(text: &str) -> Option<Udi> {
    if !text.is_ascii() {
        return None;
    }
    let mut parts = text[1..].split('/');
    let primary = parts.next()?;
    let secondary: Vec<&str> = parts.collect();
    // The last character of the whole is the check character; a primary alone ends with it.
    let primary = if secondary.is_empty() { primary.get(..primary.len().checked_sub(1)?)? } else { primary };
    // Four characters of the labeller, the product's own code, one digit of the unit of measure.
    let (device, unit_of_measure) = primary.split_at_checked(primary.len().checked_sub(1)?)?;
    let plain = device.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if device.len() < 5 || device.len() > 22 || !plain || !unit_of_measure.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut udi = Udi::of(Agency::Hibcc, device);
    udi.check = Some(check(text));
    let last = secondary.len().checked_sub(1);
    for (place, part) in secondary.iter().enumerate() {
        let part = if Some(place) == last { part.get(..part.len().checked_sub(1)?)? } else { part };
        element(part, &mut udi)?;
    }
    Some(udi)
}

/// A secondary element: lot or serial with a date, or an element of its own with a data identifier.
fn element(part: &str, udi: &mut Udi) -> Option<()> {
    if let Some(rest) = part.strip_prefix("$$+") {
        let (date, serial) = dated(rest)?;
        (udi.expires, udi.serial) = (date.or(udi.expires), some(serial));
    } else if let Some(rest) = part.strip_prefix("$$") {
        let (date, lot) = dated(quantity(rest)?)?;
        (udi.expires, udi.lot) = (date.or(udi.expires), some(lot));
    } else if let Some(rest) = part.strip_prefix("$+") {
        udi.serial = some(rest);
    } else if let Some(rest) = part.strip_prefix('$') {
        udi.lot = some(rest);
    } else if let Some(rest) = part.strip_prefix("16D") {
        udi.made = long_date(rest);
    } else if let Some(rest) = part.strip_prefix("14D") {
        udi.expires = long_date(rest);
    } else if let Some(rest) = part.strip_prefix('S') {
        udi.serial = some(rest);
    }
    Some(())
}

fn some(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

/// What follows a quantity: `8` and two digits, or `9` and five.
fn quantity(rest: &str) -> Option<&str> {
    match rest.as_bytes().first() {
        Some(b'8') => rest.get(3..),
        Some(b'9') => rest.get(6..),
        _ => Some(rest),
    }
}

/// The date in front of a lot or serial number; its first digit tells the form, where it is above 1.
fn dated(rest: &str) -> Option<(Option<Day>, &str)> {
    let two = |at: usize| rest.get(at..at + 2).and_then(number);
    let three = |at: usize| rest.get(at..at + 3).and_then(number);
    let from_julian = |day: Option<(u32, u32)>| day.and_then(|(year, day)| day_of_year(year, day));
    Some(match rest.as_bytes().first() {
        Some(b'0' | b'1') => (short_day(two(2)?, two(0)?, 0), rest.get(4..)?),
        Some(b'2') => (short_day(two(5)?, two(1)?, two(3)?), rest.get(7..)?),
        Some(b'3') => (short_day(two(1)?, two(3)?, two(5)?), rest.get(7..)?),
        Some(b'4') => (short_day(two(1)?, two(3)?, two(5)?), rest.get(9..)?),
        Some(b'5') => (from_julian(two(1).zip(three(3))), rest.get(6..)?),
        Some(b'6') => (from_julian(two(1).zip(three(3))), rest.get(8..)?),
        Some(b'7') => (None, rest.get(1..)?),
        _ => (None, rest),
    })
}

fn long_date(text: &str) -> Option<Day> {
    Day::from_ymd(text.get(..4)?.parse().ok()?, number(text.get(4..6)?)?, number(text.get(6..8)?)?)
}

/// Whether the last character is the sum of those before it, modulo 43.
fn check(text: &str) -> bool {
    let values: Option<Vec<usize>> = text.chars().map(|letter| ALPHABET.find(letter)).collect();
    let Some((last, before)) = values.as_deref().and_then(|values| values.split_last()) else { return false };
    before.iter().sum::<usize>() % ALPHABET.len() == *last
}
