//! The port of electronic signatures: appended, never changed.

use crate::store_fault::StoreFault;
use terms::Instant;

/// An electronic signature of a person at the server (ERES guideline of the MHLW; 21 CFR Part 11.50, 11.70): who, in which
/// role and with which authority, when, what it means, and the hash of what was signed, all in `record`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// A random id that never changes.
    pub id: String,
    /// The tenant.
    pub tenant: String,
    /// What kept folder it is about, such as `dossier/aster-s2`.
    pub about: String,
    /// What in it was signed: the SHA-256 of a decision.
    pub subject: String,
    /// The account that signed.
    pub account: String,
    /// What it means: `approved`, `reviewed`, `rejected`.
    pub meaning: String,
    /// When.
    pub at: Instant,
    /// The record as it was signed, one line of JSON.
    pub record: Vec<u8>,
    /// SHA-256 of the record, 64 hexadecimal digits; the log is bound to it.
    pub sha256: String,
}

/// Where signatures are kept.
pub trait Signatures: Send + Sync {
    /// Adds one; refuses an id that is there already.
    fn add_signature(&self, signature: &Signature) -> Result<(), StoreFault>;
    /// Signatures about a folder, in the order they were given.
    fn signatures(&self, tenant: &str, about: &str) -> Result<Vec<Signature>, StoreFault>;
}
