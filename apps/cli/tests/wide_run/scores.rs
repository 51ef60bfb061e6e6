//! `tutela selftest cvss` over the published lists of vectors.

use std::path::Path;
use std::process::Command;

/// Every vector of the lists scores as published, and none is passed over.
pub(crate) fn hold(data: &Path) -> Result<(), String> {
    let folder = data.join("vectors/cvss");
    let mut lines = 0;
    for entry in std::fs::read_dir(&folder).map_err(|fault| fault.to_string())?.flatten() {
        if entry.file_name().to_string_lossy().starts_with("vectors_") {
            lines += std::fs::read_to_string(entry.path()).map_err(|fault| fault.to_string())?.lines().count();
        }
    }
    let ended = Command::new(env!("CARGO_BIN_EXE_tutela"))
        .args(["selftest", "cvss", "--vectors"])
        .arg(&folder)
        .output()
        .map_err(|fault| fault.to_string())?;
    let text = String::from_utf8_lossy(&ended.stdout);
    let wanted = format!("{lines} compared, 0 failed");
    if lines > 7000 && text.lines().last() == Some(&wanted) {
        Ok(())
    } else {
        Err(format!("{wanted} was expected\n{text}"))
    }
}
