//! The rule that closes a hole, or that is missing, in the language of the rule set.

mod cisco;

use super::Question;
use formats::firewall::Language;
use network::policy::Hook;
use network::{Blocked, Family, Initiator, Ports, Ranges, Region, ports_of, show_address};

/// The rule that stops a region.
pub fn drop_text(language: Language, hook: Hook, region: &Region) -> String {
    rule(language, hook, region, false)
}

/// The rule that lets a needed flow through, for all its addresses and ports; for an answer that is stopped, the rule that
/// lets answers through.
pub fn accept_text(language: Language, question: &Question<'_>, blocked: &Blocked) -> String {
    if blocked.reply {
        return match language {
            Language::Nftables | Language::NftablesJson => "ct state established,related accept".to_owned(),
            Language::IptablesSave | Language::IpsetSave => {
                format!("-A {} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", chain(question.hook))
            }
            Language::RuleCsv => "allow,,,,,,,established".to_owned(),
            // These let answers through by themselves, or say it in words of their own.
            Language::CiscoAsa
            | Language::CiscoIos
            | Language::Aws
            | Language::Kubernetes
            | Language::FortiGate
            | Language::YamahaRtx
            | Language::PanOs
            | Language::AzureNsg => String::new(),
        };
    }
    let mut region = blocked.region.clone();
    if let Some(flow) = question.profile.flows.get(blocked.flow) {
        let device = question.binding.device.of(region.family);
        let everybody = Ranges::All;
        let peer = question.binding.roles.get(&flow.peer).map_or(&everybody, |peer| peer.of(region.family));
        let (source, destination) = match flow.initiator {
            Initiator::Device => (device, peer),
            Initiator::Peer => (peer, device),
        };
        (region.source, region.destination) = (source.clone(), destination.clone());
        if let Ports::Ports = ports_of(blocked.witness.protocol) {
            region.second = of_ports(&flow.ports);
            region.first = of_ports(&flow.source_ports);
        }
    }
    rule(language, question.hook, &region, true)
}

fn of_ports(ports: &[network::PortRange]) -> Ranges {
    if ports.is_empty() {
        return Ranges::All;
    }
    Ranges::of(ports.iter().map(|range| (u128::from(range.first), u128::from(range.last))).collect())
}

fn chain(hook: Hook) -> String {
    hook.name().to_ascii_uppercase()
}

fn rule(language: Language, hook: Hook, region: &Region, accept: bool) -> String {
    match language {
        Language::Nftables | Language::NftablesJson => nftables(region, accept),
        Language::IptablesSave | Language::IpsetSave => iptables(hook, region, accept),
        Language::CiscoAsa | Language::CiscoIos => cisco::entry(language, region, accept),
        // Written in tables or blocks of their own there; the row says the same.
        Language::RuleCsv
        | Language::Aws
        | Language::Kubernetes
        | Language::FortiGate
        | Language::YamahaRtx
        | Language::PanOs
        | Language::AzureNsg => csv(region, accept),
    }
}

fn protocol_word(number: u128) -> String {
    match number {
        1 => "icmp".to_owned(),
        6 => "tcp".to_owned(),
        17 => "udp".to_owned(),
        58 => "icmpv6".to_owned(),
        132 => "sctp".to_owned(),
        number => number.to_string(),
    }
}

