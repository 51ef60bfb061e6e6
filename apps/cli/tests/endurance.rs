//! What stands in the way of an import – a kill, a full disk, a read-only folder – gets a clear error and leaves what was held
//! usable; nesting without end costs memory in proportion to the file and no more.

mod harness;
#[path = "endurance_run/killed.rs"]
mod killed;
#[cfg(target_os = "linux")]
#[path = "endurance_run/linux.rs"]
mod linux;
mod program;
#[path = "endurance_run/synced.rs"]
mod synced;

use harness::Case;
use program::Program;
use std::panic::AssertUnwindSafe;

/// A test of this suite.
type Endured = fn() -> Result<(), String>;

const EVERYWHERE: &[(&str, Endured)] = &[
    ("an import that is killed leaves what was held and nothing else", killed::leaves_what_was_held),
    ("a sync that is killed a hundred times leaves one whole state after each", synced::leaves_a_whole_state),
];

#[cfg(target_os = "linux")]
const HERE: &[(&str, Endured)] = &[
    ("a full disk leaves what was held usable", linux::a_full_disk),
    ("a read-only home can be asked and not imported into", linux::a_read_only_home),
    ("64 MB of nesting are read within four times that memory", linux::nesting),
];
#[cfg(not(target_os = "linux"))]
const HERE: &[(&str, Endured)] = &[];

fn main() -> std::process::ExitCode {
    let cases: Vec<Case<'_>> = EVERYWHERE
        .iter()
        .chain(HERE)
        .map(|&(name, case)| (name.to_owned(), Box::new(move || guarded(case)) as Box<_>))
        .collect();
    harness::run(&cases)
}

/// An assertion that fails is the fault of its own case.
fn guarded(case: Endured) -> Result<(), String> {
    std::panic::catch_unwind(AssertUnwindSafe(case))
        .unwrap_or_else(|_| Err("an assertion failed, see above".to_owned()))
}

/// An SBOM of one package that the starter mirror speaks of.
const REQUESTS: &str = r#"{"bomFormat": "CycloneDX", "specVersion": "1.5",
    "components": [{"type": "library", "name": "requests", "version": "2.28.1", "purl": "pkg:pypi/requests@2.28.1"}]"#;

/// A feed of Go that takes a while to import.
fn long_feed() -> String {
    (0..60_000)
        .map(|number| {
            format!(
                r#"{{"id": "GO-{number}", "modified": "2026-11-20T00:00:00Z", "affected": [{{"package": {{"ecosystem": "Go", "name": "a.example/{number}"}}}}]}}"#
            ) + "\n"
        })
        .collect()
}

/// What was held from the beginning still answers, and nothing in it is damaged.
fn still_answers(program: &Program, sbom: &str) {
    let status = program.run(&["feeds", "status", "--verify"]);
    let (out, err) = (&status.out, &status.err);
    assert!(out.contains("OSV/PyPI        29 records") && !out.contains("DAMAGED"), "{out}{err}");
    let scan = program.run(&["scan", sbom]);
    assert!(scan.status == 1 && scan.out.contains("CVE-2023-32681"), "{}{}", scan.out, scan.err);
}
