//! A proof that stands while rules change one by one: only what the changed rule may touch is proved anew.

use crate::compare::{Against, FlowRow, Found, Region, compare, hold_some};
use crate::differ::narrowed;
use crate::policy::{Action, Hook, Kind, Match, Policy, Rule, State, Target};
use crate::profile::{Need, Profile};
use crate::program::{Does, Origin, Program, Row, plain_row, program};
use crate::ranges::Ranges;
use crate::universe::{Binding, FIELDS, Field, Piece, pieces};
use crate::verify::{Proof, Verification};
use std::collections::BTreeSet;

/// A proof with everything that it was made of.
#[derive(Debug)]
pub struct Standing {
    policy: Policy,
    profile: Profile,
    binding: Binding,
    hook: Hook,
    budget: usize,
    sides: Vec<Side>,
    opened: BTreeSet<usize>,
    /// Chains that a rule leads to: their rows stand in more than one place.
    led_to: BTreeSet<usize>,
}

/// One piece of the universe with its rows, cut down, and what was found there.
#[derive(Debug)]
struct Side {
    piece: Piece,
    replies: bool,
    /// Of the answers, whether those to optional flows.
    optional: bool,
    laid: Program,
    flows: Vec<FlowRow>,
    found: Found,
}

/// There is no rule at that place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoSuchRule;

impl Standing {
    /// Proves once, and keeps what it took. Roles that are not bound are the error.
    pub fn new(
        policy: Policy,
        profile: Profile,
        binding: Binding,
        hook: Hook,
        budget: usize,
    ) -> Result<Standing, Vec<String>> {
        let roles = profile.flows.iter().map(|flow| &flow.peer);
        let unbound: BTreeSet<&String> = roles.filter(|role| binding.peer(role).is_none()).collect();
        if !unbound.is_empty() {
            return Err(unbound.into_iter().cloned().collect());
        }
        let (sides, opened, led_to) = (Vec::new(), BTreeSet::new(), BTreeSet::new());
        let mut standing = Standing { policy, profile, binding, hook, budget, sides, opened, led_to };
        standing.all();
        Ok(standing)
    }

    /// The rules as they stand.
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// The result as it stands.
    pub fn verification(&self) -> Verification {
        let mut proof = self.proof();
        for side in &self.sides {
            if !side.replies || !side.flows.is_empty() {
                proof.tell(&side.piece, &side.laid, &side.found, side.replies);
            }
        }
        proof.finish()
    }

    /// Puts another rule in the place of one, and proves what that may touch.
    pub fn change(&mut self, chain: usize, rule: usize, new: Rule) -> Result<(), NoSuchRule> {
        let place = self.policy.chains.get_mut(chain).and_then(|chain| chain.rules.get_mut(rule)).ok_or(NoSuchRule)?;
        let old = std::mem::replace(place, new.clone());
        if self.patch(chain, rule, [&old, &new]).is_none() {
            self.all();
        }
        Ok(())
    }

    fn proof(&self) -> Proof<'_> {
        Proof::new(&self.policy, &self.profile, &self.binding, self.hook, self.budget)
    }

    /// Everything from the start.
    fn all(&mut self) {
        let mut sides = Vec::new();
        let kinds = [(State::New, false), (State::Established, false), (State::Established, true)];
        for (state, optional) in kinds {
            for piece in pieces(&self.binding, state) {
                let replies = state == State::Established;
                let laid = program(&self.policy, self.hook, &piece);
                sides.push(Side { piece, replies, optional, laid, flows: Vec::new(), found: Found::default() });
            }
        }
        self.sides = sides;
        let rules = self.policy.chains.iter().flat_map(|chain| &chain.rules);
        let target = |rule: &Rule| match rule.action {
            Action::Jump(Target::Chain(chain)) | Action::Goto(Target::Chain(chain)) => Some(chain),
            _ => None,
        };
        self.led_to = rules.filter_map(target).collect();
        self.opened = self.now_open();
        self.prove(|_| true);
    }

    fn now_open(&self) -> BTreeSet<usize> {
        let (proof, mut opened) = (self.proof(), BTreeSet::new());
        for side in self.sides.iter().filter(|side| !side.replies) {
            proof.opened_in(&side.piece, &side.laid.rows, self.budget, &mut opened);
        }
        opened
    }

    /// Proves sides as a whole.
    fn prove(&mut self, wanted: impl Fn(&Side) -> bool) {
        let mut sides = std::mem::take(&mut self.sides);
        let proof = self.proof();
        for side in sides.iter_mut().filter(|side| wanted(side)) {
            let [needed, optional] = proof.answers(&side.piece, &self.opened);
            side.flows = match (side.replies, side.optional) {
                (false, _) => proof.flows(&side.piece, false),
                (true, false) => needed,
                (true, true) => optional,
            };
            side.found = side.whole(self.budget);
        }
        self.sides = sides;
    }

    /// Proves what a change touches; `None` where it is not confined to the packets of the rule.
    fn patch(&mut self, chain: usize, rule: usize, [old, new]: [&Rule; 2]) -> Option<()> {
        let leads = |rule: &Rule| matches!(rule.action, Action::Jump(_) | Action::Goto(_) | Action::Return);
        let nat = self.policy.chains[chain].base.as_ref().is_none_or(|base| base.kind == Kind::Nat);
        if leads(old) || leads(new) || nat || self.led_to.contains(&chain) {
            return None;
        }
        let whens = [&old.when, &new.when];
        for at in 0..self.sides.len() {
            let side = &self.sides[at];
            if !whens.iter().any(|when| concerns(when, &side.piece)) {
                continue;
            }
            let row = plain_row(&self.policy, self.hook, &side.piece, chain, rule).ok()?;
            let jumps = self.policy.chains[chain].rules.iter().any(leads);
            let (side, budget) = (&mut self.sides[at], self.budget);
            side.put(chain, rule, row, jumps)?;
            side.again(Origin::Rule(u32::try_from(chain).ok()?, u32::try_from(rule).ok()?), &whens, budget);
        }
        let optional = self.profile.flows.iter().any(|flow| flow.need == Need::Optional);
        if optional {
            let opened = self.now_open();
            if opened != self.opened {
                self.opened = opened;
                self.prove(|side| side.replies);
            }
        }
        Some(())
    }
}

