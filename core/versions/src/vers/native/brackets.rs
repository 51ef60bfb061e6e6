//! Maven and NuGet: `[1.0,2.0)`, `(,1.0]`, `[1.0]`; several stand side by side.

use super::super::{Comparator, Constraint, VersFault};
use super::at;

/// A version alone: in NuGet it or any later one, in Maven this one (its tools recommend it and take another if they must).
pub(super) fn read(range: &str, nuget: bool) -> Result<Vec<Constraint>, VersFault> {
    let range: String = range.chars().filter(|sign| !sign.is_whitespace()).collect();
    let mut constraints = Vec::new();
    let mut rest = range.as_str();
    while let Some(open) = rest.chars().next().filter(|sign| matches!(sign, '[' | '(')) {
        let end = rest.find([']', ')']).ok_or(VersFault::Native)?;
        let (inside, close) = (&rest[1..end], &rest[end..=end]);
        bracket(open == '[', inside, close == "]", &mut constraints)?;
        rest = &rest[end + 1..];
        rest = rest.strip_prefix(',').unwrap_or(rest);
    }
    let sound = |text: &str| !text.is_empty() && !text.contains(['[', ']', '(', ')', ',', '*']);
    match (constraints.is_empty(), rest) {
        (false, "") => Ok(constraints),
        (true, version) if sound(version) => {
            Ok(vec![at(if nuget { Comparator::GreaterOrEqual } else { Comparator::Equal }, version)])
        }
        (true | false, _) => Err(VersFault::Native),
    }
}

fn bracket(from: bool, inside: &str, to: bool, constraints: &mut Vec<Constraint>) -> Result<(), VersFault> {
    let Some((low, high)) = inside.split_once(',') else {
        if !from || !to || inside.is_empty() {
            return Err(VersFault::Native);
        }
        constraints.push(at(Comparator::Equal, inside));
        return Ok(());
    };
    if high.contains(',') || (low.is_empty() && high.is_empty()) {
        return Err(VersFault::Native);
    }
    if !low.is_empty() {
        constraints.push(at(if from { Comparator::GreaterOrEqual } else { Comparator::Greater }, low));
    }
    if !high.is_empty() {
        constraints.push(at(if to { Comparator::LessOrEqual } else { Comparator::Less }, high));
    }
    Ok(())
}
