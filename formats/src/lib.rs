//! Formats: bytes to core values and back.
//!
//! Takes: bytes of an SBOM, an advisory feed or a dossier. Gives: core values, one visit at a time, and defects with their
//! place. Serves: every room that reads or writes. Never: panics, opens a file, or stops at the first defect.

pub mod alpine_secdb;
pub mod anomaly_rows;
pub mod answer;
pub mod atom;
pub mod buildroot;
pub mod cloud;
pub mod csaf;
pub mod cve;
pub mod cyclonedx;
pub mod debian_tracker;
pub mod defect;
pub mod dossier;
pub mod epss;
mod feed_kind;
pub mod firewall;
pub mod icalendar;
pub mod json;
pub mod jvn;
pub mod kev;
pub mod mud;
mod named;
pub mod nmap;
pub mod nvd;
pub mod observed;
pub mod openvex;
pub mod osv;
pub mod package;
pub mod parts_list;
pub mod ports;
mod record;
pub mod sarif;
pub mod sbom;
pub mod sheet;
pub mod spdx;
pub mod support_life;
pub mod units;
pub mod vers_tests;
pub mod vex;
pub mod xml;
pub mod yaml;

pub use feed_kind::{Shape, feed_kind};
pub use record::Each;
