//! Manufacturer Usage Descriptions (RFC 8520), whose rules are the access lists of RFC 8519: what a device says that it needs on
//! the network, as JSON. Read into a profile that a person confirms; written from a profile and read back equal.
//!
//! A rule that cannot be carried over exactly is named at its line and left out, never widened in silence.

mod findings;
mod flows;
mod lists;
mod read;
#[cfg(test)]
mod tests;
mod write;

pub use findings::{CARDS, ExtensionDiffers, HardwareAddress, NotIp, NotTaken, NothingDeclared, OneWay};
pub use write::{About, Written, write};

use crate::defect::Defects;
use crate::dossier::v1;
use terms::Finding;

/// What a file says, as a profile.
#[derive(Debug)]
pub struct MudRead {
    /// The profile; what the file cannot say is marked as not stated.
    pub profile: v1::Network,
    /// Whether the file carries our own description, so that it was a profile before.
    pub own: bool,
    /// `mud-url`.
    pub url: String,
    /// Rules that accept traffic.
    pub rules: usize,
    /// Rules that became part of a flow.
    pub taken: usize,
    /// What was left out, and what a person must look at.
    pub findings: Vec<Finding>,
    /// What is wrong with the JSON.
    pub defects: Defects,
}

/// Reads a file; `None`: it is no MUD file.
pub fn read(file: &str, bytes: &[u8], device: &str) -> Option<MudRead> {
    let (mud, defects) = read::read(bytes)?;
    Some(flows::profile(file, bytes, device, mud, defects))
}

/// Roles are written as controllers with this in front (RFC 8520, 8.4).
const ROLE: &str = "urn:tutela:role:";

/// The name of our own additions: what a profile says and MUD has no word for (RFC 8520, 3.13, extensions).
const EXTENSION: &str = "tutela";
const FLOW: &str = "tutela:flow";
const PROFILE: &str = "tutela:profile";
