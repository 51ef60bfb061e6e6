//! Filters that stand at the ends of a connection and not on its way: the sender's side must let it out and the receiver's side
//! must let it in. Connections are remembered.
//!
//! Two base chains, so that the rule that is named is always the one that lets a packet through: the first holds the sender's
//! side of packets whose receiver is filtered too, the second the receiver's side, and the sender's side of all others.

use super::build::Builder;
use super::draft::{Draft, Room, Side, SideMaker};
use network::policy::{Action, Base, Hook, Kind, Span, State, Target};

/// One side of connections: where packets of which addresses are led, and whose are dropped when no chain accepted them.
#[derive(Debug, Default)]
pub(crate) struct Ends {
    pub(crate) leads: Vec<(Side, Span, String)>,
    pub(crate) drops: Vec<(Side, Span)>,
}

/// Puts the chains of a table. `priority` is that of the first chain.
pub(crate) fn put(builder: &mut Builder, table: &str, span: Span, priority: i32, outbound: &Ends, inbound: &Ends) {
    let (mut maker, mut room) = (SideMaker::default(), Room::default());
    inbound.drops.iter().for_each(|(side, _)| maker.side(&side.at_most(), &mut room));
    let within = maker.finish().at_most();
    let beyond = within.not();
    let inner = base(builder, table, "between filtered ends", priority, span);
    lead(builder, table, inner, outbound, |draft, side| {
        (draft.source, draft.destination) = (side.clone(), within.clone());
    });
    let last = base(builder, table, "ends", priority + 1, span);
    lead(builder, table, last, outbound, |draft, side| {
        (draft.source, draft.destination) = (side.clone(), beyond.clone());
    });
    lead(builder, table, last, inbound, |draft, side| draft.destination = side.clone());
}

fn base(builder: &mut Builder, table: &str, name: &str, priority: i32, span: Span) -> usize {
    let chain = builder.chain(table, name, 3, span);
    builder.set_base(chain, Base { kind: Kind::Filter, hook: Hook::Forward, priority, policy: Action::Accept }, span);
    let mut known = Draft::new(Action::Accept);
    known.states = State::Established.bit();
    known.put(builder, chain, table, span);
    let mut related = Draft::new(Action::Accept);
    related.states = State::Related.bit();
    related.quiet_doubt("errors about connections");
    related.put(builder, chain, table, span);
    chain
}

fn lead(builder: &mut Builder, table: &str, chain: usize, ends: &Ends, narrow: impl Fn(&mut Draft, &Side)) {
    for (side, span, to) in &ends.leads {
        let mut draft = Draft::new(Action::Jump(Target::Missing(to.clone())));
        narrow(&mut draft, side);
        draft.put(builder, chain, table, *span);
    }
    for (side, span) in &ends.drops {
        let mut draft = Draft::new(Action::Drop);
        narrow(&mut draft, side);
        draft.put(builder, chain, table, *span);
    }
}
