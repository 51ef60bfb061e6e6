//! `tutela selftest versions` over the published lists.

use std::path::Path;
use std::process::Command;

/// Every comparison of the lists whose ecosystem has an order holds, and there are some.
pub(crate) fn hold(data: &Path) -> Result<(), String> {
    let ended = Command::new(env!("CARGO_BIN_EXE_tutela"))
        .args(["selftest", "versions", "--vectors"])
        .arg(data.join("vectors/version-compare"))
        .output()
        .map_err(|fault| fault.to_string())?;
    let text = String::from_utf8_lossy(&ended.stdout);
    let last = text.lines().last().unwrap_or_default();
    match last.split_once(" compared, ") {
        Some((compared, "0 failed")) if compared.parse::<u32>().is_ok_and(|compared| compared > 100) => Ok(()),
        _ => Err(text.into_owned()),
    }
}
