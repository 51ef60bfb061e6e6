//! Base chains of one hook, laid out as one list of rows for one piece of the universe.
//!
//! Rows that cannot touch the piece are left out first, so a rule set of a whole hospital shrinks to the few rules that
//! concern the device. Jumps are inlined; returns and accepts become leaps forward, never back.

use crate::packet::Packet;
use crate::policy::{Action, Chain, Hook, InterfaceSet, Kind, Match, Policy, Span, Target};
use crate::ranges::Ranges;
use crate::universe::{FIELDS, Field, Piece};
use std::sync::Arc;

/// The most rows that are laid out; chains that jump to each other can multiply without limit.
const MOST_ROWS: usize = 2_000_000;

/// What a row does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Does {
    Accept,
    Drop,
    /// Goes on at a row further down.
    To(u32),
    /// Either may happen, nobody knows which.
    Either,
    /// Goes on, but nothing said about the packet afterwards is certain.
    Changes,
}

/// What a row stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
    /// A rule: chain and place in it.
    Rule(u32, u32),
    /// The policy of a base chain.
    Policy(u32),
    /// No base chain stands at the hook.
    NoFilter,
}

/// One step.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) origin: Origin,
    /// In the order of [`FIELDS`], cut down to the piece; [`Ranges::All`] where the whole piece is covered.
    pub(crate) fields: [Ranges; 5],
    /// Bit by field: the whole piece is covered.
    pub(crate) full: u8,
    /// The row may or may not match.
    pub(crate) maybe: bool,
    pub(crate) does: Does,
}

impl Row {
    /// Whether it may match a packet of its piece.
    pub(crate) fn holds(&self, packet: &Packet) -> bool {
        let numbers = packet.fields();
        self.fields.iter().zip(numbers).all(|(field, value)| field.holds(value))
    }
}

/// The rows of a piece.
#[derive(Debug, Default)]
pub(crate) struct Program {
    pub(crate) rows: Vec<Row>,
    /// Jumps in a circle, by the rule that closes it.
    pub(crate) circles: Vec<Origin>,
    /// Chains that are not there, by the rule that leads there.
    pub(crate) missing: Vec<Origin>,
    /// Laid out only in part; nothing may be said.
    pub(crate) too_long: bool,
}

/// A leap whose end is not known yet.
#[derive(Clone, Copy)]
struct Label(u32);

struct Layout<'p> {
    policy: &'p Policy,
    piece: &'p Piece,
    program: Program,
    labels: Vec<u32>,
    stack: Vec<usize>,
}

/// What every row of a chain inherits from the jumps that led there.
#[derive(Clone)]
struct Under {
    fields: [Ranges; 5],
    full: u8,
    maybe: bool,
}

const FULL: u8 = 0b1_1111;

/// Lays out a hook for a piece.
pub(crate) fn program(policy: &Policy, hook: Hook, piece: &Piece) -> Program {
    let mut layout = Layout { policy, piece, program: Program::default(), labels: Vec::new(), stack: Vec::new() };
    let bases = bases(policy, hook, piece);
    if !bases.iter().any(|(_, chain)| chain.base.as_ref().is_some_and(|base| base.hook == hook)) {
        layout.row(Origin::NoFilter, &Under::all(), false, Does::Accept);
    } else {
        layout.all(&bases);
    }
    let labels = layout.labels;
    let mut program = layout.program;
    for row in &mut program.rows {
        if let Does::To(label) = row.does {
            row.does = Does::To(labels[label as usize]);
        }
    }
    program
}

