//! SPDX 2.1 to 2.3 in JSON, also inside `{"sbom": …}` as a code host's interface gives it.

use super::terms::relationship;
use super::{Gathered, package};
use crate::defect::{Defects, Wrong};
use crate::json::{Json, Next, Stop};
use crate::sbom::{Each, Met, almost, pass_over};
use sbom::{Component, Item, Kind, Outside, OutsideKind, Relation};
use std::borrow::Cow;

/// Reads an SPDX 2 JSON document. Packages come after files and relationships, which say which package is described;
/// the document itself comes last, also when it breaks off.
pub fn read<'a>(bytes: &'a [u8], each: Each<'_, 'a>) -> Defects {
    let mut reader = Reader {
        json: Json::new(bytes),
        each,
        gathered: Gathered::new(),
        packages: None,
        known: false,
        spare: Component::default(),
    };
    let to_the_end = reader.top(true).is_ok();
    if to_the_end {
        reader.json.end();
    }
    if let Some(start) = reader.packages {
        reader.json.go_to(start);
        // A break in there is noted, and all that stood before it has been visited.
        if reader.packages().is_err() && to_the_end {
            reader.json.stopped_in_list("packages");
        }
    }
    reader.gathered.end(reader.each);
    reader.json.defects
}

struct Reader<'a, 'e> {
    json: Json<'a>,
    each: Each<'e, 'a>,
    gathered: Gathered<'a>,
    /// Where the packages begin that were passed over because the relationships stand behind them.
    packages: Option<usize>,
    /// Whether the relationships have been read.
    known: bool,
    spare: Component<'a>,
}

#[derive(Clone, Copy)]
enum Top {
    Version,
    Reference,
    Namespace,
    Creation,
    Described,
    Packages,
    Files,
    Relationships,
    Snippets,
    Outside,
    Wrapped,
}

/// The names of these fields.
const READ: &[&str] = &[
    "spdxVersion",
    "SPDXID",
    "documentNamespace",
    "creationInfo",
    "documentDescribes",
    "packages",
    "files",
    "relationships",
    "snippets",
    "externalDocumentRefs",
    "sbom",
];

impl Top {
    fn of(key: &str) -> Option<Top> {
        Some(match key {
            "spdxVersion" => Top::Version,
            "SPDXID" => Top::Reference,
            "documentNamespace" => Top::Namespace,
            "creationInfo" => Top::Creation,
            "documentDescribes" => Top::Described,
            "packages" => Top::Packages,
            "files" => Top::Files,
            "relationships" => Top::Relationships,
            "snippets" => Top::Snippets,
            "externalDocumentRefs" => Top::Outside,
            "sbom" => Top::Wrapped,
            _ => return None,
        })
    }
}

