//! An access list of its own for a device, in the words of Cisco ASA. It binds nothing: its entries are to be put above the
//! site's own in every list that is bound inward, and they decide about every packet of the device there.

use crate::firewall::blocks::{AddressBlock, blocks};
use crate::firewall::write::{About, CannotSay, Draft, Part, Written, about, comment, name, protocol_word};
use network::{Family, Permit, Ranges, Region, show_address};

/// Entries of one list; beyond that a region is not said.
const ENTRIES: usize = 1000;
/// Blocks of one group.
const BLOCKS: usize = 1000;

/// The name of the list for a device.
pub fn list_name(device: &str) -> String {
    format!("tutela-{}", name(device, 40))
}

/// A list for a device. An entry that writes to the log also lets through or stops: there is one stage alone.
pub fn write(draft: &Draft<'_>) -> Result<Written, CannotSay> {
    let mut list = List { name: list_name(draft.name), groups: Vec::new(), entries: 0, text: String::new() };
    for family in draft.permits.families() {
        list.group(format!("{}-device{}", list.name, mark(family)), family, draft.permits.device.of(family));
    }
    for (at, (permit, (id, lines))) in draft.permits.permits.iter().zip(draft.about).enumerate() {
        lines.iter().for_each(|line| comment(&mut list.text, "", "!", line));
        list.permit(at, permit, id).ok_or_else(|| CannotSay(id.clone()))?;
    }
    draft.permits.families().for_each(|family| list.end(family));
    let List { name, groups, text: body, .. } = list;
    let file = format!("{name}.asa");
    let load = format!("copy {file} running-config");
    let gone = groups.iter().map(|group| format!("; no object-group network {group}"));
    let roll_back = format!("clear configure access-list {name}{}", gone.collect::<String>());
    let mut text = String::new();
    draft.head.iter().for_each(|line| comment(&mut text, "", "!", line));
    for (label, command) in draft.labels.into_iter().zip([&load, &roll_back]) {
        comment(&mut text, "", "!", &format!("{label}: {command}"));
    }
    text.push_str(&body);
    Ok(Written { parts: vec![Part { file, text }], load, roll_back })
}

struct List {
    name: String,
    groups: Vec<String>,
    entries: usize,
    text: String,
}

impl List {
    fn group(&mut self, name: String, family: Family, ranges: &Ranges) {
        self.text.push_str(&format!("object-group network {name}\n"));
        for one in blocks(family, ranges) {
            self.text.push_str(&format!(" network-object {}\n", block(one)));
        }
        self.groups.push(name);
    }

    fn permit(&mut self, at: usize, permit: &Permit, id: &str) -> Option<()> {
        let region = &permit.region;
        let services = services(region)?;
        self.entries = self.entries.saturating_add(services.len());
        let peer = if permit.from_device { &region.destination } else { &region.source };
        let peers = blocks(region.family, peer);
        if self.entries > ENTRIES || peers.len() > BLOCKS {
            return None;
        }
        let list = self.name.clone();
        let peer = match peers.as_slice() {
            _ if *peer == Ranges::All => format!("any{}", mark(region.family)),
            [one] => block(*one),
            _ => {
                self.group(format!("{list}-{at}"), region.family, peer);
                format!("object-group {list}-{at}")
            }
        };
        let device = format!("object-group {list}-device{}", mark(region.family));
        let [source, destination] = if permit.from_device { [device, peer] } else { [peer, device] };
        self.text.push_str(&format!("access-list {list} remark {}\n", name(id, 60)));
        for [protocol, from, to] in services {
            let entry = format!("permit {protocol} {source}{from} {destination}{to}");
            self.text.push_str(&format!("access-list {list} extended {entry}\n"));
        }
        Some(())
    }

    /// Whatever else the device sends or gets is stopped here, so that no entry below decides about it.
    fn end(&mut self, family: Family) {
        let (list, mark) = (&self.name, mark(family));
        let device = format!("object-group {list}-device{mark}");
        self.text.push_str(&format!("access-list {list} extended deny ip {device} any{mark} log\n"));
        self.text.push_str(&format!("access-list {list} extended deny ip any{mark} {device} log\n"));
    }
}

fn mark(family: Family) -> &'static str {
    if family == Family::V4 { "4" } else { "6" }
}

fn block(block: AddressBlock) -> String {
    let address = show_address(block.family, block.first);
    match (block.open, block.family) {
        (0, _) => format!("host {address}"),
        (_, Family::V6) => block.cidr(),
        (open, Family::V4) => {
            let free = 1u128.checked_shl(open).map_or(u128::MAX, |size| size - 1);
            format!("{address} {}", show_address(Family::V4, u128::from(u32::MAX) & !free))
        }
    }
}

/// Protocol, source ports, destination ports of the entries; `None` where answers would need an inspection that is not known
/// (ICMP), or where it is not known whether connections are remembered (other protocols without ports).
fn services(region: &Region) -> Option<Vec<[String; 3]>> {
    let (which, from, to) = match about(region)? {
        About::Protocols(which) => (which, Ranges::All, Ranges::All),
        About::Ports(which, from, to) => (which, from, to),
        About::Types(..) => return None,
    };
    let protocol = match which {
        Ranges::One(number @ (6 | 17 | 132), high) if number == high => protocol_word(number),
        _ => return None,
    };
    let mut all = Vec::new();
    for from in ports(&from) {
        all.extend(ports(&to).into_iter().map(|to| [protocol.clone(), from.clone(), to]));
        if all.len() > ENTRIES {
            return None;
        }
    }
    Some(all)
}

fn ports(ranges: &Ranges) -> Vec<String> {
    let one =
        |(low, high): (u128, u128)| if low == high { format!(" eq {low}") } else { format!(" range {low} {high}") };
    match ranges {
        Ranges::All => vec![String::new()],
        ranges => ranges.slices(65_535).into_iter().map(one).collect(),
    }
}
