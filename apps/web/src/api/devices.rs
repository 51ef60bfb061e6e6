//! Device dossiers.

use super::kept::{self, HistoryAsked, Paged, PutAsked, ReleaseAsked, Trouble, reached};
use super::shapes::kept::{Put, RevisionPage};
use super::{answered, asking};
use crate::guard::Caller;
use crate::problem::Problem;
use crate::rooms::{Answer, Asking, Refusal, Rooms};
use crate::state::Shared;
use activities::dossier_port::Dossiers;
use activities::library_port::{KeptId, KeptKind};
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::{Extension, Json};
use serde::Deserialize;
use std::sync::Arc;

/// Which releases are compared.
#[derive(Debug, Deserialize)]
pub(crate) struct DiffAsked {
    from: String,
    to: String,
}

/// All of them, page by page.
pub(crate) async fn list(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Query(paged): Query<Paged>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let ready = kept::list_ready(&shared, caller, KeptKind::Dossier, paged).await?;
    Ok(ready.respond(&headers))
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
    let answer = match asked.as_of {
        None => kept::check_ready(&shared, caller, id, asked.release).await?,
        Some(as_of) => {
            let then = move |shared: &Shared| {
                kept::check_then(shared, &caller, &id, (asked.release.as_deref(), as_of)).map(Arc::new)
            };
            shared.blocking(then).await?
        }
    };
    answer.map(|answer| answer.respond(&headers)).map_err(|trouble| trouble.problem(lang))
}

/// Its revisions.
pub(crate) async fn history(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<HistoryAsked>,
) -> Result<Json<RevisionPage>, Problem> {
    let (lang, id) = (caller.lang, KeptId::dossier(&caller.tenant()?, &id));
    let page = shared.showing(move |shared| kept::history(shared, &caller, &id, &asked)).await?;
    page.map(Json).map_err(|trouble| trouble.problem(lang))
}

/// The answer of `tutela sbom diff` for two releases.
pub(crate) async fn diff(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<DiffAsked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (lang, id) = (caller.lang, KeptId::dossier(&caller.tenant()?, &id));
    let answer = shared.showing(move |shared| {
        of_newest(shared, &caller, &id, |rooms, asking, dossier| {
            rooms.sbom_diff(asking, dossier, &asked.from, &asked.to)
        })
    });
    answer.await?.map(|answer| answered(&answer, &headers)).map_err(|trouble| trouble.problem(lang))
}

/// The answer of `tutela sbom quality` for a release.
pub(crate) async fn quality(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<ReleaseAsked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (lang, id) = (caller.lang, KeptId::dossier(&caller.tenant()?, &id));
    let answer = shared.showing(move |shared| {
        of_newest(shared, &caller, &id, |rooms, asking, dossier| {
            rooms.sbom_quality(asking, dossier, asked.release.as_deref())
        })
    });
    answer.await?.map(|answer| answered(&answer, &headers)).map_err(|trouble| trouble.problem(lang))
}

/// Asks a room about the newest revision.
pub(super) fn of_newest(
    shared: &Shared,
    caller: &Caller,
    id: &KeptId,
    ask: impl FnOnce(&dyn Rooms, Asking, &dyn Dossiers) -> Result<Answer, Refusal>,
) -> Result<Answer, Trouble> {
    let revision = reached(shared, caller, id)?;
    let files = kept::files(shared, id, &revision)?;
    let rooms = &*shared.wiring.rooms;
    let dossier = rooms.reader().dossier(&kept::by_name(&files));
    Ok(ask(rooms, asking(shared, caller), &*dossier)?)
}
