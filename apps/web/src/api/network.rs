//! The proof of a firewall.

use super::kept::{self, Trouble, reached};
use super::{answered, asking};
use crate::guard::Caller;
use crate::problem::Problem;
use crate::rooms::Answer;
use crate::state::Shared;
use activities::library_port::{KeptId, State as Kept};
use axum::Extension;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;

/// What is held against what.
#[derive(Debug, Deserialize)]
pub(crate) struct ProofAsked {
    received: String,
    firewall: String,
}

/// The answer of `tutela network verify --site`.
pub(crate) async fn verify(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<ProofAsked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (lang, id) = (caller.lang, KeptId::site(&caller.tenant()?, &id));
    let answer = shared.showing(move |shared| proof(shared, &caller, &id, &asked)).await?;
    answer.map(|answer| answered(&answer, &headers)).map_err(|trouble| trouble.problem(lang))
}

fn proof(shared: &Shared, caller: &Caller, id: &KeptId, asked: &ProofAsked) -> Result<Answer, Trouble> {
    let revision = reached(shared, caller, id)?;
    let files = shared.wiring.library.files(id, Kept::Revision(revision.sequence), &|_| true)?;
    let rooms = &shared.wiring.rooms;
    let site = rooms.reader().site(&kept::by_name(&files));
    Ok(rooms.verify_network(asking(shared, caller), &*site, &asked.received, &asked.firewall)?)
}
