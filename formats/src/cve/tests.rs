use super::read;
use proptest::prelude::*;
use vulnerability::{Advisory, Name, Scoring, State};

fn one(text: &str, check: impl Fn(&Advisory<'_>)) {
    let mut count = 0;
    let defects = read(text.as_bytes(), &mut |record| {
        count += 1;
        check(record);
    });
    assert_eq!((count, defects.count()), (1, 0), "{:?}", defects.kept());
}

const WHOLE: &str = r#"{"dataType":"CVE_RECORD","dataVersion":"5.1","containers":{
    "adp":[{"metrics":[{"cvssV3_1":{"vectorString":"CVSS:3.1/AV:N","baseScore":9.8}},{"other":{"content":{"options":[
        {"Exploitation":"active"},{"Automatable":"yes"},{"Technical Impact":"total"}]},"type":"ssvc"}},
        {"other":{"type":"kev","content":{"dateAdded":"2026-01-01"}}}],"providerMetadata":{"shortName":"CISA-ADP"}}],
    "cna":{"metrics":[{"cvssV4_0":{"baseScore":7.05,"vectorString":"CVSS:4.0/AV:L"}},{"cvssV2_0":{"baseScore":10}}],
        "affected":[{"product":"pump"}],"descriptions":[{"lang":"es","value":"Bomba"},{"lang":"en-US","value":"The pump stops."}],
        "providerMetadata":{"shortName":"acme"}}},
    "cveMetadata":{"cveId":"CVE-2026-1","state":"PUBLISHED","datePublished":"2026-01-02T00:00:00","dateUpdated":"2026-02-03T00:00:00Z"}}"#;

#[test]
fn what_a_record_says_is_read() {
    one(WHOLE, |record| {
        assert_eq!((&*record.id, &*record.title, record.state), ("CVE-2026-1", "The pump stops.", State::Published));
        assert_eq!(record.published.unwrap().day().to_string(), "2026-01-02");
        assert_eq!(record.modified.unwrap().day().to_string(), "2026-02-03");
        assert!(record.affected.is_empty() && record.exploited.is_none());
        assert_eq!(record.unnamed, 1);
    });
}

#[test]
fn each_rating_names_its_scorer_even_when_the_name_comes_last() {
    one(WHOLE, |record| {
        let ratings: Vec<_> = record.ratings.iter().map(|r| (r.scoring, r.tenths, &*r.scorer)).collect();
        let expected = [
            (Scoring::Cvss31, Some(98), "CISA-ADP"),
            (Scoring::Cvss4, Some(71), "acme"),
            (Scoring::Cvss2, Some(100), "acme"),
        ];
        assert_eq!(ratings, expected);
    });
}

#[test]
fn decision_points_are_read() {
    one(WHOLE, |record| {
        let ssvc = record.ssvc.as_ref().unwrap();
        assert_eq!((&*ssvc.exploitation, &*ssvc.automatable, &*ssvc.technical_impact), ("active", "yes", "total"));
    });
}

#[test]
fn a_rejected_record_says_why() {
    let text = r#"{"cveMetadata":{"cveId":"CVE-1","state":"REJECTED"},
        "containers":{"cna":{"rejectedReasons":[{"lang":"en","value":"Never used."}]}}}"#;
    one(text, |record| assert_eq!((record.state, &*record.title), (State::Rejected, "Never used.")));
}

#[test]
fn a_dispute_is_seen_and_a_rejection_weighs_more() {
    let tagged =
        r#"{"containers":{"cna":{"title":"T","tags":["disputed"]}},"cveMetadata":{"cveId":"CVE-1","state":"S"}}"#;
    one(&tagged.replace("\"S\"", "\"PUBLISHED\""), |record| assert_eq!(record.state, State::Disputed));
    one(&tagged.replace("\"S\"", "\"REJECTED\""), |record| assert_eq!(record.state, State::Rejected));
}

/// Names, versions as `=1` and `[1,2)`, unread ranges as `?`, `&` where a hit is possible only.
fn shown(record: &Advisory<'_>) -> String {
    let entries = record.affected.iter().map(|entry| {
        let mut text = match &entry.name {
            Name::Cpe { part, vendor, product, .. } => format!("{part}:{vendor}:{product}"),
            Name::Package { ecosystem, name, .. } => format!("{ecosystem}/{name}"),
            Name::Labelled { .. } => panic!("no identifier"),
        };
        for interval in &entry.intervals {
            let low = interval
                .low
                .as_ref()
                .map_or("(".to_owned(), |b| format!("{}{}", if b.inclusive { '[' } else { '(' }, b.text));
            let high = interval
                .high
                .as_ref()
                .map_or(")".to_owned(), |b| format!("{}{}", b.text, if b.inclusive { ']' } else { ')' }));
            text += &format!(" {low},{high}");
        }
        text += &entry.versions.iter().map(|version| format!(" ={version}")).collect::<String>();
        text + &" ?".repeat(entry.unread_ranges as usize) + if entry.needs_other { " &" } else { "" }
    });
    let mut entries: Vec<_> = entries.collect();
    if record.unnamed > 0 {
        entries.push(format!("{} by words", record.unnamed));
    }
    entries.join("; ")
}

