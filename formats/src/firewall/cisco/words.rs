//! Words of Cisco's access lists for numbers. They are not those of `/etc/services`: `kerberos` is port 750 here.

use crate::firewall::draft::Service;
use network::{Family, Ranges};

const PORTS: &[(&str, u128)] = &[
    ("aol", 5190),
    ("bgp", 179),
    ("biff", 512),
    ("bootpc", 68),
    ("bootps", 67),
    ("chargen", 19),
    ("cifs", 3020),
    ("citrix-ica", 1494),
    ("cmd", 514),
    ("ctiqbe", 2748),
    ("daytime", 13),
    ("discard", 9),
    ("dnsix", 195),
    ("domain", 53),
    ("drip", 3949),
    ("echo", 7),
    ("exec", 512),
    ("finger", 79),
    ("ftp", 21),
    ("ftp-data", 20),
    ("gopher", 70),
    ("h323", 1720),
    ("hostname", 101),
    ("http", 80),
    ("https", 443),
    ("ident", 113),
    ("imap4", 143),
    ("irc", 194),
    ("isakmp", 500),
    ("kerberos", 750),
    ("klogin", 543),
    ("kshell", 544),
    ("ldap", 389),
    ("ldaps", 636),
    ("login", 513),
    ("lotusnotes", 1352),
    ("lpd", 515),
    ("mobile-ip", 434),
    ("msrpc", 135),
    ("nameserver", 42),
    ("netbios-dgm", 138),
    ("netbios-ns", 137),
    ("netbios-ss", 139),
    ("netbios-ssn", 139),
    ("nfs", 2049),
    ("nntp", 119),
    ("non500-isakmp", 4500),
    ("ntp", 123),
    ("onep-plain", 15_001),
    ("onep-tls", 15_002),
    ("pcanywhere-data", 5631),
    ("pcanywhere-status", 5632),
    ("pim-auto-rp", 496),
    ("pop2", 109),
    ("pop3", 110),
    ("pptp", 1723),
    ("radius", 1645),
    ("radius-acct", 1646),
    ("rip", 520),
    ("rsh", 514),
    ("rtsp", 554),
    ("secureid-udp", 5510),
    ("sip", 5060),
    ("smtp", 25),
    ("snmp", 161),
    ("snmptrap", 162),
    ("sqlnet", 1521),
    ("ssh", 22),
    ("sunrpc", 111),
    ("syslog", 514),
    ("tacacs", 49),
    ("tacacs-ds", 65),
    ("talk", 517),
    ("telnet", 23),
    ("tftp", 69),
    ("time", 37),
    ("uucp", 540),
    ("vxlan", 4789),
    ("who", 513),
    ("whois", 43),
    ("www", 80),
    ("xdmcp", 177),
];

const PROTOCOLS: &[(&str, u128)] = &[
    ("ah", 51),
    ("ahp", 51),
    ("eigrp", 88),
    ("esp", 50),
    ("gre", 47),
    ("igmp", 2),
    ("igrp", 9),
    ("ipinip", 4),
    ("ipsec", 50),
    ("nos", 94),
    ("ospf", 89),
    ("pcp", 108),
    ("pim", 103),
    ("pptp", 47),
    ("sctp", 132),
    ("snp", 109),
    ("tcp", 6),
    ("udp", 17),
];

/// Type, and code where the word means one.
const ICMP: &[(&str, u128, Option<u128>)] = &[
    ("administratively-prohibited", 3, Some(13)),
    ("alternate-address", 6, None),
    ("conversion-error", 31, None),
    ("dod-host-prohibited", 3, Some(10)),
    ("dod-net-prohibited", 3, Some(9)),
    ("echo", 8, None),
    ("echo-reply", 0, None),
    ("general-parameter-problem", 12, Some(0)),
    ("host-isolated", 3, Some(8)),
    ("host-precedence-unreachable", 3, Some(14)),
    ("host-redirect", 5, Some(1)),
    ("host-tos-redirect", 5, Some(3)),
    ("host-tos-unreachable", 3, Some(12)),
    ("host-unknown", 3, Some(7)),
    ("host-unreachable", 3, Some(1)),
    ("information-reply", 16, None),
    ("information-request", 15, None),
    ("mask-reply", 18, None),
    ("mask-request", 17, None),
    ("mobile-redirect", 32, None),
    ("net-redirect", 5, Some(0)),
    ("net-tos-redirect", 5, Some(2)),
    ("net-tos-unreachable", 3, Some(11)),
    ("net-unreachable", 3, Some(0)),
    ("network-unknown", 3, Some(6)),
    ("no-room-for-option", 12, Some(2)),
    ("option-missing", 12, Some(1)),
    ("packet-too-big", 3, Some(4)),
    ("parameter-problem", 12, None),
    ("port-unreachable", 3, Some(3)),
    ("precedence-unreachable", 3, Some(15)),
    ("protocol-unreachable", 3, Some(2)),
    ("reassembly-timeout", 11, Some(1)),
    ("redirect", 5, None),
    ("router-advertisement", 9, None),
    ("router-solicitation", 10, None),
    ("source-quench", 4, None),
    ("source-route-failed", 3, Some(5)),
    ("time-exceeded", 11, None),
    ("timestamp-reply", 14, None),
    ("timestamp-request", 13, None),
    ("traceroute", 30, None),
    ("ttl-exceeded", 11, Some(0)),
    ("unreachable", 3, None),
];

