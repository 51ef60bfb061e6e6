//! Rules that do nothing for a device: those no packet of it reaches, and those whose absence would change nothing.

use crate::compare::{Against, hold};
use crate::policy::{Action, Hook, Policy, Span, State};
use crate::program::{Does, Origin, Program, Row, program};
use crate::ranges::Ranges;
use crate::universe::{Binding, Piece, pieces};
use std::collections::{BTreeMap, BTreeSet};

/// Steps that the search may take: enough for real rule sets, less than a second in any case.
const BUDGET: usize = 400_000;

/// Rules without effect on a device's traffic.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tidy {
    /// Rules that no packet of the device reaches, each with a rule before it that decides instead, where one could be named.
    pub shadowed: Vec<(Span, Option<Span>)>,
    /// Rules of which each could be left out by itself: what follows decides the same.
    pub redundant: Vec<Span>,
    /// Whether the search came to its end; otherwise there may be more.
    pub whole: bool,
}

/// What is known of the rows of a piece, by their place.
#[derive(Clone, Debug, Default)]
pub(crate) struct Marks {
    /// A packet reaches it.
    pub(crate) live: Vec<bool>,
    /// Without it a packet would fare otherwise, or may.
    pub(crate) needed: Vec<bool>,
    /// A row that decides before it.
    pub(crate) before: BTreeMap<u32, u32>,
}

impl Marks {
    pub(crate) fn of(rows: &[Row]) -> Marks {
        // A row in doubt is taken for one that matters, and so is one that only leads on.
        let plain = |row: &Row| !row.maybe && matches!(row.does, Does::Accept | Does::Drop);
        Marks {
            live: vec![false; rows.len()],
            needed: rows.iter().map(|row| !plain(row)).collect(),
            before: BTreeMap::new(),
        }
    }

    /// Whether nothing more can be learnt of a row.
    pub(crate) fn settled(&self, row: u32) -> bool {
        self.live[row as usize] && self.needed[row as usize]
    }
}

/// Looks for rules without effect at a hook.
pub fn tidy(policy: &Policy, binding: &Binding, hook: Hook) -> Tidy {
    let mut tidy = Tidy { whole: true, ..Tidy::default() };
    let mut left = BUDGET;
    let states = [State::New, State::Established].into_iter();
    let pieces = states.flat_map(|state| pieces(binding, state));
    let mut laid: Vec<(Piece, Vec<Row>)> = Vec::new();
    for piece in pieces {
        let Program { rows, too_long, .. } = program(policy, hook, &piece);
        if too_long {
            tidy.whole = false;
            return tidy;
        }
        laid.push((piece, rows));
    }
    // First what nobody reaches, in any piece; then, without those rules, what makes no difference: of two equal rules
    // one has to stay.
    let mut first = Rules::default();
    for (piece, rows) in &laid {
        tidy.whole &= first.look(policy, piece, rows, &mut left, |marks, at| marks.live[at]);
    }
    tidy.shadowed = first.idle().into_iter().collect();
    let shadowed: BTreeSet<Span> = tidy.shadowed.iter().map(|(span, _)| *span).collect();
    let mut second = Rules::default();
    for (piece, rows) in &mut laid {
        // Where a rule stands more than once, one copy may do what another would; leaving it out leaves out both.
        let (mut once, mut twice) = (BTreeSet::new(), BTreeSet::new());
        for span in rows.iter().filter_map(|row| row.origin.span(policy)) {
            if !once.insert(span) {
                twice.insert(span);
            }
        }
        second.busy.extend(twice);
        for row in rows.iter_mut().filter(|row| row.origin.span(policy).is_some_and(|span| shadowed.contains(&span))) {
            row.fields[0] = Ranges::none();
            row.full &= !1;
        }
        tidy.whole &= second.look(policy, piece, rows, &mut left, |marks, at| marks.needed[at]);
    }
    let idle = second.idle().into_keys().filter(|span| !shadowed.contains(span));
    tidy.redundant = idle.collect();
    tidy
}

/// Rules by where they stand; one with several alternatives stands as several, and is idle when all of them are.
#[derive(Default)]
struct Rules {
    seen: BTreeMap<Span, Option<Span>>,
    busy: BTreeSet<Span>,
}

impl Rules {
    /// Looks at a piece; `false` where the search was given up.
    fn look(
        &mut self,
        policy: &Policy,
        piece: &Piece,
        rows: &[Row],
        left: &mut usize,
        busy: impl Fn(&Marks, usize) -> bool,
    ) -> bool {
        let found = hold(piece, rows, Against::Itself, *left);
        *left = left.saturating_sub(found.steps);
        for (at, row) in rows.iter().enumerate() {
            let Origin::Rule(chain, rule) = row.origin else { continue };
            let Some(rule) = policy.chains.get(chain as usize).and_then(|chain| chain.rules.get(rule as usize)) else {
                continue;
            };
            let leads = matches!(rule.action, Action::Jump(_) | Action::Goto(_));
            // What it leads to may decide, though nothing comes back to it.
            if leads || found.over_budget || busy(&found.marks, at) {
                self.busy.insert(rule.span);
            }
            let before = u32::try_from(at).ok().and_then(|at| found.marks.before.get(&at));
            let before = before.and_then(|before| rows[*before as usize].origin.span(policy));
            let known = self.seen.entry(rule.span).or_default();
            *known = known.or(before);
        }
        !found.over_budget
    }

    fn idle(&self) -> BTreeMap<Span, Option<Span>> {
        self.seen.iter().filter(|(span, _)| !self.busy.contains(span)).map(|(span, before)| (*span, *before)).collect()
    }
}
