//! Texts of documents by their place: eight bytes each, because a large SBOM has millions of them.

use std::borrow::Cow;

/// A text of one of the documents, or one that stands in none of them as it is (it had escapes, or was put together).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Span(u64);

impl Span {
    const LENGTH_BITS: u32 = 23;
    const OFFSET_BITS: u32 = 40;
    /// Set: the rest is a place among the texts that stand in no document.
    const APART: u64 = 1 << 63;

    /// A text inside the documents, when place and length fit: the first TiB of them, and 8 MiB.
    fn within(offset: u64, length: usize) -> Option<Span> {
        let length = u64::try_from(length).ok().filter(|length| *length < 1 << Span::LENGTH_BITS)?;
        (offset < 1 << Span::OFFSET_BITS).then_some(Span(offset << Span::LENGTH_BITS | length))
    }
}

/// The documents one after the other, and the texts that stand in none of them.
#[derive(Debug, Default)]
pub(crate) struct Texts<'a> {
    documents: Vec<Document<'a>>,
    apart: Vec<Box<str>>,
}

#[derive(Debug)]
struct Document<'a> {
    /// Bytes of all documents before it.
    start: u64,
    bytes: &'a [u8],
    /// The same as text, looked at once: a look at each text would cost more than all else that is done with it.
    text: Option<&'a str>,
}

impl<'a> Texts<'a> {
    /// Begins the next document.
    pub(crate) fn document(&mut self, bytes: &'a [u8]) {
        let start = self.documents.last().map_or(0, |last| last.start + last.bytes.len() as u64);
        self.documents.push(Document { start, bytes, text: std::str::from_utf8(bytes).ok() });
    }

    /// Keeps a text of the document begun last.
    pub(crate) fn keep(&mut self, text: &str) -> Span {
        if text.is_empty() {
            return Span::default();
        }
        let within = self.documents.last().and_then(|document| document.span(text));
        within.unwrap_or_else(|| {
            self.apart.push(text.into());
            Span(Span::APART | (self.apart.len() as u64 - 1))
        })
    }

    /// The text.
    pub(crate) fn get(&self, span: Span) -> &str {
        if span.0 & Span::APART != 0 {
            return &self.apart[(span.0 & !Span::APART) as usize];
        }
        let length = (span.0 & ((1 << Span::LENGTH_BITS) - 1)) as usize;
        if length == 0 {
            return "";
        }
        let offset = span.0 >> Span::LENGTH_BITS;
        let (document, at) = self.locate(offset);
        self.documents[document].get(at, length)
    }

    /// The number of the document in which an offset over all documents lies, and the offset inside it.
    pub(crate) fn locate(&self, offset: u64) -> (usize, usize) {
        let document = match self.documents.len() {
            1 => 0,
            _ => self.documents.partition_point(|document| document.start <= offset).saturating_sub(1),
        };
        (document, (offset - self.documents[document].start) as usize)
    }

    /// An offset of the document begun last, counted over all documents.
    pub(crate) fn offset(&self, at: usize) -> u64 {
        self.documents.last().map_or(0, |document| document.start) + at as u64
    }
}

impl Document<'_> {
    /// Where a text stands that was borrowed from the document.
    fn span(&self, text: &str) -> Option<Span> {
        let at = (text.as_ptr() as usize).checked_sub(self.bytes.as_ptr() as usize)?;
        let end = at.checked_add(text.len())?;
        (end <= self.bytes.len()).then(|| Span::within(self.start + at as u64, text.len())).flatten()
    }

    fn get(&self, at: usize, length: usize) -> &str {
        let text = match self.text {
            Some(text) => text.get(at..at + length),
            None => self.bytes.get(at..at + length).and_then(|bytes| std::str::from_utf8(bytes).ok()),
        };
        text.unwrap_or_default()
    }
}

/// The text, borrowed when that is possible.
pub(crate) fn or_empty<'t>(text: Option<&'t Cow<'_, str>>) -> &'t str {
    text.map_or("", |text| text.as_ref())
}

#[cfg(test)]
mod tests {
    use super::{Span, Texts};

    #[test]
    fn a_text_of_any_document_is_found_again() {
        let (first, second) = ("alpha beta".to_owned(), "gamma \u{3042}".to_owned());
        let mut texts = Texts::default();
        texts.document(first.as_bytes());
        let alpha = texts.keep(&first[..5]);
        texts.document(second.as_bytes());
        let (letter, apart) = (texts.keep(&second[6..]), texts.keep("put together"));
        let found = [alpha, letter, apart, Span::default()].map(|span| texts.get(span));
        assert_eq!(found, ["alpha", "\u{3042}", "put together", ""]);
        assert_eq!((texts.locate(texts.offset(3)), texts.locate(4)), ((1, 3), (0, 4)));
    }

    #[test]
    fn a_text_of_a_document_that_is_no_utf8_is_found_again() {
        let bytes = b"\xff name".to_vec();
        let mut texts = Texts::default();
        texts.document(&bytes);
        let span = texts.keep(std::str::from_utf8(&bytes[2..]).unwrap());
        assert_eq!(texts.get(span), "name");
        assert!(texts.apart.is_empty());
    }

    #[test]
    fn a_text_too_long_for_a_place_is_kept_apart() {
        let long = "x".repeat(9 << 20);
        let mut texts = Texts::default();
        texts.document(long.as_bytes());
        let span = texts.keep(&long);
        assert_eq!((texts.get(span).len(), texts.apart.len()), (long.len(), 1));
    }
}
