//! What components can be looked up by.

use sbom::{Attribute, Component, Cpe, OsvName, Purl, osv_name, versions_agree};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;
use vulnerability::Name;

/// Components that are looked up in the same way and are told apart by nothing that matching sees.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    /// Its keys among all keys.
    keys: Range<u32>,
    /// Whether it carries at least one identifier that follows its own rules.
    pub(crate) resolvable: bool,
    /// Patched, modified or backported.
    pub(crate) patched: bool,
}

/// One way to look a component up.
#[derive(Debug)]
pub(crate) struct LookupKey<'a> {
    /// As written in the SBOM.
    pub(crate) identifier: Cow<'a, str>,
    pub(crate) name: Name<'a>,
    /// The version to compare, empty when none is stated.
    pub(crate) version: Cow<'a, str>,
}

/// All identities and their keys, in two flat lists: a large SBOM has hundreds of thousands.
#[derive(Debug, Default)]
pub(crate) struct Identities<'a> {
    all: Vec<Identity>,
    keys: Vec<LookupKey<'a>>,
    /// By identity: the version of a package URL that contradicts the version stated. Few have one.
    contradicted: BTreeMap<u32, String>,
}

impl<'a> Identities<'a> {
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    pub(crate) fn get(&self, identity: usize) -> &Identity {
        &self.all[identity]
    }

    /// The version of a package URL that contradicts the version stated.
    pub(crate) fn contradicted(&self, identity: u32) -> Option<&str> {
        self.contradicted.get(&identity).map(String::as_str)
    }

    /// The other key of a pair that was pushed because package URL and component state different versions.
    pub(crate) fn twin(&self, identity: u32, key: u32) -> Option<u32> {
        self.contradicted(identity)?;
        let keys = self.keys(identity as usize);
        let same = |other: &u32| {
            keys.get(*other as usize).is_some_and(|other| other.identifier == keys[key as usize].identifier)
        };
        key.checked_sub(1).filter(same).or(Some(key + 1).filter(same))
    }

    /// The keys of one identity.
    pub(crate) fn keys(&self, identity: usize) -> &[LookupKey<'a>] {
        let Range { start, end } = self.all[identity].keys;
        &self.keys[start as usize..end as usize]
    }

    /// Adds a component's identifiers and gives the number of its identity.
    pub(crate) fn add(&mut self, component: &Component<'a>, patched: bool) -> u32 {
        let start = self.keys.len() as u32;
        let mut resolvable = false;
        for text in &component.purls {
            // Texts with escapes do not stand in the document as such; they are few, and their keys own what they hold.
            let mut other = None;
            let mut agreed = |purl: &Purl<'_>| {
                if !versions_agree(purl, &component.version) {
                    other = Some(purl.version.clone().into_owned());
                }
            };
            let found = match text {
                Cow::Borrowed(text) => Purl::parse(text).ok().inspect(&mut agreed).map(|purl| package(&purl)),
                Cow::Owned(text) => Purl::parse(text).ok().inspect(&mut agreed).map(|purl| package(&purl).map(owned)),
            };
            resolvable |= found.is_some();
            let found = found.flatten();
            let name = found.as_ref().filter(|_| other.is_some()).map(|(name, _)| name.clone());
            self.push(text, found, component);
            if let Some(other) = other {
                self.contradicted.entry(self.all.len() as u32).or_insert(other);
                // Which of the two is true is not known: both are asked, one right after the other.
                self.push(text, name.map(|name| (name, Cow::Borrowed(""))), component);
            }
        }
        for text in &component.cpes {
            let found = match text {
                Cow::Borrowed(text) => Cpe::parse(text).ok().map(product),
                Cow::Owned(text) => Cpe::parse(text).ok().map(|cpe| product(cpe).map(owned)),
            };
            resolvable |= found.is_some();
            self.push(text, found.flatten(), component);
        }
        self.all.push(Identity { keys: start..self.keys.len() as u32, resolvable, patched });
        self.all.len() as u32 - 1
    }

    #[expect(clippy::ptr_arg, reason = "a borrowed text is kept as borrowed")]
    fn push(&mut self, identifier: &Cow<'a, str>, found: Option<Found<'a>>, component: &Component<'a>) {
        if let Some((name, version)) = found {
            let version = if version.is_empty() { component.version.clone() } else { version };
            self.keys.push(LookupKey { identifier: identifier.clone(), name, version });
        }
    }
}

/// The name to look up, and the version that the identifier states.
type Found<'a> = (Name<'a>, Cow<'a, str>);

fn package<'p>(purl: &Purl<'p>) -> Option<Found<'p>> {
    let OsvName { ecosystem, release, name } = osv_name(purl)?;
    Some((Name::Package { ecosystem: Cow::Borrowed(ecosystem), release, name }, purl.version.clone()))
}

/// A name with wildcards or without a product names nothing that could be looked up.
fn product(cpe: Cpe<'_>) -> Option<Found<'_>> {
    let value = |attribute| match attribute {
        Attribute::Value(value) => Some(value),
        Attribute::Any | Attribute::NotApplicable | Attribute::Pattern(_) => None,
    };
    let name =
        Name::Cpe { part: cpe.part, vendor: value(cpe.vendor)?, product: value(cpe.product)?, rest: Cow::Borrowed("") };
    Some((name, value(cpe.version).unwrap_or_default()))
}

fn owned<'a>((name, version): Found<'_>) -> Found<'a> {
    let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
    let name = match name {
        Name::Package { ecosystem, release, name } => {
            Name::Package { ecosystem: own(ecosystem), release: own(release), name: own(name) }
        }
        Name::Cpe { part, vendor, product, rest } => {
            Name::Cpe { part, vendor: own(vendor), product: own(product), rest: own(rest) }
        }
    };
    (name, own(version))
}
