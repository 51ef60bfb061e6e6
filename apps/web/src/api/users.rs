//! Accounts of one's own organisation.

use super::session::record;
use super::setup::unknown_role;
use super::shapes::people::{MadeUser, NewUser, RoleRow, UserRow, Users};
use crate::credentials::Credentials;
use crate::guard::{Caller, fault_of};
use crate::passkeys::with_copied;
use crate::problem::Problem;
use crate::prove::folded;
use crate::session::new_token;
use crate::state::Shared;
use activities::accounts_port::{HeldRole, User};
use activities::record_deed::Deed;
use activities::role::{Permission, Role};
use activities::scope::Scope;
use activities::store_fault::StoreFault;
use axum::extract::State;
use axum::http::StatusCode;
use axum::{Extension, Json};
use terms::{Instant, Lang};

/// All of them.
pub(crate) async fn list(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Users>, Problem> {
    let (lang, tenant) = (caller.lang, caller.tenant()?);
    let items = shared.blocking(move |shared| -> Result<Vec<UserRow>, StoreFault> {
        let copied = with_copied(shared, &tenant)?;
        let users = shared.wiring.accounts.users(&tenant)?;
        Ok(users.iter().map(|user| row(user, copied.contains(&user.id), shared.now())).collect())
    });
    Ok(Json(Users { items: items.await?.map_err(|fault| fault_of(&fault, lang))? }))
}

/// Makes one, with a first password that nobody chose.
pub(crate) async fn make(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Json(asked): Json<NewUser>,
) -> Result<(StatusCode, Json<MadeUser>), Problem> {
    let (lang, now, tenant) = (caller.lang, shared.now(), caller.tenant()?);
    let roles = held_roles(&asked.roles, lang)?;
    if folded(&asked.login).is_empty() || asked.name.trim().is_empty() || roles.is_empty() {
        return Err(Problem::bad_request(
            lang.pick("login, name and at least one role are needed", "ログイン名・氏名・1 つ以上の役割が必要です"),
            lang.pick("fill them in", "入力してください"),
        ));
    }
    let _turn = shared.hashing.acquire().await.map_err(|_| Problem::internal(lang))?;
    let made = shared.blocking(move |shared| -> Result<MadeUser, StoreFault> {
        let password = new_token(shared)[..24].to_owned();
        let user = User {
            id: new_token(shared)[..16].to_owned(),
            tenant: tenant.clone(),
            login: folded(&asked.login),
            printed_name: asked.name.trim().to_owned(),
            mail: String::new(),
            language: String::new(),
            password: shared.wiring.secrets.hash(&password),
            totp: None,
            credentials: Vec::new(),
            roles,
            since: now,
            disabled: None,
        };
        shared.wiring.accounts.add_user(&user)?;
        record(shared, &tenant, Deed::AccountMade, &caller.by, &user.id)?;
        Ok(MadeUser { user: row(&user, false, now), password })
    });
    let made = made.await?.map_err(|fault| fault_of(&fault, lang))?;
    Ok((StatusCode::CREATED, Json(made)))
}

/// Roles as they are asked for, each once.
pub(super) fn held_roles(rows: &[RoleRow], lang: Lang) -> Result<Vec<HeldRole>, Problem> {
    let roles = rows.iter().map(|role| held(role, lang)).collect::<Result<Vec<_>, _>>()?;
    let mut parts: Vec<(&str, &str)> = roles.iter().map(|held| (held.role.as_str(), held.scope.as_str())).collect();
    parts.sort_unstable();
    if parts.windows(2).any(|two| two[0] == two[1]) {
        return Err(Problem::bad_request(
            lang.pick("a role is named twice for the same", "同じ役割と範囲が重複しています"),
            lang.pick("leave one of them, with the end that is meant", "期限を確認し、1 つだけ残してください"),
        ));
    }
    Ok(roles)
}

fn held(row: &RoleRow, lang: Lang) -> Result<HeldRole, Problem> {
    let role = Role::named(&row.role).ok_or_else(|| unknown_role(&row.role, lang))?;
    let until = match row.until.as_deref().filter(|text| !text.is_empty()) {
        None => None,
        Some(text) => Some(Instant::parse(text).ok_or_else(|| {
            Problem::bad_request(
                lang.pick(format!("“{text}” is no moment"), format!("「{text}」は日時ではありません")),
                "2026-12-31T00:00:00Z",
            )
        })?),
    };
    if role == Role::ServiceProvider && (until.is_none() || row.scope.is_empty()) {
        return Err(Problem::bad_request(
            lang.pick("a service provider needs a scope and an end", "保守事業者には範囲と期限が必要です"),
            "scope: site:ID, until: 2026-12-31T00:00:00Z",
        ));
    }
    if Scope::of(&row.scope) == Scope::Nothing {
        return Err(Problem::bad_request(
            lang.pick(
                format!("“{}” is no scope: it would open nothing", row.scope),
                format!("「{}」は範囲ではなく、何も閲覧できません", row.scope),
            ),
            "site:ID | family:ID | ward:SITE/WARD",
        ));
    }
    // Accounts are of the whole organisation: a scope beside would look like a limit and be none.
    if role.may(Permission::ManageUsers) && !row.scope.is_empty() {
        return Err(Problem::bad_request(
            lang.pick(
                "who keeps the accounts keeps all of them: this role takes no scope",
                "アカウントの管理は組織全体が対象です。この役割に範囲は指定できません",
            ),
            lang.pick("leave the scope empty", "範囲を空にしてください"),
        ));
    }
    Ok(HeldRole { role: role.name().to_owned(), scope: row.scope.clone(), until })
}

pub(super) fn row(user: &User, passkey_copied: bool, now: Instant) -> UserRow {
    let credentials = Credentials::of(user);
    let given = credentials.given.filter(|given| given.opens(now));
    let role = |held: &HeldRole| RoleRow {
        role: held.role.clone(),
        scope: held.scope.clone(),
        until: held.until.map(|until| until.to_string()),
        opens_nothing: Scope::of(&held.scope) == Scope::Nothing,
    };
    UserRow {
        id: user.id.clone(),
        login: user.login.clone(),
        name: user.printed_name.clone(),
        roles: user.roles.iter().map(role).collect(),
        disabled: user.disabled.is_some(),
        signs_in: credentials.elsewhere.map_or_else(|| "password".to_owned(), |elsewhere| elsewhere.way),
        password_given_until: given.map(|given| Instant(given.until).to_string()),
        passkey_copied,
    }
}
