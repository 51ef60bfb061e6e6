//! SARIF logs hold what SARIF 2.1.0 (OASIS) asks for: a small check of our own, a row an object, with the clause beside it. The
//! published schema is not part of this repository.

mod program;

use program::Program;
use serde_json::Value;
use std::collections::BTreeSet;

/// The objects that the program writes: clause, name, and properties. `!` must be there; `[x]` is a list of x; a property
/// that is not named here may not be written.
const OBJECTS: &str = "
    3.13 log: version! = 2.1.0; $schema uri; runs! [run]
    3.14 run: tool! tool; invocations [invocation]; columnKind = utf16CodeUnits|unicodeCodePoints; results [result]
    3.18 tool: driver! component
    3.19 component: name! text; version text; language language; rules [descriptor]
    3.20 invocation: executionSuccessful! flag; toolExecutionNotifications [notification]
    3.58 notification: message! message; level = none|note|warning|error
    3.49 descriptor: id! text; shortDescription wording; fullDescription wording; help wording
    3.12 wording: text! text
    3.11 message: text! text
    3.27 result: ruleId text; ruleIndex index; level = none|note|warning|error; message! message; locations [location]; partialFingerprints texts
    3.28 location: physicalLocation physical
    3.29 physical: artifactLocation! artifact; region region
    3.4 artifact: uri! uri
    3.30 region: startLine! counted; startColumn counted";

/// The properties of an object: name, whether it must be there, and what it holds.
fn properties(object: &str) -> Vec<(&'static str, bool, &'static str)> {
    let row = OBJECTS.lines().find_map(|row| row.trim().split_once(' ')?.1.strip_prefix(object)?.strip_prefix(": "));
    let property = |text: &'static str| {
        let (name, holds) = text.split_once(' ').expect("a property has a kind");
        (name.trim_end_matches('!'), name.ends_with('!'), holds)
    };
    row.unwrap_or_else(|| panic!("{object} is no object of the table")).split("; ").map(property).collect()
}

/// What is wrong below a node.
fn wrong(node: &Value, object: &str, at: &str, found: &mut Vec<String>) {
    let Some(fields) = node.as_object() else { return found.push(format!("{at}: no object")) };
    let properties = properties(object);
    for (name, must, holds) in &properties {
        match fields.get(*name) {
            Some(value) => value_wrong(value, holds, &format!("{at}.{name}"), found),
            None if *must => found.push(format!("{at}.{name}: missing")),
            None => {}
        }
    }
    let unknown = fields.keys().filter(|key| !properties.iter().any(|(name, ..)| name == key));
    found.extend(unknown.map(|key| format!("{at}.{key}: not known")));
}

fn value_wrong(value: &Value, holds: &str, at: &str, found: &mut Vec<String>) {
    if let Some(words) = holds.strip_prefix("= ") {
        if !value.as_str().is_some_and(|value| words.split('|').any(|word| word == value)) {
            found.push(format!("{at}: {value} is none of {words}"));
        }
        return;
    }
    if let Some(object) = holds.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let Some(nodes) = value.as_array() else { return found.push(format!("{at}: no list")) };
        nodes.iter().enumerate().for_each(|(place, node)| wrong(node, object, &format!("{at}[{place}]"), found));
        return;
    }
    let text = value.as_str();
    let fits = match holds {
        "text" => text.is_some_and(|text| !text.is_empty()),
        "flag" => value.is_boolean(),
        // 3.25.4: -1 is "no index"; the program never writes it.
        "index" => value.is_u64(),
        // 3.30.5, 3.30.6: from 1.
        "counted" => value.as_u64().is_some_and(|number| number >= 1),
        // 3.19.21: RFC 5646.
        "language" => text.is_some_and(|text| text.len() == 2 && text.bytes().all(|byte| byte.is_ascii_lowercase())),
        "uri" => text.is_some_and(is_uri_reference),
        // 3.27.17: an object whose values are texts.
        "texts" => value.as_object().is_some_and(|fields| fields.values().all(Value::is_string)),
        object => return wrong(value, object, at, found),
    };
    if !fits {
        found.push(format!("{at}: {value} is no {holds}"));
    }
}

/// RFC 3986: only these characters, and every `%` is followed by two hexadecimal digits.
fn is_uri_reference(text: &str) -> bool {
    let mut pieces = text.split('%');
    let plain =
        |piece: &str| piece.bytes().all(|b| b.is_ascii_alphanumeric() || b"-._~:/?#[]@!$&'()*+,;=".contains(&b));
    let escaped = |piece: &str| piece.as_bytes().get(..2).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit));
    !text.is_empty() && pieces.next().is_some_and(plain) && pieces.all(|piece| escaped(piece) && plain(piece))
}

