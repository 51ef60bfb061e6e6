//! Retention and legal holds.

use super::Take;
use crate::openapi::schema_of;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How long records are kept, and what is held.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RetentionState {
    /// Every class; what is in none of them is kept without end.
    pub(crate) classes: Vec<ClassRow>,
    /// Legal holds, those that ended too, the newest first.
    pub(crate) holds: Vec<HoldRow>,
}

/// A class of records.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ClassRow {
    /// Its name.
    pub(crate) class: &'static str,
    /// The same in words.
    pub(crate) text: &'static str,
    /// Days after which its records are removed; null: without end, or thinned.
    pub(crate) days: Option<u32>,
    /// The period in words.
    pub(crate) period_text: String,
    /// Whether a hold on the whole class stands.
    pub(crate) held: bool,
    /// Records of this organisation that would be removed now; null where they belong to the whole installation.
    pub(crate) removable: Option<u64>,
}

/// A legal hold.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct HoldRow {
    /// Its id.
    pub(crate) id: String,
    /// The class that is held; null where one device or site is.
    pub(crate) class: Option<&'static str>,
    /// The device or site that is held, such as `dossier/aster-s2`; null where a class is.
    pub(crate) subject: Option<String>,
    /// What is held, in words.
    pub(crate) text: String,
    /// Why.
    pub(crate) reason: String,
    /// Who set it.
    pub(crate) by: String,
    /// Since when, RFC 3339.
    pub(crate) since: String,
    /// When it ended; null while it stands.
    pub(crate) ended: Option<String>,
    /// Who ended it; null while it stands.
    pub(crate) ended_by: Option<String>,
}

/// A hold to be set: on a class, a device or a site.
#[derive(Debug, Deserialize, JsonSchema)]
pub(crate) struct NewHold {
    /// The name of a class.
    #[serde(default)]
    pub(crate) class: Option<String>,
    /// The id of a device.
    #[serde(default)]
    pub(crate) device: Option<String>,
    /// The id of a site.
    #[serde(default)]
    pub(crate) site: Option<String>,
    /// Why, at least 10 characters; no patient.
    pub(crate) reason: String,
}

/// A hold that was set.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct MadeHold {
    /// Its id.
    pub(crate) id: String,
}

/// Its shapes by name.
pub(super) fn each(take: &mut Take<'_>) {
    take("RetentionState", schema_of::<RetentionState>);
    take("NewHold", schema_of::<NewHold>);
    take("MadeHold", schema_of::<MadeHold>);
}
