//! The ports of signing in elsewhere: an identity provider (OpenID Connect) and a directory (LDAP). Both vouch for a person;
//! what the person may do here follows from their groups by a table of the operator.

use terms::Instant;

/// Somebody of whom others say who they are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vouched {
    /// Who says so: the issuer, or the address of the directory.
    pub by: String,
    /// How they name the person, for ever.
    pub subject: String,
    /// The name that is typed or shown as login.
    pub login: String,
    /// The printed name.
    pub name: String,
    /// Where mail goes; empty when nobody says.
    pub mail: String,
    /// The groups, as they name them.
    pub groups: Vec<String>,
}

/// Why nobody is vouched for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NotVouched {
    /// They cannot be reached, or answer nothing that can be read; what, for the operator.
    Unreachable(String),
    /// What they say does not hold; what, for the operator. It names no person and holds no token.
    Refused(String),
}

impl std::fmt::Display for NotVouched {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NotVouched::Unreachable(what) | NotVouched::Refused(what) => out.write_str(what),
        }
    }
}

/// What a sign-in at an identity provider is bound to.
#[derive(Clone, Copy, Debug)]
pub struct Bound<'a> {
    /// Where the browser comes back to.
    pub redirect: &'a str,
    /// Comes back with it (RFC 6749 10.12).
    pub state: &'a str,
    /// Stands in the token (OpenID Connect Core 3.1.2.1).
    pub nonce: &'a str,
    /// The secret whose hash went out with the browser (RFC 7636).
    pub verifier: &'a str,
    /// The person must type their password there again, not earlier than this.
    pub anew_since: Option<Instant>,
}

/// An identity provider.
pub trait IdentityProvider: Send + Sync {
    /// Where the browser is sent.
    fn begin(&self, bound: Bound<'_>, now: Instant) -> Result<String, NotVouched>;
    /// Takes the code that the browser brought back, and holds the token against what the sign-in was bound to.
    fn finish(&self, code: &str, bound: Bound<'_>, now: Instant) -> Result<Vouched, NotVouched>;
}

/// A directory of people.
pub trait Directory: Send + Sync {
    /// Whether login and password belong together there; `None` when they do not.
    fn sign_in(&self, login: &str, password: &str) -> Result<Option<Vouched>, NotVouched>;
}
