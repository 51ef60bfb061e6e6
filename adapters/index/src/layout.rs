//! The shape of a segment file. It ends with one trailer page, so that it can be written in a single pass and its name is
//! simply the SHA-256 of the file.
//!
//! ```text
//! names      (hash u64, offset u32) sorted, 341 a page     fence: first hash of each page
//! postings   per name: length, name, statements
//! ids        (hash u64, record u32) sorted, 341 a page     fence: first hash of each page
//! offsets    start of each record, u32
//! records    one blob a record
//! hidden     only in a layer: numbers of the records below that it overrides or withdraws, u32, sorted
//! checks     CRC-32 of every page before it
//! trailer    magic, format, section table, CRC-32 of the trailer
//! ```
//! All numbers are little endian. Sections start on a page. A reader passes over sections of a kind it does not know.

/// Size of a page and of the trailer.
pub(crate) const PAGE: usize = 4096;
/// First bytes of the trailer.
pub(crate) const MAGIC: [u8; 8] = *b"TUTELASG";
/// Version of this layout, and of the rules by which names are spelt and versions become keys: names and keys stand in
/// the file as they were made, so a changed rule raises this number too. Another version is refused with a next step,
/// never guessed at: what was written under other rules would be missed in silence.
pub(crate) const FORMAT: u32 = 4;
/// Bytes of an entry of a probe table.
pub(crate) const ENTRY: usize = 12;
/// Entries in one page of a probe table; the rest of the page is empty, so that no entry crosses pages.
pub(crate) const ENTRIES: usize = PAGE / ENTRY;

/// What a section holds. The numbers are stored and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Section {
    Names,
    NamesFence,
    Postings,
    Ids,
    IdsFence,
    Offsets,
    Records,
    Checks,
    Hidden,
}

impl Section {
    pub(crate) const ALL: [Section; 9] = [
        Section::Names,
        Section::NamesFence,
        Section::Postings,
        Section::Ids,
        Section::IdsFence,
        Section::Offsets,
        Section::Records,
        Section::Checks,
        Section::Hidden,
    ];

    pub(crate) fn number(self) -> u32 {
        match self {
            Section::Names => 1,
            Section::NamesFence => 2,
            Section::Postings => 3,
            Section::Ids => 4,
            Section::IdsFence => 5,
            Section::Offsets => 6,
            Section::Records => 7,
            Section::Checks => 8,
            Section::Hidden => 9,
        }
    }
}

/// Where a section lies in the file, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Extent {
    pub(crate) offset: u64,
    pub(crate) length: u64,
}
