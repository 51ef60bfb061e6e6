//! The port of results: what the checks of dossiers found, appended and never changed, with the latest at hand.

use crate::jobs_port::WorkItem;
use crate::library_port::{Kept, KeptId, KeptKind, Page, Revision};
use crate::store_fault::StoreFault;
use std::collections::{BTreeMap, BTreeSet};
use terms::Instant;

/// A check of a folder, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptCheck {
    /// The revision that was checked.
    pub revision: i64,
    /// When.
    pub at: Instant,
    /// The hash of the generation of the mirror that was asked; empty when none was.
    pub generation: String,
    /// The verdict's word.
    pub verdict: String,
    /// Counts by name, such as components, watched, findings by priority.
    pub counts: BTreeMap<String, i64>,
    /// The answer as it was given (`answer::v1`), so that a page shows its coverage, source dates and reasons.
    pub answer: Vec<u8>,
    /// What it learned whichever vulnerability is asked about; read apart from the check.
    pub standing: Option<KeptStanding>,
}

/// What a check learned of a folder whichever vulnerability is asked about.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeptStanding {
    /// Releases of which everything is watched.
    pub known: i64,
    /// Releases of which nobody can tell.
    pub unknown: i64,
    /// Components of all its releases that should be watched.
    pub countable: i64,
    /// Those of them that are.
    pub watched: i64,
    /// Ids of every vulnerability that is found in a release, or that a decision names.
    pub vulnerabilities: BTreeSet<String>,
    /// The details ([`crate::hit::Standing`]), JSON.
    pub details: Vec<u8>,
}

/// A folder with what its last check learned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StandingRow {
    /// Its name.
    pub name: String,
    /// The check is about its newest revision.
    pub is_newest: bool,
    /// The generation of the mirror that was asked; empty when it was never checked.
    pub generation: String,
    /// When; `None`: it was never checked.
    pub at: Option<Instant>,
    /// What the check learned of its releases; `None`: nothing.
    pub releases: Option<Counted>,
}

/// Releases and their components, counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counted {
    /// Releases of which everything is watched.
    pub known: i64,
    /// Releases of which nobody can tell.
    pub unknown: i64,
    /// Components that should be watched.
    pub countable: i64,
    /// Those of them that are.
    pub watched: i64,
}

/// An answer as it is kept: who reads gzip can be given it as it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedAnswer {
    /// Bytes of the answer when unpacked.
    pub size: u64,
    /// SHA-256 of the answer.
    pub sha256: [u8; 32],
    /// The answer packed (gzip, RFC 1952).
    pub gzip: Vec<u8>,
}

/// The newest revision of a folder with its latest check, which may be of an earlier one.
pub type PackedCheck = (Revision, Option<(KeptCheck, PackedAnswer)>);

/// A finding, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeptFinding {
    /// What names it in every check of the folder (release and id of the finding).
    pub key: String,
    /// The release it is about; empty for the folder as a whole.
    pub release: String,
    /// Its permanent code.
    pub code: String,
    /// Its priority's word.
    pub priority: String,
    /// 0 for what asks most.
    pub rank: i64,
    /// What it is about.
    pub subject: String,
    /// The vulnerability it is about; empty when none.
    pub vulnerability: String,
    /// The finding as it was given (`answer::v1`).
    pub answer: Vec<u8>,
}

/// A finding with where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Held {
    /// The folder.
    pub id: KeptId,
    /// The finding.
    pub finding: KeptFinding,
    /// The time of the check that first found it in one run of checks.
    pub since: Instant,
    /// The time of the check that no longer found it.
    pub until: Option<Instant>,
}

/// A fact about anything: appended, never changed; the latest counts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// The tenant.
    pub tenant: String,
    /// What it is about.
    pub about: String,
    /// Which state it tells.
    pub kind: String,
    /// The state.
    pub value: Vec<u8>,
    /// Who says so.
    pub by: String,
    /// When.
    pub at: Instant,
}

/// Which folders of a kind are asked for.
#[derive(Clone, Copy, Debug)]
pub enum Picked<'w> {
    /// Each of them.
    All,
    /// Those whose name holds each of these words, in capitals or not.
    Named(&'w [&'w str]),
    /// Those whose latest check has a count with a name that begins so.
    Counting(&'w str),
    /// Those whose latest check is of their newest revision and counts at least one of this.
    Some(&'w str),
    /// Those of which nothing says that there is none of this: whose latest check is not of their newest revision, of this generation
    /// of the mirror and of the time from the first of the instants to before the second, or does not count none.
    NotNone {
        /// The name of the count.
        count: &'w str,
        /// The generation that answers of now are of.
        generation: &'w str,
        /// When they were made.
        between: (Instant, Instant),
    },
}

/// What a check means for the work about its folder.
#[derive(Clone, Copy)]
pub struct CheckWork<'w> {
    /// What comes up by it, or comes up again.
    pub new: &'w [WorkItem],
    /// All that asks for work now, new or not: what is open of it learns what is known now. What is missing for one role while
    /// it is open for another is added for that role too.
    pub stands: &'w [WorkItem],
    /// What has a date: added where it is missing, and open again where the watch had done it.
    pub dated: &'w [WorkItem],
    /// Why an open item that stands no longer is done by this check; `None`: the check does not tell, and the item stays open,
    /// marked as [`UNSURE`](crate::jobs_port::UNSURE).
    pub gone: &'w (dyn Fn(&WorkItem) -> Option<&'static str> + Sync),
}

