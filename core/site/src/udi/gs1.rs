use super::{Agency, Udi, number, short_day};

/// Ends a value of open length.
const SEPARATOR: char = '\u{1d}';

/// What an application identifier holds: its length, or the longest where the length is open. GS1 General Specifications 3.2.
fn length_of(identifier: &str) -> Option<(usize, bool)> {
    Some(match identifier {
        "01" | "02" => (14, true),
        "11" | "12" | "13" | "15" | "16" | "17" => (6, true),
        "20" => (2, true),
        "10" | "21" | "22" => (20, false),
        "30" | "37" => (8, false),
        "90" => (30, false),
        "91" | "92" | "93" | "94" | "95" | "96" | "97" | "98" | "99" => (90, false),
        "240" | "241" | "250" | "251" => (30, false),
        "242" => (6, false),
        "710" | "711" | "712" | "713" | "714" | "715" => (20, false),
        "7003" => (10, true),
        // When it was made to the second, and the version of its software.
        "8008" => (12, false),
        "8012" => (20, false),
        _ => return None,
    })
}

pub(super) fn parse(text: &str) -> Option<Udi> {
    if let Some(udi) = of_digits(text) {
        return Some(udi);
    }
    let elements = if text.starts_with('(') { bracketed(text)? } else { bare(text)? };
    let mut elements = elements.into_iter();
    let (first, gtin) = elements.next()?;
    let mut udi = (first == "01").then(|| device(gtin)).flatten()?;
    elements.for_each(|(identifier, value)| take(&mut udi, identifier, value));
    Some(udi)
}

/// What an element says of the unit.
pub(super) fn take(udi: &mut Udi, identifier: &str, value: &str) {
    match identifier {
        "10" => udi.lot = Some(value.to_owned()),
        "21" => udi.serial = Some(value.to_owned()),
        "11" => udi.made = date(value),
        "17" => udi.expires = date(value),
        _ => {}
    }
}

/// A device identifier of any length that a GTIN has.
pub(super) fn of_digits(text: &str) -> Option<Udi> {
    let digits = text.bytes().all(|byte| byte.is_ascii_digit()) && matches!(text.len(), 8 | 12 | 13 | 14);
    digits.then(|| device(&format!("{text:0>14}"))).flatten()
}

/// The elements of a text with brackets around the application identifiers, as people read it.
fn bracketed(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut elements = Vec::new();
    let mut rest = text;
    while !rest.is_empty() {
        let (identifier, after) = rest.strip_prefix('(')?.split_once(')')?;
        let (length, fixed) = length_of(identifier)?;
        // A bracket may be part of a value of open length: only one that holds an application identifier ends it.
        let ends = after.match_indices('(').map(|(at, _)| at);
        let mut ends = ends.filter(|at| {
            after[at + 1..].split_once(')').is_some_and(|(identifier, _)| length_of(identifier).is_some())
        });
        let value;
        (value, rest) = after.split_at(ends.next().unwrap_or(after.len()));
        let value = value.trim_matches([SEPARATOR, ' ']);
        let count = value.chars().count();
        if count == 0 || count > length || (fixed && count != length) {
            return None;
        }
        elements.push((identifier, value));
    }
    Some(elements)
}

/// The elements of a text as the barcode carries it.
fn bare(text: &str) -> Option<Vec<(&str, &str)>> {
    let mut elements = Vec::new();
    let mut rest = text.trim_start_matches(SEPARATOR);
    while !rest.is_empty() {
        let known =
            |length: usize| rest.get(..length).and_then(|identifier| Some((identifier, length_of(identifier)?)));
        let (identifier, (length, fixed)) = known(2).or_else(|| known(3)).or_else(|| known(4))?;
        let after = &rest[identifier.len()..];
        let value = match fixed {
            true => after.get(..length)?,
            false => {
                after.split(SEPARATOR).next().filter(|value| !value.is_empty() && value.chars().count() <= length)?
            }
        };
        elements.push((identifier, value));
        rest = after[value.len()..].trim_start_matches(SEPARATOR);
    }
    Some(elements)
}

fn device(gtin: &str) -> Option<Udi> {
    if gtin.len() != 14 || !gtin.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let mut udi = Udi::of(Agency::Gs1, gtin);
    let digits = gtin.bytes().map(|byte| u32::from(byte - b'0'));
    // Weights 3 and 1 in turn make a multiple of ten (GS1 General Specifications 7.9.1).
    let sum: u32 = digits.enumerate().map(|(at, digit)| if at % 2 == 0 { 3 * digit } else { digit }).sum();
    udi.check = Some(sum.is_multiple_of(10));
    Some(udi)
}

fn date(value: &str) -> Option<terms::Day> {
    short_day(number(value.get(..2)?)?, number(value.get(2..4)?)?, number(value.get(4..6)?)?)
}
