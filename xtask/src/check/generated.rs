//! Files that the program writes and that stand under version control are what it writes today.

use crate::{Outcome, repository, run};
use std::collections::BTreeMap;
use std::process::Command;

/// Folder of the JSON Schemas of what people write; `tutela schema --out` writes it.
const SCHEMAS: &str = "docs/schema";
/// What single commands print, each in a file: every code of a finding with its words – codes are for life, so a change here is
/// looked at –, and descriptions.
const PRINTED: &[(&str, &[&str])] = &[
    ("docs/finding-codes.en.txt", &["--lang", "en", "explain"]),
    ("docs/finding-codes.ja.txt", &["--lang", "ja", "explain"]),
    // What of a decision each VEX format carries; `docs/vex.md` leads there.
    ("docs/vex-carried.en.md", &["--lang", "en", "triage", "carried"]),
    ("docs/vex-carried.ja.md", &["--lang", "ja", "triage", "carried"]),
    // What the server answers; pages are held against it, and a fuzzer holds the server against it.
    ("docs/openapi.json", &["schema", "--api"]),
];

/// Files that differ, a sentence each.
pub fn complaints() -> Outcome<Vec<String>> {
    let written = written()?;
    let held = held()?;
    let mut complaints = Vec::new();
    for (file, text) in &written {
        match held.get(file) {
            Some(old) if old == text => {}
            Some(_) => {
                complaints.push(format!("{file}: is not what the program writes; look, then `cargo xtask generate`"))
            }
            None => complaints.push(format!("{file}: is missing; `cargo xtask generate`")),
        }
    }
    let gone = held.keys().filter(|file| !written.contains_key(*file));
    complaints.extend(gone.map(|file| format!("{file}: the program no longer writes it")));
    Ok(complaints)
}

/// Writes them anew.
pub fn refresh() -> Outcome {
    let written = written()?;
    for file in held()?.keys().filter(|file| !written.contains_key(*file)) {
        std::fs::remove_file(repository::root().join(file)).map_err(|fault| format!("{file}: {fault}"))?;
    }
    for (file, text) in &written {
        let place = repository::root().join(file);
        let parent = place.parent().unwrap_or(repository::root());
        let done = std::fs::create_dir_all(parent).and_then(|()| std::fs::write(&place, text));
        done.map_err(|fault| format!("{file}: {fault}"))?;
    }
    println!("{} files written", written.len());
    Ok(())
}

/// What the program writes today, by place.
fn written() -> Outcome<BTreeMap<String, String>> {
    run::seen(&mut run::cargo(&["build", "--locked", "--package", "cli"]))?;
    let tutela = || {
        let mut tutela = Command::new(repository::program("debug", "tutela"));
        tutela.current_dir(repository::root()).env("COLUMNS", "100").env("NO_COLOR", "1");
        tutela
    };
    let mut files = BTreeMap::new();
    for (file, arguments) in PRINTED {
        files.insert((*file).to_owned(), run::output(tutela().args(*arguments))?);
    }
    let folder = repository::target().join("schema");
    let _ = std::fs::remove_dir_all(&folder);
    run::output(tutela().args(["schema", "--out"]).arg(&folder))?;
    gather(&folder, &mut files)?;
    Ok(files)
}

fn held() -> Outcome<BTreeMap<String, String>> {
    let mut files = BTreeMap::new();
    for (file, _) in PRINTED {
        if let Ok(text) = std::fs::read_to_string(repository::root().join(file)) {
            files.insert((*file).to_owned(), text.replace("\r\n", "\n"));
        }
    }
    let folder = repository::root().join(SCHEMAS);
    if folder.is_dir() {
        gather(&folder, &mut files)?;
    }
    Ok(files)
}

/// The files of a folder, as they stand or should stand under `docs/schema`.
fn gather(folder: &std::path::Path, files: &mut BTreeMap<String, String>) -> Outcome {
    let broken = |fault: std::io::Error| format!("{}: {fault}", folder.display());
    for entry in std::fs::read_dir(folder).map_err(broken)? {
        let entry = entry.map_err(broken)?;
        let text = std::fs::read_to_string(entry.path()).map_err(broken)?;
        files.insert(format!("{SCHEMAS}/{}", entry.file_name().display()), text.replace("\r\n", "\n"));
    }
    Ok(())
}
