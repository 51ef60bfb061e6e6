//! Signing in and out, and one's own password.

use super::shapes::people::{ChangePassword, Session, SignIn, SignedIn};
use crate::guard::{Caller, fault_of, may, roles};
use crate::problem::Problem;
use crate::session::{cookie, key_of, new_token, no_cookie};
use crate::state::Shared;
use activities::accounts_port::{Session as Kept, User};
use activities::record_deed::{Deed, Entry, record_deed};
use activities::store_fault::StoreFault;
use axum::extract::State;
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use terms::{Instant, Lang, Party};

/// Refused sign-ins of one login within [`LOCKED_FOR`] that close it.
const MOST_REFUSALS: u64 = 8;

/// How long they count, in milliseconds.
const LOCKED_FOR: i64 = 15 * 60_000;

/// Fewer characters make no password (NIST SP 800-63B).
const SHORTEST_PASSWORD: usize = 12;

/// Who is signed in.
pub(crate) async fn show(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Session>, Problem> {
    let lang = caller.lang;
    let shown = shared.blocking(move |shared| session_of(shared, caller.user.as_ref())).await?;
    shown.map(Json).map_err(|fault| fault_of(&fault, lang))
}

/// Signs in.
pub(crate) async fn open(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Json(asked): Json<SignIn>,
) -> Result<Response, Problem> {
    let lang = caller.lang;
    let now = shared.now();
    shared.sign_ins.take(caller.address, now).map_err(|seconds| Problem::too_many(lang, seconds))?;
    let _turn = shared.hashing.acquire().await.map_err(|_| Problem::internal(lang))?;
    let outcome = shared.blocking(move |shared| sign_in(shared, &asked, now)).await?;
    match outcome.map_err(|fault| fault_of(&fault, lang))? {
        Outcome::In(user) => begin(&shared, &user, now, lang).await,
        Outcome::CodeMissing => Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "server/one-time-code-missing",
            lang.pick("this account asks for a one-time code", "このアカウントにはワンタイムコードが必要です"),
            lang.pick("type the six digits of your app", "アプリに表示された 6 桁の数字を入力してください"),
        )),
        Outcome::Refused => {
            shared.metrics.sign_in_refused();
            Err(Problem::new(
                StatusCode::UNAUTHORIZED,
                "server/sign-in-refused",
                lang.pick(
                    "login, password or code is wrong, or too many attempts",
                    "ログイン名・パスワード・コードのいずれかが違うか、試行回数が多すぎます",
                ),
                lang.pick(
                    "try again; after eight refusals wait 15 minutes",
                    "再試行してください。8 回拒否された場合は 15 分待ってください",
                ),
            ))
        }
    }
}

/// Opens a session for somebody who proved who they are.
pub(super) async fn begin(shared: &Shared, user: &User, now: Instant, lang: Lang) -> Result<Response, Problem> {
    let token = new_token(shared);
    let (key, user) = (key_of(&token), user.clone());
    let shown = shared.blocking(move |shared| -> Result<Session, StoreFault> {
        let ends = Instant(now.0 + shared.settings.session_hours * 3_600_000);
        shared.wiring.accounts.add_session(&Kept {
            token_hash: key,
            user: user.id.clone(),
            made: now,
            seen: now,
            ends,
            facts: Vec::new(),
        })?;
        record(shared, &user.tenant, Deed::SignedIn, &user.id, "")?;
        session_of(shared, Some(&user))
    });
    let shown = shown.await?.map_err(|fault| fault_of(&fault, lang))?;
    Ok(([(header::SET_COOKIE, cookie(shared, &token))], Json(shown)).into_response())
}

