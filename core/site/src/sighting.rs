//! What was seen on the networks of a site: an address, on a day, by a way of looking that sees some things and not others.

use std::fmt;
use std::net::IpAddr;
use terms::Day;

/// The address of a network adapter (IEEE 802, 48 bits).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Mac([u8; 6]);

impl Mac {
    /// Reads `00:11:22:33:44:55`, `0:11:22:33:44:55`, `00-11-22-33-44-55` and `0011.2233.4455`; an address of nobody or of a
    /// group is none.
    pub fn parse(text: &str) -> Option<Mac> {
        let (split, most) = match text.bytes().find(|byte| matches!(byte, b':' | b'-' | b'.'))? {
            b'.' => ('.', 4),
            other => (char::from(other), 2),
        };
        let mut value = 0_u64;
        let mut parts = 0;
        for part in text.split(split) {
            let digits = !part.is_empty() && part.len() <= most && part.bytes().all(|byte| byte.is_ascii_hexdigit());
            parts += 1;
            if !digits || parts > 6 {
                return None;
            }
            value = value << (4 * most) | u64::from_str_radix(part, 16).ok()?;
        }
        let bytes = value.to_be_bytes();
        let [_, _, mac @ ..] = bytes;
        let whole = parts * most == 12;
        (whole && mac != [0; 6] && mac[0] & 1 == 0).then_some(Mac(mac))
    }
}

impl fmt::Display for Mac {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let [a, b, c, d, e, f] = self.0;
        write!(out, "{a:02x}:{b:02x}:{c:02x}:{d:02x}:{e:02x}:{f:02x}")
    }
}

/// How something was seen, and so what could not be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum SeenBy {
    /// A table of neighbours (ARP, IPv6 neighbour discovery): who spoke in one segment shortly before.
    Neighbours,
    /// Leases of a DHCP server: who asked it for an address.
    Leases,
    /// A port scan: who answered it.
    Scan,
    /// A log of flows: who spoke past its point.
    Flows,
}

/// An address that was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sighting {
    /// The address.
    pub address: IpAddr,
    /// Its adapter, where it was seen too.
    pub mac: Option<Mac>,
    /// Line of the file, from 1; 0 where it has none.
    pub line: u32,
}

/// An observation: its file, its day, and what was seen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The file, from the root of the site.
    pub file: String,
    /// How.
    pub by: SeenBy,
    /// The last day it tells of; `None` when nobody says.
    pub day: Option<Day>,
    /// Who was seen.
    pub sightings: Vec<Sighting>,
}

#[cfg(test)]
mod tests {
    use super::Mac;

    fn read(text: &str) -> Option<String> {
        Mac::parse(text).map(|mac| mac.to_string())
    }

    #[test]
    fn the_spellings_of_an_adapter_are_one() {
        for text in ["00:1b:08:03:04:05", "0:1B:8:3:4:5", "00-1b-08-03-04-05", "001b.0803.0405"] {
            assert_eq!(read(text).as_deref(), Some("00:1b:08:03:04:05"), "{text}");
        }
    }

    #[test]
    fn groups_and_nobody_are_no_adapter() {
        for text in
            ["ff:ff:ff:ff:ff:ff", "01:00:5e:00:00:01", "00:00:00:00:00:00", "00:11:22:33:44", "0011.2233", "x", ""]
        {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
