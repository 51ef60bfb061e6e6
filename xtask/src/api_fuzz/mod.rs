//! Holds a running server against its own description (`docs/openapi.json`) with Schemathesis: what the description allows must be
//! answered as it says, what it forbids must be refused, and nothing may be a fault of the server.

mod http;
mod server;

use crate::tally::Tally;
use crate::tools::{PYTHON, Tools};
use crate::{Outcome, repository, run};
use server::Server;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The fuzzer and what it stands on, each with its version.
const REQUIREMENTS: &str = include_str!("requirements.txt");

/// Cases of each route and kind, at most.
const EXAMPLES: &str = "30";

/// Seconds of fuzzing, at most.
const SECONDS: &str = "100";

/// Where the same cases begin in every run.
const SEED: &str = "20260924";

/// What is not asked. A request of the right shape may still be refused for what it says – a wrong password, a taken login –, and what
/// was deleted by one case may be asked by another.
const NOT_ASKED: &str = "positive_data_acceptance,use_after_free,ensure_resource_availability";

/// Fuzzes; a skip has been said aloud.
pub fn test(tools: &Tools) -> Outcome<Tally> {
    let skipped = Tally { skipped: 1, ..Tally::default() };
    let Some(fuzzer) = ready(tools)? else { return Ok(skipped) };
    println!("api: fuzzing a server on loopback against docs/openapi.json …");
    let server = Server::start(&repository::target().join("api-fuzz/server"))?;
    let token = server.prepared()?;
    let report = repository::target().join("api-fuzz/report.xml");
    let _ = std::fs::remove_file(&report);
    let status = run::status(&mut call(&fuzzer, &server.address, &token, &report))?;
    drop(server);
    Ok(counted(std::fs::read_to_string(&report).ok().as_deref(), status))
}

fn call(fuzzer: &Path, address: &str, token: &str, report: &Path) -> Command {
    let mut command = Command::new(fuzzer);
    command.current_dir(repository::target().join("api-fuzz")).args(["run", &format!("{address}/api/v1/openapi.json")]);
    command.args(["--header", &format!("Authorization: Bearer {token}")]);
    command.args(["--phases", "examples,coverage,fuzzing", "--max-examples", EXAMPLES, "--max-time", SECONDS]);
    command.args(["--seed", SEED, "--generation-database", "none", "--continue-on-failure", "--request-timeout", "30"]);
    command.args(["--exclude-checks", NOT_ASKED, "--suppress-health-check", "all", "--warnings", "off", "--no-color"]);
    // The token is sent with every request, so that a made-up cookie beside it proves nothing; and it must not be withdrawn by itself.
    command.args(["--generation-with-security-parameters", "false", "--exclude-operation-id", "delete-tokens-id"]);
    // They send a browser elsewhere and back; the fuzzer would follow.
    command.args(["--exclude-operation-id", "get-oidc-begin", "--exclude-operation-id", "get-oidc-callback"]);
    // A stream of events ends only with the server; the fuzzer would wait for its end. apps/web/src/tests/events.rs reads it.
    command.args(["--exclude-operation-id", "get-events"]);
    command.args(["--report", "junit", "--report-junit-path"]).arg(report);
    command.env("NO_COLOR", "1").env("PYTHONUTF8", "1");
    command
}

/// The fuzzer, after installing it where that is allowed; `None` has been said aloud.
fn ready(tools: &Tools) -> Outcome<Option<PathBuf>> {
    let folder = repository::target().join("api-fuzz/venv");
    let (programs, ending) = if cfg!(windows) { ("Scripts", ".exe") } else { ("bin", "") };
    let program = |name: &str| folder.join(programs).join(format!("{name}{ending}"));
    let stamp = folder.join("installed-from.txt");
    if std::fs::read_to_string(&stamp).is_ok_and(|held| held == REQUIREMENTS) {
        return Ok(Some(program("schemathesis")));
    }
    if !tools.have(PYTHON)? {
        return Ok(None);
    }
    let venv = format!("python3 -m venv {}", shown(&folder));
    let pip = "pip install --requirement xtask/src/api_fuzz/requirements.txt";
    if !tools.install {
        println!("to install the fuzzer of the API: {venv}, then {pip} in it");
        return tools.skip("the fuzzer of the API is not installed").map(|()| None);
    }
    println!("api: installing the fuzzer into {}: {venv}, {pip} (a minute the first time) …", shown(&folder));
    let asked = repository::root().join("xtask/src/api_fuzz/requirements.txt");
    let made = run::seen(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder)).and_then(|()| {
        let mut install = Command::new(program("python"));
        install.args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"]).arg(&asked);
        run::seen(&mut install)
    });
    match made {
        Ok(()) => {
            std::fs::write(&stamp, REQUIREMENTS).map_err(|fault| format!("{}: {fault}", stamp.display()))?;
            Ok(Some(program("schemathesis")))
        }
        Err(why) => {
            println!("{why}");
            tools.skip("the fuzzer of the API cannot be installed").map(|()| None)
        }
    }
}

fn shown(folder: &Path) -> String {
    folder.strip_prefix(repository::root()).unwrap_or(folder).display().to_string()
}

/// The figures of a report: one test a route. A run without a report, or one that failed in another way, is a failure.
fn counted(report: Option<&str>, status: i32) -> Tally {
    let Some(report) = report else {
        println!("FAILED: the fuzzer of the API ended without a report");
        return Tally { failed: 1, ..Tally::default() };
    };
    let mut tally = Tally::default();
    for case in report.split("<testcase ").skip(1) {
        let case = case.split("</testcase>").next().unwrap_or_default();
        // A case that closes itself holds nothing: it passed.
        let inside = case.split_once('>').filter(|(head, _)| !head.ends_with('/')).map_or("", |(_, inside)| inside);
        match inside {
            inside if inside.contains("<failure") || inside.contains("<error") => tally.failed += 1,
            inside if inside.contains("<skipped") => tally.skipped += 1,
            _ => tally.passed += 1,
        }
    }
    if status != 0 && tally.failed == 0 || tally.passed + tally.failed == 0 {
        println!("FAILED: the fuzzer of the API ended with status {status}");
        tally.failed += 1;
    }
    tally
}

#[cfg(test)]
mod tests {
    use super::counted;

    fn expect(report: Option<&str>, status: i32, figures: &str) {
        assert_eq!(counted(report, status).to_string(), figures);
    }

    #[test]
    fn each_route_counts_once() {
        let report = "<testsuites><testsuite><testcase name=\"a\" time=\"1\"/><testcase name=\"b\"><failure/><failure/></testcase>\
                      <testcase name=\"c\"><skipped/></testcase><testcase name=\"d\"></testcase></testsuite></testsuites>";
        expect(Some(report), 1, "2 passed, 1 failed, 1 skipped");
    }
    #[test]
    fn no_report_is_a_failure() {
        expect(None, 0, "0 passed, 1 failed, 0 skipped");
    }
    #[test]
    fn a_run_that_tried_nothing_is_a_failure() {
        expect(Some("<testsuites/>"), 0, "0 passed, 1 failed, 0 skipped");
    }
    #[test]
    fn a_run_that_broke_off_after_green_is_a_failure() {
        expect(Some("<testcase name=\"a\"/>"), 2, "1 passed, 1 failed, 0 skipped");
    }
}
