//! Lists of versions and of plain comparisons.

use super::super::text::comparator;
use super::super::{Comparator, Constraint, VersFault};
use super::{at, dotted, numbers, raised, words};

/// `>= 1.0, < 2.0`, also Debian's `<<` and `>>`.
pub(super) fn comparisons(range: &str) -> Result<Vec<Constraint>, VersFault> {
    if range.trim() == "*" {
        return Ok(Vec::new());
    }
    let range = range.replace("<<", "<").replace(">>", ">").replace("==", "=").replace([',', '|'], " ");
    let constraints: Result<Vec<_>, _> = words(&range)
        .iter()
        .map(|word| match comparator(word) {
            (_, version) if version.is_empty() || version.starts_with(['~', '^', '*']) => Err(VersFault::Native),
            (sign, version) => Ok(at(sign, version)),
        })
        .collect();
    constraints.and_then(|constraints| if constraints.is_empty() { Err(VersFault::Native) } else { Ok(constraints) })
}

/// Versions that OpenSSL's advisories name one by one.
pub(super) fn openssl(range: &str) -> Result<Vec<Constraint>, VersFault> {
    let versions: Vec<_> = range.split(',').map(str::trim).map(|version| at(Comparator::Equal, version)).collect();
    if versions.iter().any(|constraint| constraint.version.is_empty()) { Err(VersFault::Native) } else { Ok(versions) }
}

/// nginx's advisories: `0.7.52-0.8.39`, `1.4.1+` (to the end of that stable branch), `1.5.0+` (a mainline branch, and all
/// that follow).
pub(super) fn nginx(range: &str) -> Result<Vec<Constraint>, VersFault> {
    let mut constraints = Vec::new();
    for part in range.split(',').map(str::trim) {
        if let Some(from) = part.strip_suffix('+') {
            let release = numbers(from)?;
            constraints.push(at(Comparator::GreaterOrEqual, from));
            if release.get(1).is_some_and(|minor| minor % 2 == 0) {
                constraints.push(at(Comparator::Less, format!("{}.0", dotted(&raised(&release, 1)?))));
            }
        } else if let Some((low, high)) = part.split_once('-') {
            numbers(low).and(numbers(high))?;
            constraints.push(at(Comparator::GreaterOrEqual, low));
            constraints.push(at(Comparator::LessOrEqual, high));
        } else {
            numbers(part)?;
            constraints.push(at(Comparator::Equal, part));
        }
    }
    Ok(constraints)
}
