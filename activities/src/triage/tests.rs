use super::export::{ExportSettings, Target, export, product};
use super::statement::{of_decision, to_decision};
use super::{CARRIED, Carry, ImportPlan, plan_import};
use crate::check_device::{OpenDevice, OpenSbom};
use crate::dossier_port::{LoadedDossier, LoadedRelease};
use device::{Decision, Id};
use formats::dossier::{Field, IntoCore, read_documents, read_one, v1};
use proptest::prelude::*;
use sbom::Purl;
use std::borrow::Cow;
use std::collections::BTreeSet;
use terms::{Instant, Lang, Place};
use vulnerability::StatedProduct;

const NOW: &str = "2026-11-23T12:00:00Z";

fn now() -> Instant {
    Instant::parse(NOW).unwrap()
}

fn decisions(yaml: &str) -> Vec<Decision> {
    let read = read_documents::<v1::Decision>("decisions.yaml", yaml.as_bytes());
    assert!(read.complaints.is_empty(), "{:?}", read.complaints);
    read.value.into_iter().map(IntoCore::into_core).collect()
}

/// A pump at release 4.1 with zlib by package URL and lwIP by name.
fn pump(yaml: &str) -> OpenDevice {
    let device = "id: pump\nname: { en: Test pump, ja: 試験ポンプ }\naliases: [{ kind: model-number, value: TP-1 }]\n";
    let people = "organisations: [{ id: maker, name: Maker Inc., roles: [] }]\n";
    let sbom = r#"{"bomFormat":"CycloneDX","specVersion":"1.5","components":[
        {"type":"library","name":"zlib","version":"1.2.11","purl":"pkg:deb/debian/zlib@1.2.11?arch=arm64"},
        {"type":"library","name":"My_Lib","version":"2.0","purl":"pkg:pypi/my-lib@2.0"},
        {"type":"library","name":"lwIP","version":"2.1.2"}]}"#;
    let id = Id::try_from("4.1").unwrap();
    let release = LoadedRelease {
        id: id.clone(),
        release: None,
        sboms: Vec::new(),
        support: None,
        decisions: decisions(yaml),
        name_answers: Vec::new(),
        loose_approvals: Vec::new(),
    };
    let dossier = LoadedDossier {
        device: read_one::<v1::Device>("device.yaml", device.as_bytes()).value.map(IntoCore::into_core),
        people: read_one::<v1::People>("people.yaml", people.as_bytes()).value.map(IntoCore::into_core),
        releases: vec![release],
        ..LoadedDossier::default()
    };
    assert!(dossier.device.is_some() && dossier.people.is_some());
    let sboms =
        vec![OpenSbom { name: "a.cdx.json".to_owned(), text: sbom.as_bytes().to_vec(), inside: false, form: None }];
    OpenDevice { dossier, release: Some(id), others: Vec::new(), sboms, findings: Vec::new(), refused: 0 }
}

fn settings() -> ExportSettings<'static> {
    ExportSettings { now: now(), lang: Lang::En, claimed: true, program: "tutela 0" }
}

fn plan(open: &OpenDevice, document: &str) -> ImportPlan {
    plan_import(open, "supplier.json", document.as_bytes(), now())
}

/// What became of each statement: `status component` of those taken, `reason` of those listed.
fn became(plan: &ImportPlan) -> Vec<String> {
    let taken = plan.taken.iter().map(|taken| {
        let decision = taken.decided();
        format!("{} {}", device::Choice::name(decision.status), decision.component.label())
    });
    let listed = plan.listed.iter().map(|listed| listed.why.name().to_owned());
    taken.chain(listed).collect()
}

fn expect(document: &str, yaml: &str, wanted: &[&str]) {
    let plan = plan(&pump(yaml), document);
    assert_eq!(became(&plan), wanted, "{:?}", plan.listed);
    assert_eq!(plan.taken.len() + plan.listed.len(), plan.statements);
}

fn openvex(statements: &str) -> String {
    format!(
        r#"{{"@context":"https://openvex.dev/ns/v0.2.0","timestamp":"2026-11-01T00:00:00Z","statements":[{statements}]}}"#
    )
}

