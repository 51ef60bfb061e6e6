//! Versions that were written as numbers; the record in hand affects versions before 2.0.

use super::{Notes, component, known, scanned};
use crate::scan::Item;
use sbom::Component;
use vulnerability::{CoverageState, Undecidable};

fn expect(version: &'static str, number: bool, wanted: CoverageState) {
    let component = Component { version: version.into(), number, ..component("pkg:pypi/a") };
    let scan = scanned(&known(), &[(component, Notes::default())]);
    assert_eq!(scan.states, [wanted], "{version} {number}");
}

#[test]
fn a_number_that_is_hit_in_all_it_may_mean_is_hit() {
    expect("1.1", true, CoverageState::Matched);
    expect("3.1", true, CoverageState::NoKnownVulnerability);
}

#[test]
fn a_number_that_may_mean_a_version_out_of_the_range_is_not_comparable() {
    let between = super::pypi(vec![super::before("PYSEC-2", "b", "1.5")]);
    let component = Component { version: "1.2".into(), number: true, ..component("pkg:pypi/b") };
    let scan = scanned(&between, &[(component.clone(), Notes::default())]);
    assert_eq!(scan.states, [CoverageState::VersionNotComparable]);
    let Item::NotComparable(open) = &scan.findings[0].item else { panic!("{:?}", scan.findings) };
    assert_eq!(open[0].why, Undecidable::NumberAsVersion);
    let text = Component { number: false, ..component };
    assert_eq!(scanned(&between, &[(text, Notes::default())]).states, [CoverageState::Matched]);
}
