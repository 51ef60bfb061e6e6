//! Takes components out of SBOMs, keeping only what matching and answers need, and shares equal ones.

use super::completeness::SelfStated;
use super::identity::Identities;
use super::texts::{Span, Texts, or_empty};
use super::unread::Unread;
use crate::referred::{Elsewhere, References};
use foldhash::fast::RandomState;
use hashbrown::HashTable;
use sbom::{Component, Item};
use std::borrow::Cow;
use std::hash::BuildHasher;

/// What a person has declared about a component beyond its SBOM (support.yaml).
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Notes {
    /// First-party software with an owner.
    pub own: bool,
    /// Patched, modified or backported, so that upstream ranges do not decide.
    pub patched: bool,
    /// Watched in another way, named, with a last look inside its interval.
    pub watched_elsewhere: bool,
}

/// Looks up what a person has declared about a component.
pub type NotesFor<'n> = &'n mut dyn FnMut(&Component<'_>) -> Notes;

/// A component as it is kept: 24 bytes, because a large SBOM has hundreds of thousands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Kept {
    /// Name, with its group in front where it has one.
    name: Span,
    /// Where it starts, counted over all documents.
    offset: u64,
    /// Its place among the identities, which know version and identifiers.
    pub(crate) identity: u32,
    pub(crate) not_software: bool,
    pub(crate) own: bool,
    pub(crate) watched_elsewhere: bool,
}

/// A component as answers show it.
#[derive(Clone, Copy, Debug)]
pub struct Shown<'s> {
    /// Which document it stands in.
    pub document: usize,
    /// Byte offset in that document.
    pub offset: usize,
    /// Name, with its group in front where it has one.
    pub name: &'s str,
    /// Version as written, empty when none.
    pub version: &'s str,
    /// First package URL as written, empty when none.
    pub purl: &'s str,
    /// Its place among the identities.
    pub identity: u32,
    /// Patched, modified or backported, by its SBOM or as declared.
    pub patched: bool,
    /// A file or data.
    pub not_software: bool,
    /// First-party software with an owner.
    pub own: bool,
    /// Watched in another way.
    pub watched_elsewhere: bool,
}

/// A document that was read.
#[derive(Clone, Debug, Default)]
pub struct CollectedDocument {
    /// As the user named it.
    pub file: String,
    /// Format and version.
    pub format: String,
    /// When it was made, as written.
    pub created: String,
    /// Name and version of the thing it describes, empty when it names none.
    pub subject: String,
    /// Components in it.
    pub components: u64,
    /// Embedded statements about vulnerabilities: counted, not used yet.
    pub statements: u64,
    /// Relations in it.
    pub relations: u64,
    /// What it says about its own completeness.
    pub completeness: SelfStated,
    /// What it names and nothing that was read holds.
    pub elsewhere: Elsewhere,
    /// What of it could not be read.
    pub unread: Option<Unread>,
    /// Whether it stood in an archive or workbook.
    pub inside: bool,
    /// Things of the build that do not stand in the product: counted, not looked up.
    pub build: u64,
}

/// Components of one or more documents, and the distinct things they are.
#[derive(Debug, Default)]
pub struct Collected<'a> {
    /// Every component, in document order.
    pub(crate) components: Vec<Kept>,
    pub(crate) identities: Identities,
    pub(crate) texts: Texts<'a>,
    /// The documents.
    pub documents: Vec<CollectedDocument>,
}

impl Collected<'_> {
    /// A component as answers show it.
    pub fn component(&self, place: u32) -> Shown<'_> {
        let Kept { name, offset, identity, not_software, own, watched_elsewhere } = self.components[place as usize];
        let (document, offset) = self.texts.locate(offset);
        Shown {
            document,
            offset,
            name: self.texts.get(name),
            version: self.texts.get(self.identities.version(identity)),
            purl: self.texts.get(self.identities.purl(identity)),
            identity,
            patched: self.identities.is_patched(identity),
            not_software,
            own,
            watched_elsewhere,
        }
    }
}

/// Collects documents one after the other.
#[derive(Default)]
pub struct Collector<'a> {
    collected: Collected<'a>,
    /// Identities by half of their hash: equal components share one, so that a name is asked once however often it stands
    /// in a file.
    shared: HashTable<(u32, u32)>,
    seed: RandomState,
    references: References<'a>,
}

impl<'a> Collector<'a> {
    /// Starts the next document.
    pub fn document(&mut self, file: &str, bytes: &'a [u8]) {
        self.collected.documents.push(CollectedDocument { file: file.to_owned(), ..CollectedDocument::default() });
        self.collected.texts.document(bytes);
        self.references.document();
    }

    /// Starts the next document of an archive or workbook.
    pub fn member(&mut self, file: &str, bytes: &'a [u8]) {
        let document = CollectedDocument { file: file.to_owned(), inside: true, ..CollectedDocument::default() };
        self.collected.documents.push(document);
        self.collected.texts.document(bytes);
        self.references.document();
    }

    /// Says in which form the document read last came, where its text does not tell.
    pub fn called(&mut self, form: &str) {
        self.collected.documents.iter_mut().rev().take(1).for_each(|document| form.clone_into(&mut document.format));
    }

