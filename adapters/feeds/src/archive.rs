//! Zip archives of records: member by member, within limits, and as far as a damaged one can be read.

use crate::guard::{Guard, Limits};
use crate::stream::Stream;
use crate::take::{Spot, Take};
use activities::feed_port::{FeedFault, Rejection};
use std::cell::Cell;
use std::fs::File;
use std::io::{BufReader, Read, Seek};
use zip::ZipArchive;
use zip::read::{ZipFile, read_zipfile_from_stream};
use zip::result::ZipError;

/// An archive being taken.
pub(crate) struct Archive<'s> {
    pub(crate) limits: Limits,
    /// Bytes of input taken before this archive.
    pub(crate) before: u64,
    pub(crate) buffer: &'s mut Vec<u8>,
}

impl Archive<'_> {
    /// Takes the records of all members.
    pub(crate) fn read(&mut self, take: &mut Take<'_>, mut file: File) -> Result<(), FeedFault> {
        let (mut total, taken) = (0, Cell::new(self.before));
        let second = file.try_clone();
        match ZipArchive::new(BufReader::new(&mut file)) {
            Ok(mut archive) => {
                for number in 0..archive.len() {
                    if !self.fits(take, total) {
                        break;
                    }
                    match archive.by_index(number) {
                        Ok(member) => total += self.member(take, member, &taken)?,
                        Err(error) => {
                            take.whole = false;
                            let place = format!("{}!{}", take.file(), number + 1);
                            take.reject(None, &place, Spot::Whole, unpacking(&error));
                        }
                    }
                }
                Ok(())
            }
            Err(_) => match second {
                Ok(file) => self.damaged(take, file, &taken),
                Err(error) => Err(crate::raw::unreadable(take.file(), error)),
            },
        }
    }

    /// Without its table of contents, at its end, an archive can only be read from the front until it breaks off.
    fn damaged(&mut self, take: &mut Take<'_>, mut file: File, taken: &Cell<u64>) -> Result<(), FeedFault> {
        take.whole = false;
        file.rewind().map_err(|error| crate::raw::unreadable(take.file(), error))?;
        let mut reader = BufReader::new(file);
        let (mut total, mut members) = (0, 0);
        while self.fits(take, total) {
            match read_zipfile_from_stream(&mut reader) {
                Ok(Some(member)) => total += self.member(take, member, taken)?,
                Ok(None) | Err(_) => break,
            }
            members += 1;
        }
        let why = Rejection::unreadable(
            format!("the archive is damaged or breaks off; {members} members before that were read"),
            format!("書庫が壊れているか途切れています。それより前の {members} 件は読み取りました"),
        );
        let place = take.file().to_owned();
        take.reject(None, &place, Spot::Whole, why);
        Ok(())
    }

    fn fits(&self, take: &mut Take<'_>, total: u64) -> bool {
        if total > self.limits.total {
            take.whole = false;
            let place = take.file().to_owned();
            take.reject(None, &place, Spot::Whole, Rejection::TooLarge);
        }
        total <= self.limits.total
    }

    /// Takes one member; gives how many bytes it unpacked to.
    fn member<R: Read>(
        &mut self,
        take: &mut Take<'_>,
        member: ZipFile<'_, R>,
        taken: &Cell<u64>,
    ) -> Result<u64, FeedFault> {
        let name = String::from_utf8_lossy(member.name_raw()).into_owned();
        let place = format!("{}!{name}", take.file());
        let packed = member.compressed_size();
        taken.set(taken.get().saturating_add(packed));
        if member.is_dir() || is_hidden(&name) {
            return Ok(0);
        }
        let refused = if !is_safe(&name) || member.is_symlink() {
            Some(Rejection::UnsafePath)
        } else if member.encrypted() {
            Some(Rejection::unreadable("it is encrypted", "暗号化されています"))
        } else {
            (member.size() > self.limits.member).then_some(Rejection::TooLarge)
        };
        if let Some(why) = refused {
            take.whole = false;
            take.reject(None, &place, Spot::Whole, why);
            return Ok(0);
        }
        let mut guard = Guard::new(member, self.limits.member, self.limits, move || packed);
        let stream = Stream { place: &place, limits: self.limits, progress: &|| taken.get() };
        stream.read(take, &mut guard, self.buffer)?;
        Ok(guard.out)
    }
}

fn unpacking(error: &ZipError) -> Rejection {
    match error {
        ZipError::UnsupportedArchive(what) => Rejection::unreadable(
            format!("it is packed in a way that is not read ({what})"),
            format!("対応していない圧縮方式です（{what}）"),
        ),
        other => {
            Rejection::unreadable(format!("it cannot be unpacked ({other})"), format!("展開できません（{other}）"))
        }
    }
}

/// Files that operating systems leave behind.
pub(crate) fn is_hidden(name: &str) -> bool {
    name.starts_with("__MACOSX/") || name.rsplit('/').next().is_some_and(|file| file.starts_with('.') && file != "..")
}

/// Whether a name stays inside the folder it would be unpacked to.
pub(crate) fn is_safe(name: &str) -> bool {
    let inside = |part: &str| part != "..";
    !name.is_empty()
        && !name.starts_with(['/', '\\'])
        && !name.contains('\0')
        && name.as_bytes().get(1) != Some(&b':')
        && name.split(['/', '\\']).all(inside)
}
