//! Wider access in an emergency.

use super::Take;
use crate::openapi::schema_of;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Asking for it.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct NewEmergency {
    /// Why; no name of a patient.
    pub(crate) reason: String,
    /// For how many minutes, 5 to 240.
    pub(crate) minutes: u16,
}

/// While it lasts.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub(crate) struct Emergency {
    /// When it ends by itself, RFC 3339.
    pub(crate) until: String,
    /// Why.
    pub(crate) reason: String,
}

/// Its shapes by name.
pub(super) fn each(take: &mut Take<'_>) {
    take("NewEmergency", schema_of::<NewEmergency>);
    take("Emergency", schema_of::<Emergency>);
}
