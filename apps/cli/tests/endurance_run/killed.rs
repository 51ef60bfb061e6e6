use crate::program::Program;
use crate::{REQUESTS, long_feed, still_answers};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

/// Kills an import at moments that lie ever later, until one gets through.
pub(crate) fn leaves_what_was_held() -> Result<(), String> {
    let program = Program::with_pypi("killed");
    let sbom = program.file("a.cdx.json", format!("{REQUESTS}}}"));
    let feed = program.file("go.jsonl", long_feed());
    let import = ["feeds", "import", &feed, "--complete", "Go"];
    let mut killed = 0;
    for round in 0..40 {
        let mut child = program
            .command(&import)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|fault| fault.to_string())?;
        std::thread::sleep(Duration::from_millis(round * round));
        child.kill().map_err(|fault| fault.to_string())?;
        let ended = child.wait().map_err(|fault| fault.to_string())?;
        still_answers(&program, &sbom);
        if ended.success() {
            break;
        }
        killed += 1;
    }
    assert!(killed > 0, "no import was killed before its end");
    let ended = program.run(&import);
    assert_eq!(ended.status, 0, "{}", ended.err);
    still_answers(&program, &sbom);
    assert!(program.run(&["feeds", "status"]).out.contains("OSV/Go          60000 records"));
    assert_eq!(aside(&program.home()), Vec::<PathBuf>::new(), "what was being written aside is gone");
    Ok(())
}

/// Files below a folder that were being written aside.
pub(crate) fn aside(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder of the home can be listed");
    let mut found = Vec::new();
    for path in entries.map(|entry| entry.expect("a folder of the home can be listed").path()) {
        if path.is_dir() {
            found.extend(aside(&path));
        } else if path.to_string_lossy().contains(".part-") || path.to_string_lossy().contains(".taking-") {
            found.push(path);
        }
    }
    found
}
