//! Synchronises feeds over HTTPS: which feeds are configured, what is remembered of each, and the fetching itself. The only
//! place of the product that opens a connection, and only to addresses that a person has configured.

mod client;
mod date;
mod fetch;
mod memory;
mod settings;
mod sums;
#[cfg(test)]
mod tests;

pub use fetch::HttpFeeds;
pub use settings::{FeedSettings, preset, presets};
