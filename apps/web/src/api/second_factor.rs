//! The second factor: codes by time (RFC 6238) of an app that the person has, and recovery codes for the day it is lost.

use super::session::{fresh, opened, record};
use super::shapes::second_factor::{Demand, FirstCode, NewSecondFactor, Proved, RecoveryCodes, SecondFactor};
use crate::credentials::{Credentials, base32, pending, recovery_codes, unhex};
use crate::guard::{Caller, fault_of};
use crate::passkeys;
use crate::problem::Problem;
use crate::prove::{self, Typed, has_passkey, is_demanded, one_time_code_fits, prove, refuse};
use crate::state::Shared;
use activities::accounts_port::User;
use activities::record_deed::Deed;
use activities::store_fault::StoreFault;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use qrcodegen::{QrCode, QrCodeEcc};
use std::fmt::Write;
use terms::Lang;

/// Bytes of a secret: as many as the hash has (RFC 4226, 4).
const SECRET: usize = 20;

/// How long a proof at an identity provider counts, in milliseconds.
const PROVED_FOR: i64 = 5 * 60_000;

/// How one's own stands.
pub(crate) async fn show(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<SecondFactor>, Problem> {
    let (lang, user) = (caller.lang, caller.user()?.clone());
    let demanded = shared.blocking({
        let tenant = user.tenant.clone();
        move |shared| is_demanded(shared, &tenant)
    });
    let demanded = demanded.await?.map_err(|fault| fault_of(&fault, lang))?;
    let recovery_codes_left = Credentials::of(&user).recovery.len();
    Ok(Json(SecondFactor { set: user.totp.is_some(), recovery_codes_left, demanded }))
}

/// Proves again who is calling: a session alone is not enough, and a token is none.
pub(super) async fn proved(shared: &Shared, caller: &Caller, asked: Proved) -> Result<User, Problem> {
    let (lang, now, user) = (caller.lang, shared.now(), caller.user()?.clone());
    if caller.session.is_none() {
        return Err(Problem::not_permitted(lang, "sign-in"));
    }
    shared.sign_ins.take(caller.address, now).map_err(|seconds| Problem::too_many(lang, seconds))?;
    if Credentials::of(&user).is_elsewhere("oidc") {
        return proved_elsewhere(shared, caller, user).await;
    }
    if let Some(answer) = asked.passkey {
        return passkeys::proved_again(shared, caller, answer).await;
    }
    let id = user.id;
    let typed = Typed { login: user.login, password: asked.password, code: asked.one_time_code };
    let user = prove(shared, typed, now, lang).await?;
    // The directory may vouch for another person than the one who is signed in.
    if user.id == id { Ok(user) } else { Err(Problem::sign_in(lang)) }
}

/// Who signs in at an identity provider has just done so again, for this one deed.
async fn proved_elsewhere(shared: &Shared, caller: &Caller, user: User) -> Result<User, Problem> {
    let (lang, now) = (caller.lang, shared.now());
    let (facts, session) = (caller.facts.clone(), caller.session.clone().unwrap_or_default());
    let fresh = facts.proved_at.filter(|at| (0..PROVED_FOR).contains(&now.0.saturating_sub(*at)));
    let Some(at) = fresh else {
        return Err(Problem::new(
            StatusCode::UNAUTHORIZED,
            "server/prove-elsewhere",
            lang.pick("prove again who you are", "本人確認が必要です"),
            lang.pick("sign in again at your identity provider", "認証サーバーでもう一度サインインしてください"),
        ));
    };
    let first = shared.blocking(move |shared| shared.wiring.accounts.spend(&format!("proved {session} {at}"), now));
    match first.await?.map_err(|fault| fault_of(&fault, lang))? {
        true => Ok(user),
        false => Err(Problem::sign_in(lang)),
    }
}

/// Begins: a new secret, which counts for nothing until its first code was typed.
pub(crate) async fn begin(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Json(asked): Json<Proved>,
) -> Result<Json<NewSecondFactor>, Problem> {
    let lang = caller.lang;
    if Credentials::of(caller.user()?).is_elsewhere("oidc") {
        return Err(elsewhere(lang));
    }
    let user = proved(&shared, &caller, asked).await?;
    let mut secret = [0; SECRET];
    shared.wiring.secrets.random(&mut secret);
    let begun = shared.blocking(move |shared| -> Result<NewSecondFactor, StoreFault> {
        let user = fresh(shared, &user.id)?;
        let credentials = Credentials { pending: pending(shared, &user.id, &secret), ..Credentials::of(&user) };
        let login = user.login.clone();
        shared.wiring.accounts.change_user_from(&user, &credentials.on(user.clone()))?;
        Ok(new_factor(&login, &secret))
    });
    begun.await?.map(Json).map_err(|fault| fault_of(&fault, lang))
}

fn elsewhere(lang: Lang) -> Problem {
    Problem::conflict(
        lang.pick("this account signs in elsewhere", "このアカウントは外部で認証しています"),
        lang.pick("set the second factor up there", "二要素認証は認証元で設定してください"),
    )
}

fn new_factor(login: &str, secret: &[u8]) -> NewSecondFactor {
    let letters = base32(secret);
    let who: String = login.bytes().map(percent).collect();
    let address =
        format!("otpauth://totp/Tutela:{who}?secret={letters}&issuer=Tutela&algorithm=SHA1&digits=6&period=30");
    // An address too long for a picture is still there as letters.
    let picture = QrCode::encode_text(&address, QrCodeEcc::Medium).ok();
    let size = picture.as_ref().map_or(0, QrCode::size);
    let mut path = String::new();
    for (x, y) in (0..size).flat_map(|y| (0..size).map(move |x| (x, y))) {
        if picture.as_ref().is_some_and(|picture| picture.get_module(x, y)) {
            // Writing into memory cannot fail.
            let _ = write!(path, "M{x} {y}h1v1h-1z");
        }
    }
    NewSecondFactor { address, letters, size: u16::try_from(size).unwrap_or_default(), path }
}

/// A byte of an address (RFC 3986, 2.3).
fn percent(byte: u8) -> String {
    match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => (byte as char).to_string(),
        other => format!("%{other:02X}"),
    }
}

