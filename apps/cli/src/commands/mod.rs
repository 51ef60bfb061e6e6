//! One file a command; each calls one activity and prints its answer.

mod explain;
mod feeds_import;
mod feeds_status;
mod scan;
mod selftest;

use crate::edge::{Complaint, Edge};
use crate::options::{Command, FeedsCommand, Options, SelftestCommand};
use clap::CommandFactory;
use std::io::Write;

/// Runs the command and gives the exit status.
pub(crate) fn run(options: Options) -> u8 {
    let Options { global, command } = options;
    let lang = Edge::read(&global).as_ref().map(|edge| edge.lang).unwrap_or_default();
    let outcome = Edge::read(&global).and_then(|edge| match command {
        Command::Scan(args) => scan::run(&edge, &args),
        Command::Feeds(FeedsCommand::Import(args)) => feeds_import::run(&edge, &args),
        Command::Feeds(FeedsCommand::Status { verify }) => feeds_status::run(&edge, verify),
        Command::Explain(args) => explain::run(&edge, &args),
        Command::Selftest(SelftestCommand::Versions { vectors }) => selftest::versions(&edge, &vectors),
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Options::command(), "tutela", &mut script);
            print(&script).map(|()| 0)
        }
        Command::Check(_) | Command::Init(_) | Command::Schema(_) => {
            Err(Complaint::new("not built yet", ""))
        }
    });
    outcome.unwrap_or_else(|complaint| {
        complaint.print(lang);
        complaint.status
    })
}

/// Writes an answer to stdout. A reader that has gone away (`| head`) is no fault.
pub(crate) fn print(bytes: &[u8]) -> Result<(), Complaint> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Complaint::new(format!("stdout: {error}"), ""))
        }
        _ => Ok(()),
    }
}
