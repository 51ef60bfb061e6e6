//! What dossiers and sites share: lists, revisions, uploads, and the check that follows each upload.

use super::session::record_bound;
use super::shapes::kept::{AnswerRow, KeptPage, KeptRow, Put, RevisionPage, RevisionRow};
use super::upload;
use crate::guard::{Caller, fault_of};
use crate::problem::Problem;
use crate::rooms::{Answer, Asking, Checked, Refusal};
use crate::state::Shared;
use activities::checks_port::KeptCheck;
use activities::library_port::{Files, Kept, KeptId, KeptKind, Page, Revision, State};
use activities::record_deed::Deed;
use activities::role::Permission;
use activities::store_fault::StoreFault;
use axum::http::StatusCode;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use terms::Lang;

/// Rows of a page when nobody says.
const ROWS: u32 = 50;

/// Rows of a page, at most.
const MOST_ROWS: u32 = 200;

/// Which page is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Paged {
    /// The `next` of the page before.
    #[serde(default)]
    pub(crate) after: String,
    /// At most so many.
    pub(crate) limit: Option<u32>,
}

impl Paged {
    /// At most so many rows.
    pub(super) fn limit(&self) -> u32 {
        self.limit.unwrap_or(ROWS).clamp(1, MOST_ROWS)
    }
}

/// Under which name an upload is kept, and what it follows.
#[derive(Debug, Deserialize)]
pub(crate) struct PutAsked {
    /// The id.
    pub(crate) name: String,
    /// The sequence of the revision that it replaces; 0: nothing is kept yet.
    pub(crate) expected: Option<i64>,
}

/// Which release is asked about.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct ReleaseAsked {
    /// Its id.
    pub(crate) release: Option<String>,
}

/// Either what went wrong with the store, or why a room gives no answer, or that there is nothing.
pub(super) enum Trouble {
    Store(StoreFault),
    Room(Refusal),
    Nothing,
}

impl From<StoreFault> for Trouble {
    fn from(fault: StoreFault) -> Trouble {
        Trouble::Store(fault)
    }
}

impl From<Refusal> for Trouble {
    fn from(refusal: Refusal) -> Trouble {
        Trouble::Room(refusal)
    }
}

impl Trouble {
    /// As the caller is told.
    pub(super) fn problem(self, lang: Lang) -> Problem {
        match self {
            Trouble::Store(fault) => fault_of(&fault, lang),
            Trouble::Room(refusal) => refusal.into(),
            Trouble::Nothing => Problem::not_found(lang),
        }
    }
}

/// The word of a scope for what is kept under an id.
pub(super) fn scope_of(id: &KeptId) -> String {
    match id.kind {
        KeptKind::Dossier => format!("family:{}", id.name),
        KeptKind::Site => format!("site:{}", id.name),
    }
}

fn reading(kind: KeptKind) -> Permission {
    match kind {
        KeptKind::Dossier => Permission::ReadDevices,
        KeptKind::Site => Permission::ReadSites,
    }
}

/// What is kept under this id, when the caller's roles reach it.
pub(super) fn reached(shared: &Shared, caller: &Caller, id: &KeptId) -> Result<Revision, Trouble> {
    if !caller.within(shared.now(), reading(id.kind), &scope_of(id)) {
        return Err(Trouble::Nothing);
    }
    shared.wiring.library.revision(id, State::Now)?.ok_or(Trouble::Nothing)
}