/// The first code: from now on it is asked for at sign-in.
pub(crate) async fn confirm(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Json(asked): Json<FirstCode>,
) -> Result<Response, Problem> {
    let (lang, now) = (caller.lang, shared.now());
    shared.sign_ins.take(caller.address, now).map_err(|seconds| Problem::too_many(lang, seconds))?;
    let id = caller.user()?.id.clone();
    let done = shared.blocking(move |shared| -> Result<Result<_, Problem>, StoreFault> {
        let user = fresh(shared, &id)?;
        let Some(sealed) = Credentials::of(&user).pending.as_deref().and_then(unhex) else {
            return Ok(Err(not_begun(lang)));
        };
        if !one_time_code_fits(shared, &user.id, &sealed, &asked.code, now)? {
            refuse(shared, &user.login, now)?;
            return Ok(Err(does_not_fit(lang)));
        }
        let (codes, recovery) = recovery_codes(shared, &user.id);
        let credentials = Credentials { pending: None, recovery, ..Credentials::of(&user) };
        let was = user.clone();
        let user = credentials.on(User { totp: Some(sealed), ..user });
        shared.wiring.accounts.change_user_from(&was, &user)?;
        shared.wiring.accounts.end_sessions_of(&user.id)?;
        record(shared, &user.tenant, Deed::SecondFactorSet, &user.id, &user.id)?;
        Ok(Ok((opened(shared, &user, now)?, RecoveryCodes { codes })))
    });
    let (cookie, codes) = done.await?.map_err(|fault| fault_of(&fault, lang))??;
    Ok(([(header::SET_COOKIE, cookie)], Json(codes)).into_response())
}

fn not_begun(lang: Lang) -> Problem {
    Problem::conflict(
        lang.pick("nothing was begun", "設定を開始していません"),
        lang.pick("begin first", "先に設定を開始してください"),
    )
}

fn does_not_fit(lang: Lang) -> Problem {
    Problem::bad_request(
        lang.pick("the code does not fit", "コードが一致しません"),
        lang.pick(
            "wait for the next code; check the clock of the device with the app",
            "次のコードを待って入力し、アプリの端末の時計を確認してください",
        ),
    )
}

