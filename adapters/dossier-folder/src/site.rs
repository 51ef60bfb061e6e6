//! A healthcare facility as a folder: site.yaml, units.csv, networks.yaml, and what makers handed over in received/.

use crate::files::{self, Found, cannot_write};
use crate::load::Loading;
use crate::{DossierFolder, add, create, packages, release};
use activities::dossier_port::{DossierFault, Dossiers, FaultKind, LoadedDossier, NewDossier};
use activities::site_port::{LoadedSite, ReceivedFiles, Sites};
use device::{Approval, Sha256};
use formats::dossier::{IntoCore, Read, read_documents, v1};
use formats::units;
use formats::yaml::LARGEST;
use site::SiteDecision;
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use terms::Priority;

pub(crate) const SITE: &str = "site.yaml";
const UNITS: &str = "units.csv";
const NETWORKS: &str = "networks.yaml";
const PEOPLE: &str = "people.yaml";
const DECISIONS: &str = "decisions.yaml";

/// What makers handed over.
pub(crate) const RECEIVED: &str = "received";

/// The list as it was before the last import.
const UNITS_BEFORE: &str = "units.before.csv";

/// The largest unit list that is read.
pub(crate) const LARGEST_LIST: u64 = 256 * 1024 * 1024;

/// A site in a folder.
#[derive(Clone, Debug)]
pub struct SiteFolder {
    root: PathBuf,
}

impl SiteFolder {
    /// A site in this folder; nothing is touched yet.
    pub fn new(root: impl Into<PathBuf>) -> SiteFolder {
        SiteFolder { root: root.into() }
    }

    /// The folder as the user named it.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether the folder is a site rather than a device dossier.
    pub fn is_site(root: &Path) -> bool {
        root.join(SITE).is_file() && !root.join("device.yaml").is_file()
    }
}

impl Sites for SiteFolder {
    fn load(&self) -> Result<LoadedSite, DossierFault> {
        load(&self.root)
    }

    fn received(&self, name: &str) -> Box<dyn Dossiers> {
        Box::new(DossierFolder::new(self.root.join("received").join(name)))
    }

    fn own_file(&self, file: &str) -> Result<Option<Vec<u8>>, DossierFault> {
        file_of(&self.root, file)
    }

    fn received_file(&self, name: &str, file: &str) -> Result<Option<Vec<u8>>, DossierFault> {
        file_of(&self.root.join(RECEIVED).join(name), file)
    }

    fn received_package(&self, name: &str) -> Result<Option<ReceivedFiles>, DossierFault> {
        packages::received(&self.root.join(RECEIVED).join(name))
    }

    fn put_package(&self, name: &str, files: &[(&str, &[u8])]) -> Result<(), DossierFault> {
        packages::put(&self.root.join(RECEIVED), name, files)
    }

    fn in_memory(&self, files: &[(&str, &[u8])]) -> Box<dyn Dossiers> {
        Box::new(packages::InMemory::new(files))
    }

    fn append_approval(&self, expected: &str, approval: &v1::AppendedApproval) -> Result<(), DossierFault> {
        if load(&self.root)?.hash != expected {
            return Err(DossierFault::new(FaultKind::Changed, self.root.display().to_string()));
        }
        add::append_document(self.root.join(DECISIONS), approval)
    }

    fn put_units(&self, expected: &str, text: &str) -> Result<(), DossierFault> {
        if load(&self.root)?.hash != expected {
            return Err(DossierFault::new(FaultKind::Changed, self.root.display().to_string()));
        }
        put(&self.root, text).map_err(|cause| cannot_write(&self.root.join(UNITS), cause))
    }
}

impl NewDossier for SiteFolder {
    fn create(&self, files: &[(String, String)]) -> Result<(), DossierFault> {
        create::create(&self.root, files)
    }
}

fn load(root: &Path) -> Result<LoadedSite, DossierFault> {
    if !root.is_dir() {
        let cause = fs::read_dir(root).err().unwrap_or_else(|| io::ErrorKind::NotADirectory.into());
        return Err(files::cannot_read(root, cause));
    }
    if !root.join(SITE).is_file() {
        return Err(DossierFault::new(FaultKind::NotASite, root.display().to_string()));
    }
    load_files(files::walk(root)?, folders_of(&root.join(RECEIVED))?)
}

