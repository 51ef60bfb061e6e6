use crate::{AddressUse, Block, Link, Networks, RemoteKind, Subnets, Unit};
use device::Id;
use std::collections::BTreeSet;
use terms::choice;

choice! {
    /// Whether what takes a path crosses the filter that is asked about.
    PathState {
        Filtered = "filtered": "filtered" | "フィルタあり",
        Unfiltered = "unfiltered": "not filtered" | "フィルタなし",
        Unknown = "unknown": "not known" | "不明",
    }
}

/// A way between units and anything else.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Way {
    /// Neighbours in the units' own zone.
    SameZone(Id),
    /// A link from the units' zone to another.
    Link(Id, Id),
    /// A way into the zone, or to a unit, beside the firewalls.
    Remote(Id, RemoteKind),
    /// No link is listed for a zone: how its packets leave is not told.
    NoLink(Id),
    /// A unit has interfaces in several zones.
    SeveralZones(Id),
    /// A unit has a radio interface, whose peers need not be in its zone.
    Radio(Id),
    /// A unit's address stands in no listed zone.
    OutsideZones(Id),
    /// A unit without a known address.
    NoAddress(Id),
    /// A unit whose address is pooled, shared or a gateway's, so that others are meant too or another address at times.
    NotItsOwn(Id),
    /// A block of addresses that no listed subnet holds.
    BlockOutsideZones(Block),
    /// Interfaces that no list speaks of: USB, cellular, radio, a second socket.
    NotListed,
}

/// A path and its state.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Path {
    /// Which way.
    pub way: Way,
    /// Whether it crosses the filter.
    pub state: PathState,
}

/// Every path of units, and of blocks named beside them, as seen from one firewall. What no list tells is a path of its own
/// that is unknown, so that silence never counts as filtered.
pub fn paths(networks: &Networks, firewall: Option<&Id>, units: &[&Unit], blocks: &[Block]) -> Vec<Path> {
    let mut found = BTreeSet::new();
    let zones = zones(networks, units, blocks, &mut found);
    for zone in &zones {
        found.insert((Way::SameZone(zone.clone()), PathState::Unfiltered));
        let mut links = networks.links.iter().filter(|link| link.from == *zone || link.to == *zone).peekable();
        if links.peek().is_none() {
            found.insert((Way::NoLink(zone.clone()), PathState::Unknown));
        }
        found.extend(links.map(|link| (Way::Link(link.from.clone(), link.to.clone()), state(link, firewall))));
    }
    let named: BTreeSet<&Id> = units.iter().map(|unit| &unit.id).collect();
    for line in &networks.remote_access {
        if line.reaches.iter().any(|zone| zones.contains(zone)) || line.units.iter().any(|unit| named.contains(unit)) {
            found.insert((Way::Remote(line.id.clone(), line.kind), PathState::Unfiltered));
        }
    }
    found.insert((Way::NotListed, PathState::Unknown));
    found.into_iter().map(|(way, state)| Path { way, state }).collect()
}

/// A link without firewalls is open; one through other firewalls is unknown, as their rules are not those that are asked about.
fn state(link: &Link, firewall: Option<&Id>) -> PathState {
    match firewall {
        _ if link.through.is_empty() => PathState::Unfiltered,
        Some(firewall) if link.through.contains(firewall) => PathState::Filtered,
        _ => PathState::Unknown,
    }
}

