//! Ranges of addresses as blocks (CIDR), for languages that know nothing else.

use network::{Family, Ranges, show_address};

/// A block: its first address, and the number of bits that stay open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AddressBlock {
    /// Of its addresses.
    pub family: Family,
    /// The first address.
    pub first: u128,
    /// Bits that are not fixed.
    pub open: u32,
}

impl AddressBlock {
    /// Bits that are fixed.
    pub fn prefix(self) -> u32 {
        let width = if self.family == Family::V4 { 32u32 } else { 128 };
        width.saturating_sub(self.open)
    }

    /// As `10.0.0.0/24`; a single address has its prefix too.
    pub fn cidr(self) -> String {
        format!("{}/{}", show_address(self.family, self.first), self.prefix())
    }
}

/// The fewest blocks that hold exactly these addresses.
pub fn blocks(family: Family, ranges: &Ranges) -> Vec<AddressBlock> {
    let width = if family == Family::V4 { 32u32 } else { 128 };
    let mut all = Vec::new();
    for (mut low, high) in ranges.slices(family.most()) {
        loop {
            let room = high - low;
            // The largest block that begins here and does not reach beyond the end.
            let fits = if room == u128::MAX { 128 } else { 127 - (room + 1).leading_zeros() };
            let open = fits.min(if low == 0 { width } else { low.trailing_zeros() });
            all.push(AddressBlock { family, first: low, open });
            let span = if open >= 128 { u128::MAX } else { (1u128 << open) - 1 };
            match low.checked_add(span).and_then(|last| last.checked_add(1)) {
                Some(next) if next <= high => low = next,
                _ => break,
            }
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::blocks;
    use network::{Family, Ranges};
    use proptest::prelude::*;

    #[test]
    fn everything_is_one_block() {
        for (family, whole) in [(Family::V4, "0.0.0.0/0"), (Family::V6, "::/0")] {
            let all: Vec<String> = blocks(family, &Ranges::All).iter().map(|block| block.cidr()).collect();
            assert_eq!(all, [whole]);
        }
        assert!(blocks(Family::V4, &Ranges::none()).is_empty());
    }

    proptest! {
        #[test]
        fn blocks_hold_exactly_the_addresses(ranges in prop::collection::vec((0u128..300, 0u128..90), 0..4)) {
            let ranges = Ranges::of(ranges.into_iter().map(|(low, more)| (low, low + more)).collect());
            let spans = blocks(Family::V4, &ranges).iter().map(|block| (block.first, block.first + (1 << block.open) - 1)).collect();
            let again: Ranges = Ranges::of(spans);
            prop_assert_eq!(again.slices(u128::MAX), ranges.slices(u128::MAX));
        }
    }
}
