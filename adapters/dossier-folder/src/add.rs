use crate::files::{self, PACKAGES, cannot_read, cannot_write};
use activities::dossier_port::{Changes, DossierFault, FaultKind};
use activities::folder_texts;
use formats::dossier::{Field, v1};
use formats::yaml::yaml_document;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

/// A file that grows: opened, and how long it was.
struct Growing {
    path: PathBuf,
    file: File,
    before: u64,
    new: bool,
    more: String,
}

/// Appends facts, decisions, approvals and answers about names. All files are opened before the first is written; if one write fails, what was added to
/// the others is cut off again.
pub(crate) fn commit(root: &Path, expected: Option<&str>, changes: &Changes) -> Result<(), DossierFault> {
    if let Some(expected) = expected
        && files::hash(&files::walk(root)?)? != expected
    {
        return Err(DossierFault::new(FaultKind::Changed, root.display().to_string()));
    }
    grow(additions(root, changes)?)
}

/// Appends facts to packages.jsonl.
pub(crate) fn record_packages(root: &Path, facts: &[v1::PackageFact]) -> Result<(), DossierFault> {
    let text: String = facts.iter().map(|fact| format!("{}\n", fact.line())).collect();
    grow(vec![(root.join(PACKAGES), text)])
}

/// Appends a document to a YAML file.
pub(crate) fn append_document(path: PathBuf, record: &impl Field) -> Result<(), DossierFault> {
    let text = record.write().map(|node| yaml_document(&node)).unwrap_or_default();
    grow(vec![(path, format!("---\n{text}"))])
}

fn grow(additions: Vec<(PathBuf, String)>) -> Result<(), DossierFault> {
    let mut growing = Vec::new();
    for (path, more) in additions {
        match open(path, more) {
            Ok(one) => growing.push(one),
            Err(fault) => {
                undo(&growing);
                return Err(fault);
            }
        }
    }
    for index in 0..growing.len() {
        if let Err(cause) = append(&mut growing[index]) {
            undo(&growing);
            return Err(cannot_write(&growing[index].path, cause));
        }
    }
    Ok(())
}

/// Leaves the files as they were. On a failing disk even this may fail, and then readers pass over a torn end.
fn undo(growing: &[Growing]) {
    for one in growing {
        let _ = if one.new { std::fs::remove_file(&one.path) } else { one.file.set_len(one.before) };
    }
}

fn additions(root: &Path, changes: &Changes) -> Result<Vec<(PathBuf, String)>, DossierFault> {
    let texts = folder_texts::additions(changes);
    for folder in texts.keys().filter_map(|name| name.strip_suffix("/decisions.yaml")) {
        if !root.join(folder).is_dir() {
            return Err(DossierFault::new(FaultKind::NoSuchRelease, folder));
        }
    }
    Ok(texts.into_iter().map(|(name, text)| (root.join(name), text)).collect())
}

fn open(path: PathBuf, more: String) -> Result<Growing, DossierFault> {
    if let (Ok(real), Some(folder)) = (path.canonicalize(), path.parent()) {
        let root = folder.canonicalize().map_err(|cause| cannot_read(folder, cause))?;
        if !real.starts_with(root) {
            return Err(DossierFault::new(FaultKind::LeavesFolder, path.display().to_string()));
        }
    }
    let new = !path.exists();
    let opened = OpenOptions::new().read(true).append(true).create(true).open(&path);
    let mut file = opened.map_err(|cause| cannot_write(&path, cause))?;
    let before = file.metadata().map_err(|cause| cannot_write(&path, cause))?.len();
    let last = match before {
        0 => None,
        _ => Some(last_byte(&mut file).map_err(|cause| cannot_write(&path, cause))?),
    };
    let more = folder_texts::after(last, &more);
    Ok(Growing { path, file, before, new, more })
}

fn last_byte(file: &mut File) -> io::Result<u8> {
    let mut last = [0];
    file.seek(SeekFrom::End(-1))?;
    file.read_exact(&mut last)?;
    Ok(last[0])
}

fn append(growing: &mut Growing) -> io::Result<()> {
    growing.file.write_all(growing.more.as_bytes())?;
    growing.file.sync_all()
}
