//! Signed approvals: the port that checks a signature, and what every approval of a dossier comes to by it.

use crate::dossier_port::{DossierFault, Dossiers, LoadedDossier};
use device::{Approval, Id, People, Seal, usable_key};
use formats::dossier::v1::{approval_statement, site_approval_statement};

/// What the signature of an approval is over, beside the statement itself (DSSE payload type).
pub const APPROVAL_KIND: &str = "application/vnd.tutela.approval+json";

/// Checks Ed25519 signatures. An adapter serves it, so that no rule ever touches a key.
pub trait Seals: Send + Sync {
    /// Whether the signature (base64) over the statement is by the key (base64).
    fn fits(&self, public: &str, statement: &str, signature: &str) -> bool;
}

/// Reads a dossier and checks its approvals; no SBOM is opened.
pub fn load_sealed(dossiers: &dyn Dossiers, seals: &dyn Seals) -> Result<LoadedDossier, DossierFault> {
    let mut dossier = dossiers.load()?;
    check_seals(&mut dossier, seals);
    Ok(dossier)
}

/// Checks the signature of every approval; without a device nothing says what they are about.
pub(crate) fn check_seals(dossier: &mut LoadedDossier, seals: &dyn Seals) {
    let LoadedDossier { device, people, releases, .. } = dossier;
    let Some(device) = device.as_ref().map(|device| &device.id) else { return };
    for release in releases {
        for decision in &mut release.decisions {
            for approval in decision.approval.iter_mut().chain(&mut decision.appended) {
                let statement = approval_statement(device, &release.id, approval);
                approval.seal = seal_of(approval, &statement, people.as_ref(), seals);
            }
        }
    }
}

/// What the signature of an approval of a site's decision comes to.
pub(crate) fn seal_of_site(approval: &Approval, site: &Id, people: Option<&People>, seals: &dyn Seals) -> Seal {
    seal_of(approval, &site_approval_statement(site, approval), people, seals)
}

fn seal_of(approval: &Approval, statement: &str, people: Option<&People>, seals: &dyn Seals) -> Seal {
    let Some(signature) = &approval.signature else { return Seal::Unchecked };
    match usable_key(approval, people) {
        Err(seal) => seal,
        Ok(key) => {
            if seals.fits(&key.public, statement, signature) {
                Seal::Fits
            } else {
                Seal::Wrong
            }
        }
    }
}