const ICMP6: &[(&str, u128, Option<u128>)] = &[
    ("destination-unreachable", 1, None),
    ("echo", 128, None),
    ("echo-reply", 129, None),
    ("echo-request", 128, None),
    ("membership-query", 130, None),
    ("membership-reduction", 132, None),
    ("membership-report", 131, None),
    ("mld-query", 130, None),
    ("mld-reduction", 132, None),
    ("mld-report", 131, None),
    ("nd-na", 136, None),
    ("nd-ns", 135, None),
    ("neighbor-advertisement", 136, None),
    ("neighbor-redirect", 137, None),
    ("neighbor-solicitation", 135, None),
    ("packet-too-big", 2, None),
    ("parameter-problem", 4, None),
    ("router-advertisement", 134, None),
    ("router-renumbering", 138, None),
    ("router-solicitation", 133, None),
    ("time-exceeded", 3, None),
    ("unreachable", 1, None),
];

fn digits(text: &str, most: u128) -> Option<u128> {
    let fits = !text.is_empty() && text.len() <= 5 && text.bytes().all(|byte| byte.is_ascii_digit());
    text.parse().ok().filter(|value| fits && *value <= most)
}

/// A port by name or number.
pub(super) fn port(text: &str) -> Option<u128> {
    digits(text, 65_535).or_else(|| PORTS.iter().find(|(name, _)| *name == text).map(|(_, port)| *port))
}

/// A protocol by name or number; `ip` is any. `v6`: inside an IPv6 list, where `icmp` is ICMPv6.
pub(super) fn protocol(text: &str, v6: bool) -> Option<Service> {
    let of = |number: u128, family: Family| Service { families: family.bit(), ..Service::protocol(number) };
    Some(match text {
        "ip" | "ipv6" | "0" => Service::ANY,
        "icmp" if v6 => of(58, Family::V6),
        "icmp" | "1" => of(1, Family::V4),
        "icmp6" | "58" => of(58, Family::V6),
        text => {
            let named = PROTOCOLS.iter().find(|(name, _)| *name == text).map(|(_, number)| *number);
            Service::protocol(digits(text, 255).or(named)?)
        }
    })
}

/// An ICMP type by name or number, with the code that the name means.
pub(super) fn icmp(text: &str, family: Family) -> Option<(u128, Option<u128>)> {
    let table = if family == Family::V4 { ICMP } else { ICMP6 };
    let named = table.iter().find(|(name, ..)| *name == text).map(|(_, kind, code)| (*kind, *code));
    digits(text, 255).map(|kind| (kind, None)).or(named)
}

pub(super) fn icmp_code(text: &str) -> Option<u128> {
    digits(text, 255)
}

/// Ports of an operator: `eq`, `neq`, `lt`, `gt`, `range`; how many words it took.
pub(super) fn operator(words: &[&str]) -> Option<(Ranges, usize)> {
    let (word, first) = (*words.first()?, port(words.get(1)?)?);
    Some(match word {
        "eq" | "neq" => {
            let ports: Vec<(u128, u128)> =
                words[1..].iter().map_while(|word| port(word)).map(|port| (port, port)).collect();
            let count = ports.len() + 1;
            let ranges = Ranges::of(ports);
            (if word == "eq" { ranges } else { ranges.not(65_535) }, count)
        }
        // Nothing is lower than 0 and nothing higher than 65535.
        "lt" => (first.checked_sub(1).map_or_else(Ranges::none, |last| Ranges::One(0, last)), 2),
        "gt" => (Ranges::of(vec![(first + 1, 65_535)]), 2),
        "range" => {
            let last = port(words.get(2)?)?;
            (Ranges::of(vec![(first.min(last), first.max(last))]), 3)
        }
        _ => return None,
    })
}
