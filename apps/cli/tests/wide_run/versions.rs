//! `tutela selftest versions` over the published lists.

use std::path::Path;
use std::process::Command;

/// Every comparison of the lists holds, each ecosystem has an order, and there are some.
pub(crate) fn hold(data: &Path) -> Result<(), String> {
    let ended = Command::new(env!("CARGO_BIN_EXE_tutela"))
        .args(["selftest", "versions", "--vectors"])
        .arg(data.join("vectors/version-compare"))
        .output()
        .map_err(|fault| fault.to_string())?;
    let text = String::from_utf8_lossy(&ended.stdout);
    let last = text.lines().last().unwrap_or_default();
    match last.split_once(" compared, ") {
        Some((compared, "0 failed"))
            if compared.parse::<u32>().is_ok_and(|compared| compared > 1400) && !text.contains("not compared") =>
        {
            Ok(())
        }
        _ => Err(text.into_owned()),
    }
}

/// Every test of the `vers` specification holds but two, for which docs/versions.md gives the reason.
pub(crate) fn vers_hold(data: &Path) -> Result<(), String> {
    let ended = Command::new(env!("CARGO_BIN_EXE_tutela"))
        .args(["selftest", "vers", "--vectors"])
        .arg(data.join("vectors/vers-spec/tests"))
        .output()
        .map_err(|fault| fault.to_string())?;
    let text = String::from_utf8_lossy(&ended.stdout);
    let (last, failed) = text.lines().next_back().zip(text.lines().count().checked_sub(1)).unwrap_or_default();
    let reasoned = text.lines().take(failed).all(|line| line.contains("~0.8.0-pre") || line.contains("from_native : "));
    match last.split_once(" compared, ") {
        Some((compared, "2 failed")) if reasoned && compared.parse::<u32>().is_ok_and(|compared| compared > 1000) => {
            Ok(())
        }
        _ => Err(text.into_owned()),
    }
}
