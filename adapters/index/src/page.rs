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
}

/// A run of verified pages that was read last; reading again inside it costs nothing.
#[derive(Debug, Default)]
pub(crate) struct Window {
    start: u64,
    bytes: Vec<u8>,
}

impl Pages {
    pub(crate) fn new(file: File, path: &Path, checks: Vec<u32>) -> Pages {
        Pages { file, path: path.to_owned(), checks }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The bytes `offset..offset + length`, from the window when it holds them.
    pub(crate) fn read<'w>(
        &self,
        window: &'w mut Window,
        offset: u64,
        length: usize,
    ) -> Result<&'w [u8], KnowledgeFault> {
        let end = offset.checked_add(length as u64).ok_or_else(|| self.damaged(offset))?;
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
        if let Err(cause) = read_at(&self.file, &mut window.bytes, window.start) {
            window.bytes.clear();
            return Err(self.unreadable(cause));
        }
        let checks = &self.checks[first as usize..last as usize];
        for (index, (page, check)) in window.bytes.chunks_exact(PAGE).zip(checks).enumerate() {
            if crc32fast::hash(page) != *check {
                let at = window.start + (index * PAGE) as u64;
                window.bytes.clear();
                return Err(self.damaged(at));
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
