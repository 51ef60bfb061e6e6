//! SPDX 3.0 in JSON-LD: packages and files of the element graph with their identifiers, licences, makers, level of support
//! and relationships; elements of the build and statements about vulnerabilities are counted.
//!
//! Elements stand in any order and name each other, so the graph is read twice: for what packages need to know, and for
//! the packages. Names are compared as written; prefixes of the context are not expanded.

mod element;
#[cfg(test)]
mod tests;
mod words;

use super::Gathered;
use super::terms::{supplier, tells_content};
use crate::defect::{Defects, Wrong};
use crate::json::{Json, Next, Stop};
use crate::sbom::{Each, push_licence, shortened};
use element::{Element, Sort};
use sbom::{Completeness, Composition, Item, Outside, OutsideKind, Relation};
use std::borrow::Cow;
use std::collections::BTreeMap;
use words::{kind, relationship};

/// The versions that are read as they were written for; another one is read as the newest.
const KNOWN: [&str; 3] = ["3.0", "3.0.0", "3.0.1"];

/// Reads an SPDX 3 JSON-LD document. The document itself comes last, also when it breaks off.
pub fn read<'a>(bytes: &'a [u8], each: Each<'_, 'a>) -> Defects {
    let mut first = Json::new(bytes);
    let (mut known, mut element) = (Known::default(), Element::default());
    // What breaks here breaks again below, where it is noted.
    let _ = graph(&mut first, &mut element, &mut |_, element| known.learn(element));
    let mut gathered = Gathered::new();
    let mut json = Json::new(bytes);
    known.describe(&mut gathered, &mut json.defects);
    let outcome = graph(&mut json, &mut element, &mut |json, element| {
        known.no_component(element);
        visit(json, element, &known, &mut gathered, &mut *each);
    });
    if outcome.is_ok() {
        json.end();
    }
    for (name, target) in std::mem::take(&mut known.imports) {
        each(Item::Outside(&Outside { kind: OutsideKind::Element, name, target }));
    }
    gathered.end(each);
    json.defects
}

type Visit<'v, 'a> = &'v mut dyn FnMut(&mut Json<'a>, &mut Element<'a>);

/// Visits each element of the graph; a document without a graph is its only element. An element that the end of a broken
/// document cuts off is visited too.
fn graph<'a>(json: &mut Json<'a>, element: &mut Element<'a>, visit: Visit<'_, 'a>) -> Result<(), Stop> {
    let start = json.offset();
    if !json.object()? {
        return Ok(());
    }
    let mut found = false;
    while let Some(key) = json.key()? {
        if key != "@graph" || found {
            json.skip()?;
            continue;
        }
        found = true;
        json.elements(|json| one(json, element, visit))?;
    }
    if !found {
        let end = json.offset();
        json.go_to(start);
        one(json, element, visit)?;
        json.go_to(end);
    }
    Ok(())
}

fn one<'a>(json: &mut Json<'a>, element: &mut Element<'a>, visit: Visit<'_, 'a>) -> Result<(), Stop> {
    element.clear();
    element.component.offset = json.offset();
    if json.peek()? != Next::Object {
        json.note("@graph", Wrong::NotAComponent);
        return json.skip();
    }
    let outcome = element.read(json);
    visit(json, element);
    outcome
}

/// What elements say about each other.
#[derive(Default)]
struct Known<'a> {
    /// Names of people, organisations and tools.
    names: BTreeMap<Cow<'a, str>, Cow<'a, str>>,
    /// Identifiers that elements refer to: kind and value.
    identifiers: BTreeMap<Cow<'a, str>, (Cow<'a, str>, Cow<'a, str>)>,
    /// Licence expressions, or names of licences.
    licences: BTreeMap<Cow<'a, str>, Cow<'a, str>>,
    /// Licences of elements, those concluded first.
    licensed: BTreeMap<(Cow<'a, str>, bool), Vec<Cow<'a, str>>>,
    /// How elements were created.
    creations: BTreeMap<Cow<'a, str>, Creation<'a>>,
    /// The creation of the document, and of the first element that tells its own.
    document: Option<Cow<'a, str>>,
    first: Option<Cow<'a, str>>,
    serial: Cow<'a, str>,
    /// What bills of materials, and what documents, name as their root.
    roots: Vec<Cow<'a, str>>,
    document_roots: Vec<Cow<'a, str>>,
    bills: bool,
    contexts: Vec<Cow<'a, str>>,
    patched: Vec<Cow<'a, str>>,
    /// Elements that are defined elsewhere, and where they are said to be.
    imports: BTreeMap<Cow<'a, str>, Cow<'a, str>>,
}

