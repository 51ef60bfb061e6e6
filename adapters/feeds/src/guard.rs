//! Limits on what comes out of packed data, so that a small file cannot fill memory, disk or a day.

use std::io::{Error, ErrorKind, Read, Result};

/// How much is taken at most.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// One record, in bytes.
    pub(crate) record: usize,
    /// One member of an archive, unpacked.
    pub(crate) member: u64,
    /// All that one file unpacks to.
    pub(crate) total: u64,
    /// How many bytes may come out of one, once more than `ratio_from` have come out.
    pub(crate) ratio: u64,
    /// See `ratio`.
    pub(crate) ratio_from: u64,
}

impl Default for Limits {
    fn default() -> Limits {
        Limits { record: 64 << 20, member: 256 << 20, total: 64 << 30, ratio: 1000, ratio_from: 64 << 20 }
    }
}

/// A reader of unpacked bytes that ends with [`ErrorKind::FileTooLarge`] beyond its limits.
pub(crate) struct Guard<'r> {
    inner: Box<dyn Read + 'r>,
    packed: Box<dyn Fn() -> u64 + 'r>,
    most: u64,
    limits: Limits,
    /// Bytes that came out so far.
    pub(crate) out: u64,
}

impl<'r> Guard<'r> {
    /// Guards a reader that may give `most` bytes; `packed` says how many it was made from so far.
    pub(crate) fn new(inner: impl Read + 'r, most: u64, limits: Limits, packed: impl Fn() -> u64 + 'r) -> Guard<'r> {
        Guard { inner: Box::new(inner), packed: Box::new(packed), most, limits, out: 0 }
    }
}

impl Read for Guard<'_> {
    fn read(&mut self, into: &mut [u8]) -> Result<usize> {
        let count = self.inner.read(into)?;
        self.out = self.out.saturating_add(count as u64);
        let swollen = self.out > self.limits.ratio_from && self.out / self.limits.ratio > (self.packed)().max(1);
        if self.out > self.most || swollen {
            return Err(Error::new(ErrorKind::FileTooLarge, "it unpacks to more than is taken"));
        }
        Ok(count)
    }
}
