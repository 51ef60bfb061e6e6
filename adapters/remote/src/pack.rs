//! A folder as one archive: the same files give the same bytes.

use crate::fault::{Fault, FaultKind};
use std::fs;
use std::path::Path;

/// Files in one archive, at most; the server takes no more.
const MOST_FILES: usize = 20_000;

/// An archive, with what went into it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Packed {
    /// The archive (tar).
    pub archive: Vec<u8>,
    /// How many files.
    pub files: usize,
}

/// Packs regular files in the order of their names. Hidden ones stay out, as a dossier does not read them; a link is refused,
/// never followed.
pub fn pack(folder: &Path) -> Result<Packed, Fault> {
    let mut names = Vec::new();
    gather(folder, "", &mut names)?;
    names.sort();
    let mut builder = tar::Builder::new(Vec::new());
    for name in &names {
        let path = folder.join(name);
        let unread = |cause| Fault::with(FaultKind::CannotRead, path.display().to_string(), cause);
        let bytes = fs::read(&path).map_err(unread)?;
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, bytes.as_slice()).map_err(unread)?;
    }
    let unread = |cause| Fault::with(FaultKind::CannotRead, folder.display().to_string(), cause);
    Ok(Packed { files: names.len(), archive: builder.into_inner().map_err(unread)? })
}

fn gather(root: &Path, below: &str, names: &mut Vec<String>) -> Result<(), Fault> {
    let folder = root.join(below);
    let unread = |cause| Fault::with(FaultKind::CannotRead, folder.display().to_string(), cause);
    for entry in fs::read_dir(&folder).map_err(unread)? {
        let entry = entry.map_err(unread)?;
        let odd = || Fault::new(FaultKind::NoFile, entry.path().display().to_string());
        let own = entry.file_name().into_string().map_err(|_| odd())?;
        if own.starts_with('.') {
            continue;
        }
        let name = if below.is_empty() { own } else { format!("{below}/{own}") };
        let kind = entry.file_type().map_err(unread)?;
        if kind.is_dir() {
            gather(root, &name, names)?;
        } else if kind.is_file() {
            names.push(name);
        } else {
            return Err(odd());
        }
        if names.len() > MOST_FILES {
            return Err(Fault::new(FaultKind::TooManyFiles, root.display().to_string()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::pack;
    use crate::fault::FaultKind;
    use std::fs;
    use std::io::Read;
    use std::path::PathBuf;

    fn folder(name: &str) -> PathBuf {
        let folder = std::env::temp_dir().join(format!("tutela-pack-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(folder.join("releases/1")).unwrap();
        fs::create_dir_all(folder.join(".git")).unwrap();
        fs::write(folder.join("device.yaml"), "id: x\n").unwrap();
        fs::write(folder.join("releases/1/a.json"), "{}").unwrap();
        fs::write(folder.join(".git/config"), "secret").unwrap();
        folder
    }

    #[test]
    fn the_same_files_are_the_same_bytes_and_hidden_ones_stay_out() {
        let folder = folder("same");
        let packed = pack(&folder).unwrap();
        fs::write(folder.join(".hidden"), "x").unwrap();
        assert_eq!(pack(&folder).unwrap(), packed);
        let mut archive = tar::Archive::new(packed.archive.as_slice());
        let read = |entry: std::io::Result<tar::Entry<'_, &[u8]>>| {
            let mut entry = entry.unwrap();
            let mut text = String::new();
            entry.read_to_string(&mut text).unwrap();
            (entry.path().unwrap().display().to_string(), text)
        };
        let read: Vec<(String, String)> = archive.entries().unwrap().map(read).collect();
        let expected = [("device.yaml", "id: x\n"), ("releases/1/a.json", "{}")];
        assert_eq!(read, expected.map(|(name, text)| (name.to_owned(), text.to_owned())));
        fs::remove_dir_all(folder).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_refused_and_never_followed() {
        let folder = folder("link");
        std::os::unix::fs::symlink("/etc/hosts", folder.join("hosts")).unwrap();
        let fault = pack(&folder).unwrap_err();
        assert!(fault.kind == FaultKind::NoFile && fault.place.ends_with("hosts"), "{fault}");
        fs::remove_dir_all(folder).unwrap();
    }
}
