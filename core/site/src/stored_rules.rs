//! The rule set of a firewall that a site keeps, and of when it is.

use device::{Dated, Id, Sha256};
use terms::{Place, choice};

choice! {
    /// Which configuration of a firewall was read.
    Configuration {
        Running = "running": "the configuration that runs" | "稼働中の設定",
        Stored = "stored": "the configuration that is stored for the next start" | "保存された設定（次回起動時に有効）",
    }
}

/// The rule set of one firewall: which files hold together, read when and by whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRules {
    /// Where it stands.
    pub place: Place,
    /// The firewall of networks.yaml.
    pub firewall: Id,
    /// When the rules were read from it.
    pub captured_at: Dated,
    /// Who read them.
    pub captured_by: String,
    /// Which configuration; `None` when nobody said.
    pub configuration: Option<Configuration>,
    /// The language that somebody named; without it the content tells.
    pub language: Option<String>,
    /// The files.
    pub files: Vec<StoredRuleFile>,
}

/// One file of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredRuleFile {
    /// Where it stands.
    pub place: Place,
    /// Its name in the folder.
    pub file: String,
    /// SHA-256 of its bytes as they are kept.
    pub sha256: Sha256,
    /// The language it was read in.
    pub language: String,
    /// How many secrets were cut out of it.
    pub secrets_removed: u32,
}
