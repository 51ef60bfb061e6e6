//! Address translation of ASA: what it touches is not proved.

use super::asa::side_of;
use super::objects::Objects;
use crate::firewall::build::Builder;
use crate::firewall::draft::{Draft, Side};
use crate::firewall::lines::{Line, shown};
use network::policy::{Action, Base, Hook, Kind};

/// Puts a rule for everything that a translation may touch.
pub(super) fn put<'a>(
    translations: &[(Option<&'a str>, Line<'a>)],
    objects: &mut Objects<'a>,
    table: &str,
    builder: &mut Builder,
) {
    let Some((_, first)) = translations.first() else { return };
    let chain = builder.chain(table, "nat", 3, first.span);
    builder.set_base(
        chain,
        Base { kind: Kind::Nat, hook: Hook::Prerouting, priority: -100, policy: Action::Accept },
        first.span,
    );
    for (object, line) in translations {
        for (source, destination) in touched(*object, line, objects) {
            let mut draft = Draft::new(Action::Changes);
            (draft.source, draft.destination) = (source.at_most(), destination.at_most());
            draft.doubt(shown(line.text));
            draft.put(builder, chain, table, line.span);
        }
    }
}

/// Pairs of source and destination whose packets a translation changes.
fn touched<'a>(object: Option<&'a str>, line: &Line<'a>, objects: &mut Objects<'a>) -> Vec<(Side, Side)> {
    let words = line.words();
    let words = match words.as_slice() {
        ["nat", pair, rest @ ..] if pair.starts_with('(') && pair.contains(',') => rest,
        _ => return vec![(Side::any(), Side::any())],
    };
    if words.contains(&"inactive") {
        return Vec::new();
    }
    match (object, words) {
        (Some(object), ["static", mapped, ..]) => {
            let (real, mapped) = (side_of(objects, object), side_of(objects, mapped));
            vec![(real, Side::any()), (Side::any(), mapped)]
        }
        (Some(object), ["dynamic", ..]) => vec![(side_of(objects, object), Side::any())],
        (None, words) => {
            let start = words.iter().position(|word| *word == "source");
            let words = start.map_or(&[][..], |start| &words[start..]);
            twice(words, objects)
        }
        _ => vec![(Side::any(), Side::any())],
    }
}

/// `source static REAL MAPPED [destination static MAPPED REAL] …`
fn twice<'a>(words: &[&'a str], objects: &mut Objects<'a>) -> Vec<(Side, Side)> {
    let ["source", kind, real, mapped, rest @ ..] = words else { return vec![(Side::any(), Side::any())] };
    let (seen, meant) = match rest {
        ["destination", "static", seen, meant, ..] => (*seen, *meant),
        _ => ("any", "any"),
    };
    let plain = !rest.contains(&"service");
    if *kind == "static" && real == mapped && seen == meant && plain {
        // Everything stays as it is: the exception from other translations.
        return Vec::new();
    }
    let real_side = side_of(objects, real);
    let [seen, meant] = [seen, meant].map(|name| side_of(objects, name));
    let mut all = vec![(real_side, seen)];
    if *kind == "static" {
        all.push((meant, side_of(objects, mapped)));
    }
    all
}
