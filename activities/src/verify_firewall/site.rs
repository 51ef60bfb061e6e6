//! What a site folder says for a proof: the device's units and addresses, where its peers are, and every path of the units.

use crate::check_site::{Joined, OpenSite};
use device::{Id, Interval};
use network::{Addresses, Binding, Profile};
use site::{Block, Networks, Path, PathState, Unit, Way, paths};
use std::collections::BTreeSet;
use terms::{Choice, Day, Lang};

/// What is asked of a site.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'w> {
    /// Units by id; with none named and no blocks, those whose model joins the profile's device.
    pub units: &'w [String],
    /// Addresses named instead of units.
    pub blocks: &'w [Block],
    /// The firewall whose rules are looked at.
    pub firewall: Option<&'w str>,
}

/// What the site says.
#[derive(Clone, Debug)]
pub struct AtSite {
    /// Addresses of the units and of the roles.
    pub binding: Binding,
    /// The units the proof is about.
    pub units: Vec<Id>,
    /// Who answers for them in biomedical engineering.
    pub biomedical_owners: Vec<String>,
    /// The units and their own addresses.
    pub unit_addresses: Vec<(Id, Addresses)>,
    /// Other installed units that have an address in common with them.
    pub sharing: Vec<Id>,
    /// Every path of them.
    pub paths: Vec<Path>,
}

/// Why a site gives no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SiteGap {
    /// There is no networks.yaml that can be read.
    NoNetworks,
    /// No such firewall; those that are listed.
    NoSuchFirewall(String, Vec<String>),
    /// No such installed unit.
    NoSuchUnit(String),
    /// No installed unit joins the device of the profile.
    NoUnits,
}

/// Places a profile at a site; without one, every installed unit.
pub fn at_site(open: &OpenSite, profile: Option<&Profile>, wanted: &Wanted<'_>) -> Result<AtSite, SiteGap> {
    let networks = open.site.networks.as_ref().ok_or(SiteGap::NoNetworks)?;
    let firewall = wanted.firewall.map(|name| firewall(networks, name)).transpose()?;
    let units = units(open, profile, wanted)?;
    let mut binding = Binding::default();
    for interface in units.iter().flat_map(|unit| &unit.interfaces) {
        binding.device.add(Block::one(interface.address));
    }
    wanted.blocks.iter().for_each(|block| binding.device.add(*block));
    for peer in &networks.peers {
        let role = binding.roles.entry(peer.role.clone()).or_default();
        peer.at.iter().for_each(|block| role.add(*block));
    }
    let paths = paths(networks, firewall, &units, wanted.blocks);
    let owners: BTreeSet<&String> =
        units.iter().map(|unit| &unit.biomedical_owner).filter(|owner| !owner.is_empty()).collect();
    let biomedical_owners = owners.into_iter().cloned().collect();
    let addresses = |unit: &Unit| {
        let mut addresses = Addresses::default();
        unit.interfaces.iter().for_each(|interface| addresses.add(Block::one(interface.address)));
        (unit.id.clone(), addresses)
    };
    let own: BTreeSet<std::net::IpAddr> =
        units.iter().flat_map(|unit| &unit.interfaces).map(|interface| interface.address).collect();
    let named: BTreeSet<&Id> = units.iter().map(|unit| &unit.id).collect();
    let shares = |unit: &&Unit| {
        !named.contains(&unit.id) && unit.interfaces.iter().any(|interface| own.contains(&interface.address))
    };
    let sharing = open.installed().map(|(_, unit, _)| unit).filter(shares).map(|unit| unit.id.clone()).collect();
    let unit_addresses = units.iter().map(|unit| addresses(unit)).collect();
    Ok(AtSite {
        binding,
        units: units.iter().map(|unit| unit.id.clone()).collect(),
        biomedical_owners,
        unit_addresses,
        sharing,
        paths,
    })
}

fn firewall<'n>(networks: &'n Networks, name: &str) -> Result<&'n Id, SiteGap> {
    let listed = networks.firewalls.iter().map(|firewall| &firewall.id);
    let found = listed.clone().find(|id| id.as_str() == name);
    found.ok_or_else(|| SiteGap::NoSuchFirewall(name.to_owned(), listed.map(|id| id.as_str().to_owned()).collect()))
}

