//! Takes the example circle into the program, for `tutela serve --demo`: a table of names and their bytes.

use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The example, from this crate.
const FIXTURES: &str = "../../fixtures";

/// The folders of it that the demo serves.
const FOLDERS: [&str; 3] = ["aster-s2", "st-alba", "feeds"];

fn main() {
    println!("cargo:rerun-if-changed=build.rs");
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join(FIXTURES);
    let mut files = Vec::new();
    for folder in FOLDERS {
        println!("cargo:rerun-if-changed={FIXTURES}/{folder}");
        gather(&root.join(folder), &mut files);
    }
    files.sort();
    let mut table = String::from("&[\n");
    for file in &files {
        let Ok(below) = file.strip_prefix(&root) else { continue };
        let name = below.to_string_lossy().replace('\\', "/");
        let _ = writeln!(table, "({name:?}, include_bytes!({:?})),", file.display().to_string());
    }
    table.push(']');
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default()).join("example.rs");
    if let Err(fault) = std::fs::write(&out, table) {
        println!("cargo:warning=the table of the example cannot be written: {fault}");
    }
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        if path.is_dir() {
            gather(&path, files);
        } else if !hidden {
            files.push(path);
        }
    }
}
