//! Python version specifiers (PEP 440): commas say "and".

use super::super::text::comparator;
use super::super::{Comparator, Constraint, VersFault};
use super::{at, dotted, numbers, raised};

pub(super) fn read(range: &str) -> Result<Vec<Constraint>, VersFault> {
    let mut constraints = Vec::new();
    for part in range.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let part = part.replace(' ', "");
        if let Some(version) = part.strip_prefix("~=") {
            let release = numbers(version)?;
            let place = release.len().checked_sub(2).ok_or(VersFault::Native)?;
            constraints.push(at(Comparator::GreaterOrEqual, version));
            constraints.push(at(Comparator::Less, format!("{}.dev0", dotted(&raised(&release, place)?))));
            continue;
        }
        let part =
            part.strip_prefix("===").map_or_else(|| part.replacen("==", "=", 1), |version| format!("={version}"));
        let (sign, version) = comparator(&part);
        match version.strip_suffix(".*") {
            None if version.is_empty() => return Err(VersFault::Native),
            None => constraints.push(at(sign, version)),
            Some(release) if sign == Comparator::Equal => {
                let release = numbers(release)?;
                let next = raised(&release, release.len() - 1)?;
                constraints.push(at(Comparator::GreaterOrEqual, format!("{}.dev0", dotted(&release))));
                constraints.push(at(Comparator::Less, format!("{}.dev0", dotted(&next))));
            }
            Some(_) => return Err(VersFault::Native),
        }
    }
    Ok(constraints)
}
