//! What commands say to other programs.

pub mod cloud;
mod escape;
pub mod hit;
mod lines;
pub mod network;
pub mod network_diff;
pub mod network_draft;
pub mod network_mud;
pub mod network_reach;
pub mod network_sheet;
pub mod package;
pub mod sbom_v1;
pub mod score;
pub mod site_v1;
pub mod stored_rules;
pub mod sync;
pub mod triage;
pub mod unit_v1;
pub mod v1;
