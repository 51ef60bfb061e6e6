//! A parts list as a table: CSV with a header row in English or Japanese, as people keep it in a spreadsheet.

mod header;
mod read;
mod rows;
#[cfg(test)]
mod tests;

pub use read::read;
pub(crate) use read::{has_header, telling_columns};
pub(crate) use rows::Rows;
