//! Electronic signatures: who, in which role, with which authority, when, and what it means, bound to what was signed.

use super::added::folder;
use super::decisions::{changed, decisions_of, is_author, settle};
use super::kept::{Trouble, reached, scope_of};
use super::second_factor::proved;
use super::session::record_bound;
use super::shapes::decisions::{NewSignature, SignatureRow};
use super::shapes::second_factor::Proved;
use super::signing_key::{public_of, secret_of};
use crate::credentials::Credentials;
use crate::deciding::{Signed, Who};
use crate::guard::{Caller, roles};
use crate::problem::Problem;
use crate::rooms::{Asking, Refusal};
use crate::session::{key_of, new_token};
use crate::state::Shared;
use crate::wards::{Reach, WardSeen, newest, reach, seen};
use activities::accounts_port::User;
use activities::library_port::{KeptId, KeptKind, Revision};
use activities::record_deed::{Deed, Entry};
use activities::role::Permission;
use activities::scope::Scope;
use activities::signatures_port::Signature;
use activities::store_fault::StoreFault;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use serde::Serialize;
use std::sync::Arc;
use terms::{Instant, Lang};

/// Leaves of the log that are read at once.
const LEAVES: u32 = 500;

/// How far clocks of servers with one log may be apart, in milliseconds.
const SLACK: i64 = 5 * 60_000;

/// The record that is kept and bound to the log, one line of JSON in this order.
#[derive(Serialize)]
struct Record<'r> {
    schema: &'static str,
    id: &'r str,
    organisation: &'r str,
    account: &'r str,
    about: String,
    release: &'r str,
    name: &'r str,
    role: &'r str,
    authority: String,
    at: String,
    meaning: &'r str,
    comment: &'r str,
    decision: &'r str,
    revision: &'r str,
    counts: bool,
    key: &'r str,
    signature: &'r str,
}

/// What a signature may mean.
fn deed_of(meaning: &str) -> Option<Deed> {
    match meaning {
        "approved" => Some(Deed::DecisionApproved),
        "reviewed" => Some(Deed::DecisionReviewed),
        "rejected" => Some(Deed::DecisionRejected),
        _ => None,
    }
}

/// Signs a decision.
pub(crate) async fn sign(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Json(asked): Json<NewSignature>,
) -> Result<(StatusCode, Json<SignatureRow>), Problem> {
    let id = KeptId::dossier(&caller.tenant()?, &id);
    sign_in_folder(&shared, caller, id, asked).await
}

/// Signs a decision of a site.
pub(crate) async fn sign_at_site(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Json(asked): Json<NewSignature>,
) -> Result<(StatusCode, Json<SignatureRow>), Problem> {
    let id = KeptId::site(&caller.tenant()?, &id);
    sign_in_folder(&shared, caller, id, asked).await
}

async fn sign_in_folder(
    shared: &Shared,
    caller: Caller,
    id: KeptId,
    asked: NewSignature,
) -> Result<(StatusCode, Json<SignatureRow>), Problem> {
    let lang = caller.lang;
    let deed = deed_of(&asked.meaning).ok_or_else(|| {
        Problem::bad_request(
            lang.pick("a signature needs a meaning", "署名には意味の指定が必要です"),
            "approved | reviewed | rejected",
        )
    })?;
    if deed == Deed::DecisionRejected && asked.comment.trim().is_empty() {
        return Err(Problem::bad_request(
            lang.pick("who rejects a decision says why", "却下には理由が必要です"),
            lang.pick("fill in the comment", "コメントを記載してください"),
        ));
    }
    let (password, one_time_code) = (asked.password.clone(), asked.one_time_code.clone());
    let proof = Proved { password, one_time_code, passkey: asked.passkey.clone() };
    let user = proved(shared, &caller, proof).await?;
    let signed = shared.blocking(move |shared| signed(shared, &caller, &id, (&user, deed), &asked)).await?;
    let row = signed.map_err(|trouble| trouble.problem(lang))?.ok_or_else(|| {
        Problem::conflict(
            lang.pick("this decision no longer waits for a signature", "この判断は署名待ちではありません"),
            lang.pick("open the list of decisions again", "判断の一覧を開き直してください"),
        )
    })?;
    Ok((StatusCode::CREATED, Json(row)))
}

