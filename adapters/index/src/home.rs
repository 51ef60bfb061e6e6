//! The folder that holds the mirror: feeds as received, segments, generations, and which one is in force.
//!
//! ```text
//! mirror/received/ab/abcd…      feed files as received, named by SHA-256
//! index/segments/abcd….seg      immutable, named by SHA-256
//! index/generations/abcd….json  immutable, named by SHA-256
//! index/current                 the hash of the generation in force, replaced by rename
//! index/lock                    held while an import runs
//! ```

use crate::generation::Generation;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use terms::Instant;
use vulnerability::KnowledgeFault;

/// How many generations stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Keep {
    /// The newest ones that always stay.
    pub generations: usize,
    /// Those younger than this stay too.
    pub days: i64,
}

/// When a change is laid over a part instead of being merged into it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layering {
    /// A part of fewer records is written anew at once.
    pub(crate) least_below: u32,
    /// A layer of more records is merged.
    pub(crate) most_over: u64,
}

impl Default for Layering {
    /// Writing 4,096 records anew takes no longer than a layer of that size does.
    fn default() -> Layering {
        Layering { least_below: 8192, most_over: 4096 }
    }
}

impl Default for Keep {
    /// Ten generations, and every one of the last 400 days: a year's review can still be re-run.
    fn default() -> Keep {
        Keep { generations: 10, days: 400 }
    }
}

/// The mirror's folder.
#[derive(Clone, Debug)]
pub struct Home {
    pub(crate) root: PathBuf,
    pub(crate) keep: Keep,
    pub(crate) layering: Layering,
}

impl Home {
    /// The mirror below `root`; nothing is read or made yet.
    pub fn new(root: impl Into<PathBuf>, keep: Keep) -> Home {
        Home { root: root.into(), keep, layering: Layering::default() }
    }

    /// Where feed files are kept as received.
    pub fn mirror(&self) -> PathBuf {
        self.root.join("mirror")
    }

    pub(crate) fn segments(&self) -> PathBuf {
        self.root.join("index").join("segments")
    }

    pub(crate) fn segment(&self, hash: &str) -> PathBuf {
        self.segments().join(format!("{hash}.seg"))
    }

    pub(crate) fn generations(&self) -> PathBuf {
        self.root.join("index").join("generations")
    }

    pub(crate) fn current(&self) -> PathBuf {
        self.root.join("index").join("current")
    }

    pub(crate) fn lock(&self) -> PathBuf {
        self.root.join("index").join("lock")
    }

    /// The hash of the generation in force; `None` before the first import.
    pub fn in_force(&self) -> Result<Option<String>, KnowledgeFault> {
        match fs::read_to_string(self.current()) {
            Ok(text) => Ok(Some(text.trim().to_owned())),
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(cause) => Err(unreadable(&self.current(), cause)),
        }
    }

    /// The hash of the generation that was in force at `at`; `None` when none of that time is kept.
    pub fn in_force_at(&self, at: Instant) -> Result<Option<String>, KnowledgeFault> {
        let mut held = self.all()?;
        held.retain(|(_, generation)| generation.taken_on().is_some_and(|taken_on| taken_on <= at));
        Ok(held.pop().map(|(hash, _)| hash))
    }

    /// The full hash of the one generation whose hash starts with `prefix`.
    pub fn named(&self, prefix: &str) -> Result<Option<String>, KnowledgeFault> {
        let mut held = self.all()?;
        held.retain(|(hash, _)| hash.starts_with(prefix));
        Ok(if held.len() == 1 { held.pop().map(|(hash, _)| hash) } else { None })
    }

    /// Every generation kept, oldest first.
    pub(crate) fn all(&self) -> Result<Vec<(String, Generation)>, KnowledgeFault> {
        let folder = self.generations();
        let entries = match fs::read_dir(&folder) {
            Ok(entries) => entries,
            Err(cause) if cause.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(cause) => return Err(unreadable(&folder, cause)),
        };
        let mut held = Vec::new();
        for entry in entries {
            let name = entry.map_err(|cause| unreadable(&folder, cause))?.file_name();
            if let Some(hash) = name.to_str().and_then(|name| name.strip_suffix(".json")) {
                held.push((hash.to_owned(), self.generation(hash)?));
            }
        }
        let order = |(hash, generation): &(String, Generation)| (generation.taken_on(), hash.clone());
        held.sort_by_key(order);
        // Of two taken in at the same time the one in force is the later one.
        if let Some(current) = self.in_force()? {
            held.sort_by_key(|(hash, generation)| (generation.taken_on(), *hash == current));
        }
        Ok(held)
    }

    pub(crate) fn generation(&self, hash: &str) -> Result<Generation, KnowledgeFault> {
        let path = self.generations().join(format!("{hash}.json"));
        let bytes = fs::read(&path).map_err(|cause| unreadable(&path, cause))?;
        let fault = |what: &str| KnowledgeFault { what: format!("{}: {what}", path.display()), cause: None };
        if hex(&Sha256::digest(&bytes)) != hash {
            return Err(fault("does not match its name; import the feeds again"));
        }
        let generation: Generation =
            serde_json::from_slice(&bytes).map_err(|error| fault(&format!("cannot be read ({error})")))?;
        if generation.schema != Generation::schema_of(&generation.parts) {
            return Err(fault("was written by another version of tutela; import the feeds again"));
        }
        Ok(generation)
    }
}

pub(crate) fn unreadable(path: &Path, cause: io::Error) -> KnowledgeFault {
    KnowledgeFault { what: format!("{}: cannot be read", path.display()), cause: Some(cause) }
}

/// Writes a file aside, brings it to the disk and renames it into place.
pub(crate) fn put_aside(path: &Path, write: impl FnOnce(&mut dyn Write) -> io::Result<PathBuf>) -> io::Result<PathBuf> {
    let aside = path.with_extension(format!("part-{}", std::process::id()));
    let result = (|| {
        let mut out = io::BufWriter::with_capacity(1 << 18, File::create(&aside)?);
        let place = write(&mut out)?;
        out.flush()?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        fs::rename(&aside, &place)?;
        Ok(place)
    })();
    if result.is_err() {
        let _ = fs::remove_file(&aside);
    }
    result
}

pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
