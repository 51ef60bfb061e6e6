//! The public keys of a provider (RFC 7517), and signatures by them (RFC 7518). The key says which algorithm it may be used
//! with; a token that names another is refused.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::signature::{
    ECDSA_P256_SHA256_FIXED, ECDSA_P384_SHA384_FIXED, ED25519, RSA_PKCS1_2048_8192_SHA256, RSA_PKCS1_2048_8192_SHA512,
    RSA_PSS_2048_8192_SHA256, RsaPublicKeyComponents, UnparsedPublicKey,
};
use serde::Deserialize;

/// A set of keys.
#[derive(Debug, Deserialize)]
pub(super) struct Keys {
    keys: Vec<Key>,
}

/// A key; those of kinds that nobody here uses are passed over.
#[derive(Debug, Deserialize)]
pub(super) struct Key {
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    kty: String,
    #[serde(default)]
    crv: String,
    #[serde(default)]
    alg: Option<String>,
    #[serde(default, rename = "use")]
    meant_for: Option<String>,
    #[serde(default)]
    n: String,
    #[serde(default)]
    e: String,
    #[serde(default)]
    x: String,
    #[serde(default)]
    y: String,
}

impl Keys {
    /// The keys that a token of this algorithm and key id may be signed with.
    pub(super) fn that_fit<'k>(&'k self, algorithm: &'k str, kid: Option<&'k str>) -> impl Iterator<Item = &'k Key> {
        self.keys.iter().filter(move |key| {
            let named = kid.is_none() || key.kid.as_deref() == kid;
            named && key.meant_for.as_deref().is_none_or(|meant| meant == "sig") && key.is_for(algorithm)
        })
    }
}

impl Key {
    fn is_for(&self, algorithm: &str) -> bool {
        let kind = match algorithm {
            "RS256" | "RS512" | "PS256" => ("RSA", ""),
            "ES256" => ("EC", "P-256"),
            "ES384" => ("EC", "P-384"),
            "EdDSA" => ("OKP", "Ed25519"),
            // `none`, keys that both sides share, and whatever else a token may name.
            _ => return false,
        };
        let curve = if self.kty == "RSA" { "" } else { self.crv.as_str() };
        (self.kty.as_str(), curve) == kind && self.alg.as_deref().is_none_or(|own| own == algorithm)
    }

    /// Whether the signature over the bytes is by this key.
    pub(super) fn signed(&self, algorithm: &str, bytes: &[u8], signature: &[u8]) -> bool {
        let part = |text: &str| URL_SAFE_NO_PAD.decode(text.trim_end_matches('=')).unwrap_or_default();
        let rsa = |parameters| {
            let (n, e) = (part(&self.n), part(&self.e));
            RsaPublicKeyComponents { n: &n, e: &e }.verify(parameters, bytes, signature).is_ok()
        };
        let point = || [&[4][..], &part(&self.x), &part(&self.y)].concat();
        match algorithm {
            "RS256" => rsa(&RSA_PKCS1_2048_8192_SHA256),
            "RS512" => rsa(&RSA_PKCS1_2048_8192_SHA512),
            "PS256" => rsa(&RSA_PSS_2048_8192_SHA256),
            "ES256" => UnparsedPublicKey::new(&ECDSA_P256_SHA256_FIXED, point()).verify(bytes, signature).is_ok(),
            "ES384" => UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point()).verify(bytes, signature).is_ok(),
            "EdDSA" => UnparsedPublicKey::new(&ED25519, part(&self.x)).verify(bytes, signature).is_ok(),
            _ => false,
        }
    }
}
