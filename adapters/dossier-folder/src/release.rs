use crate::complaint::{ReleaseIdDiffers, SbomMissing, SbomNotListed};
use crate::files::{self, Found, sha256};
use crate::load::Loading;
use activities::dossier_port::{DossierFault, FaultKind, FoundSbom, LoadedRelease};
use device::{Approval, Decision, Id, NameAnswer, Release, Sha256};
use formats::dossier::{IntoCore, Read, read_documents, v1};
use formats::yaml::LARGEST;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;
use terms::{Finding, Place, Priority, Subject};

/// Files of a release that are read by name.
const READ: [&str; 3] = ["release.yaml", "support.yaml", "decisions.yaml"];

/// Endings of files that could hold an SBOM.
const SBOM_ENDINGS: [&str; 9] = [".json", ".xml", ".spdx", ".csv", ".tsv", ".xlsx", ".rdf", ".gz", ".zst"];

/// Reads one release with what lies beside it.
pub(crate) fn load(loading: &mut Loading<'_>, id: Id, files: &[&Found]) -> Result<(), DossierFault> {
    let name = |file: &str| format!("releases/{id}/{file}");
    let release = loading.one::<v1::Release>(&name("release.yaml"))?;
    let support = loading.one::<v1::Support>(&name("support.yaml"))?;
    let Decided { decisions, name_answers, loose_approvals } = decisions(loading, &name("decisions.yaml"))?;
    if !files.iter().any(|file| file.name == name("release.yaml")) {
        let folder = format!("releases/{id}");
        let (en, ja) = ("it holds no release.yaml", "release.yaml がありません");
        loading.file_not_read(&folder, Priority::Undecided, en, ja);
    }
    if let Some(release) = release.as_ref().filter(|release| release.id != id) {
        let detail = ReleaseIdDiffers { folder: id.to_string(), id: release.id.to_string() };
        complain(loading, &format!("{}#/id", name("release.yaml")), &release.place, Priority::Attention, detail);
    }
    let sboms = sboms(loading, &id, release.as_ref(), files);
    loading.dossier.releases.push(LoadedRelease {
        id,
        release,
        sboms,
        support,
        decisions,
        name_answers,
        loose_approvals,
    });
    Ok(())
}

#[derive(Default)]
struct Decided {
    decisions: Vec<Decision>,
    name_answers: Vec<NameAnswer>,
    loose_approvals: Vec<Approval>,
}

fn decisions(loading: &mut Loading<'_>, name: &str) -> Result<Decided, DossierFault> {
    let mut decided = Decided::default();
    let Some(bytes) = loading.bytes(name, LARGEST as u64)? else { return Ok(decided) };
    let Read { value, complaints } = read_documents::<v1::Decided>(name, &bytes);
    loading.dossier.complaints.extend(complaints);
    let mut approvals = Vec::new();
    for entry in value {
        match entry {
            v1::Decided::Decision(decision) => decided.decisions.push(hashed(*decision)),
            v1::Decided::NameAnswer(answer) => decided.name_answers.push((*answer).into_core()),
            v1::Decided::Approval(approval) => approvals.push((*approval).into_core()),
        }
    }
    decided.loose_approvals = append(decided.decisions.iter_mut(), approvals);
    Ok(decided)
}

/// Gives each appended approval to the decision whose hash it names; gives back those that fit none. Of equal decisions the
/// last stands, so it gets it.
pub(crate) fn append<'d>(decisions: impl Iterator<Item = &'d mut Decision>, approvals: Vec<Approval>) -> Vec<Approval> {
    let mut by_hash: BTreeMap<String, &mut Decision> = BTreeMap::new();
    for decision in decisions {
        if let Some(sha256) = decision.sha256.as_ref().map(ToString::to_string) {
            by_hash.insert(sha256, decision);
        }
    }
    let mut loose = Vec::new();
    for approval in approvals {
        let sha256 = approval.sha256.as_ref().map(ToString::to_string);
        match sha256.and_then(|sha256| by_hash.get_mut(&sha256)) {
            Some(decision) => decision.appended.push(approval),
            None => loose.push(approval),
        }
    }
    loose
}

