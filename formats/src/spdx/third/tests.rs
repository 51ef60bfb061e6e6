use super::read;
use crate::spdx::tests::told;
use proptest::prelude::*;

fn document(elements: &str) -> String {
    format!(
        r#"{{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [{elements},
        {{"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1", "created": "2026-01-02T03:04:05Z", "createdBy": ["a"]}},
        {{"type": "Organization", "spdxId": "a", "name": "Maker"}}]}}"#
    )
}

fn expect(elements: &str, wanted: &str) {
    let text = document(elements);
    let mut lines: Vec<String> = told(|each| read(text.as_bytes(), each)).lines().map(str::to_owned).collect();
    lines.retain(|line| !line.starts_with("3.0.1") && line != "author Maker");
    assert_eq!(lines.join("\n"), wanted, "{elements}");
}

#[test]
fn a_package_is_read_with_all_its_identifiers() {
    expect(
        r#"{"type": "software_Package", "spdxId": "p", "name": "zlib", "software_packageVersion": "1.3",
            "software_packageUrl": "pkg:generic/zlib@1.3", "externalIdentifier": [
            {"type": "ExternalIdentifier", "externalIdentifierType": "packageUrl", "identifier": "pkg:generic/zlib@1.3"},
            {"type": "ExternalIdentifier", "externalIdentifierType": "cpe23", "identifier": "cpe:2.3:a:zlib:zlib:1.3"}],
            "verifiedUsing": [{"type": "Hash", "algorithm": "md5", "hashValue": "00"}]}"#,
        "zlib 1.3 pkg:generic/zlib@1.3 cpe:2.3:a:zlib:zlib:1.3 md5=00",
    );
}

#[test]
fn suppliers_and_licences_stand_in_other_elements() {
    expect(
        r#"{"type": "Relationship", "from": "p", "relationshipType": "hasDeclaredLicense", "to": ["l"]},
            {"type": "software_Package", "spdxId": "p", "name": "zlib", "suppliedBy": "a"},
            {"type": "simplelicensing_LicenseExpression", "spdxId": "l", "simplelicensing_licenseExpression": "Zlib"}"#,
        "zlib Zlib by Maker",
    );
    expect(
        r#"{"type": "Relationship", "from": "p", "relationshipType": "hasConcludedLicense",
            "to": ["https://spdx.org/rdf/3.0.1/terms/Licensing/NoAssertionLicense"]},
            {"type": "software_Package", "spdxId": "p", "name": "zlib", "originatedBy": ["a"]}"#,
        "zlib by Maker",
    );
}

#[test]
fn identifiers_that_are_elements_of_their_own_are_followed() {
    expect(
        r#"{"type": "ExternalIdentifier", "spdxId": "i", "externalIdentifierType": "purl", "identifier": "pkg:nuget/A@1"},
            {"type": "software_Package", "spdxId": "p", "name": "A", "externalIdentifier": ["i"], "suppliedBy": "o",
            "verifiedUsing": ["h"]}, {"type": "Organization", "spdxId": "o", "name": "Organization: Maker"},
            {"type": "Element", "spdxId": "n", "name": "NOASSERTION"},
            {"from": "p", "to": ["n"], "relationshipType": "HAS_DECLARED_LICENSE", "type": "Relationship"},
            {"from": "p", "to": ["q"], "relationshipType": "DEPENDS_ON", "type": "Relationship"}"#,
        "A pkg:nuget/A@1 by Maker\np depends-on q",
    );
}

#[test]
fn the_level_of_support_and_its_end_are_properties() {
    expect(
        r#"{"type": "software_Package", "name": "zlib", "supportLevel": ["limitedSupport"],
            "validUntilTime": "2030-01-01T00:00:00Z"}"#,
        "zlib spdx:supportLevel=limitedSupport spdx:validUntilTime=2030-01-01T00:00:00Z",
    );
}

#[test]
fn the_root_of_the_bill_is_the_subject() {
    expect(
        r#"{"type": "SpdxDocument", "spdxId": "d", "creationInfo": "_:c", "rootElement": ["b"]},
            {"type": "software_Sbom", "spdxId": "b", "rootElement": ["p"], "software_sbomType": ["build"]},
            {"type": "software_Package", "spdxId": "p", "name": "pump", "software_primaryPurpose": "firmware"},
            {"type": "software_Package", "spdxId": "q", "name": "rtos"}"#,
        "rtos\nsubject pump Firmware",
    );
}

