use crate::defect::{Defects, Wrong};
use std::borrow::Cow;

/// The rows of a table (RFC 4180, with other delimiters and line ends allowed).
pub(crate) struct Rows<'a> {
    bytes: &'a [u8],
    pub(crate) at: usize,
    pub(crate) delimiter: u8,
    /// Which fields of the row read last stood in quotes.
    pub(crate) quoted: Vec<bool>,
}

impl<'a> Rows<'a> {
    pub(crate) fn new(bytes: &'a [u8]) -> Rows<'a> {
        let at = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        let mut rows = Rows { bytes, at, delimiter: b',', quoted: Vec::new() };
        rows.delimiter = rows.sniff();
        rows
    }

    /// `sep=;` in the first line, as spreadsheet programs write it, else the delimiter that stands most often in the
    /// first line that says anything.
    fn sniff(&mut self) -> u8 {
        let rest = &self.bytes[self.at..];
        if let [b's', b'e', b'p', b'=', delimiter, after @ ..] = rest {
            let ends = after.first().is_none_or(|byte| matches!(byte, b'\r' | b'\n'));
            if ends && matches!(delimiter, b',' | b';' | b'\t') {
                self.at += 5;
                return *delimiter;
            }
        }
        let mut lines = rest.split(|byte| matches!(byte, b'\n' | b'\r')).take(100);
        let line = lines.find(|line| !line.trim_ascii().is_empty()).unwrap_or_default();
        let count = |delimiter: u8| {
            let mut quoted = false;
            let outside = line.iter().filter(|byte| {
                quoted ^= **byte == b'"';
                !quoted && **byte == delimiter
            });
            outside.count()
        };
        // The first of equals: a comma, when no delimiter stands there at all.
        [b'\t', b';', b','].into_iter().max_by_key(|delimiter| count(*delimiter)).unwrap_or(b',')
    }

    /// Reads the next row into `fields`; `None` at the end, else the offset at which the row starts.
    pub(crate) fn next(&mut self, fields: &mut Vec<Cow<'a, str>>, defects: &mut Defects) -> Option<usize> {
        let start = self.at;
        if start >= self.bytes.len() {
            return None;
        }
        fields.clear();
        self.quoted.clear();
        loop {
            fields.push(self.field(defects));
            match self.bytes.get(self.at) {
                Some(byte) if *byte == self.delimiter => self.at += 1,
                Some(b'\r') if self.bytes.get(self.at + 1) == Some(&b'\n') => {
                    self.at += 2;
                    return Some(start);
                }
                _ => {
                    self.at += 1;
                    return Some(start);
                }
            }
        }
    }

    fn field(&mut self, defects: &mut Defects) -> Cow<'a, str> {
        let rest = &self.bytes[self.at..];
        let blank = rest.iter().take_while(|byte| **byte == b' ').count();
        if rest.get(blank) == Some(&b'"') {
            self.at += blank;
            self.quoted.push(true);
            return self.in_quotes(defects);
        }
        self.quoted.push(false);
        let start = self.at;
        let length = rest.iter().position(|byte| *byte == self.delimiter || matches!(byte, b'\n' | b'\r'));
        self.at += length.unwrap_or(rest.len());
        text(self.bytes[start..self.at].trim_ascii(), start, defects)
    }

    fn in_quotes(&mut self, defects: &mut Defects) -> Cow<'a, str> {
        let start = self.at;
        let mut from = start + 1;
        let mut whole: Option<Vec<u8>> = None;
        loop {
            let rest = &self.bytes[from..];
            let Some(length) = memchr::memchr(b'"', rest) else {
                // The rest is one value; nothing after it can be told apart.
                defects.note(start, "", Wrong::Broken { expected: "`\"`" });
                self.at = self.bytes.len();
                return joined(whole, rest, start, defects);
            };
            let inside = &rest[..length];
            from += length + 1;
            if self.bytes.get(from) == Some(&b'"') {
                let whole = whole.get_or_insert_default();
                whole.extend_from_slice(inside);
                whole.push(b'"');
                from += 1;
                continue;
            }
            self.at = from;
            let value = joined(whole, inside, start, defects);
            return self.after_quote(value, defects);
        }
    }

    /// What stands between the closing quote and the delimiter belongs to the value, and should not be there.
    fn after_quote(&mut self, value: Cow<'a, str>, defects: &mut Defects) -> Cow<'a, str> {
        let rest = &self.bytes[self.at..];
        let ends = |byte: &u8| *byte == self.delimiter || matches!(byte, b'\n' | b'\r');
        let length = rest.iter().position(ends).unwrap_or(rest.len());
        let extra = rest[..length].trim_ascii();
        let at = self.at;
        self.at += length;
        if extra.is_empty() {
            return value;
        }
        let extra = text(extra, at, defects);
        defects.note(at, "", Wrong::NotAllowed { value: crate::sbom::shortened(&extra) });
        Cow::Owned(format!("{value}{extra}"))
    }
}

fn joined<'a>(whole: Option<Vec<u8>>, last: &'a [u8], at: usize, defects: &mut Defects) -> Cow<'a, str> {
    match whole {
        None => text(last, at, defects),
        Some(mut whole) => {
            whole.extend_from_slice(last);
            Cow::Owned(text(&whole, at, defects).into_owned())
        }
    }
}

fn text<'v>(value: &'v [u8], at: usize, defects: &mut Defects) -> Cow<'v, str> {
    match std::str::from_utf8(value) {
        Ok(text) => Cow::Borrowed(text.trim()),
        Err(_) => {
            defects.note(at, "", Wrong::BadUtf8);
            Cow::Owned(String::from_utf8_lossy(value).trim().to_owned())
        }
    }
}
