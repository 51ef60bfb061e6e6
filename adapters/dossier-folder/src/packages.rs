//! Whole files of a dossier, packages.jsonl of a dossier or a site, and what a package puts into received/.

use crate::files::{self, At, Found, cannot_read, cannot_write, hex};
use crate::load::load_files;
use crate::{DossierFolder, SiteFolder, add};
use activities::dossier_port::{Changes, DossierFault, Dossiers, FaultKind, LoadedDossier};
use activities::package::{PackageLog, WholeDossier};
use activities::site_port::ReceivedFiles;
use device::Id;
use formats::dossier::v1;
use formats::package::ENVELOPE;
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// An envelope is small: it names files.
const LARGEST_ENVELOPE: u64 = 64 << 20;

impl WholeDossier for DossierFolder {
    fn file_names(&self) -> Result<Vec<String>, DossierFault> {
        Ok(files::walk(self.root())?.into_iter().map(|file| file.name).collect())
    }

    fn file(&self, name: &str) -> Result<Vec<u8>, DossierFault> {
        if !formats::package::is_safe_path(name) {
            return Err(DossierFault::new(FaultKind::LeavesFolder, name));
        }
        let path = self.root().join(name);
        let real = fs::canonicalize(self.root()).map_err(|cause| cannot_read(self.root(), cause))?;
        files::inside(&real, &path)?;
        fs::read(&path).map_err(|cause| cannot_read(&path, cause))
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

/// A dossier that is only in memory.
pub(crate) struct InMemory(Vec<Found>);

impl InMemory {
    pub(crate) fn new(files: &[(&str, &[u8])]) -> InMemory {
        let found = |(name, bytes): &(&str, &[u8])| Found { name: (*name).to_owned(), at: At::Memory((*bytes).into()) };
        let mut files: Vec<Found> = files.iter().map(found).collect();
        files.sort_by(|a, b| a.name.cmp(&b.name));
        InMemory(files)
    }

    /// A dossier of these files, which are in the order of their names.
    pub(crate) fn of(files: Vec<Found>) -> InMemory {
        InMemory(files)
    }
}

impl Dossiers for InMemory {
    fn load(&self) -> Result<LoadedDossier, DossierFault> {
        match self.0.iter().any(|file| file.name == "device.yaml") {
            true => load_files(&self.0),
            false => Err(DossierFault::new(FaultKind::NotADossier, "")),
        }
    }

    fn sbom(&self, release: &Id, file: &str) -> Result<Vec<u8>, DossierFault> {
        let name = format!("releases/{release}/{file}");
        let found = self.0.iter().find(|found| found.name == name);
        found.ok_or_else(|| DossierFault::new(FaultKind::NoSuchRelease, name))?.read(u64::MAX)
    }

    fn commit(&self, _: Option<&str>, _: &Changes) -> Result<(), DossierFault> {
        let cause = io::ErrorKind::ReadOnlyFilesystem.into();
        Err(DossierFault { kind: FaultKind::CannotWrite, place: String::new(), cause: Some(cause) })
    }
}

/// Envelope and hashes of a folder of received/.
pub(crate) fn received(folder: &Path) -> Result<Option<ReceivedFiles>, DossierFault> {
    received_files(files::walk(folder)?)
}

/// The same of files by their names inside the folder.
pub(crate) fn received_files(files: Vec<Found>) -> Result<Option<ReceivedFiles>, DossierFault> {
    let (mut envelope, mut hashes) = (None, BTreeMap::new());
    for file in files {
        if file.name == ENVELOPE {
            envelope = Some(file.read(LARGEST_ENVELOPE)?);
        } else {
            let hash = hex(&file.digest()?);
            hashes.insert(file.name, hash);
        }
    }
    Ok(envelope.map(|envelope| ReceivedFiles { envelope, files: hashes }))
}

/// Writes the files aside, moves the folder that was there out of the way and the new one into its place. A stop between the
/// two leaves no folder of that name: its units have no dossier then, which is never green, and receiving again mends it.
pub(crate) fn put(received: &Path, name: &str, new: &[(&str, &[u8])]) -> Result<(), DossierFault> {
    let (place, aside, old) = (
        received.join(name),
        received.join(format!(".{name}.tutela-new")),
        received.join(format!(".{name}.tutela-old")),
    );
    let done = write_all(&aside, new).and_then(|()| {
        clear(&old)?;
        if place.exists() {
            fs::rename(&place, &old)?;
        }
        fs::rename(&aside, &place).inspect_err(|_| {
            let _ = fs::rename(&old, &place);
        })
    });
    if let Err(cause) = done {
        let _ = fs::remove_dir_all(&aside);
        return Err(cannot_write(&place, cause));
    }
    // The new one is in place; what is left of the old one is in nobody's way.
    let _ = fs::remove_dir_all(&old);
    Ok(())
}

fn clear(folder: &Path) -> io::Result<()> {
    if folder.exists() { fs::remove_dir_all(folder) } else { Ok(()) }
}

fn write_all(aside: &Path, new: &[(&str, &[u8])]) -> io::Result<()> {
    clear(aside)?;
    fs::create_dir_all(aside)?;
    for (name, bytes) in new {
        let path: PathBuf = aside.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = File::create_new(&path)?;
        file.write_all(bytes)?;
        file.sync_all()?;
    }
    Ok(())
}
