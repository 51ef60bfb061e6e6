//! `tutela check` of a site that is not in a folder, and what its networks look like.

use super::device::number;
use super::findings::{counts, kept_exploited, kept_other, looked, stricter_limits};
use crate::commands::check_site::{exploited, json};
use crate::edge::{Complaint, Edge};
use activities::check_site::{
    CheckedSite, Joined, OpenSite, ReleaseInUse, Trust, check_site, exploited_in_use, open_site_trusting,
};
use activities::checks_port::{KeptCheck, KeptFinding};
use activities::dossier_port::DossierFault;
use activities::folder_port::FolderReader;
use activities::library_port::Files;
use activities::site_port::Sites;
use activities::triage::site_standing;
use dossier_folder::FolderInMemory;
use index::HeldKnowledge;
use signing::{ApprovalSeals, Ed25519Envelopes};
use std::collections::{BTreeMap, BTreeSet};
use terms::Lang;
use vulnerability::{Coverage, Knowledge};
use web::{Answer, Checked, Looked, SiteDevice, SiteNetworks, WardChecked, WardRelease};

fn said(lang: Lang, fault: &DossierFault) -> Complaint {
    let [what, next] = fault.say(lang);
    Complaint::new(what, next)
}

pub(super) fn check(edge: &Edge, knowledge: &HeldKnowledge, sites: &dyn Sites) -> Result<Checked, Complaint> {
    let trust = Trust { envelopes: &Ed25519Envelopes, seals: &ApprovalSeals, today: edge.now.day() };
    let open = open_site_trusting(sites, Some(trust)).map_err(|fault| said(edge.lang, &fault))?;
    let settings = edge.settings();
    let checked = check_site(&open, knowledge, &settings).map_err(|fault| edge.unusable(&fault))?;
    let status = checked.status(&open, settings.fail_on);
    let answer = json(edge, &open, &checked, status);
    let mut findings: Vec<KeptFinding> = checked.findings.iter().map(|finding| kept_other("", finding)).collect();
    let mut counts = site_counts(edge, &open, &checked, &findings);
    // They are counted with the vulnerabilities of releases.
    findings.extend(exploited_in_use(&open, &checked).iter().map(|(id, finding)| kept_exploited(id, finding)));
    stricter_limits(knowledge, &settings, checked.scans(), &mut counts);
    let check = KeptCheck {
        revision: 0,
        at: edge.now,
        generation: super::rooms::basis(edge, knowledge.hash()),
        verdict: checked.verdict(&open).name().to_owned(),
        counts,
        answer: answer.clone(),
        standing: None,
    };
    let read = !checked.input_wrong && checked.releases.iter().all(|release| !release.input_wrong);
    let blind = open.blind() as u64;
    let looked = Looked { whole: open.site.complaints.is_empty(), bills: read, blind, ..looked(checked.scans()) };
    Ok(Checked { answer: Answer { json: answer, status }, check, findings, coming: Vec::new(), looked })
}

/// The same as far as some wards go.
pub(super) fn check_wards(
    edge: &Edge,
    knowledge: &HeldKnowledge,
    sites: &dyn Sites,
    wards: &[String],
) -> Result<WardChecked, Complaint> {
    let trust = Trust { envelopes: &Ed25519Envelopes, seals: &ApprovalSeals, today: edge.now.day() };
    let whole = open_site_trusting(sites, Some(trust)).map_err(|fault| said(edge.lang, &fault))?;
    let of_units = whole.ids_about_units_in(wards);
    let open = whole.within(wards);
    let settings = edge.settings();
    let checked = check_site(&open, knowledge, &settings).map_err(|fault| edge.unusable(&fault))?;
    let status = checked.status(&open, settings.fail_on);
    let keys = checked.findings.iter().map(|finding| finding.id().to_string()).chain(of_units);
    // As a finding of the folder as a whole is kept.
    let mut about: BTreeSet<String> = keys.map(|id| format!(" {id}")).collect();
    for scan in checked.scans() {
        about.extend(scan.vulnerabilities.iter().map(|vulnerability| vulnerability.id.clone()));
    }
    about.extend(open.site.decisions.iter().filter_map(|one| Some(one.decision.sha256.as_ref()?.to_string())));
    let alone = open.wards.as_ref().map(|view| view.alone.clone()).unwrap_or_default();
    let release = |(place, running): (usize, &ReleaseInUse)| WardRelease {
        received: open.models[running.model].received.clone(),
        device: open.models[running.model].device.as_ref().map(ToString::to_string).unwrap_or_default(),
        release: running.release.to_string(),
        alone: alone.contains(&place),
    };
    let sum = |of: fn(&Coverage) -> u64| checked.scans().map(|scan| number(of(&scan.coverage))).sum();
    Ok(WardChecked {
        answer: Answer { json: json(edge, &open, &checked, status), status },
        verdict: checked.verdict(&open).name(),
        installed: open.installed().count() as u64,
        blind: open.blind() as u64,
        components: (sum(Coverage::watched), sum(Coverage::countable)),
        about,
        releases: open.releases.iter().enumerate().map(release).collect(),
    })
}

