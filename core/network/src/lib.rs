//! Network: what a device needs on the wire, what a filter lets through, and the proof that both are equal.
//!
//! Takes: declared flows, peers bound to addresses, filter rules of any language already read. Gives: both differences with
//! a witness packet, the deciding rule, and what could not be proved.
//! Serves: JP Essential Principles Art. 12(3), IEC/JIS T 81001-5-1, MHLW checklist 2 (unneeded services; sources of
//! connection). Never: reads a rule language, or says "equal" where something was not understood.

mod compare;
mod control;
mod differ;
pub mod lint;
mod packet;
mod permit;
pub mod policy;
mod profile;
mod program;
mod ranges;
mod reach;
#[cfg(test)]
mod second_opinion;
mod seen_flow;
mod standing;
#[cfg(test)]
mod testing;
mod tidy;
mod universe;
mod verify;

pub use compare::Region;
pub use control::{InForce, control_state, controls};
pub use differ::{Change, Changed, Differ, FlowChange, Pair};
pub use packet::{Packet, Ports, ports_of};
pub use permit::{NoPermits, Permit, Permits, exactly, region_of};
pub use profile::{
    CloudEndPoint, CompensatingControl, DataWord, Flow, Initiator, Need, PortRange, Profile, Protocol, Service,
};
pub use ranges::Ranges;
pub use reach::{Opening, Reach};
pub use seen_flow::SeenFlow;
pub use site::{Block, Family, show_address};
pub use standing::{NoSuchRule, Standing};
pub use tidy::{Tidy, tidy};
pub use universe::{Addresses, Binding, Interfaces};
pub use verify::{Blocked, DEFAULT_BUDGET, NotProved, Undeclared, Verification, Why, beyond, passes, stopped, verify};
