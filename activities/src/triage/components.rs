//! Finds what a statement speaks of among the components of a release. Identifiers are normalised first, as their own rules
//! say: type, namespace and name of a package URL; part, vendor and product of a CPE name.

use crate::check_device::OpenSbom;
use crate::stated_versions::{StatedRange, is_range};
use formats::dossier::v1::DecidedComponent;
use sbom::{Attribute, Component, Cpe, Item, Purl, osv_name};
use std::collections::BTreeMap;
use terms::Place;
use vulnerability::StatedProduct;

/// A component of the release, as far as statements name it.
#[derive(Debug)]
struct Known {
    purl: String,
    cpe: String,
    name: String,
    version: String,
}

/// The components of a release by every spelling under which a statement may name them.
#[derive(Debug, Default)]
pub(super) struct Components {
    known: Vec<Known>,
    by: BTreeMap<String, Vec<usize>>,
}

/// What a search came to.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Search {
    /// These components, in order.
    Found(Vec<usize>),
    /// Nothing of that name or identifier.
    NotThere,
    /// There, but not in the version stated.
    OtherVersion,
    /// A range that cannot be compared.
    Range(String),
    /// Named without an identifier, outside our device: not enough to match by.
    NameOnly,
}

impl Components {
    /// The components of some SBOMs.
    pub(super) fn of(sboms: &[OpenSbom]) -> Components {
        let mut components = Components::default();
        for OpenSbom { name: _, text: bytes, inside: _, form: _ } in sboms {
            // Defects of the SBOM are told by `check`; here only what was read counts.
            let _ = formats::sbom::read(bytes, &mut |item| {
                if let Item::Component(component) = item {
                    components.add(component);
                }
            });
        }
        components
    }

