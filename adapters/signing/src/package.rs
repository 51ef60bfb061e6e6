//! Envelopes of packages and statuses: opened with the keys that a person named.

use crate::envelope::Signed;
use crate::key::PublicKey;
use activities::package::{Envelopes, Key, Opened};

/// Opens envelopes signed by Ed25519 keys.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ed25519Envelopes;

impl Envelopes for Ed25519Envelopes {
    fn open(&self, kind: &str, envelope: &[u8], keys: &[Key]) -> Option<Opened> {
        let signed = Signed::read(envelope)?;
        let keys: Vec<PublicKey> = keys.iter().filter_map(|key| PublicKey::from_text(key.public.trim())).collect();
        let signer = signed.open(kind, &keys).map(|(_, key)| key.id());
        let payload = signed.of_kind(kind)?.to_vec();
        Some(Opened { payload, claims: signed.claims().map(str::to_owned).collect(), signer })
    }

    fn key(&self, bytes: &[u8]) -> Option<Key> {
        PublicKey::read(bytes).map(|key| key.named())
    }
}

impl PublicKey {
    /// As activities know it.
    pub fn named(&self) -> Key {
        Key { id: self.id(), public: self.text() }
    }
}

#[cfg(test)]
mod tests {
    use super::Ed25519Envelopes;
    use crate::{SecretKey, sign};
    use activities::package::{Envelopes, Key};
    use proptest::prelude::*;

    #[test]
    fn the_signer_is_a_named_key_or_nobody() {
        let (key, other) = (SecretKey::generate().unwrap(), SecretKey::generate().unwrap());
        let envelope = sign("application/test", b"x", &[&key]);
        let open = |kind: &str, keys: &[Key]| Ed25519Envelopes.open(kind, envelope.as_bytes(), keys);
        let id = key.public().id();
        assert_eq!(open("application/test", &[key.public().named()]).unwrap().signer, Some(id.clone()));
        let unknown = open("application/test", &[other.public().named()]).unwrap();
        assert_eq!((unknown.signer, unknown.claims, unknown.payload), (None, vec![id], b"x".to_vec()));
        assert!(open("application/other", &[key.public().named()]).is_none());
    }

    proptest! {
        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>, public: String) {
            let key = Key { id: String::new(), public };
            prop_assert!(Ed25519Envelopes.open("x", &bytes, &[key]).is_none());
        }
    }
}
