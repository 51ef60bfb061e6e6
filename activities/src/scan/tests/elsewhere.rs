//! Documents that name what they do not hold.

use super::{Collector, Notes, component, known, scan, settings};
use crate::scan::ScanSettings;
use sbom::{Component, Item, Relation};
use terms::{Lang, Priority};

/// One watched component, against which nothing is known, that is said to stand in this relation to `gone`.
fn told(kind: &'static str, unwatched_allowed: bool) -> (&'static str, u8, Vec<String>) {
    let mut collector = Collector::default();
    collector.document("sbom", b"");
    let component = Component { reference: "a".into(), ..component("pkg:pypi/a@2.0") };
    collector.take(Item::Component(&component), &mut |_| Notes::default());
    let relation = Relation { from: "a".into(), to: "gone".into(), kind: kind.into() };
    collector.take(Item::Relation(&relation), &mut |_| Notes::default());
    let scan = scan(&known(), collector.finish(), &ScanSettings { unwatched_allowed, ..settings() }).unwrap();
    let finding = scan.documents()[0].elsewhere.finding("sbom");
    let says = |lang| finding.iter().map(move |finding| finding.detail.say(lang).what);
    let said = says(Lang::En).chain(says(Lang::Ja)).collect();
    (scan.verdict(None).name(), scan.status(None, Priority::Undecided), said)
}

#[test]
fn a_dependency_that_no_document_lists_gives_no_answer() {
    let said = [
        "sbom names 1 that it does not list as components: gone.",
        "sbom は、構成要素として記載していない 1 件を参照しています: gone。",
    ];
    assert_eq!(told("depends-on", false), ("no-answer", 3, said.map(str::to_owned).to_vec()));
    assert_eq!(told("depends-on", true).1, 0);
}

#[test]
fn a_tool_that_no_document_lists_is_said_and_changes_no_status() {
    let (verdict, status, said) = told("build-tool-of", false);
    assert_eq!((verdict, status, said.len()), ("nothing-blocking", 0, 2));
}
