//! SARIF 2.1.0 (OASIS): findings for code scanning tools. One run an input, one rule a code.

use serde::Serialize;
use std::collections::BTreeMap;
use terms::{Card, Finding, Lang, Place, Priority};

/// The findings of one input.
pub struct Run {
    /// Folder that the places of the findings are relative to, empty when they are as the user named them.
    pub folder: String,
    /// The findings.
    pub findings: Vec<Finding>,
    /// What was not looked at or cannot be leaned on: shown as notifications, so that an empty list is no all-clear.
    pub notices: Vec<String>,
    /// Why the input could not be answered at all (SARIF 2.1.0, 3.20.14: the run did not succeed).
    pub fault: Option<String>,
}

#[derive(Serialize)]
struct Log<'l> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: Vec<LogRun<'l>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogRun<'l> {
    tool: Tool<'l>,
    invocations: Vec<Invocation<'l>>,
    column_kind: &'static str,
    results: Vec<LogResult>,
}

#[derive(Serialize)]
struct Tool<'l> {
    driver: Driver<'l>,
}

#[derive(Serialize)]
struct Driver<'l> {
    name: &'static str,
    version: &'l str,
    language: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Message,
    full_description: Message,
    help: Message,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Invocation<'l> {
    execution_successful: bool,
    tool_execution_notifications: Vec<Notification<'l>>,
}

#[derive(Serialize)]
struct Notification<'l> {
    level: &'static str,
    message: MessageRef<'l>,
}

#[derive(Serialize)]
struct MessageRef<'l> {
    text: &'l str,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct LogResult {
    rule_id: &'static str,
    rule_index: usize,
    level: &'static str,
    message: Message,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    locations: Vec<Location>,
    partial_fingerprints: BTreeMap<&'static str, String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    region: Option<Region>,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    start_column: Option<u32>,
}

/// Where the schema of a log is published.
const PUBLISHED: &str = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// The beginning of a log whose runs are written one by one, with a comma between them, and then [`CLOSE`].
pub fn open() -> String {
    format!("{{\n\"$schema\": \"{PUBLISHED}\",\n\"version\": \"2.1.0\",\n\"runs\": [\n")
}

/// The end of a log that began with [`open`].
pub const CLOSE: &str = "]\n}\n";

/// One run of a log that began with [`open`].
pub fn write_run(run: &Run, cards: &[&'static Card], lang: Lang, program: &str) -> Vec<u8> {
    let version = program.rsplit(' ').next().unwrap_or(program);
    let mut text = serde_json::to_vec_pretty(&log_run(run, cards, lang, version)).unwrap_or_default();
    text.push(b'\n');
    text
}

/// Writes a log. `program` is name and version; `cards` are all kinds of findings that may occur.
pub fn write(runs: &[Run], cards: &[&'static Card], lang: Lang, program: &str) -> Vec<u8> {
    let version = program.rsplit(' ').next().unwrap_or(program);
    let log = Log {
        schema: PUBLISHED,
        version: "2.1.0",
        runs: runs.iter().map(|run| log_run(run, cards, lang, version)).collect(),
    };
    let mut text = serde_json::to_vec_pretty(&log).unwrap_or_default();
    text.push(b'\n');
    text
}

fn log_run<'l>(run: &'l Run, cards: &[&'static Card], lang: Lang, version: &'l str) -> LogRun<'l> {
    let mut used: Vec<&'static str> = run.findings.iter().map(Finding::code).collect();
    used.sort_unstable();
    used.dedup();
    let rules: Vec<Rule> = used
        .iter()
        .filter_map(|code| cards.iter().find(|card| card.code == *code))
        .map(|card| rule(card, lang))
        .collect();
    let places: BTreeMap<&str, usize> = rules.iter().enumerate().map(|(place, rule)| (rule.id, place)).collect();
    let results = run.findings.iter().filter_map(|finding| result(finding, &run.folder, &places, lang)).collect();
    LogRun {
        tool: Tool { driver: Driver { name: "tutela", version, language: lang.tag(), rules } },
        invocations: vec![invocation(run)],
        column_kind: "unicodeCodePoints",
        results,
    }
}

fn invocation(run: &Run) -> Invocation<'_> {
    let notice = |level, text| Notification { level, message: MessageRef { text } };
    let fault = run.fault.iter().map(|text| notice("error", text));
    let notices = run.notices.iter().map(|text| notice("warning", text));
    Invocation {
        execution_successful: run.fault.is_none(),
        tool_execution_notifications: fault.chain(notices).collect(),
    }
}

fn rule(card: &Card, lang: Lang) -> Rule {
    let wording = card.explain(lang);
    Rule {
        id: card.code,
        short_description: Message { text: wording.what },
        full_description: Message { text: wording.why },
        help: Message { text: wording.next },
    }
}

fn result(finding: &Finding, folder: &str, places: &BTreeMap<&str, usize>, lang: Lang) -> Option<LogResult> {
    let wording = finding.detail.say(lang);
    Some(LogResult {
        rule_id: finding.code(),
        rule_index: *places.get(finding.code())?,
        level: match finding.priority {
            Priority::Blocking | Priority::Undecided => "error",
            Priority::Attention => "warning",
            Priority::Note => "note",
        },
        message: Message { text: format!("{} {} {}", wording.what, wording.why, wording.next) },
        locations: finding.subject.place.as_ref().map(|place| location(place, folder)).into_iter().collect(),
        partial_fingerprints: [("tutela/v1", finding.id().to_string())].into(),
    })
}

fn location(place: &Place, folder: &str) -> Location {
    let path = if folder.is_empty() { place.file.clone() } else { format!("{folder}/{}", place.file) };
    let region = (place.line > 0)
        .then(|| Region { start_line: place.line, start_column: (place.column > 0).then_some(place.column) });
    Location { physical_location: PhysicalLocation { artifact_location: ArtifactLocation { uri: uri(&path) }, region } }
}

/// A path as a URI reference (RFC 3986): what a URI may not hold is percent-encoded, also a `:` in the first segment.
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' | b'+' | b'@' => {
                uri.push(char::from(byte));
            }
            other => uri.push_str(&format!("%{other:02X}")),
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::{Run, uri, write};
    use crate::defect::{CARDS, Defects, Wrong};
    use terms::{Card, Lang};

    #[test]
    fn a_path_becomes_a_uri() {
        assert_eq!(uri("a b/部.json"), "a%20b/%E9%83%A8.json");
    }

    #[test]
    fn a_finding_names_its_rule_and_place() {
        let mut defects = Defects::default();
        defects.note(3, "name", Wrong::Missing);
        let findings = defects.findings("a.json", b"a\nbc");
        let run = Run { folder: "dossier".to_owned(), findings, notices: Vec::new(), fault: None };
        let cards: Vec<&'static Card> = CARDS.iter().collect();
        let text = String::from_utf8(write(&[run], &cards, Lang::En, "tutela 0.1.0")).unwrap();
        for part in ["\"uri\": \"dossier/a.json\"", "\"startLine\": 2", "\"ruleIndex\": 0", "\"version\": \"0.1.0\""] {
            assert!(text.contains(part), "{part} is not in {text}");
        }
    }
}
