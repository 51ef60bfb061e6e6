//! Joins the rules of both directions to flows, and says of each rule that becomes none why.

use super::MudRead;
use super::findings::{ExtensionDiffers, HardwareAddress, NotIp, NotTaken, NothingDeclared, OneWay};
use super::lists::{MudFile, Rule};
use crate::defect::Defects;
use crate::dossier::{read_one, v1};
use network::{Initiator, Need, PortRange, Profile, Protocol};
use std::collections::{BTreeMap, BTreeSet};
use terms::{Finding, Lang, Place, Priority, Speaks, Subject, Text};

/// The types of echo and its answer, IPv4 and IPv6.
const ECHO: [u8; 2] = [8, 128];
const ECHO_REPLY: [u8; 2] = [0, 129];

/// A rule as one direction of a flow.
struct Half<'a> {
    at: usize,
    name: &'a str,
    from_device: bool,
    peer: String,
    protocol: Protocol,
    icmp_type: Option<u8>,
    device_ports: Vec<PortRange>,
    peer_ports: Vec<PortRange>,
    initiated: Option<Initiator>,
    said: Option<v1::Flow>,
}

/// What halves of one flow have in common: its id where the file says one, else peer, protocol and ports.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Key {
    Said(String),
    Alike(String, Protocol, Vec<PortRange>, Vec<PortRange>),
}

struct Flows<'a> {
    file: &'a str,
    lines: Lines<'a>,
    findings: Vec<Finding>,
    ids: BTreeSet<String>,
    flows: Vec<v1::Flow>,
}

/// Line numbers of byte offsets, asked for in rising order at a cost of one pass in all.
struct Lines<'a> {
    bytes: &'a [u8],
    starts: Vec<usize>,
}

impl<'a> Lines<'a> {
    fn new(bytes: &'a [u8]) -> Lines<'a> {
        let ends = memchr::memchr_iter(b'\n', bytes).map(|at| at + 1);
        Lines { bytes, starts: std::iter::once(0).chain(ends).collect() }
    }

    fn place(&self, file: &str, at: usize) -> Place {
        let line = self.starts.partition_point(|start| *start <= at.min(self.bytes.len()));
        Place { file: file.to_owned(), line: u32::try_from(line).unwrap_or(u32::MAX), column: 1 }
    }
}

/// The profile of a file.
pub(super) fn profile(file: &str, bytes: &[u8], device: &str, mud: MudFile<'_>, defects: Defects) -> MudRead {
    let mut flows =
        Flows { file, lines: Lines::new(bytes), findings: Vec::new(), ids: BTreeSet::new(), flows: Vec::new() };
    let (mut rules, mut halves) = (0, Vec::new());
    for (names, from_device) in [(&mud.from, true), (&mud.to, false)] {
        for list in mud.lists.iter().filter(|list| names.contains(&list.name)) {
            for rule in &list.rules {
                rules += 1;
                halves.extend(flows.half(rule, from_device));
            }
        }
    }
    let taken = halves.len();
    flows.join(halves);
    if flows.flows.is_empty() {
        flows.findings.push(Finding::new(
            Priority::Undecided,
            Subject::at(file, Place::file(file)),
            NothingDeclared {},
        ));
    }
    let said = mud.profile.and_then(|bytes| read_one::<v1::Network>(file, bytes).value);
    let nothing_beside = || v1::Network {
        place: Place::default(),
        device: device.to_owned(),
        version: mud.last_update.to_string(),
        flows: Vec::new(),
        services: Vec::new(),
        compensating_controls: Vec::new(),
        remote_service: None,
        cloud_end_points: Vec::new(),
        confirmed_by_maker: None,
    };
    let own = said.is_some();
    let said = said.unwrap_or_else(nothing_beside);
    let profile = v1::Network { place: Place::file(file), flows: flows.flows, ..said };
    MudRead { profile, own, url: mud.url.into_owned(), rules, taken, findings: flows.findings, defects }
}

impl<'a> Flows<'a> {
    fn tell(&mut self, priority: Priority, at: usize, key: &str, detail: impl Speaks + 'static) {
        let place = self.lines.place(self.file, at);
        self.findings.push(Finding::new(priority, Subject::at(format!("{}/{key}", self.file), place), detail));
    }

