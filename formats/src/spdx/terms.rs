//! Words of SPDX 2 that both of its forms share.

use sbom::{Completeness, Composition, Kind, Relation};
use std::borrow::Cow;

/// The kind of a `primaryPackagePurpose`; `None` when the format knows no such purpose.
pub(super) fn kind(purpose: &str) -> Option<Kind> {
    Some(match purpose {
        "APPLICATION" | "INSTALL" => Kind::Application,
        "FRAMEWORK" => Kind::Framework,
        "LIBRARY" | "SOURCE" | "ARCHIVE" | "OTHER" => Kind::Library,
        "CONTAINER" => Kind::Container,
        "OPERATING-SYSTEM" | "OPERATING_SYSTEM" => Kind::OperatingSystem,
        "DEVICE" => Kind::Device,
        "FIRMWARE" => Kind::Firmware,
        "FILE" => Kind::File,
        _ => return None,
    })
}

/// The name in `Organization: name (mail)`; empty for `NOASSERTION`.
pub(super) fn supplier(text: Cow<'_, str>) -> Cow<'_, str> {
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(name(text)),
        Cow::Owned(text) => Cow::Owned(name(&text).to_owned()),
    }
}

fn name(text: &str) -> &str {
    let text = text.trim();
    let name = ["Organization:", "Person:", "Tool:"].iter().find_map(|start| text.strip_prefix(start)).unwrap_or(text);
    if name == "NOASSERTION" { "" } else { name.trim() }
}

/// The last word of a reference type, which may be written as an IRI.
pub(super) fn reference_type(text: &str) -> &str {
    text.rsplit(['#', '/']).next().unwrap_or(text)
}

/// A relationship in the spelling of [`sbom::Relation`]: lower case with hyphens.
pub(super) fn relationship<'t>(text: Cow<'_, str>) -> Cow<'t, str> {
    // The usual ones cost no memory.
    let known = match text.as_ref() {
        "DESCRIBES" | "DESCRIBE" => "describes",
        "DESCRIBED_BY" => "described-by",
        "CONTAINS" => "contains",
        "CONTAINED_BY" => "contained-by",
        "DEPENDS_ON" => "depends-on",
        "DEPENDENCY_OF" => "dependency-of",
        "GENERATED_FROM" => "generated-from",
        "GENERATES" => "generates",
        "STATIC_LINK" => "static-link",
        "DYNAMIC_LINK" => "dynamic-link",
        "PATCH_APPLIED" => "patch-applied",
        "OTHER" => "other",
        _ => return Cow::Owned(text.to_ascii_lowercase().replace('_', "-")),
    };
    Cow::Borrowed(known)
}

/// What a relationship to `NOASSERTION` or `NONE` says about completeness (SPDX 2.3, 11.1): "there may be more" and "there
/// is none". Where something was generated from, for one, says nothing about what it holds.
pub(super) fn composition<'a>(relation: &Relation<'a>, offset: usize) -> Option<Composition<'a>> {
    let completeness = match relation.to.as_ref() {
        "NOASSERTION" => Completeness::Unknown,
        "NONE" => Completeness::Complete,
        _ => return None,
    };
    let (word, about) = (relation.to.clone(), relation.from.clone());
    tells_content(&relation.kind).then_some(Composition { completeness, word, about, references: 1, offset })
}

/// Whether a relationship tells what something holds, links or needs, so that its completeness is that of the bill.
pub(super) fn tells_content(kind: &str) -> bool {
    const HOLDS: [&str; 8] = [
        "contains",
        "depends-on",
        "describes",
        "static-link",
        "dynamic-link",
        "has-prerequisite",
        "has-optional-component",
        "has-provided-dependency",
    ];
    HOLDS.contains(&kind)
}
