//! Two rule sets held against each other: what passes under one and not under the other, whatever their lines look like.

use crate::compare::{Against, Region, hold};
use crate::packet::Packet;
use crate::permit::region_of;
use crate::policy::{Hook, InterfaceSet, Policy, Span, State};
use crate::profile::Profile;
use crate::program::program;
use crate::universe::{Binding, Piece, pieces};
use crate::verify::{Why, translated};
use std::collections::BTreeSet;
use std::sync::Arc;

/// In which way two rule sets differ.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// Was stopped, and passes now.
    Opened,
    /// Passed, and is stopped now.
    Closed,
    /// It hangs on something that was not understood, on one side or both.
    NotProved,
}

/// Traffic that the two rule sets treat otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Changed {
    /// In which way.
    pub change: Change,
    /// A packet.
    pub witness: Packet,
    /// Packets around it that are decided by the same two rules.
    pub region: Region,
    /// The rule or policy that decides in the old rule set; `None` when no chain stands at the hook.
    pub old: Option<Span>,
    /// The rule or policy that decides in the new one.
    pub new: Option<Span>,
}

/// What two rule sets have not in common.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Differ {
    /// Every way in which they differ, one for each pair of rules.
    pub changes: Vec<Changed>,
    /// Why something is not proved beside the changes: on the new side, or on the old one.
    pub open: BTreeSet<(bool, Why, Option<Span>)>,
    /// Steps taken.
    pub steps: usize,
}

/// What became of one flow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct FlowChange {
    /// The flow, by its place in the profile.
    pub flow: usize,
    /// Packets of it, or answers to it, were stopped and pass now.
    pub opened: bool,
    /// Packets of it, or answers to it, passed and are stopped now.
    pub closed: bool,
    /// It is not proved.
    pub not_proved: bool,
}

impl Differ {
    /// Whether both let the same packets through, as far as was proved.
    pub fn is_same(&self) -> bool {
        self.changes.iter().all(|changed| changed.change == Change::NotProved)
    }

    /// Whether everything is proved.
    pub fn is_proved(&self) -> bool {
        self.open.is_empty() && self.changes.iter().all(|changed| changed.change != Change::NotProved)
    }
}

/// Pairs of interfaces that are looked at one by one; beyond that a rule about interfaces is not proved.
const PAIRS: usize = 400;

/// A pair of rule sets and where to look.
#[derive(Clone, Copy, Debug)]
pub struct Pair<'p> {
    /// The rule set of before.
    pub old: &'p Policy,
    /// The rule set of now.
    pub new: &'p Policy,
    /// The addresses that matter; those of the device may be all there are.
    pub binding: &'p Binding,
    /// Where in the filter.
    pub hook: Hook,
    /// Steps that may be taken.
    pub budget: usize,
}

impl Pair<'_> {
    /// Every difference.
    pub fn differ(&self) -> Differ {
        let mut differ = Differ::default();
        for (new, policy) in [(false, self.old), (true, self.new)] {
            differ.open.extend(policy.unread.iter().map(|(span, _)| (new, Why::Unread, Some(*span))));
        }
        for piece in State::ALL.into_iter().flat_map(|state| self.pieces(state)) {
            self.piece(&piece, &mut differ);
        }
        self.one_of_each(&mut differ);
        differ
    }

    /// What became of each flow of a profile; flows that stay as they are do not stand here.
    pub fn flows(&self, profile: &Profile) -> Vec<FlowChange> {
        let mut changed = Vec::new();
        let sides = [State::New, State::Established].map(|state| (state, self.pieces(state)));
        for (place, flow) in profile.flows.iter().enumerate() {
            let mut differ = Differ::default();
            for (state, pieces) in &sides {
                for piece in pieces {
                    let region = region_of(self.binding, flow, piece.family, *state == State::Established);
                    if let Some(narrow) = region.and_then(|region| narrowed(piece, &region)) {
                        self.piece(&narrow, &mut differ);
                    }
                }
            }
            let has = |change| differ.changes.iter().any(|changed| changed.change == change);
            let (opened, closed) = (has(Change::Opened), has(Change::Closed));
            let not_proved = has(Change::NotProved) || !differ.open.is_empty();
            if opened || closed || not_proved {
                changed.push(FlowChange { flow: place, opened, closed, not_proved });
            }
        }
        changed
    }

    fn piece(&self, piece: &Piece, differ: &mut Differ) {
        let (old, new) = (program(self.old, self.hook, piece), program(self.new, self.hook, piece));
        for (side, policy) in [(false, self.old), (true, self.new)] {
            let translated = translated(policy, self.hook, piece).into_iter();
            differ.open.extend(translated.map(|span| (side, Why::Action, Some(span))));
        }
        if old.too_long || new.too_long {
            differ.open.insert((new.too_long, Why::Budget, None));
            return;
        }
        let left = self.budget.saturating_sub(differ.steps);
        let found = hold(piece, &old.rows, Against::Rows(&new.rows), left);
        differ.steps += found.steps;
        if found.over_budget {
            differ.open.insert((true, Why::Budget, None));
        }
        let changes = found.changes.into_iter();
        differ.changes.extend(changes.map(|((change, one, other), (witness, region))| Changed {
            change,
            witness,
            region,
            old: one.span(self.old),
            new: other.span(self.new),
        }));
    }

    /// One entry for each pair of rules and family, however many pieces and states it shows in.
    fn one_of_each(&self, differ: &mut Differ) {
        let mut seen = BTreeSet::new();
        differ
            .changes
            .retain(|changed| seen.insert((changed.change, changed.old, changed.new, changed.witness.family)));
    }

    /// The pieces of the universe; where nobody said which interface leads where, one for each pair that rules tell apart.
    fn pieces(&self, state: State) -> Vec<Piece> {
        let whole = pieces(self.binding, state);
        if !self.binding.interfaces.is_empty() {
            return whole;
        }
        let inputs = self.names(|rule| &rule.input);
        let outputs = self.names(|rule| &rule.output);
        if inputs.len() * outputs.len() > PAIRS {
            return whole;
        }
        let mut each = Vec::new();
        for piece in whole {
            for input in &inputs {
                for output in &outputs {
                    each.push(Piece { input: Some(input.clone()), output: Some(output.clone()), ..piece.clone() });
                }
            }
        }
        each
    }

    /// A name for each kind of interface that the rules tell apart; `?` stands in no name of an interface.
    fn names(&self, side: impl Fn(&crate::policy::Match) -> &Vec<Arc<InterfaceSet>>) -> BTreeSet<String> {
        let chains = self.old.chains.iter().chain(&self.new.chains);
        let rules = chains.flat_map(|chain| &chain.rules);
        let mut names: BTreeSet<String> = rules
            .flat_map(|rule| side(&rule.when))
            .flat_map(|set| &set.names)
            .map(|name| match name.strip_suffix(['*', '+']) {
                Some(start) => format!("{start}?"),
                None => name.clone(),
            })
            .collect();
        names.insert("?".to_owned());
        names
    }
}

/// A piece cut down to a region; `None` where nothing is left.
pub(crate) fn narrowed(piece: &Piece, region: &Region) -> Option<Piece> {
    let mut narrow = piece.clone();
    for (at, field) in region.fields().into_iter().enumerate() {
        let bounds = narrow.bounds[at].iter().flat_map(|(low, high)| field.inside(*low, *high).collect::<Vec<_>>());
        narrow.bounds[at] = bounds.collect();
        if narrow.bounds[at].is_empty() {
            return None;
        }
    }
    Some(narrow)
}
