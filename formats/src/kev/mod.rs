//! CISA's catalogue of known exploited vulnerabilities.

mod read;
#[cfg(test)]
mod tests;

pub use read::{Catalogue, read, read_item};
