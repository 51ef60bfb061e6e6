//! What people see: one screen first, details below it. Colour never carries meaning alone, so there is none to lose.

pub(crate) mod answer;
pub(crate) mod approval;
pub(crate) mod cloud;
pub(crate) mod feeds;
pub(crate) mod hit;
pub(crate) mod names;
pub(crate) mod network;
pub(crate) mod network_diff;
pub(crate) mod network_reach;
pub(crate) mod network_sheet;
pub(crate) mod notes;
pub(crate) mod package;
pub(crate) mod package_status;
mod paper;
pub(crate) mod sbom;
pub(crate) mod score;
pub(crate) mod site;
pub(crate) mod site_packages;
pub(crate) mod support;
pub(crate) mod triage;

pub(crate) use paper::Paper;
