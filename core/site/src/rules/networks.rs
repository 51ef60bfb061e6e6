use super::at;
use crate::{Block, Networks, Unit};
use device::Id;
use std::collections::BTreeMap;
use terms::{Finding, Place, Priority, finding};

finding! {
    /// A zone is named that the site does not list.
    ZoneUnknown = "site/zone-unknown" {
        /// The zone.
        zone: String,
    }
    en: "Zone {zone} is not listed in networks.yaml.",
        "What stands there belongs to nothing that can be proved.",
        "Add the zone, or correct its id.";
    ja: "ゾーン {zone} は networks.yaml にありません。",
        "そこにあるものは、証明の対象に含まれません。",
        "ゾーンを追加するか、id を訂正してください。";
}

finding! {
    /// A block is listed for two zones.
    SubnetTwice = "site/subnet-twice" {
        /// The block.
        block: String,
        /// The other zone.
        other: String,
    }
    en: "Subnet {block} is also listed for zone {other}.",
        "To which zone its units belong is undecided.",
        "Keep the one that is right.";
    ja: "サブネット {block} はゾーン {other} にも記載されています。",
        "その機器がどのゾーンに属するか決まりません。",
        "正しい方だけを残してください。";
}

finding! {
    /// Two zones reach each other and nothing filters. FY checklist item 2-13 [O].
    LinkNotFiltered = "site/link-not-filtered" {
        /// One zone.
        from: String,
        /// The other.
        to: String,
    }
    en: "Zones {from} and {to} reach each other and nothing filters between them; no reason is given.",
        "Whatever enters one of them reaches every device of the other.",
        "Name the firewall (`through:`), or say why none is needed (`unfiltered_because:`).";
    ja: "ゾーン {from} と {to} は相互に到達可能で、間にフィルタがなく、理由も記載されていません。",
        "一方に侵入したものは、もう一方のすべての機器に到達します。",
        "ファイアウォールを `through:` に記載するか、不要な理由を `unfiltered_because:` に記載してください。";
}

finding! {
    /// A firewall or a way in is listed without who answers for it, or without product and version. Checklist 2-2 [O].
    FilterNotDescribed = "site/network-device-not-described" {
        /// Which one.
        device: String,
        /// What is open.
        missing: String,
    }
    en: "{device} leaves open: {missing}.",
        "Firewalls and remote lines are attacked first; without product and version nobody can tell whether this one is \
         known to be vulnerable.",
        "Fill it in in networks.yaml.";
    ja: "{device} に未記入があります: {missing}。",
        "ファイアウォールやリモート回線は最初に攻撃されます。製品とバージョンが不明では、既知の脆弱性があるか判断できません。",
        "networks.yaml に記載してください。";
}

/// Whether the networks hang together.
pub fn judge_networks(networks: &Networks, units: &[Unit]) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut zone = |id: &Id, path: String, place: &Place| {
        if networks.zone(id).is_none() {
            findings.push(at(Priority::Undecided, path, place, ZoneUnknown { zone: id.to_string() }));
        }
    };
    for subnet in &networks.subnets {
        zone(&subnet.zone, format!("subnet/{}", subnet.block), &subnet.place);
    }
    for link in &networks.links {
        let path = format!("link/{}-{}", link.from, link.to);
        zone(&link.from, path.clone(), &link.place);
        zone(&link.to, path, &link.place);
    }
    for remote in &networks.remote_access {
        for reached in &remote.reaches {
            zone(reached, format!("remote/{}", remote.id), &remote.place);
        }
    }
    for unit in units.iter().filter(|unit| unit.is_installed()) {
        if let Some(stated) = &unit.zone {
            zone(stated, format!("unit/{}/zone", unit.id), &unit.place);
        }
    }
    findings.extend(twice(networks));
    findings.extend(links(networks));
    findings.extend(described(networks));
    findings
}

fn twice(networks: &Networks) -> Vec<Finding> {
    let mut seen: BTreeMap<Block, &Id> = BTreeMap::new();
    let mut findings = Vec::new();
    for subnet in &networks.subnets {
        match seen.insert(subnet.block, &subnet.zone) {
            Some(other) if *other != subnet.zone => {
                let detail = SubnetTwice { block: subnet.block.to_string(), other: other.to_string() };
                findings.push(at(Priority::Undecided, format!("subnet/{}", subnet.block), &subnet.place, detail));
            }
            Some(_) | None => {}
        }
    }
    findings
}

