//! `observe_device`: what was seen of a device on the network, against what its profile declares. What nobody saw is said as
//! "nobody saw", never as closed.

mod findings;
mod flows;
#[cfg(test)]
mod tests;

pub use findings::{
    CARDS, LinesNotRead, MaybeOpen, NotAllObserved, ObservationNotWhole, ObservationTooOld, ObservationUndated,
    OpenUndeclared, PortsNotLookedAt, ServiceNotSeen,
};
pub use flows::{FlowLogCovers, FlowNotSeen, FlowTried, FlowUndeclared, FlowsSeen, observe_flows};

use formats::nmap::{PortScan, PortState, SeenHost};
use network::{Addresses, Family, Initiator, PortRange, Profile, Protocol, Service};
use std::collections::BTreeSet;
use std::net::IpAddr;
use terms::{Day, Finding, Place, Priority, Subject};

/// One observation: its file as the user named it, and what it says.
#[derive(Clone, Debug)]
pub struct Observation {
    /// The file.
    pub file: String,
    /// What it says.
    pub scan: PortScan,
}

impl Observation {
    /// The day it began.
    pub fn day(&self) -> Option<Day> {
        self.scan.started.map(terms::Instant::day)
    }

    fn subject(&self) -> Subject {
        Subject::at(self.file.clone(), Place::file(self.file.clone()))
    }

    fn day_text(&self) -> String {
        self.day().map_or_else(|| "?".to_owned(), |day| day.to_string())
    }
}

/// Holds observations against a profile. `device`: the addresses of its units. `max_age`: days after which an observation
/// says nothing about today.
pub fn observe_device(
    profile: &Profile,
    device: &Addresses,
    observations: &[Observation],
    (today, max_age): (Day, u32),
) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut seen: BTreeSet<IpAddr> = BTreeSet::new();
    for observation in observations {
        of_age(observation, today, max_age, &mut findings);
        for host in &observation.scan.hosts {
            let own = host.addresses.iter().find(|address| holds(device, **address));
            if let Some(address) = own.filter(|_| host.up) {
                seen.insert(*address);
                of_host(profile, observation, (host, *address), &mut findings);
            }
        }
    }
    for service in &profile.services {
        findings.extend(not_seen(profile, service, device, observations));
    }
    let all = count(device);
    if (seen.len() as u128) < all {
        let priority = if seen.is_empty() { Priority::Undecided } else { Priority::Attention };
        let detail = NotAllObserved { seen: seen.len(), all };
        findings.push(Finding::new(priority, Subject::named("observations"), detail));
    }
    findings.extend([Protocol::Number(6), Protocol::Number(17)].into_iter().filter_map(|protocol| {
        let looked = looked_at(protocol, device, observations);
        let detail = PortsNotLookedAt { protocol: protocol.to_string(), looked };
        let subject = Subject::named(format!("observations/{protocol}"));
        (looked < usize::from(u16::MAX)).then(|| Finding::new(Priority::Attention, subject, detail))
    }));
    findings
        .sort_by(|a, b| (b.priority, a.code(), &a.subject, &a.key).cmp(&(a.priority, b.code(), &b.subject, &b.key)));
    findings
}

/// How many ports of a protocol some observation of the device looked at; port 0 is none that a service can have.
fn looked_at(protocol: Protocol, device: &Addresses, observations: &[Observation]) -> usize {
    let own = |host: &SeenHost| host.up && host.addresses.iter().any(|address| holds(device, *address));
    let met = observations.iter().filter(|one| one.scan.hosts.iter().any(own));
    let of_it = met.flat_map(|one| &one.scan.looked_at).filter(|looked| looked.protocol == protocol);
    let mut ranges: Vec<(u16, u16)> =
        of_it.flat_map(|looked| &looked.ports).map(|range| (range.first.max(1), range.last)).collect();
    ranges.sort_unstable();
    let (mut count, mut next) = (0, 1_u32);
    for (first, last) in ranges {
        let first = u32::from(first).max(next);
        if first <= u32::from(last) {
            count += (u32::from(last) - first + 1) as usize;
            next = u32::from(last) + 1;
        }
    }
    count
}

