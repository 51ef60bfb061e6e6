//! JSON read by pulling: no tree, every value with its byte offset, nothing thrown away for a defect beside it.
//!
//! A general library stops at the first bad byte and recurses on nesting; evidence needs the rest of the document and its
//! places, so this reader is ours. It keeps one byte position and never allocates for a string without escapes.

mod each;
mod elements;
mod members;
mod skip;
mod string;
#[cfg(test)]
mod tests;

pub use elements::{Cut, Elements};
pub use members::Members;

use crate::defect::{Defects, Wrong};
use std::borrow::Cow;

/// The document cannot be read any further; the defect is already noted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop;

/// Where an entry of a list begins.
#[derive(Clone, Copy, Debug)]
pub struct Entry {
    at: usize,
    depth: u32,
}

/// What kind of value comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// `{`
    Object,
    /// `[`
    Array,
    /// `"`
    String,
    /// A number.
    Number,
    /// `true` or `false`.
    Bool,
    /// `null`.
    Null,
}

/// A position in a JSON text, and what was found wrong so far.
pub struct Json<'a> {
    bytes: &'a [u8],
    /// The same, when all of it is UTF-8: looked at once, so that no text needs a look of its own.
    text: Option<&'a str>,
    at: usize,
    depth: u32,
    /// Whether a value has just ended, so that a comma or a closing bracket must come.
    ended: bool,
    /// The last key read, as offsets of its text, to name the field in a defect.
    key: (usize, usize),
    /// Bytes that were looked over to pass entries that could not be read.
    passed: usize,
    /// What was found wrong so far.
    pub defects: Defects,
}

impl<'a> Json<'a> {
    /// Objects and arrays nested deeper than this are passed over.
    pub const DEEPEST: u32 = 400;

    /// Starts at the beginning; a byte order mark is passed over.
    pub fn new(bytes: &'a [u8]) -> Json<'a> {
        Json { text: std::str::from_utf8(bytes).ok(), ..Json::glance(bytes) }
    }

    /// The same for a look at the beginning of a long text: no more of it is touched than is read.
    pub fn glance(bytes: &'a [u8]) -> Json<'a> {
        let at = if bytes.starts_with(b"\xef\xbb\xbf") { 3 } else { 0 };
        Json { bytes, text: None, at, depth: 0, ended: false, key: (0, 0), passed: 0, defects: Defects::default() }
    }

    /// The byte offset of the next value.
    pub fn offset(&mut self) -> usize {
        self.blank();
        self.at
    }

    /// The whole text.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The bytes from an offset to where the reader stands.
    pub fn since(&self, start: usize) -> &'a [u8] {
        self.bytes.get(start..self.at).unwrap_or_default()
    }

    /// What comes next, without taking it.
    pub fn peek(&mut self) -> Result<Next, Stop> {
        self.blank();
        match self.bytes.get(self.at) {
            Some(b'{') => Ok(Next::Object),
            Some(b'[') => Ok(Next::Array),
            Some(b'"') => Ok(Next::String),
            Some(b'-' | b'0'..=b'9') => Ok(Next::Number),
            Some(b't' | b'f') => Ok(Next::Bool),
            Some(b'n') => Ok(Next::Null),
            _ => self.stop("a value"),
        }
    }

    /// Enters an object. `false`: it was something else, which has been passed over (and noted, unless `null`).
    pub fn object(&mut self) -> Result<bool, Stop> {
        self.enter(Next::Object, "an object")
    }

    /// Enters an array. `false`: it was something else, which has been passed over (and noted, unless `null`).
    pub fn array(&mut self) -> Result<bool, Stop> {
        self.enter(Next::Array, "an array")
    }

    /// The next key of the object entered last; `None` when it has ended. The value must be taken before the next call.
    pub fn key(&mut self) -> Result<Option<Cow<'a, str>>, Stop> {
        loop {
            self.blank();
            match self.bytes.get(self.at) {
                Some(b'"') => {
                    if self.ended {
                        self.note("", Wrong::MissingComma);
                    }
                    let start = self.at + 1;
                    let key = self.quoted()?;
                    self.key = (start, self.at - 1);
                    self.blank();
                    if self.bytes.get(self.at) != Some(&b':') {
                        return self.stop("`:`");
                    }
                    self.at += 1;
                    self.ended = false;
                    return Ok(Some(key));
                }
                Some(b',') => {
                    self.at += 1;
                    self.ended = false;
                }
                Some(b'}') => {
                    self.leave();
                    return Ok(None);
                }
                _ => return self.stop("a key or `}`"),
            }
        }
    }

    /// Whether the array entered last has another element. The element must be taken before the next call.
    pub fn element(&mut self) -> Result<bool, Stop> {
        loop {
            self.blank();
            match self.bytes.get(self.at) {
                Some(b']') => {
                    self.leave();
                    return Ok(false);
                }
                Some(b',') => {
                    self.at += 1;
                    self.ended = false;
                }
                Some(b'}') | None => return self.stop("a value or `]`"),
                Some(_) => {
                    if self.ended {
                        self.note("", Wrong::MissingComma);
                        self.ended = false;
                    }
                    return Ok(true);
                }
            }
        }
    }

