//! npm, and Cargo and Composer, which write nearly the same.

use super::super::text::comparator;
use super::super::{Comparator, Constraint, VersFault};
use super::{at, caret_place, dotted, numbers, raised, words};

/// Who wrote the range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    Npm,
    /// A version alone is a caret range, commas say "and".
    Cargo,
    /// Commas say "and", one bar says "or", `~1.2` may change its last number.
    Composer,
}

pub(super) fn read(range: &str, dialect: Dialect) -> Result<Vec<Constraint>, VersFault> {
    let range = match dialect {
        Dialect::Npm => range.to_owned(),
        Dialect::Cargo | Dialect::Composer => range.replace(',', " "),
    };
    let choices = if dialect == Dialect::Composer { range.replace("||", "|") } else { range.replace("||", "\n") };
    let mut constraints = Vec::new();
    for choice in choices.split(['\n', '|']) {
        let words = words(choice);
        match words.as_slice() {
            [] => return every(range.trim().is_empty() && dialect == Dialect::Npm),
            [low, hyphen, high] if hyphen == "-" => {
                constraints.push(at(Comparator::GreaterOrEqual, filled(low, dialect)?));
                constraints.push(at(Comparator::LessOrEqual, filled(high, dialect)?));
            }
            words => {
                for word in words {
                    if is_every(word) {
                        return Ok(Vec::new());
                    }
                    one(word, dialect, &mut constraints)?;
                }
            }
        }
    }
    Ok(constraints)
}

fn every(allowed: bool) -> Result<Vec<Constraint>, VersFault> {
    if allowed { Ok(Vec::new()) } else { Err(VersFault::Native) }
}

fn is_every(word: &str) -> bool {
    matches!(word, "*" | "x" | "X")
}

fn one(word: &str, dialect: Dialect, constraints: &mut Vec<Constraint>) -> Result<(), VersFault> {
    let mut between = |low: String, high: Vec<u64>| {
        constraints.push(at(Comparator::GreaterOrEqual, low));
        constraints.push(at(Comparator::Less, dotted(&padded(high, dialect))));
    };
    if let Some(version) = word.strip_prefix('^') {
        return caret(version, dialect).map(|(low, high)| between(low, high));
    }
    if let Some(version) = word.strip_prefix("~>").or_else(|| word.strip_prefix('~')) {
        let (release, _) = split(version);
        let release = numbers(release.trim_end_matches(".x").trim_end_matches(".*"))?;
        // npm: the last number of three may change; Composer: the last number written.
        let place = match dialect {
            Dialect::Npm | Dialect::Cargo => usize::from(release.len() > 1),
            Dialect::Composer => release.len().saturating_sub(2),
        };
        between(filled(version, dialect)?, raised(&release, place)?);
        return Ok(());
    }
    let (sign, version) = comparator(word);
    let wild = version.trim_end_matches(['x', 'X', '*', '.']);
    if wild.len() < version.len() && version[wild.len()..].starts_with('.') {
        let release = numbers(wild.trim_start_matches('v'))?;
        let next = raised(&release, release.len() - 1)?;
        match sign {
            // `>=` beside a wildcard stays within it, as the tests of vers-spec have it; npm itself knows no end there.
            Comparator::Equal | Comparator::GreaterOrEqual => between(filled(wild, dialect)?, next),
            Comparator::LessOrEqual => constraints.push(at(Comparator::Less, dotted(&padded(next, dialect)))),
            Comparator::Greater => constraints.push(at(Comparator::GreaterOrEqual, dotted(&padded(next, dialect)))),
            Comparator::Less => constraints.push(at(Comparator::Less, filled(wild, dialect)?)),
            Comparator::NotEqual => return Err(VersFault::Native),
        }
        return Ok(());
    }
    if dialect == Dialect::Cargo && sign == Comparator::Equal && !word.starts_with('=') {
        return caret(version, dialect).map(|(low, high)| between(low, high));
    }
    constraints.push(at(sign, filled(version, dialect)?));
    Ok(())
}

fn caret(version: &str, dialect: Dialect) -> Result<(String, Vec<u64>), VersFault> {
    let (release, _) = split(version);
    let release = numbers(release.trim_end_matches(".x").trim_end_matches(".*"))?;
    Ok((filled(version, dialect)?, raised(&release, caret_place(&release))?))
}

/// The numbers, and what stands behind them.
fn split(version: &str) -> (&str, &str) {
    let version = version.trim_start_matches(['v', 'V', '=']);
    version.split_at(version.find(['-', '+']).unwrap_or(version.len()))
}

/// A version with three numbers; Composer's stay as they are.
fn filled(version: &str, dialect: Dialect) -> Result<String, VersFault> {
    let (release, behind) = split(version);
    if release.is_empty() {
        return Err(VersFault::Native);
    }
    let Ok(numbers) = numbers(release.trim_end_matches(".x").trim_end_matches(".*")) else {
        // Numbers beyond 64 bits, or a spelling that only the order of the ecosystem may understand.
        let sound = release.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'.');
        return if sound { Ok(format!("{release}{behind}")) } else { Err(VersFault::Native) };
    };
    let sound = behind.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'+' | b'_'));
    if sound { Ok(format!("{}{behind}", dotted(&padded(numbers, dialect)))) } else { Err(VersFault::Native) }
}

fn padded(mut numbers: Vec<u64>, dialect: Dialect) -> Vec<u64> {
    while numbers.len() < 3 && dialect != Dialect::Composer {
        numbers.push(0);
    }
    numbers
}
