//! The packets a proof is about: new connections whose source or destination is an address of the device.

use crate::policy::State;
use crate::profile::Profile;
use crate::ranges::Ranges;
use site::{Block, Family};
use std::collections::BTreeMap;

/// Addresses of both families.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addresses {
    /// IPv4.
    pub v4: Ranges,
    /// IPv6.
    pub v6: Ranges,
}

impl Default for Addresses {
    fn default() -> Addresses {
        Addresses { v4: Ranges::none(), v6: Ranges::none() }
    }
}

impl Addresses {
    /// Every address.
    pub const ALL: Addresses = Addresses { v4: Ranges::All, v6: Ranges::All };

    /// Those of one family.
    pub fn of(&self, family: Family) -> &Ranges {
        match family {
            Family::V4 => &self.v4,
            Family::V6 => &self.v6,
        }
    }

    /// Every other address.
    pub fn others(&self) -> Addresses {
        Addresses { v4: self.v4.not(Family::V4.most()), v6: self.v6.not(Family::V6.most()) }
    }

    /// Whether an address is in both.
    pub fn meets(&self, other: &Addresses) -> bool {
        Family::BOTH.into_iter().any(|family| !self.of(family).and(other.of(family)).is_none())
    }

    /// Takes a block more.
    pub fn add(&mut self, block: Block) {
        match block.family {
            Family::V4 => self.v4 = self.v4.or(&block.into()),
            Family::V6 => self.v6 = self.v6.or(&block.into()),
        }
    }
}

/// The interfaces by which sides are reached, where somebody said so.
pub type Interfaces = BTreeMap<String, String>;

/// Which addresses the device and the roles of its peers have at one site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Binding {
    /// The device's units.
    pub device: Addresses,
    /// Peers by role.
    pub roles: BTreeMap<String, Addresses>,
    /// The filter's interface to the device (under `device`), to a role, or to everybody else (under `other`).
    pub interfaces: Interfaces,
}

impl Binding {
    /// The key of the device in [`Binding::interfaces`].
    pub const DEVICE: &'static str = "device";
    /// The key of everybody who is no bound role.
    pub const OTHER: &'static str = "other";

    /// The addresses of a role; the role that means everybody needs no binding.
    pub fn peer(&self, role: &str) -> Option<&Addresses> {
        static EVERYBODY: Addresses = Addresses::ALL;
        self.roles.get(role).or_else(|| (role == Profile::ANY).then_some(&EVERYBODY))
    }
}

/// The order in which fields are split.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Protocol,
    Source,
    Destination,
    Second,
    First,
}

pub(crate) const FIELDS: [Field; 5] = [Field::Protocol, Field::Source, Field::Destination, Field::Second, Field::First];

/// A part of the universe in which family, state and interfaces are fixed.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub(crate) family: Family,
    pub(crate) state: State,
    pub(crate) input: Option<String>,
    pub(crate) output: Option<String>,
    /// Ascending ranges by field, in the order of [`FIELDS`].
    pub(crate) bounds: [Vec<(u128, u128)>; 5],
}

/// The pieces for packets in one state: device to everybody, and everybody else to device.
pub(crate) fn pieces(binding: &Binding, state: State) -> Vec<Piece> {
    let mut pieces = Vec::new();
    for family in Family::BOTH {
        let device = binding.device.of(family);
        if device.is_none() {
            continue;
        }
        let near = binding.interfaces.get(Binding::DEVICE).cloned();
        for (peers, far) in sides(binding, family) {
            let outward = piece(family, state, [near.clone(), far.clone()], device, &peers);
            // What goes between two units of the device is in the outward piece already.
            let others = peers.and(&device.not(family.most()));
            let inward = piece(family, state, [far, near.clone()], &others, device);
            pieces.extend([outward, inward].into_iter().flatten());
        }
    }
    pieces
}

/// The address space in parts, each with the interface that leads to it.
fn sides(binding: &Binding, family: Family) -> Vec<(Ranges, Option<String>)> {
    let most = family.most();
    let mut rest = Ranges::One(0, most);
    let mut sides = Vec::new();
    for (role, addresses) in &binding.roles {
        if let Some(interface) = binding.interfaces.get(role) {
            let here = addresses.of(family).and(&rest);
            rest = rest.and(&here.not(most));
            sides.push((here, Some(interface.clone())));
        }
    }
    if let Some(near) = binding.interfaces.get(Binding::DEVICE) {
        let here = binding.device.of(family).and(&rest);
        rest = rest.and(&here.not(most));
        sides.push((here, Some(near.clone())));
    }
    sides.push((rest, binding.interfaces.get(Binding::OTHER).cloned()));
    sides
}

fn piece(
    family: Family,
    state: State,
    [input, output]: [Option<String>; 2],
    source: &Ranges,
    destination: &Ranges,
) -> Option<Piece> {
    if source.is_none() || destination.is_none() {
        return None;
    }
    let most = family.most();
    let ports = vec![(0, 65_535)];
    let bounds = [vec![(0, 255)], source.slices(most), destination.slices(most), ports.clone(), ports];
    Some(Piece { family, state, input, output, bounds })
}
