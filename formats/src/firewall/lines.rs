//! The lines of a rule set, each with its place.

use network::policy::Span;

/// A line that says something.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Line<'a> {
    /// Without blanks at its end; those at its beginning may mean something.
    pub(crate) text: &'a str,
    pub(crate) span: Span,
}

impl<'a> Line<'a> {
    pub(crate) fn words(&self) -> Vec<&'a str> {
        self.text.split_ascii_whitespace().collect()
    }

    /// Whether it begins with a blank, as lines inside a block do.
    pub(crate) fn is_inside(&self) -> bool {
        self.text.starts_with([' ', '\t'])
    }
}

/// The lines of a text that are not empty; with `\n` or `\r\n`.
pub(crate) fn lines(file: u16, text: &str) -> impl Iterator<Item = Line<'_>> {
    let (mut at, mut number) = (0usize, 0u32);
    text.split_inclusive('\n').filter_map(move |whole| {
        number = number.saturating_add(1);
        let start = at;
        at += whole.len();
        let text = whole.trim_end();
        let span = Span { file, line: number, start: place(start), end: place(start + text.len()) };
        (!text.is_empty()).then_some(Line { text, span })
    })
}

/// A byte offset as spans hold it.
pub(crate) fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The place behind the last byte of a text, for what is missing there.
pub(crate) fn end_of(file: u16, text: &str) -> Span {
    let line = memchr::memchr_iter(b'\n', text.trim_end().as_bytes()).count() + 1;
    Span { file, line: place(line), start: place(text.len()), end: place(text.len()) }
}

/// A line as a finding shows it: on one line, no longer than a screen's.
pub(crate) fn shown(text: &str) -> String {
    let mut short: String = text.split_ascii_whitespace().collect::<Vec<_>>().join(" ");
    if let Some((cut, _)) = short.char_indices().nth(100) {
        short.truncate(cut);
        short.push('…');
    }
    short
}
