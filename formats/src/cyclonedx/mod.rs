//! CycloneDX 1.2 to 1.7 in JSON and XML: components and services with their identifiers, dependencies, embedded statements counted.
//!
//! `metadata.component`, the thing described, is [`Document::subject`](sbom::Document) and no component of itself; what is
//! nested inside it is. A component that is nested comes before the one that holds it; sorted by offset they stand in the
//! order of the document.

mod component;
mod compositions;
mod identity;
mod key;
mod metadata;
mod parts;
mod read;
mod statements;
#[cfg(test)]
mod tests;
mod vex_write;
pub mod xml;

pub use read::read;
pub use statements::read_statements;
pub(crate) use vex_write::system_of;
pub use vex_write::write as write_statements;
