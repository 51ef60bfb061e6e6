//! The decisions of a site: how each stands, and what a person at a page decides about a vulnerability in a release that its
//! units run. The record is the one that people write into decisions.yaml of the site.

use super::decide::{Account, CannotDecide, Wish, claims, decide};
use crate::approvals::{Seals, seal_of_site};
use crate::check_site::{CheckedSite, OpenSite};
use crate::dossier_port::DossierFault;
use crate::site_port::{LoadedSite, Sites};
use device::rules::{in_force, verified_approval};
use device::{Approval, Decision, Id};
use formats::dossier::v1;
use site::SiteDecision;
use std::collections::BTreeMap;
use terms::{Instant, Place, Priority};

/// A decision of a site with how it stands.
#[derive(Clone, Debug)]
pub struct SiteStanding {
    /// The device.
    pub device: Id,
    /// The release; `None`: each that is in use.
    pub release: Option<Id>,
    /// The decision.
    pub decision: Decision,
    /// The approval that completes it.
    pub approved: Option<Approval>,
    /// It claims something, has not expired, and nobody's approval completes it.
    pub waits: bool,
}

/// Reads a site and checks the signatures of the approvals in its decisions.
pub fn load_sealed_site(sites: &dyn Sites, seals: &dyn Seals) -> Result<LoadedSite, DossierFault> {
    let mut loaded = sites.load()?;
    let LoadedSite { site, people, decisions, .. } = &mut loaded;
    let Some(id) = site.as_ref().map(|site| &site.id) else { return Ok(loaded) };
    for SiteDecision { decision, .. } in decisions {
        for approval in decision.approval.iter_mut().chain(&mut decision.appended) {
            approval.seal = seal_of_site(approval, id, people.as_ref(), seals);
        }
    }
    Ok(loaded)
}

/// Every decision of a site that no later one about the same device and release replaces, in the order written.
pub fn site_standing(site: &LoadedSite, now: Instant) -> Vec<SiteStanding> {
    let mut alike: BTreeMap<(&Id, Option<&Id>), Vec<Decision>> = BTreeMap::new();
    for one in &site.decisions {
        alike.entry((&one.device, one.release.as_ref())).or_default().push(one.decision.clone());
    }
    let stands = |one: &SiteDecision| {
        let all = alike.get(&(&one.device, one.release.as_ref()))?;
        let current = in_force(all).into_iter().find(|other| other.sha256 == one.decision.sha256)?;
        let approved = verified_approval(current, site.people.as_ref(), now.day());
        Some(SiteStanding {
            device: one.device.clone(),
            release: one.release.clone(),
            approved: approved.cloned(),
            waits: claims(current, now) && approved.is_none(),
            decision: current.clone(),
        })
    };
    site.decisions.iter().filter_map(stands).collect()
}

/// What is decided about, in the words of the site's answer.
#[derive(Clone, Copy, Debug)]
pub struct About<'a> {
    /// The folder in received/.
    pub received: &'a str,
    /// The release that units run.
    pub release: &'a str,
    /// An id of the vulnerability.
    pub vulnerability: &'a str,
    /// The component, as the answer titles it.
    pub component: &'a str,
}

/// What a decision about a vulnerability adds to decisions.yaml of the site. It is about this component in this release of
/// this device and nothing wider, and leans on no proof. The finding that the wish names is the one of `about`.
pub fn decide_site(
    (open, checked): (&OpenSite, &CheckedSite<'_>),
    about: About<'_>,
    (wish, account): (Wish<'_>, Account<'_>),
    now: Instant,
) -> Result<v1::SiteDecision, CannotDecide> {
    let place = open.releases.iter().position(|running| {
        open.models[running.model].received == about.received && running.release.as_str() == about.release
    });
    let place = place.ok_or(CannotDecide::NoSuchFinding)?;
    let running = &open.releases[place];
    let device = open.models[running.model].device.clone().ok_or(CannotDecide::NoSuchFinding)?;
    let scan = &checked.releases[place].scan;
    let fits = |at: &(u32, u32, Priority)| {
        let vulnerability = &scan.vulnerabilities[scan.findings[at.1 as usize].vulnerability as usize];
        let mut ids = std::iter::once(&vulnerability.id).chain(&vulnerability.aliases);
        ids.any(|id| id == about.vulnerability) && scan.title(at.0) == about.component
    };
    let (component, finding, priority) = scan.each_finding().find(fits).ok_or(CannotDecide::NoSuchFinding)?;
    let id = scan.finding(component, finding, priority, None).id().to_string();
    let whose = (open.site.people.as_ref(), account);
    let changes = decide(scan, &Wish { finding: &id, ..wish }, whose, &running.release, now)?;
    let (release, decision) = changes.decisions.into_iter().next().ok_or(CannotDecide::NoSuchFinding)?;
    Ok(v1::SiteDecision {
        place: Place::default(),
        device,
        release: Some(release),
        owner: decision.author.clone(),
        decision,
        isolation: None,
    })
}
