//! `cargo xtask demo`: the main job on the shipped example, in English and in Japanese.

use crate::tools::{self, Tools};
use crate::{Outcome, repository, run};
use std::process::Command;

/// Where the demo keeps its mirror; made anew each time, and nothing else is touched.
const HOME: &str = "target/demo";

/// One command of the demo: what it shows, its arguments, and the exit statuses that are answers.
struct Step {
    shows: &'static str,
    arguments: &'static [&'static str],
    answers: &'static [i32],
}

/// The story, in order.
const STEPS: &[Step] = &[
    Step {
        shows: "A small mirror: records about old, real components, restated for the example.",
        arguments: &["--as-of", "2026-11-23", "feeds", "import", "fixtures/feeds", "--published", "2026-11-22"],
        answers: &[0],
    },
    Step {
        shows: "The main job: what stands against this release, and what has nobody looked at?",
        arguments: &["--as-of", "2026-11-23", "check", "fixtures/aster-s2"],
        answers: &[0, 1, 3],
    },
    Step {
        shows: "The same in Japanese.",
        arguments: &["--as-of", "2026-11-23", "--lang", "ja", "check", "fixtures/aster-s2"],
        answers: &[0, 1, 3],
    },
];

/// Builds the program and runs the story.
pub fn run(tools: &Tools) -> Outcome {
    if !tools.have(tools::C_COMPILER)? {
        return Err("the demo cannot be built without a C compiler".to_owned());
    }
    println!("Building tutela (a few minutes the first time) …");
    run::seen(&mut run::cargo(&["build", "--locked", "--package", "cli"]))?;
    let home = repository::root().join(HOME);
    if home.exists() {
        std::fs::remove_dir_all(&home).map_err(|fault| format!("cannot empty {HOME}: {fault}"))?;
    }
    STEPS.iter().try_for_each(take)?;
    println!("\nNext: change something in fixtures/aster-s2, or start your own: tutela init device DIR");
    println!("The program: {}", shown_program());
    Ok(())
}

fn take(step: &Step) -> Outcome {
    println!("\n── {}", step.shows);
    println!("$ tutela --home {HOME} {}\n", step.arguments.join(" "));
    let mut tutela = Command::new(repository::program("debug", "tutela"));
    let status = run::status(tutela.current_dir(repository::root()).args(["--home", HOME]).args(step.arguments))?;
    if !step.answers.contains(&status) {
        return Err(format!("`tutela {}` ended with status {status}: {}", step.arguments.join(" "), meaning(status)));
    }
    if step.answers.len() > 1 {
        println!("\n(exit status {status}: {})", meaning(status));
    }
    Ok(())
}

fn meaning(status: i32) -> &'static str {
    match status {
        0 => "nothing at or above the threshold, and everything is watched",
        1 => "findings at or above the threshold; a script can stop a release on it",
        2 => "the input or the call is wrong",
        3 => "something is not watched, or a source is missing or too old, so silence would mean nothing",
        4 => "an internal fault; please report it",
        _ => "not a status of tutela; it was ended from outside or is not built yet",
    }
}

fn shown_program() -> String {
    let program = repository::program("debug", "tutela");
    program.strip_prefix(repository::root()).unwrap_or(&program).display().to_string()
}
