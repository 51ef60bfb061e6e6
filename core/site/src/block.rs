//! Addresses that follow each other, in the two families of the Internet Protocol: one home for what rule sets and people write.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// The version of the Internet Protocol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    /// IPv4.
    V4,
    /// IPv6.
    V6,
}

impl Family {
    /// Both.
    pub const BOTH: [Family; 2] = [Family::V4, Family::V6];

    /// The largest address.
    pub fn most(self) -> u128 {
        match self {
            Family::V4 => u128::from(u32::MAX),
            Family::V6 => u128::MAX,
        }
    }

    /// Its bit in a mask of families.
    pub fn bit(self) -> u8 {
        match self {
            Family::V4 => 1,
            Family::V6 => 2,
        }
    }

    /// Bits of an address.
    pub fn width(self) -> u32 {
        match self {
            Family::V4 => 32,
            Family::V6 => 128,
        }
    }

    /// The address of a number; one beyond the family is its last.
    fn address(self, value: u128) -> IpAddr {
        match self {
            Family::V4 => Ipv4Addr::from(u32::try_from(value).unwrap_or(u32::MAX)).into(),
            Family::V6 => Ipv6Addr::from(value).into(),
        }
    }

    /// `IPv4` or `IPv6`.
    pub fn name(self) -> &'static str {
        match self {
            Family::V4 => "IPv4",
            Family::V6 => "IPv6",
        }
    }
}

/// Addresses of one family that follow each other: one address, the addresses of a prefix (RFC 4632, RFC 4291 section 2.3) or
/// a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Block {
    /// The family.
    pub family: Family,
    /// First and last address.
    pub range: (u128, u128),
}

impl Block {
    /// The block that holds one address.
    pub fn one(address: IpAddr) -> Block {
        let (family, value) = number(address);
        Block { family, range: (value, value) }
    }

    /// Reads what rule sets write: `10.0.0.1`, `10.0.0.0/8`, `10.0.0.1-10.0.0.9`, `10.0.0.0/255.0.0.0` and the same in IPv6; bits
    /// behind the length are taken for none.
    pub fn parse(text: &str) -> Option<Block> {
        if let Some((low, high)) = text.split_once('-') {
            let ((family, low), (other, high)) = (address(low)?, address(high)?);
            return (family == other && low <= high).then_some(Block { family, range: (low, high) });
        }
        let Some((base, mask)) = text.split_once('/') else {
            let (family, value) = address(text)?;
            return Some(Block { family, range: (value, value) });
        };
        let (family, value) = address(base)?;
        let length = match mask.parse::<u32>() {
            Ok(length) => length,
            Err(_) => mask_length(family, mask)?,
        };
        Some(Block { family, range: around(value, length, family.width())? })
    }

    /// Reads what people write in a site's files: an address or a block by its length. An address inside is not taken for its
    /// block, and a range is none.
    pub fn parse_exact(text: &str) -> Option<Block> {
        let (base, length) = text.split_once('/').unwrap_or((text, "0"));
        let digits = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
        let block = Block::parse(text).filter(|_| digits && !text.contains('-'))?;
        (address(base)?.1 == block.range.0).then_some(block)
    }

    /// Its first address.
    pub fn first(self) -> IpAddr {
        self.family.address(self.range.0)
    }

    /// Its last address.
    pub fn last(self) -> IpAddr {
        self.family.address(self.range.1)
    }

    /// How many addresses it holds beyond the first.
    pub fn span(self) -> u128 {
        self.range.1 - self.range.0
    }

    /// Whether the address is inside.
    pub fn contains(self, address: IpAddr) -> bool {
        self.overlaps(Block::one(address))
    }

    /// Whether an address is inside both.
    pub fn overlaps(self, other: Block) -> bool {
        self.family == other.family && self.range.0 <= other.range.1 && other.range.0 <= self.range.1
    }

    /// How many first bits its addresses share, where it is all that share them.
    fn prefix(self) -> Option<u32> {
        let free = 128 - self.span().leading_zeros();
        let length = self.family.width().checked_sub(free)?;
        (around(self.range.0, length, self.family.width()) == Some(self.range)).then_some(length)
    }
}

impl fmt::Display for Block {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (low, high) = self.range;
        let show = |value: u128| show_address(self.family, value);
        match self.prefix() {
            _ if low == high => out.write_str(&show(low)),
            Some(length) => write!(out, "{}/{length}", show(low)),
            None => write!(out, "{}-{}", show(low), show(high)),
        }
    }
}

/// The addresses that share this many first bits with one.
fn around(value: u128, length: u32, width: u32) -> Option<(u128, u128)> {
    let host = width.checked_sub(length)?;
    let span = if host >= 128 { u128::MAX } else { (1u128 << host) - 1 };
    Some((value & !span, value | span))
}

