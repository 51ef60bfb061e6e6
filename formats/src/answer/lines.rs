//! JSON laid out for people who search and compare it: one finding, one component, one source a line.

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};
use std::io::{self, BufWriter, Write};

/// Values nested deeper than this stand on the line of what holds them.
const DEEPEST: u32 = 3;

/// Writes a document with a line end.
pub fn write(out: &mut dyn Write, answer: &impl Serialize) -> io::Result<()> {
    // An answer is written in millions of small pieces, each cheap only when the compiler sees where it goes.
    let mut out = BufWriter::with_capacity(1 << 14, out);
    let mut serializer = Serializer::with_formatter(&mut out, Lines::default());
    answer.serialize(&mut serializer)?;
    out.write_all(b"\n")?;
    out.flush()
}

#[derive(Default)]
struct Lines {
    depth: u32,
    filled: bool,
}

impl Lines {
    fn open<W: Write + ?Sized>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        self.depth += 1;
        self.filled = false;
        out.write_all(bracket)
    }

    fn next<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        match (first, self.depth <= DEEPEST) {
            (true, true) => {}
            (true, false) => return Ok(()),
            (false, true) => out.write_all(b",")?,
            (false, false) => return out.write_all(b", "),
        }
        self.start_line(out)
    }

    fn close<W: Write + ?Sized>(&mut self, out: &mut W, bracket: &[u8]) -> io::Result<()> {
        let lines = self.depth <= DEEPEST && self.filled;
        self.depth -= 1;
        if lines {
            self.start_line(out)?;
        }
        self.filled = true;
        out.write_all(bracket)
    }

    fn start_line<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(&b"\n      "[..1 + 2 * self.depth as usize])
    }
}

impl Formatter for Lines {
    fn begin_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"[")
    }

    fn end_array<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"]")
    }

    fn begin_array_value<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(out, first)
    }

    fn end_array_value<W: Write + ?Sized>(&mut self, _out: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }

    fn begin_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.open(out, b"{")
    }

    fn end_object<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        self.close(out, b"}")
    }

    fn begin_object_key<W: Write + ?Sized>(&mut self, out: &mut W, first: bool) -> io::Result<()> {
        self.next(out, first)
    }

    fn begin_object_value<W: Write + ?Sized>(&mut self, out: &mut W) -> io::Result<()> {
        out.write_all(b": ")
    }

    fn end_object_value<W: Write + ?Sized>(&mut self, _out: &mut W) -> io::Result<()> {
        self.filled = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::write;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    #[test]
    fn what_is_deep_stands_on_one_line() {
        let inner: BTreeMap<&str, Vec<BTreeMap<&str, [u8; 2]>>> =
            [("a", vec![[("b", [1, 2])].into()]), ("e", Vec::new())].into();
        let mut text = Vec::new();
        write(&mut text, &[("k", inner)].into_iter().collect::<BTreeMap<_, _>>()).unwrap();
        let wanted = "{\n  \"k\": {\n    \"a\": [\n      {\"b\": [1, 2]}\n    ],\n    \"e\": []\n  }\n}\n";
        assert_eq!(String::from_utf8(text).unwrap(), wanted);
    }

    proptest! {
        #[test]
        fn a_library_reads_back_what_is_written(texts in proptest::collection::vec(any::<String>(), 0..4)) {
            let value = vec![vec![texts.clone()], vec![], vec![texts, vec![]]];
            let mut text = Vec::new();
            write(&mut text, &value).unwrap();
            let back: Vec<Vec<Vec<String>>> = serde_json::from_slice(&text).unwrap();
            prop_assert_eq!(back, value);
        }
    }
}
