//! What is asked without a dossier; nothing of it is kept.

use super::shapes::found::ToScore;
use super::{answered, asking};
use crate::guard::Caller;
use crate::problem::Problem;
use crate::rooms;
use crate::state::Shared;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use axum::{Extension, Json};

/// Vectors of one request, at most.
const MOST_VECTORS: usize = 1000;

/// Trees of one request, at most.
const MOST_TREES: usize = 100;

/// The answer of `tutela scan` about one file.
pub(crate) async fn scan(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    file: Bytes,
) -> Result<Response, Problem> {
    let asking = asking(&shared, &caller);
    let answer = shared.blocking(move |shared| shared.wiring.rooms.scan(asking, "sbom", &file)).await?;
    Ok(answer.map(|answer| answered(&answer, &headers))?)
}

/// The answer of `tutela score`.
pub(crate) async fn score(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    Json(asked): Json<ToScore>,
) -> Result<Response, Problem> {
    let (lang, asking) = (caller.lang, asking(&shared, &caller));
    let ToScore { vectors, ssvc, patient_risk } = asked;
    if vectors.len() > MOST_VECTORS || ssvc.len() > MOST_TREES {
        return Err(Problem::bad_request(
            lang.pick(
                format!("more than {MOST_VECTORS} vectors or {MOST_TREES} trees"),
                format!("ベクトルが {MOST_VECTORS} 件、または判断表が {MOST_TREES} 件を超えています"),
            ),
            lang.pick("ask several times", "分けて送ってください"),
        ));
    }
    let asked = rooms::ToScore { vectors, ssvc, patient_risk };
    let answer = shared.blocking(move |shared| shared.wiring.rooms.score(asking, &asked)).await?;
    Ok(answer.map(|answer| answered(&answer, &headers))?)
}
