//! The answer of `tutela site add-rules`, version 1.

use super::network::NetworkFindingV1;
use serde::Serialize;

/// Rules taken in, or that would be.
#[derive(Debug, Serialize)]
pub struct AddRulesV1 {
    /// `tutela.site-add-rules/v1`.
    pub schema: &'static str,
    /// The exit status.
    pub exit_status: u8,
    /// Id of the firewall.
    pub firewall: String,
    /// When the rules were read from it.
    pub captured_at: String,
    /// Who read them.
    pub captured_by: String,
    /// `running` or `stored`; `null` when nobody said.
    pub configuration: Option<&'static str>,
    /// The day of the rules in whose place these come; `null` where there are none.
    pub replaces: Option<String>,
    /// Rules read, of all files.
    pub rules_read: usize,
    /// Always `true`: otherwise nothing is answered.
    pub reads_the_same: bool,
    /// The files.
    pub files: Vec<AddedRulesV1>,
    /// What was not understood of the rules.
    pub findings: Vec<NetworkFindingV1>,
    /// Whether they were kept.
    pub written: bool,
}

/// A file of rules.
#[derive(Debug, Serialize)]
pub struct AddedRulesV1 {
    /// Its name in the folder.
    pub file: String,
    /// The language it was read in.
    pub language: String,
    /// SHA-256 of its bytes without the secrets.
    pub sha256: String,
    /// What was cut out; never what it said.
    pub removed: Vec<RemovedV1>,
    /// Lines that speak of a secret and of which nothing was cut.
    pub look_at: Vec<u32>,
}

/// A secret that was cut out.
#[derive(Debug, Serialize)]
pub struct RemovedV1 {
    /// Line, from 1.
    pub line: u32,
    /// `private-key`, `shared-key`, `community`, `password` or `token`.
    pub kind: &'static str,
}
