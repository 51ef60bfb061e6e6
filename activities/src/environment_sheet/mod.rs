//! `environment_sheet`: what a device needs of the place where it is used, as data for the sheet that goes with it – minimum
//! operating environment, connections, flows, services, peers by role, controls, remote service, cloud. What nobody stated
//! stands in it as not stated. Serves: JP Essential Principles Art. 12(3), IEC/JIS T 81001-5-1 (security guidelines for users).

mod facts;
#[cfg(test)]
mod tests;

pub use facts::{Entry, Fact, Label, Section, Words};

use device::{Connection, Device, Requirement};
use facts::{CARE, CONNECTION, KEY_LABELS as K, care, initiator, need, requirement, text};
use network::{CloudEndPoint, CompensatingControl, Flow, PortRange, Profile, Service, lint};
use std::collections::BTreeMap;
use terms::{Finding, Text};

/// The sheet.
#[derive(Debug)]
pub struct EnvironmentSheet {
    /// Id of the device.
    pub device: String,
    /// Its name, where device.yaml was read.
    pub name: Option<Text>,
    /// Version of the profile; `None` where there is none.
    pub profile_version: Option<String>,
    /// Whether the maker stands by the profile, as it says of itself.
    pub confirmed_by_maker: Option<bool>,
    /// Everything that is stated, and everything that should be and is not, section by section.
    pub entries: Vec<Entry>,
    /// What the profile says against itself, or leaves open.
    pub findings: Vec<Finding>,
}

impl EnvironmentSheet {
    /// How many facts nobody stated.
    pub fn not_stated(&self) -> usize {
        self.entries.iter().flat_map(|entry| &entry.facts).filter(|fact| fact.words.is_none()).count()
    }
}

/// Draws up the sheet of a profile; with the device, its environment and connections too. Without it these are not stated.
pub fn environment_sheet(profile: &Profile, device: Option<&Device>) -> EnvironmentSheet {
    let mut entries = vec![environment(device)];
    entries.push(connections(device));
    entries.extend(profile.flows.iter().map(flow));
    entries.extend(profile.services.iter().map(service));
    entries.extend(peers(profile));
    entries.extend(profile.compensating_controls.iter().map(control));
    entries.push(remote(profile));
    entries.extend(profile.cloud_end_points.iter().map(cloud));
    let mut findings = lint::lint(profile);
    findings.extend(device.and_then(|device| lint::another_device(profile, device.id.as_str())));
    EnvironmentSheet {
        device: profile.device.clone(),
        name: device.map(|device| device.name.clone()),
        profile_version: Some(profile.version.clone()),
        confirmed_by_maker: profile.confirmed_by_maker,
        entries,
        findings,
    }
}

fn environment(device: Option<&Device>) -> Entry {
    let stated = device.and_then(|device| device.minimum_operating_environment.as_ref());
    let of =
        |pick: fn(&device::Environment) -> &Option<Requirement>| requirement(stated.and_then(|at| pick(at).as_ref()));
    let facts = vec![
        Fact::new(K.hardware, of(|at| &at.hardware)),
        Fact::new(K.operating_system, of(|at| &at.operating_system)),
        Fact::new(K.network, of(|at| &at.network)),
        Fact::new(K.it_security, of(|at| &at.it_security)),
    ];
    Entry { section: Section::Environment, id: "device.yaml".to_owned(), facts }
}

fn connections(device: Option<&Device>) -> Entry {
    let stated = device.and_then(|device| device.connections.as_ref());
    let nothing = device::Connections::default();
    let all = stated.unwrap_or(&nothing).all();
    let one = |(label, (_, connection)): (Label, (&str, Option<&Connection>))| {
        Fact::new(label, connection.map(facts::connection))
    };
    let facts = CONNECTION.into_iter().zip(all).map(one).collect();
    Entry { section: Section::Connection, id: "device.yaml".to_owned(), facts }
}

