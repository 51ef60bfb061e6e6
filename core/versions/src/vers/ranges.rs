//! The algebra of version ranges: union, intersection, complement.

use super::{Comparator, Constraint, Order, Vers};
use crate::NotUnderstood;
use std::cmp::Ordering;

/// A set of versions of one order, as runs without a gap that rise and do not touch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranges {
    order: Order,
    runs: Vec<Run>,
}

/// A run of versions; a missing end is open.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Run {
    low: Option<End>,
    high: Option<End>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
struct End {
    version: String,
    inclusive: bool,
}

impl End {
    fn turned(&self) -> End {
        End { version: self.version.clone(), inclusive: !self.inclusive }
    }
}

impl Ranges {
    /// Every version.
    pub fn all(order: Order) -> Ranges {
        Ranges { order, runs: vec![Run { low: None, high: None }] }
    }

    /// No version.
    pub fn none(order: Order) -> Ranges {
        Ranges { order, runs: Vec::new() }
    }

    /// What constraints hold, in whatever order they stand.
    ///
    /// By version, a lower bound lasts until the next upper one; of lower bounds in a row the first counts, of upper ones the last. A
    /// version named alone belongs, one behind `!=` does not, whatever else is said.
    pub fn of(order: Order, constraints: &[Constraint]) -> Result<Ranges, NotUnderstood> {
        if !order.places(constraints.iter().map(|constraint| constraint.version.as_str())) {
            return Err(NotUnderstood);
        }
        let mut constraints = constraints.to_vec();
        super::sort(order, &mut constraints);
        let mut runs: Vec<Run> = Vec::new();
        let mut open: Option<End> = None;
        let (mut named, mut left_out) = (Vec::new(), Vec::new());
        for Constraint { comparator, version } in &constraints {
            let end = |inclusive| End { version: version.clone(), inclusive };
            match comparator {
                Comparator::Equal => named.push(Run { low: Some(end(true)), high: Some(end(true)) }),
                Comparator::NotEqual => left_out.push(Run { low: Some(end(true)), high: Some(end(true)) }),
                Comparator::Greater => open = open.or(Some(end(false))),
                Comparator::GreaterOrEqual => open = open.or(Some(end(true))),
                Comparator::Less | Comparator::LessOrEqual => {
                    let high = Some(end(*comparator == Comparator::LessOrEqual));
                    match (open.take(), runs.last_mut()) {
                        (None, Some(last)) => last.high = high,
                        (low, _) => runs.push(Run { low, high }),
                    }
                }
            }
        }
        runs.extend(open.map(|low| Run { low: Some(low), high: None }));
        if runs.is_empty() && named.is_empty() {
            runs.push(Run { low: None, high: None });
        }
        runs.extend(named);
        let left_out = Ranges::of_runs(order, left_out);
        Ok(Ranges::of_runs(order, runs).without(&left_out))
    }

