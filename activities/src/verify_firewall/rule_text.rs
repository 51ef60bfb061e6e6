//! The rules that close a hole, or that are missing, in the language of the rule set.

mod cisco;

use super::Question;
use formats::firewall::write::{addresses, protocol_word};
use formats::firewall::{Language, iptables, nftables};
use network::policy::Hook;
use network::{Blocked, Ports, Ranges, Region, ports_of, region_of};

/// The rules that stop regions; empty where rules of the language cannot say them exactly.
pub fn drop_text(language: Language, hook: Hook, regions: &[Region]) -> String {
    let texts = regions.iter().map(|region| rules(language, hook, region, false));
    texts.collect::<Option<Vec<_>>>().unwrap_or_default().join("\n")
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
    let flow = question.profile.flows.get(blocked.flow);
    let whole = flow.and_then(|flow| region_of(question.binding, flow, blocked.region.family, false));
    let region = whole.as_ref().unwrap_or(&blocked.region);
    rules(language, question.hook, region, true).unwrap_or_default()
}

fn chain(hook: Hook) -> String {
    hook.name().to_ascii_uppercase()
}

fn rules(language: Language, hook: Hook, region: &Region, accept: bool) -> Option<String> {
    match language {
        Language::Nftables | Language::NftablesJson => {
            nftables::write::rule(region, if accept { "ct state new accept" } else { "drop" })
        }
        Language::IptablesSave | Language::IpsetSave => {
            let verdict = if accept { "-m conntrack --ctstate NEW -j ACCEPT" } else { "-j DROP" };
            let lines = iptables::write::rules(region, verdict)?;
            let lines: Vec<String> = lines.iter().map(|line| format!("-A {} {line}", chain(hook))).collect();
            Some(lines.join("\n"))
        }
        Language::CiscoAsa | Language::CiscoIos => {
            let entry = cisco::entry(language, region, accept);
            (!entry.is_empty()).then_some(entry)
        }
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

fn numbers((low, high): (u128, u128)) -> String {
    if low == high { low.to_string() } else { format!("{low}-{high}") }
}

/// A row of the rule table: action, source, source ports, destination, destination ports, protocol, ICMP type, state.
fn csv(region: &Region, accept: bool) -> Option<String> {
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
    if one.is_none() && (*first != Ranges::All || *second != Ranges::All) {
        return None;
    }
    let (from, to, types) = match one.map(ports_of) {
        Some(Ports::Ports) => (first_text, second_text, String::new()),
        Some(Ports::Types) if some_types(second) => {
            (String::new(), String::new(), format!("{first_text}/{second_text}"))
        }
        Some(Ports::Types) if some_types(first) => (String::new(), String::new(), first_text),
        _ => Default::default(),
    };
    let (action, state) = if accept { ("allow", "new") } else { ("deny", "") };
    Some(format!("{action},{source},{from},{destination},{to},{word},{types},{state}"))
}

/// Whether not every ICMP type or code is meant.
fn some_types(ranges: &Ranges) -> bool {
    *ranges != Ranges::All && *ranges != Ranges::One(0, 255)
}
