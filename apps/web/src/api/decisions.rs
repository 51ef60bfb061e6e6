//! Decisions about findings of dossiers and sites: taken by one person, and the list of those that wait for a second.

use super::added::folder;
use super::as_of::{AsOf, AsOfAsked, reached_then};
use super::kept::{self, Trouble, reached, scope_of};
use super::session::record_bound;
use super::shapes::decisions::{Decided, DecisionRow, Decisions, NewDecision, NewSiteDecision, SignatureRow, Unread};
use super::signing_key::public_of;
use crate::credentials::Credentials;
use crate::deciding::{AtSite, DecisionState, Wanted, Who};
use crate::guard::Caller;
use crate::problem::Problem;
use crate::rooms::{Asking, Refusal};
use crate::state::Shared;
use crate::wards::{Reach, newest, reach, seen};
use crate::watch::keep_check;
use activities::accounts_port::User;
use activities::checks_port::{Fact, Picked};
use activities::jobs_port::{Follows, WorkAsked, WorkItem, WorkState};
use activities::library_port::{KeptId, KeptKind, Page, Revision, State as Which};
use activities::record_deed::Deed;
use activities::role::{Permission, Role};
use activities::store_fault::{StoreFault, StoreFaultKind};
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use terms::{Day, Instant, Lang};

/// The code of work that waits for a second person.
pub(super) const WAITS: &str = activities::notify::weight::DECISION_WAITS;

/// The kind of the fact that says which account took a decision.
const DECIDED_BY: &str = "decided-by";

/// Dossiers and sites whose waiting decisions are read for one list.
const MOST_FOLDERS: usize = 50;

/// So many of them are asked about at once.
const PAGE: u32 = 500;

/// The count of a kept check that says how many decisions wait.
pub(crate) const WAITING: &str = "waiting";

/// Who approves.
const APPROVERS: [Role; 2] = [Role::Approver, Role::ClinicalSafety];

/// Decides about a finding.
pub(crate) async fn decide(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Json(asked): Json<NewDecision>,
) -> Result<(StatusCode, Json<Decided>), Problem> {
    let (lang, id) = (caller.lang, KeptId::dossier(&caller.tenant()?, &id));
    let decided = shared.blocking(move |shared| take(shared, &caller, &id, &asked)).await?;
    decided.map(|decided| (StatusCode::CREATED, Json(decided))).map_err(|trouble| trouble.problem(lang))
}

fn take(shared: &Shared, caller: &Caller, id: &KeptId, asked: &NewDecision) -> Result<Decided, Trouble> {
    let asking = Asking { now: shared.now(), lang: caller.lang };
    reached(shared, caller, id)?;
    if !caller.within(asking.now, Permission::Decide, &scope_of(id)) {
        return Err(Trouble::Nothing);
    }
    let user = caller.user.clone().ok_or(Trouble::Nothing)?;
    let folder = folder(shared, id, &caller.by, asking.now);
    let public = public_of(&user);
    let wanted = Wanted {
        release: asked.release.as_deref(),
        finding: &asked.finding,
        status: &asked.status,
        justification: &asked.justification,
        reason: &asked.reason,
        until: &asked.until,
    };
    let who = Who { login: &user.login, public: &public, elsewhere: Credentials::are_elsewhere(&user) };
    let decision = shared.wiring.deciding.decide(asking, &folder, who, wanted)?;
    taken(shared, caller, id, &user, (decision, asking))
}

/// What follows a decision that was appended.
fn taken(
    shared: &Shared,
    caller: &Caller,
    id: &KeptId,
    user: &User,
    (decision, asking): (String, Asking),
) -> Result<Decided, Trouble> {
    note_author(shared, id, &decision, &user.id, asking.now)?;
    let after = decisions_of(shared, id, asking)?;
    let new = after.iter().find(|one| one.sha256 == decision);
    let waits = new.is_some_and(|one| one.waits);
    let revision = changed(shared, id, asking)?;
    record_bound(shared, &id.tenant, Deed::DecisionTaken, &caller.by, &format!("{id} {decision}"), &revision.tree)?;
    follow(shared, id, new.into_iter().filter(|one| one.waits), asking.now)?;
    Ok(Decided { decision, waits, revision: revision.sequence })
}

