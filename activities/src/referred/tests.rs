use super::{Elsewhere, References};

/// What each document names and none holds: how many, how many of them may be components, the first names.
fn told(documents: &[&str]) -> Vec<String> {
    let mut references = References::default();
    for text in documents {
        references.document();
        formats::sbom::read(text.as_bytes(), &mut |item| references.take(&item));
    }
    let told = |Elsewhere { count, names, hiding }: Elsewhere| format!("{count} {hiding} {}", names.join(" | "));
    references.finish().into_iter().map(told).collect()
}

fn expect(documents: &[&str], wanted: &[&str]) {
    assert_eq!(told(documents), wanted);
}

fn cyclonedx(fields: &str) -> String {
    format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", {fields}}}"#)
}

fn spdx(fields: &str) -> String {
    format!(r#"{{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", {fields}}}"#)
}

fn spdx3(elements: &str) -> String {
    format!(
        r#"{{"@context": "https://spdx.org/rdf/3.0.1/spdx-context.jsonld", "@graph": [{elements},
        {{"type": "CreationInfo", "@id": "_:c", "specVersion": "3.0.1", "created": "2026-01-02T03:04:05Z"}}]}}"#
    )
}

#[test]
fn a_dependency_that_is_not_in_the_list_is_named() {
    let bom = cyclonedx(
        r#""metadata": {"component": {"name": "pump", "bom-ref": "p"}}, "components": [{"name": "a", "bom-ref": "a"}],
        "dependencies": [{"ref": "p", "dependsOn": ["a", "gone"]}, {"ref": "a", "dependsOn": ["gone", "lost"]}]"#,
    );
    expect(&[&bom], &["2 2 gone | lost"]);
}

#[test]
fn a_dependency_that_stands_before_its_component_is_held() {
    let bom = cyclonedx(
        r#""dependencies": [{"ref": "a", "dependsOn": ["b"]}], "components": [{"name": "a", "bom-ref": "a"},
        {"name": "b", "bom-ref": "b"}]"#,
    );
    expect(&[&bom], &["0 0 "]);
}

#[test]
fn relations_in_a_circle_are_held() {
    let bom = cyclonedx(
        r#""components": [{"name": "a", "bom-ref": "a"}, {"name": "b", "bom-ref": "b"}],
            "dependencies": [{"ref": "a", "dependsOn": ["b", "a"]}, {"ref": "b", "dependsOn": ["a"]}]"#,
    );
    expect(&[&bom], &["0 0 "]);
}

#[test]
fn a_component_without_a_reference_may_be_named_by_its_package_url() {
    let bom = cyclonedx(
        r#""components": [{"name": "a", "purl": "pkg:npm/a@1"}],
        "dependencies": [{"ref": "pkg:npm/a@1", "dependsOn": ["pkg:npm/a@1"]}]"#,
    );
    expect(&[&bom], &["0 0 "]);
}

#[test]
fn a_bill_of_parts_at_another_place_is_named_until_it_is_given_too() {
    let link = "urn:cdx:411dafd2-c29f-491a-97d7-e97de5bc2289/1";
    let bom = cyclonedx(&format!(
        r#""components": [{{"externalReferences": [{{"type": "bom", "url": "{link}"}}, {{"type": "website", "url": "x"}}],
        "name": "os"}}]"#
    ));
    expect(&[&bom], &[&format!("1 1 os ({link})")]);
    let other = cyclonedx(r#""serialNumber": "urn:uuid:411dafd2-c29f-491a-97d7-e97de5bc2289""#);
    expect(&[&bom, &other], &["0 0 ", "0 0 "]);
}

#[test]
fn an_origin_that_only_its_name_tells_is_named() {
    let bom = cyclonedx(
        r#""components": [{"name": "fork", "pedigree": {"ancestors": [{"name": "zlib", "version": "1.2"},
        {"name": "z", "purl": "pkg:generic/z@1"}]}}]"#,
    );
    expect(&[&bom], &["1 1 zlib 1.2 → fork"]);
}

#[test]
fn the_address_of_the_document_itself_hides_nothing() {
    let bom = cyclonedx(
        r#""metadata": {"component": {"name": "pump", "externalReferences": [{"type": "bom", "url": "https://a.b/pump"}]}}"#,
    );
    expect(&[&bom], &["1 0 pump (https://a.b/pump)"]);
}

#[test]
fn a_part_of_another_spdx_document_is_named_until_that_is_given_too() {
    let one = spdx(
        r#""externalDocumentRefs": [{"externalDocumentId": "DocumentRef-os", "spdxDocument": "https://a.b/os"}],
        "packages": [{"name": "a", "SPDXID": "SPDXRef-a"}], "relationships": [{"spdxElementId": "SPDXRef-a",
        "relationshipType": "DEPENDS_ON", "relatedSpdxElement": "DocumentRef-os:SPDXRef-b"}]"#,
    );
    let named = "2 1 DocumentRef-os (https://a.b/os) | DocumentRef-os:SPDXRef-b (https://a.b/os)";
    expect(&[&one], &[named]);
    let os = spdx(r#""documentNamespace": "https://a.b/os", "packages": [{"name": "b", "SPDXID": "SPDXRef-b"}]"#);
    expect(&[&one, &os], &["0 0 ", "0 0 "]);
}

#[test]
fn a_copy_of_another_document_is_named_and_hides_nothing() {
    let one = spdx(
        r#""relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "COPY_OF",
        "relatedSpdxElement": "SPDXRef-x"}, {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "CONTAINS",
        "relatedSpdxElement": "NOASSERTION"}]"#,
    );
    expect(&[&one], &["1 0 SPDXRef-x"]);
}

#[test]
fn what_a_document_is_said_to_describe_and_does_not_hold_is_named() {
    let one = spdx(r#""documentDescribes": ["SPDXRef-x"], "packages": [{"name": "a", "SPDXID": "SPDXRef-a"}]"#);
    expect(&[&one], &["1 1 SPDXRef-x"]);
}

#[test]
fn an_imported_element_of_spdx_3_is_named_unless_it_is_a_maker() {
    let one = spdx3(
        r#"{"type": "SpdxDocument", "spdxId": "urn:d", "import": [{"externalSpdxId": "urn:x", "locationHint": "https://a.b"},
        {"externalSpdxId": "urn:maker"}]}, {"type": "software_Package", "spdxId": "urn:p", "name": "p",
        "suppliedBy": "urn:maker"}, {"type": "Relationship", "spdxId": "urn:r", "from": "urn:p",
        "relationshipType": "dependsOn", "to": ["urn:x", "urn:y"]}"#,
    );
    expect(&[&one], &["2 2 urn:x (https://a.b) | urn:y"]);
    let other = spdx3(
        r#"{"type": "software_Package", "spdxId": "urn:x", "name": "x"},
        {"type": "software_Package", "spdxId": "urn:y", "name": "y"}"#,
    );
    expect(&[&one, &other], &["0 0 ", "0 0 "]);
}
