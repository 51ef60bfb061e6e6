//! Plays the stories of tests/journeys: one test per file, named after it.

mod harness;
#[path = "journeys_run/stage.rs"]
mod stage;
#[path = "journeys_run/story.rs"]
mod story;

use harness::Case;
use stage::Stage;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use story::{Step, difference, read, words};

fn main() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/journeys");
    let mut files: Vec<PathBuf> = std::fs::read_dir(folder)
        .expect("the repository holds tests/journeys")
        .map(|entry| entry.expect("a folder can be listed").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "txt"))
        .collect();
    files.sort();
    let mut cases: Vec<Case<'_>> = vec![("journeys_are_compared_line_by_line".to_owned(), Box::new(comparing))];
    for file in &files {
        let name = file.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        cases.push((name.clone(), Box::new(move || play(&name, file))));
    }
    harness::run(&cases)
}

fn play(name: &str, file: &Path) -> Result<(), String> {
    let text = std::fs::read_to_string(file).map_err(|fault| fault.to_string())?;
    let stage = Stage::new(name).map_err(|fault| format!("no empty stage: {fault}"))?;
    read(&text)?.iter().try_for_each(|step| compare(&stage, step))
}

fn compare(stage: &Stage, step: &Step) -> Result<(), String> {
    let (printed, status) =
        stage.play(&words(&step.command)).map_err(|fault| format!("line {}: {fault}", step.line))?;
    let lines: Vec<&str> = printed.trim_end().lines().collect();
    let mut wrong = Vec::new();
    if let Some((expected, found)) = difference(&step.expected, &lines) {
        wrong.push(format!("expected {expected}\n   found {found}"));
    }
    if status != step.status {
        wrong.push(format!("expected exit status {}, found {status}", step.status));
    }
    if wrong.is_empty() {
        return Ok(());
    }
    Err(format!("line {}: $ {}\n{}\nAll it printed:\n{printed}", step.line, step.command, wrong.join("\n")))
}

/// The comparison itself: what fits, and what must not.
fn comparing() -> Result<(), String> {
    let cases: &[(&str, &str, bool)] = &[
        ("a\nb", "a\nb", true),
        ("a", "a\nb", false),
        ("a\nb", "a", false),
        ("a…c", "a middle c", true),
        ("a…c", "a middle d", false),
        ("…c", "c", true),
        ("a\n…", "a", true),
        ("…\nz", "a\nb\nz", true),
        ("…\ny", "a\nb\nz", false),
        ("", "a", false),
    ];
    for &(expected, printed, fits) in cases {
        let story = read(&format!("$ x\n{expected}")).expect("the story holds a command");
        if difference(&story[0].expected, &printed.lines().collect::<Vec<_>>()).is_none() != fits {
            return Err(format!("`{expected}` against `{printed}`"));
        }
    }
    let quoted = words("write f 'a b' \"c\\nd\" e");
    if quoted == ["write", "f", "a b", "c\nd", "e"] { Ok(()) } else { Err(format!("{quoted:?}")) }
}
