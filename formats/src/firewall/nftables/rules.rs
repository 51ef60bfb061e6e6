//! Statements become rules.

use super::{Element, Key, Operator, Outcome, Set, Statement, Values};
use crate::firewall::build::Builder;
use crate::firewall::words::{numbers, with_ports};
use network::policy::{Action, InterfaceSet, Match, Rule, Span, State, Target};
use network::{Block, Family, Ranges};
use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

/// Alternatives that one rule may stand for; beyond it the rule is unsure.
const MOST_ALTERNATIVES: usize = 200_000;

/// Sets, maps and rules of the tables of one file.
#[derive(Debug, Default)]
pub(crate) struct Tables<'a> {
    /// By table and name.
    sets: HashMap<(Rc<str>, Cow<'a, str>), Set<'a>>,
    /// Numbers of single-key sets, made once: a set may be used by every rule.
    made: HashMap<(Rc<str>, String, bool), Option<Ranges>>,
    waiting: Vec<Waiting<'a>>,
}

/// A rule that uses a set not declared yet. Its place is kept by an empty rule.
#[derive(Debug)]
struct Waiting<'a> {
    table: Rc<str>,
    families: u8,
    chain: usize,
    span: Span,
    statements: Vec<Statement<'a>>,
}

/// A rule in the making.
struct Making {
    when: Vec<Match>,
    unsure: Option<Box<str>>,
}

impl<'a> Tables<'a> {
    /// Declares a set; elements of a set that is there already are added.
    pub(crate) fn set(&mut self, table: &Rc<str>, name: Cow<'a, str>, mut elements: Vec<Element<'a>>, unsure: bool) {
        let set = self.sets.entry((table.clone(), name)).or_default();
        set.unsure |= unsure;
        if set.elements.is_empty() {
            set.elements = Rc::new(elements);
        } else {
            Rc::make_mut(&mut set.elements).append(&mut elements);
        }
    }

