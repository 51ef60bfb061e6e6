//! What clause 5 of the `vers` standard asks of a text beyond what can be made sense of.

use super::{Comparator, Constraint, Order, Vers, VersFault, text};
use std::cmp::Ordering;

/// Reads a text that keeps every rule (clauses 5.3 and 5.4); the first one that it breaks else.
pub(super) fn parse(written: &str) -> Result<Vers, VersFault> {
    let (_, constraints) = written.split_once('/').unwrap_or((written, ""));
    if written.chars().any(char::is_whitespace) {
        return Err(VersFault::Space);
    }
    if !written.starts_with("vers:") {
        return Err(VersFault::Scheme);
    }
    if constraints.split('|').any(str::is_empty) {
        return Err(VersFault::Empty);
    }
    if constraints.split('|').any(|constraint| constraint.starts_with('=')) {
        return Err(VersFault::EqualsSign);
    }
    let vers = text::unsorted(written)?;
    match vers.kind.as_str() {
        "invalid" => return Err(VersFault::Type),
        "all" | "none" if !vers.constraints.is_empty() => return Err(VersFault::Star),
        _ => {}
    }
    match vers.order() {
        Some(order) => rising(order, &vers.constraints)?,
        None => unique(&vers.constraints)?,
    }
    alternating(&vers.constraints)?;
    Ok(vers)
}

/// Clause 5.4: sorted by version, each version once.
fn rising(order: Order, constraints: &[Constraint]) -> Result<(), VersFault> {
    for pair in constraints.windows(2) {
        match order.compare(&pair[0].version, &pair[1].version) {
            Ok(Ordering::Less) => {}
            Ok(Ordering::Equal) => return Err(VersFault::Repeated),
            Ok(Ordering::Greater) => return Err(VersFault::Unsorted),
            Err(_) => return Err(VersFault::Version),
        }
    }
    let understood = constraints.iter().all(|constraint| order.understands(&constraint.version));
    if understood { Ok(()) } else { Err(VersFault::Version) }
}

fn unique(constraints: &[Constraint]) -> Result<(), VersFault> {
    let mut versions: Vec<&str> = constraints.iter().map(|constraint| constraint.version.as_str()).collect();
    versions.sort_unstable();
    if versions.windows(2).any(|pair| pair[0] == pair[1]) { Err(VersFault::Repeated) } else { Ok(()) }
}

/// Clause 5.4: beside `!=`, a version alone is followed by another or by a lower bound; bounds alternate.
fn alternating(constraints: &[Constraint]) -> Result<(), VersFault> {
    let lower = |comparator| matches!(comparator, Comparator::Greater | Comparator::GreaterOrEqual);
    let kept: Vec<Comparator> = constraints
        .iter()
        .map(|constraint| constraint.comparator)
        .filter(|comparator| *comparator != Comparator::NotEqual)
        .collect();
    let after_one =
        kept.windows(2).all(|pair| pair[0] != Comparator::Equal || pair[1] == Comparator::Equal || lower(pair[1]));
    let bounds: Vec<bool> =
        kept.iter().filter(|comparator| **comparator != Comparator::Equal).map(|c| lower(*c)).collect();
    if after_one && bounds.windows(2).all(|pair| pair[0] != pair[1]) { Ok(()) } else { Err(VersFault::Sequence) }
}
