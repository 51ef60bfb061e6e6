//! Hands messages to the couriers: at least once, under an id that stays the same, again after a fault with growing waits.

use super::LEASE;
use super::gather::{Written, message};
use super::people::{origin, person};
use crate::loops::Loop;
use crate::session::new_token;
use crate::state::Shared;
use activities::courier_port::{Event, Letter, MAIL, Undelivered, WEBHOOK};
use activities::jobs_port::{Follows, HeldMessage, Message};
use activities::notices_port::Endpoint;
use activities::notify::letter::{Occasion, Writing};
use activities::notify::person::Person;
use activities::store_fault::StoreFault;
use serde_json::json;
use std::collections::BTreeMap;
use terms::Instant;

/// The longest wait between two attempts, in milliseconds.
const LONGEST: i64 = 3_600_000;

/// What came of an attempt.
enum Came {
    /// The other side has it.
    Sent,
    /// Nobody is there any more who could get it.
    Nobody([&'static str; 2]),
    /// Later again.
    Failed(String),
}

/// Sends everything that is due by these of the open ways. How many messages were sent.
pub(super) fn all(shared: &Shared, holder: &str, ways: &[&'static str]) -> Result<u64, StoreFault> {
    let open = shared.wiring.courier.ways();
    let ways: Vec<&'static str> = ways.iter().copied().filter(|way| open.contains(way)).collect();
    // Endpoints that failed in this round, why, and when they are tried again: what else is for them waits as long.
    let mut dead: BTreeMap<String, (String, Instant)> = BTreeMap::new();
    let mut sent = 0;
    loop {
        let now = shared.now();
        let Some(held) = shared.wiring.jobs.claim_message(&ways, holder, now, Instant(now.0 + LEASE))? else {
            return Ok(sent);
        };
        let Message { way, to, .. } = &held.message;
        if let Some((why, again)) = dead.get(to).filter(|_| way == WEBHOOK) {
            shared.wiring.jobs.message_failed(&held, why, *again)?;
            continue;
        }
        shared.loops.moved(if way == MAIL { Loop::Mail } else { Loop::Webhooks });
        let failed = |words| Ok(Came::Failed(words));
        match shared.loops.caught(|| attempt(shared, &held, now)).unwrap_or_else(failed)? {
            Came::Sent => {
                shared.wiring.jobs.message_sent(&held, shared.now())?;
                sent += 1;
            }
            Came::Nobody([en, ja]) => {
                let why = Undelivered::new(en, ja).0;
                shared.wiring.notices.withdraw_message(&held, &why, shared.now())?;
            }
            Came::Failed(why) => {
                let again = Instant(shared.now().0 + wait(held.attempt));
                shared.wiring.jobs.message_failed(&held, &why, again)?;
                if way == WEBHOOK {
                    dead.insert(to.clone(), (why, again));
                }
            }
        }
    }
}

/// How long until the next attempt, in milliseconds: half a minute, then twice as long each time, an hour at most.
fn wait(attempt: u32) -> i64 {
    (30_000 << attempt.saturating_sub(1).min(10)).min(LONGEST)
}

fn attempt(shared: &Shared, held: &HeldMessage, now: Instant) -> Result<Came, StoreFault> {
    let message = &held.message;
    let came = |done: Result<(), Undelivered>| match done {
        Ok(()) => Came::Sent,
        Err(Undelivered(why)) => Came::Failed(why),
    };
    match message.way.as_str() {
        MAIL => Ok(match letter(shared, message)? {
            Ok(letter) => came(shared.wiring.courier.mail(&letter)),
            Err(nobody) => Came::Nobody(nobody),
        }),
        WEBHOOK => Ok(match shared.wiring.notices.endpoint(&message.to)? {
            Some(Endpoint { url, secret, ended: None, tenant, .. }) if tenant == message.tenant => {
                let (id, body) = (message.id.clone(), message.body.clone());
                came(shared.wiring.courier.post(&Event { id, url, secret, at: now, body }))
            }
            Some(_) | None => Came::Nobody(["the endpoint is gone", "送信先は終了しています"]),
        }),
        _ => Ok(Came::Failed(Undelivered::new("this way is not known here", "この送信方法は使用できません").0)),
    }
}

/// The letter with the address that its reader has now, or why nobody gets it.
fn letter(shared: &Shared, message: &Message) -> Result<Result<Letter, [&'static str; 2]>, StoreFault> {
    let Some(person) = person(shared, &message.to)?.filter(|person| person.user.tenant == message.tenant) else {
        return Ok(Err(["the account is gone", "アカウントがありません"]));
    };
    if person.user.disabled.is_some() {
        return Ok(Err(["the account is disabled", "アカウントは無効です"]));
    }
    if !person.preferences.mail {
        return Ok(Err(["its owner has switched mail off", "本人がメールを停止しています"]));
    }
    if person.user.mail.is_empty() {
        return Ok(Err(["the account has no address of mail", "メールアドレスが未登録です"]));
    }
    let Ok(written) = serde_json::from_slice::<Written>(&message.body) else {
        return Ok(Err(["it cannot be read", "読み取れません"]));
    };
    Ok(Ok(Letter {
        id: message.id.clone(),
        to: person.user.mail,
        lang: written.lang(),
        subject: written.subject,
        text: written.text,
        urgent: written.urgent,
        list: message.tenant.clone(),
        at: Instant(written.at),
    }))
}

/// Whom a trial message is for.
pub(crate) enum Trial<'a> {
    /// A person, by mail.
    Person(&'a Person),
    /// An endpoint.
    Endpoint(&'a Endpoint),
}

/// Puts a trial message into the outbox; it takes the way of every other one.
pub(crate) fn trial(shared: &Shared, whom: &Trial<'_>) -> Result<String, StoreFault> {
    let (id, now) = (new_token(shared)[..32].to_owned(), shared.now());
    let message = match whom {
        Trial::Person(person) => message(person, &id, &Writing::to(person, Occasion::Trial, &[], origin(shared), now)),
        Trial::Endpoint(endpoint) => Message {
            id: id.clone(),
            tenant: endpoint.tenant.clone(),
            way: WEBHOOK.to_owned(),
            to: endpoint.id.clone(),
            body: json!({ "type": "trial", "timestamp": now.to_string(), "data": {} }).to_string().into_bytes(),
            send_at: now,
        },
    };
    shared.wiring.jobs.add_follows(&Follows { messages: vec![message], ..Follows::default() })?;
    Ok(id)
}
