//! Finds the dossiers and sites below a folder.

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
    /// Site folders: those that hold a `site.yaml`, in the order of their names.
    pub sites: Vec<PathBuf>,
    /// Folders that could not be read: there may be dossiers in them.
    pub unread: Vec<DossierFault>,
}

/// Finds every folder below this one that holds a `device.yaml` or a `site.yaml`, the folder itself too. Links are not followed, so that
/// nothing is found twice and no circle is walked.
pub fn find_dossiers(root: &Path) -> FoundDossiers {
    let mut found = FoundDossiers::default();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        match look_into(&folder) {
            Ok((kind, folders)) => {
                open.extend(folders.into_iter().rev());
                match kind {
                    Some(Holds::Dossier) => found.dossiers.push(folder),
                    Some(Holds::Site) => found.sites.push(folder),
                    None => {}
                }
            }
            Err(cause) => found.unread.push(cannot_read(&folder, cause)),
        }
    }
    found
}

/// What a folder is.
enum Holds {
    Dossier,
    Site,
}

/// What the folder is, and the folders in it by name.
fn look_into(folder: &Path) -> std::io::Result<(Option<Holds>, Vec<PathBuf>)> {
    let (mut device, mut site, mut folders) = (false, false, Vec::new());
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        if entry.file_type()?.is_dir() {
            if !PASSED_OVER.iter().any(|passed| name == *passed) {
                folders.push(entry.path());
            }
        } else {
            device |= name == "device.yaml";
            site |= name == "site.yaml";
        }
    }
    folders.sort();
    let kind = if device { Some(Holds::Dossier) } else { site.then_some(Holds::Site) };
    Ok((kind, folders))
}
