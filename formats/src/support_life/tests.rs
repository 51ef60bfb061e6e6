use super::{name_of_cpe, name_of_purl, read};
use vulnerability::{Name, Until};

const LIST: &str = r#"{"source": "x", "date": "2026-08-22", "products": [{"product": "pumpos", "title": "PumpOS", "category": "os",
    "identifiers": [{"repology": "pumpos"}, {"purl": "pkg:generic/PumpOS"}, {"cpe": "cpe:/o:aster:pumpos"}, {"cpe": "cpe:2.3:o:aster:pumpos"}, {"purl": "nonsense"}],
    "releases": [{"releaseCycle": "3.1", "releaseDate": "2024-01-01", "eoas": "2026-01-01", "eol": "2027-01-01", "eoes": false, "latest": "3.1.9"},
        {"releaseCycle": "2.9", "releaseDate": "2020-01-01", "eol": true}]}, {"title": "no name", "releases": []}]}"#;

#[test]
fn each_cycle_is_a_record_under_the_identifiers_of_its_product() {
    let mut seen = Vec::new();
    let about = read(LIST.as_bytes(), &mut |record| {
        let life = record.support.clone().unwrap();
        assert_eq!(record.affected.len(), 2);
        seen.push(format!("{} {} {:?}", record.id, record.title, life.security));
    });
    let day = Until::On(terms::Day::parse("2027-01-01").unwrap());
    assert_eq!(seen, [format!("pumpos/3.1 PumpOS 3.1 {day:?}"), "pumpos/2.9 PumpOS 2.9 Ended".to_owned()]);
    assert_eq!(about.stated.unwrap().day().to_string(), "2026-08-22");
    assert_eq!(about.defects.count(), 2, "a package URL that is none and a product without a name are told");
}

#[test]
fn identifiers_meet_whatever_they_leave_out() {
    let purl = |text: &str| name_of_purl(text);
    assert_eq!(purl("pkg:npm/%40angular/core@1?x=y"), purl("pkg:npm/@angular/core"));
    assert!(matches!(name_of_cpe("cpe:2.3:a:openssl:openssl:3.0.1"), Some(Name::Cpe { part: 'a', .. })));
    assert_eq!(name_of_cpe("cpe:2.3:a:openssl:openssl:3.0.1"), name_of_cpe("cpe:/a:openssl:openssl"));
}

proptest::proptest! {
    #[test]
    fn any_change_of_a_list_is_survived(at in 0..LIST.len(), with: u8) {
        let mut bytes = LIST.as_bytes().to_vec();
        bytes[at] = with;
        read(&bytes, &mut |_| {});
    }

    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>) {
        read(&bytes, &mut |_| {});
    }

    #[test]
    fn any_identifier_is_survived(text in "(cpe:2.3:|cpe:/|pkg:)?\\PC{0,40}") {
        let _ = (name_of_cpe(&text), name_of_purl(&text));
    }
}