/// Where results of checks are kept.
pub trait Checks: Send + Sync {
    /// Keeps a check with everything it found. Findings that were there before stay one fact; those that are gone end. A
    /// check older than the one held changes nothing: `false`.
    fn put_check(&self, id: &KeptId, check: &KeptCheck, findings: &[KeptFinding]) -> Result<bool, StoreFault>;
    /// The same, and in the same step what it means for the work about the folder; when it is not kept no work changes either.
    fn keep_check(
        &self,
        id: &KeptId,
        check: &KeptCheck,
        findings: &[KeptFinding],
        work: CheckWork<'_>,
    ) -> Result<bool, StoreFault>;
    /// The check of a folder, the latest or the one in force then.
    fn check(&self, id: &KeptId, as_of: Option<Instant>) -> Result<Option<KeptCheck>, StoreFault>;
    /// The newest revision of a folder, and its latest check with its answer packed: that is not read, so damage in it is seen by
    /// who unpacks it. `None` when nothing is kept under this id.
    fn packed(&self, id: &KeptId) -> Result<Option<PackedCheck>, StoreFault>;
    /// The latest check of a folder, without its answer.
    fn latest(&self, id: &KeptId) -> Result<Option<KeptCheck>, StoreFault>;
    /// Those of a tenant's folders of a kind that are asked for, by name, each with its latest check without the answer.
    /// `Page::after` is a name.
    fn kept_with_checks(
        &self,
        tenant: &str,
        kind: KeptKind,
        which: Picked<'_>,
        page: Page<'_>,
    ) -> Result<Vec<(Kept, Option<KeptCheck>)>, StoreFault>;
    /// Those of the latest checks that came to this verdict, by name, without their answers; at most so many. What it costs
    /// follows how many there are of this verdict, not how many folders are kept.
    fn with_verdict(
        &self,
        tenant: &str,
        kind: KeptKind,
        verdict: &str,
        limit: u32,
    ) -> Result<Vec<(KeptId, KeptCheck)>, StoreFault>;
    /// Names of folders that were never checked, at most so many.
    fn never_checked(&self, tenant: &str, kind: KeptKind, limit: u32) -> Result<Vec<String>, StoreFault>;
    /// How many of the latest checks are not of now: about another generation of the mirror than this, about files before the
    /// newest revision, or not made from the first of these instants to before the second – as when that could not be checked.
    fn not_of_now(
        &self,
        tenant: &str,
        kind: KeptKind,
        generation: &str,
        between: (Instant, Instant),
    ) -> Result<u64, StoreFault>;
    /// Findings of a folder, those that ask most first. `after` is the rank and key of the last one of the page before.
    fn findings(
        &self,
        id: &KeptId,
        as_of: Option<Instant>,
        after: Option<(i64, &str)>,
        limit: u32,
    ) -> Result<Vec<Held>, StoreFault>;
    /// Where a vulnerability stands open among a tenant's folders, by folder and key.
    fn with_vulnerability(&self, tenant: &str, vulnerability: &str, limit: u32) -> Result<Vec<Held>, StoreFault>;
    /// Every folder of a kind by name, with what its last check learned.
    fn standings(&self, tenant: &str, kind: KeptKind) -> Result<Vec<StandingRow>, StoreFault>;
    /// Folders of a tenant in which one of these vulnerabilities stands open, or of which their last check learned in any of
    /// their releases.
    fn touched_by(&self, tenant: &str, vulnerabilities: &[String]) -> Result<BTreeSet<KeptId>, StoreFault>;
    /// The details of what the last check of a folder learned.
    fn standing(&self, id: &KeptId) -> Result<Option<Vec<u8>>, StoreFault>;

    /// Appends facts, all or none.
    fn put_facts(&self, facts: &[Fact]) -> Result<(), StoreFault>;
    /// The latest fact of a kind about something, or the one in force then.
    fn fact(&self, tenant: &str, about: &str, kind: &str, as_of: Option<Instant>) -> Result<Option<Fact>, StoreFault>;
    /// All facts about something, in the order they were kept.
    fn facts(&self, tenant: &str, about: &str) -> Result<Vec<Fact>, StoreFault>;
}
