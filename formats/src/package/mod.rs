//! A package as one file: a tar archive of the signed envelope (`package.json`) and of each file under its SHA-256
//! (`files/<hash>`), in the order of the hashes. The archive says nothing that is believed: what counts is the manifest in
//! the envelope, and bytes that have the hash it names.

#[cfg(test)]
mod tests;

use crate::dossier::{Read, read_lines, v1};
use std::collections::BTreeMap;
use terms::{Finding, Priority};

/// The payload type of a package's envelope.
pub const PACKAGE_KIND: &str = "application/vnd.tutela.package+json";

/// The name of the envelope, in the archive and in a received folder.
pub const ENVELOPE: &str = "package.json";

/// A manifest names files, not their content.
const LARGEST_ENVELOPE: u64 = 64 << 20;

/// A package taken apart; nothing in it is believed yet.
#[derive(Debug, Default)]
pub struct Parts<'a> {
    /// The signed envelope.
    pub envelope: &'a [u8],
    /// Bytes by the hash that they claim to have.
    pub files: BTreeMap<String, &'a [u8]>,
    /// Names of entries that no package has, or that stand in it twice.
    pub strange: Vec<String>,
    /// Whether it ends in the middle of an entry.
    pub breaks_off: bool,
}

/// Whether bytes begin as a package does.
pub fn is_package(bytes: &[u8]) -> bool {
    bytes.starts_with(b"package.json\0")
}

/// Takes a package apart; `None` when the bytes are none.
pub fn read(bytes: &[u8]) -> Option<Parts<'_>> {
    if !is_package(bytes) {
        return None;
    }
    let mut parts = Parts::default();
    let mut archive = tar::Archive::new(bytes);
    let mut first = true;
    for entry in archive.entries().ok()? {
        let Ok(entry) = entry else {
            parts.breaks_off = true;
            first = false;
            break;
        };
        let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
        let (start, size) = (entry.raw_file_position(), entry.size());
        let Some(content) = slice(bytes, start, size) else {
            parts.breaks_off = true;
            first = false;
            break;
        };
        if std::mem::take(&mut first) {
            if name != ENVELOPE || size > LARGEST_ENVELOPE {
                return None;
            }
            parts.envelope = content;
            continue;
        }
        match name.strip_prefix("files/").filter(|hash| is_hash(hash)) {
            Some(hash) if !parts.files.contains_key(hash) && entry.header().entry_type().is_file() => {
                parts.files.insert(hash.to_owned(), content);
            }
            Some(_) | None => parts.strange.push(name),
        }
    }
    (!first).then_some(parts)
}

fn slice(bytes: &[u8], start: u64, size: u64) -> Option<&[u8]> {
    let start = usize::try_from(start).ok()?;
    bytes.get(start..start.checked_add(usize::try_from(size).ok()?)?)
}

/// Whether a text is a SHA-256 as packages write it: 64 small hexadecimal digits.
pub fn is_hash(text: &str) -> bool {
    text.len() == 64 && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Puts a package together. Same parts, same bytes: no times, no owners.
pub fn write(envelope: &[u8], files: &BTreeMap<String, Vec<u8>>) -> std::io::Result<Vec<u8>> {
    let mut archive = tar::Builder::new(Vec::new());
    let mut put = |name: &str, bytes: &[u8]| {
        let mut head = tar::Header::new_ustar();
        head.set_size(bytes.len() as u64);
        head.set_mode(0o644);
        archive.append_data(&mut head, name, bytes)
    };
    put(ENVELOPE, envelope)?;
    for (hash, bytes) in files {
        put(&format!("files/{hash}"), bytes)?;
    }
    archive.into_inner()
}

/// What a manifest says, and every complaint about it.
pub fn manifest(payload: &[u8]) -> Read<Option<v1::Package>> {
    one_line("package.json", payload)
}

/// Reads exactly one record of a payload.
pub(crate) fn one_line<T: crate::dossier::Field>(name: &str, payload: &[u8]) -> Read<Option<T>> {
    let Read { mut value, complaints } = read_lines::<T>(name, payload);
    let one = value.len() == 1;
    let value = value.pop().filter(|_| one);
    Read { value, complaints }
}

/// Whether a name may become a file below a folder, on every system: no way up, no hidden name, no drive, no device.
pub fn is_safe_path(path: &str) -> bool {
    let part = |part: &str| {
        !part.is_empty()
            && !part.starts_with('.')
            && !part.ends_with(['.', ' '])
            && part.len() <= 255
            && !part.contains(['\\', ':', '*', '?', '"', '<', '>', '|'])
            && !part.chars().any(char::is_control)
            && !is_device_name(part)
    };
    path.len() <= 1024 && path.split('/').all(part)
}

/// Names that mean a device on Windows, with any ending.
fn is_device_name(part: &str) -> bool {
    let stem = part.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let numbered = |name: &str| {
        stem.strip_prefix(name).is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    ["CON", "PRN", "AUX", "NUL"].contains(&stem.as_str()) || numbered("COM") || numbered("LPT")
}

/// Names of a manifest that cannot stand beside each other: unsafe ones, and those that some system takes for one.
pub fn unsafe_paths<'p>(paths: impl Iterator<Item = &'p str>) -> Vec<&'p str> {
    let (mut seen, mut folders, mut bad) = (BTreeMap::new(), std::collections::BTreeSet::new(), Vec::new());
    for path in paths {
        let plain = path.to_lowercase();
        for (at, _) in plain.match_indices('/') {
            folders.insert(plain[..at].to_owned());
        }
        if !is_safe_path(path) || seen.insert(plain, path).is_some() {
            bad.push(path);
        }
    }
    bad.extend(seen.iter().filter(|(plain, _)| folders.contains(*plain)).map(|(_, path)| *path));
    bad
}

/// Whether complaints take the meaning of a record away. A field that a later version adds does not.
pub fn is_unreadable(complaints: &[Finding]) -> bool {
    complaints.iter().any(|complaint| complaint.priority >= Priority::Undecided)
}

/// Words in both languages, written once.
pub fn words(en: &str, ja: &str) -> terms::Text {
    terms::Text { en: Some(en.to_owned()), ja: Some(ja.to_owned()), ..terms::Text::default() }
}

/// The payload type of a status's envelope.
pub const STATUS_KIND: &str = "application/vnd.tutela.status+json";

/// What a status says, and every complaint about it.
pub fn status(payload: &[u8]) -> Read<Option<v1::Status>> {
    one_line("status.json", payload)
}
