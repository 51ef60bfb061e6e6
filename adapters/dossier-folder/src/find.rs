//! Finds the dossiers below a folder.

use crate::files::cannot_read;
use activities::dossier_port::DossierFault;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders of tools, in which nobody keeps a dossier.
const PASSED_OVER: [&str; 3] = [".git", "target", "node_modules"];

/// The dossiers below a folder, and what could not be looked into.
#[derive(Debug, Default)]
pub struct FoundDossiers {
    /// Folders that hold a `device.yaml`, in the order of their names.
    pub dossiers: Vec<PathBuf>,
    /// Folders that could not be read: there may be dossiers in them.
    pub unread: Vec<DossierFault>,
}

/// Finds every folder below this one that holds a `device.yaml`, the folder itself too. Links are not followed, so that
/// nothing is found twice and no circle is walked.
pub fn find_dossiers(root: &Path) -> FoundDossiers {
    let mut found = FoundDossiers::default();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        match look_into(&folder) {
            Ok((is_dossier, folders)) => {
                open.extend(folders.into_iter().rev());
                if is_dossier {
                    found.dossiers.push(folder);
                }
            }
            Err(cause) => found.unread.push(cannot_read(&folder, cause)),
        }
    }
    found
}

/// Whether the folder is a dossier, and the folders in it by name.
fn look_into(folder: &Path) -> std::io::Result<(bool, Vec<PathBuf>)> {
    let (mut is_dossier, mut folders) = (false, Vec::new());
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if entry.file_type()?.is_dir() {
            if !PASSED_OVER.iter().any(|passed| name == *passed) {
                folders.push(entry.path());
            }
        } else if name == "device.yaml" {
            is_dossier = true;
        }
    }
    folders.sort();
    Ok((is_dossier, folders))
}
