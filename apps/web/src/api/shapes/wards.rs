//! Wards, and what roles can be for.

use super::Take;
use crate::openapi::schema_of;
use schemars::JsonSchema;
use serde::Serialize;

/// The wards that the caller's roles are for, where they see no more of the site.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Wards {
    /// In the order of the sites' ids.
    pub(crate) items: Vec<WardsOfSite>,
}

/// Wards of a site.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WardsOfSite {
    /// The id of the site.
    pub(crate) site: String,
    /// The wards.
    pub(crate) wards: Vec<String>,
}

/// What roles can be for.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Scopes {
    /// Sites, each with the wards that its register names.
    pub(crate) sites: Vec<WardsOfSite>,
    /// Ids of dossiers.
    pub(crate) families: Vec<String>,
}

/// Its shapes by name.
pub(super) fn each(take: &mut Take<'_>) {
    take("Wards", schema_of::<Wards>);
    take("Scopes", schema_of::<Scopes>);
}
