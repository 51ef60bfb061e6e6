//! Proving who one is: at sign-in, and again before what must not happen by a browser left open (NIST SP 800-63B 7.2).

use crate::credentials::{Credentials, factor_of, recovery_hash};
use crate::elsewhere::account;
use crate::guard::fault_of;
use crate::problem::Problem;
use crate::session::{SessionFacts, key_of};
use crate::state::Shared;
use activities::accounts_port::User;
use activities::record_deed::Deed;
use activities::store_fault::StoreFault;
use axum::http::StatusCode;
use std::sync::Arc;
use terms::{Instant, Lang};
use unicode_normalization::UnicodeNormalization;

/// Refused proofs of one login within [`LOCKED_FOR`] that close it.
const MOST_REFUSALS: u64 = 8;

/// How long they count, in milliseconds.
const LOCKED_FOR: i64 = 15 * 60_000;

/// A second factor that an organisation demands of everybody, as facts about it.
const ABOUT: &str = "organisation";
const DEMAND: &str = "second-factor";
const DEMANDED: &[u8] = b"demanded";

/// What was typed.
pub(crate) struct Typed {
    pub(crate) login: String,
    pub(crate) password: String,
    pub(crate) code: Option<String>,
}

/// What came of it.
#[derive(Debug)]
pub(crate) enum Proof {
    Holds(Box<User>),
    CodeMissing,
    /// A second factor is demanded, and this account has a passkey in place of codes.
    PasskeyNeeded,
    Refused,
    /// No password is kept here: the directory is to be asked.
    Elsewhere,
    /// The directory does not answer.
    Unreachable,
}

