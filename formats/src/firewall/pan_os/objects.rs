//! Addresses, services and their groups: those of the scope go before the shared ones; each read once, circles found.

use super::model::{Entries, Entry, Scope};
use crate::firewall::draft::{Known, Room, Service, Services, ServicesMaker, Side, SideMaker};
use crate::firewall::masks::wildcard;
use network::{Block, Ranges};
use std::collections::{BTreeMap, BTreeSet};

/// Groups in groups deeper than this are not followed.
const DEEPEST: usize = 50;

/// The objects that rules of a scope see.
#[derive(Debug)]
pub(super) struct Objects<'m> {
    scopes: Vec<&'m Scope>,
    sides: BTreeMap<String, Side>,
    services: BTreeMap<String, Services>,
    open: BTreeSet<String>,
    room: Room,
}

impl<'m> Objects<'m> {
    /// `scopes`: the own one first.
    pub(super) fn new(scopes: Vec<&'m Scope>) -> Objects<'m> {
        Objects {
            scopes,
            sides: BTreeMap::new(),
            services: BTreeMap::new(),
            open: BTreeSet::new(),
            room: Room::default(),
        }
    }

    fn find(&self, of: fn(&Scope) -> &Entries, name: &str) -> Option<&'m Entry> {
        self.scopes.iter().find_map(|scope| of(scope).get(name))
    }

    fn side(&mut self, name: &str) -> Side {
        if let Some(known) = self.sides.get(name) {
            return known.clone();
        }
        let address = self.find(|scope| &scope.addresses, name);
        let group = self.find(|scope| &scope.groups, name);
        let side = match (address, group) {
            _ if name == "any" => Side::any(),
            (Some(address), _) => address_side(address),
            (None, Some(group)) => {
                let mark = format!("address-group {name}");
                if self.open.len() >= DEEPEST || !self.open.insert(mark.clone()) {
                    return Side::unknown(&format!("{name}: groups in a circle or too deep"));
                }
                let side = if group.list("static").is_empty() || group.fields.contains_key("dynamic") {
                    Side::unknown(&format!("group {name} is dynamic or empty"))
                } else {
                    self.sides(group.list("static"))
                };
                self.open.remove(&mark);
                side
            }
            (None, None) => match Block::parse(name) {
                Some(prefix) => of(prefix),
                // A region, an external list, or nothing.
                None => Side::unknown(&format!("no address {name}")),
            },
        };
        self.sides.insert(name.to_owned(), side.clone());
        side
    }

    /// Whether a name is an address or a group of addresses.
    pub(super) fn is_address(&self, name: &str) -> bool {
        self.find(|scope| &scope.addresses, name).or_else(|| self.find(|scope| &scope.groups, name)).is_some()
    }

    /// The addresses of all names.
    pub(super) fn sides(&mut self, names: &[String]) -> Side {
        let mut maker = SideMaker::default();
        for name in names {
            let side = self.side(name);
            maker.side(&side, &mut self.room);
        }
        maker.finish()
    }

    fn service(&mut self, name: &str) -> Services {
        if let Some(known) = self.services.get(name) {
            return known.clone();
        }
        let service = self.find(|scope| &scope.services, name);
        let group = self.find(|scope| &scope.service_groups, name);
        let ports = |ports: &[u128]| Ranges::of(ports.iter().map(|port| (*port, *port)).collect());
        let services = match (name, service, group) {
            ("any", ..) => Services::any(),
            ("application-default", ..) => Services::unknown(name),
            (_, Some(service), _) => {
                service_of(service).unwrap_or_else(|| Services::unknown(&format!("service {name}")))
            }
            (_, None, Some(group)) => {
                let mark = format!("service-group {name}");
                if self.open.len() >= DEEPEST || !self.open.insert(mark.clone()) {
                    return Services::unknown(&format!("{name}: groups in a circle or too deep"));
                }
                let members: Vec<String> = group.list("members").iter().chain(group.list("member")).cloned().collect();
                let services = match members.as_slice() {
                    [] => Services::unknown(&format!("{name} is empty")),
                    members => self.list(members),
                };
                self.open.remove(&mark);
                services
            }
            ("service-http", ..) => Services::of(Service::ports(6, ports(&[80, 8080]))),
            ("service-https", ..) => Services::of(Service::ports(6, ports(&[443]))),
            _ => Services::unknown(&format!("no service {name}")),
        };
        self.services.insert(name.to_owned(), services.clone());
        services
    }

    /// The services of all names.
    pub(super) fn list(&mut self, names: &[String]) -> Services {
        let mut maker = ServicesMaker::default();
        for name in names {
            let services = self.service(name);
            maker.services(&services, &mut self.room);
        }
        maker.finish()
    }
}

fn of(prefix: Block) -> Side {
    let mut maker = SideMaker::default();
    maker.prefix(prefix);
    maker.finish()
}

fn address_side(entry: &Entry) -> Side {
    let parsed = |field: &str| Block::parse(entry.word(field)).map(of);
    let wild = || entry.word("ip-wildcard").split_once('/').and_then(|(base, mask)| wildcard(base, mask));
    let side = if entry.fields.contains_key("ip-netmask") {
        parsed("ip-netmask")
    } else if entry.fields.contains_key("ip-range") {
        parsed("ip-range")
    } else {
        wild()
    };
    // A name of the domain name system, for example.
    side.unwrap_or_else(|| Side::unknown(&format!("address {}", entry.name)))
}

fn service_of(entry: &Entry) -> Option<Services> {
    let number = match entry.word("protocol") {
        "tcp" => 6,
        "udp" => 17,
        "sctp" => 132,
        _ => return None,
    };
    let ports = |field: &str| -> Option<Ranges> {
        let mut all = Vec::new();
        for text in entry.list(field).iter().flat_map(|text| text.split(',')) {
            let (low, high) = text.split_once('-').unwrap_or((text, text));
            let (low, high): (u16, u16) = (low.trim().parse().ok()?, high.trim().parse().ok()?);
            all.push((u128::from(low), u128::from(high)));
        }
        Some(if all.is_empty() { Ranges::All } else { Ranges::of(all) })
    };
    let service = Service { first: ports("source-port")?, ..Service::ports(number, ports("port")?) };
    Some(Known::sure(vec![service]))
}
