//! Cisco IOS and IOS XE (`show running-config`): access lists bound to interfaces, without memory of connections.

use super::ace::Dialect;
use super::block::{Block, blocks};
use super::list::{self, Lists};
use super::objects::Objects;
use crate::firewall::build::Builder;
use crate::firewall::draft::{Draft, SideMaker, interface};
use crate::firewall::lines::{Line, end_of, shown};
use network::policy::{Action, Base, Hook, Kind, Span, Target};
use network::{Addresses, Family};
use std::collections::BTreeMap;

/// A list bound to an interface.
#[derive(Clone, Copy, Debug)]
struct Bound<'a> {
    list: &'a str,
    family: Family,
    /// `None`: the file names no interface.
    interface: Option<&'a str>,
    out: bool,
    span: Span,
}

#[derive(Debug, Default)]
struct Config<'a> {
    /// IPv4 lists; those of IPv6 have names of their own.
    lists: Lists<'a>,
    lists6: Lists<'a>,
    objects: Objects<'a>,
    bound: Vec<Bound<'a>>,
    interfaces: usize,
    translations: Vec<Line<'a>>,
}

/// Reads a file.
pub(crate) fn read(file: u16, text: &str, builder: &mut Builder) {
    let mut config = Config::default();
    for block in blocks(file, text, &["end"], builder) {
        config.block(&block, builder);
    }
    let end = end_of(file, text);
    let Config { lists, lists6, mut objects, mut bound, interfaces, translations } = config;
    if bound.is_empty() && interfaces == 0 {
        builder.unread(end, "no `ip access-group` binds a list");
        let names = lists.keys().map(|name| (*name, Family::V4)).chain(lists6.keys().map(|name| (*name, Family::V6)));
        if let [(name, family)] = names.collect::<Vec<_>>().as_slice() {
            bound.push(Bound { list: name, family: *family, interface: None, out: false, span: end });
        }
    }
    let permitted = list::chains(lists, &table(file, Family::V4), &mut objects, builder);
    list::chains(lists6, &table(file, Family::V6), &mut objects, builder);
    nat(&translations, &permitted, &table(file, Family::V4), builder);
    for out in [false, true] {
        filter(file, &bound, out, end, builder);
    }
}

fn table(file: u16, family: Family) -> String {
    format!("{}{file}", if family == Family::V4 { "ios" } else { "ios-ipv6-" })
}

impl<'a> Config<'a> {
    fn block(&mut self, block: &Block<'a>, builder: &mut Builder) {
        let words = block.head.words();
        match words.as_slice() {
            ["access-list", number, rest @ ..] => {
                let standard = match number.parse::<u32>() {
                    Ok(1..=99 | 1300..=1999) => true,
                    Ok(100..=199 | 2000..=2699) => false,
                    // Lists of other protocols, and of the MAC layer.
                    _ => return,
                };
                list::take(&mut self.lists, number, (Dialect::Ios, standard), &block.head, rest);
            }
            ["ip", "access-list", kind @ ("standard" | "extended"), name, ..] => {
                let list = (Dialect::Ios, *kind == "standard");
                list::open(&mut self.lists, name, list, &block.head);
                for line in &block.inside {
                    list::take(&mut self.lists, name, list, line, &line.words());
                }
            }
            ["ipv6", "access-list", name, ..] => {
                list::open(&mut self.lists6, name, (Dialect::Ios6, false), &block.head);
                for line in &block.inside {
                    list::take(&mut self.lists6, name, (Dialect::Ios6, false), line, &line.words());
                }
            }
            ["object-group", ..] => self.objects.define(&words, &block.inside),
            ["interface", rest @ ..] if !rest.is_empty() => self.interface(rest, block, builder),
            ["ip", "nat", "inside" | "outside", "source" | "destination", ..] => self.translations.push(block.head),
            ["zone-pair", ..] | ["vlan", "filter" | "access-map", ..] | ["cts", "role-based", "enforcement", ..] => {
                builder.unread(block.head.span, shown(block.head.text))
            }
            _ => {}
        }
    }

