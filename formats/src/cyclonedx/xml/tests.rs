use super::read;
use crate::cyclonedx::tests::told_by;
use proptest::prelude::*;

fn told(xml: &str) -> String {
    told_by(xml.as_bytes(), read)
}

fn document(elements: &str) -> String {
    format!(r#"<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.6" version="1">{elements}</bom>"#)
}

fn expect(elements: &str, wanted: &str) {
    assert_eq!(told(&document(elements)), wanted, "{elements}");
}

/// The same content in JSON and XML gives the same items and defects.
fn twins(json: &str, xml: &str) {
    let json = format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", {json}}}"#);
    let from_json = told_by(json.as_bytes(), crate::cyclonedx::read);
    assert_eq!(told(&document(xml)), from_json, "{xml}");
    assert!(!from_json.is_empty());
}

#[test]
fn a_component_is_the_same_in_both_forms() {
    twins(
        r#""components": [{"type": "library", "bom-ref": "r", "group": "net", "name": "zlib", "version": "1.3",
            "supplier": {"name": "S"}, "publisher": "P", "cpe": "cpe:2.3:a:zlib:zlib:1.3", "purl": "pkg:generic/zlib@1.3",
            "hashes": [{"alg": "MD5", "content": "00"}], "licenses": [{"license": {"id": "Zlib"}}, {"expression": "MIT"}],
            "properties": [{"name": "cdx:lifecycle:milestone:endOfSupport", "value": "2030-01-01"}],
            "swhid": ["swh:1:cnt:94a9ed024d3859793618152ea559a168bbcbb5e2"], "pedigree": {"patches": [{}]}}]"#,
        r#"<components><component type="library" bom-ref="r"><supplier><name>S</name></supplier><publisher>P</publisher>
            <group>net</group><name>zlib</name><version>1.3</version><hashes><hash alg="MD5">00</hash></hashes>
            <licenses><license><id>Zlib</id></license><expression>MIT</expression></licenses>
            <cpe>cpe:2.3:a:zlib:zlib:1.3</cpe><purl>pkg:generic/zlib@1.3</purl>
            <swhid>swh:1:cnt:94a9ed024d3859793618152ea559a168bbcbb5e2</swhid>
            <pedigree><patches><patch type="backport"/></patches></pedigree>
            <properties><property name="cdx:lifecycle:milestone:endOfSupport">2030-01-01</property></properties>
            </component></components>"#,
    );
}

#[test]
fn nesting_services_relations_and_statements_are_the_same_in_both_forms() {
    twins(
        r#""components": [{"type": "firmware", "name": "a", "components": [{"name": "b", "type": "file"}]}, {"name": "c"}],
            "services": [{"name": "s", "provider": {"name": "P"}, "services": [{"name": "t"}]}],
            "dependencies": [{"ref": "a", "dependsOn": ["b"], "provides": ["c"]}], "vulnerabilities": [{}, {}]"#,
        r#"<components><component type="firmware"><name>a</name><components><component type="file"><name>b</name></component>
            </components></component><component><name>c</name></component></components>
            <services><service><provider><name>P</name></provider><name>s</name><services><service><name>t</name></service>
            </services></service></services><dependencies><dependency ref="a"><dependency ref="b"/><provides ref="c"/>
            </dependency></dependencies><vulnerabilities><vulnerability/><vulnerability/></vulnerabilities>"#,
    );
}

#[test]
fn the_subject_and_the_making_are_the_same_in_both_forms() {
    twins(
        r#""metadata": {"component": {"type": "device", "name": "pump"}, "authors": [{"name": "A"}],
            "manufacturer": {"name": "Maker"}, "lifecycles": [{"phase": "build"}],
            "tools": {"components": [{"name": "t", "version": "1"}]}}"#,
        r#"<metadata><lifecycles><lifecycle><phase>build</phase></lifecycle></lifecycles>
            <tools><components><component type="application"><name>t</name><version>1</version></component></components></tools>
            <authors><author><name>A</name></author></authors><component type="device"><name>pump</name></component>
            <manufacturer><name>Maker</name></manufacturer></metadata>"#,
    );
}

#[test]
fn what_the_author_says_about_completeness_is_the_same_in_both_forms() {
    twins(
        r#""compositions": [{"aggregate": "complete", "assemblies": ["a", "b"], "dependencies": ["c"]},
            {"aggregate": "incomplete_third_party_only"}, {"aggregate": "incomplete", "vulnerabilities": ["v"]},
            {"aggregate": "perhaps", "dependencies": ["a"]}, {}]"#,
        r#"<compositions><composition><aggregate>complete</aggregate><assemblies><assembly ref="a"/><assembly ref="b"/>
            </assemblies><dependencies><dependency ref="c"/></dependencies></composition>
            <composition><aggregate>incomplete_third_party_only</aggregate></composition>
            <composition><aggregate>incomplete</aggregate><vulnerabilities><vulnerability ref="v"/></vulnerabilities>
            </composition><composition><aggregate>perhaps</aggregate><dependencies><dependency ref="a"/></dependencies>
            </composition><composition/></compositions>"#,
    );
}

#[test]
fn concluded_identity_is_the_same_in_both_forms() {
    twins(
        r#""components": [{"name": "z", "evidence": {"identity": [{"field": "cpe", "concludedValue": "cpe:/a:z:z"}]}}]"#,
        r#"<components><component><name>z</name><evidence><identity><field>cpe</field>
            <concludedValue>cpe:/a:z:z</concludedValue></identity></evidence></component></components>"#,
    );
}

