//! Documents that come and go: SBOMs to be read, packages to be verified, decisions as VEX.

use super::added::folder;
use super::decisions::{changed, decisions_of, follow, note_author};
use super::kept::{ReleaseAsked, Trouble, reached, scope_of};
use super::session::record_bound;
use super::{answered, asking};
use crate::guard::Caller;
use crate::paper_rooms::{ExportForm, StatementsOffered};
use crate::problem::Problem;
use crate::rooms::Answer;
use crate::session::hex;
use crate::state::Shared;
use activities::library_port::{KeptId, State as Kept};
use activities::record_deed::Deed;
use activities::role::Permission;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use sha2::{Digest, Sha256};

/// Who may let out what is only claimed.
const APPROVING: [Permission; 2] = [Permission::Decide, Permission::Approve];

/// Decisions for others.
#[derive(Debug, Deserialize)]
pub(crate) struct ExportQuery {
    #[serde(default = "openvex")]
    form: String,
    release: Option<String>,
    #[serde(default)]
    claimed: bool,
}

fn openvex() -> String {
    "openvex".to_owned()
}

/// Statements of others.
#[derive(Debug, Deserialize)]
pub(crate) struct ImportQuery {
    release: Option<String>,
    #[serde(default)]
    file: String,
    dry_run: Option<bool>,
}

/// A key that is trusted.
#[derive(Debug, Deserialize)]
pub(crate) struct VerifyQuery {
    #[serde(default)]
    trust: String,
}

/// The answer of `tutela sbom show` for a release.
pub(crate) async fn sbom(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<ReleaseAsked>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (lang, id) = (caller.lang, KeptId::dossier(&caller.tenant()?, &id));
    let answer = shared.blocking(move |shared| {
        super::devices::of_newest(shared, &caller, &id, |rooms, asking, dossier| {
            rooms.sbom_show(asking, dossier, asked.release.as_deref())
        })
    });
    answer.await?.map(|answer| answered(&answer, &headers)).map_err(|trouble| trouble.problem(lang))
}

/// The answer of `tutela package verify`; nothing is kept.
pub(crate) async fn verify(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Query(asked): Query<VerifyQuery>,
    headers: HeaderMap,
    package: Bytes,
) -> Result<Response, Problem> {
    let asking = asking(&shared, &caller);
    let verified = shared.blocking(move |shared| shared.wiring.rooms.verify_package(asking, &package, &asked.trust));
    Ok(verified.await?.map(|answer| answered(&answer, &headers))?)
}

/// What `tutela triage export` writes.
pub(crate) async fn export(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<ExportQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let (lang, id) = (caller.lang, KeptId::dossier(&caller.tenant()?, &id));
    // What nobody approved leaves the house by the hand of who decides.
    if asked.claimed && !APPROVING.iter().any(|one| caller.may.contains(one)) {
        return Err(Problem::not_permitted(lang, Permission::Decide.name()));
    }
    let answer = shared.blocking(move |shared| -> Result<Answer, Trouble> {
        let form = ExportForm { name: &asked.form, claimed: asked.claimed };
        let answer = super::devices::of_newest(shared, &caller, &id, |rooms, asking, dossier| {
            rooms.export_decisions(asking, dossier, asked.release.as_deref(), form)
        })?;
        let claimed = if asked.claimed { " claimed" } else { "" };
        let (subject, hash) = (format!("{id} {}{claimed}", asked.form), hex(&Sha256::digest(&answer.json)));
        record_bound(shared, &id.tenant, Deed::Exported, &caller.by, &subject, &hash)?;
        Ok(answer)
    });
    answer.await?.map(|answer| answered(&answer, &headers)).map_err(|trouble| trouble.problem(lang))
}

/// The answer of `tutela triage import`; decisions are appended where that is asked for.
pub(crate) async fn import(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<ImportQuery>,
    headers: HeaderMap,
    document: Bytes,
) -> Result<Response, Problem> {
    let (lang, id) = (caller.lang, KeptId::dossier(&caller.tenant()?, &id));
    let answer = shared.blocking(move |shared| take(shared, &caller, &id, &asked, &document)).await?;
    answer.map(|answer| answered(&answer, &headers)).map_err(|trouble| trouble.problem(lang))
}

/// What is taken waits for a second person as every decision does.
fn take(shared: &Shared, caller: &Caller, id: &KeptId, asked: &ImportQuery, bytes: &[u8]) -> Result<Answer, Trouble> {
    let before = reached(shared, caller, id)?;
    if !caller.within(shared.now(), Permission::Decide, &scope_of(id)) {
        return Err(Trouble::Nothing);
    }
    let asking = asking(shared, caller);
    let held = decisions_of(shared, id, asking)?;
    let name = if asked.file.is_empty() { "vex" } else { &asked.file };
    let write = asked.dry_run == Some(false);
    let offered = StatementsOffered { name, bytes, release: asked.release.as_deref(), write };
    let dossier = folder(shared, id, &caller.by, asking.now);
    let answer = shared.wiring.rooms.import_decisions(asking, &dossier, offered)?;
    let after = shared.wiring.library.revision(id, Kept::Now)?.ok_or(Trouble::Nothing)?;
    if write && after.sequence != before.sequence {
        changed(shared, id, asking)?;
        let known = |sha256: &str| held.iter().any(|one| one.sha256 == sha256);
        let now = decisions_of(shared, id, asking)?;
        let new = || now.iter().filter(|one| !known(&one.sha256));
        for one in new() {
            note_author(shared, id, &one.sha256, &caller.by, asking.now)?;
            record_bound(
                shared,
                &id.tenant,
                Deed::DecisionTaken,
                &caller.by,
                &format!("{id} {}", one.sha256),
                &after.tree,
            )?;
        }
        follow(shared, id, new().filter(|one| one.waits), asking.now)?;
    }
    Ok(answer)
}
