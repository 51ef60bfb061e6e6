use super::read;
use vulnerability::{Affected, Name};

const TRACKER: &str = r#"{"pumpd": {
    "CVE-2026-1000": {"description": "Reads past\n the end", "debianbug": 7, "scope": "remote", "releases": {
        "bookworm": {"status": "resolved", "repositories": {"bookworm": "1.2-1"}, "fixed_version": "1:1.2-3+deb12u1", "urgency": "high"},
        "trixie": {"status": "open", "urgency": "unimportant", "nodsa": "Minor issue", "nodsa_reason": ""},
        "bullseye": {"status": "resolved", "fixed_version": "0"},
        "sid": {"status": "undetermined"}}},
    "TEMP-0000000-ABCDEF": {"releases": {"forky": {"status": "resolved", "fixed_version": "<unfixed>"}}}},
  "other": {"CVE-2026-1000": {"releases": {}}}}"#;

fn shown(affected: &Affected<'_>) -> String {
    let Name::Package { ecosystem, release, name } = &affected.name else { panic!("no package") };
    let intervals: Vec<String> = affected.intervals.iter().map(vulnerability::spell).collect();
    let denies = if affected.denies { " denied" } else { "" };
    format!("{ecosystem}:{release} {name} {}{denies} unread {}", intervals.join(" "), affected.unread_ranges)
}

#[test]
fn each_package_and_vulnerability_is_a_record_with_a_statement_for_each_release() {
    let mut seen = Vec::new();
    let defects = read(TRACKER.as_bytes(), &mut |record| {
        let affected: Vec<String> = record.affected.iter().map(shown).collect();
        seen.push(format!("{} {:?} {} {}", record.id, record.aliases, record.title, affected.join(", ")));
    });
    assert_eq!(
        seen,
        [
            "CVE-2026-1000/pumpd [\"CVE-2026-1000\"] Reads past the end Debian:12 pumpd < 1:1.2-3+deb12u1 unread 0, \
             Debian:13 pumpd * unread 0, Debian:11 pumpd  denied unread 0, Debian:sid pumpd  unread 1",
            "TEMP-0000000-ABCDEF/pumpd [\"TEMP-0000000-ABCDEF\"]  Debian:14 pumpd  unread 1",
            "CVE-2026-1000/other [\"CVE-2026-1000\"]  ",
        ]
    );
    assert_eq!(defects.count(), 1, "what is neither open nor fixed in a version is told");
}

#[test]
fn the_tracker_is_told_by_its_shape() {
    assert!(super::looks_like(TRACKER.as_bytes()));
    assert!(!super::looks_like(br#"{"pumpd": {"CVE-2026-1000": {"x": 1}}}"#));
    assert!(!super::looks_like(br#"{"pumpd": {"name": {"releases": {}}}}"#));
}

proptest::proptest! {
    #[test]
    fn any_change_of_the_tracker_is_survived(at in 0..TRACKER.len(), with: u8) {
        let mut bytes = TRACKER.as_bytes().to_vec();
        bytes[at] = with;
        read(&bytes, &mut |_| {});
        super::looks_like(&bytes);
    }

    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>) {
        read(&bytes, &mut |_| {});
    }
}
