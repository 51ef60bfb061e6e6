//! IP addresses as numbers of one field per family.

use crate::ranges::Ranges;
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

    /// `IPv4` or `IPv6`.
    pub fn name(self) -> &'static str {
        match self {
            Family::V4 => "IPv4",
            Family::V6 => "IPv6",
        }
    }
}

/// Addresses of one family written as one range: an address, a prefix or a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prefix {
    /// The family.
    pub family: Family,
    /// First and last address.
    pub range: (u128, u128),
}

impl Prefix {
    /// Reads `10.0.0.1`, `10.0.0.0/8`, `10.0.0.1-10.0.0.9`, `10.0.0.0/255.0.0.0` and the same in IPv6.
    pub fn parse(text: &str) -> Option<Prefix> {
        if let Some((low, high)) = text.split_once('-') {
            let ((family, low), (other, high)) = (address(low)?, address(high)?);
            return (family == other && low <= high).then_some(Prefix { family, range: (low, high) });
        }
        let Some((base, mask)) = text.split_once('/') else {
            let (family, value) = address(text)?;
            return Some(Prefix { family, range: (value, value) });
        };
        let (family, value) = address(base)?;
        let width = if family == Family::V4 { 32u32 } else { 128 };
        let length = match mask.parse::<u32>() {
            Ok(length) => length,
            Err(_) => mask_length(family, mask)?,
        };
        Some(Prefix { family, range: block(value, length, width)? })
    }

    /// Its numbers.
    pub fn ranges(self) -> Ranges {
        Ranges::One(self.range.0, self.range.1)
    }
}

/// The block of a prefix length around an address.
fn block(value: u128, length: u32, width: u32) -> Option<(u128, u128)> {
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
    match text.parse::<IpAddr>().ok()? {
        IpAddr::V4(address) => Some((Family::V4, u128::from(u32::from(address)))),
        IpAddr::V6(address) => Some((Family::V6, u128::from(address))),
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
    match family {
        Family::V4 => Ipv4Addr::from(u32::try_from(value).unwrap_or(u32::MAX)).to_string(),
        Family::V6 => Ipv6Addr::from(value).to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Family, Prefix};

    #[track_caller]
    fn expect(text: &str, family: Family, low: &str, high: &str) {
        let one = |text: &str| Prefix::parse(text).unwrap().range.0;
        assert_eq!(Prefix::parse(text), Some(Prefix { family, range: (one(low), one(high)) }));
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
            assert_eq!(Prefix::parse(text), None, "{text}");
        }
    }
}
