//! A dossier in a store is the dossier of its folder: read alike, added to alike, byte for byte.

use crate::Told;
use crate::library::tenant;
use crate::place::{NOW, Place};
use activities::dossier_port::{Changes, Dossiers, FaultKind, NewDossier};
use activities::kept_folder::KeptFolder;
use activities::library_port::{Along, KeptId, Library, State};
use activities::sbom_add::SbomShelf;
use activities::site_port::Sites;
use activities::stored_rules::RuleShelf;
use device::Id;
use dossier_folder::{DossierFolder, FolderInMemory, SiteFolder};
use formats::dossier::{read_documents, read_lines, v1};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use store::Store;

pub(crate) const CASES: &[Told] = &[
    ("a_kept_dossier_is_read_and_added_to_as_its_folder", dossier),
    ("a_kept_site_is_read_and_added_to_as_its_folder", site),
];

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(name)
}

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![(folder.to_path_buf(), String::new())];
    while let Some((at, prefix)) = open.pop() {
        for entry in fs::read_dir(at).unwrap().map(Result::unwrap) {
            let name = format!("{prefix}{}", entry.file_name().to_str().unwrap());
            match entry.path().is_dir() {
                true => open.push((entry.path(), format!("{name}/"))),
                false => drop(found.insert(name, fs::read(entry.path()).unwrap())),
            }
        }
    }
    found
}

fn copy(place: &Place<'_>, name: &str) -> (PathBuf, BTreeMap<String, Vec<u8>>) {
    let (to, files) = (place.folder.join(name), files(&fixture(name)));
    for (name, bytes) in &files {
        fs::create_dir_all(to.join(name).parent().unwrap()).unwrap();
        fs::write(to.join(name), bytes).unwrap();
    }
    (to, files)
}

fn keep(store: &Store, id: &KeptId, files: &BTreeMap<String, Vec<u8>>) {
    tenant(store, &id.tenant);
    let files: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    store.put(id, Some(0), &files, "x", NOW).unwrap();
}

fn kept<'k>(store: &'k Store, id: &KeptId) -> KeptFolder<'k> {
    KeptFolder {
        library: store,
        reader: &FolderInMemory,
        id: id.clone(),
        state: State::Now,
        by: "mori".to_owned(),
        now: NOW,
        along: Box::new(|_| Ok(Along::default())),
    }
}

fn changes(release: &Id) -> Changes {
    let line =
        br#"{"kind":"seen","happened_at":"2026-11-23T09:00:00+09:00","recorded_at":"2026-11-23T09:00:00+09:00"}"#;
    let facts = read_lines::<v1::Fact>("register.jsonl", line).value;
    let yaml = b"vulnerabilities: [CVE-2026-1]\ncomponent: { name: left }\nstatus: under_investigation\n";
    let decisions = read_documents::<v1::Decided>("decisions.yaml", yaml).value.into_iter();
    let decisions = decisions
        .filter_map(|decided| match decided {
            v1::Decided::Decision(decision) => Some((release.clone(), *decision)),
            _ => None,
        })
        .collect::<Vec<_>>();
    assert_eq!((facts.len(), decisions.len()), (1, 1));
    Changes { facts, decisions, ..Changes::default() }
}

fn dossier(place: &Place<'_>) {
    let store = place.open();
    let (root, before) = copy(place, "aster-s2");
    let id = KeptId::dossier("aster", "s2");
    keep(&store, &id, &before);
    let (kept, folder) = (kept(&store, &id), DossierFolder::new(&root));
    let (here, there) = (Dossiers::load(&kept).unwrap(), folder.load().unwrap());
    assert_eq!((&here.hash, &here.file_hashes), (&there.hash, &there.file_hashes));
    assert_eq!(here.complaints.len(), there.complaints.len());
    let release = there.releases[0].id.clone();
    let changes = changes(&release);
    kept.commit(Some(&here.hash), &changes).unwrap();
    folder.commit(Some(&there.hash), &changes).unwrap();
    assert_eq!(kept.commit(Some(&here.hash), &changes).unwrap_err().kind, FaultKind::Changed);
    SbomShelf::put(&kept, &release, "new.cdx.json", b"{}").unwrap();
    SbomShelf::put(&folder, &release, "new.cdx.json", b"{}").unwrap();
    let double = SbomShelf::put(&kept, &release, "new.cdx.json", b"{}").unwrap_err().kind;
    assert_eq!(double, FaultKind::AlreadyThere);
    assert_eq!(store.files(&id, State::Now, &|_| true).unwrap(), files(&root));
    assert_eq!(Dossiers::load(&kept).unwrap().hash, folder.load().unwrap().hash);
    let nowhere = Id::try_from("nowhere").unwrap();
    let none = Changes { decisions: vec![(nowhere, changes.decisions[0].1.clone())], ..Changes::default() };
    let faults = [kept.commit(None, &none).unwrap_err(), folder.commit(None, &none).unwrap_err()];
    assert!(
        faults.iter().all(|fault| (fault.kind, fault.place.as_str()) == (FaultKind::NoSuchRelease, "releases/nowhere"))
    );
    assert_eq!(kept.create(&[]).unwrap_err().kind, FaultKind::AlreadyThere);
    assert_eq!(store.files(&id, State::Revision(1), &|_| true).unwrap(), before);
}

fn site(place: &Place<'_>) {
    let store = place.open();
    let (root, before) = copy(place, "st-alba");
    let id = KeptId::site("st-alba", "main");
    keep(&store, &id, &before);
    let (kept, folder) = (kept(&store, &id), SiteFolder::new(&root));
    let hash = folder.load().unwrap().hash;
    assert_eq!(Sites::load(&kept).unwrap().hash, hash);
    let package: [(&str, &[u8]); 2] = [("device.yaml", b"id: s9\nname: S9\n"), ("releases/1/release.yaml", b"id: 1\n")];
    let firewall = Id::try_from("edge").unwrap();
    for sites in [&kept as &dyn Sites, &folder] {
        sites.put_package("aster", &[("device.yaml", b"id: old\n"), ("gone.txt", b"x")]).unwrap();
        sites.put_package("aster", &package).unwrap();
        sites.put_units(&hash, "id,serial\na,1\n").unwrap();
        assert!(sites.put_units(&hash, "id\n").is_err(), "it has changed since");
        assert_eq!(sites.received("aster").load().unwrap().device.unwrap().id.as_str(), "s9");
        assert!(sites.received_package("aster").unwrap().is_none());
        assert!(sites.received("nobody").load().is_err());
    }
    kept.put_rules(&firewall, &[("rules.txt", b"x")]).unwrap();
    folder.put_rules(&firewall, &[("rules.txt", b"x")]).unwrap();
    assert_eq!(RuleShelf::rules(&kept, &firewall).unwrap(), folder.rules(&firewall).unwrap());
    assert_eq!(store.files(&id, State::Now, &|_| true).unwrap(), files(&root));
    assert_eq!(Sites::load(&kept).unwrap().hash, folder.load().unwrap().hash);
}