/// A `CreationInfo`.
#[derive(Default)]
struct Creation<'a> {
    created: Cow<'a, str>,
    version: Cow<'a, str>,
    by: Vec<Cow<'a, str>>,
    using: Vec<Cow<'a, str>>,
}

impl<'a> Known<'a> {
    fn learn(&mut self, element: &mut Element<'a>) {
        let id = element.name();
        match element.sort {
            Sort::Agent => {
                // Some tools keep the spelling of SPDX 2 (`Organization: name`).
                self.names.insert(id, supplier(element.component.name.clone()));
            }
            Sort::Identifier => {
                self.identifiers.insert(id, std::mem::take(&mut element.identifier));
            }
            Sort::Licence => {
                let expression = std::mem::take(&mut element.expression);
                let text = if expression.is_empty() { element.component.name.clone() } else { expression };
                self.licences.insert(id, text);
            }
            Sort::Creation => {
                let id = if element.blank.is_empty() { id } else { element.blank.clone() };
                self.creation(id, element);
            }
            Sort::Document => {
                self.imports.extend(element.imports.drain(..));
                self.document = Some(element.creation.clone());
                self.serial = id;
                self.document_roots.append(&mut element.roots);
            }
            Sort::Bill => {
                self.bills = true;
                self.roots.append(&mut element.roots);
                self.contexts.append(&mut element.contexts);
            }
            Sort::Relationship => self.relationship(element),
            Sort::Package | Sort::File | Sort::Build | Sort::Statement | Sort::Other => {}
        }
        // A creation may be written inside the element it belongs to.
        if let Some(inside) = element.inside.take() {
            self.creation(Cow::Borrowed(""), &mut { *inside });
        }
    }

    fn creation(&mut self, id: Cow<'a, str>, element: &mut Element<'a>) {
        let creation = Creation {
            created: std::mem::take(&mut element.created),
            version: std::mem::take(&mut element.version),
            by: std::mem::take(&mut element.by),
            using: std::mem::take(&mut element.using),
        };
        self.first.get_or_insert_with(|| id.clone());
        self.creations.entry(id).or_insert(creation);
    }

    fn relationship(&mut self, element: &mut Element<'a>) {
        let concluded = match relationship(&element.relation).as_ref() {
            "has-concluded-license" => true,
            "has-declared-license" => false,
            "describes" => return self.document_roots.append(&mut element.to),
            "patched-by" => return self.patched.push(std::mem::take(&mut element.from)),
            _ => return,
        };
        self.licensed.entry((element.from.clone(), !concluded)).or_default().append(&mut element.to);
    }

    /// Forgets the imports that an element names as its maker, its licence or its tool: these are no components.
    fn no_component(&mut self, element: &Element<'a>) {
        if self.imports.is_empty() {
            return;
        }
        let Element { supplied, originated, by, using, inside, .. } = element;
        let made = inside.iter().flat_map(|inside| inside.by.iter().chain(&inside.using));
        for name in [supplied, originated].into_iter().chain(by).chain(using).chain(made) {
            self.imports.remove(name);
        }
        if matches!(relationship(&element.relation).as_ref(), "has-concluded-license" | "has-declared-license") {
            element.to.iter().for_each(|licence| drop(self.imports.remove(licence)));
        }
    }

    /// Tells the document what is known about it.
    fn describe(&mut self, gathered: &mut Gathered<'a>, defects: &mut Defects) {
        let document = &mut gathered.document;
        document.serial = std::mem::take(&mut self.serial);
        document.contexts = std::mem::take(&mut self.contexts);
        let chosen = self.document.as_ref().filter(|id| self.creations.contains_key(*id)).or(self.first.as_ref());
        match chosen.and_then(|id| self.creations.get(id)) {
            Some(creation) => {
                document.created = creation.created.clone();
                document.format_version = creation.version.clone();
                let named =
                    |id: &Cow<'a, str>| self.names.get(id).filter(|name| !name.is_empty()).unwrap_or(id).clone();
                document.authors = creation.by.iter().map(named).collect();
                document.tools = creation.using.iter().map(named).collect();
                if !KNOWN.contains(&creation.version.as_ref()) {
                    defects.note(0, "specVersion", Wrong::UnknownVersion { version: shortened(&creation.version) });
                }
            }
            None => defects.note(0, "CreationInfo", Wrong::Missing),
        }
        let roots = std::mem::take(if self.bills { &mut self.roots } else { &mut self.document_roots });
        gathered.described.extend(roots);
        gathered.patched.extend(self.patched.drain(..));
    }

