//! What an administrator changes of an account: its roles, whether it may be used, a password for one sign-in.

use super::session::record;
use super::shapes::people::{GivenPassword, NewRoles, UserRow};
use super::users::{held_roles, row};
use crate::credentials::{Credentials, Given};
use crate::guard::{Caller, fault_of};
use crate::passkeys::with_copied;
use crate::problem::Problem;
use crate::prove::refusals_of;
use crate::session::new_token;
use crate::state::Shared;
use activities::accounts_port::{HeldRole, User};
use activities::administrators::{self, GetsIn};
use activities::record_deed::Deed;
use activities::store_fault::StoreFault;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use std::cell::Cell;
use terms::{Instant, Lang};

/// So long a password that was given opens the account, in milliseconds.
const GIVEN_FOR: i64 = 3 * Instant::DAY;

/// Why an account is not changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Refused {
    NotThere,
    LastAdministrator,
    GroupsDecide,
    NoPasswordHere,
    Disabled,
}

impl Refused {
    fn problem(self, lang: Lang) -> Problem {
        let (what, next) = match self {
            Refused::NotThere => return Problem::not_found(lang),
            Refused::LastAdministrator => {
                return Problem::new(
                    StatusCode::CONFLICT,
                    "server/last-administrator",
                    lang.pick(
                        "nobody would keep the accounts any more, or only until a day",
                        "アカウントを管理する人がいなくなるか、期限付きの人だけになります",
                    ),
                    lang.pick(
                        "first make somebody else administrator, without an end",
                        "先に別の人を期限なしのシステム管理者にしてください",
                    ),
                );
            }
            Refused::GroupsDecide => (
                lang.pick(
                    "the roles of this account follow its groups where it signs in",
                    "このアカウントの役割は認証元のグループに従います",
                ),
                lang.pick("change the groups there", "認証元でグループを変更してください"),
            ),
            Refused::NoPasswordHere => (
                lang.pick("this account has no password here", "このアカウントのパスワードはここにありません"),
                lang.pick("it is reset where the person signs in", "認証元で再設定してください"),
            ),
            Refused::Disabled => (
                lang.pick("this account is disabled", "このアカウントは無効です"),
                lang.pick("enable it first", "先に有効にしてください"),
            ),
        };
        Problem::conflict(what, next)
    }
}

/// Gives an account other roles.
pub(crate) async fn roles(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
    Json(asked): Json<NewRoles>,
) -> Result<Json<UserRow>, Problem> {
    let (lang, now, tenant) = (caller.lang, shared.now(), caller.tenant()?);
    let roles = held_roles(&asked.roles, lang)?;
    if roles.is_empty() {
        return Err(Problem::bad_request(
            lang.pick("an account needs at least one role", "アカウントには 1 つ以上の役割が必要です"),
            lang.pick("disable it when it is to open nothing", "使わせない場合はアカウントを無効にしてください"),
        ));
    }
    let done = shared.blocking(move |shared| -> Result<Result<UserRow, Refused>, StoreFault> {
        let was = Cell::new(Vec::new());
        let changed = among(shared, &tenant, &id, now, &|user| {
            if Credentials::are_elsewhere(user) {
                return Err(Refused::GroupsDecide);
            }
            was.set(user.roles.clone());
            Ok(User { roles: roles.clone(), ..user.clone() })
        })?;
        let user = match changed {
            Ok(user) => user,
            Err(refused) => return Ok(Err(refused)),
        };
        let told = format!("{id} {}: {} → {}", user.printed_name, in_words(&was.take()), in_words(&user.roles));
        record(shared, &tenant, Deed::RolesChanged, &caller.by, &told)?;
        let copied = with_copied(shared, &tenant)?.contains(&user.id);
        Ok(Ok(row(&user, copied, now)))
    });
    done.await?.map_err(|fault| fault_of(&fault, lang))?.map(Json).map_err(|refused| refused.problem(lang))
}

/// Roles as the log tells of them, in the words of the API.
fn in_words(roles: &[HeldRole]) -> String {
    let word = |held: &HeldRole| {
        let until = held.until.map(|until| format!(" until {until}")).unwrap_or_default();
        let of = if held.scope.is_empty() { String::new() } else { format!(" {}", held.scope) };
        format!("{}{of}{until}", held.role)
    };
    if roles.is_empty() { "–".to_owned() } else { roles.iter().map(word).collect::<Vec<_>>().join(", ") }
}

