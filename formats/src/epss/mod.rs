//! FIRST's exploit prediction scores (EPSS), the daily CSV file.

mod read;
#[cfg(test)]
mod tests;

pub use read::{Scores, read};
