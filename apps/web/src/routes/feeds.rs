//! The mirror.

use super::{Needs, Route, Shape};
use crate::api;
use Needs::One;
use Permission::{ChangeFeeds, ReadFeeds};
use Shape::{Answer, Empty, File, Json};
use activities::role::Permission;
use axum::routing::{get, post};

/// Its rows.
pub(super) const ROWS: &[Route] = &[
    Route {
        method: "GET",
        path: "/api/v1/feeds",
        needs: One(ReadFeeds),
        about: "What the mirror holds and how old it is.",
        query: &[],
        takes: Empty,
        gives: Answer("tutela.feeds/v1"),
        answers: || get(api::feeds::show),
    },
    Route {
        method: "POST",
        path: "/api/v1/feeds/sync",
        needs: One(ChangeFeeds),
        about: "Fetch every configured feed now, as a job; its progress and end come by /events.",
        query: &[],
        takes: Empty,
        gives: Json("Syncing"),
        answers: || post(api::feeds::sync),
    },
    Route {
        method: "POST",
        path: "/api/v1/feeds/import",
        needs: One(ChangeFeeds),
        about: "Take in a signed bundle of feeds; its key must be trusted on the server already.",
        query: &[],
        takes: File,
        gives: Answer("tutela.import/v1"),
        answers: || post(api::feeds::import),
    },
];