/// A page of what is kept. What the caller's roles do not reach is left out.
pub(super) fn list(shared: &Shared, caller: &Caller, kind: KeptKind, paged: &Paged) -> Result<KeptPage, Trouble> {
    let tenant = caller.user.as_ref().map(|user| user.tenant.as_str()).unwrap_or_default();
    let page = Page { after: &paged.after, limit: paged.limit() };
    let kept = shared.wiring.library.kept(tenant, kind, None, page)?;
    let next =
        (kept.len() as u64 >= u64::from(page.limit)).then(|| kept.last().map(|one| one.id.name.clone())).flatten();
    let mirror = shared.wiring.rooms.mirror();
    let now = shared.now();
    let reached = kept.iter().filter(|one| caller.within(now, reading(kind), &scope_of(&one.id)));
    let items = reached.map(|one| row(shared, one, &mirror, caller.lang)).collect::<Result<_, StoreFault>>()?;
    Ok(KeptPage { items, next })
}

fn row(shared: &Shared, kept: &Kept, mirror: &str, lang: Lang) -> Result<KeptRow, StoreFault> {
    let check = shared.wiring.checks.check(&kept.id, None)?;
    Ok(KeptRow {
        id: kept.id.name.clone(),
        answer: check.map(|check| answer_row(&check, &kept.revision, mirror, lang)),
        revision: revision_row(&kept.revision),
    })
}

/// The last answer as lists show it.
pub(super) fn answer_row(check: &KeptCheck, revision: &Revision, mirror: &str, lang: Lang) -> AnswerRow {
    AnswerRow {
        verdict: check.verdict.clone(),
        verdict_text: verdict_text(&check.verdict, lang),
        at: check.at.to_string(),
        current: check.revision == revision.sequence && check.generation == mirror,
        mirror: check.generation.clone(),
        counts: check.counts.clone(),
    }
}

/// A verdict in words; a word that is none of ours is no all-clear.
pub(super) fn verdict_text(verdict: &str, lang: Lang) -> &'static str {
    match verdict {
        "blocking" => lang.pick("blocking findings", "阻害する所見あり"),
        "undecided" => lang.pick("undecided", "未判断あり"),
        "nothing-blocking" => lang.pick("nothing blocking in what was looked at", "確認した範囲に阻害する所見なし"),
        _ => lang.pick("no answer", "回答不可"),
    }
}

fn revision_row(revision: &Revision) -> RevisionRow {
    RevisionRow {
        sequence: revision.sequence,
        hash: revision.tree.clone(),
        by: revision.by.clone(),
        at: revision.at.to_string(),
    }
}

/// The revisions of one, newest first.
pub(super) fn history(shared: &Shared, caller: &Caller, id: &KeptId, paged: &Paged) -> Result<RevisionPage, Trouble> {
    reached(shared, caller, id)?;
    let before = paged.after.parse().ok();
    let revisions = shared.wiring.library.revisions(id, before, paged.limit())?;
    let full = revisions.len() as u64 >= u64::from(paged.limit());
    let next = full.then(|| revisions.last().map(|last| last.sequence.to_string())).flatten();
    Ok(RevisionPage { items: revisions.iter().map(revision_row).collect(), next })
}

/// Keeps an upload, checks it, and says what was kept.
pub(super) fn put(
    shared: &Shared,
    caller: &Caller,
    kind: KeptKind,
    asked: &PutAsked,
    archive: &[u8],
) -> Result<(StatusCode, Put), Problem> {
    let lang = caller.lang;
    let id = KeptId { tenant: caller.tenant()?, kind, name: asked.name.clone() };
    let changing = match kind {
        KeptKind::Dossier => Permission::AddDevices,
        KeptKind::Site => Permission::ChangeSites,
    };
    if !caller.within(shared.now(), changing, &scope_of(&id)) {
        return Err(Problem::not_permitted(lang, changing.name()));
    }
    let files = upload::files(archive, lang)?;
    check_kind(kind, &files, lang)?;
    keep(shared, caller, &id, asked.expected, files).map_err(|trouble| trouble.problem(lang))
}

