//! Fetching feeds.

use super::Take;
use crate::openapi::schema_of;
use schemars::JsonSchema;
use serde::Serialize;

/// What came of asking for feeds.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Syncing {
    /// A job was added; `false`: one was asked for in this minute already.
    pub(crate) queued: bool,
}

/// Its shapes by name.
pub(super) fn each(take: &mut Take<'_>) {
    take("Syncing", schema_of::<Syncing>);
}