    /// A rule as one direction of a flow; `None`: it was left out, and said so.
    fn half<'r>(&mut self, rule: &'r Rule<'_>, from_device: bool) -> Option<Half<'r>> {
        let Rule { at, name, forwarding, matches, flow } = rule;
        let told = || name.to_string();
        if let (Some(kind), false) = (&matches.ethertype, matches.is_ip) {
            let detail = NotIp { rule: told(), kind: kind.to_string() };
            self.tell(Priority::Note, *at, name, detail);
            return None;
        }
        let (peer_ends, own_ends) = match from_device {
            true => (&matches.destination, &matches.source),
            false => (&matches.source, &matches.destination),
        };
        let strange = if forwarding != "accept" {
            // Nothing passes that no rule accepts, so a rule that denies takes something away from a later one.
            Some(format!("forwarding {forwarding}"))
        } else if !own_ends.is_empty() {
            Some(format!("{} as the device's own address", own_ends.join(", ")))
        } else if matches.protocol.is_none() {
            Some("no protocol".to_owned())
        } else {
            matches.strange.clone()
        };
        if let Some(what) = strange {
            self.tell(Priority::Undecided, *at, name, NotTaken { rule: told(), what });
            return None;
        }
        if matches.hardware {
            self.tell(Priority::Attention, *at, name, HardwareAddress { rule: told() });
        }
        let mut ends = matches.classes.clone();
        ends.extend(peer_ends.iter().map(|end| end.to_string()));
        let peer = if ends.is_empty() { Profile::ANY.to_owned() } else { ends.join("+") };
        let (device_ports, peer_ports) = match from_device {
            true => (matches.source_ports.clone(), matches.destination_ports.clone()),
            false => (matches.destination_ports.clone(), matches.source_ports.clone()),
        };
        Some(Half {
            at: *at,
            name,
            from_device,
            peer,
            protocol: match matches.protocol {
                Some(1 | 58) => Protocol::Icmp,
                Some(number) => Protocol::Number(number),
                None => return None,
            },
            icmp_type: matches.icmp_type,
            device_ports,
            peer_ports,
            initiated: matches.initiated,
            said: flow.and_then(|bytes| read_one::<v1::Flow>(self.file, bytes).value),
        })
    }

    /// Flows in the order in which the file first speaks of them.
    fn join(&mut self, halves: Vec<Half<'_>>) {
        let mut groups: BTreeMap<Key, Vec<Half<'_>>> = BTreeMap::new();
        for half in halves {
            let key = match &half.said {
                Some(said) => Key::Said(said.id.clone()),
                None => {
                    Key::Alike(half.peer.clone(), half.protocol, half.device_ports.clone(), half.peer_ports.clone())
                }
            };
            groups.entry(key).or_default().push(half);
        }
        let mut groups: Vec<Vec<Half<'_>>> = groups.into_values().collect();
        groups.sort_by_key(|group| group.first().map(|half| half.at));
        for group in groups {
            for flow in self.flows_of(&group) {
                self.flows.push(flow);
            }
        }
    }

