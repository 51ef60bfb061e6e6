//! `cargo xtask bench`: builds for release and lets `benches` measure whole processes.

use crate::tools::{self, Tools};
use crate::{Outcome, repository, run, shared_data};
use std::process::Command;

/// Builds and measures; the figures are printed, never asserted.
pub fn run(tools: &Tools, arguments: &[String]) -> Outcome {
    if !tools.have(tools::C_COMPILER)? {
        return Err("nothing can be built without a C compiler".to_owned());
    }
    println!("Building for release …");
    run::seen(&mut run::cargo(&["build", "--release", "--locked", "--package", "cli", "--package", "benches"]))?;
    let mut benches = Command::new(repository::program("release", "benches"));
    benches.current_dir(repository::root()).args(arguments);
    match shared_data::unpacked(tools, &["feeds-fullscale"])? {
        Ok(folder) => {
            benches.env(shared_data::UNPACKED, folder);
        }
        Err(why) => println!("SKIPPED: figures that need the reference data ({why})"),
    }
    run::seen(&mut benches)
}