fn check_kind(kind: KeptKind, files: &[(String, Vec<u8>)], lang: Lang) -> Result<(), Problem> {
    let needed = match kind {
        KeptKind::Dossier => "device.yaml",
        KeptKind::Site => "site.yaml",
    };
    if files.iter().any(|(name, _)| name == needed) {
        return Ok(());
    }
    Err(Problem::bad_request(
        lang.pick(format!("the archive holds no {needed}"), format!("アーカイブに {needed} がありません")),
        lang.pick(
            "send the folder itself: tar -cf - -C FOLDER .",
            "フォルダそのものを送ってください: tar -cf - -C フォルダ .",
        ),
    ))
}

fn keep(
    shared: &Shared,
    caller: &Caller,
    id: &KeptId,
    expected: Option<i64>,
    files: Vec<(String, Vec<u8>)>,
) -> Result<(StatusCode, Put), Trouble> {
    let by_name: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let put = shared.wiring.library.put(id, expected, &by_name, &caller.by, shared.now())?;
    if put.new {
        let deed = match id.kind {
            KeptKind::Dossier => Deed::DossierPut,
            KeptKind::Site => Deed::SitePut,
        };
        record_bound(shared, &id.tenant, deed, &caller.by, &id.to_string(), &put.revision.tree)?;
    }
    let asking = Asking { now: shared.now(), lang: caller.lang };
    super::decisions::follow_upload(shared, id, &by_name, asking)?;
    let checked = check_files(shared, asking, id.kind, &by_name, None);
    let answer = match checked {
        Ok(mut checked) => {
            checked.check.revision = put.revision.sequence;
            shared.wiring.checks.put_check(id, &checked.check, &checked.findings)?;
            Some(answer_row(&checked.check, &put.revision, &shared.wiring.rooms.mirror(), caller.lang))
        }
        // What cannot be checked is kept all the same, and shown as never checked.
        Err(_) => None,
    };
    let status = if put.new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Put { id: id.name.clone(), revision: revision_row(&put.revision), new: put.new, answer }))
}

/// Checks files in memory.
pub(crate) fn check_files(
    shared: &Shared,
    asking: Asking,
    kind: KeptKind,
    files: &[(&str, &[u8])],
    release: Option<&str>,
) -> Result<Checked, Refusal> {
    let rooms = &shared.wiring.rooms;
    match kind {
        KeptKind::Dossier => rooms.check_device(asking, &*rooms.reader().dossier(files), release),
        KeptKind::Site => rooms.check_site(asking, &*rooms.reader().site(files)),
    }
}

/// The files of the newest revision.
pub(super) fn files(shared: &Shared, id: &KeptId, revision: &Revision) -> Result<Files, StoreFault> {
    shared.wiring.library.files(id, State::Revision(revision.sequence), &|_| true)
}

/// Names with bytes, as the rooms read them.
pub(super) fn by_name(files: &BTreeMap<String, Vec<u8>>) -> Vec<(&str, &[u8])> {
    files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect()
}

/// The answer about the newest revision; the one given within the last minute when nothing has changed since.
pub(super) fn check(
    shared: &Shared,
    caller: &Caller,
    id: &KeptId,
    release: Option<&str>,
) -> Result<Arc<Answer>, Trouble> {
    let revision = reached(shared, caller, id)?;
    let asking = Asking { now: shared.now(), lang: caller.lang };
    let mirror = shared.wiring.rooms.mirror();
    let key = format!(
        "{} {id} {} {} {} {mirror}",
        id.tenant,
        revision.sequence,
        release.unwrap_or_default(),
        caller.lang.tag()
    );
    if let Some(answer) = shared.kept.get(&key, asking.now) {
        return Ok(answer);
    }
    let files = files(shared, id, &revision)?;
    let mut checked = check_files(shared, asking, id.kind, &by_name(&files), release)?;
    if release.is_none() {
        checked.check.revision = revision.sequence;
        shared.wiring.checks.put_check(id, &checked.check, &checked.findings)?;
    }
    let answer = Arc::new(checked.answer);
    shared.kept.put(key, asking.now, Arc::clone(&answer));
    Ok(answer)
}