#[test]
fn files_relationships_builds_and_statements_are_told_apart() {
    expect(
        r#"{"type": "software_File", "spdxId": "f", "name": "a.bin"},
            {"type": "LifecycleScopedRelationship", "from": "p", "relationshipType": "hasBuildTool", "to": ["q", "r"]},
            {"type": "build_Build", "spdxId": "x"}, {"type": "security_VexNotAffectedVulnAssessmentRelationship"},
            {"type": "software_Snippet", "name": "s"}"#,
        "a.bin File\np has-build-tool q\np has-build-tool r\nbuild\nstatement",
    );
}

#[test]
fn completeness_of_what_something_holds_is_read_as_in_spdx_2() {
    let relation = |kind: &str, word: &str, to: &str| {
        format!(
            r#"{{"type": "Relationship", "from": "p", "relationshipType": "{kind}", "completeness": "{word}", "to": ["{to}"]}}"#
        )
    };
    expect(&relation("contains", "incomplete", "q"), "Incomplete p\np contains q");
    expect(&relation("dependsOn", "noAssertion", "q"), "Unknown p\np depends-on q");
    expect(&relation("hasStaticLink", "complete", "q"), "Complete p\np static-link q");
    expect(&relation("usesTool", "incomplete", "q"), "p uses-tool q");
    let none = "https://spdx.org/rdf/3.0.1/terms/Core/NoAssertionElement";
    expect(&relation("contains", "", none), "p contains NOASSERTION\nUnknown p");
}

#[test]
fn elements_that_are_defined_elsewhere_are_told() {
    expect(
        r#"{"type": "SpdxDocument", "spdxId": "d", "import": [{"type": "ExternalMap", "externalSpdxId": "x", "locationHint": "h"}]}"#,
        "Element x h",
    );
}

#[test]
fn a_patched_package_is_known_as_such() {
    expect(
        r#"{"type": "software_Package", "spdxId": "p", "name": "zlib"},
            {"type": "Relationship", "from": "p", "relationshipType": "patchedBy", "to": ["f"]}"#,
        "zlib patched\np patched-by f",
    );
}

#[test]
fn defects_are_told_and_lose_nothing() {
    expect(r#"7, {"type": "software_Package", "name": "a"}"#, "a\n@graph: NotAComponent");
    expect(r#"{"type": "software_Package"}"#, "\nname: Missing");
    expect(
        r#"{"type": "software_Package", "name": "a", "software_primaryPurpose": "x"}"#,
        "a\nsoftware_primaryPurpose: NotAllowed { value: \"x\" }",
    );
    let text = document(r#"{"type": "software_Package", "name": "a"}, {"type": "software_Package", "name": "b""#);
    let cut = &text[..text.find(r#"b""#).unwrap() + 2];
    let said = told(|each| read(cut.as_bytes(), each));
    assert!(said.starts_with("a\nb\n"), "{said}");
    assert!(said.contains("Broken"), "{said}");
}

#[test]
fn a_document_without_a_graph_is_its_own_element() {
    let text = r#"{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "type": "software_Package", "name": "a",
        "creationInfo": {"type": "CreationInfo", "specVersion": "3.0.1", "created": "2026-01-01T00:00:00Z"}}"#;
    assert_eq!(told(|each| read(text.as_bytes(), each)), "a\n3.0.1  2026-01-01T00:00:00Z");
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        read(&bytes, &mut |_| {});
    }

    #[test]
    fn a_damaged_document_is_survived(cut in 0usize..2000, flip in any::<u8>()) {
        let mut bytes = document(
            r#"{"type": ["software_Package"], "spdxId": "p", "name": "a", "externalIdentifier": [{"identifier": "x"}],
            "suppliedBy": ["a"], "supportLevel": "support", "verifiedUsing": [{"algorithm": "md5"}]},
            {"type": "Relationship", "from": "p", "to": "q", "relationshipType": "hasDeclaredLicense"}"#,
        ).into_bytes();
        let at = cut % bytes.len();
        bytes[at] = flip;
        read(&bytes, &mut |_| {});
        read(&bytes[..at], &mut |_| {});
    }
}