/// New recovery codes in place of the old.
pub(crate) async fn renew_codes(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Json(asked): Json<Proved>,
) -> Result<Json<RecoveryCodes>, Problem> {
    let lang = caller.lang;
    let user = proved(&shared, &caller, asked).await?;
    let made = shared.blocking(move |shared| -> Result<Option<Vec<String>>, StoreFault> {
        let user = fresh(shared, &user.id)?;
        if user.totp.is_none() && !has_passkey(shared, &user)? {
            return Ok(None);
        }
        let (codes, recovery) = recovery_codes(shared, &user.id);
        let was = user.clone();
        let user = Credentials { recovery, ..Credentials::of(&user) }.on(user);
        shared.wiring.accounts.change_user_from(&was, &user)?;
        record(shared, &user.tenant, Deed::RecoveryCodesMade, &user.id, &user.id)?;
        Ok(Some(codes))
    });
    let codes = made.await?.map_err(|fault| fault_of(&fault, lang))?.ok_or_else(|| {
        Problem::conflict(
            lang.pick("there is no second factor and no passkey", "二要素認証もパスキーも設定されていません"),
            lang.pick("set it up first", "先に設定してください"),
        )
    })?;
    Ok(Json(RecoveryCodes { codes }))
}

/// Switches off one's own.
pub(crate) async fn off(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Json(asked): Json<Proved>,
) -> Result<StatusCode, Problem> {
    let lang = caller.lang;
    let user = proved(&shared, &caller, asked).await?;
    let done = shared.blocking(move |shared| {
        let user = fresh(shared, &user.id)?;
        let by = user.id.clone();
        remove(shared, user, &by)
    });
    done.await?.map_err(|fault| fault_of(&fault, lang))?;
    Ok(StatusCode::NO_CONTENT)
}

fn remove(shared: &Shared, user: User, by: &str) -> Result<(), StoreFault> {
    let own = by == user.id && has_passkey(shared, &user)?;
    let had = Credentials::of(&user);
    // They stand in for a passkey too. Whoever lost something may have lost them with it.
    let recovery = if own { had.recovery.clone() } else { Vec::new() };
    let was = user.clone();
    let user = Credentials { pending: None, recovery, ..had }.on(User { totp: None, ..user });
    shared.wiring.accounts.change_user_from(&was, &user)?;
    record(shared, &user.tenant, Deed::SecondFactorRemoved, by, &user.id)
}

/// Takes away the one of somebody who lost it.
pub(crate) async fn reset(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let (lang, tenant) = (caller.lang, caller.tenant()?);
    if caller.user()?.id == id {
        return Err(Problem::conflict(
            lang.pick(
                "one's own is switched off on the page of the account",
                "自分の設定はアカウントのページで解除します",
            ),
            lang.pick("go there, or ask another administrator", "そのページで行うか、別の管理者に依頼してください"),
        ));
    }
    let done = shared.blocking(move |shared| -> Result<bool, StoreFault> {
        let accounts = &shared.wiring.accounts;
        let Some(user) = accounts.user(&id)?.filter(|user| user.tenant == tenant) else { return Ok(false) };
        remove(shared, user, &caller.by)?;
        accounts.end_sessions_of(&id)?;
        Ok(true)
    });
    match done.await?.map_err(|fault| fault_of(&fault, lang))? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::not_found(lang)),
    }
}

/// Demands one of everybody, or no longer.
pub(crate) async fn demand(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Json(asked): Json<Demand>,
) -> Result<StatusCode, Problem> {
    let (lang, now, tenant) = (caller.lang, shared.now(), caller.tenant()?);
    let done = shared.blocking(move |shared| -> Result<(), StoreFault> {
        prove::demand(shared, &tenant, &caller.by, asked.demanded, now)?;
        let deed = if asked.demanded { Deed::SecondFactorDemanded } else { Deed::SecondFactorOptional };
        record(shared, &tenant, deed, &caller.by, &tenant)
    });
    done.await?.map_err(|fault| fault_of(&fault, lang))?;
    Ok(StatusCode::NO_CONTENT)
}

#[cfg(test)]
mod tests {
    use super::new_factor;

    #[test]
    fn an_app_reads_secret_and_account_from_the_address() {
        let factor = new_factor("mori@north", b"12345678901234567890");
        assert_eq!(factor.letters, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        assert!(factor.address.starts_with("otpauth://totp/Tutela:mori%40north?secret=GEZDGNBV"), "{}", factor.address);
        // Version 7 of a QR code and its neighbours hold an address of this length; a finder pattern begins it.
        assert!((33..=57).contains(&factor.size) && factor.path.starts_with("M0 0h1v1h-1zM1 0h1v1h-1z"));
    }
}