/// A decision with the hash of its canonical record, so that an approval can be held against it.
fn hashed(decision: v1::Decision) -> Decision {
    let sha256 = Sha256::parse(&sha256(&decision.canonical()));
    Decision { sha256, ..decision.into_core() }
}

/// Pairs what is listed with what is there; names what stands on one side only.
fn sboms(loading: &mut Loading<'_>, id: &Id, release: Option<&Release>, files: &[&Found]) -> Vec<FoundSbom> {
    let folder = format!("releases/{id}/");
    let listed = release.map(|release| release.sboms.as_slice()).unwrap_or_default();
    let mut found = Vec::new();
    for sbom in listed {
        let name = format!("{folder}{}", sbom.file);
        // A name such as `../x` is no name of a walked file, so it is missing here whatever lies there.
        let file = files.iter().find(|file| file.name == name);
        match file.and_then(|file| file.size()) {
            Some(bytes) => found.push(FoundSbom { listed: sbom.clone(), name, bytes }),
            None => {
                let detail = SbomMissing { file: sbom.file.clone() };
                complain(loading, &name, &sbom.place, Priority::Undecided, detail);
            }
        }
    }
    for file in files {
        let plain = &file.name[folder.len()..];
        if READ.contains(&plain) || listed.iter().any(|sbom| sbom.file == plain) {
            continue;
        }
        let ending = |ending: &&str| plain.to_ascii_lowercase().ends_with(*ending);
        if SBOM_ENDINGS.iter().any(ending) || plain.contains(".spdx.") || plain.contains(".cdx.") {
            let detail = SbomNotListed { file: plain.to_owned() };
            complain(loading, &file.name, &Place::file(file.name.clone()), Priority::Undecided, detail);
        } else if [".yaml", ".yml"].iter().any(ending) {
            loading.misspelt(&file.name, READ.into_iter());
        }
    }
    found
}

fn complain(
    loading: &mut Loading<'_>,
    path: &str,
    place: &Place,
    priority: Priority,
    detail: impl terms::Speaks + 'static,
) {
    let subject = Subject::at(path, place.clone());
    loading.dossier.complaints.push(Finding::new(priority, subject, detail));
}

/// The bytes of an SBOM.
pub(crate) fn sbom(root: &Path, release: &Id, file: &str) -> Result<Vec<u8>, DossierFault> {
    let name = format!("releases/{release}/{file}");
    let plain = file.split('/').all(|part| !part.is_empty() && part != "." && part != ".." && !part.contains('\\'));
    if !plain {
        return Err(DossierFault::new(FaultKind::LeavesFolder, name));
    }
    let path = root.join("releases").join(release.as_str()).join(file);
    if !path.is_file() {
        return Err(DossierFault::new(FaultKind::NoSuchRelease, name));
    }
    let real = std::fs::canonicalize(root).map_err(|cause| files::cannot_read(root, cause))?;
    files::inside(&real, &path)?;
    std::fs::read(&path).map_err(|cause| files::cannot_read(&path, cause))
}

/// Puts a new SBOM beside release.yaml.
pub(crate) fn put(root: &Path, release: &Id, file: &str, bytes: &[u8]) -> Result<(), DossierFault> {
    let name = format!("releases/{release}/{file}");
    let plain = !file.is_empty() && !file.starts_with('.') && !file.contains(['/', '\\', ':', '\0']);
    if !plain {
        return Err(DossierFault::new(FaultKind::LeavesFolder, name));
    }
    let folder = root.join("releases").join(release.as_str());
    if !folder.is_dir() {
        return Err(DossierFault::new(FaultKind::NoSuchRelease, name));
    }
    let real = std::fs::canonicalize(root).map_err(|cause| files::cannot_read(root, cause))?;
    files::inside(&real, &folder)?;
    let path = folder.join(file);
    let mut made = match std::fs::File::create_new(&path) {
        Ok(made) => made,
        Err(cause) if cause.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(DossierFault::new(FaultKind::AlreadyThere, path.display().to_string()));
        }
        Err(cause) => return Err(files::cannot_write(&path, cause)),
    };
    let written = made.write_all(bytes).and_then(|()| made.sync_all());
    written.map_err(|cause| {
        // Half a document must not stay under its name.
        let _ = std::fs::remove_file(&path);
        files::cannot_write(&path, cause)
    })
}
