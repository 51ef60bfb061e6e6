use crate::defect::{Defects, Wrong};
use crate::sbom::shortened;
use memchr::memmem;
use std::borrow::Cow;

/// One tag with its value as bytes.
pub(super) struct Line<'a> {
    pub(super) at: usize,
    pub(super) tag: &'a [u8],
    pub(super) value: &'a [u8],
}

/// The tags of a tag-value document.
pub(super) struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    /// A long value without an end has been met; looking for the end of another one would cost a pass each.
    endless: bool,
}

impl<'a> Lines<'a> {
    /// Starts at an offset, which must be the beginning of a line.
    pub(super) fn new(bytes: &'a [u8], at: usize) -> Lines<'a> {
        let at = if at == 0 && bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { at };
        Lines { bytes, at, endless: false }
    }

    /// The next tag; a line that is neither tag nor comment is noted.
    pub(super) fn next(&mut self, defects: &mut Defects) -> Option<Line<'a>> {
        loop {
            let start = self.at;
            let rest = self.bytes.get(start..).filter(|rest| !rest.is_empty())?;
            let length = memchr::memchr2(b'\n', b'\r', rest).unwrap_or(rest.len());
            self.at = start + length + 1;
            let line = rest[..length].trim_ascii();
            if line.is_empty() || line[0] == b'#' {
                continue;
            }
            let colon = memchr::memchr(b':', line).filter(|colon| *colon > 0);
            let Some(colon) = colon.filter(|colon| line[..*colon].iter().all(u8::is_ascii_alphanumeric)) else {
                let text = String::from_utf8_lossy(line);
                defects.note(start, "line", Wrong::NotAllowed { value: shortened(&text) });
                continue;
            };
            let mut value = line[colon + 1..].trim_ascii();
            if let Some(inside) = value.strip_prefix(b"<text>") {
                value = self.long(inside, start, defects);
            }
            return Some(Line { at: start, tag: &line[..colon], value });
        }
    }

    /// A value that ends with `</text>`, on its own line or on a later one.
    fn long(&mut self, inside: &'a [u8], start: usize, defects: &mut Defects) -> &'a [u8] {
        const END: &[u8] = b"</text>";
        if let Some(length) = memmem::find(inside, END) {
            return inside[..length].trim_ascii();
        }
        // The line holds `<text>` only once before its value, for the tag before it holds letters and digits only.
        let open = memmem::find(&self.bytes[start..], b"<text>").map_or(start, |at| start + at + b"<text>".len());
        let length = if self.endless { None } else { memmem::find(&self.bytes[open..], END) };
        let Some(length) = length else {
            self.endless = true;
            defects.note(start, "<text>", Wrong::Broken { expected: "`</text>`" });
            return inside.trim_ascii();
        };
        self.at = open + length + END.len();
        self.bytes[open..open + length].trim_ascii()
    }
}

/// A value as text; bytes that are no UTF-8 are replaced and noted.
pub(super) fn text<'a>(value: &'a [u8], at: usize, defects: &mut Defects) -> Cow<'a, str> {
    match std::str::from_utf8(value) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => {
            defects.note(at, "", Wrong::BadUtf8);
            Cow::Owned(String::from_utf8_lossy(value).into_owned())
        }
    }
}

/// The first word of a value, and the rest.
pub(super) fn word(value: &[u8]) -> (&[u8], &[u8]) {
    let end = value.iter().position(u8::is_ascii_whitespace).unwrap_or(value.len());
    (&value[..end], value[end..].trim_ascii())
}
