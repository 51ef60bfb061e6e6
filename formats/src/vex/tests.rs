use super::read;
use crate::{csaf, cyclonedx, openvex};
use device::{Choice, ProductStatus, VexJustification};
use proptest::prelude::*;
use std::borrow::Cow;
use vulnerability::{StatedProduct, StatementDocument, StatusStatement};

/// Each statement in one line: status, justification, vulnerability, products > parts, reason, action.
fn lines(text: &str) -> (Vec<String>, usize) {
    let mut lines = Vec::new();
    let read = read(text.as_bytes(), &mut |said| {
        let named =
            |products: &[StatedProduct<'_>]| products.iter().map(StatedProduct::label).collect::<Vec<_>>().join(" + ");
        let justification = said.justification.map(Choice::name).unwrap_or_default();
        lines.push(format!(
            "{} {justification} | {} | {} > {} | {} | {}",
            said.status.map_or("no status", Choice::name),
            said.vulnerability,
            named(&said.products),
            named(&said.components),
            said.reason,
            said.action
        ));
    });
    (lines, read.defects.count())
}

fn expect(text: &str, wanted: &[&str], defects: usize) {
    assert_eq!(lines(text), (wanted.iter().map(|line| (*line).to_owned()).collect(), defects));
}

#[test]
fn openvex_0_0_1_names_products_by_texts() {
    expect(
        r#"{"@context":"https://openvex.dev/ns","statements":[{"vulnerability":"CVE-1","products":["pkg:apk/a@1","nginx"],
        "subcomponents":["pkg:generic/z@2"],"status":"not_affected","justification":"component_not_present"}]}"#,
        &["not_affected component_not_present | CVE-1 | pkg:apk/a@1 + nginx > pkg:generic/z@2 |  | "],
        0,
    );
}

#[test]
fn openvex_0_2_0_keeps_each_part_with_its_own_product() {
    expect(
        r#"{"@context":"https://openvex.dev/ns/v0.2.0","statements":[{"vulnerability":{"name":"CVE-1","aliases":["GHSA-1"]},
        "products":[{"@id":"pkg:oci/a","subcomponents":[{"@id":"pkg:npm/x@1"}]},{"@id":"pkg:oci/b"}],
        "status":"affected","status_notes":"why","action_statement":"update"}],"timestamp":"2026-01-01T00:00:00Z"}"#,
        &[
            "affected  | CVE-1 | pkg:oci/a > pkg:npm/x@1 | why | update",
            "affected  | CVE-1 | pkg:oci/b >  | why | update",
        ],
        0,
    );
}

#[test]
fn a_status_nobody_knows_is_given_without_one() {
    expect(
        r#"{"@context":"https://openvex.dev/ns","statements":[{"vulnerability":"CVE-1","products":["a"],"status":"maybe"}]}"#,
        &["no status  | CVE-1 | a >  |  | "],
        1,
    );
}

#[test]
fn cyclonedx_leads_references_to_components_wherever_they_stand() {
    expect(
        r#"{"bomFormat":"CycloneDX","specVersion":"1.5","vulnerabilities":[{"id":"CVE-1","analysis":{"state":"not_affected",
        "justification":"code_not_reachable","detail":"why"},"affects":[{"ref":"x"}]},{"id":"CVE-2","affects":[{"ref":"gone"}]}],
        "metadata":{"component":{"bom-ref":"p","type":"device","name":"Pump","version":"4"}},
        "components":[{"type":"library","bom-ref":"x","name":"zlib","version":"1.2"}]}"#,
        &[
            "not_affected vulnerable_code_not_in_execute_path | CVE-1 | Pump 4 > zlib 1.2 | why | ",
            "no status  | CVE-2 | gone >  |  | ",
        ],
        0,
    );
}

#[test]
fn protection_at_the_perimeter_is_never_not_affected() {
    expect(
        r#"{"bomFormat":"CycloneDX","specVersion":"1.5","vulnerabilities":[{"id":"CVE-1","analysis":{"state":"not_affected",
        "justification":"protected_at_perimeter"},"affects":[{"ref":"urn:cdx:1/1#pkg%3Anpm%2Fx%401"}]}]}"#,
        &["affected  | CVE-1 | pkg:npm/x@1 >  |  | "],
        0,
    );
}

