//! Ed25519 keys (RFC 8032) as small JSON files. A key's id is the SHA-256 of its 32 public bytes.

use activities::feed_port::{FeedFault, Said};
use base64::{Engine, engine::general_purpose::STANDARD};
use ring::rand::SystemRandom;
use ring::signature::{ED25519, Ed25519KeyPair, KeyPair, UnparsedPublicKey};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct SecretFile {
    schema: String,
    pkcs8: String,
}

#[derive(Serialize, Deserialize)]
struct PublicFile {
    schema: String,
    id: String,
    public: String,
}

const SECRET: &str = "tutela.secret-key/v1";
const PUBLIC: &str = "tutela.public-key/v1";

/// A key that signs. Its file belongs on a machine that only those who may sign can read.
pub struct SecretKey {
    pair: Ed25519KeyPair,
    pkcs8: Vec<u8>,
}

/// A key that checks.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PublicKey(Vec<u8>);

impl std::fmt::Debug for SecretKey {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "the secret key of {}", self.public().id())
    }
}

impl SecretKey {
    /// A new key, by the system's random numbers.
    pub fn generate() -> Result<SecretKey, FeedFault> {
        let made = Ed25519KeyPair::generate_pkcs8(&SystemRandom::new()).map_err(|_| {
            FeedFault::new(
                Said::new("the system gives no random numbers", "システムから乱数を得られません"),
                Said::new("try again on another machine", "別の機器で試してください"),
            )
        })?;
        SecretKey::of(made.as_ref().to_vec()).ok_or_else(|| no_key("a new key"))
    }

    fn of(pkcs8: Vec<u8>) -> Option<SecretKey> {
        Some(SecretKey { pair: Ed25519KeyPair::from_pkcs8(&pkcs8).ok()?, pkcs8 })
    }

    /// The key of a file; `name` is how it is called in a complaint.
    pub fn read(name: &str, bytes: &[u8]) -> Result<SecretKey, FeedFault> {
        let file = serde_json::from_slice::<SecretFile>(bytes).ok().filter(|file| file.schema == SECRET);
        let pkcs8 = file.and_then(|file| STANDARD.decode(file.pkcs8).ok());
        pkcs8.and_then(SecretKey::of).ok_or_else(|| no_key(name))
    }

    /// Its file.
    pub fn file(&self) -> String {
        text(&SecretFile { schema: SECRET.to_owned(), pkcs8: STANDARD.encode(&self.pkcs8) })
    }

    /// The key that checks what this one signs.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.pair.public_key().as_ref().to_vec())
    }

    pub(crate) fn sign(&self, bytes: &[u8]) -> Vec<u8> {
        self.pair.sign(bytes).as_ref().to_vec()
    }
}

impl PublicKey {
    /// The key of a file; `None` when it is none.
    pub fn read(bytes: &[u8]) -> Option<PublicKey> {
        let file: PublicFile = serde_json::from_slice(bytes).ok()?;
        let key = PublicKey::from_text(&file.public)?;
        (file.schema == PUBLIC && file.id == key.id()).then_some(key)
    }

    /// Its file.
    pub fn file(&self) -> String {
        text(&PublicFile { schema: PUBLIC.to_owned(), id: self.id(), public: self.text() })
    }

    /// SHA-256 of the key, hexadecimal.
    pub fn id(&self) -> String {
        ring::digest::digest(&ring::digest::SHA256, &self.0).as_ref().iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Base64, as people.yaml holds it.
    pub fn text(&self) -> String {
        STANDARD.encode(&self.0)
    }

    pub(crate) fn from_text(text: &str) -> Option<PublicKey> {
        STANDARD.decode(text).ok().filter(|bytes| bytes.len() == 32).map(PublicKey)
    }

    pub(crate) fn fits(&self, bytes: &[u8], signature: &[u8]) -> bool {
        UnparsedPublicKey::new(&ED25519, &self.0).verify(bytes, signature).is_ok()
    }
}

pub(crate) fn text(value: &impl Serialize) -> String {
    // These values hold text alone; writing them into memory cannot fail.
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

fn no_key(name: &str) -> FeedFault {
    FeedFault::new(
        Said::new(format!("{name} is no secret key"), format!("{name} は秘密鍵ではありません")),
        Said::new("make one with `tutela feeds keygen FILE`", "`tutela feeds keygen FILE` で作成してください"),
    )
}
