//! `ip filter N …` and `ip filter dynamic N …`.

use super::words::{addresses, ports, protocol};
use crate::firewall::draft::{Draft, Known, Service, Services, ServicesMaker, Side};
use crate::firewall::lines::shown;
use network::policy::{Action, Span, State};
use network::{Family, Ranges};

/// A numbered filter.
#[derive(Debug)]
pub(super) struct Filter {
    pub(super) draft: Draft,
    pub(super) span: Span,
}

/// A dynamic filter: whose connections it watches.
#[derive(Debug)]
pub(super) struct Dynamic {
    pub(super) source: Side,
    pub(super) destination: Side,
    pub(super) services: Services,
    pub(super) span: Span,
}

/// Reads the words behind the number.
pub(super) fn filter(family: Family, words: &[&str], span: Span) -> Filter {
    let all = || shown(&words.join(" "));
    let field = |at: usize| words.get(at).copied().unwrap_or("*");
    let (verb, _) = words.first().copied().unwrap_or_default().split_once('-').unwrap_or((field(0), ""));
    let mut draft = Draft::new(match verb {
        "pass" | "restrict" => Action::Accept,
        "reject" => Action::Drop,
        _ => Action::Unknown,
    });
    match verb {
        "pass" | "reject" => {}
        // Passes only while the line is connected.
        _ => draft.doubt(all()),
    }
    draft.families = family.bit();
    draft.source = addresses(family, field(1));
    draft.destination = addresses(family, field(2));
    services(&mut draft, family, [field(3), field(4), field(5)]);
    if words.len() > 6 {
        draft.doubt(all());
    }
    Filter { draft, span }
}

fn services(draft: &mut Draft, family: Family, [names, from, to]: [&str; 3]) {
    let what = format!("{names} {from} {to}");
    let (Some(first), Some(second)) = (ports(from), ports(to)) else {
        draft.services = Services::unknown(&what);
        return;
    };
    let unported = first == Ranges::All && second == Ranges::All;
    if names == "*" && unported {
        return;
    }
    let mut maker = ServicesMaker::default();
    for name in names.split(',') {
        match (name, protocol(name)) {
            // TCP packets with ACK: no first packet of a connection.
            ("established", _) if names == "established" => {
                draft.states = State::Established.bit();
                maker.service(&Service { first: first.clone(), second: second.clone(), ..Service::protocol(6) });
            }
            ("tcpfin" | "tcprst", _) if names == name => {
                draft.states = !State::New.bit() & 31;
                draft.doubt(name);
                maker.service(&Service::protocol(6));
            }
            (_, Some(6 | 17)) => {
                let number = protocol(name).unwrap_or_default();
                maker.service(&Service { first: first.clone(), second: second.clone(), ..Service::protocol(number) });
            }
            (_, Some(number @ (1 | 58))) if unported => {
                let families = if number == 1 { Family::V4 } else { Family::V6 }.bit() & family.bit();
                maker.service(&Service { families, ..Service::protocol(number) });
            }
            (_, Some(number)) if unported => maker.service(&Service::protocol(number)),
            _ => maker.doubt(&what),
        }
    }
    draft.services = maker.finish();
}

/// Applications that a dynamic filter knows by name, with the port that is opened to.
const APPLICATIONS: &[(&str, &[u128], u128)] = &[
    ("domain", &[6, 17], 53),
    ("ftp", &[6], 21),
    ("https", &[6], 443),
    ("imap", &[6], 143),
    ("ntp", &[17], 123),
    ("pop3", &[6], 110),
    ("smtp", &[6], 25),
    ("ssh", &[6], 22),
    ("submission", &[6], 587),
    ("telnet", &[6], 23),
    ("tftp", &[17], 69),
    ("www", &[6], 80),
];

/// Reads the words behind the number of a dynamic filter.
pub(super) fn dynamic(family: Family, words: &[&str], span: Span) -> Dynamic {
    let field = |at: usize| words.get(at).copied().unwrap_or("*");
    let named = APPLICATIONS.iter().find(|(name, ..)| *name == field(2));
    let services = match (field(2), named) {
        ("tcp", _) => Services::of(Service::protocol(6)),
        ("udp", _) => Services::of(Service::protocol(17)),
        (_, Some((_, protocols, port))) => {
            Known::sure(protocols.iter().map(|number| Service::ports(*number, Ranges::single(*port))).collect())
        }
        _ => Services::unknown(&shown(&words.join(" "))),
    };
    Dynamic { source: addresses(family, field(0)), destination: addresses(family, field(1)), services, span }
}

impl Dynamic {
    /// What lets the answers of watched connections back.
    pub(super) fn answers(&self, family: Family) -> Draft {
        let turned = |services: &[Service]| {
            let turn = |service: &Service| Service {
                first: service.second.clone(),
                second: service.first.clone(),
                ..service.clone()
            };
            services.iter().map(turn).collect::<Vec<_>>()
        };
        let mut draft = Draft::new(Action::Accept);
        draft.families = family.bit();
        draft.states = State::Established.bit();
        (draft.source, draft.destination) = (self.destination.clone(), self.source.clone());
        draft.services = Known {
            sure: turned(&self.services.sure),
            most: turned(&self.services.most),
            doubt: self.services.doubt.clone(),
        };
        draft
    }
}
