//! Places in a JSON text as spans.

use super::lines::place;
use crate::json::Json;
use network::policy::Span;

/// Counts lines up to where spans begin; spans come in order of their beginning.
#[derive(Debug)]
pub(crate) struct Places {
    file: u16,
    line: u32,
    counted: usize,
}

impl Places {
    pub(crate) fn new(file: u16) -> Places {
        Places { file, line: 1, counted: 0 }
    }

    /// The line of an offset.
    fn line(&mut self, bytes: &[u8], at: usize) -> u32 {
        let to = at.clamp(self.counted, bytes.len());
        let lines = memchr::memchr_iter(b'\n', &bytes[self.counted..to]).count();
        self.line = self.line.saturating_add(place(lines));
        self.counted = to;
        self.line
    }

    /// From an offset to where the reader stands.
    pub(crate) fn span(&mut self, json: &Json<'_>, start: usize) -> Span {
        let line = self.line(json.bytes(), start);
        Span { file: self.file, line, start: place(start), end: place(start + json.since(start).len()) }
    }
}