fn links(networks: &Networks) -> impl Iterator<Item = Finding> + '_ {
    let open = networks.links.iter().filter(|link| link.through.is_empty() && link.unfiltered_because.is_none());
    open.map(|link| {
        let detail = LinkNotFiltered { from: link.from.to_string(), to: link.to.to_string() };
        at(Priority::Undecided, format!("link/{}-{}", link.from, link.to), &link.place, detail)
    })
}

fn described(networks: &Networks) -> impl Iterator<Item = Finding> + '_ {
    let firewalls = networks.firewalls.iter().map(|firewall| {
        let owner = firewall.owner.is_some();
        (&firewall.id, &firewall.place, owner, &firewall.vendor, &firewall.product, &firewall.version)
    });
    let remotes = networks.remote_access.iter().map(|remote| {
        let owner = remote.owner.is_some();
        (&remote.id, &remote.place, owner, &remote.vendor, &remote.product, &remote.version)
    });
    firewalls.chain(remotes).filter_map(|(id, place, owner, vendor, product, version)| {
        let parts = [
            ("owner", owner),
            ("vendor", vendor.is_some()),
            ("product", product.is_some()),
            ("version", version.is_some()),
        ];
        let missing: Vec<&str> = parts.into_iter().filter(|(_, there)| !there).map(|(name, _)| name).collect();
        let detail = FilterNotDescribed { device: id.to_string(), missing: missing.join(", ") };
        (!missing.is_empty()).then(|| at(Priority::Attention, format!("network-device/{id}"), place, detail))
    })
}

#[cfg(test)]
mod tests {
    use super::judge_networks;
    use crate::rules::testing::{id, networks, told, unit};
    use crate::{Link, Networks, RemoteAccess, RemoteKind, Unit};
    use terms::{Place, Text};

    fn link(from: &str, to: &str, through: &[&str], because: Option<&str>) -> Link {
        Link {
            place: Place::default(),
            from: id(from),
            to: id(to),
            through: through.iter().map(|firewall| id(firewall)).collect(),
            unfiltered_because: because.map(|words| Text { en: Some(words.to_owned()), ..Text::default() }),
        }
    }

    #[test]
    fn a_link_is_filtered_or_reasoned() {
        let links = vec![
            link("icu", "ward", &["fw"], None),
            link("icu", "ward", &[], Some("one flat ward")),
            link("icu", "ward", &[], None),
        ];
        let networks = Networks { links, ..networks(&[("10.0.0.0/24", "icu"), ("10.0.1.0/24", "ward")]) };
        assert_eq!(told(&judge_networks(&networks, &[])), ["site/link-not-filtered link/icu-ward"]);
    }

    #[test]
    fn zones_are_listed_and_blocks_have_one_zone() {
        let mut networks = networks(&[("10.0.0.0/24", "icu"), ("10.0.0.0/24", "ward")]);
        networks.zones.retain(|zone| zone.id != id("ward"));
        let stated = Unit { zone: Some(id("lab")), ..unit("a", &[]) };
        assert_eq!(
            told(&judge_networks(&networks, &[stated])),
            [
                "site/zone-unknown subnet/10.0.0.0/24",
                "site/zone-unknown unit/a/zone",
                "site/subnet-twice subnet/10.0.0.0/24"
            ]
        );
    }

    #[test]
    fn a_vendor_line_needs_an_owner_and_a_product() {
        let remote = RemoteAccess {
            place: Place::default(),
            id: id("ct-line"),
            kind: RemoteKind::VendorLine,
            owner: None,
            vendor: Some("Example".to_owned()),
            product: None,
            version: None,
            cpe: None,
            reaches: Vec::new(),
            units: Vec::new(),
        };
        let networks = Networks { remote_access: vec![remote], ..Networks::default() };
        let findings = judge_networks(&networks, &[]);
        assert_eq!(told(&findings), ["site/network-device-not-described network-device/ct-line"]);
        assert!(findings[0].detail.say(terms::Lang::En).what.ends_with("owner, product, version."));
    }
}
