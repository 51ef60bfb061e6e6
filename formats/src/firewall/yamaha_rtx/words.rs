//! Words of YAMAHA's filters for numbers.

use crate::firewall::draft::{Side, SideMaker};
use network::{Block, Family, Ranges};

const PORTS: &[(&str, u128)] = &[
    ("domain", 53),
    ("finger", 79),
    ("ftp", 21),
    ("ftpdata", 20),
    ("gopher", 70),
    ("https", 443),
    ("ident", 113),
    ("imap", 143),
    ("netbios_dgm", 138),
    ("netbios_ns", 137),
    ("netbios_ssn", 139),
    ("nntp", 119),
    ("ntp", 123),
    ("pop3", 110),
    ("printer", 515),
    ("route", 520),
    ("smtp", 25),
    ("snmp", 161),
    ("ssh", 22),
    ("submission", 587),
    ("sunrpc", 111),
    ("syslog", 514),
    ("talk", 517),
    ("telnet", 23),
    ("tftp", 69),
    ("time", 37),
    ("uucp", 540),
    ("whois", 43),
    ("www", 80),
];

const PROTOCOLS: &[(&str, u128)] =
    &[("ah", 51), ("esp", 50), ("gre", 47), ("icmp", 1), ("icmp6", 58), ("tcp", 6), ("udp", 17)];

pub(super) fn port(text: &str) -> Option<u128> {
    let named = PORTS.iter().find(|(name, _)| *name == text).map(|(_, port)| *port);
    named.or_else(|| text.parse::<u16>().ok().map(u128::from))
}

pub(super) fn protocol(text: &str) -> Option<u128> {
    let named = PROTOCOLS.iter().find(|(name, _)| *name == text).map(|(_, number)| *number);
    named.or_else(|| text.parse::<u8>().ok().map(u128::from))
}

/// `*`, `80`, `www`, `135-139`, `1024-`, several with commas.
pub(super) fn ports(text: &str) -> Option<Ranges> {
    if text == "*" {
        return Some(Ranges::All);
    }
    let one = |part: &str| match part.split_once('-') {
        Some((low, high)) => {
            let low = if low.is_empty() { 0 } else { port(low)? };
            let high = if high.is_empty() { 65_535 } else { port(high)? };
            (low <= high).then_some((low, high))
        }
        None => port(part).map(|port| (port, port)),
    };
    text.split(',').map(one).collect::<Option<Vec<_>>>().map(Ranges::of)
}

/// `*`, `10.0.0.1`, `10.0.0.0/8`, `10.0.0.*`, `10.0.0.1-10.0.0.9`, several with commas.
pub(super) fn addresses(family: Family, text: &str) -> Side {
    if text == "*" {
        return Side::any_of(family);
    }
    let mut maker = SideMaker::default();
    for part in text.split(',') {
        let starred = part.trim_end_matches(".*");
        let prefix = if starred.len() < part.len() {
            let octets = starred.split('.').count();
            let zeros = ".0".repeat(4usize.saturating_sub(octets));
            Block::parse(&format!("{starred}{zeros}/{}", octets * 8))
        } else {
            Block::parse(part)
        };
        match prefix.filter(|prefix| prefix.family == family) {
            Some(prefix) => maker.prefix(prefix),
            None => maker.doubt(part),
        }
    }
    maker.finish()
}
