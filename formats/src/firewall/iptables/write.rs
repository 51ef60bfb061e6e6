//! Rules in the words of iptables: lines for a region, and chains of their own for a device, for `iptables-restore`.

use crate::firewall::write::{
    About, CannotSay, Draft, Part, Stage, Written, about, addresses, comment, name, protocol_word,
};
use network::{Family, Ranges, Region};

/// Ranges of ports that one condition takes: `multiport` holds 15 numbers, a range counts as two.
const PORTS: usize = 7;
/// Protocols or ICMP types that are written as a line each; beyond that a region is not said.
const LINES: usize = 16;

/// The lines for a region, each to be put behind `-A CHAIN `; `None` where lines cannot say it exactly.
pub fn rules(region: &Region, verdict: &str) -> Option<Vec<String>> {
    lines(region, [true, true], verdict)
}

fn lines(region: &Region, [source, destination]: [bool; 2], verdict: &str) -> Option<Vec<String>> {
    let about = match about(region)? {
        About::Protocols(which) => protocols(&which)?,
        About::Ports(which, from, to) => ports(&which, &from, &to)?,
        About::Types(protocol, types, codes) => icmp(protocol, &types, &codes)?,
    };
    let sources = if source { side(region.family, &region.source, "s", "src") } else { vec![String::new()] };
    let destinations =
        if destination { side(region.family, &region.destination, "d", "dst") } else { vec![String::new()] };
    let mut lines = Vec::new();
    for source in &sources {
        for destination in &destinations {
            lines.extend(about.iter().map(|about| format!("{source}{destination}{about}{verdict}")));
        }
    }
    Some(lines)
}

/// `iptables` takes one address, prefix or range of each side.
fn side(family: Family, ranges: &Ranges, short: &str, long: &str) -> Vec<String> {
    if *ranges == Ranges::All {
        return vec![String::new()];
    }
    let one = |range: (u128, u128)| {
        let text = addresses(family, range);
        if text.contains('-') { format!("-m iprange --{long}-range {text} ") } else { format!("-{short} {text} ") }
    };
    ranges.slices(family.most()).into_iter().map(one).collect()
}

/// Single protocols, or all but one; number 0 means every protocol here and cannot be named.
fn protocols(which: &Ranges) -> Option<Vec<String>> {
    if *which == Ranges::All {
        return Some(vec![String::new()]);
    }
    let named = |number: u128| (number != 0).then(|| format!("-p {} ", protocol_word(number)));
    if let Ranges::One(low, high) = which.not(255)
        && low == high
    {
        return Some(vec![format!("! {}", named(low)?)]);
    }
    singles(which)?.into_iter().map(named).collect()
}

fn singles(ranges: &Ranges) -> Option<Vec<u128>> {
    let count = ranges.slices(255).iter().fold(0u128, |count, (low, high)| count + (high - low) + 1);
    (count <= LINES as u128).then(|| ranges.slices(255).into_iter().flat_map(|(low, high)| low..=high).collect())
}

fn ports(which: &Ranges, from: &Ranges, to: &Ranges) -> Option<Vec<String>> {
    let (from, to) = (conditions(from, "sport"), conditions(to, "dport"));
    let mut lines = Vec::new();
    for protocol in singles(which)? {
        for from in &from {
            lines.extend(to.iter().map(|to| format!("-p {} {from}{to}", protocol_word(protocol))));
        }
    }
    Some(lines)
}

fn conditions(ranges: &Ranges, name: &str) -> Vec<String> {
    if *ranges == Ranges::All {
        return vec![String::new()];
    }
    let one = |(low, high): &(u128, u128)| if low == high { low.to_string() } else { format!("{low}:{high}") };
    let all: Vec<String> = ranges.slices(65_535).iter().map(one).collect();
    let condition = |some: &[String]| match some {
        [one] => format!("--{name} {one} "),
        several => format!("-m multiport --{name}s {} ", several.join(",")),
    };
    all.chunks(PORTS).map(condition).collect()
}

fn icmp(protocol: u128, types: &Ranges, codes: &Ranges) -> Option<Vec<String>> {
    let (word, option) = if protocol == 1 { ("icmp", "icmp-type") } else { ("icmpv6", "icmpv6-type") };
    let types = if *types == Ranges::All { None } else { Some(singles(types)?) };
    let codes = if *codes == Ranges::All { vec![None] } else { singles(codes)?.into_iter().map(Some).collect() };
    let mut lines = Vec::new();
    // A code needs its type.
    for kind in types? {
        lines.extend(codes.iter().map(|code| match code {
            Some(code) => format!("-p {word} --{option} {kind}/{code} "),
            None => format!("-p {word} --{option} {kind} "),
        }));
    }
    Some(lines)
}

