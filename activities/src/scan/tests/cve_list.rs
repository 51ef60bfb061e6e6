//! What the CVE List finds and covers by itself.

use super::{Held, Notes, before_2, component, ids, scanned, state};
use sbom::{Component, Kind};
use versions::{Bound, Interval, Scheme};
use vulnerability::{Advisory, Affected, CoverageState, Name};

/// Says that a product before 2.0 is affected, by its CPE name.
fn pump_before_2() -> Advisory<'static> {
    let name = Name::Cpe { part: 'o', vendor: "acme".into(), product: "pump".into(), rest: "".into() };
    let high = Some(Bound::new(Scheme::Generic, "2.0", false));
    let affected = Affected {
        name,
        scheme: Some(Scheme::Generic),
        intervals: vec![Interval { low: None, high }],
        versions: Vec::new(),
        unread_ranges: 0,
        needs_other: false,
        denies: false,
        beside: Vec::new(),
    };
    Advisory { id: "CVE-2026-0001".into(), affected: vec![affected], ..Advisory::default() }
}

fn pump(cpe: &'static str) -> Component<'static> {
    Component { name: "pump".into(), kind: Kind::Library, cpes: vec![cpe.into()], ..Component::default() }
}

fn cve_list() -> Held {
    Held::default().fresh("CVE", vec![pump_before_2(), before_2("CVE-2026-0002", &[], "a")])
}

#[test]
fn a_cpe_name_that_a_cve_record_gives_is_found_without_nvd() {
    let scan = scanned(&cve_list(), &[(pump("cpe:2.3:o:acme:pump:1.9:*:*:*:*:*:*:*"), Notes::default())]);
    assert_eq!(ids(&scan), ["CVE-2026-0001"]);
}

#[test]
fn a_package_that_a_cve_record_gives_is_found_without_osv() {
    state(&cve_list(), component("pkg:pypi/a@1.9"), Notes::default(), CoverageState::Matched);
}

#[test]
fn a_name_that_a_cve_record_gives_is_covered_at_other_versions_too() {
    let at_2 = pump("cpe:2.3:o:acme:pump:2.0:*:*:*:*:*:*:*");
    state(&cve_list(), at_2, Notes::default(), CoverageState::NoKnownVulnerability);
}

#[test]
fn a_whole_cve_list_covers_no_name_that_its_records_do_not_give() {
    let other = pump("cpe:2.3:o:acme:other:1.9:*:*:*:*:*:*:*");
    state(&cve_list(), other, Notes::default(), CoverageState::NoSource);
    state(&cve_list(), component("pkg:pypi/b@1"), Notes::default(), CoverageState::NoSource);
}

/// Who says what else about the first finding.
fn against(held: &Held, cpe: &'static str) -> Vec<String> {
    let scan = scanned(held, &[(pump(cpe), Notes::default())]);
    let against = &scan.findings[0].against;
    let denied = against.not_affected.iter().map(|(source, id)| format!("{source} {id}: no"));
    denied.chain(against.not_comparable.iter().map(|open| format!("{} {}: ?", open.source, open.record))).collect()
}

#[test]
fn sources_that_disagree_are_shown_side_by_side() {
    let fixed_earlier = |high: &'static str| {
        let mut record = pump_before_2();
        record.affected[0].intervals[0].high = Some(Bound::new(Scheme::Generic, high, false));
        record
    };
    let cpe = "cpe:2.3:o:acme:pump:1.9:*:*:*:*:*:*:*";
    assert_eq!(against(&cve_list().fresh("NVD", vec![fixed_earlier("1.5")]), cpe), ["NVD CVE-2026-0001: no"]);
    assert_eq!(against(&cve_list().fresh("NVD", vec![fixed_earlier("1.95")]), cpe), Vec::<String>::new());
    assert_eq!(against(&cve_list(), cpe), Vec::<String>::new());
    let rejected = Advisory { state: vulnerability::State::Rejected, ..fixed_earlier("1.5") };
    assert_eq!(against(&cve_list().fresh("NVD", vec![rejected]), cpe), Vec::<String>::new());
}

#[test]
fn a_source_that_cannot_decide_stands_beside_one_that_does() {
    let mut record = pump_before_2();
    record.affected[0].intervals.clear();
    record.affected[0].unread_ranges = 1;
    let held = cve_list().fresh("NVD", vec![record]);
    assert_eq!(against(&held, "cpe:2.3:o:acme:pump:1.9:*:*:*:*:*:*:*"), ["NVD CVE-2026-0001: ?"]);
}

#[test]
fn a_vulnerability_that_two_sources_know_is_one() {
    let held = cve_list().fresh("NVD", vec![pump_before_2()]);
    let scan = scanned(&held, &[(pump("cpe:2.3:o:acme:pump:1.9:*:*:*:*:*:*:*"), Notes::default())]);
    assert_eq!(ids(&scan), ["CVE-2026-0001"]);
}
