//! The same document in every form of SPDX 2 gives the same.

use super::tests::told;
use super::{json, rdf, xml, yaml};
use proptest::prelude::*;

const JSON: &str = r#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "documentNamespace": "urn:d",
    "creationInfo": {"created": "2026-01-02T03:04:05Z", "creators": ["Tool: t-1", "Organization: Maker"]},
    "relationships": [{"spdxElementId": "SPDXRef-DOCUMENT", "relatedSpdxElement": "SPDXRef-p", "relationshipType": "DESCRIBES"},
    {"spdxElementId": "SPDXRef-p", "relatedSpdxElement": "SPDXRef-z", "relationshipType": "DEPENDS_ON"}],
    "packages": [{"SPDXID": "SPDXRef-p", "name": "pump", "versionInfo": "4", "primaryPackagePurpose": "FIRMWARE"},
    {"SPDXID": "SPDXRef-z", "name": "zlib", "versionInfo": "1.3", "supplier": "Organization: Z",
    "licenseDeclared": "Zlib", "licenseConcluded": "NOASSERTION", "validUntilDate": "2030-01-01T00:00:00Z",
    "checksums": [{"algorithm": "MD5", "checksumValue": "00"}], "externalRefs": [{"referenceCategory": "PACKAGE-MANAGER",
    "referenceType": "purl", "referenceLocator": "pkg:generic/zlib@1.3"}]}]}"#;

const XML: &str = r#"<?xml version="1.0"?><Document><spdxVersion>SPDX-2.3</spdxVersion><SPDXID>SPDXRef-DOCUMENT</SPDXID>
    <documentNamespace>urn:d</documentNamespace><creationInfo><created>2026-01-02T03:04:05Z</created>
    <creators>Tool: t-1</creators><creators>Organization: Maker</creators></creationInfo>
    <packages><SPDXID>SPDXRef-p</SPDXID><name>pump</name><versionInfo>4</versionInfo>
    <primaryPackagePurpose>FIRMWARE</primaryPackagePurpose></packages>
    <packages><SPDXID>SPDXRef-z</SPDXID><name>zlib</name><versionInfo>1.3</versionInfo><supplier>Organization: Z</supplier>
    <licenseDeclared>Zlib</licenseDeclared><licenseConcluded>NOASSERTION</licenseConcluded>
    <validUntilDate>2030-01-01T00:00:00Z</validUntilDate>
    <checksums><algorithm>MD5</algorithm><checksumValue>00</checksumValue></checksums>
    <externalRefs><referenceCategory>PACKAGE-MANAGER</referenceCategory><referenceType>purl</referenceType>
    <referenceLocator>pkg:generic/zlib@1.3</referenceLocator></externalRefs></packages>
    <relationships><spdxElementId>SPDXRef-DOCUMENT</spdxElementId><relationshipType>DESCRIBES</relationshipType>
    <relatedSpdxElement>SPDXRef-p</relatedSpdxElement></relationships>
    <relationships><spdxElementId>SPDXRef-p</spdxElementId><relationshipType>DEPENDS_ON</relationshipType>
    <relatedSpdxElement>SPDXRef-z</relatedSpdxElement></relationships></Document>"#;

const YAML: &str = r#"spdxVersion: SPDX-2.3
SPDXID: SPDXRef-DOCUMENT
documentNamespace: urn:d
creationInfo:
  created: 2026-01-02T03:04:05Z
  creators: ['Tool: t-1', 'Organization: Maker']
packages:
- SPDXID: SPDXRef-p
  name: pump
  versionInfo: '4'
  primaryPackagePurpose: FIRMWARE
- SPDXID: SPDXRef-z
  name: zlib
  versionInfo: '1.3'
  supplier: 'Organization: Z'
  licenseDeclared: Zlib
  licenseConcluded: NOASSERTION
  validUntilDate: 2030-01-01T00:00:00Z
  checksums:
  - {algorithm: MD5, checksumValue: '00'}
  externalRefs:
  - {referenceType: purl, referenceLocator: 'pkg:generic/zlib@1.3'}
relationships:
- {spdxElementId: SPDXRef-DOCUMENT, relatedSpdxElement: SPDXRef-p, relationshipType: DESCRIBES}
- {spdxElementId: SPDXRef-p, relatedSpdxElement: SPDXRef-z, relationshipType: DEPENDS_ON}
"#;

