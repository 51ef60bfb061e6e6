//! What the mirror holds.

use super::{answered, asking};
use crate::guard::Caller;
use crate::problem::Problem;
use crate::state::Shared;
use axum::Extension;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

/// The answer of `tutela feeds status`.
pub(crate) async fn show(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asking = asking(&shared, &caller);
    let answer = shared.blocking(move |shared| shared.wiring.rooms.feeds(asking)).await?;
    Ok(answer.map(|answer| answered(answer, &headers))?)
}
