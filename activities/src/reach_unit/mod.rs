//! `reach_unit`: what one unit, once taken over, can open – by zone, service and number of units, before and after the rules.

mod findings;
mod zones;

pub use findings::{CARDS, DeclaredToClinical, OpensUnits};
pub use zones::ZoneWay;

use crate::check_site::OpenSite;
use crate::verify_firewall::{RuleShown, rule_shown};
use device::Id;
use formats::firewall::{RuleFile, RuleSet};
use network::policy::Hook;
use network::{Addresses, Binding, DEFAULT_BUDGET, Initiator, Opening, Profile, Reach};
use site::{Block, Networks, Subnets, Unit, ZoneKind};
use std::collections::{BTreeMap, BTreeSet};
use terms::{Finding, Priority, Subject};

/// What is asked.
#[derive(Clone, Copy, Debug)]
pub struct Suspect<'q> {
    /// The site.
    pub open: &'q OpenSite,
    /// Its networks.
    pub networks: &'q Networks,
    /// The unit.
    pub unit: &'q Unit,
    /// The firewall that the rules are of.
    pub firewall: Option<&'q Id>,
    /// The rules, where there are some to look at.
    pub rules: Option<&'q [RuleFile]>,
    /// What the device needs, where it is known.
    pub profile: Option<&'q Profile>,
    /// Addresses of the unit and of the roles.
    pub binding: &'q Binding,
    /// Where in the filter.
    pub hook: Hook,
}

/// What passes to a zone by one rule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpeningShown {
    /// What passes.
    pub opening: Opening,
    /// The rule.
    pub rule: Option<RuleShown>,
}

/// What a unit can open in one zone.
#[derive(Clone, Debug)]
pub struct ZoneReach {
    /// The zone.
    pub zone: Id,
    /// What it is for.
    pub kind: ZoneKind,
    /// How packets get there.
    pub way: ZoneWay,
    /// Other installed units there.
    pub units: usize,
    /// Units that could be opened if no rule stood in the way.
    pub before: usize,
    /// Units that can be opened with the rules; `None` where it is not known.
    pub after: Option<usize>,
    /// What passes, by rule; empty where no rule was looked at.
    pub openings: Vec<OpeningShown>,
}

/// What a unit can open.
#[derive(Debug)]
pub struct Reached {
    /// Every zone, in the order of the site.
    pub zones: Vec<ZoneReach>,
    /// Everything there is to say, worst first.
    pub findings: Vec<Finding>,
    /// Whether a file is no rule set.
    pub unreadable: bool,
    /// Whether the rules were too much, or not read whole, so that more may pass than is told.
    pub more: bool,
}

impl Reached {
    /// Whether everything is known.
    pub fn is_known(&self) -> bool {
        !self.more
            && self.zones.iter().all(|zone| zone.after.is_some() && zone.openings.iter().all(|one| one.opening.certain))
    }
}

/// Looks at what a unit can open.
pub fn reach_unit(suspect: &Suspect<'_>) -> Reached {
    let set =
        suspect.rules.map(|rules| formats::firewall::read_as(rules, None, &suspect.binding.device)).unwrap_or_default();
    let RuleSet { policy, findings, languages } = set;
    let unreadable = languages.iter().any(Option::is_none);
    // A file that is no rule set is not an empty one: what it lets through nobody knows.
    let mut reach = suspect
        .rules
        .filter(|_| !unreadable)
        .map(|_| Reach::new(&policy, suspect.binding, suspect.hook, DEFAULT_BUDGET));
    let ways = zones::ways(suspect.networks, suspect.unit, suspect.firewall);
    let units = by_zone(suspect);
    let mut zones = Vec::new();
    for zone in &suspect.networks.zones {
        let way = ways.get(&zone.id).copied().unwrap_or(ZoneWay::None);
        let others = units.get(&zone.id).map(Vec::as_slice).unwrap_or_default();
        let filtered = way == ZoneWay::Filtered;
        let openings = match (&mut reach, filtered) {
            (Some(reach), true) => reach.to(&addresses_of(suspect.networks, &zone.id, zone.kind)),
            _ => Vec::new(),
        };
        let after = match (way, &mut reach) {
            (ZoneWay::Open, _) => Some(others.len()),
            (ZoneWay::Filtered, Some(reach)) => {
                Some(others.iter().filter(|unit| !reach.to(&own_addresses(unit)).is_empty()).count())
            }
            (ZoneWay::Filtered, None) | (ZoneWay::OtherFirewall | ZoneWay::None, _) => None,
        };
        let files = suspect.rules.unwrap_or_default();
        let shown = |opening: Opening| OpeningShown { rule: opening.rule.map(|span| rule_shown(files, span)), opening };
        let before = if way == ZoneWay::None { 0 } else { others.len() };
        let openings = openings.into_iter().map(shown).collect();
        zones.push(ZoneReach {
            zone: zone.id.clone(),
            kind: zone.kind,
            way,
            units: others.len(),
            before,
            after,
            openings,
        });
    }
    let more = reach.as_ref().is_some_and(Reach::is_over_budget) || !policy.unread.is_empty();
    let findings = own_findings(suspect, &zones, findings);
    Reached { zones, findings, unreadable, more }
}

