//! The rooms about networks of sites and devices: drafts of rules, what a change of rules does, what a unit can open, rules that
//! are taken in. The edge fills this port with the functions behind `tutela network` and `tutela site`.

use crate::rooms::{Answer, Asking, Refusal};
use activities::dossier_port::Dossiers;
use activities::site_port::Sites;

/// A draft of rules for the units of a received dossier.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DraftAsked {
    /// Folder of `received/` whose profile is meant.
    pub received: String,
    /// The firewall of networks.yaml.
    pub firewall: String,
    /// The language it is written in, as `network generate --for` names it; empty for the usual one.
    pub language: String,
    /// Optional flows that may pass too.
    pub with: Vec<String>,
}

/// The quarantine of a unit.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IsolationAsked {
    /// The unit.
    pub unit: String,
    /// The firewall of networks.yaml.
    pub firewall: String,
    /// The language it is written in; empty for the usual one.
    pub language: String,
    /// Flows that are kept beyond those that the maker marks as essential for care.
    pub keep: Vec<String>,
    /// Flows that are stopped though the maker does not say whether care can be without them.
    pub stop: Vec<String>,
    /// Flows about which nobody said anything are kept; otherwise there is no draft until somebody does.
    pub keep_undecided: bool,
}

/// Rules that stand on one side of a comparison.
#[derive(Clone, Copy, Debug)]
pub enum NewRules<'r> {
    /// Those that would be drafted.
    Draft(&'r DraftAsked),
    /// A file of these bytes, for the units of a received dossier at a firewall.
    File {
        /// Folder of `received/`.
        received: &'r str,
        /// The firewall whose kept rules are the other side.
        firewall: &'r str,
        /// The rule set.
        bytes: &'r [u8],
    },
}

/// The rules of a firewall that are to be kept.
#[derive(Clone, Copy, Debug)]
pub struct RulesOffered<'r> {
    /// The firewall of networks.yaml.
    pub firewall: &'r str,
    /// When they were read from it.
    pub captured_at: &'r str,
    /// Who read them.
    pub captured_by: &'r str,
    /// `running`, `stored`, or empty when nobody said.
    pub configuration: &'r str,
    /// Their language, where the content does not tell it; empty otherwise.
    pub language: &'r str,
    /// The name that the file gets.
    pub file: &'r str,
    /// The rule set.
    pub bytes: &'r [u8],
    /// Keep them; otherwise it is only said what would be kept.
    pub write: bool,
}

/// A profile and what its dossier says of the device.
#[derive(Clone, Copy)]
pub struct ProfileOf<'p> {
    /// The dossier.
    pub dossier: &'p dyn Dossiers,
    /// Its network.yaml; `None` where it has none.
    pub profile: Option<&'p [u8]>,
}

/// Every activity about networks beside the proof of a firewall.
pub trait NetworkRooms: Send + Sync {
    /// `tutela.network-draft/v1`: least-privilege rules.
    fn generate_rules(&self, asking: Asking, site: &dyn Sites, asked: &DraftAsked) -> Result<Answer, Refusal>;
    /// `tutela.network-draft/v1`: the quarantine of a unit.
    fn isolate(&self, asking: Asking, site: &dyn Sites, asked: &IsolationAsked) -> Result<Answer, Refusal>;
    /// `tutela.network-diff/v1`: what new rules do otherwise than those that are kept.
    fn compare_rules(&self, asking: Asking, site: &dyn Sites, new: NewRules<'_>) -> Result<Answer, Refusal>;
    /// `tutela.network-reach/v1`: what a unit, once taken over, can open with the kept rules of a firewall.
    fn reach(&self, asking: Asking, site: &dyn Sites, unit: &str, firewall: &str) -> Result<Answer, Refusal>;
    /// `tutela.site-add-rules/v1`: rules of a firewall, kept where that is asked for.
    fn add_rules(&self, asking: Asking, site: &dyn Sites, rules: RulesOffered<'_>) -> Result<Answer, Refusal>;
    /// `tutela.network-sheet/v1`: the minimum operating environment of a device.
    fn sheet(&self, asking: Asking, of: ProfileOf<'_>) -> Result<Answer, Refusal>;
    /// `tutela.network-mud/v1`: a profile as a Manufacturer Usage Description that will be published at this address.
    fn mud(&self, asking: Asking, profile: Option<&[u8]>, url: &str) -> Result<Answer, Refusal>;
}
