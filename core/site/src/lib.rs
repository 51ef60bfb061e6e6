//! Site: what a healthcare facility runs, where it is connected, and who answers for it.
//!
//! Takes: the unit list and the networks as a facility wrote them, already read. Gives: the same as values, the addresses that
//! belong together, and findings about what contradicts itself or is not said.
//! Serves: MHLW facility guide 4.1 and 4.2, the facility checklist items 2-1, 2-2 and 2-13, IMDRF N60 6.x.
//! Never: reads a file or a clock, or judges a vulnerability.

mod block;
mod decision;
mod network;
mod paths;
mod reconcile;
pub mod rules;
mod sighting;
mod site;
mod status;
mod stored_rules;
mod subnets;
mod udi;
mod unit;
mod ward;

pub use block::{Block, Family, show_address};
pub use decision::{BoundFile, Isolation, IsolationLost, SiteDecision};
pub use network::{Firewall, Link, Networks, Peer, RemoteAccess, RemoteKind, Subnet, Zone, ZoneKind};
pub use paths::{Path, PathState, Way, paths};
pub use reconcile::{Change, Reconciled, Reconciliation, reconcile};
pub use sighting::{Mac, Seen, SeenBy, Sighting};
pub use site::{CheckAnswer, ChecklistItem, MakerWord, Policy, RoleAt, Signer, Site, SiteRole};
pub use status::{
    ControlInForce, DutyAnswer, InForce, Status, StatusDuty, StatusRelease, TouchState, Touched, Unpatched,
};
pub use stored_rules::{Configuration, StoredRuleFile, StoredRules};
pub use subnets::Subnets;
pub use udi::{Agency, Scan, Udi};
pub use unit::{AddressUse, Criticality, Interface, Unit, UnitState, VersionEvidence};
pub use ward::{Wards, ward_key};
