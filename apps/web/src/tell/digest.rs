//! Digests: once a day or a week, also without news, with the age of every source and what is not watched.

use super::LEASE;
use super::gather::{NOTICES, Open, message, open_items, tell};
use super::people::{origin, people, person};
use crate::api::work_sources::strict;
use crate::guard::roles;
use crate::loops::Loop;
use crate::rooms::Asking;
use crate::state::Shared;
use crate::wards::seen;
use activities::accounts_port::User;
use activities::checks_port::{KeptCheck, Picked};
use activities::courier_port::MAIL;
use activities::jobs_port::{Follows, HeldJob, NewJob};
use activities::library_port::{KeptId, KeptKind, Page};
use activities::notices_port::{LineWish, Rhythm};
use activities::notify::hours::{MORNING, last_slot};
use activities::notify::letter::{FeedSeen, Ground, Occasion, SourceSeen, Watched, Writing};
use activities::notify::person::Person;
use activities::notify::stable::message_id;
use activities::role::Permission;
use activities::scope::Scope;
use activities::store_fault::StoreFault;
use serde_json::Value;
use std::collections::BTreeSet;
use terms::{Instant, Lang};

/// The kind of its jobs.
const DIGEST: &str = "digest";

/// How often a digest is tried before it is given up; the next one tells the same.
const ATTEMPTS: u32 = 10;

/// How often it is written anew at once when something changed meanwhile.
const WRITINGS: u32 = 3;

/// How long until one that could not be written is tried again, in milliseconds.
const AGAIN: i64 = 60_000;

/// Rows read at a time.
const ROWS: u32 = 200;

/// Items that a digest tells in full.
const IN_FULL: usize = 50;

/// Makes every digest that is due. Without a way for mail none is made: what is new waits for the first one.
pub(super) fn due(shared: &Shared, holder: &str) -> Result<(), StoreFault> {
    if !shared.wiring.courier.ways().contains(&MAIL) {
        return Ok(());
    }
    let now = shared.now();
    for tenant in shared.wiring.library.tenants()? {
        let mut jobs = Vec::new();
        for person in people(shared, &tenant.id)? {
            jobs.extend(job(shared, &person, now)?);
        }
        shared.wiring.jobs.add_jobs(&jobs)?;
    }
    loop {
        let now = shared.now();
        let Some(held) = shared.wiring.jobs.claim_job(&[DIGEST], holder, now, Instant(now.0 + LEASE))? else {
            return Ok(());
        };
        shared.loops.moved(Loop::Plan);
        let made = match shared.loops.caught(|| make(shared, &held, now)) {
            Ok(made) => made?.then_some(()).ok_or_else(|| "its notices change while they are read".to_owned()),
            Err(words) => Err(words),
        };
        // A digest is never over without its message.
        match made {
            Ok(()) => shared.wiring.jobs.finish_job(&held, now, &Follows::default())?,
            Err(why) => shared.wiring.jobs.fail_job(&held, &why, now, Instant(now.0 + AGAIN))?,
        };
    }
}

/// The digest whose time has come, if it is not older than the account.
fn job(shared: &Shared, person: &Person, now: Instant) -> Result<Option<NewJob>, StoreFault> {
    let Some(rhythm) = rhythm(shared, person)?.filter(|_| person.is_reached()) else { return Ok(None) };
    let slot = last_slot(rhythm, person.preferences.offset, now).filter(|slot| *slot > person.user.since);
    Ok(slot.map(|slot| NewJob {
        kind: DIGEST.to_owned(),
        key: format!("digest {} {}", person.user.id, slot.0),
        payload: person.user.id.clone().into_bytes(),
        run_at: slot,
        attempts: ATTEMPTS,
    }))
}

/// The rhythm of somebody's digests. Who hears of all at once has one for what a rule puts there, and for what still waits there.
fn rhythm(shared: &Shared, person: &Person) -> Result<Option<Rhythm>, StoreFault> {
    let said = &person.preferences;
    if said.rhythm != Rhythm::AtOnce {
        return Ok(Some(said.rhythm));
    }
    let by_rule = said.lines.iter().any(|line| line.wish == LineWish::Digest);
    let last = Instant(i64::MAX);
    let waits = by_rule || !shared.wiring.notices.notices_due(&person.user.id, true, last, 1)?.is_empty();
    Ok(waits.then_some(Rhythm::Daily(MORNING)))
}

