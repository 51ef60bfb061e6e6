//! FortiGate (FortiOS configuration backup, `show`): policies from the first to the last, connections remembered, the rest denied.

mod filter;
mod objects;
mod policy;
mod section;
#[cfg(test)]
mod tests;

use super::build::Builder;
use super::lines::end_of;

/// Reads a file.
pub(crate) fn read(file: u16, text: &str, builder: &mut Builder) {
    let end = end_of(file, text);
    let sections = section::read(file, text, builder);
    let mut with_policies: Vec<&str> = sections
        .of
        .iter()
        .filter(|((_, path), section)| {
            matches!(path.as_str(), "firewall policy" | "firewall policy6") && !section.is_empty()
        })
        .map(|((vdom, _), _)| vdom.as_str())
        .collect();
    with_policies.dedup();
    if with_policies.len() > 1 {
        builder.unread(end, "policies in several vdoms: which of them the device's traffic crosses is not known");
    }
    if !sections.of.keys().any(|(_, path)| matches!(path.as_str(), "firewall policy" | "firewall policy6")) {
        return builder.unread(end, "no `config firewall policy`");
    }
    let vdom = with_policies.first().copied().unwrap_or_default();
    filter::put(&sections, vdom, file, end, builder);
}