/// The zones of units and blocks; what stands in none, or in several, is put down as a path.
fn zones(
    networks: &Networks,
    units: &[&Unit],
    blocks: &[Block],
    found: &mut BTreeSet<(Way, PathState)>,
) -> BTreeSet<Id> {
    let subnets = Subnets::of(networks);
    let mut zones = BTreeSet::new();
    for unit in units {
        let id = || unit.id.clone();
        let mut own: BTreeSet<Id> = unit.zone.iter().cloned().collect();
        for interface in &unit.interfaces {
            match subnets.around(interface.address) {
                Some(subnet) => {
                    own.insert(subnet.zone.clone());
                }
                None => {
                    found.insert((Way::OutsideZones(id()), PathState::Unknown));
                }
            }
            if interface.name.starts_with("wl") {
                found.insert((Way::Radio(id()), PathState::Unknown));
            }
        }
        if unit.interfaces.is_empty() {
            found.insert((Way::NoAddress(id()), PathState::Unknown));
        }
        if unit.address_use != AddressUse::Own {
            found.insert((Way::NotItsOwn(id()), PathState::Unknown));
        }
        if own.len() > 1 {
            found.insert((Way::SeveralZones(id()), PathState::Unfiltered));
        }
        zones.extend(own);
    }
    for block in blocks {
        let inside = networks.subnets.iter().filter(|subnet| subnet.block.overlaps(*block));
        zones.extend(inside.map(|subnet| subnet.zone.clone()));
        let held = |subnet: &crate::Subnet| subnet.block.contains(block.first()) && subnet.block.contains(block.last());
        if !networks.subnets.iter().any(held) {
            found.insert((Way::BlockOutsideZones(*block), PathState::Unknown));
        }
    }
    zones
}

#[cfg(test)]
mod tests {
    use super::{PathState, Way, paths};
    use crate::rules::testing::{id, networks, unit};
    use crate::{Block, Link, Networks, RemoteAccess, RemoteKind, Unit};
    use terms::Place;

    fn house() -> Networks {
        let mut networks = networks(&[("10.20.4.0/24", "icu"), ("10.10.0.0/24", "server"), ("10.20.9.0/24", "lab")]);
        let link = |from: &str, to: &str, through: &[&str]| Link {
            place: Place::default(),
            from: id(from),
            to: id(to),
            through: through.iter().map(|name| id(name)).collect(),
            unfiltered_because: None,
        };
        networks.links =
            vec![link("icu", "server", &["fw-core"]), link("lab", "icu", &[]), link("lab", "server", &["x"])];
        networks.remote_access = vec![RemoteAccess {
            place: Place::default(),
            id: id("line"),
            kind: RemoteKind::VendorLine,
            owner: None,
            vendor: None,
            product: None,
            version: None,
            cpe: None,
            reaches: vec![id("icu")],
            units: Vec::new(),
        }];
        networks
    }

    fn seen(units: &[&Unit], blocks: &[Block]) -> Vec<(Way, PathState)> {
        let firewall = id("fw-core");
        paths(&house(), Some(&firewall), units, blocks).into_iter().map(|path| (path.way, path.state)).collect()
    }

    #[test]
    fn only_a_link_through_the_firewall_is_filtered() {
        assert_eq!(
            seen(&[&unit("u", &["10.20.4.7"])], &[]),
            [
                (Way::SameZone(id("icu")), PathState::Unfiltered),
                (Way::Link(id("icu"), id("server")), PathState::Filtered),
                (Way::Link(id("lab"), id("icu")), PathState::Unfiltered),
                (Way::Remote(id("line"), RemoteKind::VendorLine), PathState::Unfiltered),
                (Way::NotListed, PathState::Unknown),
            ]
        );
        let through_another = (Way::Link(id("lab"), id("server")), PathState::Unknown);
        assert!(seen(&[&unit("u", &["10.20.9.7"])], &[]).contains(&through_another));
    }

    #[test]
    fn without_a_named_firewall_no_link_is_filtered() {
        let unit = unit("u", &["10.20.4.7"]);
        assert!(paths(&house(), None, &[&unit], &[]).iter().all(|path| path.state != PathState::Filtered));
    }

    #[test]
    fn what_no_list_tells_is_unknown() {
        assert!(seen(&[&unit("u", &["192.0.2.1"])], &[]).contains(&(Way::OutsideZones(id("u")), PathState::Unknown)));
        assert!(seen(&[&unit("u", &[])], &[]).contains(&(Way::NoAddress(id("u")), PathState::Unknown)));
        let block = Block::parse("10.20.0.0/16").unwrap();
        assert!(seen(&[], &[block]).contains(&(Way::BlockOutsideZones(block), PathState::Unknown)));
    }

    #[test]
    fn a_unit_in_two_zones_leads_around_the_firewall() {
        let two = unit("u", &["10.20.4.7", "10.10.0.9"]);
        assert!(seen(&[&two], &[]).contains(&(Way::SeveralZones(id("u")), PathState::Unfiltered)));
    }
}