/// Disables one; its sessions and tokens end at once.
pub(crate) async fn disable(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let (lang, now, tenant) = (caller.lang, shared.now(), caller.tenant()?);
    if caller.user()?.id == id {
        return Err(Problem::conflict(
            lang.pick("nobody disables their own account", "自分のアカウントは無効化できません"),
            lang.pick("ask another administrator", "別のシステム管理者に依頼してください"),
        ));
    }
    let done = shared.blocking(move |shared| -> Result<Result<(), Refused>, StoreFault> {
        let accounts = &shared.wiring.accounts;
        let disabled = |user: &User| Ok(User { disabled: user.disabled.or(Some(now)), ..user.clone() });
        if let Err(refused) = among(shared, &tenant, &id, now, &disabled)? {
            return Ok(Err(refused));
        }
        accounts.end_sessions_of(&id)?;
        accounts.withdraw_tokens_of(&id, now)?;
        record(shared, &tenant, Deed::AccountDisabled, &caller.by, &id).map(Ok)
    });
    done.await?.map_err(|fault| fault_of(&fault, lang))?.map_err(|refused| refused.problem(lang))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Lets one be used again. Tokens that an earlier version left when it was disabled do not come back.
pub(crate) async fn enable(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let (lang, now, tenant) = (caller.lang, shared.now(), caller.tenant()?);
    let done = shared.blocking(move |shared| -> Result<Result<(), Refused>, StoreFault> {
        let accounts = &shared.wiring.accounts;
        let Some(user) = accounts.user(&id)?.filter(|user| user.tenant == tenant) else {
            return Ok(Err(Refused::NotThere));
        };
        if user.disabled.is_none() {
            return Ok(Ok(()));
        }
        accounts.withdraw_tokens_of(&id, now)?;
        let enabled = |user: &User| Ok(User { disabled: None, ..user.clone() });
        if let Err(refused) = among(shared, &tenant, &id, now, &enabled)? {
            return Ok(Err(refused));
        }
        record(shared, &tenant, Deed::AccountEnabled, &caller.by, &id).map(Ok)
    });
    done.await?.map_err(|fault| fault_of(&fault, lang))?.map_err(|refused| refused.problem(lang))?;
    Ok(StatusCode::NO_CONTENT)
}

/// Gives a password for one sign-in. Second factor and passkeys stay as they are.
pub(crate) async fn reset_password(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<Json<GivenPassword>, Problem> {
    let (lang, now, tenant) = (caller.lang, shared.now(), caller.tenant()?);
    if caller.user()?.id == id {
        return Err(Problem::conflict(
            lang.pick(
                "one's own password is changed on the page of the account",
                "自分のパスワードはアカウントのページで変更します",
            ),
            lang.pick("go there, or ask another administrator", "そのページで行うか、別の管理者に依頼してください"),
        ));
    }
    let _turn = shared.hashing.acquire().await.map_err(|_| Problem::internal(lang))?;
    let done = shared.blocking(move |shared| -> Result<Result<GivenPassword, Refused>, StoreFault> {
        let (password, until) = (new_token(shared)[..24].to_owned(), Instant(now.0 + GIVEN_FOR));
        let hash = shared.wiring.secrets.hash(&password);
        let given = |user: &User| {
            if Credentials::are_elsewhere(user) || user.password.is_empty() {
                return Err(Refused::NoPasswordHere);
            }
            if user.disabled.is_some() {
                return Err(Refused::Disabled);
            }
            let given = Some(Given { until: until.0, used: false });
            let credentials = Credentials { given, ..Credentials::of(user) };
            Ok(credentials.on(User { password: hash.clone(), ..user.clone() }))
        };
        let user = match among(shared, &tenant, &id, now, &given)? {
            Ok(user) => user,
            Err(refused) => return Ok(Err(refused)),
        };
        shared.wiring.accounts.end_sessions_of(&id)?;
        // Who forgot a password has often been refused by now.
        shared.wiring.accounts.forget_failures(&refusals_of(&user.login))?;
        record(shared, &tenant, Deed::PasswordReset, &caller.by, &id)?;
        Ok(Ok(GivenPassword { password, ends_at: until.to_string() }))
    });
    done.await?.map_err(|fault| fault_of(&fault, lang))?.map(Json).map_err(|refused| refused.problem(lang))
}

/// Changes an account of an organisation, unless nobody would keep its accounts after that.
fn among(
    shared: &Shared,
    tenant: &str,
    id: &str,
    now: Instant,
    change: &dyn Fn(&User) -> Result<User, Refused>,
) -> Result<Result<User, Refused>, StoreFault> {
    let refused = Cell::new(Refused::NotThere);
    let elsewhere = &shared.wiring.elsewhere;
    let vouched = |configured: bool| if configured { GetsIn::Renewed } else { GetsIn::No };
    let gets_in = |user: &User| match Credentials::of(user) {
        // Nobody knows whether it will be used in time.
        Credentials { given: Some(_), .. } => GetsIn::No,
        credentials if credentials.is_elsewhere("oidc") => vouched(elsewhere.oidc.is_some()),
        credentials if credentials.is_elsewhere("ldap") => vouched(elsewhere.ldap.is_some()),
        _ if user.password.is_empty() => GetsIn::No,
        _ => GetsIn::Here,
    };
    let changed = shared.wiring.accounts.change_among(tenant, id, &|user, all| {
        let asked = change(user).and_then(|changed| {
            // Who is given a password keeps the accounts as before.
            let stays = user.roles == changed.roles && user.disabled == changed.disabled;
            let kept = stays || administrators::stay(all, &changed, now, &gets_in);
            kept.then_some(changed).ok_or(Refused::LastAdministrator)
        });
        asked.map_err(|why| refused.set(why)).ok()
    })?;
    Ok(changed.ok_or_else(|| refused.get()))
}
