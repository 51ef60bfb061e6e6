//! Tar archives of records, as makers and Red Hat publish their CSAF documents: one stream, member by member, within limits.

use crate::archive::{is_hidden, is_safe};
use crate::guard::{Guard, Limits};
use crate::stream::Stream;
use crate::take::{Spot, Take};
use activities::feed_port::{FeedFault, Rejection};
use std::io::Read;
use tar::EntryType;

/// The first header of an archive, by which it is told from other streams.
pub(crate) const HEADER: usize = 512;

/// Whether a stream that begins with these bytes is a tar archive: the magic stands at a fixed place (POSIX ustar, GNU).
pub(crate) fn is_tape(head: &[u8]) -> bool {
    head.get(257..262) == Some(b"ustar")
}

/// Takes the records of all members. What breaks off was read as far as it goes, and is told.
pub(crate) fn read(
    take: &mut Take<'_>,
    reader: impl Read,
    limits: Limits,
    progress: &dyn Fn() -> u64,
    buffer: &mut Vec<u8>,
) -> Result<(), FeedFault> {
    let mut archive = tar::Archive::new(reader);
    let file = take.file().to_owned();
    let entries = match archive.entries() {
        // Extended headers are passed over instead of being held in memory; names are only for places here.
        Ok(entries) => entries.raw(true),
        Err(error) => {
            take.fail(None, &file, Spot::Whole, &error);
            return Ok(());
        }
    };
    for entry in entries {
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                // Where the next member begins is not known any more.
                take.fail(None, &file, Spot::Whole, &error);
                break;
            }
        };
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let name = name.strip_prefix("./").unwrap_or(&name).to_owned();
        let place = format!("{file}!{name}");
        let kind = entry.header().entry_type();
        if carries_no_record(kind) || is_hidden(&name) {
            continue;
        }
        let refused = match kind {
            EntryType::Regular | EntryType::Continuous if is_safe(&name) => {
                (entry.size() > limits.member).then_some(Rejection::TooLarge)
            }
            _ => Some(Rejection::UnsafePath),
        };
        if let Some(why) = refused {
            take.whole = false;
            take.reject(None, &place, Spot::Whole, why);
            continue;
        }
        let mut guard = Guard::new(entry, limits.member, limits, progress);
        Stream { place: &place, limits, progress }.read(take, &mut guard, buffer)?;
    }
    Ok(())
}

fn carries_no_record(kind: EntryType) -> bool {
    matches!(
        kind,
        EntryType::Directory
            | EntryType::XHeader
            | EntryType::XGlobalHeader
            | EntryType::GNULongName
            | EntryType::GNULongLink
    )
}