/// `None` when the decision no longer waits for what was asked.
fn signed(
    shared: &Shared,
    caller: &Caller,
    id: &KeptId,
    (user, deed): (&User, Deed),
    asked: &NewSignature,
) -> Result<Option<SignatureRow>, Trouble> {
    let asking = Asking { now: shared.now(), lang: caller.lang };
    let revision = newest(shared, id)?;
    let wards = may_sign(shared, caller, id)?;
    let decisions = decisions_of(shared, id, asking)?;
    let decision = decisions.iter().find(|one| one.sha256 == asked.decision).ok_or(Trouble::Nothing)?;
    // What is about units elsewhere too is not signed by a role for a ward.
    if wards.is_some_and(|seen| !seen.run_device_alone(&decision.device, &decision.release)) {
        return Err(Trouble::Nothing);
    }
    if is_author(shared, id, &asked.decision, &user.id)? {
        return Err(Trouble::Room(own_decision(caller.lang)));
    }
    if deed == Deed::DecisionRejected && !decision.waits {
        return Ok(None);
    }
    let approval = match deed {
        Deed::DecisionApproved => Some(approve(shared, caller, (id, asking), user, &asked.decision)?),
        _ => None,
    };
    let role = role_of(user, asking.now, id);
    let record = (decision.release.as_str(), approval.as_ref(), role);
    // After a fault somebody signs again: what the first attempt did not come to is done now.
    let row = match kept_before(shared, id, user, (deed, asked), approval.as_ref())? {
        Some(kept) if is_logged(shared, &kept)? => {
            settle(shared, id, &asked.decision, &caller.by, asking.now)?;
            return Ok(None);
        }
        Some(kept) => row(&kept).ok_or(Trouble::Nothing)?,
        None => keep(shared, (id, &revision), user, asked, record, asking.now)?,
    };
    record_bound(shared, &id.tenant, deed, &caller.by, &format!("{id} {}", asked.decision), &row.sha256)?;
    if deed != Deed::DecisionReviewed {
        settle(shared, id, &asked.decision, &caller.by, asking.now)?;
    }
    if approval.is_some() {
        changed(shared, id, asking)?;
    }
    Ok(Some(row))
}

/// The record of an approval that stands in the dossier already, or of the very rejection that is asked for.
fn kept_before(
    shared: &Shared,
    id: &KeptId,
    user: &User,
    (deed, asked): (Deed, &NewSignature),
    approval: Option<&Signed>,
) -> Result<Option<Signature>, StoreFault> {
    let before = approval.filter(|one| one.before);
    if before.is_none() && deed != Deed::DecisionRejected {
        return Ok(None);
    }
    let kept = shared.wiring.signatures.signatures(&id.tenant, &id.to_string())?;
    let is = |kept: &&Signature| match before {
        Some(one) => {
            let record: serde_json::Value = serde_json::from_slice(&kept.record).unwrap_or_default();
            record["signature"] == one.signature.as_str()
        }
        None => kept.subject == asked.decision && kept.meaning == asked.meaning,
    };
    Ok(kept.iter().filter(|kept| kept.account == user.id).find(is).cloned())
}

/// Whether the log holds a signature. It is bound to it right after it was kept, so that no older leaf has to be read.
fn is_logged(shared: &Shared, kept: &Signature) -> Result<bool, StoreFault> {
    let log = &shared.wiring.log;
    let mut end = log.log_size()?;
    while end > 0 {
        let from = end.saturating_sub(i64::from(LEAVES)).max(0);
        let leaves = log.leaves(from, LEAVES, None)?;
        if leaves.iter().filter_map(|leaf| Entry::of(&leaf.bytes)).any(|entry| entry.hash == kept.sha256) {
            return Ok(true);
        }
        if leaves.first().is_none_or(|leaf| leaf.at.0 < kept.at.0.saturating_sub(SLACK)) {
            return Ok(false);
        }
        end = from;
    }
    Ok(false)
}

fn own_decision(lang: Lang) -> Refusal {
    Refusal {
        what: lang.pick("who took a decision cannot sign it", "判断した本人は署名できません").to_owned(),
        next: lang.pick("have it signed by a second person", "別の人の署名を得てください").to_owned(),
    }
}

