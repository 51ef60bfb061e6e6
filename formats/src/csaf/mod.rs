//! CSAF 2.0 and 2.1 (OASIS), read for what they say about the status of products: product tree, product status, flags,
//! threats, remediations.

mod about_versions;
mod advisories;
mod read;
mod tree;
mod vulnerability;
mod write;

pub use advisories::read_advisories;
pub use read::{looks_like, read};
pub use write::{Publisher, write};