const RDF: &str = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:spdx="http://spdx.org/rdf/terms#"
    xmlns:doap="http://usefulinc.com/ns/doap#"><spdx:SpdxDocument rdf:about="urn:d#SPDXRef-DOCUMENT">
    <spdx:specVersion>SPDX-2.3</spdx:specVersion><spdx:creationInfo><spdx:CreationInfo>
    <spdx:created>2026-01-02T03:04:05Z</spdx:created><spdx:creator>Tool: t-1</spdx:creator>
    <spdx:creator>Organization: Maker</spdx:creator></spdx:CreationInfo></spdx:creationInfo>
    <spdx:relationship><spdx:Relationship><spdx:relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_describes"/>
    <spdx:relatedSpdxElement><spdx:Package rdf:about="urn:d#SPDXRef-p"><spdx:name>pump</spdx:name>
    <spdx:versionInfo>4</spdx:versionInfo><spdx:primaryPackagePurpose rdf:resource="http://spdx.org/rdf/terms#purpose_firmware"/>
    <spdx:relationship><spdx:Relationship><spdx:relationshipType rdf:resource="http://spdx.org/rdf/terms#relationshipType_dependsOn"/>
    <spdx:relatedSpdxElement><spdx:Package rdf:about="urn:d#SPDXRef-z"><doap:homepage>x</doap:homepage>
    <spdx:name>zlib</spdx:name><spdx:versionInfo>1.3</spdx:versionInfo><spdx:supplier>Organization: Z</spdx:supplier>
    <spdx:licenseDeclared rdf:resource="http://spdx.org/licenses/Zlib"/>
    <spdx:licenseConcluded rdf:resource="http://spdx.org/rdf/terms#noassertion"/>
    <spdx:validUntilDate>2030-01-01T00:00:00Z</spdx:validUntilDate>
    <spdx:checksum><spdx:Checksum><spdx:algorithm rdf:resource="http://spdx.org/rdf/terms#checksumAlgorithm_md5"/>
    <spdx:checksumValue>00</spdx:checksumValue></spdx:Checksum></spdx:checksum>
    <spdx:externalRef><spdx:ExternalRef><spdx:referenceType rdf:resource="http://spdx.org/rdf/references/purl"/>
    <spdx:referenceLocator>pkg:generic/zlib@1.3</spdx:referenceLocator></spdx:ExternalRef></spdx:externalRef>
    </spdx:Package></spdx:relatedSpdxElement></spdx:Relationship></spdx:relationship></spdx:Package>
    </spdx:relatedSpdxElement></spdx:Relationship></spdx:relationship></spdx:SpdxDocument></rdf:RDF>"#;

/// The lines in any order: the forms say things in different ones. RDF names no namespace apart.
fn sorted(told: &str) -> Vec<String> {
    let mut lines: Vec<String> = told.lines().map(|line| line.replace("2.3 urn:d ", "2.3  ")).collect();
    lines.sort();
    lines
}

#[test]
fn every_form_gives_what_json_gives() {
    let wanted = sorted(&told(|each| json::read(JSON.as_bytes(), each)));
    assert!(wanted.iter().any(|line| line.starts_with("zlib 1.3 pkg:generic/zlib@1.3")), "{wanted:?}");
    assert!(wanted.iter().any(|line| line.starts_with("subject pump 4 Firmware")), "{wanted:?}");
    assert_eq!(sorted(&told(|each| xml::read(XML.as_bytes(), each))), wanted);
    assert_eq!(sorted(&told(|each| yaml::read(YAML.as_bytes(), each))), wanted);
    assert_eq!(sorted(&told(|each| rdf::read(RDF.as_bytes(), each))), wanted);
}

