//! Sessions, accounts and tokens.

use super::Take;
use super::emergency::Emergency;
use crate::openapi::schema_of;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who is signed in.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Session {
    /// The person; `null` when nobody is signed in.
    pub(crate) user: Option<SignedIn>,
    /// Nothing is set up yet: the first account is to be made.
    pub(crate) setup_needed: bool,
    /// The organisation demands a second factor and this person has none: it is to be set up before anything else.
    pub(crate) second_factor_needed: bool,
    /// The password is one that an administrator gave: another is to be chosen before anything else.
    pub(crate) password_change_needed: bool,
    /// What stands on the button that leads to the identity provider; `null` when there is none.
    pub(crate) elsewhere: Option<String>,
    /// The name that passkeys of this server are bound to; `null` where it can have none.
    pub(crate) passkeys: Option<String>,
    /// Program and version.
    pub(crate) program: &'static str,
}

/// The person who is signed in.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SignedIn {
    /// The id of the account.
    pub(crate) id: String,
    /// The printed name.
    pub(crate) name: String,
    /// What is typed at sign-in.
    pub(crate) login: String,
    /// The organisation.
    pub(crate) organisation: String,
    /// `manufacturer` or `facility`.
    pub(crate) party: &'static str,
    /// Roles in force.
    pub(crate) roles: Vec<&'static str>,
    /// What these roles may do.
    pub(crate) permissions: Vec<&'static str>,
    /// How the person proves who they are: `password`, `ldap` or `oidc`.
    pub(crate) signs_in: String,
    /// Wider access that was taken in an emergency, while it lasts.
    pub(crate) emergency: Option<Emergency>,
}

/// Signing in.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct SignIn {
    /// What was typed as login.
    pub(crate) login: String,
    /// The password.
    pub(crate) password: String,
    /// The one-time code, where the account asks for one.
    #[serde(default)]
    pub(crate) one_time_code: Option<String>,
}

/// The first organisation and its administrator.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct SetUp {
    /// The code that the server printed when it started.
    pub(crate) code: String,
    /// Name of the organisation.
    pub(crate) organisation: String,
    /// `manufacturer` or `facility`.
    pub(crate) party: String,
    /// Printed name of the administrator.
    pub(crate) name: String,
    /// Login of the administrator.
    pub(crate) login: String,
    /// Password of the administrator, at least 12 characters.
    pub(crate) password: String,
    /// Further roles of this person; an administrator alone sees no dossiers.
    #[serde(default)]
    pub(crate) roles: Vec<String>,
}

/// A new password of one's own.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct ChangePassword {
    /// The password until now.
    pub(crate) old: String,
    /// The new one, at least 12 characters.
    pub(crate) new: String,
}

/// The accounts of an organisation.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Users {
    /// In the order of their logins.
    pub(crate) items: Vec<UserRow>,
}

/// An account.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct UserRow {
    /// Its id.
    pub(crate) id: String,
    /// Login.
    pub(crate) login: String,
    /// Printed name.
    pub(crate) name: String,
    /// Roles held, with scope and end.
    pub(crate) roles: Vec<RoleRow>,
    /// Nobody signs in with it any more.
    pub(crate) disabled: bool,
    /// How its person proves who they are: `password`, `ldap` or `oidc`. Roles of the last two follow their groups there.
    pub(crate) signs_in: String,
    /// Until when a password that an administrator gave opens it, RFC 3339; `null` when there is none, or it was used.
    pub(crate) password_given_until: Option<String>,
    /// A passkey of it is locked, because there may be a copy; it stays so until the passkey is removed.
    pub(crate) passkey_copied: bool,
}

/// A role that is held.
#[derive(Debug, Serialize, Deserialize, JsonSchema)]
pub(crate) struct RoleRow {
    /// The role.
    pub(crate) role: String,
    /// `site:ID`, `family:ID` or `ward:SITE/WARD`; empty for all.
    #[serde(default)]
    pub(crate) scope: String,
    /// When it ends, RFC 3339.
    #[serde(default)]
    pub(crate) until: Option<String>,
    /// Its scope is none that is known here, such as `ward:ID` of earlier versions: it opens nothing. Told, never asked for.
    #[serde(skip_deserializing)]
    pub(crate) opens_nothing: bool,
}

/// A new account.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct NewUser {
    /// Login.
    pub(crate) login: String,
    /// Printed name.
    pub(crate) name: String,
    /// Roles.
    pub(crate) roles: Vec<RoleRow>,
}

/// An account that was made.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MadeUser {
    /// The account.
    pub(crate) user: UserRow,
    /// Its first password, shown once.
    pub(crate) password: String,
}

/// The roles that an account is to have.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct NewRoles {
    /// All of them, at least one.
    pub(crate) roles: Vec<RoleRow>,
}

/// A password that an administrator gave.
#[derive(Serialize, JsonSchema)]
pub(crate) struct GivenPassword {
    /// Shown once; it opens one session, in which another is chosen before anything else.
    pub(crate) password: String,
    /// When it opens nothing any more, RFC 3339.
    pub(crate) ends_at: String,
}

/// Tokens.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Tokens {
    /// One's own.
    pub(crate) items: Vec<TokenRow>,
}

/// A token without its secret.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct TokenRow {
    /// Its id.
    pub(crate) id: String,
    /// What it is for.
    pub(crate) label: String,
    /// What it may do.
    pub(crate) permissions: Vec<String>,
    /// What it is for: `site:ID`, `family:ID` or `ward:SITE/WARD`; none: all that its person reaches.
    pub(crate) scopes: Vec<String>,
    /// When it ends, RFC 3339.
    pub(crate) ends_at: Option<String>,
    /// When it was last used, to the minute.
    pub(crate) seen_at: Option<String>,
    /// It was withdrawn.
    pub(crate) withdrawn: bool,
}

/// A new token.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct NewToken {
    /// What it is for.
    pub(crate) label: String,
    /// What it may do.
    pub(crate) permissions: Vec<String>,
    /// What it is for: `site:ID`, `family:ID` or `ward:SITE/WARD`; none: all that one reaches oneself.
    #[serde(default)]
    pub(crate) scopes: Vec<String>,
    /// For how many days, 1 to 365.
    pub(crate) days: u16,
}

/// A token that was made.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MadeToken {
    /// The token, shown once.
    pub(crate) token: String,
    /// About it.
    pub(crate) about: TokenRow,
}

/// Its shapes by name.
pub(super) fn each(take: &mut Take<'_>) {
    take("Session", schema_of::<Session>);
    take("SignIn", schema_of::<SignIn>);
    take("SetUp", schema_of::<SetUp>);
    take("ChangePassword", schema_of::<ChangePassword>);
    take("Users", schema_of::<Users>);
    take("NewUser", schema_of::<NewUser>);
    take("MadeUser", schema_of::<MadeUser>);
    take("NewRoles", schema_of::<NewRoles>);
    take("UserRow", schema_of::<UserRow>);
    take("GivenPassword", schema_of::<GivenPassword>);
    take("Tokens", schema_of::<Tokens>);
    take("NewToken", schema_of::<NewToken>);
    take("MadeToken", schema_of::<MadeToken>);
}
