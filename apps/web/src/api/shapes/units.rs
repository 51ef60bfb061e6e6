//! The register of a site.

use super::Take;
use crate::openapi::schema_of;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A page of units.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct UnitPage {
    /// In the order of their ids.
    pub(crate) items: Vec<UnitRow>,
    /// `after` of the next page; `null` on the last.
    pub(crate) next: Option<String>,
    /// Units in the register; of the wards below where there are some.
    pub(crate) total: u64,
    /// Of them about which nobody can tell: no dossier, several, or an unknown release.
    pub(crate) blind: u64,
    /// The wards that this page and all of its numbers are about; `null`: the whole site.
    pub(crate) wards: Option<Vec<String>>,
    /// Installed units of which no ward is told: no role for a ward sees them; `null` where the page is about wards.
    pub(crate) without_ward: Option<u64>,
}

/// A unit.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct UnitRow {
    /// Its id.
    pub(crate) id: String,
    /// `joined`, `release-unknown`, `several-dossiers`, `no-dossier` or `retired`.
    pub(crate) state: &'static str,
    /// The received dossier that is about it.
    pub(crate) received: Option<String>,
    /// The release it runs.
    pub(crate) release: Option<String>,
    /// Its zone, by its address or as stated.
    pub(crate) zone: Option<String>,
    /// Clinical criticality.
    pub(crate) criticality: Option<&'static str>,
    /// Serial number; empty when it is not told.
    pub(crate) serial: String,
    /// The model, as written.
    pub(crate) model: String,
    /// The version, as labelled.
    pub(crate) version: String,
    /// The ward.
    pub(crate) ward: String,
    /// Its addresses.
    pub(crate) addresses: Vec<String>,
}

/// What a person did at a unit.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct UnitRecord {
    /// `held` of the answer that was shown: what is recorded is about that, or is not recorded.
    pub(crate) held: String,
    /// What was done.
    pub(crate) done: UnitDeed,
    /// The version it runs, as labelled; for `runs`.
    #[serde(default)]
    pub(crate) version: String,
    /// How the version is known: `read-from-device`, `service-record` or `reported-by-person`; for `runs`.
    #[serde(default)]
    pub(crate) evidence: String,
    /// The release that it cannot be brought to; for `cannot`.
    #[serde(default)]
    pub(crate) release: String,
    /// Why, in one line; for `cannot`.
    #[serde(default)]
    pub(crate) reason: String,
}

/// What was done at a unit.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum UnitDeed {
    /// It runs a version.
    Runs,
    /// It cannot be brought to a release.
    Cannot,
}

/// Its shapes by name.
pub(super) fn each(take: &mut Take<'_>) {
    take("UnitRecord", schema_of::<UnitRecord>);
    take("UnitPage", schema_of::<UnitPage>);
}
