//! One SBOM that is offered to a release: tried first, kept when asked to.

use super::added::folder_noting;
use super::kept::{self, Trouble, reached, scope_of};
use super::signing_key::public_of;
use super::{answered, asking};
use crate::credentials::Credentials;
use crate::deciding::Who;
use crate::guard::Caller;
use crate::problem::Problem;
use crate::rooms::Answer;
use crate::sbom_rooms::{SbomJudged, SbomOffered};
use crate::state::Shared;
use activities::library_port::{KeptId, Revision};
use activities::record_deed::Deed;
use activities::role::Permission;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::multipart::MultipartError;
use axum::extract::{FromRequest, Multipart, Path, Query, Request, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use terms::Lang;

/// The longest reason, in bytes.
const LONGEST: usize = 4 << 10;

/// How an SBOM is taken in.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct AddAsked {
    dry_run: Option<bool>,
    release: Option<String>,
    #[serde(default = "product")]
    role: String,
    #[serde(default)]
    file: String,
    #[serde(default)]
    replace: bool,
    expected: Option<i64>,
}

fn product() -> String {
    "product".to_owned()
}

/// An SBOM with what was said with it.
#[derive(Debug, Default)]
struct Sent {
    sbom: Bytes,
    reason: String,
}

/// Says what an SBOM would change, and keeps it where that is asked for.
pub(crate) async fn add(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<AddAsked>,
    headers: HeaderMap,
    request: Request,
) -> Result<Response, Problem> {
    let (lang, id) = (caller.lang, KeptId::dossier(&caller.tenant()?, &id));
    let sent = match read(&shared, request, lang).await {
        Ok(sent) => sent,
        Err(refused) => return Ok(refused),
    };
    if sent.sbom.is_empty() {
        return Err(Problem::bad_request(
            lang.pick("no SBOM was sent", "SBOM が送られていません"),
            lang.pick(
                "send the file as the body, or as the part `sbom` of a form",
                "ファイルを本文、またはフォームの `sbom` として送ってください",
            ),
        ));
    }
    let answer = shared.blocking(move |shared| take(shared, &caller, &id, &asked, &sent)).await?;
    answer.map(|answer| answered(&answer, &headers)).map_err(|trouble| trouble.problem(lang))
}

/// The file alone, or a form with the reason beside it: words travel in the body, an address is written down by every proxy.
async fn read(shared: &Shared, request: Request, lang: Lang) -> Result<Sent, Response> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    if !kind.is_some_and(|kind| kind.trim_start().to_ascii_lowercase().starts_with("multipart/form-data")) {
        let sbom = Bytes::from_request(request, shared).await.map_err(IntoResponse::into_response)?;
        return Ok(Sent { sbom, ..Sent::default() });
    }
    let mut form = Multipart::from_request(request, shared).await.map_err(IntoResponse::into_response)?;
    let (mut sbom, mut reason) = (None, None);
    while let Some(field) = form.next_field().await.map_err(MultipartError::into_response)? {
        let name = field.name().unwrap_or_default().to_owned();
        let bytes = field.bytes().await.map_err(MultipartError::into_response)?;
        match name.as_str() {
            "sbom" if sbom.is_none() => sbom = Some(bytes),
            "reason" if reason.is_none() && bytes.len() <= LONGEST => reason = Some(bytes),
            _ => return Err(bad(lang)),
        }
    }
    let reason = String::from_utf8(reason.unwrap_or_default().to_vec()).map_err(|_| bad(lang))?;
    Ok(Sent { sbom: sbom.unwrap_or_default(), reason })
}

fn bad(lang: Lang) -> Response {
    let problem = Problem::bad_request(
        lang.pick("the form holds something else", "フォームに不明な部分があります"),
        lang.pick(
            format!("its parts are `sbom` and `reason` (UTF-8, up to {LONGEST} bytes), each once"),
            format!("フォームの部分は `sbom` と `reason`（UTF-8、{LONGEST} バイトまで）を 1 つずつです"),
        ),
    );
    problem.into_response()
}

fn take(shared: &Shared, caller: &Caller, id: &KeptId, asked: &AddAsked, sent: &Sent) -> Result<Answer, Trouble> {
    let before = reached(shared, caller, id)?;
    if !caller.within(shared.now(), Permission::AddDevices, &scope_of(id)) {
        return Err(Trouble::Nothing);
    }
    let write = asked.dry_run == Some(false);
    if asked.expected.is_some_and(|expected| expected != before.sequence) {
        return Err(changed(caller.lang).into());
    }
    let user = caller.user.as_ref().ok_or(Trouble::Nothing)?;
    let (public, files) = (public_of(user), kept::files(shared, id, &before)?);
    let offered = SbomOffered {
        files: &files,
        revision: before.sequence,
        release: asked.release.as_deref(),
        role: &asked.role,
        file: &asked.file,
        bytes: &sent.sbom,
        replace: asked.replace,
        reason: sent.reason.trim(),
        write,
        who: Who { login: &user.login, public: &public, elsewhere: Credentials::are_elsewhere(user) },
    };
    let judged = shared.wiring.rooms.judge_sbom(asking(shared, caller), offered)?;
    if write && !judged.same {
        keep(shared, caller, (id, &before), &judged, &sent.sbom)?;
    }
    Ok(judged.answer)
}

fn changed(lang: Lang) -> Problem {
    Problem::conflict(
        lang.pick(
            "the dossier has another revision by now; nothing was written",
            "ドシエはその後更新されているため、何も書き込んでいません",
        ),
        lang.pick("look at what it would change now", "現在の版に対する変更内容をもう一度確認してください"),
    )
}

/// The SBOM and the line of the register in one revision that follows the one judged, then the deed and the check.
fn keep(
    shared: &Shared,
    caller: &Caller,
    (id, before): (&KeptId, &Revision),
    judged: &SbomJudged,
    bytes: &[u8],
) -> Result<(), Trouble> {
    let subject = format!("{id} {}", judged.name);
    let folder = folder_noting(shared, id, (&caller.by, shared.now()), (Deed::SbomAdded, subject));
    let put = folder.take_sbom(before.sequence, (&judged.name, bytes), &judged.fact)?;
    if put.new {
        kept::check_anew(shared, id, &put.revision)?;
    }
    Ok(())
}