/// Decides about a vulnerability in a release that units of a site run.
pub(crate) async fn decide_at_site(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Json(asked): Json<NewSiteDecision>,
) -> Result<(StatusCode, Json<Decided>), Problem> {
    let (lang, id) = (caller.lang, KeptId::site(&caller.tenant()?, &id));
    let decided = shared.blocking(move |shared| take_at_site(shared, &caller, &id, &asked)).await?;
    decided.map(|decided| (StatusCode::CREATED, Json(decided))).map_err(|trouble| trouble.problem(lang))
}

fn take_at_site(shared: &Shared, caller: &Caller, id: &KeptId, asked: &NewSiteDecision) -> Result<Decided, Trouble> {
    let asking = Asking { now: shared.now(), lang: caller.lang };
    let revision = newest(shared, id)?;
    match reach(caller, asking.now, Permission::Decide, &id.name).ok_or(Trouble::Nothing)? {
        Reach::Whole => drop(reached(shared, caller, id)?),
        // A decision is about every unit of a release: of one that runs elsewhere too, a role for a ward decides nothing.
        Reach::Wards(wards) => {
            let seen = seen(shared, id, &wards, caller.lang)?;
            seen.run_alone(&asked.received, &asked.release).then_some(()).ok_or(Trouble::Nothing)?;
        }
    }
    let user = caller.user.clone().ok_or(Trouble::Nothing)?;
    let public = public_of(&user);
    let who = Who { login: &user.login, public: &public, elsewhere: Credentials::are_elsewhere(&user) };
    let wanted = Wanted {
        release: Some(&asked.release),
        finding: "",
        status: &asked.status,
        justification: &asked.justification,
        reason: &asked.reason,
        until: &asked.until,
    };
    let about = AtSite { received: &asked.received, vulnerability: &asked.vulnerability, component: &asked.component };
    let files = kept::files(shared, id, &revision)?;
    let site = shared.wiring.rooms.reader().site(&kept::by_name(&files));
    let made = shared.wiring.deciding.decide_at_site(asking, &*site, who, (wanted, about))?;
    let appended = folder(shared, id, &caller.by, asking.now).append_decision(&made.held, &made.record);
    appended.map_err(|fault| {
        let [what, next] = fault.say(caller.lang);
        Refusal { what, next }
    })?;
    taken(shared, caller, id, &user, (made.sha256, asking))
}

/// The decisions of the newest revision; SBOMs and what makers handed over, which say nothing of them, are not read.
pub(super) fn decisions_of(shared: &Shared, id: &KeptId, asking: Asking) -> Result<Vec<DecisionState>, Trouble> {
    decisions_in(shared, id, Which::Now, asking)
}

fn decisions_in(shared: &Shared, id: &KeptId, state: Which, asking: Asking) -> Result<Vec<DecisionState>, Trouble> {
    let own = |name: &str| name.ends_with(".yaml") && (id.kind == KeptKind::Dossier || !name.starts_with("received/"));
    let files = shared.wiring.library.files(id, state, &own)?;
    let (reader, deciding) = (shared.wiring.rooms.reader(), &shared.wiring.deciding);
    Ok(match id.kind {
        KeptKind::Dossier => deciding.decisions(asking, &*reader.dossier(&kept::by_name(&files)))?,
        KeptKind::Site => deciding.site_decisions(asking, &*reader.site(&kept::by_name(&files)))?,
    })
}

fn about(id: &KeptId, decision: &str) -> String {
    format!("{id} {decision}")
}

/// Notes which account took a decision, or took it in.
pub(super) fn note_author(
    shared: &Shared,
    id: &KeptId,
    decision: &str,
    by: &str,
    at: Instant,
) -> Result<(), StoreFault> {
    let (tenant, about) = (id.tenant.clone(), about(id, decision));
    let fact =
        Fact { tenant, about, kind: DECIDED_BY.to_owned(), value: by.as_bytes().to_vec(), by: by.to_owned(), at };
    shared.wiring.checks.put_facts(&[fact])
}

/// Whether an account took a decision at this server.
pub(super) fn is_author(shared: &Shared, id: &KeptId, decision: &str, user: &str) -> Result<bool, StoreFault> {
    let fact = shared.wiring.checks.fact(&id.tenant, &about(id, decision), DECIDED_BY, None)?;
    Ok(fact.is_some_and(|fact| fact.value == user.as_bytes()))
}