impl Proof {
    /// The person, or the problem of the caller.
    pub(crate) fn holds(self, shared: &Shared, lang: Lang) -> Result<User, Problem> {
        match self {
            Proof::Holds(user) => Ok(*user),
            Proof::CodeMissing => Err(Problem::new(
                StatusCode::UNAUTHORIZED,
                "server/one-time-code-missing",
                lang.pick("this account asks for a one-time code", "このアカウントにはワンタイムコードが必要です"),
                lang.pick(
                    "type the six digits of your app, or a recovery code",
                    "アプリに表示された 6 桁の数字、または回復コードを入力してください",
                ),
            )),
            Proof::PasskeyNeeded => Err(Problem::new(
                StatusCode::UNAUTHORIZED,
                "server/passkey-needed",
                lang.pick(
                    "a password alone does not open this account here",
                    "このアカウントはパスワードだけでは使用できません",
                ),
                lang.pick(
                    "use your passkey, or type a recovery code beside the password; when both are lost, ask the administrator",
                    "パスキーを使うか、パスワードとともに回復コードを入力してください。どちらもない場合は管理者に連絡してください",
                ),
            )),
            Proof::Unreachable => Err(Problem::new(
                StatusCode::BAD_GATEWAY,
                "server/sign-in-elsewhere",
                lang.pick("the directory does not answer", "ディレクトリが応答しません"),
                lang.pick(
                    "try again; tell the administrator when it stays",
                    "再試行し、続く場合は管理者に連絡してください",
                ),
            )),
            Proof::Refused | Proof::Elsewhere => {
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
}

/// A login as accounts bear it and as a directory is asked: spellings that look alike by composition or width are one
/// (Unicode NFKC, lower case), and letters that nobody sees, and that a directory leaves out of a comparison (RFC 4518, 2.2),
/// make no other name.
pub(crate) fn folded(login: &str) -> String {
    let composed: String = login.nfkc().collect();
    // Lower case may take a composed letter apart (İ), and what was not seen may have kept two from being composed.
    seen(&composed).nfkc().collect::<String>().trim().to_owned()
}

/// As accounts of an earlier version may bear it.
fn seen(login: &str) -> String {
    let unseen = |letter: char| {
        letter.is_control()
            || matches!(letter, '\u{ad}' | '\u{34f}' | '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{fffc}')
            || matches!(letter, '\u{180b}'..='\u{180e}' | '\u{fe00}'..='\u{fe0f}')
    };
    login.to_lowercase().replace(unseen, "").trim().to_owned()
}

/// The key under which refusals of a login are counted. What was typed may be a password: only its hash is kept.
pub(crate) fn refusals_of(login: &str) -> String {
    key_of(&format!("login {}", folded(login)))
}

/// The key under which refusals of a name by the directory are counted, whatever login was typed for it.
fn refusals_there(name: &str) -> String {
    key_of(&format!("directory {name}"))
}

pub(crate) fn is_locked(shared: &Shared, key: &str, now: Instant) -> Result<bool, StoreFault> {
    Ok(shared.wiring.accounts.failures(key, Instant(now.0 - LOCKED_FOR))? >= MOST_REFUSALS)
}

/// Whether what was typed proves who it is: by the password that is kept here, else by the directory.
pub(crate) async fn prove(shared: &Shared, typed: Typed, now: Instant, lang: Lang) -> Result<User, Problem> {
    let typed = Arc::new(typed);
    let turn = shared.hashing.acquire().await.map_err(|_| Problem::internal(lang))?;
    let here = Arc::clone(&typed);
    let proof = shared.blocking(move |shared| by_password(shared, &here, now)).await?;
    // A slow directory must not stop those who sign in here.
    drop(turn);
    let proof = match proof.map_err(|fault| fault_of(&fault, lang))? {
        Proof::Elsewhere => {
            let asked = shared.blocking(move |shared| by_directory(shared, &typed, now)).await?;
            asked.map_err(|fault| fault_of(&fault, lang))?
        }
        proof => proof,
    };
    proof.holds(shared, lang)
}

/// Eight refusals close a login for a while, to the right password too.
fn by_password(shared: &Shared, typed: &Typed, now: Instant) -> Result<Proof, StoreFault> {
    let secrets = &shared.wiring.secrets;
    let login = folded(&typed.login);
    let locked = is_locked(shared, &refusals_of(&login), now)?;
    let user = by_login(shared, &typed.login, &login)?;
    let kept = user.as_ref().map(|user| user.password.as_str()).unwrap_or_default();
    // The hash is made in every case, so that the time tells nobody which logins there are.
    let right = secrets.matches(&typed.password, kept);
    if kept.is_empty() && !locked && shared.wiring.elsewhere.ldap.is_some() {
        return Ok(Proof::Elsewhere);
    }
    let opens = |user: &User| Credentials::of(user).given.is_none_or(|given| given.opens(now));
    match user.filter(|user| right && !locked && user.disabled.is_none() && opens(user)) {
        Some(user) => second(shared, user, typed.code.as_deref(), now),
        None => refuse(shared, &login, now),
    }
}

fn by_directory(shared: &Shared, typed: &Typed, now: Instant) -> Result<Proof, StoreFault> {
    let Some(ldap) = &shared.wiring.elsewhere.ldap else { return Ok(Proof::Refused) };
    let accounts = &shared.wiring.accounts;
    let login = folded(&typed.login);
    let here = by_login(shared, &typed.login, &login)?;
    let there = name_there(here.as_ref(), &login);
    let key = refusals_there(there);
    if is_locked(shared, &key, now)? {
        return refuse_by(shared, &key, now);
    }
    let vouched = match ldap.directory.sign_in(there, &typed.password) {
        Ok(Some(vouched)) => vouched,
        Ok(None) => return refuse_by(shared, &key, now),
        Err(fault) => {
            eprintln!("tutela serve: {fault}");
            return Ok(Proof::Unreachable);
        }
    };
    let Some(user) = account(shared, ("ldap", &ldap.table), &vouched, now)? else {
        return refuse_by(shared, &key, now);
    };
    let proof = second(shared, user, typed.code.as_deref(), now)?;
    if matches!(proof, Proof::Holds(_)) {
        accounts.forget_failures(&key)?;
    }
    Ok(proof)
}

/// The account of a login, also of one that an earlier version kept as it was spelled.
fn by_login(shared: &Shared, typed: &str, login: &str) -> Result<Option<User>, StoreFault> {
    let spelled = seen(typed);
    match shared.wiring.accounts.user_by_login(login)? {
        None if spelled != login => shared.wiring.accounts.user_by_login(&spelled),
        found => Ok(found),
    }
}

/// The name that the directory is asked about. An account of it whose login was taken here bears a mark behind its own.
fn name_there<'l>(user: Option<&User>, login: &'l str) -> &'l str {
    let theirs = user.filter(|user| Credentials::of(user).is_elsewhere("ldap"));
    let mark = theirs.and_then(|user| user.id.get(..6));
    mark.and_then(|mark| login.strip_suffix(mark)?.strip_suffix('~')).unwrap_or(login)
}

/// The second factor of somebody whose password was right. Wrong codes are counted for the account, by whatever name its
/// person came.
fn second(shared: &Shared, user: User, code: Option<&str>, now: Instant) -> Result<Proof, StoreFault> {
    if is_locked(shared, &refusals_of(&user.login), now)? {
        return refuse(shared, &user.login, now);
    }
    let code = code.map(str::trim).filter(|code| !code.is_empty());
    // A password alone must not be enough to set up another second factor beside the passkey.
    let is_short = user.totp.is_none() && is_demanded(shared, &user.tenant)? && has_passkey(shared, &user)?;
    let user = match (&user.totp, code) {
        (None, None) if is_short => return Ok(Proof::PasskeyNeeded),
        // The way back when the passkey is lost, or the server has got another name.
        (None, Some(code)) if is_short => match recovery_code_fits(shared, &user.id, code, now)? {
            Some(user) => user,
            None => return refuse(shared, &user.login, now),
        },
        (None, _) => user,
        (Some(_), None) => return Ok(Proof::CodeMissing),
        (Some(sealed), Some(code)) => match code_fits(shared, &user, sealed, code, now)? {
            Some(user) => user,
            None => return refuse(shared, &user.login, now),
        },
    };
    shared.wiring.accounts.forget_failures(&refusals_of(&user.login))?;
    Ok(Proof::Holds(Box::new(user)))
}

/// Counts a refusal of a login.
pub(crate) fn refuse(shared: &Shared, login: &str, now: Instant) -> Result<Proof, StoreFault> {
    refuse_by(shared, &refusals_of(login), now)
}

pub(crate) fn refuse_by(shared: &Shared, key: &str, now: Instant) -> Result<Proof, StoreFault> {
    shared.wiring.accounts.note_failure(key, now)?;
    crate::deeds::record(shared, "", Deed::SignInRefused, "", "", "")?;
    Ok(Proof::Refused)
}

/// A one-time code or a recovery code; the account as it is after that.
fn code_fits(
    shared: &Shared,
    user: &User,
    sealed: &[u8],
    code: &str,
    now: Instant,
) -> Result<Option<User>, StoreFault> {
    if six_digits(code).is_some() {
        return Ok(one_time_code_fits(shared, &user.id, sealed, code, now)?.then(|| user.clone()));
    }
    recovery_code_fits(shared, &user.id, code, now)
}

/// A recovery code, which counts once; the account as it is after that.
fn recovery_code_fits(shared: &Shared, id: &str, code: &str, now: Instant) -> Result<Option<User>, StoreFault> {
    // Since the account was read its password was hashed, which takes a while.
    let user = shared.wiring.accounts.user(id)?.filter(|user| user.disabled.is_none());
    let Some(user) = user else { return Ok(None) };
    let (hash, mut credentials) = (recovery_hash(&user.id, code), Credentials::of(&user));
    let known = credentials.recovery.contains(&hash);
    if !known || !shared.wiring.accounts.spend(&format!("recovery-code {hash}"), now)? {
        return Ok(None);
    }
    credentials.recovery.retain(|kept| *kept != hash);
    let was = user.clone();
    let user = credentials.on(user);
    shared.wiring.accounts.change_user_from(&was, &user)?;
    crate::deeds::record(shared, &user.tenant, Deed::RecoveryCodeUsed, &user.id, &user.id, "")?;
    Ok(Some(user))
}

fn six_digits(code: &str) -> Option<u32> {
    let digits: String = code.chars().filter(|letter| !letter.is_whitespace()).collect();
    let six = digits.len() == 6 && digits.bytes().all(|digit| digit.is_ascii_digit());
    six.then(|| digits.parse().ok()).flatten()
}

/// The code of this half minute or a neighbour, each taken once.
pub(crate) fn one_time_code_fits(
    shared: &Shared,
    user: &str,
    sealed: &[u8],
    code: &str,
    now: Instant,
) -> Result<bool, StoreFault> {
    let Some(typed) = six_digits(code) else { return Ok(false) };
    let Some(secret) = shared.wiring.vault.open(&factor_of(user), sealed) else {
        eprintln!(
            "tutela serve: a second factor does not open: the key of the vault is another than when it was sealed"
        );
        return Ok(false);
    };
    let step = u64::try_from(now.0 / 30_000).unwrap_or(0);
    let fits =
        (step.saturating_sub(1)..=step + 1).find(|step| shared.wiring.secrets.one_time_code(&secret, *step) == typed);
    match fits {
        Some(step) => shared.wiring.accounts.spend(&format!("one-time-code {user} {step}"), now),
        None => Ok(false),
    }
}

/// Whether an organisation demands a second factor of everybody.
pub(crate) fn is_demanded(shared: &Shared, tenant: &str) -> Result<bool, StoreFault> {
    let fact = shared.wiring.checks.fact(tenant, ABOUT, DEMAND, None)?;
    Ok(fact.is_some_and(|fact| fact.value == DEMANDED))
}

/// Demands it, or no longer.
pub(crate) fn demand(shared: &Shared, tenant: &str, by: &str, demanded: bool, now: Instant) -> Result<(), StoreFault> {
    shared.wiring.checks.put_facts(&[activities::checks_port::Fact {
        tenant: tenant.to_owned(),
        about: ABOUT.to_owned(),
        kind: DEMAND.to_owned(),
        value: if demanded { DEMANDED.to_vec() } else { b"optional".to_vec() },
        by: by.to_owned(),
        at: now,
    }])
}

pub(crate) fn has_passkey(shared: &Shared, user: &User) -> Result<bool, StoreFault> {
    Ok(!shared.wiring.passkeys.passkeys_of(&user.id)?.is_empty())
}

/// Whether somebody must set up a second factor before anything else. Who signs in by an identity provider has theirs there;
/// who came by a passkey brought both.
pub(crate) fn must_enrol(shared: &Shared, user: &User, facts: &SessionFacts) -> Result<bool, StoreFault> {
    if user.totp.is_some() || facts.passkey.is_some() || Credentials::of(user).is_elsewhere("oidc") {
        return Ok(false);
    }
    is_demanded(shared, &user.tenant)
}

/// Whether somebody must choose a password before anything else: theirs is one that an administrator gave. A passkey stands in place
/// of the password.
pub(crate) fn must_choose(user: &User, facts: &SessionFacts) -> bool {
    facts.passkey.is_none() && Credentials::of(user).given.is_some()
}

#[cfg(test)]
mod tests {
    use super::folded;

    #[test]
    fn spellings_that_look_alike_are_one_login() {
        let one = |spellings: &[&str], login: &str| {
            for spelling in spellings {
                assert_eq!(folded(spelling), login, "{spelling:?}");
                assert_eq!(folded(&folded(spelling)), login, "{spelling:?} twice");
            }
        };
        one(&["Mori", " mori ", "ＭＯＲＩ", "mo\u{200b}ri", "ｍori\u{feff}"], "mori");
        one(&["Jose\u{301}", "JOSÉ", "jos\u{e9}", "jose\u{200b}\u{301}"], "jos\u{e9}");
        one(&["ガク", "ｶﾞｸ", "カ\u{3099}ク"], "ガク");
        one(&["ﬁnn", "Finn"], "finn");
        one(&["İ", "i\u{307}"], "i\u{307}");
        one(&["\u{200b}", "  ", "\u{feff}"], "");
        assert_ne!(folded("mori"), folded("mоri"), "a Cyrillic letter is another letter");
    }
}
