//! A set of numbers: addresses, protocols, ports, types. Exact, closed under and, or, not.

use std::sync::Arc;

/// Numbers as ascending ranges that neither meet nor touch, both ends included. A set of one range takes no allocation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Ranges {
    /// Every number of the field.
    All,
    /// One range.
    One(u128, u128),
    /// None or several ranges.
    Many(Arc<[(u128, u128)]>),
}

impl From<site::Block> for Ranges {
    fn from(block: site::Block) -> Ranges {
        Ranges::One(block.range.0, block.range.1)
    }
}

impl Ranges {
    /// No number.
    pub fn none() -> Ranges {
        Ranges::Many(Arc::from([]))
    }

    /// One number.
    pub fn single(value: u128) -> Ranges {
        Ranges::One(value, value)
    }

    /// The set of any ranges, in any order; a range whose ends are swapped is empty.
    pub fn of(mut ranges: Vec<(u128, u128)>) -> Ranges {
        ranges.retain(|(low, high)| low <= high);
        ranges.sort_unstable();
        let mut joined: Vec<(u128, u128)> = Vec::with_capacity(ranges.len());
        for (low, high) in ranges {
            match joined.last_mut() {
                Some(last) if low <= last.1.saturating_add(1) => last.1 = last.1.max(high),
                _ => joined.push((low, high)),
            }
        }
        match joined.as_slice() {
            [(low, high)] => Ranges::One(*low, *high),
            _ => Ranges::Many(joined.into()),
        }
    }

    /// The ranges, where every number of the field means `0..=most`.
    pub fn slices(&self, most: u128) -> Vec<(u128, u128)> {
        match self {
            Ranges::All => vec![(0, most)],
            Ranges::One(low, high) => vec![(*low, *high)],
            Ranges::Many(ranges) => ranges.to_vec(),
        }
    }

    /// Whether no number is in it.
    pub fn is_none(&self) -> bool {
        matches!(self, Ranges::Many(ranges) if ranges.is_empty())
    }

    /// Whether a number is in it.
    pub fn holds(&self, value: u128) -> bool {
        self.overlap(value, value)
    }

    /// Whether any number of a range is in it.
    pub fn overlap(&self, low: u128, high: u128) -> bool {
        match self {
            Ranges::All => true,
            Ranges::One(from, to) => *from <= high && low <= *to,
            Ranges::Many(ranges) => {
                let at = ranges.partition_point(|(_, to)| *to < low);
                ranges.get(at).is_some_and(|(from, _)| *from <= high)
            }
        }
    }

    /// Whether every number of a range is in it.
    pub fn covers(&self, low: u128, high: u128) -> bool {
        match self {
            Ranges::All => true,
            Ranges::One(from, to) => *from <= low && high <= *to,
            Ranges::Many(ranges) => {
                let at = ranges.partition_point(|(_, to)| *to < low);
                ranges.get(at).is_some_and(|(from, to)| *from <= low && high <= *to)
            }
        }
    }

    /// The parts inside one range, ascending.
    pub fn inside(&self, low: u128, high: u128) -> impl Iterator<Item = (u128, u128)> + '_ {
        let (all, one, many) = match self {
            Ranges::All => (Some((0, u128::MAX)), None, &[][..]),
            Ranges::One(from, to) => (None, Some((*from, *to)), &[][..]),
            Ranges::Many(ranges) => {
                let start = ranges.partition_point(|(_, to)| *to < low);
                (None, None, &ranges[start..])
            }
        };
        let parts = all.into_iter().chain(one).chain(many.iter().copied());
        parts
            .take_while(move |(from, _)| *from <= high)
            .filter(move |(_, to)| *to >= low)
            .map(move |(from, to)| (from.max(low), to.min(high)))
    }

    /// Numbers in both.
    pub fn and(&self, other: &Ranges) -> Ranges {
        match (self, other) {
            (Ranges::All, set) | (set, Ranges::All) => set.clone(),
            (Ranges::One(a, b), Ranges::One(c, d)) => {
                let (low, high) = ((*a).max(*c), (*b).min(*d));
                if low <= high { Ranges::One(low, high) } else { Ranges::none() }
            }
            (Ranges::One(low, high), set) | (set, Ranges::One(low, high)) => {
                Ranges::of(set.inside(*low, *high).collect())
            }
            (Ranges::Many(a), Ranges::Many(b)) => {
                let (small, large) = if a.len() <= b.len() { (a, other) } else { (b, self) };
                Ranges::of(small.iter().flat_map(|(low, high)| large.inside(*low, *high)).collect())
            }
        }
    }

    /// Numbers in either.
    pub fn or(&self, other: &Ranges) -> Ranges {
        match (self, other) {
            (Ranges::All, _) | (_, Ranges::All) => Ranges::All,
            (a, b) => Ranges::of([a.slices(0), b.slices(0)].concat()),
        }
    }

    /// Numbers of `0..=most` that are not in it.
    pub fn not(&self, most: u128) -> Ranges {
        let mut rest = Vec::new();
        let mut from = 0;
        for (low, high) in self.slices(most) {
            if low > most {
                break;
            }
            if low > from {
                rest.push((from, low - 1));
            }
            if high >= most {
                return Ranges::of(rest);
            }
            from = high + 1;
        }
        rest.push((from, most));
        Ranges::of(rest)
    }
}

#[cfg(test)]
mod tests {
    use super::Ranges;
    use proptest::prelude::*;

    fn sets() -> impl Strategy<Value = Ranges> {
        let ranges = prop::collection::vec((0u128..16, 0u128..16), 0..5).prop_map(Ranges::of);
        prop_oneof![1 => Just(Ranges::All), 6 => ranges]
    }

    proptest! {
        #[test]
        fn and_or_not_mean_what_they_say_for_every_number(a in sets(), b in sets(), low in 0u128..16, more in 0u128..6) {
            let (both, either, other) = (a.and(&b), a.or(&b), a.not(15));
            for value in 0..16 {
                prop_assert_eq!(both.holds(value), a.holds(value) && b.holds(value));
                prop_assert_eq!(either.holds(value), a.holds(value) || b.holds(value));
                prop_assert_eq!(other.holds(value), !a.holds(value));
            }
            let high = (low + more).min(15);
            prop_assert_eq!(a.covers(low, high), (low..=high).all(|value| a.holds(value)));
            prop_assert_eq!(a.overlap(low, high), (low..=high).any(|value| a.holds(value)));
            let inside = Ranges::of(a.inside(low, high).collect());
            for value in 0..16 {
                prop_assert_eq!(inside.holds(value), (low..=high).contains(&value) && a.holds(value));
            }
        }
    }

    #[test]
    fn the_whole_address_space_has_an_end() {
        assert_eq!(Ranges::One(0, u128::MAX).not(u128::MAX), Ranges::none());
        assert_eq!(Ranges::of(vec![(5, u128::MAX), (0, 4)]), Ranges::One(0, u128::MAX));
    }
}
