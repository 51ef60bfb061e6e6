use super::{json, tag_value};
use crate::defect::Defects;
use proptest::prelude::*;
use sbom::{Component, Document, Item, OutsideKind};

/// Everything a document gives, as text: packages and files, relations, the document, defects.
pub(super) fn told(read: impl FnOnce(&mut dyn FnMut(Item<'_, '_>)) -> Defects) -> String {
    let mut lines = Vec::new();
    let defects = read(&mut |item| match item {
        Item::Component(part) => lines.push(shown(part)),
        Item::Relation(relation) => lines.push(format!("{} {} {}", relation.from, relation.kind, relation.to)),
        Item::Statement => lines.push("statement".to_owned()),
        Item::Composition(said) => lines.push(format!("{:?} {}", said.completeness, said.about)),
        Item::Build => lines.push("build".to_owned()),
        Item::Held(_) => {}
        // What it is said to describe is told by the subject.
        Item::Outside(outside) if outside.kind == OutsideKind::Element && outside.target.is_empty() => {}
        Item::Outside(outside) => lines.push(format!("{:?} {} {}", outside.kind, outside.name, outside.target)),
        Item::Document(document) => about(document, &mut lines),
    });
    lines.extend(defects.kept().iter().map(|defect| format!("{}: {:?}", defect.field, defect.wrong)));
    lines.join("\n")
}

fn about(document: &Document<'_>, lines: &mut Vec<String>) {
    if let Some(subject) = &document.subject {
        lines.push(format!("subject {}", shown(subject)));
    }
    for (word, texts) in [("author", &document.authors), ("tool", &document.tools)] {
        lines.extend(texts.iter().map(|text| format!("{word} {text}")));
    }
    if !document.created.is_empty() {
        lines.push(format!("{} {} {}", document.format_version, document.serial, document.created));
    }
}

fn shown(part: &Component<'_>) -> String {
    let mut words = vec![part.name.to_string(), part.version.to_string()];
    words.push(if part.kind == sbom::Kind::Library { String::new() } else { format!("{:?}", part.kind) });
    words
        .extend([&part.purls, &part.cpes, &part.swhids, &part.licences].into_iter().flatten().map(ToString::to_string));
    words.extend(part.hashes.iter().map(|hash| format!("{}={}", hash.algorithm, hash.value)));
    words.extend(part.properties.iter().map(|(name, value)| format!("{name}={value}")));
    words.push(if part.supplier.is_empty() { String::new() } else { format!("by {}", part.supplier) });
    words.push(if part.patched { "patched".to_owned() } else { String::new() });
    words.retain(|word| !word.is_empty());
    words.join(" ")
}

