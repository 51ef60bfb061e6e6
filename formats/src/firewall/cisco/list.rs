//! The access lists of a configuration, and the chains they become.

use super::ace::{Dialect, entry};
use super::objects::Objects;
use crate::firewall::build::Builder;
use crate::firewall::draft::{Draft, Service, Services};
use crate::firewall::lines::Line;
use network::policy::{Action, Span};
use network::{Addresses, Family, Ranges};
use std::collections::BTreeMap;

/// A line of a list.
#[derive(Debug)]
struct Entry<'a> {
    /// Its number in the list, by which IOS orders.
    number: u64,
    span: Span,
    words: Vec<&'a str>,
}

/// A list.
#[derive(Debug)]
pub(super) struct List<'a> {
    dialect: Dialect,
    standard: bool,
    span: Span,
    entries: Vec<Entry<'a>>,
}

/// The lists by name.
pub(super) type Lists<'a> = BTreeMap<&'a str, List<'a>>;

/// Takes a line into its list.
pub(super) fn take<'a>(
    lists: &mut Lists<'a>,
    name: &'a str,
    (dialect, standard): (Dialect, bool),
    line: &Line<'a>,
    words: &[&'a str],
) {
    let list = open(lists, name, (dialect, standard), line);
    let last = list.entries.last().map_or(0, |entry| entry.number);
    let (number, words) = match words {
        ["sequence", number, rest @ ..] => (number.parse().ok(), rest),
        [number, rest @ ..] if number.bytes().all(|byte| byte.is_ascii_digit()) => (number.parse().ok(), rest),
        words => (None, words),
    };
    // IPv6 lists of IOS write their numbers behind.
    let (number, words) = match words {
        [rest @ .., "sequence", behind] if dialect == Dialect::Ios6 => (behind.parse().ok(), rest),
        words => (number, words),
    };
    list.entries.push(Entry {
        number: number.unwrap_or(last.saturating_add(10)),
        span: line.span,
        words: words.to_vec(),
    });
}

/// The list of a name; one that is only named is there, and empty.
pub(super) fn open<'l, 'a>(
    lists: &'l mut Lists<'a>,
    name: &'a str,
    (dialect, standard): (Dialect, bool),
    line: &Line<'a>,
) -> &'l mut List<'a> {
    lists.entry(name).or_insert_with(|| List { dialect, standard, span: line.span, entries: Vec::new() })
}

/// Makes a chain of every list. Gives the sources that each permits at most, for translations that name a list.
pub(super) fn chains<'a>(
    lists: Lists<'a>,
    table: &str,
    objects: &mut Objects<'a>,
    builder: &mut Builder,
) -> BTreeMap<&'a str, Addresses> {
    let mut permitted = BTreeMap::new();
    for (name, mut list) in lists {
        let families = match list.dialect {
            Dialect::Asa => 3,
            Dialect::Ios => Family::V4.bit(),
            Dialect::Ios6 => Family::V6.bit(),
        };
        let chain = builder.chain(table, name, families, list.span);
        list.entries.sort_by_key(|entry| entry.number);
        let mut sources = Addresses::default();
        for Entry { span, words, .. } in &list.entries {
            let Some(draft) = line(&list, words, objects) else { continue };
            if draft.action != Action::Drop && sources != Addresses::ALL {
                sources.v4 = joined(&sources.v4, &draft.source.most.v4);
                sources.v6 = joined(&sources.v6, &draft.source.most.v6);
            }
            draft.put(builder, chain, table, *span);
        }
        if list.dialect == Dialect::Ios6 {
            neighbours(builder, chain, table, list.span);
        }
        permitted.insert(name, sources);
    }
    permitted
}

/// The bounds of both: a list of many lines must not be joined piece by piece.
fn joined(one: &Ranges, other: &Ranges) -> Ranges {
    let ends = |ranges: &Ranges| match ranges {
        Ranges::All => Some((0, u128::MAX)),
        Ranges::One(low, high) => Some((*low, *high)),
        Ranges::Many(ranges) => Some((ranges.first()?.0, ranges.last()?.1)),
    };
    match (ends(one), ends(other)) {
        (Some(a), Some(b)) => Ranges::One(a.0.min(b.0), a.1.max(b.1)),
        (Some((low, high)), None) | (None, Some((low, high))) => Ranges::One(low, high),
        (None, None) => Ranges::none(),
    }
}

fn line<'a>(list: &List<'a>, words: &[&'a str], objects: &mut Objects<'a>) -> Option<Draft> {
    match words {
        ["remark" | "description", ..] | [] => None,
        // Opens only for the answers of connections that were let out: no first packet.
        ["evaluate", name, ..] => {
            let mut draft = Draft::new(Action::Accept);
            draft.families = if list.dialect == Dialect::Ios6 { Family::V6 } else { Family::V4 }.bit();
            draft.states = !network::policy::State::New.bit() & 31;
            draft.doubt(format!("evaluate {name}"));
            Some(draft)
        }
        words => entry(list.dialect, list.standard, words, objects),
    }
}

/// What every IPv6 list of IOS permits before its implicit end: neighbour discovery.
fn neighbours(builder: &mut Builder, chain: usize, table: &str, span: Span) {
    let mut draft = Draft::new(Action::Accept);
    draft.families = Family::V6.bit();
    draft.services = Services::of(Service { first: Ranges::One(135, 136), ..Service::protocol(58) });
    draft.put(builder, chain, table, span);
}
