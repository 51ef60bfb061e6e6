//! What a file holds: the document that it is, or every document of the archive or workbook that it is, unpacked in memory
//! within limits and each with its own name (`archive!member`, `workbook!sheet`).

mod archive;
mod findings;
mod limits;
#[cfg(test)]
mod tests;
mod workbook;

pub(crate) use workbook::sheets_of;

pub(crate) use findings::CARDS;
pub use findings::{ArchiveMemberRefused, ArchiveRest, CellWithoutValue, NumberAsVersion};
pub use limits::Limits;

use super::{Detected, decode, detect};
use findings::Why;
use std::borrow::Cow;
use terms::{Finding, Place, Priority, Subject};

/// Archives inside archives are opened this deep.
const DEEPEST: u32 = 2;

/// A document, decoded.
#[derive(Debug)]
pub struct Document<'b> {
    /// Its name: the file's, or `archive!member`.
    pub name: String,
    /// Its bytes as its reader wants them.
    pub bytes: Cow<'b, [u8]>,
    /// Whether it stood in an archive or workbook.
    pub inside: bool,
    /// The form of the file, where it is not that of the bytes: a sheet of a workbook is read as a table of text.
    pub form: Option<&'static str>,
}

/// What a file holds.
#[derive(Debug, Default)]
pub struct Opened<'b> {
    /// Its documents, in the order of the archive; never empty: a file without any is given as it is.
    pub documents: Vec<Document<'b>>,
    /// What was not read, and why.
    pub findings: Vec<Finding>,
    /// Members that should have been read and could not.
    pub refused: u64,
    /// Members that are no bill of materials.
    rest: Vec<String>,
    rest_count: u64,
}

/// Opens a file that should hold one or more bills of materials.
pub fn open<'b>(name: &str, bytes: &'b [u8]) -> Opened<'b> {
    open_within(name, bytes, Limits::default())
}

/// The same, within limits.
pub fn open_within<'b>(name: &str, bytes: &'b [u8], limits: Limits) -> Opened<'b> {
    let mut opening = Opening { opened: Opened::default(), left: limits.total, members: 0, limits };
    if !opening.packed(name, bytes, 0) {
        opening.opened.documents.push(Document {
            name: name.to_owned(),
            bytes: decode(bytes),
            inside: false,
            form: None,
        });
    }
    let mut opened = opening.opened;
    opened.tell_rest(name);
    if opened.documents.is_empty() {
        let bytes = Cow::Borrowed(bytes);
        opened.documents.push(Document { name: name.to_owned(), bytes, inside: false, form: None });
    }
    opened
}

/// A file while it is opened.
struct Opening<'b> {
    opened: Opened<'b>,
    /// Bytes that may still come out.
    left: u64,
    members: u64,
    limits: Limits,
}

impl Opening<'_> {
    /// Takes a file that is packed; `false` when it is not.
    fn packed(&mut self, name: &str, bytes: &[u8], depth: u32) -> bool {
        match bytes {
            [b'P', b'K', 3 | 5, ..] if workbook::is_workbook(bytes) => workbook::take(self, name, bytes),
            [b'P', b'K', 3 | 5, ..] => archive::zip(self, name, bytes, depth),
            [0x1f, 0x8b, ..] => archive::gzip(self, name, bytes, depth),
            [0x28, 0xb5, 0x2f, 0xfd, ..] => archive::zstd(self, name, bytes, depth),
            _ if archive::is_tar(bytes) => archive::tar(self, name, bytes, depth),
            _ => return false,
        }
        true
    }

    /// Takes what came out of an archive or a compressed file.
    fn member(&mut self, name: String, bytes: Vec<u8>, depth: u32) {
        if depth < DEEPEST && self.packed(&name, &bytes, depth + 1) {
            return;
        }
        let text = match decode(&bytes) {
            Cow::Borrowed(_) => bytes,
            Cow::Owned(text) => text,
        };
        if detect(&text).is_read() || is_named_like_one(&name, detect(&text)) {
            self.opened.documents.push(Document { name, bytes: Cow::Owned(text), inside: true, form: None });
        } else {
            self.rest(name);
        }
    }

    /// A member that is no bill of materials.
    fn rest(&mut self, name: String) {
        const KEPT: usize = 5;
        self.opened.rest_count += 1;
        if self.opened.rest.len() < KEPT {
            self.opened.rest.push(name);
        }
    }

    /// A member that could not be read.
    fn refuse(&mut self, name: &str, why: Why) {
        self.opened.refused += 1;
        let (en, ja) = why.say();
        let detail = ArchiveMemberRefused { member: name.to_owned(), en, ja };
        let subject = Subject::at(name, Place::file(name));
        self.opened.findings.push(Finding::new(Priority::Undecided, subject, detail));
    }
}

impl Opened<'_> {
    fn tell_rest(&mut self, name: &str) {
        // When nothing in it is read, the whole file is complained about.
        if self.rest_count == 0 || self.documents.is_empty() {
            return;
        }
        let detail = ArchiveRest { count: self.rest_count, names: self.rest.join(", ") };
        self.findings.push(Finding::new(Priority::Note, Subject::at(name, Place::file(name)), detail));
    }
}

/// Whether a member is meant to be a bill of materials although nothing in it tells so.
fn is_named_like_one(name: &str, detected: Detected) -> bool {
    let plain = name.to_ascii_lowercase();
    let named =
        [".spdx", ".spdx.json", ".spdx.rdf", ".spdx.xml", ".spdx.yaml", ".cdx.json", ".cdx.xml", "bom.json", "bom.xml"];
    let form = matches!(detected, Detected::Swid | Detected::Attestation);
    form || named.iter().any(|ending| plain.ends_with(ending))
}
