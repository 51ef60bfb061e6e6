//! A record that needs another product beside the one it is about (NVD `AND` configurations).

use super::{Found, Held, Notes, scanned};
use sbom::{Component, Kind};
use versions::{Bound, Interval, Scheme};
use vulnerability::{Advisory, Affected, Certainty, Name};

fn of(part: char, product: &'static str, high: &'static str) -> Affected<'static> {
    let name = Name::Cpe { part, vendor: "acme".into(), product: product.into(), rest: "".into() };
    let bound = (!high.is_empty()).then(|| Bound::new(Scheme::Generic, high, false));
    Affected { intervals: vec![Interval { low: None, high: bound }], ..Affected::of(name, Some(Scheme::Generic)) }
}

/// The firmware is affected on either of two boards, of the second one before revision 3.
fn on_boards() -> Held {
    let beside = vec![vec![of('h', "board_a", ""), of('h', "board_b", "3")]];
    let affected = Affected { needs_other: true, beside, ..of('o', "firmware", "2.0") };
    let record = Advisory { id: "CVE-2026-0001".into(), affected: vec![affected], ..Advisory::default() };
    Held::default().fresh("NVD", vec![record])
}

fn expect(cpes: &[&'static str], wanted: &[Certainty]) {
    let component = |cpe: &&'static str| {
        let found =
            Component { name: "x".into(), kind: Kind::Library, cpes: vec![(*cpe).into()], ..Component::default() };
        (found, Notes::default())
    };
    let scan = scanned(&on_boards(), &cpes.iter().map(component).collect::<Vec<_>>());
    let of = |item: &Found| match item {
        Found::Affected(said) => said.iter().map(|said| said.certainty).max(),
        Found::NotComparable(_) | Found::SetAside(_) => None,
    };
    let found: Vec<Certainty> = scan.findings.iter().filter_map(|finding| of(&finding.item)).collect();
    assert_eq!(found, wanted, "{cpes:?}");
}

const FIRMWARE: &str = "cpe:2.3:o:acme:firmware:1.0:*:*:*:*:*:*:*";

#[test]
fn what_a_record_needs_beside_is_possible_when_it_is_not_listed() {
    expect(&[FIRMWARE], &[Certainty::Possible]);
    expect(&[FIRMWARE, "cpe:2.3:h:acme:board_c:1:*:*:*:*:*:*:*"], &[Certainty::Possible]);
}

#[test]
fn what_a_record_needs_beside_is_certain_when_it_is_listed() {
    expect(&[FIRMWARE, "cpe:2.3:h:acme:board_a:-:*:*:*:*:*:*:*"], &[Certainty::Certain]);
    expect(&["cpe:2.3:h:acme:board_b:2:*:*:*:*:*:*:*", FIRMWARE], &[Certainty::Certain]);
}

#[test]
fn another_version_beside_leaves_it_possible() {
    expect(&[FIRMWARE, "cpe:2.3:h:acme:board_b:3:*:*:*:*:*:*:*"], &[Certainty::Possible]);
}

#[test]
fn what_stands_beside_makes_no_other_version_affected() {
    expect(&["cpe:2.3:o:acme:firmware:2.0:*:*:*:*:*:*:*", "cpe:2.3:h:acme:board_a:-:*:*:*:*:*:*:*"], &[]);
}
