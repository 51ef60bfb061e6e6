//! Secrets that must be read again, sealed with AES-256-GCM. The key lies beside the store, not in it.

use activities::secrets_port::Vault;
use ring::aead::{AES_256_GCM, Aad, LessSafeKey, NONCE_LEN, Nonce, UnboundKey};
use ring::rand::{SecureRandom, SystemRandom};

/// The first byte of what this version seals.
const FORM: u8 = 1;

/// Seals with one key. Nonces are random: a server seals some thousand times in its life, far from the 2^32 of NIST SP
/// 800-38D 8.3.
pub struct KeyedVault(LessSafeKey);

impl std::fmt::Debug for KeyedVault {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("a vault")
    }
}

impl KeyedVault {
    /// With this key.
    pub fn new(key: &[u8; 32]) -> KeyedVault {
        let key = UnboundKey::new(&AES_256_GCM, key).expect("the key has the length of the cipher");
        KeyedVault(LessSafeKey::new(key))
    }
}

impl Vault for KeyedVault {
    fn seal(&self, bound: &str, plain: &[u8]) -> Vec<u8> {
        let mut nonce = [0; NONCE_LEN];
        SystemRandom::new().fill(&mut nonce).expect("the operating system gives random bytes");
        let mut sealed = plain.to_vec();
        let at = Nonce::assume_unique_for_key(nonce);
        self.0.seal_in_place_append_tag(at, Aad::from(bound), &mut sealed).expect("a secret is short");
        [&[FORM][..], &nonce, &sealed].concat()
    }

    fn open(&self, bound: &str, sealed: &[u8]) -> Option<Vec<u8>> {
        let (nonce, rest) = sealed.strip_prefix(&[FORM])?.split_first_chunk::<NONCE_LEN>()?;
        let mut rest = rest.to_vec();
        let plain = self.0.open_in_place(Nonce::assume_unique_for_key(*nonce), Aad::from(bound), &mut rest).ok()?;
        Some(plain.to_vec())
    }
}

#[cfg(test)]
mod tests {
    use super::KeyedVault;
    use activities::secrets_port::Vault;

    #[test]
    fn what_was_sealed_opens_for_its_purpose_with_its_key_and_unchanged_alone() {
        let (vault, other) = (KeyedVault::new(&[1; 32]), KeyedVault::new(&[2; 32]));
        let sealed = vault.seal("totp u1", b"secret");
        assert_eq!(vault.open("totp u1", &sealed).as_deref(), Some(&b"secret"[..]));
        assert_eq!((vault.open("totp u2", &sealed), other.open("totp u1", &sealed)), (None, None));
        for place in 0..sealed.len() {
            let mut changed = sealed.clone();
            changed[place] ^= 1;
            assert_eq!(vault.open("totp u1", &changed), None, "byte {place}");
        }
        assert_eq!((vault.open("totp u1", &[]), vault.open("totp u1", &sealed[..10])), (None, None));
    }

    #[test]
    fn the_same_secret_is_never_sealed_alike() {
        let vault = KeyedVault::new(&[1; 32]);
        assert_ne!(vault.seal("x", b"secret"), vault.seal("x", b"secret"));
        assert!(!vault.seal("x", b"secret").windows(6).any(|bytes| bytes == b"secret"));
    }
}
