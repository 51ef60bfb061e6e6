//! Files in memory, read exactly as the folder would be: what a server keeps, or a package that is not taken in yet.

use crate::files::{At, Found};
use crate::packages::{InMemory, received_files};
use crate::rules::FIREWALLS;
use crate::site::{LARGEST_LIST, RECEIVED, SITE, load_files};
use activities::dossier_port::{DossierFault, Dossiers, FaultKind};
use activities::folder_port::FolderReader;
use activities::site_port::{LoadedSite, ReceivedFiles, Sites};
use activities::stored_rules::RuleShelf;
use device::Id;
use formats::dossier::v1;
use std::io;

/// Reads files in memory.
#[derive(Clone, Copy, Debug, Default)]
pub struct FolderInMemory;

impl FolderReader for FolderInMemory {
    fn dossier(&self, files: &[(&str, &[u8])]) -> Box<dyn Dossiers> {
        Box::new(InMemory::new(files))
    }

    fn site(&self, files: &[(&str, &[u8])]) -> Box<dyn Sites> {
        let found = |(name, bytes): &(&str, &[u8])| Found { name: (*name).to_owned(), at: At::Memory((*bytes).into()) };
        let mut files: Vec<Found> = files.iter().map(found).collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        Box::new(SiteInMemory(files))
    }
}

/// A site that is only in memory. Nothing can be written to it: whoever keeps the files writes them.
struct SiteInMemory(Vec<Found>);

impl SiteInMemory {
    /// The files of a folder of received/, by their names inside it.
    fn inside(&self, name: &str) -> Vec<Found> {
        self.under(&format!("{RECEIVED}/{name}/"))
    }

    /// The files of a folder, by their names inside it.
    fn under(&self, folder: &str) -> Vec<Found> {
        let inside =
            |file: &Found| Some(Found { name: file.name.strip_prefix(folder)?.to_owned(), at: file.at.clone() });
        self.0.iter().filter_map(inside).collect()
    }

    fn file(&self, name: &str) -> Result<Option<Vec<u8>>, DossierFault> {
        let Some(file) = self.0.iter().find(|file| file.name == name) else { return Ok(None) };
        let bytes = file.read(LARGEST_LIST)?;
        Ok(Some(bytes).filter(|bytes| bytes.len() as u64 <= LARGEST_LIST))
    }
}

impl RuleShelf for SiteInMemory {
    fn rules(&self, firewall: &Id) -> Result<Vec<(String, Vec<u8>)>, DossierFault> {
        let files = self.under(&format!("{FIREWALLS}/{firewall}/"));
        files.into_iter().map(|file| Ok((file.name.clone(), file.read(u64::MAX)?))).collect()
    }

    fn put_rules(&self, _: &Id, _: &[(&str, &[u8])]) -> Result<(), DossierFault> {
        Err(cannot_write())
    }
}

fn cannot_write() -> DossierFault {
    let cause = io::ErrorKind::ReadOnlyFilesystem.into();
    DossierFault { kind: FaultKind::CannotWrite, place: String::new(), cause: Some(cause) }
}

impl Sites for SiteInMemory {
    fn load(&self) -> Result<LoadedSite, DossierFault> {
        match self.0.iter().any(|file| file.name == SITE) {
            true => load_files(self.0.clone(), Vec::new()),
            false => Err(DossierFault::new(FaultKind::NotASite, "")),
        }
    }

    fn received(&self, name: &str) -> Box<dyn Dossiers> {
        Box::new(InMemory::of(self.inside(name)))
    }

    fn own_file(&self, file: &str) -> Result<Option<Vec<u8>>, DossierFault> {
        self.file(file)
    }

    fn received_file(&self, name: &str, file: &str) -> Result<Option<Vec<u8>>, DossierFault> {
        self.file(&format!("{RECEIVED}/{name}/{file}"))
    }

    fn received_package(&self, name: &str) -> Result<Option<ReceivedFiles>, DossierFault> {
        received_files(self.inside(name))
    }

    fn put_package(&self, _: &str, _: &[(&str, &[u8])]) -> Result<(), DossierFault> {
        Err(cannot_write())
    }

    fn in_memory(&self, files: &[(&str, &[u8])]) -> Box<dyn Dossiers> {
        Box::new(InMemory::new(files))
    }

    fn append_approval(&self, _: &str, _: &v1::AppendedApproval) -> Result<(), DossierFault> {
        Err(cannot_write())
    }

    fn put_units(&self, _: &str, _: &str) -> Result<(), DossierFault> {
        Err(cannot_write())
    }
}

#[cfg(test)]
mod tests {
    use super::FolderInMemory;
    use crate::{DossierFolder, SiteFolder};
    use activities::dossier_port::Dossiers;
    use activities::folder_port::FolderReader;
    use activities::site_port::Sites;
    use activities::stored_rules::RuleShelf;
    use std::path::{Path, PathBuf};

    fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
        let found = crate::files::walk(folder).unwrap();
        found.iter().map(|file| (file.name.clone(), file.read(u64::MAX).unwrap())).collect()
    }

    fn fixture(name: &str) -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(name)
    }

    #[test]
    fn a_dossier_in_memory_is_the_dossier_of_its_folder() {
        let (folder, read) = (DossierFolder::new(fixture("aster-s2")), files(&fixture("aster-s2")));
        let by_name: Vec<(&str, &[u8])> = read.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        let (here, there) = (FolderInMemory.dossier(&by_name).load().unwrap(), folder.load().unwrap());
        assert_eq!(
            (here.hash, here.releases.len(), here.complaints.len()),
            (there.hash, there.releases.len(), there.complaints.len())
        );
    }

    #[test]
    fn a_site_in_memory_is_the_site_of_its_folder() {
        let (folder, read) = (SiteFolder::new(fixture("st-alba")), files(&fixture("st-alba")));
        let by_name: Vec<(&str, &[u8])> = read.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
        let memory = FolderInMemory.site(&by_name);
        let (here, there) = (memory.load().unwrap(), folder.load().unwrap());
        assert_eq!((here.hash, &here.received), (there.hash, &there.received));
        for name in &here.received {
            let loaded = (memory.received(name).load().unwrap().hash, folder.received(name).load().unwrap().hash);
            assert_eq!(loaded.0, loaded.1, "{name}");
            let there = folder.received_file(name, "network.yaml").unwrap();
            assert_eq!(memory.received_file(name, "network.yaml").unwrap(), there, "{name}");
        }
        assert_eq!(memory.own_file("site.yaml").unwrap(), folder.own_file("site.yaml").unwrap());
        for firewall in here.networks.iter().flat_map(|networks| &networks.firewalls) {
            let kept = (memory.rules(&firewall.id).unwrap(), folder.rules(&firewall.id).unwrap());
            assert_eq!(kept.0, kept.1, "{}", firewall.id);
        }
    }
}
