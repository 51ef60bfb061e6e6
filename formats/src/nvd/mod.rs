//! NVD records in the shape of its API 2.0 (pages and yearly files).

mod criteria;
mod matches;
mod read;
#[cfg(test)]
mod tests;

pub(crate) use criteria::{Versions, parse_any as parse_criteria};
pub(crate) use matches::{configuration, gather};
pub use read::{Page, read, read_item};
