//! The register of a site that is not in a folder.

use crate::edge::Complaint;
use activities::check_site::{Joined, open_site};
use activities::site_port::Sites;
use terms::{Choice, Lang};
use web::SiteUnit;

/// Its units in the order of their ids, each with where it belongs.
pub(super) fn units(lang: Lang, sites: &dyn Sites) -> Result<Vec<SiteUnit>, Complaint> {
    let open = open_site(sites).map_err(|fault| {
        let [what, next] = fault.say(lang);
        Complaint::new(what, next)
    })?;
    let subnets = open.site.networks.as_ref().map(site::Subnets::of).unwrap_or_default();
    let row = |(unit, joined): (&site::Unit, &Joined)| {
        let (state, model, release) = match joined {
            Joined::Retired => ("retired", None, None),
            Joined::NoDossier => ("no-dossier", None, None),
            Joined::SeveralDossiers(_) => ("several-dossiers", None, None),
            Joined::ReleaseUnknown(model) => ("release-unknown", Some(*model), None),
            Joined::Release(model, release) => ("joined", Some(*model), Some(release.to_string())),
        };
        let by_address = || unit.interfaces.iter().find_map(|interface| subnets.around(interface.address));
        let zone = unit.zone.as_ref().or_else(|| by_address().map(|subnet| &subnet.zone));
        SiteUnit {
            id: unit.id.to_string(),
            state,
            received: model.map(|model| open.models[model].received.clone()),
            release,
            zone: zone.map(ToString::to_string),
            criticality: unit.criticality.map(Choice::name),
            serial: unit.serial.clone(),
            model: unit.model.clone(),
            version: unit.version.clone(),
            ward: unit.ward.clone(),
            addresses: unit.interfaces.iter().map(|interface| interface.address.to_string()).collect(),
        }
    };
    let mut units: Vec<SiteUnit> = open.site.units.iter().flatten().zip(&open.joined).map(row).collect();
    units.sort_by(|a, b| a.id.cmp(&b.id));
    Ok(units)
}
