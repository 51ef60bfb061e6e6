//! The token of a sign-in, held against what the sign-in was bound to (OpenID Connect Core 3.1.3.7; RFC 7519, RFC 8725).

use super::keys::Keys;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::Deserialize;
use serde_json::Value;
use terms::Instant;

/// So far clocks may differ, in seconds.
const SKEW: f64 = 60.0;

/// The longest token that is read.
const LONGEST: usize = 64 << 10;

/// What a token must say.
pub(super) struct Expected<'a> {
    pub(super) issuer: &'a str,
    pub(super) client_id: &'a str,
    pub(super) nonce: &'a str,
    pub(super) anew_since: Option<Instant>,
    pub(super) now: Instant,
}

/// Why a token counts for nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Form,
    Algorithm,
    UnknownKey,
    Signature,
    Issuer,
    Audience,
    Nonce,
    Expired,
    NotYet,
    NotAnew,
}

impl Fault {
    /// For the operator.
    pub(super) fn what(self) -> &'static str {
        match self {
            Fault::Form => "the token has another form than the standard's",
            Fault::Algorithm => "the token names an algorithm that is not taken",
            Fault::UnknownKey => "the token is signed with a key that the provider does not publish",
            Fault::Signature => "the signature of the token does not fit",
            Fault::Issuer => "the token is of another issuer",
            Fault::Audience => "the token is for another program",
            Fault::Nonce => "the token belongs to another sign-in",
            Fault::Expired => "the token has expired",
            Fault::NotYet => "the token is of the future: compare the clocks",
            Fault::NotAnew => "the person was not asked for their password again",
        }
    }
}

/// Algorithms that are taken.
const ALGORITHMS: [&str; 6] = ["RS256", "RS512", "PS256", "ES256", "ES384", "EdDSA"];

#[derive(Deserialize)]
struct Head {
    alg: String,
    #[serde(default)]
    kid: Option<String>,
    #[serde(default)]
    crit: Option<Value>,
}

/// The claims of a token that holds.
pub(super) fn claims(token: &str, keys: &Keys, expected: &Expected<'_>) -> Result<Value, Fault> {
    let parts: Vec<&str> = token.split('.').collect();
    let [head, body, signature] = parts.as_slice() else { return Err(Fault::Form) };
    if token.len() > LONGEST {
        return Err(Fault::Form);
    }
    let decoded = |part: &str| URL_SAFE_NO_PAD.decode(part).map_err(|_| Fault::Form);
    let Head { alg, kid, crit } = serde_json::from_slice(&decoded(head)?).map_err(|_| Fault::Form)?;
    // An extension that must be understood, and is not.
    if crit.is_some() || !ALGORITHMS.contains(&alg.as_str()) {
        return Err(Fault::Algorithm);
    }
    let mut fitting = keys.that_fit(&alg, kid.as_deref()).peekable();
    if fitting.peek().is_none() {
        return Err(Fault::UnknownKey);
    }
    let (signed, signature) = (&token[..head.len() + 1 + body.len()], decoded(signature)?);
    if !fitting.any(|key| key.signed(&alg, signed.as_bytes(), &signature)) {
        // Without an id nobody can tell a changed key from a false signature.
        return Err(if kid.is_none() { Fault::UnknownKey } else { Fault::Signature });
    }
    let claims: Value = serde_json::from_slice(&decoded(body)?).map_err(|_| Fault::Form)?;
    judge(&claims, expected)?;
    Ok(claims)
}

fn judge(claims: &Value, expected: &Expected<'_>) -> Result<(), Fault> {
    let text = |name: &str| claims.get(name).and_then(Value::as_str);
    let seconds = |name: &str| claims.get(name).and_then(Value::as_f64);
    let now = expected.now.0 as f64 / 1000.0;
    if text("iss") != Some(expected.issuer) {
        return Err(Fault::Issuer);
    }
    if !is_for(claims, expected.client_id) {
        return Err(Fault::Audience);
    }
    if text("nonce") != Some(expected.nonce) {
        return Err(Fault::Nonce);
    }
    // A time that is there and is no number is none to be passed over.
    let (Some(ends), Some(made)) = (seconds("exp"), seconds("iat")) else { return Err(Fault::Form) };
    if claims.get("nbf").is_some_and(|begins| begins.as_f64().is_none_or(|begins| begins > now + SKEW)) {
        return Err(Fault::NotYet);
    }
    if made > now + SKEW {
        return Err(Fault::NotYet);
    }
    if ends <= now - SKEW {
        return Err(Fault::Expired);
    }
    match expected.anew_since {
        None => Ok(()),
        Some(since) => {
            let fresh = seconds("auth_time").is_some_and(|at| at >= since.0 as f64 / 1000.0 - SKEW);
            if fresh { Ok(()) } else { Err(Fault::NotAnew) }
        }
    }
}

/// Whether a token is for this program, and for nobody besides whom it would have to trust.
fn is_for(claims: &Value, client: &str) -> bool {
    let party = claims.get("azp");
    if party.is_some_and(|party| party.as_str() != Some(client)) {
        return false;
    }
    match claims.get("aud") {
        Some(Value::String(one)) => one == client,
        Some(Value::Array(all)) => {
            all.iter().any(|one| one.as_str() == Some(client)) && (all.len() == 1 || party.is_some())
        }
        _ => false,
    }
}
