//! Networks of a site.

use super::Take;
use crate::openapi::schema_of;
use schemars::JsonSchema;
use serde::Serialize;

/// Networks of a site.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Networks {
    /// Zones.
    pub(crate) zones: Vec<Zone>,
    /// Firewalls, VPN appliances and remote lines.
    pub(crate) devices: Vec<NetworkDevice>,
    /// Folders of `received/` with the number of units that run each.
    pub(crate) received: Vec<ReceivedRow>,
}

/// A zone with its subnets.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Zone {
    /// Its id.
    pub(crate) id: String,
    /// Its name in the caller's language.
    pub(crate) name: String,
    /// Its subnets.
    pub(crate) subnets: Vec<String>,
    /// How many units stand in it.
    pub(crate) units: u64,
}

/// A firewall or a line.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct NetworkDevice {
    /// Its id.
    pub(crate) id: String,
    /// `firewall` or `remote-line`.
    pub(crate) kind: &'static str,
    /// Product and version, where stated.
    pub(crate) product: String,
    /// Zones it stands between.
    pub(crate) zones: Vec<String>,
    /// Rules of it are kept in `firewalls/`.
    pub(crate) rules_kept: bool,
}

/// A received dossier.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ReceivedRow {
    /// The folder's name.
    pub(crate) name: String,
    /// Units joined with it.
    pub(crate) units: u64,
}

/// Its shapes by name.
pub(super) fn each(take: &mut Take<'_>) {
    take("Networks", schema_of::<Networks>);
}
