//! What one device can open through a filter: by destination, the rules that let it through and what they let through.

use crate::compare::{Difference, Found, Region, compare};
use crate::differ::narrowed;
use crate::packet::Packet;
use crate::policy::{Hook, Policy, Span, State};
use crate::program::{Program, program};
use crate::ranges::Ranges;
use crate::universe::{Addresses, Binding, Piece, pieces};

/// What passes from the device by one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opening {
    /// A packet.
    pub witness: Packet,
    /// Protocols that the rule names.
    pub protocols: Ranges,
    /// Destination ports, or ICMP codes, that the rule names.
    pub ports: Ranges,
    /// The rule or policy; `None` where no chain stands at the hook.
    pub rule: Option<Span>,
    /// Whether it is known to pass; otherwise it hangs on something that was not understood.
    pub certain: bool,
}

/// The rules of a filter, cut down to what a device opens.
#[derive(Debug)]
pub struct Reach<'p> {
    policy: &'p Policy,
    sides: Vec<(Piece, Program)>,
    budget: usize,
    /// Whether something was too much to be looked at.
    over_budget: bool,
}

impl<'p> Reach<'p> {
    /// Cuts the rules down.
    pub fn new(policy: &'p Policy, binding: &Binding, hook: Hook, budget: usize) -> Reach<'p> {
        let from_device = |piece: &Piece| {
            let device = binding.device.of(piece.family);
            let region =
                Region { source: device.clone(), ..Region::of_fields(piece.family, [const { Ranges::All }; 5]) };
            narrowed(piece, &region)
        };
        let cut = pieces(binding, State::New).into_iter().filter_map(|piece| from_device(&piece));
        let sides: Vec<_> = cut.map(|piece| (piece.clone(), program(policy, hook, &piece))).collect();
        let over_budget = sides.iter().any(|(_, program)| program.too_long);
        Reach { policy, sides, budget, over_budget }
    }

    /// Whether something was too much to be looked at, so that more may pass than is told.
    pub fn is_over_budget(&self) -> bool {
        self.over_budget
    }

    /// What passes to some addresses, by rule.
    pub fn to(&mut self, addresses: &Addresses) -> Vec<Opening> {
        let mut openings = Vec::new();
        for (piece, program) in &self.sides {
            let whole = Region::of_fields(piece.family, [const { Ranges::All }; 5]);
            let region = Region { destination: addresses.of(piece.family).clone(), ..whole };
            let Some(narrow) = narrowed(piece, &region) else { continue };
            let Found { witnesses, over_budget, .. } = compare(&narrow, &program.rows, &[], false, self.budget);
            self.over_budget |= over_budget;
            for ((kind, origin, _), (witness, _)) in witnesses {
                let row = program.rows.iter().find(|row| row.origin == origin && row.holds(&witness));
                let field = |at: usize| row.map_or(Ranges::All, |row| row.fields[at].clone());
                let certain = kind == Difference::Undeclared;
                let rule = origin.span(self.policy);
                openings.push(Opening { witness, protocols: field(0), ports: field(3), rule, certain });
            }
        }
        openings
    }
}
