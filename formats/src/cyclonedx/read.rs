use super::component::Role;
use super::compositions;
use super::metadata;
use super::parts::{self, bill_kind};
use crate::defect::{Defects, Wrong};
use crate::json::{Json, Stop};
use crate::sbom::{Each, Met, almost, pass_over, shortened};
use sbom::{Component, Document, Item, Outside, Relation};
use std::borrow::Cow;

/// The versions that are read as they were written for; another one is read as the newest.
pub(super) const KNOWN: [&str; 6] = ["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"];

/// A CycloneDX document being read.
pub(super) struct Reader<'a, 'e> {
    pub(super) json: Json<'a>,
    pub(super) each: Each<'e, 'a>,
    pub(super) document: Document<'a>,
    /// Emptied components, one for each depth, so that their lists keep their room.
    pub(super) spare: Vec<Component<'a>>,
}

/// Reads a CycloneDX JSON document. The document itself comes last, also when it breaks off.
pub fn read<'a>(bytes: &'a [u8], each: Each<'_, 'a>) -> Defects {
    let document = Document { format: "CycloneDX", ..Document::default() };
    let mut reader = Reader { json: Json::new(bytes), each, document, spare: Vec::new() };
    if reader.top().is_ok() {
        reader.json.end();
    }
    (reader.each)(Item::Document(&reader.document));
    reader.json.defects
}

#[derive(Clone, Copy)]
enum Top {
    Format,
    Version,
    Serial,
    Metadata,
    Components,
    Services,
    Dependencies,
    Vulnerabilities,
    Compositions,
    Outside,
    Formulation,
}

/// The names of these fields.
const READ: &[&str] = &[
    "bomFormat",
    "specVersion",
    "serialNumber",
    "metadata",
    "components",
    "services",
    "dependencies",
    "vulnerabilities",
    "compositions",
    "externalReferences",
    "formulation",
];

impl Top {
    fn of(key: &str) -> Option<Top> {
        Some(match key {
            "bomFormat" => Top::Format,
            "specVersion" => Top::Version,
            "serialNumber" => Top::Serial,
            "metadata" => Top::Metadata,
            "components" => Top::Components,
            "services" => Top::Services,
            "dependencies" => Top::Dependencies,
            "vulnerabilities" => Top::Vulnerabilities,
            "compositions" => Top::Compositions,
            "externalReferences" => Top::Outside,
            "formulation" => Top::Formulation,
            _ => return None,
        })
    }
}

impl<'a> Reader<'a, '_> {
    fn top(&mut self) -> Result<(), Stop> {
        let start = self.json.offset();
        if !self.json.object()? {
            return Ok(());
        }
        let mut met = Met::default();
        while let Some(key) = self.json.key()? {
            let Some(top) = Top::of(&key) else {
                pass_over(&mut self.json, almost(&key, READ))?;
                continue;
            };
            if !met.again(&mut self.json, top as u32)? {
                self.top_field(top)?;
            }
        }
        for (top, field) in [(Top::Format, "bomFormat"), (Top::Version, "specVersion")] {
            if !met.has(top as u32) {
                self.json.note_at(start, field, Wrong::Missing);
            }
        }
        Ok(())
    }

    fn top_field(&mut self, top: Top) -> Result<(), Stop> {
        match top {
            Top::Format => {
                let at = self.json.offset();
                let text = self.json.text_or_empty()?;
                if text != "CycloneDX" {
                    self.json.note_at(at, "bomFormat", Wrong::NotAllowed { value: shortened(&text) });
                }
            }
            Top::Version => {
                let at = self.json.offset();
                let text = self.json.text_or_empty()?;
                if !KNOWN.contains(&text.as_ref()) {
                    self.json.note_at(at, "specVersion", Wrong::UnknownVersion { version: shortened(&text) });
                }
                self.document.format_version = text;
            }
            Top::Serial => self.document.serial = self.json.text_or_empty()?,
            Top::Metadata => self.metadata()?,
            Top::Components => self.components(Role::Part, 0)?,
            Top::Services => self.components(Role::Service, 0)?,
            Top::Dependencies => self.dependencies()?,
            Top::Compositions => compositions::read(&mut self.json, &mut *self.each)?,
            Top::Formulation => parts::formulation(&mut self.json, &mut *self.each)?,
            Top::Outside => {
                let each = &mut *self.each;
                parts::bills(&mut self.json, &mut |target| {
                    each(Item::Outside(&Outside { kind: bill_kind(true, &target), name: Cow::Borrowed(""), target }));
                })?;
            }
            Top::Vulnerabilities => {
                let each = &mut *self.each;
                self.json.elements(|json| {
                    json.skip()?;
                    each(Item::Statement);
                    Ok(())
                })?;
            }
        }
        Ok(())
    }

    fn metadata(&mut self) -> Result<(), Stop> {
        if !self.json.object()? {
            return Ok(());
        }
        let (mut supplier, mut met) = (Cow::Borrowed(""), Met::default());
        while let Some(key) = self.json.key()? {
            match key.as_ref() {
                "component" if met.again(&mut self.json, 0)? => {}
                "timestamp" if met.again(&mut self.json, 1)? => {}
                "timestamp" => self.document.created = self.json.text_or_empty()?,
                "component" => self.component(Role::Subject, 0)?,
                "authors" => metadata::authors(&mut self.json, &mut self.document)?,
                "tools" => metadata::tools(&mut self.json, &mut self.document)?,
                "lifecycles" => metadata::lifecycles(&mut self.json, &mut self.document)?,
                "supplier" | "manufacturer" | "manufacture" => {
                    let name = self.json.text_of("name")?;
                    if key == "manufacturer" && !name.is_empty() {
                        // Since 1.6 the organisation that made the document.
                        self.document.authors.push(name.clone());
                    }
                    if supplier.is_empty() {
                        supplier = name;
                    }
                }
                _ => pass_over(&mut self.json, almost(&key, &["component"]))?,
            }
        }
        if let Some(subject) = self.document.subject.as_mut().filter(|subject| subject.supplier.is_empty()) {
            subject.supplier = supplier;
        }
        Ok(())
    }

    fn dependencies(&mut self) -> Result<(), Stop> {
        let (json, each) = (&mut self.json, &mut *self.each);
        // `ref` may stand after the lists, so both ends are gathered first.
        let mut ends: Vec<(&'static str, Cow<'a, str>)> = Vec::new();
        json.elements(|json| {
            let mut from = Cow::Borrowed("");
            let outcome = json.fields(|json, key| {
                let kind = match key {
                    "ref" => {
                        from = json.text_or_empty()?;
                        return Ok(true);
                    }
                    "dependsOn" => "depends-on",
                    "provides" => "provides",
                    _ => return Ok(false),
                };
                json.elements(|json| {
                    let to = json.text_or_empty()?;
                    ends.push((kind, to));
                    Ok(())
                })?;
                Ok(true)
            });
            for (kind, to) in ends.drain(..) {
                each(Item::Relation(&Relation { from: from.clone(), to, kind: Cow::Borrowed(kind) }));
            }
            outcome
        })
    }
}
