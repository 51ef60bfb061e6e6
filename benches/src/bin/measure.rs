//! `measure PROGRAM ARGUMENTS…`: runs one program and prints what it cost. A process of its own, and a small one, because the
//! kernel keeps the largest memory over all children and counts what a child inherits before it starts.

use benches::usage::of_only_child;
use std::process::ExitCode;

fn main() -> ExitCode {
    let mut arguments = std::env::args_os().skip(1);
    let Some(program) = arguments.next() else {
        eprintln!("measure: no program named");
        return ExitCode::from(2);
    };
    match of_only_child(&program, &arguments.collect::<Vec<_>>()) {
        Ok(usage) => {
            println!("{}", usage.line());
            ExitCode::SUCCESS
        }
        Err(fault) => {
            eprintln!("measure: {fault}");
            ExitCode::FAILURE
        }
    }
}
