//! What is new or changed: who hears of it, and the events of webhooks.

use super::LEASE;
use super::escalate::{Reached, job, reach};
use super::people::{origin, people};
use crate::loops::Loop;
use crate::state::Shared;
use activities::courier_port::WEBHOOK;
use activities::jobs_port::{Follows, Message, WorkItem, WorkState};
use activities::notices_port::{Endpoint, News, Notice, Stage};
use activities::notify::person::{CannotTell, Person};
use activities::notify::plan::plan;
use activities::notify::stable::message_id;
use activities::notify::weight::{Weight, page};
use activities::store_fault::StoreFault;
use serde_json::json;
use std::collections::BTreeMap;
use terms::Instant;

/// So many items are told in one step.
const BATCH: u32 = 200;

/// Plans all that is new.
pub(super) fn all(shared: &Shared, holder: &str) -> Result<(), StoreFault> {
    loop {
        shared.loops.moved(Loop::Plan);
        let now = shared.now();
        let news = shared.wiring.notices.claim_news(holder, now, Instant(now.0 + LEASE), BATCH)?;
        if news.is_empty() {
            return Ok(());
        }
        let mut by_tenant: BTreeMap<&str, Vec<News>> = BTreeMap::new();
        for one in &news {
            by_tenant.entry(&one.tenant).or_default().push(one.clone());
        }
        for (tenant, news) in by_tenant {
            of_tenant(shared, tenant, &news, now)?;
        }
    }
}

fn of_tenant(shared: &Shared, tenant: &str, news: &[News], now: Instant) -> Result<(), StoreFault> {
    let (people, endpoints) = (people(shared, tenant)?, shared.wiring.notices.endpoints(tenant)?);
    let mut told: Vec<(News, Telling)> = Vec::new();
    for one in news {
        let telling = || -> Result<Telling, StoreFault> {
            let Some(item) = shared.wiring.jobs.work_item(tenant, one.item)? else { return Ok(Telling::default()) };
            let mut telling = of_item(shared, &item, &people, now)?;
            let events = endpoints.iter().filter_map(|endpoint| event(shared, &item, one.turn, endpoint, now));
            telling.follows.messages.extend(events);
            Ok(telling)
        };
        // What panics is left, so that the others are told.
        let unsure = |why| Ok(Telling { unsure: Some(CannotTell(why)), ..Telling::default() });
        told.push((one.clone(), shared.loops.caught(telling).unwrap_or_else(unsure)?));
    }
    if let Some(why) = told.iter().find_map(|(_, telling)| telling.unsure.as_ref()) {
        eprintln!("tutela serve: {}", why.0);
    }
    // What nobody can tell stays news, and comes again when its lease is over; who is known hears of it now.
    let (unsure, sure): (Vec<_>, Vec<_>) = told.into_iter().partition(|(_, telling)| telling.unsure.is_some());
    for (_, Telling { notices, follows, .. }) in unsure {
        shared.wiring.notices.tell(&[], &notices, &follows)?;
    }
    let news: Vec<News> = sure.iter().map(|(one, _)| one.clone()).collect();
    let notices: Vec<Notice> = sure.iter().flat_map(|(_, telling)| telling.notices.clone()).collect();
    let mut follows = Follows::default();
    for (_, telling) in &sure {
        follows.messages.extend(telling.follows.messages.iter().cloned());
        follows.jobs.extend(telling.follows.jobs.iter().cloned());
    }
    if shared.wiring.notices.tell(&news, &notices, &follows)? {
        return Ok(());
    }
    // One of them changed meanwhile: the others are told all the same, and that one comes again.
    for (one, Telling { notices, follows, .. }) in sure {
        shared.wiring.notices.tell(&[one], &notices, &follows)?;
    }
    Ok(())
}

/// Who hears of an item, and what follows.
#[derive(Default)]
struct Telling {
    notices: Vec<Notice>,
    follows: Follows,
    /// Nobody can tell now whether it is somebody's.
    unsure: Option<CannotTell>,
}

fn of_item(shared: &Shared, item: &WorkItem, people: &[Person], now: Instant) -> Result<Telling, StoreFault> {
    let before = shared.wiring.notices.notices_about(item.id)?;
    let planned = plan(item, people, &before, now);
    let (unsure, follows) = (planned.unsure, Follows::default());
    let mut telling = Telling { notices: planned.notices, follows, unsure };
    if planned.reaches_nobody && hears_as_another_role(shared, item, people, now)? {
        // They acknowledge it, or their item goes on to others.
        return Ok(telling);
    }
    if planned.reaches_nobody {
        let Reached { notices, next, unsure } = reach(shared, item, Stage::Deputy, people, &before, now);
        telling.notices.extend(notices);
        telling.follows.jobs.extend(next);
        telling.unsure = telling.unsure.or(unsure);
    } else if planned.escalates {
        telling.follows.jobs.push(job(shared, item, Stage::Deputy, now));
    }
    Ok(telling)
}

/// Whether the same thing is the work of another role as well, and somebody of that role is told.
fn hears_as_another_role(
    shared: &Shared,
    item: &WorkItem,
    people: &[Person],
    now: Instant,
) -> Result<bool, StoreFault> {
    let same = shared.wiring.notices.work_named(&item.tenant, &item.subject, &item.code)?;
    let open = same.iter().filter(|other| other.id != item.id && other.state != WorkState::Done);
    let hears = |one: &Person, other: &WorkItem| one.hears() && one.must_act(other, now) == Ok(true);
    Ok(open.into_iter().any(|other| people.iter().any(|one| hears(one, other))))
}

/// The event that says so to an endpoint.
fn event(shared: &Shared, item: &WorkItem, turn: i64, endpoint: &Endpoint, now: Instant) -> Option<Message> {
    let Weight { urgency, vulnerability, component } = Weight::of(item);
    if item.state != WorkState::Open || (endpoint.urgent_only && urgency.is_none()) {
        return None;
    }
    let body = json!({
        "type": "work.opened",
        "timestamp": now.to_string(),
        "data": {
            "id": item.id.to_string(),
            "code": item.code,
            "subject": item.subject,
            "role": item.role,
            "vulnerability": vulnerability,
            "component": component,
            "urgent": urgency.map(|urgency| urgency.name()),
            "since": item.created.to_string(),
            "due": item.due.map(|due| due.to_string()),
            "page": format!("{}{}", origin(shared).trim_end_matches('/'), page(item)),
        },
    });
    Some(Message {
        id: event_id(item, turn, endpoint),
        tenant: item.tenant.clone(),
        way: WEBHOOK.to_owned(),
        to: endpoint.id.clone(),
        body: body.to_string().into_bytes(),
        send_at: now,
    })
}

/// The id of an event: the same for whoever plans it, another one when other things are known of the item.
fn event_id(item: &WorkItem, turn: i64, endpoint: &Endpoint) -> String {
    let (number, created, turn) = (item.id.to_string(), item.created.0.to_string(), turn.to_string());
    let (due, facts) =
        (item.due.map_or_else(String::new, |due| due.0.to_string()), String::from_utf8_lossy(&item.facts));
    message_id(&[WEBHOOK, &endpoint.id, &number, &created, &turn, item.state.word(), &due, &facts])
}
