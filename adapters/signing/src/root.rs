//! The root: which keys may sign bundles, which are revoked, and which keys may sign the next root.

use crate::envelope::{Signed, sign};
use crate::key::{PublicKey, SecretKey, text};
use serde::{Deserialize, Serialize};

pub(crate) const KIND: &str = "application/vnd.tutela.root+json";
const SCHEMA: &str = "tutela.root/v1";

#[derive(Serialize, Deserialize)]
struct Payload {
    schema: String,
    version: u64,
    root_keys: Vec<String>,
    bundle_keys: Vec<String>,
    revoked: Vec<String>,
}

/// A root whose own signature fits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Root {
    /// Counts up with every new root.
    pub version: u64,
    /// Keys of which one signs the next root.
    pub root_keys: Vec<PublicKey>,
    /// Keys that may sign bundles.
    pub bundle_keys: Vec<PublicKey>,
    /// Ids of keys that may not sign anything any more.
    pub revoked: Vec<String>,
}

impl Root {
    /// Its file, signed by each of these keys: one of its own, and for a successor one of the root before.
    pub fn file(&self, keys: &[&SecretKey]) -> String {
        let texts = |keys: &[PublicKey]| keys.iter().map(PublicKey::text).collect();
        let payload = Payload {
            schema: SCHEMA.to_owned(),
            version: self.version,
            root_keys: texts(&self.root_keys),
            bundle_keys: texts(&self.bundle_keys),
            revoked: self.revoked.clone(),
        };
        sign(KIND, text(&payload).as_bytes(), keys)
    }

    /// Reads a root; `None` when it is none, or not signed by a root key of its own.
    pub fn read(bytes: &[u8]) -> Option<Root> {
        let signed = Signed::read(bytes)?;
        let Payload { schema, version, root_keys, bundle_keys, revoked } =
            serde_json::from_slice(signed.unchecked()).ok()?;
        let keys = |texts: Vec<String>| texts.iter().map(|text| PublicKey::from_text(text)).collect::<Option<Vec<_>>>();
        let root = Root { version, root_keys: keys(root_keys)?, bundle_keys: keys(bundle_keys)?, revoked };
        let own = root.root_keys.iter().filter(|key| !root.revoked.contains(&key.id()));
        (schema == SCHEMA && signed.open(KIND, own).is_some()).then_some(root)
    }

    /// Whether the root in `bytes` follows this one: a later version, signed by a root key of this one.
    pub(crate) fn is_followed_by(&self, bytes: &[u8], next: &Root) -> bool {
        next.version > self.version
            && Signed::read(bytes).is_some_and(|signed| signed.open(KIND, &self.root_keys).is_some())
    }
}
