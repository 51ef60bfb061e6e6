//! The log.

use super::Take;
use crate::openapi::schema_of;
use schemars::JsonSchema;
use serde::Serialize;

/// A page of the log.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct LogPage {
    /// Newest first.
    pub(crate) items: Vec<LogRow>,
    /// `after` of the next page.
    pub(crate) next: Option<String>,
    /// Entries in the whole log.
    pub(crate) size: i64,
    /// Every deed there is, on the first page; empty on the others.
    pub(crate) deeds: Vec<DeedRow>,
}

/// A kind of entries.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct DeedRow {
    /// Its name.
    pub(crate) deed: &'static str,
    /// The same in words.
    pub(crate) deed_text: &'static str,
}

/// An entry of the log.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct LogRow {
    /// Its place in the log.
    pub(crate) index: i64,
    /// When, RFC 3339.
    pub(crate) at: String,
    /// The name of the deed.
    pub(crate) deed: String,
    /// The same in words.
    pub(crate) deed_text: String,
    /// The id of the account or token; empty when nobody was signed in, and when it was removed.
    pub(crate) by: String,
    /// Its name then, or that it was removed, and when.
    pub(crate) by_text: String,
    /// What it was done to; empty when that was a person and was removed.
    pub(crate) subject: String,
    /// The same for a person to read.
    pub(crate) subject_text: String,
    /// The hash it is bound to.
    pub(crate) hash: String,
    /// SHA-256 of the leaf (RFC 6962, 2.1).
    pub(crate) leaf: String,
}

/// Its shapes by name.
pub(super) fn each(take: &mut Take<'_>) {
    take("LogPage", schema_of::<LogPage>);
}
