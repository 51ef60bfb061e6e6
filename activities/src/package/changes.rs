//! What a package changes: files against those held, and for each release that units run their number, components, findings.

use crate::check_device::check_device;
use crate::check_site::{OpenSite, open_site};
use crate::dossier_port::{DossierFault, Dossiers};
use crate::scan::{Scan, ScanSettings};
use crate::site_port::{LoadedSite, ReceivedFiles, Sites};
use crate::stored_rules::RuleShelf;
use device::{Id, Package};
use formats::dossier::v1;
use site::Criticality;
use std::collections::{BTreeMap, BTreeSet};
use terms::Priority;
use vulnerability::{Knowledge, KnowledgeFault};

/// What changes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PackageChanges {
    /// Files that come.
    pub added: Vec<String>,
    /// Files with other bytes.
    pub changed: Vec<String>,
    /// Files that go.
    pub gone: Vec<String>,
    /// Each release that units run now or then.
    pub releases: Vec<ReleaseChange>,
    /// Units of which nothing was known and something is, less those the other way round.
    pub blind_before: usize,
    /// The same with the package.
    pub blind_after: usize,
}

/// A release before and after.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReleaseChange {
    /// The release.
    pub release: Id,
    /// Units that run it: before, after.
    pub units: [usize; 2],
    /// Of them keep a patient alive, after.
    pub life_supporting: usize,
    /// Components, and findings that wait or block: before, after; `None` where no unit ran it.
    pub state: [Option<State>; 2],
    /// Components that come.
    pub added: Vec<String>,
    /// Components that go.
    pub gone: Vec<String>,
}

/// What is known of a release.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// Components.
    pub components: usize,
    /// Findings that wait for a decision or block.
    pub open: usize,
}

/// Why changes cannot be told.
#[derive(Debug)]
pub enum CannotTell {
    /// A folder cannot be read.
    Fault(DossierFault),
    /// The mirror cannot be read.
    Knowledge(KnowledgeFault),
}

/// A site as it would be with a package in it.
struct With<'s> {
    sites: &'s dyn Sites,
    name: &'s str,
    files: &'s [(&'s str, &'s [u8])],
}

impl RuleShelf for With<'_> {
    fn rules(&self, firewall: &Id) -> Result<Vec<(String, Vec<u8>)>, DossierFault> {
        self.sites.rules(firewall)
    }

    fn put_rules(&self, firewall: &Id, files: &[(&str, &[u8])]) -> Result<(), DossierFault> {
        self.sites.put_rules(firewall, files)
    }
}

impl Sites for With<'_> {
    fn load(&self) -> Result<LoadedSite, DossierFault> {
        let mut site = self.sites.load()?;
        if !site.received.iter().any(|name| name == self.name) {
            site.received.push(self.name.to_owned());
            site.received.sort();
        }
        Ok(site)
    }

    fn received(&self, name: &str) -> Box<dyn Dossiers> {
        if name == self.name { self.sites.in_memory(self.files) } else { self.sites.received(name) }
    }

    fn own_file(&self, file: &str) -> Result<Option<Vec<u8>>, DossierFault> {
        self.sites.own_file(file)
    }

    fn received_file(&self, name: &str, file: &str) -> Result<Option<Vec<u8>>, DossierFault> {
        if name != self.name {
            return self.sites.received_file(name, file);
        }
        Ok(self.files.iter().find(|(held, _)| *held == file).map(|(_, bytes)| bytes.to_vec()))
    }

    fn received_package(&self, name: &str) -> Result<Option<ReceivedFiles>, DossierFault> {
        self.sites.received_package(name)
    }

    fn put_package(&self, name: &str, files: &[(&str, &[u8])]) -> Result<(), DossierFault> {
        self.sites.put_package(name, files)
    }

    fn in_memory(&self, files: &[(&str, &[u8])]) -> Box<dyn Dossiers> {
        self.sites.in_memory(files)
    }

    fn append_approval(&self, expected: &str, approval: &v1::AppendedApproval) -> Result<(), DossierFault> {
        self.sites.append_approval(expected, approval)
    }

    fn put_units(&self, expected: &str, text: &str) -> Result<(), DossierFault> {
        self.sites.put_units(expected, text)
    }
}

