//! The port of jobs and messages: work that survives a killed process and is never done twice for one key.

use crate::store_fault::StoreFault;
use std::collections::BTreeMap;
use terms::Instant;

/// A job to be done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewJob {
    /// Which kind of work, such as `sync-feed`.
    pub kind: String,
    /// What tells it apart for life: a key that is there already, done or not, adds nothing.
    pub key: String,
    /// What the work needs to know.
    pub payload: Vec<u8>,
    /// Not before.
    pub run_at: Instant,
    /// How often it may be tried.
    pub attempts: u32,
}

/// A job that this process holds until its lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldJob {
    /// Its number.
    pub id: i64,
    /// Which kind of work.
    pub kind: String,
    /// Its key.
    pub key: String,
    /// What the work needs to know.
    pub payload: Vec<u8>,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// How often it may be tried.
    pub attempts: u32,
    /// The holder, told when it is finished.
    pub holder: String,
}

/// How jobs of one kind stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct JobCount {
    /// Which kind of work.
    pub kind: String,
    /// Waiting or held.
    pub open: u64,
    /// Done.
    pub done: u64,
    /// Given up after the last attempt.
    pub failed: u64,
}

/// A job that was given up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailedJob {
    /// What the work needed to know.
    pub payload: Vec<u8>,
    /// Why it failed the last time.
    pub fault: String,
    /// When it was given up.
    pub at: Instant,
}

/// A message that must leave the house at least once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// Its id, the same however often it is sent.
    pub id: String,
    /// The tenant.
    pub tenant: String,
    /// By which way: `mail`, `webhook`.
    pub way: String,
    /// To whom.
    pub to: String,
    /// What is sent.
    pub body: Vec<u8>,
    /// Not before.
    pub send_at: Instant,
}

/// A message that this process holds until its lease ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeldMessage {
    /// The message.
    pub message: Message,
    /// Which attempt this is, from 1.
    pub attempt: u32,
    /// The holder, told when it is sent.
    pub holder: String,
}

/// One thing that a person must act on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct WorkItem {
    /// Its number.
    pub id: i64,
    /// The tenant.
    pub tenant: String,
    /// The role that must act, or `user:` and the id of a person.
    pub role: String,
    /// What it is about, such as `dossier/aster-s2#2.1.0`.
    pub subject: String,
    /// The code of the finding or duty.
    pub code: String,
    /// When it must be done; `None` when no clock runs.
    pub due: Option<Instant>,
    /// When it came up.
    pub created: Instant,
    /// How it stands.
    pub state: WorkState,
    /// Who changed the state last; empty when nobody did.
    pub by: String,
    /// What the page shows, as the room that made it writes it.
    pub facts: Vec<u8>,
}

/// When the state of a work item was last changed, and why where the watch did so.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WorkMark {
    /// When; `None` when nobody changed it.
    pub at: Option<Instant>,
    /// The word of the watch for why it is done, [`UNSURE`] or [`ROSE`]; empty when it stands, or a person has done it.
    pub reason: String,
}

/// The last check no longer found what an open item is about, and looked at less than the one that found it.
pub const UNSURE: &str = "unsure";

/// Somebody had seen the item, and then it could no longer wait: it is open again.
pub const ROSE: &str = "rose";

/// How a work item stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WorkState {
    /// Nobody has seen it.
    Open,
    /// Somebody has seen it.
    Acknowledged,
    /// Done.
    Done,
}

impl WorkState {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            WorkState::Open => "open",
            WorkState::Acknowledged => "acknowledged",
            WorkState::Done => "done",
        }
    }

    /// The state that a word names.
    pub fn of(word: &str) -> Option<WorkState> {
        [WorkState::Open, WorkState::Acknowledged, WorkState::Done].into_iter().find(|state| state.word() == word)
    }
}

