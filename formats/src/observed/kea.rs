//! Leases of Kea (memfile, `kea-leases4.csv`, `kea-leases6.csv`): a heading, then a lease a line; a later line replaces an earlier.

use super::{Listed, lines, seconds};
use site::{Mac, Sighting};
use std::collections::BTreeMap;
use std::net::IpAddr;
use terms::Instant;

/// Reads leases; `None` without the heading.
pub(super) fn read(text: &str) -> Option<Listed> {
    let mut rows = lines(text);
    let (_, heading) = rows.next()?;
    let names: Vec<&str> = heading.split(',').collect();
    let column = |name: &str| names.iter().position(|one| *one == name);
    let (address, expire, lifetime) = (column("address")?, column("expire")?, column("valid_lifetime")?);
    let (mac, state) = (column("hwaddr"), column("state"));
    let mut listed = Listed::default();
    let mut by_address: BTreeMap<IpAddr, Option<Sighting>> = BTreeMap::new();
    for (line, text) in rows {
        let cells: Vec<&str> = text.split(',').collect();
        let cell = |place: usize| cells.get(place).copied().unwrap_or_default();
        let Ok(of) = cell(address).parse::<IpAddr>() else {
            listed.unread += 1;
            continue;
        };
        let given = seconds(cell(expire)).zip(cell(lifetime).parse::<i64>().ok());
        let given = given.and_then(|(end, life)| Some(Instant(end.0.checked_sub(life.checked_mul(1000)?)?)));
        listed.last = listed.last.max(given);
        // 0: in use; declined, taken back and freed leases are nobody's. A life of 0 frees it too.
        let active = state.is_none_or(|state| cell(state) == "0") && cell(lifetime) != "0";
        let mac = mac.and_then(|mac| Mac::parse(cell(mac)));
        by_address.insert(of, active.then_some(Sighting { address: of, mac, line }));
    }
    listed.sightings = by_address.into_values().flatten().collect();
    Some(listed)
}