fn said(products: &str, status: &str) -> String {
    format!(r#"{{"vulnerability":{{"name":"CVE-2026-0001"}},"products":[{products}],"status":"{status}"}}"#)
}

#[test]
fn a_statement_about_a_component_is_taken_by_its_normalised_identifier() {
    expect(&openvex(&said(r#"{"@id":"pkg:pypi/My_Lib@2.0"}"#, "affected")), "", &["affected pkg:pypi/my-lib@2.0"]);
    let zlib = r#"{"@id":"pkg:deb/debian/zlib@1.2.11"}"#;
    expect(&openvex(&said(zlib, "fixed")), "", &["fixed pkg:deb/debian/zlib@1.2.11?arch=arm64"]);
}

#[test]
fn a_part_of_our_device_may_be_named_by_name() {
    let part = r#"{"@id":"pkg:generic/maker/test-pump@4.1","subcomponents":[{"@id":"pkg:generic/lwIP@2.1.2"}]}"#;
    expect(&openvex(&said(part, "not_affected")), "", &["not_affected lwIP"]);
    let label = r#"{"@id":"TP-1","subcomponents":[{"@id":"lwIP"}]}"#;
    expect(&openvex(&said(label, "affected")), "", &["affected lwIP"]);
}

/// A CSAF document about a range of versions of one package.
fn csaf(purl: &str, range: &str, status: &str) -> String {
    let product = format!(r#"{{"name":"x","product_id":"P","product_identification_helper":{{"purl":"{purl}"}}}}"#);
    format!(
        r#"{{"document":{{"category":"csaf_vex","csaf_version":"2.0","title":"x","publisher":{{"name":"s"}},
        "tracking":{{"id":"I","current_release_date":"2026-11-01T00:00:00Z"}}}},
        "product_tree":{{"branches":[{{"category":"product_version_range","name":"{range}","product":{product}}}]}},
        "vulnerabilities":[{{"cve":"CVE-2026-0001","product_status":{{"{status}":["P"]}}}}]}}"#
    )
}

#[test]
fn a_range_is_compared_by_the_rules_of_the_component_and_the_decision_keeps_to_its_version() {
    let case = |range: &str, wanted: &str| expect(&csaf("pkg:pypi/my-lib", range, "known_affected"), "", &[wanted]);
    let taken = "affected pkg:pypi/my-lib@2.0";
    case("vers:pypi/>=1|<3", taken);
    case("vers:pypi/<=2.0.0", taken);
    case("vers:all/*", taken);
    case("vers:pypi/<2", "other-version");
    case("vers:pypi/2.1|2.2", "other-version");
    // Another ecosystem's order, words, and a notation without rules are left to a person.
    for range in ["vers:npm/<3", "vers:nothing/<3", "vers:pypi/<%20x", "< 3", "2.x or later"] {
        case(range, "range-not-compared");
    }
    let cleared = csaf("pkg:pypi/my-lib", "vers:pypi/<3", "known_not_affected");
    expect(&cleared, "", &["not_affected pkg:pypi/my-lib@2.0"]);
    expect(
        &csaf("pkg:deb/debian/zlib", "vers:deb/<1:1.2.11", "fixed"),
        "",
        &["fixed pkg:deb/debian/zlib@1.2.11?arch=arm64"],
    );
}

#[test]
fn a_range_that_holds_two_versions_of_a_package_becomes_a_decision_for_each() {
    let mut open = pump("");
    open.sboms[0].text = br#"{"bomFormat":"CycloneDX","specVersion":"1.5","components":[
        {"type":"library","name":"a","version":"1.0","purl":"pkg:pypi/a@1.0"},
        {"type":"library","name":"a","version":"2.0","purl":"pkg:pypi/a@2.0"},
        {"type":"library","name":"a","version":"3.0","purl":"pkg:pypi/a@3.0"}]}"#
        .to_vec();
    let plan = plan(&open, &csaf("pkg:pypi/a", "vers:pypi/<3", "known_affected"));
    assert_eq!(became(&plan), ["affected pkg:pypi/a@1.0", "affected pkg:pypi/a@2.0"]);
    assert_eq!(plan.statements, 2);
}

