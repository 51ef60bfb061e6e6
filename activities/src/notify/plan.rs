//! Plans who hears of an item of work, and when.

use super::hours::{MORNING, end_of_quiet, next_slot};
use super::person::{CannotTell, Person};
use super::weight::{Weight, about};
use crate::jobs_port::{WorkItem, WorkState};
use crate::notices_port::{LineRule, LineWish, Notice, Preferences, Rhythm, Stage};
use terms::Instant;

/// When a person hears of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// At once.
    Now,
    /// When the quiet hours end.
    AfterQuiet(Instant),
    /// In the digest of this moment.
    InDigest(Instant),
    /// Never: the person wishes so.
    Never,
}

/// What follows from an item that is new or changed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Planned {
    /// Who hears of it.
    pub notices: Vec<Notice>,
    /// It cannot wait, so that somebody else hears of it when nobody acknowledges it.
    pub escalates: bool,
    /// It cannot wait and mail reaches nobody of those who must act: somebody else hears of it now.
    pub reaches_nobody: bool,
    /// Nobody can tell now whether it is the work of somebody: it is to be planned once more.
    pub unsure: Option<CannotTell>,
}

/// When this person hears of it.
pub fn moment(weight: &Weight, item: &WorkItem, preferences: &Preferences, now: Instant) -> Moment {
    if weight.urgency.is_some() {
        return Moment::Now;
    }
    let wish = wish(&preferences.lines, item);
    let rhythm = match (wish, preferences.rhythm) {
        (Some(LineWish::Nothing), _) => return Moment::Never,
        (Some(LineWish::AtOnce), _) => Rhythm::AtOnce,
        (Some(LineWish::Digest), Rhythm::AtOnce) => Rhythm::Daily(MORNING),
        (Some(LineWish::Digest) | None, rhythm) => rhythm,
    };
    let moment = match next_slot(rhythm, preferences.offset, now) {
        Some(at) => Moment::InDigest(at),
        None => match end_of_quiet(preferences.quiet, preferences.offset, now) {
            Some(end) => Moment::AfterQuiet(end),
            None => Moment::Now,
        },
    };
    match (moment, item.due) {
        // What is due before it would be told is told while there is time.
        (Moment::InDigest(at) | Moment::AfterQuiet(at), Some(due)) if due <= at => Moment::Now,
        (moment, _) => moment,
    }
}

/// The wish of the first rule that fits.
fn wish(lines: &[LineRule], item: &WorkItem) -> Option<LineWish> {
    let (kind, name) = about(item);
    let about = format!("{kind}/{name}");
    let fits = |rule: &&LineRule| fits(&rule.about, &about) && (rule.code.is_empty() || fits(&rule.code, &item.code));
    lines.iter().find(fits).map(|rule| rule.wish)
}

/// A name itself, or the beginning of names and `*`.
fn fits(pattern: &str, name: &str) -> bool {
    pattern.strip_suffix('*').map_or(pattern == name, |beginning| name.starts_with(beginning))
}

/// Who hears of an item that is new or changed. `told` is what was told about it before.
pub fn plan(item: &WorkItem, people: &[Person], told: &[Notice], now: Instant) -> Planned {
    let weight = Weight::of(item);
    let urgent = weight.urgency.is_some();
    // What somebody has seen is told again only when it can no longer wait.
    if item.state == WorkState::Done || (item.state == WorkState::Acknowledged && !urgent) {
        return Planned::default();
    }
    let open = item.state == WorkState::Open;
    let (mut must, mut unsure): (Vec<&Person>, _) = (Vec::new(), None);
    for person in people {
        match person.must_act(item, now) {
            Ok(true) => must.push(person),
            Ok(false) => {}
            Err(why) => unsure = Some(why),
        }
    }
    let wants = |person: &&Person| wish(&person.preferences.lines, item) != Some(LineWish::Nothing);
    let reached: Vec<&Person> = must.iter().copied().filter(|person| person.is_reached()).collect();
    // Who wishes to hear nothing hears what cannot wait all the same when it would reach nobody.
    let willing: Vec<&Person> = reached.iter().copied().filter(wants).collect();
    let hearing = if willing.is_empty() && urgent { &reached } else { &willing };
    let again = |person: &Person| {
        let before = told.iter().find(|notice| notice.account == person.user.id);
        before.is_none_or(|before| before.since != item.created || (urgent && !before.urgent))
    };
    let notice = |person: &Person| {
        let (digest, at) = match moment(&weight, item, &person.preferences, now) {
            Moment::Now => (false, now),
            Moment::AfterQuiet(at) => (false, at),
            Moment::InDigest(at) => (true, at),
            Moment::Never => return None,
        };
        Some(notice_of(item, person, urgent, Stage::Role, digest, at))
    };
    Planned {
        notices: hearing.iter().filter(|person| again(person)).filter_map(|person| notice(person)).collect(),
        escalates: urgent && open,
        // What waits behind a closed way has reached nobody.
        reaches_nobody: urgent && open && !reached.iter().any(|person| person.hears()),
        unsure,
    }
}

/// A notice for a person that no message carries yet.
pub(super) fn notice_of(
    item: &WorkItem,
    person: &Person,
    urgent: bool,
    stage: Stage,
    digest: bool,
    at: Instant,
) -> Notice {
    let account = person.user.id.clone();
    Notice { item: item.id, account, since: item.created, urgent, stage, digest, at, message: String::new() }
}
