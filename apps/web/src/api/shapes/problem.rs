//! What went wrong.

use super::Take;
use crate::openapi::schema_of;
use schemars::JsonSchema;

/// What went wrong.
#[derive(JsonSchema)]
#[expect(dead_code, reason = "describes what `problem::Problem` writes")]
pub(crate) struct ProblemShape {
    /// `about:blank`: the code says which problem it is.
    #[serde(rename = "type")]
    kind: String,
    /// HTTP status.
    status: u16,
    /// Permanent name of the problem.
    code: String,
    /// What went wrong.
    title: String,
    /// What to do next.
    next: String,
    /// What exactly, in English, where the request could not be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    detail: Option<String>,
}

/// Its shapes by name.
pub(super) fn each(take: &mut Take<'_>) {
    take("Problem", schema_of::<ProblemShape>);
}
