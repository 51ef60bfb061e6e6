//! SPDX 2.2 and 2.3 in XML: the elements of a list stand beside each other, each under the name of the list.

use super::Gathered;
use super::draft::{Draft, Sort};
use super::terms::relationship;
use crate::defect::{Defects, Wrong};
use crate::json::Stop;
use crate::sbom::Each;
use crate::xml::Xml;
use sbom::{Item, Outside, OutsideKind, Relation};
use std::borrow::Cow;

/// Reads an SPDX 2 XML document. It is read twice: for the relationships, which say which package is described, and for the
/// packages. The document itself comes last, also when it breaks off.
pub fn read<'a>(bytes: &'a [u8], each: Each<'_, 'a>) -> Defects {
    let ours = |space: Option<&str>| space.is_none_or(|space| space.contains("spdx.org"));
    let mut gathered = Gathered::new();
    let mut first = Reader { xml: Xml::new(bytes, ours), gathered: &mut gathered, learning: true, version: false };
    // What breaks here breaks again below, where it is noted.
    let _ = first.top(&mut |_| {});
    let mut reader = Reader { xml: Xml::new(bytes, ours), gathered: &mut gathered, learning: false, version: false };
    if reader.top(each).is_ok() {
        reader.xml.end();
    }
    let (mut defects, version) = (reader.xml.defects, reader.version);
    if !version {
        defects.note(0, "spdxVersion", Wrong::Missing);
    }
    gathered.end(each);
    defects
}

struct Reader<'a, 'g> {
    xml: Xml<'a>,
    gathered: &'g mut Gathered<'a>,
    /// Only the relationships are taken.
    learning: bool,
    version: bool,
}

impl<'a> Reader<'a, '_> {
    fn top(&mut self, each: Each<'_, 'a>) -> Result<(), Stop> {
        if self.xml.child()?.is_none() {
            return Ok(());
        }
        while let Some(tag) = self.xml.child()? {
            match (tag.name, self.learning) {
                ("relationships", _) => self.relationship(tag.at, each)?,
                ("documentDescribes", true) => {
                    let described = self.xml.text()?;
                    self.gathered.described.insert(described);
                }
                ("SPDXID", true) => self.gathered.reference = self.xml.text()?,
                (_, true) => self.xml.skip()?,
                ("packages", false) => self.element(Sort::Package, tag.at, each)?,
                ("files", false) => self.element(Sort::File, tag.at, each)?,
                ("spdxVersion", false) => {
                    let text = self.xml.text()?;
                    self.version = true;
                    self.gathered.version(text, tag.at, &mut self.xml.defects);
                }
                ("documentNamespace", false) => self.gathered.document.serial = self.xml.text()?,
                ("creationInfo", false) => self.creation()?,
                ("externalDocumentRefs", false) => {
                    let [name, target] = self.texts(["externalDocumentId", "spdxDocument"])?;
                    each(Item::Outside(&Outside { kind: OutsideKind::Document, name, target }));
                }
                ("snippets", false) => {
                    let [held] = self.texts(["SPDXID"])?;
                    each(Item::Held(&held));
                }
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }

    fn creation(&mut self) -> Result<(), Stop> {
        while let Some(tag) = self.xml.child()? {
            match tag.name {
                "created" => self.gathered.document.created = self.xml.text()?,
                "creators" => {
                    let creator = self.xml.text()?;
                    self.gathered.creator(creator);
                }
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }

    fn relationship(&mut self, at: usize, each: Each<'_, 'a>) -> Result<(), Stop> {
        let [from, to, kind] = self.texts(["spdxElementId", "relatedSpdxElement", "relationshipType"])?;
        let relation = Relation { from, to, kind: relationship(kind) };
        if self.learning {
            self.gathered.relation(&relation);
        } else {
            Gathered::relate(&relation, at, each);
        }
        Ok(())
    }

    /// The texts of some elements inside the one entered last.
    fn texts<const N: usize>(&mut self, names: [&str; N]) -> Result<[Cow<'a, str>; N], Stop> {
        let mut found = [const { Cow::Borrowed("") }; N];
        while let Some(tag) = self.xml.child()? {
            match names.iter().position(|name| *name == tag.name) {
                Some(place) => found[place] = self.xml.text()?,
                None => self.xml.skip()?,
            }
        }
        Ok(found)
    }

    /// A package or file. What is read before a break stays.
    fn element(&mut self, sort: Sort, at: usize, each: Each<'_, 'a>) -> Result<(), Stop> {
        let mut draft = Draft::new(sort, at);
        let outcome = self.fields(&mut draft);
        if outcome.is_ok() || draft.says_something() {
            draft.finish(self.gathered, &mut self.xml.defects, each);
        }
        outcome
    }

    fn fields(&mut self, draft: &mut Draft<'a>) -> Result<(), Stop> {
        while let Some(tag) = self.xml.child()? {
            match tag.name {
                "externalRefs" => {
                    let [kind, locator] = self.texts(["referenceType", "referenceLocator"])?;
                    draft.reference(&kind, locator, tag.at, &mut self.xml.defects);
                }
                "checksums" => {
                    let [algorithm, value] = self.texts(["algorithm", "checksumValue"])?;
                    draft.checksum(algorithm, value);
                }
                "SPDXID"
                | "name"
                | "fileName"
                | "versionInfo"
                | "supplier"
                | "originator"
                | "licenseDeclared"
                | "licenseConcluded"
                | "validUntilDate"
                | "primaryPackagePurpose" => {
                    let text = self.xml.text()?;
                    draft.field(tag.name, text, tag.at, &mut self.xml.defects);
                }
                _ => self.xml.skip()?,
            }
        }
        Ok(())
    }
}
