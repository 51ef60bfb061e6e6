//! What checks found, and what a search finds.

use super::Take;
use super::kept::AnswerRow;
use crate::openapi::schema_of;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A page of findings.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FindingPage {
    /// Worst first.
    pub(crate) items: Vec<FindingRow>,
    /// `after` of the next page; `null` on the last.
    pub(crate) next: Option<String>,
    /// The check that found them, with its coverage and counts; `null`: never checked, and an empty list says nothing.
    pub(crate) answer: Option<AnswerRow>,
}

/// A finding as the last check found it.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct FindingRow {
    /// Names it in every check of this device.
    pub(crate) key: String,
    /// The release; empty for the dossier as a whole.
    pub(crate) release: String,
    /// Permanent code.
    pub(crate) code: String,
    /// `blocking`, `undecided`, `attention` or `note`.
    pub(crate) priority: String,
    /// What it is about.
    pub(crate) subject: String,
    /// The vulnerability; `null` when it is about none.
    pub(crate) vulnerability: Option<String>,
    /// The check that first found it in one run of checks, RFC 3339.
    pub(crate) since: String,
    /// The finding as `tutela.check/v1` gives it, in the caller's language.
    pub(crate) finding: Map<String, Value>,
}

/// A page of components.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ComponentPage {
    /// In the order of the SBOMs.
    pub(crate) items: Vec<ComponentRow>,
    /// `after` of the next page; `null` on the last.
    pub(crate) next: Option<String>,
    /// The check that they are taken from; `null`: never checked.
    pub(crate) answer: Option<AnswerRow>,
    /// The release that was checked.
    pub(crate) release: Option<String>,
    /// All components, whatever was asked for.
    pub(crate) total: u64,
    /// How many are in which coverage state.
    pub(crate) states: std::collections::BTreeMap<String, u64>,
}

/// A component and who watches it.
#[derive(Clone, Debug, Deserialize, Serialize, JsonSchema)]
pub(crate) struct ComponentRow {
    /// Its place in the list, from 0.
    #[serde(default)]
    pub(crate) number: u64,
    /// Package URL as written; `null` when it has none.
    pub(crate) purl: Option<String>,
    /// Name.
    pub(crate) name: String,
    /// Version as written; `null` when none is stated.
    pub(crate) version: Option<String>,
    /// Coverage state.
    pub(crate) state: String,
    /// `file:line`.
    pub(crate) place: Option<String>,
    /// The source parts that cover it.
    pub(crate) sources: Vec<String>,
    /// Whether any of them has ever named it.
    pub(crate) name_seen: bool,
    /// Patched, modified or made from something else.
    #[serde(default)]
    pub(crate) changed: bool,
    /// Watched in another way that support.yaml names.
    #[serde(default)]
    pub(crate) watched_elsewhere: bool,
}

/// What a search found.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Found {
    /// What was looked for.
    pub(crate) q: String,
    /// Each thing with what it is and where.
    pub(crate) hits: Vec<Hit>,
    /// There are more of some kind than are shown.
    pub(crate) more: bool,
    /// What was looked through, in words; that nothing was found says nothing about the rest.
    pub(crate) looked_through: Vec<String>,
    /// What was scanned or pasted, where it is the identifier of a device or begins as one.
    pub(crate) scanned: Option<Scanned>,
}

/// A unique device identifier that was looked for.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Scanned {
    /// `GS1`, `HIBCC` or `ICCBBA`; `null`: it begins as an identifier and cannot be read.
    pub(crate) agency: Option<&'static str>,
    /// The device identifier; empty when it cannot be read.
    pub(crate) device: String,
    /// Serial number in it.
    pub(crate) serial: Option<String>,
    /// Lot in it.
    pub(crate) lot: Option<String>,
    /// Whether its check character fits; `null`: it carries none.
    pub(crate) check: Option<bool>,
    /// What is in doubt about it, in words; empty: nothing.
    pub(crate) doubt: String,
}

/// A thing that was found.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Hit {
    /// `vulnerability`, `device`, `site`, `unit` or `component`.
    pub(crate) kind: &'static str,
    /// Its id or name.
    pub(crate) id: String,
    /// Where it stands.
    pub(crate) at: String,
    /// About it in one line.
    pub(crate) detail: String,
    /// The page about it.
    pub(crate) href: String,
}

/// What is to be scored.
#[derive(Debug, Default, Deserialize, JsonSchema)]
pub(crate) struct ToScore {
    /// CVSS vectors, at most 1,000.
    #[serde(default)]
    #[schemars(length(max = 1000))]
    pub(crate) vectors: Vec<String>,
    /// `TREE:point=value,…` each, at most 100.
    #[serde(default)]
    #[schemars(length(max = 100))]
    pub(crate) ssvc: Vec<String>,
    /// `exploitability=…,harm=…,kev=…`.
    #[serde(default)]
    pub(crate) patient_risk: Option<String>,
}

/// Its shapes by name.
pub(super) fn each(take: &mut Take<'_>) {
    take("FindingPage", schema_of::<FindingPage>);
    take("ComponentPage", schema_of::<ComponentPage>);
    take("Found", schema_of::<Found>);
    take("ToScore", schema_of::<ToScore>);
}
