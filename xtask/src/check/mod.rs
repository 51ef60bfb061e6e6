//! `cargo xtask check`: what must hold before anybody reads the code. No tests.

pub mod generated;
pub mod hygiene;
pub mod licences;
pub mod manifests;
pub mod packages;
pub mod papers;

use crate::tools::{self, Tools};
use crate::{Outcome, fuzz, layering, metadata, pages, run};

/// Runs every check, also after one failed, and names the failed ones at the end.
pub fn run(tools: &Tools) -> Outcome {
    let steps: &[(&str, &dyn Fn() -> Outcome)] = &[
        ("hygiene", &|| hygiene(tools)),
        ("reasons beside dependencies", &|| all_quiet(manifests::complaints()?)),
        ("layering", &|| all_quiet(layering::breaches(&metadata::rooms()?))),
        ("papers", &|| all_quiet(papers::complaints()?)),
        ("licences and sources", &|| all_quiet(licences::complaints()?)),
        ("packages of the pages", &|| all_quiet(packages::complaints()?)),
        ("format", &format),
        ("clippy", &|| clippy(tools)),
        ("generated files", &|| all_quiet(generated::complaints()?)),
        ("pages", &pages::look_over),
        ("fuzz targets", &|| fuzz::run(tools)),
    ];
    let mut failed = Vec::new();
    for (name, step) in steps {
        println!("check: {name}");
        if let Err(fault) = step() {
            println!("FAILED: {name}\n{fault}");
            failed.push(*name);
        }
    }
    match failed.as_slice() {
        [] => {
            println!("check: all of it holds");
            Ok(())
        }
        failed => Err(format!("{} of {} checks failed: {}", failed.len(), steps.len(), failed.join(", "))),
    }
}

fn hygiene(tools: &Tools) -> Outcome {
    if !tools.have(tools::GIT)? {
        return Ok(());
    }
    all_quiet(hygiene::complaints()?)
}

fn format() -> Outcome {
    run::seen(&mut run::cargo(&["fmt", "--all", "--check"]))
}

fn clippy(tools: &Tools) -> Outcome {
    if !tools.have(tools::C_COMPILER)? {
        return Ok(());
    }
    let arguments = ["clippy", "--locked", "--workspace", "--all-targets", "--", "-D", "warnings"];
    run::seen(&mut run::cargo(&arguments))
}

fn all_quiet(complaints: Vec<String>) -> Outcome {
    match complaints.as_slice() {
        [] => Ok(()),
        complaints => Err(complaints.join("\n")),
    }
}
