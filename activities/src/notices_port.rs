//! The port of notices: how each person wants to be told, what was told to whom, and the secret addresses of feed readers.

use crate::jobs_port::{Follows, HeldMessage, Message, WorkItem};
use crate::store_fault::StoreFault;
use terms::Instant;

/// In which rhythm a person hears of what can wait. Minutes are those of the person's own day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rhythm {
    /// Each as it comes.
    AtOnce,
    /// Once a day at this minute.
    Daily(u16),
    /// Once a week: day (0 is Monday) and minute.
    Weekly(u8, u16),
}

/// The hours in which only what cannot wait is sent; `from` may lie after `to`, then they last over midnight.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Quiet {
    /// First minute of the person's day.
    pub from: u16,
    /// The first minute after them.
    pub to: u16,
}

/// What a person wishes to hear about one product line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum LineWish {
    /// As it comes.
    AtOnce,
    /// In the digest.
    Digest,
    /// Nothing, as long as somebody else hears what is urgent.
    Nothing,
}

impl LineWish {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            LineWish::AtOnce => "at-once",
            LineWish::Digest => "digest",
            LineWish::Nothing => "nothing",
        }
    }

    /// The wish that a word names.
    pub fn of(word: &str) -> Option<LineWish> {
        [LineWish::AtOnce, LineWish::Digest, LineWish::Nothing].into_iter().find(|wish| wish.word() == word)
    }
}

/// A rule for a product line; of several that fit, the first counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineRule {
    /// What it is about: `dossier/aster-s2`, `site/east`, or the beginning of such a name and `*`.
    pub about: String,
    /// Codes of findings: one, the beginning of some and `*`, or empty for all.
    pub code: String,
    /// What the person wishes.
    pub wish: LineWish,
}

/// How a person wants to be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preferences {
    /// The id of the account.
    pub account: String,
    /// Its tenant.
    pub tenant: String,
    /// Mail may be sent.
    pub mail: bool,
    /// The rhythm of what can wait.
    pub rhythm: Rhythm,
    /// The quiet hours.
    pub quiet: Option<Quiet>,
    /// Minutes that the person's clock is ahead of UTC.
    pub offset: i16,
    /// The account that hears what this person did not acknowledge; empty for none.
    pub deputy: String,
    /// Rules by product line.
    pub lines: Vec<LineRule>,
}

/// Where the events of a tenant are posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Endpoint {
    /// Its id.
    pub id: String,
    /// The tenant.
    pub tenant: String,
    /// What it is called.
    pub name: String,
    /// The address, `https://…`.
    pub url: String,
    /// The secret that its messages are signed with.
    pub secret: Vec<u8>,
    /// Only what is urgent is posted.
    pub urgent_only: bool,
    /// Since when.
    pub since: Instant,
    /// Since when it is no longer used.
    pub ended: Option<Instant>,
}

/// An address by which a feed reader sees a person's work without signing in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SecretAddress {
    /// SHA-256 of the secret in it, 64 hexadecimal digits; the secret itself is never kept.
    pub hash: String,
    /// Its id, shown in lists and logs.
    pub id: String,
    /// The account.
    pub account: String,
    /// What it is called.
    pub name: String,
    /// When it was made.
    pub made: Instant,
    /// When it was withdrawn.
    pub withdrawn: Option<Instant>,
    /// When it was last used.
    pub seen: Option<Instant>,
}

/// Why a person hears of an item of work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Stage {
    /// The person holds the role that must act.
    Role,
    /// The person is the deputy of somebody who did not acknowledge it.
    Deputy,
    /// Neither acknowledged it.
    Supervisor,
}

impl Stage {
    /// All of them.
    pub const ALL: [Stage; 3] = [Stage::Role, Stage::Deputy, Stage::Supervisor];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Stage::Role => "role",
            Stage::Deputy => "deputy",
            Stage::Supervisor => "supervisor",
        }
    }

    /// The stage that a word names.
    pub fn of(word: &str) -> Option<Stage> {
        Stage::ALL.into_iter().find(|stage| stage.word() == word)
    }
}

/// That a person hears of an item of work: by a message to be made, or by one that was.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// The number of the item.
    pub item: i64,
    /// Who.
    pub account: String,
    /// When the item came up that it is about.
    pub since: Instant,
    /// It could not wait.
    pub urgent: bool,
    /// Why this person.
    pub stage: Stage,
    /// It waits for the digest.
    pub digest: bool,
    /// Not before.
    pub at: Instant,
    /// The id of the message that carries it; empty while none was made.
    pub message: String,
}

