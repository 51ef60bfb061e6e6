//! The network profile of a device: the flows it needs, as its maker declares them (network.yaml).

use crate::ranges::Ranges;
use site::Family;
use terms::{Place, Text};

/// Who opens a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Initiator {
    /// The device.
    Device,
    /// The other side.
    Peer,
}

/// Whether the device does its work without the flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Need {
    /// It must pass.
    Needed,
    /// It may pass or not.
    Optional,
}

/// What kind of data a flow carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum DataWord {
    /// Data about patients.
    Patient,
    /// Commands that change what the device does.
    Control,
    /// About the device itself.
    Device,
    /// None of these.
    Other,
}

/// The protocol of a flow.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Protocol {
    /// ICMP of the family in use.
    Icmp,
    /// Another protocol by its number (IANA).
    Number(u8),
}

/// Ports or ICMP types, both ends included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PortRange {
    /// The first.
    pub first: u16,
    /// The last.
    pub last: u16,
}

/// A declared flow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Flow {
    /// Where it was declared.
    pub place: Place,
    /// Its id.
    pub id: String,
    /// Who opens it.
    pub initiator: Initiator,
    /// The role of the other side.
    pub peer: String,
    /// What it runs over.
    pub protocol: Protocol,
    /// Ports it is opened to; ICMP types where the protocol is ICMP. None given: all.
    pub ports: Vec<PortRange>,
    /// Ports it is opened from. None given: all.
    pub source_ports: Vec<PortRange>,
    /// Whether it must pass.
    pub need: Need,
    /// What it is for.
    pub purpose: Text,
    /// What it carries.
    pub data: Option<DataWord>,
    /// How it is encrypted, in words (`TLS 1.3`, `none`).
    pub encryption: Option<String>,
    /// How the sides prove who they are, in words.
    pub authentication: Option<String>,
    /// What happens when it is blocked.
    pub effect_if_blocked: Option<Text>,
    /// Whether care cannot be without it, even while the device is separated from everything else.
    pub essential_for_care: Option<bool>,
}

/// A service that the device offers on the network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Where it was declared.
    pub place: Place,
    /// Its id.
    pub id: String,
    /// What it runs over.
    pub protocol: Protocol,
    /// Its ports.
    pub ports: Vec<PortRange>,
    /// What it is for.
    pub purpose: Text,
    /// How it is encrypted, in words.
    pub encryption: Option<String>,
    /// How clients prove who they are, in words.
    pub authentication: Option<String>,
}

/// A compensating control that the maker offers: packets that a facility may stop.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CompensatingControl {
    /// Where it was declared.
    pub place: Place,
    /// Its id.
    pub id: String,
    /// What it helps against and what it costs.
    pub effect: Text,
    /// Who would open the connection that is stopped.
    pub initiator: Initiator,
    /// The role of the other side, or `any`.
    pub peer: String,
    /// What it would run over.
    pub protocol: Protocol,
    /// Ports it would be opened to. None given: all.
    pub ports: Vec<PortRange>,
}

/// A service outside the facility that the device talks to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CloudEndPoint {
    /// Where it was declared.
    pub place: Place,
    /// Its name on the network (`telemetry.maker.example`), or its addresses.
    pub host: String,
    /// What it is for.
    pub purpose: Text,
    /// Ids of the flows that go there.
    pub flows: Vec<String>,
}

/// A device's network profile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Profile {
    /// Where it was declared.
    pub place: Place,
    /// Id of the device.
    pub device: String,
    /// Its own version.
    pub version: String,
    /// In the order declared.
    pub flows: Vec<Flow>,
    /// Services it offers.
    pub services: Vec<Service>,
    /// Controls a facility may put in force.
    pub compensating_controls: Vec<CompensatingControl>,
    /// How the device is serviced from afar, or that it is not.
    pub remote_service: Option<Text>,
    /// Services outside the facility that it talks to.
    pub cloud_end_points: Vec<CloudEndPoint>,
    /// Whether the maker stands by it; `Some(false)` for a draft that somebody else made of ports and sheets.
    pub confirmed_by_maker: Option<bool>,
}