    /// Takes a rule; it becomes rules of the policy at the end of the file, in the order given.
    pub(crate) fn rule(
        &mut self,
        (table, families): (&Rc<str>, u8),
        chain: usize,
        span: Span,
        statements: Vec<Statement<'a>>,
        builder: &mut Builder,
    ) {
        let named = |statement: &Statement<'_>| {
            matches!(statement, Statement::Match(_, _, Values::Named(_)) | Statement::Map(_, Values::Named(_)))
        };
        let waiting = Waiting { table: table.clone(), families, chain, span, statements };
        // Once a rule of the file waits, all after it do, so that their order holds.
        if self.waiting.is_empty() && !waiting.statements.iter().any(named) {
            self.translate(waiting, builder);
        } else {
            self.waiting.push(waiting);
        }
    }

    /// Translates what waited.
    pub(crate) fn finish(&mut self, builder: &mut Builder) {
        for waiting in std::mem::take(&mut self.waiting) {
            self.translate(waiting, builder);
        }
    }

    fn translate(&mut self, waiting: Waiting<'a>, builder: &mut Builder) {
        let Waiting { table, families, chain, span, statements } = waiting;
        let mut making = Making { when: vec![Match { families, ..Match::ALL }], unsure: None };
        for statement in statements {
            let action = match statement {
                Statement::Match(keys, operator, values) => {
                    self.condition(&table, &mut making, &keys, operator, &values);
                    if making.when.is_empty() {
                        return;
                    }
                    continue;
                }
                Statement::Unsure(what) => {
                    making.doubt(&what);
                    continue;
                }
                Statement::Map(keys, values) => {
                    self.map(&table, making, &keys, &values, (chain, span), builder);
                    return;
                }
                Statement::Unknown(what) => {
                    making.doubt(&what);
                    Action::Unknown
                }
                Statement::Changes(what) => {
                    let mut change = Making { when: making.when.clone(), unsure: making.unsure.clone() };
                    change.doubt(&what);
                    change.put(Action::Changes, chain, &table, span, builder);
                    continue;
                }
                Statement::Verdict(outcome) => match action(outcome) {
                    Some(action) => action,
                    None => return,
                },
            };
            return making.put(action, chain, &table, span, builder);
        }
    }

    fn map(
        &mut self,
        table: &Rc<str>,
        making: Making,
        keys: &[Key],
        values: &Values<'a>,
        (chain, span): (usize, Span),
        builder: &mut Builder,
    ) {
        let (elements, unsure) = self.elements(table, values);
        let Some(elements) = elements.filter(|_| !unsure) else {
            let mut making = making;
            making.doubt(&format!("map {}", shown(values)));
            return making.put(Action::Unknown, chain, table, span, builder);
        };
        for element in elements.iter() {
            let mut one = Making { when: making.when.clone(), unsure: making.unsure.clone() };
            let understood = element.parts().count() == keys.len()
                && keys.iter().zip(element.parts()).all(|(key, part)| one.narrow(*key, part));
            let action = match element.outcome.clone().map(action) {
                Some(Some(action)) => action,
                Some(None) => continue,
                None => Action::Unknown,
            };
            if !understood {
                one.doubt(&element.first);
            }
            one.when.retain(|when| !when.is_empty());
            if !one.when.is_empty() {
                one.put(action, chain, table, span, builder);
            }
        }
    }

    /// The elements of values; `None` for a set that is not there.
    fn elements(&self, table: &Rc<str>, values: &Values<'a>) -> (Option<Rc<Vec<Element<'a>>>>, bool) {
        match values {
            Values::Here(elements) => (Some(Rc::new(elements.clone())), false),
            Values::Named(name) => match self.sets.get(&(table.clone(), name.clone())) {
                Some(set) => (Some(set.elements.clone()), set.unsure),
                None => (None, true),
            },
        }
    }

    fn condition(
        &mut self,
        table: &Rc<str>,
        making: &mut Making,
        keys: &[Key],
        operator: Operator,
        values: &Values<'a>,
    ) {
        if let Values::Named(name) = values {
            match self.sets.get(&(table.clone(), name.clone())) {
                // What it holds now bounds nothing, so the rule keeps all it may match.
                Some(set) if set.unsure => return making.doubt(&format!("@{name} changes by itself")),
                Some(_) => {}
                None => return making.doubt(&format!("@{name} is not there")),
            }
        }
        match keys {
            [key] => self.single(table, making, *key, operator, values),
            _ => self.joined(table, making, keys, operator, values),
        }
    }

    fn single(&mut self, table: &Rc<str>, making: &mut Making, key: Key, operator: Operator, values: &Values<'a>) {
        let negated = operator == Operator::IsNot;
        let ranges = match values {
            Values::Here(elements) => words(key, elements, making, negated),
            Values::Named(name) => {
                let set = self.sets.get(&(table.clone(), name.clone())).map(|set| set.elements.clone());
                let elements = set.unwrap_or_default();
                if key.kind().is_none() {
                    words(key, &elements, making, negated)
                } else {
                    let v6 = key.address_family() == Some(Family::V6);
                    let made = self.made.entry((table.clone(), name.to_string(), v6));
                    Words::Numbers(made.or_insert_with(|| ranges_of(key, &elements)).clone())
                }
            }
        };
        match ranges {
            Words::Taken => {}
            Words::Numbers(Some(ranges)) => making.numbers(key, &ranges, negated),
            Words::Numbers(None) => making.doubt(&shown(values)),
        }
    }

    fn joined(&mut self, table: &Rc<str>, making: &mut Making, keys: &[Key], operator: Operator, values: &Values<'a>) {
        let (elements, _) = self.elements(table, values);
        let elements = elements.unwrap_or_default();
        let many = elements.len().saturating_mul(making.when.len()) > MOST_ALTERNATIVES;
        if operator == Operator::IsNot || many {
            return making.doubt(&format!("joined keys {}", shown(values)));
        }
        let before = std::mem::take(&mut making.when);
        let mut all = Vec::new();
        for element in elements.iter() {
            let mut one = Making { when: before.clone(), unsure: None };
            let understood = element.parts().count() == keys.len()
                && keys.iter().zip(element.parts()).all(|(key, part)| one.narrow(*key, part));
            if !understood {
                making.doubt(&element.first);
            }
            if let Some(what) = one.unsure.take() {
                making.doubt(&what);
            }
            all.extend(one.when.into_iter().filter(|when| !when.is_empty()));
        }
        making.when = all;
    }
}

/// What the values of a condition came to.
enum Words {
    /// States, interfaces or families: already taken into the rule.
    Taken,
    /// Numbers; `None` when a value is not understood.
    Numbers(Option<Ranges>),
}

