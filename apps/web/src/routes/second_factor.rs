//! The second factor: one's own, and what the organisation demands.

use super::{Needs, Route, Shape};
use crate::api;
use Needs::{Begin, One};
use Permission::ManageUsers;
use Shape::{Empty, Json};
use activities::role::Permission;
use axum::routing::{delete, get, post};

/// Its rows.
pub(super) const ROWS: &[Route] = &[
    Route {
        method: "GET",
        path: "/api/v1/second-factor",
        needs: Begin,
        about: "Whether one has a second factor, and whether the organisation demands it.",
        query: &[],
        takes: Empty,
        gives: Json("SecondFactor"),
        answers: || get(api::second_factor::show),
    },
    Route {
        method: "POST",
        path: "/api/v1/second-factor/begin",
        needs: Begin,
        about: "Begin to set up a second factor; the answer holds its secret, once.",
        query: &[],
        takes: Json("Proved"),
        gives: Json("NewSecondFactor"),
        answers: || post(api::second_factor::begin),
    },
    Route {
        method: "POST",
        path: "/api/v1/second-factor/confirm",
        needs: Begin,
        about: "Type its first code: from now on it is asked for. Every other session ends.",
        query: &[],
        takes: Json("FirstCode"),
        gives: Json("RecoveryCodes"),
        answers: || post(api::second_factor::confirm),
    },
    Route {
        method: "POST",
        path: "/api/v1/second-factor/recovery-codes",
        needs: Begin,
        about: "Make new recovery codes; those of before count no more.",
        query: &[],
        takes: Json("Proved"),
        gives: Json("RecoveryCodes"),
        answers: || post(api::second_factor::renew_codes),
    },
    Route {
        method: "POST",
        path: "/api/v1/second-factor/off",
        needs: Begin,
        about: "Switch off one's own second factor.",
        query: &[],
        takes: Json("Proved"),
        gives: Empty,
        answers: || post(api::second_factor::off),
    },
    Route {
        method: "DELETE",
        path: "/api/v1/users/{id}/second-factor",
        needs: One(ManageUsers),
        about: "Take away the second factor of somebody who lost it; their sessions end at once.",
        query: &[],
        takes: Empty,
        gives: Empty,
        answers: || delete(api::second_factor::reset),
    },
    Route {
        method: "POST",
        path: "/api/v1/organisation/second-factor",
        needs: One(ManageUsers),
        about: "Demand a second factor of everybody in this organisation, or no longer.",
        query: &[],
        takes: Json("Demand"),
        gives: Empty,
        answers: || post(api::second_factor::demand),
    },
];