/// 3.27.5 to 3.27.7, 3.19.23: rules stand once, and a result's index points at the rule of its id.
fn rules_wrong(run: &Value, found: &mut Vec<String>) {
    let empty = Vec::new();
    let list = |node: &Value| node.as_array().cloned().unwrap_or_else(|| empty.clone());
    let rules = list(&run["tool"]["driver"]["rules"]);
    let ids: BTreeSet<&str> = rules.iter().filter_map(|rule| rule["id"].as_str()).collect();
    if ids.len() != rules.len() {
        found.push("rules: one stands twice".to_owned());
    }
    for result in list(&run["results"]) {
        let rule = result["ruleIndex"].as_u64().and_then(|place| rules.get(usize::try_from(place).ok()?));
        if rule.is_none_or(|rule| rule["id"] != result["ruleId"]) {
            found.push(format!("ruleIndex {} is not {}", result["ruleIndex"], result["ruleId"]));
        }
    }
}

fn complaints(log: &Value) -> Vec<String> {
    let mut found = Vec::new();
    wrong(log, "log", "log", &mut found);
    log["runs"].as_array().into_iter().flatten().for_each(|run| rules_wrong(run, &mut found));
    found
}

fn filled(name: &str) -> Program {
    let program = Program::with_pypi(name);
    assert_eq!(program.run(&["feeds", "import", "fixtures/feeds", "--published", "2026-11-22"]).status, 0);
    program
}

/// The log of a command, in both languages held to what SARIF asks for.
fn log(program: &Program, arguments: &[&str]) -> Value {
    let of = |lang: &str| {
        let ended = program.run(&[arguments, &["--format", "sarif", "--lang", lang]].concat());
        let log: Value = serde_json::from_str(&ended.out).unwrap_or_else(|fault| panic!("{fault}: {}", ended.out));
        assert_eq!(complaints(&log), Vec::<String>::new(), "{arguments:?} {lang}");
        log
    };
    of("ja");
    of("en")
}

#[test]
fn a_check_is_a_log_with_one_run() {
    let log = log(&filled("sarif-check"), &["check", "fixtures/aster-s2"]);
    assert_eq!(log["runs"].as_array().unwrap().len(), 1);
    assert!(log["runs"][0]["results"].as_array().unwrap().len() > 10);
}

#[test]
fn every_odd_document_is_a_log() {
    let program = filled("sarif-odd");
    for file in ["bad-utf8", "truncated", "duplicate-keys", "no-components", "purl-that-is-none", "says-incomplete"] {
        log(&program, &["scan", &format!("fixtures/odd/{file}.cdx.json")]);
    }
}

#[test]
fn a_file_with_spaces_and_japanese_in_its_name_has_a_uri() {
    let program = filled("sarif-name");
    let file = program.file("部品 表.cdx.json", std::fs::read("../../fixtures/odd/two-versions.cdx.json").unwrap());
    assert!(!log(&program, &["scan", &file])["runs"][0]["results"].as_array().unwrap().is_empty());
}

#[test]
fn several_files_are_one_log_with_a_run_for_each_also_for_one_that_cannot_be_read() {
    let files =
        ["fixtures/odd/bad-utf8.cdx.json", "fixtures/odd/not-an-sbom.json", "fixtures/odd/two-versions.cdx.json"];
    let log = log(&filled("sarif-several"), &[["scan"].as_slice(), &files].concat());
    let succeeded: Vec<bool> = log["runs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|run| run["invocations"][0]["executionSuccessful"].as_bool().unwrap())
        .collect();
    assert_eq!(succeeded, [true, false, true]);
}

#[test]
fn a_file_that_cannot_be_read_is_a_log_that_says_so() {
    let log = log(&filled("sarif-none"), &["scan", "fixtures/odd/not-an-sbom.json"]);
    let notice = &log["runs"][0]["invocations"][0]["toolExecutionNotifications"][0];
    assert!(notice["level"] == "error" && notice["message"]["text"].as_str().unwrap().contains("not-an-sbom.json"));
}

#[test]
fn the_check_of_logs_itself_finds_what_is_wrong() {
    let program = filled("sarif-itself");
    let good = log(&program, &["check", "fixtures/aster-s2"]);
    let expect = |change: &dyn Fn(&mut Value), words: &str| {
        let mut bad = good.clone();
        change(&mut bad);
        let found = complaints(&bad);
        assert!(found.iter().any(|found| found.contains(words)), "`{words}` in {found:?}");
    };
    expect(&|log| log["version"] = "2.0.0".into(), "log.version");
    expect(&|log| log["runs"][0]["tool"]["driver"]["name"] = Value::Null, "driver.name");
    expect(&|log| log["runs"][0]["results"][0]["level"] = "fatal".into(), "level");
    expect(&|log| log["runs"][0]["results"][0]["ruleIndex"] = 999.into(), "ruleIndex 999");
    expect(&|log| log["runs"][0]["results"][0]["extra"] = 1.into(), "extra: not known");
    expect(&|log| drop(log["runs"][0]["results"][0].as_object_mut().unwrap().remove("message")), "message: missing");
    expect(
        &|log| {
            log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] = "a b".into()
        },
        "is no uri",
    );
}
