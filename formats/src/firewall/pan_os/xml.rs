//! The configuration as XML (`show config running`, an export, or the answer of the API).

use super::model::Model;
use crate::firewall::build::Builder;
use crate::firewall::lines::{end_of, place};
use crate::json::Stop;
use crate::xml::Xml;
use network::policy::Span;

/// Deeper elements are passed over; no configuration is so deep.
const DEEPEST: usize = 60;

/// Reads a file.
pub(super) fn read(file: u16, text: &str, model: &mut Model, builder: &mut Builder) {
    let mut reader =
        Reader { xml: Xml::new(text.as_bytes(), |_| true), file, text, line: 1, counted: 0, path: Vec::new(), model };
    let stopped = reader.inside().is_err();
    if stopped || reader.xml.defects.is_broken() {
        builder.unread(end_of(file, text), "the XML breaks off or cannot be read whole");
    }
}

struct Reader<'a, 'm> {
    xml: Xml<'a>,
    file: u16,
    text: &'a str,
    line: u32,
    counted: usize,
    path: Vec<String>,
    model: &'m mut Model,
}

impl Reader<'_, '_> {
    /// Elements come in order.
    fn span(&mut self, start: usize) -> Span {
        let passed = self.text.as_bytes().get(self.counted..start).unwrap_or_default();
        self.line = self.line.saturating_add(place(memchr::memchr_iter(b'\n', passed).count()));
        self.counted = self.counted.max(start);
        let end = self.xml.offset();
        Span { file: self.file, line: self.line, start: place(start), end: place(end) }
    }

    /// Everything inside the element entered last. An `entry` adds its name to the path, a `member` its text.
    fn inside(&mut self) -> Result<(), Stop> {
        let start = self.xml.offset();
        let (mut text, mut children) = (String::new(), false);
        while let Some(tag) = self.xml.child_or_text(&mut text)? {
            children = true;
            if self.path.len() >= DEEPEST {
                self.xml.skip()?;
                continue;
            }
            let depth = self.path.len();
            match tag.name {
                // The answer of the API around a configuration.
                "response" | "result" | "member" => {}
                "entry" => {
                    let name = self.xml.attribute(tag, "name").into_owned();
                    self.path.push(name);
                }
                name => self.path.push(name.to_owned()),
            }
            self.inside()?;
            self.path.truncate(depth);
        }
        if !children {
            let span = self.span(start);
            let text = text.trim();
            let mut path: Vec<&str> = self.path.iter().map(String::as_str).collect();
            path.extend((!text.is_empty()).then_some(text));
            self.model.take(&path, span);
        }
        Ok(())
    }
}