fn units<'s>(open: &'s OpenSite, profile: Option<&Profile>, wanted: &Wanted<'_>) -> Result<Vec<&'s Unit>, SiteGap> {
    if !wanted.units.is_empty() {
        let named = wanted.units.iter().map(|name| {
            let mut installed = open.installed().map(|(_, unit, _)| unit);
            installed.find(|unit| unit.id.as_str() == name).ok_or_else(|| SiteGap::NoSuchUnit(name.clone()))
        });
        return named.collect();
    }
    if !wanted.blocks.is_empty() {
        return Ok(Vec::new());
    }
    let ours = |place: &usize| {
        let device = open.models.get(*place).and_then(|model| model.device.as_ref());
        device.is_some_and(|id| profile.is_none_or(|profile| id.as_str() == profile.device))
    };
    let joins = |joined: &Joined| match joined {
        Joined::Release(place, _) | Joined::ReleaseUnknown(place) => ours(place),
        // A unit that may be one is looked at like one.
        Joined::SeveralDossiers(places) => places.iter().any(ours),
        Joined::NoDossier => profile.is_none(),
        Joined::Retired => false,
    };
    let found: Vec<&Unit> = open.installed().filter(|(_, _, joined)| joins(joined)).map(|(_, unit, _)| unit).collect();
    if found.is_empty() { Err(SiteGap::NoUnits) } else { Ok(found) }
}

/// A site's limit of age in days from the day the rules were read. Working days are counted as calendar days, which is stricter.
pub fn limit_days(interval: &Interval, captured: Day) -> u32 {
    match (interval, interval.after(captured)) {
        (Interval::WorkingDays(days, _), _) => *days,
        (_, Some(end)) => u32::try_from(i64::from(end.0) - i64::from(captured.0)).unwrap_or(0),
        (_, None) => 0,
    }
}

/// How many paths are not filtered, or not known to be.
pub fn not_filtered(paths: &[Path]) -> impl Iterator<Item = &Path> {
    paths.iter().filter(|path| path.state != PathState::Filtered)
}

/// A way in words.
pub fn way(lang: Lang, way: &Way) -> String {
    match way {
        Way::SameZone(zone) => lang.pick(format!("neighbours in zone {zone}"), format!("ゾーン {zone} 内の隣接機器")),
        Way::Link(from, to) => lang.pick(format!("link between {from} and {to}"), format!("{from} と {to} の間の接続")),
        Way::Remote(id, kind) => {
            let [en, ja] = kind.meaning();
            format!("{id}: {}", lang.pick(en, ja))
        }
        Way::NoLink(zone) => {
            lang.pick(format!("zone {zone}: no link is listed"), format!("ゾーン {zone}：接続の記載がありません"))
        }
        Way::SeveralZones(unit) => {
            lang.pick(format!("{unit} stands in several zones"), format!("{unit} は複数のゾーンにあります"))
        }
        Way::Radio(unit) => {
            lang.pick(format!("{unit}: peers of its radio interface"), format!("{unit}：無線インタフェースの通信相手"))
        }
        Way::OutsideZones(unit) => lang
            .pick(format!("{unit}: an address in no listed zone"), format!("{unit}：どのゾーンにも属さないアドレス")),
        Way::NoAddress(unit) => {
            lang.pick(format!("{unit}: no address is listed"), format!("{unit}：アドレスの記載がありません"))
        }
        Way::NotItsOwn(unit) => lang.pick(
            format!("{unit}: its address is shared, pooled or a gateway's"),
            format!("{unit}：アドレスは共有・動的割当・ゲートウェイのものです"),
        ),
        Way::BlockOutsideZones(block) => {
            lang.pick(format!("{block}: not in one listed subnet"), format!("{block}：記載のサブネットに収まりません"))
        }
        Way::NotListed => lang
            .pick(
                "what no list tells: USB, cellular, further interfaces",
                "記載のない経路（USB、携帯回線、他のインタフェース）",
            )
            .to_owned(),
    }
}