#[test]
fn versions_of_cyclonedx_carry_their_own_status() {
    expect(
        r#"{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{"type":"library","bom-ref":"x","name":"x"}],
        "vulnerabilities":[{"id":"CVE-1","analysis":{"state":"exploitable"},"affects":[{"ref":"x","versions":[
        {"range":"vers:npm/<2"},{"version":"2.0","status":"unaffected"}]}]}]}"#,
        &["affected  | CVE-1 | x vers:npm/<2 >  |  | ", "not_affected  | CVE-1 | x 2.0 >  |  | "],
        0,
    );
}

const CSAF: &str = r#"{"document":{"csaf_version":"2.0","publisher":{"name":"Maker"}},
    "vulnerabilities":[{"cve":"CVE-1","product_status":{"known_not_affected":["B","AB"],"recommended":["A"]},
    "flags":[{"label":"component_not_present","group_ids":["G"]}],"threats":[{"category":"impact","details":"why","product_ids":["AB"]},
    {"category":"exploit_status","details":"no","product_ids":["AB"]}],
    "remediations":[{"category":"vendor_fix","details":"update","product_ids":["A"]}]}],
    "product_tree":{"branches":[{"category":"vendor","name":"V","branches":[{"category":"product_name","name":"A","branches":[
    {"category":"product_version","name":"1","product":{"name":"V A 1","product_id":"A"}}]}]}],
    "full_product_names":[{"name":"B 2","product_id":"B"}],"product_groups":[{"group_id":"G","product_ids":["B"]}],
    "relationships":[{"category":"default_component_of","full_product_name":{"name":"B in A","product_id":"AB"},
    "product_reference":"B","relates_to_product_reference":"A"}]}}"#;

#[test]
fn csaf_gives_each_product_its_flag_its_reason_and_its_part() {
    let wanted = [
        "not_affected component_not_present | CVE-1 | B 2 >  |  | ",
        "not_affected  | CVE-1 | A 1 > B 2 | why | ",
        "no status  | CVE-1 | A 1 >  |  | update",
    ];
    expect(CSAF, &wanted, 0);
}

#[test]
fn a_product_tree_that_leads_in_a_circle_is_named_and_ends() {
    let circle = CSAF.replace("\"product_reference\":\"B\"", "\"product_reference\":\"AB\"");
    let (lines, defects) = lines(&circle);
    // The circle itself, and the one status that leads into it.
    assert_eq!((lines.len(), defects), (3, 2));
}

#[test]
fn a_product_id_that_is_not_defined_stays_as_it_is() {
    let text =
        r#"{"document":{"csaf_version":"2.0"},"vulnerabilities":[{"cve":"CVE-1","product_status":{"fixed":["X"]}}]}"#;
    expect(text, &["fixed  | CVE-1 | X >  |  | "], 1);
}

#[test]
fn a_document_that_breaks_off_gives_what_stands_before_the_break() {
    let (whole, _) = lines(CSAF);
    let cut = CSAF.rfind("\"relationships\"").unwrap();
    let (before, defects) = lines(&CSAF[..cut]);
    assert!(before.len() == whole.len() && defects > 0, "{before:?}");
}

fn text() -> impl Strategy<Value = String> {
    "[a-zA-Z0-9 .,\"\\\\/é日本-]{1,20}"
}

fn part() -> impl Strategy<Value = StatedProduct<'static>> {
    let version = prop_oneof![Just(String::new()), "[0-9]{1,2}\\.[0-9]{1,2}", Just("vers:generic/>=1|<2".to_owned())];
    (text(), version).prop_map(|(name, version)| StatedProduct {
        name: Cow::Owned(name),
        version: Cow::Owned(version),
        ..StatedProduct::default()
    })
}