fn words(key: Key, elements: &[Element<'_>], making: &mut Making, negated: bool) -> Words {
    let texts = || elements.iter().map(|element| element.first.as_ref());
    let understood = match key {
        Key::State => making.states(texts(), negated),
        Key::Family => making.families(texts(), negated),
        Key::Input | Key::Output => making.interfaces(key, texts(), negated),
        _ => return Words::Numbers(ranges_of(key, elements)),
    };
    if understood { Words::Taken } else { Words::Numbers(None) }
}

fn ranges_of(key: Key, elements: &[Element<'_>]) -> Option<Ranges> {
    let kind = key.kind()?;
    let one = |element: &Element<'_>| {
        if !element.more.is_empty() {
            return None;
        }
        match key.address_family() {
            Some(family) => address(family, &element.first),
            None => numbers(kind, &element.first, '-'),
        }
    };
    match elements {
        [element] => one(element).map(|(low, high)| Ranges::One(low, high)),
        _ => elements.iter().map(one).collect::<Option<Vec<_>>>().map(Ranges::of),
    }
}

fn address(family: Family, text: &str) -> Option<(u128, u128)> {
    Block::parse(text).filter(|prefix| prefix.family == family).map(|prefix| prefix.range)
}

impl Making {
    fn doubt(&mut self, what: &str) {
        match &mut self.unsure {
            Some(already) => *already = format!("{already}, {what}").into_boxed_str(),
            None => self.unsure = Some(what.into()),
        }
    }

    fn numbers(&mut self, key: Key, ranges: &Ranges, negated: bool) {
        if matches!(key, Key::SourcePort(0) | Key::DestinationPort(0)) {
            let ported = with_ports();
            // Without a protocol `th` also reads the first bytes of protocols that have no ports.
            if self.when.iter().any(|when| when.protocol.and(&ported) != when.protocol) {
                return self.doubt("th without a protocol");
            }
        }
        for when in &mut self.when {
            take(when, key, ranges, negated);
        }
        self.when.retain(|when| !when.is_empty());
    }

    /// Narrows by one value; `false` when it is not understood.
    fn narrow(&mut self, key: Key, text: &str) -> bool {
        let texts = || std::iter::once(text);
        match key {
            Key::State => self.states(texts(), false),
            Key::Family => self.families(texts(), false),
            Key::Input | Key::Output => self.interfaces(key, texts(), false),
            _ => {
                let range = match key.address_family() {
                    Some(family) => address(family, text),
                    None => key.kind().and_then(|kind| numbers(kind, text, '-')),
                };
                // `*` in a map stands for everything that no other element names.
                let Some((low, high)) = range else { return false };
                self.numbers(key, &Ranges::One(low, high), false);
                true
            }
        }
    }

    fn states<'t>(&mut self, names: impl Iterator<Item = &'t str>, negated: bool) -> bool {
        let mut mask = 0;
        for name in names {
            match State::from_name(name) {
                Some(state) => mask |= state.bit(),
                None => return false,
            }
        }
        let mask = if negated { !mask } else { mask };
        self.when.iter_mut().for_each(|when| when.states &= mask);
        self.when.retain(|when| !when.is_empty());
        true
    }

    fn families<'t>(&mut self, names: impl Iterator<Item = &'t str>, negated: bool) -> bool {
        let mut mask = 0;
        for name in names {
            mask |= match name {
                "ipv4" | "2" => 1,
                "ipv6" | "10" => 2,
                _ => return false,
            };
        }
        let mask = if negated { !mask } else { mask };
        self.when.iter_mut().for_each(|when| when.families &= mask);
        self.when.retain(|when| !when.is_empty());
        true
    }

    fn interfaces<'t>(&mut self, key: Key, names: impl Iterator<Item = &'t str>, negated: bool) -> bool {
        let set = Arc::new(InterfaceSet { names: names.map(str::to_owned).collect(), negated });
        for when in &mut self.when {
            if key == Key::Input { &mut when.input } else { &mut when.output }.push(set.clone());
        }
        true
    }

    fn put(self, action: Action, chain: usize, table: &str, span: Span, builder: &mut Builder) {
        let Making { when, unsure } = self;
        if let Some(what) = &unsure {
            builder.note(span, what.as_ref());
        }
        for when in when {
            builder.rule(chain, table, Rule { span, when, unsure: unsure.clone(), action: action.clone() });
        }
    }
}

fn take(when: &mut Match, key: Key, ranges: &Ranges, negated: bool) {
    let values = |most: u128| if negated { ranges.not(most) } else { ranges.clone() };
    let protocol = |when: &mut Match, protocol: u8| {
        let wanted = match protocol {
            0 => with_ports(),
            protocol => Ranges::single(u128::from(protocol)),
        };
        when.protocol = when.protocol.and(&wanted);
    };
    match key {
        Key::Source(family) => {
            when.families &= family.bit();
            when.source = when.source.and(&values(family.most()));
        }
        Key::Destination(family) => {
            when.families &= family.bit();
            when.destination = when.destination.and(&values(family.most()));
        }
        Key::Protocol(families) => {
            when.families &= families;
            when.protocol = when.protocol.and(&values(255));
        }
        Key::SourcePort(number) => {
            protocol(when, number);
            when.first = when.first.and(&values(65_535));
        }
        Key::DestinationPort(number) => {
            protocol(when, number);
            when.second = when.second.and(&values(65_535));
        }
        Key::Type(family) | Key::Code(family) => {
            when.families &= family.bit();
            protocol(when, if family == Family::V4 { 1 } else { 58 });
            let field = if matches!(key, Key::Type(_)) { &mut when.first } else { &mut when.second };
            *field = field.and(&values(255));
        }
        Key::State | Key::Input | Key::Output | Key::Family => {}
    }
}

fn action(outcome: Outcome<'_>) -> Option<Action> {
    Some(match outcome {
        Outcome::Accept => Action::Accept,
        Outcome::Drop => Action::Drop,
        Outcome::Jump(name) => Action::Jump(Target::Missing(name.into_owned())),
        Outcome::Goto(name) => Action::Goto(Target::Missing(name.into_owned())),
        Outcome::Return => Action::Return,
        Outcome::Continue => return None,
        Outcome::Other => Action::Unknown,
    })
}

fn shown(values: &Values<'_>) -> String {
    match values {
        Values::Named(name) => format!("@{name}"),
        Values::Here(elements) => {
            let mut texts: Vec<&str> = elements.iter().take(4).map(|element| element.first.as_ref()).collect();
            if elements.len() > 4 {
                texts.push("…");
            }
            texts.join(", ")
        }
    }
}
