//! The envelope: DSSE 1.0 (in-toto), a payload of a stated type with signatures over both.

use crate::key::{PublicKey, SecretKey, text};
use base64::{Engine, engine::general_purpose::STANDARD};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    payload_type: String,
    payload: String,
    signatures: Vec<Signature>,
}

#[derive(Serialize, Deserialize)]
struct Signature {
    keyid: String,
    sig: String,
}

/// An envelope that was read; nothing in it is believed yet.
#[derive(Debug)]
pub struct Signed {
    kind: String,
    payload: Vec<u8>,
    signatures: Vec<(String, Vec<u8>)>,
}

/// What is signed: type and payload with their lengths (DSSE `PAE`), so that neither can be taken for the other.
pub(crate) fn signed_bytes(kind: &str, payload: &[u8]) -> Vec<u8> {
    let mut bytes = format!("DSSEv1 {} {kind} {} ", kind.len(), payload.len()).into_bytes();
    bytes.extend_from_slice(payload);
    bytes
}

/// Puts a payload of this type into an envelope, signed by each key.
pub fn sign(kind: &str, payload: &[u8], keys: &[&SecretKey]) -> String {
    let bytes = signed_bytes(kind, payload);
    let signature = |key: &&SecretKey| Signature { keyid: key.public().id(), sig: STANDARD.encode(key.sign(&bytes)) };
    text(&Envelope {
        payload_type: kind.to_owned(),
        payload: STANDARD.encode(payload),
        signatures: keys.iter().map(signature).collect(),
    })
}

impl Signed {
    /// Reads an envelope; `None` when it is none.
    pub fn read(bytes: &[u8]) -> Option<Signed> {
        let Envelope { payload_type, payload, signatures } = serde_json::from_slice(bytes).ok()?;
        let decode = |Signature { keyid, sig }| Some((keyid, STANDARD.decode(sig).ok()?));
        Some(Signed {
            kind: payload_type,
            payload: STANDARD.decode(payload).ok()?,
            signatures: signatures.into_iter().map(decode).collect::<Option<_>>()?,
        })
    }

    /// Ids of the keys that claim to have signed.
    pub(crate) fn claims(&self) -> impl Iterator<Item = &str> {
        self.signatures.iter().map(|(id, _)| id.as_str())
    }

    /// The payload and the key, when one of the keys has signed it as this type.
    pub fn open<'k>(
        &self,
        kind: &str,
        keys: impl IntoIterator<Item = &'k PublicKey>,
    ) -> Option<(&[u8], &'k PublicKey)> {
        if self.kind != kind {
            return None;
        }
        let bytes = signed_bytes(kind, &self.payload);
        let fits = |key: &&PublicKey| self.signatures.iter().any(|(_, signature)| key.fits(&bytes, signature));
        keys.into_iter().find(fits).map(|key| (self.payload.as_slice(), key))
    }

    /// The payload, where it is of this type; the caller says whether a signature fits.
    pub(crate) fn of_kind(&self, kind: &str) -> Option<&[u8]> {
        (self.kind == kind).then_some(self.payload.as_slice())
    }

    /// The payload, for finding out which keys it names; the caller checks the signatures by them.
    pub(crate) fn unchecked(&self) -> &[u8] {
        &self.payload
    }
}
