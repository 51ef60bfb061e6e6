//! The pages of the server (`apps/ui`): installed, built, looked over and tested with Node, where Node is new enough.

use crate::tally::Tally;
use crate::tools::{self, Tools};
use crate::{Outcome, repository, run};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The room of the pages.
const ROOM: &str = "apps/ui";

/// The oldest Node that Vite runs on.
const NODE: (u32, u32) = (20, 19);

/// What stands in the lock file that the installed packages were made from.
const STAMP: &str = "node_modules/.installed-from";

/// `cargo xtask pages`: builds them; without Node it says so, and the program is built with a placeholder.
pub fn build() -> Outcome {
    if !ready()? || is_current() {
        return Ok(());
    }
    run::seen(npx(&["vite", "build", "--logLevel", "warn"]).env("NODE_ENV", "production"))?;
    println!("pages: built into {ROOM}/dist/pages; `cargo build` takes them into the program");
    Ok(())
}

/// Whether what was built is newer than all it is made from; building anew would have the program built anew too.
fn is_current() -> bool {
    let changed = |path: &Path| std::fs::metadata(path).and_then(|about| about.modified()).ok();
    let Some(built) = changed(&room().join("dist/pages/index.html")) else { return false };
    let made_from = ["src", "public", "index.html", "vite.config.ts", "compressed.ts", "package-lock.json"];
    made_from.iter().flat_map(|name| files(&room().join(name))).all(|file| changed(&file).is_some_and(|at| at < built))
}

fn files(path: &Path) -> Vec<PathBuf> {
    match std::fs::read_dir(path) {
        Ok(entries) => entries.filter_map(|entry| Some(files(&entry.ok()?.path()))).flatten().collect(),
        Err(_) => vec![path.to_path_buf()],
    }
}

/// Format, lint and types; no tests.
pub fn look_over() -> Outcome {
    if !ready()? {
        return Ok(());
    }
    run::seen(&mut npx(&["biome", "ci", "--colors=off", "."]))?;
    run::seen(&mut npx(&["tsc", "--noEmit"]))
}

/// The tests of the pages by themselves, then people's journeys in a browser against the program that stands in `target`.
pub fn test(tools: &Tools) -> Outcome<Tally> {
    let skipped = |count| Tally { skipped: count, ..Tally::default() };
    if !ready()? {
        return Ok(skipped(2));
    }
    let units = vitest("units", &mut npx(&["vitest", "run"]))?;
    if !tools.have(tools::CHROMIUM)? {
        return Ok(sum(units, skipped(1)));
    }
    let mut journeys = npx(&["vitest", "run", "--config", "vitest.journeys.config.ts"]);
    journeys
        .env("TUTELA", repository::program("debug", "tutela"))
        .env("TUTELA_SHOTS", repository::target().join("pages"));
    Ok(sum(units, vitest("journeys", &mut journeys)?))
}

fn sum(one: Tally, other: Tally) -> Tally {
    Tally { passed: one.passed + other.passed, failed: one.failed + other.failed, skipped: one.skipped + other.skipped }
}

/// Runs tests and reads the report that they leave; a run without a report is a failure.
fn vitest(name: &str, command: &mut Command) -> Outcome<Tally> {
    let report = repository::target().join(format!("vitest-{name}.json"));
    let _ = std::fs::remove_file(&report);
    let out = format!("--outputFile={}", report.display());
    command.args(["--reporter=default", "--reporter=json", &out]);
    let status = run::status(command)?;
    let tally = std::fs::read_to_string(&report).ok().and_then(|text| counted(&text));
    match tally {
        Some(tally) if status == 0 || tally.failed > 0 => Ok(tally),
        Some(tally) => Ok(Tally { failed: 1, ..tally }),
        None => {
            println!("FAILED: the {name} of the pages ended without a report");
            Ok(Tally { failed: 1, ..Tally::default() })
        }
    }
}

/// The figures of a report.
fn counted(report: &str) -> Option<Tally> {
    let report: Value = serde_json::from_str(report).ok()?;
    let figure = |name: &str| report[name].as_u64();
    Some(Tally {
        passed: figure("numPassedTests")?,
        failed: figure("numFailedTests")?,
        skipped: figure("numPendingTests")? + figure("numTodoTests")?,
    })
}

/// Whether Node is new enough and the packages are installed. `false` has been said aloud.
fn ready() -> Outcome<bool> {
    let said = run::output(Command::new("node").arg("--version")).ok();
    if said.as_deref().and_then(version).is_none_or(|version| version < NODE) {
        let held = said.map_or("there is none".to_owned(), |version| format!("here is {}", version.trim()));
        println!("SKIPPED: the pages need Node {}.{} or newer; {held}", NODE.0, NODE.1);
        return Ok(false);
    }
    install()?;
    Ok(true)
}

/// `v20.19.1` as (20, 19).
fn version(text: &str) -> Option<(u32, u32)> {
    let mut parts = text.trim().trim_start_matches('v').split('.').map(str::parse);
    Some((parts.next()?.ok()?, parts.next()?.ok()?))
}

/// Installs what the lock file names, when it has changed; no package runs a program of its own.
fn install() -> Outcome {
    let lock = repository::text(&Path::new(ROOM).join("package-lock.json"))?;
    let stamp = room().join(STAMP);
    if std::fs::read_to_string(&stamp).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    println!("pages: installing packages (a minute the first time) …");
    run::seen(npm().args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]))?;
    std::fs::write(&stamp, lock).map_err(|fault| format!("{}: {fault}", stamp.display()))
}

fn room() -> PathBuf {
    repository::root().join(ROOM)
}

fn npm() -> Command {
    let mut command = Command::new(if cfg!(windows) { "npm.cmd" } else { "npm" });
    command.current_dir(room());
    command
}

/// A program of an installed package, never one that npx would fetch.
fn npx(arguments: &[&str]) -> Command {
    let mut command = Command::new(if cfg!(windows) { "npx.cmd" } else { "npx" });
    command.current_dir(room()).arg("--no-install").args(arguments).env("NO_COLOR", "1");
    command
}

#[cfg(test)]
mod tests {
    use super::{NODE, counted, version};

    #[test]
    fn a_version_is_read_as_node_says_it() {
        assert_eq!(version("v20.20.2\n"), Some((20, 20)));
    }
    #[test]
    fn an_old_node_is_too_old() {
        assert!(version("v18.20.4").is_some_and(|old| old < NODE));
    }
    #[test]
    fn a_report_is_counted() {
        let report = r#"{"numPassedTests":3,"numFailedTests":1,"numPendingTests":2,"numTodoTests":0}"#;
        assert_eq!(counted(report).map(|tally| tally.to_string()).as_deref(), Some("3 passed, 1 failed, 2 skipped"));
    }
    #[test]
    fn a_report_without_figures_is_none() {
        assert!(counted("{}").is_none());
    }
}