fn site_counts(
    edge: &Edge,
    open: &OpenSite,
    checked: &CheckedSite<'_>,
    findings: &[KeptFinding],
) -> BTreeMap<String, i64> {
    let mut counts = counts(findings);
    let mut add = |name: &str, more: u64| *counts.entry(name.to_owned()).or_default() += number(more);
    for scan in checked.scans() {
        add("watched", scan.coverage.watched());
        add("countable", scan.coverage.countable());
        add("unread", scan.dependence.unread_documents);
        add("exploited", exploited(scan) as u64);
        add("undecided", crate::commands::check_site::open_findings(scan) as u64);
    }
    add("waiting", site_standing(&open.site, edge.now).iter().filter(|one| one.waits).count() as u64);
    add("units", open.joined.len() as u64);
    add("blind", open.blind() as u64);
    counts
}

/// Zones, firewalls and lines.
pub(super) fn networks(lang: Lang, files: &Files) -> Result<SiteNetworks, Complaint> {
    let by_name: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let sites = FolderInMemory.site(&by_name);
    let open = activities::check_site::open_site(&*sites).map_err(|fault| said(lang, &fault))?;
    let Some(networks) = &open.site.networks else { return Ok(SiteNetworks::default()) };
    let zones = networks.zones.iter().map(|zone| {
        let subnets = networks.subnets.iter().filter(|subnet| subnet.zone == zone.id);
        let name = zone.name.get(lang).to_owned();
        (zone.id.to_string(), name, subnets.map(|subnet| subnet.block.to_string()).collect(), units_in(&open, zone))
    });
    Ok(SiteNetworks {
        zones: zones.collect(),
        devices: devices(networks, files),
        received: open.site.received.iter().map(|name| (name.clone(), running(&open, name))).collect(),
    })
}

fn units_in(open: &OpenSite, zone: &site::Zone) -> u64 {
    let subnets = open.site.networks.as_ref().map(site::Subnets::of).unwrap_or_default();
    let stands = |unit: &site::Unit| {
        let by_address = || unit.interfaces.iter().find_map(|interface| subnets.around(interface.address));
        unit.zone.as_ref().or_else(|| by_address().map(|subnet| &subnet.zone)) == Some(&zone.id)
    };
    open.site.units.iter().flatten().filter(|unit| stands(unit)).count() as u64
}

fn running(open: &OpenSite, received: &str) -> u64 {
    let of = |joined: &&Joined| match joined {
        Joined::Release(model, _) | Joined::ReleaseUnknown(model) => open.models[*model].received == received,
        Joined::Retired | Joined::NoDossier | Joined::SeveralDossiers(_) => false,
    };
    open.joined.iter().filter(of).count() as u64
}

fn devices(networks: &site::Networks, files: &Files) -> Vec<SiteDevice> {
    let words =
        |parts: [&Option<String>; 3]| parts.into_iter().flatten().map(String::as_str).collect::<Vec<_>>().join(" ");
    let firewalls = networks.firewalls.iter().map(|firewall| {
        let links = networks.links.iter().filter(|link| link.through.contains(&firewall.id));
        let mut zones: Vec<String> = links.flat_map(|link| [link.from.to_string(), link.to.to_string()]).collect();
        zones.sort();
        zones.dedup();
        let folder = format!("firewalls/{}", firewall.id);
        SiteDevice {
            id: firewall.id.to_string(),
            firewall: true,
            product: words([&firewall.vendor, &firewall.product, &firewall.version]),
            zones,
            rules_kept: files
                .keys()
                .any(|name| name.strip_prefix(&folder).is_some_and(|rest| rest.starts_with(['.', '/']))),
        }
    });
    let lines = networks.remote_access.iter().map(|line| SiteDevice {
        id: line.id.to_string(),
        firewall: false,
        product: words([&line.vendor, &line.product, &line.version]),
        zones: line.reaches.iter().map(ToString::to_string).collect(),
        rules_kept: false,
    });
    firewalls.chain(lines).collect()
}
