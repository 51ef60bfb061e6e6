//! The JSON of `tutela network generate` and `tutela network isolate`, version 1 (`tutela.network-draft/v1`).

use super::network::PathV1;
use serde::Serialize;

/// A draft of rules.
#[derive(Debug, Serialize)]
pub struct NetworkDraftV1 {
    /// `tutela.network-draft/v1`.
    pub schema: &'static str,
    /// Program and version.
    pub program: String,
    /// The moment the draft was made.
    pub as_of: String,
    /// As the program ends.
    pub exit_status: u8,
    /// `least-privilege` or `quarantine`.
    pub kind: &'static str,
    /// Always `false`: a draft is approved by signatures of people, outside this program.
    pub approved: bool,
    /// Who has to sign.
    pub to_sign: Vec<SignatureV1>,
    /// Id of the device.
    pub device: String,
    /// Version of its profile.
    pub profile_version: String,
    /// SHA-256 of the profile.
    pub profile_sha256: String,
    /// Units of the site; empty where no site was named.
    pub units: Vec<String>,
    /// Other installed units that have an address in common with them, so that the rules hit them too.
    pub also_hit: Vec<String>,
    /// Flows that still pass.
    pub kept: Vec<DraftFlowV1>,
    /// Flows that are stopped.
    pub stopped: Vec<DraftFlowV1>,
    /// The language of the firewall.
    pub language: &'static str,
    /// The texts, by stage.
    pub texts: Vec<DraftTextV1>,
    /// The command that loads the texts.
    pub load: String,
    /// The commands that take them back.
    pub roll_back: String,
    /// The day by which somebody looks again.
    pub look_again_by: String,
    /// What was proved of the text in force, read back.
    pub proof: DraftProofV1,
    /// Ways to and from the units that these rules do not filter, or that are not known.
    pub paths_not_filtered: Vec<PathV1>,
}

/// A signature that is still to be given.
#[derive(Debug, Serialize)]
pub struct SignatureV1 {
    /// `biomedical-owner` or `clinical-owner`.
    pub role: &'static str,
    /// Who that is, as far as the site says.
    pub people: Vec<String>,
    /// Always `null`.
    pub signed: Option<String>,
}

/// A flow.
#[derive(Debug, Serialize)]
pub struct DraftFlowV1 {
    /// Its id.
    pub id: String,
    /// `needed` or `optional`.
    pub need: &'static str,
    /// What it is for.
    pub purpose: String,
    /// What happens without it; `null` where the maker does not say.
    pub effect_if_blocked: Option<String>,
    /// Whether the maker marks it as essential for care; `null` where the maker does not say.
    pub essential_for_care: Option<bool>,
}

/// A text for one file.
#[derive(Debug, Serialize)]
pub struct DraftTextV1 {
    /// `log-only` or `enforce`.
    pub stage: &'static str,
    /// The name of its file.
    pub file: String,
    /// SHA-256 of the text.
    pub sha256: String,
    /// The text.
    pub text: String,
}

/// A proof.
#[derive(Debug, Serialize)]
pub struct DraftProofV1 {
    /// Always `equal`: a text that is not equal is not given.
    pub verdict: &'static str,
    /// Rules read back.
    pub rules_read: usize,
    /// Base chains that packets pass.
    pub chains: Vec<String>,
    /// What has to hold beside the text for the proof to hold, in the language of the answer.
    pub conditions: Vec<String>,
    /// Address families looked at.
    pub families: Vec<&'static str>,
}
