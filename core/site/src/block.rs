use std::fmt;
use std::net::IpAddr;

/// Addresses that share their first bits: `10.20.0.0/16`, `fd00::/8`, or one address. RFC 4632, RFC 4291 section 2.3.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Block {
    first: IpAddr,
    length: u8,
}

/// Why a text is no block.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotABlock {
    /// It is no address, or the length after `/` is none.
    Unreadable,
    /// Bits are set behind the length: an address inside was written where the block was meant.
    BitsBehindLength,
}

impl Block {
    /// The block that holds one address.
    pub fn one(address: IpAddr) -> Block {
        Block { first: address, length: width(address) }
    }

    /// The block of this length around an address.
    pub fn around(address: IpAddr, length: u8) -> Option<Block> {
        (length <= width(address)).then(|| Block { first: masked(address, length), length })
    }

    /// Reads a block as it is written.
    pub fn parse(text: &str) -> Result<Block, NotABlock> {
        let (address, length) = match text.split_once('/') {
            None => (text, None),
            Some((address, length)) => {
                let plain = !length.is_empty() && length.bytes().all(|byte| byte.is_ascii_digit());
                let length: u8 = length.parse().ok().filter(|_| plain).ok_or(NotABlock::Unreadable)?;
                (address, Some(length))
            }
        };
        let address: IpAddr = address.trim().parse().map_err(|_| NotABlock::Unreadable)?;
        let block = Block::around(address, length.unwrap_or(width(address))).ok_or(NotABlock::Unreadable)?;
        if block.first == address { Ok(block) } else { Err(NotABlock::BitsBehindLength) }
    }

    /// Its first address.
    pub fn first(self) -> IpAddr {
        self.first
    }

    /// Its last address.
    pub fn last(self) -> IpAddr {
        match self.first {
            IpAddr::V4(first) => {
                let free = u32::MAX.checked_shr(u32::from(self.length)).unwrap_or(0);
                IpAddr::V4((u32::from(first) | free).into())
            }
            IpAddr::V6(first) => {
                let free = u128::MAX.checked_shr(u32::from(self.length)).unwrap_or(0);
                IpAddr::V6((u128::from(first) | free).into())
            }
        }
    }

    /// How many first bits are shared.
    pub fn length(self) -> u8 {
        self.length
    }

    /// Whether it holds one address only.
    pub fn is_one(self) -> bool {
        self.length == width(self.first)
    }

    /// Whether the address is inside.
    pub fn contains(self, address: IpAddr) -> bool {
        self.first.is_ipv4() == address.is_ipv4() && masked(address, self.length) == self.first
    }

    /// Whether an address is inside both.
    pub fn overlaps(self, other: Block) -> bool {
        self.contains(other.first) || other.contains(self.first)
    }
}

/// Bits of an address of this version.
fn width(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn masked(address: IpAddr, length: u8) -> IpAddr {
    match address {
        IpAddr::V4(address) => {
            let free = u32::MAX.checked_shr(u32::from(length)).unwrap_or(0);
            IpAddr::V4((u32::from(address) & !free).into())
        }
        IpAddr::V6(address) => {
            let free = u128::MAX.checked_shr(u32::from(length)).unwrap_or(0);
            IpAddr::V6((u128::from(address) & !free).into())
        }
    }
}

impl fmt::Display for Block {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_one() { write!(out, "{}", self.first) } else { write!(out, "{}/{}", self.first, self.length) }
    }
}

#[cfg(test)]
mod tests {
    use super::{Block, NotABlock};

    fn read(text: &str) -> String {
        match Block::parse(text) {
            Ok(block) => format!("{block} {}..{}", block.first(), block.last()),
            Err(why) => format!("{why:?}"),
        }
    }

    #[test]
    fn blocks_and_single_addresses_are_read() {
        assert_eq!(read("10.20.0.0/16"), "10.20.0.0/16 10.20.0.0..10.20.255.255");
        assert_eq!(read("10.20.4.17"), "10.20.4.17 10.20.4.17..10.20.4.17");
        assert_eq!(read("10.20.4.17/32"), "10.20.4.17 10.20.4.17..10.20.4.17");
        assert_eq!(read("0.0.0.0/0"), "0.0.0.0/0 0.0.0.0..255.255.255.255");
        assert_eq!(read("fd00::/8"), "fd00::/8 fd00::..fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
    }

    #[test]
    fn an_address_inside_is_not_taken_for_its_block() {
        assert_eq!(Block::parse("10.20.4.17/24"), Err(NotABlock::BitsBehindLength));
    }

    #[test]
    fn what_is_no_block_is_refused() {
        for text in ["", "10.20", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/+8", "::/129", "any"] {
            assert_eq!(Block::parse(text), Err(NotABlock::Unreadable), "{text}");
        }
    }

    #[test]
    fn a_block_holds_only_its_own_version() {
        let all = Block::parse("0.0.0.0/0").unwrap();
        assert!(all.contains("1.2.3.4".parse().unwrap()) && !all.contains("::1".parse().unwrap()));
        assert!(!all.overlaps(Block::parse("::/0").unwrap()));
    }
}
