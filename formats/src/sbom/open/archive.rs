//! Archives and compressed files: tar, zip, gzip, zstd.

use super::Opening;
use super::findings::Why;
use super::limits::read;
use flate2::read::MultiGzDecoder;
use std::io::{Cursor, ErrorKind};
use zip::ZipArchive;

/// Whether bytes are a tar archive: the magic of its first header, or a header whose own sum is right.
pub(super) fn is_tar(bytes: &[u8]) -> bool {
    let Some(header) = bytes.get(..512) else { return false };
    let magic = &header[257..262] == b"ustar";
    let text = std::str::from_utf8(&header[148..156]).unwrap_or_default().trim_matches(['\0', ' ']);
    let stated = u32::from_str_radix(text, 8).ok();
    let sum: u32 =
        header.iter().enumerate().map(|(at, byte)| if (148..156).contains(&at) { 32 } else { u32::from(*byte) }).sum();
    header[0] != 0 && stated == Some(sum) && (magic || header[156].is_ascii_digit() || header[156] == 0)
}

pub(super) fn gzip(opening: &mut Opening<'_>, name: &str, bytes: &[u8], depth: u32) {
    unpack(opening, name, MultiGzDecoder::new(bytes), bytes.len(), depth);
}

pub(super) fn zstd(opening: &mut Opening<'_>, name: &str, bytes: &[u8], depth: u32) {
    match zstd::stream::read::Decoder::with_buffer(bytes) {
        Ok(mut decoder) => {
            // A window beyond this is refused, so that a header alone cannot ask for memory.
            let narrowed = decoder.window_log_max(27);
            match narrowed {
                Ok(()) => unpack(opening, name, decoder, bytes.len(), depth),
                Err(_) => opening.refuse(name, Why::Damaged),
            }
        }
        Err(_) => opening.refuse(name, Why::Damaged),
    }
}

/// One compressed file: an archive, or a document under its own name.
fn unpack(opening: &mut Opening<'_>, name: &str, from: impl std::io::Read, packed: usize, depth: u32) {
    match read(from, packed, opening.left, opening.limits) {
        Ok(bytes) => {
            opening.left = opening.left.saturating_sub(bytes.len() as u64);
            opening.member(name.to_owned(), bytes, depth);
        }
        Err(error) => opening.refuse(name, why(&error)),
    }
}

fn why(error: &std::io::Error) -> Why {
    if error.kind() == ErrorKind::FileTooLarge { Why::TooLarge } else { Why::Damaged }
}

pub(super) fn tar(opening: &mut Opening<'_>, name: &str, bytes: &[u8], depth: u32) {
    let mut archive = tar::Archive::new(bytes);
    let Ok(entries) = archive.entries() else { return opening.refuse(name, Why::Damaged) };
    for entry in entries {
        let Ok(entry) = entry else { return opening.refuse(name, Why::BreaksOff) };
        let inner = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let member = format!("{name}!{}", inner.trim_start_matches("./"));
        if !fits(opening, name) {
            return;
        }
        let kind = entry.header().entry_type();
        if kind.is_dir() || kind.is_pax_global_extensions() || kind.is_pax_local_extensions() || is_hidden(&inner) {
            continue;
        }
        if !kind.is_file() {
            // A link holds nothing itself; what it points to stands in the archive, or is not read.
            opening.rest(member);
        } else if !is_safe(&inner) {
            opening.refuse(&member, Why::UnsafePath);
        } else {
            let packed = usize::try_from(entry.size()).unwrap_or(usize::MAX);
            match read(entry, packed, opening.left, opening.limits) {
                Ok(bytes) if (bytes.len()) < packed => {
                    opening.refuse(&member, Why::BreaksOff);
                    take(opening, member, bytes, depth);
                }
                Ok(bytes) => take(opening, member, bytes, depth),
                Err(error) => opening.refuse(&member, why(&error)),
            }
        }
    }
}

pub(super) fn zip(opening: &mut Opening<'_>, name: &str, bytes: &[u8], depth: u32) {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return opening.refuse(name, Why::Damaged) };
    if stated_members(bytes).is_some_and(|stated| stated > archive.len()) {
        opening.refuse(name, Why::SameName);
    }
    for number in 0..archive.len() {
        if !fits(opening, name) {
            return;
        }
        let Ok(entry) = archive.by_index(number) else {
            opening.refuse(&format!("{name}!{}", number + 1), Why::NotReadable);
            continue;
        };
        let inner = String::from_utf8_lossy(entry.name_raw()).into_owned();
        let member = format!("{name}!{inner}");
        if entry.is_dir() || is_hidden(&inner) {
            continue;
        }
        if entry.is_symlink() {
            opening.rest(member);
        } else if !is_safe(&inner) {
            opening.refuse(&member, Why::UnsafePath);
        } else if entry.encrypted() {
            opening.refuse(&member, Why::Encrypted);
        } else {
            let packed = usize::try_from(entry.compressed_size()).unwrap_or(usize::MAX);
            match read(entry, packed, opening.left, opening.limits) {
                Ok(bytes) => take(opening, member, bytes, depth),
                Err(error) => opening.refuse(&member, why(&error)),
            }
        }
    }
}

/// How many members the last record of a zip archive states (APPNOTE 4.3.16); the library keeps one of each name.
fn stated_members(bytes: &[u8]) -> Option<usize> {
    let at = memchr::memmem::rfind(bytes, b"PK\x05\x06")?;
    let count = bytes.get(at + 10..at + 12)?;
    let count = u16::from_le_bytes([count[0], count[1]]);
    // All ones: the number stands elsewhere.
    (count != u16::MAX).then_some(usize::from(count))
}

fn take(opening: &mut Opening<'_>, member: String, bytes: Vec<u8>, depth: u32) {
    opening.left = opening.left.saturating_sub(bytes.len() as u64);
    opening.member(member, bytes, depth);
}

/// Whether another member may be taken; says so once when not.
fn fits(opening: &mut Opening<'_>, name: &str) -> bool {
    opening.members += 1;
    let fits = opening.members <= opening.limits.members && opening.left > 0;
    if !fits {
        opening.refuse(name, Why::TooLarge);
    }
    fits
}

/// Files that operating systems leave behind.
fn is_hidden(name: &str) -> bool {
    name.starts_with("__MACOSX/") || name.rsplit('/').next().is_some_and(|file| file.starts_with("._"))
}

/// Whether a name stays inside the folder it would be unpacked to. Nothing is written here, but such a name is made to
/// mislead whoever reads it.
fn is_safe(name: &str) -> bool {
    !name.is_empty()
        && !name.starts_with(['/', '\\'])
        && !name.contains('\0')
        && name.as_bytes().get(1) != Some(&b':')
        && name.split(['/', '\\']).all(|part| part != "..")
}
