use super::read;
use proptest::prelude::*;

#[test]
fn the_catalogue_is_read_with_its_date_and_count() {
    let text = r#"{"catalogVersion":"1","dateReleased":"2026-08-25T17:04:19.9Z","count":2,"vulnerabilities":[
        {"cveID":"CVE-1","vulnerabilityName":"Pump Overflow","dateAdded":"2026-08-01","knownRansomwareCampaignUse":"Known"},
        {"dateAdded":"2026-08-01"},
        {"cveID":"CVE-2","dateAdded":"soon","knownRansomwareCampaignUse":"Unknown"}]}"#;
    let mut seen = Vec::new();
    let catalogue = read(text.as_bytes(), &mut |record| {
        let exploited = record.exploited.as_ref().unwrap();
        let listed = exploited.listed.map_or("never".to_owned(), |day| day.to_string());
        seen.push(format!("{} {} {listed} {}", record.id, record.title, exploited.ransomware));
    });
    assert_eq!(seen, ["CVE-1 Pump Overflow 2026-08-01 true", "CVE-2  never false"]);
    assert_eq!(catalogue.released.unwrap().to_string(), "2026-08-25T17:04:19Z");
    assert_eq!((catalogue.count, catalogue.defects.count()), (Some(2), 2));
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>) {
        read(&bytes, &mut |_| {});
    }
}
