//! What packages need of the outside: whole files of a dossier, signatures, and the record of what was sent and taken.

use crate::dossier_port::DossierFault;
use formats::dossier::v1;

/// Every file of a dossier, also those that nothing reads.
pub trait WholeDossier: Send + Sync {
    /// Names with `/` between folders, in order.
    fn file_names(&self) -> Result<Vec<String>, DossierFault>;
    /// The bytes of one.
    fn file(&self, name: &str) -> Result<Vec<u8>, DossierFault>;
}

/// The file packages.jsonl of a dossier or a site; it only grows.
pub trait PackageLog: Send + Sync {
    /// Appends facts, all or none.
    fn record(&self, facts: &[v1::PackageFact]) -> Result<(), DossierFault>;
}

/// A public key that a person named.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// SHA-256 of its 32 bytes.
    pub id: String,
    /// Base64.
    pub public: String,
}

/// What an envelope holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Opened {
    /// Its payload; to be believed only where `signer` is there.
    pub payload: Vec<u8>,
    /// Ids of the keys that claim to have signed.
    pub claims: Vec<String>,
    /// Id of the named key whose signature fits.
    pub signer: Option<String>,
}

/// Opens signed envelopes.
pub trait Envelopes: Send + Sync {
    /// Opens one of this type with the keys that a person named; `None` when it is no such envelope.
    fn open(&self, kind: &str, envelope: &[u8], keys: &[Key]) -> Option<Opened>;
    /// The key of a .pub file; `None` when it is none.
    fn key(&self, bytes: &[u8]) -> Option<Key>;
}
