//! One installed unit: the release it runs, what its maker has released since, and what was said of it.

use super::{Joined, OpenSite, ReleaseInUse, Trust, decisions, held_packages, join_site, maker};
use crate::check_device::open_device;
use crate::dossier_port::{DossierFault, LoadedDossier};
use crate::package::Held;
use crate::site_port::Sites;
use device::{Id, PackageFact, PackageFactKind, ReleaseState};
use site::{Unit, Wards};
use std::collections::BTreeMap;
use terms::{Day, Finding, When, fingerprint};

/// One unit with all that an answer about it needs.
#[derive(Debug)]
pub struct OneUnit {
    /// The unit as the register has it.
    pub unit: Unit,
    /// The site as far as this unit goes.
    pub open: OpenSite,
    /// The dossier that is about it.
    pub dossier: Option<LoadedDossier>,
    /// What stands against its own row: identity and addresses, also beside other units.
    pub row_findings: Vec<Finding>,
    /// Releases that it cannot be brought to, as people said.
    pub cannot: Vec<PackageFact>,
    /// Names what is recorded of the unit now; a change names it, so that nobody's change is lost.
    pub held: String,
}

/// How the version of a unit stands to what its maker has released.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Behind {
    /// It runs the newest that was released.
    No,
    /// A newer one was released.
    Yes,
    /// Nobody can tell: its release, or the day of a release, is not known.
    Unknown,
}

/// Opens what belongs to one unit, as far as these wards go; `None` when there is none of this id.
pub fn open_unit(
    sites: &dyn Sites,
    id: &str,
    wards: Option<&[String]>,
    trust: Trust<'_>,
) -> Result<Option<OneUnit>, DossierFault> {
    let mut site = join_site(sites)?;
    let held_wards = wards.map(|names| Wards::named(names.iter().map(String::as_str)));
    let seen = |unit: &Unit| held_wards.as_ref().is_none_or(|wards| wards.hold(&unit.ward));
    let units = site.site.units.as_deref().unwrap_or_default();
    let found = units.iter().position(|unit| unit.id.as_str() == id && seen(unit));
    let Some(place) = found else { return Ok(None) };
    let unit = units[place].clone();
    let row_findings = row_findings(&site, &unit, &seen);
    let model = match &site.joined[place] {
        Joined::Release(model, _) | Joined::ReleaseUnknown(model) => Some(*model),
        Joined::Retired | Joined::NoDossier | Joined::SeveralDossiers(_) => None,
    };
    let received = model.map(|model| site.models[model].received.clone());
    let device = model.and_then(|model| site.models[model].device.clone());
    // What is said about other devices is neither opened nor proved.
    site.site.received.retain(|name| Some(name) == received.as_ref());
    site.site.decisions.retain(|one| Some(&one.device) == device.as_ref());
    let package_facts = site.site.package_facts.clone();
    site.packages = held_packages(sites, &site.site, trust.envelopes, trust.today);
    decisions::check_seals(&mut site.site, trust.seals);
    site.leaning = decisions::lean(sites, &site, trust.today)?;
    let vouched = site
        .packages
        .iter()
        .any(|held: &Held| Some(&held.received) == received.as_ref() && maker::counts(site.site.site.as_ref(), held));
    let dossier = received.as_ref().map(|name| sites.received(name).load()).transpose()?;
    if let (Joined::Release(model, release), Some(received)) = (site.joined[place].clone(), &received) {
        let seals = vouched.then_some(trust.seals);
        let open = open_device(&*sites.received(received), seals, Some(&release))?;
        let units = site.running().remove(&(model, release.clone())).unwrap_or_default();
        site.releases.push(ReleaseInUse { model, release, units, open });
    }
    let runs = match &site.joined[place] {
        Joined::Release(_, release) => Some(release.clone()),
        _ => None,
    };
    let cannot = cannot(&package_facts, device.as_ref(), (&unit.id, runs.as_ref()));
    let held = held(&unit, &cannot);
    let open = site.of_unit(&unit.id);
    Ok(Some(OneUnit { unit, open, dossier, row_findings, cannot, held }))
}

fn row_findings(site: &OpenSite, unit: &Unit, seen: &dyn Fn(&Unit) -> bool) -> Vec<Finding> {
    let all: Vec<Unit> = site.site.units.iter().flatten().filter(|unit| seen(unit)).cloned().collect();
    let mut findings = site::rules::judge_identities(&all);
    findings.extend(site::rules::judge_addresses(&all, site.site.networks.as_ref()));
    let path = format!("unit/{}/", unit.id);
    findings.retain(|finding| finding.subject.path.starts_with(&path));
    findings
}

/// The last word about each release that the unit does not run, in the order of the releases.
fn cannot(facts: &[PackageFact], device: Option<&Id>, (unit, runs): (&Id, Option<&Id>)) -> Vec<PackageFact> {
    let mut last: BTreeMap<&Id, &PackageFact> = BTreeMap::new();
    let of_it = facts.iter().filter(|fact| {
        fact.kind == PackageFactKind::CannotPatch
            && Some(&fact.device) == device
            && fact.unit.as_ref().is_none_or(|of| of == unit)
            && fact.release.as_ref() != runs
    });
    for fact in of_it {
        last.extend(fact.release.as_ref().map(|release| (release, fact)));
    }
    last.into_values().cloned().collect()
}

fn held(unit: &Unit, cannot: &[PackageFact]) -> String {
    let said: Vec<String> =
        cannot.iter().map(|fact| format!("{:?} {} {:?}", fact.release, fact.at, fact.reason)).collect();
    let row = formats::units::write(std::slice::from_ref(unit));
    format!("{:016x}", fingerprint(&[&row, &said.join("\n")]).0)
}

impl OneUnit {
    /// Where it belongs.
    pub fn joined(&self) -> &Joined {
        self.open.joined.first().unwrap_or(&Joined::NoDossier)
    }

    /// The newest release that its maker has given to users, by its day.
    pub fn newest(&self) -> Option<&Id> {
        self.released().max_by_key(|(day, _)| *day).map(|(_, id)| id)
    }

    fn released(&self) -> impl Iterator<Item = (Day, &Id)> {
        let releases = self.dossier.iter().flat_map(|dossier| &dossier.releases);
        let about = releases.filter_map(|one| Some((&one.id, one.release.as_ref()?)));
        about
            .filter(|(_, about)| about.state == ReleaseState::Released)
            .filter_map(|(id, about)| Some((about.date.and_then(When::last_day)?, id)))
    }

    /// Whether its maker has released something newer than it runs.
    pub fn behind(&self) -> Behind {
        let Joined::Release(_, runs) = self.joined() else { return Behind::Unknown };
        let undated = self.dossier.iter().flat_map(|dossier| &dossier.releases).any(|one| {
            let about = one.release.as_ref();
            about.is_some_and(|about| {
                about.state == ReleaseState::Released && about.date.and_then(When::last_day).is_none()
            })
        });
        match self.newest() {
            Some(newest) if newest == runs && !undated => Behind::No,
            Some(newest) if self.day_of(runs).is_some_and(|day| Some(day) < self.day_of(newest)) => Behind::Yes,
            Some(_) | None => Behind::Unknown,
        }
    }

    fn day_of(&self, release: &Id) -> Option<Day> {
        let about = self.dossier.as_ref()?.release(release)?.release.as_ref()?;
        about.date.and_then(When::last_day)
    }
}
