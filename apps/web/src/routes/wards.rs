//! Wards, and what roles can be for.

use super::{Needs, Route, Shape};
use crate::api;
use Needs::One;
use Permission::{ManageUsers, ReadSites};
use Shape::{Empty, Json};
use activities::role::Permission;
use axum::routing::get;

/// Its rows.
pub(super) const ROWS: &[Route] = &[
    Route {
        method: "GET",
        path: "/api/v1/wards",
        needs: One(ReadSites),
        about: "The wards that one's own roles are for, where they see no more of the site: its check and its units are told of these alone.",
        query: &[],
        takes: Empty,
        gives: Json("Wards"),
        answers: || get(api::wards::own),
    },
    Route {
        method: "GET",
        path: "/api/v1/scopes",
        needs: One(ManageUsers),
        about: "What roles can be for: sites with the wards that their registers name, and dossiers.",
        query: &[],
        takes: Empty,
        gives: Json("Scopes"),
        answers: || get(api::wards::scopes),
    },
];