/// Checks the newest revision.
pub(super) fn changed(shared: &Shared, id: &KeptId, asking: Asking) -> Result<Revision, Trouble> {
    let revision = shared.wiring.library.revision(id, Which::Now)?.ok_or(Trouble::Nothing)?;
    let files = kept::files(shared, id, &revision)?;
    // What cannot be checked is kept all the same, and shown as never checked.
    let asking = Asking { lang: Lang::En, ..asking };
    if let Ok(mut checked) = kept::check_files(shared, asking, id.kind, &kept::by_name(&files), None) {
        keep_check(shared, id, revision.sequence, &mut checked)?;
    }
    Ok(revision)
}

/// Work for those who approve: one item per decision and role.
pub(super) fn follow<'d>(
    shared: &Shared,
    id: &KeptId,
    waiting: impl Iterator<Item = &'d DecisionState>,
    now: Instant,
) -> Result<(), StoreFault> {
    let item = |one: &DecisionState, role: Role| WorkItem {
        id: 0,
        tenant: id.tenant.clone(),
        role: role.name().to_owned(),
        subject: about(id, &one.sha256),
        code: WAITS.to_owned(),
        due: None,
        created: now,
        state: WorkState::Open,
        by: String::new(),
        facts: facts(one),
    };
    // Who cannot see it is not asked.
    let roles = APPROVERS.into_iter().filter(|role| role.may(reading(id.kind)));
    let work = waiting.flat_map(|one| roles.clone().map(|role| item(one, role))).collect();
    shared.wiring.jobs.add_follows(&Follows { work, ..Follows::default() }).map(drop)
}

/// Work for those who approve, for each decision that waits: whoever took one may have ended before that was added. What is there
/// already stays as it is.
pub(crate) fn follow_waiting(shared: &Shared, id: &KeptId) -> Result<(), StoreFault> {
    let asking = Asking { now: shared.now(), lang: Lang::En };
    // What cannot be read is told by the check of it.
    let Ok(all) = decisions_of(shared, id, asking) else { return Ok(()) };
    follow(shared, id, all.iter().filter(|one| one.waits), asking.now)
}

/// What the work list shows of a decision, in the words of a finding.
fn facts(one: &DecisionState) -> Vec<u8> {
    let vulnerability = one.vulnerabilities.first().map(|id| serde_json::json!({ "id": id }));
    let component = serde_json::json!({ "name": one.component });
    serde_json::to_vec(&serde_json::json!({ "vulnerability": vulnerability, "component": component }))
        .unwrap_or_default()
}

/// Work about a decision that is done.
pub(super) fn settle(shared: &Shared, id: &KeptId, decision: &str, by: &str, now: Instant) -> Result<(), StoreFault> {
    let subject = about(id, decision);
    for item in open_work(shared, &id.tenant)?.iter().filter(|item| item.subject == subject) {
        shared.wiring.jobs.set_work(&id.tenant, item.id, WorkState::Done, by, now)?;
    }
    Ok(())
}

/// Open work about decisions that wait.
fn open_work(shared: &Shared, tenant: &str) -> Result<Vec<WorkItem>, StoreFault> {
    let roles = APPROVERS.map(Role::name);
    let (mut found, mut after) = (Vec::new(), None);
    loop {
        let asked = WorkAsked { tenant, roles: &roles, done_too: false, after, limit: 200 };
        let page = shared.wiring.jobs.work(&asked)?;
        after = page.last().map(|item| (item.due.map_or(i64::MAX, |due| due.0), item.id));
        let full = page.len() >= 200;
        found.extend(page.into_iter().filter(|item| item.code == WAITS));
        if !full {
            return Ok(found);
        }
    }
}

/// The decisions of one dossier.
pub(crate) async fn of_device(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<AsOfAsked>,
) -> Result<Json<Decisions>, Problem> {
    let id = KeptId::dossier(&caller.tenant()?, &id);
    of_folder(&shared, caller, id, asked.as_of).await
}

/// The decisions of one site.
pub(crate) async fn of_site(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Query(asked): Query<AsOfAsked>,
) -> Result<Json<Decisions>, Problem> {
    let id = KeptId::site(&caller.tenant()?, &id);
    of_folder(&shared, caller, id, asked.as_of).await
}

