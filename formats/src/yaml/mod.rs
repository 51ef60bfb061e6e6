//! YAML read once into a small tree with spans. Values stay the text that was written: `no` is no boolean here and
//! `1.10` no number; what a text means is decided by the field that reads it.
//!
//! Anchors, aliases and merge keys are refused: they make small files explode and diffs lie. Any bytes are survived; what
//! stands before a break stays readable.

mod build;
mod complaint;
mod node;
#[cfg(test)]
mod tests;
mod write;

pub use complaint::{
    YamlAlias, YamlBroken, YamlDuplicateKey, YamlKeyNotText, YamlNotUtf8, YamlSeveralDocuments, YamlTooDeep,
    YamlTooLarge,
};
pub use node::{Key, Node, Span, Value};
pub use write::{json_line, json_pretty, yaml_document};

use build::Builder;
use saphyr_parser::Parser;
use terms::{Finding, Place, Priority, Subject};

/// A larger file is refused: what people write is far smaller.
pub const LARGEST: usize = 16 * 1024 * 1024;

/// Deeper nesting is passed over.
pub const DEEPEST: usize = 64;

/// What was read of a YAML file.
#[derive(Debug, Default)]
pub struct Yaml {
    /// Its documents, in order; an empty document is left out.
    pub documents: Vec<Node>,
    /// What is wrong with it.
    pub complaints: Vec<Finding>,
    /// Whether it was read to its end.
    pub whole: bool,
}

/// Reads the documents of a file.
pub fn read(file: &str, bytes: &[u8]) -> Yaml {
    if bytes.len() > LARGEST {
        let detail = YamlTooLarge { mebibytes: LARGEST / (1024 * 1024) };
        let subject = Subject::at(file, Place::file(file));
        let complaints = vec![Finding::new(Priority::Undecided, subject, detail)];
        return Yaml { documents: Vec::new(), complaints, whole: false };
    }
    let mut builder = Builder::new(file);
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let (line, column) = crate::defect::line_column(bytes, error.valid_up_to());
            builder.complain_at(line, column, YamlNotUtf8 {});
            builder.whole = false;
            // What stands before the bad byte is read, so that its own complaints are heard too.
            std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or_default()
        }
    };
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => builder.take(event, span),
            Err(error) => {
                builder.broken(text, &error);
                break;
            }
        }
    }
    builder.finish()
}
