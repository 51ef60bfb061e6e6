//! Network ACLs: at the edge of their subnets, both ways, without memory.

use super::account::{Account, Acl, Entry};
use super::group::protocol_with;
use crate::firewall::build::Builder;
use crate::firewall::draft::{Draft, Services, Side, SideMaker};
use crate::firewall::words::{Kind as Values, numbers};
use network::policy::{Action, Base, Hook, Kind, Target};
use network::{Addresses, Block};
use std::collections::BTreeSet;

const TABLE: &str = "network-acls";

/// Puts the chains of all ACLs.
pub(super) fn put(account: &Account, builder: &mut Builder) {
    let Some(first) = account.acls.first() else { return };
    let mut ids = BTreeSet::new();
    for acl in account.acls.iter().filter(|acl| !ids.insert(acl.id.as_str())) {
        builder.unread(acl.span, format!("{}: the ACL stands twice", acl.id));
    }
    // Every ACL has at least the entries that deny the rest.
    for acl in account.acls.iter().filter(|acl| acl.entries.is_empty()) {
        builder.unread(acl.span, format!("{}: no entries in the export", acl.id));
    }
    for outbound in [true, false] {
        let way = if outbound { "outbound" } else { "inbound" };
        let base_chain = builder.chain(TABLE, way, 3, first.span);
        let priority = if outbound { 1 } else { 2 };
        let base = Base { kind: Kind::Filter, hook: Hook::Forward, priority, policy: Action::Accept };
        builder.set_base(base_chain, base, first.span);
        for acl in &account.acls {
            let name = format!("{} {way}", acl.id);
            let chain = builder.chain(TABLE, &name, 3, acl.span);
            let mut entries: Vec<&Entry> = acl.entries.iter().filter(|entry| entry.outbound == outbound).collect();
            entries.sort_by_key(|entry| entry.number);
            for entry in entries {
                rule(entry, outbound).put(builder, chain, TABLE, entry.span);
            }
            for subnet in &acl.subnets {
                let Some(blocks) = account.subnets.get(subnet) else {
                    if outbound {
                        builder.unread(acl.span, format!("addresses of {subnet}: describe-subnets was not given"));
                    }
                    continue;
                };
                edge(acl, blocks, outbound, (base_chain, &name), builder);
            }
        }
    }
}

/// Packets that cross the edge of a subnet; what no entry allows is dropped.
fn edge(acl: &Acl, blocks: &[Block], outbound: bool, (chain, name): (usize, &str), builder: &mut Builder) {
    let mut inside = Addresses::default();
    blocks.iter().for_each(|block| inside.add(*block));
    let inside = Side::sure(inside);
    for action in [Action::Jump(Target::Missing(name.to_owned())), Action::Drop] {
        let mut draft = Draft::new(action);
        let (here, there) = (inside.clone(), inside.not());
        (draft.source, draft.destination) = if outbound { (here, there) } else { (there, here) };
        draft.put(builder, chain, TABLE, acl.span);
    }
}

fn rule(entry: &Entry, outbound: bool) -> Draft {
    let mut draft = Draft::new(match entry.action.as_str() {
        "allow" => Action::Accept,
        "deny" => Action::Drop,
        _ => Action::Unknown,
    });
    if draft.action == Action::Unknown {
        draft.doubt(format!("RuleAction {}", entry.action));
    }
    let mut maker = SideMaker::default();
    for text in &entry.blocks {
        match Block::parse(text) {
            Some(prefix) => maker.prefix(prefix),
            None => maker.doubt(text),
        }
    }
    if entry.blocks.is_empty() {
        maker.doubt("an entry without a block");
    }
    let side = if outbound { &mut draft.destination } else { &mut draft.source };
    *side = maker.finish();
    draft.services = match (entry.protocol.as_str(), numbers(Values::Protocol, &entry.protocol, '\u{0}')) {
        ("-1", _) => Services::any(),
        (_, Some((number, _))) => protocol_with(number, entry.ports, entry.icmp, &format!("protocol {number}")),
        (other, None) => Services::unknown(&format!("protocol {other}")),
    };
    draft
}