    /// Gives a package or file what stands in other elements.
    fn complete(&self, element: &mut Element<'a>) {
        let Element { component, supplied, originated, .. } = element;
        for declared in [false, true] {
            let ids = self.licensed.get(&(component.reference.clone(), declared));
            for id in ids.into_iter().flatten() {
                let text = self.licences.get(id).filter(|text| !text.is_empty()).unwrap_or(id);
                // The two licences that say nothing are individuals of the model.
                let silent = text.ends_with("NoAssertionLicense") || text.ends_with("NoneLicense");
                if !silent {
                    push_licence(component, text.clone());
                }
            }
        }
        let maker = if supplied.is_empty() { originated } else { supplied };
        component.supplier = self.names.get(&*maker).filter(|name| !name.is_empty()).unwrap_or(maker).clone();
    }
}

fn visit<'a>(
    json: &mut Json<'a>,
    element: &mut Element<'a>,
    known: &Known<'a>,
    gathered: &mut Gathered<'a>,
    each: Each<'_, 'a>,
) {
    let at = element.component.offset;
    match element.sort {
        Sort::Package | Sort::File => {
            for (kind, value, _) in &mut element.identifiers {
                if kind.is_empty()
                    && let Some(identifier) = known.identifiers.get(value)
                {
                    (*kind, *value) = identifier.clone();
                }
            }
            element.identify(&mut json.defects);
            known.complete(element);
            let component = &mut element.component;
            if component.name.is_empty() {
                json.note_at(at, "name", Wrong::Missing);
            }
            if element.sort == Sort::File {
                component.kind = sbom::Kind::File;
                return each(Item::Component(component));
            }
            component.kind = kind(&element.purpose).unwrap_or_else(|| {
                let value = shortened(&element.purpose);
                json.note_at(at, "software_primaryPurpose", Wrong::NotAllowed { value });
                sbom::Kind::default()
            });
            gathered.package(component, each);
        }
        Sort::Relationship => relate(element, each),
        Sort::Build => each(Item::Build),
        Sort::Statement => each(Item::Statement),
        Sort::Agent | Sort::Identifier | Sort::Licence | Sort::Creation | Sort::Document | Sort::Bill | Sort::Other => {
        }
    }
    // Relations may name anything of the graph.
    if !matches!(element.sort, Sort::Package | Sort::File) {
        each(Item::Held(&element.name()));
    }
}

fn relate<'a>(element: &mut Element<'a>, each: Each<'_, 'a>) {
    let kind = relationship(&element.relation);
    if matches!(kind.as_ref(), "has-concluded-license" | "has-declared-license") {
        return;
    }
    if let Some(said) = completeness(element, &kind) {
        each(Item::Composition(&said));
    }
    for to in element.to.drain(..) {
        let to = individual(to);
        Gathered::relate(
            &Relation { from: element.from.clone(), to, kind: kind.clone() },
            element.component.offset,
            each,
        );
    }
}

/// The two individuals of the model that name nothing, in the words of SPDX 2.
fn individual(name: Cow<'_, str>) -> Cow<'_, str> {
    match name.rsplit(['/', ':', '#']).next() {
        Some("NoneElement") => Cow::Borrowed("NONE"),
        Some("NoAssertionElement") => Cow::Borrowed("NOASSERTION"),
        _ => name,
    }
}

/// What a relationship says about whether it names everything (SPDX 3.0.1 `RelationshipCompleteness`). A word that the
/// model does not know says nothing that could be leaned on.
fn completeness<'a>(element: &Element<'a>, kind: &str) -> Option<Composition<'a>> {
    let word = element.completeness.clone();
    let completeness = match word.rsplit('/').next().unwrap_or_default() {
        "" => return None,
        "complete" => Completeness::Complete,
        "incomplete" => Completeness::Incomplete,
        _ => Completeness::Unknown,
    };
    let (about, offset) = (element.from.clone(), element.component.offset);
    tells_content(kind).then_some(Composition { completeness, word, about, references: 1, offset })
}
