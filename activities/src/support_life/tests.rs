use super::SupportLives;
use crate::scan::tests::held::Held;
use device::{ItemMatch, SupportItem};
use formats::support_life;
use sbom::{Component, Kind};
use terms::{Day, Lang, Place, Priority, When};
use vulnerability::Advisory;

const LIST: &str = r#"{"date": "2026-11-01", "products": [{"product": "pumpos", "title": "PumpOS",
    "identifiers": [{"purl": "pkg:generic/pumpos"}, {"cpe": "cpe:/o:aster:pumpos"}],
    "releases": [{"releaseCycle": "3", "eol": false}, {"releaseCycle": "3.1", "eoas": "2026-01-01", "eol": "2027-01-01"},
        {"releaseCycle": "2", "eol": "2025-01-01"}]}]}"#;

fn held() -> Held {
    let mut records = Vec::new();
    support_life::read(LIST.as_bytes(), &mut |record| {
        let affected = record.affected.clone();
        let owned = record.clone().into_owned();
        let own = |affected: &vulnerability::Affected<'_>| {
            let name = match &affected.name {
                vulnerability::Name::Package { name, .. } => vulnerability::Name::Package {
                    ecosystem: "purl".into(),
                    release: "".into(),
                    name: name.clone().into_owned().into(),
                },
                vulnerability::Name::Cpe { part, .. } => vulnerability::Name::Cpe {
                    part: *part,
                    vendor: "aster".into(),
                    product: "pumpos".into(),
                    rest: "".into(),
                },
                vulnerability::Name::Labelled { .. } => panic!("a list names no labels"),
            };
            let low = affected.intervals[0].low.as_ref().unwrap();
            let low = versions::Bound::new(versions::Scheme::Generic, low.text.clone().into_owned(), true);
            vulnerability::Affected {
                intervals: vec![versions::Interval { low: Some(low), high: None }],
                ..vulnerability::Affected::of(name, affected.scheme)
            }
        };
        records.push(Advisory { affected: affected.iter().map(own).collect(), ..owned });
    });
    Held::default().part("EOL", true, Some(1), records)
}

fn component(purl: &'static str, version: &'static str) -> Component<'static> {
    Component {
        name: "pumpos".into(),
        version: version.into(),
        kind: Kind::Library,
        purls: vec![purl.into()],
        ..Component::default()
    }
}

fn found(component: &Component<'_>, item: Option<&SupportItem>) -> Vec<(Priority, String)> {
    let held = held();
    let mut lives = SupportLives::new(&held);
    lives.take(component, item);
    let findings = lives.findings(&held, Day::parse("2026-11-24").unwrap()).unwrap();
    findings.iter().map(|finding| (finding.priority, finding.detail.say(Lang::En).what)).collect()
}

fn item(end: &str) -> SupportItem {
    SupportItem {
        place: Place::default(),
        matches: ItemMatch::default(),
        provenance: None,
        owner: None,
        modified: None,
        backported: None,
        change_note: None,
        level_of_support: None,
        requirement: None,
        end_of_support: When::parse(end),
        other_watch: None,
        justification: None,
        conditions: Vec::new(),
    }
}

#[test]
fn the_longest_cycle_that_the_version_begins_with_proposes() {
    let told = found(&component("pkg:generic/pumpos@3.1.4", ""), None);
    assert_eq!(told.len(), 1);
    assert_eq!(told[0].0, Priority::Note);
    assert!(
        told[0].1.starts_with("pumpos: proposed level of support limited; end of support 2027-01-01 (PumpOS 3.1"),
        "{told:?}"
    );
    let told = found(&component("pkg:generic/pumpos", "3.2"), None);
    assert!(told[0].1.contains("actively-maintained; no end of support is set (PumpOS 3,"), "{told:?}");
}

#[test]
fn what_has_ended_is_a_thing_to_do() {
    let told = found(&component("pkg:generic/pumpos@2.9", ""), None);
    assert_eq!(told[0].0, Priority::Attention);
}

#[test]
fn what_is_confirmed_is_not_proposed_and_a_promise_beyond_the_list_is_told() {
    assert_eq!(found(&component("pkg:generic/pumpos@3.1.4", ""), Some(&item("2027-01-01"))), []);
    let told = found(&component("pkg:generic/pumpos@2.9", ""), Some(&item("2030-01-01")));
    assert!(told[0].1.contains("support is stated until 2030-01-01"), "{told:?}");
    assert_eq!(found(&component("pkg:generic/pumpos@2.9", ""), Some(&item("2025-01-01"))), []);
}

#[test]
fn a_version_of_no_cycle_or_another_product_proposes_nothing() {
    assert_eq!(found(&component("pkg:generic/pumpos@4.0", ""), None), []);
    assert_eq!(found(&component("pkg:generic/other@3.1", ""), None), []);
}
