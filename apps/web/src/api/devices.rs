//! Device dossiers.

use super::kept::{self, Paged, PutAsked, ReleaseAsked};
use super::shapes::kept::{KeptPage, Put, RevisionPage};
use crate::guard::Caller;
use crate::problem::Problem;
use crate::state::Shared;
use activities::library_port::{KeptId, KeptKind};
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::{Extension, Json};

/// All of them, page by page.
pub(crate) async fn list(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Query(paged): Query<Paged>,
) -> Result<Json<KeptPage>, Problem> {
    let lang = caller.lang;
    let page = shared.blocking(move |shared| kept::list(shared, &caller, KeptKind::Dossier, &paged)).await?;
    page.map(Json).map_err(|trouble| trouble.problem(lang))
}

/// Adds one, or a revision of one.
pub(crate) async fn put(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Query(asked): Query<PutAsked>,
    archive: Bytes,
) -> Result<(StatusCode, Json<Put>), Problem> {
    let put = shared.blocking(move |shared| kept::put(shared, &caller, KeptKind::Dossier, &asked, &archive)).await?;
    put.map(|(status, put)| (status, Json(put)))
}

/// The answer of `tutela check`.
pub(crate) async fn check(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<ReleaseAsked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (lang, id) = (caller.lang, KeptId::dossier(&caller.tenant()?, &id));
    let answer = shared.blocking(move |shared| kept::check(shared, &caller, &id, asked.release.as_deref())).await?;
    answer.map(|answer| answer.respond(&headers)).map_err(|trouble| trouble.problem(lang))
}

/// Its revisions.
pub(crate) async fn history(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(paged): Query<Paged>,
) -> Result<Json<RevisionPage>, Problem> {
    let (lang, id) = (caller.lang, KeptId::dossier(&caller.tenant()?, &id));
    let page = shared.blocking(move |shared| kept::history(shared, &caller, &id, &paged)).await?;
    page.map(Json).map_err(|trouble| trouble.problem(lang))
}
