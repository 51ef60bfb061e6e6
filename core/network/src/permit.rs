//! What declared flows need at one site and nothing else: the plain value that every firewall language writes.

use crate::compare::Region;
use crate::packet::Packet;
use crate::profile::{Flow, Initiator, Need, Profile};
use crate::ranges::Ranges;
use crate::universe::{Addresses, Binding};
use site::Family;
use std::collections::BTreeSet;

/// The packets that open one flow, in one address family.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Permit {
    /// The flow, by its place in the profile.
    pub flow: usize,
    /// Whether the device opens it.
    pub from_device: bool,
    /// The packets.
    pub region: Region,
    /// The packets that answer them.
    pub answer: Option<Region>,
}

/// Everything that may pass to and from a device; the rest of its traffic is to be stopped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Permits {
    /// The device's addresses.
    pub device: Addresses,
    /// In the order of the profile, IPv4 before IPv6.
    pub permits: Vec<Permit>,
}

/// Why flows cannot be permitted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoPermits {
    /// Roles that nobody bound to addresses.
    Unbound(Vec<String>),
    /// Flows of which device and peer have no address family in common, or none that has the protocol; by place.
    NoFamily(Vec<usize>),
}

impl Permits {
    /// The permits of the chosen flows, by their places in the profile.
    pub fn of(profile: &Profile, binding: &Binding, chosen: &BTreeSet<usize>) -> Result<Permits, NoPermits> {
        let flows = || profile.flows.iter().enumerate().filter(|(place, _)| chosen.contains(place));
        let unbound: BTreeSet<&String> =
            flows().map(|(_, flow)| &flow.peer).filter(|role| binding.peer(role).is_none()).collect();
        if !unbound.is_empty() {
            return Err(NoPermits::Unbound(unbound.into_iter().cloned().collect()));
        }
        let mut permits = Permits { device: binding.device.clone(), permits: Vec::new() };
        let mut without = Vec::new();
        for (place, flow) in flows() {
            let before = permits.permits.len();
            let regions = Family::BOTH.into_iter().filter_map(|family| region_of(binding, flow, family, false));
            let from_device = flow.initiator == Initiator::Device;
            permits.permits.extend(regions.map(|region| {
                let answer = region_of(binding, flow, region.family, true).or_else(|| region.turned());
                Permit { flow: place, from_device, region, answer }
            }));
            if permits.permits.len() == before {
                without.push(place);
            }
        }
        if without.is_empty() { Ok(permits) } else { Err(NoPermits::NoFamily(without)) }
    }

    /// What a permit lets through of the packets from the device, or of those to it from others: the opening packets and,
    /// behind them, the answers.
    pub fn seen<'p>(&self, permit: &'p Permit, from_device: bool) -> [Option<&'p Region>; 2] {
        let device = self.device.of(permit.region.family);
        // What goes between two units of the device is from the device.
        let sees =
            |out: bool, region: &Region| out == from_device || from_device && !region.source.and(device).is_none();
        let opening = Some(&permit.region).filter(|region| sees(permit.from_device, region));
        [opening, permit.answer.as_ref().filter(|region| sees(!permit.from_device, region))]
    }

    /// The families of which the device has addresses.
    pub fn families(&self) -> impl Iterator<Item = Family> {
        Family::BOTH.into_iter().filter(|family| !self.device.of(*family).is_none())
    }
}

/// A profile of the chosen flows alone, all of them needed: rules equal to it let the chosen flows pass and nothing else.
pub fn exactly(profile: &Profile, chosen: &BTreeSet<usize>) -> Profile {
    let flows = profile.flows.iter().enumerate().filter(|(place, _)| chosen.contains(place));
    let flows = flows.map(|(_, flow)| Flow { need: Need::Needed, ..flow.clone() }).collect();
    Profile { flows, ..profile.clone() }
}

