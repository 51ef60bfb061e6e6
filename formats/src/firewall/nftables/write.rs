//! Rules in nftables' own words: single rules for a region, and a whole table for a device.
//!
//! The table stands beside those that are there: its policy accepts, so that the traffic of others is left to them, and what
//! it drops is dropped whatever they say.

use crate::firewall::write::{
    About, CannotSay, Draft, Part, Stage, Written, about, addresses, comment, name, protocol_word,
};
use network::{Family, Ranges, Region};

/// A rule for a region; `None` where one rule cannot say it.
pub fn rule(region: &Region, verdict: &str) -> Option<String> {
    words(region, [true, true]).map(|words| words + verdict)
}

fn several(ranges: &Ranges, write: impl Fn((u128, u128)) -> String) -> Option<String> {
    match ranges {
        Ranges::All => None,
        Ranges::One(low, high) => Some(write((*low, *high))),
        Ranges::Many(ranges) => {
            let all: Vec<String> = ranges.iter().map(|range| write(*range)).collect();
            Some(format!("{{ {} }}", all.join(", ")))
        }
    }
}

fn numbers((low, high): (u128, u128)) -> String {
    if low == high { low.to_string() } else { format!("{low}-{high}") }
}

fn protocols((low, high): (u128, u128)) -> String {
    if low == high { protocol_word(low) } else { format!("{low}-{high}") }
}

/// The conditions of a region, with or without its source and destination.
fn words(region: &Region, [source, destination]: [bool; 2]) -> Option<String> {
    let family = region.family;
    let ip = if family == Family::V4 { "ip" } else { "ip6" };
    let mut text = String::new();
    let mut put = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            text.push_str(&format!("{key} {value} "));
        }
    };
    let sides = [(source, "saddr", &region.source), (destination, "daddr", &region.destination)];
    for (wanted, key, ranges) in sides {
        put(&format!("{ip} {key}"), several(ranges, |range| addresses(family, range)).filter(|_| wanted));
    }
    let named = source && region.source != Ranges::All || destination && region.destination != Ranges::All;
    if !named {
        put("meta nfproto", Some(if family == Family::V4 { "ipv4" } else { "ipv6" }.to_owned()));
    }
    match about(region)? {
        About::Protocols(which) => put("meta l4proto", several(&which, protocols)),
        About::Ports(which, from, to) => {
            let key = match which {
                Ranges::One(low, high) if low == high => protocol_word(low),
                which => {
                    put("meta l4proto", several(&which, protocols));
                    "th".to_owned()
                }
            };
            put(&format!("{key} sport"), several(&from, numbers));
            put(&format!("{key} dport"), several(&to, numbers));
        }
        About::Types(protocol, types, codes) => {
            let key = protocol_word(protocol);
            put(&format!("{key} type"), several(&types, numbers));
            put(&format!("{key} code"), several(&codes, numbers));
        }
    }
    Some(text)
}

/// A table for a device.
pub fn write(draft: &Draft<'_>) -> Result<Written, CannotSay> {
    let table = format!("tutela-{}", name(draft.name, 60));
    let load = format!("nft -f tutela-{}.nft", name(draft.name, 60));
    let roll_back = format!("nft delete table inet {table}");
    let mut text = String::new();
    for line in draft.head {
        comment(&mut text, "", "#", line);
    }
    for (label, command) in draft.labels.into_iter().zip([&load, &roll_back]) {
        comment(&mut text, "", "#", &format!("{label}: {command}"));
    }
    text.push_str(&format!("\ntable inet {table} {{\n"));
    sets(draft, &mut text);
    text.push_str("\tchain forward {\n\t\ttype filter hook forward priority filter; policy accept;\n");
    for (key, chain) in [("saddr", "from-device"), ("daddr", "to-device")] {
        for family in draft.permits.families() {
            let (ip, set) = of_family(family);
            text.push_str(&format!("\t\t{ip} {key} @{set} goto {chain}\n"));
        }
    }
    text.push_str("\t}\n");
    chain(draft, "from-device", true, &mut text)?;
    chain(draft, "to-device", false, &mut text)?;
    text.push_str("}\n");
    let file = format!("tutela-{}.nft", name(draft.name, 60));
    Ok(Written { parts: vec![Part { file, text }], load, roll_back })
}

fn of_family(family: Family) -> (&'static str, &'static str) {
    match family {
        Family::V4 => ("ip", "device4"),
        Family::V6 => ("ip6", "device6"),
    }
}

fn sets(draft: &Draft<'_>, text: &mut String) {
    for family in draft.permits.families() {
        let (set, kind) = (of_family(family).1, if family == Family::V4 { "ipv4_addr" } else { "ipv6_addr" });
        let ranges = draft.permits.device.of(family).slices(family.most());
        let all: Vec<String> = ranges.into_iter().map(|range| addresses(family, range)).collect();
        text.push_str(&format!(
            "\tset {set} {{\n\t\ttype {kind}\n\t\tflags interval\n\t\telements = {{ {} }}\n\t}}\n\n",
            all.join(", ")
        ));
    }
}

fn chain(draft: &Draft<'_>, chain: &str, from_device: bool, text: &mut String) -> Result<(), CannotSay> {
    text.push_str(&format!("\n\tchain {chain} {{\n"));
    if !draft.strict {
        text.push_str("\t\tct state established accept\n");
        text.push_str("\t\tct state related meta l4proto { icmp, icmpv6 } accept\n");
    }
    let mut before = None;
    for (permit, (id, lines)) in draft.permits.permits.iter().zip(draft.about) {
        for (region, states) in draft.seen(permit, from_device) {
            if before != Some(permit.flow) {
                lines.iter().for_each(|line| comment(text, "\t\t", "#", line));
            }
            before = Some(permit.flow);
            // What the jump said already is not said again.
            let device = draft.permits.device.of(region.family);
            let known = if from_device { &region.source == device } else { &region.destination == device };
            let sides = [!known || !from_device, !known || from_device];
            let words = words(region, sides).ok_or_else(|| CannotSay(id.clone()))?;
            let states = states.join(",");
            text.push_str(&format!("\t\t{words}ct state {states} accept comment \"{}\"\n", name(id, 60)));
        }
    }
    let rest = match draft.stage {
        Stage::Enforce => "counter drop".to_owned(),
        Stage::LogOnly => format!("counter log prefix \"tutela-{}: \"", name(draft.name, 60)),
    };
    text.push_str(&format!("\t\t{rest}\n\t}}\n"));
    Ok(())
}
