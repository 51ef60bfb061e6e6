//! Which names a segment cannot know, told without a look into its table.

/// A bit for every sixteenth of a name at least, set by the first bits of its hash: a clear bit proves that the name is not
/// there. Two bits a name keep the share of names that are looked for in vain below two in a hundred.
#[derive(Debug, Default)]
pub(crate) struct Filter {
    words: Vec<u64>,
    shift: u32,
}

impl Filter {
    /// A filter of so many hashes.
    pub(crate) fn of(hashes: impl Iterator<Item = u64>, count: usize) -> Filter {
        // The number of bits is a power of two between 16 and 32 a name.
        let bits = (count.max(4) * 16).next_power_of_two();
        let mut filter = Filter { words: vec![0; bits.div_ceil(64)], shift: 64 - bits.trailing_zeros() };
        for hash in hashes {
            for place in filter.places(hash) {
                filter.words[place / 64] |= 1 << (place % 64);
            }
        }
        filter
    }

    /// Whether the name may be there; a filter that was never filled lets every name through.
    pub(crate) fn may_have(&self, hash: u64) -> bool {
        self.words.is_empty()
            || self.places(hash).into_iter().all(|place| self.words[place / 64] >> (place % 64) & 1 == 1)
    }

    /// Two places close to each other, so that they mostly share a line of memory.
    fn places(&self, hash: u64) -> [usize; 2] {
        let first = (hash >> self.shift) as usize;
        [first, first ^ (hash & 0xff) as usize % (self.words.len() * 64)]
    }
}

#[cfg(test)]
mod tests {
    use super::Filter;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn no_name_that_is_there_is_turned_away(hashes in proptest::collection::vec(any::<u64>(), 0..200), other: u64) {
            let filter = Filter::of(hashes.iter().copied(), hashes.len());
            prop_assert!(hashes.iter().all(|hash| filter.may_have(*hash)));
            prop_assert!(Filter::default().may_have(other));
        }
    }

    #[test]
    fn most_names_that_are_not_there_are_turned_away() {
        let spread =
            |seed: u64| seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(31).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let filter = Filter::of((0..10_000).map(spread), 10_000);
        let passed = (10_000..110_000).filter(|seed| filter.may_have(spread(*seed))).count();
        assert!(passed < 2_000, "{passed} of 100,000");
    }
}
