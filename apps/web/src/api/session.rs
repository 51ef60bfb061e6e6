//! Signing in and out, and one's own password.

use super::shapes::emergency::Emergency;
use super::shapes::people::{ChangePassword, Session, SignIn, SignedIn};
use crate::credentials::{Credentials, Given};
use crate::guard::{Caller, fault_of, may, roles};
use crate::problem::Problem;
use crate::prove::{Typed, is_locked, must_choose, must_enrol, prove, refusals_of, refuse};
use crate::session::{SessionFacts, cookie, key_of, new_token, no_cookie};
use crate::state::Shared;
use activities::accounts_port::{Session as Kept, User};
use activities::record_deed::Deed;
use activities::store_fault::{StoreFault, StoreFaultKind};
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use terms::{Instant, Lang, Party};

/// Fewer characters make no password (NIST SP 800-63B).
const SHORTEST_PASSWORD: usize = 12;

/// Who is signed in.
pub(crate) async fn show(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Session>, Problem> {
    let lang = caller.lang;
    let shown = shared.blocking(move |shared| {
        let mut shown = session_of(shared, caller.user.as_ref(), &caller.facts)?;
        let emergency = caller.emergency(shared.now());
        if let (Some(user), Some(emergency)) = (&mut shown.user, emergency) {
            let until = Instant(emergency.until).to_string();
            user.emergency = Some(Emergency { until, reason: emergency.reason.clone() });
        }
        Ok(shown)
    });
    let shown = shown.await?;
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
    let typed = Typed { login: asked.login, password: asked.password, code: asked.one_time_code };
    let user = prove(&shared, typed, now, lang).await?;
    let user = once(&shared, user, lang).await?;
    begin(&shared, &user, SessionFacts::default(), now, lang).await
}

/// A password that an administrator gave opens one session. Of two who come by it at once, one is refused.
async fn once(shared: &Shared, user: User, lang: Lang) -> Result<User, Problem> {
    let Some(given) = Credentials::of(&user).given else { return Ok(user) };
    let used = Credentials { given: Some(Given { used: true, ..given }), ..Credentials::of(&user) }.on(user.clone());
    let kept = shared.blocking(move |shared| {
        shared.wiring.accounts.change_user_from(&user, &used)?;
        Ok::<_, StoreFault>(used)
    });
    kept.await?.map_err(|fault| fault_of(&fault, lang))
}

/// Opens a session for somebody who proved who they are.
pub(super) async fn begin(
    shared: &Shared,
    user: &User,
    facts: SessionFacts,
    now: Instant,
    lang: Lang,
) -> Result<Response, Problem> {
    let user = user.clone();
    let opened = shared.blocking(move |shared| {
        let cookie = opened_with(shared, &user, &facts, now)?;
        Ok::<_, StoreFault>((cookie, session_of(shared, Some(&user), &facts)?))
    });
    let (cookie, shown) = opened.await?.map_err(|fault| fault_of(&fault, lang))?;
    Ok(([(header::SET_COOKIE, cookie)], Json(shown)).into_response())
}

/// Opens the session itself; the cookie to hand over.
pub(super) fn opened(shared: &Shared, user: &User, now: Instant) -> Result<HeaderValue, StoreFault> {
    opened_with(shared, user, &SessionFacts::default(), now)
}

/// The same, remembering something.
pub(super) fn opened_with(
    shared: &Shared,
    user: &User,
    facts: &SessionFacts,
    now: Instant,
) -> Result<HeaderValue, StoreFault> {
    let token = new_token(shared);
    shared.wiring.accounts.add_session(&Kept {
        token_hash: key_of(&token),
        user: user.id.clone(),
        made: now,
        seen: now,
        ends: Instant(now.0 + shared.settings.session_hours * 3_600_000),
        facts: facts.bytes(),
    })?;
    let by = facts.passkey.as_ref().map(|id| format!("passkey {id}")).unwrap_or_default();
    record(shared, &user.tenant, Deed::SignedIn, &user.id, &by)?;
    Ok(cookie(shared, &token))
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
    let id = caller.user()?.id.clone();
    let facts = SessionFacts { passkey: caller.facts.passkey.clone(), ..SessionFacts::default() };
    check_password(&asked.new, lang)?;
    shared.sign_ins.take(caller.address, now).map_err(|seconds| Problem::too_many(lang, seconds))?;
    let _turn = shared.hashing.acquire().await.map_err(|_| Problem::internal(lang))?;
    let changed = shared.blocking(move |shared| -> Result<Option<User>, StoreFault> {
        let user = fresh(shared, &id)?;
        let locked = is_locked(shared, &refusals_of(&user.login), now)?;
        // The hash is made in every case: whoever holds a session learns no more here than at the door.
        if !shared.wiring.secrets.matches(&asked.old, &user.password) || locked {
            refuse(shared, &user.login, now)?;
            return Ok(None);
        }
        shared.wiring.accounts.forget_failures(&refusals_of(&user.login))?;
        let password = shared.wiring.secrets.hash(&asked.new);
        // Of two new passwords the first stays: an administrator may have given another since.
        let changed = Credentials { given: None, ..Credentials::of(&user) }.on(User { password, ..user.clone() });
        shared.wiring.accounts.change_user_from(&user, &changed)?;
        let user = changed;
        shared.wiring.accounts.end_sessions_of(&user.id)?;
        record(shared, &user.tenant, Deed::PasswordChanged, &user.id, &user.id)?;
        Ok(Some(user))
    });
    match changed.await?.map_err(|fault| fault_of(&fault, lang))? {
        Some(user) => begin(&shared, &user, facts, now, lang).await,
        None => Err(Problem::bad_request(
            lang.pick(
                "the password until now is wrong, or too many attempts",
                "現在のパスワードが違うか、試行回数が多すぎます",
            ),
            lang.pick(
                "type it again; after eight refusals wait 15 minutes",
                "もう一度入力してください。8 回拒否された場合は 15 分待ってください",
            ),
        )),
    }
}

/// The account as it stands now, to change something of it: what the caller is known by may be a second old.
pub(super) fn fresh(shared: &Shared, id: &str) -> Result<User, StoreFault> {
    let user = shared.wiring.accounts.user(id)?.filter(|user| user.disabled.is_none());
    user.ok_or_else(|| StoreFault::new(StoreFaultKind::Changed, format!("account {id}")))
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
    crate::deeds::record(shared, tenant, deed, by, subject, "")
}

/// The same, bound to a hash.
pub(super) use crate::deeds::record as record_bound;

/// The session as it is shown.
pub(super) fn session_of(shared: &Shared, user: Option<&User>, facts: &SessionFacts) -> Result<Session, StoreFault> {
    let setup_needed = shared.wiring.accounts.is_first_run()?;
    let now = shared.now();
    let (mut second_factor_needed, mut password_change_needed) = (false, false);
    let elsewhere = shared.wiring.elsewhere.oidc.as_ref().map(|oidc| oidc.label.clone());
    let signed_in = match user {
        None => None,
        Some(user) => {
            let tenant = shared.wiring.library.tenants()?.into_iter().find(|tenant| tenant.id == user.tenant);
            let party = tenant.as_ref().map_or("", |tenant| party_name(tenant.party));
            second_factor_needed = must_enrol(shared, user, facts)?;
            password_change_needed = must_choose(user, facts);
            let elsewhere = Credentials::of(user).elsewhere;
            let waits = second_factor_needed || password_change_needed;
            let allowed = if waits { Vec::new() } else { may(user, now) };
            Some(SignedIn {
                signs_in: elsewhere.map_or_else(|| "password".to_owned(), |elsewhere| elsewhere.way),
                emergency: None,
                id: user.id.clone(),
                name: user.printed_name.clone(),
                login: user.login.clone(),
                organisation: tenant.map(|tenant| tenant.name).unwrap_or_default(),
                party,
                roles: roles(user, now).map(|(role, _)| role.name()).collect(),
                permissions: allowed.into_iter().map(|permission| permission.name()).collect(),
            })
        }
    };
    Ok(Session {
        user: signed_in,
        setup_needed,
        second_factor_needed,
        password_change_needed,
        elsewhere,
        passkeys: shared.wiring.authenticators.as_ref().ok().map(|asks| asks.bound_to().to_owned()),
        program: concat!("tutela ", env!("CARGO_PKG_VERSION")),
    })
}

/// The name of a party in the API.
pub(super) fn party_name(party: Party) -> &'static str {
    match party {
        Party::Manufacturer => "manufacturer",
        Party::Facility => "facility",
    }
}
