//! Merkle log: one hash that stands for every entry of an append-only log, and short proofs about it.
//!
//! Takes: hashes of leaves in their order. Gives: the root, a proof that a leaf is in it, a proof that a later log only
//! added to an earlier one. Serves: records that cannot be changed unseen (JIS T 81001-5-1 4.1.9; RFC 6962, 2.1). Never:
//! reads an entry's meaning.

mod frontier;
mod proof;
mod tree;

pub use frontier::Frontier;
pub use proof::{consistency, inclusion, is_consistent, is_included};
pub use tree::{Hash, leaf_hash, node_hash, root};
