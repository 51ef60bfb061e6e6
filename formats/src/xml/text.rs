//! Character data: pieces put together, references resolved.

use crate::defect::{Defects, Wrong};
use crate::sbom::shortened;
use quick_xml::escape::resolve_xml_entity;
use quick_xml::events::BytesRef;
use std::borrow::Cow;

/// A text that arrives in pieces; one piece alone is borrowed.
#[derive(Default)]
pub(super) struct Text<'a> {
    text: Cow<'a, str>,
}

impl<'a> Text<'a> {
    pub(super) fn push(&mut self, piece: Cow<'a, str>) {
        if self.text.is_empty() {
            self.text = piece;
        } else {
            self.text.to_mut().push_str(&piece);
        }
    }

    pub(super) fn finish(self) -> Cow<'a, str> {
        trimmed(self.text)
    }
}

/// Without white space at both ends.
pub(super) fn trimmed(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(text.trim()),
        Cow::Owned(text) if text.trim().len() == text.len() => Cow::Owned(text),
        Cow::Owned(text) => Cow::Owned(text.trim().to_owned()),
    }
}

/// What `&name;` stands for. Anything but the five entities of XML and numbered characters stays as written and is noted.
pub(super) fn entity(name: &str, at: usize, defects: &mut Defects) -> String {
    let letter = BytesRef::new(name).resolve_char_ref().ok().flatten();
    match (letter, resolve_xml_entity(name)) {
        (Some(letter), _) => letter.to_string(),
        (None, Some(text)) => text.to_owned(),
        (None, None) => {
            let written = format!("&{name};");
            defects.note(at, "entity", Wrong::NotAllowed { value: shortened(&written) });
            written
        }
    }
}

/// An attribute's value with its references resolved.
pub(super) fn resolved<'a>(value: Cow<'a, str>, at: usize, defects: &mut Defects) -> Cow<'a, str> {
    if !value.contains('&') {
        return value;
    }
    let mut whole = String::with_capacity(value.len());
    let mut rest = &*value;
    while let Some((before, after)) = rest.split_once('&') {
        whole.push_str(before);
        match after.split_once(';') {
            Some((name, behind)) => {
                whole.push_str(&entity(name, at, defects));
                rest = behind;
            }
            None => {
                whole.push('&');
                rest = after;
            }
        }
    }
    whole.push_str(rest);
    Cow::Owned(whole)
}