/// Addresses of a range as prefixes or as `a-b`.
fn addresses(family: Family, (low, high): (u128, u128)) -> String {
    let span = high.wrapping_sub(low);
    let width = if family == Family::V4 { 32 } else { 128 };
    if low == high {
        return show_address(family, low);
    }
    let is_block = span.checked_add(1).is_none_or(|size| size.is_power_of_two() && low & span == 0);
    if is_block {
        let host = span.trailing_ones();
        return format!("{}/{}", show_address(family, low), width - host);
    }
    format!("{}-{}", show_address(family, low), show_address(family, high))
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

fn nftables(region: &Region, accept: bool) -> String {
    let Region { family, protocol, source, destination, second, first } = region;
    let ip = if *family == Family::V4 { "ip" } else { "ip6" };
    let mut text = String::new();
    let mut put = |key: &str, value: Option<String>| {
        if let Some(value) = value {
            text.push_str(&format!("{key} {value} "));
        }
    };
    put(&format!("{ip} saddr"), several(source, |range| addresses(*family, range)));
    put(&format!("{ip} daddr"), several(destination, |range| addresses(*family, range)));
    let word = several(protocol, |(low, high)| if low == high { protocol_word(low) } else { format!("{low}-{high}") });
    let one = match protocol {
        Ranges::One(low, high) if low == high => u8::try_from(*low).ok(),
        _ => None,
    };
    match one.map(ports_of) {
        Some(Ports::Ports) if *second != Ranges::All || *first != Ranges::All => {
            let word = word.unwrap_or_default();
            put(&format!("{word} sport"), several(first, numbers));
            put(&format!("{word} dport"), several(second, numbers));
        }
        Some(Ports::Types) if some_types(first) || some_types(second) => {
            let word = word.unwrap_or_default();
            put(&format!("{word} type"), several(first, numbers).filter(|_| some_types(first)));
            put(&format!("{word} code"), several(second, numbers).filter(|_| some_types(second)));
        }
        _ => put("meta l4proto", word),
    }
    text.push_str(if accept { "ct state new accept" } else { "drop" });
    text
}

/// A row of the rule table: action, source, source ports, destination, destination ports, protocol, ICMP type, state.
fn csv(region: &Region, accept: bool) -> String {
    let Region { family, protocol, source, destination, second, first } = region;
    let list = |ranges: &Ranges, write: &dyn Fn((u128, u128)) -> String| match ranges {
        Ranges::All => String::new(),
        ranges => ranges.slices(0).into_iter().map(write).collect::<Vec<_>>().join(" "),
    };
    let [source, destination] = [source, destination].map(|ranges| list(ranges, &|range| addresses(*family, range)));
    let [first_text, second_text] = [first, second].map(|ranges| list(ranges, &numbers));
    let word = list(protocol, &|(low, high)| if low == high { protocol_word(low) } else { numbers((low, high)) });
    let one = match protocol {
        Ranges::One(low, high) if low == high => u8::try_from(*low).ok(),
        _ => None,
    };
    let (from, to, types) = match one.map(ports_of) {
        Some(Ports::Ports) => (first_text, second_text, String::new()),
        Some(Ports::Types) if some_types(second) => {
            (String::new(), String::new(), format!("{first_text}/{second_text}"))
        }
        Some(Ports::Types) if some_types(first) => (String::new(), String::new(), first_text),
        _ => Default::default(),
    };
    let (action, state) = if accept { ("allow", "new") } else { ("deny", "") };
    format!("{action},{source},{from},{destination},{to},{word},{types},{state}")
}

/// Whether not every ICMP type or code is meant.
fn some_types(ranges: &Ranges) -> bool {
    *ranges != Ranges::All && *ranges != Ranges::One(0, 255)
}

/// One line for each pair of address ranges: `iptables` takes one of each.
fn iptables(hook: Hook, region: &Region, accept: bool) -> String {
    let Region { family, protocol: _, source, destination, second, first } = region;
    let most = family.most();
    let sides = |ranges: &Ranges, short: &str, long: &str| -> Vec<String> {
        let all = matches!(ranges, Ranges::All);
        let one = |range: (u128, u128)| {
            let text = addresses(*family, range);
            if text.contains('-') { format!("-m iprange --{long}-range {text} ") } else { format!("-{short} {text} ") }
        };
        if all { vec![String::new()] } else { ranges.slices(most).into_iter().map(one).collect() }
    };
    let ports = |ranges: &Ranges, name: &str| match ranges {
        Ranges::All => String::new(),
        ranges => {
            let all: Vec<String> = ranges
                .slices(65_535)
                .into_iter()
                .map(|(low, high)| if low == high { low.to_string() } else { format!("{low}:{high}") })
                .collect();
            if let [one] = all.as_slice() {
                format!("--{name} {one} ")
            } else {
                format!("-m multiport --{name}s {} ", all.join(","))
            }
        }
    };
    let Some(about) = about(region, ports(first, "sport"), ports(second, "dport")) else { return String::new() };
    let verdict = if accept { "-m conntrack --ctstate NEW -j ACCEPT" } else { "-j DROP" };
    let mut lines = Vec::new();
    for source in sides(source, "s", "src") {
        for destination in sides(destination, "d", "dst") {
            lines.push(format!("-A {} {source}{destination}{about}{verdict}", chain(hook)));
        }
    }
    lines.join("\n")
}

/// Protocol and ports as `iptables` says them; `None` for what one rule cannot say, as a wider rule would be wrong.
fn about(region: &Region, from: String, to: String) -> Option<String> {
    let number = match &region.protocol {
        Ranges::All => return Some(String::new()),
        Ranges::One(low, high) if low == high => *low,
        _ => return None,
    };
    let word = protocol_word(number);
    match ports_of(u8::try_from(number).unwrap_or(255)) {
        Ports::Ports => Some(format!("-p {word} {from}{to}")),
        Ports::Nothing => Some(format!("-p {word} ")),
        Ports::Types if !some_types(&region.first) && !some_types(&region.second) => Some(format!("-p {word} ")),
        Ports::Types => match region.first {
            Ranges::One(low, high) if low == high && !some_types(&region.second) => {
                Some(format!("-p {word} --{word}-type {low} "))
            }
            _ => None,
        },
    }
}
