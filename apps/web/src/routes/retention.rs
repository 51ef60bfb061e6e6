//! Retention and legal holds.

use super::{Needs, Route, Shape};
use crate::api;
use Needs::One;
use Permission::{ManageRetention, ReadLog};
use Shape::{Empty, Json};
use activities::role::Permission;
use axum::routing::{delete, get, post};

/// Its rows.
pub(super) const ROWS: &[Route] = &[
    Route {
        method: "GET",
        path: "/api/v1/retention",
        needs: One(ReadLog),
        about: "How long each class of records is kept, how much would be removed now (nothing is), and the legal holds.",
        query: &[],
        takes: Empty,
        gives: Json("RetentionState"),
        answers: || get(api::retention::show),
    },
    Route {
        method: "POST",
        path: "/api/v1/retention/holds",
        needs: One(ManageRetention),
        about: "Set a legal hold on a class of records, a device or a site: nothing of it is removed while it stands.",
        query: &[],
        takes: Json("NewHold"),
        gives: Json("MadeHold"),
        answers: || post(api::retention::hold),
    },
    Route {
        method: "DELETE",
        path: "/api/v1/retention/holds/{id}",
        needs: One(ManageRetention),
        about: "End a legal hold.",
        query: &[],
        takes: Empty,
        gives: Empty,
        answers: || delete(api::retention::end),
    },
];
