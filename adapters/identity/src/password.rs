//! Passwords as Argon2id hashes (RFC 9106; 19 MiB, two passes, one lane).

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};

/// The hash in PHC string format. The salt's length is in bounds, and a password of any length hashes.
pub(crate) fn hash(password: &str, salt: &[u8; 16]) -> String {
    let hash: Result<PasswordHash, _> = Argon2::default().hash_password_with_salt(password.as_bytes(), salt);
    hash.map(|hash| hash.to_string()).unwrap_or_default()
}

/// Whether they belong together. For a hash that is none the same work is done, so that the time tells nobody whether
/// there is such an account.
pub(crate) fn matches(password: &str, kept: &str) -> bool {
    match PasswordHash::new(kept) {
        Ok(parsed) => Argon2::default().verify_password(password.as_bytes(), &parsed).is_ok(),
        Err(_) => {
            let _ = hash(password, &[0; 16]);
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{hash, matches};

    #[test]
    fn only_the_password_itself_opens() {
        let kept = hash("correct horse battery", b"0123456789abcdef");
        assert!(kept.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"));
        assert!(matches("correct horse battery", &kept));
        assert!(!matches("correct horse batterY", &kept) && !matches("", &kept));
    }

    #[test]
    fn a_hash_that_is_none_opens_to_nobody() {
        assert!(["", "x", "$argon2id$v=19$m=1$"].into_iter().all(|kept| !matches("", kept)));
    }
}
