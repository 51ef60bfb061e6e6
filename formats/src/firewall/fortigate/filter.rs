//! The policies of a vdom as a chain, and the virtual addresses that are translated before it.

use super::objects::Objects;
use super::policy::drafts;
use super::section::Sections;
use crate::firewall::build::Builder;
use crate::firewall::draft::{Draft, Side, SideMaker};
use network::Block;
use network::policy::{Action, Base, Hook, InterfaceSet, Kind, Span, State};
use std::sync::Arc;

/// Puts the chains of a vdom.
pub(super) fn put(sections: &Sections<'_>, vdom: &str, file: u16, end: Span, builder: &mut Builder) {
    let table = format!("fortigate{file}");
    let chain = builder.chain(&table, "policy", 3, end);
    let base = Base { kind: Kind::Filter, hook: Hook::Forward, priority: 0, policy: Action::Drop };
    builder.set_base(chain, base, end);
    let mut known = Draft::new(Action::Accept);
    known.states = State::Established.bit();
    known.put(builder, chain, &table, end);
    let mut related = Draft::new(Action::Accept);
    related.states = State::Related.bit();
    related.quiet_doubt("connections that a helper opens");
    related.put(builder, chain, &table, end);
    zones(sections, vdom, chain, &table, builder);
    let mut objects = Objects::new(sections, vdom);
    for (path, six) in [("firewall policy", false), ("firewall policy6", true)] {
        for entry in sections.get(vdom, path).iter().flat_map(|section| &section.entries) {
            for draft in drafts(entry, six, &mut objects) {
                draft.put(builder, chain, &table, entry.span);
            }
        }
    }
    virtual_addresses(sections, vdom, &table, builder);
}

/// Inside a zone everything passes where it says so, before any policy.
fn zones(sections: &Sections<'_>, vdom: &str, chain: usize, table: &str, builder: &mut Builder) {
    for zone in sections.get(vdom, "system zone").iter().flat_map(|section| &section.entries) {
        if zone.word("intrazone") == "allow" {
            let names =
                zone.list("interface").iter().chain([&zone.name]).map(|name| name.clone().into_owned()).collect();
            let inside = Arc::new(InterfaceSet { names, negated: false });
            let mut draft = Draft::new(Action::Accept);
            (draft.input, draft.output) = (vec![inside.clone()], vec![inside]);
            draft.put(builder, chain, table, zone.span);
        }
    }
}

/// Translation of destinations comes before the policies.
fn virtual_addresses(sections: &Sections<'_>, vdom: &str, table: &str, builder: &mut Builder) {
    let chain = builder.chain(table, "virtual addresses", 3, Span::default());
    for path in ["firewall vip", "firewall vip6"] {
        for vip in sections.get(vdom, path).iter().flat_map(|section| &section.entries) {
            let base = Base { kind: Kind::Nat, hook: Hook::Prerouting, priority: -100, policy: Action::Accept };
            builder.set_base(chain, base, vip.span);
            for (key, source) in [("extip", false), ("mappedip", true)] {
                let mut maker = SideMaker::default();
                for text in vip.list(key) {
                    match Block::parse(text) {
                        Some(prefix) => maker.prefix(prefix),
                        None => maker.doubt(text),
                    }
                }
                if vip.list(key).is_empty() {
                    maker.doubt(key);
                }
                let side: Side = maker.finish().at_most();
                let mut draft = Draft::new(Action::Changes);
                *(if source { &mut draft.source } else { &mut draft.destination }) = side;
                draft.doubt(format!("virtual address {}", vip.name));
                draft.put(builder, chain, table, vip.span);
            }
        }
    }
}