#[test]
fn what_is_not_ours_is_listed_with_why() {
    let other = |product: &str, status: &str, why: &str| expect(&openvex(&said(product, status)), "", &[why]);
    other(r#"{"@id":"pkg:npm/left-pad@1.0"}"#, "affected", "other-product");
    other(r#"{"@id":"pkg:pypi/my-lib@9.9"}"#, "not_affected", "other-version");
    other(r#"{"@id":"lwIP"}"#, "affected", "name-only");
    other(r#"{"@id":"pkg:oci/x","subcomponents":[{"@id":"pkg:pypi/my-lib@2.0"}]}"#, "fixed", "other-product");
    other(r#"{"@id":"pkg:generic/pump@3.0","subcomponents":[{"@id":"lwIP"}]}"#, "affected", "other-release");
    other(r#"{"@id":"pkg:pypi/my-lib@2.0"}"#, "maybe", "no-status");
    expect(&openvex(r#"{"vulnerability":{"name":"CVE-1"},"status":"fixed"}"#), "", &["no-product"]);
}

#[test]
fn what_clears_without_a_version_is_not_taken_and_what_warns_is() {
    expect(&openvex(&said(r#"{"@id":"pkg:pypi/my-lib"}"#, "not_affected")), "", &["no-version"]);
    expect(&openvex(&said(r#"{"@id":"pkg:pypi/my-lib"}"#, "affected")), "", &["affected pkg:pypi/my-lib@2.0"]);
}

#[test]
fn of_two_statements_the_later_counts_and_without_a_time_none_does() {
    let lib = r#"{"@id":"pkg:pypi/my-lib@2.0"}"#;
    let at = |status: &str, day: &str| {
        said(lib, status).replace("\"status\"", &format!("\"timestamp\":\"{day}T00:00:00Z\",\"status\""))
    };
    let later = openvex(&format!("{},{}", at("fixed", "2026-10-02"), at("affected", "2026-10-01")));
    expect(&later, "", &["fixed pkg:pypi/my-lib@2.0", "superseded"]);
    let torn = openvex(&format!("{},{}", said(lib, "fixed"), said(lib, "affected")));
    expect(&torn, "", &["contradicted", "contradicted"]);
    let twice = openvex(&format!("{},{}", said(lib, "fixed"), said(lib, "fixed")));
    expect(&twice, "", &["fixed pkg:pypi/my-lib@2.0", "said-twice"]);
    expect(&openvex(&at("fixed", "2027-01-01")), "", &["future"]);
}

#[test]
fn a_document_never_replaces_a_decision() {
    let decided = |status: &str| {
        format!("vulnerabilities: [CVE-2026-0001]\ncomponent: {{ name: My_Lib, range: \"2.0\" }}\nstatus: {status}\n")
    };
    let document = openvex(&said(r#"{"@id":"pkg:pypi/my-lib@2.0"}"#, "affected"));
    expect(&document, &decided("affected"), &["already-decided"]);
    expect(&document, &decided("fixed"), &["decided-otherwise"]);
}

#[test]
fn the_perimeter_of_a_customer_is_a_mitigation() {
    let document = r#"{"bomFormat":"CycloneDX","specVersion":"1.5","vulnerabilities":[{"id":"CVE-2026-0001","analysis":
        {"state":"not_affected","justification":"protected_at_perimeter"},"affects":[{"ref":"pkg:pypi/my-lib@2.0"}]}]}"#;
    let plan = plan(&pump(""), document);
    assert_eq!(became(&plan), ["affected pkg:pypi/my-lib@2.0"]);
    assert!(plan.taken[0].mitigation && plan.taken[0].decision.security.is_some());
}

#[test]
fn an_imported_decision_names_its_source_and_no_author() {
    let plan = plan(&pump(""), &openvex(&said(r#"{"@id":"pkg:pypi/my-lib@2.0"}"#, "affected")));
    let decision = plan.taken[0].decided();
    assert_eq!(decision.evidence[0].reference, "supplier.json (OpenVEX)");
    assert!(decision.author.is_none() && decision.approval.is_none());
}

#[test]
fn a_file_that_is_no_document_of_statements_says_so() {
    let plan = plan(&pump(""), "{}");
    assert!(plan.document.is_none() && plan.statements == 0);
}

const CLAIM: &str = "vulnerabilities: [CVE-2026-0001]\ncomponent: { name: lwIP, range: 2.1.2 }\nstatus: not_affected\n\
    justification: vulnerable_code_not_present\nreason: Not built.\n";

fn left_out(yaml: &str, claimed: bool, target: Target) -> Vec<String> {
    let export = export(&pump(yaml), target, ExportSettings { claimed, ..settings() });
    assert_eq!(export.written + export.left_out.len(), 1);
    export.left_out.into_iter().map(|left| left.en).collect()
}

#[test]
fn nothing_leaves_the_house_that_says_more_than_was_decided() {
    assert_eq!(left_out(CLAIM, true, Target::OpenVex), Vec::<String>::new());
    assert!(left_out(CLAIM, false, Target::OpenVex)[0].starts_with("nobody has approved the decision"));
    let expect = |more: &str, words: &str| {
        let left = left_out(&format!("{CLAIM}{more}\n"), true, Target::OpenVex);
        assert_eq!(left, [words]);
    };
    expect("expires: 2026-11-22", "it has expired");
    expect("decided_at: 2026-11-24T00:00:00Z", "it is dated in the future");
    expect(
        "conditions: [{ kind: variant, name: w }]",
        "it counts only for some units, and the document would say it of all",
    );
    let gone = left_out(&CLAIM.replace("lwIP", "uIP"), true, Target::Csaf);
    assert_eq!(gone, ["its component is in no SBOM of the release"]);
    let range = CLAIM.replace("2.1.2", "\"vers:generic/<2.2\"");
    assert_eq!(left_out(&range, true, Target::OpenVex).len(), 1);
    assert_eq!(left_out(&range, true, Target::Csaf).len(), 0);
    let beyond = CLAIM.replace("2.1.2", "\"vers:generic/<2.1.2\"");
    assert_eq!(left_out(&beyond, true, Target::Csaf), ["its component is in no SBOM of the release"]);
}

#[test]
fn rows_of_anomalies_hold_what_is_unresolved() {
    let affected =
        CLAIM.replace("not_affected", "affected").replace("justification: vulnerable_code_not_present\n", "");
    let export =
        export(&pump(&format!("{CLAIM}---\n{affected}").replacen("0001", "0002", 1)), Target::Anomalies, settings());
    let text = String::from_utf8(export.bytes).unwrap();
    assert_eq!(text.lines().nth(1), Some(",CVE-2026-0001,lwIP,2.1.2,affected,,,,Not built.,,,,"));
    assert_eq!((text.lines().count(), export.written), (2, 1));
}

/// A decision that has everything.
const FULL: &str = "id: d-1\nvulnerabilities: [GHSA-1, CVE-2026-0001, CVE-2026-0002]\n\
    component: { purl: pkg:npm/x, cpe: \"cpe:2.3:a:x:x:*:*:*:*:*:*:*:*\", name: x, range: \"vers:npm/<2\" }\nstatus: not_affected\n\
    justification: component_not_present\nreason: { en: Why, ja: 理由 }\nsecurity: s\nsafety: t\nauthor: sato\n\
    decided_at: 2026-10-01\nexpires: 2027-01-01\napproval: { person: sato }\nconditions: [{ kind: variant, name: w }]\n\
    evidence: [{ reference: map.txt }]\nexploitation: poc\n";

#[test]
fn each_field_that_does_not_come_back_is_named_as_the_table_says() {
    let open = pump(FULL);
    let device = product(&open, open.dossier.device.as_ref().unwrap(), &open.dossier.releases[0]);
    for target in [Target::OpenVex, Target::CycloneDx, Target::Csaf] {
        let decision = &open.dossier.releases[0].decisions[0];
        let (_, lost) = of_decision(decision, &device, target, Lang::En);
        let lost: BTreeSet<&str> = lost.into_iter().collect();
        let may: BTreeSet<&str> =
            CARRIED.iter().filter(|carried| carried.by(target) != Carry::Kept).map(|carried| carried.field).collect();
        let must: BTreeSet<&str> =
            CARRIED.iter().filter(|carried| carried.by(target) == Carry::Lost).map(|carried| carried.field).collect();
        assert!(must.is_subset(&lost), "{target:?} {lost:?}");
        assert!(lost.is_subset(&may), "{target:?} {lost:?}");
    }
}

/// Every field of the record is in the table, so that none is lost unnamed.
#[test]
fn the_table_knows_every_field() {
    let node = read_documents::<v1::Decision>("x", FULL.as_bytes()).value[0].write().unwrap();
    let formats::yaml::Value::Map(entries) = node.value else { panic!("a record is a map") };
    for (key, _) in entries {
        let known = CARRIED.iter().any(|carried| carried.field.split('.').next() == Some(&key.text));
        assert!(known, "{}", key.text);
    }
}

/// Decisions of which a format keeps everything, by the table.
fn lossless(target: Target) -> impl Strategy<Value = String> {
    let component = match target {
        Target::OpenVex => prop_oneof![
            "purl: pkg:npm/[a-z]{1,8}@[0-9]\\.[0-9]",
            Just("cpe: \"cpe:2.3:o:acme:os:1.0:*:*:*:*:*:*:*\"".to_owned()),
            "name: [a-z]{1,3} [A-Z]{1,3}, range: \"[0-9]\\.[0-9]\"",
            "name: [a-z]{1,8}",
        ]
        .boxed(),
        _ => prop_oneof![
            "purl: pkg:npm/[a-z]{1,8}@[0-9]\\.[0-9]",
            "purl: pkg:npm/[a-z]{1,8}, range: \"[0-9]\\.[0-9]\"",
            Just("purl: pkg:npm/x, range: \"vers:npm/>=1|<2\"".to_owned()),
            "cpe: \"cpe:2\\.3:o:acme:[a-z]{1,5}:\\*:\\*:\\*:\\*:\\*:\\*:\\*:\\*\", range: \"[0-9]\\.[0-9]\"",
            "name: [a-z]{1,3} [A-Z]{1,3}, range: \"[0-9]\\.[0-9]\"",
            "name: [a-z]{1,8}",
        ]
        .boxed(),
    };
    let status = prop_oneof![
        Just("affected".to_owned()),
        Just("fixed".to_owned()),
        Just("under_investigation".to_owned()),
        prop::sample::select(vec![
            "vulnerable_code_not_present",
            "vulnerable_code_not_in_execute_path",
            "inline_mitigations_already_exist",
            "component_not_present",
            "vulnerable_code_cannot_be_controlled_by_adversary",
        ])
        .prop_filter("CycloneDX has no word for two of them", move |label| {
            target != Target::CycloneDx
                || !matches!(*label, "component_not_present" | "vulnerable_code_cannot_be_controlled_by_adversary")
        })
        .prop_map(|label| format!("not_affected\njustification: {label}")),
    ];
    let reason = prop_oneof!["[A-Za-z][a-z ,.]{0,30}[a-z]", "[ぁ-ん]{1,10}"];
    let zone = prop::sample::select(vec!["Z", "+09:00", "-03:30"]);
    (component, status, reason, 1u32..9000, any::<bool>(), zone).prop_map(
        move |(component, status, reason, number, alias, zone)| {
            let id = if target == Target::Csaf { "" } else { "id: d-7\n" };
            let alias = if alias { ", GHSA-x-1" } else { "" };
            let lang = if reason.is_ascii() { "en" } else { "ja" };
            format!(
                "{id}vulnerabilities: [CVE-2026-{number:04}{alias}]\ncomponent: {{ {component} }}\nstatus: {status}\n\
                 reason: {{ {lang}: \"{reason}\", controlling: {lang} }}\ndecided_at: 2026-01-02T03:04:05{zone}\n"
            )
        },
    )
}

/// The component of a statement's part: its identifier, else its name with its version.
fn component_of(part: &StatedProduct<'_>) -> v1::DecidedComponent {
    let own = |text: &Cow<'_, str>| text.clone().into_owned();
    let filled = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    let empty = v1::DecidedComponent { place: Place::default(), purl: None, cpe: None, name: None, range: None };
    if let Some(purl) = part.purls.first() {
        let parsed = Purl::parse(purl).ok();
        let version = parsed.as_ref().map(|purl| purl.version.clone()).unwrap_or_default();
        let generic = parsed.as_ref().filter(|purl| purl.kind == "generic" && purl.qualifiers.is_empty());
        if let Some(generic) = generic {
            // The generic type is a name with a version, and nothing more.
            let range = filled(&version).or_else(|| filled(&part.version));
            return v1::DecidedComponent { name: Some(generic.full_name().into_owned()), range, ..empty };
        }
        let range = filled(&part.version).filter(|stated| *stated != version);
        return v1::DecidedComponent { purl: Some(own(purl)), range, ..empty };
    }
    let range = filled(&part.version);
    match part.cpes.first() {
        Some(cpe) => v1::DecidedComponent { cpe: Some(own(cpe)), range, ..empty },
        None => v1::DecidedComponent { name: filled(&part.name).or_else(|| filled(&part.reference)), range, ..empty },
    }
}

/// Out through a format and back: the same decision, and nothing named as lost.
fn comes_back(yaml: &str, target: Target) -> Result<(), TestCaseError> {
    let open = OpenDevice { sboms: Vec::new(), ..pump(yaml) };
    let lang = if yaml.contains("ja:") { Lang::Ja } else { Lang::En };
    let export = export(&open, target, ExportSettings { lang, ..settings() });
    prop_assert_eq!(
        (export.written, export.lost.as_slice(), export.left_out.as_slice()),
        (1, [].as_slice(), [].as_slice())
    );
    let mut back = Vec::new();
    let read = formats::vex::read(&export.bytes, &mut |said| {
        let status = said.status.expect("a status was written");
        back.push(to_decision(said, status, component_of(&said.components[0]), "").into_core());
    });
    prop_assert_eq!(read.defects.count(), 0);
    let mut wanted = open.dossier.releases[0].decisions.clone();
    for decision in &mut wanted {
        decision.place = Place::default();
        decision.component.place = Place::default();
        decision.sha256 = None;
    }
    prop_assert_eq!(back, wanted);
    Ok(())
}

/// Decisions about components of the pump, as its SBOM names them.
fn about_the_pump(target: Target) -> impl Strategy<Value = String> {
    let ours = prop::sample::select(vec![
        "purl: pkg:pypi/my-lib@2.0",
        "purl: \"pkg:deb/debian/zlib@1.2.11?arch=arm64\"",
        "name: lwIP, range: 2.1.2",
    ]);
    (lossless(target), ours).prop_map(|(yaml, ours)| {
        let (head, rest) = yaml.split_once("component: {").expect("a decision has a component");
        let (_, tail) = rest.split_once(" }\n").expect("a component ends");
        format!("{head}component: {{ {ours} }}\n{tail}")
    })
}

/// Out of one dossier and into another that has decided nothing: the same state, but for the evidence that names the file.
fn is_taken_in_again(yaml: &str, target: Target) -> Result<(), TestCaseError> {
    let lang = if yaml.contains("ja:") { Lang::Ja } else { Lang::En };
    let open = pump(yaml);
    let export = export(&open, target, ExportSettings { lang, ..settings() });
    let plan = plan_import(&pump(""), "ours.json", &export.bytes, now());
    prop_assert_eq!((plan.taken.len(), plan.listed.len()), (1, 0), "{:?}", plan.listed);
    let wanted = &open.dossier.releases[0].decisions[0];
    let taken = Decision {
        place: wanted.place.clone(),
        component: device::DecidedComponent {
            place: wanted.component.place.clone(),
            ..plan.taken[0].decided().component
        },
        evidence: Vec::new(),
        ..plan.taken[0].decided()
    };
    prop_assert_eq!(&taken, wanted);
    Ok(())
}

proptest! {
    #[test]
    fn what_goes_out_is_taken_in_again(
        openvex in about_the_pump(Target::OpenVex),
        cyclonedx in about_the_pump(Target::CycloneDx),
        csaf in about_the_pump(Target::Csaf),
    ) {
        is_taken_in_again(&openvex, Target::OpenVex)?;
        is_taken_in_again(&cyclonedx, Target::CycloneDx)?;
        is_taken_in_again(&csaf, Target::Csaf)?;
    }

    #[test]
    fn openvex_gives_back_the_same_decision(yaml in lossless(Target::OpenVex)) {
        comes_back(&yaml, Target::OpenVex)?;
    }

    #[test]
    fn cyclonedx_gives_back_the_same_decision(yaml in lossless(Target::CycloneDx)) {
        comes_back(&yaml, Target::CycloneDx)?;
    }

    #[test]
    fn csaf_gives_back_the_same_decision(yaml in lossless(Target::Csaf)) {
        comes_back(&yaml, Target::Csaf)?;
    }

    #[test]
    fn every_statement_is_taken_or_listed(
        products in prop::collection::vec("pkg:(pypi/my-lib|deb/debian/zlib|generic/pump)(@(2\\.0|1\\.2\\.11|4\\.1))?", 0..3),
        status in "affected|not_affected|fixed|maybe",
        times in 1usize..4,
    ) {
        let products: Vec<String> = products.iter().map(|id| format!("{{\"@id\":\"{id}\"}}")).collect();
        let one = said(&products.join(","), &status);
        let plan = plan(&pump(""), &openvex(&vec![one; times].join(",")));
        prop_assert_eq!(plan.taken.len() + plan.listed.len(), plan.statements);
        prop_assert!(plan.statements >= times);
    }
}
