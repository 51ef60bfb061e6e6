//! `dhcpd.leases` of the ISC DHCP server (dhcpd.leases(5)): one block a lease; a later block about an address replaces an earlier.

use super::{Listed, lines};
use site::{Mac, Sighting};
use std::collections::BTreeMap;
use std::net::IpAddr;
use terms::Instant;

/// Reads leases; `None` where no lease begins.
pub(super) fn read(text: &str) -> Option<Listed> {
    let mut listed = Listed::default();
    let mut lease: Option<Lease> = None;
    let mut by_address: BTreeMap<IpAddr, Option<Sighting>> = BTreeMap::new();
    let mut found = false;
    for (line, text) in lines(text) {
        if let Some(rest) = text.strip_prefix("lease ").and_then(|rest| rest.strip_suffix('{')) {
            found = true;
            // A block that does not end is lost.
            listed.unread += u32::from(lease.is_some());
            match rest.trim().parse() {
                Ok(address) => lease = Some(Lease { address, mac: None, line, active: true }),
                Err(_) => listed.unread += 1,
            }
        } else if text == "}" {
            if let Some(Lease { address, mac, line, active }) = lease.take() {
                by_address.insert(address, active.then_some(Sighting { address, mac, line }));
            }
        } else if let Some(lease) = &mut lease {
            statement(text, lease, &mut listed.last);
        }
    }
    listed.unread += u32::from(lease.is_some());
    listed.sightings = by_address.into_values().flatten().collect();
    found.then_some(listed)
}

struct Lease {
    address: IpAddr,
    mac: Option<Mac>,
    line: u32,
    active: bool,
}

fn statement(text: &str, lease: &mut Lease, last: &mut Option<Instant>) {
    let words: Vec<&str> = text.trim_end_matches(';').split_whitespace().collect();
    match words.as_slice() {
        ["starts" | "cltt", _, day, time] => *last = (*last).max(moment(day, time)),
        ["starts" | "cltt", "epoch", seconds, ..] => *last = (*last).max(super::seconds(seconds)),
        ["hardware", _, mac] => lease.mac = Mac::parse(mac),
        ["binding", "state", state] => lease.active = *state == "active",
        _ => {}
    }
}

/// `2026/11/20 08:00:00`, in UTC as the server writes it.
fn moment(day: &str, time: &str) -> Option<Instant> {
    Instant::parse(&format!("{}T{time}Z", day.replace('/', "-")))
}
