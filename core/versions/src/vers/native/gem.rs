//! RubyGems requirements: commas say "and", `~>` lets the last number change.

use super::super::text::comparator;
use super::super::{Comparator, Constraint, VersFault};
use super::{at, dotted, numbers, raised};

pub(super) fn read(range: &str) -> Result<Vec<Constraint>, VersFault> {
    let mut constraints = Vec::new();
    for part in range.split(',').map(|part| part.replace(' ', "")).filter(|part| !part.is_empty()) {
        match part.strip_prefix("~>") {
            Some(version) => {
                let release: String = version
                    .split('.')
                    .take_while(|part| part.bytes().all(|byte| byte.is_ascii_digit()))
                    .collect::<Vec<_>>()
                    .join(".");
                let release = numbers(&release)?;
                let place = release.len().saturating_sub(2);
                constraints.push(at(Comparator::GreaterOrEqual, version));
                constraints.push(at(Comparator::Less, dotted(&raised(&release, place)?)));
            }
            None => match comparator(&part) {
                (_, "") => return Err(VersFault::Native),
                (sign, version) => constraints.push(at(sign, version)),
            },
        }
    }
    if constraints.is_empty() { Err(VersFault::Native) } else { Ok(constraints) }
}
