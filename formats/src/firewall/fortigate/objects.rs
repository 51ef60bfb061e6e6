//! Addresses, services and their groups; each read once, circles found.

use super::section::{Entry, Sections};
use crate::firewall::draft::{Known, Room, Service, Services, ServicesMaker, Side, SideMaker};
use crate::firewall::masks::netmask;
use network::policy::InterfaceSet;
use network::{Addresses, Block, Family, Ranges};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Groups in groups deeper than this are not followed.
const DEEPEST: usize = 50;

/// The objects of a vdom.
#[derive(Debug)]
pub(super) struct Objects<'s, 'a> {
    sections: &'s Sections<'a>,
    vdom: &'s str,
    sides: BTreeMap<(Family, String), Side>,
    services: BTreeMap<String, Services>,
    interfaces: BTreeMap<String, Arc<InterfaceSet>>,
    open: BTreeSet<String>,
    room: Room,
}

impl<'s, 'a> Objects<'s, 'a> {
    pub(super) fn new(sections: &'s Sections<'a>, vdom: &'s str) -> Objects<'s, 'a> {
        Objects {
            sections,
            vdom,
            sides: BTreeMap::new(),
            services: BTreeMap::new(),
            interfaces: BTreeMap::new(),
            open: BTreeSet::new(),
            room: Room::default(),
        }
    }

    fn entry(&self, path: &str, name: &str) -> Option<&'s Entry<'a>> {
        self.sections.get(self.vdom, path)?.get(name)
    }

    /// The addresses of a name, in one family.
    pub(super) fn side(&mut self, family: Family, name: &str) -> Side {
        let six = family == Family::V6;
        let key = (family, name.to_owned());
        if let Some(known) = self.sides.get(&key) {
            return known.clone();
        }
        let (address, group, vip) = match family {
            Family::V4 => ("firewall address", "firewall addrgrp", "firewall vip"),
            Family::V6 => ("firewall address6", "firewall addrgrp6", "firewall vip6"),
        };
        let side = if let Some(entry) = self.entry(address, name) {
            if six { address6(entry) } else { address4(entry) }.unwrap_or_else(|| Side::unknown(name))
        } else if let Some(entry) = self.entry(group, name).filter(|entry| !entry.list("member").is_empty()) {
            let mark = format!("{group} {name}");
            if self.open.len() >= DEEPEST || !self.open.insert(mark.clone()) {
                return Side::unknown(&format!("{name}: groups in a circle or too deep"));
            }
            let members = self.sides(family, entry, "member");
            let members = if entry.is_on("exclude") {
                let out = self.sides(family, entry, "exclude-member");
                without(&members, &out)
            } else {
                members
            };
            self.open.remove(&mark);
            members
        } else if name == "all" {
            Side::any_of(family)
        } else if self.entry(vip, name).is_some() {
            Side::unknown(&format!("virtual address {name}"))
        } else {
            Side::unknown(&format!("no address {name}"))
        };
        self.sides.insert(key, side.clone());
        side
    }

    /// The addresses of all names under a key.
    pub(super) fn sides(&mut self, family: Family, entry: &Entry<'_>, key: &str) -> Side {
        let mut maker = SideMaker::default();
        for name in entry.list(key) {
            let side = self.side(family, name);
            maker.side(&side, &mut self.room);
        }
        maker.finish()
    }

    /// What a service name stands for.
    pub(super) fn service(&mut self, name: &str) -> Services {
        if let Some(known) = self.services.get(name) {
            return known.clone();
        }
        let services = if let Some(entry) = self.entry("firewall service custom", name) {
            custom(entry)
        } else if let Some(entry) =
            self.entry("firewall service group", name).filter(|entry| !entry.list("member").is_empty())
        {
            let mark = format!("service {name}");
            if self.open.len() >= DEEPEST || !self.open.insert(mark.clone()) {
                return Services::unknown(&format!("{name}: groups in a circle or too deep"));
            }
            let services = self.list(entry, "member");
            self.open.remove(&mark);
            services
        } else {
            match name {
                "ALL" | "ANY" => Services::any(),
                "ALL_TCP" => Services::of(Service::protocol(6)),
                "ALL_UDP" => Services::of(Service::protocol(17)),
                _ => Services::unknown(&format!("no service {name}")),
            }
        };
        self.services.insert(name.to_owned(), services.clone());
        services
    }