/// An item of work that is new or changed, held until it was told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct News {
    /// The number of the item.
    pub item: i64,
    /// Its tenant.
    pub tenant: String,
    /// Grows with each change: what changed once more in the meantime stays news.
    pub turn: i64,
    /// The holder.
    pub holder: String,
}

/// How the messages of one way stand.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct WayCount {
    /// The way: `mail`, `webhook`.
    pub way: String,
    /// Not sent yet.
    pub waiting: u64,
    /// Of those, tried without success.
    pub failing: u64,
    /// Sent.
    pub sent: u64,
    /// Taken back because nobody is there any more who could get them.
    pub withdrawn: u64,
    /// Since when the oldest waits that could have been sent.
    pub oldest: Option<Instant>,
    /// What went wrong last with one that waits; empty when nothing did.
    pub fault: String,
}

/// Where notices are kept.
pub trait Notices: Send + Sync {
    /// How a person wants to be told; `None` when nobody said.
    fn preferences(&self, account: &str) -> Result<Option<Preferences>, StoreFault>;
    /// Those of a tenant's people who said.
    fn preferences_of(&self, tenant: &str) -> Result<Vec<Preferences>, StoreFault>;
    /// Keeps how a person wants to be told.
    fn put_preferences(&self, preferences: &Preferences, at: Instant) -> Result<(), StoreFault>;

    /// Adds an endpoint.
    fn add_endpoint(&self, endpoint: &Endpoint) -> Result<(), StoreFault>;
    /// The endpoints of a tenant by name, without those that ended.
    fn endpoints(&self, tenant: &str) -> Result<Vec<Endpoint>, StoreFault>;
    /// The endpoint of an id, also one that ended.
    fn endpoint(&self, id: &str) -> Result<Option<Endpoint>, StoreFault>;
    /// Ends an endpoint of a tenant; `false` when there is none such.
    fn end_endpoint(&self, tenant: &str, id: &str, at: Instant) -> Result<bool, StoreFault>;

    /// Adds a secret address.
    fn add_address(&self, address: &SecretAddress) -> Result<(), StoreFault>;
    /// The address of a secret's hash, also one that was withdrawn.
    fn address(&self, hash: &str) -> Result<Option<SecretAddress>, StoreFault>;
    /// The addresses of a person.
    fn addresses(&self, account: &str) -> Result<Vec<SecretAddress>, StoreFault>;
    /// Withdraws an address of a person; `false` when there is none such.
    fn withdraw_address(&self, account: &str, id: &str, at: Instant) -> Result<bool, StoreFault>;
    /// Notes that an address was used.
    fn touch_address(&self, hash: &str, at: Instant) -> Result<(), StoreFault>;

    /// Takes news to be told, with a lease.
    fn claim_news(&self, holder: &str, now: Instant, until: Instant, limit: u32) -> Result<Vec<News>, StoreFault>;
    /// Keeps notices and what follows from them, and ends the news they are about, all or none. A notice replaces the one
    /// that was there for the same person and item. `false`, and nothing kept, when some of the news is no longer held.
    fn tell(&self, news: &[News], notices: &[Notice], follows: &Follows) -> Result<bool, StoreFault>;
    /// What was told, or is to be told, about an item, and to whom.
    fn notices_about(&self, item: i64) -> Result<Vec<Notice>, StoreFault>;
    /// Accounts for which notices wait that are due; those for the digest are left out.
    fn accounts_due(&self, now: Instant, limit: u32) -> Result<Vec<String>, StoreFault>;
    /// Notices of a person that wait and are due, the oldest first.
    fn notices_due(&self, account: &str, digest: bool, now: Instant, limit: u32) -> Result<Vec<Notice>, StoreFault>;
    /// Says that a message carries these notices, and adds it; without one they are told as they are. `false`, and nothing
    /// added, when one of them no longer waits.
    fn carry(&self, notices: &[Notice], id: &str, message: Option<&Message>) -> Result<bool, StoreFault>;
    /// Puts off notices that wait; one that no longer waits as it was read stays as it is.
    fn postpone(&self, notices: &[Notice], until: Instant) -> Result<(), StoreFault>;

    /// Takes back a message that nobody can get any more.
    fn withdraw_message(&self, held: &HeldMessage, why: &str, at: Instant) -> Result<bool, StoreFault>;
    /// How messages stand, by way; of one tenant or of all.
    fn outbox(&self, tenant: Option<&str>, now: Instant) -> Result<Vec<WayCount>, StoreFault>;
    /// The items of a tenant about this subject with this code, for every role.
    fn work_named(&self, tenant: &str, subject: &str, code: &str) -> Result<Vec<WorkItem>, StoreFault>;
}
