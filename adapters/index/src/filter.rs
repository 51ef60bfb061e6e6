//! Which names a segment cannot know, told without a look into its table.

/// Bits that the first bits of a name's hash set: a clear one proves that the name is not there. Two bits a name among eight
/// to sixteen keep the share of names that are looked for in vain below one in twenty.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    words: Vec<u64>,
    shift: u32,
}

impl Filter {
    /// A filter for so many names, still without any.
    pub(crate) fn of(count: usize) -> Filter {
        let bits = (count.max(8) * 8).next_power_of_two();
        Filter { words: vec![0; bits.div_ceil(64)], shift: 64 - bits.trailing_zeros() }
    }

    /// Lets a name through from now on.
    pub(crate) fn add(&mut self, hash: u64) {
        for place in self.places(hash) {
            self.words[place / 64] |= 1 << (place % 64);
        }
    }

    /// Whether the name may be there; a filter that was never filled lets every name through.
    pub(crate) fn may_have(&self, hash: u64) -> bool {
        self.words.is_empty()
            || self.places(hash).into_iter().all(|place| self.words[place / 64] >> (place % 64) & 1 == 1)
    }

    /// Two places close to each other, so that they mostly share a line of memory.
    fn places(&self, hash: u64) -> [usize; 2] {
        let first = (hash >> self.shift) as usize;
        [first, first ^ ((hash & 0xff) as usize % (self.words.len() * 64))]
    }
}

#[cfg(test)]
mod tests {
    use super::Filter;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_name_that_is_there_is_turned_away(hashes in proptest::collection::vec(any::<u64>(), 0..200), other: u64) {
            let mut filter = Filter::of(hashes.len());
            hashes.iter().for_each(|hash| filter.add(*hash));
            prop_assert!(hashes.iter().all(|hash| filter.may_have(*hash)));
            prop_assert!(Filter::default().may_have(other));
        }
    }

    #[test]
    fn most_names_that_are_not_there_are_turned_away() {
        let spread =
            |seed: u64| seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mut filter = Filter::of(10_000);
        (0..10_000).map(spread).for_each(|hash| filter.add(hash));
        let passed = (10_000..110_000).filter(|seed| filter.may_have(spread(*seed))).count();
        assert!(passed < 5_000, "{passed} of 100,000");
    }
}
