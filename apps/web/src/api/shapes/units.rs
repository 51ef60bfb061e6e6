//! The register of a site.

use super::Take;
use crate::openapi::schema_of;
use schemars::JsonSchema;
use serde::Serialize;

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

/// Its shapes by name.
pub(super) fn each(take: &mut Take<'_>) {
    take("UnitPage", schema_of::<UnitPage>);
}
