//! The JSON of `tutela cloud check`, version 1 (`tutela.cloud/v1`).

use super::network::NetworkFindingV1;
use serde::Serialize;

/// What the export of a cloud account shows, and what it does not.
#[derive(Debug, Serialize)]
pub struct CloudV1 {
    /// `tutela.cloud/v1`.
    pub schema: &'static str,
    /// Program and version.
    pub program: String,
    /// The moment the answer is for.
    pub as_of: String,
    /// As the program ends.
    pub exit_status: u8,
    /// `not-proved`, `findings` or `nothing-found`.
    pub verdict: &'static str,
    /// `aws`.
    pub provider: &'static str,
    /// Number of the account; `null` where the export does not say it.
    pub account: Option<String>,
    /// Who answers for the account.
    pub owner: Option<String>,
    /// When the export was made, as the caller said.
    pub captured_at: Option<String>,
    /// The most days that it counts for.
    pub age_limit_days: u32,
    /// Regions of the account and of the folder; an empty name: the folder does not say it.
    pub regions: Vec<String>,
    /// Every call of the scope.
    pub scope: Vec<CallV1>,
    /// Files of other calls; nothing in them was looked at.
    pub files_not_looked_at: Vec<String>,
    /// Providers that are not looked at.
    pub providers_not_looked_at: Vec<&'static str>,
    /// Every finding, worst first.
    pub findings: Vec<NetworkFindingV1>,
}

/// A part of the scope.
#[derive(Debug, Serialize)]
pub struct CallV1 {
    /// Service and call.
    pub call: &'static str,
    /// The region; empty for the whole account, or where the folder does not say it.
    pub region: String,
    /// ARN or name that it was asked for; empty for all.
    pub of: String,
    /// `whole`, `not-understood` or `not-there`.
    pub seen: &'static str,
    /// Its files.
    pub files: Vec<String>,
}