/// The length of a mask written as an address, `None` for one with holes.
fn mask_length(family: Family, mask: &str) -> Option<u32> {
    let (of, bits) = address(mask)?;
    if of != family {
        return None;
    }
    let shifted = if family == Family::V4 { bits << 96 } else { bits };
    let length = shifted.leading_ones();
    (length == 128 || shifted << length == 0).then_some(length)
}

fn address(text: &str) -> Option<(Family, u128)> {
    let text = text.trim();
    // The short way for dotted decimals: rule sets hold hundreds of thousands of them.
    if let Some(value) = dotted(text.as_bytes()) {
        return Some((Family::V4, u128::from(value)));
    }
    text.parse::<IpAddr>().ok().map(number)
}

fn number(address: IpAddr) -> (Family, u128) {
    match address {
        IpAddr::V4(address) => (Family::V4, u128::from(u32::from(address))),
        IpAddr::V6(address) => (Family::V6, u128::from(address)),
    }
}

fn dotted(text: &[u8]) -> Option<u32> {
    let (mut value, mut part, mut digits, mut dots) = (0u32, 0u32, 0, 0);
    for byte in text {
        match byte {
            b'0'..=b'9' if digits < 3 => {
                part = part * 10 + u32::from(byte - b'0');
                digits += 1;
            }
            b'.' if digits > 0 && dots < 3 && part < 256 => {
                value = value << 8 | part;
                (part, digits, dots) = (0, 0, dots + 1);
            }
            _ => return None,
        }
    }
    (dots == 3 && digits > 0 && part < 256).then_some(value << 8 | part)
}

/// An address as people write it.
pub fn show_address(family: Family, value: u128) -> String {
    family.address(value).to_string()
}

#[cfg(test)]
mod tests {
    use super::{Block, Family};

    #[track_caller]
    fn expect(text: &str, family: Family, low: &str, high: &str) {
        let one = |text: &str| Block::parse(text).unwrap().range.0;
        assert_eq!(Block::parse(text), Some(Block { family, range: (one(low), one(high)) }));
    }

    #[test]
    fn addresses_prefixes_masks_and_ranges_are_read() {
        expect("10.1.2.3", Family::V4, "10.1.2.3", "10.1.2.3");
        expect("10.1.2.3/8", Family::V4, "10.0.0.0", "10.255.255.255");
        expect("10.1.2.3/255.255.0.0", Family::V4, "10.1.0.0", "10.1.255.255");
        expect("0.0.0.0/0", Family::V4, "0.0.0.0", "255.255.255.255");
        expect("10.0.0.4-10.0.0.9", Family::V4, "10.0.0.4", "10.0.0.9");
        expect("2001:db8::/32", Family::V6, "2001:db8::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff");
        expect("::/0", Family::V6, "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for text in [
            "",
            "10.0.0",
            "10.0.0.256",
            "10.0.0.0/33",
            "::/129",
            "10.0.0.9-10.0.0.4",
            "10.0.0.1-::1",
            "a.example",
            "10.0.0.0/255.0.255.0",
            "1.2.3.4.5",
        ] {
            assert_eq!(Block::parse(text), None, "{text}");
        }
    }

    #[test]
    fn people_write_a_block_exactly() {
        let show =
            |text: &str| Block::parse_exact(text).map(|block| format!("{block} {}..{}", block.first(), block.last()));
        assert_eq!(show("10.20.0.0/16").as_deref(), Some("10.20.0.0/16 10.20.0.0..10.20.255.255"));
        assert_eq!(show("10.20.4.17/32").as_deref(), Some("10.20.4.17 10.20.4.17..10.20.4.17"));
        assert_eq!(show("0.0.0.0/0").as_deref(), Some("0.0.0.0/0 0.0.0.0..255.255.255.255"));
        assert_eq!(show("fd00::/8").as_deref(), Some("fd00::/8 fd00::..fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"));
        for text in ["", "10.20", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/+8", "::/129", "any", "10.0.0.0/255.0.0.0"] {
            assert_eq!(show(text), None, "{text}");
        }
        assert_eq!(show("10.0.0.1-10.0.0.9"), None, "a range is no block by its length");
        assert_eq!(show("10.20.4.17/24"), None, "an address inside is not taken for its block");
    }

    #[test]
    fn what_is_no_prefix_is_shown_as_a_range() {
        let show = |text: &str| Block::parse(text).unwrap().to_string();
        assert_eq!(show("10.0.0.1-10.0.0.2"), "10.0.0.1-10.0.0.2");
        assert_eq!(show("10.0.0.2-10.0.0.3"), "10.0.0.2/31");
        assert_eq!(show("::/0"), "::/0");
    }

    #[test]
    fn a_block_holds_only_its_own_family() {
        let all = Block::parse("0.0.0.0/0").unwrap();
        assert!(all.contains("1.2.3.4".parse().unwrap()) && !all.contains("::1".parse().unwrap()));
        assert!(!all.overlaps(Block::parse("::/0").unwrap()));
    }
}
