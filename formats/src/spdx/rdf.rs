//! SPDX 2 in RDF/XML: nodes stand inside each other wherever they are first spoken of.
//!
//! A node is known by the last part of its `rdf:about` (`SPDXRef-Package`). A package without any field is a mention of one
//! that stands elsewhere, and is passed over.

use super::Gathered;
use super::draft::{Draft, Sort};
use crate::defect::{Defects, Wrong};
use crate::json::Stop;
use crate::sbom::Each;
use crate::xml::{Tag, Xml};
use sbom::{Item, Outside, OutsideKind, Relation};
use std::borrow::Cow;

/// Reads an SPDX 2 RDF/XML document. It is read twice: for the relationships, which say which package is described, and for
/// the packages. The document itself comes last, also when it breaks off.
pub fn read<'a>(bytes: &'a [u8], each: Each<'_, 'a>) -> Defects {
    let ours = |space: Option<&str>| {
        space.is_some_and(|space| {
            space.starts_with("http://spdx.org/rdf/terms")
                || space == "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
                || space == "http://www.w3.org/2000/01/rdf-schema#"
                // The home page of a package is in the vocabulary of DOAP (SPDX 2.3 7.11).
                || space == "http://usefulinc.com/ns/doap#"
                // Snippets point into files, which may stand in there.
                || space == "http://www.w3.org/2009/pointers#"
        })
    };
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
        defects.note(0, "specVersion", Wrong::Missing);
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

/// The last part of a name: `…#SPDXRef-Package`, `…/MIT`.
fn last<'a>(text: Cow<'a, str>) -> Cow<'a, str> {
    let cut = |text: &str| text.rfind(['#', '/']).map_or(0, |at| at + 1);
    match text {
        Cow::Borrowed(text) => Cow::Borrowed(&text[cut(text)..]),
        Cow::Owned(text) => Cow::Owned(text[cut(&text)..].to_owned()),
    }
}

