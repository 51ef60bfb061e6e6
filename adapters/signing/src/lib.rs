//! Signing: one signed envelope (DSSE, Ed25519), keys, and the root that says which keys are trusted.
//!
//! Takes: bytes to sign, keys and roots that a person names. Gives: envelopes, and what an envelope holds once its signature
//! fits. Serves: bundles of feeds for sites without a network, and the port
//! `Seals` for signed approvals. Never: trusts a key nobody named, or hands out what is not
//! signed.

mod approval;
mod envelope;
mod key;
mod package;
mod root;
#[cfg(test)]
mod tests;
mod trust;

pub use approval::{ApprovalSeals, sign_approval};
pub use envelope::{Signed, sign};
pub use key::{PublicKey, SecretKey};
pub use package::Ed25519Envelopes;
pub use root::Root;
pub use trust::Trust;
