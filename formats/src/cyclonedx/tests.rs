use super::read;
use crate::defect::{Defects, Wrong};
use crate::sbom::Each;
use proptest::prelude::*;
use sbom::{Component, Document, Item};

/// Everything a document gives, as text: components by offset, relations, statements, the document.
fn told(json: &str) -> String {
    told_by(json.as_bytes(), read)
}

/// The same, by the reader of either form.
pub(super) fn told_by<'a>(bytes: &'a [u8], read: impl FnOnce(&'a [u8], Each<'_, 'a>) -> Defects) -> String {
    let (mut parts, mut others) = (Vec::<Component<'_>>::new(), Vec::new());
    let mut document = Document::default();
    let defects = read(bytes, &mut |item| match item {
        Item::Component(part) => parts.push(part.clone()),
        Item::Relation(relation) => others.push(format!("{} {} {}", relation.from, relation.kind, relation.to)),
        Item::Statement => others.push("statement".to_owned()),
        Item::Composition(said) => {
            others.push(format!("{:?} {} of {}: {}", said.completeness, said.word, said.references, said.about))
        }
        Item::Build => others.push("build".to_owned()),
        Item::Held(_) => {}
        Item::Outside(outside) => others.push(format!("{:?} {} {}", outside.kind, outside.name, outside.target)),
        Item::Document(found) => document = found.clone(),
    });
    parts.sort_by_key(|part| part.offset);
    let mut lines: Vec<_> = parts.iter().map(shown).collect();
    lines.append(&mut others);
    if let Some(subject) = &document.subject {
        lines.push(format!("subject {}", shown(subject)));
    }
    for (word, texts) in [("author", &document.authors), ("tool", &document.tools), ("context", &document.contexts)] {
        lines.extend(texts.iter().map(|text| format!("{word} {text}")));
    }
    lines.extend(defects.kept().iter().map(|defect| format!("{}: {}", defect.field, wrong(&defect.wrong))));
    lines.join("\n")
}

fn shown(part: &Component<'_>) -> String {
    let mut words = vec![">".repeat(part.depth as usize), part.group.to_string(), part.name.to_string()];
    words.push(part.version.to_string());
    words.push(if part.kind == sbom::Kind::Library { String::new() } else { format!("{:?}", part.kind) });
    words
        .extend([&part.purls, &part.cpes, &part.swhids, &part.licences].into_iter().flatten().map(ToString::to_string));
    words.extend(part.hashes.iter().map(|hash| format!("{}={}", hash.algorithm, hash.value)));
    words.extend(part.properties.iter().map(|(name, value)| format!("{name}={value}")));
    words.push(if part.supplier.is_empty() { String::new() } else { format!("by {}", part.supplier) });
    words.push(if part.patched { "patched".to_owned() } else { String::new() });
    words.extend(part.origins.iter().map(|origin| format!("from {origin}")));
    words.retain(|word| !word.is_empty());
    words.join(" ")
}

fn wrong(wrong: &Wrong) -> String {
    match wrong {
        Wrong::BadUtf8 => "bad UTF-8".to_owned(),
        Wrong::WrongType { expected } => format!("{expected} expected"),
        Wrong::DuplicateKey => "twice".to_owned(),
        Wrong::NotAComponent => "not-a-component".to_owned(),
        Wrong::MissingComma => "comma".to_owned(),
        Wrong::TooDeep => "too deep".to_owned(),
        Wrong::NotAllowed { value } => format!("not allowed {value}"),
        Wrong::Missing => "missing".to_owned(),
        Wrong::Broken { .. } => "broken".to_owned(),
        Wrong::EntrySkipped { byte, not_utf8 } => format!("skipped at {byte}, not UTF-8: {not_utf8}"),
        Wrong::ListBroken { .. } => "list broken".to_owned(),
        Wrong::UnknownVersion { version } => format!("unknown {version}"),
        Wrong::BadIdentifier { kind, value } => format!("no {kind}: {value}"),
        Wrong::NumberAsVersion { value } => format!("number as version: {value}"),
        Wrong::OtherNamespace { namespace } => format!("of {namespace}"),
        Wrong::OtherIdentity { value } => format!("other {value}"),
        Wrong::AlmostKnown { known } => format!("almost {known}"),
        Wrong::UnknownTag | Wrong::NumbersInTable { .. } | Wrong::UnknownColumn | Wrong::Included { .. } => {
            format!("{wrong:?}")
        }
        Wrong::OtherFormat { .. } => "other format".to_owned(),
    }
}

/// The fields of a document around those that a case is about.
fn document(fields: &str) -> String {
    format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", {fields}}}"#)
}

fn expect(fields: &str, wanted: &str) {
    assert_eq!(told(&document(fields)), wanted, "{fields}");
}

fn part(fields: &str, wanted: &str) {
    expect(&format!(r#""components": [{{"type": "library", "name": "zlib", {fields}}}]"#), wanted);
}

#[test]
fn a_component_is_read_with_all_its_identifiers() {
    part(r#""version": "1.3", "group": "net", "bom-ref": "r""#, "net zlib 1.3");
    part(r#""purl": "pkg:generic/zlib@1.3""#, "zlib pkg:generic/zlib@1.3");
    part(r#""cpe": "cpe:2.3:a:zlib:zlib:1.3""#, "zlib cpe:2.3:a:zlib:zlib:1.3");
    let swhid = "swh:1:cnt:94a9ed024d3859793618152ea559a168bbcbb5e2";
    part(&format!(r#""swhid": ["{swhid}"]"#), &format!("zlib {swhid}"));
    part(r#""hashes": [{"alg": "MD5", "content": "00"}]"#, "zlib MD5=00");
}

#[test]
fn licences_are_ids_names_or_expressions() {
    part(r#""licenses": [{"license": {"id": "Zlib", "url": "x"}}, {"license": {"name": "Own"}}]"#, "zlib Zlib Own");
    part(r#""licenses": [{"expression": "MIT OR Zlib"}]"#, "zlib MIT OR Zlib");
}

#[test]
fn lifecycle_milestones_are_properties() {
    part(
        r#""properties": [{"name": "cdx:lifecycle:milestone:endOfSupport", "value": "2030-01-01"}]"#,
        "zlib cdx:lifecycle:milestone:endOfSupport=2030-01-01",
    );
}

#[test]
fn the_supplier_goes_before_manufacturer_and_publisher() {
    part(r#""publisher": "P", "manufacturer": {"name": "M"}, "supplier": {"url": [], "name": "S"}"#, "zlib by S");
    part(r#""publisher": "P", "manufacturer": {"name": "M"}"#, "zlib by M");
    part(r#""publisher": "P""#, "zlib by P");
}

#[test]
fn a_pedigree_with_another_origin_means_patched() {
    part(r#""pedigree": {"patches": [{"type": "backport"}]}"#, "zlib patched");
    part(r#""pedigree": {"ancestors": [{"name": "zlib"}]}"#, "zlib patched");
    part(r#""pedigree": {"ancestors": [{"name": "miniz", "version": "3"}]}"#, "zlib patched\nOrigin miniz 3 zlib");
    part(
        r#""pedigree": {"ancestors": [{"name": "m", "purl": "pkg:generic/m@1"}]}"#,
        "zlib patched from pkg:generic/m@1",
    );
    part(r#""modified": true"#, "zlib patched");
    part(r#""pedigree": {"patches": [], "notes": "MIT"}"#, "zlib");
}

#[test]
fn concluded_identity_counts_when_none_is_stated() {
    let evidence = r#""evidence": {"identity": [{"field": "purl", "concludedValue": "pkg:generic/z@1"}]}"#;
    part(evidence, "zlib pkg:generic/z@1");
    let other = "zlib pkg:generic/zlib@1.3\nevidence.identity: other pkg:generic/z@1";
    part(&format!(r#"{evidence}, "purl": "pkg:generic/zlib@1.3""#), other);
    part(r#""evidence": {"identity": {"field": "cpe", "concludedValue": "cpe:/a:z:z"}}"#, "zlib cpe:/a:z:z");
}

#[test]
fn a_concluded_identity_of_another_thing_is_told() {
    let concluded = |field: &str, value: &str, wanted: &str| {
        part(
            &format!(
                r#""version": "1.3", "purl": "pkg:pypi/zlib_x@1.3", "cpe": "cpe:2.3:a:z:zlib:1.3:*:*:*:*:*:*:*",
                "evidence": {{"identity": [{{"field": "{field}", {value}}}]}}"#
            ),
            &format!("zlib 1.3 pkg:pypi/zlib_x@1.3 cpe:2.3:a:z:zlib:1.3:*:*:*:*:*:*:*{wanted}"),
        );
    };
    for (field, value) in
        [("purl", "pkg:pypi/zlib_x@1.2"), ("purl", "pkg:npm/zlib_x@1.3"), ("version", "1.2"), ("name", "z")]
    {
        let wanted = format!("\nevidence.identity: other {value}");
        concluded(field, &format!(r#""concludedValue": "{value}""#), &wanted);
    }
    concluded("cpe", r#""concludedValue": "cpe:2.3:a:z:y:1.3""#, "\nevidence.identity: other cpe:2.3:a:z:y:1.3");
    let methods = r#""methods": [{"value": "/usr/lib/z"}, {"value": "pkg:pypi/zlib_x@9"}]"#;
    concluded("purl", methods, "\nevidence.identity: other pkg:pypi/zlib_x@9");
    for (field, value) in
        [("purl", "pkg:pypi/Zlib-X"), ("version", "v1.3"), ("name", "Zlib"), ("purl", "/a/b"), ("hash", "0")]
    {
        concluded(field, &format!(r#""concludedValue": "{value}""#), "");
    }
    concluded("cpe", r#""concludedValue": "cpe:2.3:a:*:zlib:1.3""#, "");
}

#[test]
fn what_made_the_product_is_counted_only() {
    expect(
        r#""formulation": [{"components": [{"name": "gcc", "components": [{"name": "as"}]}], "services": [{"name": "ci"}]}]"#,
        "build\nbuild\nbuild",
    );
}

#[test]
fn nested_components_know_their_depth_wherever_they_stand() {
    expect(
        r#""components": [{"components": [{"name": "b", "components": [{"name": "c"}]}], "name": "a"}, {"name": "d"}]"#,
        "a\n> b\n>> c\nd",
    );
}

#[test]
fn the_subject_is_no_component_but_what_it_holds_is() {
    expect(
        r#""metadata": {"component": {"type": "device", "name": "pump", "components": [{"name": "rtos"}]},
           "supplier": {"name": "Maker"}}"#,
        "> rtos\nsubject pump Device by Maker",
    );
}

#[test]
fn services_are_components_that_are_called() {
    expect(
        r#""services": [{"name": "sync", "version": "2", "provider": {"name": "P"}, "services": [{"name": "in"}]}]"#,
        "sync 2 Service by P\n> in Service",
    );
}

#[test]
fn dependencies_and_statements_are_given() {
    expect(r#""dependencies": [{"dependsOn": ["b", "c"], "ref": "a"}]"#, "a depends-on b\na depends-on c");
    expect(r#""vulnerabilities": [{"id": "CVE-1"}, {}]"#, "statement\nstatement");
}

fn composition(fields: &str, wanted: &str) {
    expect(&format!(r#""compositions": [{{{fields}}}]"#), wanted);
}

#[test]
fn what_the_author_says_of_completeness_is_given() {
    composition(r#""aggregate": "incomplete""#, "Incomplete incomplete of 0: ");
    let first_party = "incomplete_first_party_proprietary_only";
    composition(
        &format!(r#""assemblies": ["a", "b"], "aggregate": "{first_party}""#),
        &format!("Incomplete {first_party} of 2: a"),
    );
    composition(r#""aggregate": "complete", "dependencies": ["a"]"#, "Complete complete of 1: a");
    composition(r#""aggregate": "unknown""#, "Unknown unknown of 0: ");
    composition(r#""aggregate": "not_specified""#, "Unknown not_specified of 0: ");
}

#[test]
fn a_word_for_completeness_that_the_format_does_not_know_counts_as_unknown() {
    composition(r#""aggregate": "total""#, "Unknown total of 0: \naggregate: not allowed total");
    composition("", "Unknown  of 0: \naggregate: missing");
    composition(r#""aggregate": "complete", "aggregate": "incomplete""#, "Complete complete of 0: \naggregate: twice");
}

#[test]
fn completeness_of_vulnerabilities_says_nothing_about_components() {
    composition(r#""aggregate": "incomplete", "vulnerabilities": ["v"]"#, "");
}

#[test]
fn what_does_not_run_is_not_software() {
    expect(r#""components": [{"type": "cryptographic-asset", "name": "key"}]"#, "key Data");
    expect(r#""components": [{"type": "file", "name": "a.txt"}]"#, "a.txt File");
    expect(r#""components": [{"type": "gadget", "name": "x"}]"#, "x\ntype: not allowed gadget");
}

#[test]
fn defects_are_told_and_lose_nothing() {
    expect(r#""components": [{"version": "1"}]"#, "1\nname: missing");
    expect(r#""components": [{"name": "a", "name": "b"}]"#, "a\nname: twice");
    expect(r#""components": [{"name": "a", "version": 1.10}]"#, "a 1.10\nversion: number as version: 1.10");
    expect(r#""components": [7, {"name": "a"}]"#, "a\ncomponents: not-a-component");
    expect(r#""components": [{"name": "a", "purl": "zlib@1"}]"#, "a zlib@1\npurl: no purl: zlib@1");
    expect(r#""components": {}"#, "components: not-a-component");
    assert_eq!(told(r#"{"bomFormat": "CycloneDX", "specVersion": "9.9"}"#), "specVersion: unknown 9.9");
    assert_eq!(told(r#"{"bomFormat": "Other", "specVersion": "1.4"}"#), "bomFormat: not allowed Other");
    assert_eq!(told("{}"), "bomFormat: missing\nspecVersion: missing");
}

#[test]
fn a_field_in_other_case_or_number_hides_what_it_holds() {
    expect(r#""Components": [{"name": "a"}]"#, "Components: almost components");
    expect(r#""component": [{"name": "a"}], "declarations": {}"#, "component: almost components");
    expect(r#""metadata": {"Component": {"name": "a"}}"#, "Component: almost component");
    part(r#""Purl": "pkg:generic/z@1", "scope": "required""#, "zlib\nPurl: almost purl");
    part(r#""component": [{"name": "b"}]"#, "zlib\ncomponent: almost components");
    assert!(read(document(r#""Components": []"#).as_bytes(), &mut |_| {}).is_broken());
}

#[test]
fn a_document_that_breaks_off_gives_what_stood_before() {
    let whole = document(r#""components": [{"name": "a", "version": "1"}, {"name": "b", "version": "2"}]"#);
    let cut = &whole[..whole.find("\"2\"").unwrap()];
    assert_eq!(told(cut), "a 1\nb\n: broken");
}

/// `~` stands for bytes that are no UTF-8 and belong to nothing.
fn told_with_stray_bytes(components: &str) -> String {
    let text = document(&format!(r#""components": [{components}], "dependencies": []"#));
    let bytes: Vec<u8> = text.bytes().map(|byte| if byte == b'~' { 0xff } else { byte }).collect();
    let mut names = Vec::new();
    let defects = read(&bytes, &mut |item| {
        if let Item::Component(part) = item {
            names.push(shown(part));
        }
    });
    let defects = defects.kept().iter().map(|defect| format!("{}: {}", defect.field, wrong(&defect.wrong)));
    format!("{} | {}", names.join(", "), defects.collect::<Vec<_>>().join(", "))
}

#[test]
fn bytes_that_belong_to_nothing_cost_one_entry_and_what_follows_is_read() {
    let entry = r#"{"type": "library", "name": "a", ~ "version": "1"}, {"type": "library", "name": "b"}"#;
    let at = document(r#""components": ["#).len() - 1 + entry.find('~').unwrap();
    assert_eq!(told_with_stray_bytes(entry), format!("a, b | components: skipped at {at}, not UTF-8: true"));
    let nested =
        r#"{"type": "library", "name": "a", "components": [{"name": ~"x"}, {"type": "library", "name": "y"}]}"#;
    assert!(
        told_with_stray_bytes(nested).starts_with("> y, a | components: skipped"),
        "{}",
        told_with_stray_bytes(nested)
    );
}

#[test]
fn bytes_that_belong_to_nothing_do_not_hide_that_the_document_breaks_off() {
    let text = document(r#""components": [{"type": "library", "name": "a", "#);
    let cut = [&text.as_bytes()[..text.len() - 1], b"\xff"].concat();
    let defects = read(&cut, &mut |_| {});
    assert!(matches!(defects.kept(), [crate::defect::Defect { wrong: Wrong::Broken { .. }, .. }]), "{defects:?}");
}

#[test]
fn nesting_without_end_is_told() {
    let deep = format!("{}{}", r#"{"components": ["#, r#"{"name": "n", "components": ["#.repeat(100_000));
    let mut count = 0;
    let defects = read(deep.as_bytes(), &mut |_| count += 1);
    assert!(count > 150);
    assert!(defects.is_broken());
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        read(&bytes, &mut |_| {});
    }

    #[test]
    fn a_damaged_document_is_survived(cut in 0usize..2000, flip in any::<u8>()) {
        let mut bytes = document(
            r#""metadata": {"component": {"name": "x"}}, "services": [{"name": "s"}], "vulnerabilities": [{}],
            "components": [{"type": "library", "name": "a", "version": "1", "purl": "pkg:npm/%40a/b@1",
            "hashes": [{"alg": "MD5", "content": "0"}], "licenses": [{"license": {"id": "MIT"}}],
            "pedigree": {"patches": [{}]}, "evidence": {"identity": [{"field": "purl", "concludedValue": "x"}]},
            "components": [{"name": "b"}]}], "dependencies": [{"ref": "a", "dependsOn": ["b"]}],
            "compositions": [{"aggregate": "incomplete", "assemblies": ["a"]}]"#,
        ).into_bytes();
        let at = cut % bytes.len();
        bytes[at] = flip;
        read(&bytes, &mut |_| {});
        read(&bytes[..at], &mut |_| {});
    }
}
