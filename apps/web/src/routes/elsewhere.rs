//! Signing in elsewhere, and wider access in an emergency.

use super::{Needs, Route, Shape};
use crate::api;
use Needs::{Nothing, One};
use Permission::ReadSites;
use Shape::{Empty, Forward, Json};
use activities::role::Permission;
use axum::routing::{delete, get, post};

/// Its rows.
pub(super) const ROWS: &[Route] = &[
    Route {
        method: "GET",
        path: "/api/v1/oidc/begin",
        needs: Nothing,
        about: "Send the browser to the identity provider.",
        query: &[("again", "anything: to prove again who one is, before signing")],
        takes: Empty,
        gives: Forward,
        answers: || get(api::oidc::begin),
    },
    Route {
        method: "GET",
        path: "/api/v1/oidc/callback",
        needs: Nothing,
        about: "Where the identity provider sends the browser back to.",
        query: &[("code", "what the token is asked for with"), ("state", "as it went out")],
        takes: Empty,
        gives: Forward,
        answers: || get(api::oidc::callback),
    },
    Route {
        method: "POST",
        path: "/api/v1/emergency",
        needs: One(ReadSites),
        about: "Take wider access in an emergency, with a reason and for a limited time; it is logged and others are told.",
        query: &[],
        takes: Json("NewEmergency"),
        gives: Json("Emergency"),
        answers: || post(api::emergency::begin),
    },
    Route {
        method: "DELETE",
        path: "/api/v1/emergency",
        needs: One(ReadSites),
        about: "End it.",
        query: &[],
        takes: Empty,
        gives: Empty,
        answers: || delete(api::emergency::end),
    },
];
