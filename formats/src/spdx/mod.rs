//! SPDX 2.1 to 2.3 in JSON, XML, RDF/XML, YAML and as tags and values, SPDX 3.0 in JSON-LD ([`third`]): packages and files with their identifiers and relationships.
//!
//! When the document describes exactly one of several packages, that one is [`Document::subject`](sbom::Document) and no
//! component, as `metadata.component` is none in CycloneDX. In every other case – several described, none, or the only
//! package – each package is visited, so that none is lost.

mod draft;
pub mod json;
mod lines;
#[cfg(test)]
mod others;
mod package;
pub mod rdf;
pub mod tag_value;
mod terms;
#[cfg(test)]
mod tests;
pub mod third;
pub mod xml;
pub mod yaml;

use crate::defect::{Defects, Wrong};
use crate::sbom::{Each, shortened};
use sbom::{Component, Document, Item, Outside, OutsideKind, Relation};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// The versions that are read as they were written for; another one is read as the newest.
const KNOWN: [&str; 5] = ["2.0", "2.1", "2.2", "2.2.1", "2.3"];

/// What a document says about itself, gathered while its packages pass.
struct Gathered<'a> {
    document: Document<'a>,
    /// The name by which relationships refer to the document.
    reference: Cow<'a, str>,
    /// The elements it describes.
    described: BTreeSet<Cow<'a, str>>,
    /// The packages that a patch has been applied to.
    patched: BTreeSet<Cow<'a, str>>,
    /// Packages visited.
    packages: usize,
}

impl<'a> Gathered<'a> {
    fn new() -> Gathered<'a> {
        Gathered {
            document: Document { format: "SPDX", ..Document::default() },
            reference: Cow::Borrowed("SPDXRef-DOCUMENT"),
            described: BTreeSet::new(),
            patched: BTreeSet::new(),
            packages: 0,
        }
    }

    /// Takes `SPDX-2.3`.
    fn version(&mut self, text: Cow<'a, str>, at: usize, defects: &mut Defects) {
        let version = match text {
            Cow::Borrowed(text) => Cow::Borrowed(text.strip_prefix("SPDX-").unwrap_or(text)),
            Cow::Owned(text) => Cow::Owned(text.strip_prefix("SPDX-").map(str::to_owned).unwrap_or(text)),
        };
        if !KNOWN.contains(&version.as_ref()) {
            defects.note(at, "spdxVersion", Wrong::UnknownVersion { version: shortened(&version) });
        }
        self.document.format_version = version;
    }

    /// Takes `Tool: name`, `Person: name` or `Organization: name`.
    fn creator(&mut self, text: Cow<'a, str>) {
        let tool = text.trim_start().starts_with("Tool:");
        let name = terms::supplier(text);
        if !name.is_empty() {
            if tool { self.document.tools.push(name) } else { self.document.authors.push(name) }
        }
    }

    /// Learns from a relationship what the packages need to know.
    fn relation(&mut self, relation: &Relation<'a>) {
        let Relation { from, to, kind } = relation;
        match kind.as_ref() {
            "describes" if *from == self.reference => {
                self.described.insert(to.clone());
            }
            "described-by" if *to == self.reference => {
                self.described.insert(from.clone());
            }
            // SPDX 2.3 11.1: A is a patch that has been applied to B.
            "patch-applied" => {
                self.patched.insert(to.clone());
            }
            _ => {}
        }
    }

    /// Visits a package, or keeps it as the subject when it is the one described.
    fn package(&mut self, package: &mut Component<'a>, each: Each<'_, 'a>) {
        package.patched |= self.patched.contains(&package.reference);
        let described = self.described.len() == 1 && self.described.contains(&package.reference);
        if described && self.document.subject.is_none() {
            self.document.subject = Some(package.clone());
        } else {
            self.packages += 1;
            each(Item::Component(package));
        }
    }

    /// Visits a relationship and what it says about completeness.
    fn relate(relation: &Relation<'a>, offset: usize, each: Each<'_, 'a>) {
        each(Item::Relation(relation));
        if let Some(composition) = terms::composition(relation, offset) {
            each(Item::Composition(&composition));
        }
    }

    /// Ends the document: a subject that was the only package is a component too. What it is said to describe should be there.
    fn end(self, each: Each<'_, 'a>) {
        each(Item::Held(&self.reference));
        for name in &self.described {
            let target = Cow::Borrowed("");
            each(Item::Outside(&Outside { kind: OutsideKind::Element, name: name.clone(), target }));
        }
        if let Some(subject) = self.document.subject.as_ref().filter(|_| self.packages == 0) {
            each(Item::Component(subject));
        }
        each(Item::Document(&self.document));
    }
}
