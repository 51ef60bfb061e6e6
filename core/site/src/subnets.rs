use crate::{Block, Networks, Subnet};
use std::collections::BTreeMap;
use std::net::IpAddr;

/// The subnets of a site, ordered so that an address finds the narrowest one around it without asking each.
#[derive(Clone, Debug, Default)]
pub struct Subnets<'n> {
    /// Per size of the block, narrowest first: the subnets in order.
    by_size: BTreeMap<u128, BTreeMap<Block, &'n Subnet>>,
}

impl<'n> Subnets<'n> {
    /// The subnets that are listed; of two equal ones the first counts.
    pub fn of(networks: &'n Networks) -> Subnets<'n> {
        let mut by_size: BTreeMap<u128, BTreeMap<Block, &Subnet>> = BTreeMap::new();
        for subnet in &networks.subnets {
            by_size.entry(subnet.block.span()).or_default().entry(subnet.block).or_insert(subnet);
        }
        Subnets { by_size }
    }

    /// The narrowest subnet that holds the address. Of blocks of one size the last that begins before it decides: where that
    /// ends too early, so do all before it.
    pub fn around(&self, address: IpAddr) -> Option<&'n Subnet> {
        let Block { family, range: (value, _) } = Block::one(address);
        let upto = Block { family, range: (value, u128::MAX) };
        self.by_size.values().find_map(|subnets| {
            let (block, subnet) = subnets.range(..=upto).next_back()?;
            block.contains(address).then_some(*subnet)
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
