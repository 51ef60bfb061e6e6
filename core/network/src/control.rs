//! Compensating controls that a maker offers: whether a filter stops the packets that each names.

use crate::compare::{Difference, Found, compare};
use crate::differ::narrowed;
use crate::packet::Packet;
use crate::permit::region_of;
use crate::policy::{Hook, Policy, Span, State};
use crate::profile::{CompensatingControl, Flow, Need, Profile};
use crate::program::{Program, program};
use crate::universe::{Binding, pieces};
use crate::verify::{Why, translated};
use terms::Text;

/// Whether a control is in force at a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum InForce {
    /// Every packet that it names is stopped.
    Yes,
    /// A packet that it names passes, by this rule.
    No(Packet, Option<Span>),
    /// It is not proved.
    Unknown(Why, Option<Span>),
    /// The role of its peer is bound to no address.
    Unbound,
}

/// The state of each control of a profile, in its order.
pub fn controls(policy: &Policy, profile: &Profile, binding: &Binding, hook: Hook, budget: usize) -> Vec<InForce> {
    profile.compensating_controls.iter().map(|control| control_state(policy, control, binding, hook, budget)).collect()
}

/// Asks a filter about one control. New connections alone count: what is not opened has no answers.
pub fn control_state(
    policy: &Policy,
    control: &CompensatingControl,
    binding: &Binding,
    hook: Hook,
    budget: usize,
) -> InForce {
    if binding.peer(&control.peer).is_none() {
        return InForce::Unbound;
    }
    let flow = as_flow(control);
    let mut unknown = policy.unread.first().map(|(span, _)| InForce::Unknown(Why::Unread, Some(*span)));
    let mut looked = false;
    for piece in pieces(binding, State::New) {
        let region = region_of(binding, &flow, piece.family, false);
        let Some(narrow) = region.and_then(|region| narrowed(&piece, &region)) else { continue };
        looked = true;
        let Program { rows, too_long, .. } = program(policy, hook, &narrow);
        let Found { witnesses, over_budget, .. } = compare(&narrow, &rows, &[], false, budget);
        for ((kind, origin, _), (packet, _)) in witnesses {
            let span = origin.span(policy);
            if kind == Difference::Undeclared {
                return InForce::No(packet, span);
            }
            unknown = unknown.or(Some(InForce::Unknown(Why::Condition, span)));
        }
        if too_long || over_budget {
            unknown = unknown.or(Some(InForce::Unknown(Why::Budget, None)));
        }
        if let Some(span) = translated(policy, hook, &narrow).first() {
            unknown = unknown.or(Some(InForce::Unknown(Why::Action, Some(*span))));
        }
    }
    match unknown {
        Some(unknown) => unknown,
        None if looked => InForce::Yes,
        None => InForce::Unknown(Why::NoFamily, None),
    }
}

/// The packets of a control as those of a flow.
fn as_flow(control: &CompensatingControl) -> Flow {
    let CompensatingControl { place, id, effect: _, initiator, peer, protocol, ports } = control;
    Flow {
        place: place.clone(),
        id: id.clone(),
        initiator: *initiator,
        peer: peer.clone(),
        protocol: *protocol,
        ports: ports.clone(),
        source_ports: Vec::new(),
        need: Need::Optional,
        purpose: Text::default(),
        data: None,
        encryption: None,
        authentication: None,
        effect_if_blocked: None,
        essential_for_care: None,
    }
}
