//! The mirror.

use super::{Needs, Route, Shape};
use crate::api;
use Needs::One;
use Permission::ReadFeeds;
use Shape::{Answer, Empty};
use activities::role::Permission;
use axum::routing::get;

/// Its rows.
pub(super) const ROWS: &[Route] = &[Route {
    method: "GET",
    path: "/api/v1/feeds",
    needs: One(ReadFeeds),
    about: "What the mirror holds and how old it is.",
    query: &[],
    takes: Empty,
    gives: Answer("tutela.feeds/v1"),
    answers: || get(api::feeds::show),
}];
