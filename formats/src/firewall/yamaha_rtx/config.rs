//! Where filters are bound.

use super::filter::{Dynamic, Filter, dynamic, filter};
use crate::firewall::build::Builder;
use crate::firewall::draft::{Draft, SideMaker, interface};
use crate::firewall::lines::{Line, end_of, lines, shown};
use network::policy::{Action, Base, Hook, Kind, Span, Target};
use network::{Block, Family};
use std::collections::BTreeMap;

/// A list of filters at an interface.
#[derive(Debug)]
struct Bound<'a> {
    numbers: Vec<&'a str>,
    dynamics: Vec<&'a str>,
    span: Span,
}

/// One family's side of a configuration.
#[derive(Debug, Default)]
struct Side<'a> {
    filters: BTreeMap<&'a str, Filter>,
    dynamics: BTreeMap<&'a str, Dynamic>,
    /// By interface and whether it is the way out.
    bound: BTreeMap<(String, bool), Bound<'a>>,
}

#[derive(Debug, Default)]
struct Config<'a> {
    sides: [Side<'a>; 2],
    /// The line or tunnel selected last.
    selected: String,
    translations: Vec<Line<'a>>,
}

/// Reads a file.
pub(crate) fn read(file: u16, text: &str, builder: &mut Builder) {
    let mut config = Config::default();
    for line in lines(file, text) {
        config.line(line, builder);
    }
    let end = end_of(file, text);
    let nothing = config.sides.iter().all(|side| side.bound.is_empty());
    if nothing && config.sides.iter().any(|side| !side.filters.is_empty()) {
        builder.unread(end, "no `ip … secure filter` binds the filters");
    }
    for (family, side) in Family::BOTH.into_iter().zip(&config.sides) {
        let table = format!("yamaha{}{file}", if family == Family::V4 { "" } else { "-ipv6-" });
        put(family, side, &table, end, builder);
    }
    translations(&config.translations, &format!("yamaha{file}"), builder);
}

impl<'a> Config<'a> {
    fn line(&mut self, line: Line<'a>, builder: &mut Builder) {
        let span = line.span;
        match line.words().as_slice() {
            [first, ..] if first.starts_with('#') => {}
            [first, ..] if first.starts_with("---") => {
                builder.unread(span, "the export holds the pager's marks; lines may be lost")
            }
            ["pp" | "tunnel", "select", "none"] => self.selected.clear(),
            [kind @ ("pp" | "tunnel"), "select", number] => self.selected = format!("{kind}{number}"),
            ["ip" | "ipv6", "filter", "dynamic", "timer", ..]
            | ["ip" | "ipv6", "filter", "source-route" | "directed-broadcast", ..] => {}
            ["ip" | "ipv6", "filter", "set", ..]
            | ["ip", "policy", ..]
            | ["ethernet", _, "filter", "in" | "out", ..] => {
                builder.unread(span, shown(line.text));
            }
            [ip @ ("ip" | "ipv6"), "filter", "dynamic", number, rest @ ..] => {
                let (family, side) = self.side(ip);
                side.dynamics.insert(number, dynamic(family, rest, span));
            }
            [ip @ ("ip" | "ipv6"), "filter", number, rest @ ..] => {
                let (family, side) = self.side(ip);
                side.filters.insert(number, filter(family, rest, span));
            }
            [ip @ ("ip" | "ipv6"), at, "secure", "filter", way @ ("in" | "out"), list @ ..] => {
                let name = if matches!(*at, "pp" | "tunnel") { self.selected.clone() } else { (*at).to_owned() };
                if name.is_empty() {
                    // Of which line is told by a `select` before it, which is not there.
                    return builder.unread(span, shown(line.text));
                }
                let cut = list.iter().position(|word| *word == "dynamic").unwrap_or(list.len());
                let bound = Bound {
                    numbers: list[..cut].to_vec(),
                    dynamics: list.get(cut + 1..).unwrap_or_default().to_vec(),
                    span,
                };
                self.side(ip).1.bound.insert((name, *way == "out"), bound);
            }
            ["ip" | "ipv6", _, "secure", "filter", ..] => builder.unread(span, shown(line.text)),
            ["nat", "descriptor", "static" | "masquerade", ..] => self.translations.push(line),
            _ => {}
        }
    }

