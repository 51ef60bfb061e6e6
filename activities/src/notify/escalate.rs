//! Who else hears of what cannot wait when nobody acknowledges it.

use super::person::{CannotTell, Person, any};
use super::plan::notice_of;
use crate::jobs_port::{WorkItem, WorkState};
use crate::notices_port::{Notice, Stage};
use crate::role::Role;
use terms::Instant;

/// What the operator decides about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Escalation {
    /// How long somebody has to acknowledge it, in milliseconds.
    pub after: i64,
    /// Who hears of it when the deputy did not acknowledge it either.
    pub supervisors: Vec<Role>,
}

impl Default for Escalation {
    fn default() -> Escalation {
        Escalation { after: 4 * 3_600_000, supervisors: vec![Role::Quality, Role::ClinicalSafety] }
    }
}

/// Who hears of it at a stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Escalated {
    /// Who hears of it now.
    pub notices: Vec<Notice>,
    /// The stage to come when nobody acknowledges it.
    pub next: Option<Stage>,
    /// Nobody can tell now whether somebody hears of it: it is to be asked once more.
    pub unsure: Option<CannotTell>,
}

/// Who hears of an item now that nobody acknowledged it in time. Nothing when somebody did, or when it is done. A stage that reaches
/// nobody passes on to the next at once.
pub fn escalate(
    item: &WorkItem,
    stage: Stage,
    people: &[Person],
    told: &[Notice],
    settings: &Escalation,
    now: Instant,
) -> Escalated {
    if item.state != WorkState::Open {
        return Escalated::default();
    }
    let heard = |person: &Person| {
        told.iter().any(|notice| notice.account == person.user.id && notice.since == item.created && notice.urgent)
    };
    let is_asked = |person: &Person| match stage {
        Stage::Role => Ok(false),
        Stage::Deputy => is_deputy(person, item, people, now),
        Stage::Supervisor => person.holds(&settings.supervisors, item, now),
    };
    let (mut chosen, mut unsure): (Vec<&Person>, _) = (Vec::new(), None);
    for person in people.iter().filter(|person| person.is_reached() && !heard(person)) {
        match is_asked(person).and_then(|asked| Ok(asked && person.may_hear(item, now)?)) {
            Ok(true) => chosen.push(person),
            Ok(false) => {}
            Err(why) => unsure = Some(why),
        }
    }
    let mut notices: Vec<Notice> =
        chosen.iter().map(|person| notice_of(item, person, true, stage, false, now)).collect();
    if stage != Stage::Supervisor && !chosen.iter().any(|person| person.hears()) {
        let further = escalate(item, Stage::Supervisor, people, told, settings, now);
        let known = |notice: &Notice| chosen.iter().any(|person| person.user.id == notice.account);
        notices.extend(further.notices.into_iter().filter(|notice| !known(notice)));
        return Escalated { notices, next: further.next, unsure: unsure.or(further.unsure) };
    }
    Escalated { notices, next: (stage == Stage::Deputy).then_some(Stage::Supervisor), unsure }
}

/// Whether somebody who must act named this person as deputy.
fn is_deputy(person: &Person, item: &WorkItem, people: &[Person], now: Instant) -> Result<bool, CannotTell> {
    let named = people.iter().filter(|one| one.preferences.deputy == person.user.id);
    any(named, |one| one.must_act(item, now))
}
