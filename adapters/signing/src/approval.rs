//! Signatures of approvals: Ed25519 over the statement with its type, as DSSE frames them.

use crate::envelope::signed_bytes;
use crate::key::{PublicKey, SecretKey};
use activities::approvals::{APPROVAL_KIND, Seals};
use base64::{Engine, engine::general_purpose::STANDARD};

/// Checks the signatures of approvals.
#[derive(Clone, Copy, Debug, Default)]
pub struct ApprovalSeals;

impl Seals for ApprovalSeals {
    fn fits(&self, public: &str, statement: &str, signature: &str) -> bool {
        let key = PublicKey::from_text(public.trim());
        let signature = STANDARD.decode(signature.trim()).ok();
        let bytes = signed_bytes(APPROVAL_KIND, statement.as_bytes());
        key.zip(signature).is_some_and(|(key, signature)| key.fits(&bytes, &signature))
    }
}

/// Signs the statement of an approval; base64.
pub fn sign_approval(statement: &str, key: &SecretKey) -> String {
    STANDARD.encode(key.sign(&signed_bytes(APPROVAL_KIND, statement.as_bytes())))
}

#[cfg(test)]
mod tests {
    use super::{ApprovalSeals, sign_approval};
    use crate::{SecretKey, sign};
    use activities::approvals::{APPROVAL_KIND, Seals};
    use proptest::prelude::*;

    #[test]
    fn an_approval_is_checked_by_the_key_and_every_byte_of_what_it_says() {
        let (key, other) = (SecretKey::generate().unwrap(), SecretKey::generate().unwrap());
        let signature = sign_approval("{\"person\":\"sato\"}", &key);
        let fits = |key: &SecretKey, statement: &str| ApprovalSeals.fits(&key.public().text(), statement, &signature);
        assert!(fits(&key, "{\"person\":\"sato\"}"));
        assert!(!fits(&key, "{\"person\":\"sata\"}"));
        assert!(!fits(&key, "{\"person\":\"sato\"} "));
        assert!(!fits(&other, "{\"person\":\"sato\"}"));
    }

    #[test]
    fn a_signature_over_something_else_by_the_same_key_is_none() {
        let key = SecretKey::generate().unwrap();
        let envelope = sign("application/test", b"x", &[&key]);
        let signature = envelope.split("\"sig\": \"").nth(1).unwrap().split('"').next().unwrap();
        assert!(!ApprovalSeals.fits(&key.public().text(), "x", signature));
        let same = sign(APPROVAL_KIND, b"x", &[&key]);
        let signature = same.split("\"sig\": \"").nth(1).unwrap().split('"').next().unwrap();
        assert!(ApprovalSeals.fits(&key.public().text(), "x", signature));
    }

    proptest! {
        #[test]
        fn any_text_for_a_key_or_signature_is_survived(key: String, statement: String, signature: String) {
            prop_assert!(!ApprovalSeals.fits(&key, &statement, &signature));
        }
    }
}
