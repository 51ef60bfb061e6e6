//! Whether a compensating control that a maker offers is in force at a filter: none of the packets it names passes.

use crate::compare::{Difference, Found, compare};
use crate::packet::Packet;
use crate::policy::{Hook, Kind, Policy, Span, State};
use crate::profile::{CompensatingControl, Flow, Initiator, Need, Profile};
use crate::program::{Program, program};
use crate::ranges::Ranges;
use crate::universe::{Addresses, Binding, Piece, pieces};
use terms::Text;

/// What a filter does with the packets that a control names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ControlState {
    /// None passes this filter.
    InForce,
    /// One passes, by this rule or policy; `None` when no chain stands at the hook.
    NotInForce(Packet, Option<Span>),
    /// Whether one passes was not proved: something was not understood, or no address is known.
    NotProved,
}

/// Asks a filter about a control. New connections alone count: what is not opened has no answers.
pub fn control_state(
    policy: &Policy,
    control: &CompensatingControl,
    binding: &Binding,
    hook: Hook,
    mut budget: usize,
) -> ControlState {
    let everybody = Addresses::ALL;
    let named = binding.roles.get(&control.peer);
    let Some(peer) = named.or_else(|| (control.peer == Profile::ANY).then_some(&everybody)) else {
        return ControlState::NotProved;
    };
    // What the control would stop, as a flow: the numbers of its packets follow from that.
    let flow = Flow {
        place: control.place.clone(),
        id: control.id.clone(),
        initiator: control.initiator,
        peer: control.peer.clone(),
        protocol: control.protocol,
        ports: control.ports.clone(),
        source_ports: Vec::new(),
        need: Need::Optional,
        purpose: Text::default(),
        data: None,
        encryption: None,
        authentication: None,
        effect_if_blocked: None,
    };
    let (mut looked, mut in_doubt) = (false, !policy.unread.is_empty() || translates(policy, hook));
    for piece in pieces(binding, State::New) {
        let Some(narrow) = narrowed(&piece, &flow, binding, peer) else { continue };
        looked = true;
        let Program { rows, too_long, circles, missing } = program(policy, hook, &narrow);
        let Found { witnesses, over_budget, steps } = compare(&narrow, &rows, &[], false, budget);
        budget = budget.saturating_sub(steps);
        for ((difference, origin, _), (witness, _)) in witnesses {
            if difference == Difference::Undeclared {
                return ControlState::NotInForce(witness, origin.span(policy));
            }
            in_doubt = true;
        }
        in_doubt |= too_long || over_budget || !circles.is_empty() || !missing.is_empty();
    }
    if looked && !in_doubt { ControlState::InForce } else { ControlState::NotProved }
}

/// Whether addresses may change before the filter sees them: then it sees other packets than the control names.
fn translates(policy: &Policy, hook: Hook) -> bool {
    let bases = policy.chains.iter().filter(|chain| !chain.rules.is_empty()).filter_map(|chain| chain.base.as_ref());
    bases
        .filter(|base| base.kind == Kind::Nat && base.hook != Hook::Postrouting)
        .any(|base| hook.path().contains(&base.hook))
}

/// The part of a piece that the control is about.
fn narrowed(piece: &Piece, flow: &Flow, binding: &Binding, peer: &Addresses) -> Option<Piece> {
    let (protocol, first, second) = flow.numbers(piece.family, false)?;
    let (peer, device) = (peer.of(piece.family), binding.device.of(piece.family));
    let (source, destination) = if flow.initiator == Initiator::Device { (device, peer) } else { (peer, device) };
    let wanted = [&Ranges::single(protocol), source, destination, &second, &first];
    let mut narrow = piece.clone();
    for (bounds, ranges) in narrow.bounds.iter_mut().zip(wanted) {
        *bounds = bounds.iter().flat_map(|(low, high)| ranges.inside(*low, *high)).collect();
        if bounds.is_empty() {
            return None;
        }
    }
    Some(narrow)
}
