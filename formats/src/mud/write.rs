//! Writes a profile as a MUD file: what MUD can say as its rules, the rest beside it under names of our own, so that reading it
//! back gives the same profile.

use super::{EXTENSION, FLOW, PROFILE, ROLE};
use crate::dossier::{Field, v1};
use crate::yaml::{Node, json_pretty};
use network::{Initiator, PortRange, Profile, Protocol};
use terms::Instant;

/// What a MUD file says beside the profile.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// `mud-url`: where the maker will publish the file.
    pub url: &'a str,
    /// When it is written.
    pub now: Instant,
    /// Name of the device, for people.
    pub name: &'a str,
}

/// A MUD file, and what its rules could not say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// The file.
    pub text: String,
    /// Flows that are not in its rules: id and why, English and Japanese.
    pub not_written: Vec<(String, [&'static str; 2])>,
}

/// Hours for which a manager may keep the file (RFC 8520, 3.5).
const CACHE_HOURS: u32 = 48;

/// A name for people has at most this many characters (RFC 8520, 3.8, systeminfo).
const LONGEST_NAME: usize = 60;

/// Writes the profile.
pub fn write(profile: &v1::Network, about: About<'_>) -> Written {
    let mut not_written = Vec::new();
    let mut lists: [(&str, &str, Vec<Node>); 4] = [
        ("from-ipv4", "ipv4-acl-type", Vec::new()),
        ("from-ipv6", "ipv6-acl-type", Vec::new()),
        ("to-ipv4", "ipv4-acl-type", Vec::new()),
        ("to-ipv6", "ipv6-acl-type", Vec::new()),
    ];
    for flow in &profile.flows {
        if let Some(why) = unsayable(flow) {
            not_written.push((flow.id.clone(), why));
            continue;
        }
        for (name, _, rules) in &mut lists {
            rules.extend(rules_of(flow, name.starts_with("from"), name.ends_with("ipv4")));
        }
    }
    let named = |prefix: &str| {
        let names = lists.iter().filter(|(name, _, rules)| name.starts_with(prefix) && !rules.is_empty());
        let names = names.map(|(name, _, _)| Node::map([("name", Node::text(*name))]));
        Node::map([("access-lists", Node::map([("access-list", Node::list(names))]))])
    };
    let name: String = about.name.chars().take(LONGEST_NAME).collect();
    let beside = v1::Network { flows: Vec::new(), ..profile.clone() };
    let container = Node::map([
        ("mud-version", Node::plain(1)),
        ("mud-url", Node::text(about.url)),
        ("last-update", Node::text(about.now.to_string())),
        ("cache-validity", Node::plain(CACHE_HOURS)),
        ("is-supported", Node::plain(true)),
        ("systeminfo", Node::text(name)),
        ("extensions", Node::list([Node::text(EXTENSION)])),
        ("from-device-policy", named("from")),
        ("to-device-policy", named("to")),
        (PROFILE, beside.write().unwrap_or_else(|| Node::map::<&str>([]))),
    ]);
    let lists = lists.into_iter().filter(|(_, _, rules)| !rules.is_empty()).map(|(name, kind, rules)| {
        Node::map([
            ("name", Node::text(name)),
            ("type", Node::text(kind)),
            ("aces", Node::map([("ace", Node::list(rules))])),
        ])
    });
    let lists = Node::map([("acl", Node::list(lists))]);
    let text = json_pretty(&Node::map([("ietf-mud:mud", container), ("ietf-access-control-list:acls", lists)]));
    Written { text, not_written }
}

/// Why the rules of MUD cannot say a flow exactly.
fn unsayable(flow: &v1::Flow) -> Option<[&'static str; 2]> {
    let has_ports = !flow.ports.is_empty() || !flow.source_ports.is_empty();
    match flow.protocol {
        Protocol::Number(6 | 17) => None,
        Protocol::Icmp if !flow.source_ports.is_empty() => Some(["codes of ICMP", "ICMP のコード"]),
        Protocol::Icmp if flow.ports.iter().any(|range| range.first != range.last || range.last > 255) => {
            Some(["a range of ICMP types", "ICMP タイプの範囲"])
        }
        Protocol::Number(1 | 58) => Some(["ICMP by its number", "番号で指定した ICMP"]),
        Protocol::Number(_) if has_ports => {
            Some(["ports of a protocol other than TCP and UDP", "TCP・UDP 以外のプロトコルのポート"])
        }
        Protocol::Icmp | Protocol::Number(_) => None,
    }
}

/// The rules of one flow in one direction and family: one for each pair of port ranges.
fn rules_of(flow: &v1::Flow, from_device: bool, ipv4: bool) -> Vec<Node> {
    let opening = (flow.initiator == Initiator::Device) == from_device;
    let mut rules = Vec::new();
    for (opened_to, opened_from) in pairs(flow) {
        let Some(layer) = layer(flow, opening, ipv4, opened_to, opened_from) else { continue };
        let mut matches = Vec::new();
        if flow.peer != Profile::ANY {
            let role = format!("{ROLE}{}", flow.peer);
            matches.push(("ietf-mud:mud", Node::map([("controller", Node::text(role))])));
        }
        let protocol = match flow.protocol {
            Protocol::Icmp if ipv4 => 1,
            Protocol::Icmp => 58,
            Protocol::Number(number) => number,
        };
        let family = if ipv4 { "ipv4" } else { "ipv6" };
        matches.push((family, Node::map([("protocol", Node::plain(protocol))])));
        matches.extend(layer);
        let number = rules.len() + 1;
        let direction = if from_device { "from" } else { "to" };
        rules.push(Node::map([
            ("name", Node::text(format!("{}-{direction}-{number}", flow.id))),
            ("matches", Node::map(matches)),
            ("actions", Node::map([("forwarding", Node::text("accept"))])),
            (FLOW, flow.write().unwrap_or_else(|| Node::map::<&str>([]))),
        ]));
    }
    rules
}

type Pair = (Option<PortRange>, Option<PortRange>);

/// Every pair of a range opened to and a range opened from; `None` stands for every port.
fn pairs(flow: &v1::Flow) -> Vec<Pair> {
    let each = |ranges: &[PortRange]| -> Vec<Option<PortRange>> {
        if ranges.is_empty() { vec![None] } else { ranges.iter().copied().map(Some).collect() }
    };
    let from = each(&flow.source_ports);
    each(&flow.ports).into_iter().flat_map(|to| from.iter().map(move |from| (to, *from))).collect()
}

/// What stands above the network layer; `None`: the family has no such packet.
fn layer(
    flow: &v1::Flow,
    opening: bool,
    ipv4: bool,
    to: Option<PortRange>,
    from: Option<PortRange>,
) -> Option<Vec<(&'static str, Node)>> {
    match flow.protocol {
        Protocol::Number(number @ (6 | 17)) => {
            let (source, destination) = if opening { (from, to) } else { (to, from) };
            let mut inside = Vec::new();
            inside.extend(source.map(|range| ("source-port", port(range))));
            inside.extend(destination.map(|range| ("destination-port", port(range))));
            if number == 6 {
                let by_device = flow.initiator == Initiator::Device;
                let word = if by_device { "from-device" } else { "to-device" };
                inside.push(("ietf-mud:direction-initiated", Node::text(word)));
            }
            Some(vec![(if number == 6 { "tcp" } else { "udp" }, Node::map(inside))])
        }
        Protocol::Number(_) => Some(Vec::new()),
        Protocol::Icmp => {
            let Some(range) = to else { return Some(Vec::new()) };
            // Only echo has an answer, and a number in IPv6 that follows from that in IPv4.
            let kind = match (range.first, opening, ipv4) {
                (8, true, true) => 8,
                (8, true, false) => 128,
                (8, false, true) => 0,
                (8, false, false) => 129,
                (other, true, true) => other,
                _ => return None,
            };
            Some(vec![("icmp", Node::map([("type", Node::plain(kind))]))])
        }
    }
}

fn port(range: PortRange) -> Node {
    match range.first == range.last {
        true => Node::map([("operator", Node::text("eq")), ("port", Node::plain(range.first))]),
        false => Node::map([("lower-port", Node::plain(range.first)), ("upper-port", Node::plain(range.last))]),
    }
}
