//! The port of the tamper-evident log: leaves and checkpoints, appended and never changed (RFC 6962).

use crate::store_fault::StoreFault;
use std::collections::BTreeMap;
use terms::Instant;

/// A leaf of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogLeaf {
    /// Its place, from 0, without gaps.
    pub sequence: i64,
    /// The bytes that the hash is about; personal fields stand in it as salted hashes.
    pub bytes: Vec<u8>,
    /// The leaf's hash (RFC 6962 2.1).
    pub hash: [u8; 32],
    /// The tenant it is about, to show it; empty for the installation itself.
    pub tenant: String,
    /// When it was appended.
    pub at: Instant,
}

/// A leaf to append.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewLeaf {
    /// As in [`LogLeaf`].
    pub bytes: Vec<u8>,
    /// As in [`LogLeaf`].
    pub hash: [u8; 32],
    /// As in [`LogLeaf`].
    pub tenant: String,
    /// As in [`LogLeaf`].
    pub at: Instant,
    /// What its salted hashes stand for (salts, names), kept apart so that it can be erased: empty when nothing.
    pub personal: Vec<u8>,
}

/// A signed statement of how the log stood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// How many leaves it covers.
    pub size: i64,
    /// The root of the tree of those leaves.
    pub root: [u8; 32],
    /// The signed text.
    pub signed: Vec<u8>,
    /// When it was signed.
    pub at: Instant,
}

/// What the salted hashes of a leaf stand for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Words {
    /// As [`NewLeaf::personal`].
    Kept(Vec<u8>),
    /// Removed then: the leaf is anonymous.
    Removed(Instant),
}

/// Where the log is kept.
pub trait LogStore: Send + Sync {
    /// Appends leaves in this order, all or none, and gives the sequence of the first. `expected` is how many leaves there
    /// must be; `None` appends to whatever is there.
    fn append_leaves(&self, expected: Option<i64>, leaves: &[NewLeaf]) -> Result<i64, StoreFault>;
    /// How many leaves there are.
    fn log_size(&self) -> Result<i64, StoreFault>;
    /// Leaves from a sequence on, at most so many; `tenant` chooses those of one.
    fn leaves(&self, from: i64, limit: u32, tenant: Option<&str>) -> Result<Vec<LogLeaf>, StoreFault>;
    /// The hashes alone, to build the tree.
    fn leaf_hashes(&self, from: i64, limit: u32) -> Result<Vec<[u8; 32]>, StoreFault>;
    /// What the salted hashes of the leaves of these places stand for; a leaf that never had any is not among them. It is
    /// removed by [`crate::retention_port::Retention`] alone.
    fn words(&self, places: std::ops::Range<i64>) -> Result<BTreeMap<i64, Words>, StoreFault>;
    /// Keeps a checkpoint; one of the same size stays as it is.
    fn put_checkpoint(&self, checkpoint: &Checkpoint) -> Result<(), StoreFault>;
    /// The checkpoint of the largest size, or the one of this size.
    fn checkpoint(&self, size: Option<i64>) -> Result<Option<Checkpoint>, StoreFault>;
}
