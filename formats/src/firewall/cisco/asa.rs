//! Cisco ASA (`show running-config`).
//!
//! New connections are held against the list of the interface they come in by, then the global list; where an interface has
//! neither, the security levels decide. The list of the interface they leave by comes after. Later packets of a connection pass.

use super::ace::Dialect;
use super::block::{Block, blocks};
use super::list::{self, Lists};
use super::objects::Objects;
use crate::firewall::build::Builder;
use crate::firewall::draft::{Draft, Known, Service, Side, interface};
use crate::firewall::lines::{Line, end_of, shown};
use network::Ranges;
use network::policy::{Action, Base, Hook, InterfaceSet, Kind, Span, State, Target};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

const FORWARD: i32 = 0;

/// Security levels are compared between so many interfaces; no ASA has more.
const MOST_INTERFACES: usize = 4096;

/// An interface with a name.
#[derive(Clone, Debug)]
struct Interface<'a> {
    name: &'a str,
    level: u8,
    span: Span,
}

/// A list bound to an interface, or to all (`global`).
#[derive(Clone, Copy, Debug)]
struct Bound<'a> {
    list: &'a str,
    interface: Option<&'a str>,
    out: bool,
    span: Span,
}

/// What a configuration says about its filter.
#[derive(Debug, Default)]
struct Config<'a> {
    lists: Lists<'a>,
    objects: Objects<'a>,
    bound: Vec<Bound<'a>>,
    interfaces: Vec<Interface<'a>>,
    /// Translations with their place: of an object (its name), or on their own.
    translations: Vec<(Option<&'a str>, Line<'a>)>,
    between_equals: bool,
    back_out: bool,
    inspects_icmp: bool,
}

/// Reads a file.
pub(crate) fn read(file: u16, text: &str, builder: &mut Builder) {
    let mut config = Config::default();
    for block in blocks(file, text, &[": end", "Cryptochecksum:"], builder) {
        config.block(&block, builder);
    }
    let end = end_of(file, text);
    let table = format!("asa{file}");
    let Config { lists, mut objects, mut bound, interfaces, translations, .. } = config;
    if bound.is_empty() && interfaces.is_empty() {
        // A list without its binding: the only one is looked at as if bound, and stays unproved.
        builder.unread(end, "no `access-group` binds a list");
        if let [name] = lists.keys().copied().collect::<Vec<_>>().as_slice() {
            bound.push(Bound { list: name, interface: None, out: false, span: end });
        }
    }
    super::asa_nat::put(&translations, &mut objects, &table, builder);
    list::chains(lists, &table, &mut objects, builder);
    let filter = Filter {
        table: &table,
        bound: &bound,
        interfaces: &interfaces,
        between_equals: config.between_equals,
        back_out: config.back_out,
        inspects_icmp: config.inspects_icmp,
        span: end,
    };
    filter.incoming(builder);
    filter.outgoing(builder);
}

impl<'a> Config<'a> {
    fn block(&mut self, block: &Block<'a>, builder: &mut Builder) {
        let words = block.head.words();
        let span = block.head.span;
        match words.as_slice() {
            ["access-list", name, rest @ ..] => self.access_list(name, rest, &block.head, builder),
            ["access-group", list, "global", ..] => {
                self.bound.push(Bound { list, interface: None, out: false, span });
            }
            // Traffic to the firewall itself.
            ["access-group", .., "control-plane"] => {}
            ["access-group", list, way @ ("in" | "out"), "interface", name, ..] => {
                self.bound.push(Bound { list, interface: Some(name), out: *way == "out", span });
            }
            ["access-group", ..] => builder.unread(span, shown(block.head.text)),
            ["object" | "object-group", rest @ ..] => {
                self.objects.define(&words, &block.inside);
                let nat = block.inside.iter().filter(|line| line.text.trim_start().starts_with("nat "));
                self.translations.extend(nat.map(|line| (rest.get(1).copied(), *line)));
            }
            ["name", address, name, ..] => {
                self.objects.names.insert(name, address);
            }
            ["nat" | "static" | "global", ..] => self.translations.push((None, block.head)),
            ["interface", ..] => self.interface(block),
            ["same-security-traffic", "permit", "inter-interface"] => self.between_equals = true,
            ["same-security-traffic", "permit", "intra-interface"] => self.back_out = true,
            ["policy-map", ..] => self.policy_map(block, builder),
            ["conduit" | "outbound" | "established" | "apply" | "filter" | "shun", ..] => {
                builder.unread(span, shown(block.head.text))
            }
            _ => {}
        }
    }

