//! VEX: statements about the status of products, whatever format they come in.

mod any;
#[cfg(test)]
mod tests;

pub use any::{VexRead, read};

use crate::json::{Json, Stop};
use std::borrow::Cow;
use vulnerability::StatusStatement;

/// What receives statements, in document order.
pub type Each<'e, 'a> = &'e mut dyn FnMut(&StatusStatement<'a>);

/// A text, or the text of one field of an object: OpenVEX 0.0.1 writes the one where 0.2.0 writes the other.
pub(crate) fn text_or_field<'a>(json: &mut Json<'a>, field: &str) -> Result<Cow<'a, str>, Stop> {
    match json.peek()? {
        crate::json::Next::Object => json.text_of(field),
        _ => json.text_or_empty(),
    }
}

/// Texts joined by a line break; empty ones are left out.
pub(crate) fn joined<'a>(first: Cow<'a, str>, second: Cow<'a, str>) -> Cow<'a, str> {
    match (first.is_empty(), second.is_empty()) {
        (_, true) => first,
        (true, false) => second,
        (false, false) if first == second => first,
        (false, false) => Cow::Owned(format!("{first}\n{second}")),
    }
}