impl<'a> Reader<'a, '_> {
    fn top(&mut self, outermost: bool) -> Result<(), Stop> {
        let start = self.json.offset();
        if !self.json.object()? {
            return Ok(());
        }
        let mut met = Met::default();
        while let Some(key) = self.json.key()? {
            match Top::of(&key) {
                Some(Top::Wrapped) if !outermost => self.json.skip()?,
                Some(top) if met.again(&mut self.json, top as u32)? => {}
                Some(top) => self.field(top)?,
                None => pass_over(&mut self.json, almost(&key, READ))?,
            }
        }
        if !met.has(Top::Version as u32) && !met.has(Top::Wrapped as u32) {
            self.json.note_at(start, "spdxVersion", Wrong::Missing);
        }
        Ok(())
    }

    fn field(&mut self, top: Top) -> Result<(), Stop> {
        match top {
            Top::Version => {
                let at = self.json.offset();
                let text = self.json.text_or_empty()?;
                self.gathered.version(text, at, &mut self.json.defects);
            }
            Top::Reference => {
                let text = self.json.text_or_empty()?;
                if !text.is_empty() {
                    self.gathered.reference = text;
                }
            }
            Top::Namespace => self.gathered.document.serial = self.json.text_or_empty()?,
            Top::Creation => self.creation()?,
            Top::Described => {
                let described = &mut self.gathered.described;
                self.json.elements(|json| {
                    described.insert(json.text_or_empty()?);
                    Ok(())
                })?;
            }
            Top::Packages => self.packages_or_later()?,
            Top::Files => self.elements(Kind::File)?,
            Top::Relationships => self.relationships()?,
            Top::Snippets => {
                let each = &mut *self.each;
                self.json.elements(|json| {
                    each(Item::Held(&json.text_of("SPDXID")?));
                    Ok(())
                })?;
            }
            Top::Outside => self.outside()?,
            Top::Wrapped => self.top(false)?,
        }
        Ok(())
    }

    fn creation(&mut self) -> Result<(), Stop> {
        let gathered = &mut self.gathered;
        self.json.fields(|json, key| {
            match key {
                "created" => gathered.document.created = json.text_or_empty()?,
                "creators" => json.elements(|json| {
                    let creator = json.text_or_empty()?;
                    gathered.creator(creator);
                    Ok(())
                })?,
                _ => return Ok(false),
            }
            Ok(true)
        })
    }

    /// `[{"externalDocumentId": …, "spdxDocument": …}]`
    fn outside(&mut self) -> Result<(), Stop> {
        let each = &mut *self.each;
        self.json.elements(|json| {
            let (mut name, mut target) = (Cow::Borrowed(""), Cow::Borrowed(""));
            json.fields(|json, key| {
                match key {
                    "externalDocumentId" => name = json.text_or_empty()?,
                    "spdxDocument" => target = json.text_or_empty()?,
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
            each(Item::Outside(&Outside { kind: OutsideKind::Document, name, target }));
            Ok(())
        })
    }

    fn packages_or_later(&mut self) -> Result<(), Stop> {
        if self.known {
            return self.packages();
        }
        self.packages = Some(self.json.offset());
        if self.json.peek()? != Next::Array {
            // Noted when it is read.
            return self.json.skip();
        }
        // Where the packages break off is noted when they are read.
        let before = self.json.defects.clone();
        let outcome = self.json.skip();
        if outcome.is_err() {
            self.json.defects = before;
        }
        outcome
    }

    fn packages(&mut self) -> Result<(), Stop> {
        self.elements(Kind::Library)
    }

    /// Packages, or files, one by one.
    fn elements(&mut self, kind: Kind) -> Result<(), Stop> {
        let Reader { json, each, gathered, spare, .. } = self;
        let mut one = |json: &mut Json<'a>| {
            let offset = json.offset();
            if !json.object()? {
                return Ok(());
            }
            spare.clear();
            (spare.kind, spare.offset) = (kind, offset);
            let outcome = package::read(json, spare);
            if spare.name.is_empty() {
                outcome?;
                json.note_at(offset, "name", Wrong::Missing);
            }
            if kind == Kind::File {
                each(Item::Component(spare));
            } else {
                gathered.package(spare, &mut **each);
            }
            outcome
        };
        let list = if kind == Kind::File { "files" } else { "packages" };
        json.elements(|json| {
            let entry = json.entry();
            one(json).or_else(|stop| json.pass(entry, list, stop))
        })
    }

    fn relationships(&mut self) -> Result<(), Stop> {
        let Reader { json, each, gathered, known, .. } = self;
        *known = true;
        json.elements(|json| {
            let offset = json.offset();
            let (mut from, mut to, mut kind) = (Cow::Borrowed(""), Cow::Borrowed(""), Cow::Borrowed(""));
            json.fields(|json, key| {
                match key {
                    "spdxElementId" => from = json.text_or_empty()?,
                    "relatedSpdxElement" => to = json.text_or_empty()?,
                    "relationshipType" => kind = json.text_or_empty()?,
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
            let relation = Relation { from, to, kind: relationship(kind) };
            gathered.relation(&relation);
            Gathered::relate(&relation, offset, &mut **each);
            Ok(())
        })
    }
}
