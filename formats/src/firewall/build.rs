//! Puts chains and rules together while names may still be unknown.

use super::Note;
use network::policy::{Action, Base, Chain, Hook, Policy, Rule, Span, Target};
use std::collections::HashMap;

/// A policy in the making.
#[derive(Debug, Default)]
pub(crate) struct Builder {
    policy: Policy,
    /// Chain by table and name.
    places: HashMap<(String, String), usize>,
    notes: Vec<Note>,
    /// Rules whose target was not there yet: chain, rule, table, name.
    open: Vec<(usize, usize, String, String)>,
    /// Rules that stand beside the first one of a written rule.
    beside: usize,
}

/// The most rules that written rules may stand for beyond one each.
const MOST_BESIDE: usize = 2_000_000;

impl Builder {
    /// The chain of a table, made when it is not there.
    pub(crate) fn chain(&mut self, table: &str, name: &str, families: u8, span: Span) -> usize {
        if let Some(place) = self.places.get(&(table.to_owned(), name.to_owned())) {
            return *place;
        }
        let place = self.policy.chains.len();
        self.places.insert((table.to_owned(), name.to_owned()), place);
        let name = format!("{table} {name}");
        self.policy.chains.push(Chain { name, families, base: None, span, rules: Vec::new() });
        place
    }

    /// How many rules a chain holds so far.
    pub(crate) fn len(&self, chain: usize) -> usize {
        self.policy.chains.get(chain).map_or(0, |chain| chain.rules.len())
    }

    pub(crate) fn set_base(&mut self, chain: usize, base: Base, span: Span) {
        if base.hook == Hook::Ingress {
            return self.unread(span, "a chain at the hook ingress");
        }
        if let Some(chain) = self.policy.chains.get_mut(chain) {
            chain.base = Some(base);
            chain.span = span;
        }
    }

    pub(crate) fn base_mut(&mut self, chain: usize) -> Option<&mut Base> {
        self.policy.chains.get_mut(chain).and_then(|chain| chain.base.as_mut())
    }

    /// Takes the base away from every chain of a table.
    pub(crate) fn sleep(&mut self, table: &str) {
        for ((of, _), place) in &self.places {
            if of == table {
                self.policy.chains[*place].base = None;
            }
        }
    }

    /// Appends a rule; a target names a chain of the table.
    pub(crate) fn rule(&mut self, chain: usize, table: &str, mut rule: Rule) {
        let Some(rules) = self.policy.chains.get(chain).map(|chain| chain.rules.len()) else { return };
        if let Action::Jump(target) | Action::Goto(target) = &mut rule.action
            && let Target::Missing(name) = target
        {
            self.open.push((chain, rules, table.to_owned(), name.clone()));
        }
        self.policy.chains[chain].rules.push(rule);
    }

    /// Takes room for a written rule that stands for so many; `false` when there is none left.
    pub(crate) fn room(&mut self, alternatives: usize) -> bool {
        let wanted = self.beside.saturating_add(alternatives.saturating_sub(1));
        let fits = wanted <= MOST_BESIDE;
        if fits {
            self.beside = wanted;
        }
        fits
    }

    /// Something that was not understood inside one rule.
    pub(crate) fn note(&mut self, span: Span, what: impl Into<String>) {
        self.notes.push(Note { span, what: what.into(), taken: None });
    }

    /// Something that the rules leave open and that was taken for granted, in both languages.
    pub(crate) fn taken(&mut self, span: Span, en: &'static str, ja: &'static str) {
        self.notes.push(Note { span, what: String::new(), taken: Some([en, ja]) });
    }

    /// A part that was not read at all and may decide.
    pub(crate) fn unread(&mut self, span: Span, what: impl Into<String>) {
        let what = what.into();
        self.policy.unread.push((span, what.clone()));
        self.note(span, what);
    }

    /// The policy and what was not understood, in the order of the files.
    pub(crate) fn finish(mut self) -> (Policy, Vec<Note>) {
        for (chain, rule, table, name) in self.open {
            let Some(place) = self.places.get(&(table, name)) else { continue };
            if let Action::Jump(target) | Action::Goto(target) = &mut self.policy.chains[chain].rules[rule].action {
                *target = Target::Chain(*place);
            }
        }
        self.notes.sort();
        self.notes.dedup();
        (self.policy, self.notes)
    }
}