fn of_age(observation: &Observation, today: Day, max_age: u32, findings: &mut Vec<Finding>) {
    let mut put = |finding: Finding| findings.push(finding);
    match observation.day() {
        None => put(Finding::new(Priority::Undecided, observation.subject(), ObservationUndated {})),
        Some(day) => {
            let days = i64::from(today.0) - i64::from(day.0);
            if !(-1..=i64::from(max_age)).contains(&days) {
                let detail = ObservationTooOld { days, limit: max_age };
                put(Finding::new(Priority::Undecided, observation.subject(), detail));
            }
        }
    }
    if !observation.scan.whole {
        put(Finding::new(Priority::Undecided, observation.subject(), ObservationNotWhole {}));
    }
}

fn of_host(
    profile: &Profile,
    observation: &Observation,
    (host, address): (&SeenHost, IpAddr),
    into: &mut Vec<Finding>,
) {
    let mut maybe = host.maybe_open;
    for seen in host.ports.iter().filter(|seen| !declared(profile, seen.protocol, seen.port)) {
        match seen.state {
            PortState::NotOpen => {}
            PortState::OpenOrFiltered => maybe = maybe.saturating_add(1),
            PortState::Open => {
                let port = format!("{address} {}/{}", seen.protocol, seen.port);
                let place = Place { file: observation.file.clone(), line: seen.line, column: 0 };
                let service = if seen.service.is_empty() { "?".to_owned() } else { seen.service.clone() };
                let detail = OpenUndeclared { port: port.clone(), service, day: observation.day_text() };
                let mut finding = Finding::new(Priority::Blocking, Subject::at(port.clone(), place), detail);
                finding.key = port;
                into.push(finding);
            }
        }
    }
    if maybe > 0 {
        let detail = MaybeOpen { address: address.to_string(), count: maybe, day: observation.day_text() };
        let subject = Subject::at(address.to_string(), Place::file(observation.file.clone()));
        into.push(Finding::new(Priority::Undecided, subject, detail));
    }
}

fn not_seen(profile: &Profile, service: &Service, device: &Addresses, observations: &[Observation]) -> Option<Finding> {
    let own = |host: &&SeenHost| host.up && host.addresses.iter().any(|address| holds(device, *address));
    let meant = |protocol: Protocol, port: u16| service.protocol == protocol && within(&service.ports, port);
    let is_open = |host: &SeenHost| {
        host.ports.iter().any(|seen| seen.state == PortState::Open && meant(seen.protocol, seen.port))
    };
    if observations.iter().flat_map(|one| one.scan.hosts.iter().filter(own)).any(is_open) {
        return None;
    }
    let looked = |one: &&Observation| {
        let ends = service.ports.iter().flat_map(|range| [range.first, range.last]);
        one.scan.hosts.iter().any(|host| own(&host))
            && ends.into_iter().any(|port| one.scan.looks_at(service.protocol, port))
    };
    let (en, ja) = match observations.iter().any(|one| looked(&one)) {
        true => (
            "its port was looked at and did not answer as open",
            "ポートを確認しましたが、開いているとの応答はありません",
        ),
        false => ("its port was not looked at", "ポートを確認していません"),
    };
    let ranges = service.ports.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let ports = format!("{} {ranges}", service.protocol);
    let subject = Subject::at(format!("{}/service/{}", profile.place.file, service.id), service.place.clone());
    let detail = ServiceNotSeen { service: service.id.clone(), ports: ports.trim_end().to_owned(), en, ja };
    Some(Finding::new(Priority::Attention, subject, detail))
}

/// Whether a service, or a flow that others open, is declared at a port.
fn declared(profile: &Profile, protocol: Protocol, port: u16) -> bool {
    let inbound = profile.flows.iter().filter(|flow| flow.initiator != Initiator::Device);
    inbound.clone().any(|flow| flow.protocol == protocol && within(&flow.ports, port))
        || profile.services.iter().any(|service| service.protocol == protocol && within(&service.ports, port))
}

/// Whether a port is among these; none given means all.
fn within(ranges: &[PortRange], port: u16) -> bool {
    ranges.is_empty() || ranges.iter().any(|range| (range.first..=range.last).contains(&port))
}

fn holds(device: &Addresses, address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => device.v4.holds(u128::from(u32::from(address))),
        IpAddr::V6(address) => device.v6.holds(u128::from(address)),
    }
}

fn count(device: &Addresses) -> u128 {
    let sizes = |family: Family| {
        let slices = device.of(family).slices(family.most());
        slices
            .into_iter()
            .map(|(low, high)| high.saturating_sub(low).saturating_add(1))
            .fold(0_u128, u128::saturating_add)
    };
    Family::BOTH.into_iter().map(sizes).fold(0, u128::saturating_add)
}
