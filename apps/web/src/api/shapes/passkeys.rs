//! Passkeys.

use super::Take;
use crate::openapi::schema_of;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One's own passkeys.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct Passkeys {
    /// The oldest first.
    pub(crate) items: Vec<PasskeyRow>,
    /// The name that they are bound to: a browser gives them at that host alone; `null` when there can be none.
    pub(crate) bound_to: Option<String>,
    /// Why there can be none, and what to do.
    pub(crate) why_none: Option<String>,
}

/// A passkey.
#[derive(Debug, Serialize, JsonSchema)]
pub(crate) struct PasskeyRow {
    /// Its id.
    pub(crate) id: String,
    /// What its person calls it.
    pub(crate) name: String,
    /// When it was added, RFC 3339.
    pub(crate) made_at: String,
    /// When it was last used.
    pub(crate) seen_at: Option<String>,
    /// Whether its device counted backwards: there may be a copy, and it opens nothing until it is removed.
    pub(crate) copied: bool,
}

/// What the browser is asked (Web Authentication Level 3, 5.4 and 5.5): bytes are base64url.
#[derive(Serialize, JsonSchema)]
pub(crate) struct PasskeyOptions {
    /// Options of `navigator.credentials.create` or `get`, as `parseCreationOptionsFromJSON` and
    /// `parseRequestOptionsFromJSON` read them.
    pub(crate) public_key: Map<String, Value>,
}

/// A passkey that the browser made.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct NewPasskey {
    /// What its person calls it, such as the device that holds it.
    pub(crate) name: String,
    /// What the browser answered (`PublicKeyCredential.toJSON()`).
    pub(crate) credential: Map<String, Value>,
}

/// A passkey that was added.
#[derive(Serialize, JsonSchema)]
pub(crate) struct MadePasskey {
    /// About it.
    pub(crate) about: PasskeyRow,
    /// Recovery codes, shown this once: given with the first passkey of an account that has none, otherwise empty.
    pub(crate) recovery_codes: Vec<String>,
}

/// Signing in by a passkey.
#[derive(Deserialize, JsonSchema)]
pub(crate) struct PasskeySignIn {
    /// What the browser answered (`PublicKeyCredential.toJSON()`).
    pub(crate) credential: Map<String, Value>,
}

/// Its shapes by name.
pub(super) fn each(take: &mut Take<'_>) {
    take("Passkeys", schema_of::<Passkeys>);
    take("PasskeyOptions", schema_of::<PasskeyOptions>);
    take("NewPasskey", schema_of::<NewPasskey>);
    take("MadePasskey", schema_of::<MadePasskey>);
    take("PasskeySignIn", schema_of::<PasskeySignIn>);
}