prop_compose! {
    fn statement()(
        number in 1u32..1000,
        part in part(),
        status in prop::sample::select(ProductStatus::ALL),
        label in prop::sample::select(VexJustification::ALL),
        reason in text(),
    ) -> StatusStatement<'static> {
        StatusStatement {
            vulnerability: Cow::Owned(format!("CVE-2026-{number:04}")),
            aliases: vec![Cow::Owned(format!("GHSA-{number}"))],
            products: vec![StatedProduct { name: "Pump".into(), version: "4".into(), ..StatedProduct::default() }],
            components: vec![part],
            status: Some(status),
            justification: (status == ProductStatus::NotAffected).then_some(label),
            reason: Cow::Owned(reason),
            said_at: "2026-01-02T03:04:05Z".into(),
            ..StatusStatement::default()
        }
    }
}

/// What every format carries: ids, product and part with name and version, status, justification where it has a word,
/// reason, time.
fn essence(said: &StatusStatement<'_>) -> String {
    let of = |product: &StatedProduct<'_>| format!("{} {}", product.name, product.version);
    format!(
        "{} {:?} {:?} {:?} {:?} {:?} {} {}",
        said.vulnerability,
        said.aliases,
        said.products.iter().map(of).collect::<Vec<_>>(),
        said.components.iter().map(of).collect::<Vec<_>>(),
        said.status,
        said.justification,
        said.reason,
        said.said_at
    )
}

fn document() -> StatementDocument<'static> {
    let dated = Cow::Borrowed("2026-01-02T03:04:05Z");
    StatementDocument { id: "urn:x".into(), author: "Maker".into(), dated, ..StatementDocument::default() }
}

fn read_back(bytes: &[u8]) -> Vec<String> {
    let mut seen = Vec::new();
    let read = read(bytes, &mut |said| seen.push(essence(said)));
    assert_eq!((read.document.is_some(), read.defects.count()), (true, 0), "{:?}", read.defects.kept());
    seen
}

proptest! {
    #[test]
    fn csaf_reads_back_what_it_writes(said in statement()) {
        let publisher = csaf::Publisher { name: "Maker", namespace: "https://maker.example", lang: "en" };
        let bytes = csaf::write(&document(), publisher, "tutela", std::slice::from_ref(&said));
        prop_assert_eq!(read_back(&bytes), [essence(&said)]);
    }

    #[test]
    fn cyclonedx_reads_back_what_it_writes_but_two_justifications(said in statement()) {
        use vulnerability::status_statement::{cyclonedx_of_justification, justification_of_cyclonedx};
        let bytes = cyclonedx::write_statements(&document(), "tutela 1", std::slice::from_ref(&said));
        let justification = said.justification.and_then(|label| justification_of_cyclonedx(cyclonedx_of_justification(label).0));
        prop_assert_eq!(read_back(&bytes), [essence(&StatusStatement { justification, ..said })]);
    }

    #[test]
    fn openvex_reads_back_what_it_writes_with_package_urls_for_names(said in statement()) {
        let purl = |product: &StatedProduct<'_>| StatedProduct { purls: vec![Cow::Owned(openvex::named(product))], ..StatedProduct::default() };
        let bytes = openvex::write(&document(), "tutela", std::slice::from_ref(&said));
        let mut seen = Vec::new();
        read(&bytes, &mut |said| {
            seen.push((essence(&StatusStatement { products: vec![], components: vec![], ..said.clone() }), said.components[0].purls.clone()));
        });
        let wanted = essence(&StatusStatement { products: vec![], components: vec![], ..said.clone() });
        prop_assert_eq!(seen, [(wanted, purl(&said.components[0]).purls)]);
    }

    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>, at in 0usize..1200, by: u8) {
        read(&bytes, &mut |_| {});
        csaf::read(&bytes, &mut |_| {});
        openvex::read(&bytes, &mut |_| {});
        cyclonedx::read_statements(&bytes, &mut |_| {});
        // A document with one byte changed, or cut.
        let mut changed = CSAF.as_bytes().to_vec();
        let at = at % changed.len();
        changed[at] = by;
        csaf::read(&changed, &mut |_| {});
        csaf::read(&changed[..at], &mut |_| {});
    }
}
