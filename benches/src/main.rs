//! `benches [--runs N] [--only NAME] [--quick]`: measures the release build; `cargo xtask bench` makes it first.

use benches::jobs::{Bench, Job};
use benches::{measure, report};
use std::path::PathBuf;
use std::process::ExitCode;

struct Wish {
    runs: usize,
    only: String,
    quick: bool,
}

fn main() -> ExitCode {
    match wish().and_then(|wish| run(&wish)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("benches: {fault}");
            ExitCode::FAILURE
        }
    }
}

fn wish() -> Result<Wish, String> {
    let mut wish = Wish { runs: 11, only: String::new(), quick: false };
    let mut arguments = std::env::args().skip(1);
    while let Some(argument) = arguments.next() {
        match argument.as_str() {
            "--quick" => wish.quick = true,
            "--only" => wish.only = arguments.next().ok_or("--only needs a name")?,
            "--runs" => {
                let runs = arguments.next().and_then(|number| number.parse().ok());
                wish.runs = runs.filter(|&runs| runs > 0).ok_or("--runs needs a number above 0")?;
            }
            other => return Err(format!("there is no option `{other}`")),
        }
    }
    Ok(wish)
}

fn run(wish: &Wish) -> Result<(), String> {
    let programs = std::env::current_exe().map_err(|fault| fault.to_string())?;
    let programs = programs.parent().map(PathBuf::from).unwrap_or_default();
    let inputs = PathBuf::from("target/bench");
    let bench = Bench { programs, inputs, quick: wish.quick };
    std::fs::create_dir_all(&bench.inputs).map_err(|fault| format!("{}: {fault}", bench.inputs.display()))?;
    println!("Making the input (once) …");
    let jobs = bench.jobs(&wish.only).map_err(|fault| format!("cannot make the input: {fault}"))?;
    let measure = bench.program("measure");
    if jobs.iter().any(|job| job.name.starts_with("scan")) {
        let fill = bench.fill_index().map_err(|fault| format!("cannot make the index's input: {fault}"))?;
        println!("Filling the index (300,000 records) …");
        match fill.run(&measure) {
            Ok(usage) => {
                let peak = usage.peak_kib / 1024;
                println!("  {:.1} s CPU, {:.1} s, {peak} MiB", usage.cpu.as_secs_f64(), usage.wall.as_secs_f64());
            }
            Err(why) => println!("  not filled: {why}"),
        }
    }
    if jobs.is_empty() && !is_server(&wish.only) {
        return Err(format!("no job has `{}` in its name", wish.only));
    }
    if is_server(&wish.only) {
        benches::server::run(&bench)?;
    }
    if jobs.is_empty() {
        return Ok(());
    }
    println!("{} runs each, in turns; middle figures of whole processes.", wish.runs);
    report::head();
    for job in &jobs {
        show(&measure, wish.runs, job);
    }
    Ok(())
}

/// Whether the server is among what is wanted.
fn is_server(only: &str) -> bool {
    only.is_empty() || only == "server"
}

fn show(measure: &std::path::Path, runs: usize, job: &Job) {
    let runs = if job.long { runs.div_ceil(3) } else { runs };
    match measure::in_turns(measure, runs, [&job.tutela, &job.floor]) {
        Ok(figures) => {
            report::row(job, &figures);
            report::index_size(job);
        }
        Err(why) => report::not_measured(job, &why),
    }
}
