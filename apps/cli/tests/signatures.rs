//! Signatures beside feed files: none, not checked, valid or bad. The key was made for these tests; its secret half is gone.

mod program;

use program::{Ended, Program};

const FEED: &str = include_str!("../../../fixtures/odd/feeds/signed/pypi.jsonl");
const SIGNATURE: &str = include_str!("../../../fixtures/odd/feeds/signed/pypi.jsonl.minisig");
const KEY_FILE: &str = "fixtures/odd/feeds/signed/test-key.pub";
const KEY: &str = "RWSVzSx+pAwVxa0yxc3vwk6t6jb+diZD1WsIBnh+N9ZhktynlHRpTD2F";
const ANOTHER_KEY: &str = "RWTyY+G6qzJQ2HuUCJN2IFvADSDdF9pVA88HsMoGe9nwo1S7m9/C4S4j";

/// Imports a feed with something beside it.
fn import(program: &Program, feed: &str, signature: Option<&str>, more: &[&str]) -> Ended {
    let file = program.file("feeds/pypi.jsonl", feed);
    if let Some(signature) = signature {
        program.file("feeds/pypi.jsonl.minisig", signature);
    }
    program.run(&[&["feeds", "import", &file, "--complete", "PyPI"], more].concat())
}

/// The state of the signature of the one part held.
fn held(program: &Program) -> String {
    let status = program.run(&["feeds", "status", "--format", "json"]);
    let status: serde_json::Value = serde_json::from_str(&status.out).expect("the status is JSON");
    status["sources"][0]["signature"].as_str().unwrap_or("nothing is held").to_owned()
}

fn expect(name: &str, feed: &str, signature: Option<&str>, more: &[&str], wanted: &str) {
    let program = Program::new(name);
    let ended = import(&program, feed, signature, more);
    assert_eq!((ended.status, held(&program).as_str()), (0, wanted), "{}", ended.err);
}

fn refused(name: &str, feed: &str, signature: &str, more: &[&str]) {
    let program = Program::new(name);
    let ended = import(&program, feed, Some(signature), more);
    assert_eq!((ended.status, held(&program).as_str()), (2, "nothing is held"));
    assert!(ended.err.contains("pypi.jsonl") && ended.err.contains("next: "), "{}", ended.err);
    let confirmed = import(&program, feed, Some(signature), &[more, &["--confirm"]].concat());
    assert_eq!((confirmed.status, held(&program).as_str()), (0, "bad"), "{}", confirmed.err);
}

#[test]
fn a_file_without_a_signature_has_none() {
    expect("unsigned", FEED, None, &["--trust", KEY], "none");
}

#[test]
fn a_signature_without_a_trusted_key_is_not_checked() {
    expect("unchecked", FEED, Some(SIGNATURE), &[], "not-checked");
}

#[test]
fn a_signature_that_fits_is_valid_by_key_or_file_of_the_key() {
    expect("by-key", FEED, Some(SIGNATURE), &["--trust", KEY], "valid");
    expect("by-file", FEED, Some(SIGNATURE), &["--trust", KEY_FILE], "valid");
    expect("one-of-two", FEED, Some(SIGNATURE), &["--trust", ANOTHER_KEY, "--trust", KEY], "valid");
}

#[test]
fn a_changed_file_is_refused_unless_confirmed() {
    refused("changed", &FEED.replace("signed-example", "signed-examplf"), SIGNATURE, &["--trust", KEY]);
}

#[test]
fn a_signature_by_another_key_is_refused_unless_confirmed() {
    refused("another", FEED, SIGNATURE, &["--trust", ANOTHER_KEY]);
}

#[test]
fn what_is_no_signature_is_refused_unless_confirmed() {
    refused("nonsense", FEED, "nonsense", &["--trust", KEY]);
    refused("cut", FEED, &SIGNATURE[..SIGNATURE.len() / 2], &["--trust", KEY]);
}

#[test]
fn a_signature_in_a_folder_is_no_feed_of_its_own() {
    let program = Program::new("folder");
    import(&program, FEED, Some(SIGNATURE), &[]);
    let folder = program.file("feeds/pypi.jsonl", FEED).replace("/pypi.jsonl", "");
    let ended = program.run(&["feeds", "import", &folder, "--trust", KEY]);
    assert!(ended.status == 0 && !ended.out.contains("minisig"), "{}{}", ended.out, ended.err);
}

#[test]
fn what_is_no_key_is_a_wrong_call_with_a_next_step() {
    let program = Program::with_pypi("no-key");
    let ended = import(&program, FEED, None, &["--trust", "nonsense"]);
    assert!(ended.status == 2 && ended.err.contains("--trust") && ended.err.contains("next: "), "{}", ended.err);
}
