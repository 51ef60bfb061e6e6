//! Activities: what a person would say – check this device, scan this SBOM, take in this feed.
//!
//! Takes: ports (traits) that adapters fill, and values. Gives: results that command line, pages and jobs share.
//! Serves: every command of the product. Never: opens a file or a connection itself, or reads a clock.

pub mod dossier_port;
pub mod feed_port;
pub mod init_dossier;
