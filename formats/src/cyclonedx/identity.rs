//! What a tool concluded about the identity of a component (`evidence.identity`), in either form.

use crate::defect::{Defects, Wrong};
use crate::sbom::{push_cpe, push_purl, push_swhid, shortened};
use sbom::{Attribute, Component, Cpe, Purl, cpe_version_agrees, versions_agree};
use std::borrow::Cow;

/// What was concluded: used as identifiers when the component states none itself, told when it is another thing.
#[derive(Default)]
pub(super) struct Concluded<'a> {
    identifiers: Vec<(usize, Cow<'a, str>)>,
    /// Names and versions, and identifiers that one method alone found.
    others: Vec<(usize, What, Cow<'a, str>)>,
}

#[derive(Clone, Copy)]
enum What {
    Identifier,
    Name,
    Version,
}

/// One element of `identity`.
#[derive(Default)]
pub(super) struct Identity<'a> {
    pub(super) field: Cow<'a, str>,
    pub(super) value: Cow<'a, str>,
    /// What single methods found (`methods[].value`).
    pub(super) methods: Vec<Cow<'a, str>>,
}

impl<'a> Concluded<'a> {
    pub(super) fn add(&mut self, at: usize, identity: Identity<'a>) {
        let Identity { field, value, methods } = identity;
        match field.as_ref() {
            "purl" | "cpe" | "swhid" => self.identifiers.push((at, value)),
            "name" => self.others.push((at, What::Name, value)),
            "version" => self.others.push((at, What::Version, value)),
            _ => return,
        }
        // The value of a method may be anything, such as the file that was looked at.
        let identifiers = methods.into_iter().filter(|text| text.starts_with("pkg:") || text.starts_with("cpe:"));
        self.others.extend(identifiers.map(|text| (at, What::Identifier, text)));
    }

    /// Gives a component without purl, CPE or SWHID what was concluded; the text itself tells which it is. What names
    /// another thing than the component states is told.
    pub(super) fn give(self, defects: &mut Defects, into: &mut Component<'a>) {
        let states_some = !(into.purls.is_empty() && into.cpes.is_empty() && into.swhids.is_empty());
        for (at, text) in self.identifiers {
            if states_some {
                tell(at, What::Identifier, &text, into, defects);
            } else if text.starts_with("cpe:") {
                push_cpe(into, text, at, defects);
            } else if text.starts_with("swh:") {
                push_swhid(into, text, at, defects);
            } else {
                push_purl(into, text, at, defects);
            }
        }
        for (at, what, text) in self.others {
            tell(at, what, &text, into, defects);
        }
    }
}

fn tell(at: usize, what: What, text: &str, stated: &Component<'_>, defects: &mut Defects) {
    let agrees = match what {
        What::Identifier if text.starts_with("cpe:") => agrees_with_cpe(text, stated),
        What::Identifier => agrees_with_purl(text, stated),
        What::Name => stated.name.is_empty() || same(text, &stated.name) || same(text, &named(stated)),
        What::Version => stated.version.is_empty() || bare(text).eq_ignore_ascii_case(bare(&stated.version)),
    };
    if !agrees && !text.is_empty() {
        defects.note(at, "evidence.identity", Wrong::OtherIdentity { value: shortened(text) });
    }
}

/// Stated identifiers that are compared; a component with more of them is none of a real product.
const COMPARED: usize = 16;

/// A text that is no package URL names nothing that could differ.
fn agrees_with_purl(text: &str, stated: &Component<'_>) -> bool {
    let Ok(found) = Purl::parse(text) else { return true };
    if stated.purls.is_empty() {
        return versions_agree(&found, &stated.version);
    }
    stated.purls.iter().take(COMPARED).any(|text| {
        let Ok(purl) = Purl::parse(text) else { return false };
        let version = if purl.version.is_empty() { &stated.version } else { &purl.version };
        purl.kind == found.kind && same(&purl.full_name(), &found.full_name()) && versions_agree(&found, version)
    })
}

/// Vendors are guessed by many tools, so that the product and its version are compared.
fn agrees_with_cpe(text: &str, stated: &Component<'_>) -> bool {
    let Ok(found) = Cpe::parse(text) else { return true };
    if stated.cpes.is_empty() {
        return cpe_version_agrees(found, &stated.version).is_ok();
    }
    stated.cpes.iter().take(COMPARED).any(|text| {
        let Ok(cpe) = Cpe::parse(text) else { return false };
        let version = match &cpe.version {
            Attribute::Value(version) => version,
            Attribute::Any | Attribute::NotApplicable | Attribute::Pattern(_) => &stated.version,
        };
        cpe.product == found.product && cpe_version_agrees(found.clone(), version).is_ok()
    })
}

fn named(stated: &Component<'_>) -> String {
    format!("{}/{}", stated.group, stated.name)
}

/// Registries take these letters for the same in names.
fn same(one: &str, other: &str) -> bool {
    let plain = |byte: u8| if matches!(byte, b'_' | b'.') { b'-' } else { byte.to_ascii_lowercase() };
    one.bytes().map(plain).eq(other.bytes().map(plain))
}

fn bare(version: &str) -> &str {
    version.trim().trim_start_matches(['v', 'V'])
}
