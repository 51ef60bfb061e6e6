//! SBOM: the software items of a device release, the identifiers they carry, and how they hang together.
//!
//! Takes: what a reader found in a software bill of materials. Gives: components and identifiers to match by.
//! Serves: IEC/JIS T 81001-5-1 8.2 (SOUP), IMDRF N73, NTIA minimum elements. Never: reads bytes of a format.

mod component;
mod cpe;
mod item;
mod purl;

pub use component::{Component, Hash, Kind};
pub use cpe::{Attribute, Cpe, CpeFault};
pub use item::{Document, Item, Relation};
pub use purl::{Purl, PurlFault};