/// Where jobs, messages and work items are kept.
pub trait Jobs: Send + Sync {
    /// Adds jobs, all or none; how many were new.
    fn add_jobs(&self, jobs: &[NewJob]) -> Result<u64, StoreFault>;
    /// Takes the job that has waited longest among these kinds, with a lease until `until`. A job whose lease has run out
    /// is taken like one that waits; its holder can no longer finish it.
    fn claim_job(
        &self,
        kinds: &[&str],
        holder: &str,
        now: Instant,
        until: Instant,
    ) -> Result<Option<HeldJob>, StoreFault>;
    /// Lengthens a lease; `false` when the job is no longer held by this holder and attempt.
    fn extend_job(&self, job: &HeldJob, until: Instant) -> Result<bool, StoreFault>;
    /// Ends a job that is done, and in the same step adds what follows from it: messages and work items. `false`, and
    /// nothing added, when it is no longer held by this holder and attempt.
    fn finish_job(&self, job: &HeldJob, at: Instant, follows: &Follows) -> Result<bool, StoreFault>;
    /// Gives a job back after a fault, to be tried again at `again`; after its last attempt it is given up.
    fn fail_job(&self, job: &HeldJob, why: &str, at: Instant, again: Instant) -> Result<bool, StoreFault>;
    /// Makes due what a clock that was ahead put off: leases (of jobs, messages and news) that end after `held_after`, and
    /// whatever waits for a time after `waits_after`. How many.
    fn pull_in(&self, now: Instant, held_after: Instant, waits_after: Instant) -> Result<u64, StoreFault>;
    /// How jobs stand, by kind.
    fn job_counts(&self) -> Result<Vec<JobCount>, StoreFault>;
    /// Jobs of these kinds that were given up since then – after their last attempt, or because their holder was killed in it –, in
    /// that order.
    fn failed_jobs(&self, kinds: &[&str], since: Instant) -> Result<Vec<FailedJob>, StoreFault>;

    /// Adds messages and work items. A message that is there already (by its id) stays as it is; a work item (by tenant, subject,
    /// code and role) takes over what is known now, comes up again when it was done, and is open again ([`ROSE`]) when somebody
    /// had seen it and it can no longer wait, or for another reason than before. How many were new or changed.
    fn add_follows(&self, follows: &Follows) -> Result<u64, StoreFault>;
    /// Takes a message to be sent by one of these ways, with a lease.
    fn claim_message(
        &self,
        ways: &[&str],
        holder: &str,
        now: Instant,
        until: Instant,
    ) -> Result<Option<HeldMessage>, StoreFault>;
    /// Notes that a message was sent; `false` when another holds it now.
    fn message_sent(&self, held: &HeldMessage, at: Instant) -> Result<bool, StoreFault>;
    /// Notes that a message was not sent, to be tried again at `again`. Messages are never given up.
    fn message_failed(&self, held: &HeldMessage, why: &str, again: Instant) -> Result<bool, StoreFault>;

    /// Work items of a tenant that are not done, those due first, then by number. `roles` empty means every role;
    /// `after` is the due time and number of the last one of the page before.
    fn work(&self, ask: &WorkAsked<'_>) -> Result<Vec<WorkItem>, StoreFault>;
    /// Of the same only what cannot wait, in the same order.
    fn urgent_work(&self, ask: &WorkAsked<'_>) -> Result<Vec<WorkItem>, StoreFault>;
    /// What the items of a tenant with this code that are not done are about, each once.
    fn work_about(&self, tenant: &str, code: &str) -> Result<Vec<String>, StoreFault>;
    /// One work item of a tenant.
    fn work_item(&self, tenant: &str, id: i64) -> Result<Option<WorkItem>, StoreFault>;
    /// When the states of these items were changed, by their numbers.
    fn work_marks(&self, tenant: &str, ids: &[i64]) -> Result<BTreeMap<i64, WorkMark>, StoreFault>;
    /// Items of a tenant that the watch has done since this moment, the latest first.
    fn work_closed(
        &self,
        tenant: &str,
        roles: &[&str],
        since: Instant,
        limit: u32,
    ) -> Result<Vec<WorkItem>, StoreFault>;
    /// Changes how a work item stands; `false` when there is none such.
    fn set_work(&self, tenant: &str, id: i64, state: WorkState, by: &str, at: Instant) -> Result<bool, StoreFault>;
}

/// What follows from a job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Follows {
    /// Messages to be sent.
    pub messages: Vec<Message>,
    /// Work items; their number is given by the store.
    pub work: Vec<WorkItem>,
    /// Further jobs.
    pub jobs: Vec<NewJob>,
}

/// Which work items are asked for.
#[derive(Clone, Copy, Debug)]
pub struct WorkAsked<'a> {
    /// The tenant.
    pub tenant: &'a str,
    /// Only those of these roles; empty for all.
    pub roles: &'a [&'a str],
    /// Those that are done too.
    pub done_too: bool,
    /// Due time (`i64::MAX` for none) and number of the last one of the page before.
    pub after: Option<(i64, i64)>,
    /// At most so many.
    pub limit: u32,
}
