use super::{at, few};
use crate::{AddressUse, Networks, Subnets, Unit};
use std::collections::{BTreeMap, BTreeSet};
use std::net::IpAddr;
use terms::{Finding, Place, Priority, finding};

finding! {
    /// Two units show one address and neither says that it is shared.
    AddressTwice = "site/address-twice" {
        /// The address.
        address: String,
        /// The other unit.
        other: String,
    }
    en: "Address {address} also belongs to unit {other}, and neither says that it is shared.",
        "A rule for one unit would open the way to the other, and what is observed cannot be told apart.",
        "Correct the address, or declare it: address_use `shared`, `pooled` or `gateway:<unit>`.";
    ja: "アドレス {address} は機器 {other} にもあり、共有とは申告されていません。",
        "一方のためのルールがもう一方への経路を開き、観測結果も区別できません。",
        "アドレスを訂正するか、address_use に `shared`・`pooled`・`gateway:<機器>` を申告してください。";
}

finding! {
    /// Addresses lie in no subnet that the site lists. MHLW facility guide 4.1 (IP and subnet) [O].
    AddressOutsideSubnets = "site/address-outside-subnets" {
        /// How many units.
        count: usize,
        /// Some of them.
        units: String,
    }
    en: "{count} units have an address in no listed subnet: {units}.",
        "In which zone they stand, and which firewall is before them, is unknown: nothing can be proved for them.",
        "Add their subnets to networks.yaml, or correct the addresses.";
    ja: "{count} 台の機器のアドレスが、どのサブネットにも含まれていません: {units}。",
        "所属ゾーンも前段のファイアウォールも不明で、これらについては何も証明できません。",
        "networks.yaml にサブネットを追加するか、アドレスを訂正してください。";
}

finding! {
    /// A unit names a gateway that is no unit of the site.
    GatewayUnknown = "site/gateway-unknown" {
        /// The gateway.
        gateway: String,
    }
    en: "The gateway {gateway} is no unit of this site.",
        "The unit is reached through something nobody lists.",
        "Add the gateway to units.csv, or correct the id.";
    ja: "ゲートウェイ {gateway} は、この施設の機器にありません。",
        "この機器へは、台帳にないものを経由して到達します。",
        "ゲートウェイを units.csv に追加するか、id を訂正してください。";
}

finding! {
    /// The zone that is stated is not the one of the address.
    ZoneDiffers = "site/zone-differs" {
        /// Stated.
        stated: String,
        /// By its address.
        by_address: String,
        /// The address.
        address: String,
    }
    en: "The unit is said to stand in zone {stated}, and its address {address} lies in zone {by_address}.",
        "A proof for one zone says nothing about the other.",
        "Correct the zone or the address.";
    ja: "ゾーン {stated} と記載されていますが、アドレス {address} はゾーン {by_address} に属します。",
        "一方のゾーンでの証明は、もう一方について何も示しません。",
        "ゾーンまたはアドレスを訂正してください。";
}

/// Addresses of installed units: whose they are, and in which zone they lie.
pub fn judge_addresses(units: &[Unit], networks: Option<&Networks>) -> Vec<Finding> {
    let mut findings = Vec::new();
    let ids: BTreeSet<&str> = units.iter().map(|unit| unit.id.as_str()).collect();
    let mut owners: BTreeMap<IpAddr, &Unit> = BTreeMap::new();
    let subnets = networks.map(Subnets::of);
    let mut outside: Vec<&str> = Vec::new();
    for unit in units.iter().filter(|unit| unit.is_installed()) {
        if let AddressUse::Gateway(gateway) = &unit.address_use
            && !ids.contains(gateway.as_str())
        {
            let detail = GatewayUnknown { gateway: gateway.to_string() };
            findings.push(at(Priority::Undecided, format!("unit/{}/address_use", unit.id), &unit.place, detail));
        }
        let mut lies_outside = false;
        for interface in &unit.interfaces {
            let address = interface.address;
            if unit.address_use == AddressUse::Own
                && let Some(other) = owners.insert(address, unit).filter(|other| other.id != unit.id)
            {
                let detail = AddressTwice { address: address.to_string(), other: other.id.to_string() };
                findings.push(at(Priority::Undecided, format!("unit/{}/{address}", unit.id), &unit.place, detail));
            }
            let Some(subnets) = &subnets else { continue };
            match (subnets.around(address), &unit.zone) {
                (None, _) => lies_outside = true,
                (Some(subnet), Some(stated)) if subnet.zone != *stated => {
                    let detail = ZoneDiffers {
                        stated: stated.to_string(),
                        by_address: subnet.zone.to_string(),
                        address: address.to_string(),
                    };
                    findings.push(at(Priority::Undecided, format!("unit/{}/zone", unit.id), &unit.place, detail));
                }
                (Some(_), _) => {}
            }
        }
        if lies_outside {
            outside.push(unit.id.as_str());
        }
    }
    if !outside.is_empty() {
        let detail = AddressOutsideSubnets { count: outside.len(), units: few(&outside) };
        findings.push(at(Priority::Undecided, "units/addresses", &Place::file("networks.yaml"), detail));
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::judge_addresses;
    use crate::rules::testing::{id, networks, told, unit};
    use crate::{AddressUse, Unit, UnitState};

    fn expect(units: &[Unit], wanted: &[&str]) {
        let networks = networks(&[("10.20.4.0/24", "icu"), ("10.20.5.0/24", "ward")]);
        assert_eq!(told(&judge_addresses(units, Some(&networks))), wanted);
    }

    fn used(unit: Unit, address_use: AddressUse) -> Unit {
        Unit { address_use, ..unit }
    }

    #[test]
    fn two_undeclared_units_with_one_address_are_a_conflict() {
        expect(&[unit("a", &["10.20.4.1"]), unit("b", &["10.20.4.1"])], &["site/address-twice unit/b/10.20.4.1"]);
    }

    #[test]
    fn declared_sharing_is_no_conflict() {
        let shared = |name| used(unit(name, &["10.20.4.1"]), AddressUse::Shared);
        expect(&[shared("a"), shared("b")], &[]);
        let behind = used(unit("c", &["10.20.4.1"]), AddressUse::Gateway(id("a")));
        expect(&[unit("a", &["10.20.4.1"]), behind], &[]);
    }

    #[test]
    fn a_gateway_must_be_a_unit() {
        expect(
            &[used(unit("c", &["10.20.4.1"]), AddressUse::Gateway(id("x")))],
            &["site/gateway-unknown unit/c/address_use"],
        );
    }

    #[test]
    fn addresses_outside_every_subnet_are_told_once() {
        expect(
            &[unit("a", &["192.0.2.1"]), unit("b", &["192.0.2.2"])],
            &["site/address-outside-subnets units/addresses"],
        );
    }

    #[test]
    fn a_stated_zone_is_held_against_the_address() {
        let stated = |zone| Unit { zone: Some(id(zone)), ..unit("a", &["10.20.4.1"]) };
        expect(&[stated("icu")], &[]);
        expect(&[stated("ward")], &["site/zone-differs unit/a/zone"]);
    }

    #[test]
    fn a_retired_unit_holds_no_address() {
        let retired = Unit { state: UnitState::Retired, ..unit("a", &["10.20.4.1"]) };
        expect(&[retired, unit("b", &["10.20.4.1"])], &[]);
    }
}