fn ports(ranges: &[PortRange]) -> Words {
    match ranges {
        [] => Words::both("all", "すべて"),
        ranges => Words::same(ranges.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")),
    }
}

fn flow(flow: &Flow) -> Entry {
    let mut facts = vec![
        Fact::new(K.initiator, Some(initiator(flow.initiator))),
        Fact::new(K.peer, Some(Words::same(&flow.peer))),
        Fact::new(K.protocol, Some(Words::same(flow.protocol.to_string()))),
        Fact::new(K.ports, Some(ports(&flow.ports))),
        Fact::new(K.need, Some(need(flow.need))),
        Fact::new(K.purpose, text(Some(&flow.purpose))),
        Fact::new(K.data, flow.data.map(facts::data)),
        Fact::new(K.encryption, flow.encryption.as_ref().map(Words::same)),
        Fact::new(K.authentication, flow.authentication.as_ref().map(Words::same)),
        Fact::new(K.effect, text(flow.effect_if_blocked.as_ref())),
        Fact::new(CARE, flow.essential_for_care.map(care)),
    ];
    if !flow.source_ports.is_empty() {
        facts.insert(4, Fact::new(K.source_ports, Some(ports(&flow.source_ports))));
    }
    Entry { section: Section::Flow, id: flow.id.clone(), facts }
}

fn service(service: &Service) -> Entry {
    let facts = vec![
        Fact::new(K.protocol, Some(Words::same(service.protocol.to_string()))),
        Fact::new(K.ports, Some(ports(&service.ports))),
        Fact::new(K.purpose, text(Some(&service.purpose))),
        Fact::new(K.encryption, service.encryption.as_ref().map(Words::same)),
        Fact::new(K.authentication, service.authentication.as_ref().map(Words::same)),
    ];
    Entry { section: Section::Service, id: service.id.clone(), facts }
}

/// The roles that a facility has to give addresses to, each with its flows.
fn peers(profile: &Profile) -> Vec<Entry> {
    let mut roles: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for flow in &profile.flows {
        roles.entry(&flow.peer).or_default().push(&flow.id);
    }
    let entry = |(role, flows): (&str, Vec<&str>)| {
        let mut facts = vec![Fact::new(K.flows, Some(Words::same(flows.join(", "))))];
        if lint::stands_outside(role) {
            facts.push(Fact::new(K.outside, Some(Words::both("outside the facility, by its name", "名称から施設外"))));
        }
        Entry { section: Section::Peer, id: role.to_owned(), facts }
    };
    roles.into_iter().map(entry).collect()
}

fn control(control: &CompensatingControl) -> Entry {
    let facts = vec![
        Fact::new(K.effect_of_control, text(Some(&control.effect))),
        Fact::new(K.initiator, Some(initiator(control.initiator))),
        Fact::new(K.peer, Some(Words::same(&control.peer))),
        Fact::new(K.protocol, Some(Words::same(control.protocol.to_string()))),
        Fact::new(K.ports, Some(ports(&control.ports))),
    ];
    Entry { section: Section::Control, id: control.id.clone(), facts }
}

/// How the maker gets in from afar: in its own words, and the flows whose peer stands outside by its name.
fn remote(profile: &Profile) -> Entry {
    let outside = profile.flows.iter().filter(|flow| lint::stands_outside(&flow.peer));
    let flows: Vec<&str> = outside.map(|flow| flow.id.as_str()).collect();
    let mut facts = vec![Fact::new(K.path, text(profile.remote_service.as_ref()))];
    if !flows.is_empty() {
        facts.push(Fact::new(K.flows_outside, Some(Words::same(flows.join(", ")))));
    }
    Entry { section: Section::Remote, id: "network.yaml".to_owned(), facts }
}

fn cloud(point: &CloudEndPoint) -> Entry {
    let flows = (!point.flows.is_empty()).then(|| Words::same(point.flows.join(", ")));
    let facts = vec![Fact::new(K.purpose, text(Some(&point.purpose))), Fact::new(K.flows, flows)];
    Entry { section: Section::Cloud, id: point.host.clone(), facts }
}
