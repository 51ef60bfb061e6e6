//! The rules that close a hole, or that are missing, in the language of the rule set.

use super::Question;
use formats::firewall::{Language, iptables, nftables};
use network::policy::Hook;
use network::{Blocked, Region, region_of};

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
            Language::IptablesSave => {
                format!("-A {} -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT", chain(question.hook))
            }
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
        Language::IptablesSave => {
            let verdict = if accept { "-m conntrack --ctstate NEW -j ACCEPT" } else { "-j DROP" };
            let lines = iptables::write::rules(region, verdict)?;
            let lines: Vec<String> = lines.iter().map(|line| format!("-A {} {line}", chain(hook))).collect();
            Some(lines.join("\n"))
        }
    }
}
