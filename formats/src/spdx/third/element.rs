use super::words::sort;
use crate::defect::{Defects, Wrong};
use crate::json::{Json, Next, Stop};
use crate::sbom::{Met, push_cpe, push_purl, push_swhid};
use sbom::{Component, Hash};
use std::borrow::Cow;

/// What an element is, as far as it matters here.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Sort {
    /// A package.
    Package,
    /// A file.
    File,
    /// A person, organisation or tool.
    Agent,
    /// A licence, or an expression of several.
    Licence,
    /// How elements were created.
    Creation,
    /// The document.
    Document,
    /// A bill of materials.
    Bill,
    /// A relationship.
    Relationship,
    /// An identifier that elements refer to.
    Identifier,
    /// A run of a build.
    Build,
    /// A statement about a vulnerability.
    Statement,
    /// Anything else.
    #[default]
    Other,
}

/// One element of the graph. What is a component stands in `component`; identifiers wait until it is known to be one.
#[derive(Default)]
pub(super) struct Element<'a> {
    pub(super) sort: Sort,
    pub(super) component: Component<'a>,
    pub(super) purpose: Cow<'a, str>,
    pub(super) supplied: Cow<'a, str>,
    pub(super) originated: Cow<'a, str>,
    pub(super) expression: Cow<'a, str>,
    pub(super) creation: Cow<'a, str>,
    /// A creation written inside the element.
    pub(super) inside: Option<Box<Element<'a>>>,
    pub(super) created: Cow<'a, str>,
    pub(super) version: Cow<'a, str>,
    pub(super) by: Vec<Cow<'a, str>>,
    pub(super) using: Vec<Cow<'a, str>>,
    pub(super) roots: Vec<Cow<'a, str>>,
    pub(super) contexts: Vec<Cow<'a, str>>,
    pub(super) relation: Cow<'a, str>,
    pub(super) from: Cow<'a, str>,
    pub(super) to: Vec<Cow<'a, str>>,
    pub(super) completeness: Cow<'a, str>,
    /// Elements that are defined elsewhere (`import`), and where.
    pub(super) imports: Vec<(Cow<'a, str>, Cow<'a, str>)>,
    /// The name inside the file (`@id`), which may stand beside `spdxId`.
    pub(super) blank: Cow<'a, str>,
    /// Kind and value of an element that is an identifier itself.
    pub(super) identifier: (Cow<'a, str>, Cow<'a, str>),
    /// Kind, value and place of identifiers; a kind of `""` names an element that is the identifier.
    pub(super) identifiers: Vec<(Cow<'a, str>, Cow<'a, str>, usize)>,
}

/// The fields that are read, in the spellings that tools use.
#[derive(Clone, Copy)]
enum Key {
    Id,
    Blank,
    IdentifierType,
    Identifier,
    Type,
    Name,
    PackageVersion,
    PackageUrl,
    Purpose,
    SuppliedBy,
    OriginatedBy,
    Hashes,
    Identifiers,
    Contents,
    Support,
    ValidUntil,
    Creation,
    Created,
    SpecVersion,
    CreatedBy,
    CreatedUsing,
    Roots,
    Context,
    RelationshipType,
    From,
    To,
    Completeness,
    Import,
    Expression,
}

impl Key {
    fn of(key: &str) -> Option<Key> {
        let plain = ["software_", "simplelicensing_", "software:", "simplelicensing:", "core:"];
        let key = plain.iter().find_map(|prefix| key.strip_prefix(prefix)).unwrap_or(key);
        Some(match key {
            "spdxId" => Key::Id,
            "@id" => Key::Blank,
            "externalIdentifierType" => Key::IdentifierType,
            "identifier" => Key::Identifier,
            "type" | "@type" => Key::Type,
            "name" => Key::Name,
            "packageVersion" => Key::PackageVersion,
            "packageUrl" => Key::PackageUrl,
            "primaryPurpose" => Key::Purpose,
            "suppliedBy" => Key::SuppliedBy,
            "originatedBy" => Key::OriginatedBy,
            "verifiedUsing" => Key::Hashes,
            "externalIdentifier" | "externalIdentifiers" => Key::Identifiers,
            "contentIdentifier" => Key::Contents,
            "supportLevel" => Key::Support,
            "validUntilTime" => Key::ValidUntil,
            "creationInfo" => Key::Creation,
            "created" => Key::Created,
            "specVersion" => Key::SpecVersion,
            "createdBy" => Key::CreatedBy,
            "createdUsing" => Key::CreatedUsing,
            "rootElement" => Key::Roots,
            "sbomType" => Key::Context,
            "relationshipType" => Key::RelationshipType,
            "from" => Key::From,
            "to" => Key::To,
            "completeness" => Key::Completeness,
            "import" | "imports" => Key::Import,
            "licenseExpression" => Key::Expression,
            _ => return None,
        })
    }
}

