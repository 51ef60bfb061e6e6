//! The names in JSON answers that other programs lean on: fields are added, never renamed and never left out.

mod program;

use program::Program;
use serde_json::Value;

/// Every node at a path such as `findings[].component.purl`; a missing name is told. Below `null` nothing is asked for.
fn missing(at: &Value, path: &str) -> Option<String> {
    let (step, rest) = path.split_once('.').unwrap_or((path, ""));
    let (name, list) = step.strip_suffix("[]").map_or((step, false), |name| (name, true));
    let Some(found) = at.get(name) else { return Some(step.to_owned()) };
    let below = |node: &Value| (!rest.is_empty() && !node.is_null()).then(|| missing(node, rest)).flatten();
    match found.as_array() {
        Some(nodes) if list => nodes.iter().find_map(below),
        None if !list => below(found),
        Some(_) | None => Some(format!("{step} as written")),
    }
}

fn expect(answer: &Value, paths: &str) {
    for path in paths.split_whitespace() {
        assert_eq!(missing(answer, path), None, "{path}");
    }
}

/// What `scan` and `check` share.
const ANSWER: &str = "schema verdict exit_status as_of mirror program scope.looked_at[] scope.looked_at_ids[] scope.not_looked_at[].id scope.not_looked_at[].area scope.not_looked_at[].because
    findings[].id findings[].code findings[].priority findings[].explanation
    coverage.share coverage.components[].purl coverage.components[].name coverage.components[].state
    sources[].name sources[].part sources[].complete sources[].records sources[].published_at sources[].age_days
    sources[].state";

/// What a finding with statements that matched carries beyond that; a finding about the dossier has neither.
const FINDING: &str = "vulnerability.id vulnerability.aliases[] vulnerability.epss vulnerability.statements[].source
    vulnerability.statements[].id vulnerability.statements[].range vulnerability.statements[].identifier
    component.purl component.name component.version component.place";

fn expect_answer(answer: &Value) {
    expect(answer, ANSWER);
    let about = |finding: &&Value| finding["code"] == "vulnerability/affected";
    answer["findings"]
        .as_array()
        .expect("findings are a list")
        .iter()
        .filter(about)
        .for_each(|finding| expect(finding, FINDING));
}

const STATES: [&str; 7] = [
    "matched",
    "no-known-vulnerability",
    "version-not-comparable",
    "not-resolvable",
    "no-source",
    "own",
    "not-software",
];

fn filled(name: &str) -> Program {
    let program = Program::new(name);
    assert_eq!(program.run(&["feeds", "import", "fixtures/feeds", "--published", "2026-11-22"]).status, 0);
    program
}

fn answer(program: &Program, arguments: &[&str]) -> (Value, i32) {
    let ended = program.run(&[arguments, &["--format", "json"]].concat());
    (
        serde_json::from_str(&ended.out).unwrap_or_else(|fault| panic!("{fault}: {}{}", ended.out, ended.err)),
        ended.status,
    )
}

#[test]
fn a_check_carries_every_stable_name() {
    let (answer, status) = answer(&filled("check"), &["check", "fixtures/aster-s2"]);
    assert_eq!((&answer["schema"], &answer["verdict"]), (&"tutela.check/v1".into(), &"blocking".into()));
    assert_eq!(answer["exit_status"], status);
    expect_answer(&answer);
    assert_eq!(answer["dossier"].as_str().unwrap().len(), 64);
}

#[test]
fn the_example_shows_every_coverage_state_and_no_other() {
    let (answer, _) = answer(&filled("states"), &["check", "fixtures/aster-s2"]);
    let mut states: Vec<&str> = answer["coverage"]["components"]
        .as_array()
        .unwrap()
        .iter()
        .map(|component| component["state"].as_str().unwrap())
        .collect();
    states.sort_unstable();
    states.dedup();
    let mut wanted = STATES;
    wanted.sort_unstable();
    assert_eq!(states, wanted);
}

#[test]
fn the_findings_of_a_check_stand_worst_first() {
    let (answer, _) = answer(&filled("worst"), &["check", "fixtures/aster-s2"]);
    let first = &answer["findings"][0];
    assert_eq!((&first["priority"], &first["vulnerability"]["id"]), (&"blocking".into(), &"CVE-2017-13077".into()));
    assert_eq!(answer["findings"][1]["vulnerability"]["known_exploited"], true);
}

#[test]
fn an_unknown_epss_is_null() {
    let (answer, _) = answer(&filled("epss"), &["check", "fixtures/aster-s2"]);
    let findings = answer["findings"].as_array().unwrap();
    let vxworks = findings.iter().find(|finding| finding["vulnerability"]["id"] == "CVE-2019-12255").unwrap();
    assert_eq!(vxworks["vulnerability"]["epss"], Value::Null);
}

