//! Who may hear of an item of work.

use super::weight::about;
use crate::accounts_port::User;
use crate::jobs_port::WorkItem;
use crate::notices_port::Preferences;
use crate::role::{Permission, Role};
use crate::scope::Scope;
use std::sync::Arc;
use terms::{Instant, Lang};

/// Nobody can tell now whether a role reaches an item, and why: silence would be taken for “not theirs”.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CannotTell(pub String);

/// Tells what of a site belongs to a ward.
pub trait WardReach: Send + Sync + std::fmt::Debug {
    /// Whether an item is about units of this ward, or about a release that one of them runs.
    fn touches(&self, site: &str, ward: &str, item: &WorkItem) -> Result<bool, CannotTell>;
}

/// Whether something holds for one of these. Nobody can tell when it holds for none, and for one of them that cannot be told.
pub(super) fn any<T>(
    of: impl IntoIterator<Item = T>,
    holds: impl Fn(T) -> Result<bool, CannotTell>,
) -> Result<bool, CannotTell> {
    let mut told = Ok(false);
    for one in of {
        match holds(one) {
            Ok(true) => return Ok(true),
            Ok(false) => {}
            Err(why) => told = Err(why),
        }
    }
    told
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
    /// The server has a way for mail; without one what is written waits.
    pub mail_is_open: bool,
}

impl Person {
    /// With what was said, or the usual where nothing was.
    pub fn new(user: User, said: Option<Preferences>) -> Person {
        let usual = || Preferences::usual(&user.tenant, &user.id, &user.language);
        let preferences = said.filter(|said| said.tenant == user.tenant).unwrap_or_else(usual);
        Person { user, preferences, wards: None, mail_is_open: true }
    }

    /// The same with what tells what belongs to a ward.
    pub fn asking(self, wards: Arc<dyn WardReach>) -> Person {
        Person { wards: Some(wards), ..self }
    }

    /// The language the person reads.
    pub fn lang(&self) -> Lang {
        Lang::from_tag(&self.user.language).unwrap_or_default()
    }

    /// Whether this person can be written to by mail.
    pub fn is_reached(&self) -> bool {
        self.preferences.mail && !self.user.mail.is_empty() && self.user.disabled.is_none()
    }

    /// Whether what is written to this person now leaves the house.
    pub fn hears(&self) -> bool {
        self.mail_is_open && self.is_reached()
    }

    /// Whether one of these roles is in force now and reaches what the item is about.
    fn has(&self, fits: impl Fn(Role) -> bool, item: &WorkItem, now: Instant) -> Result<bool, CannotTell> {
        if self.user.tenant != item.tenant || self.user.disabled.is_some() {
            return Ok(false);
        }
        let in_force = self.user.roles.iter().filter(|held| held.until.is_none_or(|until| now < until));
        let fitting = in_force.filter(|held| Role::named(&held.role).is_some_and(&fits));
        any(fitting, |held| self.reaches(Scope::of(&held.scope), item))
    }

    /// Whether a scope holds what an item is about. What is about no folder is for roles that are for everything.
    fn reaches(&self, scope: Scope<'_>, item: &WorkItem) -> Result<bool, CannotTell> {
        Ok(match (scope, about(item)) {
            (Scope::All, _) => true,
            (Scope::Site(id), ("site", name)) | (Scope::Family(id), ("dossier", name)) => id == name,
            (Scope::Ward { site, ward }, ("site", name)) if site == name => {
                return self.wards.as_ref().map_or(Ok(false), |wards| wards.touches(site, ward, item));
            }
            (Scope::Site(_) | Scope::Family(_) | Scope::Ward { .. } | Scope::Nothing, _) => false,
        })
    }

    /// Whether the person holds the role that must act, or is the one who must.
    pub fn must_act(&self, item: &WorkItem, now: Instant) -> Result<bool, CannotTell> {
        let named = item.role.strip_prefix("user:").is_some_and(|id| id == self.user.id);
        if !named && !self.has(|role| role.name() == item.role, item, now)? {
            return Ok(false);
        }
        self.may_hear(item, now)
    }

    /// Whether the person holds one of these roles for it.
    pub fn holds(&self, roles: &[Role], item: &WorkItem, now: Instant) -> Result<bool, CannotTell> {
        self.has(|role| roles.contains(&role), item, now)
    }

    /// Whether the person may know of it at all: who keeps the accounts hears of sources and
    /// accounts, never of devices and sites.
    pub fn may_hear(&self, item: &WorkItem, now: Instant) -> Result<bool, CannotTell> {
        let needs = match about(item).0 {
            "feeds" => Permission::ChangeFeeds,
            "account" => Permission::ManageUsers,
            _ => Permission::ReadWork,
        };
        self.has(|role| role.may(needs), item, now)
    }
}
