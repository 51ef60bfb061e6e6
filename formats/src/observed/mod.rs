//! What was seen on a network, in the forms in which tools write it: port scans, tables of neighbours, leases of DHCP servers and
//! logs of flows. The content tells the form; what is not understood is counted, never passed over as if nothing had been seen.

mod arp;
mod aws_flow;
mod dnsmasq;
mod isc_leases;
mod kea;
#[cfg(test)]
mod tests;
mod zeek_conn;

use crate::nmap::{self, PortScan};
use network::SeenFlow;
use site::Sighting;
use terms::{Day, Instant};

/// Addresses that a table lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Listed {
    /// Whose address was seen.
    pub sightings: Vec<Sighting>,
    /// The last moment that it tells of itself; `None` when it bears none.
    pub last: Option<Instant>,
    /// Lines that were not understood.
    pub unread: u32,
}

/// Flows that a log lists.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlowLog {
    /// The flows, in order and each once.
    pub flows: Vec<SeenFlow>,
    /// First and last moment that it tells of.
    pub span: Option<(Instant, Instant)>,
    /// Records read.
    pub records: u64,
    /// Stretches of which the log itself says that records are missing.
    pub gaps: u64,
    /// Lines that were not understood.
    pub unread: u64,
}

/// An observation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Observed {
    /// A port scan.
    Scan(PortScan),
    /// A table of neighbours.
    Neighbours(Listed),
    /// Leases.
    Leases(Listed),
    /// Flows.
    Flows(FlowLog),
}

impl Observed {
    /// The last day that the observation itself tells of.
    pub fn day(&self) -> Option<Day> {
        let last = match self {
            Observed::Scan(scan) => scan.started,
            Observed::Neighbours(listed) | Observed::Leases(listed) => listed.last,
            Observed::Flows(log) => log.span.map(|(_, last)| last),
        };
        last.map(Instant::day)
    }

    /// Lines that were not understood.
    pub fn unread(&self) -> u64 {
        match self {
            Observed::Scan(_) => 0,
            Observed::Neighbours(listed) | Observed::Leases(listed) => u64::from(listed.unread),
            Observed::Flows(log) => log.unread,
        }
    }
}

/// Reads an observation; `None` where it is none that is known.
pub fn read(bytes: &[u8]) -> Option<Observed> {
    if let Some(scan) = nmap::read(bytes) {
        return Some(Observed::Scan(scan));
    }
    let decoded = crate::sbom::decode(bytes);
    let text = String::from_utf8_lossy(&decoded);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    zeek_conn::read(text)
        .or_else(|| aws_flow::read(text))
        .map(Observed::Flows)
        .or_else(|| {
            kea::read(text).or_else(|| isc_leases::read(text)).or_else(|| dnsmasq::read(text)).map(Observed::Leases)
        })
        .or_else(|| arp::read(text).map(Observed::Neighbours))
}

/// Each line that says something, with its number.
fn lines(text: &str) -> impl Iterator<Item = (u32, &str)> {
    let numbered =
        text.lines().enumerate().map(|(place, line)| (u32::try_from(place + 1).unwrap_or(u32::MAX), line.trim()));
    numbered.filter(|(_, line)| !line.is_empty())
}

/// A moment of seconds since 1970; none before it or beyond the year 9999.
fn seconds(text: &str) -> Option<Instant> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let plain = whole.bytes().all(|byte| byte.is_ascii_digit()) && part.bytes().all(|byte| byte.is_ascii_digit());
    let time = whole.parse::<i64>().ok().filter(|_| plain)?.checked_mul(1000)?;
    (0..253_402_300_800_000).contains(&time).then_some(Instant(time))
}

/// Collects flows: each once, and the span of all.
#[derive(Default)]
struct Flows {
    log: FlowLog,
    seen: std::collections::BTreeSet<SeenFlow>,
}

impl Flows {
    fn put(&mut self, flow: SeenFlow, span: (Instant, Instant)) {
        self.log.records += 1;
        self.seen.insert(flow);
        self.span(span);
    }

    fn span(&mut self, (first, last): (Instant, Instant)) {
        self.log.span = Some(match self.log.span {
            None => (first, last),
            Some((before, after)) => (before.min(first), after.max(last)),
        });
    }

    fn done(self) -> FlowLog {
        FlowLog { flows: self.seen.into_iter().collect(), ..self.log }
    }
}
