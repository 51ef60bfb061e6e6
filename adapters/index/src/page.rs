//! A segment file read in pages, each verified against its check sum when it is touched.

use crate::layout::PAGE;
use crate::positioned::read_at;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use vulnerability::KnowledgeFault;

/// A file whose pages have known check sums.
#[derive(Debug)]
pub(crate) struct Pages {
    file: File,
    path: PathBuf,
    checks: Vec<u32>,
    /// The beginning of the file, read at once; empty unless it was asked for.
    held: Vec<u8>,
}

/// A run of verified pages that was read last; reading again inside it costs nothing.
#[derive(Debug, Default)]
pub(crate) struct Window {
    start: u64,
    bytes: Vec<u8>,
}

impl Pages {
    pub(crate) fn new(file: File, path: &Path, checks: Vec<u32>) -> Pages {
        Pages { file, path: path.to_owned(), checks, held: Vec::new() }
    }

    /// Reads the beginning of the file up to `end` at once, for calls that will touch most of it.
    pub(crate) fn hold(&mut self, end: u64) -> Result<(), KnowledgeFault> {
        let length = usize::try_from(end).map_err(|_| self.damaged(end))?;
        let mut held = vec![0; length.next_multiple_of(PAGE)];
        self.fetch(0, &mut held)?;
        self.held = held;
        Ok(())
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The bytes `offset..offset + length`, from what is held or from the window when they have them.
    pub(crate) fn read<'w>(
        &'w self,
        window: &'w mut Window,
        offset: u64,
        length: usize,
    ) -> Result<&'w [u8], KnowledgeFault> {
        let end = offset.checked_add(length as u64).ok_or_else(|| self.damaged(offset))?;
        if let Some(bytes) = usize::try_from(end).ok().and_then(|end| self.held.get(offset as usize..end)) {
            return Ok(bytes);
        }
        if offset < window.start || end > window.start + window.bytes.len() as u64 {
            self.load(window, offset, end)?;
        }
        let start = (offset - window.start) as usize;
        window.bytes.get(start..start + length).ok_or_else(|| self.damaged(offset))
    }

    fn load(&self, window: &mut Window, offset: u64, end: u64) -> Result<(), KnowledgeFault> {
        let first = offset / PAGE as u64;
        let last = end.div_ceil(PAGE as u64).max(first + 1);
        if last > self.checks.len() as u64 {
            return Err(self.damaged(offset));
        }
        window.start = first * PAGE as u64;
        window.bytes.resize((last - first) as usize * PAGE, 0);
        let outcome = self.fetch(first, &mut window.bytes);
        if outcome.is_err() {
            window.bytes.clear();
        }
        outcome
    }

    /// Reads whole pages from the file and verifies them.
    fn fetch(&self, first: u64, out: &mut [u8]) -> Result<(), KnowledgeFault> {
        let start = first * PAGE as u64;
        read_at(&self.file, out, start).map_err(|cause| self.unreadable(cause))?;
        let checks = self.checks.get(first as usize..).unwrap_or_default();
        for (index, page) in out.chunks(PAGE).enumerate() {
            if checks.get(index) != Some(&crc32fast::hash(page)) {
                return Err(self.damaged(start + (index * PAGE) as u64));
            }
        }
        Ok(())
    }

    /// The fault of a page that is not what was written.
    pub(crate) fn damaged(&self, offset: u64) -> KnowledgeFault {
        KnowledgeFault { what: format!("{}: damaged at byte {offset}", self.path.display()), cause: None }
    }

    pub(crate) fn unreadable(&self, cause: io::Error) -> KnowledgeFault {
        KnowledgeFault { what: format!("{}: cannot be read", self.path.display()), cause: Some(cause) }
    }
}
