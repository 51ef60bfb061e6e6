//! SPDX 2.2 and 2.3 in YAML, with the fields of the JSON form.

use super::Gathered;
use super::draft::{Draft, Sort};
use super::terms::relationship;
use crate::defect::{Defects, Wrong};
use crate::sbom::Each;
use crate::yaml::{self, Node, Value};
use sbom::{Item, Outside, OutsideKind, Relation, may_have_lost_zeros};
use std::borrow::Cow;

/// Reads an SPDX 2 YAML document; the document itself comes last. A file larger than [`yaml::LARGEST`] is not read.
pub fn read<'a>(bytes: &'a [u8], each: Each<'_, 'a>) -> Defects {
    let mut defects = Defects::default();
    let starts = starts(bytes);
    let read = yaml::read("", bytes);
    for complaint in &read.complaints {
        let line = complaint.subject.place.as_ref().map_or(1, |place| place.line);
        defects.note(offset(&starts, line), "YAML", Wrong::Broken { expected: "YAML that can be read" });
    }
    let mut reader = Reader { starts, defects, gathered: Gathered::new() };
    match read.documents.into_iter().next() {
        Some(document) => reader.document(document, each),
        None => reader.defects.note(0, "spdxVersion", Wrong::Missing),
    }
    reader.gathered.end(each);
    reader.defects
}

/// Byte offsets of the lines.
fn starts(bytes: &[u8]) -> Vec<usize> {
    std::iter::once(0).chain(memchr::memchr_iter(b'\n', bytes).map(|at| at + 1)).collect()
}

fn offset(starts: &[usize], line: u32) -> usize {
    starts.get((line as usize).saturating_sub(1)).copied().unwrap_or_default()
}

struct Reader<'a> {
    starts: Vec<usize>,
    defects: Defects,
    gathered: Gathered<'a>,
}

/// The text of a scalar, taken out of it.
fn text<'a>(node: Node) -> Cow<'a, str> {
    match node.value {
        Value::Scalar { text, .. } => Cow::Owned(text),
        Value::Empty | Value::Map(_) | Value::List(_) => Cow::Borrowed(""),
    }
}

/// Whether a version stands without quotes and means a number that may have lost zeros: one that is meant as a text is
/// written in quotes by every program.
fn is_number(node: &Node) -> bool {
    matches!(&node.value, Value::Scalar { text, quoted: false } if may_have_lost_zeros(text))
}

fn list(node: Node) -> Vec<Node> {
    match node.value {
        Value::List(nodes) => nodes,
        Value::Empty | Value::Scalar { .. } | Value::Map(_) => Vec::new(),
    }
}

fn fields(node: Node) -> Vec<(String, Node)> {
    match node.value {
        Value::Map(entries) => entries.into_iter().map(|(key, node)| (key.text, node)).collect(),
        Value::Empty | Value::Scalar { .. } | Value::List(_) => Vec::new(),
    }
}

/// The texts of some fields of a map.
fn texts<'a, const N: usize>(node: Node, names: [&str; N]) -> [Cow<'a, str>; N] {
    let mut found = [const { Cow::Borrowed("") }; N];
    for (key, node) in fields(node) {
        if let Some(place) = names.iter().position(|name| *name == key) {
            found[place] = text(node);
        }
    }
    found
}

impl<'a> Reader<'a> {
    fn document(&mut self, document: Node, each: Each<'_, 'a>) {
        let (mut packages, mut version) = (Vec::new(), false);
        for (key, node) in fields(document) {
            let at = offset(&self.starts, node.span.line);
            match key.as_str() {
                "spdxVersion" => {
                    version = true;
                    self.gathered.version(text(node), at, &mut self.defects);
                }
                "SPDXID" => self.gathered.reference = text(node),
                "documentNamespace" => self.gathered.document.serial = text(node),
                "creationInfo" => self.creation(node),
                "documentDescribes" => self.gathered.described.extend(list(node).into_iter().map(text)),
                "relationships" => self.relationships(node, each),
                "externalDocumentRefs" => {
                    for one in list(node) {
                        let [name, target] = texts(one, ["externalDocumentId", "spdxDocument"]);
                        each(Item::Outside(&Outside { kind: OutsideKind::Document, name, target }));
                    }
                }
                "snippets" => {
                    for one in list(node) {
                        let [held] = texts(one, ["SPDXID"]);
                        each(Item::Held(&held));
                    }
                }
                "packages" => packages = list(node),
                "files" => {
                    for file in list(node) {
                        self.element(Sort::File, file, each);
                    }
                }
                _ => {}
            }
        }
        if !version {
            self.defects.note(0, "spdxVersion", Wrong::Missing);
        }
        // After the relationships, which say which package is described.
        for package in packages {
            self.element(Sort::Package, package, each);
        }
    }

    fn creation(&mut self, node: Node) {
        for (key, node) in fields(node) {
            match key.as_str() {
                "created" => self.gathered.document.created = text(node),
                "creators" => list(node).into_iter().for_each(|creator| self.gathered.creator(text(creator))),
                _ => {}
            }
        }
    }

    fn relationships(&mut self, node: Node, each: Each<'_, 'a>) {
        for one in list(node) {
            let at = offset(&self.starts, one.span.line);
            let [from, to, kind] = texts(one, ["spdxElementId", "relatedSpdxElement", "relationshipType"]);
            let relation = Relation { from, to, kind: relationship(kind) };
            self.gathered.relation(&relation);
            Gathered::relate(&relation, at, each);
        }
    }

    fn element(&mut self, sort: Sort, node: Node, each: Each<'_, 'a>) {
        let at = offset(&self.starts, node.span.line);
        if !matches!(node.value, Value::Map(_)) {
            return self.defects.note(at, "packages", Wrong::NotAComponent);
        }
        let mut draft = Draft::new(sort, at);
        for (key, node) in fields(node) {
            let at = offset(&self.starts, node.span.line);
            match key.as_str() {
                "externalRefs" => {
                    for one in list(node) {
                        let [kind, locator] = texts(one, ["referenceType", "referenceLocator"]);
                        draft.reference(&kind, locator, at, &mut self.defects);
                    }
                }
                "checksums" => {
                    for one in list(node) {
                        let [algorithm, value] = texts(one, ["algorithm", "checksumValue"]);
                        draft.checksum(algorithm, value);
                    }
                }
                "versionInfo" if is_number(&node) => {
                    let value = text(node);
                    self.defects.note(at, "versionInfo", Wrong::NumberAsVersion { value: value.clone().into_owned() });
                    draft.component.number = true;
                    draft.field("versionInfo", value, at, &mut self.defects);
                }
                name => draft.field(name, text(node), at, &mut self.defects),
            }
        }
        draft.finish(&mut self.gathered, &mut self.defects, each);
    }
}
