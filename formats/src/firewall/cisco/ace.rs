//! One entry of an access list, of ASA and IOS alike.

use super::address;
use super::objects::{Meaning, Numbers, Objects};
use super::words::{icmp, icmp_code, operator, protocol};
use crate::firewall::draft::{Draft, Known, Service, Services, Side};
use crate::firewall::lines::shown;
use network::policy::{Action, State};
use network::{Block, Family, Ranges};

/// Whose list it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// Masks are network masks; a list holds both families.
    Asa,
    /// Masks are wildcards; the list is of IPv4.
    Ios,
    /// `ipv6 access-list`.
    Ios6,
}

/// Words taken one after the other.
struct Words<'w, 'a> {
    words: &'w [&'a str],
    at: usize,
}

impl<'w, 'a> Words<'w, 'a> {
    fn rest(&self) -> &'w [&'a str] {
        self.words.get(self.at..).unwrap_or_default()
    }

    fn next(&mut self) -> Option<&'a str> {
        let word = self.words.get(self.at).copied();
        self.at += usize::from(word.is_some());
        word
    }
}

/// The numbers behind an address: ports, or nothing.
type Ports = Option<Numbers>;

/// Reads `permit|deny …`. `None`: an entry that is switched off. What is not understood leaves the entry in doubt about
/// at most the packets that the words before it mean.
pub(super) fn entry<'a>(
    dialect: Dialect,
    standard: bool,
    words: &[&'a str],
    objects: &mut Objects<'a>,
) -> Option<Draft> {
    let mut words = Words { words, at: 0 };
    let action = match words.next() {
        Some("permit") => Action::Accept,
        Some("deny") => Action::Drop,
        _ => return Some(Draft::unknown(shown(&words.words.join(" ")))),
    };
    let mut draft = Draft::new(action);
    draft.families = match dialect {
        Dialect::Asa => 3,
        Dialect::Ios => Family::V4.bit(),
        Dialect::Ios6 => Family::V6.bit(),
    };
    let read = if standard {
        // A standard list of ASA names destinations; it filters nothing by itself.
        address(dialect, true, &mut words, objects).map(|side| draft.source = side)
    } else {
        extended(dialect, &mut draft, &mut words, objects)
    };
    if read.is_none() {
        draft.doubt(shown(&words.words.join(" ")));
        return Some(draft);
    }
    trailing(&mut draft, &mut words).then_some(draft)
}

fn extended<'a>(
    dialect: Dialect,
    draft: &mut Draft,
    words: &mut Words<'_, 'a>,
    objects: &mut Objects<'a>,
) -> Option<()> {
    let services = service(dialect, words, objects)?;
    draft.services = services.clone();
    draft.source = address(dialect, false, words, objects)?;
    let from = ports(words, objects)?;
    draft.destination = address(dialect, false, words, objects)?;
    let to = match icmp_family(&services) {
        Some(family) => return icmp_types(family, draft, words, objects),
        None => ports(words, objects)?,
    };
    if from.is_some() || to.is_some() {
        draft.services = with_ports(&services, from, to)?;
    }
    Some(())
}

fn service<'a>(dialect: Dialect, words: &mut Words<'_, 'a>, objects: &mut Objects<'a>) -> Option<Services> {
    match words.rest() {
        ["object-group", name, ..] | ["object", name, ..] => {
            let group = words.next() == Some("object-group");
            words.at += 1;
            match objects.meaning(group, name)? {
                Meaning::Services(services) => Some(services),
                Meaning::Addresses(_) | Meaning::Numbers(_) => None,
            }
        }
        // An IPv6 list may leave out the protocol.
        [word, ..] => {
            let service = protocol(word, dialect == Dialect::Ios6)?;
            words.at += 1;
            Some(Services::of(service))
        }
        [] => None,
    }
}

fn address<'a>(dialect: Dialect, alone: bool, words: &mut Words<'_, 'a>, objects: &mut Objects<'a>) -> Option<Side> {
    let only = |family: Family| Side::any_of(family);
    let of = |prefix: Block| {
        let mut maker = crate::firewall::draft::SideMaker::default();
        maker.prefix(prefix);
        maker.finish()
    };
    let (side, taken) = match words.rest() {
        ["any", ..] => (Side::any(), 1),
        ["any4", ..] => (only(Family::V4), 1),
        ["any6", ..] => (only(Family::V6), 1),
        ["host", host, ..] => (of(address::single(host, &objects.names)?), 2),
        ["object-group", name, ..] => (objects.side(true, name), 2),
        ["object", name, ..] => (objects.side(false, name), 2),
        ["interface" | "object-group-security" | "object-group-user" | "user" | "security-group", ..] => return None,
        [prefix, ..] if prefix.contains('/') => (of(address::slashed(prefix)?), 1),
        [base, mask, ..] if mask.contains('.') && dialect == Dialect::Asa => {
            (address::netmask(base, mask, &objects.names)?, 2)
        }
        [base, mask, ..] if mask.contains('.') => (address::wildcard(base, mask, &objects.names)?, 2),
        [host, ..] if alone => (of(address::single(host, &objects.names)?), 1),
        _ => return None,
    };
    words.at += taken;
    Some(side)
}

