//! The proof: what a filter lets through to and from a device, against what its profile declares.

use crate::compare::{Difference, FlowRow, Found, Region, compare};
use crate::differ::narrowed;
use crate::packet::Packet;
use crate::permit::{Permits, region_of};
use crate::policy::{Action, Hook, Kind, Policy, Rule, Span, State};
use crate::profile::{Flow, Need, Profile};
use crate::program::{Origin, Program, Row, program};
use crate::ranges::Ranges;
use crate::universe::{Binding, Piece, pieces};
use site::Family;
use std::collections::BTreeSet;

/// Steps that one proof may take: some seconds on a slow machine, far more than any real rule set needs.
pub const DEFAULT_BUDGET: usize = 10_000_000;

/// Traffic that passes and that nobody declared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undeclared {
    /// A packet that passes.
    pub witness: Packet,
    /// Packets around it that pass by the same rule, none of them declared.
    pub region: Region,
    /// Everything that the rule may let through in this direction and nobody declared: what is to be stopped before it.
    /// The region alone, where that would take too many regions.
    pub closing: Vec<Region>,
    /// Declared flows that the rule may let through too, by place: it is too broad, and cannot simply go.
    pub carries: Vec<usize>,
    /// The rule or policy that lets it through; `None` when no chain stands at the hook.
    pub rule: Option<Span>,
}

/// Regions that one closing may take.
const CLOSING: usize = 16;

/// Traffic that the device needs and that does not pass.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Blocked {
    /// A packet that is stopped.
    pub witness: Packet,
    /// Packets around it that are stopped by the same rule, all of them needed.
    pub region: Region,
    /// The rule or policy that stops it.
    pub rule: Option<Span>,
    /// The flow, by its place in the profile.
    pub flow: usize,
    /// Whether it is the answer to the flow that is stopped, not its opening.
    pub reply: bool,
}

/// Why something is not proved.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// A rule holds a condition that was not understood.
    Condition,
    /// A rule names an interface, and nobody said which interface leads where.
    Interface,
    /// A rule does something that was not understood, or changes the packet on its way.
    Action,
    /// Chains jump in a circle.
    Circle,
    /// A chain is not there.
    MissingChain,
    /// The rules overlap in so many ways that the proof was given up.
    Budget,
    /// A part of the rule set could not be read.
    Unread,
    /// A declared flow has no address family in common between device and peer.
    NoFamily,
}

/// Something that could not be proved.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotProved {
    /// Why.
    pub why: Why,
    /// A packet for which it matters, where there is one.
    pub witness: Option<Packet>,
    /// The rule.
    pub rule: Option<Span>,
    /// What of the rule was not understood, as written.
    pub what: Option<String>,
    /// The flow concerned.
    pub flow: Option<usize>,
}

/// The result of a proof.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Verification {
    /// Passes, and is not declared; by rule.
    pub undeclared: Vec<Undeclared>,
    /// Is needed, and does not pass; by flow and rule.
    pub blocked: Vec<Blocked>,
    /// Answers that are stopped of optional flows whose opening passes: a connection that begins and hangs.
    pub half_open: Vec<Blocked>,
    /// Not proved either way.
    pub not_proved: Vec<NotProved>,
    /// Address families that the device has addresses of.
    pub families: Vec<Family>,
    /// Base chains that were looked at, by name.
    pub chains: Vec<String>,
    /// Whether a base chain stands at the hook at all.
    pub filtered: bool,
    /// Rows that touch the device's own addresses.
    pub rows: usize,
    /// Steps taken.
    pub steps: usize,
}

impl Verification {
    /// Whether rules and declaration are the same as far as was looked.
    pub fn is_equal(&self) -> bool {
        self.undeclared.is_empty() && self.blocked.is_empty()
    }
}

/// Proves, or gives witnesses. Roles that are not bound are the error.
pub fn verify(
    policy: &Policy,
    profile: &Profile,
    binding: &Binding,
    hook: Hook,
    budget: usize,
) -> Result<Verification, Vec<String>> {
    let unbound: BTreeSet<&String> =
        profile.flows.iter().map(|flow| &flow.peer).filter(|role| binding.peer(role).is_none()).collect();
    if !unbound.is_empty() {
        return Err(unbound.into_iter().cloned().collect());
    }
    let mut proof = Proof::new(policy, profile, binding, hook, budget);
    for piece in pieces(binding, State::New) {
        let flows = proof.flows(&piece, false);
        proof.piece(&piece, &flows, false);
    }
    let opened = proof.opened();
    for piece in pieces(binding, State::Established) {
        for flows in proof.answers(&piece, &opened) {
            if !flows.is_empty() {
                proof.piece(&piece, &flows, true);
            }
        }
    }
    Ok(proof.finish())
}

