//! A file as it was received: hashed while it is read, and kept under its hash when a mirror is named.

use crate::signature::Check;
use crate::sum::Sums;
use activities::feed_port::{FeedFault, Said};
use sha2::{Digest, Sha256};
use std::cell::Cell;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use vulnerability::Signature;

/// Reads a file once: hash, copy and bytes for whoever unpacks it.
pub(crate) struct Raw<'c> {
    name: String,
    file: File,
    hash: Sha256,
    check: Check<'c>,
    sums: Sums,
    keeping: Option<Keeping>,
    count: &'c Cell<u64>,
    /// Why the file itself could not be read or kept; not what is wrong inside it.
    fault: Option<FeedFault>,
}

/// What is known of a file that was read to its end.
pub(crate) struct Received {
    pub(crate) sha256: String,
    pub(crate) bytes: u64,
    pub(crate) signature: Signature,
    /// Whether every check sum beside it fits.
    pub(crate) sums_fit: bool,
}

impl<'c> Raw<'c> {
    /// Starts to read; `count` always says how many bytes were taken.
    pub(crate) fn new(
        file: File,
        name: &str,
        mirror: Option<&Path>,
        count: &'c Cell<u64>,
        check: Check<'c>,
        sums: Sums,
    ) -> Result<Raw<'c>, FeedFault> {
        let keeping = mirror.map(Keeping::new).transpose()?;
        Ok(Raw { name: name.to_owned(), file, hash: Sha256::new(), check, sums, keeping, count, fault: None })
    }

    /// Reads what nobody wanted, so that hash, signature and copy cover the whole file.
    pub(crate) fn finish(mut self) -> Result<Received, FeedFault> {
        let mut rest = vec![0; 256 << 10];
        // A failure of the file is in `fault`, which is looked at next.
        while self.fault.is_none() && self.read(&mut rest).is_ok_and(|count| count > 0) {}
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let hash = self.hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect::<String>();
        let bytes = self.count.get();
        if let Some(keeping) = self.keeping {
            keeping.keep(&hash, bytes)?;
        }
        Ok(Received { sha256: hash, bytes, signature: self.check.end(), sums_fit: self.sums.fit() })
    }

    /// Why the file itself could not be read or kept.
    pub(crate) fn fault(&mut self) -> Option<FeedFault> {
        self.fault.take()
    }
}

impl Read for Raw<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = match self.file.read(into) {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return Err(error),
            Err(error) => {
                let kind = error.kind();
                self.fault = Some(unreadable(&self.name, error));
                return Err(kind.into());
            }
        };
        let bytes = &into[..count];
        self.hash.update(bytes);
        self.check.update(bytes);
        self.sums.update(bytes);
        self.count.set(self.count.get() + count as u64);
        if let Some(keeping) = &mut self.keeping
            && let Err(error) = keeping.file.write_all(bytes)
        {
            let kind = error.kind();
            self.fault = Some(unkept(&keeping.aside, error));
            return Err(kind.into());
        }
        Ok(count)
    }
}

/// The fault of a file or folder that cannot be read.
pub(crate) fn unreadable(name: &str, cause: io::Error) -> FeedFault {
    let next = match cause.kind() {
        io::ErrorKind::NotFound => Said::new("Check the path.", "パスを確認してください。"),
        io::ErrorKind::PermissionDenied => Said::new(
            "Allow this user to read it, or run as a user who may.",
            "このユーザーに読み取り権限を与えるか、権限のあるユーザーで実行してください。",
        ),
        _ => Said::new(
            "Check the disk or the share it lies on, then import again; what was held before is unchanged.",
            "ディスクまたは共有フォルダを確認し、再度取り込んでください。保管済みの内容は変わっていません。",
        ),
    };
    let what = Said::new(format!("{name} cannot be read"), format!("{name} を読み取れません"));
    FeedFault { what, next, cause: Some(cause) }
}

/// The fault of a file of the mirror that cannot be written.
pub(crate) fn unkept(path: &Path, cause: io::Error) -> FeedFault {
    let next = match cause.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Said::new(
            "Free space there, or name another mirror folder, then try again; what was held before is unchanged.",
            "空き容量を確保するか別のミラーフォルダを指定して、再度実行してください。保管済みの内容は変わっていません。",
        ),
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => Said::new(
            "Name a mirror folder that this user may write to; what was held before is unchanged.",
            "このユーザーが書き込めるミラーフォルダを指定してください。保管済みの内容は変わっていません。",
        ),
        _ => Said::new(
            "Check the disk of the mirror folder, then try again; what was held before is unchanged.",
            "ミラーフォルダのディスクを確認して、再度実行してください。保管済みの内容は変わっていません。",
        ),
    };
    let path = path.display();
    let what = Said::new(format!("{path} cannot be written"), format!("{path} に書き込めません"));
    FeedFault { what, next, cause: Some(cause) }
}

/// A copy being written aside; without [`Keeping::keep`] it goes away again.
struct Keeping {
    folder: PathBuf,
    aside: PathBuf,
    file: File,
}

impl Keeping {
    fn new(mirror: &Path) -> Result<Keeping, FeedFault> {
        let folder = mirror.join("received");
        fs::create_dir_all(&folder).map_err(|error| unkept(&folder, error))?;
        for number in 0..u32::MAX {
            let aside = folder.join(format!(".taking-{}-{number}", std::process::id()));
            match File::create_new(&aside) {
                Ok(file) => return Ok(Keeping { folder, aside, file }),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(unkept(&aside, error)),
            }
        }
        Err(unkept(&folder, io::ErrorKind::AlreadyExists.into()))
    }

    fn keep(self, hash: &str, bytes: u64) -> Result<(), FeedFault> {
        let folder = self.folder.join(hash.get(..2).unwrap_or("00"));
        let place = folder.join(hash);
        if fs::metadata(&place).is_ok_and(|held| held.is_file() && held.len() == bytes) {
            return Ok(());
        }
        fs::create_dir_all(&folder).map_err(|error| unkept(&folder, error))?;
        fs::rename(&self.aside, &place).map_err(|error| unkept(&place, error))
    }
}

impl Drop for Keeping {
    fn drop(&mut self) {
        // Gone already when it was kept; a leftover does no harm.
        let _ = fs::remove_file(&self.aside);
    }
}