/// Other installed units by zone; a unit in two zones stands in both.
fn by_zone<'q>(suspect: &Suspect<'q>) -> BTreeMap<Id, Vec<&'q Unit>> {
    let subnets = Subnets::of(suspect.networks);
    let mut by_zone: BTreeMap<Id, Vec<&Unit>> = BTreeMap::new();
    for (_, unit, _) in suspect.open.installed().filter(|(_, unit, _)| unit.id != suspect.unit.id) {
        let around = unit.interfaces.iter().filter_map(|interface| subnets.around(interface.address));
        let zones: BTreeSet<Id> = around.map(|subnet| subnet.zone.clone()).chain(unit.zone.clone()).collect();
        for zone in zones {
            by_zone.entry(zone).or_default().push(unit);
        }
    }
    by_zone
}

fn own_addresses(unit: &Unit) -> Addresses {
    let mut addresses = Addresses::default();
    unit.interfaces.iter().for_each(|interface| addresses.add(Block::one(interface.address)));
    addresses
}

/// The addresses of a zone; the outside is everywhere that no subnet is.
fn addresses_of(networks: &Networks, zone: &Id, kind: ZoneKind) -> Addresses {
    let mut addresses = Addresses::default();
    let (mut listed, mut own) = (Addresses::default(), false);
    for subnet in &networks.subnets {
        listed.add(subnet.block);
        if subnet.zone == *zone {
            own = true;
            addresses.add(subnet.block);
        }
    }
    if !own && kind == ZoneKind::Outside { listed.others() } else { addresses }
}

fn own_findings(suspect: &Suspect<'_>, zones: &[ZoneReach], mut findings: Vec<Finding>) -> Vec<Finding> {
    let unit = suspect.unit.id.as_str().to_owned();
    let subject = || Subject::named(unit.clone());
    for zone in zones.iter().filter(|zone| zone.after.is_some_and(|count| count > 0)) {
        let name = zone.zone.as_str().to_owned();
        let detail = OpensUnits { unit: unit.clone(), zone: name.clone(), count: zone.after.unwrap_or_default() };
        let mut finding = Finding::new(Priority::Attention, subject(), detail);
        finding.key = name;
        findings.push(finding);
    }
    let clinical = zones.iter().filter(|zone| zone.kind == ZoneKind::Clinical);
    let from_device = || {
        let flows = suspect.profile.iter().flat_map(|profile| &profile.flows);
        flows.filter(|flow| flow.initiator == Initiator::Device)
    };
    for zone in clinical {
        let there = addresses_of(suspect.networks, &zone.zone, zone.kind);
        for flow in from_device() {
            let Some(peer) = suspect.binding.peer(&flow.peer) else { continue };
            if peer.meets(&there) {
                let zone = zone.zone.as_str().to_owned();
                let detail = DeclaredToClinical { unit: unit.clone(), flow: flow.id.clone(), zone: zone.clone() };
                let mut finding = Finding::new(Priority::Attention, subject(), detail);
                finding.key = format!("{zone} {}", flow.id);
                findings.push(finding);
            }
        }
    }
    findings
        .sort_by(|a, b| (b.priority, a.code(), &a.subject, &a.key).cmp(&(a.priority, b.code(), &b.subject, &b.key)));
    findings
}
