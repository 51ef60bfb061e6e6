//! The port through which feed files are read: one call walks files of any known feed, the sink receives what they hold.

use std::path::PathBuf;
use terms::{Instant, Lang};
use vulnerability::{Advisory, Part, Signature, Source};

/// A feed file as it was received.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReceivedFile {
    /// As the user named it, or its place inside the folder that was named.
    pub name: String,
    /// SHA-256 of its bytes, hexadecimal.
    pub sha256: String,
    /// Size in bytes.
    pub bytes: u64,
    /// Whether all of it was looked at: it does not break off, and nothing in it had to be left packed.
    pub whole: bool,
    /// The signature beside it.
    pub signature: Signature,
}

/// Why a record, a part of one, or a file inside a feed was not taken.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Rejection {
    /// It cannot be read; says what was expected.
    Unreadable {
        /// What was expected, English.
        en: String,
        /// What was expected, Japanese.
        ja: String,
    },
    /// It carries no id.
    NoId,
    /// It stands in a place that an archive must not name (`../`, absolute).
    UnsafePath,
    /// It unpacks to more than a feed record or file may be.
    TooLarge,
}

impl Rejection {
    /// It cannot be read, for this reason.
    pub fn unreadable(en: impl Into<String>, ja: impl Into<String>) -> Rejection {
        Rejection::Unreadable { en: en.into(), ja: ja.into() }
    }
}

/// Receives what feed files hold, in reading order.
pub trait FeedSink {
    /// A file starts; all that follows comes from it. Comes before its records.
    fn file(&mut self, file: &str, source: Source);
    /// The file has been read to its end, and kept as received.
    fn received(&mut self, file: ReceivedFile);
    /// A record. For OSV it is filed under each ecosystem it names.
    fn record(&mut self, source: Source, record: &Advisory<'_>) -> Result<(), FeedFault>;
    /// A record, a part of one, or an archive member was not taken. `place` is `file:line`, `file#record` or
    /// `archive!member`; no source when it is of no known feed.
    fn rejected(&mut self, source: Option<Source>, place: &str, why: Rejection);
    /// The file holds everything that the source has for this part (OSV's `<ecosystem>/all.zip`).
    fn complete(&mut self, part: Part);
    /// The source's own date of this state (KEV `dateReleased`, EPSS `score_date`, NVD `timestamp`).
    fn stated(&mut self, source: Source, at: Instant);
    /// Progress: bytes of input taken so far in this call.
    fn progress(&mut self, bytes: u64);
}

/// Words in both languages.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Said {
    /// English.
    pub en: String,
    /// Japanese.
    pub ja: String,
}

impl Said {
    /// Both wordings.
    pub fn new(en: impl Into<String>, ja: impl Into<String>) -> Said {
        Said { en: en.into(), ja: ja.into() }
    }

    /// The wording of a language.
    pub fn get(&self, lang: Lang) -> &str {
        lang.pick(&self.en, &self.ja)
    }
}

/// Why feeds could not be read, fetched or kept.
#[derive(Debug)]
pub struct FeedFault {
    /// What failed, with the file.
    pub what: Said,
    /// What to try next.
    pub next: Said,
    /// The cause, where another error caused it.
    pub cause: Option<std::io::Error>,
}

impl FeedFault {
    /// Without a cause below it.
    pub fn new(what: Said, next: Said) -> FeedFault {
        FeedFault { what, next, cause: None }
    }
}

impl std::fmt::Display for FeedFault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{}", self.what.en)
    }
}

impl std::error::Error for FeedFault {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.cause.as_ref().map(|cause| cause as _)
    }
}

/// Reads feed files and keeps them as received.
pub trait Feeds {
    /// Walks files and folders in a fixed order and gives the sink what they hold. A file of no known feed is a
    /// [`Rejection::Unreadable`]; only a file that cannot be opened or kept is a fault.
    fn read(&self, paths: &[PathBuf], sink: &mut dyn FeedSink) -> Result<(), FeedFault>;
}