async fn of_folder(
    shared: &Shared,
    caller: Caller,
    id: KeptId,
    as_of: Option<AsOf>,
) -> Result<Json<Decisions>, Problem> {
    let lang = caller.lang;
    let rows = shared.blocking(move |shared| match as_of {
        None => rows_for(shared, &caller, &id),
        Some(_) => {
            let then = reached_then(shared, &caller, &id, as_of)?;
            rows(shared, &id, (then.at, then.state()), caller.lang)
        }
    });
    let items = rows.await?.map_err(|trouble| trouble.problem(lang))?;
    Ok(Json(Decisions { items, more: false, unreadable: Vec::new() }))
}

/// Decisions of everything that the caller reaches and that wait for a second person.
pub(crate) async fn waiting(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Decisions>, Problem> {
    let lang = caller.lang;
    let found = shared.blocking(move |shared| all_waiting(shared, &caller)).await?;
    found.map(Json).map_err(|trouble| trouble.problem(lang))
}

fn reading(kind: KeptKind) -> Permission {
    match kind {
        KeptKind::Dossier => Permission::ReadDevices,
        KeptKind::Site => Permission::ReadSites,
    }
}

/// What waits stands in the dossiers, whatever became of the work about it. Which of them hold some is told by the check that
/// is kept of their newest revision; where it does not tell, the dossier itself is read.
fn all_waiting(shared: &Shared, caller: &Caller) -> Result<Decisions, Trouble> {
    let (mirror, day) = (shared.wiring.rooms.mirror(), shared.now().day());
    // A signature or a decision may have run out since: that none waits is believed of a check of now alone.
    let between = (day.start(), Day(day.0 + 1).start());
    let unsure = Picked::NotNone { count: WAITING, generation: &mirror, between };
    let mut folders: Vec<KeptId> = Vec::new();
    // Those of which it is known come first.
    for which in [Picked::Some(WAITING), unsure] {
        for kind in [KeptKind::Dossier, KeptKind::Site] {
            for id in perhaps_waiting(shared, caller, kind, which)? {
                if !folders.contains(&id) {
                    folders.push(id);
                }
            }
        }
    }
    let mut found = Decisions { items: Vec::new(), more: folders.len() > MOST_FOLDERS, unreadable: Vec::new() };
    for id in folders.iter().take(MOST_FOLDERS) {
        match rows_for(shared, caller, id) {
            Ok(rows) => found.items.extend(rows.into_iter().filter(|row| row.state == "waits")),
            Err(Trouble::Room(refusal)) => found.unreadable.push(Unread { id: id.to_string(), why: refusal.what }),
            Err(Trouble::Store(fault)) if fault.kind == StoreFaultKind::Damaged => {
                found.unreadable.push(Unread { id: id.to_string(), why: damaged(caller.lang) });
            }
            Err(trouble) => return Err(trouble),
        }
    }
    Ok(found)
}

fn damaged(lang: Lang) -> String {
    lang.pick("its files are damaged in the store", "データストア上のファイルが破損しています").to_owned()
}

/// What the caller reaches and what may hold decisions that wait, one more than is read at most.
fn perhaps_waiting(
    shared: &Shared,
    caller: &Caller,
    kind: KeptKind,
    which: Picked<'_>,
) -> Result<Vec<KeptId>, StoreFault> {
    let tenant = caller.user.as_ref().map(|user| user.tenant.as_str()).unwrap_or_default();
    let (mut found, mut after, now) = (Vec::new(), String::new(), shared.now());
    while found.len() <= MOST_FOLDERS {
        let kept = shared.wiring.checks.kept_with_checks(tenant, kind, which, Page { after: &after, limit: PAGE })?;
        let full = kept.len() as u64 >= u64::from(PAGE);
        after = kept.last().map(|(last, _)| last.id.name.clone()).unwrap_or_default();
        found.extend(kept.into_iter().map(|(one, _)| one.id).filter(|id| may_read(caller, id, now)));
        if !full {
            break;
        }
    }
    Ok(found)
}

/// Whether the caller reads some of it.
fn may_read(caller: &Caller, id: &KeptId, now: Instant) -> bool {
    match id.kind {
        KeptKind::Dossier => caller.within(now, Permission::ReadDevices, &scope_of(id)),
        KeptKind::Site => reach(caller, now, Permission::ReadSites, &id.name).is_some(),
    }
}

/// Its decisions, as far as the caller's roles reach: those of a site about what units of a ward run.
fn rows_for(shared: &Shared, caller: &Caller, id: &KeptId) -> Result<Vec<DecisionRow>, Trouble> {
    let wards = match (id.kind, reach(caller, shared.now(), Permission::ReadSites, &id.name)) {
        (KeptKind::Site, Some(Reach::Wards(wards))) => wards,
        (KeptKind::Dossier | KeptKind::Site, _) => {
            reached(shared, caller, id)?;
            return rows(shared, id, (None, Which::Now), caller.lang);
        }
    };
    let seen = seen(shared, id, &wards, caller.lang)?;
    let all = rows(shared, id, (None, Which::Now), caller.lang)?;
    Ok(all.into_iter().filter(|row| seen.run(&row.device, &row.release)).collect())
}

/// The decisions of a folder as they stand, or as they stood then: what was signed later is not there.
fn rows(
    shared: &Shared,
    id: &KeptId,
    (then, state): (Option<Instant>, Which),
    lang: Lang,
) -> Result<Vec<DecisionRow>, Trouble> {
    let asking = Asking { now: then.unwrap_or(shared.now()), lang };
    let decisions = decisions_in(shared, id, state, asking)?;
    let mut signatures = shared.wiring.signatures.signatures(&id.tenant, &id.to_string())?;
    signatures.retain(|one| then.is_none_or(|then| one.at <= then));
    let signed: Vec<SignatureRow> = signatures.iter().filter_map(super::signatures::row).collect();
    Ok(decisions.into_iter().map(|one| row(id, one, &signed)).collect())
}

fn row(id: &KeptId, one: DecisionState, signed: &[SignatureRow]) -> DecisionRow {
    let signatures: Vec<SignatureRow> = signed.iter().filter(|row| row.decision == one.sha256).cloned().collect();
    let last = signatures.iter().rev().find(|row| row.meaning != "reviewed");
    let state = match (one.waits, last.map(|row| row.meaning.as_str())) {
        (true, Some("rejected")) => "rejected",
        (true, _) => "waits",
        (false, _) if one.approved_by.is_empty() => "none-needed",
        (false, _) => "approved",
    };
    let (device, site) = match id.kind {
        KeptKind::Dossier => (id.name.clone(), String::new()),
        KeptKind::Site => (one.device, id.name.clone()),
    };
    DecisionRow {
        device,
        site,
        release: one.release,
        decision: one.sha256,
        vulnerabilities: one.vulnerabilities,
        component: one.component,
        status: one.status,
        justification: one.justification,
        reason: one.reason,
        author: one.author,
        decided_at: one.decided_at,
        until: one.until,
        approved_by: one.approved_by,
        state,
        signatures,
    }
}

/// Work for the decisions of an upload that wait and were not rejected here. Who brings a decision that nobody brought before
/// counts as who took it, whatever name it bears: the same account does not approve it.
pub(super) fn follow_upload(
    shared: &Shared,
    caller: &Caller,
    id: &KeptId,
    files: &[(&str, &[u8])],
) -> Result<(), StoreFault> {
    let asking = Asking { now: shared.now(), lang: caller.lang };
    let decided = |(name, bytes): &(&str, &[u8])| {
        let own = match id.kind {
            KeptKind::Dossier => name.ends_with("/decisions.yaml"),
            KeptKind::Site => *name == "decisions.yaml",
        };
        own && !bytes.is_empty()
    };
    if !files.iter().any(decided) {
        return Ok(());
    }
    let (reader, deciding) = (shared.wiring.rooms.reader(), &shared.wiring.deciding);
    let decisions = match id.kind {
        KeptKind::Dossier => deciding.decisions(asking, &*reader.dossier(files)),
        KeptKind::Site => deciding.site_decisions(asking, &*reader.site(files)),
    };
    // What cannot be read is told by the check.
    let Ok(decisions) = decisions else { return Ok(()) };
    for one in decisions.iter().filter(|one| one.waits) {
        let is_known = shared.wiring.checks.fact(&id.tenant, &about(id, &one.sha256), DECIDED_BY, None)?.is_some();
        if let Some(user) = caller.user.as_ref().filter(|_| !is_known) {
            note_author(shared, id, &one.sha256, &user.id, asking.now)?;
        }
    }
    let signed = shared.wiring.signatures.signatures(&id.tenant, &id.to_string())?;
    let rejected = |one: &DecisionState| {
        signed.iter().any(|signature| signature.subject == one.sha256 && signature.meaning == "rejected")
    };
    follow(shared, id, decisions.iter().filter(|one| one.waits && !rejected(one)), asking.now)
}
