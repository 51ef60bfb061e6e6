//! A site as far as some of its wards go: what a person whose role is for a ward may know of it.
//!
//! What is not of these wards is taken out before anything is judged, so that no answer can tell of it.

use super::decisions::Lean;
use super::{Joined, Model, OpenSite, ReleaseInUse, told};
use crate::site_port::LoadedSite;
use device::Id;
use site::{IsolationLost, SiteDecision, Subnets, Unit, Wards};
use std::collections::{BTreeMap, BTreeSet};
use terms::{Finding, Priority, finding};

finding! {
    /// A file of the site was not read whole; what that means for a ward nobody can tell.
    WardNotReadWhole = "site/ward-not-read-whole" {}
    en: "Something that the site wrote could not be read.",
        "A unit of the ward may be missing from this answer.",
        "Ask whoever keeps the register of the whole site: the check of the site names file and line.";
    ja: "施設が記載した内容の一部を読み取れませんでした。",
        "この病棟の機器が回答に含まれていない可能性があります。",
        "施設全体の台帳の担当者に確認してください。施設の確認結果にファイルと行が示されています。";
}

/// The wards that an answer is about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WardView {
    /// Their names, as the role has them.
    pub names: Vec<String>,
    /// Releases, by their place in [`OpenSite::releases`], that units of these wards alone run.
    pub alone: BTreeSet<usize>,
    /// The one unit that it is about; `None`: all of the wards.
    pub unit: Option<Id>,
}

impl OpenSite {
    /// Ids of findings about single units of these wards, as a check of the whole site has them: what is said of a unit's address
    /// takes the networks to see.
    pub fn ids_about_units_in(&self, names: &[String]) -> BTreeSet<String> {
        let wards = Wards::named(names.iter().map(String::as_str));
        let units = self.site.units.as_deref().unwrap_or_default();
        let own: BTreeSet<&str> =
            units.iter().filter(|unit| wards.hold(&unit.ward)).map(|unit| unit.id.as_str()).collect();
        let is_own = |finding: &Finding| {
            let about = finding.subject.path.strip_prefix("unit/").and_then(|rest| rest.split('/').next());
            about.is_some_and(|id| own.contains(id))
        };
        let networks = self.site.networks.as_ref();
        let mut findings = site::rules::judge_identities(units);
        findings.extend(site::rules::judge_addresses(units, networks));
        findings.iter().filter(|finding| is_own(finding)).map(|finding| finding.id().to_string()).collect()
    }

    /// What of it belongs to these wards: their units, the dossiers and releases of these, and what was decided about them.
    /// Networks, firewalls, observations and whatever belongs to other units are not in it.
    pub fn within(self, names: &[String]) -> OpenSite {
        let wards = Wards::named(names.iter().map(String::as_str));
        let view = WardView { names: names.to_vec(), ..WardView::default() };
        self.narrowed(&|unit| wards.hold(&unit.ward), view)
    }

    /// What of it belongs to one unit. What cannot be read elsewhere in the site takes nothing away from it.
    pub fn of_unit(mut self, id: &Id) -> OpenSite {
        let line = self.site.units.iter().flatten().find(|unit| unit.id == *id).map(|unit| unit.place.clone());
        let is_own = |finding: &Finding| {
            let place = finding.subject.place.as_ref();
            place.zip(line.as_ref()).is_some_and(|(place, own)| place.file == own.file && place.line == own.line)
        };
        let own: Vec<Finding> = self.site.complaints.drain(..).filter(is_own).collect();
        self.findings.retain(|finding| finding.subject.path.starts_with("received/"));
        let mut open =
            self.narrowed(&|unit| unit.id == *id, WardView { unit: Some(id.clone()), ..WardView::default() });
        open.findings.retain(|finding| finding.code() != WardNotReadWhole::CARD.code);
        open.site.complaints = own;
        open
    }

