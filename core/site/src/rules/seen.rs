//! What was seen on the networks against the unit list. Nobody saw it never means that it is not there.

use super::few;
use crate::{AddressUse, Block, Mac, Networks, Seen, SeenBy, Subnets, Unit, ZoneKind};
use device::Id;
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use terms::{Day, Finding, Place, Priority, Subject, finding};

finding! {
    /// Addresses in zones of medical devices were seen that no unit has. MHLW facility guide 4.1 (list of devices) [O].
    AddressUnlisted = "site/address-seen-unlisted" {
        /// The zone.
        zone: String,
        /// How many.
        count: usize,
        /// Some of them.
        addresses: String,
        /// The last day on which one was seen.
        day: String,
    }
    en: "In zone {zone} {count} addresses were seen that no unit has (last on {day}): {addresses}.",
        "What is not listed is watched by nobody; it may be a device, a visitor or the network's own equipment.",
        "Find out what it is; add it to units.csv, or its role to `peers` of networks.yaml.";
    ja: "ゾーン {zone} で、どの機器にもないアドレス {count} 件が観測されました（最終 {day}）: {addresses}。",
        "台帳にないものは誰も監視していません（機器、来訪者、ネットワーク装置の可能性があります）。",
        "正体を確認し、units.csv に追加するか、networks.yaml の `peers` に役割を追加してください。";
}

finding! {
    /// Units that no observation saw.
    UnitsNotSeen = "site/units-not-seen" {
        /// How many were looked for and not seen.
        count: usize,
        /// Some of them.
        units: String,
        /// Units whose subnet no observation of a known, recent day looked at.
        not_looked: usize,
        /// Units without an address.
        without_address: usize,
        /// The days of the observations.
        days: String,
        /// What these observations cannot see, English.
        blind: String,
        /// What these observations cannot see, Japanese.
        blind_ja: String,
    }
    en: "Nobody saw {count} installed units ({days}): {units}. Not looked for: {not_looked} in other subnets, {without_address} without an address.",
        "That nobody saw a unit does not mean that it is not there: {blind}.",
        "Look for them where they stand; correct address or state in units.csv where they have moved or gone.";
    ja: "設置機器 {count} 台は観測されていません（{days}）: {units}。確認対象外: 他のサブネット {not_looked} 台、アドレスなし {without_address} 台。",
        "観測されていないことは、存在しないことを意味しません: {blind_ja}。",
        "現場で確認し、移動・撤去していれば units.csv のアドレスまたは状態を訂正してください。";
}

finding! {
    /// One address was answered for by several adapters.
    AddressTwoMacs = "site/address-two-adapters" {
        /// The address.
        address: String,
        /// The adapters, each with its day.
        adapters: String,
    }
    en: "Address {address} was answered for by several adapters: {adapters}.",
        "Two devices share the address, one was exchanged, or somebody pretends to be it.",
        "Find out which device it is; where a unit was exchanged, correct units.csv.";
    ja: "アドレス {address} に複数のネットワークアダプタが応答しています: {adapters}。",
        "アドレスの重複、機器の交換、またはなりすましの可能性があります。",
        "どの機器かを確認し、交換していれば units.csv を訂正してください。";
}

finding! {
    /// One adapter answered for the addresses of several units.
    MacOfUnits = "site/adapter-of-several-units" {
        /// The adapter.
        adapter: String,
        /// The units.
        units: String,
        /// How many.
        count: usize,
    }
    en: "The adapter {adapter} answered for addresses of {count} units: {units}.",
        "They stand behind one device, such as a gateway or a router, or a list is wrong: rules for one reach the others.",
        "Declare it (`address_use` `gateway:<unit>`, `shared` or `pooled`), or correct the addresses.";
    ja: "アダプタ {adapter} が機器 {count} 台のアドレスに応答しています: {units}。",
        "ゲートウェイやルータの背後にあるか、台帳の誤りです。一方のための規則が他方にも及びます。",
        "`address_use` に `gateway:<機器>`・`shared`・`pooled` を申告するか、アドレスを訂正してください。";
}

