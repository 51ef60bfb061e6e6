//! The reference data: a folder of foreign records beside the repository, for the wide part of the suite.

use crate::tools::{self, Tools};
use crate::{Outcome, repository, run};
use std::path::PathBuf;
use std::process::Command;

/// Names the folder; without it the folder beside the repository is used when it exists.
pub const VARIABLE: &str = "TUTELA_SHARED_DATA";

/// Tells the tests where the unpacked data stands.
pub const UNPACKED: &str = "TUTELA_WIDE_DATA";

/// The unpacked data, or why the wide suite is skipped. `areas` adds to what is unpacked by default.
pub fn unpacked(tools: &Tools, areas: &[&str]) -> Outcome<Result<PathBuf, String>> {
    let named = std::env::var_os(VARIABLE).filter(|folder| !folder.is_empty()).map(PathBuf::from);
    let folder = named.clone().unwrap_or_else(|| repository::root().join("../shared/data"));
    let script = folder.join("unpack");
    if !script.is_file() {
        return match named {
            Some(folder) => Err(format!("{VARIABLE} names {}, which holds no `unpack` script", folder.display())),
            None => Ok(Err(format!("no reference data here; {VARIABLE} names its folder"))),
        };
    }
    if !tools.have(tools::ZSTD)? {
        return Ok(Err("the reference data cannot be unpacked".to_owned()));
    }
    let place = repository::root().join("target/shared-data");
    run::seen(Command::new(&script).arg(&place))?;
    if !areas.is_empty() {
        run::seen(Command::new(&script).arg(&place).args(areas))?;
    }
    Ok(Ok(place))
}
