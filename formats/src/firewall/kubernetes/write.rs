//! A NetworkPolicy for the pods of a device.

use crate::firewall::at_ends::{AtEnd, at_ends, id};
use crate::firewall::blocks::blocks;
use crate::firewall::write::{About, CannotSay, Draft, Part, Written, about, comment, name};
use network::{Ranges, Region};

/// Blocks of one policy; beyond that a region is not said.
const BLOCKS: usize = 1000;
/// The longest value of a label.
const LABEL: usize = 50;

/// A policy for a device. Policies write no log: there is one stage alone.
pub fn write(draft: &Draft<'_>) -> Result<Written, CannotSay> {
    let label = name(draft.name, LABEL).replace('_', "-").to_ascii_lowercase();
    let label = label.trim_end_matches('-');
    let file = format!("tutela-{label}.yaml");
    let load = format!("kubectl apply -n \"$NAMESPACE\" -f {file}");
    let roll_back = format!("kubectl delete networkpolicy -n \"$NAMESPACE\" tutela-{label}");
    let mut text = String::new();
    for line in draft.head {
        comment(&mut text, "", "#", line);
    }
    for (label, command) in draft.labels.into_iter().zip([&load, &roll_back]) {
        comment(&mut text, "", "#", &format!("{label}: {command}"));
    }
    text.push_str(&format!(
        "apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata:\n  name: tutela-{label}\nspec:\n  podSelector:\n    \
         matchLabels:\n      tutela-device: {label}\n  policyTypes:\n    - Ingress\n    - Egress\n"
    ));
    let [leaves, enters] = at_ends(draft)?;
    rules(draft, &enters, false, &mut text)?;
    rules(draft, &leaves, true, &mut text)?;
    Ok(Written { parts: vec![Part { file, text }], load, roll_back })
}

fn rules(draft: &Draft<'_>, ends: &[AtEnd<'_>], leaves: bool, text: &mut String) -> Result<(), CannotSay> {
    let (way, peers) = if leaves { ("egress", "to") } else { ("ingress", "from") };
    // Without a rule nothing passes.
    text.push_str(&format!("  {way}:{}\n", if ends.is_empty() { " []" } else { "" }));
    let mut count = 0usize;
    for (place, region) in ends {
        let cannot = || CannotSay(id(draft, *place).to_owned());
        let side = blocks(region.family, if leaves { &region.destination } else { &region.source });
        count = count.saturating_add(side.len());
        if count > BLOCKS {
            return Err(cannot());
        }
        let ports = ports(region).ok_or_else(cannot)?;
        for line in draft.about.get(*place).iter().flat_map(|(_, lines)| lines) {
            comment(text, "    ", "#", line);
        }
        text.push_str(&format!("    - {peers}:\n"));
        for block in side {
            text.push_str(&format!("        - ipBlock:\n            cidr: \"{}\"\n", block.cidr()));
        }
        text.push_str("      ports:\n");
        text.push_str(&ports);
    }
    Ok(())
}

/// The ports of a region; `None` for what a policy cannot say: source ports, port 0, protocols other than TCP, UDP and SCTP.
fn ports(region: &Region) -> Option<String> {
    let (which, to) = match about(region)? {
        About::Protocols(which) => (which, Ranges::All),
        About::Ports(which, Ranges::All, to) => (which, to),
        About::Ports(..) | About::Types(..) => return None,
    };
    let word = match which {
        Ranges::One(6, 6) => "TCP",
        Ranges::One(17, 17) => "UDP",
        Ranges::One(132, 132) => "SCTP",
        _ => return None,
    };
    if to == Ranges::All {
        return Some(format!("        - protocol: {word}\n"));
    }
    if to.holds(0) {
        return None;
    }
    let one = |(low, high): (u128, u128)| {
        let end = if low == high { String::new() } else { format!("          endPort: {high}\n") };
        format!("        - protocol: {word}\n          port: {low}\n{end}")
    };
    Some(to.slices(65_535).into_iter().map(one).collect())
}