/// Appends the approval to the dossier, signed with the person's key.
fn approve(
    shared: &Shared,
    caller: &Caller,
    (id, asking): (&KeptId, Asking),
    user: &User,
    decision: &str,
) -> Result<Signed, Trouble> {
    let secret = secret_of(shared, user).ok_or_else(|| {
        let lang = caller.lang;
        Trouble::Room(Refusal {
            what: lang.pick("there is no key that signs for you", "あなたの署名鍵がありません").to_owned(),
            next: lang
                .pick(
                    "make one on the page of your account, and have it put into people.yaml",
                    "アカウントのページで作成し、people.yaml に登録してもらってください",
                )
                .to_owned(),
        })
    })?;
    let public = public_of(user);
    let who = Who { login: &user.login, public: &public, elsewhere: Credentials::are_elsewhere(user) };
    let folder = folder(shared, id, &caller.by, asking.now);
    let deciding = &shared.wiring.deciding;
    Ok(match id.kind {
        KeptKind::Dossier => deciding.approve(asking, &folder, (who, &secret), decision)?,
        KeptKind::Site => deciding.approve_at_site(asking, &folder, (who, &secret), decision)?,
    })
}

/// The role by which somebody may approve here.
fn role_of(user: &User, now: Instant, id: &KeptId) -> &'static str {
    let may = roles(user, now).filter(|(role, _)| role.may(Permission::Approve));
    let is_for = |held: &str| {
        let ward = Scope::of(held).ward_of(&id.name).filter(|_| id.kind == KeptKind::Site);
        held.is_empty() || held == scope_of(id) || ward.is_some()
    };
    may.filter(|(_, held)| is_for(held)).map(|(role, _)| role.name()).next().unwrap_or_default()
}

/// Whether the caller may sign here at all; what belongs to their wards, where a role is for wards alone.
fn may_sign(shared: &Shared, caller: &Caller, id: &KeptId) -> Result<Option<Arc<WardSeen>>, Trouble> {
    let (now, scope) = (shared.now(), scope_of(id));
    if caller.within(now, Permission::Approve, &scope) {
        return reached(shared, caller, id).map(|_| None);
    }
    match reach(caller, now, Permission::Approve, &id.name).filter(|_| id.kind == KeptKind::Site) {
        Some(Reach::Wards(wards)) => seen(shared, id, &wards, caller.lang).map(Some),
        Some(Reach::Whole) | None => Err(Trouble::Nothing),
    }
}

/// Keeps the record of a signature for ever.
fn keep(
    shared: &Shared,
    (id, revision): (&KeptId, &Revision),
    user: &User,
    asked: &NewSignature,
    (release, approval, role): (&str, Option<&Signed>, &str),
    now: Instant,
) -> Result<SignatureRow, Trouble> {
    let own = new_token(shared)[..32].to_owned();
    let text = |of: fn(&Signed) -> &str| approval.map(of).unwrap_or_default();
    let authority = approval.map(|one| format!("{} ({})", one.authority, one.person)).unwrap_or_default();
    let record = Record {
        schema: "tutela.signature/v1",
        id: &own,
        organisation: &user.tenant,
        account: &user.id,
        about: id.to_string(),
        release,
        name: &user.printed_name,
        role,
        authority,
        at: now.to_string(),
        meaning: &asked.meaning,
        comment: asked.comment.trim(),
        decision: &asked.decision,
        revision: &revision.tree,
        counts: approval.is_some(),
        key: text(|one| &one.key),
        signature: text(|one| &one.signature),
    };
    // Strings alone always serialise.
    let bytes = serde_json::to_vec(&record).unwrap_or_default();
    let signature = Signature {
        id: own.clone(),
        tenant: user.tenant.clone(),
        about: id.to_string(),
        subject: asked.decision.clone(),
        account: user.id.clone(),
        meaning: asked.meaning.clone(),
        at: now,
        sha256: key_of(&String::from_utf8_lossy(&bytes)),
        record: bytes,
    };
    shared.wiring.signatures.add_signature(&signature)?;
    row(&signature).ok_or(Trouble::Nothing)
}

/// A kept signature as it is shown; `None` for a record of another form.
pub(super) fn row(signature: &Signature) -> Option<SignatureRow> {
    let row: SignatureRow = serde_json::from_slice(&signature.record).ok()?;
    Some(SignatureRow { sha256: signature.sha256.clone(), ..row })
}
