//! What an account signs in and signs with beside its password, as the store keeps it: one JSON object.

use crate::session::{hex, key_of};
use crate::state::Shared;
use activities::accounts_port::User;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use terms::Instant;

/// What counts as such; what another version wrote stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Credentials {
    /// Hashes of recovery codes that were not used.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) recovery: Vec<String>,
    /// A second factor whose first code nobody has typed yet, sealed, hexadecimal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) pending: Option<String>,
    /// Where the person signs in instead of here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) elsewhere: Option<Elsewhere>,
    /// The password is one that an administrator gave, for one sign-in: it is to be changed before anything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) given: Option<Given>,
    /// The key that signs approvals in the person's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) signing: Option<SigningKey>,
    #[serde(flatten)]
    pub(crate) others: Map<String, Value>,
}

/// How a password that an administrator gave may be used.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Given {
    /// Until when, in milliseconds.
    pub(crate) until: i64,
    /// Somebody has signed in by it: nobody does so twice.
    #[serde(default)]
    pub(crate) used: bool,
}

impl Given {
    /// Whether it still opens the account.
    pub(crate) fn opens(&self, now: Instant) -> bool {
        !self.used && now.0 < self.until
    }
}

/// Who vouches for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Elsewhere {
    /// `oidc` or `ldap`.
    pub(crate) way: String,
    /// The issuer, or the address of the directory.
    pub(crate) by: String,
    /// How it names the person, for ever.
    pub(crate) subject: String,
}

/// A key pair that the server holds for a person.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SigningKey {
    /// The public half, as people.yaml holds it.
    pub(crate) public: String,
    /// The secret half, sealed, hexadecimal.
    pub(crate) sealed: String,
    /// Since which day.
    pub(crate) from: String,
}

impl Credentials {
    /// Those of an account.
    pub(crate) fn of(user: &User) -> Credentials {
        serde_json::from_slice(&user.credentials).unwrap_or_default()
    }

    /// The account with these.
    pub(crate) fn on(&self, user: User) -> User {
        // Strings alone always serialise.
        User { credentials: serde_json::to_vec(self).unwrap_or_default(), ..user }
    }

    /// Whether the person proves elsewhere who they are.
    pub(crate) fn are_elsewhere(user: &User) -> bool {
        Credentials::of(user).elsewhere.is_some()
    }

    /// Whether the person proves who they are elsewhere in such a way.
    pub(crate) fn is_elsewhere(&self, way: &str) -> bool {
        self.elsewhere.as_ref().is_some_and(|elsewhere| elsewhere.way == way)
    }
}

/// For what a second factor is sealed.
pub(crate) fn factor_of(user: &str) -> String {
    format!("second-factor {user}")
}

/// Bytes of hexadecimal digits.
pub(crate) fn unhex(text: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = text.chars().map(|digit| Some(digit.to_digit(16)? as u8)).collect::<Option<_>>()?;
    let whole = digits.len().is_multiple_of(2);
    whole.then(|| digits.chunks_exact(2).map(|pair| pair[0] << 4 | pair[1]).collect())
}

/// Letters that are not taken for each other (RFC 4648, base 32).
const LETTERS: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Base 32 without padding, as authenticator apps take it.
pub(crate) fn base32(bytes: &[u8]) -> String {
    let mut text = String::with_capacity(bytes.len() * 8 / 5 + 1);
    for five in bytes.chunks(5) {
        let mut block = [0; 8];
        block[3..3 + five.len()].copy_from_slice(five);
        let number = u64::from_be_bytes(block);
        for place in 0..(five.len() * 8).div_ceil(5) {
            text.push(LETTERS[(number >> (35 - 5 * place)) as usize & 31] as char);
        }
    }
    text
}

/// Ten new recovery codes of 80 random bits each, and what is kept of them.
pub(crate) fn recovery_codes(shared: &Shared, user: &str) -> (Vec<String>, Vec<String>) {
    let code = |_| {
        let mut bytes = [0; 10];
        shared.wiring.secrets.random(&mut bytes);
        let letters = base32(&bytes).to_lowercase();
        [&letters[..4], &letters[4..8], &letters[8..12], &letters[12..]].join("-")
    };
    let codes: Vec<String> = (0..10).map(code).collect();
    let hashes = codes.iter().map(|code| recovery_hash(user, code)).collect();
    (codes, hashes)
}

/// What is kept of a recovery code; hyphens, spaces and capitals do not matter.
pub(crate) fn recovery_hash(user: &str, code: &str) -> String {
    let letters: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    key_of(&format!("recovery {user} {}", letters.to_lowercase()))
}

/// Seals a new second factor and keeps it as pending.
pub(crate) fn pending(shared: &Shared, user: &str, secret: &[u8]) -> Option<String> {
    Some(hex(&shared.wiring.vault.seal(&factor_of(user), secret)))
}

#[cfg(test)]
mod tests {
    use super::{base32, unhex};

    /// RFC 4648, 10.
    #[test]
    fn the_examples_of_the_standard() {
        let pairs =
            [("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB")];
        for (plain, text) in pairs {
            assert_eq!(base32(plain.as_bytes()), text);
        }
        assert_eq!(base32(b"foobar"), "MZXW6YTBOI");
    }

    #[test]
    fn what_is_not_hexadecimal_is_nothing() {
        assert_eq!((unhex("0aFf"), unhex("0"), unhex("0g")), (Some(vec![10, 255]), None, None));
    }
}