/// The packets that open a flow, or answer it, in one family; `None` where device, peer or protocol have none.
pub fn region_of(binding: &Binding, flow: &Flow, family: Family, reply: bool) -> Option<Region> {
    let peer = binding.peer(&flow.peer)?.of(family);
    let device = binding.device.of(family);
    if peer.is_none() || device.is_none() {
        return None;
    }
    let from_device = (flow.initiator == Initiator::Device) != reply;
    let (source, destination) = if from_device { (device, peer) } else { (peer, device) };
    let (protocol, first, second) = flow.numbers(family, reply)?;
    Some(Region {
        family,
        protocol: Ranges::single(protocol),
        source: source.clone(),
        destination: destination.clone(),
        second,
        first,
    })
}

impl Region {
    /// The fields in the order in which they are split.
    pub(crate) fn fields(&self) -> [&Ranges; 5] {
        [&self.protocol, &self.source, &self.destination, &self.second, &self.first]
    }

    /// From fields in the order in which they are split.
    pub(crate) fn of_fields(family: Family, fields: [Ranges; 5]) -> Region {
        let [protocol, source, destination, second, first] = fields;
        Region { family, protocol, source, destination, second, first }
    }

    /// Whether a packet is in it.
    pub fn holds(&self, packet: &Packet) -> bool {
        let numbers = packet.fields();
        self.family == packet.family && self.fields().iter().zip(numbers).all(|(field, value)| field.holds(value))
    }

    /// The way back of a protocol without ports; ICMP other than echo has none.
    fn turned(&self) -> Option<Region> {
        let one = [1u128, 58].iter().any(|icmp| self.protocol.holds(*icmp));
        let (source, destination) = (self.destination.clone(), self.source.clone());
        (!one).then(|| Region { source, destination, ..self.clone() })
    }

    /// Whether a packet is in both.
    pub fn meets(&self, other: &Region) -> bool {
        self.family == other.family && self.fields().iter().zip(other.fields()).all(|(a, b)| !a.and(b).is_none())
    }

    /// The packets of this region that are in none of the others, as regions that do not overlap; `None` when there would
    /// be more than `most` of them.
    pub fn without(&self, others: &[Region], most: usize) -> Option<Vec<Region>> {
        let mut rest = vec![self.clone()];
        for other in others {
            let mut next = Vec::new();
            for region in &rest {
                region.cut(other, &mut next);
            }
            if next.len() > most {
                return None;
            }
            rest = next;
        }
        Some(rest)
    }

    /// Lays down the parts outside another region.
    fn cut(&self, other: &Region, into: &mut Vec<Region>) {
        if !self.meets(other) {
            return into.push(self.clone());
        }
        let full = [255, self.family.most(), self.family.most(), 65_535, 65_535];
        let mut left = self.fields().map(Ranges::clone);
        for (place, theirs) in other.fields().into_iter().enumerate() {
            let outside = match theirs {
                Ranges::All => Ranges::none(),
                theirs => left[place].and(&theirs.not(full[place])),
            };
            if !outside.is_none() {
                let mut part = left.clone();
                part[place] = outside;
                into.push(Region::of_fields(self.family, part));
            }
            left[place] = left[place].and(theirs);
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::{Family, Ranges, Region};
    use proptest::prelude::*;

    fn region() -> impl Strategy<Value = Region> {
        let field = || prop_oneof![1 => Just(Ranges::All), 3 => prop::collection::vec((0u128..3, 0u128..3), 1..3).prop_map(Ranges::of)];
        (field(), field(), field(), field(), field())
            .prop_map(|(a, b, c, d, e)| Region::of_fields(Family::V4, [a, b, c, d, e]))
    }

    proptest! {
        #[test]
        fn what_is_left_is_exactly_what_the_others_do_not_hold(whole in region(), others in prop::collection::vec(region(), 0..4)) {
            let rest = whole.without(&others, usize::MAX).unwrap();
            for packet in 0..243u32 {
                let at = |place: u32| u128::from(packet / 3u32.pow(place) % 3);
                let numbers = [at(0), at(1), at(2), at(3), at(4)];
                let holds = |region: &Region| region.fields().iter().zip(numbers).all(|(field, value)| field.holds(value));
                let wanted = holds(&whole) && !others.iter().any(holds);
                prop_assert_eq!(rest.iter().filter(|part| holds(part)).count(), usize::from(wanted));
            }
        }
    }
}