/// Signs out.
pub(crate) async fn close(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Response, Problem> {
    let lang = caller.lang;
    let done = shared.blocking(move |shared| -> Result<(), StoreFault> {
        if let (Some(key), Some(user)) = (&caller.session, &caller.user) {
            shared.wiring.accounts.end_session(key)?;
            record(shared, &user.tenant, Deed::SignedOut, &user.id, "")?;
        }
        Ok(())
    });
    done.await?.map_err(|fault| fault_of(&fault, lang))?;
    Ok((StatusCode::NO_CONTENT, [(header::SET_COOKIE, no_cookie(&shared))]).into_response())
}

/// Changes one's own password; every other session ends.
pub(crate) async fn change_password(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Json(asked): Json<ChangePassword>,
) -> Result<Response, Problem> {
    let (lang, now) = (caller.lang, shared.now());
    let user = caller.user()?.clone();
    check_password(&asked.new, lang)?;
    shared.sign_ins.take(caller.address, now).map_err(|seconds| Problem::too_many(lang, seconds))?;
    let _turn = shared.hashing.acquire().await.map_err(|_| Problem::internal(lang))?;
    let again = user.clone();
    let changed = shared.blocking(move |shared| -> Result<bool, StoreFault> {
        if !shared.wiring.secrets.matches(&asked.old, &user.password) {
            return Ok(false);
        }
        let user = User { password: shared.wiring.secrets.hash(&asked.new), ..user };
        shared.wiring.accounts.change_user(&user)?;
        shared.wiring.accounts.end_sessions_of(&user.id)?;
        record(shared, &user.tenant, Deed::PasswordChanged, &user.id, &user.id)?;
        Ok(true)
    });
    match changed.await?.map_err(|fault| fault_of(&fault, lang))? {
        true => begin(&shared, &again, now, lang).await,
        false => Err(Problem::bad_request(
            lang.pick("the password until now is wrong", "現在のパスワードが違います"),
            lang.pick("type it again", "もう一度入力してください"),
        )),
    }
}

/// Refuses what is too short to be a password.
pub(super) fn check_password(password: &str, lang: Lang) -> Result<(), Problem> {
    if password.chars().count() >= SHORTEST_PASSWORD {
        return Ok(());
    }
    Err(Problem::bad_request(
        lang.pick(
            format!("the password has fewer than {SHORTEST_PASSWORD} characters"),
            format!("パスワードが {SHORTEST_PASSWORD} 文字未満です"),
        ),
        lang.pick("take a longer one, such as four words", "単語を 4 つ並べるなど、より長いものにしてください"),
    ))
}

/// Appends to the log of an organisation.
pub(super) fn record(shared: &Shared, tenant: &str, deed: Deed, by: &str, subject: &str) -> Result<(), StoreFault> {
    record_bound(shared, tenant, deed, by, subject, "")
}

/// The same, bound to a hash.
pub(super) fn record_bound(
    shared: &Shared,
    tenant: &str,
    deed: Deed,
    by: &str,
    subject: &str,
    hash: &str,
) -> Result<(), StoreFault> {
    let now = shared.now();
    record_deed(&*shared.wiring.log, now, &Entry::new(tenant, now, deed, by, subject, hash)).map(drop)
}

enum Outcome {
    In(Box<User>),
    CodeMissing,
    Refused,
}

fn sign_in(shared: &Shared, asked: &SignIn, now: Instant) -> Result<Outcome, StoreFault> {
    let (accounts, secrets) = (&shared.wiring.accounts, &shared.wiring.secrets);
    let login = asked.login.trim().to_lowercase();
    // What was typed may be a password: only its hash is kept.
    let key = key_of(&format!("login {login}"));
    let locked = accounts.failures(&key, Instant(now.0 - LOCKED_FOR))? >= MOST_REFUSALS;
    let user = accounts.user_by_login(&login)?;
    let kept = user.as_ref().map(|user| user.password.as_str()).unwrap_or_default();
    // The hash is made in every case, so that the time tells nobody which logins there are.
    let right = secrets.matches(&asked.password, kept);
    let Some(user) = user.filter(|user| right && !locked && user.disabled.is_none()) else {
        return refuse(shared, &key, now);
    };
    if let Some(secret) = &user.totp {
        let Some(code) = &asked.one_time_code else { return Ok(Outcome::CodeMissing) };
        if !one_time_code_fits(shared, &user.id, secret, code, now)? {
            return refuse(shared, &key, now);
        }
    }
    accounts.forget_failures(&key)?;
    Ok(Outcome::In(Box::new(user)))
}

fn refuse(shared: &Shared, key: &str, now: Instant) -> Result<Outcome, StoreFault> {
    shared.wiring.accounts.note_failure(key, now)?;
    record(shared, "", Deed::SignInRefused, "", "")?;
    Ok(Outcome::Refused)
}

/// The code of this half minute or a neighbour, each taken once.
fn one_time_code_fits(
    shared: &Shared,
    user: &str,
    secret: &[u8],
    code: &str,
    now: Instant,
) -> Result<bool, StoreFault> {
    let Ok(typed) = code.trim().parse::<u32>() else { return Ok(false) };
    let step = u64::try_from(now.0 / 30_000).unwrap_or(0);
    let fits =
        (step.saturating_sub(1)..=step + 1).find(|step| shared.wiring.secrets.one_time_code(secret, *step) == typed);
    let Some(step) = fits else { return Ok(false) };
    let used = format!("one-time-code {user} {step}");
    let taken = shared.wiring.accounts.failures(&used, Instant(now.0 - 120_000))? > 0;
    shared.wiring.accounts.note_failure(&used, now)?;
    Ok(!taken)
}

/// The session as it is shown.
pub(super) fn session_of(shared: &Shared, user: Option<&User>) -> Result<Session, StoreFault> {
    let setup_needed = shared.wiring.accounts.is_first_run()?;
    let now = shared.now();
    let signed_in = match user {
        None => None,
        Some(user) => {
            let tenant = shared.wiring.library.tenants()?.into_iter().find(|tenant| tenant.id == user.tenant);
            let party = tenant.as_ref().map_or("", |tenant| party_name(tenant.party));
            Some(SignedIn {
                id: user.id.clone(),
                name: user.printed_name.clone(),
                login: user.login.clone(),
                organisation: tenant.map(|tenant| tenant.name).unwrap_or_default(),
                party,
                roles: roles(user, now).map(|(role, _)| role.name()).collect(),
                permissions: may(user, now).into_iter().map(|permission| permission.name()).collect(),
            })
        }
    };
    Ok(Session { user: signed_in, setup_needed, program: concat!("tutela ", env!("CARGO_PKG_VERSION")) })
}

/// The name of a party in the API.
pub(super) fn party_name(party: Party) -> &'static str {
    match party {
        Party::Manufacturer => "manufacturer",
        Party::Facility => "facility",
    }
}
