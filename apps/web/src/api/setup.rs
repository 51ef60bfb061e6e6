//! The first organisation and its administrator. There is no default password: who holds the code that the server printed
//! chooses one.

use super::session::{begin, check_password, record};
use super::shapes::people::SetUp;
use crate::guard::{Caller, fault_of};
use crate::problem::Problem;
use crate::prove::folded;
use crate::session::{SessionFacts, key_of, new_token};
use crate::state::Shared;
use activities::accounts_port::{HeldRole, User};
use activities::library_port::Tenant;
use activities::record_deed::Deed;
use activities::role::Role;
use activities::store_fault::{StoreFault, StoreFaultKind};
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::{Extension, Json};
use terms::{Instant, Lang, Party};

/// Makes them, and signs the administrator in.
pub(crate) async fn run(
    State(shared): State<Shared>,
    Extension(caller): Extension<Caller>,
    Json(asked): Json<SetUp>,
) -> Result<Response, Problem> {
    let (lang, now) = (caller.lang, shared.now());
    shared.sign_ins.take(caller.address, now).map_err(|seconds| Problem::too_many(lang, seconds))?;
    // Hashes of equal length are compared, so that the time says nothing about the code.
    let right = shared.settings.setup_code.as_ref().is_some_and(|code| key_of(code) == key_of(asked.code.trim()));
    if !right {
        return Err(Problem::new(
            StatusCode::FORBIDDEN,
            "server/setup-code",
            lang.pick("the code is wrong, or this server is set up already", "コードが違うか、サーバーは設定済みです"),
            lang.pick(
                "copy the code that the server printed when it started",
                "サーバー起動時に表示されたコードを入力してください",
            ),
        ));
    }
    check_password(&asked.password, lang)?;
    let (tenant, roles) = organisation(&asked, now, lang)?;
    let _turn = shared.hashing.acquire().await.map_err(|_| Problem::internal(lang))?;
    let made = shared.blocking(move |shared| make(shared, &tenant, &asked, roles, now)).await?;
    match made.map_err(|fault| fault_of(&fault, lang))? {
        Some(user) => begin(&shared, &user, SessionFacts::default(), now, lang).await,
        None => Err(Problem::conflict(
            lang.pick("this server is set up already", "サーバーは設定済みです"),
            lang.pick("sign in", "サインインしてください"),
        )),
    }
}

fn organisation(asked: &SetUp, now: Instant, lang: Lang) -> Result<(Tenant, Vec<HeldRole>), Problem> {
    let party = match asked.party.as_str() {
        "manufacturer" => Party::Manufacturer,
        "facility" => Party::Facility,
        other => {
            return Err(Problem::bad_request(
                lang.pick(format!("“{other}” is no party"), format!("「{other}」は区分ではありません")),
                "manufacturer | facility",
            ));
        }
    };
    let name = asked.organisation.trim();
    if name.is_empty() || asked.name.trim().is_empty() || folded(&asked.login).is_empty() {
        return Err(Problem::bad_request(
            lang.pick("organisation, name and login are needed", "組織名・氏名・ログイン名が必要です"),
            lang.pick("fill them in", "入力してください"),
        ));
    }
    let mut roles = vec![held(Role::Administrator)];
    for word in &asked.roles {
        let role = Role::named(word).ok_or_else(|| unknown_role(word, lang))?;
        roles.push(held(role));
    }
    roles.sort();
    roles.dedup();
    Ok((Tenant { id: tenant_id(name), name: name.to_owned(), party, since: now }, roles))
}

/// The problem of a role that there is not.
pub(super) fn unknown_role(word: &str, lang: Lang) -> Problem {
    let all: Vec<&str> = Role::ALL.into_iter().map(Role::name).collect();
    Problem::bad_request(
        lang.pick(format!("“{word}” is no role"), format!("「{word}」という役割はありません")),
        all.join(", "),
    )
}

fn held(role: Role) -> HeldRole {
    HeldRole { role: role.name().to_owned(), scope: String::new(), until: None }
}

/// Lower-case letters, digits and hyphens of the name; a name without any, such as a Japanese one, gives its hash.
fn tenant_id(name: &str) -> String {
    let letters: String = name
        .chars()
        .map(|letter| if letter.is_ascii_alphanumeric() { letter.to_ascii_lowercase() } else { '-' })
        .collect();
    let words: Vec<&str> = letters.split('-').filter(|word| !word.is_empty()).collect();
    match words.is_empty() || !name.is_ascii() {
        true => format!("org-{}", &key_of(name)[..12]),
        false => words.join("-"),
    }
}

fn make(
    shared: &Shared,
    tenant: &Tenant,
    asked: &SetUp,
    roles: Vec<HeldRole>,
    now: Instant,
) -> Result<Option<User>, StoreFault> {
    let accounts = &shared.wiring.accounts;
    if !accounts.is_first_run()? {
        return Ok(None);
    }
    shared.wiring.library.put_tenant(tenant)?;
    let user = User {
        id: new_token(shared)[..16].to_owned(),
        tenant: tenant.id.clone(),
        login: folded(&asked.login),
        printed_name: asked.name.trim().to_owned(),
        mail: String::new(),
        language: String::new(),
        password: shared.wiring.secrets.hash(&asked.password),
        totp: None,
        credentials: Vec::new(),
        roles,
        since: now,
        disabled: None,
    };
    match accounts.add_first_user(&user) {
        Ok(()) => {}
        // Two asked at once, and the other was first.
        Err(fault) if fault.kind == StoreFaultKind::AlreadyThere => return Ok(None),
        Err(fault) => return Err(fault),
    }
    record(shared, &tenant.id, Deed::OrganisationMade, &user.id, &tenant.id)?;
    record(shared, &tenant.id, Deed::AccountMade, &user.id, &user.id)?;
    Ok(Some(user))
}

#[cfg(test)]
mod tests {
    use super::tenant_id;

    #[test]
    fn an_id_is_made_of_what_can_stand_in_an_address() {
        assert_eq!(tenant_id("Aster Medical, Ltd."), "aster-medical-ltd");
        assert!(tenant_id("北総合病院").starts_with("org-") && tenant_id("北総合病院") != tenant_id("南総合病院"));
    }
}