    /// Interfaces, with those of the zones among them; `None` when they are too many to be told.
    pub(super) fn interfaces(&mut self, names: &[Cow<'_, str>]) -> Option<Arc<InterfaceSet>> {
        let key = names.join("\n");
        if let Some(known) = self.interfaces.get(&key) {
            return Some(known.clone());
        }
        let mut all = Vec::new();
        for name in names {
            let zone = self.entry("system zone", name).map(|zone| zone.list("interface")).unwrap_or_default();
            if !self.room.take(zone.len() + 1) {
                return None;
            }
            all.extend(zone.iter().chain([name]).map(|name| name.clone().into_owned()));
        }
        let set = Arc::new(InterfaceSet { names: all, negated: false });
        self.interfaces.insert(key, set.clone());
        Some(set)
    }

    /// The services of all names under a key.
    pub(super) fn list(&mut self, entry: &Entry<'_>, key: &str) -> Services {
        let mut maker = ServicesMaker::default();
        for name in entry.list(key) {
            let services = self.service(name);
            maker.services(&services, &mut self.room);
        }
        maker.finish()
    }
}

/// Addresses without others, known from both sides.
fn without(all: &Side, out: &Side) -> Side {
    let kept = out.not();
    Known {
        sure: both(&all.sure, &kept.sure),
        most: both(&all.most, &kept.most),
        doubt: all.doubt.clone().or(out.doubt.clone()),
    }
}

fn both(one: &Addresses, other: &Addresses) -> Addresses {
    Addresses { v4: one.v4.and(&other.v4), v6: one.v6.and(&other.v6) }
}

fn of(prefix: Block) -> Side {
    let mut maker = SideMaker::default();
    maker.prefix(prefix);
    maker.finish()
}

fn between(entry: &Entry<'_>) -> Option<Side> {
    Block::parse(&format!("{}-{}", entry.word("start-ip"), entry.word("end-ip"))).map(of)
}

fn address4(entry: &Entry<'_>) -> Option<Side> {
    match entry.word("type") {
        "" | "ipmask" => match entry.list("subnet") {
            [] => Some(Side::any_of(Family::V4)),
            [prefix] => Block::parse(prefix).map(of),
            [base, mask] => netmask(base, mask),
            _ => None,
        },
        "iprange" => between(entry),
        "wildcard" => match entry.list("wildcard") {
            [base, mask] => netmask(base, mask),
            _ => None,
        },
        // fqdn, geography, mac, dynamic, interface-subnet.
        _ => None,
    }
}

fn address6(entry: &Entry<'_>) -> Option<Side> {
    match entry.word("type") {
        "" | "ipprefix" => match entry.list("ip6") {
            [] => Some(Side::any_of(Family::V6)),
            [prefix] => Block::parse(prefix).map(of),
            _ => None,
        },
        "iprange" => between(entry),
        _ => None,
    }
}

/// Settings of a service that are read, or say nothing about packets.
fn is_fine(key: &str) -> bool {
    matches!(
        key,
        "uuid"
            | "category"
            | "comment"
            | "color"
            | "visibility"
            | "protocol"
            | "protocol-number"
            | "tcp-portrange"
            | "udp-portrange"
            | "sctp-portrange"
            | "icmptype"
            | "icmpcode"
            | "helper"
            | "session-ttl"
            | "tcp-halfopen-timer"
            | "tcp-halfclose-timer"
            | "tcp-timewait-timer"
            | "tcp-rst-timer"
            | "udp-idle-timer"
            | "check-reset-range"
            | "fabric-object"
            | "proxy"
            | "app-service-type"
    )
}

fn custom(entry: &Entry<'_>) -> Services {
    let doubt = Services::unknown(&format!("service {}", entry.name));
    let on = |key: &str| entry.is_on(key) || !matches!(entry.word("app-service-type"), "" | "disable");
    if entry.values.keys().any(|key| !is_fine(key)) || on("proxy") {
        return doubt;
    }
    let read = match entry.word("protocol") {
        "" | "TCP/UDP/SCTP" | "TCP/UDP/UDP-Lite/SCTP" => ports(entry),
        "ICMP" => icmp(entry, 1, Family::V4),
        "ICMP6" => icmp(entry, 58, Family::V6),
        "IP" => match entry.word("protocol-number") {
            "" | "0" => Some(vec![Service::ANY]),
            number => number.parse::<u8>().ok().map(|number| vec![Service::protocol(u128::from(number))]),
        },
        _ => None,
    };
    read.map_or(doubt, Known::sure)
}

/// `80 443-445:1024-65535`: destination ports, and behind a colon source ports.
fn ports(entry: &Entry<'_>) -> Option<Vec<Service>> {
    let range = |text: &str| -> Option<Ranges> {
        let (low, high) = text.split_once('-').unwrap_or((text, text));
        let (low, high): (u16, u16) = (low.parse().ok()?, high.parse().ok()?);
        (low <= high).then(|| Ranges::One(u128::from(low), u128::from(high)))
    };
    let mut services = Vec::new();
    for (key, protocol) in [("tcp-portrange", 6), ("udp-portrange", 17), ("sctp-portrange", 132)] {
        for text in entry.list(key) {
            let (to, from) = text.split_once(':').map_or((text.as_ref(), None), |(to, from)| (to, Some(from)));
            let first = from.map_or(Some(Ranges::All), range)?;
            services.push(Service { first, ..Service::ports(protocol, range(to)?) });
        }
    }
    (!services.is_empty()).then_some(services)
}

fn icmp(entry: &Entry<'_>, protocol: u128, family: Family) -> Option<Vec<Service>> {
    let number = |key: &str| match entry.word(key) {
        "" => Some(Ranges::All),
        text => text.parse::<u8>().ok().map(|value| Ranges::single(u128::from(value))),
    };
    let first = number("icmptype")?;
    // A code counts only beside a type.
    let second = if first == Ranges::All { Ranges::All } else { number("icmpcode")? };
    Some(vec![Service { families: family.bit(), first, second, ..Service::protocol(protocol) }])
}
