//! Ranges as ecosystems write them, turned into constraints in the order written.

mod brackets;
mod conan;
mod gem;
mod lists;
mod npm;
mod pypi;

use super::{Comparator, Constraint, VersFault};

/// The constraints of a native range; none for every version.
pub(super) fn read(kind: &str, range: &str) -> Result<Vec<Constraint>, VersFault> {
    match kind {
        "npm" => npm::read(range, npm::Dialect::Npm),
        "cargo" => npm::read(range, npm::Dialect::Cargo),
        "composer" => npm::read(range, npm::Dialect::Composer),
        "conan" => conan::read(range),
        "pypi" => pypi::read(range),
        "gem" => gem::read(range),
        "maven" | "nuget" => brackets::read(range, kind == "nuget"),
        "nginx" => lists::nginx(range),
        "openssl" => lists::openssl(range),
        "deb" | "rpm" | "apk" | "alpine" | "alpm" | "arch" | "gentoo" | "ebuild" | "generic" | "golang" | "semver"
        | "cran" | "hackage" | "hex" | "pub" => lists::comparisons(range),
        _ => Err(VersFault::Native),
    }
}

fn at(comparator: Comparator, version: impl Into<String>) -> Constraint {
    Constraint { comparator, version: version.into() }
}

/// The numbers of `1.2.3`; an error where something else stands among them.
fn numbers(text: &str) -> Result<Vec<u64>, VersFault> {
    text.split('.').map(|digits| digits.parse().map_err(|_| VersFault::Native)).collect()
}

/// The numbers up to `place`, that one raised by one.
fn raised(numbers: &[u64], place: usize) -> Result<Vec<u64>, VersFault> {
    let mut raised = numbers.get(..=place).ok_or(VersFault::Native)?.to_vec();
    let last = raised.last_mut().ok_or(VersFault::Native)?;
    *last = last.checked_add(1).ok_or(VersFault::Native)?;
    Ok(raised)
}

fn dotted(numbers: &[u64]) -> String {
    numbers.iter().map(u64::to_string).collect::<Vec<_>>().join(".")
}

/// What a caret lets change: everything behind the first number that is not zero.
fn caret_place(numbers: &[u64]) -> usize {
    numbers.iter().position(|number| *number != 0).unwrap_or(numbers.len().saturating_sub(1))
}

/// The constraints of a text where spaces may stand between a sign and its version: `>= 1.0 < 2.0`.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        match words.last_mut() {
            Some(last) if last.bytes().all(|byte| matches!(byte, b'<' | b'>' | b'=' | b'!' | b'~' | b'^')) => {
                last.push_str(word);
            }
            Some(_) | None => words.push(word.to_owned()),
        }
    }
    words
}
