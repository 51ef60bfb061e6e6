//! The second factor.

use super::Take;
use crate::openapi::schema_of;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// How one's own second factor stands.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct SecondFactor {
    /// It is asked for at sign-in.
    pub(crate) set: bool,
    /// Recovery codes that were not used.
    pub(crate) recovery_codes_left: usize,
    /// The organisation demands it of everybody.
    pub(crate) demanded: bool,
}

/// One's password, and the code where the account asks for one; or a passkey in place of both.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Proved {
    /// The password.
    #[serde(default)]
    pub(crate) password: String,
    /// The one-time code, or a recovery code.
    #[serde(default)]
    pub(crate) one_time_code: Option<String>,
    /// What the browser answered for a passkey (`PublicKeyCredential.toJSON()`).
    #[serde(default)]
    pub(crate) passkey: Option<Map<String, Value>>,
}

/// A second factor that is to be set up.
#[derive(Serialize, JsonSchema)]
pub(crate) struct NewSecondFactor {
    /// The address that authenticator apps read.
    pub(crate) address: String,
    /// The secret as letters, to be typed.
    pub(crate) letters: String,
    /// The picture of the address (QR code): it has so many modules on a side.
    pub(crate) size: u16,
    /// Its dark modules as an SVG path, one unit a module.
    pub(crate) path: String,
}

/// The first code of a second factor.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct FirstCode {
    /// Six digits.
    pub(crate) code: String,
}

/// Recovery codes, shown once.
#[derive(Serialize, JsonSchema)]
pub(crate) struct RecoveryCodes {
    /// Each counts once.
    pub(crate) codes: Vec<String>,
}

/// What an organisation demands.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct Demand {
    /// A second factor of everybody.
    pub(crate) demanded: bool,
}

/// Its shapes by name.
pub(super) fn each(take: &mut Take<'_>) {
    take("SecondFactor", schema_of::<SecondFactor>);
    take("Proved", schema_of::<Proved>);
    take("NewSecondFactor", schema_of::<NewSecondFactor>);
    take("FirstCode", schema_of::<FirstCode>);
    take("RecoveryCodes", schema_of::<RecoveryCodes>);
    take("Demand", schema_of::<Demand>);
}
