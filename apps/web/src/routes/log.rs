//! The tamper-evident log.

use super::{Needs, PAGE, Route, Shape};
use crate::api;
use Needs::{One, SignIn};
use Permission::ReadLog;
use Shape::{Answer, Empty, Json, Lines};
use activities::role::Permission;
use axum::routing::get;

/// What may follow the `?` of the log.
const LOG: &[(&str, &str)] = &[
    PAGE[0],
    PAGE[1],
    ("deed", "only of this deed, such as decision-taken"),
    ("subject", "only those whose subject or hash holds these words, such as dossier/pump, a decision or a name"),
];

/// Its rows.
pub(super) const ROWS: &[Route] = &[
    Route {
        method: "GET",
        path: "/api/v1/log",
        needs: One(ReadLog),
        about: "The log of this organisation, newest first, with the newest checkpoint.",
        query: LOG,
        takes: Empty,
        gives: Json("LogPage"),
        answers: || get(api::log::list),
    },
    Route {
        method: "GET",
        path: "/api/v1/log/export",
        needs: One(ReadLog),
        about: "The log as evidence, for `tutela log verify`: one's own entries whole, hashes of all others.",
        query: &[],
        takes: Empty,
        gives: Lines,
        answers: || get(api::log::evidence),
    },
    Route {
        method: "GET",
        path: "/api/v1/log/key",
        needs: SignIn,
        about: "The key that the signatures of the log are checked with.",
        query: &[],
        takes: Empty,
        gives: Answer("tutela.public-key/v1"),
        answers: || get(api::log::key),
    },
];