    /// Whether a version belongs.
    pub fn contains(&self, version: &str) -> Result<bool, NotUnderstood> {
        if !self.order.understands(version) {
            return Err(NotUnderstood);
        }
        for run in &self.runs {
            let low = self.inside(run.low.as_ref(), version, Ordering::Greater)?;
            if low && self.inside(run.high.as_ref(), version, Ordering::Less)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn inside(&self, end: Option<&End>, version: &str, wanted: Ordering) -> Result<bool, NotUnderstood> {
        let Some(End { version: bound, inclusive }) = end else { return Ok(true) };
        let found = self.order.compare(version, bound)?;
        Ok(found == wanted || (*inclusive && found == Ordering::Equal))
    }

    /// Its runs, from the lowest on: each end as written, and whether it belongs; a missing end is open.
    pub fn runs(&self) -> impl Iterator<Item = [Option<(&str, bool)>; 2]> {
        fn end(end: &Option<End>) -> Option<(&str, bool)> {
            end.as_ref().map(|End { version, inclusive }| (version.as_str(), *inclusive))
        }
        self.runs.iter().map(|Run { low, high }| [end(low), end(high)])
    }

    /// Whether nothing belongs.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// What belongs to one or the other; ranges of different orders cannot be joined.
    pub fn union(&self, other: &Ranges) -> Result<Ranges, NotUnderstood> {
        self.comparable(other)?;
        Ok(Ranges::of_runs(self.order, self.runs.iter().chain(&other.runs).cloned().collect()))
    }

    /// What belongs to both.
    pub fn intersection(&self, other: &Ranges) -> Result<Ranges, NotUnderstood> {
        self.comparable(other)?;
        let either = Ranges::of_runs(self.order, [self.complement().runs, other.complement().runs].concat());
        Ok(either.complement())
    }

    /// What does not belong.
    pub fn complement(&self) -> Ranges {
        let mut runs = Vec::with_capacity(self.runs.len() + 1);
        let mut low: Option<End> = None;
        let mut open = true;
        for run in &self.runs {
            if let Some(start) = &run.low {
                runs.push(Run { low: low.take(), high: Some(start.turned()) });
            }
            open = run.high.is_some();
            low = run.high.as_ref().map(End::turned);
        }
        if open {
            runs.push(Run { low, high: None });
        }
        Ranges { order: self.order, runs }
    }

    fn without(&self, other: &Ranges) -> Ranges {
        Ranges::of_runs(self.order, [self.complement().runs, other.runs.clone()].concat()).complement()
    }

    /// Whether the ends of both stand in one order.
    fn comparable(&self, other: &Ranges) -> Result<(), NotUnderstood> {
        let ends = self.runs.iter().chain(&other.runs).flat_map(|run| [&run.low, &run.high]).flatten();
        let placed = self.order == other.order && self.order.places(ends.map(|end| end.version.as_str()));
        if placed { Ok(()) } else { Err(NotUnderstood) }
    }

    /// Runs in any order, as runs that rise and do not touch. The order must place all ends.
    fn of_runs(order: Order, mut runs: Vec<Run>) -> Ranges {
        let compare = |a: &End, b: &End| order.compare(&a.version, &b.version).expect("the order places all ends");
        let by_low = |a: &Run, b: &Run| match (&a.low, &b.low) {
            (None, None) => Ordering::Equal,
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(a), Some(b)) => compare(a, b).then(b.inclusive.cmp(&a.inclusive)),
        };
        runs.retain(|run| match (&run.low, &run.high) {
            (Some(low), Some(high)) => match compare(low, high) {
                Ordering::Less => true,
                Ordering::Equal => low.inclusive && high.inclusive,
                Ordering::Greater => false,
            },
            (None, _) | (_, None) => true,
        });
        runs.sort_by(by_low);
        let mut joined: Vec<Run> = Vec::with_capacity(runs.len());
        for run in runs {
            let touches = |last: &Run| match (&last.high, &run.low) {
                (None, _) | (_, None) => true,
                (Some(high), Some(low)) => match compare(low, high) {
                    Ordering::Less => true,
                    Ordering::Equal => low.inclusive || high.inclusive,
                    Ordering::Greater => false,
                },
            };
            match joined.last_mut().filter(|last| touches(last)) {
                Some(last) => {
                    let longer = match (&last.high, &run.high) {
                        (None, _) => false,
                        (Some(_), None) => true,
                        (Some(a), Some(b)) => compare(a, b).then(a.inclusive.cmp(&b.inclusive)) == Ordering::Less,
                    };
                    last.high = if longer { run.high } else { last.high.take() };
                }
                None => joined.push(run),
            }
        }
        Ranges { order, runs: joined }
    }

    /// The range as `vers` of a type of this order; `None` when nothing belongs, for which the notation has no text.
    pub fn to_vers(&self, kind: &str) -> Option<Vers> {
        let constraint = |comparator, end: &End| Constraint { comparator, version: end.version.clone() };
        let mut constraints = Vec::with_capacity(self.runs.len() * 2);
        let mut runs = self.runs.iter().peekable();
        let mut hole_before = false;
        while let Some(Run { low, high }) = runs.next() {
            let next = runs.peek().and_then(|next| next.low.as_ref());
            let hole = high
                .as_ref()
                .zip(next)
                .is_some_and(|(high, low)| self.order.compare(&high.version, &low.version) == Ok(Ordering::Equal));
            match (low, high) {
                (Some(low), Some(high))
                    if !hole_before && self.order.compare(&low.version, &high.version) == Ok(Ordering::Equal) =>
                {
                    constraints.push(constraint(Comparator::Equal, low));
                    continue;
                }
                (Some(low), _) if !hole_before => {
                    let comparator = if low.inclusive { Comparator::GreaterOrEqual } else { Comparator::Greater };
                    constraints.push(constraint(comparator, low));
                }
                (None | Some(_), _) => {}
            }
            if let Some(high) = high {
                let comparator = match (hole, high.inclusive) {
                    (true, _) => Comparator::NotEqual,
                    (false, true) => Comparator::LessOrEqual,
                    (false, false) => Comparator::Less,
                };
                constraints.push(constraint(comparator, high));
            }
            hole_before = hole;
        }
        (!self.runs.is_empty()).then(|| Vers { kind: kind.to_owned(), constraints })
    }
}
