//! Small values for the tests of this room.

use crate::{Block, Networks, Subnet, Unit, Zone, ZoneKind};
use device::Id;
use terms::{Finding, Place, Text};

pub(crate) fn id(text: &str) -> Id {
    Id::try_from(text).unwrap()
}

/// Networks of subnets, each with its zone.
pub(crate) fn networks(subnets: &[(&str, &str)]) -> Networks {
    let place = Place::default;
    let zone = |name: &str| Zone { place: place(), id: id(name), name: Text::default(), kind: ZoneKind::Medical };
    let mut networks = Networks::default();
    for (block, name) in subnets {
        if networks.zone(&id(name)).is_none() {
            networks.zones.push(zone(name));
        }
        let block = Block::parse(block).unwrap();
        networks.subnets.push(Subnet { place: place(), block, zone: id(name), vlan: None });
    }
    networks
}

/// A unit with addresses.
pub(crate) fn unit(name: &str, addresses: &[&str]) -> Unit {
    let mut unit = Unit::new(id(name));
    unit.interfaces = addresses
        .iter()
        .map(|address| crate::Interface { name: String::new(), address: address.parse().unwrap() })
        .collect();
    unit
}

/// Code and subject of each finding.
pub(crate) fn told(findings: &[Finding]) -> Vec<String> {
    findings.iter().map(|finding| format!("{} {}", finding.code(), finding.subject.path)).collect()
}
