//! Sources of distributions, makers and authorities, from the file to the coverage state, each with small files of its own.

#[expect(dead_code, reason = "the starter mirror is not used here")]
mod program;

use program::Program;
use serde_json::Value;

const FOLDER: &str = "fixtures/odd/feeds/sources";

fn filled(name: &str, files: &[&str]) -> Program {
    let program = Program::new(name);
    let files: Vec<String> = files.iter().map(|file| format!("{FOLDER}/{file}")).collect();
    let mut arguments = vec!["feeds", "import"];
    arguments.extend(files.iter().map(String::as_str));
    arguments.extend(["--published", "2026-11-22"]);
    let taken = program.run(&arguments);
    assert_eq!(taken.status, 0, "{}{}", taken.out, taken.err);
    program
}

fn answer(program: &Program, identifiers: &[&str]) -> Value {
    let component = |(place, text): (usize, &&str)| {
        let field = if text.starts_with("cpe:") { "cpe" } else { "purl" };
        format!(r#"{{"type":"library","bom-ref":"c{place}","name":"c{place}","{field}":"{text}"}}"#)
    };
    let components: Vec<String> = identifiers.iter().enumerate().map(component).collect();
    let sbom = format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.5","components":[{}]}}"#, components.join(","));
    let file = program.file("sbom.cdx.json", sbom);
    let ended = program.run(&["scan", &file, "--format", "json"]);
    serde_json::from_str(&ended.out).unwrap_or_else(|fault| panic!("{fault}: {}", ended.err))
}

/// State of each identifier, with the certainty and range of what hits it.
fn states(program: &Program, identifiers: &[&str]) -> Vec<String> {
    let answer = answer(program, identifiers);
    let components = answer["coverage"]["components"].as_array().expect("the answer lists components");
    assert_eq!(components.len(), identifiers.len());
    components.iter().map(|component| component["state"].as_str().expect("a state is a text").to_owned()).collect()
}

fn expect(program: &Program, cases: &[(&str, &str)]) {
    let identifiers: Vec<&str> = cases.iter().map(|(identifier, _)| *identifier).collect();
    for ((identifier, wanted), state) in cases.iter().zip(states(program, &identifiers)) {
        assert_eq!(state, *wanted, "{identifier}");
    }
}

#[test]
fn debians_tracker_decides_by_source_package_and_release() {
    let program = filled("debian", &["debian-tracker.json"]);
    expect(
        &program,
        &[
            ("pkg:deb/debian/aster-tls@3.0.10-1?distro=debian-12", "matched"),
            ("pkg:deb/debian/libaster3@9-1?distro=bookworm&upstream=aster-tls%403.0.11-1~rc1", "matched"),
            ("pkg:deb/debian/aster-tls@3.0.11-1?distro=debian-12", "no-known-vulnerability"),
            ("pkg:deb/debian/aster-tls@3.5.1-1?distro=trixie", "matched"),
            ("pkg:deb/debian/aster-tls@1.1.1-1?distro=debian-11", "no-known-vulnerability"),
            ("pkg:deb/debian/aster-tls@3.6-1?distro=debian-14", "version-not-comparable"),
            ("pkg:deb/debian/never-named@1?distro=debian-12", "no-source"),
        ],
    );
}

#[test]
fn alpines_database_decides_by_package_and_release() {
    let program = filled("alpine", &["alpine-main.json"]);
    expect(
        &program,
        &[
            ("pkg:apk/alpine/aster-tls@3.3.1-r0?distro=alpine-3.20.1", "matched"),
            ("pkg:apk/alpine/libaster3@3.3.1-r0?distro=alpine-3.20.1&upstream=aster-tls", "matched"),
            ("pkg:apk/alpine/aster-tls@3.3.1-r1?distro=alpine-3.20.1", "no-known-vulnerability"),
            ("pkg:apk/alpine/aster-tls@3.3.1-r0?distro=alpine-3.19.1", "no-source"),
            ("pkg:apk/alpine/aster-tls@3.3.1.?distro=alpine-3.20.1", "version-not-comparable"),
        ],
    );
}

#[test]
fn jvn_decides_by_cpe_name_with_japanese_version_texts_and_covers_nothing_by_silence() {
    let program = filled("jvn", &["jvn.xml"]);
    let firmware = |version: &str| format!("cpe:2.3:o:aster:imaginary_pump_firmware:{version}:*:*:*:*:*:*:*");
    let (hit, beyond) = (firmware("1.05"), firmware("1.06"));
    expect(
        &program,
        &[(&hit, "matched"), (&beyond, "no-source"), ("cpe:2.3:h:aster:imaginary_monitor:7:*:*:*:*:*:*:*", "matched")],
    );
    let shown = answer(&program, &[&hit]).to_string();
    assert!(shown.contains("架空のポンプ") && shown.contains("CVE-2026-1010"), "{shown}");
}

#[test]
fn a_red_hat_vex_decides_by_package_and_product_stream() {
    let program = filled("red-hat", &["csaf-vex.json"]);
    expect(
        &program,
        &[
            ("pkg:rpm/redhat/aster-tls@3.0.7-24.el9?epoch=1&distro=rhel-9.4", "matched"),
            ("pkg:rpm/redhat/aster-tls@3.0.7-25.el9?epoch=1&distro=rhel-9.4", "no-source"),
            ("pkg:rpm/redhat/aster-tls@1.1.1-1.el8?epoch=1&distro=rhel-8.9", "matched"),
            ("pkg:rpm/redhat/aster-tls@1.0.2-1.el7?epoch=1&distro=rhel-7.9", "no-source"),
        ],
    );
}

#[test]
fn an_advisory_decides_by_package_url_and_cpe_name_and_its_silence_covers_nothing() {
    let program = filled("advisory", &["csaf-advisory.json"]);
    expect(
        &program,
        &[
            ("pkg:npm/aster-lib@1.4.1", "matched"),
            ("pkg:npm/aster-lib@1.4.2", "no-source"),
            ("pkg:npm/aster-lib@0.9.0", "no-source"),
            // An advisory without versions may be about any.
            ("cpe:2.3:a:aster:gateway:5:*:*:*:*:*:*:*", "matched"),
            ("cpe:2.3:a:aster:viewer:1.9:*:*:*:*:*:*:*", "matched"),
            ("cpe:2.3:a:aster:viewer:2.0:*:*:*:*:*:*:*", "no-source"),
            // What cannot be read is told, never clean.
            ("pkg:pypi/aster-codec@1", "version-not-comparable"),
        ],
    );
    let status = program.run(&["feeds", "status"]).out;
    assert!(status.contains("CSAF"), "{status}");
}

#[test]
fn what_a_maker_says_against_others_is_shown_and_closes_nothing() {
    let program = filled("against", &["csaf-advisory.json"]);
    let record = r#"{"id":"CVE-2026-1030","modified":"2026-11-20T00:00:00Z","affected":[{"package":{"ecosystem":"npm","name":"aster-lib"},
        "ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"1.5.0"}]}]}]}"#;
    let file = program.file("npm.json", record);
    assert_eq!(program.run(&["feeds", "import", &file, "--published", "2026-11-22"]).status, 0);
    let shown = answer(&program, &["pkg:npm/aster-lib@1.4.2"]);
    let finding = &shown["findings"][0];
    assert_eq!(shown["coverage"]["components"][0]["state"], "matched");
    assert!(finding["vulnerability"]["other_statements"].to_string().contains("ASTER-2026-1"), "{shown}");
}

#[test]
fn a_reader_that_never_met_a_real_file_says_so() {
    let program = filled("untried", &["debian-tracker.json", "alpine-main.json", "jvn.xml"]);
    let status = program.run(&["feeds", "status"]).out;
    assert_eq!(status.matches("not tried on a real file").count(), 3, "{status}");
    let status = program.run(&["feeds", "status", "--lang", "ja"]).out;
    assert_eq!(status.matches("実在のファイルでは未確認").count(), 3, "{status}");
    let status = program.run(&["feeds", "status", "--format", "json"]).out;
    assert_eq!(status.matches("\"untried\":true").count() + status.matches("\"untried\": true").count(), 3, "{status}");
}

#[test]
fn ends_of_support_of_a_list_are_proposed_and_count_as_missing() {
    let program = filled("support-life", &["support-life.json"]);
    let sbom = r#"{"bomFormat":"CycloneDX","specVersion":"1.5","components":[
        {"type":"operating-system","name":"aster-os","version":"4.2.7","purl":"pkg:generic/aster-os@4.2.7"},
        {"type":"operating-system","name":"aster-os","version":"3.9.1","cpe":"cpe:2.3:o:aster:aster_os:3.9.1:*:*:*:*:*:*:*"}]}"#;
    let file = program.file("os.cdx.json", sbom);
    let shown = program.run(&["sbom", "quality", &file]).out;
    assert!(shown.contains("Proposed by the EOL list of 2026-11-21"), "{shown}");
    assert!(shown.contains("aster-os 4.2.7: limited; end of support 2028-12-31 (Aster OS 4.2)"), "{shown}");
    assert!(shown.contains("aster-os 3.9.1: no-longer-maintained; end of support 2024-12-31 (Aster OS 3)"), "{shown}");
    let json: Value = serde_json::from_str(&program.run(&["sbom", "quality", &file, "--format", "json"]).out).unwrap();
    assert_eq!(json["proposed"].as_array().map(Vec::len), Some(2), "{json}");
    let missing = json["elements"].as_array().unwrap().iter().find(|element| element["element"] == "end-of-support");
    assert_eq!(missing.unwrap()["missing"], 2, "a proposal states nothing");
    // A list of support knows no vulnerabilities: nothing counts as watched by it.
    let scan: Value = serde_json::from_str(&program.run(&["scan", &file, "--format", "json"]).out).unwrap();
    let states = scan["coverage"]["components"].as_array().unwrap().iter().map(|component| component["state"].clone());
    assert!(states.into_iter().all(|state| state == "no-source" || state == "not-resolvable"), "{scan}");
}

#[test]
fn commits_are_decided_where_a_record_names_them_and_told_elsewhere() {
    let program = filled("commits", &["osv-git.json"]);
    let at = |commit: &str| format!("pkg:github/aster-example/pump@{}", commit.repeat(40));
    let (introduced, fixed, between) = (at("1"), at("2"), at("3"));
    expect(
        &program,
        &[
            (&introduced, "matched"),
            (&fixed, "no-known-vulnerability"),
            (&between, "version-not-comparable"),
            ("pkg:github/Aster-Example/pump@v1.1.0", "matched"),
            ("pkg:github/aster-example/pump@v1.2.0", "version-not-comparable"),
            ("pkg:generic/pump@9?vcs_url=git%2Bhttps://github.com/aster-example/pump.git%40v1.0.0", "matched"),
            ("pkg:github/aster-example/other@v1.0.0", "no-source"),
        ],
    );
}
