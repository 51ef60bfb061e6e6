//! Passkeys: what a browser is asked, sealed in its cookie so that no server has to remember it, and what its answer proves.

use crate::credentials::{Credentials, unhex};
use crate::guard::{Caller, fault_of};
use crate::problem::Problem;
use crate::prove::{is_locked, refusals_of, refuse, refuse_by};
use crate::session::{asked_cookie, hex, key_of, new_token};
use crate::state::Shared;
use activities::accounts_port::User;
use activities::checks_port::Fact;
use activities::jobs_port::{Follows, WorkAsked, WorkItem, WorkState};
use activities::notify::weight::PASSKEY_COPIED;
use activities::passkeys_port::{Authenticators, Begun, NoProof, Passkey};
use activities::record_deed::Deed;
use activities::role::Role;
use activities::store_fault::StoreFault;
use axum::http::{HeaderValue, StatusCode};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeSet;
use std::sync::Arc;
use terms::{Instant, Lang};

/// How long a person may take, in milliseconds.
const STAYS: i64 = 5 * 60_000;

/// Items of work for administrators that are looked at.
const MOST_WORK: u32 = 1_000;

/// The kind of the fact that says that a passkey was copied.
const COPIED: &str = "copied";

/// What the browser answered.
pub(crate) type Answer = Map<String, Value>;

/// What an answer is for. It counts for nothing else, and for no other session.
#[derive(Clone, Debug)]
pub(crate) enum Purpose {
    SignIn,
    /// Proving again who one is.
    Again(String),
    /// Adding a passkey.
    New(String),
}

impl Purpose {
    /// What a caller who is asked for a proof is asked for.
    pub(crate) fn of(caller: &Caller) -> Purpose {
        caller.session.clone().map_or(Purpose::SignIn, Purpose::Again)
    }

    fn sealed_for(&self) -> String {
        match self {
            Purpose::SignIn => "passkey sign-in".to_owned(),
            Purpose::Again(session) => format!("passkey again {session}"),
            Purpose::New(session) => format!("passkey new {session}"),
        }
    }
}

/// What was asked, as the cookie holds it.
#[derive(Serialize, Deserialize)]
struct Asked {
    /// It counts once.
    once: String,
    at: i64,
    state: String,
}

/// Who asks browsers here; otherwise the problem of the caller.
pub(crate) fn asks(shared: &Shared, lang: Lang) -> Result<Arc<dyn Authenticators>, Problem> {
    shared.wiring.authenticators.clone().map_err(|why| {
        let [what, next] = why.say(lang);
        Problem::conflict(what, next)
    })
}

/// The cookie that holds what was asked.
pub(crate) fn keep(shared: &Shared, purpose: &Purpose, begun: &Begun) -> HeaderValue {
    let state = String::from_utf8_lossy(&begun.state).into_owned();
    let asked = Asked { once: new_token(shared), at: shared.now().0, state };
    // Strings and a number always serialise.
    let bytes = serde_json::to_vec(&asked).unwrap_or_default();
    asked_cookie(shared, &hex(&shared.wiring.vault.seal(&purpose.sealed_for(), &bytes)), STAYS / 1000)
}

/// What was asked: by this browser, for this, not long ago, and answered for the first time.
pub(crate) fn taken(
    shared: &Shared,
    purpose: &Purpose,
    sealed: Option<&str>,
    now: Instant,
) -> Result<Option<Vec<u8>>, StoreFault> {
    let opened = sealed.and_then(unhex).and_then(|sealed| shared.wiring.vault.open(&purpose.sealed_for(), &sealed));
    let Some(asked) = opened.and_then(|bytes| serde_json::from_slice::<Asked>(&bytes).ok()) else { return Ok(None) };
    if !(0..STAYS).contains(&now.0.saturating_sub(asked.at)) {
        return Ok(None);
    }
    let first = shared.wiring.accounts.spend(&format!("passkey {}", asked.once), now)?;
    Ok(first.then(|| asked.state.into_bytes()))
}