impl Profile {
    /// The peer role that means everybody.
    pub const ANY: &'static str = "any";

    /// Whether it can be leaned on for what the device needs: its maker stands by it, and it declares something.
    pub fn says_what_is_needed(&self) -> bool {
        !self.is_unconfirmed() && !self.flows.is_empty()
    }

    /// Whether it says of itself that the maker does not stand by it.
    pub fn is_unconfirmed(&self) -> bool {
        self.confirmed_by_maker == Some(false)
    }
}

impl Protocol {
    /// The protocol of a name or number.
    pub fn parse(text: &str) -> Option<Protocol> {
        Some(match text.to_ascii_lowercase().as_str() {
            "icmp" | "1" => Protocol::Icmp,
            "tcp" => Protocol::Number(6),
            "udp" => Protocol::Number(17),
            "dccp" => Protocol::Number(33),
            "gre" => Protocol::Number(47),
            "esp" => Protocol::Number(50),
            "sctp" => Protocol::Number(132),
            number => Protocol::Number(number.parse().ok()?),
        })
    }
}

impl std::fmt::Display for Protocol {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Protocol::Icmp => write!(out, "icmp"),
            Protocol::Number(6) => write!(out, "tcp"),
            Protocol::Number(17) => write!(out, "udp"),
            Protocol::Number(33) => write!(out, "dccp"),
            Protocol::Number(47) => write!(out, "gre"),
            Protocol::Number(50) => write!(out, "esp"),
            Protocol::Number(132) => write!(out, "sctp"),
            Protocol::Number(number) => write!(out, "{number}"),
        }
    }
}

impl PortRange {
    /// Reads `443` or `1024-65535`.
    pub fn parse(text: &str) -> Option<PortRange> {
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        let (first, last) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        (first <= last).then_some(PortRange { first, last })
    }
}

impl std::fmt::Display for PortRange {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.first == self.last {
            write!(out, "{}", self.first)
        } else {
            write!(out, "{}-{}", self.first, self.last)
        }
    }
}

/// Ports as a set; none given means all.
pub(crate) fn ports(ranges: &[PortRange]) -> Ranges {
    if ranges.is_empty() {
        return Ranges::All;
    }
    Ranges::of(ranges.iter().map(|range| (u128::from(range.first), u128::from(range.last))).collect())
}

impl Flow {
    /// Protocol number, first and second numbers (source and destination port, or ICMP type and code) of the packet that
    /// opens the flow, or of its answers; `None` where the family has none.
    pub(crate) fn numbers(&self, family: Family, reply: bool) -> Option<(u128, Ranges, Ranges)> {
        let (to, from) = (ports(&self.ports), ports(&self.source_ports));
        match self.protocol {
            Protocol::Number(number) => {
                let number = u128::from(number);
                if !crate::packet::WITH_PORTS.contains(&number) {
                    return (!reply).then_some((number, Ranges::All, Ranges::All));
                }
                Some(if reply { (number, to, from) } else { (number, from, to) })
            }
            Protocol::Icmp => icmp(&to, family, reply),
        }
    }
}

/// Echo is the one exchange with an answer, and the one type whose number in IPv6 follows from that in IPv4.
fn icmp(types: &Ranges, family: Family, reply: bool) -> Option<(u128, Ranges, Ranges)> {
    let (protocol, request, answer) = match family {
        Family::V4 => (crate::packet::ICMP, 8, 0),
        Family::V6 => (crate::packet::ICMPV6, 128, 129),
    };
    if reply {
        return types.holds(8).then(|| (protocol, Ranges::single(answer), Ranges::All));
    }
    match (family, types) {
        (_, Ranges::All) | (Family::V4, _) => Some((protocol, types.clone(), Ranges::All)),
        (Family::V6, types) => types.holds(8).then(|| (protocol, Ranges::single(request), Ranges::All)),
    }
}