    fn access_list(&mut self, name: &'a str, rest: &[&'a str], line: &Line<'a>, builder: &mut Builder) {
        let rest = match rest {
            ["line", _, rest @ ..] => rest,
            rest => rest,
        };
        match rest {
            ["extended", rest @ ..] => list::take(&mut self.lists, name, (Dialect::Asa, false), line, rest),
            ["remark", ..] => {
                list::open(&mut self.lists, name, (Dialect::Asa, false), line);
            }
            // An older way to write an extended list.
            ["permit" | "deny", ..] => list::take(&mut self.lists, name, (Dialect::Asa, false), line, rest),
            // Of routing and of web access; these filter no packets.
            ["standard" | "webtype" | "ethertype", ..] | ["cached" | "alert-interval" | "deny-flow-max", ..] => {}
            _ if matches!(name, "cached" | "alert-interval" | "deny-flow-max") => {}
            _ => builder.unread(line.span, shown(line.text)),
        }
    }

    fn interface(&mut self, block: &Block<'a>) {
        let (mut name, mut level, mut down) = (None, None, false);
        for line in &block.inside {
            match line.words().as_slice() {
                ["nameif", word] => name = Some((*word, line.span)),
                ["security-level", number] => level = number.parse().ok(),
                // Nothing goes through these.
                ["shutdown" | "management-only"] => down = true,
                _ => {}
            }
        }
        if let Some((name, span)) = name.filter(|_| !down) {
            // Without a level the name decides.
            let level = level.unwrap_or(if name == "inside" { 100 } else { 0 });
            self.interfaces.push(Interface { name, level, span });
        }
    }

    fn policy_map(&mut self, block: &Block<'a>, builder: &mut Builder) {
        for line in &block.inside {
            match line.words().as_slice() {
                ["inspect", "icmp", ..] => self.inspects_icmp = true,
                ["set", "connection", "advanced-options", "tcp-state-bypass"] => {
                    builder.unread(line.span, "tcp-state-bypass");
                }
                _ => {}
            }
        }
    }
}

/// The filter of a configuration.
struct Filter<'f, 'a> {
    table: &'f str,
    bound: &'f [Bound<'a>],
    interfaces: &'f [Interface<'a>],
    between_equals: bool,
    back_out: bool,
    inspects_icmp: bool,
    span: Span,
}

impl Filter<'_, '_> {
    fn base(&self, builder: &mut Builder, name: &str, priority: i32, policy: Action) -> usize {
        let chain = builder.chain(self.table, name, 3, self.span);
        builder.set_base(chain, Base { kind: Kind::Filter, hook: Hook::Forward, priority, policy }, self.span);
        self.connections(builder, chain);
        chain
    }

    /// Later packets of connections. ICMP has connections only where it is inspected; of other protocols it is not known.
    fn connections(&self, builder: &mut Builder, chain: usize) {
        let mut sure = vec![Service::protocol(6), Service::protocol(17), Service::protocol(132)];
        if self.inspects_icmp {
            sure.push(Service::protocol(1));
        }
        let mut draft = Draft::new(Action::Accept);
        draft.states = State::Established.bit();
        draft.services = Known::sure(sure);
        draft.put(builder, chain, self.table, self.span);
        let mut draft = Draft::new(Action::Accept);
        draft.states = State::Established.bit();
        let ported = Ranges::of(vec![(1, 1), (6, 6), (17, 17), (132, 132)]);
        draft.services = Known::sure(vec![Service { protocol: ported.not(255), ..Service::ANY }]);
        draft.quiet_doubt("connections of this protocol");
        draft.put(builder, chain, self.table, self.span);
        let mut draft = Draft::new(Action::Accept);
        draft.states = State::Related.bit();
        draft.quiet_doubt("connections that an inspection opens");
        draft.put(builder, chain, self.table, self.span);
    }

