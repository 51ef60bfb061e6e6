//! Makes one letter for each person out of all that is due for them.

use super::LEASE;
use super::people::{origin, person, told};
use crate::loops::Loop;
use crate::state::Shared;
use activities::courier_port::MAIL;
use activities::jobs_port::{Message, WorkItem, WorkState};
use activities::notices_port::{Notice, Stage};
use activities::notify::letter::{Occasion, Told, Writing};
use activities::notify::person::Person;
use activities::notify::stable::message_id;
use activities::store_fault::StoreFault;
use serde::{Deserialize, Serialize};
use terms::{Instant, Lang};

/// People at a time.
const PEOPLE: u32 = 100;

/// Notices of a letter, at most.
pub(super) const NOTICES: u32 = 500;

/// Items that a letter tells in full.
const IN_FULL: usize = 30;

/// A letter as it lies in the outbox: made, and in the language of its reader.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Written {
    pub(super) lang: String,
    pub(super) subject: String,
    pub(super) text: String,
    pub(super) urgent: bool,
    pub(super) at: i64,
}

impl Written {
    pub(super) fn lang(&self) -> Lang {
        Lang::from_tag(&self.lang).unwrap_or_default()
    }
}

/// Writes every letter that is due.
pub(super) fn all(shared: &Shared) -> Result<(), StoreFault> {
    loop {
        let now = shared.now();
        let accounts = shared.wiring.notices.accounts_due(now, PEOPLE)?;
        for account in &accounts {
            shared.loops.moved(Loop::Plan);
            if shared.loops.caught(|| of_person(shared, account, now)).map_or(Ok(false), |done| done.map(|()| true))? {
                continue;
            }
            // What panics is put off, so that others are written to.
            let notices = shared.wiring.notices.notices_due(account, false, now, NOTICES)?;
            shared.wiring.notices.postpone(&notices, Instant(now.0 + LEASE))?;
        }
        if accounts.is_empty() {
            return Ok(());
        }
    }
}

fn of_person(shared: &Shared, account: &str, now: Instant) -> Result<(), StoreFault> {
    let notices = shared.wiring.notices.notices_due(account, false, now, NOTICES)?;
    let Some(person) = person(shared, account)? else {
        return shared.wiring.notices.carry(&notices, "nobody", None).map(drop);
    };
    // What others left unacknowledged is a letter of its own.
    let (own, others): (Vec<Notice>, Vec<Notice>) = notices.into_iter().partition(|one| one.stage == Stage::Role);
    for (notices, occasion) in [(own, Occasion::News), (others, Occasion::Escalated)] {
        let Open { items, notices, left } = open_items(shared, &person, notices)?;
        // They come again when an answer about the ward can be made.
        shared.wiring.notices.postpone(&left, Instant(now.0 + LEASE))?;
        if notices.is_empty() {
            continue;
        }
        let id = letter_id(account, &notices);
        let message = (!items.is_empty()).then(|| {
            let told = tell(shared, &items, person.lang());
            let shown = &told[..told.len().min(IN_FULL)];
            let writing = Writing {
                more: told.len() - shown.len(),
                ..Writing::to(&person, occasion, shown, origin(shared), now)
            };
            message(&person, &id, &writing)
        });
        shared.wiring.notices.carry(&notices, &id, message.as_ref())?;
    }
    Ok(())
}

/// The id of the letter about these notices, the same for whoever writes it.
pub(super) fn letter_id(account: &str, notices: &[Notice]) -> String {
    let mut parts = vec![MAIL.to_owned(), account.to_owned()];
    let of = |one: &Notice| format!("{} {} {} {} {}", one.item, one.since.0, one.at.0, one.urgent, one.stage.word());
    parts.extend(notices.iter().map(of));
    message_id(&parts.iter().map(String::as_str).collect::<Vec<_>>())
}

/// What of somebody's notices is told.
#[derive(Default)]
pub(super) struct Open {
    /// The items that are still to be done and that the person may still hear of.
    pub(super) items: Vec<WorkItem>,
    /// The notices that are told with them, or are about nothing any more.
    pub(super) notices: Vec<Notice>,
    /// Those of which nobody can tell now whether the person may hear of them.
    pub(super) left: Vec<Notice>,
}

/// What of these notices is told now.
pub(super) fn open_items(shared: &Shared, person: &Person, notices: Vec<Notice>) -> Result<Open, StoreFault> {
    let mut open = Open::default();
    for notice in notices {
        let item = shared.wiring.jobs.work_item(&person.user.tenant, notice.item)?;
        let Some(item) = item.filter(|item| item.state != WorkState::Done) else {
            open.notices.push(notice);
            continue;
        };
        match person.may_hear(&item, shared.now()) {
            Ok(may) => {
                open.items.extend(may.then_some(item));
                open.notices.push(notice);
            }
            Err(_) => open.left.push(notice),
        }
    }
    Ok(open)
}

/// Items in words, those that cannot wait first, then those due first. The same thing for two roles of one person is told once.
pub(super) fn tell(shared: &Shared, items: &[WorkItem], lang: Lang) -> Vec<Told> {
    let mut told: Vec<Told> = items.iter().map(|item| told(shared, item, lang)).collect();
    told.sort_by(|one, other| {
        let rank = |told: &Told| (told.urgency.is_none(), told.urgency, told.due.map_or(i64::MAX, |due| due.0));
        rank(one).cmp(&rank(other)).then_with(|| one.title.cmp(&other.title))
    });
    told.dedup();
    told
}

/// A letter for the outbox.
pub(super) fn message(person: &Person, id: &str, writing: &Writing<'_>) -> Message {
    let written = Written {
        lang: writing.lang.tag().to_owned(),
        subject: writing.subject(),
        text: writing.text(),
        urgent: writing.items.iter().any(|item| item.urgency.is_some()),
        at: writing.at.0,
    };
    Message {
        id: id.to_owned(),
        tenant: person.user.tenant.clone(),
        way: MAIL.to_owned(),
        to: person.user.id.clone(),
        // Strings and numbers alone always serialise.
        body: serde_json::to_vec(&written).unwrap_or_default(),
        send_at: writing.at,
    }
}
