//! Components whose package URL or CPE name states another version than they do; the record in hand affects versions before 2.0.

use super::{Notes, component, ids, known, scanned};
use crate::scan::{Item, Scan};
use sbom::Component;
use vulnerability::{Certainty, CoverageState};

fn of(purl: &'static str, version: &'static str) -> Scan<'static> {
    scanned(&known(), &[(Component { version: version.into(), ..component(purl) }, Notes::default())])
}

fn expect(purl: &'static str, version: &'static str, certainties: &[Certainty], codes: usize) {
    let scan = of(purl, version);
    let found: Vec<Certainty> = scan
        .findings
        .iter()
        .flat_map(|finding| match &finding.item {
            Item::Affected(matches) => matches.iter().map(|said| said.certainty).collect(),
            Item::NotComparable(_) | Item::SetAside(_) => Vec::new(),
        })
        .collect();
    assert_eq!(found, certainties, "{purl} {version}");
    assert_eq!(scan.contradictions(&[b"x"]).len(), codes, "{purl} {version}");
}

#[test]
fn either_version_that_is_affected_counts_and_is_possible() {
    expect("pkg:pypi/a@2.0", "1.9", &[Certainty::Possible], 1);
    expect("pkg:pypi/a@1.9", "2.0", &[Certainty::Possible], 1);
    assert_eq!(of("pkg:pypi/a@2.0", "1.9").states, [CoverageState::Matched]);
}

#[test]
fn two_versions_that_are_both_affected_are_certain_and_told_once() {
    expect("pkg:pypi/a@1.9", "1.8", &[Certainty::Certain], 1);
    assert_eq!(ids(&of("pkg:pypi/a@1.9", "1.8")), ["CVE-2024-0001"]);
}

#[test]
fn two_versions_that_are_both_unaffected_are_a_finding_all_the_same() {
    expect("pkg:pypi/a@2.0", "2.1", &[], 1);
}

#[test]
fn spellings_of_one_version_are_no_finding() {
    expect("pkg:pypi/a@1.9", "1.9.0", &[Certainty::Certain], 0);
    expect("pkg:pypi/a@1.9", "", &[Certainty::Certain], 0);
}

#[test]
fn a_version_that_is_compared_beside_one_that_cannot_be_decides_nothing_alone() {
    let scan = of("pkg:pypi/a@2.0", "second");
    assert_eq!(scan.states, [CoverageState::VersionNotComparable]);
}

#[test]
fn a_package_url_that_no_source_carries_contradicts_too() {
    expect("pkg:generic/a@1.0", "3.0", &[], 1);
}

#[test]
fn a_digest_contradicts_nothing() {
    expect("pkg:github/a/b@2235d5d7f7fe46ce1e0d54b7831c5681633b25cc", "1.5.1", &[], 0);
}

#[test]
fn a_cpe_name_of_another_version_is_told_as_a_package_url_is() {
    let cpe = |cpe: &'static str, version: &'static str| {
        let component = Component { version: version.into(), cpes: vec![cpe.into()], ..component("") };
        scanned(&known(), &[(component, Notes::default())]).contradictions(&[b"x"])
    };
    let told = cpe("cpe:2.3:a:v:p:1.0:*:*:*:*:*:*:*", "3.0");
    assert_eq!(told.len(), 1);
    let what = |lang| told[0].detail.say(lang).what;
    assert_eq!(what(terms::Lang::En), "x states version 3.0, but its CPE name names 1.0.");
    assert_eq!(what(terms::Lang::Ja), "x の版は 3.0 と記載されていますが、CPE 名の版は 1.0 です。");
    assert!(cpe("cpe:2.3:a:v:p:3.0:*:*:*:*:*:*:*", "3.0").is_empty());
    assert!(cpe("cpe:2.3:a:v:p:*:*:*:*:*:*:*:*", "3.0").is_empty());
}