    fn add(&mut self, component: &Component<'_>) {
        let first = |list: &[std::borrow::Cow<'_, str>]| list.first().map(ToString::to_string).unwrap_or_default();
        let place = self.known.len();
        self.known.push(Known {
            purl: first(&component.purls),
            cpe: first(&component.cpes),
            name: component.name.to_string(),
            version: component.version.to_string(),
        });
        let purls = component.purls.iter().filter_map(|purl| purl_key(purl));
        let cpes = component.cpes.iter().filter_map(|cpe| cpe_key(cpe));
        let mut keys: Vec<String> = purls.chain(cpes).chain([name_key(&component.name)]).collect();
        keys.sort_unstable();
        keys.dedup();
        for key in keys {
            self.by.entry(key).or_default().push(place);
        }
    }

    /// What a statement's part is among them. `by_name`: a name without an identifier is enough, because the statement is
    /// about our device. A range in the `vers` notation is compared where its rules are those of the component.
    pub(super) fn search(&self, part: &StatedProduct<'_>, by_name: bool) -> Search {
        match self.named(part, by_name) {
            Ok(places) => self.in_version(places, &version_of(part)),
            Err(search) => search,
        }
    }

    /// The components of that name or identifier, whatever their version.
    fn named(&self, part: &StatedProduct<'_>, by_name: bool) -> Result<&[usize], Search> {
        let generic = |purl: &str| Purl::parse(purl).is_ok_and(|purl| purl.kind == "generic");
        let mut keys: Vec<String> = part.purls.iter().filter_map(|purl| purl_key(purl)).collect();
        keys.extend(part.cpes.iter().filter_map(|cpe| cpe_key(cpe)));
        let mut names: Vec<String> = Vec::new();
        for purl in part.purls.iter().filter(|purl| generic(purl)) {
            names.extend(Purl::parse(purl).ok().map(|purl| name_key(&purl.full_name())));
        }
        if part.purls.is_empty() && part.cpes.is_empty() {
            names.push(name_key(if part.name.is_empty() { &part.reference } else { &part.name }));
        }
        let found = keys.iter().find_map(|key| self.by.get(key));
        let named = names.iter().find_map(|key| self.by.get(key));
        match (found, named) {
            (Some(places), _) => Ok(places),
            (None, Some(places)) if by_name => Ok(places),
            (None, Some(_)) => Err(Search::NameOnly),
            (None, None) => Err(Search::NotThere),
        }
    }

    /// Those of the version stated, or within the range stated.
    fn in_version(&self, places: &[usize], version: &str) -> Search {
        let fitting = match is_range(version) {
            false => {
                let fits = |place: &&usize| version.is_empty() || self.version(**place) == version;
                Some(places.iter().filter(fits).copied().collect())
            }
            true => self.within(places, version),
        };
        match fitting {
            None => Search::Range(version.to_owned()),
            Some(fitting) if fitting.is_empty() => Search::OtherVersion,
            Some(fitting) => Search::Found(fitting),
        }
    }

    /// Those that a range holds; `None` where it cannot be told of one of them, for half an answer would hide the other half.
    fn within(&self, places: &[usize], range: &str) -> Option<Vec<usize>> {
        let range = StatedRange::parse(range)?;
        let mut fitting = Vec::new();
        for place in places {
            let own = Purl::parse(&self.known[*place].purl).ok().map(|purl| purl.kind.to_string());
            if range.holds(own.as_deref().unwrap_or_default(), &self.version(*place))? {
                fitting.push(*place);
            }
        }
        Some(fitting)
    }

    /// The components that a decision is about.
    pub(super) fn of_decision(&self, component: &device::DecidedComponent) -> Vec<usize> {
        match self.decided_about(component) {
            Search::Found(places) => places,
            Search::NotThere | Search::OtherVersion | Search::Range(_) | Search::NameOnly => Vec::new(),
        }
    }

    /// Whether what a decision is about may be among them: a range that cannot be compared may hold it.
    pub(super) fn may_hold(&self, component: &device::DecidedComponent) -> bool {
        match self.decided_about(component) {
            Search::Found(_) | Search::Range(_) => true,
            Search::NotThere | Search::OtherVersion | Search::NameOnly => false,
        }
    }

    fn decided_about(&self, component: &device::DecidedComponent) -> Search {
        let device::DecidedComponent { place: _, purl, cpe, name, range } = component;
        let own = |text: &Option<String>| text.iter().cloned().map(std::borrow::Cow::Owned).collect();
        let part = StatedProduct {
            name: name.as_deref().unwrap_or_default().into(),
            version: range.as_deref().unwrap_or_default().into(),
            purls: own(purl),
            cpes: own(cpe),
            ..StatedProduct::default()
        };
        match self.named(&part, true) {
            Ok(places) => self.in_version(places, &version_of(&part)),
            Err(search) => search,
        }
    }

    fn version(&self, place: usize) -> String {
        let known = &self.known[place];
        let in_purl = Purl::parse(&known.purl).map(|purl| purl.version.into_owned()).unwrap_or_default();
        if in_purl.is_empty() { known.version.clone() } else { in_purl }
    }

    /// The places by how a decision would name them: components that share an identity share a decision.
    pub(super) fn by_decided(&self, places: &[usize]) -> Vec<(DecidedComponent, Vec<usize>)> {
        let mut groups: BTreeMap<(&str, &str, &str, &str), Vec<usize>> = BTreeMap::new();
        for place in places {
            let Known { purl, cpe, name, version } = &self.known[*place];
            let key = match (purl.is_empty(), cpe.is_empty()) {
                (false, _) => (purl.as_str(), "", "", ""),
                (true, false) => ("", cpe.as_str(), "", version.as_str()),
                (true, true) => ("", "", name.as_str(), version.as_str()),
            };
            groups.entry(key).or_default().push(*place);
        }
        groups.into_values().map(|group| (self.decided(group[0]), group)).collect()
    }

    /// How a decision names the component: its package URL, else its CPE name, else name and version.
    fn decided(&self, place: usize) -> DecidedComponent {
        let known = &self.known[place];
        let filled = |text: &String| (!text.is_empty()).then(|| text.clone());
        let empty = DecidedComponent { place: Place::default(), purl: None, cpe: None, name: None, range: None };
        if !known.purl.is_empty() {
            return DecidedComponent { purl: filled(&known.purl), ..empty };
        }
        if !known.cpe.is_empty() {
            return DecidedComponent { cpe: filled(&known.cpe), range: filled(&known.version), ..empty };
        }
        DecidedComponent { name: filled(&known.name), range: filled(&known.version), ..empty }
    }
}

/// The version that a part states: its own, else that of its package URL, else that of its CPE name.
pub(super) fn version_of(part: &StatedProduct<'_>) -> String {
    if !part.version.is_empty() {
        return part.version.to_string();
    }
    let of_purl = part.purls.iter().filter_map(|purl| Purl::parse(purl).ok().map(|purl| purl.version.into_owned()));
    let of_cpe = part.cpes.iter().filter_map(|cpe| match Cpe::parse(cpe).ok()?.version {
        Attribute::Value(version) => Some(version.into_owned()),
        Attribute::Any | Attribute::NotApplicable | Attribute::Pattern(_) => None,
    });
    of_purl.chain(of_cpe).find(|version| !version.is_empty()).unwrap_or_default()
}

fn purl_key(purl: &str) -> Option<String> {
    let purl = Purl::parse(purl).ok()?;
    match osv_name(&purl) {
        Some(known) => Some(format!("purl {} {} {}", purl.kind, known.ecosystem, known.name)),
        None => Some(format!("purl {} {}", purl.kind, purl.full_name().to_lowercase())),
    }
}

fn cpe_key(cpe: &str) -> Option<String> {
    let Cpe { part, vendor, product, .. } = Cpe::parse(cpe).ok()?;
    match (vendor, product) {
        (Attribute::Value(vendor), Attribute::Value(product)) => Some(format!("cpe {part} {vendor} {product}")),
        _ => None,
    }
}

fn name_key(name: &str) -> String {
    format!("name {}", name.trim().to_lowercase())
}