#[test]
fn defects_are_the_same_in_both_forms() {
    twins(
        r#""components": [{"version": "1"}]"#,
        "<components><component><version>1</version></component></components>",
    );
    twins(
        r#""components": [{"name": "a", "name": "b"}]"#,
        "<components><component><name>a</name><name>b</name></component></components>",
    );
    twins(
        r#""components": [{"type": "gadget", "name": "a", "purl": "zlib@1"}]"#,
        r#"<components><component type="gadget"><name>a</name><purl>zlib@1</purl></component></components>"#,
    );
    twins(
        r#""components": [7, {"name": "a"}]"#,
        "<components><part/><component><name>a</name></component></components>",
    );
}

#[test]
fn extensions_of_others_are_passed_over() {
    expect(
        r#"<components><component><f:name xmlns:f="urn:f">no</f:name><name>a</name></component></components>"#,
        "a\nf:name: of urn:f",
    );
    let prefixed = r#"<b:bom xmlns:b="http://cyclonedx.org/schema/bom/1.4"><b:components><b:component><b:name>a</b:name>
        </b:component></b:components></b:bom>"#;
    assert_eq!(told(prefixed), "a");
}

#[test]
fn origins_and_bills_of_parts_are_the_same_in_both_forms() {
    twins(
        r#""components": [{"name": "fork", "pedigree": {"ancestors": [{"name": "z", "version": "1", "purl": "pkg:generic/z@1"},
            {"name": "y"}]}, "externalReferences": [{"type": "bom", "url": "https://a.b/c"}, {"type": "vcs", "url": "x"}]}],
            "externalReferences": [{"type": "bom", "url": "urn:cdx:a/1"}]"#,
        r#"<components><component><name>fork</name><pedigree><ancestors><component><name>z</name><version>1</version>
            <purl>pkg:generic/z@1</purl></component><component><name>y</name></component></ancestors></pedigree>
            <externalReferences><reference type="bom"><url>https://a.b/c</url></reference><reference type="vcs"><url>x</url>
            </reference></externalReferences></component></components>
            <externalReferences><reference type="bom"><url>urn:cdx:a/1</url></reference></externalReferences>"#,
    );
}

#[test]
fn what_stands_in_another_file_was_not_read() {
    let text = document(
        r#"<components><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="rest.xml"/></components>"#,
    );
    let defects = read(text.as_bytes(), &mut |_| {});
    assert!(defects.is_broken());
    let said = defects.kept()[0].finding("x", b"").detail.say(terms::Lang::En).what;
    assert_eq!(said, "`xi:include`: stands in another file (rest.xml), which was not read");
}

#[test]
fn a_field_in_other_case_or_number_hides_what_it_holds_in_both_forms() {
    twins(
        r#""components": [{"name": "a", "Version": "1", "scope": "required"}], "Components": [{"name": "b"}]"#,
        "<components><component><name>a</name><Version>1</Version><scope>required</scope></component></components>
            <Components><component><name>b</name></component></Components>",
    );
}

#[test]
fn concluded_identities_and_the_making_are_the_same_in_both_forms() {
    twins(
        r#""components": [{"name": "a", "purl": "pkg:npm/a@1", "evidence": {"identity": [{"field": "purl",
            "concludedValue": "pkg:npm/b@1", "methods": [{"value": "pkg:npm/a@2"}]}]}}],
            "formulation": [{"components": [{"name": "gcc", "components": [{"name": "as"}]}]}]"#,
        "<components><component><name>a</name><purl>pkg:npm/a@1</purl><evidence><identity><field>purl</field>
            <concludedValue>pkg:npm/b@1</concludedValue><methods><method><value>pkg:npm/a@2</value></method></methods>
            </identity></evidence></component></components><formulation><formula><components><component><name>gcc</name>
            <components><component><name>as</name></component></components></component></components></formula></formulation>",
    );
}

#[test]
fn an_unknown_version_is_told_and_read() {
    let text = document("<components><component><name>a</name></component></components>").replace("1.6", "9.9");
    assert_eq!(told(&text), "a\nxmlns: unknown 9.9");
}

#[test]
fn a_document_that_breaks_off_gives_what_stood_before() {
    let whole = document("<components><component><name>a</name></component><component><name>b</name>");
    let cut = whole.strip_suffix("</bom>").unwrap();
    assert_eq!(told(cut), "a\nb\n: broken");
}

#[test]
fn nesting_without_end_is_told() {
    let deep = document(&format!("<components>{}", "<component><name>n</name><components>".repeat(100_000)));
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
            r#"<metadata><component><name>x</name></component></metadata><components><component type="library"><name>a</name>
            <hashes><hash alg="MD5">0</hash></hashes><licenses><license><id>MIT</id></license></licenses><purl>pkg:npm/b@1</purl>
            <pedigree><patches><patch/></patches></pedigree><evidence><identity><field>purl</field></identity></evidence>
            <components><component><name>b</name></component></components></component></components>
            <dependencies><dependency ref="a"><dependency ref="b"/></dependency></dependencies>"#,
        ).into_bytes();
        let at = cut % bytes.len();
        bytes[at] = flip;
        read(&bytes, &mut |_| {});
        read(&bytes[..at], &mut |_| {});
    }
}