/// The row of a rule in the last base chain that packets of the piece pass, where it is one row and leads nowhere: the place
/// of its chain does not matter then. `Err` where it is not so simple.
pub(crate) fn plain_row(
    policy: &Policy,
    hook: Hook,
    piece: &Piece,
    chain: usize,
    rule: usize,
) -> Result<Option<Row>, ()> {
    let bases = bases(policy, hook, piece);
    let found = policy.chains.get(chain).and_then(|chain| chain.rules.get(rule)).ok_or(())?;
    let does = match &found.action {
        Action::Accept => Does::Accept,
        Action::Drop => Does::Drop,
        Action::Unknown => Does::Either,
        Action::Changes => Does::Changes,
        Action::Jump(_) | Action::Goto(_) | Action::Return => return Err(()),
    };
    match bases.iter().position(|(index, _)| *index == chain) {
        None => return Err(()),
        Some(at) if at + 1 < bases.len() => return Err(()),
        Some(_) => {}
    }
    let layout = Layout { policy, piece, program: Program::default(), labels: Vec::new(), stack: Vec::new() };
    let narrowed = layout.narrowed(&found.when, &Under::all());
    let origin = Origin::Rule(number(chain), number(rule));
    Ok(narrowed.map(|(Under { fields, full, maybe: _ }, unsure)| Row {
        origin,
        fields,
        full,
        maybe: unsure || found.unsure.is_some(),
        does,
    }))
}

/// The base chains that a packet of the piece passes, in order.
fn bases<'p>(policy: &'p Policy, hook: Hook, piece: &Piece) -> Vec<(usize, &'p Chain)> {
    let stage = |base: Hook| hook.path().iter().position(|on_path| *on_path == base);
    let mut bases: Vec<(usize, i32, usize, &Chain)> = Vec::new();
    for (index, chain) in policy.chains.iter().enumerate() {
        let Some(base) = &chain.base else { continue };
        if base.kind == Kind::Filter && chain.families & piece.family.bit() != 0 {
            bases.extend(stage(base.hook).map(|stage| (stage, base.priority, index, chain)));
        }
    }
    bases.sort_by_key(|(stage, priority, index, _)| (*stage, *priority, *index));
    bases.into_iter().map(|(_, _, index, chain)| (index, chain)).collect()
}

impl Under {
    fn all() -> Under {
        Under { fields: [const { Ranges::All }; 5], full: FULL, maybe: false }
    }
}

