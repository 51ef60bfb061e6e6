//! What support.yaml declares about each component, found by an index over its items, not by a walk through all of them.

use super::findings::{ComponentNotDeclared, SupportItemGone};
use crate::scan::{Notes, Scan};
use device::{ItemMatch, Provenance, Support, SupportItem, WatchState};
use sbom::{Component, Purl};
use std::collections::BTreeMap;
use terms::{Day, Finding, Priority, Subject, When};

/// The property by which CycloneDX states a component's end of support (CycloneDX property taxonomy).
const END_OF_SUPPORT: &str = "cdx:lifecycle:milestone:endOfSupport";

/// The items of a release, and what they met while its SBOMs were read.
pub(crate) struct Declared<'d> {
    items: &'d [SupportItem],
    by: BTreeMap<String, Vec<usize>>,
    met: Vec<bool>,
    today: Day,
    not_declared: Vec<String>,
    past: u64,
    without_date: u64,
}

impl<'d> Declared<'d> {
    pub(crate) fn new(support: Option<&'d Support>, today: Day) -> Declared<'d> {
        let items = support.map_or(&[] as &[SupportItem], |support| &support.items);
        let mut by: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (place, item) in items.iter().enumerate() {
            if let Some(handle) = handle_of(&item.matches) {
                by.entry(handle).or_default().push(place);
            }
        }
        let met = vec![false; items.len()];
        Declared { items, by, met, today, not_declared: Vec::new(), past: 0, without_date: 0 }
    }

    /// What is declared about a component. Of several items about it the first one counts.
    pub(crate) fn notes(&mut self, component: &Component<'_>) -> Notes {
        let item = self.find(component);
        if component.kind.is_software() {
            self.count(component, item);
        }
        let Some(item) = item.map(|place| &self.items[place]) else { return Notes::default() };
        let watched = item.other_watch.as_ref().map(|watch| watch.state(self.today));
        Notes {
            own: item.provenance == Some(Provenance::Own) && item.owner.is_some(),
            patched: item.modified == Some(true) || item.backported == Some(true),
            watched_elsewhere: watched == Some(WatchState::InDate),
        }
    }

    /// The item about a component.
    pub(crate) fn item(&mut self, component: &Component<'_>) -> Option<&'d SupportItem> {
        self.find(component).map(|place| &self.items[place])
    }

    fn find(&mut self, component: &Component<'_>) -> Option<usize> {
        let mut found: Option<usize> = None;
        for handle in handles_of(component) {
            for place in self.by.get(&handle).into_iter().flatten() {
                if fits(&self.items[*place].matches, component) {
                    self.met[*place] = true;
                    found = Some(found.map_or(*place, |other| other.min(*place)));
                }
            }
        }
        found
    }

    fn count(&mut self, component: &Component<'_>, item: Option<usize>) {
        let stated = component.properties.iter().find(|(name, _)| name == END_OF_SUPPORT);
        let stated = stated.and_then(|(_, value)| When::parse(value));
        let item = item.map(|place| &self.items[place]);
        if item.is_none() {
            self.not_declared.push(format!("{} {}", component.name, component.version).trim_end().to_owned());
        }
        if item.is_some_and(|item| item.provenance == Some(Provenance::Own)) {
            return;
        }
        match item.and_then(|item| item.end_of_support).or(stated) {
            // A date that is unknown for a stated reason is no open question.
            None | Some(When::Unknown) if item.is_some_and(|item| item.justification.is_some()) => {}
            None | Some(When::Unknown) => self.without_date += 1,
            Some(date) => self.past += u64::from(date.is_past(self.today) == Some(true)),
        }
    }

    /// Components past support and without a date, and what items and components leave open.
    pub(crate) fn finish(self, scan: &Scan<'_>) -> ((u64, u64), Vec<Finding>) {
        const SHOWN: usize = 5;
        let Declared { items, met, not_declared, past, without_date, .. } = self;
        let mut findings = Vec::new();
        if !not_declared.is_empty() {
            let mut components = not_declared[..not_declared.len().min(SHOWN)].join(", ");
            if not_declared.len() > SHOWN {
                components.push_str(", …");
            }
            let detail = ComponentNotDeclared { count: not_declared.len(), components };
            findings.push(Finding::new(Priority::Attention, Subject::named("support"), detail));
        }
        if scan.count() > 0 {
            let gone = items.iter().zip(&met).filter(|(_, met)| !**met);
            findings.extend(gone.map(|(item, _)| {
                let subject = Subject::at(format!("support/{}", item.matches.label()), item.place.clone());
                Finding::new(Priority::Attention, subject, SupportItemGone { item: item.matches.label() })
            }));
        }
        ((past, without_date), findings)
    }
}

/// The one spelling under which an item is looked up: its most telling field.
fn handle_of(matches: &ItemMatch) -> Option<String> {
    let ItemMatch { place: _, purl, cpe, name, version: _, reference } = matches;
    if let Some(purl) = purl {
        return Some(purl_handle(purl));
    }
    if let Some(cpe) = cpe {
        return Some(format!("cpe {}", cpe.to_ascii_lowercase()));
    }
    if let Some(reference) = reference {
        return Some(format!("ref {reference}"));
    }
    name.as_ref().map(|name| format!("name {}", name.to_lowercase()))
}

fn handles_of(component: &Component<'_>) -> Vec<String> {
    let purls = component.purls.iter().map(|purl| purl_handle(purl));
    let cpes = component.cpes.iter().map(|cpe| format!("cpe {}", cpe.to_ascii_lowercase()));
    let name = format!("name {}", component.name.to_lowercase());
    purls.chain(cpes).chain([format!("ref {}", component.reference), name]).collect()
}

/// A package URL without its version, qualifiers and subpath.
fn purl_handle(purl: &str) -> String {
    match Purl::parse(purl) {
        Ok(parsed) => format!("purl {}/{}", parsed.kind, parsed.full_name()),
        Err(_) => format!("purl {purl}"),
    }
}

/// Whether every field that the item gives holds for the component.
fn fits(matches: &ItemMatch, component: &Component<'_>) -> bool {
    let ItemMatch { place: _, purl, cpe, name, version, reference } = matches;
    let version_of = |purl: &str| Purl::parse(purl).map(|purl| purl.version.into_owned()).unwrap_or_default();
    let purl_fits = |wanted: &String| {
        let version = version_of(wanted);
        component
            .purls
            .iter()
            .any(|purl| purl_handle(purl) == purl_handle(wanted) && (version.is_empty() || version_of(purl) == version))
    };
    purl.as_ref().is_none_or(purl_fits)
        && cpe.as_ref().is_none_or(|wanted| component.cpes.iter().any(|cpe| cpe.eq_ignore_ascii_case(wanted)))
        && name.as_ref().is_none_or(|wanted| component.name.to_lowercase() == wanted.to_lowercase())
        && version.as_ref().is_none_or(|wanted| component.version == *wanted)
        && reference.as_ref().is_none_or(|wanted| component.reference == *wanted)
}
