//! Documents that say of themselves how complete they are.

use super::{Collector, Notes, Scan, component, known, scan, settings};
use crate::scan::ScanSettings;
use sbom::{Completeness, Composition, Item};
use terms::{Lang, Priority};

fn said(completeness: Completeness, word: &'static str, about: &'static str) -> Composition<'static> {
    let references = u64::from(!about.is_empty());
    Composition { completeness, word: word.into(), about: about.into(), references, offset: 0 }
}

/// One watched component, against which nothing is known, in a document that says this of itself.
fn scanned(statements: &[Composition<'static>], unwatched_allowed: bool) -> Scan<'static> {
    let mut collector = Collector::default();
    collector.document("sbom", b"");
    collector.take(Item::Component(&component("pkg:pypi/a@2.0")), &mut |_| Notes::default());
    for statement in statements {
        collector.take(Item::Composition(statement), &mut |_| Notes::default());
    }
    scan(&known(), collector.finish(), &ScanSettings { unwatched_allowed, ..settings() }).unwrap()
}

fn expect(statements: &[Composition<'static>], verdict: &str, status: u8, name: &str) {
    let scan = scanned(statements, false);
    assert_eq!((scan.verdict(None).name(), scan.status(None, Priority::Undecided)), (verdict, status));
    assert_eq!(scan.documents()[0].completeness.name(), name);
}

#[test]
fn a_document_that_calls_itself_incomplete_gives_no_answer() {
    expect(&[said(Completeness::Incomplete, "incomplete", "")], "no-answer", 3, "incomplete");
}

#[test]
fn one_incomplete_set_among_complete_ones_gives_no_answer() {
    let complete = said(Completeness::Complete, "complete", "app");
    let incomplete = said(Completeness::Incomplete, "incomplete_third_party_only", "app");
    expect(&[complete.clone(), incomplete, complete], "no-answer", 3, "incomplete");
}

#[test]
fn completeness_that_is_not_known_is_said_and_is_no_error() {
    expect(&[said(Completeness::Unknown, "unknown", "")], "nothing-blocking", 0, "unknown");
}

#[test]
fn a_document_that_says_nothing_or_calls_itself_complete_changes_nothing() {
    expect(&[], "nothing-blocking", 0, "not-stated");
    expect(&[said(Completeness::Complete, "complete", "")], "nothing-blocking", 0, "complete");
}

#[test]
fn leaving_unwatched_components_out_leaves_unlisted_ones_out_too() {
    let scan = scanned(&[said(Completeness::Incomplete, "incomplete", "")], true);
    assert_eq!(scan.status(None, Priority::Undecided), 0);
    assert_eq!(scan.documents()[0].completeness.name(), "incomplete");
}

#[test]
fn the_finding_names_document_word_and_what_it_is_about() {
    let said = [
        said(Completeness::Incomplete, "incomplete_first_party_only", "app"),
        said(Completeness::Incomplete, "incomplete", ""),
    ];
    let finding = scanned(&said, false).documents()[0].completeness.finding("sbom", b"x").unwrap();
    assert_eq!(finding.code(), "sbom/incomplete");
    assert_eq!(
        finding.detail.say(Lang::En).what,
        "sbom says that it is incomplete: what belongs to app; 1 more statement like it (incomplete_first_party_only)."
    );
    assert_eq!(finding.subject.place.unwrap().line, 1);
}