impl<'a> Element<'a> {
    /// Empties it for the next one, keeping the room its lists have.
    pub(super) fn clear(&mut self) {
        self.component.clear();
        let Element { purpose, supplied, originated, expression, creation, created, version, relation, from, .. } =
            self;
        for text in [purpose, supplied, originated, expression, creation, created, version, relation, from] {
            *text = Cow::Borrowed("");
        }
        (self.blank, self.identifier, self.completeness) = Default::default();
        self.imports.clear();
        let Element { by, using, roots, contexts, to, identifiers, inside, sort, .. } = self;
        for list in [by, using, roots, contexts, to] {
            list.clear();
        }
        identifiers.clear();
        *inside = None;
        *sort = Sort::Other;
    }

    pub(super) fn read(&mut self, json: &mut Json<'a>) -> Result<(), Stop> {
        if !json.object()? {
            return Ok(());
        }
        let mut met = Met::default();
        while let Some(key) = json.key()? {
            match Key::of(&key) {
                Some(key) if met.again(json, key as u32)? => {}
                Some(key) => self.field(json, key)?,
                None => json.skip()?,
            }
        }
        Ok(())
    }

    /// The name by which others refer to it.
    pub(super) fn name(&self) -> Cow<'a, str> {
        if self.component.reference.is_empty() { self.blank.clone() } else { self.component.reference.clone() }
    }

    fn field(&mut self, json: &mut Json<'a>, key: Key) -> Result<(), Stop> {
        let component = &mut self.component;
        match key {
            Key::Id => component.reference = json.text_or_empty()?,
            Key::Blank => self.blank = json.text_or_empty()?,
            Key::IdentifierType => self.identifier.0 = json.text_or_empty()?,
            Key::Identifier => self.identifier.1 = json.text_or_empty()?,
            Key::Type => self.sort = sort(json)?,
            Key::Name => component.name = json.text_or_empty()?,
            Key::PackageVersion => (component.version, component.number) = json.version()?,
            Key::PackageUrl => {
                let at = json.offset();
                let value = json.text_or_empty()?;
                self.identifiers.push((Cow::Borrowed("packageUrl"), value, at));
            }
            Key::Purpose => self.purpose = json.text_or_empty()?,
            Key::SuppliedBy => self.supplied = first(json)?,
            Key::OriginatedBy => self.originated = first(json)?,
            Key::Hashes => hashes(json, component)?,
            Key::Identifiers => self.identifiers(json, "externalIdentifierType", "identifier")?,
            Key::Contents => self.identifiers(json, "contentIdentifierType", "contentIdentifierValue")?,
            Key::Support => each_text(json, &mut |level| {
                component.properties.push((Cow::Borrowed("spdx:supportLevel"), level));
            })?,
            Key::ValidUntil => {
                let until = json.text_or_empty()?;
                component.properties.push((Cow::Borrowed("spdx:validUntilTime"), until));
            }
            Key::Creation if json.peek()? == Next::Object => {
                let mut inside = Box::<Element<'a>>::default();
                // Only the fields of a creation are taken; one inside another is passed over.
                inside.creation_fields(json)?;
                self.inside = Some(inside);
            }
            Key::Creation => self.creation = json.text_or_empty()?,
            Key::RelationshipType => self.relation = json.text_or_empty()?,
            Key::From => self.from = json.text_or_empty()?,
            Key::To => each_text(json, &mut |to| self.to.push(to))?,
            Key::Completeness => self.completeness = json.text_or_empty()?,
            Key::Import => self.imports(json)?,
            Key::Roots => each_text(json, &mut |root| self.roots.push(root))?,
            Key::Context => each_text(json, &mut |context| self.contexts.push(context))?,
            Key::Expression => self.expression = json.text_or_empty()?,
            Key::Created | Key::SpecVersion | Key::CreatedBy | Key::CreatedUsing => self.creation_field(json, key)?,
        }
        Ok(())
    }

    /// `[{"externalSpdxId": …, "locationHint": …, "definingArtifact": …}]`
    fn imports(&mut self, json: &mut Json<'a>) -> Result<(), Stop> {
        json.elements(|json| {
            if json.peek()? == Next::String {
                let element = json.text_or_empty()?;
                self.imports.push((element, Cow::Borrowed("")));
                return Ok(());
            }
            let (mut element, mut hint) = (Cow::Borrowed(""), Cow::Borrowed(""));
            json.fields(|json, key| {
                match key {
                    "externalSpdxId" => element = json.text_or_empty()?,
                    "locationHint" => hint = json.text_or_empty()?,
                    _ => return Ok(false),
                }
                Ok(true)
            })?;
            self.imports.push((element, hint));
            Ok(())
        })
    }

    fn creation_fields(&mut self, json: &mut Json<'a>) -> Result<(), Stop> {
        json.fields(|json, key| match Key::of(key) {
            Some(key @ (Key::Created | Key::SpecVersion | Key::CreatedBy | Key::CreatedUsing)) => {
                self.creation_field(json, key)?;
                Ok(true)
            }
            _ => Ok(false),
        })
    }

    fn creation_field(&mut self, json: &mut Json<'a>, key: Key) -> Result<(), Stop> {
        match key {
            Key::Created => self.created = json.text_or_empty()?,
            Key::SpecVersion => self.version = json.text_or_empty()?,
            Key::CreatedBy => each_text(json, &mut |id| self.by.push(id))?,
            _ => each_text(json, &mut |id| self.using.push(id))?,
        }
        Ok(())
    }

    fn identifiers(&mut self, json: &mut Json<'a>, kind: &str, value: &str) -> Result<(), Stop> {
        json.elements(|json| {
            let at = json.offset();
            if json.peek()? == Next::String {
                let element = json.text_or_empty()?;
                self.identifiers.push((Cow::Borrowed(""), element, at));
                return Ok(());
            }
            let (mut named, mut text) = (Cow::Borrowed(""), Cow::Borrowed(""));
            json.fields(|json, key| {
                let plain = key.strip_prefix("software_").unwrap_or(key);
                if plain == kind {
                    named = json.text_or_empty()?;
                } else if plain == value {
                    text = json.text_or_empty()?;
                } else {
                    return Ok(false);
                }
                Ok(true)
            })?;
            self.identifiers.push((named, text, at));
            Ok(())
        })
    }

    /// Gives the component its identifiers; one that stands twice, as field and as identifier, counts once.
    pub(super) fn identify(&mut self, defects: &mut Defects) {
        let component = &mut self.component;
        for (kind, value, at) in self.identifiers.drain(..) {
            match kind.as_ref() {
                "packageUrl" | "packageURL" | "purl" if component.purls.first() != Some(&value) => {
                    push_purl(component, value, at, defects);
                }
                "cpe23" | "cpe22" => push_cpe(component, value, at, defects),
                "swhid" => push_swhid(component, value, at, defects),
                // It names an element that is not there.
                "" => defects.note(at, "externalIdentifier", Wrong::Missing),
                _ => {}
            }
        }
    }
}

