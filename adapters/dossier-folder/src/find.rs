//! Finds the dossiers and sites below a folder.

use crate::files::cannot_read;
use activities::dossier_port::{DossierFault, FaultKind};
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

/// Folders of tools, in which nobody keeps a dossier.
const PASSED_OVER: [&str; 2] = [".git", "node_modules"];

const DEVICE: &str = "device.yaml";
const SITE: &str = "site.yaml";

/// What marks a folder of things that can be made again (Cache Directory Tagging Specification).
const CACHE_MARK: &str = "CACHEDIR.TAG";

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

/// Finds every folder below this one that holds a `device.yaml` or a `site.yaml`, the folder itself too. A link to such a folder
/// is followed; one that leads to another folder outside is told. Each folder is looked into once, so that no circle is walked.
pub fn find_dossiers(root: &Path) -> FoundDossiers {
    let mut found = FoundDossiers::default();
    let mut seen = BTreeSet::new();
    let mut open = vec![root.to_path_buf()];
    let real_root = fs::canonicalize(root).unwrap_or_else(|_| root.to_path_buf());
    while let Some(folder) = open.pop() {
        if fs::canonicalize(&folder).is_ok_and(|real| !seen.insert(real)) {
            continue;
        }
        match look_into(&folder) {
            Ok(Holds { device, site, folders, links }) => {
                open.extend(folders.into_iter().rev());
                for link in links {
                    match fs::canonicalize(&link) {
                        // What stands below is met on its own way.
                        Ok(real) if real.starts_with(&real_root) => {}
                        Ok(real) if real.join(DEVICE).is_file() || real.join(SITE).is_file() => open.push(link),
                        _ => found.unread.push(DossierFault::new(FaultKind::LeavesFolder, link.display().to_string())),
                    }
                }
                if device {
                    found.dossiers.push(folder.clone());
                }
                if site {
                    found.sites.push(folder);
                }
            }
            Err(cause) => found.unread.push(cannot_read(&folder, cause)),
        }
    }
    found
}

/// What a folder holds.
#[derive(Default)]
struct Holds {
    device: bool,
    site: bool,
    /// The folders in it by name.
    folders: Vec<PathBuf>,
    /// Links to folders by name.
    links: Vec<PathBuf>,
}

fn look_into(folder: &Path) -> std::io::Result<Holds> {
    let mut holds = Holds::default();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let kind = entry.file_type()?;
        // A link that leads nowhere is no folder.
        if kind.is_symlink() && fs::metadata(entry.path()).is_ok_and(|about| about.is_dir()) {
            holds.links.push(entry.path());
        } else if kind.is_dir() {
            if !PASSED_OVER.iter().any(|passed| name == *passed) && !entry.path().join(CACHE_MARK).exists() {
                holds.folders.push(entry.path());
            }
        } else {
            holds.device |= name == DEVICE;
            holds.site |= name == SITE;
        }
    }
    holds.folders.sort();
    holds.links.sort();
    Ok(holds)
}
