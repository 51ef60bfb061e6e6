//! The ports of passkeys (WebAuthn): what checks them, and where they are kept.

use crate::store_fault::StoreFault;
use terms::{Instant, Lang};

/// A passkey of a person. It holds no secret: the private half never leaves the person's device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passkey {
    /// Its name in the store and in the log: SHA-256 of the id that the device gave it, its first 32 hexadecimal digits.
    pub id: String,
    /// The account it signs in.
    pub account: String,
    /// What its person calls it.
    pub name: String,
    /// The public half, as [`Authenticators`] writes it.
    pub key: Vec<u8>,
    /// How often it signed, as its device counts; 0 for devices that do not count.
    pub counter: u32,
    /// When it was added.
    pub made: Instant,
    /// When it was last used.
    pub seen: Option<Instant>,
}

/// Where passkeys are kept.
pub trait Passkeys: Send + Sync {
    /// Adds one; refuses one that anybody has already.
    fn add_passkey(&self, passkey: &Passkey) -> Result<(), StoreFault>;
    /// The passkey of an id.
    fn passkey(&self, id: &str) -> Result<Option<Passkey>, StoreFault>;
    /// Those of an account, the oldest first.
    fn passkeys_of(&self, account: &str) -> Result<Vec<Passkey>, StoreFault>;
    /// Notes that one was used, if it is still as it was read; `false` when it was used or removed in between, also when two
    /// ask at once. That one was used is told by its counter: of a device that does not count (0) only a removal is noticed, and
    /// that an answer counts once is for the caller to see to, who takes each question once.
    fn use_passkey(&self, read: &Passkey, used: &UsedKey, at: Instant) -> Result<bool, StoreFault>;
    /// Removes one of an account; `false` when there is none.
    fn remove_passkey(&self, account: &str, id: &str) -> Result<bool, StoreFault>;
    /// Removes all of an account; how many.
    fn remove_passkeys_of(&self, account: &str) -> Result<u64, StoreFault>;
}

/// Whose passkey is to be made.
#[derive(Clone, Copy, Debug)]
pub struct Holder<'a> {
    /// The id of the account; a device learns only its hash.
    pub account: &'a str,
    /// The login, as the device shows it.
    pub login: &'a str,
    /// The printed name, as the device shows it.
    pub name: &'a str,
}

/// What was asked of a browser.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// The options for the browser: one object of JSON.
    pub options: String,
    /// What the answer is held against. Whoever keeps it takes care that it counts once, for a short time, and for the one
    /// who asked.
    pub state: Vec<u8>,
}

/// A passkey that a browser made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewKey {
    /// The id that the device gave it.
    pub id: Vec<u8>,
    /// The public half.
    pub key: Vec<u8>,
    /// How often it signed.
    pub counter: u32,
}

/// A passkey as it is after it was used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UsedKey {
    /// The public half, with what its device says of itself now.
    pub key: Vec<u8>,
    /// How often it signed.
    pub counter: u32,
}

/// Why an answer of a browser proves nobody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NoProof {
    /// The device counts fewer signatures than it gave before: there may be a copy of it.
    Copied,
    /// It does not hold; what, for the operator. It names no person.
    Refused(String),
}

impl std::fmt::Display for NoProof {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            NoProof::Copied => out.write_str("its counter went back: there may be a copy of the device"),
            NoProof::Refused(what) => out.write_str(what),
        }
    }
}

/// Why a server can have no passkeys.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoPasskeys {
    /// Nobody said under which name browsers reach it.
    NoOrigin,
    /// Browsers reach it by an IP address, to which no passkey can be bound.
    Address,
    /// Browsers reach it without TLS, over which they give no passkey.
    NoTls,
}

impl NoPasskeys {
    /// Why, and what the operator can do.
    pub fn say(self, lang: Lang) -> [&'static str; 2] {
        let why = match self {
            NoPasskeys::NoOrigin => lang.pick(
                "passkeys are bound to a name, and this server was not told by which one browsers reach it",
                "パスキーはホスト名に結び付きますが、このサーバーには公開アドレスが設定されていません",
            ),
            NoPasskeys::Address => lang.pick(
                "passkeys are bound to a name, and browsers reach this server by an IP address",
                "パスキーはホスト名に結び付くため、IP アドレスで接続するサーバーでは使えません",
            ),
            NoPasskeys::NoTls => lang.pick(
                "browsers give passkeys over TLS alone, and they reach this server without it",
                "パスキーには TLS が必要ですが、このサーバーには TLS なしで接続しています",
            ),
        };
        let next = lang.pick(
            "the operator gives it a name: tutela serve --origin https://tutela.example.org",
            "運用者がホスト名を設定してください：tutela serve --origin https://tutela.example.org",
        );
        [why, next]
    }
}

/// Asks browsers for passkeys and checks what they answer. The device must have verified its person (by fingerprint, face or
/// PIN), so that an answer is both what somebody has and what they are or know.
pub trait Authenticators: Send + Sync {
    /// The name that passkeys are bound to: a host, such as `tutela.example.org`.
    fn bound_to(&self) -> &str;
    /// Asks for a new one, not on a device that holds one of these already.
    fn begin_key(&self, holder: Holder<'_>, held: &[Passkey]) -> Result<Begun, NoProof>;
    /// The one that was made.
    fn finish_key(&self, state: &[u8], answer: &str) -> Result<NewKey, NoProof>;
    /// Asks for a proof by any passkey of this server.
    fn begin_proof(&self) -> Result<Begun, NoProof>;
    /// The id that the device gave the passkey of an answer; nothing about it is proved yet.
    fn id_of(&self, answer: &str) -> Result<Vec<u8>, NoProof>;
    /// Whether the answer is by this passkey, its account's, and to this question.
    fn finish_proof(&self, state: &[u8], answer: &str, passkey: &Passkey) -> Result<UsedKey, NoProof>;
}