    fn narrowed(self, keeps: &dyn Fn(&Unit) -> bool, view: WardView) -> OpenSite {
        let OpenSite { site, models, joined, releases, leaning, packages, findings, differs, .. } = self;
        let LoadedSite { site: own, people, networks, units, decisions, file_hashes, hash, complaints, .. } = site;
        let all = units.unwrap_or_default();
        let subnets = networks.as_ref().map(Subnets::of).unwrap_or_default();
        let places: Vec<usize> = (0..all.len()).filter(|place| keeps(&all[*place])).collect();
        let moved: BTreeMap<usize, usize> = places.iter().enumerate().map(|(new, old)| (*old, new)).collect();
        let joined: Vec<Joined> = places.iter().map(|place| joined[*place].clone()).collect();
        let differs = differs.into_iter().filter_map(|(place, by)| Some((*moved.get(&place)?, by))).collect();
        let units = places.iter().map(|place| in_zone(all[*place].clone(), &subnets)).collect();
        let (releases, alone) = running(releases, &moved);
        let about: BTreeSet<&str> = joined.iter().flat_map(of_models).map(|at| models[at].received.as_str()).collect();
        let findings = seen(findings, &about, &complaints);
        let packages = packages.into_iter().filter(|held| about.contains(held.received.as_str())).collect();
        let received = about.iter().map(|name| (*name).to_owned()).collect();
        let decisions: Vec<SiteDecision> =
            decisions.into_iter().filter(|one| is_about(one, &releases, &models)).collect();
        let leaning = leaning.into_iter().map(|(sha256, lean)| (sha256, unnamed(&lean))).collect();
        let site = LoadedSite {
            site: own,
            people,
            units: Some(units),
            decisions,
            file_hashes,
            received,
            hash,
            ..LoadedSite::default()
        };
        let wards = Some(WardView { alone, ..view });
        OpenSite {
            site,
            models,
            joined,
            releases,
            leaning,
            observations: Vec::new(),
            packages,
            findings,
            differs,
            wards,
        }
    }
}

/// A unit with the zone that its address tells, which nobody can tell without the networks.
fn in_zone(unit: Unit, subnets: &Subnets<'_>) -> Unit {
    let by_address = || unit.interfaces.iter().find_map(|interface| subnets.around(interface.address));
    let zone = unit.zone.clone().or_else(|| by_address().map(|subnet| subnet.zone.clone()));
    Unit { zone, ..unit }
}

/// The releases that units of the wards run, and those of them that no other unit runs.
fn running(releases: Vec<ReleaseInUse>, moved: &BTreeMap<usize, usize>) -> (Vec<ReleaseInUse>, BTreeSet<usize>) {
    let (mut kept, mut alone) = (Vec::new(), BTreeSet::new());
    for release in releases {
        let units: Vec<usize> = release.units.iter().filter_map(|place| moved.get(place).copied()).collect();
        if units.is_empty() {
            continue;
        }
        if units.len() == release.units.len() {
            alone.insert(kept.len());
        }
        kept.push(ReleaseInUse { units, ..release });
    }
    (kept, alone)
}

/// The dossiers that may be about a unit.
fn of_models(joined: &Joined) -> Vec<usize> {
    match joined {
        Joined::Release(model, _) | Joined::ReleaseUnknown(model) => vec![*model],
        Joined::SeveralDossiers(models) => models.clone(),
        Joined::NoDossier | Joined::Retired => Vec::new(),
    }
}

/// Findings about these dossiers; of everything else only that something could not be read.
fn seen(findings: Vec<Finding>, about: &BTreeSet<&str>, complaints: &[Finding]) -> Vec<Finding> {
    let is_own = |finding: &Finding| {
        let inside = finding.subject.path.strip_prefix("received/");
        inside.and_then(|rest| rest.split('/').next()).is_some_and(|name| about.contains(name))
    };
    let asks = |finding: &Finding| finding.priority >= Priority::Undecided;
    let (own, others): (Vec<Finding>, Vec<Finding>) = findings.into_iter().partition(is_own);
    let unread = complaints.iter().chain(&others).any(asks);
    let told = unread.then(|| told(Priority::Undecided, "ward", WardNotReadWhole {}));
    own.into_iter().chain(told).collect()
}

fn is_about(one: &SiteDecision, releases: &[ReleaseInUse], models: &[Model]) -> bool {
    let is = |running: &ReleaseInUse| {
        models[running.model].device.as_ref() == Some(&one.device)
            && one.release.as_ref().is_none_or(|release| *release == running.release)
    };
    releases.iter().any(is)
}

/// A proof without what it says of the site's network.
fn unnamed(lean: &Lean) -> Lean {
    Lean {
        lost: lean.lost.as_ref().map(|_| IsolationLost::NotProved),
        words: [
            "leans on a firewall proof of the whole site".to_owned(),
            "施設全体のファイアウォールの証明に基づく".to_owned(),
        ],
    }
}
