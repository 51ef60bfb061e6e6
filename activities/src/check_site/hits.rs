//! Vulnerabilities by what they touch at a site: releases in use and their units.

use super::{CheckedSite, OpenSite};
use site::Criticality;
use std::collections::{BTreeMap, BTreeSet};
use terms::Priority;
use vulnerability::Vulnerability;

/// A vulnerability and the units it touches.
#[derive(Clone, Debug)]
pub struct Hit<'c> {
    /// The vulnerability, as the first release that has it tells it.
    pub vulnerability: &'c Vulnerability,
    /// The worst priority of its findings.
    pub priority: Priority,
    /// Releases in use that it touches, by their place, each with one component.
    pub releases: Vec<(usize, String)>,
    /// How many installed units run them.
    pub units: usize,
    /// How many of those keep a patient alive.
    pub life_supporting: usize,
}

impl CheckedSite<'_> {
    /// Every vulnerability that waits for a decision or blocks, worst first: known exploited, then exploitation active, then
    /// the highest CVSS, then the number of units.
    pub fn hits<'c>(&'c self, open: &OpenSite) -> Vec<Hit<'c>> {
        let units: &[site::Unit] = open.site.units.as_deref().unwrap_or_default();
        let mut hits: BTreeMap<&str, Hit<'c>> = BTreeMap::new();
        let mut touched: BTreeSet<(&str, usize)> = BTreeSet::new();
        for (place, checked) in self.releases.iter().enumerate() {
            let scan = &checked.scan;
            for (component, finding, priority) in scan.each_finding() {
                if priority < Priority::Undecided {
                    continue;
                }
                let vulnerability = &scan.vulnerabilities[scan.findings[finding as usize].vulnerability as usize];
                let hit = hits.entry(&vulnerability.id).or_insert_with(|| Hit {
                    vulnerability,
                    priority,
                    releases: Vec::new(),
                    units: 0,
                    life_supporting: 0,
                });
                hit.priority = hit.priority.max(priority);
                if touched.insert((&vulnerability.id, place)) {
                    let running = &open.releases[place].units;
                    hit.releases.push((place, scan.title(component)));
                    hit.units += running.len();
                    let critical = |unit: &&usize| units[**unit].criticality == Some(Criticality::LifeSupporting);
                    hit.life_supporting += running.iter().filter(critical).count();
                }
            }
        }
        let mut hits: Vec<Hit<'c>> = hits.into_values().collect();
        hits.sort_by(|a, b| rank(b).cmp(&rank(a)).then_with(|| a.vulnerability.id.cmp(&b.vulnerability.id)));
        hits
    }
}

fn rank(hit: &Hit<'_>) -> (Priority, bool, bool, u8, usize) {
    let Hit { vulnerability, priority, units, .. } = hit;
    let active = vulnerability.exploitation.as_deref() == Some("active");
    let tenths = vulnerability.rating.as_ref().and_then(|rating| rating.tenths).unwrap_or(0);
    (*priority, vulnerability.exploited.is_some(), active, tenths, *units)
}
