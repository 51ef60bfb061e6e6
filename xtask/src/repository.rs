//! Where things are in the working tree.

use crate::{Outcome, run};
use std::path::{Path, PathBuf};

/// The root of the repository.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask is a folder of the repository")
}

/// Where Cargo builds: `target`, or what `CARGO_TARGET_DIR` says.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => root().join("target"),
    }
}

/// A program that Cargo built, by profile folder (`debug`, `release`).
pub fn program(profile: &str, name: &str) -> PathBuf {
    target().join(profile).join(format!("{name}{}", std::env::consts::EXE_SUFFIX))
}

/// Every file under version control, and new ones that are not ignored, relative to the root, in order.
pub fn files() -> Outcome<Vec<PathBuf>> {
    let listed = run::output(std::process::Command::new("git").current_dir(root()).args([
        "ls-files",
        "-z",
        "--cached",
        "--others",
        "--exclude-standard",
    ]))?;
    let mut files: Vec<PathBuf> = listed.split('\0').filter(|path| !path.is_empty()).map(PathBuf::from).collect();
    files.retain(|path| root().join(path).is_file());
    files.sort();
    files.dedup();
    Ok(files)
}

/// The text of a file of the repository.
pub fn text(path: &Path) -> Outcome<String> {
    std::fs::read_to_string(root().join(path)).map_err(|fault| format!("{}: {fault}", path.display()))
}
