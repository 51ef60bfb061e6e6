//! Azure network security groups (`az network nsg list`, `show`, or a template): by priority, both ways, connections remembered.
//!
//! A group does not say which addresses it filters; a single one is taken for the device's, and that is said.

mod read;
mod rule;
#[cfg(test)]
mod tests;

use super::build::Builder;
use super::draft::Side;
use super::ends::{self, Ends};
use network::Addresses;
use rule::Rule;

const TABLE: &str = "azure-nsg";

/// Reads all files.
pub(crate) fn read(files: &[(u16, &str)], device: &Addresses, builder: &mut Builder) {
    let mut groups = Vec::new();
    for (file, text) in files {
        read::file(*file, text, &mut groups, builder);
    }
    let Some(first) = groups.first() else { return };
    let span = first.span;
    if groups.len() > 1 || *device == Addresses::default() {
        return builder.unread(span, "which group filters the device: give the one of its network interface or subnet");
    }
    builder.taken(
        span,
        "the security group is the one of the device, and no other filters it",
        "このセキュリティグループは当該機器に適用されており、ほかに適用されるグループはない",
    );
    let mut both = [Ends::default(), Ends::default()];
    for (way, ends) in ["Outbound", "Inbound"].into_iter().zip(&mut both) {
        let chain = builder.chain(TABLE, way, 3, span);
        let mut rules: Vec<&Rule> = first.rules.iter().filter(|rule| rule.is_of(way)).collect();
        rules.sort_by_key(|rule| rule.priority());
        for rule in rules {
            rule.draft().put(builder, chain, TABLE, rule.span);
        }
        if !first.defaults {
            rule::defaults(way == "Outbound", builder, chain, TABLE, span);
        }
        let side = Side::sure(device.clone());
        ends.leads.push((side.clone(), span, way.to_owned()));
        ends.drops.push((side, span));
    }
    let [outbound, inbound] = both;
    ends::put(builder, TABLE, span, 0, &outbound, &inbound);
}
