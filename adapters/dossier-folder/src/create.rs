use crate::files::cannot_write;
use activities::dossier_port::{DossierFault, FaultKind};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Creates the files of a new dossier. A folder that is not there appears as a whole or not at all; one that is there (a
/// git repository, a README in it) is added to, if none of the files is there yet.
pub(crate) fn create(root: &Path, new: &[(String, String)]) -> Result<(), DossierFault> {
    // `new/.` is `new`: a rename takes no name that ends in a dot.
    let root: &Path = &root.components().collect::<PathBuf>();
    if let Some((name, _)) = new.iter().find(|(name, _)| fs::symlink_metadata(root.join(name)).is_ok()) {
        return Err(DossierFault::new(FaultKind::AlreadyThere, root.join(name).display().to_string()));
    }
    let there = match fs::metadata(root) {
        Ok(about) if about.is_dir() => true,
        Ok(_) => return Err(DossierFault::new(FaultKind::AlreadyThere, root.display().to_string())),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => false,
        Err(cause) => return Err(cannot_write(root, cause)),
    };
    let aside = if there { root.join(".tutela-new") } else { beside(root) };
    let written =
        write_all(&aside, new).and_then(|()| if there { move_in(&aside, root, new) } else { fs::rename(&aside, root) });
    if let Err(cause) = written {
        let _ = fs::remove_dir_all(&aside);
        return Err(cannot_write(root, cause));
    }
    if there {
        fs::remove_dir_all(&aside).map_err(|cause| cannot_write(&aside, cause))?;
    }
    Ok(())
}

/// A name next to the folder, on the same disk, so that a rename can put it in place.
fn beside(root: &Path) -> PathBuf {
    let name = root.file_name().unwrap_or_default().to_string_lossy();
    root.with_file_name(format!(".{name}.tutela-new"))
}

fn write_all(aside: &Path, new: &[(String, String)]) -> io::Result<()> {
    if aside.exists() {
        // Left over from a run that was stopped; it holds nothing but what is written again now.
        fs::remove_dir_all(aside)?;
    }
    fs::create_dir_all(aside)?;
    for (name, text) in new {
        let path = aside.join(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        let mut file = File::create_new(&path)?;
        file.write_all(text.as_bytes())?;
        file.sync_all()?;
    }
    Ok(())
}

/// Puts the files in place one by one; if one fails, those before it are taken out again.
fn move_in(aside: &Path, root: &Path, new: &[(String, String)]) -> io::Result<()> {
    let mut done: Vec<PathBuf> = Vec::new();
    for (name, _) in new {
        let path = root.join(name);
        let moved = path.parent().map_or(Ok(()), fs::create_dir_all).and_then(|()| fs::rename(aside.join(name), &path));
        if let Err(cause) = moved {
            for path in done {
                let _ = fs::remove_file(path);
            }
            return Err(cause);
        }
        done.push(path);
    }
    Ok(())
}