/// Says what a package changes at a site; nothing is written.
pub fn package_changes(
    sites: &dyn Sites,
    name: &str,
    manifest: &Package,
    files: &[(&str, &[u8])],
    knowledge: &dyn Knowledge,
    settings: &ScanSettings,
) -> Result<PackageChanges, CannotTell> {
    let mut changes = PackageChanges::default();
    let before = open_site(sites).map_err(CannotTell::Fault)?;
    let after = open_site(&With { sites, name, files }).map_err(CannotTell::Fault)?;
    let there = before.site.received.iter().any(|held| held == name);
    let held = if there { sites.received_package(name).map_err(CannotTell::Fault)? } else { None };
    of_files(&mut changes, manifest, &held.unwrap_or_default());
    (changes.blind_before, changes.blind_after) = (before.blind(), after.blind());
    let mut rows: BTreeMap<Id, ReleaseChange> = BTreeMap::new();
    let mut titles: BTreeMap<(Id, usize), BTreeSet<String>> = BTreeMap::new();
    for (side, open) in [&before, &after].into_iter().enumerate() {
        for release in open.releases.iter().filter(|release| open.models[release.model].received == name) {
            let checked = check_device(&release.open, knowledge, settings).map_err(CannotTell::Knowledge)?;
            let row = rows.entry(release.release.clone()).or_insert_with(|| ReleaseChange::of(&release.release));
            row.units[side] = release.units.len();
            row.state[side] = Some(State { components: checked.scan.count() as usize, open: waiting(&checked.scan) });
            if side == 1 {
                row.life_supporting = life_supporting(open, &release.units);
            }
            titles.insert((release.release.clone(), side), components(&checked.scan));
        }
    }
    let none = BTreeSet::new();
    for row in rows.values_mut() {
        let of = |side: usize| titles.get(&(row.release.clone(), side)).unwrap_or(&none);
        if row.state.iter().all(Option::is_some) {
            row.added = of(1).difference(of(0)).cloned().collect();
            row.gone = of(0).difference(of(1)).cloned().collect();
        }
    }
    changes.releases = rows.into_values().collect();
    Ok(changes)
}

impl ReleaseChange {
    fn of(release: &Id) -> ReleaseChange {
        ReleaseChange {
            release: release.clone(),
            units: [0, 0],
            life_supporting: 0,
            state: [None, None],
            added: Vec::new(),
            gone: Vec::new(),
        }
    }
}

fn of_files(changes: &mut PackageChanges, manifest: &Package, held: &ReceivedFiles) {
    for file in &manifest.files {
        match held.files.get(&file.path) {
            None => changes.added.push(file.path.clone()),
            Some(hash) if hash != file.sha256.as_str() => changes.changed.push(file.path.clone()),
            Some(_) => {}
        }
    }
    let named: BTreeSet<&str> = manifest.files.iter().map(|file| file.path.as_str()).collect();
    changes.gone.extend(held.files.keys().filter(|name| !named.contains(name.as_str())).cloned());
}

fn waiting(scan: &Scan<'_>) -> usize {
    scan.each_finding().filter(|(_, _, priority)| *priority >= Priority::Undecided).count()
}

fn components(scan: &Scan<'_>) -> BTreeSet<String> {
    (0..scan.count()).map(|component| scan.title(component)).collect()
}

fn life_supporting(open: &OpenSite, running: &[usize]) -> usize {
    let units: &[site::Unit] = open.site.units.as_deref().unwrap_or_default();
    let critical = |unit: &&usize| units[**unit].criticality == Some(Criticality::LifeSupporting);
    running.iter().filter(critical).count()
}
