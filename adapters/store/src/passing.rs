//! What the bytes of a backup pass through on their way: nothing, or somebody who encrypts them and opens them again.

use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// What ends a backup's file, and repeats the hash of all before it.
const TAIL: usize = 32;

/// Where a backup is written to.
pub type Target = BufWriter<File>;

/// Takes the bytes of a backup, in whatever form it writes them.
pub trait Packed: Write + Send {
    /// Writes what is left, and gives the file back.
    fn done(self: Box<Self>) -> io::Result<Target>;
}

impl Packed for Target {
    fn done(self: Box<Self>) -> io::Result<Target> {
        Ok(*self)
    }
}

/// Begins to write a backup.
pub type Packing<'p> = &'p (dyn Fn(Target) -> io::Result<Box<dyn Packed>> + Sync);

/// As they are.
pub(crate) fn plain(to: Target) -> io::Result<Box<dyn Packed>> {
    Ok(Box::new(to))
}

/// A backup that can be read from its beginning as often as is needed.
pub trait BackupFile: Sync {
    /// How it is called in faults.
    fn path(&self) -> &Path;
    /// Its bytes from the beginning. What is not as it was written is a fault of the kind `InvalidData` or `UnexpectedEof`.
    fn open(&self) -> io::Result<Box<dyn Read + Send>>;
}

impl BackupFile for PathBuf {
    fn path(&self) -> &Path {
        self
    }

    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(Box::new(BufReader::new(File::open(self)?)))
    }
}

/// Gives all but the last 32 bytes of what it reads, and these at the end.
pub(crate) struct WithoutTail<R> {
    from: R,
    /// Read and not given yet; its last bytes are the tail so far.
    held: Vec<u8>,
    given: usize,
    ended: bool,
}

impl<R: Read> WithoutTail<R> {
    pub(crate) fn of(from: R) -> WithoutTail<R> {
        WithoutTail { from, held: Vec::new(), given: 0, ended: false }
    }

    /// The last bytes once all before them are given; `None` where there are too few.
    pub(crate) fn tail(&self) -> Option<[u8; TAIL]> {
        self.held[self.given..].try_into().ok().filter(|_| self.ended)
    }

    fn fill(&mut self) -> io::Result<()> {
        self.held.drain(..self.given);
        self.given = 0;
        let before = self.held.len();
        self.held.resize(before + (1 << 16), 0);
        let read = self.from.read(&mut self.held[before..]);
        self.held.truncate(before + *read.as_ref().unwrap_or(&0));
        self.ended = read? == 0;
        Ok(())
    }
}

impl<R: Read> Read for WithoutTail<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while !self.ended && self.held.len() - self.given <= TAIL {
            self.fill()?;
        }
        let may = (self.held.len() - self.given).saturating_sub(TAIL).min(buffer.len());
        buffer[..may].copy_from_slice(&self.held[self.given..self.given + may]);
        self.given += may;
        Ok(may)
    }
}

#[cfg(test)]
mod tests {
    use super::WithoutTail;
    use std::io::Read;

    /// Gives its bytes so many at a time.
    struct Drops<'b>(&'b [u8], usize);

    impl Read for Drops<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let most = self.1.min(buffer.len());
            self.0.read(&mut buffer[..most])
        }
    }

    #[test]
    fn the_last_32_bytes_are_held_back_however_the_bytes_come() {
        let bytes: Vec<u8> = (0..200_000_u32).map(|at| (at % 253) as u8).collect();
        for (length, drop) in [(32, 1), (33, 1), (64, 31), (65_568, 7_000), (200_000, 65_536), (200_000, 999)] {
            let mut reader = WithoutTail::of(Drops(&bytes[..length], drop));
            let mut body = Vec::new();
            reader.read_to_end(&mut body).unwrap();
            assert_eq!(body, bytes[..length - 32], "{length} {drop}");
            assert_eq!(reader.tail().unwrap(), bytes[length - 32..length]);
        }
    }

    #[test]
    fn what_is_shorter_than_its_tail_has_none() {
        let mut reader = WithoutTail::of([1_u8; 31].as_slice());
        assert_eq!(reader.read(&mut [0; 9]).unwrap(), 0);
        assert_eq!(reader.tail(), None);
    }
}