#[test]
fn licences_of_rdf_are_put_together() {
    let set = r#"<spdx:licenseDeclared><spdx:DisjunctiveLicenseSet>
        <spdx:member rdf:resource="http://spdx.org/licenses/MIT"/><spdx:member><spdx:ListedLicense
        rdf:about="http://spdx.org/licenses/GPL-2.0-only"><spdx:licenseText>long</spdx:licenseText></spdx:ListedLicense>
        </spdx:member></spdx:DisjunctiveLicenseSet></spdx:licenseDeclared>"#;
    let text = RDF.replace(r#"<spdx:licenseDeclared rdf:resource="http://spdx.org/licenses/Zlib"/>"#, set);
    let said = told(|each| rdf::read(text.as_bytes(), each));
    assert!(said.contains("(GPL-2.0-only OR MIT)"), "{said}");
}

#[test]
fn a_document_that_breaks_off_gives_what_stood_before() {
    let cut = |text: &'static str| &text[..text.rfind("pkg:generic").unwrap()];
    let xml = told(|each| xml::read(cut(XML).as_bytes(), each));
    assert!(xml.contains("zlib 1.3") && xml.contains("Broken"), "{xml}");
    let rdf = told(|each| rdf::read(cut(RDF).as_bytes(), each));
    assert!(rdf.contains("zlib 1.3") && rdf.contains("Broken"), "{rdf}");
    let yaml = told(|each| yaml::read(b"spdxVersion: SPDX-2.3\npackages:\n- name: a\n- name: [", each));
    assert!(yaml.contains('a') && yaml.contains("Broken"), "{yaml}");
}

#[test]
fn what_is_not_asserted_is_read_in_every_form() {
    let json = r#"{"spdxVersion": "SPDX-2.3", "relationships": [{"spdxElementId": "SPDXRef-p", "relatedSpdxElement": "NOASSERTION",
        "relationshipType": "CONTAINS"}], "externalDocumentRefs": [{"externalDocumentId": "DocumentRef-x", "spdxDocument": "urn:x"}]}"#;
    let xml = "<Document><spdxVersion>SPDX-2.3</spdxVersion><relationships><spdxElementId>SPDXRef-p</spdxElementId>
        <relatedSpdxElement>NOASSERTION</relatedSpdxElement><relationshipType>CONTAINS</relationshipType></relationships>
        <externalDocumentRefs><externalDocumentId>DocumentRef-x</externalDocumentId><spdxDocument>urn:x</spdxDocument>
        </externalDocumentRefs></Document>";
    let yaml = "spdxVersion: SPDX-2.3\nrelationships:\n- {spdxElementId: SPDXRef-p, relatedSpdxElement: NOASSERTION, \
        relationshipType: CONTAINS}\nexternalDocumentRefs:\n- {externalDocumentId: DocumentRef-x, spdxDocument: 'urn:x'}\n";
    let tags = "SPDXVersion: SPDX-2.3\nExternalDocumentRef: DocumentRef-x urn:x SHA1: 00\n\
        Relationship: SPDXRef-p CONTAINS NOASSERTION\n";
    let rdf = r#"<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://spdx.org/rdf/terms#"><SpdxDocument>
        <specVersion>SPDX-2.3</specVersion><externalDocumentRef><ExternalDocumentRef><externalDocumentId>DocumentRef-x</externalDocumentId>
        <spdxDocument rdf:resource="urn:x"/></ExternalDocumentRef></externalDocumentRef><describesPackage><Package rdf:about="d#SPDXRef-p">
        <relationship><Relationship><relationshipType rdf:resource="t#relationshipType_contains"/>
        <relatedSpdxElement rdf:resource="http://spdx.org/rdf/terms#noassertion"/></Relationship></relationship></Package>
        </describesPackage></SpdxDocument></rdf:RDF>"#;
    let sorted = |text: String| {
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        lines
    };
    let wanted = ["Document DocumentRef-x urn:x", "SPDXRef-p contains NOASSERTION", "Unknown SPDXRef-p"];
    assert_eq!(sorted(told(|each| json::read(json.as_bytes(), each))), wanted);
    assert_eq!(sorted(told(|each| xml::read(xml.as_bytes(), each))), wanted);
    assert_eq!(sorted(told(|each| yaml::read(yaml.as_bytes(), each))), wanted);
    assert_eq!(sorted(told(|each| super::tag_value::read(tags.as_bytes(), each))), wanted);
    assert_eq!(sorted(told(|each| rdf::read(rdf.as_bytes(), each))), wanted);
}

#[test]
fn a_version_without_quotes_in_yaml_is_told() {
    let text = "spdxVersion: SPDX-2.3\npackages:\n- {name: a, versionInfo: 1.1}\n- {name: b, versionInfo: '1.1'}\n- {name: c, versionInfo: 1.10}\n";
    let said = told(|each| yaml::read(text.as_bytes(), each));
    assert_eq!(said, "a 1.1\nb 1.1\nc 1.10\nversionInfo: NumberAsVersion { value: \"1.1\" }");
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        xml::read(&bytes, &mut |_| {});
        yaml::read(&bytes, &mut |_| {});
        rdf::read(&bytes, &mut |_| {});
    }

    #[test]
    fn a_damaged_document_is_survived(cut in 0usize..4000, flip in any::<u8>()) {
        for text in [XML, YAML, RDF] {
            let mut bytes = text.as_bytes().to_vec();
            let at = cut % bytes.len();
            bytes[at] = flip;
            for damaged in [&bytes[..], &bytes[..at]] {
                xml::read(damaged, &mut |_| {});
                yaml::read(damaged, &mut |_| {});
                rdf::read(damaged, &mut |_| {});
            }
        }
    }
}
