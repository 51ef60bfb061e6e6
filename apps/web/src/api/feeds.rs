//! What the mirror holds.

use super::kept::Trouble;
use super::session::record_bound;
use super::shapes::feeds::Syncing;
use super::{answered, asking};
use crate::events::Progress;
use crate::guard::Caller;
use crate::problem::Problem;
use crate::rooms::Answer;
use crate::session::hex;
use crate::state::Shared;
use activities::record_deed::Deed;
use activities::role::Permission;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::Response;
use axum::{Extension, Json};
use sha2::{Digest, Sha256};

/// The answer of `tutela feeds status`.
pub(crate) async fn show(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asking = asking(&shared, &caller);
    let answer = shared.blocking(move |shared| shared.wiring.rooms.feeds(asking)).await?;
    Ok(answer.map(|answer| answered(&answer, &headers))?)
}

/// Asks for every configured feed to be fetched now; one job a minute, whoever asks.
pub(crate) async fn sync(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<(StatusCode, Json<Syncing>), Problem> {
    let (lang, tenant) = (caller.lang, caller.tenant()?);
    let added = shared.blocking(move |shared| -> Result<bool, Trouble> {
        let added = crate::tell::sync_now(shared)?;
        if added {
            record_bound(shared, &tenant, Deed::FeedsAskedFor, &caller.by, "feeds", "")?;
        }
        Ok(added)
    });
    let queued = added.await?.map_err(|trouble| trouble.problem(lang))?;
    Ok((StatusCode::ACCEPTED, Json(Syncing { queued })))
}

/// Takes in a signed bundle, and says in the log who did.
pub(crate) async fn import(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    headers: HeaderMap,
    bundle: Bytes,
) -> Result<Response, Problem> {
    let (lang, tenant, asking) = (caller.lang, caller.tenant()?, asking(&shared, &caller));
    let answer = shared.blocking(move |shared| -> Result<Answer, Trouble> {
        let size = bundle.len() as u64;
        let tell = |done, state| {
            let total = Some(size);
            let progress = Progress { id: "import", kind: "import", label: "", done, total, unit: "bytes", state };
            shared.hub.progress(&tenant, Permission::ReadFeeds, &progress);
        };
        tell(0, "running");
        let answer = shared.wiring.rooms.import_feeds(asking, &bundle);
        tell(size, if answer.is_ok() { "done" } else { "failed" });
        let answer = answer?;
        let hash = hex(&Sha256::digest(&bundle));
        record_bound(shared, &tenant, Deed::FeedsImported, &caller.by, "feeds", &hash)?;
        Ok(answer)
    });
    answer.await?.map(|answer| answered(&answer, &headers)).map_err(|trouble| trouble.problem(lang))
}
