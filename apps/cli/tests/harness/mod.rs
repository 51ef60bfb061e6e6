//! Runs named cases, one per file or per data set, and reports them as Cargo's own tests do.

use std::process::ExitCode;
use std::time::Instant;

/// Begins the fault of a case that could not be tried on this machine; it counts as ignored, and is said.
pub(crate) const SKIPPED: &str = "skipped: ";

/// A case: its name and what it does; a fault is the reason why it failed.
pub(crate) type Case<'c> = (String, Box<dyn Fn() -> Result<(), String> + 'c>);

/// Runs the cases whose name holds the filter given on the command line, and prints a `test result:` line.
pub(crate) fn run(cases: &[Case<'_>]) -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let filter = arguments.iter().find(|argument| !argument.starts_with('-'));
    let chosen: Vec<&Case<'_>> =
        cases.iter().filter(|(name, _)| filter.is_none_or(|filter| name.contains(filter.as_str()))).collect();
    if arguments.iter().any(|argument| argument == "--list") {
        chosen.iter().for_each(|(name, _)| println!("{name}: test"));
        return ExitCode::SUCCESS;
    }
    println!("\nrunning {} tests", chosen.len());
    let start = Instant::now();
    let (mut failed, mut skipped) = (Vec::new(), 0);
    for (name, case) in &chosen {
        let ended = case();
        match ended {
            Ok(()) => println!("test {name} ... ok"),
            Err(why) if why.starts_with(SKIPPED) => {
                skipped += 1;
                println!("test {name} ... ignored, {why}");
            }
            Err(why) => {
                println!("test {name} ... FAILED");
                failed.push((name, why));
            }
        }
    }
    for (name, why) in &failed {
        println!("\n---- {name} ----\n{why}");
    }
    let word = if failed.is_empty() { "ok" } else { "FAILED" };
    println!(
        "\ntest result: {word}. {} passed; {} failed; {skipped} ignored; 0 measured; {} filtered out; finished in {:.2}s\n",
        chosen.len() - failed.len() - skipped,
        failed.len(),
        cases.len() - chosen.len(),
        start.elapsed().as_secs_f64()
    );
    if failed.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
