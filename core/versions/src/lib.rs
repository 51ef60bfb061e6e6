//! Versions: which of two versions is the later one, by the rules of the ecosystem they come from.
//!
//! Takes: version texts and the scheme they follow. Gives: an order, order-preserving keys, intervals.
//! Serves: matching of advisories (OSV schema, NVD version bounds, CVE `versionType`).
//! Never: guesses an order for a text that the scheme does not understand.

mod alpine;
mod convention;
mod cran;
mod debian;
pub mod device;
mod events;
mod generic;
mod gentoo;
mod go;
mod hackage;
mod interval;
mod key;
mod maven;
mod npm;
mod nuget;
mod number;
mod packagist;
mod pep440;
mod pub_dart;
mod readings;
mod rpm;
mod rubygems;
mod scheme;
mod semver;
#[cfg(test)]
mod testing;
pub mod vectors;
pub mod vers;
mod written;

pub use events::{Edge, Event, intervals_of_events};
pub use interval::{Bound, Interval};
pub use key::Key;
pub use scheme::{NotUnderstood, Scheme, Version};
