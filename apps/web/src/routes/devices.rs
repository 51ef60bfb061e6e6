//! Device dossiers.

use super::{Needs, PAGE, PUT, Route, Shape};
use crate::api;
use Needs::One;
use Permission::{AddDevices, ReadDevices};
use Shape::{Answer, Archive, Empty, Json};
use activities::role::Permission;
use axum::routing::{get, post};

const RELEASE: &[(&str, &str)] = &[("release", "id of the release; the newest in support when left out")];

/// Its rows.
pub(super) const ROWS: &[Route] = &[
    Route {
        method: "GET",
        path: "/api/v1/devices",
        needs: One(ReadDevices),
        about: "The device dossiers, with the last answer about each.",
        query: PAGE,
        takes: Empty,
        gives: Json("KeptPage"),
        answers: || get(api::devices::list),
    },
    Route {
        method: "POST",
        path: "/api/v1/devices",
        needs: One(AddDevices),
        about: "Add a dossier or a new revision of one.",
        query: PUT,
        takes: Archive,
        gives: Json("Put"),
        answers: || post(api::devices::put),
    },
    Route {
        method: "GET",
        path: "/api/v1/devices/{id}/check",
        needs: One(ReadDevices),
        about: "Check a dossier: verdict, findings, coverage, sources.",
        query: RELEASE,
        takes: Empty,
        gives: Answer("tutela.check/v1"),
        answers: || get(api::devices::check),
    },
    Route {
        method: "GET",
        path: "/api/v1/devices/{id}/history",
        needs: One(ReadDevices),
        about: "The revisions of a dossier, newest first.",
        query: PAGE,
        takes: Empty,
        gives: Json("RevisionPage"),
        answers: || get(api::devices::history),
    },
];
