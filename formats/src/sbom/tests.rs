use super::{Detected, decode, detect, read};
use crate::defect::Wrong;
use proptest::prelude::*;
use sbom::Item;
use terms::Lang;

fn expect(text: impl AsRef<[u8]>, wanted: Detected) {
    assert_eq!(detect(&decode(text.as_ref())), wanted, "{}", String::from_utf8_lossy(text.as_ref()));
}

#[test]
fn what_is_read_is_recognised() {
    expect(r#"{"bomFormat": "CycloneDX"}"#, Detected::CycloneDxJson);
    expect("\u{feff} {\"components\": [], \"specVersion\": \"1.4\"}", Detected::CycloneDxJson);
    expect(r#"<bom xmlns="http://cyclonedx.org/schema/bom/1.4">"#, Detected::CycloneDxXml);
    expect(r#"{"files": [], "packages": [{}], "spdxVersion": "SPDX-2.3"}"#, Detected::SpdxJson);
    expect(r#"{"sbom": {"SPDXID": "SPDXRef-DOCUMENT"}}"#, Detected::SpdxJson);
    expect("# made by a tool\nSPDXVersion: SPDX-2.2\n", Detected::SpdxTagValue);
    expect(r#"<rdf:RDF xmlns:spdx="http://spdx.org/rdf/terms#">"#, Detected::SpdxRdf);
    expect("<Document><SPDXID>x</SPDXID></Document>", Detected::SpdxXml);
    expect("SPDXID: x\nspdxVersion: SPDX-2.3\n", Detected::SpdxYaml);
    expect(r#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": []}"#, Detected::Spdx3Json);
    expect("name,version\n", Detected::PartsList);
}

#[test]
fn what_is_not_read_is_named() {
    expect("", Detected::Empty);
    expect(" \n", Detected::Empty);
    expect("<SoftwareIdentity>", Detected::Swid);
    expect("<html>", Detected::OtherXml);
    expect(r#"{"@context": "https://openvex.dev/ns/v0.2.0"}"#, Detected::Advisory);
    expect(r#"{"document": {"category": "csaf_vex", "csaf_version": "2.0"}}"#, Detected::Advisory);
    expect(r#"{"_type": "x", "predicateType": "https://spdx.dev/Document", "predicate": {}}"#, Detected::Attestation);
    expect(r#"{"lockfileVersion": 3, "packages": {}}"#, Detected::OtherJson);
    expect("[]", Detected::OtherJson);
    expect("{", Detected::OtherJson);
    expect(b"PK\x03\x04....[Content_Types].xml", Detected::Spreadsheet);
    expect(b"PK\x03\x04....bom.json", Detected::Archive);
    expect(b"\x1f\x8b\x08", Detected::Archive);
    expect(b"Teil,St\xfcck\n", Detected::NotUtf8);
    expect(b"\x7fELF\x00", Detected::Binary);
    expect("Dear all, the list follows.", Detected::OtherText);
}

#[test]
fn sixteen_bit_text_is_decoded() {
    let text = r#"{"bomFormat": "CycloneDX", "components": [{"name": "部品"}]}"#;
    let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    assert_eq!(decode(&little).as_ref(), text.as_bytes());
    assert_eq!(decode(&big).as_ref(), text.as_bytes());
    assert_eq!(decode(&[b"\xff\xfe".as_slice(), &little].concat()).as_ref(), text.as_bytes());
    assert_eq!(decode(&[b"\xfe\xff".as_slice(), &big].concat()).as_ref(), text.as_bytes());
    assert_eq!(decode(b"\xff\xfeA").as_ref(), "\u{fffd}".as_bytes());
    assert_eq!(detect(&[b"\xff\xfe".as_slice(), &little].concat()), Detected::Utf16);
}

#[test]
fn japanese_spreadsheets_and_xml_in_other_encodings_are_decoded() {
    expect(b"\x95\x94\x95i\x96\xbc,\x94\xc5\n", Detected::PartsList);
    assert_eq!(decode(b"\x95\x94\x95i\x96\xbc,\x94\xc5\n").as_ref(), "部品名,版\n".as_bytes());
    // Accents of Western Europe fit Shift_JIS by chance, and are left as they are.
    assert_eq!(decode(b"name,supplier\na,Soci\xe9t\xe9\n").as_ref(), b"name,supplier\na,Soci\xe9t\xe9\n");
    let latin = b"<?xml version='1.0' encoding='ISO-8859-1'?><a>\xe9</a>";
    assert!(decode(latin).ends_with("<a>é</a>".as_bytes()));
    assert!(decode(b"<?xml version='1.0'?><a>\xe9</a>").ends_with("<a>\u{fffd}</a>".as_bytes()));
}

#[test]
fn another_format_gives_one_defect_that_says_so_in_both_languages() {
    let mut items = 0;
    let bytes = b"<SoftwareIdentity name='a'/>";
    let defects = read(bytes, &mut |_| items += 1);
    assert_eq!(items, 0);
    assert_eq!(defects.kept()[0].wrong, Wrong::OtherFormat { detected: Detected::Swid });
    assert!(defects.is_broken());
    let finding = &defects.findings("bom.xml", bytes)[0];
    assert_eq!(finding.code(), "input/other-format");
    assert!(finding.detail.say(Lang::En).what.contains("SWID"));
    assert!(finding.detail.say(Lang::Ja).next.contains("JSON"));
}

#[test]
fn each_format_is_read_through_the_one_door() {
    let count = |text: &str| {
        let mut names = Vec::new();
        read(text.as_bytes(), &mut |item| {
            if let Item::Component(part) = item {
                names.push(part.name.to_string());
            }
        });
        names.join(" ")
    };
    assert_eq!(count(r#"{"bomFormat": "CycloneDX", "components": [{"name": "a"}]}"#), "a");
    assert_eq!(count(r#"{"spdxVersion": "SPDX-2.3", "packages": [{"name": "a"}]}"#), "a");
    assert_eq!(count("SPDXVersion: SPDX-2.3\nPackageName: a"), "a");
    assert_eq!(count("name;version\na;1"), "a");
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        read(&decode(&bytes), &mut |_| {});
    }

    #[test]
    fn any_json_like_text_is_survived(text in r#"\{("sbom"|"packages"|"components"|"@context"|"document"|[\[\]{}",: 1a]){0,60}"#) {
        read(text.as_bytes(), &mut |_| {});
    }
}
