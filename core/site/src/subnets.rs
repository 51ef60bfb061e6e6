use crate::{Networks, Subnet};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// The subnets of a site, ordered so that an address finds the narrowest one around it without asking each.
#[derive(Clone, Debug, Default)]
pub struct Subnets<'n> {
    /// Per length of the block, longest last: the subnets by their first address.
    by_length: BTreeMap<u8, BTreeMap<IpAddr, &'n Subnet>>,
}

impl<'n> Subnets<'n> {
    /// The subnets that are listed; of two equal ones the first counts.
    pub fn of(networks: &'n Networks) -> Subnets<'n> {
        let mut by_length: BTreeMap<u8, BTreeMap<IpAddr, &Subnet>> = BTreeMap::new();
        for subnet in &networks.subnets {
            by_length.entry(subnet.block.length()).or_default().entry(subnet.block.first()).or_insert(subnet);
        }
        Subnets { by_length }
    }

    /// The narrowest subnet that holds the address.
    pub fn around(&self, address: IpAddr) -> Option<&'n Subnet> {
        self.by_length.iter().rev().find_map(|(length, subnets)| {
            let block = crate::Block::around(address, *length)?;
            let subnet = subnets.get(&block.first())?;
            subnet.block.contains(address).then_some(*subnet)
        })
    }
}

#[cfg(test)]
mod tests {
    use crate::Subnets;
    use crate::rules::testing::networks;

    #[test]
    fn the_narrowest_subnet_wins() {
        let networks = networks(&[("10.20.0.0/16", "floor"), ("10.20.4.0/24", "icu"), ("fd00::/8", "six")]);
        let subnets = Subnets::of(&networks);
        let zone = |address: &str| subnets.around(address.parse().unwrap()).map(|subnet| subnet.zone.as_str());
        assert_eq!(zone("10.20.4.17"), Some("icu"));
        assert_eq!(zone("10.20.5.1"), Some("floor"));
        assert_eq!(zone("fd00::1"), Some("six"));
        assert_eq!(zone("192.0.2.1"), None);
    }
}
