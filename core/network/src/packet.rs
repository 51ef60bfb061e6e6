//! A packet as a witness: the first one of a new connection, or of its replies.

use crate::policy::State;
use site::{Family, show_address};

/// Protocol numbers (IANA) that the proof knows by meaning.
pub(crate) const ICMP: u128 = 1;
pub(crate) const TCP: u128 = 6;
pub(crate) const UDP: u128 = 17;
pub(crate) const ICMPV6: u128 = 58;
/// TCP, UDP, DCCP, SCTP, UDP-Lite: the protocols with ports.
pub(crate) const WITH_PORTS: [u128; 5] = [TCP, UDP, 33, 132, 136];

/// What the two numbers behind a protocol mean.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Ports {
    /// Source and destination port.
    Ports,
    /// ICMP type and code.
    Types,
    /// Nothing.
    Nothing,
}

/// What the two numbers of a protocol mean.
pub fn ports_of(protocol: u8) -> Ports {
    let protocol = u128::from(protocol);
    if WITH_PORTS.contains(&protocol) {
        Ports::Ports
    } else if protocol == ICMP || protocol == ICMPV6 {
        Ports::Types
    } else {
        Ports::Nothing
    }
}

/// A packet that shows a difference.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Packet {
    /// IPv4 or IPv6.
    pub family: Family,
    /// Source address.
    pub source: u128,
    /// Destination address.
    pub destination: u128,
    /// Protocol number (IANA).
    pub protocol: u8,
    /// Source port, or ICMP type; 0 where there is none.
    pub first: u16,
    /// Destination port, or ICMP code; 0 where there is none.
    pub second: u16,
    /// What connection tracking says of it.
    pub state: State,
}

impl Packet {
    /// Its numbers in the order in which fields are split.
    pub(crate) fn fields(&self) -> [u128; 5] {
        [u128::from(self.protocol), self.source, self.destination, u128::from(self.second), u128::from(self.first)]
    }

    /// `tcp`, `udp`, `icmp`, …; the number where it has no name here.
    pub fn protocol_name(&self) -> String {
        match self.protocol {
            1 => "icmp".to_owned(),
            6 => "tcp".to_owned(),
            17 => "udp".to_owned(),
            33 => "dccp".to_owned(),
            47 => "gre".to_owned(),
            50 => "esp".to_owned(),
            58 => "icmpv6".to_owned(),
            132 => "sctp".to_owned(),
            136 => "udplite".to_owned(),
            other => other.to_string(),
        }
    }

    /// Source address as people write it.
    pub fn source_text(&self) -> String {
        show_address(self.family, self.source)
    }

    /// Destination address as people write it.
    pub fn destination_text(&self) -> String {
        show_address(self.family, self.destination)
    }
}

impl std::fmt::Display for Packet {
    /// `tcp 10.0.0.1:49152 → 10.0.0.2:443`
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (source, destination, name) = (self.source_text(), self.destination_text(), self.protocol_name());
        let ended = |address: String, port: u16| match self.family {
            Family::V4 => format!("{address}:{port}"),
            Family::V6 => format!("[{address}]:{port}"),
        };
        match ports_of(self.protocol) {
            Ports::Ports => {
                write!(out, "{name} {} → {}", ended(source, self.first), ended(destination, self.second))
            }
            Ports::Types => write!(out, "{name} type {} code {} {source} → {destination}", self.first, self.second),
            Ports::Nothing => write!(out, "{name} {source} → {destination}"),
        }
    }
}
