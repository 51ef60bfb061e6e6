//! `cargo xtask COMMAND`: the commands a newcomer and CI run.

use std::process::ExitCode;
use xtask::tools::Tools;
use xtask::{api_fuzz, bench, check, demo, fuzz, pages, suite};

const HELP: &str = "\
cargo xtask COMMAND [--no-install] [ARGUMENTS]

  demo         builds tutela and runs the main job on the shipped example, in English and in Japanese
  test         runs everything that proves the product; ends with `N passed, N failed, N skipped`
  check        format, clippy, layering, licences, generated files, hygiene, fuzz targets; no tests
  bench        release build, whole-process figures against a floor (--runs N, --only NAME, --quick)
  pages        builds the pages of the server with Node 20.19 or newer; `cargo build` takes them in
  generate     writes the generated files anew: JSON Schemas, list of finding codes, description of the API
  fuzz-api     holds a running server against docs/openapi.json; `test` does so too
  fuzz-check   type-checks the fuzz targets

--no-install   names a missing Debian package instead of installing it
";

fn main() -> ExitCode {
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let mut tools = Tools::from_environment();
    arguments.retain(|argument| {
        let refuses = argument == "--no-install";
        tools.install &= !refuses;
        !refuses
    });
    let Some((command, rest)) = arguments.split_first() else {
        print!("{HELP}");
        return ExitCode::from(2);
    };
    let outcome = match command.as_str() {
        "demo" => demo::run(&tools),
        "test" if suite::run(&tools, rest) => Ok(()),
        "test" => return ExitCode::FAILURE,
        "check" => check::run(&tools),
        "bench" => bench::run(&tools, rest),
        "pages" => pages::build(),
        "fuzz-api" => match api_fuzz::test(&tools) {
            Ok(tally) => {
                println!("{tally}");
                if tally.failed == 0 { Ok(()) } else { Err("the API and its description differ".to_owned()) }
            }
            Err(fault) => Err(fault),
        },
        "generate" => check::generated::refresh(),
        "fuzz-check" => fuzz::run(&tools),
        "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => {
            eprint!("xtask: there is no command `{other}`\n\n{HELP}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => {
            eprintln!("xtask: {fault}");
            ExitCode::FAILURE
        }
    }
}
