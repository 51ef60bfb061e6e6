//! Who may hear of an item of work.

use super::weight::about;
use crate::accounts_port::User;
use crate::jobs_port::WorkItem;
use crate::notices_port::Preferences;
use crate::role::{Permission, Role};
use crate::scope::Scope;
use std::sync::Arc;
use terms::{Instant, Lang};

/// Tells what of a site belongs to a ward.
pub trait WardReach: Send + Sync + std::fmt::Debug {
    /// Whether an item is about units of this ward, or about a release that one of them runs. Where nobody can tell, it is not.
    fn touches(&self, site: &str, ward: &str, item: &WorkItem) -> bool;
}

/// A person with how they want to be told.
#[derive(Clone, Debug)]
pub struct Person {
    /// The account.
    pub user: User,
    /// What they said, or the usual.
    pub preferences: Preferences,
    /// What roles for a ward reach; `None`: nothing.
    pub wards: Option<Arc<dyn WardReach>>,
}

impl Person {
    /// With what was said, or the usual where nothing was.
    pub fn new(user: User, said: Option<Preferences>) -> Person {
        let usual = || Preferences::usual(&user.tenant, &user.id, &user.language);
        let preferences = said.filter(|said| said.tenant == user.tenant).unwrap_or_else(usual);
        Person { user, preferences, wards: None }
    }

    /// The same with what tells what belongs to a ward.
    pub fn asking(self, wards: Arc<dyn WardReach>) -> Person {
        Person { wards: Some(wards), ..self }
    }

    /// The language the person reads.
    pub fn lang(&self) -> Lang {
        Lang::from_tag(&self.user.language).unwrap_or_default()
    }

    /// Whether mail reaches this person.
    pub fn is_reached(&self) -> bool {
        self.preferences.mail && !self.user.mail.is_empty() && self.user.disabled.is_none()
    }

    /// The roles that are in force now and reach what the item is about.
    fn roles_for(&self, item: &WorkItem, now: Instant) -> impl Iterator<Item = Role> {
        let own = self.user.tenant == item.tenant && self.user.disabled.is_none();
        self.user.roles.iter().filter_map(move |held| {
            let in_force = own && held.until.is_none_or(|until| now < until);
            (in_force && self.reaches(Scope::of(&held.scope), item)).then(|| Role::named(&held.role))?
        })
    }

    /// Whether a scope holds what an item is about. What is about no folder is for roles that are for everything.
    fn reaches(&self, scope: Scope<'_>, item: &WorkItem) -> bool {
        match (scope, about(item)) {
            (Scope::All, _) => true,
            (Scope::Site(id), ("site", name)) | (Scope::Family(id), ("dossier", name)) => id == name,
            (Scope::Ward { site, ward }, ("site", name)) => {
                site == name && self.wards.as_ref().is_some_and(|wards| wards.touches(site, ward, item))
            }
            (Scope::Site(_) | Scope::Family(_) | Scope::Ward { .. } | Scope::Nothing, _) => false,
        }
    }

    /// Whether the person holds the role that must act, or is the one who must.
    pub fn must_act(&self, item: &WorkItem, now: Instant) -> bool {
        let named = item.role.strip_prefix("user:").is_some_and(|id| id == self.user.id);
        self.may_hear(item, now) && (named || self.roles_for(item, now).any(|role| role.name() == item.role))
    }

    /// Whether the person holds one of these roles for it.
    pub fn holds(&self, roles: &[Role], item: &WorkItem, now: Instant) -> bool {
        self.roles_for(item, now).any(|role| roles.contains(&role))
    }

    /// Whether the person may know of it at all: who keeps the accounts hears of sources and
    /// accounts, never of devices and sites.
    pub fn may_hear(&self, item: &WorkItem, now: Instant) -> bool {
        let needs = match about(item).0 {
            "feeds" => Permission::ChangeFeeds,
            "account" => Permission::ManageUsers,
            _ => Permission::ReadWork,
        };
        self.roles_for(item, now).any(|role| role.may(needs))
    }
}
