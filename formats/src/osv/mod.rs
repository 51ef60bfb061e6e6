//! OSV records (OSV schema 1.0 to 1.7).

mod affected;
mod read;
#[cfg(test)]
mod tests;

pub use read::read;
