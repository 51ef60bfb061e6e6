//! Bad input that is made and not stored: it gets a clear error, loses nothing, and never turns an answer green.

mod program;

use program::{Ended, Program};
use std::io::Write;
use zip::write::SimpleFileOptions;

/// An SBOM of one package that the starter mirror speaks of.
const REQUESTS: &str = r#"{"bomFormat": "CycloneDX", "specVersion": "1.5",
    "components": [{"type": "library", "name": "requests", "version": "2.28.1", "purl": "pkg:pypi/requests@2.28.1"}]"#;

fn archive(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in members {
        archive.start_file(*name, SimpleFileOptions::default()).expect("an archive in memory can be written");
        archive.write_all(bytes).expect("an archive in memory can be written");
    }
    archive.finish().expect("an archive in memory can be written").into_inner()
}

fn record(id: &str) -> String {
    format!(
        r#"{{"id": "{id}", "modified": "2026-11-20T00:00:00Z", "affected": [{{"package": {{"ecosystem": "PyPI", "name": "a"}},
        "ranges": [{{"type": "ECOSYSTEM", "events": [{{"introduced": "0"}}]}}]}}]}}"#
    )
}

/// It ended with a complaint, not by a signal and not as a fault of ours.
fn complained(ended: &Ended, words: &str) {
    assert_eq!(ended.status, 2, "{}{}", ended.out, ended.err);
    assert!(ended.err.contains(words), "`{words}` in: {}", ended.err);
    assert!(ended.err.contains("next:"), "a next step in: {}", ended.err);
}

fn scanned(text: &str, name: &str) -> Ended {
    let program = Program::with_pypi(name);
    let file = program.file("a.cdx.json", text);
    program.run(&["scan", &file])
}

#[test]
fn five_megabytes_of_nesting_are_passed_over_and_said() {
    let deep = format!("{}{}", "[".repeat(2_500_000), "]".repeat(2_500_000));
    let ended = scanned(&format!("{REQUESTS}, \"x\": {deep}}}"), "nested");
    assert!(ended.out.contains("CVE-2023-32681"), "what stands before is read: {}", ended.out);
    assert!(!ended.out.contains("NOTHING BLOCKING"), "{}", ended.out);
}

#[test]
fn nesting_that_never_closes_is_no_crash() {
    let ended = scanned(&format!("{REQUESTS}, \"x\": {}", "{\"a\":".repeat(1_000_000)), "unclosed");
    assert_eq!(ended.status, 2, "{}", ended.err);
    assert!(ended.out.contains("NO ANSWER"), "{}", ended.out);
}

#[test]
fn components_nested_deeper_than_is_read_are_no_green() {
    let open = r#"{"bomFormat": "CycloneDX", "specVersion": "1.5", "components": ["#;
    let nested = r#"{"type": "library", "name": "a", "version": "1", "purl": "pkg:pypi/a@1", "components": ["#;
    let ended = scanned(&format!("{open}{}{}]}}", nested.repeat(5000), "]}".repeat(5000)), "components");
    assert_eq!(ended.status, 2, "{}", ended.err);
    assert!(ended.out.contains("NO ANSWER"), "{}", ended.out);
}

#[test]
fn an_archive_cannot_write_outside_and_its_good_records_are_taken() {
    let program = Program::new("traversal");
    let (bad, good) = (record("PYSEC-1"), record("PYSEC-2"));
    let members: &[(&str, &[u8])] =
        &[("../../outside.json", bad.as_bytes()), ("/etc/outside.json", bad.as_bytes()), ("a.json", good.as_bytes())];
    let file = program.file("PyPI/all.zip", archive(members));
    let ended = program.run(&["feeds", "import", &file]);
    assert_eq!(ended.status, 0, "{}", ended.err);
    assert!(ended.out.contains("1 record"), "{}", ended.out);
    assert!(!program.home().join("../outside.json").exists());
    let status = program.run(&["feeds", "status"]);
    assert!(status.out.contains("outside.json"), "the refused members are named: {}", status.out);
    assert!(status.out.contains("partial"), "an archive that was not read whole completes nothing: {}", status.out);
}

