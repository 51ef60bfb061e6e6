//! What components can be looked up by.

use super::texts::{Span, Texts};
use sbom::{Attribute, Component, Cpe, OsvName, Purl, cpe_version_agrees, osv_name, osv_version, versions_agree};
use std::borrow::Cow;
use std::ops::Range;
use vulnerability::Name;

/// Components that are looked up in the same way and are told apart by nothing that matching sees.
#[derive(Clone, Debug)]
struct Identity {
    /// The version that the component states, beside those in its identifiers.
    version: Span,
    /// Its first identifier among all; those of the next identity end them.
    start: u32,
    /// How many of them are its own package URLs; then come its CPE names, then what its origins are looked up by.
    purls: u16,
    /// Patched, modified or backported.
    patched: bool,
    /// The version was written as a number and may have lost zeros.
    number: bool,
}

/// A version in an identifier that contradicts the one stated.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Contradiction {
    /// The version in the identifier.
    pub(crate) named: String,
    /// Whether the identifier is a CPE name.
    pub(crate) cpe: bool,
}

/// All identities and their identifiers as written, in two flat lists: a large SBOM has hundreds of thousands. What an
/// identifier means is taken apart when it is asked about, and not kept.
#[derive(Debug, Default)]
pub(crate) struct Identities {
    all: Vec<Identity>,
    identifiers: Vec<Span>,
}

/// What an identifier says.
pub(crate) enum Meaning<'t> {
    /// Nothing: it does not follow its own rules.
    Broken,
    /// It follows its rules and names nothing that a source could know.
    Unnamed,
    /// A name to look up, and the version stated in the identifier, empty when none is.
    Named(Name<'t>, Cow<'t, str>),
}

impl Identities {
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// Whether the components are patched, modified or backported.
    pub(crate) fn is_patched(&self, identity: u32) -> bool {
        self.all[identity as usize].patched
    }

    /// Whether the version was written as a number and may have lost zeros.
    pub(crate) fn is_number(&self, identity: u32) -> bool {
        self.all[identity as usize].number
    }

    /// The version that the components state.
    pub(crate) fn version(&self, identity: u32) -> Span {
        self.all[identity as usize].version
    }

    /// The first package URL as written, empty when there is none.
    pub(crate) fn purl(&self, identity: u32) -> Span {
        let Identity { start, purls, .. } = self.all[identity as usize];
        if purls == 0 { Span::default() } else { self.identifiers[start as usize] }
    }

    /// The places of an identity's identifiers among all.
    pub(crate) fn identifiers_of(&self, identity: u32) -> Range<u32> {
        let next = self.all.get(identity as usize + 1).map_or(self.identifiers.len() as u32, |next| next.start);
        self.all[identity as usize].start..next
    }

    /// An identifier as written.
    pub(crate) fn identifier(&self, place: u32) -> Span {
        self.identifiers[place as usize]
    }

    /// What an identifier of an identity says.
    pub(crate) fn meaning<'t>(&self, identity: u32, place: u32, texts: &'t Texts<'_>) -> Meaning<'t> {
        let Identity { start, purls, .. } = self.all[identity as usize];
        let text = texts.get(self.identifier(place));
        if place < start + u32::from(purls) || text.starts_with("pkg:") { of_purl(text) } else { of_cpe(text) }
    }

    /// The version in an identifier, where it contradicts the version that the components state. What something was made
    /// from has a version of its own and contradicts nothing.
    pub(crate) fn contradiction(&self, identity: u32, place: u32, texts: &Texts<'_>) -> Option<Contradiction> {
        let Identity { version, start, purls, patched, .. } = self.all[identity as usize];
        let (text, stated) = (texts.get(self.identifier(place)), texts.get(version));
        if place < start + u32::from(purls) {
            let agrees = ends_with_version(text, stated);
            let purl = Purl::parse(text).ok().filter(|purl| !agrees && !versions_agree(purl, stated))?;
            return Some(Contradiction { named: purl.version.into_owned(), cpe: false });
        }
        // The CPE names of origins stand behind its own; only what was changed has any.
        if patched || stated.is_empty() || text.split(':').nth(5) == Some(stated) {
            return None;
        }
        let named = cpe_version_agrees(Cpe::parse(text).ok()?, stated).err()?;
        Some(Contradiction { named: named.into_owned(), cpe: true })
    }

    /// Whether a component is looked up like this identity. Components with several identifiers of one kind stand alone.
    pub(crate) fn is(&self, identity: u32, texts: &Texts<'_>, component: &Component<'_>, patched: bool) -> bool {
        let Identity { version, start, purls, patched: held, number } = self.all[identity as usize];
        let of_kind = |place: u32, texts_of: &[Cow<'_, str>]| match texts_of {
            [] => true,
            [text] => texts.get(self.identifiers[place as usize]) == text.as_ref(),
            [..] => false,
        };
        let counts = (usize::from(purls), self.identifiers_of(identity).len());
        counts == (component.purls.len(), component.purls.len() + component.cpes.len())
            && (held, number) == (patched, component.number)
            && texts.get(version) == component.version
            && of_kind(start, &component.purls)
            && of_kind(start + u32::from(purls), &component.cpes)
    }

    /// Adds a component's identifiers and gives the number of its identity.
    pub(crate) fn add(&mut self, texts: &mut Texts<'_>, component: &Component<'_>, patched: bool) -> u32 {
        // More package URLs than can be counted are no component that anybody wrote; the rest is asked for as CPE names,
        // found to be none, and the component stays unwatched rather than clean.
        let purls = u16::try_from(component.purls.len()).unwrap_or(u16::MAX);
        let version = texts.keep(&component.version);
        let number = component.number;
        self.all.push(Identity { version, start: self.identifiers.len() as u32, purls, patched, number });
        let Component { purls, cpes, origins, .. } = component;
        self.identifiers.extend(purls.iter().chain(cpes).chain(origins).map(|text| texts.keep(text)));
        self.all.len() as u32 - 1
    }
}

/// Whether a package URL states a version as it is written; the usual case, told without taking it apart.
fn ends_with_version(purl: &str, stated: &str) -> bool {
    let behind = purl.rsplit_once('@').map(|(_, rest)| rest);
    stated.is_empty()
        || behind.is_none_or(|rest| {
            rest.strip_prefix(stated).is_some_and(|after| after.is_empty() || after.starts_with(['?', '#']))
        })
}

fn of_purl(text: &str) -> Meaning<'_> {
    let Ok(purl) = Purl::parse(text) else { return Meaning::Broken };
    match osv_name(&purl) {
        None => Meaning::Unnamed,
        Some(OsvName { ecosystem, release, name }) => {
            Meaning::Named(Name::Package { ecosystem: Cow::Borrowed(ecosystem), release, name }, osv_version(&purl))
        }
    }
}

/// A name with wildcards or without a product names nothing that could be looked up.
fn of_cpe(text: &str) -> Meaning<'_> {
    let Ok(cpe) = Cpe::parse(text) else { return Meaning::Broken };
    let value = |attribute| match attribute {
        Attribute::Value(value) => Some(value),
        Attribute::Any | Attribute::NotApplicable | Attribute::Pattern(_) => None,
    };
    match (value(cpe.vendor), value(cpe.product)) {
        (Some(vendor), Some(product)) => {
            let name = Name::Cpe { part: cpe.part, vendor, product, rest: Cow::Borrowed("") };
            Meaning::Named(name, value(cpe.version).unwrap_or_default())
        }
        (None, _) | (_, None) => Meaning::Unnamed,
    }
}
