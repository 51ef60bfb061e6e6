use crate::raw::unreadable;
use activities::feed_port::FeedFault;
use std::fs;
use std::path::{Path, PathBuf};

/// The files of a path in a fixed order: itself, or everything in the folder and below. Hidden files and links to
/// folders are passed over.
pub(crate) fn files(path: &Path) -> Result<Vec<PathBuf>, FeedFault> {
    let mut found = Vec::new();
    let fault = |path: &Path, error| unreadable(&path.display().to_string(), error);
    if !fs::metadata(path).map_err(|error| fault(path, error))?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut folders = vec![path.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).map_err(|error| fault(&folder, error))? {
            let entry = entry.map_err(|error| fault(&folder, error))?;
            let kind = entry.file_type().map_err(|error| fault(&entry.path(), error))?;
            if entry.file_name().to_string_lossy().starts_with('.') {
                continue;
            }
            if kind.is_dir() {
                folders.push(entry.path());
            } else if kind.is_file() || entry.path().is_file() {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    Ok(found)
}