    fn incoming(&self, builder: &mut Builder) {
        let chain = self.base(builder, "incoming", FORWARD, Action::Drop);
        if !self.back_out {
            for Interface { name, span, .. } in self.interfaces {
                let mut draft = Draft::new(Action::Drop);
                (draft.input, draft.output) = (vec![interface(name)], vec![interface(name)]);
                draft.put(builder, chain, self.table, *span);
            }
        }
        let global = self.bound.iter().rev().find(|bound| bound.interface.is_none() && !bound.out);
        for bound in self.bound.iter().filter(|bound| !bound.out && bound.interface.is_some()) {
            self.jump(builder, chain, bound, global.is_none());
        }
        match global {
            Some(bound) => self.jump(builder, chain, bound, true),
            None => self.levels(builder, chain),
        }
    }

    fn outgoing(&self, builder: &mut Builder) {
        let out: Vec<&Bound<'_>> = self.bound.iter().filter(|bound| bound.out).collect();
        if !out.is_empty() {
            let chain = self.base(builder, "outgoing", FORWARD + 1, Action::Accept);
            out.into_iter().for_each(|bound| self.jump(builder, chain, bound, true));
        }
    }

    /// Leads to a list; with `ends`, what the list does not permit is dropped.
    fn jump(&self, builder: &mut Builder, chain: usize, bound: &Bound<'_>, ends: bool) {
        for action in [Action::Jump(Target::Missing(bound.list.to_owned())), Action::Drop] {
            if action == Action::Drop && !ends {
                break;
            }
            let mut draft = Draft::new(action);
            let side = if bound.out { &mut draft.output } else { &mut draft.input };
            side.extend(bound.interface.map(interface));
            draft.put(builder, chain, self.table, bound.span);
        }
    }

    /// From a higher level to a lower one, where neither a list of the interface nor a global one decides.
    fn levels(&self, builder: &mut Builder, chain: usize) {
        if self.interfaces.len() > MOST_INTERFACES {
            return builder.unread(self.span, "more interfaces than are looked at");
        }
        let mut below: BTreeMap<u8, Arc<InterfaceSet>> = BTreeMap::new();
        let listed: BTreeSet<&str> =
            self.bound.iter().filter(|bound| !bound.out).filter_map(|bound| bound.interface).collect();
        for from in self.interfaces.iter().filter(|from| !listed.contains(from.name)) {
            let lower = below.entry(from.level).or_insert_with(|| {
                let reached =
                    |to: &&Interface<'_>| to.level < from.level || (self.between_equals && to.level == from.level);
                let names = self.interfaces.iter().filter(reached).map(|to| to.name.to_owned()).collect();
                Arc::new(InterfaceSet { names, negated: false })
            });
            let mut draft = Draft::new(Action::Accept);
            (draft.input, draft.output) = (vec![interface(from.name)], vec![lower.clone()]);
            draft.put(builder, chain, self.table, from.span);
        }
    }
}

/// The addresses of an object, or everything for `any`.
pub(super) fn side_of<'a>(objects: &mut Objects<'a>, name: &'a str) -> Side {
    if matches!(name, "any" | "any4" | "any6") {
        return Side::any();
    }
    if let Some(prefix) = super::address::single(name, &objects.names) {
        let mut maker = crate::firewall::draft::SideMaker::default();
        maker.prefix(prefix);
        return maker.finish();
    }
    match objects.side(false, name) {
        side if side.doubt.is_some() => objects.side(true, name),
        side => side,
    }
}
