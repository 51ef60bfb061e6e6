//! Passkeys: one's own, and signing in by one.

use super::second_factor::proved;
use super::session::{begin as begin_session, fresh, opened_with, record};
use super::shapes::passkeys::{MadePasskey, NewPasskey, PasskeyOptions, PasskeyRow, PasskeySignIn, Passkeys};
use super::shapes::second_factor::Proved;
use crate::credentials::{Credentials, recovery_codes};
use crate::guard::{Caller, fault_of};
use crate::passkeys::{self, Purpose, asks, id_of, is_copied, keep, may_have, not_proved, taken};
use crate::problem::Problem;
use crate::prove::has_passkey;
use crate::session::{SessionFacts, asked_cookie};
use crate::state::Shared;
use activities::accounts_port::User;
use activities::passkeys_port::{Begun, Holder, NoProof, Passkey};
use activities::record_deed::Deed;
use activities::store_fault::StoreFault;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{AppendHeaders, IntoResponse, Response};
use axum::{Extension, Json};
use terms::Lang;

/// Passkeys of one person.
const MOST: usize = 20;

/// Characters of a name.
const LONGEST_NAME: usize = 80;

/// One's own.
pub(crate) async fn list(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Passkeys>, Problem> {
    let (lang, user) = (caller.lang, caller.user()?.clone());
    let why = match &shared.wiring.authenticators {
        _ if !may_have(&user) => Some(vouched_elsewhere(lang)),
        Ok(_) => None,
        Err(why) => Some(why.say(lang)),
    };
    let bound_to = shared.wiring.authenticators.as_ref().ok().filter(|_| why.is_none());
    let bound_to = bound_to.map(|asks| asks.bound_to().to_owned());
    let kept = shared.blocking(move |shared| -> Result<Vec<PasskeyRow>, StoreFault> {
        let kept = shared.wiring.passkeys.passkeys_of(&user.id)?;
        kept.iter().map(|one| Ok(row(one, is_copied(shared, &user.tenant, &one.id)?))).collect()
    });
    let items = kept.await?.map_err(|fault| fault_of(&fault, lang))?;
    Ok(Json(Passkeys { items, bound_to, why_none: why.map(|[what, next]| format!("{what}; {next}")) }))
}

fn row(passkey: &Passkey, copied: bool) -> PasskeyRow {
    PasskeyRow {
        id: passkey.id.clone(),
        name: passkey.name.clone(),
        made_at: passkey.made.to_string(),
        seen_at: passkey.seen.map(|seen| seen.to_string()),
        copied,
    }
}

/// Why people whom others vouch for get none, and what they do.
fn vouched_elsewhere(lang: Lang) -> [&'static str; 2] {
    [
        lang.pick(
            "this account signs in elsewhere, and a passkey here would open it without asking there",
            "このアカウントは外部で認証しており、ここのパスキーでは認証元に確認せず使えてしまいます",
        ),
        lang.pick("use a passkey at the place that vouches for you", "認証元でパスキーを設定してください"),
    ]
}

/// Asks the browser to make one, after its person has proved again who they are.
pub(crate) async fn begin(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Json(asked): Json<Proved>,
) -> Result<Response, Problem> {
    let (lang, asks) = (caller.lang, asks(&shared, caller.lang)?);
    if !may_have(caller.user()?) {
        let [what, next] = vouched_elsewhere(lang);
        return Err(Problem::conflict(what, next));
    }
    let user = proved(&shared, &caller, asked).await?;
    let purpose = Purpose::New(caller.session.unwrap_or_default());
    let begun = shared.blocking(move |shared| -> Result<Option<Result<Begun, NoProof>>, StoreFault> {
        let held = shared.wiring.passkeys.passkeys_of(&user.id)?;
        let holder = Holder { account: &user.id, login: &user.login, name: &user.printed_name };
        Ok((held.len() < MOST).then(|| asks.begin_key(holder, &held)))
    });
    let begun = begun.await?.map_err(|fault| fault_of(&fault, lang))?.ok_or_else(|| {
        Problem::conflict(
            lang.pick(format!("there are {MOST} passkeys already"), format!("パスキーが {MOST} 個あります")),
            lang.pick("remove one that you no longer use", "使わないものを削除してください"),
        )
    })?;
    options(&shared, &purpose, begun, lang)
}

/// What the browser is asked, and the cookie that holds it.
fn options(shared: &Shared, purpose: &Purpose, begun: Result<Begun, NoProof>, lang: Lang) -> Result<Response, Problem> {
    let begun = begun.map_err(|why| {
        eprintln!("tutela serve: no passkey can be asked for: {why}");
        Problem::internal(lang)
    })?;
    let public_key = serde_json::from_str(&begun.options).map_err(|_| Problem::internal(lang))?;
    let cookie = keep(shared, purpose, &begun);
    Ok(([(header::SET_COOKIE, cookie)], Json(PasskeyOptions { public_key })).into_response())
}

/// Keeps the one that the browser made. The session that asked ends; the one that follows has both factors.
pub(crate) async fn add(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Json(asked): Json<NewPasskey>,
) -> Result<Response, Problem> {
    let (lang, now, asks) = (caller.lang, shared.now(), asks(&shared, caller.lang)?);
    shared.sign_ins.take(caller.address, now).map_err(|seconds| Problem::too_many(lang, seconds))?;
    let name = named(&asked.name, lang)?;
    let (user, session) = (caller.user()?.id.clone(), caller.session.clone().unwrap_or_default());
    let made = shared.blocking(move |shared| -> Result<Option<(HeaderValue, MadePasskey)>, StoreFault> {
        let user = fresh(shared, &user)?;
        let Some(state) = taken(shared, &Purpose::New(session.clone()), caller.asked.as_deref(), now)? else {
            return Ok(None);
        };
        let answer = serde_json::to_string(&asked.credential).unwrap_or_default();
        let key = match asks.finish_key(&state, &answer) {
            Ok(key) => key,
            Err(why) => {
                eprintln!("tutela serve: no passkey was added: {why}");
                return Ok(None);
            }
        };
        let (id, account) = (id_of(&key.id), user.id.clone());
        let passkey = Passkey { id, account, name, key: key.key, counter: key.counter, made: now, seen: None };
        shared.wiring.passkeys.add_passkey(&passkey)?;
        record(shared, &user.tenant, Deed::PasskeyAdded, &user.id, &passkey.id)?;
        shared.wiring.accounts.end_session(&session)?;
        let made = MadePasskey { about: row(&passkey, false), recovery_codes: first_codes(shared, &user)? };
        let facts = SessionFacts { passkey: Some(passkey.id), proved_at: None, ..caller.facts };
        Ok(Some((opened_with(shared, &user, &facts, now)?, made)))
    });
    let (cookie, made) = made.await?.map_err(|fault| fault_of(&fault, lang))?.ok_or_else(|| {
        Problem::bad_request(
            lang.pick("what the browser made is no passkey for this account", "ブラウザーの応答を登録できません"),
            lang.pick(
                "begin again; the device must ask for fingerprint, face or PIN, and five minutes are allowed",
                "最初からやり直してください。指紋・顔・PIN による確認が必要で、有効時間は 5 分です",
            ),
        )
    })?;
    let gone = asked_cookie(&shared, "", 0);
    let cookies = AppendHeaders([(header::SET_COOKIE, cookie), (header::SET_COOKIE, gone)]);
    Ok((StatusCode::CREATED, cookies, Json(made)).into_response())
}

/// Recovery codes for an account that has none: without them a lost device, or another name of the server, would close it for
/// good where a second factor is demanded.
fn first_codes(shared: &Shared, user: &User) -> Result<Vec<String>, StoreFault> {
    let user = fresh(shared, &user.id)?;
    if !Credentials::of(&user).recovery.is_empty() {
        return Ok(Vec::new());
    }
    let (codes, recovery) = recovery_codes(shared, &user.id);
    let was = user.clone();
    let user = Credentials { recovery, ..Credentials::of(&user) }.on(user);
    shared.wiring.accounts.change_user_from(&was, &user)?;
    record(shared, &user.tenant, Deed::RecoveryCodesMade, &user.id, &user.id)?;
    Ok(codes)
}

/// Recovery codes go with the last factor that they stand in for.
fn forget_codes(shared: &Shared, user: User) -> Result<(), StoreFault> {
    if user.totp.is_some() || has_passkey(shared, &user)? || Credentials::of(&user).recovery.is_empty() {
        return Ok(());
    }
    let forgotten = Credentials { recovery: Vec::new(), ..Credentials::of(&user) }.on(user.clone());
    shared.wiring.accounts.change_user_from(&user, &forgotten)
}

fn named(name: &str, lang: Lang) -> Result<String, Problem> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > LONGEST_NAME || name.chars().any(char::is_control) {
        return Err(Problem::bad_request(
            lang.pick("a passkey needs a name", "パスキーの名前が必要です"),
            lang.pick(format!("at most {LONGEST_NAME} characters"), format!("{LONGEST_NAME} 文字以内です")),
        ));
    }
    Ok(name.to_owned())
}