    fn flows_of(&mut self, group: &[Half<'_>]) -> Vec<v1::Flow> {
        let Some(first) = group.first() else { return Vec::new() };
        let initiators = self.initiators(group);
        let mut flows: Vec<v1::Flow> = Vec::new();
        for initiator in initiators {
            // Ports that the connection is opened to are those of the other side; types stand in the place of ports.
            let (ports, source_ports) = match (first.protocol, initiator) {
                (Protocol::Icmp, _) => match types(group, initiator) {
                    Some(types) => (types, Vec::new()),
                    None => continue,
                },
                (Protocol::Number(_), Initiator::Device) => (ports(group, false), ports(group, true)),
                (Protocol::Number(_), Initiator::Peer) => (ports(group, true), ports(group, false)),
            };
            let id = self.fresh(first.said.as_ref().map_or(first.name, |said| &said.id));
            flows.push(v1::Flow {
                id,
                initiator,
                peer: first.peer.clone(),
                protocol: first.protocol,
                ports,
                source_ports,
                ..self.undescribed(first)
            });
        }
        match (&first.said, flows.as_mut_slice()) {
            (Some(said), [flow]) if agrees(said, flow) => *flow = said.clone(),
            (Some(said), _) => {
                self.tell(Priority::Undecided, first.at, &said.id, ExtensionDiffers { flow: said.id.clone() });
            }
            (None, _) => {}
        }
        flows
    }

    /// Who opens the connection: said by the rules, else told from the ports, else from whose packets are allowed.
    fn initiators(&mut self, group: &[Half<'_>]) -> Vec<Initiator> {
        let said: BTreeSet<Initiator> = group.iter().filter_map(|half| half.initiated).collect();
        if !said.is_empty() {
            return said.into_iter().collect();
        }
        let Some(first) = group.first() else { return Vec::new() };
        if let Some(said) = &first.said {
            return vec![said.initiator];
        }
        if first.protocol == Protocol::Icmp {
            let opens = |half: &&Half<'_>| half.icmp_type.is_none_or(|kind| !ECHO_REPLY.contains(&kind));
            let opened: BTreeSet<Initiator> = group.iter().filter(opens).map(sender_of).collect();
            // A lone answer is what it is: a packet that its sender begins with.
            let all = || group.iter().map(sender_of).collect();
            return if opened.is_empty() { all() } else { opened }.into_iter().collect();
        }
        let senders: BTreeSet<Initiator> = group.iter().map(sender_of).collect();
        match (first.device_ports.is_empty(), first.peer_ports.is_empty()) {
            (true, false) => vec![Initiator::Device],
            (false, true) => vec![Initiator::Peer],
            _ => {
                let one = senders.len() == 1;
                let (who, who_ja) = match senders.first() {
                    Some(Initiator::Device) if one => ("the device", "機器"),
                    Some(Initiator::Peer) if one => ("the other side", "相手側"),
                    _ => ("either side", "双方"),
                };
                let detail = OneWay { flow: first.name.to_owned(), who: who.to_owned(), who_ja: who_ja.to_owned() };
                self.tell(Priority::Attention, first.at, first.name, detail);
                senders.into_iter().collect()
            }
        }
    }

    /// An id that no flow has yet.
    fn fresh(&mut self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "flow" } else { wanted };
        let mut id = wanted.to_owned();
        let mut number = 2;
        while !self.ids.insert(id.clone()) {
            id = format!("{wanted}-{number}");
            number += 1;
        }
        id
    }

    /// A flow of which the file says nothing but its packets.
    fn undescribed(&self, half: &Half<'_>) -> v1::Flow {
        let purpose = Text {
            en: Some("Not stated in the MUD file; to be confirmed.".to_owned()),
            ja: Some("MUD ファイルに記載なし。要確認。".to_owned()),
            controlling: Lang::En,
            ..Text::default()
        };
        v1::Flow {
            place: self.lines.place(self.file, half.at),
            id: String::new(),
            initiator: Initiator::Device,
            peer: String::new(),
            protocol: half.protocol,
            ports: Vec::new(),
            source_ports: Vec::new(),
            need: Need::Needed,
            purpose,
            data: None,
            encryption: None,
            authentication: None,
            effect_if_blocked: None,
            essential_for_care: None,
        }
    }
}

fn sender_of(half: &Half<'_>) -> Initiator {
    if half.from_device { Initiator::Device } else { Initiator::Peer }
}

/// Whether the description of a flow allows what its rules allow.
fn agrees(said: &v1::Flow, flow: &v1::Flow) -> bool {
    let sorted = |ranges: &[PortRange]| ranges.iter().copied().collect::<BTreeSet<PortRange>>();
    (said.initiator, &said.peer, said.protocol) == (flow.initiator, &flow.peer, flow.protocol)
        && sorted(&said.ports) == sorted(&flow.ports)
        && sorted(&said.source_ports) == sorted(&flow.source_ports)
}

/// The ports of one side over all rules; empty: every port, which one rule without ports is enough for.
fn ports(group: &[Half<'_>], of_device: bool) -> Vec<PortRange> {
    let of = |half: &Half<'_>| if of_device { half.device_ports.clone() } else { half.peer_ports.clone() };
    if group.iter().any(|half| of(half).is_empty()) {
        return Vec::new();
    }
    let all: BTreeSet<PortRange> = group.iter().flat_map(of).collect();
    all.into_iter().collect()
}

/// The ICMP types that one side opens with; echo has its number of IPv4 in a profile. `None`: it opens with none.
fn types(group: &[Half<'_>], initiator: Initiator) -> Option<Vec<PortRange>> {
    let own: Vec<&Half<'_>> = group.iter().filter(|half| sender_of(half) == initiator).collect();
    if own.iter().any(|half| half.icmp_type.is_none()) {
        return Some(Vec::new());
    }
    let number = |kind: u8| u16::from(if ECHO.contains(&kind) { ECHO[0] } else { kind });
    let opened = own.iter().filter_map(|half| half.icmp_type).filter(|kind| !ECHO_REPLY.contains(kind));
    let opened: BTreeSet<u16> = opened.map(number).collect();
    let opened: BTreeSet<u16> = match opened.is_empty() {
        true => own.iter().filter_map(|half| half.icmp_type).map(number).collect(),
        false => opened,
    };
    (!opened.is_empty()).then(|| opened.into_iter().map(|kind| PortRange { first: kind, last: kind }).collect())
}
