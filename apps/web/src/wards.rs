//! What a role for a ward reaches of a site. All of it comes from an answer about those wards alone, so that nothing of the rest of
//! the site can be in it.

use crate::api::kept::{Trouble, by_name, files};
use crate::guard::{Caller, roles};
use crate::ready::Ready;
use crate::rooms::{Asking, WardChecked};
use crate::state::Shared;
use activities::jobs_port::WorkItem;
use activities::library_port::{KeptId, Revision, State};
use activities::notify::person::{CannotTell, WardReach};
use activities::role::Permission;
use activities::scope::Scope;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};
use terms::{Instant, Lang};

/// Answers that are held, at most; when there are more, all are made anew.
const MOST_HELD: usize = 64;

/// Answers about wards, by all that they depend on, and why some could not be made a moment ago.
#[derive(Default)]
pub(crate) struct Seen(Mutex<HashMap<String, Arc<WardSeen>>>, Mutex<BTreeMap<String, (Instant, CannotTell)>>);

/// So long an answer that could not be made is not made anew, in milliseconds: hundreds of items may ask for the same one.
const RESTS: i64 = 60_000;

/// An answer about some wards of a site.
pub(crate) struct WardSeen {
    /// As it is given.
    pub(crate) ready: Arc<Ready>,
    /// What of the site belongs to them.
    pub(crate) checked: WardChecked,
}

impl WardSeen {
    /// Whether units of these wards alone run a release.
    pub(crate) fn run_alone(&self, received: &str, release: &str) -> bool {
        self.checked.releases.iter().any(|one| one.alone && one.received == received && one.release == release)
    }

    /// Whether units of these wards run a release of a device; without a release: any.
    pub(crate) fn run(&self, device: &str, release: &str) -> bool {
        let is = |held: &str| release.is_empty() || held == release;
        self.checked.releases.iter().any(|one| one.device == device && is(&one.release))
    }

    /// The same where no other unit runs it.
    pub(crate) fn run_device_alone(&self, device: &str, release: &str) -> bool {
        self.checked.releases.iter().any(|one| one.alone && one.device == device && one.release == release)
    }
}

/// How far a caller's roles reach into a site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Reach {
    /// All of it.
    Whole,
    /// These wards.
    Wards(Vec<String>),
}

/// How far roles reach into a site; `None`: it is not there for the caller.
pub(crate) fn reach(caller: &Caller, now: Instant, permission: Permission, site: &str) -> Option<Reach> {
    if caller.within(now, permission, &format!("site:{site}")) {
        return Some(Reach::Whole);
    }
    let wards = wards_of(caller, now, permission).remove(site)?;
    Some(Reach::Wards(wards))
}

/// The wards that roles are for, by site, where the caller may do this there and may see it.
pub(crate) fn wards_of(caller: &Caller, now: Instant, permission: Permission) -> BTreeMap<String, Vec<String>> {
    let mut by_site: BTreeMap<String, Vec<String>> = BTreeMap::new();
    // A token may less than its person.
    if ![permission, Permission::ReadSites].iter().all(|needed| caller.may.contains(needed)) {
        return by_site;
    }
    let held = caller.user.iter().flat_map(|user| roles(user, now));
    for (_, scope) in held.filter(|(role, _)| role.may(permission) && role.may(Permission::ReadSites)) {
        if let Scope::Ward { site, ward } = Scope::of(scope) {
            by_site.entry(site.to_owned()).or_default().push(ward.trim().to_owned());
        }
    }
    by_site.values_mut().for_each(|wards| {
        wards.sort();
        wards.dedup();
    });
    by_site
}

/// The wards, by site, where the caller sees no more of the site.
pub(crate) fn wards_alone(caller: &Caller, now: Instant) -> BTreeMap<String, Vec<String>> {
    let mut wards = wards_of(caller, now, Permission::ReadSites);
    wards.retain(|site, _| !caller.within(now, Permission::ReadSites, &format!("site:{site}")));
    wards
}

/// The newest revision of a site, where there is one.
pub(crate) fn newest(shared: &Shared, id: &KeptId) -> Result<Revision, Trouble> {
    shared.wiring.library.revision(id, State::Now)?.ok_or(Trouble::Nothing)
}

/// The answer about some wards of the newest revision, made once for files, mirror, day and language.
pub(crate) fn seen(shared: &Shared, id: &KeptId, wards: &[String], lang: Lang) -> Result<Arc<WardSeen>, Trouble> {
    let (revision, asking) = (newest(shared, id)?, Asking { now: shared.now(), lang });
    let mirror = shared.wiring.rooms.mirror();
    let key = format!("{} {id} {} {mirror} {} {} {wards:?}", id.tenant, revision.tree, asking.now.day(), lang.tag());
    let held = || shared.wards.0.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(seen) = held().get(&key) {
        return Ok(Arc::clone(seen));
    }
    let files = files(shared, id, &revision)?;
    let rooms = &shared.wiring.rooms;
    let mut checked = rooms.check_wards(asking, &*rooms.reader().site(&by_name(&files)), wards)?;
    let ready = Arc::new(Ready::new(std::mem::take(&mut checked.answer.json)));
    let seen = Arc::new(WardSeen { ready, checked });
    let mut held = held();
    if held.len() >= MOST_HELD {
        held.clear();
    }
    held.insert(key, Arc::clone(&seen));
    Ok(seen)
}

/// Whether an item about a site belongs to some of its wards.
pub(crate) fn touches(
    shared: &Shared,
    tenant: &str,
    site: &str,
    wards: &[String],
    item: &WorkItem,
) -> Result<bool, CannotTell> {
    let id = KeptId::site(tenant, site);
    let about = item.subject.strip_prefix(&format!("{id} ")).filter(|_| item.tenant == tenant);
    let Some(about) = about else { return Ok(false) };
    let (key, now) = (format!("{tenant} {id} {wards:?}"), shared.now());
    let failed = || shared.wards.1.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, why)) = failed().get(&key).filter(|(at, _)| (0..RESTS).contains(&(now.0 - at.0))) {
        return Err(why.clone());
    }
    let why = match seen(shared, &id, wards, Lang::En) {
        Ok(seen) => return Ok(seen.checked.about.contains(about)),
        Err(Trouble::Nothing) => return Ok(false),
        Err(Trouble::Store(fault)) => fault.to_string(),
        Err(Trouble::Room(refusal)) => refusal.what,
        Err(Trouble::Said(problem)) => problem.title().to_owned(),
    };
    let why = CannotTell(format!("{id}: no answer about wards: {why}"));
    let mut failed = failed();
    failed.retain(|_, (at, _)| (0..RESTS).contains(&(now.0 - at.0)));
    failed.insert(key, (now, why.clone()));
    Err(why)
}

/// Asks the answers about wards.
pub(crate) struct ByAnswers(pub(crate) Shared);

impl std::fmt::Debug for ByAnswers {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("ByAnswers")
    }
}

impl WardReach for ByAnswers {
    fn touches(&self, site: &str, ward: &str, item: &WorkItem) -> Result<bool, CannotTell> {
        touches(&self.0, &item.tenant, site, &[ward.to_owned()], item)
    }
}