fn container(fields: &str, expected: &str) {
    let text = format!(r#"{{"cveMetadata":{{"cveId":"CVE-1"}},"containers":{{"cna":{{{fields}}}}}}}"#);
    one(&text, |record| assert_eq!(shown(record), expected, "{fields}"));
}

#[test]
fn a_cpe_2_2_uri_names_a_product_too() {
    let fields = r#""cpes":["cpe:/a:v:p"],"versions":[{"version":"1","lessThan":"2","status":"affected","versionType":"semver"}]"#;
    container(&format!(r#""affected":[{{{fields}}}]"#), "a:v:p [1,2)");
}

/// One product with a CPE name.
fn product(fields: &str, expected: &str) {
    container(&format!(r#""affected":[{{"cpes":["cpe:2.3:a:v:p:*:*:*:*:*:*:*:*"],{fields}}}]"#), expected);
}

fn versions(elements: &str, expected: &str) {
    product(&format!(r#""defaultStatus":"unaffected","versions":[{elements}]"#), expected);
}

#[test]
fn affected_versions_and_ranges_are_read() {
    versions(r#"{"version":"1.0","status":"affected"}"#, "a:v:p =1.0");
    versions(r#"{"version":"1.0","status":"affected","lessThan":"1.4","versionType":"semver"}"#, "a:v:p [1.0,1.4)");
    versions(r#"{"version":"0","status":"affected","lessThanOrEqual":"1.4","versionType":"custom"}"#, "a:v:p (,1.4]");
    versions(r#"{"version":"< 5.0","status":"affected"}"#, "a:v:p (,5.0)");
    versions(r#"{"version":"*","status":"affected"}"#, "a:v:p (,)");
}

#[test]
fn a_change_ends_what_is_affected() {
    versions(
        r#"{"version":"1.0","status":"affected","lessThan":"2.*","changes":[{"at":"1.4","status":"unaffected"},
            {"at":"1.6","status":"affected"}]}"#,
        "a:v:p [1.0,1.4) [1.6,3)",
    );
}

#[test]
fn what_is_affected_by_default_has_its_exceptions() {
    product(r#""defaultStatus":"affected""#, "a:v:p (,)");
    product(
        r#""defaultStatus":"affected","versions":[{"version":"2.6.12","status":"affected"},
            {"version":"0","lessThan":"2.6.12","status":"unaffected"},
            {"version":"4.19.1","lessThanOrEqual":"4.19.*","status":"unaffected"},
            {"version":"6.10","lessThanOrEqual":"*","status":"unaffected","versionType":"original_commit_for_fix"}]"#,
        "a:v:p [2.6.12,4.19.1) [4.20,6.10)",
    );
    product(
        r#""defaultStatus":"affected","versions":[{"version":"see advisory","status":"unaffected"}]"#,
        "a:v:p (,) &",
    );
}

#[test]
fn the_first_entry_that_holds_a_version_decides() {
    versions(
        r#"{"version":"1.5","status":"unaffected"},{"version":"1.0","status":"affected","lessThan":"2.0"}"#,
        "a:v:p [1.0,1.5) (1.5,2.0)",
    );
    versions(
        r#"{"version":"1.0","status":"affected","lessThan":"2.0"},{"version":"1.5","status":"unaffected"}"#,
        "a:v:p [1.0,2.0)",
    );
}

#[test]
fn a_record_without_versions_still_names_the_product() {
    product(r#""vendor":"v""#, "a:v:p");
    versions(r#"{"version":"1.0","status":"unaffected"}"#, "");
}

#[test]
fn what_cannot_be_read_is_said() {
    versions(r#"{"version":"n/a","status":"affected"}"#, "a:v:p ?");
    versions(r#"{"version":"1.0","status":"unknown"}"#, "a:v:p ?");
    versions(r#"{"version":"1.0","status":"affected","lessThan":"publication"}"#, "a:v:p ?");
}

#[test]
fn commits_count_where_they_are_all_there_is() {
    let git = r#"{"version":"1da177e4","status":"affected","lessThan":"08bd4c46","versionType":"git"}"#;
    versions(git, "a:v:p ?");
    versions(&format!(r#"{git},{{"version":"1","lessThan":"2","status":"affected"}}"#), "a:v:p [1,2)");
    let cpes = r#""cpes":["cpe:2.3:a:v:p:*:*:*:*:*:*:*:*"],"defaultStatus":"unaffected","versions""#;
    container(
        &format!(
            r#""affected":[{{{cpes}:[{git}]}},{{{cpes}:[{{"version":"1","lessThan":"2","status":"affected"}}]}}]"#
        ),
        "a:v:p [1,2)",
    );
}

#[test]
fn packages_are_named_by_their_collection_or_package_url() {
    let package = |fields: &str, expected: &str| {
        container(
            &format!(r#""affected":[{{{fields},"versions":[{{"version":"1","lessThan":"2","status":"affected"}}]}}]"#),
            expected,
        );
    };
    package(r#""packageName":"My_Pkg","collectionURL":"https://pypi.example/project""#, "PyPI/my-pkg [1,2)");
    package(r#""packageName":"g/a","collectionURL":"https://maven.example/maven2""#, "Maven/g:a [1,2)");
    package(r#""packageURL":"pkg:npm/%40x/y""#, "npm/@x/y [1,2)");
    package(r#""packageName":"p","collectionURL":"https://wordpress.org/plugins""#, "1 by words");
    package(r#""vendor":"v","product":"p""#, "1 by words");
}

#[test]
fn packages_of_a_distribution_are_not_compared_with_its_cpe_name() {
    container(
        r#""affected":[{"cpes":["cpe:2.3:o:redhat:enterprise_linux:8:*:*:*:*:*:*:*"],"packageName":"kernel","defaultStatus":"affected",
            "versions":[{"version":"0:4.18.0-553","lessThan":"*","versionType":"rpm","status":"unaffected"}]}]"#,
        "1 by words",
    );
}

#[test]
fn applicability_by_cpe_is_read_as_the_configurations_of_nvd() {
    container(
        r#""cpeApplicability":[{"nodes":[{"operator":"OR","negate":false,"cpeMatch":[{"vulnerable":true,
            "criteria":"cpe:2.3:a:v:p:*:*:*:*:*:*:*:*","versionStartIncluding":"1","versionEndExcluding":"2"}]}]}]"#,
        "a:v:p [1,2)",
    );
}

#[test]
fn a_cpe_name_with_a_version_of_its_own_is_that_version() {
    container(
        r#""affected":[{"cpes":["cpe:2.3:o:m:w:1703:*:*:*:*:*:*:*"],"versions":[{"version":"10.0.0","lessThan":"publication","status":"affected"}]}]"#,
        "o:m:w =1703",
    );
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>) {
        read(&bytes, &mut |_| {});
    }

    #[test]
    fn broken_records_are_survived(cut in 0usize..1100, noise: Vec<u8>) {
        let mut bytes = WHOLE.as_bytes()[..cut.min(WHOLE.len())].to_vec();
        bytes.extend(noise);
        read(&bytes, &mut |_| {});
    }

    #[test]
    fn a_version_is_affected_as_the_published_rule_says(
        entries in proptest::collection::vec((0u8..9, proptest::option::of(0u8..10), any::<bool>(), 0u8..3), 1..8),
        default in 0u8..3,
    ) {
        let word = |status: u8| ["affected", "unaffected", "unknown"][usize::from(status)];
        let text: Vec<String> = entries.iter().map(|(low, high, inclusive, status)| {
            let end = high.map_or(String::new(), |high| {
                format!(r#","{}":"{}""#, if *inclusive { "lessThanOrEqual" } else { "lessThan" }, high + 1)
            });
            format!(r#"{{"version":"{}","status":"{}"{end}}}"#, low + 1, word(*status))
        }).collect();
        let text = format!(
            r#"{{"cveMetadata":{{"cveId":"CVE-1"}},"containers":{{"cna":{{"affected":[{{"cpes":["cpe:2.3:a:v:p:*:*:*:*:*:*:*:*"],
                "defaultStatus":"{}","versions":[{}]}}]}}}}}}"#, word(default), text.join(","));
        read(text.as_bytes(), &mut |record| {
            for version in 0u8..12 {
                let first = entries.iter().find(|(low, high, inclusive, _)| match high {
                    None => version == low + 1,
                    Some(high) => *low < version && (version <= *high || (*inclusive && version == high + 1)),
                });
                // A run from a later version to an earlier one is a mistake, and decides nothing.
                let wanted = first.map_or(default, |(_, _, _, status)| *status) == 0;
                let version = versions::Version::new(versions::Scheme::Generic, ["0", "1", "2", "3", "4", "5", "6", "7", "8",
                    "9", "10", "11"][usize::from(version)]).unwrap();
                let found = record.affected.iter().any(|entry| {
                    entry.versions.iter().any(|listed| *listed == version.text)
                        || entry.intervals.iter().any(|interval| interval.contains(&version).unwrap_or(wanted))
                });
                assert_eq!(found, wanted, "{} in {text}", version.text);
            }
        });
    }
}
