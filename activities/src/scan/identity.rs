//! What a component can be looked up by.

use sbom::{Attribute, Component, Cpe, OsvName, Purl, osv_name};
use std::borrow::Cow;
use vulnerability::Name;

/// A component as matching sees it: its identifiers, made ready once.
#[derive(Debug, Default)]
pub(crate) struct Identity<'a> {
    pub(crate) keys: Vec<LookupKey<'a>>,
    /// Whether it carries at least one identifier that follows its own rules.
    pub(crate) resolvable: bool,
    pub(crate) patched: bool,
}

/// One way to look a component up.
#[derive(Debug)]
pub(crate) struct LookupKey<'a> {
    /// As written in the SBOM.
    pub(crate) identifier: Cow<'a, str>,
    pub(crate) name: Name<'static>,
    /// The version to compare, empty when none is stated.
    pub(crate) version: Cow<'a, str>,
}

impl<'a> Identity<'a> {
    pub(crate) fn of(component: &Component<'a>, patched: bool) -> Identity<'a> {
        let mut identity = Identity { patched, ..Identity::default() };
        for text in &component.purls {
            if let Ok(purl) = Purl::parse(text) {
                identity.resolvable = true;
                identity.keys.extend(package(text, &purl, component));
            }
        }
        for text in &component.cpes {
            if let Ok(cpe) = Cpe::parse(text) {
                identity.resolvable = true;
                identity.keys.extend(cpe_key(text, cpe, component));
            }
        }
        identity
    }
}

fn package<'a>(text: &Cow<'a, str>, purl: &Purl<'_>, component: &Component<'a>) -> Option<LookupKey<'a>> {
    let OsvName { ecosystem, release, name } = osv_name(purl)?;
    let own = |text: Cow<'_, str>| Cow::Owned(text.into_owned());
    let version = if purl.version.is_empty() { component.version.clone() } else { own(purl.version.clone()) };
    Some(LookupKey {
        identifier: text.clone(),
        name: Name::Package { ecosystem: Cow::Borrowed(ecosystem), release: own(release), name: own(name) },
        version,
    })
}

fn cpe_key<'a>(text: &Cow<'a, str>, cpe: Cpe<'_>, component: &Component<'a>) -> Option<LookupKey<'a>> {
    let value = |attribute: &Attribute<'_>| match attribute {
        Attribute::Value(value) => Some(Cow::Owned(value.clone().into_owned())),
        Attribute::Any | Attribute::NotApplicable | Attribute::Pattern(_) => None,
    };
    let (vendor, product) = (value(&cpe.vendor)?, value(&cpe.product)?);
    let version = value(&cpe.version).unwrap_or_else(|| component.version.clone());
    let name = Name::Cpe { part: cpe.part, vendor, product, rest: Cow::Borrowed("") };
    Some(LookupKey { identifier: text.clone(), name, version })
}
