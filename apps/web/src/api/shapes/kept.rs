//! Dossiers and sites as they are kept.

use super::Take;
use crate::openapi::schema_of;
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// A page of dossiers or sites.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct KeptPage {
    /// The rows in the order of their ids.
    pub(crate) items: Vec<KeptRow>,
    /// `after` of the next page; `null` on the last.
    pub(crate) next: Option<String>,
}

/// A dossier or site in a list.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct KeptRow {
    /// The id it is kept under.
    pub(crate) id: String,
    /// Its newest revision.
    pub(crate) revision: RevisionRow,
    /// The last answer about it; `null`: it was never checked, which is no all-clear.
    pub(crate) answer: Option<AnswerRow>,
}

/// The last answer about a dossier or site.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct AnswerRow {
    /// `blocking`, `undecided`, `nothing-blocking` or `no-answer`.
    pub(crate) verdict: String,
    /// The same in words.
    pub(crate) verdict_text: &'static str,
    /// The moment it was given, RFC 3339.
    pub(crate) at: String,
    /// It is about the newest revision, the mirror of now and this day.
    pub(crate) current: bool,
    /// Hash of the mirror's generation; empty when none was held.
    pub(crate) mirror: String,
    /// Counts by name.
    pub(crate) counts: BTreeMap<String, i64>,
}

/// A page of revisions.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RevisionPage {
    /// Newest first.
    pub(crate) items: Vec<RevisionRow>,
    /// `after` of the next page.
    pub(crate) next: Option<String>,
}

/// A revision.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct RevisionRow {
    /// 1 for the first.
    pub(crate) sequence: i64,
    /// SHA-256 over its files.
    pub(crate) hash: String,
    /// The account or token that put it.
    pub(crate) by: String,
    /// Its name; `null` in lists of dossiers and sites.
    pub(crate) by_text: Option<String>,
    /// When, RFC 3339.
    pub(crate) at: String,
}

/// The releases of a dossier.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Releases {
    /// In the order of their ids.
    pub(crate) items: Vec<ReleaseRow>,
    /// UDI device identifiers of the device.
    pub(crate) udi_dis: Vec<String>,
    /// Stage of the device (IMDRF N70): `development`, `support`, `limited-support` or `end-of-support`; `null` when what the
    /// dossier states does not say it.
    pub(crate) stage: Option<&'static str>,
    /// End of life, as stated; `null` when it is not.
    pub(crate) end_of_life: Option<String>,
    /// End of support, as stated; `null` when it is not.
    pub(crate) end_of_support: Option<String>,
}

/// A release of a dossier.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct ReleaseRow {
    /// Its id: the name of its folder.
    pub(crate) id: String,
    /// Names of its files.
    pub(crate) files: Vec<String>,
    /// Where it stands in its life, such as `released`; `null` when its release.yaml does not say it.
    pub(crate) state: Option<&'static str>,
}

/// What was put.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Put {
    /// The id it is kept under.
    pub(crate) id: String,
    /// The revision.
    pub(crate) revision: RevisionRow,
    /// `false`: the newest revision had these very files, and nothing was written.
    pub(crate) new: bool,
    /// The answer about it; `null` when it could not be checked, or is checked later.
    pub(crate) answer: Option<AnswerRow>,
    /// It was kept without being checked; the watch checks it next.
    pub(crate) check_follows: bool,
}

/// Its shapes by name.
pub(super) fn each(take: &mut Take<'_>) {
    take("KeptPage", schema_of::<KeptPage>);
    take("RevisionPage", schema_of::<RevisionPage>);
    take("Releases", schema_of::<Releases>);
    take("Put", schema_of::<Put>);
}