/// The id under which a passkey is kept.
pub(crate) fn id_of(raw: &[u8]) -> String {
    key_of(&hex(raw))[..32].to_owned()
}

/// Whose passkey answered, and which it was; `None` when it proves nobody. Refusals count for the login as wrong passwords do.
pub(crate) fn proved(
    shared: &Shared,
    asks: &dyn Authenticators,
    (purpose, sealed): (&Purpose, Option<&str>),
    answer: &Answer,
    now: Instant,
) -> Result<Option<(User, String)>, StoreFault> {
    // Maps of strings and values always serialise.
    let answer = serde_json::to_string(answer).unwrap_or_default();
    let id = asks.id_of(&answer).map(|raw| id_of(&raw)).unwrap_or_default();
    let known = shared.wiring.passkeys.passkey(&id)?;
    let user = known.as_ref().map(|passkey| shared.wiring.accounts.user(&passkey.account)).transpose()?.flatten();
    let (Some(passkey), Some(user)) = (known, user.filter(may_have)) else {
        refuse_by(shared, &key_of(&format!("passkey {id}")), now)?;
        return Ok(None);
    };
    let locked = is_locked(shared, &refusals_of(&user.login), now)? || is_copied(shared, &user.tenant, &passkey.id)?;
    let state = taken(shared, purpose, sealed, now)?;
    let Some(state) = state.filter(|_| !locked) else {
        refuse(shared, &user.login, now)?;
        return Ok(None);
    };
    match asks.finish_proof(&state, &answer, &passkey) {
        Ok(used) if shared.wiring.passkeys.use_passkey(&passkey, &used, now)? => {
            shared.wiring.accounts.forget_failures(&refusals_of(&user.login))?;
            Ok(Some((user, passkey.id)))
        }
        Ok(_) => {
            // Two answers crossed. Of a copy and its original one is behind from now on, and that tells.
            let why = NoProof::Refused("it was used or removed in between".to_owned());
            refused(shared, &user, &passkey, &why, now)
        }
        Err(why) => refused(shared, &user, &passkey, &why, now),
    }
}

/// Nobody whom others vouch for: they would no longer be asked whether the person still belongs to them.
pub(crate) fn may_have(user: &User) -> bool {
    user.disabled.is_none() && !Credentials::are_elsewhere(user)
}

fn refused(
    shared: &Shared,
    user: &User,
    passkey: &Passkey,
    why: &NoProof,
    now: Instant,
) -> Result<Option<(User, String)>, StoreFault> {
    eprintln!("tutela serve: passkey {} refused: {why}", passkey.id);
    if *why == NoProof::Copied {
        lock(shared, user, passkey, now)?;
    }
    refuse(shared, &user.login, now)?;
    Ok(None)
}

/// The fact that a passkey was copied.
fn about(id: &str) -> String {
    format!("passkey {id}")
}

/// Whether a passkey was copied: it signs in nobody until it is removed.
pub(crate) fn is_copied(shared: &Shared, tenant: &str, id: &str) -> Result<bool, StoreFault> {
    Ok(shared.wiring.checks.fact(tenant, &about(id), COPIED, None)?.is_some())
}

/// Which of the two is the copy nobody knows: neither opens anything, what they opened ends, and administrators are told.
fn lock(shared: &Shared, user: &User, passkey: &Passkey, now: Instant) -> Result<(), StoreFault> {
    let (tenant, by) = (user.tenant.clone(), user.id.clone());
    shared.wiring.checks.put_facts(&[Fact {
        tenant: tenant.clone(),
        about: about(&passkey.id),
        kind: COPIED.to_owned(),
        value: b"copied".to_vec(),
        by: by.clone(),
        at: now,
    }])?;
    shared.wiring.accounts.end_sessions_of(&by)?;
    crate::deeds::record(shared, &tenant, Deed::PasskeyCopied, &by, &passkey.id, "")?;
    let facts = serde_json::json!({ "component": { "name": user.printed_name } });
    let item = WorkItem {
        id: 0,
        tenant,
        role: Role::Administrator.name().to_owned(),
        subject: format!("account/{by} {}", passkey.id),
        code: PASSKEY_COPIED.to_owned(),
        due: None,
        created: now,
        state: WorkState::Open,
        by: String::new(),
        facts: serde_json::to_vec(&facts).unwrap_or_default(),
    };
    shared.wiring.jobs.add_follows(&Follows { work: vec![item], ..Follows::default() }).map(drop)
}

