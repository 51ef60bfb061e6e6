//! A second decision procedure: the same question as a binary decision diagram of a well-known library, which knows nothing
//! of regions, pieces or rows. Both have to agree on whether anything differs.

use crate::policy::{Action, Hook, Match, Policy, State, Target};
use crate::profile::{Initiator, Need, PortRange, Profile};
use crate::ranges::Ranges;
use crate::testing::{binding, policies, profiles};
use crate::{DEFAULT_BUDGET, Family, verify};
use boolean_expression::{BDD, BDDFunc};
use proptest::prelude::*;

/// Bits of a field: numbers 0 to 7, of which 4 stands for every greater one.
const BITS: u32 = 3;
/// Fields of a packet: protocol, source, destination, first, second.
const FIELDS: u32 = 5;
/// Protocols by their number here; 3 stands for every other one.
const PROTOCOLS: [u128; 4] = [6, 17, 47, 99];

/// Packets as a diagram over the bits of their fields.
struct Diagrams {
    bdd: BDD<u32>,
}

impl Diagrams {
    fn any(&mut self, all: impl IntoIterator<Item = BDDFunc>) -> BDDFunc {
        let mut whole = boolean_expression::BDD_ZERO;
        for one in all {
            whole = self.bdd.or(whole, one);
        }
        whole
    }

    fn value(&mut self, field: u32, value: u32) -> BDDFunc {
        let mut whole = boolean_expression::BDD_ONE;
        for bit in 0..BITS {
            let terminal = self.bdd.terminal(field * BITS + bit);
            let wanted = if value & (1 << bit) == 0 { self.bdd.not(terminal) } else { terminal };
            whole = self.bdd.and(whole, wanted);
        }
        whole
    }

    fn set(&mut self, field: u32, holds: impl Fn(u32) -> bool) -> BDDFunc {
        let most = if field == 0 { 3 } else { 4 };
        let values: Vec<BDDFunc> =
            (0..=most).filter(|value| holds(*value)).map(|value| self.value(field, value)).collect();
        self.any(values)
    }

    fn all(&mut self, fields: [BDDFunc; FIELDS as usize]) -> BDDFunc {
        fields.into_iter().fold(boolean_expression::BDD_ONE, |whole, field| self.bdd.and(whole, field))
    }

    fn matching(&mut self, when: &Match) -> BDDFunc {
        if when.states & State::New.bit() == 0 {
            return boolean_expression::BDD_ZERO;
        }
        let number = |value: u32| u128::from(value);
        let fields = [
            self.set(0, |value| when.protocol.holds(PROTOCOLS[value as usize])),
            self.set(1, |value| when.source.holds(number(value))),
            self.set(2, |value| when.destination.holds(number(value))),
            self.set(3, |value| when.first.holds(number(value))),
            self.set(4, |value| when.second.holds(number(value))),
        ];
        self.all(fields)
    }

    /// What a chain accepts, drops and lets fall out at its end, of the packets that come in.
    fn chain(&mut self, policy: &Policy, chain: usize, mut here: BDDFunc) -> [BDDFunc; 3] {
        let [mut accepted, mut dropped, mut out] = [boolean_expression::BDD_ZERO; 3];
        for rule in &policy.chains[chain].rules {
            let meant = self.matching(&rule.when);
            let taken = self.bdd.and(here, meant);
            let others = self.bdd.not(taken);
            here = self.bdd.and(here, others);
            match &rule.action {
                Action::Accept => accepted = self.bdd.or(accepted, taken),
                Action::Drop => dropped = self.bdd.or(dropped, taken),
                Action::Return => out = self.bdd.or(out, taken),
                Action::Jump(Target::Chain(to)) | Action::Goto(Target::Chain(to)) => {
                    let [inner_accepted, inner_dropped, back] = self.chain(policy, *to, taken);
                    accepted = self.bdd.or(accepted, inner_accepted);
                    dropped = self.bdd.or(dropped, inner_dropped);
                    if matches!(rule.action, Action::Jump(_)) {
                        here = self.bdd.or(here, back);
                    } else {
                        out = self.bdd.or(out, back);
                    }
                }
                other => unreachable!("{other:?} is not drawn here"),
            }
        }
        [accepted, dropped, self.bdd.or(here, out)]
    }

