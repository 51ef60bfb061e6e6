//! The form with braces, in which `show` answers when no other form was set: a path opens with `{`, a value ends with `;`.

use super::model::Model;
use super::take;
use crate::firewall::build::Builder;
use crate::firewall::lines::{end_of, shown};
use crate::firewall::statement::Statements;
use std::borrow::Cow;

/// Deeper than any configuration nests; what goes on is not read.
const DEEPEST: usize = 64;

/// Whether the first line that says something opens a brace.
pub(crate) fn is_nested(text: &str) -> bool {
    text.lines().map(str::trim).find(|line| !line.is_empty()).is_some_and(|line| line.ends_with('{'))
}

/// Reads a file.
pub(super) fn read(file: u16, text: &str, model: &mut Model, builder: &mut Builder) {
    let mut statements = Statements::new(file, text);
    let mut path: Vec<Cow<'_, str>> = Vec::new();
    // How many words each open brace has brought.
    let mut open: Vec<usize> = Vec::new();
    for statement in statements.by_ref() {
        let (mut words, span) = (statement.words, statement.span);
        let last = words.pop().unwrap_or_default();
        match (words.is_empty(), last.as_ref()) {
            (true, "}") => match open.pop() {
                Some(count) => path.truncate(path.len().saturating_sub(count)),
                None => builder.unread(span, "a brace closes that nothing opened"),
            },
            (false, "{") if open.len() < DEEPEST => {
                open.push(words.len());
                path.append(&mut words);
            }
            (_, value) => match value.strip_suffix(';') {
                Some(value) => {
                    let whole = path.iter().chain(&words).map(AsRef::as_ref);
                    take(&whole.chain(Some(value).filter(|value| !value.is_empty())).collect::<Vec<_>>(), span, model);
                }
                None => builder.unread(span, shown(last.as_ref())),
            },
        }
    }
    if statements.broken || !open.is_empty() {
        builder.unread(end_of(file, text), "a quote or a brace that is never closed");
    }
}
