use crate::firewall::words::Kind;
use network::Family;

/// What a condition looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Key {
    Source(Family),
    Destination(Family),
    /// The protocol above IP, in the families of the mask.
    Protocol(u8),
    /// A port; the protocol it implies, 0 for any that was named before.
    SourcePort(u8),
    DestinationPort(u8),
    Type(Family),
    Code(Family),
    State,
    Input,
    Output,
    /// IPv4 or IPv6.
    Family,
}

impl Key {
    /// The key of two words such as `ip saddr`, `meta l4proto`, `tcp dport`; `None` for one that is not understood.
    pub(crate) fn of(protocol: &str, field: &str) -> Option<Key> {
        let transport = |protocol: &str| match protocol {
            "tcp" => Some(6),
            "udp" => Some(17),
            "dccp" => Some(33),
            "sctp" => Some(132),
            "udplite" => Some(136),
            "th" => Some(0),
            _ => None,
        };
        Some(match (protocol, field) {
            ("ip", "saddr") => Key::Source(Family::V4),
            ("ip", "daddr") => Key::Destination(Family::V4),
            ("ip6", "saddr") => Key::Source(Family::V6),
            ("ip6", "daddr") => Key::Destination(Family::V6),
            ("ip", "protocol") => Key::Protocol(1),
            ("ip6", "nexthdr") => Key::Protocol(2),
            ("meta", "l4proto") => Key::Protocol(3),
            ("meta", "nfproto") => Key::Family,
            ("meta", "iif" | "iifname") => Key::Input,
            ("meta", "oif" | "oifname") => Key::Output,
            ("icmp", "type") => Key::Type(Family::V4),
            ("icmp", "code") => Key::Code(Family::V4),
            ("icmpv6", "type") => Key::Type(Family::V6),
            ("icmpv6", "code") => Key::Code(Family::V6),
            ("ct", "state") => Key::State,
            (_, "sport") => Key::SourcePort(transport(protocol)?),
            (_, "dport") => Key::DestinationPort(transport(protocol)?),
            _ => return None,
        })
    }

    /// What its values are; `None` for words that are no numbers.
    pub(crate) fn kind(self) -> Option<Kind> {
        match self {
            Key::Source(_) | Key::Destination(_) => Some(Kind::Address),
            Key::Protocol(_) => Some(Kind::Protocol),
            Key::SourcePort(_) | Key::DestinationPort(_) => Some(Kind::Port),
            Key::Type(Family::V4) => Some(Kind::IcmpType),
            Key::Type(Family::V6) => Some(Kind::Icmpv6Type),
            Key::Code(_) => Some(Kind::IcmpCode),
            Key::State | Key::Input | Key::Output | Key::Family => None,
        }
    }

    /// The family of its addresses.
    pub(crate) fn address_family(self) -> Option<Family> {
        match self {
            Key::Source(family) | Key::Destination(family) => Some(family),
            _ => None,
        }
    }
}
