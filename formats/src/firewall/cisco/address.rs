//! Addresses as Cisco's configurations write them.

use crate::firewall::draft::Side;
use crate::firewall::masks;
use network::Block;
use std::collections::HashMap;

/// Names that stand for addresses (`name 10.1.0.5 gateway`).
pub(super) type Names<'a> = HashMap<&'a str, &'a str>;

pub(super) fn single(text: &str, names: &Names<'_>) -> Option<Block> {
    let text = names.get(text).copied().unwrap_or(text);
    Block::parse(text).filter(|prefix| prefix.range.0 == prefix.range.1 && !text.contains(['/', '-']))
}

/// `2001:db8::/32` or `10.0.0.0/8`.
pub(super) fn slashed(text: &str) -> Option<Block> {
    text.contains('/').then(|| Block::parse(text)).flatten()
}

/// IPv4 addresses of a base and a mask in which a 1 means "any bit"; `None` for words that are no addresses.
pub(super) fn wildcard(base: &str, mask: &str, names: &Names<'_>) -> Option<Side> {
    masks::wildcard(names.get(base).copied().unwrap_or(base), mask)
}

/// The same of a mask in which a 0 means "any bit".
pub(super) fn netmask(base: &str, mask: &str, names: &Names<'_>) -> Option<Side> {
    masks::netmask(names.get(base).copied().unwrap_or(base), mask)
}

/// Both ends included.
pub(super) fn range(low: &str, high: &str, names: &Names<'_>) -> Option<Block> {
    let (low, high) = (single(low, names)?, single(high, names)?);
    let range = (low.range.0, high.range.0);
    (low.family == high.family && range.0 <= range.1).then_some(Block { family: low.family, range })
}