/// Reads a site of these files, which are in the order of their names; `folders` are those of received/, empty ones too.
pub(crate) fn load_files(all: Vec<Found>, folders: Vec<String>) -> Result<LoadedSite, DossierFault> {
    let (received, own): (Vec<Found>, Vec<Found>) =
        all.into_iter().partition(|file| file.name.starts_with("received/"));
    let (hash, file_hashes) = files::hashes(&own)?;
    let mut loading = Loading { files: &own, dossier: LoadedDossier::default() };
    let site = loading.one::<v1::Site>(SITE)?;
    let people = loading.one::<v1::People>(PEOPLE)?;
    let networks = loading.one::<v1::Networks>(NETWORKS)?;
    let units = loading.bytes(UNITS, LARGEST_LIST)?.map(|bytes| {
        let bytes = formats::sbom::decode(&bytes);
        let table = units::read(UNITS, &bytes, &units::Mapping::new(), true);
        loading.dossier.complaints.extend(table.complaints);
        table.units
    });
    let package_facts = loading.package_facts()?;
    let (decisions, loose_approvals) = decisions(&mut loading)?;
    let rules = crate::rules::records(&mut loading)?;
    not_read(&mut loading);
    let mut received: BTreeSet<String> = received.iter().filter_map(|file| received_name(&mut loading, file)).collect();
    received.extend(folders);
    let LoadedDossier { complaints, texts, .. } = loading.dossier;
    let received = received.into_iter().collect();
    Ok(LoadedSite {
        site,
        people,
        networks,
        units,
        decisions,
        loose_approvals,
        rules,
        file_hashes,
        package_facts,
        received,
        complaints,
        hash,
        texts,
    })
}

/// The decisions, each with the hash of its canonical record and the approvals that name it, and approvals that fit none.
fn decisions(loading: &mut Loading<'_>) -> Result<(Vec<SiteDecision>, Vec<Approval>), DossierFault> {
    let Some(bytes) = loading.bytes(DECISIONS, LARGEST as u64)? else { return Ok(Default::default()) };
    let Read { value, complaints } = read_documents::<v1::SiteDecided>(DECISIONS, &bytes);
    loading.dossier.complaints.extend(complaints);
    let (mut decisions, mut approvals) = (Vec::new(), Vec::new());
    for entry in value {
        match entry {
            v1::SiteDecided::Decision(written) => {
                let sha256 = Sha256::parse(&files::sha256(&written.canonical()));
                let mut decision = (*written).into_core();
                decision.decision.sha256 = sha256;
                decisions.push(decision);
            }
            v1::SiteDecided::Approval(approval) => approvals.push((*approval).into_core()),
        }
    }
    let loose = release::append(decisions.iter_mut().map(|one: &mut SiteDecision| &mut one.decision), approvals);
    Ok((decisions, loose))
}

/// A file below a folder, where it is there and not too large.
fn file_of(folder: &Path, file: &str) -> Result<Option<Vec<u8>>, DossierFault> {
    let path = folder.join(file);
    if !formats::package::is_safe_path(file) || !path.is_file() {
        return Ok(None);
    }
    let real = fs::canonicalize(folder).map_err(|cause| files::cannot_read(folder, cause))?;
    files::inside(&real, &path)?;
    let bytes = files::read(&path, LARGEST_LIST)?;
    Ok(Some(bytes).filter(|bytes| bytes.len() as u64 <= LARGEST_LIST))
}

/// Folders of received/ that hold no file yet: a dossier that is missing is told, not passed over.
fn folders_of(received: &Path) -> Result<Vec<String>, DossierFault> {
    if !received.is_dir() {
        return Ok(Vec::new());
    }
    let entries = fs::read_dir(received).map_err(|cause| files::cannot_read(received, cause))?;
    let folders = entries.filter_map(Result::ok).filter(|entry| entry.path().is_dir());
    let names = folders.map(|entry| entry.file_name().to_string_lossy().into_owned());
    Ok(names.filter(|name| !name.starts_with('.')).collect())
}

/// The dossier that a file of received/ belongs to; a file beside the folders is told.
fn received_name(loading: &mut Loading<'_>, file: &Found) -> Option<String> {
    let rest = file.name.strip_prefix("received/")?;
    match rest.split_once('/') {
        Some((folder, _)) => Some(folder.to_owned()),
        None => {
            let (en, ja) = ("a received dossier is a folder", "受領したドシエはフォルダです");
            loading.file_not_read(&file.name, Priority::Attention, en, ja);
            None
        }
    }
}