/// Open work about passkeys that were copied.
fn open_work(shared: &Shared, tenant: &str) -> Result<Vec<WorkItem>, StoreFault> {
    let roles = [Role::Administrator.name()];
    let asked = WorkAsked { tenant, roles: &roles, done_too: false, after: None, limit: MOST_WORK };
    Ok(shared.wiring.jobs.work(&asked)?.into_iter().filter(|item| item.code == PASSKEY_COPIED).collect())
}

/// Accounts of an organisation with such a passkey.
pub(crate) fn with_copied(shared: &Shared, tenant: &str) -> Result<BTreeSet<String>, StoreFault> {
    let account = |item: &WorkItem| Some(item.subject.strip_prefix("account/")?.split_once(' ')?.0.to_owned());
    Ok(open_work(shared, tenant)?.iter().filter_map(account).collect())
}

/// The work about a passkey that was removed is done.
pub(crate) fn settle(shared: &Shared, user: &User, id: &str, by: &str, now: Instant) -> Result<(), StoreFault> {
    let subject = format!("account/{} {id}", user.id);
    for item in open_work(shared, &user.tenant)?.iter().filter(|item| item.subject == subject) {
        shared.wiring.jobs.set_work(&user.tenant, item.id, WorkState::Done, by, now)?;
    }
    Ok(())
}

/// As a person reads the work about it: title and detail.
pub(crate) fn said(name: &str, lang: Lang) -> (String, String) {
    let title = lang.pick(format!("A passkey was copied: {name}"), format!("パスキーに複製の疑い：{name}"));
    let detail = lang.pick(
        "It is locked, and every session of the account has ended. Ask where the device is, and have the passkey removed.",
        "このパスキーは停止し、全セッションを終了しました。端末の所在を確認し、パスキーを削除してください。",
    );
    (title, detail.to_owned())
}

/// The problem of who is not let in by a passkey.
pub(crate) fn not_proved(shared: &Shared, lang: Lang) -> Problem {
    shared.metrics.sign_in_refused();
    Problem::new(
        StatusCode::UNAUTHORIZED,
        "server/passkey-refused",
        lang.pick(
            "this passkey opens nothing here, or too many attempts",
            "このパスキーは使えないか、試行回数が多すぎます",
        ),
        lang.pick(
            "try again, or sign in with your password; after eight refusals wait 15 minutes",
            "再試行するか、パスワードでサインインしてください。8 回拒否された場合は 15 分待ってください",
        ),
    )
}

/// Who is signed in proves again by a passkey who they are.
pub(crate) async fn proved_again(shared: &Shared, caller: &Caller, answer: Answer) -> Result<User, Problem> {
    let (lang, now, asks) = (caller.lang, shared.now(), asks(shared, caller.lang)?);
    let (purpose, sealed, id) = (Purpose::of(caller), caller.asked.clone(), caller.user()?.id.clone());
    let proof = shared.blocking(move |shared| proved(shared, &*asks, (&purpose, sealed.as_deref()), &answer, now));
    let proof = proof.await?.map_err(|fault| fault_of(&fault, lang))?;
    // The passkey may be that of another person who sits at this browser.
    match proof.filter(|(user, _)| user.id == id) {
        Some((user, _)) => Ok(user),
        None => Err(not_proved(shared, lang)),
    }
}
