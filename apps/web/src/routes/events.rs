//! What happens now.

use super::{Needs, Route, Shape};
use crate::events;
use axum::routing::get;

/// Its rows.
pub(super) const ROWS: &[Route] = &[Route {
    method: "GET",
    path: "/api/v1/events",
    needs: Needs::SignIn,
    about: "A stream of what happens now: that a list changed, and how far long work of the server is.",
    query: &[],
    takes: Shape::Empty,
    gives: Shape::Text("text/event-stream"),
    answers: || get(events::listen),
}];
