//! How far somebody's roles reach into work: what they may read of it, and on what they must act.

use crate::guard::{Caller, roles};
use crate::state::Shared;
use crate::wards::{ByAnswers, touches, wards_of};
use activities::accounts_port::User;
use activities::jobs_port::WorkItem as Due;
use activities::notify::person::{CannotTell, Person};
use activities::role::Permission;
use activities::scope::Scope;
use activities::store_fault::StoreFault;
use std::sync::Arc;
use terms::Instant;

/// What an item is about, as roles are scoped, with the permission to read it; `None` when it is about no folder.
pub(super) fn scope_of_item(subject: &str) -> Option<(Permission, String)> {
    let about = subject.split([' ', '#']).next().unwrap_or_default();
    match about.split_once('/')? {
        ("dossier", name) => Some((Permission::ReadDevices, format!("family:{name}"))),
        ("site", name) => Some((Permission::ReadSites, format!("site:{name}"))),
        _ => None,
    }
}

/// Whether the caller may read what an item is about.
pub(super) fn reaches(shared: &Shared, caller: &Caller, item: &Due, now: Instant) -> bool {
    match scope_of_item(&item.subject) {
        None => is_for_all(caller, item, now),
        Some((permission, scope)) => {
            // Where nobody can tell it is shown: what is hidden is taken for nothing to do.
            caller.within(now, permission, &scope) || in_a_ward(shared, caller, item, &scope, now).unwrap_or(true)
        }
    }
}

/// Whether the caller is who must act on an item: the role that it is for, in force and itself for what the item is about.
/// An emergency opens reading alone; where nobody can tell, nobody does.
pub(super) fn acts(shared: &Shared, caller: &Caller, item: &Due, now: Instant) -> bool {
    let Some(user) = &caller.user else { return false };
    let named = item.role.strip_prefix("user:").is_some_and(|id| id == user.id);
    match scope_of_item(&item.subject) {
        None => named || (is_for_all(caller, item, now) && roles(user, now).any(|(role, _)| role.name() == item.role)),
        Some(_) => person(shared, user).must_act(item, now) == Ok(true),
    }
}

/// Whether the caller was told of an item in the place of somebody, and may still hear of it.
pub(super) fn was_told(shared: &Shared, user: &User, item: &Due, now: Instant) -> Result<bool, StoreFault> {
    let told = shared.wiring.notices.notices_about(item.id)?.iter().any(|notice| notice.account == user.id);
    Ok(told && person(shared, user).may_hear(item, now) == Ok(true))
}

fn person(shared: &Shared, user: &User) -> Person {
    Person::new(user.clone(), None).asking(Arc::new(ByAnswers(shared.clone())))
}

/// What is about no folder is nothing for who holds its role for wards alone.
fn is_for_all(caller: &Caller, item: &Due, now: Instant) -> bool {
    let held = caller.user.iter().flat_map(|user| roles(user, now));
    let mut own = held.filter(|(role, _)| role.name() == item.role).map(|(_, scope)| Scope::of(scope)).peekable();
    own.peek().is_none() || own.any(|scope| !matches!(scope, Scope::Ward { .. } | Scope::Nothing))
}

/// Whether an item about a site belongs to a ward that the caller's roles are for.
fn in_a_ward(shared: &Shared, caller: &Caller, item: &Due, scope: &str, now: Instant) -> Result<bool, CannotTell> {
    let Some(site) = scope.strip_prefix("site:") else { return Ok(false) };
    let wards = wards_of(caller, now, Permission::ReadSites).remove(site);
    wards.map_or(Ok(false), |wards| touches(shared, &item.tenant, site, &wards, item))
}
