//! What dossiers and sites share: lists, revisions, uploads, and the check that follows each upload.

use super::added::{deed, noted};
use super::as_of::{AsOf, reached_then};
use super::findings::spoken;
use super::listed::{LISTED_FOR, listed};
use super::shapes::kept::{AnswerRow, KeptPage, KeptRow, Put, RevisionPage, RevisionRow};
use super::upload;
use crate::guard::{Caller, fault_of};
use crate::problem::Problem;
use crate::ready::Ready;
use crate::rooms::{Asking, Checked, LIMIT, Refusal};
use crate::state::Shared;
use crate::wards::{Reach, reach, seen};
use crate::watch::{keep_check, soon};
use activities::checks_port::{KeptCheck, Picked};
use activities::library_port::{Along, Files, Kept, KeptId, KeptKind, NewRevision, Page, Revision, State};
use activities::record_deed::PROGRAM;
use activities::role::Permission;
use activities::store_fault::{StoreFault, StoreFaultKind};
use axum::http::StatusCode;
use serde::Deserialize;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::Arc;
use terms::{Instant, Lang};

/// Rows of a page when nobody says.
const ROWS: u32 = 50;

/// Rows of a page, at most.
const MOST_ROWS: u32 = 200;

/// How long an answer is shown again while files, mirror and day stay the same, in milliseconds: its own `as_of` says when
/// it was made.
const SHOWN_FOR: i64 = 24 * 3_600_000;

/// Which page is asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Paged {
    /// The `next` of the page before.
    #[serde(default)]
    pub(crate) after: String,
    /// At most so many.
    #[serde(default)]
    pub(crate) limit: Rows,
}

/// How many rows a page has at most; a number that no page has is refused.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(try_from = "u32")]
pub(crate) struct Rows(u32);

impl Rows {
    /// As a count.
    pub(super) fn count(self) -> usize {
        self.0 as usize
    }
}

impl Default for Rows {
    fn default() -> Rows {
        Rows(ROWS)
    }
}

impl TryFrom<u32> for Rows {
    type Error = String;

    fn try_from(rows: u32) -> Result<Rows, String> {
        if (1..=MOST_ROWS).contains(&rows) { Ok(Rows(rows)) } else { Err(format!("limit is 1 to {MOST_ROWS}")) }
    }
}

/// Whether each word stands in one of the texts, in capitals or not.
pub(super) fn holds_words<'t>(texts: impl Iterator<Item = &'t str>, words: &str) -> bool {
    let whole = texts.collect::<Vec<_>>().join("\n").to_lowercase();
    words.to_lowercase().split_whitespace().all(|word| whole.contains(word))
}

impl Paged {
    /// At most so many rows.
    pub(super) fn limit(&self) -> u32 {
        self.limit.0
    }
}

/// Under which name an upload is kept, and what it follows.
#[derive(Debug, Deserialize)]
pub(crate) struct PutAsked {
    /// The id.
    pub(crate) name: String,
    /// The sequence of the revision that it replaces; 0: nothing is kept yet.
    pub(crate) expected: Option<i64>,
    /// When it is checked.
    #[serde(default)]
    pub(crate) check: CheckAt,
}

/// When what was put is checked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum CheckAt {
    /// Before the caller is answered.
    #[default]
    Now,
    /// By the watch, next of all: the caller is answered as soon as it is kept.
    Later,
}

/// Which release is asked about.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct ReleaseAsked {
    /// Its id.
    pub(crate) release: Option<String>,
    /// When.
    pub(crate) as_of: Option<AsOf>,
}

/// Which revisions are asked for.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct HistoryAsked {
    #[serde(default)]
    after: String,
    #[serde(default)]
    limit: Rows,
    as_of: Option<AsOf>,
}

impl From<Paged> for HistoryAsked {
    fn from(Paged { after, limit }: Paged) -> HistoryAsked {
        HistoryAsked { after, limit, as_of: None }
    }
}

/// Either what went wrong with the store, or why a room gives no answer, or that there is nothing.
pub(crate) enum Trouble {
    Store(StoreFault),
    Room(Refusal),
    Nothing,
    Said(Box<Problem>),
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

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Trouble {
        Trouble::Said(Box::new(problem))
    }
}

