//! Takes an SBOM into a release of a dossier, as it was received. release.yaml is a person's file and is not rewritten: the
//! line that lists the SBOM is given back for a person to put there.

use crate::bill::Bill;
use crate::dossier_port::{DossierFault, FaultKind, LoadedDossier};
use device::{Choice, Id, SbomRole};
use formats::yaml::{Node, json_line};

/// Where the SBOMs of releases are kept.
pub trait SbomShelf: Send + Sync {
    /// Puts a new file beside release.yaml; refuses one that is there.
    fn put(&self, release: &Id, file: &str, bytes: &[u8]) -> Result<(), DossierFault>;
}

/// An SBOM that was taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SbomAdded {
    /// Its name inside the dossier.
    pub name: String,
    /// Documents in it.
    pub documents: u64,
    /// Components in them.
    pub components: u64,
    /// Whether release.yaml lists it already.
    pub listed: bool,
    /// The file to add the line to.
    pub release_file: String,
    /// The line for `sboms:`.
    pub line: String,
}

/// Files of a release that mean something else.
const RESERVED: [&str; 3] = ["release.yaml", "support.yaml", "decisions.yaml"];

/// Whether a file of this name means something else in a release, so that no SBOM can have it.
pub fn is_reserved(file: &str) -> bool {
    RESERVED.contains(&file.to_lowercase().as_str())
}

/// The line that lists an SBOM under `sboms:` of release.yaml.
pub fn line_for(file: &str, role: SbomRole) -> String {
    // A text in JSON is a text in YAML.
    format!("  - {{ file: {}, role: {} }}", json_line(&Node::text(file)), role.name())
}

/// Takes an SBOM, which `bill` has read, into a release under `file`.
pub fn sbom_add(
    dossier: &LoadedDossier,
    shelf: &dyn SbomShelf,
    (release, role): (&Id, SbomRole),
    (file, bytes): (&str, &[u8]),
    bill: &Bill<'_>,
) -> Result<SbomAdded, DossierFault> {
    let folder = format!("releases/{release}");
    let found = dossier.release(release).ok_or_else(|| DossierFault::new(FaultKind::NoSuchRelease, folder.clone()))?;
    if is_reserved(file) {
        return Err(DossierFault::new(FaultKind::AlreadyThere, format!("{folder}/{file}")));
    }
    shelf.put(release, file, bytes)?;
    let listed = found.release.iter().flat_map(|release| &release.sboms).any(|sbom| sbom.file == file);
    let components = bill.documents.iter().flat_map(|document| &document.items).filter(|item| !item.subject).count();
    Ok(SbomAdded {
        name: format!("{folder}/{file}"),
        documents: bill.documents.len() as u64,
        components: components as u64,
        listed,
        release_file: format!("{folder}/release.yaml"),
        line: line_for(file, role),
    })
}
