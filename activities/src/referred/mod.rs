//! What documents name and do not hold: other documents, elements of other documents, components that were left out.
//!
//! A document is held against what it holds itself; names that are the same everywhere (addresses, `urn:…`) and documents by
//! their serial number or namespace are held against all documents of one call, so that the documents of an archive or of a
//! release complete each other.

#[cfg(test)]
mod tests;

use foldhash::fast::RandomState;
use hashbrown::HashTable;
use sbom::{Component, Document, Item, Outside, OutsideKind};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::hash::BuildHasher;

/// What one document names and nothing that was read holds.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Elsewhere {
    /// How many different things.
    pub count: u64,
    /// The first of them, in the order of the document.
    pub names: Vec<String>,
    /// How many of them may be components that nobody looked at.
    pub hiding: u64,
}

/// A name that is looked for.
#[derive(Clone, Debug)]
struct Wanted<'a> {
    name: Cow<'a, str>,
    /// Where it is said to be.
    target: Cow<'a, str>,
    /// Whether it may be a component.
    hides: bool,
    kind: WantedKind,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum WantedKind {
    Element,
    Document,
    Origin,
}

/// Gathers names while documents are read, one after the other.
#[derive(Default)]
pub(crate) struct References<'a> {
    seed: RandomState,
    /// What is held, as hashes: local names together with the number of their document.
    held: HashTable<u64>,
    /// Serial numbers and namespaces of the documents.
    serials: BTreeSet<String>,
    /// Names met in the current document, as hashes, each once.
    met: HashTable<u64>,
    /// The end from which the last relation came: the next one often comes from there too.
    last: (usize, usize, bool),
    wanted: Vec<Wanted<'a>>,
    /// Names of other documents in the current one (`DocumentRef-…`), and their namespaces.
    aliases: BTreeMap<Cow<'a, str>, Cow<'a, str>>,
    /// What is still looked for when its document has ended.
    open: Vec<Vec<Wanted<'a>>>,
    started: bool,
}

impl<'a> References<'a> {
    /// Starts the next document.
    pub(crate) fn document(&mut self) {
        self.end();
        self.started = true;
    }

    /// Takes one thing of the document started last.
    pub(crate) fn take(&mut self, item: &Item<'a, '_>) {
        match item {
            Item::Component(component) => self.component(component),
            Item::Held(name) => self.hold(name),
            Item::Relation(relation) => {
                let bears = relation.bears_components();
                let from = (relation.from.as_ptr() as usize, relation.from.len(), bears.from);
                // The place of a text that is not borrowed from the document says nothing.
                if from != self.last || matches!(relation.from, Cow::Owned(_)) {
                    self.last = from;
                    self.want(&relation.from, bears.from);
                }
                self.want(&relation.to, bears.to);
            }
            Item::Outside(outside) => self.outside(outside),
            Item::Document(Document { serial, subject, .. }) => {
                if !serial.is_empty() {
                    self.serials.insert(plain_serial(serial).to_owned());
                }
                subject.iter().for_each(|subject| self.component(subject));
            }
            Item::Composition(_) | Item::Statement | Item::Build => {}
        }
    }

    fn component(&mut self, component: &Component<'_>) {
        self.hold(&component.reference);
        // Some tools name a component without a reference by its package URL.
        if component.reference.is_empty() {
            component.purls.iter().for_each(|purl| self.hold(purl));
        }
    }

    fn hold(&mut self, name: &str) {
        if !name.is_empty() {
            let hash = self.hash(self.open.len(), name);
            insert(&mut self.held, hash);
        }
    }

    fn hash(&self, document: usize, name: &str) -> u64 {
        let document = if is_global(name) { usize::MAX } else { document };
        self.seed.hash_one((document, name))
    }

    #[expect(clippy::ptr_arg, reason = "only a name that is looked for is cloned, and then it stays borrowed")]
    fn want(&mut self, name: &Cow<'a, str>, hides: bool) {
        if matches!(name.as_ref(), "" | "NONE" | "NOASSERTION") {
            return;
        }
        let hash = self.hash(self.open.len(), name);
        if !contains(&self.held, hash) && insert(&mut self.met, hash ^ u64::from(hides)) {
            let (name, target) = (name.clone(), Cow::Borrowed(""));
            self.wanted.push(Wanted { name, target, hides, kind: WantedKind::Element });
        }
    }

    fn outside(&mut self, outside: &Outside<'a>) {
        let Outside { kind, name, target } = outside.clone();
        match kind {
            OutsideKind::Element => {
                let hash = self.hash(self.open.len(), &name);
                let new = insert(&mut self.met, hash ^ 1);
                if !contains(&self.held, hash) && (new || !target.is_empty()) {
                    self.wanted.push(Wanted { name, target, hides: true, kind: WantedKind::Element });
                }
            }
            OutsideKind::Origin => self.wanted.push(Wanted { name, target, hides: true, kind: WantedKind::Origin }),
            // Whether parts come from there, the relations that use its name tell.
            OutsideKind::Document => {
                self.aliases.insert(name.clone(), target.clone());
                self.wanted.push(Wanted { name, target, hides: false, kind: WantedKind::Document });
            }
            OutsideKind::Bill | OutsideKind::OwnBill => {
                let hides = kind == OutsideKind::Bill;
                self.wanted.push(Wanted { name, target, hides, kind: WantedKind::Document });
            }
        }
    }

