use super::read;
use vulnerability::Name;

const DATABASE: &str = r#"{"apkurl": "{{urlprefix}}/{{pkg.name}}.apk", "archs": ["x86_64"], "reponame": "main", "packages": [
    {"pkg": {"name": "pumpd", "secfixes": {"1.2.3-r1": ["CVE-2026-1000 XSA-252", "CVE-2026-1001 (+ regression)"],
        "1.2.3-r4": ["CVE-2026-1000"], "0": ["CVE-2026-1002"], "7.4.0-r0": {}, "soon": ["CVE-2026-1003"]}}},
    {"pkg": {"secfixes": {"1": ["CVE-2026-1"]}}}], "distroversion": "v3.20"}"#;

#[test]
fn each_fix_is_a_record_of_its_package_and_release() {
    let mut seen = Vec::new();
    let defects = read(DATABASE.as_bytes(), &mut |record| {
        let [affected] = record.affected.as_slice() else { panic!("one statement") };
        let Name::Package { ecosystem, release, name } = &affected.name else { panic!("no package") };
        let intervals: Vec<String> = affected.intervals.iter().map(vulnerability::spell).collect();
        let (intervals, denies, unread) = (intervals.join(" or "), affected.denies, affected.unread_ranges);
        seen.push(format!(
            "{} {:?} {ecosystem}:{release} {name} {intervals} {denies} {unread}",
            record.id, record.aliases
        ));
    });
    assert_eq!(
        seen,
        [
            "CVE-2026-1000/pumpd/v3.20-main [\"CVE-2026-1000\", \"XSA-252\"] Alpine:v3.20 pumpd < 1.2.3-r1 or < 1.2.3-r4 false 0",
            "CVE-2026-1001/pumpd/v3.20-main [\"CVE-2026-1001\"] Alpine:v3.20 pumpd < 1.2.3-r1 false 0",
            "CVE-2026-1002/pumpd/v3.20-main [\"CVE-2026-1002\"] Alpine:v3.20 pumpd  true 0",
            "CVE-2026-1003/pumpd/v3.20-main [\"CVE-2026-1003\"] Alpine:v3.20 pumpd  false 1",
        ]
    );
    assert_eq!(defects.count(), 2, "a version without a place and a package without a name are told");
}

proptest::proptest! {
    #[test]
    fn any_change_of_a_database_is_survived(at in 0..DATABASE.len(), with: u8) {
        let mut bytes = DATABASE.as_bytes().to_vec();
        bytes[at] = with;
        read(&bytes, &mut |_| {});
    }

    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>) {
        read(&bytes, &mut |_| {});
    }
}
