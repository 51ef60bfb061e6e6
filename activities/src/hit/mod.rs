//! Which releases one vulnerability touches, where, what was decided, and of which releases nobody can tell.
//!
//! It is the matching of `check`, asked about the records of one vulnerability. What is not found is told with its coverage; a
//! release of which something is unwatched is unknown, never untouched.

mod published;
mod release;
mod resolve;
mod site;
mod standing;
#[cfg(test)]
mod tests;

pub use published::{by_sources, device_v1, known_exploited, refused_site_v1, refused_v1, site_v1};
pub use release::{Found, HowFound, Outcome, ReleaseHit, SupportSaid};
pub use resolve::{KnownBy, Resolved, Wanted, resolve};
pub use site::{DeviceFound, SiteHit, hit_site};
pub use standing::{ReleaseStanding, Standing};

use crate::approvals::Seals;
use crate::check_device::{open_device, open_loaded};
use crate::dossier_port::{DossierFault, Dossiers};
use crate::scan::{ScanSettings, Verdict};
use device::{Id, ReleaseState};
use terms::{Finding, Text};
use vulnerability::{Knowledge, KnowledgeFault};

/// What one vulnerability means for one dossier.
#[derive(Debug)]
pub struct DeviceHit {
    /// Id of the device, empty when device.yaml could not be read.
    pub id: String,
    /// Its name.
    pub name: Text,
    /// Hash of the dossier.
    pub hash: String,
    /// Its releases, in the order of their folders' names, those too that are no longer given out: units may run them.
    pub releases: Vec<ReleaseHit>,
    /// What of the dossier could not be read.
    pub complaints: Vec<Finding>,
}

/// Why a dossier gives no answer.
#[derive(Debug)]
pub enum HitFault {
    /// The dossier cannot be read.
    Dossier(DossierFault),
    /// The mirror cannot answer.
    Knowledge(KnowledgeFault),
}

impl From<DossierFault> for HitFault {
    fn from(fault: DossierFault) -> HitFault {
        HitFault::Dossier(fault)
    }
}

impl From<KnowledgeFault> for HitFault {
    fn from(fault: KnowledgeFault) -> HitFault {
        HitFault::Knowledge(fault)
    }
}

/// Looks for one vulnerability in every release of a dossier.
pub fn hit_device(
    dossiers: &dyn Dossiers,
    seals: Option<&dyn Seals>,
    knowledge: &dyn Knowledge,
    wanted: &Wanted,
    settings: &ScanSettings,
) -> Result<DeviceHit, HitFault> {
    let settings = ScanSettings { only: Some(wanted.records.clone()), ..settings.clone() };
    let mut open = open_device(dossiers, seals, None)?;
    let ids: Vec<Id> = open.dossier.releases.iter().map(|release| release.id.clone()).collect();
    let mut releases = Vec::new();
    for id in &ids {
        open = open_loaded(dossiers, open.dossier, Some(id))?;
        releases.push(release::look(&open, knowledge, wanted, &settings)?);
    }
    let device = open.dossier.device.as_ref();
    Ok(DeviceHit {
        id: device.map(|device| device.id.to_string()).unwrap_or_default(),
        name: device.map(|device| device.name.clone()).unwrap_or_default(),
        hash: open.dossier.hash.clone(),
        releases,
        complaints: open.dossier.complaints,
    })
}

/// What the whole answer says, over every release looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Releases that it touches, or may touch.
    pub touched: usize,
    /// Releases of which nobody can tell.
    pub unknown: usize,
    /// Releases in which it was not found, with everything watched.
    pub not_found: usize,
    /// The worst of what was found, decisions taken in.
    pub worst: Option<terms::Priority>,
    /// Installed units of which nobody can tell what they run.
    pub units_unknown: usize,
    /// Whether some release rests on something that was not looked at.
    pub unsound: bool,
}

impl Tally {
    /// Counts the releases of every dossier. Whether any of them is spoken of decides for all: a record of which nobody knows
    /// whether it names anything proves nothing by its silence.
    pub fn of(devices: &mut [&mut DeviceHit], wanted: &Wanted) -> Tally {
        let spoken_of = devices.iter().any(|device| device.releases.iter().any(|release| release.spoken_of));
        let mut tally = Tally::default();
        for device in devices {
            // A dossier without a release was not looked at.
            tally.unsound |= device.releases.is_empty();
            for release in &mut device.releases {
                if release.outcome == Outcome::NotFound && !wanted.names_products && !spoken_of {
                    release.outcome = Outcome::Unknown;
                    release.unnamed = true;
                }
                match release.outcome {
                    Outcome::Touched | Outcome::Possible => tally.touched += 1,
                    Outcome::Unknown => tally.unknown += 1,
                    Outcome::SetAside | Outcome::NotFound => tally.not_found += 1,
                }
                tally.worst = tally.worst.max(release.found.iter().map(|found| found.priority).max());
                tally.unsound |= release.outcome == Outcome::Unknown || !release.dependence.is_sound();
            }
        }
        tally
    }

    /// Adds what was found at a site. Units of which nobody can tell what they run are never untouched.
    pub fn at(&mut self, site: &SiteHit) {
        self.worst = self.worst.max(site.worst());
        self.unsound |= !site.is_known();
        self.units_unknown += site.blind();
    }

    /// In one word, as `check` says it.
    pub fn verdict(&self) -> Verdict {
        match self.worst {
            Some(terms::Priority::Blocking) => Verdict::Blocking,
            Some(terms::Priority::Undecided) => Verdict::Undecided,
            Some(terms::Priority::Attention | terms::Priority::Note) | None if self.unsound => Verdict::NoAnswer,
            Some(terms::Priority::Attention | terms::Priority::Note) | None => Verdict::NothingBlocking,
        }
    }
}

/// Whether units may run a release although it is not given out any more.
pub fn is_past(state: Option<ReleaseState>) -> bool {
    match state {
        Some(ReleaseState::Withdrawn | ReleaseState::Retired) => true,
        Some(ReleaseState::Development | ReleaseState::Candidate | ReleaseState::Released) | None => false,
    }
}