/// Takes a text, or each text of an array.
fn each_text<'a>(json: &mut Json<'a>, take: &mut dyn FnMut(Cow<'a, str>)) -> Result<(), Stop> {
    let mut one = |json: &mut Json<'a>| {
        let text = json.text_or_empty()?;
        if !text.is_empty() {
            take(text);
        }
        Ok(())
    };
    if json.peek()? == Next::Array { json.elements(one) } else { one(json) }
}

/// The first of one or several texts.
fn first<'a>(json: &mut Json<'a>) -> Result<Cow<'a, str>, Stop> {
    let mut found = Cow::Borrowed("");
    each_text(json, &mut |text| {
        if found.is_empty() {
            found = text;
        }
    })?;
    Ok(found)
}

fn hashes<'a>(json: &mut Json<'a>, into: &mut Component<'a>) -> Result<(), Stop> {
    json.elements(|json| {
        // The name of an element that is the hash: nothing is decided by hashes, so it is not followed.
        if json.peek()? == Next::String {
            return json.skip();
        }
        let (mut algorithm, mut value) = (Cow::Borrowed(""), Cow::Borrowed(""));
        json.fields(|json, key| {
            match key {
                "algorithm" => algorithm = json.text_or_empty()?,
                "hashValue" => value = json.text_or_empty()?,
                _ => return Ok(false),
            }
            Ok(true)
        })?;
        if !value.is_empty() {
            into.hashes.push(Hash { algorithm, value });
        }
        Ok(())
    })
}
