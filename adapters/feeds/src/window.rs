use std::io::{Error, ErrorKind, Read};

/// The part of a stream that is being looked at.
pub(crate) struct Window<'r> {
    reader: &'r mut dyn Read,
    buffer: &'r mut Vec<u8>,
    start: usize,
    end: usize,
    ended: bool,
    /// Why reading ended before the end.
    pub(crate) failure: Option<Error>,
}

const FIRST: usize = 256 << 10;

impl<'r> Window<'r> {
    /// Looks at a stream, in a buffer that can be used again.
    pub(crate) fn new(reader: &'r mut dyn Read, buffer: &'r mut Vec<u8>) -> Window<'r> {
        if buffer.len() < FIRST {
            buffer.resize(FIRST, 0);
        }
        Window { reader, buffer, start: 0, end: 0, ended: false, failure: None }
    }

    /// What is in view.
    pub(crate) fn bytes(&self) -> &[u8] {
        &self.buffer[self.start..self.end]
    }

    /// Drops bytes at the front.
    pub(crate) fn take(&mut self, count: usize) {
        self.start = (self.start + count).min(self.end);
    }

    /// Brings more into view; `false` at the end or at a failure.
    pub(crate) fn more(&mut self) -> bool {
        if self.ended {
            return false;
        }
        if self.start > 0 {
            self.buffer.copy_within(self.start..self.end, 0);
            self.end -= self.start;
            self.start = 0;
        }
        if self.end == self.buffer.len() {
            self.buffer.resize(self.end.saturating_mul(2), 0);
        }
        loop {
            match self.reader.read(&mut self.buffer[self.end..]) {
                Ok(0) => self.ended = true,
                Ok(count) => self.end += count,
                Err(error) if error.kind() == ErrorKind::Interrupted => continue,
                Err(error) => {
                    self.ended = true;
                    self.failure = Some(error);
                }
            }
            return !self.ended;
        }
    }

    /// Brings at least `count` bytes into view, or all there are.
    pub(crate) fn at_least(&mut self, count: usize) {
        while self.bytes().len() < count && self.more() {}
    }
}
