//! `cargo xtask test`: everything that proves the product, with an honest sum at the end.

use crate::tally::{Reader, Tally};
use crate::tools::{self, Tools};
use crate::{Outcome, api_fuzz, pages, run, shared_data};
use std::io::{BufRead, BufReader};
use std::process::{Command, Stdio};

/// Runs every test and says whether none failed. The last line printed is `N passed, N failed, N skipped`; nothing follows it.
pub fn run(tools: &Tools, arguments: &[String]) -> bool {
    let tally = whole(tools, arguments).unwrap_or_else(|fault| {
        println!("xtask: {fault}");
        Tally { failed: 1, ..Tally::default() }
    });
    println!("{tally}");
    tally.failed == 0
}

fn whole(tools: &Tools, arguments: &[String]) -> Outcome<Tally> {
    if !tools.have(tools::C_COMPILER)? {
        return Err("nothing can be built without a C compiler".to_owned());
    }
    // The tests that want them count themselves as skipped where they cannot run.
    tools.have(tools::NFT)?;
    tools.have(tools::POSTGRESQL)?;
    // Before the program is built, so that its tests find the pages in it.
    pages::build()?;
    let mut cargo = run::cargo(&["test", "--locked", "--workspace", "--no-fail-fast", "--color", "never"]);
    cargo.args(arguments).env_remove(shared_data::UNPACKED);
    let mut left_out = 0;
    match shared_data::unpacked(tools, &[])? {
        Ok(folder) => {
            println!("wide suite: with the reference data");
            cargo.env(shared_data::UNPACKED, folder);
        }
        Err(why) => {
            println!("SKIPPED: the wide suite ({why})");
            left_out = 1;
        }
    }
    let mut tally = tests(&mut cargo)?;
    tally.skipped += left_out;
    if arguments.is_empty() {
        for other in [pages::test(tools)?, api_fuzz::test(tools)?] {
            tally.passed += other.passed;
            tally.failed += other.failed;
            tally.skipped += other.skipped;
        }
    }
    Ok(tally)
}

/// Both streams of Cargo go through one pipe, so that a report follows the announcement it belongs to.
fn tests(cargo: &mut Command) -> Outcome<Tally> {
    let broken = |fault: std::io::Error| format!("cannot run `cargo test`: {fault}");
    let (reports, pipe) = std::io::pipe().map_err(broken)?;
    let errors = pipe.try_clone().map_err(broken)?;
    let mut running = cargo.stdin(Stdio::null()).stdout(pipe).stderr(errors).spawn().map_err(broken)?;
    // The command keeps the writing ends open; giving them up lets the reading below come to its end.
    cargo.stdout(Stdio::null()).stderr(Stdio::null());
    let mut reader = Reader::default();
    for line in BufReader::new(reports).split(b'\n') {
        let line = String::from_utf8_lossy(&line.map_err(broken)?).into_owned();
        println!("{line}");
        reader.line(line.trim_end_matches('\r'));
    }
    let green = running.wait().map_err(broken)?.success();
    let (mut tally, silent) = reader.end();
    for program in silent {
        println!("FAILED: {program} ended without a report");
    }
    if !green && tally.failed == 0 {
        println!("FAILED: cargo test itself failed; what it says stands above");
        tally.failed = 1;
    }
    Ok(tally)
}
