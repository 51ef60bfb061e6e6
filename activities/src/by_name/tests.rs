use super::ByName;
use crate::scan::tests::held::Held;
use device::NameAnswer;
use sbom::{Component, Item};
use terms::{Lang, Place, Priority};
use vulnerability::by_name::{Label, Theirs};
use vulnerability::{Advisory, Affected, Exploited, Name, Rating, Scoring};

fn advisory(id: &str, label: [&str; 3]) -> Advisory<'static> {
    let own = |text: &str| text.to_owned().into();
    let [vendor, product, versions] = label;
    let label = Label { vendor: own(vendor), product: own(product), versions: own(versions) }.join();
    let under = |key: String| Affected {
        name: Name::Labelled { key: key.into(), label: label.clone().into() },
        scheme: None,
        intervals: Vec::new(),
        versions: Vec::new(),
        unread_ranges: 0,
        needs_other: false,
        denies: false,
        beside: Vec::new(),
    };
    let keys = Theirs::read(vendor, product, versions).keys();
    Advisory { id: own(id), affected: keys.into_iter().map(under).collect(), ..Advisory::default() }
}

fn held() -> Held {
    let monitor = ["Philips", "IntelliVue MX40 Patient Worn Monitor (WLAN only)", "< B.06.18"];
    let records = vec![
        advisory("A-1/CVE-2017-9657", monitor),
        advisory("A-1/CVE-2017-9658", monitor),
        advisory("A-2/CVE-2018-1", ["Medtronic", "2090 CareLink Programmer", "vers:all/*"]),
    ];
    Held::default().part("CSAF", false, Some(1), records)
}

fn component(supplier: &'static str, name: &'static str, version: &'static str) -> Component<'static> {
    Component { supplier: supplier.into(), name: name.into(), version: version.into(), ..Component::default() }
}

fn found(component: &Component<'_>, answers: &[NameAnswer]) -> Vec<(Priority, &'static str, String)> {
    let held = held();
    let mut names = ByName::new(&held);
    names.take(&Item::Component(component));
    let findings = names.ask(&held, answers).unwrap();
    findings
        .iter()
        .map(|named| &named.finding)
        .map(|found| (found.priority, found.code(), found.detail.say(Lang::En).what))
        .collect()
}

fn answer(same: bool, version: Option<&str>) -> NameAnswer {
    NameAnswer {
        place: Place::file("decisions.yaml"),
        id: None,
        same,
        name: "IntelliVue MX 40".to_owned(),
        maker: None,
        version: version.map(str::to_owned),
        their_vendor: "Philips".to_owned(),
        their_product: "IntelliVue MX40 Patient Worn Monitor (WLAN only)".to_owned(),
        reason: None,
        author: device::Id::try_from("sato").ok(),
        decided_at: None,
    }
}

#[test]
fn a_component_without_identifiers_is_possibly_meant_and_the_reason_is_said() {
    let found = found(&component("Phillips", "IntelliVue MX 40", "B.06.10"), &[]);
    let [(priority, code, what)] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!((*priority, *code), (Priority::Undecided, "vulnerability/possible-by-name"));
    for word in ["A-1", "CVE-2017-9657, CVE-2017-9658", "strong", "philips", "mx40", "< B.06.18"] {
        assert!(what.contains(word), "{word}: {what}");
    }
}

#[test]
fn a_fixed_version_another_maker_and_a_package_url_are_left_alone() {
    assert!(found(&component("Philips", "IntelliVue MX40", "B.06.18"), &[]).is_empty());
    assert!(found(&component("Nihon Kohden", "IntelliVue MX40", "B.06.10"), &[]).is_empty());
    let named = Component { purls: vec!["pkg:npm/intellivue@1".into()], ..component("Philips", "IntelliVue MX40", "") };
    assert!(found(&named, &[]).is_empty());
}

#[test]
fn a_confirmed_pair_is_no_longer_only_possible() {
    let found = found(&component("Philips", "IntelliVue MX 40", "B.06.10"), &[answer(true, None)]);
    assert_eq!(found[0].1, "vulnerability/confirmed-by-name");
    assert!(found[0].2.contains("sato"), "{}", found[0].2);
}

#[test]
fn a_pair_answered_no_is_set_aside_and_stays_listed() {
    let ours = component("Philips", "IntelliVue MX 40", "B.06.10");
    let [(priority, code, _)] = found(&ours, &[answer(false, None)])[..] else { panic!("not listed") };
    assert_eq!((priority, code), (Priority::Note, "vulnerability/another-product-by-answer"));
    assert_eq!(found(&ours, &[answer(false, Some("B.05"))])[0].1, "vulnerability/possible-by-name");
    assert_eq!(found(&ours, &[answer(false, None), answer(true, None)])[0].1, "vulnerability/confirmed-by-name");
}

#[test]
fn without_advisories_nothing_is_collected() {
    let held = Held::default();
    let mut names = ByName::new(&held);
    names.take(&Item::Component(&component("Philips", "IntelliVue MX40", "")));
    assert!(names.asked.is_empty() && names.ask(&held, &[]).unwrap().is_empty());
}

fn rated(id: &'static str, tenths: u8) -> Advisory<'static> {
    let rating = Rating { scoring: Scoring::Cvss31, vector: "".into(), tenths: Some(tenths), scorer: "x".into() };
    Advisory { id: id.into(), ratings: vec![rating], ..Advisory::default() }
}

#[test]
fn what_is_known_exploited_is_told_first_then_the_higher_score_and_both_are_said() {
    let monitor = ["Philips", "IntelliVue MX40", "vers:all/*"];
    let ids = ["A-1/CVE-2020-0001", "A-2/CVE-2020-0002", "A-3/CVE-2020-0003", "A-4/CVE-2020-0004"];
    let exploited = Advisory {
        id: "CVE-2020-0003".into(),
        exploited: Some(Exploited { listed: None, ransomware: false }),
        ..Advisory::default()
    };
    let held = Held::default()
        .part("CSAF", false, Some(1), ids.map(|id| advisory(id, monitor)).into())
        .fresh("KEV", vec![exploited])
        .fresh("NVD", vec![rated("CVE-2020-0001", 51), rated("CVE-2020-0002", 98)]);
    let mut names = ByName::new(&held);
    names.take(&Item::Component(&component("Philips", "IntelliVue MX40", "B.06.10")));
    let named = names.ask(&held, &[]).unwrap();
    let told: Vec<(&str, String)> = named.iter().map(|one| (one.advisory.as_str(), one.weight.say())).collect();
    let expected = [("A-3", "KEV"), ("A-2", "CVSS 9.8"), ("A-1", "CVSS 5.1"), ("A-4", "")];
    assert_eq!(told, expected.map(|(id, words)| (id, words.to_owned())));
    let what = |nth: usize| named[nth].finding.detail.say(Lang::Ja).what;
    assert!(what(0).contains("CVE-2020-0003 [KEV]") && what(1).contains("CVE-2020-0002 [CVSS 9.8]"));
    assert!(what(3).contains("（CVE-2020-0004）"), "nothing is said of what nobody rated: {}", what(3));
}
