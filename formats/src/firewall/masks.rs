//! IPv4 addresses of a base and a mask, with holes where somebody wrote them.

use super::draft::{Side, SideMaker};
use network::{Addresses, Block, Family, Ranges};

/// Blocks that a mask with holes may stand for; beyond it the mask is not understood.
const MOST_BLOCKS: u32 = 12;

fn of_v4(ranges: Ranges) -> Side {
    Side::sure(Addresses { v4: ranges, v6: Ranges::none() })
}

fn single(text: &str) -> Option<u32> {
    let prefix = Block::parse(text).filter(|prefix| prefix.family == Family::V4 && prefix.range.0 == prefix.range.1)?;
    u32::try_from(prefix.range.0).ok()
}

/// Addresses of a base and a mask in which a 1 means "any bit"; `None` for words that are no addresses.
pub(crate) fn wildcard(base: &str, mask: &str) -> Option<Side> {
    masked(base, single(mask)?)
}

/// The same of a mask in which a 0 means "any bit".
pub(crate) fn netmask(base: &str, mask: &str) -> Option<Side> {
    masked(base, !single(mask)?)
}

fn masked(base: &str, free: u32) -> Option<Side> {
    let base = single(base)? & !free;
    let low = free.trailing_ones();
    let span = if low == 32 { u32::MAX } else { (1u32 << low) - 1 };
    let holes = free & !span;
    if holes.count_ones() > MOST_BLOCKS {
        let mut maker = SideMaker::default();
        maker.within((u128::from(base), u128::from(base | free)), "a mask with holes");
        return Some(maker.finish());
    }
    let mut blocks = Vec::new();
    // Every subset of the free bits above the lowest run, ascending.
    let mut part = 0u32;
    loop {
        let from = base | part;
        blocks.push((u128::from(from), u128::from(from | span)));
        part = (part.wrapping_sub(holes)) & holes;
        if part == 0 {
            return Some(of_v4(Ranges::of(blocks)));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{netmask, wildcard};

    #[test]
    fn a_mask_with_holes_holds_exactly_the_addresses_that_fit() {
        for (base, free) in [(0u32, 0x0000_0105u32), (0x0a00_00ff, 0), (7, 0x8000_0003), (0x0a00_0000, 0x00ff_00ff)] {
            let show = |number: u32| std::net::Ipv4Addr::from(number).to_string();
            let wild = wildcard(&show(base), &show(free)).unwrap();
            assert_eq!(wild, netmask(&show(base), &show(!free)).unwrap());
            for at in (0..600).chain(0x0a00_0000..0x0a00_0300).chain([0x8000_0005, 0x8000_0103]) {
                assert_eq!(wild.sure.v4.holds(u128::from(at)), at & !free == base & !free, "{at:x} {free:x}");
            }
        }
    }

    #[test]
    fn a_mask_with_too_many_holes_is_in_doubt_within_its_bounds() {
        let side = wildcard("1.0.0.0", "170.170.170.171").unwrap();
        assert!(side.doubt.is_some() && side.sure.v4.is_none() && !side.most.v4.holds(0));
    }
}
