//! The port of accounts: persons, their sessions, tokens of programs, and failed log-ins.

use crate::store_fault::StoreFault;
use terms::Instant;

/// A role that a person holds, perhaps for a part and for a time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeldRole {
    /// The role's word, such as `approver`.
    pub role: String,
    /// The device family, site or ward it is for; empty for all.
    pub scope: String,
    /// When it ends; `None` when nobody set an end.
    pub until: Option<Instant>,
}

/// A person who may sign in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct User {
    /// A random id that never changes.
    pub id: String,
    /// The tenant it belongs to.
    pub tenant: String,
    /// The name that is typed at sign-in; unique in this installation.
    pub login: String,
    /// The name as printed under signatures.
    pub printed_name: String,
    /// Where mail goes; empty when nobody said.
    pub mail: String,
    /// The language the person reads: `en` or `ja`.
    pub language: String,
    /// The password's hash in the PHC string format; empty when the person signs in elsewhere.
    pub password: String,
    /// The secret of one-time codes (RFC 6238), sealed; `None` when there is none.
    pub totp: Option<Vec<u8>>,
    /// What else the person signs in with (recovery codes, an identity elsewhere), as the room of sign-in writes it.
    pub credentials: Vec<u8>,
    /// The roles held.
    pub roles: Vec<HeldRole>,
    /// Since when the account is there.
    pub since: Instant,
    /// Since when it may not be used; `None` while it may.
    pub disabled: Option<Instant>,
}

/// A time in which a person is signed in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the secret in the cookie, 64 hexadecimal digits; the secret itself is never kept.
    pub token_hash: String,
    /// The user's id.
    pub user: String,
    /// When it began.
    pub made: Instant,
    /// When it was last used.
    pub seen: Instant,
    /// When it ends.
    pub ends: Instant,
    /// What else is to be remembered (second factor given, break-glass), as the room of sign-in writes it.
    pub facts: Vec<u8>,
}

/// A secret by which a program works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// SHA-256 of the secret, 64 hexadecimal digits.
    pub token_hash: String,
    /// Its id, shown in lists and logs.
    pub id: String,
    /// The tenant it works for.
    pub tenant: String,
    /// Who made it.
    pub user: String,
    /// What it is called.
    pub name: String,
    /// What it may do, in words of permissions.
    pub scopes: Vec<String>,
    /// What it is for, as roles are (`site:ID`, `family:ID`, `ward:SITE/WARD`); none: all that its person reaches.
    pub reach: Vec<String>,
    /// When it was made.
    pub made: Instant,
    /// When it ends; `None` never.
    pub ends: Option<Instant>,
    /// When it was withdrawn.
    pub withdrawn: Option<Instant>,
    /// When it was last used.
    pub seen: Option<Instant>,
}

/// Where accounts are kept.
pub trait Accounts: Send + Sync {
    /// Adds a user; refuses a login or id that is there already.
    fn add_user(&self, user: &User) -> Result<(), StoreFault>;
    /// Adds the first user of a new installation; refuses when there is any, also when two ask at once.
    fn add_first_user(&self, user: &User) -> Result<(), StoreFault>;
    /// Replaces what is known of a user of this id.
    fn change_user(&self, user: &User) -> Result<(), StoreFault>;
    /// Writes what differs between the two, and nothing else: what others changed of the account meanwhile stays. Refuses where
    /// the password, or what else the person signs in with, is another by now than it was `before`.
    fn change_user_from(&self, before: &User, after: &User) -> Result<(), StoreFault>;
    /// Changes a user of a tenant as it stands, with all users of the tenant in sight, one such change of a tenant at a time: what
    /// `change` sees holds until it is kept. `None` when there is no such user, or `change` gives nothing. It may be asked again.
    fn change_among(
        &self,
        tenant: &str,
        id: &str,
        change: &dyn Fn(&User, &[User]) -> Option<User>,
    ) -> Result<Option<User>, StoreFault>;
    /// The user of an id.
    fn user(&self, id: &str) -> Result<Option<User>, StoreFault>;
    /// The user of a login.
    fn user_by_login(&self, login: &str) -> Result<Option<User>, StoreFault>;
    /// Users of a tenant by login.
    fn users(&self, tenant: &str) -> Result<Vec<User>, StoreFault>;
    /// Whether nobody has an account yet.
    fn is_first_run(&self) -> Result<bool, StoreFault>;

    /// Begins a session.
    fn add_session(&self, session: &Session) -> Result<(), StoreFault>;
    /// The session of a token's hash, also one that has ended.
    fn session(&self, token_hash: &str) -> Result<Option<Session>, StoreFault>;
    /// Notes that a session was used and when it now ends.
    fn touch_session(&self, token_hash: &str, seen: Instant, ends: Instant, facts: &[u8]) -> Result<(), StoreFault>;
    /// Ends a session at once.
    fn end_session(&self, token_hash: &str) -> Result<(), StoreFault>;
    /// Ends all sessions of a user at once.
    fn end_sessions_of(&self, user: &str) -> Result<(), StoreFault>;

    /// Adds a token.
    fn add_token(&self, token: &Token) -> Result<(), StoreFault>;
    /// The token of a hash, also one that has ended.
    fn token(&self, token_hash: &str) -> Result<Option<Token>, StoreFault>;
    /// Tokens of a tenant by id.
    fn tokens(&self, tenant: &str) -> Result<Vec<Token>, StoreFault>;
    /// Notes that a token was used.
    fn touch_token(&self, token_hash: &str, seen: Instant) -> Result<(), StoreFault>;
    /// Withdraws a token of a tenant.
    fn withdraw_token(&self, tenant: &str, id: &str, at: Instant) -> Result<(), StoreFault>;
    /// Withdraws all tokens of a user.
    fn withdraw_tokens_of(&self, user: &str, at: Instant) -> Result<(), StoreFault>;

    /// Notes a failed log-in for a key (a login, an address).
    fn note_failure(&self, key: &str, at: Instant) -> Result<(), StoreFault>;
    /// How many failed log-ins a key has had since then.
    fn failures(&self, key: &str, since: Instant) -> Result<u64, StoreFault>;
    /// Forgets the failures of a key, after a good log-in.
    fn forget_failures(&self, key: &str) -> Result<(), StoreFault>;
    /// Takes what counts once, such as the code of a half minute; `false` when it was taken before, also when two ask at once.
    fn spend(&self, name: &str, at: Instant) -> Result<bool, StoreFault>;
}
