//! Components that were made from something else; the record in hand affects `a` before 2.0.

use super::{Notes, component, known, scanned};
use crate::scan::Item;
use sbom::Component;
use vulnerability::{CoverageState, Undecidable};

fn made_from(origin: &'static str) -> Component<'static> {
    let origins = vec![origin.into()];
    Component { version: "7".into(), origins, patched: true, ..component("pkg:pypi/our-fork@7") }
}

#[test]
fn what_a_component_was_made_from_is_looked_up_and_never_decides_alone() {
    let scan = scanned(&known(), &[(made_from("pkg:pypi/a@1.9"), Notes::default())]);
    assert_eq!(scan.states, [CoverageState::VersionNotComparable]);
    let Item::NotComparable(open) = &scan.findings[0].item else { panic!("{:?}", scan.findings) };
    assert_eq!(open[0].why, Undecidable::Patched);
    assert!(scan.contradictions(&[b"x"]).is_empty());
}

#[test]
fn an_origin_outside_every_range_leaves_the_component_watched_and_marked_as_changed() {
    let scan = scanned(&known(), &[(made_from("pkg:pypi/a@2.1"), Notes::default())]);
    assert_eq!(scan.states, [CoverageState::NoKnownVulnerability]);
    assert!(scan.component(0).patched);
}