#[test]
fn a_scan_of_one_file_is_one_object_with_every_stable_name() {
    let program = Program::with_pypi("scan");
    let component =
        r#"{"type": "library", "name": "requests", "version": "2.28.1", "purl": "pkg:pypi/requests@2.28.1"}"#;
    let sbom = format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.5", "components": [{component}]}}"#);
    let (answer, status) = answer(&program, &["scan", &program.file("a.cdx.json", sbom)]);
    assert_eq!((&answer["schema"], &answer["verdict"], status), (&"tutela.scan/v1".into(), &"undecided".into(), 1));
    expect_answer(&answer);
}

#[test]
fn a_scan_of_several_files_is_a_list_in_the_order_given() {
    let files = ["fixtures/odd/bad-utf8.cdx.json", "fixtures/odd/no-components.cdx.json"];
    let (answer, status) = answer(&filled("list"), &[["scan"].as_slice(), &files].concat());
    for (result, file) in answer["results"].as_array().unwrap().iter().zip(files) {
        expect_answer(result);
        assert_eq!(result["documents"][0]["file"], file);
    }
    assert_eq!(status, 3);
}

#[test]
fn the_status_of_feeds_carries_every_stable_name() {
    let (answer, _) = answer(&filled("status"), &["feeds", "status"]);
    assert_eq!(answer["schema"], "tutela.feeds/v1");
    expect(
        &answer,
        "schema as_of mirror sources[].name sources[].part sources[].complete sources[].records sources[].rejected
        sources[].published_at sources[].taken_on sources[].hash sources[].age_days sources[].limit_days
        sources[].signature sources[].state",
    );
    assert_eq!(answer["sources"].as_array().unwrap().len(), 7);
}

#[test]
fn the_sarif_log_names_every_rule_that_its_results_use() {
    let ended = filled("sarif").run(&["check", "fixtures/aster-s2", "--format", "sarif"]);
    let log: Value = serde_json::from_str(&ended.out).unwrap();
    let run = &log["runs"][0];
    let rules: Vec<&Value> =
        run["tool"]["driver"]["rules"].as_array().unwrap().iter().map(|rule| &rule["id"]).collect();
    let results = run["results"].as_array().unwrap();
    assert!(!results.is_empty() && results.iter().all(|result| rules.contains(&&result["ruleId"])));
    assert_eq!(log["version"], "2.1.0");
}

#[test]
fn scores_carry_every_stable_name() {
    let vector = "CVSS:3.0/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H/E:U/MAV:P/XAVN:Y";
    let tree = "supplier:exploitation=none";
    let arguments = ["score", vector, "9.8", "--ssvc", tree, "--patient-risk", "harm=data-only"];
    let (answer, status) = answer(&Program::new("score"), &arguments);
    assert_eq!((&answer["schema"], status), (&"tutela.score/v1".into(), 2));
    expect(
        &answer,
        "schema program vectors[].given vectors[].fault vectors[].version vectors[].vector vectors[].base.score
        vectors[].base.severity vectors[].temporal vectors[].environmental vectors[].metrics[].metric
        vectors[].metrics[].value vectors[].metrics[].group vectors[].metrics[].asks vectors[].metrics[].means
        vectors[].rubric[].variable vectors[].rubric[].answer ssvc[].tree ssvc[].source ssvc[].outcome ssvc[].open[]
        patient_risk.call patient_risk.explanation",
    );
    assert_eq!(answer["vectors"][0]["environmental"]["score"], 6.2);
    assert!(answer["vectors"][1]["fault"].is_string());
}

