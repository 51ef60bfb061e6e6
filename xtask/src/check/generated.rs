//! Files that the program writes and that stand under version control are what it writes today.

use crate::{Outcome, repository, run};
use std::process::Command;

/// A generated file and the arguments of `tutela` that print it. To refresh one: `tutela ARGUMENTS > FILE`.
const GENERATED: &[(&str, &[&str])] = &[];

/// Files that differ, a sentence each.
pub fn complaints() -> Outcome<Vec<String>> {
    if GENERATED.is_empty() {
        println!("no generated file yet");
        return Ok(Vec::new());
    }
    run::seen(&mut run::cargo(&["build", "--locked", "--package", "cli"]))?;
    let tutela = repository::program("debug", "tutela");
    let mut complaints = Vec::new();
    for (file, arguments) in GENERATED {
        let printed = run::output(Command::new(&tutela).current_dir(repository::root()).args(*arguments))?;
        let held = repository::text(std::path::Path::new(file)).unwrap_or_default();
        if held.replace("\r\n", "\n") != printed {
            complaints.push(format!("{file}: is not what `tutela {}` prints", arguments.join(" ")));
        }
    }
    Ok(complaints)
}
