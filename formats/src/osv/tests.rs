use super::read;
use crate::defect::Wrong;
use proptest::prelude::*;
use versions::Scheme;
use vulnerability::{Advisory, Name, Scoring, State};

/// Reads text and shows something of each record, then how many defects there were.
fn show(text: &str, what: impl Fn(&Advisory<'_>) -> String) -> (Vec<String>, usize) {
    let mut shown = Vec::new();
    let defects = read(text.as_bytes(), &mut |record| shown.push(what(record)));
    (shown, defects.count())
}

/// Each affected entry as `ecosystem|release|name|scheme|intervals|versions|unread`.
fn affected(entry: &str, expected: &str) {
    let text = format!(r#"{{"id":"X-1","affected":[{entry}]}}"#);
    let (shown, _) = show(&text, |record| {
        let entries = record.affected.iter().map(|entry| {
            let Name::Package { ecosystem, release, name } = &entry.name else { panic!("no package") };
            let scheme = entry.scheme.map_or("none", Scheme::name);
            let counts = format!("{}|{}|{}", entry.intervals.len(), entry.versions.len(), entry.unread_ranges);
            format!("{ecosystem}|{release}|{name}|{scheme}|{counts}")
        });
        entries.collect::<Vec<_>>().join(" ")
    });
    assert_eq!(shown, [expected], "{entry}");
}

const RANGE: &str = r#""events":[{"introduced":"0"},{"fixed":"2.0.0"}]"#;

#[test]
fn what_a_record_says_is_read() {
    let text = r#"{"schema_version":"1.7.0","id":"PUMP-1","aliases":["CVE-2026-1"],"related":["A-1"],"upstream":["B-1"],
        "published":"2026-01-02T00:00:00Z","modified":"2026-01-03T00:00:00Z","summary":"Pump overflows",
        "severity":[{"type":"CVSS_V3","score":"CVSS:3.0/AV:N"},{"type":"CVSS_V3","score":"CVSS:3.1/AV:N"},
        {"type":"Ubuntu","score":"high"},{"type":"CVSS_V4","score":"CVSS:4.0/AV:N"}],"later_field":{"x":[1]}}"#;
    let (shown, defects) = show(text, |record| {
        assert_eq!(record.related, ["A-1", "B-1"]);
        let scoring: Vec<Scoring> = record.ratings.iter().map(|rating| rating.scoring).collect();
        assert_eq!(scoring, [Scoring::Cvss30, Scoring::Cvss31, Scoring::Cvss4]);
        assert!(record.ratings.iter().all(|rating| rating.scorer == "PUMP" && rating.tenths.is_none()));
        let dates = [record.published, record.modified].map(|date| date.unwrap().day().to_string()).join(" ");
        format!("{} {:?} {} {dates}", record.id, record.aliases, record.title)
    });
    assert_eq!(shown, [r#"PUMP-1 ["CVE-2026-1"] Pump overflows 2026-01-02 2026-01-03"#]);
    assert_eq!(defects, 0);
}

#[test]
fn a_withdrawn_record_is_given_as_withdrawn() {
    let state = |text: &str| show(text, |record| format!("{:?}", record.state)).0;
    assert_eq!(state(r#"{"id":"X","withdrawn":"2026-01-01T00:00:00Z"}"#), [format!("{:?}", State::Withdrawn)]);
    assert_eq!(state(r#"{"id":"X","withdrawn":null}"#), ["Published"]);
    assert_eq!(state(r#"{"id":"X","withdrawn":"some day"}"#), ["Published"]);
    let at = |day: &str| terms::Instant::parse(day).unwrap();
    let ahead = r#"{"id":"X","withdrawn":"2026-06-01T00:00:00Z"}"#;
    let on = |day: &str| show(ahead, |record| format!("{:?}", record.state_at(at(day)))).0;
    assert_eq!((on("2026-05-31"), on("2026-06-02")), (vec!["Published".to_owned()], vec!["Withdrawn".to_owned()]));
}

#[test]
fn the_details_make_a_title_when_there_is_no_summary() {
    let title = |text: &str| show(text, |record| record.title.to_string()).0;
    assert_eq!(title(r#"{"details":"Reads\n past the end","id":"X"}"#), ["Reads past the end"]);
    assert_eq!(title(r#"{"details":["no text"],"id":"X"}"#), [""]);
}

#[test]
fn a_range_with_an_order_becomes_intervals() {
    let python =
        format!(r#"{{"package":{{"ecosystem":"PyPI","name":"A.b__C"}},"ranges":[{{{RANGE},"type":"ECOSYSTEM"}}]}}"#);
    affected(&python, "PyPI||a-b-c|pep440|1|0|0");
    let rust =
        format!(r#"{{"ranges":[{{"type":"SEMVER",{RANGE}}}],"package":{{"name":"A_b","ecosystem":"crates.io"}}}}"#);
    affected(&rust, "crates.io||A_b|semver|1|0|0");
    let other =
        format!(r#"{{"package":{{"ecosystem":"SwiftURL","name":"x"}},"ranges":[{{"type":"SEMVER",{RANGE}}}]}}"#);
    affected(&other, "SwiftURL||x|semver|1|0|0");
}

#[test]
fn a_range_without_an_order_is_counted_and_not_lost() {
    let debian =
        format!(r#"{{"package":{{"ecosystem":"Nowhere:12","name":"x"}},"ranges":[{{"type":"ECOSYSTEM",{RANGE}}}]}}"#);
    affected(&debian, "Nowhere|12|x|none|0|0|1");
    let commits = format!(
        r#"{{"package":{{"ecosystem":"Go","name":"x"}},"ranges":[{{"type":"GIT",{RANGE}}}],"versions":["1"]}}"#
    );
    // Beside versions a commit range says the same again; alone it is all there is.
    affected(&commits, "Go||x|go|0|1|0");
    let alone = format!(r#"{{"package":{{"ecosystem":"Go","name":"x"}},"ranges":[{{"type":"GIT",{RANGE}}}]}}"#);
    affected(&alone, "Go||x|go|0|0|1");
    affected(r#"{"package":{"ecosystem":"Go","name":"x"},"ranges":[{"type":"SEMVER","events":[]}]}"#, "Go||x|go|0|0|1");
    affected(r#"{"package":{"ecosystem":"Go","name":"x"},"ranges":"all"}"#, "Go||x|go|0|0|1");
    affected(
        r#"{"package":{"ecosystem":"Go","name":"x"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"ended":"1"}]}]}"#,
        "Go||x|go|0|0|1",
    );
}

#[test]
fn neither_ranges_nor_versions_is_every_version() {
    affected(r#"{"package":{"ecosystem":"PyPI","name":"x"}}"#, "PyPI||x|pep440|0|0|0");
}

#[test]
fn a_record_about_commits_only_names_its_repository() {
    let commits = format!(r#"{{"ranges":[{{"type":"GIT","repo":"https://example.org/pump.git",{RANGE}}}]}}"#);
    affected(&commits, "GIT||example.org/pump|none|1|0|0");
}

#[test]
fn the_ends_of_a_commit_range_are_kept_as_written() {
    let text = r#"{"id":"X-1","affected":[{"ranges":[{"type":"GIT","repo":"https://github.com/Aster/Pump.git",
        "events":[{"introduced":"aa"},{"fixed":"bb"},{"fixed":"cc"},{"introduced":"dd"}]}],"versions":["v1.0"]}]}"#;
    let (shown, _) = show(text, |record| {
        let affected = &record.affected[0];
        let Name::Package { ecosystem, name, .. } = &affected.name else { panic!("no package") };
        let intervals: Vec<String> = affected.intervals.iter().map(vulnerability::spell).collect();
        format!("{ecosystem} {name} {} {:?}", intervals.join(" or "), affected.versions)
    });
    assert_eq!(shown, ["GIT github.com/aster/pump >= aa, < bb or >= aa, < cc or >= dd [\"v1.0\"]"]);
}

#[test]
fn an_entry_without_a_package_is_noted_and_the_rest_is_read() {
    let mut names = Vec::new();
    let text = br#"{"id":"X","affected":[{"versions":["1"]},{"package":{"ecosystem":"Go","name":"x"}}]}"#;
    let defects = read(text, &mut |record| names.push(record.affected.len()));
    assert_eq!(names, [1]);
    assert_eq!((&*defects.kept()[0].field, &defects.kept()[0].wrong), ("affected.package", &Wrong::Missing));
}

#[test]
fn records_come_alone_one_a_line_or_as_a_list() {
    let ids = |text: &str| show(text, |record| record.id.to_string());
    assert_eq!(ids("{\"id\":\"A\"}\n{\"id\":\"B\"}\n"), (vec!["A".into(), "B".into()], 0));
    assert_eq!(ids(r#"[{"id":"A"},{"id":"B"}]"#), (vec!["A".into(), "B".into()], 0));
}

#[test]
fn no_id_or_no_end_gives_no_record() {
    let ids = |text: &str| show(text, |record| record.id.to_string());
    assert_eq!(ids(r#"{"modified":"2026-01-01T00:00:00Z"}"#), (vec![], 1));
    assert_eq!(ids(r#"{"id":"A","affected":["#), (vec![], 1));
}

#[test]
fn of_a_field_that_stands_twice_the_first_counts() {
    assert_eq!(show(r#"{"id":"A","id":"B"}"#, |record| record.id.to_string()), (vec!["A".into()], 1));
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>) {
        read(&bytes, &mut |_| {});
    }

    #[test]
    fn broken_records_are_survived(cut in 0usize..200, noise: Vec<u8>) {
        let whole = br#"{"id":"X","severity":[{"type":"CVSS_V2","score":"AV:N"}],"affected":[{"package":{"ecosystem":"Go","name":"x"},"ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}]}]}"#;
        let mut bytes = whole[..cut.min(whole.len())].to_vec();
        bytes.extend(noise);
        read(&bytes, &mut |_| {});
    }
}
