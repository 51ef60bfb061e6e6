//! Identifiers and licences as documents state them: kept as written, a broken one is a defect.

use crate::defect::{Defects, Wrong};
use sbom::{Component, Cpe, Purl, is_swhid};
use std::borrow::Cow;

/// A foreign text short enough to be shown.
pub(crate) fn shortened(text: &str) -> String {
    const LETTERS: usize = 80;
    match text.char_indices().nth(LETTERS) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

/// Adds a package URL.
#[inline]
pub(crate) fn push_purl<'a>(component: &mut Component<'a>, text: Cow<'a, str>, at: usize, defects: &mut Defects) {
    if text.is_empty() {
        return;
    }
    if Purl::parse(&text).is_err() {
        broken("purl", &text, at, defects);
    }
    component.purls.push(text);
}

/// Adds a CPE name.
pub(crate) fn push_cpe<'a>(component: &mut Component<'a>, text: Cow<'a, str>, at: usize, defects: &mut Defects) {
    if text.is_empty() {
        return;
    }
    if Cpe::parse(&text).is_err() {
        broken("CPE", &text, at, defects);
    }
    component.cpes.push(text);
}

/// Adds a Software Heritage identifier.
pub(crate) fn push_swhid<'a>(component: &mut Component<'a>, text: Cow<'a, str>, at: usize, defects: &mut Defects) {
    if text.is_empty() {
        return;
    }
    if !is_swhid(&text) {
        broken("SWHID", &text, at, defects);
    }
    component.swhids.push(text);
}

/// Adds a licence unless it is stated already, or stated to be unknown (`NOASSERTION`) or absent (`NONE`).
pub(crate) fn push_licence<'a>(component: &mut Component<'a>, text: Cow<'a, str>) {
    // Looked for among the first ones only, so that a million of them cost a million steps.
    const LOOKED_AT: usize = 16;
    let silent = matches!(text.as_ref(), "" | "NOASSERTION" | "NONE");
    if !silent && !component.licences.iter().take(LOOKED_AT).any(|known| *known == text) {
        component.licences.push(text);
    }
}

#[cold]
fn broken(kind: &'static str, text: &str, at: usize, defects: &mut Defects) {
    defects.note(at, kind, Wrong::BadIdentifier { kind, value: shortened(text) });
}