    fn side(&mut self, ip: &str) -> (Family, &mut Side<'a>) {
        let [four, six] = &mut self.sides;
        if ip == "ip" { (Family::V4, four) } else { (Family::V6, six) }
    }
}

fn put(family: Family, side: &Side<'_>, table: &str, end: Span, builder: &mut Builder) {
    for out in [false, true] {
        let name = if out { "outgoing" } else { "incoming" };
        let chain = builder.chain(table, name, family.bit(), end);
        let base = Base { kind: Kind::Filter, hook: Hook::Forward, priority: i32::from(out), policy: Action::Accept };
        builder.set_base(chain, base, end);
        for ((at, _), bound) in side.bound.iter().filter(|((_, way), _)| *way == out) {
            let list = format!("{at} {}", if out { "out" } else { "in" });
            let other = side.bound.get(&(at.clone(), !out));
            rules(family, side, bound, other, (table, &list), builder);
            for action in [Action::Jump(Target::Missing(list)), Action::Drop] {
                let mut draft = Draft::new(action);
                draft.families = family.bit();
                (if out { &mut draft.output } else { &mut draft.input }).push(interface(at));
                draft.put(builder, chain, table, bound.span);
            }
        }
    }
}

/// The chain of a list: first the answers of connections that the list of the other way watches.
fn rules(
    family: Family,
    side: &Side<'_>,
    bound: &Bound<'_>,
    other: Option<&Bound<'_>>,
    (table, list): (&str, &str),
    builder: &mut Builder,
) {
    let chain = builder.chain(table, list, family.bit(), bound.span);
    for number in other.iter().flat_map(|other| &other.dynamics) {
        if let Some(dynamic) = side.dynamics.get(number) {
            dynamic.answers(family).put(builder, chain, table, dynamic.span);
        }
    }
    for number in &bound.numbers {
        match side.filters.get(number) {
            Some(Filter { draft, span }) => draft.clone().put(builder, chain, table, *span),
            None => {
                let mut draft = Draft::unknown(format!("no filter {number}"));
                draft.families = family.bit();
                draft.put(builder, chain, table, bound.span);
            }
        }
    }
}

/// Fixed translations: what comes in for the outer address reaches the inner one. Masquerading alone comes after the filter of
/// the way out and before that of the way in, which both see inner addresses.
fn translations(lines: &[Line<'_>], table: &str, builder: &mut Builder) {
    let Some(first) = lines.iter().find(|line| line.text.contains("static")) else { return };
    let chain = builder.chain(table, "nat", Family::V4.bit(), first.span);
    let base = Base { kind: Kind::Nat, hook: Hook::Prerouting, priority: -100, policy: Action::Accept };
    builder.set_base(chain, base, first.span);
    for line in lines {
        let words = line.words();
        let addresses: Vec<&str> = match words.as_slice() {
            ["nat", "descriptor", "masquerade", "static", _, _, inner, ..] => vec![inner],
            ["nat", "descriptor", "static", _, _, pair, ..] => pair.split('=').collect(),
            _ => continue,
        };
        let mut maker = SideMaker::default();
        for text in addresses {
            match Block::parse(text) {
                Some(prefix) if words.len() == 6 || words[2] == "masquerade" => maker.prefix(prefix),
                _ => maker.doubt(text),
            }
        }
        let side = maker.finish().at_most();
        for source in [true, false] {
            let mut draft = Draft::new(Action::Changes);
            draft.families = Family::V4.bit();
            *(if source { &mut draft.source } else { &mut draft.destination }) = side.clone();
            draft.doubt(shown(line.text));
            draft.put(builder, chain, table, line.span);
        }
    }
}