impl Side {
    fn whole(&self, budget: usize) -> Found {
        if self.laid.too_long || self.replies && self.flows.is_empty() {
            return Found::default();
        }
        compare(&self.piece, &self.laid.rows, &self.flows, self.replies, budget)
    }

    /// Puts the row of a rule in its place; `None` where the place is not plain.
    fn put(&mut self, chain: usize, rule: usize, row: Option<Row>, jumps: bool) -> Option<()> {
        let (chain, rule) = (u32::try_from(chain).ok()?, u32::try_from(rule).ok()?);
        let rows = &mut self.laid.rows;
        let there = rows.iter().position(|row| row.origin == Origin::Rule(chain, rule));
        match (there, row) {
            (None, None) => {}
            (Some(at), Some(row)) => rows[at] = row,
            (Some(at), None) => {
                // It stays as a row that holds no packet, so that the leaps of others stay what they are.
                rows[at].fields[0] = Ranges::none();
                rows[at].full &= !1;
            }
            // Where chains are laid out between the rules, their rows hide the place.
            (None, Some(_)) if jumps => return None,
            (None, Some(row)) => {
                let behind = |row: &Row| match row.origin {
                    Origin::Rule(of, at) => of == chain && at > rule,
                    Origin::Policy(of) => of == chain,
                    Origin::NoFilter => false,
                };
                let at = rows.iter().position(behind)?;
                let place = u32::try_from(at).ok()?;
                for row in rows.iter_mut() {
                    if let Does::To(target) = &mut row.does
                        && *target > place
                    {
                        *target += 1;
                    }
                }
                rows.insert(at, row);
            }
        }
        Some(())
    }

    /// Proves anew what old or new rule may match, and keeps the rest.
    fn again(&mut self, changed: Origin, whens: &[&Match; 2], budget: usize) {
        let regions: Vec<Region> = whens.iter().map(|when| region(when, self.piece.family)).collect();
        let inside = |packet: &crate::Packet| {
            whens.iter().zip(&regions).any(|(when, region)| concerns(when, &self.piece) && region.holds(packet))
        };
        let before = self.found.witnesses.len();
        let mut gone = Vec::new();
        self.found.witnesses.retain(|key, (packet, _)| {
            let stays = !inside(packet);
            if !stays {
                gone.push(*key);
            }
            stays
        });
        debug_assert_eq!(before, self.found.witnesses.len() + gone.len());
        let mut lost = self.found.over_budget;
        for (when, region) in whens.iter().zip(&regions) {
            let Some(narrow) = narrowed(&self.piece, region).filter(|_| concerns(when, &self.piece)) else { continue };
            let touches = |row: &Row| {
                row.fields
                    .iter()
                    .zip(&narrow.bounds)
                    .all(|(field, bounds)| bounds.iter().any(|(low, high)| field.overlap(*low, *high)))
            };
            let rows = self.laid.rows.iter().enumerate().filter(|(_, row)| touches(row));
            let some = rows.map(|(at, _)| u32::try_from(at).unwrap_or(u32::MAX)).collect();
            let against = Against::Flows { flows: &self.flows, only_blocked: self.replies };
            let found = hold_some(&narrow, &self.laid.rows, some, against, budget);
            lost |= found.over_budget;
            for (key, shown) in found.witnesses {
                self.found.witnesses.entry(key).or_insert(shown);
            }
        }
        // A difference that was seen inside may be there outside, too, unless it was the rule's own.
        let open = |key: &crate::compare::Key| key.1 != changed && !self.found.witnesses.contains_key(key);
        if lost || gone.iter().any(open) {
            self.found = self.whole(budget);
        }
    }
}

fn concerns(when: &Match, piece: &Piece) -> bool {
    when.families & piece.family.bit() != 0 && when.states & piece.state.bit() != 0
}

fn region(when: &Match, family: crate::Family) -> Region {
    let fields = FIELDS.map(|field| match field {
        Field::Protocol => when.protocol.clone(),
        Field::Source => when.source.clone(),
        Field::Destination => when.destination.clone(),
        Field::Second => when.second.clone(),
        Field::First => when.first.clone(),
    });
    Region::of_fields(family, fields)
}