/// Chains for a device, one text for each family that it has addresses of.
pub fn write(draft: &Draft<'_>) -> Result<Written, CannotSay> {
    let chain = format!("TUT-{}", name(draft.name, 18).to_ascii_uppercase());
    let (mut parts, mut load, mut back) = (Vec::new(), Vec::new(), Vec::new());
    for family in draft.permits.families() {
        let (tool, mark) = if family == Family::V4 { ("iptables", "v4") } else { ("ip6tables", "v6") };
        let file = format!("tutela-{}.{mark}", name(draft.name, 60));
        load.push(format!("{tool}-restore --noflush < {file}"));
        back.push(format!("{tool} -D FORWARD -j {chain}"));
        let chains = [chain.clone(), format!("{chain}-OUT"), format!("{chain}-IN")];
        for option in ["-F", "-X"] {
            back.extend(chains.iter().map(|chain| format!("{tool} {option} {chain}")));
        }
        parts.push((family, tool, file));
    }
    let (load, roll_back) = (load.join("; "), back.join("; "));
    let mut written = Written { parts: Vec::new(), load, roll_back };
    for (family, tool, file) in parts {
        let mut text = format!("# Generated by tutela for {tool}-restore\n");
        draft.head.iter().for_each(|line| comment(&mut text, "", "#", line));
        for (label, command) in draft.labels.into_iter().zip([&written.load, &written.roll_back]) {
            comment(&mut text, "", "#", &format!("{label}: {command}"));
        }
        body(draft, family, &chain, &mut text)?;
        written.parts.push(Part { file, text });
    }
    Ok(written)
}

fn body(draft: &Draft<'_>, family: Family, chain: &str, text: &mut String) -> Result<(), CannotSay> {
    // `-`: the policy of the chain that is there stays as it is.
    text.push_str(&format!("*filter\n:FORWARD - [0:0]\n:{chain} - [0:0]\n:{chain}-OUT - [0:0]\n:{chain}-IN - [0:0]\n"));
    text.push_str(&format!("-I FORWARD -j {chain}\n"));
    let device = draft.permits.device.of(family);
    for (short, long, to) in [("s", "src", "OUT"), ("d", "dst", "IN")] {
        for side in side(family, device, short, long) {
            text.push_str(&format!("-A {chain} {side}-g {chain}-{to}\n"));
        }
    }
    direction(draft, family, &format!("{chain}-OUT"), true, text)?;
    direction(draft, family, &format!("{chain}-IN"), false, text)?;
    text.push_str("COMMIT\n");
    Ok(())
}

fn direction(draft: &Draft<'_>, family: Family, chain: &str, out: bool, text: &mut String) -> Result<(), CannotSay> {
    let icmp = if family == Family::V4 { "icmp" } else { "icmpv6" };
    if !draft.strict {
        text.push_str(&format!("-A {chain} -m conntrack --ctstate ESTABLISHED -j ACCEPT\n"));
        text.push_str(&format!("-A {chain} -p {icmp} -m conntrack --ctstate RELATED -j ACCEPT\n"));
    }
    let device = draft.permits.device.of(family);
    let mut before = None;
    for (permit, (id, about)) in draft.permits.permits.iter().zip(draft.about) {
        for (region, states) in draft.seen(permit, out).filter(|(region, _)| region.family == family) {
            if before != Some(permit.flow) {
                about.iter().for_each(|line| comment(text, "", "#", line));
            }
            before = Some(permit.flow);
            let known = if out { &region.source == device } else { &region.destination == device };
            let states = states.join(",").to_ascii_uppercase();
            let verdict = format!("-m conntrack --ctstate {states} -m comment --comment {} -j ACCEPT", name(id, 60));
            let lines = lines(region, [!known || !out, !known || out], &verdict);
            for line in lines.ok_or_else(|| CannotSay(id.clone()))? {
                text.push_str(&format!("-A {chain} {line}\n"));
            }
        }
    }
    match draft.stage {
        Stage::Enforce => text.push_str(&format!("-A {chain} -j DROP\n")),
        Stage::LogOnly => text.push_str(&format!("-A {chain} -j LOG --log-prefix {}\n", name(draft.name, 24))),
    }
    Ok(())
}