    fn interface(&mut self, words: &[&'a str], block: &Block<'a>, builder: &mut Builder) {
        let name = words[0];
        self.interfaces += 1;
        for line in &block.inside {
            let span = line.span;
            let mut bind = |list: &'a str, family, way: &str| {
                self.bound.push(Bound { list, family, interface: Some(name), out: way == "out", span });
            };
            match line.words().as_slice() {
                ["ip", "access-group", list, way @ ("in" | "out")] => bind(list, Family::V4, way),
                ["ipv6", "traffic-filter", list, way @ ("in" | "out")] => bind(list, Family::V6, way),
                ["ip", "access-group", ..] | ["ipv6", "traffic-filter", ..] => builder.unread(span, shown(line.text)),
                ["ip", "port" | "admission" | "auth-proxy", ..]
                | ["mac", "access-group", ..]
                | ["ip" | "ipv6", "inspect", ..]
                | ["zone-member", ..]
                | ["ip", "service", "group", ..] => {
                    builder.unread(span, shown(line.text));
                }
                _ => {}
            }
        }
    }
}

/// The lists of one direction: what a list does not permit is dropped at the line that binds it.
fn filter(file: u16, bound: &[Bound<'_>], out: bool, end: Span, builder: &mut Builder) {
    let here = || bound.iter().filter(|bound| bound.out == out);
    if out && here().next().is_none() {
        return;
    }
    for family in Family::BOTH {
        let table = table(file, family);
        let name = if out { "outgoing" } else { "incoming" };
        let chain = builder.chain(&table, name, family.bit(), end);
        let base = Base { kind: Kind::Filter, hook: Hook::Forward, priority: i32::from(out), policy: Action::Accept };
        builder.set_base(chain, base, end);
        for bound in here().filter(|bound| bound.family == family) {
            for action in [Action::Jump(Target::Missing(bound.list.to_owned())), Action::Drop] {
                let mut draft = Draft::new(action);
                draft.families = family.bit();
                let side = if out { &mut draft.output } else { &mut draft.input };
                side.extend(bound.interface.map(interface));
                draft.put(builder, chain, &table, bound.span);
            }
        }
    }
}

/// `ip nat inside source static …` and `ip nat inside source list …`: what they touch is not proved.
fn nat(lines: &[Line<'_>], permitted: &BTreeMap<&str, Addresses>, table: &str, builder: &mut Builder) {
    let Some(first) = lines.first() else { return };
    let chain = builder.chain(table, "nat", Family::V4.bit(), first.span);
    let base = Base { kind: Kind::Nat, hook: Hook::Prerouting, priority: -100, policy: Action::Accept };
    builder.set_base(chain, base, first.span);
    for line in lines {
        let words = line.words();
        let ends: Vec<Addresses> = match words.get(4..).unwrap_or_default() {
            ["list", name, ..] => permitted.get(name).cloned().into_iter().collect(),
            ["static", rest @ ..] => {
                let addresses = rest.iter().filter_map(|word| network::Block::parse(word));
                let mut maker = SideMaker::default();
                addresses.take(2).for_each(|prefix| maker.prefix(prefix));
                let whole =
                    !matches!(rest, ["network", ..]) && rest.iter().filter(|word| word.contains('.')).count() >= 2;
                if whole { vec![maker.finish().sure] } else { Vec::new() }
            }
            _ => Vec::new(),
        };
        // Either end of a packet may be one of the addresses.
        let ends = if ends.is_empty() { vec![Addresses::ALL] } else { ends };
        for addresses in ends {
            for source in [true, false] {
                let mut draft = Draft::new(Action::Changes);
                draft.families = Family::V4.bit();
                let side = if source { &mut draft.source } else { &mut draft.destination };
                *side = crate::firewall::draft::Side::sure(addresses.clone());
                draft.doubt(shown(line.text));
                draft.put(builder, chain, table, line.span);
            }
        }
    }
}
