//! What one vulnerability means for a site: how many units run each release, and the firewalls and remote lines that it touches.

use super::release::{HowFound, said};
use super::{HitFault, Wanted};
use crate::check_site::{Joined, join_site, network_devices::scan_devices};
use crate::scan::ScanSettings;
use crate::site_port::Sites;
use device::Id;
use std::collections::BTreeMap;
use terms::{Priority, Text};
use vulnerability::Knowledge;

/// What one vulnerability means for one site.
#[derive(Debug)]
pub struct SiteHit {
    /// Its name.
    pub name: Text,
    /// Installed units.
    pub installed: usize,
    /// Those of them of which no received dossier says what they are, or several do.
    pub without_dossier: usize,
    /// Those of them whose release is not known.
    pub release_unknown: usize,
    /// How many of them run each release, by the name of the received dossier.
    pub running: BTreeMap<(String, Id), usize>,
    /// Firewalls, VPN appliances and remote lines that it touches.
    pub devices: Vec<DeviceFound>,
    /// Such devices of which nobody can tell.
    pub unwatched_devices: Vec<String>,
    /// Whether what was found about them rests on sources that are there and fresh.
    pub is_sound: bool,
    /// Places of the site's own files that could not be read.
    pub complaints: usize,
}

/// A network device that the vulnerability touches.
#[derive(Clone, Debug)]
pub struct DeviceFound {
    /// Product and version.
    pub device: String,
    /// How it was found.
    pub how: HowFound,
    /// The source that says so.
    pub source: String,
    /// The record's id there.
    pub record: String,
    /// The range that hit, empty when none did.
    pub range: String,
    /// Its priority.
    pub priority: Priority,
}

impl SiteHit {
    /// Installed units of which nobody can tell what they run.
    pub fn blind(&self) -> usize {
        self.without_dossier + self.release_unknown
    }

    /// Whether silence about the site means something.
    pub fn is_known(&self) -> bool {
        self.blind() == 0 && self.installed > 0 && self.is_sound && self.unwatched_devices.is_empty()
    }

    /// The worst of what was found among its network devices.
    pub fn worst(&self) -> Option<Priority> {
        self.devices.iter().map(|found| found.priority).max()
    }
}

/// Looks for one vulnerability at a site. What its received dossiers hold is looked for dossier by dossier.
pub fn hit_site(
    sites: &dyn Sites,
    knowledge: &dyn Knowledge,
    wanted: &Wanted,
    settings: &ScanSettings,
) -> Result<SiteHit, HitFault> {
    let open = join_site(sites)?;
    let settings = ScanSettings { only: Some(wanted.records.clone()), ..settings.clone() };
    let mut hit = SiteHit {
        name: open.site.site.as_ref().map(|site| site.name.clone()).unwrap_or_default(),
        installed: open.installed().count(),
        without_dossier: 0,
        release_unknown: 0,
        running: BTreeMap::new(),
        devices: Vec::new(),
        unwatched_devices: Vec::new(),
        is_sound: true,
        complaints: open.site.complaints.iter().filter(|finding| finding.priority >= Priority::Undecided).count(),
    };
    for (_, _, joined) in open.installed() {
        match joined {
            Joined::Release(model, release) => {
                let received = open.models[*model].received.clone();
                *hit.running.entry((received, release.clone())).or_default() += 1;
            }
            Joined::ReleaseUnknown(_) => hit.release_unknown += 1,
            Joined::NoDossier | Joined::SeveralDossiers(_) => hit.without_dossier += 1,
            Joined::Retired => {}
        }
    }
    if let Some(scan) = scan_devices(&open.site, knowledge, &settings)? {
        for (device, place, priority) in scan.each_finding() {
            let finding = &scan.findings[place as usize];
            let about = &scan.vulnerabilities[finding.vulnerability as usize];
            if wanted.is(&about.id, &about.aliases) {
                let (how, source, record, range, _) = said(&finding.item);
                hit.devices.push(DeviceFound { device: scan.title(device), how, source, record, range, priority });
            }
        }
        let blind = (0..scan.count()).filter(|device| !scan.states[*device as usize].is_watched());
        hit.unwatched_devices = blind.map(|device| scan.title(device)).collect();
        hit.is_sound = !scan.dependence.takes_the_answer_away();
    }
    Ok(hit)
}
