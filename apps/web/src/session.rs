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
    /// The passkey that the person signed in with or added: both factors were there.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) passkey: Option<String>,
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
    held(headers, name)
}

fn held(headers: &HeaderMap, name: fn(bool) -> &'static str) -> Option<&str> {
    let lines = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut cookies = lines.flat_map(|line| line.split(';')).filter_map(|cookie| cookie.trim().split_once('='));
    cookies.find(|(key, _)| *key == name(true) || *key == name(false)).map(|(_, token)| token)
}

/// The header that hands the token to the browser.
pub(crate) fn cookie(shared: &Shared, token: &str) -> HeaderValue {
    let secure = shared.settings.secure_cookies;
    strict(name(secure), token, shared.settings.session_hours * 3600, secure)
}

/// The header that makes the browser forget it.
pub(crate) fn no_cookie(shared: &Shared) -> HeaderValue {
    let secure = shared.settings.secure_cookies;
    strict(name(secure), "", 0, secure)
}

/// A cookie that no script reads and that goes along with nothing but requests of our own pages.
fn strict(name: &str, value: &str, seconds: i64, secure: bool) -> HeaderValue {
    let only = if secure { "; Secure" } else { "" };
    let text = format!("{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{only}");
    HeaderValue::from_str(&text).expect("a name and hexadecimal digits are ASCII")
}

/// The name of the cookie that holds, sealed, what a browser was asked for a passkey.
fn asked_name(secure: bool) -> &'static str {
    if secure { "__Host-tutela_passkey" } else { "tutela_passkey" }
}

/// What of a passkey the request's cookie holds.
pub(crate) fn asked_of(headers: &HeaderMap) -> Option<&str> {
    held(headers, asked_name)
}

/// The header that hands it to the browser; empty: forgotten.
pub(crate) fn asked_cookie(shared: &Shared, value: &str, seconds: i64) -> HeaderValue {
    let secure = shared.settings.secure_cookies;
    strict(asked_name(secure), value, seconds, secure)
}
