//! Names that firewall languages use for numbers (IANA; the names of `/etc/services`, `/etc/protocols` and nft).

use network::{Block, Ranges};

const PROTOCOLS: &[(&str, u128)] = &[
    ("ah", 51),
    ("comp", 108),
    ("dccp", 33),
    ("egp", 8),
    ("esp", 50),
    ("gre", 47),
    ("icmp", 1),
    ("icmpv6", 58),
    ("igmp", 2),
    ("ipcomp", 108),
    ("ipip", 4),
    ("ipencap", 4),
    ("ipv6", 41),
    ("ipv6-icmp", 58),
    ("ospf", 89),
    ("pim", 103),
    ("sctp", 132),
    ("tcp", 6),
    ("udp", 17),
    ("udplite", 136),
    ("vrrp", 112),
    ("l2tp", 115),
    ("mobility-header", 135),
    ("ipv6-mh", 135),
];

const SERVICES: &[(&str, u128)] = &[
    ("acr-nema", 104),
    ("amqp", 5672),
    ("amqps", 5671),
    ("bgp", 179),
    ("bootpc", 68),
    ("bootps", 67),
    ("dicom", 104),
    ("dicom-tls", 2762),
    ("domain", 53),
    ("finger", 79),
    ("ftp", 21),
    ("ftp-data", 20),
    ("gopher", 70),
    ("http", 80),
    ("http-alt", 8080),
    ("https", 443),
    ("imap", 143),
    ("imap2", 143),
    ("imaps", 993),
    ("ipp", 631),
    ("isakmp", 500),
    ("kerberos", 88),
    ("kpasswd", 464),
    ("ldap", 389),
    ("ldaps", 636),
    ("microsoft-ds", 445),
    ("ms-sql-s", 1433),
    ("ms-wbt-server", 3389),
    ("mysql", 3306),
    ("netbios-dgm", 138),
    ("netbios-ns", 137),
    ("netbios-ssn", 139),
    ("nfs", 2049),
    ("ntp", 123),
    ("openvpn", 1194),
    ("pop3", 110),
    ("pop3s", 995),
    ("postgresql", 5432),
    ("radius", 1812),
    ("radius-acct", 1813),
    ("rsync", 873),
    ("rtsp", 554),
    ("sip", 5060),
    ("sip-tls", 5061),
    ("smtp", 25),
    ("smtps", 465),
    ("snmp", 161),
    ("snmp-trap", 162),
    ("snmptrap", 162),
    ("ssh", 22),
    ("submission", 587),
    ("sunrpc", 111),
    ("syslog", 514),
    ("telnet", 23),
    ("telnets", 992),
    ("tftp", 69),
    ("time", 37),
    ("whois", 43),
    ("ipsec-nat-t", 4500),
    ("mdns", 5353),
];

const ICMP_TYPES: &[(&str, u128)] = &[
    ("address-mask-reply", 18),
    ("address-mask-request", 17),
    ("destination-unreachable", 3),
    ("echo-reply", 0),
    ("echo-request", 8),
    ("info-reply", 16),
    ("info-request", 15),
    ("parameter-problem", 12),
    ("ping", 8),
    ("pong", 0),
    ("redirect", 5),
    ("router-advertisement", 9),
    ("router-solicitation", 10),
    ("source-quench", 4),
    ("time-exceeded", 11),
    ("timestamp-reply", 14),
    ("timestamp-request", 13),
];

const ICMPV6_TYPES: &[(&str, u128)] = &[
    ("destination-unreachable", 1),
    ("echo-reply", 129),
    ("echo-request", 128),
    ("ind-neighbor-advert", 142),
    ("ind-neighbor-solicit", 141),
    ("mld-listener-done", 132),
    ("mld-listener-query", 130),
    ("mld-listener-reduction", 132),
    ("mld-listener-report", 131),
    ("mld2-listener-report", 143),
    ("nd-neighbor-advert", 136),
    ("nd-neighbor-solicit", 135),
    ("nd-redirect", 137),
    ("nd-router-advert", 134),
    ("nd-router-solicit", 133),
    ("neighbour-advertisement", 136),
    ("neighbor-advertisement", 136),
    ("neighbour-solicitation", 135),
    ("neighbor-solicitation", 135),
    ("packet-too-big", 2),
    ("parameter-problem", 4),
    ("redirect", 137),
    ("router-advertisement", 134),
    ("router-renumbering", 138),
    ("router-solicitation", 133),
    ("time-exceeded", 3),
];

/// What the values of a field are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Address,
    Protocol,
    Port,
    IcmpType,
    Icmpv6Type,
    IcmpCode,
}

impl Kind {
    /// The largest number of the field; of addresses, IPv6's.
    pub(crate) fn most(self) -> u128 {
        match self {
            Kind::Address => u128::MAX,
            Kind::Port => 65_535,
            Kind::Protocol | Kind::IcmpType | Kind::Icmpv6Type | Kind::IcmpCode => 255,
        }
    }
}

/// The numbers of a value: a number, a name, a range with `between`; `None` for what is not known.
pub(crate) fn numbers(kind: Kind, text: &str, between: char) -> Option<(u128, u128)> {
    if kind == Kind::Address {
        return Block::parse(text).map(|prefix| prefix.range);
    }
    if let Some(value) = number(kind, text) {
        return Some((value, value));
    }
    let (low, high) = text.split_once(between)?;
    // Names of services may hold a hyphen, so the whole is tried first.
    let (low, high) = (number(kind, low.trim())?, number(kind, high.trim())?);
    (low <= high).then_some((low, high))
}

fn number(kind: Kind, text: &str) -> Option<u128> {
    let table = match kind {
        Kind::Address => return None,
        Kind::Protocol => PROTOCOLS,
        Kind::Port => SERVICES,
        Kind::IcmpType => ICMP_TYPES,
        Kind::Icmpv6Type => ICMPV6_TYPES,
        Kind::IcmpCode => &[],
    };
    if text.is_empty() {
        return None;
    }
    let value = if text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit()) {
        text.bytes().fold(0u128, |value, byte| value * 10 + u128::from(byte - b'0'))
    } else if let Some(digits) = text.strip_prefix("0x") {
        u128::from_str_radix(digits, 16).ok()?
    } else {
        table.iter().find(|(name, _)| name.eq_ignore_ascii_case(text))?.1
    };
    (value <= kind.most()).then_some(value)
}

/// Protocols that have ports.
pub(crate) fn with_ports() -> Ranges {
    Ranges::of([6, 17, 33, 132, 136].map(|protocol| (protocol, protocol)).to_vec())
}

#[cfg(test)]
mod tests {
    use super::{Kind, numbers};

    #[test]
    fn names_numbers_and_ranges_are_read() {
        assert_eq!(numbers(Kind::Port, "https", '-'), Some((443, 443)));
        assert_eq!(numbers(Kind::Port, "ms-sql-s", '-'), Some((1433, 1433)));
        assert_eq!(numbers(Kind::Port, "1024-65535", '-'), Some((1024, 65_535)));
        assert_eq!(numbers(Kind::Port, "65536", '-'), None);
        assert_eq!(numbers(Kind::Port, "9-3", '-'), None);
        assert_eq!(numbers(Kind::Protocol, "ipv6-icmp", '-'), Some((58, 58)));
        assert_eq!(numbers(Kind::Icmpv6Type, "echo-request", '-'), Some((128, 128)));
        assert_eq!(numbers(Kind::Address, "no.such.host", '-'), None);
    }
}
