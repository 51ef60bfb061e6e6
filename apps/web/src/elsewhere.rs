//! People whom an identity provider or a directory vouches for: which roles their groups give them, and their accounts here.

use crate::credentials::{Credentials, Elsewhere as Vouching};
use crate::prove::folded;
use crate::session::key_of;
use crate::state::Shared;
use activities::accounts_port::{HeldRole, User};
use activities::record_deed::Deed;
use activities::sign_in_port::{Directory, IdentityProvider, Vouched};
use activities::store_fault::StoreFault;
use std::sync::Arc;
use terms::{Day, Instant};

/// Who vouches for people beside this server; nobody until the operator says so.
#[derive(Clone, Default)]
pub struct Elsewhere {
    /// An identity provider (OpenID Connect).
    pub oidc: Option<Oidc>,
    /// A directory (LDAP).
    pub ldap: Option<Ldap>,
}

/// An identity provider.
#[derive(Clone)]
pub struct Oidc {
    /// What asks it.
    pub provider: Arc<dyn IdentityProvider>,
    /// What stands on the button.
    pub label: String,
    /// What its groups may do here.
    pub table: RoleTable,
}

/// A directory.
#[derive(Clone)]
pub struct Ldap {
    /// What asks it.
    pub directory: Arc<dyn Directory>,
    /// What its groups may do here.
    pub table: RoleTable,
}

/// Which group gives which role, in one organisation.
#[derive(Clone, Debug, Default)]
pub struct RoleTable {
    /// The organisation's id.
    pub tenant: String,
    /// Group and role.
    pub rows: Vec<(String, HeldRole)>,
    /// Whether capitals make no difference between groups, as in distinguished names.
    pub any_case: bool,
}

impl RoleTable {
    /// The roles of somebody in these groups; none: no account.
    fn roles(&self, groups: &[String]) -> Vec<HeldRole> {
        let is = |group: &String, row: &str| if self.any_case { group.eq_ignore_ascii_case(row) } else { group == row };
        let given = self.rows.iter().filter(|(row, _)| groups.iter().any(|group| is(group, row)));
        let mut roles: Vec<HeldRole> = given.map(|(_, role)| role.clone()).collect();
        roles.sort();
        // Of one role with one scope the longest counts.
        roles.sort_by_key(|held| {
            (held.role.clone(), held.scope.clone(), held.until.is_some(), held.until.map(|until| -until.0))
        });
        roles.dedup_by(|later, first| (&later.role, &later.scope) == (&first.role, &first.scope));
        roles
    }
}

/// How long what somebody elsewhere said of a person's groups is believed, in days.
pub(crate) const BELIEVED: i32 = 30;

/// Roles that end when nobody has vouched for the person again: who has left is not seen to sign in any more, and neither a token nor
/// a secret address nor mail may outlive that.
fn for_a_while(mut roles: Vec<HeldRole>, now: Instant) -> Vec<HeldRole> {
    let end = Day(now.day().0.saturating_add(BELIEVED)).start();
    roles.iter_mut().for_each(|held| held.until = Some(held.until.map_or(end, |until| until.min(end))));
    roles
}

/// The account of somebody who was vouched for, made or brought up to date; `None` when they have no role here, or the
/// account was disabled. A local account of the same login stays another one: nobody is let into it by a name.
pub(crate) fn account(
    shared: &Shared,
    (way, table): (&str, &RoleTable),
    vouched: &Vouched,
    now: Instant,
) -> Result<Option<User>, StoreFault> {
    let accounts = &shared.wiring.accounts;
    if !shared.wiring.library.tenants()?.iter().any(|tenant| tenant.id == table.tenant) {
        eprintln!("tutela serve: [{way}] names the organisation “{}”, which is not set up here", table.tenant);
        return Ok(None);
    }
    let id = key_of(&format!("{way} {} {}", vouched.by, vouched.subject))[..16].to_owned();
    let roles = for_a_while(table.roles(&vouched.groups), now);
    let known = accounts.user(&id)?.filter(|user| user.tenant == table.tenant);
    match known {
        Some(user) if user.disabled.is_some() => Ok(None),
        Some(user) if roles.is_empty() => {
            accounts.change_user_from(&user, &User { roles, ..user.clone() })?;
            accounts.end_sessions_of(&id)?;
            shared.known.let_go();
            Ok(None)
        }
        Some(user) => {
            // An address that the person stated here stays.
            let mail = if user.mail.is_empty() { vouched.mail.clone() } else { user.mail.clone() };
            let new = User { printed_name: vouched.name.clone(), mail, roles, ..user.clone() };
            if new != user {
                accounts.change_user_from(&user, &new)?;
                shared.known.let_go();
            }
            Ok(Some(new))
        }
        None if roles.is_empty() => Ok(None),
        None => made(shared, (way, &table.tenant), vouched, (id, roles), now).map(Some),
    }
}

fn made(
    shared: &Shared,
    (way, tenant): (&str, &str),
    vouched: &Vouched,
    (id, roles): (String, Vec<HeldRole>),
    now: Instant,
) -> Result<User, StoreFault> {
    let login = folded(&vouched.login);
    let taken = shared.wiring.accounts.user_by_login(&login)?.is_some();
    let login = if taken || login.is_empty() { format!("{login}~{}", &id[..6]) } else { login };
    let elsewhere = Vouching { way: way.to_owned(), by: vouched.by.clone(), subject: vouched.subject.clone() };
    let user = User {
        id,
        tenant: tenant.to_owned(),
        login,
        printed_name: vouched.name.clone(),
        mail: vouched.mail.clone(),
        language: String::new(),
        // No password opens it here.
        password: String::new(),
        totp: None,
        credentials: Vec::new(),
        roles,
        since: now,
        disabled: None,
    };
    let user = Credentials { elsewhere: Some(elsewhere), ..Credentials::default() }.on(user);
    shared.wiring.accounts.add_user(&user)?;
    crate::deeds::record(shared, tenant, Deed::AccountMade, &user.id, &user.id, "")?;
    Ok(user)
}

#[cfg(test)]
mod tests {
    use super::RoleTable;
    use activities::accounts_port::HeldRole;
    use terms::Instant;

    fn held(role: &str, scope: &str, until: Option<i64>) -> HeldRole {
        HeldRole { role: role.to_owned(), scope: scope.to_owned(), until: until.map(Instant) }
    }

    #[test]
    fn groups_give_the_roles_of_the_table_and_nothing_else() {
        let rows = vec![
            ("CN=IT".to_owned(), held("hospital-it", "", Some(9))),
            ("cn=all".to_owned(), held("auditor", "site:1", None)),
            ("cn=more".to_owned(), held("hospital-it", "", None)),
        ];
        let mut table = RoleTable { tenant: "north".to_owned(), rows, any_case: true };
        let roles = |table: &RoleTable, groups: &[&str]| {
            table.roles(&groups.iter().map(|group| (*group).to_owned()).collect::<Vec<_>>())
        };
        assert_eq!(roles(&table, &["cn=it", "cn=other"]), [held("hospital-it", "", Some(9))]);
        assert_eq!(roles(&table, &["cn=it", "cn=more"]), [held("hospital-it", "", None)]);
        assert_eq!(roles(&table, &["cn=al", "", "*"]), []);
        table.any_case = false;
        assert_eq!(roles(&table, &["cn=it"]), []);
    }
}
