//! The files of a folder, without a way out of it.

use activities::dossier_port::{DossierFault, FaultKind};
pub(crate) use activities::folder_texts::{PACKAGES, REGISTER, STATUS};
use activities::folder_texts::{folder_hash, is_record};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Deeper folders are refused: a dossier is flat, and a loop of links is not a dossier.
const DEEPEST: usize = 16;

/// A file of the dossier: its name with `/` between folders, and where it is.
#[derive(Clone)]
pub(crate) struct Found {
    pub(crate) name: String,
    pub(crate) at: At,
}

/// Where the bytes of a file are.
#[derive(Clone)]
pub(crate) enum At {
    /// On the disk.
    Disk(PathBuf),
    /// In memory: a package that is not taken in yet.
    Memory(Arc<[u8]>),
}

impl Found {
    /// At most a little more than `limit` bytes, so that a reader sees that there are too many.
    pub(crate) fn read(&self, limit: u64) -> Result<Vec<u8>, DossierFault> {
        match &self.at {
            At::Disk(path) => read(path, limit),
            At::Memory(bytes) => {
                let end = usize::try_from(limit.saturating_add(1)).unwrap_or(usize::MAX).min(bytes.len());
                Ok(bytes[..end].to_vec())
            }
        }
    }

    /// Its size.
    pub(crate) fn size(&self) -> Option<u64> {
        match &self.at {
            At::Disk(path) => fs::metadata(path).ok().map(|about| about.len()),
            At::Memory(bytes) => Some(bytes.len() as u64),
        }
    }

    /// SHA-256 of its bytes.
    pub(crate) fn digest(&self) -> Result<Vec<u8>, DossierFault> {
        match &self.at {
            At::Disk(path) => hash_file(path).map_err(|cause| cannot_read(path, cause)),
            At::Memory(bytes) => Ok(Sha256::digest(bytes).to_vec()),
        }
    }
}

/// Every file of the folder in the order of its name; names that start with `.` are not ours.
pub(crate) fn walk(root: &Path) -> Result<Vec<Found>, DossierFault> {
    let real = fs::canonicalize(root).map_err(|cause| cannot_read(root, cause))?;
    let mut found = Vec::new();
    let mut open = vec![(root.to_path_buf(), String::new(), 0)];
    while let Some((folder, prefix, depth)) = open.pop() {
        let entries = fs::read_dir(&folder).map_err(|cause| cannot_read(&folder, cause))?;
        for entry in entries {
            let entry = entry.map_err(|cause| cannot_read(&folder, cause))?;
            let file_name = entry.file_name().to_string_lossy().into_owned();
            if file_name.starts_with('.') {
                continue;
            }
            let (path, name) = (entry.path(), format!("{prefix}{file_name}"));
            inside(&real, &path)?;
            let kind = fs::metadata(&path).map_err(|cause| cannot_read(&path, cause))?;
            if kind.is_dir() && depth < DEEPEST {
                open.push((path, format!("{name}/"), depth + 1));
            } else if kind.is_dir() {
                return Err(DossierFault::new(FaultKind::LeavesFolder, path.display().to_string()));
            } else if kind.is_file() {
                found.push(Found { name, at: At::Disk(path) });
            }
        }
    }
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

/// Refuses what a link leads out of the folder.
pub(crate) fn inside(real_root: &Path, path: &Path) -> Result<(), DossierFault> {
    let real = fs::canonicalize(path).map_err(|cause| cannot_read(path, cause))?;
    match real.starts_with(real_root) {
        true => Ok(()),
        false => Err(DossierFault::new(FaultKind::LeavesFolder, path.display().to_string())),
    }
}

/// SHA-256 over names and bytes of the files, each with its length, so that no two folders share one by shifting bytes.
pub(crate) fn hash(files: &[Found]) -> Result<String, DossierFault> {
    Ok(hashes(files)?.0)
}

/// The same, and the SHA-256 of each file by its name.
pub(crate) fn hashes(files: &[Found]) -> Result<(String, BTreeMap<String, String>), DossierFault> {
    let (mut digests, mut each) = (Vec::new(), BTreeMap::new());
    for file in files.iter().filter(|file| !is_record(&file.name)) {
        let digest = file.digest()?;
        each.insert(file.name.clone(), hex(&digest));
        digests.push((file.name.as_str(), digest));
    }
    Ok((folder_hash(digests.iter().map(|(name, digest)| (*name, digest.as_slice()))), each))
}

fn hash_file(path: &Path) -> io::Result<Vec<u8>> {
    let (mut file, mut hasher, mut buffer) = (File::open(path)?, Sha256::new(), vec![0; 128 * 1024]);
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(hasher.finalize().to_vec()),
            read => hasher.update(&buffer[..read]),
        }
    }
}

/// SHA-256 of a text, 64 hexadecimal digits.
pub(crate) fn sha256(text: &str) -> String {
    hex(&Sha256::digest(text.as_bytes()))
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

pub(crate) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, DossierFault> {
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|cause| cannot_read(path, cause))?;
    file.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|cause| cannot_read(path, cause))?;
    Ok(bytes)
}

pub(crate) fn cannot_read(path: &Path, cause: io::Error) -> DossierFault {
    DossierFault { kind: FaultKind::CannotRead, place: path.display().to_string(), cause: Some(cause) }
}

pub(crate) fn cannot_write(path: &Path, cause: io::Error) -> DossierFault {
    DossierFault { kind: FaultKind::CannotWrite, place: path.display().to_string(), cause: Some(cause) }
}