#[test]
fn an_import_of_statements_carries_every_stable_name() {
    let program = Program::new("import");
    let said = |product: &str| format!(r#"{{"vulnerability":"CVE-1","products":["{product}"],"status":"affected"}}"#);
    let part = r#"{"vulnerability":"CVE-1","products":["AS2-100"],"subcomponents":["hostapd"],"status":"affected"}"#;
    let text = format!(r#"{{"@context":"https://openvex.dev/ns","statements":[{},{part}]}}"#, said("pkg:npm/x@1"));
    let file = program.file("a.json", text);
    let (answer, status) = answer(&program, &["triage", "import", &file, "fixtures/aster-s2"]);
    assert_eq!((&answer["schema"], status), (&"tutela.triage-import/v1".into(), 1));
    expect(
        &answer,
        "schema format id author release written statements taken[].line taken[].vulnerabilities[] taken[].component
        taken[].status taken[].justification taken[].mitigation listed[].line listed[].vulnerability listed[].product
        listed[].status listed[].reason listed[].explanation defects[]",
    );
    assert_eq!((answer["taken"].as_array().unwrap().len(), &answer["written"]), (1, &false.into()));
}

#[test]
fn a_form_that_an_answer_has_not_is_a_wrong_call_and_never_another_form() {
    let program = Program::new("forms");
    for (words, form) in [
        (&["explain", "scan/affected"][..], "json"),
        (&["feeds", "list"], "json"),
        (&["init", "device", "nowhere"], "sarif"),
        (&["sbom", "show", "fixtures/forms/pump.cdx.xml"], "sarif"),
        (&["hit", "CVE-2017-14491", "fixtures"], "sarif"),
        (&["package", "keygen", "nowhere"], "json"),
        (&["network", "mud", "export", "fixtures/network/network.yaml", "--url", "https://example.org/a"], "json"),
        (
            &[
                "network",
                "verify",
                "--profile",
                "fixtures/network/network.yaml",
                "--rules",
                "fixtures/network/ward.csv",
            ],
            "sarif",
        ),
        (&["cloud", "check", "fixtures/cloud/aster-telemetry"], "sarif"),
        (&["check", "fixtures/st-alba"], "sarif"),
        (&["score", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"], "sarif"),
    ] {
        let ended = program.run(&[words, &["--format", form]].concat());
        assert_eq!((ended.status, ended.out.as_str()), (2, ""), "{words:?}");
        assert!(ended.err.contains("next: "), "{}", ended.err);
    }
}

#[test]
fn a_hit_carries_every_stable_name() {
    let program = filled("hit-names");
    let (hit, _) = answer(&program, &["hit", "CVE-2017-14491", "fixtures"]);
    expect(&hit, "schema verdict exit_status as_of mirror touched unknown not_found sites[].dir sources[].part");
    expect(&hit["sites"][0], "dir units_installed units_without_dossier units_release_unknown network_devices[]");
    assert_eq!(hit["results"][0]["releases"][0]["units"], Value::Null, "nobody looked at a list of units");
}

/// What every answer about a package says of it.
const PACKAGE: &str = "device sequence sha256 supersedes made_at next_due releases[] duties[].id duties[].kind duties[].task_en duties[].task_ja
    duties[].answer duties[].reason files[].path files[].sha256 files[].bytes withheld[].path withheld[].count withheld[].why_en
    withheld[].why_ja";

fn copy(from: &std::path::Path, to: &std::path::Path) {
    std::fs::create_dir_all(to).expect("the target folder can be written");
    for entry in std::fs::read_dir(from).expect("the fixture is there") {
        let path = entry.expect("the fixture can be read").path();
        let place = to.join(path.file_name().expect("an entry has a name"));
        if path.is_dir() {
            copy(&path, &place);
        } else {
            std::fs::copy(&path, place).expect("a file can be copied");
        }
    }
}

#[test]
fn packages_and_statuses_carry_every_stable_name() {
    let program = filled("package-names");
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
    let at = |name: &str| program.home().join(name).display().to_string();
    copy(&root.join("aster-s2"), &program.home().join("dossier"));
    copy(&root.join("st-alba"), &program.home().join("site"));
    assert_eq!(program.run(&["package", "keygen", &at("key")]).status, 0);
    let (dossier, site, key, file) = (at("dossier"), at("site"), at("key"), at("1.tutela"));

    let (built, _) = answer(&program, &["package", "build", &dossier, "--key", &key, "--out", &file]);
    assert_eq!(built["schema"], "tutela.package-build/v1");
    expect(&built, "schema written out signer duties_without_id[] package");
    expect(&built["package"], PACKAGE);

    let (seen, status) = answer(&program, &["package", "verify", &file, "--trust", &at("key.pub")]);
    assert_eq!((&seen["schema"], &seen["exit_status"]), (&"tutela.package/v1".into(), &status.into()));
    expect(&seen, "schema exit_status file signer claims[] past_due package");
    expect(&seen["package"], PACKAGE);

    let words =
        ["package", "receive", &file, &site, "--trust", &at("key.pub"), "--accept", "all", "--by", "ito", "--write"];
    let (received, _) = answer(&program, &words);
    assert_eq!((&received["schema"], &received["written"]), (&"tutela.package-receive/v1".into(), &true.into()));
    expect(
        &received,
        "schema exit_status written folder signer new_key before again skipped files_added[] files_changed[] files_gone[] blind_before
        blind_after releases[].release releases[].units_before releases[].units_after releases[].life_supporting releases[].before
        releases[].after.components releases[].after.open_findings releases[].components_added[] releases[].components_gone[]",
    );
    expect(&received["package"], PACKAGE);

    let (told, _) = answer(&program, &["package", "status", &site, "--key", &key, "--out", &at("status.json")]);
    assert_eq!(told["schema"], "tutela.package-status/v1");
    expect(
        &told,
        "schema signer out status.device status.sequence status.package status.received_at status.made_at status.units
        status.release_unknown status.releases[] status.newest status.patched status.cannot[] status.vulnerabilities[] status.mirror
        status.controls[] status.duties[] status.serials[]",
    );
}
