//! Drafts of rules, what a change of rules does, what a unit can open, and rules that are taken in.

use super::added::folder;
use super::decisions::changed;
use super::kept::{self, Trouble, reached, scope_of};
use super::{answered, asking};
use crate::guard::Caller;
use crate::network_rooms::{DraftAsked, IsolationAsked, NewRules, ProfileOf, RulesOffered};
use crate::problem::Problem;
use crate::rooms::{Answer, Asking, Refusal, Rooms};
use crate::state::Shared;
use activities::library_port::{KeptId, State as Kept};
use activities::role::Permission;
use activities::site_port::Sites;
use axum::Extension;
use axum::body::Bytes;
use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;
use serde::Deserialize;
use terms::Lang;

/// A draft of rules.
#[derive(Debug, Deserialize)]
pub(crate) struct DraftQuery {
    received: String,
    firewall: String,
    #[serde(default, rename = "for")]
    language: String,
    #[serde(default)]
    with: String,
}

impl DraftQuery {
    fn asked(self) -> DraftAsked {
        let DraftQuery { received, firewall, language, with } = self;
        DraftAsked { received, firewall, language, with: ids(&with) }
    }
}

/// The quarantine of a unit.
#[derive(Debug, Deserialize)]
pub(crate) struct IsolationQuery {
    unit: String,
    firewall: String,
    #[serde(default, rename = "for")]
    language: String,
    #[serde(default)]
    keep: String,
    #[serde(default)]
    stop: String,
    undecided: Option<Undecided>,
}

/// What becomes of flows about which nobody said anything.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Undecided {
    Keep,
}

/// A unit and a firewall.
#[derive(Debug, Deserialize)]
pub(crate) struct ReachQuery {
    unit: String,
    firewall: String,
}

/// Kept rules against a file.
#[derive(Debug, Deserialize)]
pub(crate) struct FileQuery {
    received: String,
    firewall: String,
}

/// Rules that are taken in.
#[derive(Debug, Deserialize)]
pub(crate) struct RulesQuery {
    firewall: String,
    captured_at: String,
    #[serde(default)]
    captured_by: String,
    #[serde(default)]
    configuration: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    file: String,
    dry_run: Option<bool>,
}

/// A dossier that a site received.
#[derive(Debug, Deserialize)]
pub(crate) struct ReceivedQuery {
    received: String,
}

/// Where a MUD file will be published.
#[derive(Debug, Deserialize)]
pub(crate) struct MudQuery {
    url: String,
}

fn ids(text: &str) -> Vec<String> {
    let cut = |letter: char| letter.is_whitespace() || ",;".contains(letter);
    text.split(cut).filter(|id| !id.is_empty()).map(str::to_owned).collect()
}

/// Asks a room about the newest revision of a site.
async fn of_site(
    (shared, caller, headers): (Shared, Caller, HeaderMap),
    id: &str,
    ask: impl FnOnce(&dyn Rooms, Asking, &dyn Sites) -> Result<Answer, Refusal> + Send + 'static,
) -> Result<Response, Problem> {
    let (lang, id) = (caller.lang, KeptId::site(&caller.tenant()?, id));
    let answer = shared.blocking(move |shared| -> Result<Answer, Trouble> {
        let revision = reached(shared, &caller, &id)?;
        let files = shared.wiring.library.files(&id, Kept::Revision(revision.sequence), &|_| true)?;
        let rooms = &*shared.wiring.rooms;
        let site = rooms.reader().site(&kept::by_name(&files));
        Ok(ask(rooms, asking(shared, &caller), &*site)?)
    });
    answer.await?.map(|answer| answered(&answer, &headers)).map_err(|trouble| trouble.problem(lang))
}

/// The answer of `tutela network generate --site`.
pub(crate) async fn generate(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<DraftQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked = asked.asked();
    of_site((shared, caller, headers), &id, move |rooms, asking, site| rooms.generate_rules(asking, site, &asked)).await
}

/// The answer of `tutela network diff`: kept rules against those that would be drafted.
pub(crate) async fn compare_draft(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<DraftQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let asked = asked.asked();
    of_site((shared, caller, headers), &id, move |rooms, asking, site| {
        rooms.compare_rules(asking, site, NewRules::Draft(&asked))
    })
    .await
}

/// The answer of `tutela network diff`: kept rules against a file.
pub(crate) async fn compare_file(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<FileQuery>,
    headers: HeaderMap,
    file: Bytes,
) -> Result<Response, Problem> {
    if file.is_empty() {
        return Err(nothing_sent(caller.lang));
    }
    of_site((shared, caller, headers), &id, move |rooms, asking, site| {
        let FileQuery { received, firewall } = &asked;
        rooms.compare_rules(asking, site, NewRules::File { received, firewall, bytes: &file })
    })
    .await
}

