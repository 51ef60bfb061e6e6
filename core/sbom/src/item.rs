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

impl Relation<'_> {
    /// Which of its ends may be a component of the product: one of a kind that tells what the product holds, links or needs
    /// (SPDX 2.3 clause 11.1, SPDX 3 `RelationshipType`; CycloneDX `dependsOn`, `provides`). Tools, tests, documents and
    /// copies are none, nor is what describes.
    pub fn bears_components(&self) -> Bears {
        match self.kind.as_ref() {
            "describes" => Bears { from: false, to: true },
            "described-by" => Bears { from: true, to: false },
            "contains"
            | "contained-by"
            | "depends-on"
            | "dependency-of"
            | "provides"
            | "static-link"
            | "dynamic-link"
            | "has-prerequisite"
            | "prerequisite-for"
            | "runtime-dependency-of"
            | "provided-dependency-of"
            | "has-provided-dependency"
            | "optional-component-of"
            | "has-optional-component"
            | "optional-dependency-of"
            | "has-optional-dependency"
            | "package-of"
            | "packaged-by"
            | "distribution-artifact"
            | "has-distribution-artifact" => Bears { from: true, to: true },
            _ => Bears::default(),
        }
    }
}

/// The ends of a relation that may be components of the product.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Bears {
    /// The one that relates.
    pub from: bool,
    /// The one it relates to.
    pub to: bool,
}

/// What a reference to something outside the document is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutsideKind {
    /// Another document, by the name that relations use for it (SPDX 2.3 clause 6.6, external document references).
    Document,
    /// An element that is defined elsewhere (SPDX 3 `import`), or that the document is said to describe.
    Element,
    /// A bill of the parts of a component (CycloneDX external reference of type `bom`, address or BOM-Link).
    Bill,
    /// What a component was made from and is told by its name alone, so that it cannot be looked up; `target` is the component.
    Origin,
    /// The address of a bill of the thing described, which may be the document itself.
    OwnBill,
}

/// A reference to something that the document may not hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outside<'a> {
    /// What it is about.
    pub kind: OutsideKind,
    /// The name inside the document: `DocumentRef-…`, the element, the component.
    pub name: Cow<'a, str>,
    /// Where it is said to be: namespace, address, BOM-Link; empty when not said.
    pub target: Cow<'a, str>,
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
/// a relationship to `NOASSERTION` or `NONE`; SPDX 3 `completeness` of a relationship).
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
    /// The reference of something in the document that is no component, such as the document itself or a licence: relations
    /// may name it.
    Held(&'b Cow<'a, str>),
    /// A reference to something that the document may not hold.
    Outside(&'b Outside<'a>),
    /// A statement about a vulnerability inside the document (embedded VEX): counted, not yet used.
    Statement,
    /// Something of the build that does not stand in the product (a build run, a tool of the host): counted only.
    Build,
}
