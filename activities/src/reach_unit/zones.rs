//! How packets of a unit get to each zone: over links without a firewall, through the one that is asked about, or others.

use device::Id;
use site::{Link, Networks, Subnets, Unit};
use std::collections::{BTreeMap, BTreeSet, VecDeque};
use terms::choice;

choice! {
    /// The most open way from a unit to a zone.
    ZoneWay {
        Open = "open": "nothing filters" | "フィルタなし",
        OtherFirewall = "other-firewall": "through firewalls whose rules were not given" | "規則が示されていないファイアウォール経由",
        Filtered = "filtered": "through the firewall" | "ファイアウォール経由",
        None = "no-way-listed": "no way is listed" | "経路の記載なし",
    }
}

impl ZoneWay {
    /// The way that goes on over a link: once through the firewall that is asked about, its rules hold for the rest.
    fn over(self, link: &Link, firewall: Option<&Id>) -> ZoneWay {
        match self {
            ZoneWay::Filtered => ZoneWay::Filtered,
            _ if firewall.is_some_and(|firewall| link.through.contains(firewall)) => ZoneWay::Filtered,
            before if link.through.is_empty() => before,
            _ => ZoneWay::OtherFirewall,
        }
    }
}

/// The most open way to each zone that a unit's packets can get to, hop by hop.
pub(super) fn ways(networks: &Networks, unit: &Unit, firewall: Option<&Id>) -> BTreeMap<Id, ZoneWay> {
    let subnets = Subnets::of(networks);
    let around = unit.interfaces.iter().filter_map(|interface| subnets.around(interface.address));
    let own: BTreeSet<Id> = around.map(|subnet| subnet.zone.clone()).chain(unit.zone.clone()).collect();
    let mut links: BTreeMap<&Id, Vec<(&Id, &Link)>> = BTreeMap::new();
    for link in &networks.links {
        links.entry(&link.from).or_default().push((&link.to, link));
        links.entry(&link.to).or_default().push((&link.from, link));
    }
    let mut seen: BTreeSet<(Id, ZoneWay)> = BTreeSet::new();
    let mut open: VecDeque<(Id, ZoneWay)> = own.into_iter().map(|zone| (zone, ZoneWay::Open)).collect();
    let mut best: BTreeMap<Id, ZoneWay> = BTreeMap::new();
    while let Some((zone, way)) = open.pop_front() {
        if !seen.insert((zone.clone(), way)) {
            continue;
        }
        for (next, link) in links.get(&zone).into_iter().flatten() {
            open.push_back(((*next).clone(), way.over(link, firewall)));
        }
        let known = best.entry(zone).or_insert(way);
        *known = (*known).min(way);
    }
    best
}

#[cfg(test)]
mod tests {
    use super::{ZoneWay, ways};
    use device::Id;
    use site::{Link, Networks, Unit};
    use terms::Place;

    fn id(text: &str) -> Id {
        Id::try_from(text).unwrap()
    }

    fn link(from: &str, to: &str, through: &[&str]) -> Link {
        let through = through.iter().map(|name| id(name)).collect();
        Link { place: Place::default(), from: id(from), to: id(to), through, unfiltered_because: None }
    }

    #[test]
    fn the_most_open_way_counts_hop_by_hop() {
        let links = vec![
            link("ward", "server", &["core"]),
            link("server", "outside", &["core", "edge"]),
            link("ward", "lab", &[]),
            link("lab", "dialysis", &[]),
            link("dialysis", "imaging", &["other"]),
            link("imaging", "server", &[]),
        ];
        let networks = Networks { links, ..Networks::default() };
        let mut unit = Unit::new(id("u"));
        unit.zone = Some(id("ward"));
        let found = ways(&networks, &unit, Some(&id("core")));
        let way = |zone: &str| found.get(&id(zone)).copied();
        assert_eq!(way("ward"), Some(ZoneWay::Open));
        assert_eq!(way("dialysis"), Some(ZoneWay::Open));
        assert_eq!(way("imaging"), Some(ZoneWay::OtherFirewall));
        // Around the firewall by way of imaging.
        assert_eq!(way("server"), Some(ZoneWay::OtherFirewall));
        assert_eq!(way("outside"), Some(ZoneWay::Filtered));
        assert_eq!(way("office"), None);
    }
}
