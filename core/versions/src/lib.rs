//! Versions: which of two versions is the later one, by the rules of the ecosystem they come from.
//!
//! Takes: version texts and the scheme they follow. Gives: an order, order-preserving keys, intervals.
//! Serves: matching of advisories (OSV schema, NVD version bounds, CVE `versionType`).
//! Never: guesses an order for a text that the scheme does not understand.

mod events;
mod generic;
mod go;
mod interval;
mod key;
mod npm;
mod number;
mod pep440;
mod scheme;
mod semver;
#[cfg(test)]
mod testing;
pub mod vectors;

pub use events::{Edge, Event, intervals_of_events};
pub use interval::{Bound, Interval};
pub use key::Key;
pub use scheme::{NotUnderstood, Scheme, Version};
