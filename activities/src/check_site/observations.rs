//! What lies in observations/ of a site: read, dated, and held against the unit list.

use super::OpenSite;
use crate::dossier_port::DossierFault;
use crate::observe_device::{LinesNotRead, ObservationNotWhole, ObservationTooOld, ObservationUndated};
use crate::site_port::{LoadedSite, Sites};
use crate::verify_firewall::{RULES_AGE_DAYS, limit_days};
use formats::observed::{Observed, read};
use site::{Seen, SeenBy, Sighting};
use terms::{Day, Finding, Place, Priority, Speaks, Subject, finding};

finding! {
    /// A file in observations/ is no observation that is read.
    ObservationNotRead = "site/observation-not-read" {}
    en: "This file is no observation of a form that is read.",
        "What it saw was not looked at.",
        "Keep what the tool writes: nmap -oX, arp -an, ip neigh, show ip arp, DHCP leases (ISC, dnsmasq, Kea), AWS flow logs, Zeek conn.log.";
    ja: "このファイルは対応している形式の観測結果ではありません。",
        "その内容は確認していません。",
        "ツールの出力をそのまま保存してください（nmap -oX、arp -an、ip neigh、show ip arp、DHCP リース（ISC、dnsmasq、Kea）、AWS フローログ、Zeek conn.log）。";
}

/// An observation of the site.
#[derive(Clone, Debug)]
pub struct SiteObservation {
    /// What was seen, with file and day.
    pub seen: Seen,
    /// Lines that were not understood.
    pub unread: u64,
    /// Whether it came to its end; a scan tells, a log tells of its gaps.
    pub whole: bool,
}

/// The folder.
const FOLDER: &str = "observations/";

/// Reads the observations; a file that is none is told.
pub(super) fn observe(
    sites: &dyn Sites,
    site: &LoadedSite,
) -> Result<(Vec<SiteObservation>, Vec<Finding>), DossierFault> {
    let (mut all, mut findings) = (Vec::new(), Vec::new());
    for name in site.file_hashes.keys().filter(|name| name.starts_with(FOLDER)) {
        match sites.own_file(name)?.and_then(|bytes| read(&bytes)) {
            Some(observed) => all.push(observation(name, &observed)),
            None => findings.push(told(name, Priority::Undecided, ObservationNotRead {})),
        }
    }
    Ok((all, findings))
}

fn observation(file: &str, observed: &Observed) -> SiteObservation {
    let named = || Day::parse(file.rsplit('/').next()?.get(..10)?);
    let day = observed.day().or_else(named);
    let (by, sightings, whole) = match observed {
        Observed::Neighbours(listed) => (SeenBy::Neighbours, listed.sightings.clone(), true),
        Observed::Leases(listed) => (SeenBy::Leases, listed.sightings.clone(), true),
        Observed::Scan(scan) => {
            let up = scan.hosts.iter().filter(|host| host.up).flat_map(|host| &host.addresses);
            (SeenBy::Scan, up.map(|address| plain(*address)).collect(), scan.whole)
        }
        Observed::Flows(log) => {
            // Who sends is there. Who is sent to is there only where the log tells of an answer.
            let ends = log.flows.iter().flat_map(|flow| {
                let answered = flow.passed && flow.opened_by_source.is_some();
                std::iter::once(flow.source).chain(answered.then_some(flow.destination))
            });
            let addresses: std::collections::BTreeSet<_> = ends.collect();
            (SeenBy::Flows, addresses.into_iter().map(plain).collect(), log.gaps == 0)
        }
    };
    SiteObservation { seen: Seen { file: file.to_owned(), by, day, sightings }, unread: observed.unread(), whole }
}

fn plain(address: std::net::IpAddr) -> Sighting {
    Sighting { address, mac: None, line: 0 }
}

/// What the observations say of the units, and what they cannot say.
pub(super) fn judged(open: &OpenSite, today: Day) -> Vec<Finding> {
    let interval = open.site.site.as_ref().and_then(|site| site.rules_no_older_than.as_ref());
    let mut findings = Vec::new();
    for SiteObservation { seen: Seen { file, day, .. }, unread, whole } in &open.observations {
        let limit = day.zip(interval).map_or(RULES_AGE_DAYS, |(day, interval)| limit_days(interval, day));
        match day.map(|day| i64::from(today.0) - i64::from(day.0)) {
            None => findings.push(told(file, Priority::Attention, ObservationUndated {})),
            Some(days) if !(-1..=i64::from(limit)).contains(&days) => {
                findings.push(told(file, Priority::Attention, ObservationTooOld { days, limit }));
            }
            Some(_) => {}
        }
        if *unread > 0 {
            findings.push(told(file, Priority::Attention, LinesNotRead { count: *unread }));
        }
        if !whole {
            findings.push(told(file, Priority::Attention, ObservationNotWhole {}));
        }
    }
    let seen: Vec<Seen> = open.observations.iter().map(|one| one.seen.clone()).collect();
    let limit = interval.map_or(RULES_AGE_DAYS, |interval| limit_days(interval, today));
    let units = open.site.units.as_deref().unwrap_or_default();
    findings.extend(site::rules::judge_seen(units, open.site.networks.as_ref(), &seen, (today, limit)));
    findings
}

fn told(file: &str, priority: Priority, detail: impl Speaks + 'static) -> Finding {
    Finding::new(priority, Subject::at(file.to_owned(), Place::file(file)), detail)
}
