//! One file per judgement about what a facility wrote.

mod addresses;
mod identity;
mod networks;
mod responsibility;
mod seen;
#[cfg(test)]
pub(crate) mod testing;
mod units;

pub use addresses::{AddressOutsideSubnets, AddressTwice, GatewayUnknown, ZoneDiffers, judge_addresses};
pub use identity::{UdiCheckDiffers, UnitIdTwice, UnitSerialTwice, UnitUdiTwice, judge_identities};
pub use networks::{FilterNotDescribed, LinkNotFiltered, SubnetTwice, ZoneUnknown, judge_networks};
pub use responsibility::{ChecklistWithoutTarget, SafetyManagerMissing, judge_responsibility};
pub use seen::{AddressTwoMacs, AddressUnlisted, MacOfUnits, UnitsNotSeen, judge_seen};
pub use units::{UnitsNotDescribed, judge_descriptions};

use terms::{Card, Finding, Place, Priority, Speaks, Subject};

/// Every kind of finding of this room, for `tutela explain`.
pub const CARDS: &[Card] = &[
    UnitIdTwice::CARD,
    UnitSerialTwice::CARD,
    UnitUdiTwice::CARD,
    UdiCheckDiffers::CARD,
    AddressTwice::CARD,
    AddressOutsideSubnets::CARD,
    GatewayUnknown::CARD,
    ZoneDiffers::CARD,
    ZoneUnknown::CARD,
    SubnetTwice::CARD,
    LinkNotFiltered::CARD,
    FilterNotDescribed::CARD,
    SafetyManagerMissing::CARD,
    ChecklistWithoutTarget::CARD,
    UnitsNotDescribed::CARD,
    AddressUnlisted::CARD,
    UnitsNotSeen::CARD,
    AddressTwoMacs::CARD,
    MacOfUnits::CARD,
];

/// A finding at a place of a file.
fn at(priority: Priority, path: impl Into<String>, place: &Place, detail: impl Speaks + 'static) -> Finding {
    Finding::new(priority, Subject::at(path, place.clone()), detail)
}

/// The first few of many names, and how many more there are.
fn few(names: &[&str]) -> String {
    const SHOWN: usize = 5;
    let shown = names.iter().take(SHOWN).copied().collect::<Vec<_>>().join(", ");
    if names.len() > SHOWN { format!("{shown}, … ({})", names.len()) } else { shown }
}