impl Layout<'_> {
    fn all(&mut self, bases: &[(usize, &Chain)]) {
        for (place, (index, chain)) in bases.iter().enumerate() {
            let last = place + 1 == bases.len();
            let (end, policy) = (self.label(), self.label());
            let accepted = (!last).then_some(end);
            self.chain(*index, &Under::all(), policy, accepted);
            self.put(policy);
            let action = chain.base.as_ref().map_or(&Action::Accept, |base| &base.policy);
            let does = match action {
                Action::Drop => Some(Does::Drop),
                Action::Accept => last.then_some(Does::Accept),
                _ => Some(Does::Either),
            };
            // An accepting policy of an earlier chain falls through to the next chain.
            if let Some(does) = does {
                self.row(Origin::Policy(number(*index)), &Under::all(), false, does);
            }
            self.put(end);
        }
    }

    /// Rows of a chain; `back` is where a return leads, `accepted` where an accept leads unless it is final.
    fn chain(&mut self, index: usize, under: &Under, back: Label, accepted: Option<Label>) {
        let policy = self.policy;
        let Some(chain) = policy.chains.get(index) else { return };
        self.stack.push(index);
        for (place, rule) in chain.rules.iter().enumerate() {
            if self.program.rows.len() >= MOST_ROWS {
                self.program.too_long = true;
                break;
            }
            let Some((inner, unsure)) = self.narrowed(&rule.when, under) else { continue };
            let maybe = unsure || rule.unsure.is_some();
            let origin = Origin::Rule(number(index), number(place));
            match &rule.action {
                Action::Accept => {
                    let does = accepted.map_or(Does::Accept, |Label(label)| Does::To(label));
                    self.row(origin, &inner, maybe, does);
                }
                Action::Drop => self.row(origin, &inner, maybe, Does::Drop),
                Action::Return => self.row(origin, &inner, maybe, Does::To(back.0)),
                Action::Unknown => self.row(origin, &inner, maybe, Does::Either),
                Action::Changes => self.row(origin, &inner, maybe, Does::Changes),
                Action::Jump(target) => {
                    let after = self.label();
                    self.jump(origin, target, Under { maybe: inner.maybe || maybe, ..inner }, after, accepted);
                    self.put(after);
                }
                Action::Goto(target) => {
                    let inner = Under { maybe: inner.maybe || maybe, ..inner };
                    self.jump(origin, target, inner.clone(), back, accepted);
                    self.row(origin, &inner, false, Does::To(back.0));
                }
            }
        }
        self.stack.pop();
    }

    fn jump(&mut self, origin: Origin, target: &Target, under: Under, back: Label, accepted: Option<Label>) {
        let index = match target {
            Target::Chain(index) if !self.stack.contains(index) => *index,
            Target::Chain(_) => {
                self.program.circles.push(origin);
                return self.row(origin, &under, false, Does::Either);
            }
            Target::Missing(_) => {
                self.program.missing.push(origin);
                return self.row(origin, &under, false, Does::Either);
            }
        };
        self.chain(index, &under, back, accepted);
    }

    fn row(&mut self, origin: Origin, under: &Under, maybe: bool, does: Does) {
        let Under { fields, full, maybe: inherited } = under.clone();
        self.program.rows.push(Row { origin, fields, full, maybe: maybe || inherited, does });
    }

    fn label(&mut self) -> Label {
        self.labels.push(0);
        Label(number(self.labels.len() - 1))
    }

    fn put(&mut self, label: Label) {
        self.labels[label.0 as usize] = number(self.program.rows.len());
    }

    /// A match cut down to the piece and to what led here, and whether it is unsure; `None` when nothing is left.
    fn narrowed(&self, when: &Match, under: &Under) -> Option<(Under, bool)> {
        let piece = self.piece;
        if when.families & piece.family.bit() == 0 || when.states & piece.state.bit() == 0 {
            return None;
        }
        let fields = FIELDS.map(|field| of(when, field));
        let touches = |(ranges, bounds): (&&Ranges, &Vec<(u128, u128)>)| match ranges {
            Ranges::All => true,
            ranges => bounds.iter().any(|(low, high)| ranges.overlap(*low, *high)),
        };
        if !fields.iter().zip(&piece.bounds).all(touches) {
            return None;
        }
        let mut unsure = false;
        for (sets, name) in [(&when.input, &piece.input), (&when.output, &piece.output)] {
            match interfaces(sets, name.as_deref()) {
                Some(true) => {}
                Some(false) => return None,
                None => unsure = true,
            }
        }
        let mut inner = under.clone();
        for (place, ranges) in fields.into_iter().enumerate() {
            let bounds = &piece.bounds[place];
            if bounds.iter().all(|(low, high)| ranges.covers(*low, *high)) {
                continue;
            }
            let cut = Ranges::of(bounds.iter().flat_map(|(low, high)| ranges.inside(*low, *high)).collect());
            inner.fields[place] = inner.fields[place].and(&cut);
            inner.full &= !(1 << place);
            if inner.fields[place].is_none() {
                return None;
            }
        }
        Some((inner, unsure))
    }
}

/// Whether an interface fits every set; `None` when it is not known which one it is.
fn interfaces(sets: &[Arc<InterfaceSet>], name: Option<&str>) -> Option<bool> {
    match name {
        _ if sets.is_empty() => Some(true),
        Some(name) => Some(sets.iter().all(|set| set.holds(name))),
        None => None,
    }
}

fn of(when: &Match, field: Field) -> &Ranges {
    match field {
        Field::Protocol => &when.protocol,
        Field::Source => &when.source,
        Field::Destination => &when.destination,
        Field::Second => &when.second,
        Field::First => &when.first,
    }
}

fn number(index: usize) -> u32 {
    u32::try_from(index).unwrap_or(u32::MAX)
}

impl Origin {
    /// Where it stands.
    pub(crate) fn span(self, policy: &Policy) -> Option<Span> {
        match self {
            Origin::Rule(chain, rule) => Some(policy.chains.get(chain as usize)?.rules.get(rule as usize)?.span),
            Origin::Policy(chain) => Some(policy.chains.get(chain as usize)?.span),
            Origin::NoFilter => None,
        }
    }
}
