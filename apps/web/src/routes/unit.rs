//! One installed unit.

use super::{Needs, Route, Shape};
use crate::api;
use Needs::One;
use Permission::{ChangeSites, ReadSites};
use Shape::{Answer, Empty, Json};
use activities::role::Permission;
use axum::routing::{get, post};

/// Its rows.
pub(super) const ROWS: &[Route] = &[
    Route {
        method: "GET",
        path: "/api/v1/sites/{id}/units/{unit}",
        needs: One(ReadSites),
        about: "One installed unit: what stands against it, what its maker has released since, what was said of it.",
        query: &[],
        takes: Empty,
        gives: Answer("tutela.unit/v1"),
        answers: || get(api::unit::show),
    },
    Route {
        method: "POST",
        path: "/api/v1/sites/{id}/units/{unit}",
        needs: One(ChangeSites),
        about: "Record what was done at a unit: the version it runs, or why it cannot be brought to one. 409 when it was changed meanwhile.",
        query: &[],
        takes: Json("UnitRecord"),
        gives: Answer("tutela.unit/v1"),
        answers: || post(api::unit::record),
    },
];