/// The answer of `tutela network isolate`.
pub(crate) async fn isolate(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<IsolationQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    let IsolationQuery { unit, firewall, language, keep, stop, undecided } = asked;
    let keep_undecided = matches!(undecided, Some(Undecided::Keep));
    let asked = IsolationAsked { unit, firewall, language, keep: ids(&keep), stop: ids(&stop), keep_undecided };
    of_site((shared, caller, headers), &id, move |rooms, asking, site| rooms.isolate(asking, site, &asked)).await
}

/// The answer of `tutela network reach`.
pub(crate) async fn reach(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<ReachQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    of_site((shared, caller, headers), &id, move |rooms, asking, site| {
        rooms.reach(asking, site, &asked.unit, &asked.firewall)
    })
    .await
}

/// The answer of `tutela network sheet` for a dossier that a site received.
pub(crate) async fn sheet_at_site(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<ReceivedQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    of_site((shared, caller, headers), &id, move |rooms, asking, site| {
        let profile = site.received_file(&asked.received, PROFILE).map_err(|fault| {
            let [what, next] = fault.say(asking.lang);
            Refusal { what, next }
        })?;
        let dossier = site.received(&asked.received);
        rooms.sheet(asking, ProfileOf { dossier: &*dossier, profile: profile.as_deref() })
    })
    .await
}

/// The file of a dossier that holds its profile.
const PROFILE: &str = "network.yaml";

/// Asks a room about the newest revision of a dossier and its profile.
async fn of_device(
    (shared, caller, headers): (Shared, Caller, HeaderMap),
    id: &str,
    ask: impl FnOnce(&dyn Rooms, Asking, ProfileOf<'_>) -> Result<Answer, Refusal> + Send + 'static,
) -> Result<Response, Problem> {
    let (lang, id) = (caller.lang, KeptId::dossier(&caller.tenant()?, id));
    let answer = shared.blocking(move |shared| -> Result<Answer, Trouble> {
        let revision = reached(shared, &caller, &id)?;
        let files = kept::files(shared, &id, &revision)?;
        let rooms = &*shared.wiring.rooms;
        let dossier = rooms.reader().dossier(&kept::by_name(&files));
        let profile = files.get(PROFILE).map(Vec::as_slice);
        Ok(ask(rooms, asking(shared, &caller), ProfileOf { dossier: &*dossier, profile })?)
    });
    answer.await?.map(|answer| answered(&answer, &headers)).map_err(|trouble| trouble.problem(lang))
}

/// The answer of `tutela network sheet`.
pub(crate) async fn sheet(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    of_device((shared, caller, headers), &id, |rooms, asking, of| rooms.sheet(asking, of)).await
}

/// What `tutela network mud export` writes.
pub(crate) async fn mud(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<MudQuery>,
    headers: HeaderMap,
) -> Result<Response, Problem> {
    of_device((shared, caller, headers), &id, move |rooms, asking, of| rooms.mud(asking, of.profile, &asked.url)).await
}

fn nothing_sent(lang: Lang) -> Problem {
    Problem::bad_request(
        lang.pick("no rules were sent", "規則が送られていません"),
        lang.pick("send the export of the firewall as the body", "ファイアウォールの出力を本文として送ってください"),
    )
}

/// The answer of `tutela site add-rules`; kept where that is asked for.
pub(crate) async fn add(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<RulesQuery>,
    headers: HeaderMap,
    file: Bytes,
) -> Result<Response, Problem> {
    let (lang, id) = (caller.lang, KeptId::site(&caller.tenant()?, &id));
    if file.is_empty() {
        return Err(nothing_sent(lang));
    }
    let answer = shared.blocking(move |shared| take(shared, &caller, &id, &asked, &file)).await?;
    answer.map(|answer| answered(&answer, &headers)).map_err(|trouble| trouble.problem(lang))
}

fn take(shared: &Shared, caller: &Caller, id: &KeptId, asked: &RulesQuery, file: &[u8]) -> Result<Answer, Trouble> {
    let before = reached(shared, caller, id)?;
    if !caller.within(shared.now(), Permission::ChangeSites, &scope_of(id)) {
        return Err(Trouble::Nothing);
    }
    let asking = asking(shared, caller);
    let kept = folder(shared, id, &caller.by, asking.now);
    let own = caller.user.as_ref().map(|user| user.printed_name.clone()).unwrap_or_default();
    let offered = RulesOffered {
        firewall: &asked.firewall,
        captured_at: &asked.captured_at,
        captured_by: if asked.captured_by.trim().is_empty() { &own } else { &asked.captured_by },
        configuration: &asked.configuration,
        language: &asked.language,
        file: if asked.file.is_empty() { "rules.txt" } else { &asked.file },
        bytes: file,
        write: asked.dry_run == Some(false),
    };
    let answer = shared.wiring.rooms.add_rules(asking, &kept, offered)?;
    let after = shared.wiring.library.revision(id, Kept::Now)?.ok_or(Trouble::Nothing)?;
    if offered.write && after.sequence != before.sequence {
        changed(shared, id, asking)?;
    }
    Ok(answer)
}
