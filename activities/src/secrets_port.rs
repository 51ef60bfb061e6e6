//! The ports to secrets of people: passwords, one-time codes, the random bytes that tokens are made of, and the vault.

/// Keeps what must be read again: sealed, so that who has the store alone reads nothing.
pub trait Vault: Send + Sync {
    /// Seals bytes for one purpose of one account; they open for no other.
    fn seal(&self, bound: &str, plain: &[u8]) -> Vec<u8>;

    /// What was sealed; `None` when it was changed, belongs elsewhere, or was sealed with another key.
    fn open(&self, bound: &str, sealed: &[u8]) -> Option<Vec<u8>>;
}

/// Keeps passwords as hashes and makes tokens.
pub trait Secrets: Send + Sync {
    /// The hash to keep, in PHC string format; slow by design.
    fn hash(&self, password: &str) -> String;

    /// Whether the password is the one of the hash; slow by design, and as slow for a hash that is none.
    fn matches(&self, password: &str, hash: &str) -> bool;

    /// The six digits of a time step of 30 seconds (RFC 6238).
    fn one_time_code(&self, secret: &[u8], step: u64) -> u32;

    /// Fills the bytes with randomness fit for secrets.
    fn random(&self, bytes: &mut [u8]);
}
