//! The token of a session in its cookie. The store keeps only its hash.

use crate::state::Shared;
use axum::http::{HeaderMap, HeaderValue, header};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use terms::Instant;

/// What a session remembers; what another version wrote stays as it is.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct SessionFacts {
    /// When the person proved again, elsewhere, who they are; it counts once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) proved_at: Option<i64>,
    /// Wider access in an emergency.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) emergency: Option<EmergencyFacts>,
    #[serde(flatten)]
    pub(crate) others: Map<String, Value>,
}

/// Wider access: until when, and why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct EmergencyFacts {
    pub(crate) until: i64,
    pub(crate) reason: String,
}

impl SessionFacts {
    /// Those that were kept.
    pub(crate) fn of(bytes: &[u8]) -> SessionFacts {
        serde_json::from_slice(bytes).unwrap_or_default()
    }

    /// As they are kept.
    pub(crate) fn bytes(&self) -> Vec<u8> {
        // Strings and numbers always serialise.
        if *self == SessionFacts::default() { Vec::new() } else { serde_json::to_vec(self).unwrap_or_default() }
    }

    /// The emergency that lasts at this moment.
    pub(crate) fn emergency_at(&self, now: Instant) -> Option<&EmergencyFacts> {
        self.emergency.as_ref().filter(|emergency| now.0 < emergency.until)
    }
}

/// The name of the cookie; over TLS the browser itself holds it to this host and to TLS.
fn name(secure: bool) -> &'static str {
    if secure { "__Host-tutela_session" } else { "tutela_session" }
}

/// SHA-256 of a token in hexadecimal, as the store keeps it.
pub(crate) fn key_of(token: &str) -> String {
    hex(&Sha256::digest(token.as_bytes()))
}

/// A new token: 256 random bits in hexadecimal.
pub(crate) fn new_token(shared: &Shared) -> String {
    let mut bytes = [0; 32];
    shared.wiring.secrets.random(&mut bytes);
    hex(&bytes)
}

/// Bytes as hexadecimal digits.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The token that the request's cookie holds.
pub(crate) fn cookie_of(headers: &HeaderMap) -> Option<&str> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut cookies = lines.flat_map(|line| line.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
    cookies.find(|(key, _)| *key == name(true) || *key == name(false)).map(|(_, token)| token)
}

/// The header that hands the token to the browser.
pub(crate) fn cookie(shared: &Shared, token: &str) -> HeaderValue {
    let secure = shared.settings.secure_cookies;
    let seconds = shared.settings.session_hours * 3600;
    let text = format!(
        "{}={token}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{}",
        name(secure),
        if secure { "; Secure" } else { "" }
    );
    HeaderValue::from_str(&text).expect("a name and hexadecimal digits are ASCII")
}

/// The header that makes the browser forget it.
pub(crate) fn no_cookie(shared: &Shared) -> HeaderValue {
    let secure = shared.settings.secure_cookies;
    let text = format!(
        "{}=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0{}",
        name(secure),
        if secure { "; Secure" } else { "" }
    );
    HeaderValue::from_str(&text).expect("a name is ASCII")
}
