//! Running other programs: always without input, always saying what is run.

use crate::{Outcome, repository};
use std::process::{Command, Stdio};

/// Cargo, in the root, as the one that runs xtask.
pub fn cargo(arguments: &[&str]) -> Command {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(program);
    command.current_dir(repository::root()).args(arguments);
    command
}

/// A command as a person would type it.
pub fn shown(command: &Command) -> String {
    let program = std::path::Path::new(command.get_program());
    let name = program.file_stem().unwrap_or(command.get_program()).to_string_lossy().into_owned();
    let arguments = command.get_args().map(|argument| format!(" {}", argument.to_string_lossy()));
    std::iter::once(name).chain(arguments).collect()
}

/// Runs a command whose output the person sees; a status other than 0 is a fault.
pub fn seen(command: &mut Command) -> Outcome {
    match status(command)? {
        0 => Ok(()),
        code => Err(format!("`{}` ended with status {code}", shown(command))),
    }
}

/// Runs a command whose output the person sees, and gives its exit status (-1 when a signal ended it).
pub fn status(command: &mut Command) -> Outcome<i32> {
    let ended = command.stdin(Stdio::null()).status().map_err(|fault| cannot(command, &fault))?;
    Ok(ended.code().unwrap_or(-1))
}

/// Runs a command and gives what it prints; a status other than 0 is a fault that carries its complaint.
pub fn output(command: &mut Command) -> Outcome<String> {
    let ended = command.stdin(Stdio::null()).output().map_err(|fault| cannot(command, &fault))?;
    if !ended.status.success() {
        let complaint = String::from_utf8_lossy(&ended.stderr);
        return Err(format!("`{}` failed: {}", shown(command), complaint.trim()));
    }
    String::from_utf8(ended.stdout).map_err(|_| format!("`{}` printed text that is no UTF-8", shown(command)))
}

fn cannot(command: &Command, fault: &std::io::Error) -> String {
    format!("cannot run `{}`: {fault}", shown(command))
}