/// Ports behind an address; inner `None`: there are none.
fn ports<'a>(words: &mut Words<'_, 'a>, objects: &mut Objects<'a>) -> Option<Ports> {
    match words.rest() {
        ["eq" | "neq" | "lt" | "gt" | "range", ..] => {
            let (ranges, taken) = operator(words.rest())?;
            words.at += taken;
            Some(Some(Known::sure(ranges)))
        }
        // A group may also be the addresses that follow.
        ["object-group", name, ..] => match objects.meaning(true, name) {
            Some(Meaning::Numbers(numbers)) => {
                words.at += 2;
                Some(Some(numbers))
            }
            _ => Some(None),
        },
        _ => Some(None),
    }
}

/// The family of services that are ICMP and nothing else.
fn icmp_family(services: &Services) -> Option<Family> {
    match services.sure.as_slice() {
        [Service { protocol: Ranges::One(1, 1), first: Ranges::All, .. }] => Some(Family::V4),
        [Service { protocol: Ranges::One(58, 58), first: Ranges::All, .. }] => Some(Family::V6),
        _ => None,
    }
}

fn icmp_types<'a>(
    family: Family,
    draft: &mut Draft,
    words: &mut Words<'_, 'a>,
    objects: &mut Objects<'a>,
) -> Option<()> {
    let (first, second) = match words.rest() {
        ["object-group", name, ..] => match objects.meaning(true, name)? {
            Meaning::Numbers(numbers) => {
                words.at += 2;
                (numbers, Ranges::All)
            }
            Meaning::Addresses(_) | Meaning::Services(_) => return None,
        },
        [word, rest @ ..] => {
            let Some((kind, code)) = icmp(word, family) else { return Some(()) };
            let written = rest.first().and_then(|code| icmp_code(code));
            words.at += 1 + usize::from(written.is_some());
            (Known::sure(Ranges::single(kind)), written.or(code).map_or(Ranges::All, Ranges::single))
        }
        [] => return Some(()),
    };
    draft.services = with_ports(&draft.services, Some(first), Some(Known::sure(second)))?;
    Some(())
}

/// Services narrowed by ports; `None` when the services have none.
fn with_ports(services: &Services, from: Ports, to: Ports) -> Option<Services> {
    let all = || Known::sure(Ranges::All);
    let (from, to) = (from.unwrap_or_else(all), to.unwrap_or_else(all));
    let ported = |service: &Service| matches!(service.protocol, Ranges::One(6 | 17 | 132 | 1 | 58, last) if service.protocol == Ranges::One(last, last));
    if !services.sure.iter().all(ported) {
        return None;
    }
    let narrowed = |services: &[Service], first: &Ranges, second: &Ranges| {
        let one = |service: &Service| Service {
            first: service.first.and(first),
            second: service.second.and(second),
            ..service.clone()
        };
        services.iter().map(one).collect::<Vec<_>>()
    };
    Some(Known {
        sure: narrowed(&services.sure, &from.sure, &to.sure),
        most: narrowed(&services.most, &from.most, &to.most),
        doubt: services.doubt.clone().or(from.doubt).or(to.doubt),
    })
}

/// Words behind the addresses; `false`: the entry is switched off.
fn trailing(draft: &mut Draft, words: &mut Words<'_, '_>) -> bool {
    while let Some(word) = words.next() {
        match word {
            "inactive" => return false,
            "log" | "log-input" => {
                // `log 6 interval 300`, `log disable`, `log TAG`
                while let Some(next) = words.rest().first() {
                    if matches!(*next, "inactive" | "time-range" | "established" | "fragments" | "reflect" | "dscp") {
                        break;
                    }
                    words.at += 1;
                }
            }
            // ACK or RST is set: no first packet of a connection.
            "established" => {
                draft.states = State::Established.bit();
                if !draft.services.sure.iter().all(|service| service.protocol == Ranges::single(6)) {
                    draft.doubt("established");
                }
            }
            // The permit itself matches; what it opens for the answers is in doubt where it is evaluated.
            "reflect" => {
                words.next();
                if let ["timeout", ..] = words.rest() {
                    words.at += 2;
                }
            }
            other => {
                let value = words.rest().first().copied().unwrap_or_default();
                draft.doubt(shown(&format!("{other} {value}")));
                return !words.rest().contains(&"inactive");
            }
        }
    }
    true
}