    /// What passes every base chain, in order of priority.
    fn passing(&mut self, policy: &Policy) -> BDDFunc {
        let mut bases: Vec<usize> = (0..policy.chains.len()).filter(|&at| policy.chains[at].base.is_some()).collect();
        bases.sort_by_key(|&at| policy.chains[at].base.as_ref().map(|base| base.priority));
        let mut here = boolean_expression::BDD_ONE;
        for at in bases {
            let [accepted, _, fallen] = self.chain(policy, at, here);
            let lets = policy.chains[at].base.as_ref().is_some_and(|base| base.policy == Action::Accept);
            here = if lets { self.bdd.or(accepted, fallen) } else { accepted };
        }
        here
    }

    fn addresses(&mut self, field: u32, ranges: &Ranges) -> BDDFunc {
        self.set(field, |value| ranges.holds(u128::from(value)))
    }

    /// What is declared: allowed, and of that what is needed.
    fn declared(&mut self, profile: &Profile) -> [BDDFunc; 2] {
        let binding = binding();
        let [mut allowed, mut needed] = [boolean_expression::BDD_ZERO; 2];
        for flow in &profile.flows {
            let peer = binding.roles.get(&flow.peer).map_or(&Ranges::All, |peer| peer.of(Family::V4));
            let device = binding.device.of(Family::V4);
            let (source, destination) =
                if flow.initiator == Initiator::Device { (device, peer) } else { (peer, device) };
            let port = |ranges: &[PortRange], value: u32| {
                ranges.is_empty()
                    || ranges.iter().any(|range| (u32::from(range.first)..=u32::from(range.last)).contains(&value))
            };
            let protocol = |value: u32| {
                flow.protocol.to_string()
                    == crate::Protocol::Number(u8::try_from(PROTOCOLS[value as usize]).unwrap()).to_string()
            };
            let fields = [
                self.set(0, protocol),
                self.addresses(1, source),
                self.addresses(2, destination),
                self.set(3, |value| port(&flow.source_ports, value)),
                self.set(4, |value| port(&flow.ports, value)),
            ];
            let packets = self.all(fields);
            allowed = self.bdd.or(allowed, packets);
            if flow.need == Need::Needed {
                needed = self.bdd.or(needed, packets);
            }
        }
        [allowed, needed]
    }

    /// Packets of the device as there are: protocols without ports have none.
    fn universe(&mut self) -> BDDFunc {
        let device = binding().device;
        let (source, destination) = (self.addresses(1, &device.v4), self.addresses(2, &device.v4));
        let concerned = self.bdd.or(source, destination);
        let whole = [
            self.set(0, |_| true),
            self.set(1, |_| true),
            self.set(2, |_| true),
            self.set(3, |_| true),
            self.set(4, |_| true),
        ];
        let whole = self.all(whole);
        let ported = self.set(0, |value| value < 2);
        let (first, second) = (self.value(3, 0), self.value(4, 0));
        let none = self.bdd.and(first, second);
        let there = self.bdd.or(ported, none);
        let whole = self.bdd.and(whole, there);
        self.bdd.and(concerned, whole)
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn binary_decision_diagrams_find_the_same(policy in policies(false), profile in profiles()) {
        let found = verify(&policy, &profile, &binding(), Hook::Forward, DEFAULT_BUDGET).unwrap();
        let mut diagrams = Diagrams { bdd: BDD::new() };
        let (passing, universe) = (diagrams.passing(&policy), diagrams.universe());
        let [allowed, needed] = diagrams.declared(&profile);
        let bdd = &mut diagrams.bdd;
        let here = bdd.and(passing, universe);
        let undeclared = bdd.not(allowed);
        let more = bdd.and(here, undeclared);
        let stopped = bdd.not(passing);
        let wanted = bdd.and(needed, universe);
        let less = bdd.and(wanted, stopped);
        prop_assert_eq!(found.undeclared.is_empty(), more == boolean_expression::BDD_ZERO);
        let new = found.blocked.iter().any(|entry| !entry.reply);
        prop_assert_eq!(!new, less == boolean_expression::BDD_ZERO);
    }
}
