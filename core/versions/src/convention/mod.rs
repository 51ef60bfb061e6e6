//! How published lists of comparisons place texts that no package of the ecosystem may carry.
//!
//! These orders place any text at all, so they judge no device; lists are checked by them where ours understands nothing.

use crate::packagist::{Step, pieces, without_v};
use crate::{Scheme, debian, maven, number, pep440, rpm, rubygems, written};
use std::cmp::Ordering;

/// The order of the lists' authors for a scheme; `None` where they have none beyond ours.
pub(crate) fn compare(scheme: Scheme, a: &str, b: &str) -> Option<Ordering> {
    match scheme {
        Scheme::Pep440 => Some(pep440::history::compare(a, b)),
        Scheme::Maven => by(
            |text, key| {
                maven::write_any(text, key);
                Ok(())
            },
            a,
            b,
        ),
        Scheme::Rpm => by(
            |text, key| {
                rpm::write_any(text, key);
                Ok(())
            },
            a,
            b,
        ),
        Scheme::Debian => by(debian::write_any, a, b),
        Scheme::Rubygems => by(rubygems::write_any, a, b),
        Scheme::Packagist => Some(packagist(a, b)),
        Scheme::Alpine => Some(alpine::compare(a, b)),
        Scheme::Semver | Scheme::Npm | Scheme::Go | Scheme::Pub => Some(semver_like::compare(3, a, b)),
        Scheme::Nuget => Some(semver_like::compare(4, &a.to_lowercase(), &b.to_lowercase())),
        Scheme::Generic | Scheme::Cran | Scheme::Hackage => None,
    }
}

fn by(write: written::Write, a: &str, b: &str) -> Option<Ordering> {
    written::compare(write, a, b).ok()
}

/// PHP's `version_compare`: words that are not known stand before `dev`, and `#` level with any number.
fn packagist(a: &str, b: &str) -> Ordering {
    let step = |piece: &str| match piece {
        digits if number::is_digits(digits) => Step::Number,
        "#" => Step::End,
        word if word.starts_with("RC") || word.starts_with("rc") => Step::Candidate,
        word => match word.as_bytes()[0] {
            b'a' => Step::Alpha,
            b'b' => Step::Beta,
            b'p' => Step::Patch,
            _ if word.starts_with("dev") => Step::Development,
            _ => Step::Unknown,
        },
    };
    // Against a word, a number counts as the release; behind the end of the other it stands later.
    let level = |step| if step == Step::Number { Step::End } else { step };
    let (mut left, mut right) = (pieces(without_v(a)), pieces(without_v(b)));
    loop {
        let found = match (left.next(), right.next()) {
            (None, None) => return Ordering::Equal,
            (Some(left), Some(right)) if number::is_digits(left) && number::is_digits(right) => {
                number::order(left, right)
            }
            (Some(left), Some(right)) => level(step(left)).cmp(&level(step(right))),
            (Some(left), None) => step(left).cmp(&Step::End),
            (None, Some(right)) => Step::End.cmp(&step(right)),
        };
        if found != Ordering::Equal {
            return found;
        }
    }
}

mod alpine;
mod semver_like;