/// Names what lies in the folder and is not read.
fn not_read(loading: &mut Loading<'_>) {
    let names: Vec<String> = loading.files.iter().map(|file| file.name.clone()).collect();
    let mut folders: BTreeSet<String> = BTreeSet::new();
    loose_rules(loading, &names);
    for name in names.iter().filter(|name| !name.starts_with("firewalls/") && !name.starts_with("observations/")) {
        let read = [SITE, PEOPLE, NETWORKS, UNITS, UNITS_BEFORE, DECISIONS, files::PACKAGES];
        match name.split_once('/') {
            Some((folder, _)) => {
                folders.insert(folder.to_owned());
            }
            None if read.contains(&name.as_str()) => {}
            None if name.ends_with(".yaml") || name.ends_with(".yml") || name.ends_with(".csv") => {
                loading.misspelt(name, read.into_iter());
            }
            None => {}
        }
    }
    for folder in folders {
        let (en, ja) = ("no part of a site has this name", "施設フォルダにこの名前のものはありません");
        loading.file_not_read(&folder, Priority::Note, en, ja);
    }
}

/// Rule sets that no record tells the day of: nothing can be proved with them.
fn loose_rules(loading: &mut Loading<'_>, names: &[String]) {
    let of_rules = || names.iter().filter_map(|name| name.strip_prefix("firewalls/"));
    let recorded: BTreeSet<&str> = of_rules().filter_map(|name| name.strip_suffix("/rules.yaml")).collect();
    let loose = |name: &&str| name.split_once('/').is_none_or(|(folder, _)| !recorded.contains(folder));
    for name in of_rules().filter(loose) {
        let (en, ja) = (
            "no rules.yaml tells of which firewall and day it is; take it in with `tutela site add-rules`",
            "どのファイアウォールのいつの規則かを示す rules.yaml がありません（`tutela site add-rules` で取り込みます）",
        );
        loading.file_not_read(&format!("{}/{name}", crate::rules::FIREWALLS), Priority::Attention, en, ja);
    }
}

/// Writes the list aside, keeps the old one, and puts the new one in its place.
fn put(root: &Path, text: &str) -> io::Result<()> {
    let (path, aside) = (root.join(UNITS), root.join(".units.csv.tutela-new"));
    let mut file = File::create(&aside)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    let done = written.and_then(|()| {
        if path.is_file() {
            fs::copy(&path, root.join(UNITS_BEFORE))?;
        }
        fs::rename(&aside, &path)
    });
    if done.is_err() {
        let _ = fs::remove_file(&aside);
    }
    done
}

#[cfg(test)]
mod tests {
    use super::SiteFolder;
    use activities::site_port::Sites;
    use std::fs;
    use std::path::PathBuf;

    fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
        let root = std::env::temp_dir().join(format!("tutela-site-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&root);
        for (file, text) in files {
            let path = root.join(file);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        root
    }

    const SITE: (&str, &str) = ("site.yaml", "id: st-alba\nname: St Alba\n");

    #[test]
    fn a_site_is_read_with_what_is_not_read_named() {
        let files = [
            SITE,
            ("units.csv", "id,serial\na,1\n"),
            ("netwroks.yaml", "zones: []\n"),
            ("notes/x.txt", "x"),
            ("received/aster/device.yaml", "id: aster\nname: Aster\n"),
            ("received/loose.zip", "x"),
        ];
        let root = folder("read", &files);
        let site = SiteFolder::new(&root).load().unwrap();
        assert_eq!((site.units.unwrap().len(), site.received), (1, vec!["aster".to_owned()]));
        let named: Vec<_> = site.complaints.iter().map(|finding| finding.subject.path.as_str()).collect();
        assert_eq!(named, ["netwroks.yaml", "notes", "received/loose.zip"]);
        fs::remove_dir_all(root).unwrap();
    }

    #[test]
    fn a_list_is_replaced_only_if_the_site_is_as_it_was_and_the_old_one_is_kept() {
        let root = folder("put", &[SITE, ("units.csv", "id,serial\na,1\n")]);
        let site = SiteFolder::new(&root);
        let hash = site.load().unwrap().hash;
        site.put_units(&hash, "id,serial\nb,2\n").unwrap();
        assert_eq!(fs::read_to_string(root.join("units.before.csv")).unwrap(), "id,serial\na,1\n");
        assert_eq!(site.load().unwrap().units.unwrap()[0].id.as_str(), "b");
        assert!(site.put_units(&hash, "id\n").is_err(), "the site has changed since");
        fs::remove_dir_all(root).unwrap();
    }
}
