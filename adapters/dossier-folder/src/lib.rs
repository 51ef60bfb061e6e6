//! Dossier folder: the device dossier and the site as folders in git.
//!
//! Takes: a folder. Gives: the dossier with every complaint about it, the bytes of its SBOMs, and additions that never
//! rewrite what a person wrote. Serves: the ports `Dossiers`, `NewDossier`,
//! `SbomShelf`, `RuleShelf`, `Sites` and `FolderReader`. Never: follows a link out of the folder.

mod add;
mod complaint;
mod create;
mod files;
mod find;
mod load;
mod memory;
mod packages;
mod release;
mod rules;
mod site;
#[cfg(test)]
mod tests;

pub use complaint::{
    CARDS, FileNotRead, FilesNotRead, FolderNameNoId, ReleaseIdDiffers, ReleaseIdTwice, SbomMissing, SbomNotListed,
};
pub use find::{FoundDossiers, find_dossiers};
pub use memory::FolderInMemory;
pub use site::SiteFolder;

use activities::dossier_port::{Changes, DossierFault, Dossiers, LoadedDossier, NewDossier};
use activities::sbom_add::SbomShelf;
use device::Id;
use std::path::{Path, PathBuf};

/// A dossier in a folder.
#[derive(Clone, Debug)]
pub struct DossierFolder {
    root: PathBuf,
}

impl DossierFolder {
    /// A dossier in this folder; nothing is touched yet.
    pub fn new(root: impl Into<PathBuf>) -> DossierFolder {
        DossierFolder { root: root.into() }
    }

    /// The folder as the user named it.
    pub fn root(&self) -> &Path {
        &self.root
    }
}

impl Dossiers for DossierFolder {
    fn load(&self) -> Result<LoadedDossier, DossierFault> {
        load::load(&self.root)
    }

    fn sbom(&self, release: &Id, file: &str) -> Result<Vec<u8>, DossierFault> {
        release::sbom(&self.root, release, file)
    }

    fn commit(&self, expected: Option<&str>, changes: &Changes) -> Result<(), DossierFault> {
        add::commit(&self.root, expected, changes)
    }
}

impl SbomShelf for DossierFolder {
    fn put(&self, release: &Id, file: &str, bytes: &[u8]) -> Result<(), DossierFault> {
        release::put(&self.root, release, file, bytes)
    }
}

impl NewDossier for DossierFolder {
    fn create(&self, files: &[(String, String)]) -> Result<(), DossierFault> {
        create::create(&self.root, files)
    }
}
