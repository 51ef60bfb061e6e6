//! The contract of a store, one text for both databases: SQLite in a folder of its own, PostgreSQL as a private server that is
//! started here from the programs of Debian's package `postgresql`. Where they are not installed those cases are skipped
//! aloud; in CI that is a failure.

#![expect(clippy::unwrap_used, reason = "every function here belongs to a test")]

mod accounts;
mod backup;
mod faults;
mod jobs;
mod kept;
mod killed;
mod library;
mod log;
mod notices;
mod passkeys;
mod place;
mod pulse;
mod replica;
mod results;
mod retention;
mod signatures;

#[path = "../../../../apps/cli/tests/harness/mod.rs"]
mod harness;

use harness::{Case, SKIPPED};
use place::{Engine, Place};
use std::process::ExitCode;

/// A case of the contract: its name and what it does with a place for stores.
type Told = (&'static str, fn(&Place));

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if arguments.first().is_some_and(|word| word == "--child") {
        return killed::child(&arguments[1..]);
    }
    let told: Vec<Told> = [
        library::CASES,
        results::CASES,
        accounts::CASES,
        jobs::CASES,
        log::CASES,
        notices::CASES,
        retention::CASES,
        pulse::CASES,
        signatures::CASES,
        passkeys::CASES,
        kept::CASES,
        backup::CASES,
        faults::CASES,
        killed::CASES,
    ]
    .concat();
    let server = place::Server::start();
    let ci = std::env::var("CI").is_ok_and(|value| !matches!(value.as_str(), "" | "0" | "false"));
    let mut cases: Vec<Case<'_>> = Vec::new();
    for (name, case) in told {
        cases.push((format!("sqlite::{name}"), Box::new(move || try_case(Engine::Sqlite, name, case))));
        let server = &server;
        let on_server = move || match server {
            Ok(server) => try_case(Engine::Postgres(server), name, case),
            Err(why) if ci => Err(format!("{why}; in CI nothing is skipped for a missing tool")),
            Err(why) => Err(format!("{SKIPPED}{why}")),
        };
        cases.push((format!("postgresql::{name}"), Box::new(on_server)));
    }
    for (name, case) in replica::CASES.iter().copied() {
        let server = &server;
        let on_servers = move || match server {
            Ok(_) => std::panic::catch_unwind(case).map_err(words),
            Err(why) if ci => Err(format!("{why}; in CI nothing is skipped for a missing tool")),
            Err(why) => Err(format!("{SKIPPED}{why}")),
        };
        cases.push((format!("postgresql::{name}"), Box::new(on_servers)));
    }
    harness::run(&cases)
}

fn try_case(engine: Engine<'_>, name: &str, case: fn(&Place)) -> Result<(), String> {
    let tried = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| case(&Place::new(engine, name))));
    tried.map_err(words)
}

fn words(cause: Box<dyn std::any::Any + Send>) -> String {
    let text = cause.downcast_ref::<String>().cloned();
    text.or_else(|| cause.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}
