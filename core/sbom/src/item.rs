use crate::Component;
use std::borrow::Cow;

/// What a document says about itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document<'a> {
    /// Format name (`CycloneDX`, `SPDX`, `CSV`).
    pub format: &'static str,
    /// Version of the format as written.
    pub format_version: Cow<'a, str>,
    /// Serial number or namespace, empty when none.
    pub serial: Cow<'a, str>,
    /// When it was made, as written; empty when not stated.
    pub created: Cow<'a, str>,
    /// Who made it: people and organisations as written.
    pub authors: Vec<Cow<'a, str>>,
    /// The tools it was made with, with their versions where they are stated.
    pub tools: Vec<Cow<'a, str>>,
    /// The points of the life cycle at which its data were gathered (CycloneDX `lifecycles`, SPDX 3 `sbomType`).
    pub contexts: Vec<Cow<'a, str>>,
    /// The thing it describes, when it names one. It is no component of the document, unless it is its only package.
    pub subject: Option<Component<'a>>,
}

/// A relation between two components of one document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation<'a> {
    /// The reference of the one that relates.
    pub from: Cow<'a, str>,
    /// The reference of the one it relates to.
    pub to: Cow<'a, str>,
    /// `depends-on`, or the SPDX relationship in lower case with hyphens.
    pub kind: Cow<'a, str>,
}

/// How complete its author calls a set of components.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Completeness {
    /// Nothing is left out.
    Complete,
    /// The author does not know, or does not say.
    Unknown,
    /// Something is left out.
    Incomplete,
}

/// What the author says about the completeness of a set of components (CycloneDX `compositions[]`; SPDX 2.3 clause 11.1,
/// a relationship to `NOASSERTION` or `NONE`).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Composition<'a> {
    /// How complete the set is called.
    pub completeness: Completeness,
    /// The word for it as written (`incomplete_third_party_only`, `NOASSERTION`).
    pub word: Cow<'a, str>,
    /// The first reference that it is about; empty when it is about the document as a whole.
    pub about: Cow<'a, str>,
    /// How many references it is about.
    pub references: u64,
    /// Byte offset in the document at which it starts.
    pub offset: usize,
}

/// One thing that a reader meets, in reading order.
#[derive(Debug)]
pub enum Item<'a, 'b> {
    /// The document's own data; comes once, after everything else.
    Document(&'b Document<'a>),
    /// A component. One that is nested comes before the one that holds it, with a larger depth; sorted by offset they
    /// stand in the order of the document.
    Component(&'b Component<'a>),
    /// A relation.
    Relation(&'b Relation<'a>),
    /// What the author says about completeness.
    Composition(&'b Composition<'a>),
    /// A statement about a vulnerability inside the document (embedded VEX): counted, not yet used.
    Statement,
    /// Something of the build that does not stand in the product (a build run, a tool of the host): counted only.
    Build,
}
