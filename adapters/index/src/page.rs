//! A segment file read in pages, each verified against its check sum when it is touched.

use crate::layout::PAGE;
use crate::positioned::read_at;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use vulnerability::KnowledgeFault;

/// A file whose pages have known check sums.
#[derive(Debug)]
pub(crate) struct Pages {
    file: File,
    path: PathBuf,
    checks: Vec<u32>,
    /// Pages read before; empty unless they are kept.
    kept: Vec<OnceLock<Box<[u8]>>>,
    /// How many more pages may be kept.
    room: AtomicUsize,
}

/// A run of verified pages that was read last; reading again inside it costs nothing.
#[derive(Debug, Default)]
pub(crate) struct Window {
    start: u64,
    bytes: Vec<u8>,
}

impl Pages {
    pub(crate) fn new(file: File, path: &Path, checks: Vec<u32>) -> Pages {
        Pages { file, path: path.to_owned(), checks, kept: Vec::new(), room: AtomicUsize::new(0) }
    }

    /// Keeps pages that are read from now on, at most so many bytes of them: for calls with many documents, which touch
    /// the same pages again and again.
    pub(crate) fn keep(&mut self, bytes: usize) {
        self.kept = self.checks.iter().map(|_| OnceLock::new()).collect();
        self.room = AtomicUsize::new(bytes / PAGE);
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// The bytes `offset..offset + length`, from the window or the pages kept when they hold them.
    pub(crate) fn read<'w>(
        &'w self,
        window: &'w mut Window,
        offset: u64,
        length: usize,
    ) -> Result<&'w [u8], KnowledgeFault> {
        let end = offset.checked_add(length as u64).ok_or_else(|| self.damaged(offset))?;
        if let Some(page) = self.kept.get((offset / PAGE as u64) as usize).and_then(OnceLock::get) {
            let start = (offset % PAGE as u64) as usize;
            if let Some(bytes) = page.get(start..start + length) {
                return Ok(bytes);
            }
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
        let outcome = match self.kept.is_empty() {
            true => self.fetch(first, &mut window.bytes),
            false => self.recall(first, &mut window.bytes),
        };
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

    /// The same, by way of the pages that are kept.
    fn recall(&self, first: u64, out: &mut [u8]) -> Result<(), KnowledgeFault> {
        for (number, page) in (first..).zip(out.chunks_mut(PAGE)) {
            let kept = &self.kept[number as usize];
            if let Some(held) = kept.get() {
                page.copy_from_slice(held);
                continue;
            }
            self.fetch(number, page)?;
            let less = |room: usize| room.checked_sub(1);
            if self.room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less).is_ok() {
                // Another thread may have kept it in the meantime; then there is room for one page less, no more.
                let _ = kept.set(Box::from(&*page));
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
