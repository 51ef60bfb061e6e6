//! Lines of components in their documents, counted once, only when somebody asks.

use activities::scan::Scan;
use std::cell::OnceCell;
use terms::Place;

/// Where components stand.
pub(crate) struct Places<'s, 'a> {
    scan: &'s Scan<'a>,
    documents: Vec<&'s [u8]>,
    lines: OnceCell<Vec<u32>>,
}

impl<'s, 'a> Places<'s, 'a> {
    /// `documents` are the bytes of each document, in order.
    pub(crate) fn new(scan: &'s Scan<'a>, documents: Vec<&'s [u8]>) -> Places<'s, 'a> {
        Places { scan, documents, lines: OnceCell::new() }
    }

    /// File and line of a component.
    pub(crate) fn of(&self, component: u32) -> Place {
        self.scan.place(component, self.line(component))
    }

    /// Line of a component; all lines are counted at the first call.
    pub(crate) fn line(&self, component: u32) -> u32 {
        self.lines.get_or_init(|| self.count())[component as usize]
    }

    /// Neighbours are close to each other, so each count starts at the one before; it may go back, as nested components
    /// do.
    fn count(&self) -> Vec<u32> {
        let mut lines = Vec::with_capacity(self.scan.count() as usize);
        let (mut document, mut at, mut line) = (usize::MAX, 0usize, 1u32);
        for component in self.scan.components() {
            if component.document != document {
                (document, at, line) = (component.document, 0, 1);
            }
            let bytes = self.documents.get(document).copied().unwrap_or_default();
            let to = component.offset.min(bytes.len());
            let between = memchr::memchr_iter(b'\n', &bytes[at.min(to)..at.max(to)]).count() as u32;
            line = if to >= at { line.saturating_add(between) } else { line.saturating_sub(between) };
            at = to;
            lines.push(line);
        }
        lines
    }
}
