//! The published answer of `feeds sync`.

use super::v1::ImportV1;
use serde::Serialize;

/// The answer of `feeds sync`.
#[derive(Serialize)]
pub struct SyncV1 {
    /// `tutela.sync/v1`.
    pub schema: &'static str,
    /// Each feed that was asked for, in the order of feeds.jsonl.
    pub feeds: Vec<SyncedV1>,
}

/// What came of one feed.
#[derive(Serialize)]
pub struct SyncedV1 {
    /// Its name.
    pub name: String,
    /// `taken`, `unchanged` or `refused`; whatever was held stays where it is refused.
    pub outcome: &'static str,
    /// Why it was refused.
    pub error: Option<String>,
    /// What to do about it.
    pub next: Option<String>,
    /// What was taken in.
    pub import: Option<ImportV1>,
}
