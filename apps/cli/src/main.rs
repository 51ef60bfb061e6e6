//! The binary `tutela`: reads the command line, the clock and the environment, calls one activity, prints its answer.
//!
//! Takes: a command line. Gives: a screen or JSON on stdout, complaints on stderr, and an exit status that scripts can
//! lean on (see [`status`]). Never: decides anything about a device itself.

mod cloud_options;
mod commands;
mod edge;
mod forms;
mod in_turn;
mod log_options;
mod mud_options;
mod network_options;
mod ops_options;
mod options;
mod package_options;
mod places;
#[cfg(test)]
mod routed;
mod scope;
mod screen;
mod serve_options;
mod server;
mod site_options;
mod status;
mod zone;

use clap::Parser;
use std::process::ExitCode;

fn main() -> ExitCode {
    let outcome = std::panic::catch_unwind(|| {
        let options = match options::Options::try_parse() {
            Ok(options) => options,
            Err(error) => return options::refuse(&error),
        };
        commands::run(options)
    });
    ExitCode::from(outcome.unwrap_or_else(|_| {
        eprintln!("tutela: internal fault; please report it with the command you ran / 内部エラーです。実行したコマンドを添えて報告してください");
        status::FAULT
    }))
}
