//! Decisions about findings: taken by one person, and the list of those that wait for a second.

use super::kept::{self, Trouble, reached, scope_of};
use super::session::record_bound;
use super::shapes::decisions::{Decided, DecisionRow, Decisions, NewDecision, SignatureRow};
use super::signing_key::public_of;
use crate::credentials::Credentials;
use crate::deciding::{DecisionState, Wanted, Who};
use crate::guard::Caller;
use crate::problem::Problem;
use crate::rooms::Asking;
use crate::state::Shared;
use crate::watch::keep_check;
use activities::checks_port::Fact;
use activities::jobs_port::{Follows, WorkAsked, WorkItem, WorkState};
use activities::kept_folder::KeptFolder;
use activities::library_port::{KeptId, KeptKind, Revision, State as Which};
use activities::record_deed::Deed;
use activities::role::{Permission, Role};
use activities::store_fault::StoreFault;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use std::collections::BTreeSet;
use terms::{Instant, Lang};

/// The code of work that waits for a second person.
pub(super) const WAITS: &str = activities::notify::weight::DECISION_WAITS;

/// The kind of the fact that says which account took a decision.
const DECIDED_BY: &str = "decided-by";

/// Dossiers whose waiting decisions are read for one list.
const MOST_DOSSIERS: usize = 50;

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

/// A dossier that is added to in somebody's name.
pub(super) fn folder<'k>(shared: &'k Shared, id: &KeptId, by: &str, now: Instant) -> KeptFolder<'k> {
    KeptFolder {
        library: &*shared.wiring.library,
        reader: shared.wiring.rooms.reader(),
        id: id.clone(),
        state: Which::Now,
        by: by.to_owned(),
        now,
    }
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
    note_author(shared, id, &decision, &user.id, asking.now)?;
    let after = decisions_of(shared, id, asking)?;
    let new = after.iter().find(|one| one.sha256 == decision);
    let waits = new.is_some_and(|one| one.waits);
    let revision = changed(shared, caller, id, asking)?;
    record_bound(shared, &id.tenant, Deed::DecisionTaken, &caller.by, &format!("{id} {decision}"), &revision.tree)?;
    follow(shared, id, new.into_iter().filter(|one| one.waits), asking.now)?;
    Ok(Decided { decision, waits, revision: revision.sequence })
}

/// The decisions of the newest revision; its SBOMs, which say nothing of them, are not read.
pub(super) fn decisions_of(shared: &Shared, id: &KeptId, asking: Asking) -> Result<Vec<DecisionState>, Trouble> {
    let files = shared.wiring.library.files(id, Which::Now, &|name| name.ends_with(".yaml"))?;
    let dossier = shared.wiring.rooms.reader().dossier(&kept::by_name(&files));
    Ok(shared.wiring.deciding.decisions(asking, &*dossier)?)
}

fn about(id: &KeptId, decision: &str) -> String {
    format!("{id} {decision}")
}

fn note_author(shared: &Shared, id: &KeptId, decision: &str, by: &str, at: Instant) -> Result<(), StoreFault> {
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

/// Checks the newest revision, and notes what was put.
pub(super) fn changed(shared: &Shared, caller: &Caller, id: &KeptId, asking: Asking) -> Result<Revision, Trouble> {
    let revision = shared.wiring.library.revision(id, Which::Now)?.ok_or(Trouble::Nothing)?;
    record_bound(shared, &id.tenant, Deed::DossierPut, &caller.by, &id.to_string(), &revision.tree)?;
    let files = kept::files(shared, id, &revision)?;
    // What cannot be checked is kept all the same, and shown as never checked.
    let asking = Asking { lang: Lang::En, ..asking };
    if let Ok(mut checked) = kept::check_files(shared, asking, id.kind, &kept::by_name(&files), None) {
        keep_check(shared, id, revision.sequence, &mut checked)?;
    }
    Ok(revision)
}

/// Work for those who approve: one item per decision and role.
fn follow<'d>(
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
    let work = waiting.flat_map(|one| APPROVERS.map(|role| item(one, role))).collect();
    shared.wiring.jobs.add_follows(&Follows { work, ..Follows::default() }).map(drop)
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
) -> Result<Json<Decisions>, Problem> {
    let (lang, id) = (caller.lang, KeptId::dossier(&caller.tenant()?, &id));
    let rows = shared.blocking(move |shared| {
        reached(shared, &caller, &id)?;
        rows(shared, &id, caller.lang)
    });
    let items = rows.await?.map_err(|trouble| trouble.problem(lang))?;
    Ok(Json(Decisions { items, more: false }))
}

/// Decisions of every dossier that the caller reaches and that wait for a second person.
pub(crate) async fn waiting(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Decisions>, Problem> {
    let lang = caller.lang;
    let found = shared.blocking(move |shared| all_waiting(shared, &caller)).await?;
    found.map(Json).map_err(|trouble| trouble.problem(lang))
}

fn all_waiting(shared: &Shared, caller: &Caller) -> Result<Decisions, Trouble> {
    let tenant = caller.user.as_ref().map(|user| user.tenant.clone()).unwrap_or_default();
    let work = open_work(shared, &tenant)?;
    let name = |item: &WorkItem| item.subject.strip_prefix("dossier/")?.split(' ').next().map(str::to_owned);
    let names: BTreeSet<String> = work.iter().filter_map(name).collect();
    let ids = names.iter().map(|name| KeptId { tenant: tenant.clone(), kind: KeptKind::Dossier, name: name.clone() });
    let reached: Vec<KeptId> =
        ids.filter(|id| caller.within(shared.now(), Permission::ReadDevices, &scope_of(id))).collect();
    let mut items = Vec::new();
    for id in reached.iter().take(MOST_DOSSIERS) {
        items.extend(rows(shared, id, caller.lang)?.into_iter().filter(|row| row.state == "waits"));
    }
    Ok(Decisions { items, more: reached.len() > MOST_DOSSIERS })
}

fn rows(shared: &Shared, id: &KeptId, lang: Lang) -> Result<Vec<DecisionRow>, Trouble> {
    let asking = Asking { now: shared.now(), lang };
    let decisions = decisions_of(shared, id, asking)?;
    let signatures = shared.wiring.signatures.signatures(&id.tenant, &id.to_string())?;
    let signed: Vec<SignatureRow> = signatures.iter().filter_map(super::signatures::row).collect();
    Ok(decisions.into_iter().map(|one| row(&id.name, one, &signed)).collect())
}

fn row(device: &str, one: DecisionState, signed: &[SignatureRow]) -> DecisionRow {
    let signatures: Vec<SignatureRow> = signed.iter().filter(|row| row.decision == one.sha256).cloned().collect();
    let last = signatures.iter().rev().find(|row| row.meaning != "reviewed");
    let state = match (one.waits, last.map(|row| row.meaning.as_str())) {
        (true, Some("rejected")) => "rejected",
        (true, _) => "waits",
        (false, _) if one.approved_by.is_empty() => "none-needed",
        (false, _) => "approved",
    };
    DecisionRow {
        device: device.to_owned(),
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
    let decided = |(name, bytes): &(&str, &[u8])| name.ends_with("/decisions.yaml") && !bytes.is_empty();
    if id.kind != KeptKind::Dossier || !files.iter().any(decided) {
        return Ok(());
    }
    let dossier = shared.wiring.rooms.reader().dossier(files);
    // What cannot be read is told by the check.
    let Ok(decisions) = shared.wiring.deciding.decisions(asking, &*dossier) else { return Ok(()) };
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
