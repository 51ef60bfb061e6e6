//! Identity: passwords as Argon2id hashes, one-time codes, random bytes for tokens, secrets sealed at rest; sign-in
//! at an identity provider or a directory; passkeys.
//!
//! Takes: a password and the hash that was kept; what a provider sent back, or a name and password for a directory; what a
//! browser answers for a passkey. Gives: whether they belong together; who was vouched for, with groups, or why nobody was.
//! Serves: the ports `Secrets`, `Vault`, `IdentityProvider`, `Directory` and `Authenticators` (RFC 9106, RFC 6238, WebAuthn
//! Level 3; NIST SP 800-63B 5.1.1.2). Never: keeps or writes a password.

mod ldap;
mod oidc;
mod one_time_code;
mod passkeys;
mod password;
mod vault;

pub use ldap::{Bind, LdapDirectory, LdapSettings};
pub use oidc::{OidcProvider, OidcSettings};
pub use passkeys::PasskeyAuthenticators;
pub use vault::KeyedVault;

use activities::secrets_port::Secrets;
use ring::rand::{SecureRandom, SystemRandom};

/// Argon2id and the random numbers of the operating system.
#[derive(Clone, Copy, Debug, Default)]
pub struct LocalSecrets;

impl Secrets for LocalSecrets {
    fn hash(&self, password: &str) -> String {
        let mut salt = [0; 16];
        self.random(&mut salt);
        password::hash(password, &salt)
    }

    fn matches(&self, password: &str, hash: &str) -> bool {
        password::matches(password, hash)
    }

    fn one_time_code(&self, secret: &[u8], step: u64) -> u32 {
        one_time_code::code(secret, step)
    }

    fn random(&self, bytes: &mut [u8]) {
        SystemRandom::new().fill(bytes).expect("the operating system gives random bytes");
    }
}
