//! Palo Alto PAN-OS: security rules of one virtual system or device group, from the first to the last; connections remembered.
//!
//! The configuration comes as XML, as `set` commands, or with braces; all are the same paths with values.

mod braces;
mod filter;
mod model;
mod objects;
#[cfg(test)]
mod tests;
mod xml;

use super::build::Builder;
use super::lines::{end_of, shown};
use super::statement::Statements;
pub(crate) use braces::is_nested;
use model::Model;
use network::policy::Span;

/// Reads a file.
pub(crate) fn read(file: u16, text: &str, builder: &mut Builder) {
    let mut model = Model::default();
    if text.trim_start().starts_with('<') {
        xml::read(file, text, &mut model, builder);
    } else if is_nested(text) {
        braces::read(file, text, &mut model, builder);
    } else {
        commands(file, text, &mut model, builder);
    }
    filter::put(&model, file, end_of(file, text), builder);
}

fn commands(file: u16, text: &str, model: &mut Model, builder: &mut Builder) {
    let mut statements = Statements::new(file, text);
    for statement in statements.by_ref() {
        let words: Vec<&str> = statement.words.iter().map(AsRef::as_ref).collect();
        match words.as_slice() {
            ["set", path @ ..] => {
                take(path, statement.span, model);
            }
            // What changes or moves entries stands in scripts, not in an export.
            ["delete" | "move" | "rename" | "copy", ..] => builder.unread(statement.span, shown(&words.join(" "))),
            _ => {}
        }
    }
    if statements.broken {
        builder.unread(end_of(file, text), "a quote that is never closed");
    }
}

/// A path, and its value or the list of its values: `[ a b ]`, also with the brackets beside the words.
fn take(path: &[&str], span: Span, model: &mut Model) {
    let (path, values) = match path.iter().position(|word| word.starts_with('[')) {
        Some(at) => {
            let inside = path[at..].iter().map(|word| word.trim_start_matches('[').trim_end_matches(']'));
            (&path[..at], inside.filter(|word| !word.is_empty()).collect())
        }
        None => (path, Vec::new()),
    };
    if values.is_empty() {
        model.take(path, span);
    }
    let mut whole = path.to_vec();
    for value in values {
        whole.push(value);
        model.take(&whole, span);
        whole.pop();
    }
}