/// Holds what was seen against the list. `limit`: days after which an observation says nothing about today.
pub fn judge_seen(
    units: &[Unit],
    networks: Option<&Networks>,
    seen: &[Seen],
    (today, limit): (Day, u32),
) -> Vec<Finding> {
    if seen.is_empty() {
        return Vec::new();
    }
    let subnets = networks.map(Subnets::of).unwrap_or_default();
    let mut findings = unlisted(units, networks, &subnets, seen);
    let recent = |one: &&Seen| {
        one.day.is_some_and(|day| (-1..=i64::from(limit)).contains(&(i64::from(today.0) - i64::from(day.0))))
    };
    let recent: Vec<&Seen> = seen.iter().filter(recent).collect();
    findings.extend(not_seen(units, &subnets, &recent));
    findings.extend(contradictions(units, seen));
    findings
}

fn finding(priority: Priority, path: String, file: &str, line: u32, detail: impl terms::Speaks + 'static) -> Finding {
    let place = Place { file: file.to_owned(), line, column: 0 };
    Finding::new(priority, Subject::at(path, place), detail)
}

fn some(names: impl Iterator<Item = String>) -> String {
    let names: Vec<String> = names.collect();
    few(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Blocks joined where they overlap, to find an address without asking each.
fn joined(mut blocks: Vec<Block>) -> Vec<Block> {
    blocks.sort_unstable();
    let mut joined: Vec<Block> = Vec::new();
    for block in blocks {
        match joined.last_mut() {
            Some(last) if last.overlaps(block) => last.range.1 = last.range.1.max(block.range.1),
            _ => joined.push(block),
        }
    }
    joined
}

fn is_in(joined: &[Block], address: IpAddr) -> bool {
    let one = Block::one(address);
    let after = joined.partition_point(|block| (block.family, block.range.0) <= (one.family, one.range.0));
    after.checked_sub(1).is_some_and(|place| joined[place].contains(address))
}

fn day_text(day: Option<Day>) -> String {
    day.map_or_else(|| "?".to_owned(), |day| day.to_string())
}

/// Where something was seen last: day, file and line.
type LastSeen<'a> = (Option<Day>, &'a str, u32);

/// Addresses with where each was seen last.
type Addresses<'a> = BTreeMap<IpAddr, LastSeen<'a>>;

/// Addresses in medical zones that neither a unit nor a peer has.
fn unlisted(units: &[Unit], networks: Option<&Networks>, subnets: &Subnets<'_>, seen: &[Seen]) -> Vec<Finding> {
    let Some(networks) = networks else { return Vec::new() };
    let own: BTreeSet<IpAddr> = units.iter().flat_map(|unit| &unit.interfaces).map(|one| one.address).collect();
    let medical: BTreeSet<&Id> =
        networks.zones.iter().filter(|zone| zone.kind == ZoneKind::Medical).map(|zone| &zone.id).collect();
    let peers = joined(networks.peers.iter().flat_map(|peer| &peer.at).copied().collect());
    let mut zones: BTreeMap<&Id, Addresses<'_>> = BTreeMap::new();
    for one in seen {
        for sighting in one.sightings.iter().filter(|sighting| !own.contains(&sighting.address)) {
            let Some(subnet) = subnets.around(sighting.address) else { continue };
            if medical.contains(&subnet.zone) && !is_in(&peers, sighting.address) {
                let of_zone = zones.entry(&subnet.zone).or_default();
                let last = of_zone.entry(sighting.address).or_insert((one.day, &one.file, sighting.line));
                if one.day > last.0 {
                    *last = (one.day, &one.file, sighting.line);
                }
            }
        }
    }
    let told = |(zone, addresses): (&Id, Addresses<'_>)| {
        let (_, file, line) = addresses.values().max_by_key(|(day, ..)| *day).copied().unwrap_or_default();
        let detail = AddressUnlisted {
            zone: zone.to_string(),
            count: addresses.len(),
            addresses: some(addresses.keys().map(ToString::to_string)),
            day: day_text(addresses.values().filter_map(|(day, ..)| *day).max()),
        };
        finding(Priority::Undecided, format!("observations/{zone}/unlisted"), file, line, detail)
    };
    zones.into_iter().map(told).collect()
}

/// Units of subnets that an observation looked at and did not see them in.
fn not_seen(units: &[Unit], subnets: &Subnets<'_>, recent: &[&Seen]) -> Option<Finding> {
    let seen: BTreeSet<IpAddr> = recent.iter().flat_map(|one| &one.sightings).map(|one| one.address).collect();
    let looked: BTreeSet<_> = seen.iter().filter_map(|address| Some(subnets.around(*address)?.block)).collect();
    let (mut missed, mut not_looked, mut without_address) = (Vec::new(), 0, 0);
    for unit in units.iter().filter(|unit| unit.is_installed()) {
        let own = || unit.interfaces.iter().map(|one| one.address);
        if unit.interfaces.is_empty() {
            without_address += 1;
        } else if own().any(|address| seen.contains(&address)) {
        } else if own().any(|address| subnets.around(address).is_some_and(|subnet| looked.contains(&subnet.block))) {
            missed.push(unit);
        } else {
            not_looked += 1;
        }
    }
    let file = recent.first().map(|one| one.file.clone())?;
    if missed.is_empty() && not_looked == 0 && without_address == 0 {
        return None;
    }
    let days: BTreeSet<String> = recent.iter().map(|one| day_text(one.day)).collect();
    let ways: BTreeSet<SeenBy> = recent.iter().map(|one| one.by).collect();
    let blind = |place: usize| ways.iter().map(|way| cannot_see(*way)[place]).collect::<Vec<_>>().join("; ");
    let detail = UnitsNotSeen {
        count: missed.len(),
        units: some(missed.iter().map(|unit| unit.id.to_string())),
        not_looked,
        without_address,
        days: days.into_iter().collect::<Vec<_>>().join(", "),
        blind: blind(0),
        blind_ja: blind(1),
    };
    Some(finding(Priority::Attention, "observations/units-not-seen".to_owned(), &file, 0, detail))
}

/// What a way of looking does not see, English and Japanese.
fn cannot_see(way: SeenBy) -> [&'static str; 2] {
    match way {
        SeenBy::Neighbours => [
            "a table of neighbours sees one segment, and in it who spoke shortly before",
            "隣接表は同一セグメントで直前に通信したものだけを示します",
        ],
        SeenBy::Leases => {
            ["leases see who asked that server for an address", "リースはその DHCP サーバに要求したものだけを示します"]
        }
        SeenBy::Scan => ["a scan sees who answers it", "スキャンは応答したものだけを示します"],
        SeenBy::Flows => {
            ["a flow log sees who spoke past its point in its time", "フローログはその地点・期間の通信だけを示します"]
        }
    }
}

/// Adapters and addresses that do not fit together.
fn contradictions(units: &[Unit], seen: &[Seen]) -> Vec<Finding> {
    let mut by_address: BTreeMap<IpAddr, BTreeMap<Mac, LastSeen<'_>>> = BTreeMap::new();
    let mut by_mac: BTreeMap<Mac, BTreeSet<IpAddr>> = BTreeMap::new();
    for one in seen {
        for (sighting, mac) in one.sightings.iter().filter_map(|sighting| Some((sighting, sighting.mac?))) {
            let adapters = by_address.entry(sighting.address).or_default();
            let last = adapters.entry(mac).or_insert((one.day, &one.file, sighting.line));
            if one.day > last.0 {
                *last = (one.day, &one.file, sighting.line);
            }
            by_mac.entry(mac).or_default().insert(sighting.address);
        }
    }
    // Shared and pooled addresses change hands, and a gateway answers for those behind it: declared, so no contradiction.
    let own: BTreeMap<IpAddr, &Unit> = units
        .iter()
        .filter(|unit| unit.is_installed() && unit.address_use == AddressUse::Own)
        .flat_map(|unit| unit.interfaces.iter().map(move |one| (one.address, unit)))
        .collect();
    let mut findings = Vec::new();
    for (address, adapters) in by_address.iter().filter(|(address, all)| all.len() > 1 && own.contains_key(address)) {
        let (_, file, line) = adapters.values().max_by_key(|(day, ..)| *day).copied().unwrap_or_default();
        let shown = adapters.iter().map(|(mac, (day, ..))| format!("{mac} ({})", day_text(*day)));
        let detail = AddressTwoMacs { address: address.to_string(), adapters: some(shown) };
        findings.push(finding(Priority::Undecided, format!("observations/{address}/adapters"), file, line, detail));
    }
    for (mac, addresses) in by_mac {
        let of: BTreeSet<&Id> = addresses.iter().filter_map(|address| Some(&own.get(address)?.id)).collect();
        if of.len() > 1 {
            let place =
                addresses.iter().filter_map(|address| by_address.get(address)?.get(&mac)).max_by_key(|one| one.0);
            let (_, file, line) = place.copied().unwrap_or_default();
            let detail = MacOfUnits {
                adapter: mac.to_string(),
                count: of.len(),
                units: some(of.iter().map(ToString::to_string)),
            };
            findings.push(finding(Priority::Undecided, format!("observations/{mac}/units"), file, line, detail));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::judge_seen;
    use crate::rules::testing::{networks, unit};
    use crate::{AddressUse, Mac, Seen, SeenBy, Sighting, Unit};
    use terms::{Day, Lang};

    fn seen(day: Option<&str>, pairs: &[(&str, &str)]) -> Seen {
        let sightings = pairs.iter().enumerate().map(|(place, (address, mac))| Sighting {
            address: address.parse().unwrap(),
            mac: Mac::parse(mac),
            line: place as u32 + 1,
        });
        let day = day.map(|day| Day::parse(day).unwrap());
        Seen { file: "observations/a.txt".to_owned(), by: SeenBy::Neighbours, day, sightings: sightings.collect() }
    }

    fn told(units: &[Unit], seen: &[Seen]) -> Vec<String> {
        let networks = networks(&[("10.20.4.0/24", "icu"), ("10.20.8.0/24", "ward")]);
        let findings = judge_seen(units, Some(&networks), seen, (Day::parse("2026-11-24").unwrap(), 30));
        findings.iter().map(|one| format!("{} {}", one.code(), one.detail.say(Lang::En).what)).collect()
    }

    const MAC: [&str; 2] = ["00:1b:08:03:04:05", "00:1b:08:03:04:06"];

    #[test]
    fn an_address_that_no_unit_has_is_told_with_its_day() {
        let units = [unit("a", &["10.20.4.7"])];
        let told = told(&units, &[seen(Some("2026-11-20"), &[("10.20.4.7", MAC[0]), ("10.20.4.99", MAC[1])])]);
        assert_eq!(told.len(), 1, "{told:?}");
        assert!(
            told[0].starts_with("site/address-seen-unlisted")
                && told[0].contains("10.20.4.99")
                && told[0].contains("2026-11-20")
        );
    }

    #[test]
    fn a_unit_is_missed_only_where_somebody_looked_on_a_known_and_recent_day() {
        let units = [unit("a", &["10.20.4.7"]), unit("b", &["10.20.4.8"]), unit("c", &["10.20.8.7"]), unit("d", &[])];
        let now = told(&units, &[seen(Some("2026-11-20"), &[("10.20.4.7", MAC[0])])]);
        assert!(now[0].contains("Nobody saw 1 installed units (2026-11-20): b."), "{now:?}");
        assert!(now[0].contains("1 in other subnets, 1 without an address"), "{now:?}");
        assert_eq!(told(&units, &[seen(None, &[("10.20.4.7", MAC[0])])]), Vec::<String>::new());
        assert_eq!(told(&units, &[seen(Some("2026-09-01"), &[("10.20.4.7", MAC[0])])]), Vec::<String>::new());
    }

    #[test]
    fn adapters_and_addresses_that_do_not_fit_are_told_unless_it_is_declared() {
        let units = [unit("a", &["10.20.4.7"]), unit("b", &["10.20.4.8"])];
        let two = [
            seen(Some("2026-11-20"), &[("10.20.4.7", MAC[0]), ("10.20.4.8", MAC[0])]),
            seen(Some("2026-11-21"), &[("10.20.4.7", MAC[1])]),
        ];
        let told_of = |units: &[Unit]| {
            told(units, &two).iter().map(|one| one.split(' ').next().unwrap().to_owned()).collect::<Vec<_>>()
        };
        assert_eq!(told_of(&units), ["site/address-two-adapters", "site/adapter-of-several-units"]);
        let declared = units.map(|unit| Unit { address_use: AddressUse::Shared, ..unit });
        assert_eq!(told_of(&declared), Vec::<String>::new());
    }
}