impl<'a> Reader<'a, '_> {
    fn top(&mut self, each: Each<'_, 'a>) -> Result<(), Stop> {
        if self.xml.child()?.is_none() {
            return Ok(());
        }
        while let Some(tag) = self.xml.child()? {
            self.node(tag, each)?;
        }
        Ok(())
    }

    /// The name of a node.
    fn about(&mut self, tag: Tag<'a>) -> Cow<'a, str> {
        let about = self.xml.attribute(tag, "rdf:about");
        let name = if about.is_empty() { self.xml.attribute(tag, "rdf:nodeID") } else { about };
        last(name)
    }

    /// Reads a node and gives its name.
    fn node(&mut self, tag: Tag<'a>, each: Each<'_, 'a>) -> Result<Cow<'a, str>, Stop> {
        let id = self.about(tag);
        match tag.name {
            "SpdxDocument" => self.document(id.clone(), each)?,
            "Package" => self.element(Sort::Package, id.clone(), tag.at, each)?,
            "File" => self.element(Sort::File, id.clone(), tag.at, each)?,
            _ => {
                if tag.name == "Snippet" && !self.learning {
                    each(Item::Held(&id));
                }
                // Any other node may hold packages in its properties.
                while self.xml.child()?.is_some() {
                    self.inside(each)?;
                }
            }
        }
        Ok(id)
    }

    /// The nodes inside a property that is not read itself.
    fn inside(&mut self, each: Each<'_, 'a>) -> Result<(), Stop> {
        while let Some(tag) = self.xml.node()? {
            self.node(tag, each)?;
        }
        Ok(())
    }

    fn document(&mut self, id: Cow<'a, str>, each: Each<'_, 'a>) -> Result<(), Stop> {
        if !id.is_empty() {
            self.gathered.reference = id.clone();
        }
        while let Some(tag) = self.xml.child()? {
            match tag.name {
                "specVersion" if !self.learning => {
                    let text = self.xml.text()?;
                    self.version = true;
                    self.gathered.version(text, tag.at, &mut self.xml.defects);
                }
                "creationInfo" if !self.learning => self.creation()?,
                "relationship" => self.relationship(id.clone(), each)?,
                "externalDocumentRef" if !self.learning => self.outside(each)?,
                "describesPackage" => {
                    let described = self.resource(tag, each)?;
                    if self.learning {
                        self.gathered.described.insert(described);
                    }
                }
                _ => self.inside(each)?,
            }
        }
        Ok(())
    }

    fn creation(&mut self) -> Result<(), Stop> {
        while let Some(_node) = self.xml.child()? {
            while let Some(tag) = self.xml.child()? {
                match tag.name {
                    "created" => self.gathered.document.created = self.xml.text()?,
                    "creator" => {
                        let creator = self.xml.text()?;
                        self.gathered.creator(creator);
                    }
                    _ => self.xml.skip()?,
                }
            }
        }
        Ok(())
    }

    /// `<ExternalDocumentRef><externalDocumentId>…</externalDocumentId><spdxDocument rdf:resource="…"/>…`
    fn outside(&mut self, each: Each<'_, 'a>) -> Result<(), Stop> {
        while let Some(_node) = self.xml.child()? {
            let (mut name, mut target) = (Cow::Borrowed(""), Cow::Borrowed(""));
            while let Some(tag) = self.xml.child()? {
                match tag.name {
                    "externalDocumentId" => name = self.xml.text()?,
                    "spdxDocument" => {
                        target = self.xml.attribute(tag, "rdf:resource");
                        self.xml.skip()?;
                    }
                    _ => self.xml.skip()?,
                }
            }
            each(Item::Outside(&Outside { kind: OutsideKind::Document, name, target }));
        }
        Ok(())
    }

    /// The node that a property names or holds.
    fn resource(&mut self, tag: Tag<'a>, each: Each<'_, 'a>) -> Result<Cow<'a, str>, Stop> {
        let mut name = last(self.xml.attribute(tag, "rdf:resource"));
        if name.is_empty() {
            name = last(self.xml.attribute(tag, "rdf:nodeID"));
        }
        while let Some(inside) = self.xml.node()? {
            let id = self.node(inside, each)?;
            if name.is_empty() {
                name = id;
            }
        }
        Ok(name)
    }

    fn relationship(&mut self, from: Cow<'a, str>, each: Each<'_, 'a>) -> Result<(), Stop> {
        while let Some(node) = self.xml.child()? {
            let (mut to, mut kind) = (Cow::Borrowed(""), Cow::Borrowed(""));
            while let Some(tag) = self.xml.child()? {
                match tag.name {
                    "relationshipType" => kind = self.resource(tag, each)?,
                    "relatedSpdxElement" => to = self.resource(tag, each)?,
                    _ => self.xml.skip()?,
                }
            }
            // The two individuals of the model that name nothing.
            let to = match to.as_ref() {
                "noassertion" => Cow::Borrowed("NOASSERTION"),
                "none" => Cow::Borrowed("NONE"),
                _ => to,
            };
            let relation = Relation { from: from.clone(), to, kind: hyphened(&kind) };
            if self.learning {
                self.gathered.relation(&relation);
            } else {
                Gathered::relate(&relation, node.at, each);
            }
        }
        Ok(())
    }

    /// A package or file. What is read before a break stays.
    fn element(&mut self, sort: Sort, id: Cow<'a, str>, at: usize, each: Each<'_, 'a>) -> Result<(), Stop> {
        let mut draft = Draft::new(sort, at);
        draft.component.reference = id;
        let outcome = self.fields(&mut draft, each);
        if !self.learning && draft.says_something() {
            draft.finish(self.gathered, &mut self.xml.defects, each);
        }
        outcome
    }

    fn fields(&mut self, draft: &mut Draft<'a>, each: Each<'_, 'a>) -> Result<(), Stop> {
        while let Some(tag) = self.xml.child()? {
            match tag.name {
                "relationship" => self.relationship(draft.component.reference.clone(), each)?,
                _ if self.learning => self.inside(each)?,
                "licenseDeclared" | "licenseConcluded" => {
                    let text = self.licence(tag)?;
                    draft.field(tag.name, text, tag.at, &mut self.xml.defects);
                }
                "primaryPackagePurpose" => {
                    let purpose = self.resource(tag, each)?;
                    let plain = purpose.rsplit('_').next().unwrap_or_default().to_ascii_uppercase();
                    let plain = if plain == "SYSTEM" { "OPERATING-SYSTEM".to_owned() } else { plain };
                    draft.field(tag.name, Cow::Owned(plain), tag.at, &mut self.xml.defects);
                }
                "externalRef" => self.external(draft, tag.at)?,
                "checksum" => self.checksum(draft)?,
                "name" | "fileName" | "versionInfo" | "supplier" | "originator" | "validUntilDate" => {
                    let text = self.xml.text()?;
                    draft.field(tag.name, text, tag.at, &mut self.xml.defects);
                }
                _ => self.inside(each)?,
            }
        }
        Ok(())
    }

    fn external(&mut self, draft: &mut Draft<'a>, at: usize) -> Result<(), Stop> {
        while let Some(_node) = self.xml.child()? {
            let (mut kind, mut locator) = (Cow::Borrowed(""), Cow::Borrowed(""));
            while let Some(tag) = self.xml.child()? {
                match tag.name {
                    "referenceType" => {
                        kind = self.xml.attribute(tag, "rdf:resource");
                        self.xml.skip()?;
                    }
                    "referenceLocator" => locator = self.xml.text()?,
                    _ => self.xml.skip()?,
                }
            }
            draft.reference(&kind, locator, at, &mut self.xml.defects);
        }
        Ok(())
    }

    fn checksum(&mut self, draft: &mut Draft<'a>) -> Result<(), Stop> {
        while let Some(_node) = self.xml.child()? {
            let (mut algorithm, mut value) = (Cow::Borrowed(""), Cow::Borrowed(""));
            while let Some(tag) = self.xml.child()? {
                match tag.name {
                    "algorithm" => {
                        let text = last(self.xml.attribute(tag, "rdf:resource"));
                        let plain = text.strip_prefix("checksumAlgorithm_").unwrap_or(&text).to_ascii_uppercase();
                        algorithm = Cow::Owned(plain);
                        self.xml.skip()?;
                    }
                    "checksumValue" => value = self.xml.text()?,
                    _ => self.xml.skip()?,
                }
            }
            draft.checksum(algorithm, value);
        }
        Ok(())
    }

    /// A licence, or a set of several put together as an expression.
    fn licence(&mut self, property: Tag<'a>) -> Result<Cow<'a, str>, Stop> {
        let named = self.xml.attribute(property, "rdf:resource");
        let mut text = match last(named).as_ref() {
            "noassertion" => Cow::Borrowed("NOASSERTION"),
            "none" => Cow::Borrowed("NONE"),
            name => Cow::Owned(name.to_owned()),
        };
        while let Some(tag) = self.xml.child()? {
            let joint = match tag.name {
                "ConjunctiveLicenseSet" => Some(" AND "),
                "DisjunctiveLicenseSet" => Some(" OR "),
                _ => None,
            };
            let Some(joint) = joint else {
                text = self.about(tag);
                self.xml.skip()?;
                continue;
            };
            let mut members = Vec::new();
            while let Some(member) = self.xml.child()? {
                if member.name == "member" {
                    members.push(self.licence(member)?);
                } else {
                    self.xml.skip()?;
                }
            }
            members.retain(|member| !member.is_empty());
            // The order of members means nothing in RDF.
            members.sort();
            text = Cow::Owned(format!("({})", members.join(joint)));
        }
        Ok(text)
    }
}

/// `relationshipType_dependsOn` as `depends-on`.
fn hyphened<'t>(kind: &str) -> Cow<'t, str> {
    let plain = kind.strip_prefix("relationshipType_").unwrap_or(kind);
    let mut words = String::with_capacity(plain.len() + 4);
    for letter in plain.chars() {
        if letter.is_ascii_uppercase() {
            words.push('-');
        }
        words.push(if letter == '_' { '-' } else { letter.to_ascii_lowercase() });
    }
    Cow::Owned(words)
}
