//! What a code of a finding means.

use super::shapes::work::Card;
use crate::guard::Caller;
use crate::problem::Problem;
use crate::state::Shared;
use axum::extract::{Path, State};
use axum::{Extension, Json};

/// Its card. A code has a slash in it, which an address carries as `%2F`.
pub(crate) async fn show(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(code): Path<String>,
) -> Result<Json<Card>, Problem> {
    let Some([what, why, next]) = shared.wiring.rooms.explain(caller.lang, &code) else {
        return Err(Problem::not_found(caller.lang));
    };
    Ok(Json(Card { code, what, why, next }))
}
