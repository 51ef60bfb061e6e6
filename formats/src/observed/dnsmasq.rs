//! `dnsmasq.leases`: expiry, adapter, address, name and client id on a line. It tells when a lease ends, not when it was given.

use super::{Listed, lines, seconds};
use site::{Mac, Sighting};

/// Reads leases; `None` where no line is one.
pub(super) fn read(text: &str) -> Option<Listed> {
    let mut listed = Listed::default();
    for (line, text) in lines(text) {
        let words: Vec<&str> = text.split_whitespace().collect();
        match words.as_slice() {
            // The server's own identifier stands before leases of IPv6.
            ["duid", _] => {}
            [expiry, mac, address, _, _]
                if seconds(expiry).is_some() && address.parse::<std::net::IpAddr>().is_ok() =>
            {
                let Ok(address) = address.parse() else { continue };
                listed.sightings.push(Sighting { address, mac: Mac::parse(mac), line });
            }
            _ => listed.unread += 1,
        }
    }
    (!listed.sightings.is_empty() && (listed.unread as usize) <= listed.sightings.len()).then_some(listed)
}
