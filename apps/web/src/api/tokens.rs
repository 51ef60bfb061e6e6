//! Tokens for programs, such as a build that pushes its dossier.

use super::session::record;
use super::shapes::people::{MadeToken, NewToken, TokenRow, Tokens};
use crate::guard::{Caller, fault_of, roles};
use crate::problem::Problem;
use crate::session::{key_of, new_token};
use crate::state::Shared;
use activities::accounts_port::{Token, User};
use activities::record_deed::Deed;
use activities::role::Permission;
use activities::scope::{Scope, meet};
use activities::store_fault::StoreFault;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::{Extension, Json};
use terms::{Instant, Lang};

/// Parts that one token can be for.
const MOST_SCOPES: usize = 50;

/// One's own, without their secrets.
pub(crate) async fn list(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
) -> Result<Json<Tokens>, Problem> {
    let (lang, user) = (caller.lang, caller.user()?.clone());
    let tokens = shared.blocking(move |shared| shared.wiring.accounts.tokens(&user.tenant).map(|all| (all, user.id)));
    let (tokens, own) = tokens.await?.map_err(|fault| fault_of(&fault, lang))?;
    Ok(Json(Tokens { items: tokens.iter().filter(|token| token.user == own).map(row).collect() }))
}

/// Makes one. It never may more than the person may.
pub(crate) async fn make(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Json(asked): Json<NewToken>,
) -> Result<(StatusCode, Json<MadeToken>), Problem> {
    let (lang, now, user) = (caller.lang, shared.now(), caller.user()?.clone());
    if caller.session.is_none() {
        return Err(Problem::not_permitted(lang, "sign-in"));
    }
    for word in &asked.permissions {
        let known = Permission::named(word).filter(|permission| caller.may.contains(permission));
        known.ok_or_else(|| Problem::not_permitted(lang, word))?;
    }
    if !(1..=365).contains(&asked.days) || asked.permissions.is_empty() {
        return Err(Problem::bad_request(
            lang.pick("a token needs permissions and 1 to 365 days", "トークンには権限と 1～365 日の期限が必要です"),
            lang.pick("state both", "両方を指定してください"),
        ));
    }
    check_scopes(&asked, &user, now, lang)?;
    let secret = format!("tutela_{}", new_token(&shared));
    let token = Token {
        token_hash: key_of(&secret),
        id: new_token(&shared)[..16].to_owned(),
        tenant: user.tenant.clone(),
        user: user.id.clone(),
        name: asked.label,
        scopes: asked.permissions,
        reach: asked.scopes,
        made: now,
        ends: Some(Instant(now.0 + i64::from(asked.days) * Instant::DAY)),
        withdrawn: None,
        seen: None,
    };
    let about = row(&token);
    let made = shared.blocking(move |shared| -> Result<(), StoreFault> {
        shared.wiring.accounts.add_token(&token)?;
        record(shared, &user.tenant, Deed::TokenMade, &user.id, &token.id)
    });
    made.await?.map_err(|fault| fault_of(&fault, lang))?;
    Ok((StatusCode::CREATED, Json(MadeToken { token: secret, about })))
}

/// What is the organisation's, whatever a role is for: a token for a part of it that may do this would not be one.
const WHOLE: [Permission; 5] = [
    Permission::ChangeFeeds,
    Permission::ReadLog,
    Permission::ManageUsers,
    Permission::ManageTokens,
    Permission::ManageRetention,
];

/// Refuses scopes that name nothing, or nothing that the person reaches with what the token may do.
fn check_scopes(asked: &NewToken, user: &User, now: Instant, lang: Lang) -> Result<(), Problem> {
    let permissions: Vec<Permission> = asked.permissions.iter().filter_map(|word| Permission::named(word)).collect();
    if let Some(whole) = WHOLE.iter().find(|one| !asked.scopes.is_empty() && permissions.contains(one)) {
        return Err(Problem::bad_request(
            lang.pick(
                format!("“{}” is about the whole organisation: a token for a part of it cannot have it", whole.name()),
                format!("「{}」は組織全体の権限のため、範囲を限定したトークンには付けられません", whole.name()),
            ),
            lang.pick("leave it out, or make another token for it", "外すか、別のトークンを作成してください"),
        ));
    }
    for scope in &asked.scopes {
        let unclear = Scope::of(scope) == Scope::Nothing || scope.is_empty() || scope.chars().any(char::is_control);
        if unclear || asked.scopes.len() > MOST_SCOPES {
            return Err(Problem::bad_request(
                lang.pick(
                    format!("“{scope}” is no scope, or there are more than {MOST_SCOPES}"),
                    format!("「{scope}」は範囲ではないか、{MOST_SCOPES} 件を超えています"),
                ),
                "site:ID | family:ID | ward:SITE/WARD",
            ));
        }
        let reaches = |permission: &Permission| {
            roles(user, now).any(|(role, held)| role.may(*permission) && meet(held, scope).is_some())
        };
        if !permissions.iter().any(reaches) {
            return Err(Problem::not_permitted(lang, scope));
        }
    }
    Ok(())
}

/// Withdraws one of one's own.
pub(crate) async fn end(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Path(id): Path<String>,
) -> Result<StatusCode, Problem> {
    let (lang, now, user) = (caller.lang, shared.now(), caller.user()?.clone());
    let done = shared.blocking(move |shared| -> Result<bool, StoreFault> {
        let tokens = shared.wiring.accounts.tokens(&user.tenant)?;
        if !tokens.iter().any(|token| token.id == id && token.user == user.id) {
            return Ok(false);
        }
        shared.wiring.accounts.withdraw_token(&user.tenant, &id, now)?;
        record(shared, &user.tenant, Deed::TokenWithdrawn, &caller.by, &id)?;
        Ok(true)
    });
    match done.await?.map_err(|fault| fault_of(&fault, lang))? {
        true => Ok(StatusCode::NO_CONTENT),
        false => Err(Problem::not_found(lang)),
    }
}

fn row(token: &Token) -> TokenRow {
    TokenRow {
        id: token.id.clone(),
        label: token.name.clone(),
        permissions: token.scopes.clone(),
        scopes: token.reach.clone(),
        ends_at: token.ends.map(|ends| ends.to_string()),
        seen_at: token.seen.map(|seen| seen.to_string()),
        withdrawn: token.withdrawn.is_some(),
    }
}
