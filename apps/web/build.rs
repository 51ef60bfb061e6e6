//! Takes the built pages into the program: a table of paths and their bytes. Without them the table is empty, and the
//! server says what is missing.

use std::fmt::Write;
use std::path::{Path, PathBuf};

/// Where `cargo xtask pages` builds them, from this crate. The folder above is always there, so that Cargo notices them.
const PAGES: &str = "../ui/dist/pages";

fn main() {
    println!("cargo:rerun-if-changed=../ui/dist");
    println!("cargo:rerun-if-changed=build.rs");
    let root = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join(PAGES);
    let mut files = Vec::new();
    gather(&root, &mut files);
    files.sort();
    let mut table = String::from("&[\n");
    for file in files.iter().filter(|file| !is_compressed(file)) {
        let Ok(below) = file.strip_prefix(&root) else { continue };
        let path = below.to_string_lossy().replace('\\', "/");
        let form = |ending: &str| {
            let form = PathBuf::from(format!("{}.{ending}", file.display()));
            if files.contains(&form) { format!("Some({})", bytes(&form)) } else { "None".to_owned() }
        };
        let _ = writeln!(
            table,
            "Page {{ path: {path:?}, plain: {}, gzip: {}, brotli: {} }},",
            bytes(file),
            form("gz"),
            form("br")
        );
    }
    table.push(']');
    let out = PathBuf::from(std::env::var_os("OUT_DIR").unwrap_or_default()).join("pages_table.rs");
    if let Err(fault) = std::fs::write(&out, table) {
        println!("cargo:warning=the table of pages cannot be written: {fault}");
    }
}

fn bytes(file: &Path) -> String {
    format!("include_bytes!({:?})", file.display().to_string())
}

fn is_compressed(file: &Path) -> bool {
    file.extension().is_some_and(|ending| ending == "gz" || ending == "br")
}

fn gather(folder: &Path, files: &mut Vec<PathBuf>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())) {
        if path.is_dir() {
            gather(&path, files);
        } else {
            files.push(path);
        }
    }
}
