//! CycloneDX XML 1.2 to 1.7: the same items and defects as from JSON.
//!
//! The version of the format is the one in the namespace of `bom`. Elements of other namespaces (extensions, signatures)
//! are passed over.

mod component;
mod compositions;
mod metadata;
mod parts;
#[cfg(test)]
mod tests;

use super::parts::bill_kind;
use super::read::KNOWN;
use crate::defect::{Defects, Wrong};
use crate::json::Stop;
use crate::sbom::{Each, almost, shortened};
use crate::xml::{Tag, Xml};
use component::Role;
use sbom::{Component, Document, Item, Outside, Relation};
use std::borrow::Cow;

/// The beginning of the format's namespaces; the version follows.
const NAMESPACE: &str = "http://cyclonedx.org/schema/bom/";

/// A CycloneDX XML document being read.
struct Reader<'a, 'e> {
    xml: Xml<'a>,
    each: Each<'e, 'a>,
    document: Document<'a>,
    /// Emptied components, one for each depth, so that their lists keep their room.
    spare: Vec<Component<'a>>,
}

/// Reads a CycloneDX XML document. The document itself comes last, also when it breaks off.
pub fn read<'a>(bytes: &'a [u8], each: Each<'_, 'a>) -> Defects {
    let ours = |space: Option<&str>| {
        space.is_some_and(|space| space.starts_with(NAMESPACE) || space == NAMESPACE.trim_end_matches('/'))
    };
    let document = Document { format: "CycloneDX", ..Document::default() };
    let mut reader = Reader { xml: Xml::new(bytes, ours), each, document, spare: Vec::new() };
    if reader.top().is_ok() {
        reader.xml.end();
    }
    (reader.each)(Item::Document(&reader.document));
    reader.xml.defects
}

/// Elements of one parent that were met, one bit each.
#[derive(Default)]
struct Met(u64);

impl Met {
    /// Whether the element was met before; then the defect is noted and the element passed over.
    fn again(&mut self, xml: &mut Xml<'_>, tag: Tag<'_>, place: u32) -> Result<bool, Stop> {
        let bit = 1u64 << place;
        if self.0 & bit == 0 {
            self.0 |= bit;
            return Ok(false);
        }
        xml.defects.note(tag.at, tag.name, Wrong::DuplicateKey);
        xml.skip()?;
        Ok(true)
    }
}

/// The elements of `bom` that are read; all of them stand at most once.
static TOP: [&str; 8] = [
    "metadata",
    "components",
    "services",
    "dependencies",
    "compositions",
    "externalReferences",
    "vulnerabilities",
    "formulation",
];

impl<'a> Reader<'a, '_> {
    fn top(&mut self) -> Result<(), Stop> {
        let Some(root) = self.xml.child()? else {
            self.xml.defects.note(0, "bom", Wrong::Missing);
            return Ok(());
        };
        if root.name != "bom" {
            self.xml.defects.note(root.at, "bom", Wrong::NotAllowed { value: shortened(root.name) });
        }
        self.version(root);
        self.document.serial = self.xml.attribute(root, "serialNumber");
        let mut met = Met::default();
        while let Some(tag) = self.xml.child()? {
            let Some(place) = TOP.iter().position(|known| *known == tag.name) else {
                self.pass_over(tag, almost(tag.name, &TOP))?;
                continue;
            };
            if met.again(&mut self.xml, tag, place as u32)? {
                continue;
            }
            match tag.name {
                "metadata" => self.metadata()?,
                "components" => self.components(Role::Part, 0)?,
                "services" => self.components(Role::Service, 0)?,
                "dependencies" => self.dependencies()?,
                "compositions" => self.compositions()?,
                "formulation" => parts::formulation(&mut self.xml, &mut *self.each)?,
                "externalReferences" => {
                    let each = &mut *self.each;
                    parts::bills(&mut self.xml, &mut |target| {
                        each(Item::Outside(&Outside {
                            kind: bill_kind(true, &target),
                            name: Cow::Borrowed(""),
                            target,
                        }));
                    })?;
                }
                _ => self.statements()?,
            }
        }
        Ok(())
    }

    /// Passes over an element that is not known; where it must have been `meant` for a known one, that is told.
    fn pass_over(&mut self, tag: Tag<'a>, meant: Option<&'static str>) -> Result<(), Stop> {
        if let Some(known) = meant {
            self.xml.defects.note(tag.at, tag.name, Wrong::AlmostKnown { known });
        }
        self.xml.skip()
    }

    fn version(&mut self, root: Tag<'a>) {
        let spaces = Xml::attributes(root).filter(|(key, _)| *key == "xmlns" || key.starts_with("xmlns:"));
        let version = spaces.filter_map(|(_, value)| value.strip_prefix(NAMESPACE).map(str::to_owned)).next();
        let version = version.unwrap_or_default();
        if !KNOWN.contains(&version.as_str()) {
            self.xml.defects.note(root.at, "xmlns", Wrong::UnknownVersion { version: shortened(&version) });
        }
        self.document.format_version = Cow::Owned(version);
    }

    fn statements(&mut self) -> Result<(), Stop> {
        while self.xml.child()?.is_some() {
            self.xml.skip()?;
            (self.each)(Item::Statement);
        }
        Ok(())
    }

    /// `<dependency ref="a"><dependency ref="b"/><provides ref="c"/></dependency>`
    fn dependencies(&mut self) -> Result<(), Stop> {
        while let Some(tag) = self.xml.child()? {
            if tag.name != "dependency" {
                self.xml.skip()?;
                continue;
            }
            self.dependency(tag)?;
        }
        Ok(())
    }

    fn dependency(&mut self, tag: Tag<'a>) -> Result<(), Stop> {
        let from = self.xml.attribute(tag, "ref");
        while let Some(inside) = self.xml.child()? {
            let kind = match inside.name {
                "dependency" => "depends-on",
                "provides" => "provides",
                _ => {
                    self.xml.skip()?;
                    continue;
                }
            };
            let to = self.xml.attribute(inside, "ref");
            (self.each)(Item::Relation(&Relation { from: from.clone(), to, kind: Cow::Borrowed(kind) }));
            // The schema lets what stands inside have dependencies of its own; nesting is limited by the reader of XML.
            match kind {
                "depends-on" => self.dependency(inside)?,
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }
}
