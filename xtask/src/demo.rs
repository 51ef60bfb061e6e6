//! `cargo xtask demo`: the main job on the shipped example, in English and in Japanese, then the whole circle: factory,
//! hospital, a proof that fails at a real hole, rules drafted and proved beside those that are there, and the status back; then
//! the same circle served to a browser.

use crate::tools::{self, Tools};
use crate::{Outcome, repository, run};
use std::fs;
use std::path::Path;
use std::process::Command;

/// Where the demo keeps its mirror and its copies; made anew each time, and nothing else is touched.
const HOME: &str = "target/demo";

/// A step of the demo.
enum Step {
    /// A command: what it shows, its arguments, and the exit statuses that are answers.
    Tutela { shows: &'static str, arguments: &'static [&'static str], answers: &'static [i32] },
    /// A copy that a person would make: from, to.
    Copy(&'static str, &'static str),
    /// A heading.
    Part(&'static str),
}

macro_rules! tutela {
    ($shows:literal, [$($argument:expr),+ $(,)?], $answers:expr) => {
        Step::Tutela { shows: $shows, arguments: &[$($argument),+], answers: &$answers }
    };
}

/// The story, in order.
const STEPS: &[Step] = &[
    tutela!(
        "A small mirror: records about old, real components, restated for the example.",
        ["--as-of", "2026-11-23", "feeds", "import", "fixtures/feeds", "--published", "2026-11-22"],
        [0]
    ),
    tutela!(
        "The main job: what stands against this release, and what has nobody looked at?",
        ["--as-of", "2026-11-23", "check", "fixtures/aster-s2"],
        [0, 1, 3]
    ),
    tutela!(
        "The same in Japanese.",
        ["--as-of", "2026-11-23", "--lang", "ja", "check", "fixtures/aster-s2"],
        [0, 1, 3]
    ),
    Step::Part("The circle: factory → hospital → proof → status back"),
    Step::Copy("fixtures/aster-s2", "target/demo/factory"),
    Step::Copy("fixtures/st-alba", "target/demo/hospital"),
    tutela!(
        "Factory: a key, once. Its .pub half goes to customers on another way than the packages.",
        ["package", "keygen", "target/demo/factory.key"],
        [0]
    ),
    tutela!(
        "Factory: one signed file of the dossier; what stays with the maker is named.",
        [
            "--as-of",
            "2026-11-20",
            "package",
            "build",
            "target/demo/factory",
            "--key",
            "target/demo/factory.key",
            "--out",
            "target/demo/aster-s2-1.tutela"
        ],
        [0]
    ),
    tutela!(
        "Hospital: without the key nothing vouches for it, so it is refused.",
        ["--as-of", "2026-11-23", "package", "receive", "target/demo/aster-s2-1.tutela", "target/demo/hospital"],
        [3]
    ),
    tutela!(
        "Hospital: a person names the key, takes it in, and answers the duties; one is refused with its reason.",
        [
            "--as-of",
            "2026-11-23",
            "package",
            "receive",
            "target/demo/aster-s2-1.tutela",
            "target/demo/hospital",
            "--trust",
            "target/demo/factory.key.pub",
            "--accept",
            "all",
            "--refuse",
            "install-updates=No maintenance window before March",
            "--by",
            "ito",
            "--write"
        ],
        [0]
    ),
    tutela!(
        "Hospital: which of 400 units run what, what touches them, whose word it has and until when.",
        ["--as-of", "2026-11-23", "check", "target/demo/hospital"],
        [0, 1, 3]
    ),
    tutela!(
        "Hospital: does the core firewall let through what the pumps need and nothing more? No: a hole, with a packet, the rule, and what closes it.",
        [
            "--as-of",
            "2026-11-23",
            "network",
            "verify",
            "--profile",
            "target/demo/hospital/received/aster-s2-pump/network.yaml",
            "--rules",
            "fixtures/network/fw-core-hole.nft",
            "--captured-at",
            "2026-11-22",
            "--site",
            "target/demo/hospital",
            "--firewall",
            "fw-core"
        ],
        [1]
    ),
    tutela!(
        "Hospital: rules are drafted for the pumps, read back and proved; a draft stops nothing until two owners sign and a person loads it.",
        [
            "--as-of",
            "2026-11-23",
            "network",
            "generate",
            "--profile",
            "target/demo/hospital/received/aster-s2-pump/network.yaml",
            "--site",
            "target/demo/hospital",
            "--firewall",
            "fw-core",
            "--for",
            "nftables",
            "--out",
            "target/demo/rules"
        ],
        [0]
    ),
    tutela!(
        "Hospital: the draft beside the rules that are there, as they would hold together once a person has loaded it. The hole is shut at this firewall; paths around it are still counted.",
        [
            "--as-of",
            "2026-11-23",
            "network",
            "verify",
            "--profile",
            "target/demo/hospital/received/aster-s2-pump/network.yaml",
            "--rules",
            "fixtures/network/fw-core-hole.nft",
            "target/demo/rules/tutela-aster-s2-pump.nft",
            "--captured-at",
            "2026-11-23",
            "--site",
            "target/demo/hospital",
            "--firewall",
            "fw-core"
        ],
        [0, 3]
    ),
    tutela!("Hospital: its own key, once.", ["package", "keygen", "target/demo/hospital.key"], [0]),
    tutela!(
        "Hospital: the signed answer, without a place or a patient; the maker's controls proved against the two texts together, which stand here for what the firewall says once the draft is signed and loaded.",
        [
            "--as-of",
            "2026-11-23",
            "package",
            "status",
            "target/demo/hospital",
            "--key",
            "target/demo/hospital.key",
            "--out",
            "target/demo/status.json",
            "--rules",
            "fixtures/network/fw-core-hole.nft",
            "target/demo/rules/tutela-aster-s2-pump.nft",
            "--firewall",
            "fw-core",
            "--captured-at",
            "2026-11-23",
            "--cannot",
            "4.1.0=No maintenance window before March",
            "--by",
            "ito"
        ],
        [0]
    ),
    Step::Copy("target/demo/status.json", "target/demo/factory/status/hospital.json"),
    Step::Copy("target/demo/hospital.key.pub", "target/demo/factory/status/keys/hospital.pub"),
    tutela!(
        "Factory: the same main job now counts what the field answered (row 現場).",
        ["--as-of", "2026-11-23", "--lang", "ja", "check", "target/demo/factory"],
        [0, 1, 3]
    ),
];

/// Builds the program and runs the story.
pub fn run(tools: &Tools) -> Outcome {
    if !tools.have(tools::C_COMPILER)? {
        return Err("the demo cannot be built without a C compiler".to_owned());
    }
    if let Err(fault) = crate::pages::build() {
        println!("SKIPPED: the pages ({fault}); the program is built without them");
    }
    println!("Building tutela (a few minutes the first time) …");
    run::seen(&mut run::cargo(&["build", "--locked", "--package", "cli"]))?;
    let home = repository::root().join(HOME);
    if home.exists() {
        fs::remove_dir_all(&home).map_err(|fault| format!("cannot empty {HOME}: {fault}"))?;
    }
    STEPS.iter().try_for_each(take)?;
    crate::demo_serve::run()?;
    println!("\nNext: change something in fixtures/aster-s2, or start your own: tutela init device DIR");
    println!("The program: {}", shown_program());
    Ok(())
}

fn take(step: &Step) -> Outcome {
    match step {
        Step::Part(words) => println!("\n════ {words}"),
        Step::Copy(from, to) => {
            println!("\n$ cp -r {from} {to}");
            let root = repository::root();
            copy(&root.join(from), &root.join(to)).map_err(|fault| format!("cannot copy {from} to {to}: {fault}"))?;
        }
        Step::Tutela { shows, arguments, answers } => command(shows, arguments, answers)?,
    }
    Ok(())
}

pub(crate) fn copy(from: &Path, to: &Path) -> std::io::Result<()> {
    if let Some(folder) = to.parent() {
        fs::create_dir_all(folder)?;
    }
    if !from.is_dir() {
        return fs::copy(from, to).map(|_| ());
    }
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        copy(&entry.path(), &to.join(entry.file_name()))?;
    }
    Ok(())
}

fn command(shows: &str, arguments: &[&str], answers: &[i32]) -> Outcome {
    println!("\n── {shows}");
    println!("$ tutela --home {HOME} {}\n", spoken(arguments));
    let mut tutela = Command::new(repository::program("debug", "tutela"));
    let status = run::status(tutela.current_dir(repository::root()).args(["--home", HOME]).args(arguments))?;
    if !answers.contains(&status) {
        return Err(format!("`tutela {}` ended with status {status}: {}", arguments.join(" "), meaning(status)));
    }
    if answers != [0] {
        println!("\n(exit status {status}: {})", meaning(status));
    }
    Ok(())
}

/// The arguments as a person would type them.
fn spoken(arguments: &[&str]) -> String {
    let quoted = |word: &&str| if word.contains(' ') { format!("'{word}'") } else { (*word).to_owned() };
    arguments.iter().map(quoted).collect::<Vec<_>>().join(" ")
}

fn meaning(status: i32) -> &'static str {
    match status {
        0 => "nothing at or above the threshold, and everything is watched",
        1 => "findings at or above the threshold; a script can stop a release on it",
        2 => "the input or the call is wrong",
        3 => "something is not watched, not vouched for, or too old, so silence would mean nothing",
        4 => "an internal fault; please report it",
        _ => "not a status of tutela; it was ended from outside or is not built yet",
    }
}

fn shown_program() -> String {
    let program = repository::program("debug", "tutela");
    program.strip_prefix(repository::root()).unwrap_or(&program).display().to_string()
}