/// Removes one of one's own. Every other session ends: somebody else may hold the device.
pub(crate) async fn remove(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Json(asked): Json<Proved>,
) -> Result<Response, Problem> {
    let (lang, now) = (caller.lang, shared.now());
    let user = proved(&shared, &caller, asked).await?;
    let by = caller.facts.passkey.filter(|by| *by != id);
    let done = shared.blocking(move |shared| -> Result<Option<HeaderValue>, StoreFault> {
        let user = fresh(shared, &user.id)?;
        if !shared.wiring.passkeys.remove_passkey(&user.id, &id)? {
            return Ok(None);
        }
        record(shared, &user.tenant, Deed::PasskeyRemoved, &user.id, &id)?;
        passkeys::settle(shared, &user, &id, &user.id, now)?;
        forget_codes(shared, user.clone())?;
        shared.wiring.accounts.end_sessions_of(&user.id)?;
        opened_with(shared, &user, &SessionFacts { passkey: by, ..SessionFacts::default() }, now).map(Some)
    });
    match done.await?.map_err(|fault| fault_of(&fault, lang))? {
        Some(cookie) => Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, cookie)]).into_response()),
        None => Err(Problem::not_found(lang)),
    }
}

/// Removes those of somebody who lost them.
pub(crate) async fn reset(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let (lang, tenant) = (caller.lang, caller.tenant()?);
    if caller.user()?.id == id {
        return Err(Problem::conflict(
            lang.pick(
                "one's own are removed on the page of the account",
                "自分のパスキーはアカウントのページで削除します",
            ),
            lang.pick("go there, or ask another administrator", "そのページで行うか、別の管理者に依頼してください"),
        ));
    }
    let done = shared.blocking(move |shared| -> Result<bool, StoreFault> {
        let accounts = &shared.wiring.accounts;
        let Some(user) = accounts.user(&id)?.filter(|user| user.tenant == tenant) else { return Ok(false) };
        let held = shared.wiring.passkeys.passkeys_of(&user.id)?;
        shared.wiring.passkeys.remove_passkeys_of(&user.id)?;
        for passkey in held {
            record(shared, &tenant, Deed::PasskeyRemoved, &caller.by, &format!("{id} {}", passkey.id))?;
            passkeys::settle(shared, &user, &passkey.id, &caller.by, shared.now())?;
        }
        forget_codes(shared, user)?;
        accounts.end_sessions_of(&id)?;
        Ok(true)
    });
    match done.await?.map_err(|fault| fault_of(&fault, lang))? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::not_found(lang)),
    }
}