    /// Takes a text. A number or boolean is taken as its text and noted; `null` gives `None`; anything else is passed
    /// over and noted.
    pub fn text(&mut self) -> Result<Option<Cow<'a, str>>, Stop> {
        match self.peek()? {
            Next::String => self.quoted().map(Some),
            Next::Null => self.skip().map(|()| None),
            Next::Number | Next::Bool => {
                self.note("", Wrong::WrongType { expected: "a text" });
                self.scalar().map(Some)
            }
            Next::Object | Next::Array => {
                self.note("", Wrong::WrongType { expected: "a text" });
                self.skip().map(|()| None)
            }
        }
    }

    /// Takes a text, `""` for anything that is none.
    pub fn text_or_empty(&mut self) -> Result<Cow<'a, str>, Stop> {
        Ok(self.text()?.unwrap_or(Cow::Borrowed("")))
    }

    /// Takes a version, and whether it may have lost zeros: one that is written as a number is noted.
    pub fn version(&mut self) -> Result<(Cow<'a, str>, bool), Stop> {
        if self.peek()? != Next::Number {
            return Ok((self.text_or_empty()?, false));
        }
        let at = self.at;
        let text = self.scalar()?;
        self.note_at(at, "", Wrong::NumberAsVersion { value: text.clone().into_owned() });
        let lost = sbom::may_have_lost_zeros(&text);
        Ok((text, lost))
    }

    /// Takes a number, also one written as a text; `None` (and noted) for anything else.
    pub fn number(&mut self) -> Result<Option<f64>, Stop> {
        let text = match self.peek()? {
            Next::Null => return self.skip().map(|()| None),
            Next::String => self.quoted()?,
            Next::Number => self.scalar()?,
            Next::Object | Next::Array | Next::Bool => {
                self.note("", Wrong::WrongType { expected: "a number" });
                return self.skip().map(|()| None);
            }
        };
        let number = text.trim().parse::<f64>().ok().filter(|number| number.is_finite());
        if number.is_none() {
            self.note("", Wrong::WrongType { expected: "a number" });
        }
        Ok(number)
    }

    /// Takes a boolean; `None` (and noted, unless `null`) for anything else.
    pub fn boolean(&mut self) -> Result<Option<bool>, Stop> {
        match self.peek()? {
            Next::Bool => Ok(Some(self.scalar()? == "true")),
            Next::Null => self.skip().map(|()| None),
            Next::Object | Next::Array | Next::String | Next::Number => {
                self.note("", Wrong::WrongType { expected: "true or false" });
                self.skip().map(|()| None)
            }
        }
    }

    /// After the outermost value: notes anything but white space that follows.
    pub fn end(&mut self) {
        self.blank();
        if self.at < self.bytes.len() {
            self.note("", Wrong::Broken { expected: "the end of the document" });
        }
    }

    /// Where the next value begins, to pass it as a whole when it cannot be read.
    pub fn entry(&mut self) -> Entry {
        Entry { at: self.offset(), depth: self.depth }
    }

    /// Goes behind an entry of a list that could not be read because of bytes that belong to nothing. Where such bytes are not what stopped
    /// it, or its end cannot be found, reading stays stopped.
    pub fn pass(&mut self, entry: Entry, field: &str, stop: Stop) -> Result<(), Stop> {
        let at = self.at;
        let stray = self.bytes.get(at).is_some_and(|byte| !matches!(byte, b' '..=b'~'));
        // Entries nest; however they do, the whole is not looked over again and again.
        if !stray || self.passed > 4 * self.bytes.len() {
            return Err(stop);
        }
        let mut look = Json::glance(self.bytes);
        look.at = entry.at;
        let ended = look.skip();
        self.passed += look.at - entry.at;
        if ended.is_err() || look.at <= at {
            return Err(stop);
        }
        let next = &self.bytes[at..self.bytes.len().min(at + 4)];
        let not_utf8 = std::str::from_utf8(next).is_err_and(|wrong| wrong.valid_up_to() == 0);
        self.defects.correct(at, field, Wrong::EntrySkipped { byte: at, not_utf8 });
        (self.at, self.depth, self.ended) = (look.at, entry.depth, true);
        Ok(())
    }

    /// Says of the break that reading has just stopped at that it hides the rest of one list alone.
    pub fn stopped_in_list(&mut self, field: &str) {
        let last = self.defects.kept().last();
        if let Some(Wrong::Broken { expected }) = last.map(|last| last.wrong.clone()) {
            self.defects.correct(self.at, field, Wrong::ListBroken { expected });
        }
    }

    /// Notes a defect at the next value; an empty field means the key read last.
    pub fn note(&mut self, field: &str, wrong: Wrong) {
        let at = self.at;
        self.note_at(at, field, wrong);
    }

    /// Notes a defect at an offset; an empty field means the key read last.
    pub fn note_at(&mut self, at: usize, field: &str, wrong: Wrong) {
        if field.is_empty() {
            let (start, end) = self.key;
            let key = String::from_utf8_lossy(self.bytes.get(start..end).unwrap_or_default()).into_owned();
            self.defects.note(at, &key, wrong);
        } else {
            self.defects.note(at, field, wrong);
        }
    }

    fn enter(&mut self, wanted: Next, expected: &'static str) -> Result<bool, Stop> {
        let next = self.peek()?;
        if next != wanted {
            if next != Next::Null {
                self.note("", Wrong::WrongType { expected });
            }
            return self.skip().map(|()| false);
        }
        if self.depth >= Self::DEEPEST {
            self.note("", Wrong::TooDeep);
            return self.skip().map(|()| false);
        }
        self.at += 1;
        self.depth += 1;
        self.ended = false;
        Ok(true)
    }

    fn leave(&mut self) {
        self.at += 1;
        self.depth = self.depth.saturating_sub(1);
        self.ended = true;
    }

    fn stop<T>(&mut self, expected: &'static str) -> Result<T, Stop> {
        let at = self.at;
        self.defects.note(at, "", Wrong::Broken { expected });
        Err(Stop)
    }

    #[inline]
    fn blank(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.bytes.get(self.at) {
            self.at += 1;
        }
    }
}
