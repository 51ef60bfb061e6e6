//! Whole files of a dossier, and packages.jsonl of a dossier or a site.

use crate::files::{self, cannot_read};
use crate::{DossierFolder, SiteFolder, add};
use activities::dossier_port::{DossierFault, FaultKind};
use activities::package::{PackageLog, WholeDossier};
use formats::dossier::v1;

impl WholeDossier for DossierFolder {
    fn file_names(&self) -> Result<Vec<String>, DossierFault> {
        Ok(files::walk(self.root())?.into_iter().map(|file| file.name).collect())
    }

    fn file(&self, name: &str) -> Result<Vec<u8>, DossierFault> {
        if !formats::package::is_safe_path(name) {
            return Err(DossierFault::new(FaultKind::LeavesFolder, name));
        }
        let path = self.root().join(name);
        let real = std::fs::canonicalize(self.root()).map_err(|cause| cannot_read(self.root(), cause))?;
        files::inside(&real, &path)?;
        std::fs::read(&path).map_err(|cause| cannot_read(&path, cause))
    }
}

impl PackageLog for DossierFolder {
    fn record(&self, facts: &[v1::PackageFact]) -> Result<(), DossierFault> {
        add::record_packages(self.root(), facts)
    }
}

impl PackageLog for SiteFolder {
    fn record(&self, facts: &[v1::PackageFact]) -> Result<(), DossierFault> {
        add::record_packages(self.root(), facts)
    }
}