/// A proof in the making.
pub(crate) struct Proof<'p> {
    policy: &'p Policy,
    profile: &'p Profile,
    binding: &'p Binding,
    hook: Hook,
    left: usize,
    result: Verification,
}

impl<'p> Proof<'p> {
    pub(crate) fn new(
        policy: &'p Policy,
        profile: &'p Profile,
        binding: &'p Binding,
        hook: Hook,
        budget: usize,
    ) -> Proof<'p> {
        let mut proof = Proof { policy, profile, binding, hook, left: budget, result: Verification::default() };
        proof.scope();
        proof
    }

    pub(crate) fn finish(mut self) -> Verification {
        self.without_family();
        self.unread();
        self.result
    }

    fn scope(&mut self) {
        let has = |family: &Family| !self.binding.device.of(*family).is_none();
        self.result.families = Family::BOTH.into_iter().filter(has).collect();
        for chain in &self.policy.chains {
            let Some(base) = &chain.base else { continue };
            if base.kind == Kind::Filter && self.hook.path().contains(&base.hook) {
                self.result.chains.push(chain.name.clone());
                self.result.filtered |= base.hook == self.hook;
            }
        }
    }

    fn piece(&mut self, piece: &Piece, flows: &[FlowRow], replies: bool) {
        let laid = program(self.policy, self.hook, piece);
        let found =
            if laid.too_long { Found::default() } else { compare(piece, &laid.rows, flows, replies, self.left) };
        self.left = self.left.saturating_sub(found.steps);
        self.tell(piece, &laid, &found, replies);
    }

    /// Takes what was found over a piece into the result.
    pub(crate) fn tell(&mut self, piece: &Piece, laid: &Program, found: &Found, replies: bool) {
        let Program { rows, circles, missing, too_long } = laid;
        self.result.rows = self.result.rows.max(rows.len());
        self.translations(piece);
        if *too_long {
            return self.give_up(None);
        }
        self.result.steps += found.steps;
        for ((kind, origin, flow), (witness, region)) in &found.witnesses {
            let (kind, origin, flow, witness, region) = (*kind, *origin, *flow, witness.clone(), region.clone());
            let rule = origin.span(self.policy);
            match kind {
                Difference::Undeclared => {
                    let (closing, carries) = self.closing(piece, rows, origin, &witness);
                    let closing = closing.unwrap_or_else(|| vec![region.clone()]);
                    self.result.undeclared.push(Undeclared { witness, region, closing, carries, rule });
                }
                Difference::Blocked => {
                    let blocked = Blocked { witness, region, rule, flow: flow.unwrap_or_default(), reply: replies };
                    let optional = self.profile.flows.get(blocked.flow).is_some_and(|flow| flow.need == Need::Optional);
                    if optional { self.result.half_open.push(blocked) } else { self.result.blocked.push(blocked) }
                }
                Difference::NotProved => {
                    let why = if circles.contains(&origin) {
                        Why::Circle
                    } else if missing.contains(&origin) {
                        Why::MissingChain
                    } else {
                        self.why(origin)
                    };
                    let what = self.what(origin);
                    self.result.not_proved.push(NotProved { why, witness: Some(witness), rule, what, flow });
                }
            }
        }
        if found.over_budget {
            self.give_up(None);
        }
        self.one_of_each();
    }

    /// What passes by the row of a witness without the declared flows, and which of those it meets.
    fn closing(
        &self,
        piece: &Piece,
        rows: &[Row],
        origin: Origin,
        witness: &Packet,
    ) -> (Option<Vec<Region>>, Vec<usize>) {
        let Some(row) = rows.iter().find(|row| row.origin == origin && row.holds(witness)) else {
            return (None, Vec::new());
        };
        let most = [255, piece.family.most(), piece.family.most(), 65_535, 65_535];
        let fields = [0, 1, 2, 3, 4].map(|field: usize| {
            let whole = || Ranges::of(piece.bounds[field].clone());
            let ranges = if row.full & (1 << field) == 0 { row.fields[field].clone() } else { whole() };
            if ranges.covers(0, most[field]) { Ranges::All } else { ranges }
        });
        let whole = Region::of_fields(piece.family, fields);
        let flows = self.profile.flows.iter().enumerate();
        let flows =
            flows.filter_map(|(place, flow)| Some((place, region_of(self.binding, flow, piece.family, false)?)));
        let (carries, flows): (Vec<usize>, Vec<Region>) = flows.filter(|(_, region)| region.meets(&whole)).unzip();
        let rules_alone = matches!(origin, Origin::Rule(..));
        (whole.without(&flows, CLOSING), if rules_alone { carries } else { Vec::new() })
    }

    /// One entry for each rule, however many pieces it shows in.
    fn one_of_each(&mut self) {
        let mut seen = BTreeSet::new();
        self.result.undeclared.retain(|found| seen.insert((found.rule, found.witness.family)));
        let mut seen = BTreeSet::new();
        self.result.blocked.retain(|found| seen.insert((found.rule, found.flow, found.reply, found.witness.family)));
        let mut seen = BTreeSet::new();
        self.result.half_open.retain(|found| seen.insert((found.rule, found.flow, found.witness.family)));
        let mut seen = BTreeSet::new();
        self.result.not_proved.retain(|found| seen.insert((found.rule, found.why.clone(), found.flow)));
    }

    fn why(&self, origin: Origin) -> Why {
        let Origin::Rule(chain, rule) = origin else { return Why::Action };
        let Some(rule) = self.policy.chains.get(chain as usize).and_then(|chain| chain.rules.get(rule as usize)) else {
            return Why::Action;
        };
        match (&rule.unsure, &rule.action) {
            (_, Action::Unknown | Action::Changes) => Why::Action,
            (Some(_), _) => Why::Condition,
            (None, _) if rule.when.input.is_empty() && rule.when.output.is_empty() => Why::Condition,
            (None, _) => Why::Interface,
        }
    }

    fn what(&self, origin: Origin) -> Option<String> {
        let Origin::Rule(chain, rule) = origin else { return None };
        let rule = self.policy.chains.get(chain as usize)?.rules.get(rule as usize)?;
        rule.unsure.as_deref().map(str::to_owned)
    }

    fn translations(&mut self, piece: &Piece) {
        for rule in translated_rules(self.policy, self.hook, piece) {
            let what = rule.unsure.as_deref().map(str::to_owned);
            let rule = Some(rule.span);
            self.result.not_proved.push(NotProved { why: Why::Action, witness: None, rule, what, flow: None });
        }
    }

    fn give_up(&mut self, rule: Option<Span>) {
        let entry = NotProved { why: Why::Budget, witness: None, rule, what: None, flow: None };
        if !self.result.not_proved.contains(&entry) {
            self.result.not_proved.push(entry);
        }
    }

    /// Declared flows of a piece; with `replies`, the answers to them.
    pub(crate) fn flows(&self, piece: &Piece, replies: bool) -> Vec<FlowRow> {
        let flows = self.profile.flows.iter().enumerate();
        flows.filter_map(|(place, flow)| self.flow_row(place, flow, piece, replies)).collect()
    }

    /// Answers to needed flows, and answers to optional ones: each looked at for itself, as an optional flow that covers a
    /// needed one would hide that its answers are stopped.
    pub(crate) fn answers(&self, piece: &Piece, opened: &BTreeSet<usize>) -> [Vec<FlowRow>; 2] {
        let rows = self.flows(piece, true).into_iter().filter(|row| opened.contains(&row.flow));
        let (needed, optional) = rows.partition(|row| self.profile.flows[row.flow].need == Need::Needed);
        [needed, optional]
    }

    /// The flows whose answers matter: those needed, and optional ones of which any opening passes or may pass.
    fn opened(&mut self) -> BTreeSet<usize> {
        let mut opened = BTreeSet::new();
        for piece in pieces(self.binding, State::New) {
            let laid = program(self.policy, self.hook, &piece);
            let steps = self.opened_in(&piece, &laid.rows, self.left, &mut opened);
            self.left = self.left.saturating_sub(steps);
        }
        opened
    }

    /// The same in one piece; gives the steps taken.
    pub(crate) fn opened_in(&self, piece: &Piece, rows: &[Row], budget: usize, opened: &mut BTreeSet<usize>) -> usize {
        let mut taken = 0;
        for (place, flow) in self.profile.flows.iter().enumerate() {
            if flow.need == Need::Needed {
                opened.insert(place);
                continue;
            }
            let Some(narrow) =
                region_of(self.binding, flow, piece.family, false).and_then(|region| narrowed(piece, &region))
            else {
                continue;
            };
            let Found { witnesses, over_budget, steps, .. } =
                compare(&narrow, rows, &[], false, budget - taken.min(budget));
            taken += steps;
            if over_budget || !witnesses.is_empty() {
                opened.insert(place);
            }
        }
        taken
    }

    fn flow_row(&self, place: usize, flow: &Flow, piece: &Piece, reply: bool) -> Option<FlowRow> {
        let region = region_of(self.binding, flow, piece.family, reply)?;
        FlowRow::of(place, flow.need == Need::Needed || reply, &region, piece)
    }

    fn unread(&mut self) {
        let unread = self.policy.unread.iter().map(|(span, what)| NotProved {
            why: Why::Unread,
            witness: None,
            rule: Some(*span),
            what: Some(what.clone()),
            flow: None,
        });
        self.result.not_proved.extend(unread);
    }

    /// A flow that no address family can carry is not proved; silence would call it open.
    fn without_family(&mut self) {
        for (place, flow) in self.profile.flows.iter().enumerate() {
            let peer = self.binding.peer(&flow.peer);
            let carried =
                self.result.families.iter().any(|family| peer.is_some_and(|peer| !peer.of(*family).is_none()));
            if !carried {
                let entry = NotProved { why: Why::NoFamily, witness: None, rule: None, what: None, flow: Some(place) };
                self.result.not_proved.push(entry);
            }
        }
    }
}