/// Asks the browser for a proof by a passkey: to sign in, or to prove again who one is.
pub(crate) async fn challenge(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Problem> {
    let asks = asks(&shared, caller.lang)?;
    options(&shared, &Purpose::of(&caller), asks.begin_proof(), caller.lang)
}

/// Signs in by a passkey alone.
pub(crate) async fn sign_in(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Json(asked): Json<PasskeySignIn>,
) -> Result<Response, Problem> {
    let (lang, now, asks) = (caller.lang, shared.now(), asks(&shared, caller.lang)?);
    shared.sign_ins.take(caller.address, now).map_err(|seconds| Problem::too_many(lang, seconds))?;
    let proof = shared.blocking(move |shared| -> Result<Option<(User, String)>, StoreFault> {
        let asked_for = (&Purpose::SignIn, caller.asked.as_deref());
        passkeys::proved(shared, &*asks, asked_for, &asked.credential, now)
    });
    let (user, id) = proof.await?.map_err(|fault| fault_of(&fault, lang))?.ok_or_else(|| not_proved(&shared, lang))?;
    let facts = SessionFacts { passkey: Some(id), ..SessionFacts::default() };
    let mut response = begin_session(&shared, &user, facts, now, lang).await?;
    response.headers_mut().append(header::SET_COOKIE, asked_cookie(&shared, "", 0));
    Ok(response)
}