fn expect_json(fields: &str, wanted: &str) {
    let text = format!(r#"{{"spdxVersion": "SPDX-2.3", {fields}}}"#);
    assert_eq!(told(|each| json::read(text.as_bytes(), each)), wanted, "{fields}");
}

fn package(fields: &str, wanted: &str) {
    expect_json(&format!(r#""packages": [{{"name": "zlib", "SPDXID": "z", {fields}}}]"#), wanted);
}

fn expect_tags(lines: &str, wanted: &str) {
    let text = format!("SPDXVersion: SPDX-2.3\n{lines}");
    assert_eq!(told(|each| tag_value::read(text.as_bytes(), each)), wanted, "{lines}");
    let windows = text.replace('\n', "\r\n");
    assert_eq!(told(|each| tag_value::read(windows.as_bytes(), each)), wanted, "{lines} with CRLF");
}

#[test]
fn identifiers_are_read_however_their_category_is_spelt() {
    let purl = r#""externalRefs": [{"referenceCategory": "CAT", "referenceType": "purl", "referenceLocator": "pkg:generic/z@1"}]"#;
    for category in ["PACKAGE-MANAGER", "PACKAGE_MANAGER", "OTHER"] {
        package(&purl.replace("CAT", category), "zlib pkg:generic/z@1");
    }
    package(
        r#""externalRefs": [{"referenceType": "http://spdx.org/rdf/references/cpe23Type", "referenceLocator": "cpe:2.3:a:z:z"},
           {"referenceType": "cpe22Type", "referenceLocator": "cpe:/a:z:z"}, {"referenceType": "advisory"}]"#,
        "zlib cpe:2.3:a:z:z cpe:/a:z:z",
    );
}

#[test]
fn supplier_and_licence_are_given_when_they_are_asserted() {
    package(r#""supplier": "Organization: Maker", "originator": "Person: P""#, "zlib by Maker");
    package(r#""supplier": "NOASSERTION", "originator": "Person: P (p@example.org)""#, "zlib by P (p@example.org)");
    package(r#""licenseDeclared": "MIT", "licenseConcluded": "Zlib""#, "zlib Zlib MIT");
    package(r#""licenseDeclared": "MIT", "licenseConcluded": "NOASSERTION""#, "zlib MIT");
    package(r#""licenseDeclared": "NONE", "licenseConcluded": "NONE""#, "zlib");
}

#[test]
fn the_purpose_gives_the_kind() {
    package(r#""primaryPackagePurpose": "OPERATING-SYSTEM""#, "zlib OperatingSystem");
    package(r#""primaryPackagePurpose": "SOURCE""#, "zlib");
    package(r#""primaryPackagePurpose": "X""#, "zlib\nprimaryPackagePurpose: NotAllowed { value: \"X\" }");
}

const TWO: &str = r#""packages": [{"name": "pump", "SPDXID": "p"}, {"name": "rtos", "SPDXID": "r"}]"#;

#[test]
fn the_one_described_package_is_the_subject_wherever_that_is_said() {
    expect_json(&format!(r#"{TWO}, "documentDescribes": ["p"]"#), "rtos\nsubject pump");
    expect_json(
        &format!(
            r#"{TWO}, "relationships": [{{"spdxElementId": "SPDXRef-DOCUMENT", "relatedSpdxElement": "p",
                 "relationshipType": "DESCRIBES"}}]"#
        ),
        "SPDXRef-DOCUMENT describes p\nrtos\nsubject pump",
    );
}

#[test]
fn no_package_is_lost_when_it_is_not_sure_which_one_is_described() {
    expect_json(TWO, "pump\nrtos");
    expect_json(&format!(r#"{TWO}, "documentDescribes": ["p", "r"]"#), "pump\nrtos");
    expect_json(&format!(r#"{TWO}, "documentDescribes": ["q"]"#), "pump\nrtos");
    expect_json(r#""documentDescribes": ["z"], "packages": [{"name": "z", "SPDXID": "z"}]"#, "z\nsubject z");
}

#[test]
fn files_are_components_that_are_no_software() {
    expect_json(
        r#""files": [{"fileName": "./a.c", "SPDXID": "f", "checksums": [{"algorithm": "SHA1", "checksumValue": "0"}]}]"#,
        "./a.c File SHA1=0",
    );
}

#[test]
fn a_patch_that_was_applied_marks_its_package() {
    expect_json(
        &format!(
            r#"{TWO}, "relationships": [{{"spdxElementId": "x", "relatedSpdxElement": "r",
                 "relationshipType": "PATCH_APPLIED"}}]"#
        ),
        "x patch-applied r\npump\nrtos patched",
    );
}

#[test]
fn the_wrapper_of_a_code_host_is_read_through() {
    let text = r#"{"sbom": {"spdxVersion": "SPDX-2.3", "packages": [{"name": "a"}], "documentNamespace": "n",
                   "creationInfo": {"created": "2024-01-01T00:00:00Z"}}}"#;
    assert_eq!(told(|each| json::read(text.as_bytes(), each)), "a\n2.3 n 2024-01-01T00:00:00Z");
}

#[test]
fn defects_are_told_and_lose_nothing() {
    package(r#""name": "b""#, "zlib\nname: DuplicateKey");
    package(r#""versionInfo": 7"#, "zlib 7\nversionInfo: NumberAsVersion { value: \"7\" }");
    expect_json(r#""packages": [{"SPDXID": "a"}]"#, "\nname: Missing");
    expect_json(r#""packages": "none""#, "packages: WrongType { expected: \"an array\" }");
    let cut = r#"{"spdxVersion": "SPDX-2.9", "packages": [{"name": "a"}, {"name": "b", "#;
    assert_eq!(
        told(|each| json::read(cut.as_bytes(), each)),
        "a\nb\nspdxVersion: UnknownVersion { version: \"2.9\" }\n: Broken { expected: \"a key or `}`\" }"
    );
}

#[test]
fn bytes_that_belong_to_nothing_cost_one_package_and_a_broken_list_hides_its_own_rest_alone() {
    let text = |first: &[u8]| {
        let packages = [br#"{"spdxVersion": "SPDX-2.3", "packages": [{"name": "a","#, first].concat();
        [&packages, br#""versionInfo": "1"}, {"name": "b"}], "files": [{"fileName": "c"}]}"#.as_slice()].concat()
    };
    let told_of = |bytes: &[u8]| told(|each| json::read(bytes, each));
    let stray = text(b" \xff\xfe ");
    assert_eq!(told_of(&stray), "c File\na\nb\npackages: EntrySkipped { byte: 55, not_utf8: true }");
    let key = text(br#""comment" "x","#);
    assert_eq!(told_of(&key), "c File\na\npackages: ListBroken { expected: \"`:`\" }");
}

#[test]
fn a_field_in_other_case_or_number_hides_what_it_holds() {
    expect_json(r#""Packages": [{"name": "a"}]"#, "Packages: AlmostKnown { known: \"packages\" }");
    package(r#""VersionInfo": "1", "homepage": "x""#, "zlib\nVersionInfo: AlmostKnown { known: \"versionInfo\" }");
    let text = r#"{"spdxVersion": "SPDX-2.3", "package": []}"#;
    assert!(json::read(text.as_bytes(), &mut |_| {}).is_broken());
}

#[test]
fn tags_are_read_in_any_order_with_long_values() {
    expect_tags(
        "Created: 2024-01-01T00:00:00Z\nDocumentNamespace: n\n# a comment\n\nPackageName: zlib\nPackageComment: <text>one\n\
         PackageName: not this\n</text>\nPackageVersion: 1.3\nPackageLicenseDeclared: MIT\nPackageSupplier: Organization: S\n\
         PackageLicenseConcluded: <text>Zlib</text>\nPackageChecksum: SHA1: 00\nPrimaryPackagePurpose: FIRMWARE\n\
         ExternalRef: PACKAGE-MANAGER purl pkg:generic/zlib@1.3\nExternalRefComment: x\n\
         ExternalRef: SECURITY cpe23Type cpe:2.3:a:z:z\n",
        "zlib 1.3 Firmware pkg:generic/zlib@1.3 cpe:2.3:a:z:z Zlib MIT SHA1=00 by S\n2.3 n 2024-01-01T00:00:00Z",
    );
}

#[test]
fn tags_tell_the_subject_and_files() {
    expect_tags(
        "SPDXID: SPDXRef-DOCUMENT\nPackageName: pump\nSPDXID: p\nPackageName: rtos\nSPDXID: r\nFileName: a.c\nSPDXID: f\n\
         FileChecksum: SHA1: 0\nSnippetSPDXID: s\nSnippetName: x\nRelationship: SPDXRef-DOCUMENT DESCRIBES p\n\
         LicenseID: LicenseRef-1\nExtractedText: <text>y</text>\n",
        "rtos\na.c File SHA1=0\nSPDXRef-DOCUMENT describes p\nsubject pump",
    );
}

#[test]
fn lines_that_are_no_tags_are_told() {
    expect_tags("PackageName: a\nthis is no tag\n", "a\nline: NotAllowed { value: \"this is no tag\" }");
    expect_tags("PackageName: a\nPackageComment: <text>x\n", "a\n<text>: Broken { expected: \"`</text>`\" }");
    expect_tags("PackageName: a\nPackageChecksum: 00\n", "a\nchecksum: NotAllowed { value: \"00\" }");
    expect_tags(
        "PackageName: a\nExternalRef: X purl zlib\n",
        "a zlib\npurl: BadIdentifier { kind: \"purl\", value: \"zlib\" }",
    );
}

#[test]
fn a_tag_said_again_does_not_replace_the_first() {
    expect_tags("PackageName: a\nPackageVersion: 1\nPackageVersion: 2\n", "a 1\nPackageVersion: DuplicateKey");
    expect_tags(
        "PackageName: a\nSPDXID: x\nPackageVersion: 99\nPackagename: b\nSPDXID: y\nPackageVersion: 1\nPackageName: c\n\
         PackageVersion: 3\n",
        "a 99\nc 3\nPackagename: AlmostKnown { known: \"PackageName\" }\nSPDXID: DuplicateKey\nPackageVersion: DuplicateKey",
    );
    expect_tags("SPDXVersion: SPDX-2.2\nPackageName: a\n", "a\nSPDXVersion: DuplicateKey");
}

#[test]
fn a_tag_that_is_not_known_is_told_once() {
    expect_tags("PackageName: a\nColour: red\nColour: blue\nReviewer: Person: x\n", "a\nColour: UnknownTag");
    let hides = |text: &str| tag_value::read(text.as_bytes(), &mut |_| {}).is_broken();
    assert!(!hides("SPDXVersion: SPDX-2.3\nColour: red\nPackageHomepage: x\n"));
    assert!(hides("SPDXVersion: SPDX-2.3\nPackagename: a\n"));
}

#[test]
fn a_word_repeated_on_one_endless_line_costs_one_pass() {
    let text = "DESCRIBES ".repeat(200_000);
    tag_value::read(text.as_bytes(), &mut |_| {});
    tag_value::read("Relationship: <text>\n".repeat(20_000).as_bytes(), &mut |_| {});
}

#[test]
fn bytes_that_are_no_utf8_are_replaced_and_told() {
    let text = b"SPDXVersion: SPDX-2.3\nPackageName: a\xff\n";
    assert_eq!(told(|each| tag_value::read(text, each)), "a\u{fffd}\n: BadUtf8");
}

#[test]
fn a_relationship_to_nothing_or_to_something_unknown_speaks_of_completeness() {
    let related = |kind: &str, to: &str| {
        format!(
            r#""relationships": [{{"spdxElementId": "z", "relationshipType": "{kind}", "relatedSpdxElement": "{to}"}}]"#
        )
    };
    expect_json(&related("DEPENDS_ON", "NOASSERTION"), "z depends-on NOASSERTION\nUnknown z");
    expect_json(&related("CONTAINS", "NONE"), "z contains NONE\nComplete z");
    expect_json(&related("GENERATED_FROM", "NOASSERTION"), "z generated-from NOASSERTION");
    expect_tags("Relationship: z DEPENDS_ON NOASSERTION", "z depends-on NOASSERTION\nUnknown z");
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        json::read(&bytes, &mut |_| {});
        tag_value::read(&bytes, &mut |_| {});
    }

    #[test]
    fn lines_like_tags_are_survived(text in "((PackageName|FileName|SPDXID|Relationship|ExternalRef|PackageChecksum|SPDXVersion|LicenseID): ?(<text>|</text>|DESCRIBES| |a|:|é)*[\r\n]{1,2}){0,12}") {
        tag_value::read(text.as_bytes(), &mut |_| {});
    }

    #[test]
    fn a_damaged_document_is_survived(cut in 0usize..2000, flip in any::<u8>()) {
        let mut bytes = format!(r#"{{"spdxVersion": "SPDX-2.3", "documentDescribes": ["p"], {TWO}, "files": [{{"fileName": "f"}}],
            "relationships": [{{"spdxElementId": "x", "relatedSpdxElement": "r", "relationshipType": "CONTAINS"}}]}}"#).into_bytes();
        let at = cut % bytes.len();
        bytes[at] = flip;
        json::read(&bytes, &mut |_| {});
        json::read(&bytes[..at], &mut |_| {});
    }
}
