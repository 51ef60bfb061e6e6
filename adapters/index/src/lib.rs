//! Index: the held knowledge about vulnerabilities on disk, found by name or by id with a few page reads.
//!
//! Takes: records of feeds. Gives: immutable segments named by their hash, generations, and the answers of
//! [`vulnerability::Knowledge`]. Serves: every command that matches. Never: changes a file in place, trusts a page whose
//! check sum is wrong, or reads more of a segment than it needs.

mod bundle;
mod changed;
mod codec;
mod draft;
mod filter;
mod generation;
mod home;
mod knowledge;
mod layers;
mod layout;
mod merge;
mod names;
mod page;
mod positioned;
mod record;
mod segment;
mod statement;
mod writer;

pub use bundle::{BUNDLE_KIND, Offered, Open, Seal};
pub use home::{Home, Keep};
pub use knowledge::HeldKnowledge;
