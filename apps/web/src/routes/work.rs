//! The work list, "are we hit?" and the meaning of codes.

use super::{Needs, Route, Shape};
use crate::api;
use Needs::{One, SignIn};
use Permission::{ManageUsers, ReadWork};
use Shape::{Answer, Empty, Json};
use activities::role::Permission;
use axum::routing::{get, post};

/// Its rows.
pub(super) const ROWS: &[Route] = &[
    Route {
        method: "GET",
        path: "/api/v1/work",
        needs: One(ReadWork),
        about: "What the caller's roles have to do now.",
        query: &[],
        takes: Empty,
        gives: Json("Work"),
        answers: || get(api::work::list_work),
    },
    Route {
        method: "POST",
        path: "/api/v1/work/{id}",
        needs: One(ReadWork),
        about: "Say that an item of work was seen, or is done; only who holds its role may, or was told of it in their place.",
        query: &[],
        takes: Json("WorkChange"),
        gives: Empty,
        answers: || post(api::work_change::change),
    },
    Route {
        method: "GET",
        path: "/api/v1/upkeep",
        needs: One(ManageUsers),
        about: "What who keeps the accounts has to do now: sources, accounts, messages; no device and no site.",
        query: &[],
        takes: Empty,
        gives: Json("Work"),
        answers: || get(api::upkeep::list),
    },
    Route {
        method: "POST",
        path: "/api/v1/upkeep/{id}",
        needs: One(ManageUsers),
        about: "Say that an item of that list was seen.",
        query: &[],
        takes: Json("WorkChange"),
        gives: Empty,
        answers: || post(api::work_change::change),
    },
    Route {
        method: "GET",
        path: "/api/v1/hit/{id}",
        needs: One(ReadWork),
        about: "Which releases and units one vulnerability touches.",
        query: &[],
        takes: Empty,
        gives: Answer("tutela.hit/v1"),
        answers: || get(api::hit::show),
    },
    Route {
        method: "GET",
        path: "/api/v1/explain/{code}",
        needs: SignIn,
        about: "What a code of a finding means.",
        query: &[],
        takes: Empty,
        gives: Json("Card"),
        answers: || get(api::explain::show),
    },
];
