//! Conan: spaces say "and", `||` says "or", what follows a comma is an option.

use super::super::text::comparator;
use super::super::{Comparator, Constraint, VersFault};
use super::{at, caret_place, dotted, numbers, raised, words};

pub(super) fn read(range: &str) -> Result<Vec<Constraint>, VersFault> {
    let range = range.split(',').next().unwrap_or_default();
    let mut constraints = Vec::new();
    for choice in range.split("||") {
        let words = words(choice);
        if words.is_empty() {
            return Err(VersFault::Native);
        }
        for word in words {
            one(word.strip_suffix('-').unwrap_or(&word), &mut constraints)?;
        }
    }
    Ok(constraints)
}

fn one(word: &str, constraints: &mut Vec<Constraint>) -> Result<(), VersFault> {
    let changing = word.strip_prefix(['~', '^']);
    match (word, changing) {
        ("*", _) => constraints.push(at(Comparator::GreaterOrEqual, "0.0.0")),
        (_, Some(version)) => {
            let release = numbers(version)?;
            let place = if word.starts_with('~') { usize::from(release.len() > 1) } else { caret_place(&release) };
            constraints.push(at(Comparator::GreaterOrEqual, version));
            // The hyphen stands before every pre-release of that version.
            constraints.push(at(Comparator::Less, format!("{}-", dotted(&raised(&release, place)?))));
        }
        (word, None) => {
            let (sign, version) = comparator(word);
            if version.is_empty() {
                return Err(VersFault::Native);
            }
            constraints.push(at(sign, version));
        }
    }
    Ok(())
}