/// Puts a digest into the outbox; `false` when what it tells changed each time between reading and writing.
fn make(shared: &Shared, held: &HeldJob, now: Instant) -> Result<bool, StoreFault> {
    let account = String::from_utf8_lossy(&held.payload).into_owned();
    let Some(person) = person(shared, &account)?.filter(Person::is_reached) else { return Ok(true) };
    // Killed after this and before the job ends it is made again, under the same id: there it stays as it is.
    let id = message_id(&[MAIL, &held.key]);
    let ground = ground(shared, &person.user, person.lang(), now)?;
    for _ in 0..WRITINGS {
        let notices = shared.wiring.notices.notices_due(&account, true, Instant(i64::MAX), NOTICES)?;
        // What is left waits for the next one.
        let Open { items, notices, .. } = open_items(shared, &person, notices)?;
        let told = tell(shared, &items, person.lang());
        let shown = &told[..told.len().min(IN_FULL)];
        let writing = Writing {
            more: told.len() - shown.len(),
            ground: Some(&ground),
            ..Writing::to(&person, Occasion::Digest, shown, origin(shared), now)
        };
        if shared.wiring.notices.carry(&notices, &id, Some(&message(&person, &id, &writing)))? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// How far silence can be trusted, as far as this person may see.
pub(crate) fn ground(shared: &Shared, user: &User, lang: Lang, now: Instant) -> Result<Ground, StoreFault> {
    let asking = Asking { now, lang };
    let sees = |id: &KeptId| {
        let (permission, word) = match id.kind {
            KeptKind::Dossier => (Permission::ReadDevices, "family"),
            KeptKind::Site => (Permission::ReadSites, "site"),
        };
        let mut held = roles(user, now).filter(|(role, _)| role.may(permission));
        held.any(|(_, scope)| scope.is_empty() || scope == format!("{word}:{}", id.name))
    };
    let sources = shared.wiring.rooms.sources(asking).unwrap_or_default();
    let sources = strict(shared, &user.tenant, sources, &sees)?.into_iter().map(|one| one.source).map(|one| {
        SourceSeen { name: one.name, state: one.state.to_owned(), age_days: one.age_days, limit_days: one.limit_days }
    });
    let mut watched = Vec::new();
    for kind in [KeptKind::Dossier, KeptKind::Site] {
        of_kind(shared, user, kind, now, &mut watched)?;
    }
    of_wards(shared, user, now, &mut watched);
    Ok(Ground { sources: sources.collect(), feeds: feeds(shared, asking), watched })
}

/// Every feed that is fetched, as `tutela feeds status` tells it.
fn feeds(shared: &Shared, asking: Asking) -> Vec<FeedSeen> {
    let answer = shared.wiring.rooms.feeds(asking).map(|answer| answer.json).unwrap_or_default();
    let answer: Value = serde_json::from_slice(&answer).unwrap_or_default();
    let feed = |feed: &Value| FeedSeen {
        name: feed["name"].as_str().unwrap_or_default().to_owned(),
        last_success: feed["last_success"].as_str().and_then(Instant::parse),
        outcome: feed["outcome"].as_str().unwrap_or("–").to_owned(),
    };
    answer["feeds"].as_array().map(|feeds| feeds.iter().map(feed).collect()).unwrap_or_default()
}

fn of_kind(
    shared: &Shared,
    user: &User,
    kind: KeptKind,
    now: Instant,
    watched: &mut Vec<Watched>,
) -> Result<(), StoreFault> {
    let permission = match kind {
        KeptKind::Dossier => Permission::ReadDevices,
        KeptKind::Site => Permission::ReadSites,
    };
    let reads = |name: &str| reads(user, now, permission, (kind, name));
    let mut after = String::new();
    loop {
        let page = Page { after: &after, limit: ROWS };
        let kept = shared.wiring.checks.kept_with_checks(&user.tenant, kind, Picked::All, page)?;
        for (one, check) in kept.iter().filter(|(one, _)| reads(&one.id.name)) {
            watched.push(row(&one.id.name, check.as_ref()));
        }
        match kept.last() {
            Some((last, _)) if kept.len() as u64 >= u64::from(ROWS) => after.clone_from(&last.id.name),
            Some(_) | None => return Ok(()),
        }
    }
}

/// Whether a role of somebody is for the whole of this.
fn reads(user: &User, now: Instant, permission: Permission, (kind, name): (KeptKind, &str)) -> bool {
    let mut held = roles(user, now).filter(|(role, _)| role.may(permission)).map(|(_, scope)| Scope::of(scope));
    held.any(|scope| match (scope, kind) {
        (Scope::All, _) => true,
        (Scope::Site(id), KeptKind::Site) | (Scope::Family(id), KeptKind::Dossier) => id == name,
        (Scope::Site(_) | Scope::Family(_) | Scope::Ward { .. } | Scope::Nothing, _) => false,
    })
}

/// Wards that somebody's roles are for, each by its own name: nothing is told of the rest of the site.
fn of_wards(shared: &Shared, user: &User, now: Instant, watched: &mut Vec<Watched>) {
    let held = roles(user, now).filter(|(role, _)| role.may(Permission::ReadSites));
    let wards: BTreeSet<(&str, &str)> = held
        .filter_map(|(_, scope)| match Scope::of(scope) {
            Scope::Ward { site, ward } => Some((site, ward)),
            Scope::All | Scope::Site(_) | Scope::Family(_) | Scope::Nothing => None,
        })
        .filter(|(site, _)| !reads(user, now, Permission::ReadSites, (KeptKind::Site, site)))
        .collect();
    for (site, ward) in wards {
        let id = KeptId::site(&user.tenant, site);
        // One that gives no answer is told as never checked.
        let checked = seen(shared, &id, &[ward.to_owned()], Lang::En).ok();
        let checked = checked.as_ref().map(|seen| &seen.checked);
        watched.push(Watched {
            name: format!("{site} · {ward}"),
            components: checked.map(|checked| checked.components),
            blind_units: checked.map_or(0, |checked| i64::try_from(checked.blind).unwrap_or(i64::MAX)),
        });
    }
}

fn row(name: &str, check: Option<&KeptCheck>) -> Watched {
    let count = |check: &KeptCheck, name: &str| check.counts.get(name).copied().unwrap_or(0);
    Watched {
        name: name.to_owned(),
        components: check.map(|check| (count(check, "watched"), count(check, "countable"))),
        blind_units: check.map_or(0, |check| count(check, "blind")),
    }
}