impl Trouble {
    /// As the caller is told.
    pub(super) fn problem(self, lang: Lang) -> Problem {
        match self {
            Trouble::Store(fault) => fault_of(&fault, lang),
            Trouble::Room(refusal) => refusal.into(),
            Trouble::Nothing => Problem::not_found(lang),
            Trouble::Said(problem) => *problem,
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

pub(super) fn reading(kind: KeptKind) -> Permission {
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

/// A page as it was made a moment ago, or anew.
pub(super) async fn list_ready(
    shared: &Shared,
    caller: Caller,
    kind: KeptKind,
    paged: Paged,
) -> Result<Arc<Ready>, Problem> {
    let (lang, now) = (caller.lang, shared.now());
    // Whether an answer is of now depends on these two.
    let (mirror, day) = (shared.wiring.rooms.mirror(), now.day());
    let key = format!("list {} {} {paged:?} {mirror} {day} {}", caller.tenant()?, kind.word(), seen_by(&caller, now));
    let make = move |shared: &Shared| Ok(serde_json::to_vec(&list(shared, &caller, kind, &paged)?).unwrap_or_default());
    listed(shared, (key, LISTED_FOR), lang, make).await
}

/// Everything about a caller that a list depends on.
pub(super) fn seen_by(caller: &Caller, now: Instant) -> String {
    let emergency = caller.emergency(now).is_some();
    let held = (caller.lang.tag(), caller.user.as_ref().map(|user| &user.roles), &caller.may, emergency);
    format!("{} {held:?}", caller.by)
}

/// A page of what is kept. What the caller's roles do not reach is left out.
pub(super) fn list(shared: &Shared, caller: &Caller, kind: KeptKind, paged: &Paged) -> Result<KeptPage, Trouble> {
    let tenant = caller.user.as_ref().map(|user| user.tenant.as_str()).unwrap_or_default();
    let page = Page { after: &paged.after, limit: paged.limit() };
    let kept = shared.wiring.checks.kept_with_checks(tenant, kind, Picked::All, page)?;
    let full = kept.len() as u64 >= u64::from(page.limit);
    let next = full.then(|| kept.last().map(|(one, _)| one.id.name.clone())).flatten();
    let mirror = shared.wiring.rooms.mirror();
    let now = shared.now();
    let reached = kept.iter().filter(|(one, _)| caller.within(now, reading(kind), &scope_of(&one.id)));
    let items = reached.map(|(one, check)| row(one, check.as_ref(), (&mirror, now), caller.lang)).collect();
    Ok(KeptPage { items, next })
}

fn row(kept: &Kept, check: Option<&KeptCheck>, of_now: (&str, Instant), lang: Lang) -> KeptRow {
    KeptRow {
        id: kept.id.name.clone(),
        answer: check.map(|check| answer_row(check, &kept.revision, of_now, lang)),
        revision: revision_row(&kept.revision),
    }
}

/// The last answer as lists show it. One of another day is not of now: its sources have grown older since.
pub(super) fn answer_row(
    check: &KeptCheck,
    revision: &Revision,
    (mirror, now): (&str, Instant),
    lang: Lang,
) -> AnswerRow {
    AnswerRow {
        verdict: check.verdict.clone(),
        verdict_text: verdict_text(&check.verdict, lang),
        at: check.at.to_string(),
        current: is_current(check, revision.sequence, mirror, now),
        // What stands after the point is program and settings.
        mirror: check.generation.split('.').next().unwrap_or_default().to_owned(),
        counts: check
            .counts
            .iter()
            .filter(|(name, _)| !name.starts_with(LIMIT))
            .map(|(name, count)| (name.clone(), *count))
            .collect(),
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
        by_text: None,
        at: revision.at.to_string(),
    }
}

/// The revisions of one, newest first.
pub(super) fn history(
    shared: &Shared,
    caller: &Caller,
    id: &KeptId,
    asked: &HistoryAsked,
) -> Result<RevisionPage, Trouble> {
    let then = reached_then(shared, caller, id, asked.as_of)?;
    let later = then.at.map(|_| then.revision.sequence + 1);
    let before = asked.after.parse().ok().into_iter().chain(later).min();
    let revisions = shared.wiring.library.revisions(id, before, asked.limit.0)?;
    let full = revisions.len() as u64 >= u64::from(asked.limit.0);
    let next = full.then(|| revisions.last().map(|last| last.sequence.to_string())).flatten();
    let mut names = BTreeMap::new();
    let mut items = Vec::with_capacity(revisions.len());
    for revision in &revisions {
        let name = match names.get(&revision.by) {
            Some(name) => String::clone(name),
            None => name_of(shared, &id.tenant, &revision.by, caller.lang)?,
        };
        names.insert(revision.by.clone(), name.clone());
        items.push(RevisionRow { by_text: Some(name), ..revision_row(revision) });
    }
    Ok(RevisionPage { items, next })
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
    let (mut files, mut kept) = (Some(files), None);
    // Files, log, answer and work come to the disk with one wait.
    let durable = shared.wiring.library.together(&mut || {
        kept = files.take().map(|files| keep(shared, caller, &id, asked, files));
    });
    durable.map_err(|fault| fault_of(&fault, lang))?;
    kept.ok_or_else(|| Problem::internal(lang))?.map_err(|trouble| trouble.problem(lang))
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
    asked: &PutAsked,
    files: Vec<(String, Vec<u8>)>,
) -> Result<(StatusCode, Put), Trouble> {
    let by_name: Vec<(&str, &[u8])> = files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect();
    let new = NewRevision {
        id,
        expected: asked.expected,
        files: &by_name,
        others_stay: false,
        by: &caller.by,
        at: shared.now(),
    };
    let later = asked.check == CheckAt::Later;
    let (put, jobs) = shared.wiring.library.put_along(&new, &|revision| along(shared, caller, id, revision, later))?;
    super::decisions::follow_upload(shared, caller, id, &by_name)?;
    let of_now = (&*shared.wiring.rooms.mirror(), shared.now());
    let last = if put.new { None } else { shared.wiring.checks.latest(id)? };
    let last = last.filter(|last| is_current(last, put.revision.sequence, of_now.0, of_now.1));
    let again = || -> Result<u64, StoreFault> {
        let job = soon(shared, id, put.revision.sequence)?;
        shared.wiring.jobs.add_jobs(&[job])
    };
    // A job is there once for life: where none is added it is checked at once.
    let follows = later && last.is_none() && (jobs > 0 || (!put.new && again()? > 0));
    let answer = match (follows, last) {
        (true, _) => None,
        (false, Some(last)) => Some(answer_row(&last, &put.revision, of_now, caller.lang)),
        (false, None) => first_answer(shared, caller, id, &put.revision, &by_name)?,
    };
    let status = if put.new { StatusCode::CREATED } else { StatusCode::OK };
    let revision = revision_row(&put.revision);
    Ok((status, Put { id: id.name.clone(), revision, new: put.new, answer, check_follows: follows }))
}

/// The log's leaf, and the check when it is left to the watch: there with the revision, or none of them.
fn along(shared: &Shared, caller: &Caller, id: &KeptId, revision: &Revision, later: bool) -> Result<Along, StoreFault> {
    let jobs = if later { vec![soon(shared, id, revision.sequence)?] } else { Vec::new() };
    let noted = noted(shared, (&id.tenant, &caller.by), (deed(id.kind), &id.to_string()), revision)?;
    Ok(Along { jobs, ..noted })
}

/// The answer about what was just put. What cannot be checked is kept all the same, and shown as never checked.
fn first_answer(
    shared: &Shared,
    caller: &Caller,
    id: &KeptId,
    revision: &Revision,
    files: &[(&str, &[u8])],
) -> Result<Option<AnswerRow>, StoreFault> {
    // What is kept is kept in one language, so that a finding is the same fact whoever looks.
    let asking = Asking { now: shared.now(), lang: Lang::En };
    let Ok(mut checked) = check_files(shared, asking, id.kind, files, None) else { return Ok(None) };
    keep_check(shared, id, revision.sequence, &mut checked)?;
    Ok(Some(answer_row(&checked.check, revision, (&shared.wiring.rooms.mirror(), shared.now()), caller.lang)))
}

/// Checks a revision that was just made, and keeps the answer; what cannot be checked stays as it is.
pub(super) fn check_anew(shared: &Shared, id: &KeptId, revision: &Revision) -> Result<(), StoreFault> {
    let files = files(shared, id, revision)?;
    let asking = Asking { now: shared.now(), lang: Lang::En };
    if let Ok(mut checked) = check_files(shared, asking, id.kind, &by_name(&files), None) {
        keep_check(shared, id, revision.sequence, &mut checked)?;
    }
    Ok(())
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
pub(crate) fn files(shared: &Shared, id: &KeptId, revision: &Revision) -> Result<Files, StoreFault> {
    shared.wiring.library.files(id, State::Revision(revision.sequence), &|_| true)
}

/// Names with bytes, as the rooms read them.
pub(crate) fn by_name(files: &BTreeMap<String, Vec<u8>>) -> Vec<(&str, &[u8])> {
    files.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).collect()
}

/// Whether a check that is kept says what a check of now would say.
pub(crate) fn is_current(check: &KeptCheck, sequence: i64, mirror: &str, now: Instant) -> bool {
    check.revision == sequence && check.generation == mirror && check.at.day() == now.day()
}

/// The answer about the newest revision: the one that is kept or was given when nothing has changed since, else a new one.
pub(super) async fn check_ready(
    shared: &Shared,
    caller: Caller,
    id: KeptId,
    release: Option<String>,
) -> Result<Result<Arc<Ready>, Trouble>, Problem> {
    let (asker, of, wanted) = (caller.clone(), id.clone(), release.clone());
    let held = shared.showing(move |shared| held_answer(shared, &asker, &of, wanted.as_deref())).await?;
    match held {
        Ok(Some(ready)) => Ok(Ok(ready)),
        // A new one is kept, and what is kept rests on what the store itself holds; so does that there is nothing.
        Ok(None) | Err(_) => shared.blocking(move |shared| check(shared, &caller, &id, release.as_deref())).await,
    }
}

/// The answer that is at hand.
fn held_answer(
    shared: &Shared,
    caller: &Caller,
    id: &KeptId,
    release: Option<&str>,
) -> Result<Option<Arc<Ready>>, Trouble> {
    let asking = Asking { now: shared.now(), lang: caller.lang };
    if !caller.within(asking.now, reading(id.kind), &scope_of(id)) {
        return Err(Trouble::Nothing);
    }
    let newest = format!("newest {} {id} {}", id.tenant, rest_of_key(shared, asking, release));
    let turn = shared.kept.turn();
    if let Some(ready) = shared.kept.get(&newest, asking.now, LISTED_FOR) {
        return Ok(Some(ready));
    }
    let ready = if release.is_none() && asking.lang == Lang::En {
        let (revision, kept) = shared.wiring.checks.packed(id)?.ok_or(Trouble::Nothing)?;
        let mirror = shared.wiring.rooms.mirror();
        let current = kept.filter(|(kept, _)| is_current(kept, revision.sequence, &mirror, asking.now));
        current.and_then(|(_, answer)| Ready::kept(answer)).map(Arc::new)
    } else {
        let revision = shared.wiring.library.revision(id, State::Now)?.ok_or(Trouble::Nothing)?;
        shared.kept.get(&key(shared, asking, id, &revision, release), asking.now, SHOWN_FOR)
    };
    ready.iter().for_each(|ready| shared.kept.put_list(newest.clone(), asking.now, turn, ready));
    Ok(ready)
}

fn check(shared: &Shared, caller: &Caller, id: &KeptId, release: Option<&str>) -> Result<Arc<Ready>, Trouble> {
    if let (KeptKind::Site, Some(Reach::Wards(wards))) =
        (id.kind, reach(caller, shared.now(), Permission::ReadSites, &id.name))
    {
        return Ok(Arc::clone(&seen(shared, id, &wards, caller.lang)?.ready));
    }
    if let Some(ready) = held_answer(shared, caller, id, release)? {
        return Ok(ready);
    }
    let revision = reached(shared, caller, id)?;
    let asking = Asking { now: shared.now(), lang: caller.lang };
    let key = key(shared, asking, id, &revision, release);
    let ready = Arc::new(answer(shared, asking, id, &revision, release)?);
    shared.kept.put(key, asking.now, &ready);
    Ok(ready)
}

/// Everything that an answer depends on. Files are named by their hash: after a server was lost with its last moments, a sequence
/// may come again.
fn key(shared: &Shared, asking: Asking, id: &KeptId, revision: &Revision, release: Option<&str>) -> String {
    let Revision { sequence, tree, .. } = revision;
    format!("check {} {id} {sequence} {tree} {}", id.tenant, rest_of_key(shared, asking, release))
}

/// The same without the files.
fn rest_of_key(shared: &Shared, asking: Asking, release: Option<&str>) -> String {
    let (release, lang, day) = (release.unwrap_or_default(), asking.lang.tag(), asking.now.day());
    format!("{release} {lang} {} {day}", shared.wiring.rooms.mirror())
}

/// That an answer is kept and cannot be read: nothing is known by it, which is no all-clear.
pub(super) fn unreadable(id: &KeptId) -> StoreFault {
    StoreFault::new(StoreFaultKind::Damaged, format!("answer about {id}"))
}

/// The answer that was given then, as it is kept; what follows from it today is another question.
pub(super) fn check_then(
    shared: &Shared,
    caller: &Caller,
    id: &KeptId,
    (release, as_of): (Option<&str>, AsOf),
) -> Result<Ready, Trouble> {
    let then = reached_then(shared, caller, id, Some(as_of))?;
    let check = then.check(shared, id, caller.lang)?.ok_or(Trouble::Nothing)?;
    let mut answer: Map<String, Value> = serde_json::from_slice(&check.answer).map_err(|_| unreadable(id))?;
    let of = answer.get("device").and_then(|device| device["release"].as_str()).map(str::to_owned);
    if let Some(other) = release.filter(|release| Some(*release) != of.as_deref()) {
        return Err(other_release(other, of.as_deref().unwrap_or("–"), caller.lang).into());
    }
    if caller.lang == Lang::En {
        return Ok(Ready::new(check.answer));
    }
    let words = words_then(shared, id, check.at, caller.lang)?;
    for finding in answer.get_mut("findings").and_then(Value::as_array_mut).into_iter().flatten() {
        let said = finding["id"].as_str().and_then(|id| words.get(id));
        if let (Some(said), Value::Object(finding)) = (said, finding) {
            finding.extend(said.clone());
        }
    }
    Ok(Ready::new(serde_json::to_vec(&answer).unwrap_or_default()))
}

fn other_release(asked: &str, kept: &str, lang: Lang) -> Problem {
    Problem::new(
        StatusCode::NOT_FOUND,
        "server/nothing-known-then",
        lang.pick(
            format!("no answer about release {asked} is kept of that day; that is no all-clear"),
            format!("その日のリリース {asked} についての回答は残っていません（問題なしという意味ではありません）"),
        ),
        lang.pick(
            format!("the answer that is kept is about release {kept}"),
            format!("残っている回答はリリース {kept} についてのものです"),
        ),
    )
}

/// The findings of a check by id, in the language of the reader.
fn words_then(
    shared: &Shared,
    id: &KeptId,
    at: Instant,
    lang: Lang,
) -> Result<BTreeMap<String, Map<String, Value>>, StoreFault> {
    const READ: u32 = 500;
    let (mut words, mut after) = (BTreeMap::new(), None);
    loop {
        let place = after.as_ref().map(|(rank, key): &(i64, String)| (*rank, key.as_str()));
        let read = shared.wiring.checks.findings(id, Some(at), place, READ)?;
        let full = read.len() >= READ as usize;
        after = read.last().map(|last| (last.finding.rank, last.finding.key.clone()));
        for held in read {
            let said = spoken(&held.finding.answer, lang);
            if let Some(id) = said.get("id").and_then(Value::as_str) {
                words.insert(id.to_owned(), said);
            }
        }
        if !full {
            return Ok(words);
        }
    }
}

/// Who it was, for a person to read.
pub(super) fn name_of(shared: &Shared, tenant: &str, by: &str, lang: Lang) -> Result<String, StoreFault> {
    if by == PROGRAM {
        return Ok(lang.pick("this server", "このサーバー").to_owned());
    }
    let accounts = &shared.wiring.accounts;
    let name = match by.strip_prefix("token:") {
        Some(token) => {
            let held = accounts.tokens(tenant)?.into_iter().find(|one| one.id == token);
            held.map(|one| lang.pick(format!("token “{}”", one.name), format!("トークン「{}」", one.name)))
        }
        None => accounts.user(by)?.map(|user| user.printed_name),
    };
    Ok(name.filter(|name| !name.is_empty()).unwrap_or_else(|| by.to_owned()))
}

fn answer(
    shared: &Shared,
    asking: Asking,
    id: &KeptId,
    revision: &Revision,
    release: Option<&str>,
) -> Result<Ready, Trouble> {
    let files = files(shared, id, revision)?;
    let mut checked = check_files(shared, asking, id.kind, &by_name(&files), release)?;
    // What is kept is kept in one language, so that a finding is the same fact whoever looks.
    if release.is_none() && asking.lang == Lang::En {
        keep_check(shared, id, revision.sequence, &mut checked)?;
    }
    Ok(Ready::new(checked.answer.json))
}