/// Rules that translate addresses on the way of a piece's packets: the filter sees other addresses than the wire.
fn translated_rules<'p>(policy: &'p Policy, hook: Hook, piece: &Piece) -> Vec<&'p Rule> {
    let path = hook.path();
    let nat = policy.chains.iter().filter(|chain| {
        let base = chain.base.as_ref();
        base.is_some_and(|base| base.kind == Kind::Nat && base.hook != Hook::Postrouting && path.contains(&base.hook))
            && chain.families & piece.family.bit() != 0
    });
    let touched =
        |ranges: &Ranges, bounds: &[(u128, u128)]| bounds.iter().any(|(low, high)| ranges.overlap(*low, *high));
    let touches = |rule: &&Rule| {
        let when = &rule.when;
        when.families & piece.family.bit() != 0
            && when.states & piece.state.bit() != 0
            && touched(&when.source, &piece.bounds[1])
            && touched(&when.destination, &piece.bounds[2])
            && !matches!(rule.action, Action::Accept | Action::Return)
    };
    nat.flat_map(|chain| &chain.rules).filter(touches).collect()
}

/// Where rules stand that translate addresses of a piece.
pub(crate) fn translated(policy: &Policy, hook: Hook, piece: &Piece) -> Vec<Span> {
    translated_rules(policy, hook, piece).into_iter().map(|rule| rule.span).collect()
}