#[test]
fn a_zip_bomb_is_refused_and_what_was_held_stays() {
    let program = Program::with_pypi("bomb");
    let before = program.run(&["feeds", "status"]).out;
    let mut bomb = record("PYSEC-1").into_bytes();
    bomb.resize(600 << 20, b' ');
    let file = program.file("PyPI/all.zip", archive(&[("a.json", &bomb)]));
    let ended = program.run(&["feeds", "import", &file]);
    assert_eq!(ended.status, 2, "{}{}", ended.out, ended.err);
    assert_eq!(program.run(&["feeds", "status"]).out, before);
}

#[test]
fn a_truncated_archive_completes_nothing() {
    let program = Program::new("torn");
    let records: Vec<String> = (1..40).map(|number| record(&format!("PYSEC-{number}"))).collect();
    let names: Vec<String> = (1..40).map(|number| format!("{number}.json")).collect();
    let members: Vec<(&str, &[u8])> =
        names.iter().map(String::as_str).zip(records.iter().map(String::as_bytes)).collect();
    let whole = archive(&members);
    let file = program.file("PyPI/all.zip", &whole[..whole.len() / 2]);
    program.run(&["feeds", "import", &file, "--complete", "PyPI"]);
    let status = program.run(&["feeds", "status"]).out;
    assert!(status.contains("partial") && !status.contains("complete\n"), "{status}");
}

#[test]
fn a_flipped_bit_in_what_is_held_is_never_a_green_answer() {
    let program = Program::with_pypi("flipped");
    let file = program.file("a.cdx.json", format!("{REQUESTS}}}"));
    assert_eq!(program.run(&["scan", &file]).status, 1);
    let segment = std::fs::read_dir(program.home().join("index/segments")).unwrap().next().unwrap().unwrap().path();
    let good = std::fs::read(&segment).unwrap();
    for at in (0..good.len()).step_by(good.len() / 60) {
        let mut bad = good.clone();
        bad[at] ^= 1;
        std::fs::write(&segment, bad).unwrap();
        let ended = program.run(&["scan", &file]);
        let found = ended.status == 1 && ended.out.contains("CVE-2023-32681");
        assert!(found || ended.status > 1, "bit flipped at {at}: {}{}", ended.out, ended.err);
        let verified = program.run(&["feeds", "status", "--verify"]);
        assert!(verified.status > 0, "bit flipped at {at}: {}{}", verified.out, verified.err);
    }
}

#[test]
fn what_is_held_in_another_version_is_said_and_not_read() {
    let program = Program::with_pypi("version");
    let generation =
        std::fs::read_dir(program.home().join("index/generations")).unwrap().next().unwrap().unwrap().path();
    std::fs::write(&generation, "{\"version\": 99}").unwrap();
    let file = program.file("a.cdx.json", format!("{REQUESTS}}}"));
    let ended = program.run(&["scan", &file]);
    assert!(ended.status > 1 && ended.out.is_empty(), "{}: {}", ended.status, ended.out);
    assert!(ended.err.contains("next:"), "{}", ended.err);
}

#[test]
fn a_home_that_cannot_be_written_is_said_with_a_next_step() {
    let program = Program::new("unwritable");
    // A file in the folder's place fails for every user, root too.
    let home = program.file("no-folder", "");
    let ended = program.run(&["feeds", "import", "fixtures/feeds/PyPI", "--home", &home]);
    complained(&ended, "no-folder");
}

#[test]
fn a_dossier_that_cannot_be_written_is_said_and_left_alone() {
    let program = Program::new("undone");
    let file = program.file("pump", "mine");
    let ended = program.run(&["init", "device", &file]);
    assert_eq!(ended.status, 2, "{}", ended.err);
    assert_eq!(std::fs::read_to_string(file).unwrap(), "mine");
}

#[test]
fn many_files_are_all_answered_in_the_order_given_and_two_wins() {
    let program = Program::with_pypi("several");
    let good = program.file("good.cdx.json", format!("{REQUESTS}}}"));
    let broken = program.file("broken.cdx.json", REQUESTS);
    let gone = program.file("gone", "").replace("gone", "nowhere");
    let files = [good.as_str(), &broken, &gone, &good];
    let ended = program.run(&[["scan", "--format", "json"].as_slice(), &files].concat());
    let answer: serde_json::Value = serde_json::from_str(&ended.out).unwrap();
    let verdicts: Vec<&str> =
        answer["results"].as_array().unwrap().iter().map(|result| result["verdict"].as_str().unwrap()).collect();
    assert_eq!(verdicts, ["undecided", "no-answer", "no-answer", "undecided"]);
    assert_eq!((ended.status, &answer["exit_status"]), (2, &2.into()));
}