    /// Takes one thing of the document started last.
    pub fn take(&mut self, item: Item<'a, '_>, notes: NotesFor<'_>) {
        self.references.take(&item);
        let Collected { texts, components, .. } = &self.collected;
        let last = components.last().map(|last| last.offset);
        let met = |subject: &Component<'_>| last == Some(texts.offset(subject.offset));
        // The only package of an SPDX document is its subject, and has been met already.
        let subject_met = matches!(item, Item::Document(facts) if facts.subject.as_ref().is_some_and(met));
        let Some(document) = self.collected.documents.last_mut() else { return };
        match item {
            Item::Document(facts) => {
                document.format = format!("{} {}", facts.format, facts.format_version).trim_end().to_owned();
                document.created = facts.created.clone().into_owned();
                document.subject = facts.subject.as_ref().map(title).unwrap_or_default();
                // What the document describes is looked up too when it carries an identifier: it may be a product with
                // advisories of its own.
                if let Some(subject) = facts.subject.as_ref().filter(|subject| is_identified(subject) && !subject_met) {
                    document.components += 1;
                    let notes = notes(subject);
                    self.component(subject, notes);
                }
            }
            Item::Component(component) => {
                document.components += 1;
                let notes = notes(component);
                self.component(component, notes);
            }
            Item::Relation(_) => document.relations += 1,
            Item::Statement => document.statements += 1,
            Item::Composition(said) => document.completeness.take(said),
            Item::Build => document.build += 1,
            Item::Held(_) | Item::Outside(_) => {}
        }
    }

    fn component(&mut self, component: &Component<'_>, notes: Notes) {
        // A file that carries an identifier of a package is looked up like one: better asked than passed over.
        let not_software = !component.kind.is_software() && !is_identified(component);
        let identity = self.identity(component, notes.patched || component.patched);
        let texts = &mut self.collected.texts;
        self.collected.components.push(Kept {
            name: texts.keep(&full_name(component)),
            offset: texts.offset(component.offset),
            identity,
            not_software,
            own: notes.own,
            watched_elsewhere: notes.watched_elsewhere,
        });
    }

    /// The identity of a component.
    fn identity(&mut self, component: &Component<'_>, patched: bool) -> u32 {
        let Collected { identities, texts, .. } = &mut self.collected;
        if component.purls.len() > 1 || component.cpes.len() > 1 || !component.origins.is_empty() {
            return identities.add(texts, component, patched);
        }
        let first = [or_empty(component.purls.first()), or_empty(component.cpes.first()), &component.version];
        let half = (self.seed.hash_one((first, patched, component.number)) >> 32) as u32;
        let is_it = |held: &(u32, u32)| held.0 == half && identities.is(held.1, texts, component, patched);
        if let Some((_, identity)) = self.shared.find(whole(half), is_it) {
            return *identity;
        }
        let identity = identities.add(texts, component, patched);
        self.shared.insert_unique(whole(half), (half, identity), |held| whole(held.0));
        identity
    }

    /// What was collected.
    pub fn finish(self) -> Collected<'a> {
        let Collector { mut collected, references, .. } = self;
        for (document, elsewhere) in collected.documents.iter_mut().zip(references.finish()) {
            document.elsewhere = elsewhere;
        }
        collected
    }
}

/// The hash that a table works with, from the half that is kept.
fn whole(half: u32) -> u64 {
    u64::from(half).wrapping_mul(0x9e37_79b9_7f4a_7c15)
}

fn is_identified(component: &Component<'_>) -> bool {
    !component.purls.is_empty() || !component.cpes.is_empty() || !component.origins.is_empty()
}

/// `group/name` for people; the group stays out where the name repeats it.
fn full_name<'c>(component: &'c Component<'_>) -> Cow<'c, str> {
    if component.group.is_empty() || component.name.starts_with(&*component.group) {
        Cow::Borrowed(&component.name)
    } else {
        Cow::Owned(format!("{}/{}", component.group, component.name))
    }
}

fn title(component: &Component<'_>) -> String {
    format!("{} {}", full_name(component), component.version).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Collector, Notes};
    use sbom::{Component, Item, Kind};

    fn collected(components: &[Component<'static>]) -> (usize, Vec<bool>) {
        let mut collector = Collector::default();
        collector.document("x", b"");
        for component in components {
            collector.take(Item::Component(component), &mut |_| Notes::default());
        }
        let collected = collector.finish();
        let files = collected.components.iter().map(|component| component.not_software).collect();
        (collected.identities.len(), files)
    }

    fn package(purl: &'static str, kind: Kind) -> Component<'static> {
        let purls = if purl.is_empty() { Vec::new() } else { vec![purl.into()] };
        Component { name: "x".into(), purls, kind, ..Component::default() }
    }

    #[test]
    fn equal_components_are_asked_once() {
        let pillow = package("pkg:pypi/pillow@1", Kind::Library);
        assert_eq!(collected(&[pillow.clone(), pillow]).0, 1);
    }

    #[test]
    fn a_file_with_a_package_url_is_looked_up() {
        assert_eq!(collected(&[package("pkg:pypi/pillow@1", Kind::File), package("", Kind::File)]).1, [false, true]);
    }

    #[test]
    fn the_only_package_of_an_spdx_document_is_counted_once() {
        let text = br#"{"spdxVersion": "SPDX-2.3", "SPDXID": "SPDXRef-DOCUMENT", "documentDescribes": ["p"],
            "packages": [{"SPDXID": "p", "name": "x", "externalRefs": [{"referenceType": "purl",
            "referenceLocator": "pkg:pypi/x@1"}]}]}"#;
        let mut collector = Collector::default();
        collector.document("x", text);
        formats::sbom::read(text, &mut |item| collector.take(item, &mut |_| Notes::default()));
        assert_eq!(collector.finish().documents[0].components, 1);
    }
}
