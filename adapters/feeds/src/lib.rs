//! Feeds: reads vulnerability feeds from files and folders, and keeps them as they were received.
//!
//! Takes: paths to OSV, CVE, NVD, KEV and EPSS files, plain, gzip, zstd or zip. Gives: their records one by one, and what
//! could not be taken, with its place. Serves: `tutela feeds import`. Never: believes a file's name, unpacks without a
//! limit, or opens a connection.

mod archive;
mod files;
mod folder;
mod guard;
mod raw;
mod signature;
mod stream;
mod sum;
mod sync;
mod take;
mod tape;
#[cfg(test)]
mod tests;
mod window;

pub use files::FeedFiles;
pub use signature::TrustedKeys;
pub use sync::{FeedSettings, HttpFeeds, preset, presets};
