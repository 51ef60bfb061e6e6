//! SBOM: the software items of a device release, the identifiers they carry, and how they hang together.
//!
//! Takes: what a reader found in a software bill of materials. Gives: components and identifiers to match by.
//! Serves: IEC/JIS T 81001-5-1 8.2 (SOUP), IMDRF N73, NTIA minimum elements. Never: reads bytes of a format.

mod component;
mod cpe;
mod cpe_compare;
mod cpe_uri;
mod item;
mod lost_zeros;
mod purl;
mod purl_names;
mod support_words;
mod swhid;
mod versions_agree;

pub use component::{Component, Hash, Kind};
pub use cpe::{Attribute, Cpe, CpeFault};
pub use cpe_compare::{Relation as CpeRelation, Rest, SetRelation, compare, covers, covers_attribute, parse_rest};
pub use item::{Bears, Completeness, Composition, Document, Item, Outside, OutsideKind, Relation};
pub use lost_zeros::may_have_lost_zeros;
pub use purl::{Purl, PurlFault};
pub use purl_names::{OsvName, normal_name, osv_name, osv_version};
pub use support_words::{is_end_of_support, is_level_of_support};
pub use swhid::is_swhid;
pub use versions_agree::{cpe_version_agrees, is_digest, versions_agree};
