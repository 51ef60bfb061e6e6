//! Formats: bytes to core values and back.
//!
//! Takes: bytes of an SBOM, an advisory feed or a dossier. Gives: core values, one visit at a time, and defects with their
//! place. Serves: every room that reads or writes. Never: panics, opens a file, or stops at the first defect.

pub mod cyclonedx;
pub mod defect;
pub mod json;
pub mod parts_list;
pub mod sbom;
pub mod spdx;
