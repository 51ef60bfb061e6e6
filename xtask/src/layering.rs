//! Who may import whom: the table of ARCHITECTURE.md, held against what Cargo says.

use crate::metadata::Package;
use std::collections::{BTreeMap, BTreeSet};

/// A room and the rooms it may import. `core/` stands for every core room, `*` for every room.
const MAY_IMPORT: &[(&str, &str, &[&str])] = &[
    ("core/terms", "terms", &[]),
    ("core/versions", "versions", &["terms"]),
    ("core/device", "device", &["terms"]),
    ("core/safety-risk", "safety-risk", &["terms"]),
    ("core/sbom", "sbom", &["terms", "versions"]),
    ("core/site", "site", &["terms", "device"]),
    ("core/network", "network", &["terms", "site"]),
    ("core/vulnerability", "vulnerability", &["terms", "versions", "sbom", "device"]),
    ("core/threat-model", "threat-model", &["terms", "sbom", "network"]),
    ("core/incident", "incident", &["terms", "device", "vulnerability"]),
    ("core/update", "update", &["terms", "device", "vulnerability"]),
    ("core/conformity", "conformity", &["terms", "device"]),
    ("core/merkle-log", "merkle-log", &[]),
    ("core/attack-path", "attack-path", &["terms", "sbom", "vulnerability", "network", "threat-model", "safety-risk"]),
    ("formats", "formats", &["core/"]),
    ("documents", "documents", &["core/", "formats"]),
    ("activities", "activities", &["core/", "formats", "documents"]),
    ("adapters/dossier-folder", "dossier-folder", &["core/", "activities", "formats"]),
    ("adapters/store", "store", &["core/", "activities", "formats"]),
    ("adapters/feeds", "feeds", &["core/", "activities", "formats"]),
    ("adapters/index", "index", &["core/", "activities", "formats"]),
    ("adapters/remote", "remote", &["core/", "activities", "formats"]),
    ("adapters/signing", "signing", &["core/", "activities", "formats"]),
    ("adapters/encryption", "encryption", &["core/", "activities", "formats"]),
    ("adapters/notify", "notify", &["core/", "activities", "formats"]),
    ("adapters/identity", "identity", &["core/", "activities", "formats"]),
    ("apps/web", "web", &["terms", "activities", "formats"]),
    ("apps/cli", "cli", &["*"]),
    // Outside the layers: they build, measure and check the house, and nothing imports them.
    ("benches", "benches", &[]),
    ("xtask", "xtask", &[]),
];

/// What the core may take from outside the house: pure values and orders of versions, nothing that reaches out.
const CORE_MAY_TAKE: &[&str] = &["semver", "pep440_rs", "memchr", "sha2", "unicode-normalization"];

/// Every breach of the table, as a sentence each.
pub fn breaches(rooms: &[Package]) -> Vec<String> {
    let folders: BTreeMap<&str, &str> = rooms.iter().map(|room| (room.name.as_str(), room.folder.as_str())).collect();
    rooms.iter().flat_map(|room| breaches_of(room, &folders)).collect()
}

fn breaches_of(room: &Package, folders: &BTreeMap<&str, &str>) -> Vec<String> {
    let last = room.folder.rsplit('/').next().unwrap_or_default();
    let mut breaches = Vec::new();
    if last != room.name {
        breaches.push(format!("{}: the crate is called `{}`; folder and crate share one name", room.folder, room.name));
    }
    let Some((_, _, allowed)) = MAY_IMPORT.iter().find(|(folder, ..)| *folder == room.folder) else {
        breaches.push(format!("{}: this room is not in the import table of xtask/src/layering.rs", room.folder));
        return breaches;
    };
    for needed in &room.needs {
        match folders.get(needed.as_str()) {
            Some(folder) if !may(allowed, needed, folder) => {
                breaches.push(format!("{}: may not import `{needed}`", room.folder));
            }
            None if room.folder.starts_with("core/") && !CORE_MAY_TAKE.contains(&needed.as_str()) => {
                breaches.push(format!("{}: the core may not take `{needed}`", room.folder));
            }
            Some(_) | None => {}
        }
    }
    breaches
}

fn may(allowed: &[&str], needed: &str, folder: &str) -> bool {
    allowed.iter().any(|entry| match *entry {
        "*" => true,
        "core/" => folder.starts_with("core/"),
        name => name == needed,
    })
}

/// Rooms whose row names a folder and a crate that differ; the table itself must not be wrong.
pub fn table_faults() -> Vec<String> {
    let names: BTreeSet<&str> = MAY_IMPORT.iter().map(|(_, name, _)| *name).collect();
    let mut faults = Vec::new();
    for (folder, name, allowed) in MAY_IMPORT {
        if folder.rsplit('/').next() != Some(name) {
            faults.push(format!("row {folder} is called {name}"));
        }
        let unknown = allowed.iter().filter(|entry| !matches!(**entry, "*" | "core/") && !names.contains(**entry));
        faults.extend(unknown.map(|entry| format!("row {folder} allows {entry}, which has no row")));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::breaches;
    use crate::metadata::Package;

    fn room(folder: &str, name: &str, needs: &[&str]) -> Package {
        Package {
            name: name.to_owned(),
            version: String::new(),
            licence: String::new(),
            source: String::new(),
            folder: folder.to_owned(),
            needs: needs.iter().map(|&need| need.to_owned()).collect(),
        }
    }

    fn expect(folder: &str, name: &str, needs: &[&str], breach: &str) {
        let house = [room(folder, name, needs), room("core/terms", "terms", &[]), room("adapters/index", "index", &[])];
        assert_eq!(breaches(&house).join("\n"), breach);
    }

    #[test]
    fn an_allowed_import_is_quiet() {
        expect("core/versions", "versions", &["terms", "semver"], "");
    }

    #[test]
    fn the_core_may_not_import_an_adapter() {
        expect("core/sbom", "sbom", &["index"], "core/sbom: may not import `index`");
    }

    #[test]
    fn the_core_may_not_take_a_foreign_library_that_reaches_out() {
        expect("core/sbom", "sbom", &["serde"], "core/sbom: the core may not take `serde`");
    }

    #[test]
    fn activities_may_not_import_an_adapter() {
        expect("activities", "activities", &["index"], "activities: may not import `index`");
    }

    #[test]
    fn a_crate_named_unlike_its_folder_is_reported() {
        expect("apps/cli", "tutela", &[], "apps/cli: the crate is called `tutela`; folder and crate share one name");
    }

    #[test]
    fn a_room_without_a_row_is_reported() {
        expect("core/magic", "magic", &[], "core/magic: this room is not in the import table of xtask/src/layering.rs");
    }
}
