//! Objects and groups of objects, each read once; groups that name each other in a circle are found.

use super::address::{self, Names};
use super::words::{icmp, operator, port, protocol};
use crate::firewall::draft::{Known, Room, Service, Services, ServicesMaker, Side, SideMaker};
use crate::firewall::lines::{Line, shown};
use network::{Block, Family, Ranges};
use std::collections::{HashMap, HashSet};

/// Groups in groups deeper than this are not followed.
const DEEPEST: usize = 50;

/// Ports or ICMP types of a group.
pub(super) type Numbers = Known<Ranges>;

/// What a name stands for.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    Addresses(Side),
    Services(Services),
    /// Ports (`object-group service NAME tcp`) or ICMP types (`object-group icmp-type`).
    Numbers(Numbers),
}

/// What a definition is about, by the word behind `object` or `object-group`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Network,
    Service,
    /// Services of one transport protocol: its members are ports.
    Ports,
    Protocol,
    IcmpType,
    Other,
}

#[derive(Debug)]
struct Definition<'a> {
    kind: Kind,
    lines: Vec<Line<'a>>,
}

/// The objects and groups of one configuration.
#[derive(Debug, Default)]
pub(super) struct Objects<'a> {
    pub(super) names: Names<'a>,
    /// By whether it is a group, and by name.
    defined: HashMap<(bool, &'a str), Definition<'a>>,
    known: HashMap<(bool, &'a str), Meaning>,
    open: HashSet<(bool, &'a str)>,
    room: Room,
}

impl<'a> Objects<'a> {
    /// Takes a definition: the words of its first line, and the lines inside.
    pub(super) fn define(&mut self, words: &[&'a str], lines: &[Line<'a>]) {
        let (group, kind, name, typed) = match words {
            ["object", kind, name, ..] => (false, *kind, *name, None),
            ["object-group", kind, name, rest @ ..] => (true, *kind, *name, rest.first()),
            _ => return,
        };
        let kind = match kind {
            "network" | "v4-network" | "v6-network" | "ip" => Kind::Network,
            "service" if matches!(typed, Some(&("tcp" | "udp" | "tcp-udp"))) => Kind::Ports,
            "service" => Kind::Service,
            "protocol" => Kind::Protocol,
            "icmp-type" => Kind::IcmpType,
            _ => Kind::Other,
        };
        let definition = self.defined.entry((group, name)).or_insert(Definition { kind, lines: Vec::new() });
        definition.lines.extend_from_slice(lines);
    }

    /// What an object or a group stands for; `None` for one that is not there.
    pub(super) fn meaning(&mut self, group: bool, name: &'a str) -> Option<Meaning> {
        let key = (group, name);
        if let Some(known) = self.known.get(&key) {
            return Some(known.clone());
        }
        let definition = self.defined.get(&key)?;
        let (kind, lines) = (definition.kind, definition.lines.clone());
        if lines.is_empty() {
            return Some(doubtful(kind, &format!("{name}: nothing in it")));
        }
        if self.open.len() >= DEEPEST || !self.open.insert(key) {
            return Some(doubtful(kind, &format!("{name}: groups in a circle or too deep")));
        }
        let meaning = match kind {
            Kind::Network => Meaning::Addresses(self.network(&lines)),
            Kind::Service | Kind::Protocol => Meaning::Services(self.services(&lines)),
            Kind::Ports | Kind::IcmpType => Meaning::Numbers(self.numbers(&lines)),
            Kind::Other => doubtful(kind, name),
        };
        self.open.remove(&key);
        self.known.insert(key, meaning.clone());
        Some(meaning)
    }

    /// The addresses of an object or group.
    pub(super) fn side(&mut self, group: bool, name: &'a str) -> Side {
        match self.meaning(group, name) {
            Some(Meaning::Addresses(side)) => side,
            _ => Side::unknown(&format!("no addresses: {name}")),
        }
    }

    fn network(&mut self, lines: &[Line<'a>]) -> Side {
        let mut maker = SideMaker::default();
        for line in lines {
            let words = line.words();
            // `10 host 10.0.0.1`: some systems number the members.
            let words = match words.as_slice() {
                [number, rest @ ..] if !rest.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()) => rest,
                all => all,
            };
            let words = words.strip_prefix(&["network-object"]).unwrap_or(words);
            match words {
                ["description" | "nat", ..] => {}
                ["group-object", name] => {
                    let side = self.side(true, name);
                    maker.side(&side, &mut self.room);
                }
                ["object", name] => {
                    let side = self.side(false, name);
                    maker.side(&side, &mut self.room);
                }
                _ => match self.member(words) {
                    Some(side) => maker.side(&side, &mut self.room),
                    None => maker.doubt(&shown(line.text)),
                },
            }
        }
        maker.finish()
    }

    fn member(&self, words: &[&str]) -> Option<Side> {
        let of = |prefix: Block| {
            let mut maker = SideMaker::default();
            maker.prefix(prefix);
            maker.finish()
        };
        match words {
            ["any"] => Some(Side::any()),
            ["host", host] => address::single(host, &self.names).map(of),
            ["range", low, high] => address::range(low, high, &self.names).map(of),
            ["subnet", prefix] | [prefix] if prefix.contains('/') => address::slashed(prefix).map(of),
            [base, length] if length.starts_with('/') => Block::parse(&format!("{base}{length}")).map(of),
            ["subnet", base, mask] | [base, mask] => address::netmask(base, mask, &self.names),
            _ => None,
        }
    }

    fn services(&mut self, lines: &[Line<'a>]) -> Services {
        let mut maker = ServicesMaker::default();
        for line in lines {
            let words = line.words();
            let words = match words.as_slice() {
                ["service-object" | "service" | "protocol-object", rest @ ..] => rest,
                all => all,
            };
            let services = match words {
                ["description", ..] => continue,
                ["group-object", name] => self.meaning(true, name),
                ["object", name] => self.meaning(false, name),
                _ => service(words).map(Meaning::Services),
            };
            match services {
                Some(Meaning::Services(services)) => maker.services(&services, &mut self.room),
                _ => maker.doubt(&shown(line.text)),
            }
        }
        maker.finish()
    }

    fn numbers(&mut self, lines: &[Line<'a>]) -> Numbers {
        let (mut sure, mut most) = (Vec::new(), Vec::new());
        let mut doubt = None;
        for line in lines {
            let words = line.words();
            let numbers = match words.as_slice() {
                ["description", ..] => continue,
                ["group-object", name] => match self.meaning(true, name) {
                    Some(Meaning::Numbers(numbers)) => Some(numbers),
                    _ => None,
                },
                ["port-object", rest @ ..] => operator(rest).map(|(ranges, _)| Known::sure(ranges)),
                ["icmp-object", kind] => icmp(kind, Family::V4)
                    .filter(|(_, code)| code.is_none())
                    .map(|(kind, _)| Known::sure(Ranges::single(kind))),
                _ => None,
            };
            let size = |numbers: &Numbers| numbers.sure.slices(65_535).len() + numbers.most.slices(65_535).len();
            match numbers.filter(|numbers| self.room.take(size(numbers))) {
                Some(numbers) => {
                    sure.extend(numbers.sure.slices(65_535));
                    most.extend(numbers.most.slices(65_535));
                    doubt = doubt.or(numbers.doubt);
                }
                None => {
                    most.push((0, 65_535));
                    doubt.get_or_insert_with(|| shown(line.text).into());
                }
            }
        }
        Known { sure: Ranges::of(sure), most: Ranges::of(most), doubt }
    }
}

fn doubtful(kind: Kind, what: &str) -> Meaning {
    match kind {
        Kind::Network => Meaning::Addresses(Side::unknown(what)),
        Kind::Service | Kind::Protocol | Kind::Other => Meaning::Services(Services::unknown(what)),
        Kind::Ports | Kind::IcmpType => {
            Meaning::Numbers(Known { sure: Ranges::none(), most: Ranges::All, doubt: Some(what.into()) })
        }
    }
}

/// `tcp source eq 80 destination range 1 9`, `tcp eq 80`, `tcp-udp`, `icmp echo`, `50`.
fn service(words: &[&str]) -> Option<Services> {
    let (name, mut rest) = words.split_first()?;
    let mut protocols = Vec::new();
    if *name == "tcp-udp" {
        protocols.extend([Service::protocol(6), Service::protocol(17)]);
    } else {
        protocols.push(protocol(name, false)?);
    }
    let (mut first, mut second) = (Ranges::All, Ranges::All);
    if matches!(*name, "icmp" | "icmp6") && !rest.is_empty() {
        let family = if *name == "icmp" { Family::V4 } else { Family::V6 };
        let (kind, code) = icmp(rest[0], family)?;
        let code = match rest.get(1) {
            Some(code) => Some(super::words::icmp_code(code)?),
            None => code,
        };
        first = Ranges::single(kind);
        second = code.map_or(Ranges::All, Ranges::single);
        rest = rest.get(2..).unwrap_or_default();
    }
    while !rest.is_empty() {
        if !protocols.iter().all(|service| matches!(service.protocol, Ranges::One(6 | 17 | 132, _))) {
            return None;
        }
        let (into, words) = match rest {
            ["source", words @ ..] => (&mut first, words),
            ["destination", words @ ..] => (&mut second, words),
            words => (&mut second, words),
        };
        let (ranges, taken) = match words {
            // A port without an operator.
            [single, ..] if port(single).is_some() => (Ranges::single(port(single)?), 1),
            words => operator(words)?,
        };
        *into = into.and(&ranges);
        rest = &words[taken.min(words.len())..];
    }
    let all = protocols.into_iter().map(|service| Service { first: first.clone(), second: second.clone(), ..service });
    Some(Known::sure(all.collect()))
}