    /// Ends the current document: what it holds itself is no longer looked for.
    fn end(&mut self) {
        if !std::mem::take(&mut self.started) {
            return;
        }
        let document = self.open.len();
        let aliases = std::mem::take(&mut self.aliases);
        let mut wanted = std::mem::take(&mut self.wanted);
        wanted.retain(|wanted| match wanted.kind {
            WantedKind::Document | WantedKind::Origin => true,
            WantedKind::Element => !contains(&self.held, self.hash(document, &wanted.name)),
        });
        for one in wanted.iter_mut().filter(|one| one.kind == WantedKind::Element) {
            // `DocumentRef-other:SPDXRef-part`
            let target = one.name.split_once(':').and_then(|(document, _)| aliases.get(document));
            if let Some(target) = target {
                one.target = target.clone();
            }
        }
        self.met.clear();
        self.last = Default::default();
        self.open.push(wanted);
    }

    /// What each document names and none holds.
    pub(crate) fn finish(mut self) -> Vec<Elsewhere> {
        self.end();
        let open = std::mem::take(&mut self.open);
        open.iter().map(|wanted| self.elsewhere(wanted)).collect()
    }

    fn elsewhere(&self, wanted: &[Wanted<'a>]) -> Elsewhere {
        const NAMED: usize = 3;
        let missing = wanted.iter().filter(|wanted| !self.is_held(wanted));
        let (mut found, mut places) = (Vec::<(String, bool)>::new(), BTreeMap::new());
        for one in missing {
            // Bills of several components may stand at one address, and components of one name may have several bills.
            let key = if one.kind == WantedKind::Document { &one.target } else { &one.name };
            let place = *places.entry(key).or_insert(found.len());
            match found.get_mut(place) {
                Some((shown, hides)) => {
                    *hides |= one.hides;
                    if !one.target.is_empty() {
                        *shown = one.shown();
                    }
                }
                None => found.push((one.shown(), one.hides)),
            }
        }
        Elsewhere {
            count: found.len() as u64,
            hiding: found.iter().filter(|(_, hides)| *hides).count() as u64,
            names: found.into_iter().map(|(name, _)| name).take(NAMED).collect(),
        }
    }

    /// Whether anything that was read holds it.
    fn is_held(&self, wanted: &Wanted<'_>) -> bool {
        if wanted.kind == WantedKind::Origin {
            return false;
        }
        let document = bom_link(&wanted.target).unwrap_or(&wanted.target);
        let target = !document.is_empty() && self.serials.contains(plain_serial(document));
        // Of a name that is the same everywhere; any other was looked for in its own document.
        let named = is_global(&wanted.name) && contains(&self.held, self.hash(0, &wanted.name));
        let linked = bom_link(&wanted.name).is_some_and(|serial| self.serials.contains(plain_serial(serial)));
        target || wanted.kind == WantedKind::Element && (named || linked)
    }
}

impl Wanted<'_> {
    fn shown(&self) -> String {
        let short = |text: &str| text.chars().take(120).collect::<String>();
        if self.kind == WantedKind::Origin {
            // What it became stands behind the arrow.
            return format!("{} → {}", short(&self.name), short(&self.target));
        }
        match (self.name.is_empty(), self.target.is_empty()) {
            (_, true) => short(&self.name),
            (true, false) => short(&self.target),
            (false, false) => format!("{} ({})", short(&self.name), short(&self.target)),
        }
    }
}

fn contains(held: &HashTable<u64>, hash: u64) -> bool {
    held.find(hash, |one| *one == hash).is_some()
}

/// Adds a hash; whether it is new.
fn insert(held: &mut HashTable<u64>, hash: u64) -> bool {
    let new = !contains(held, hash);
    if new {
        held.insert_unique(hash, hash, |one| *one);
    }
    new
}

/// Whether a name means the same in every document.
fn is_global(name: &str) -> bool {
    ["urn:", "http://", "https://"].iter().any(|start| name.starts_with(start))
}

/// A serial number or namespace without what only some write.
fn plain_serial(text: &str) -> &str {
    let text = text.strip_prefix("urn:uuid:").unwrap_or(text);
    text.trim_end_matches('#')
}

/// The serial number in a BOM-Link, `urn:cdx:serial/version#element` (CycloneDX 1.5 and later).
fn bom_link(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("urn:cdx:")?;
    Some(rest.split(['/', '#']).next().unwrap_or(rest))
}
