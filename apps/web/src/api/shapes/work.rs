//! The work list and the meaning of codes.

use super::Take;
use crate::openapi::schema_of;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What the caller has to do.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Work {
    /// The moment, RFC 3339.
    pub(crate) as_of: String,
    /// What is to be done, worst first.
    pub(crate) items: Vec<WorkItem>,
    /// Every source with its age: an empty list means little when one of them is stale.
    pub(crate) sources: Vec<WorkSource>,
    /// What the watch has done in the last days, the latest first.
    pub(crate) closed: Vec<WorkClosed>,
}

/// One thing to do.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WorkItem {
    /// Names it for ever.
    pub(crate) id: String,
    /// What kind of work it is.
    pub(crate) kind: &'static str,
    /// In one line.
    pub(crate) title: String,
    /// Why, with coverage and dates.
    pub(crate) detail: String,
    /// The page that it is done on.
    pub(crate) href: String,
    /// When it is due, RFC 3339.
    pub(crate) due: Option<String>,
    /// It asks for today.
    pub(crate) urgent: bool,
    /// `open` or `acknowledged`.
    pub(crate) state: &'static str,
    /// Who acknowledged it.
    pub(crate) seen_by: Option<String>,
    /// When, RFC 3339.
    pub(crate) seen_at: Option<String>,
    /// What the caller may say of it: `acknowledged`, `open`, `done`.
    pub(crate) may: Vec<&'static str>,
    /// Why nobody sets it done by hand, or what to look at before; empty where there is nothing to say.
    pub(crate) done_when: String,
}

/// Work that the watch has done.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WorkClosed {
    /// In one line.
    pub(crate) title: String,
    /// Why it is done.
    pub(crate) reason: String,
    /// When, RFC 3339.
    pub(crate) at: String,
    /// The page that it was done on.
    pub(crate) href: String,
}

/// How an item of work stands now.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct WorkChange {
    /// `open`, `acknowledged` or `done`.
    pub(crate) state: String,
}

/// A source and its age.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct WorkSource {
    /// Its name.
    pub(crate) name: String,
    /// `fresh`, `stale`, `undated`, `future` (dated after now: no age) or `missing`.
    pub(crate) state: &'static str,
    /// Whole days since its own date; `null` when nobody dated it.
    pub(crate) age_days: Option<i64>,
    /// How old it may be: the strictest of the server's limit and the plans of the dossiers that the caller sees.
    pub(crate) limit_days: u32,
    /// The dossier whose plan sets the limit; `null`: the server does.
    pub(crate) limit_of: Option<String>,
}

/// What a code of a finding means.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Card {
    /// The code.
    pub(crate) code: String,
    /// What is wrong.
    pub(crate) what: String,
    /// Why it matters.
    pub(crate) why: String,
    /// What to do.
    pub(crate) next: String,
}

/// Its shapes by name.
pub(super) fn each(take: &mut Take<'_>) {
    take("Work", schema_of::<Work>);
    take("WorkChange", schema_of::<WorkChange>);
    take("Card", schema_of::<Card>);
}