/// A packet of the device that rules stop or may stop; `Some(None)` where it cannot be told, `None` when they stop nothing.
pub fn stopped(policy: &Policy, binding: &Binding, hook: Hook, budget: usize) -> Option<Option<Packet>> {
    let all = FlowRow { flow: 0, needed: true, fields: [const { Ranges::All }; 5], full: 0b1_1111 };
    for piece in State::ALL.into_iter().flat_map(|state| pieces(binding, state)) {
        let Program { rows, too_long, .. } = program(policy, hook, &piece);
        let found = compare(&piece, &rows, std::slice::from_ref(&all), true, budget);
        if let Some((packet, _)) = found.witnesses.into_values().next() {
            return Some(Some(packet));
        }
        if too_long || found.over_budget {
            return Some(None);
        }
    }
    None
}

/// A packet beyond permits and the answers to them that rules let through or may let through, in any state of a connection;
/// `Some(None)` where it cannot be told, `None` when nothing passes beyond them.
pub fn beyond(
    policy: &Policy,
    permits: &Permits,
    binding: &Binding,
    hook: Hook,
    budget: usize,
) -> Option<Option<Packet>> {
    let regions = || permits.permits.iter().flat_map(|permit| std::iter::once(&permit.region).chain(&permit.answer));
    for piece in State::ALL.into_iter().flat_map(|state| pieces(binding, state)) {
        let of_family = regions().filter(|region| region.family == piece.family);
        let rows: Vec<FlowRow> = of_family.filter_map(|region| FlowRow::of(0, false, region, &piece)).collect();
        let Program { rows: of_policy, too_long, .. } = program(policy, hook, &piece);
        let found = compare(&piece, &of_policy, &rows, false, budget);
        if let Some((packet, _)) = found.witnesses.into_values().next() {
            return Some(Some(packet));
        }
        if too_long || found.over_budget {
            return Some(None);
        }
    }
    None
}

/// Whether one packet passes a hook; `None` where it hangs on something that was not understood.
pub fn passes(policy: &Policy, hook: Hook, packet: &Packet, interfaces: [&str; 2]) -> Option<bool> {
    let one = |value: u128| vec![(value, value)];
    let piece = Piece {
        family: packet.family,
        state: packet.state,
        input: Some(interfaces[0].to_owned()),
        output: Some(interfaces[1].to_owned()),
        bounds: [
            one(u128::from(packet.protocol)),
            one(packet.source),
            one(packet.destination),
            one(u128::from(packet.second)),
            one(u128::from(packet.first)),
        ],
    };
    let Program { rows, too_long, .. } = program(policy, hook, &piece);
    let found = compare(&piece, &rows, &[], false, DEFAULT_BUDGET);
    match found.witnesses.keys().next() {
        _ if too_long || found.over_budget => None,
        None => Some(false),
        Some((Difference::Undeclared, ..)) => Some(true),
        Some(_) => None,
    }
}
