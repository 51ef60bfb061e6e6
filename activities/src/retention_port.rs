//! The port of retention: what may be removed when its time is over, and the legal holds that keep it.
//!
//! A hold is looked at in the same step that removes, so that nothing goes which somebody has just begun to hold.

use crate::library_port::KeptId;
use crate::log_port::NewLeaf;
use crate::retention::RecordClass;
use crate::store_fault::StoreFault;
use terms::Instant;

/// A legal hold: nothing of it is removed while it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hold {
    /// Its id.
    pub id: String,
    /// The organisation.
    pub tenant: String,
    /// The class that is held; `None` where one device or site is.
    pub class: Option<RecordClass>,
    /// The device or site that is held, such as `dossier/aster-s2`; empty where a class is.
    pub subject: String,
    /// Why.
    pub reason: String,
    /// Who set it.
    pub by: String,
    /// Since when.
    pub since: Instant,
    /// When it ended; `None` while it stands.
    pub ended: Option<Instant>,
    /// Who ended it; empty while it stands.
    pub ended_by: String,
}

/// What is to be removed.
#[derive(Clone, Copy, Debug)]
pub struct Removal<'r> {
    /// Which records. Past checks are thinned, not removed: see [`Retention::remove_checks`].
    pub class: RecordClass,
    /// Whose; empty for a class that belongs to the installation.
    pub tenant: &'r str,
    /// Those that were over before then.
    pub before: Instant,
    /// The moment that is noted where something was.
    pub now: Instant,
    /// At most so many in one step.
    pub limit: u32,
}

/// A past check, as thinning looks at it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckMark {
    /// When.
    pub at: Instant,
    /// The revision that was checked.
    pub revision: i64,
    /// Its verdict's word.
    pub verdict: String,
}

/// Where records are removed, and holds are kept.
pub trait Retention: Send + Sync {
    /// Sets a hold, together with its entry of the log.
    fn add_hold(&self, hold: &Hold, leaf: &NewLeaf) -> Result<(), StoreFault>;
    /// Ends a hold, together with its entry of the log; `false` when none of this id stands.
    fn end_hold(&self, tenant: &str, id: &str, by: &str, at: Instant, leaf: &NewLeaf) -> Result<bool, StoreFault>;
    /// The holds of an organisation, those that ended too, the newest first.
    fn holds(&self, tenant: &str) -> Result<Vec<Hold>, StoreFault>;

    /// How many records a removal would remove.
    fn removable(&self, removal: &Removal<'_>) -> Result<u64, StoreFault>;
    /// Removes them, together with the entry of the log that counts them. What is held stays.
    fn remove(&self, removal: &Removal<'_>, leaf: &dyn Fn(u64) -> NewLeaf) -> Result<u64, StoreFault>;

    /// Folders of an organisation that have checks older than this and are not held.
    fn with_old_checks(&self, tenant: &str, before: Instant) -> Result<Vec<KeptId>, StoreFault>;
    /// The checks of a folder, the oldest first, with the latest.
    fn check_marks(&self, id: &KeptId) -> Result<Vec<CheckMark>, StoreFault>;
    /// Removes past checks of a folder, together with the entry of the log that counts them; none when it is held by now.
    /// Never the latest one.
    fn remove_checks(&self, id: &KeptId, checks: &[Instant], leaf: &dyn Fn(u64) -> NewLeaf) -> Result<u64, StoreFault>;
}
