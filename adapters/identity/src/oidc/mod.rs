//! Signing in at an identity provider: OpenID Connect Core 1.0, authorization code flow with PKCE (RFC 7636).
//!
//! The tokens are checked here with the cryptography that the house has already: few algorithms, each by name, none that a
//! token could choose by itself (RFC 8725).

mod http;
mod keys;
#[cfg(test)]
mod tests;
mod token;

use activities::sign_in_port::{Bound, IdentityProvider, NotVouched, Vouched};
use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use http::Http;
use keys::Keys;
use ring::digest::{SHA256, digest};
use serde::Deserialize;
use serde_json::Value;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};
use terms::Instant;
use token::Expected;

/// How long what the provider says of itself is believed, in milliseconds.
const KEPT_FOR: i64 = 60 * 60_000;

/// What the operator says of a provider.
#[derive(Clone, Debug, Default)]
pub struct OidcSettings {
    /// Its issuer, as it stands in tokens.
    pub issuer: String,
    /// How it knows this server.
    pub client_id: String,
    /// The secret it gave this server; `None` for a public client.
    pub client_secret: Option<String>,
    /// Scopes beside `openid`.
    pub scopes: Vec<String>,
    /// The claim that holds the login.
    pub login_claim: String,
    /// The claim that holds the groups; `a.b` is `b` inside `a`.
    pub groups_claim: String,
    /// Certificates (PEM) that it is trusted by, instead of the public ones.
    pub ca: Option<PathBuf>,
}

/// What a provider says of itself (OpenID Connect Discovery 1.0, 3).
#[derive(Clone, Debug, Deserialize)]
struct Discovered {
    issuer: String,
    authorization_endpoint: String,
    token_endpoint: String,
    jwks_uri: String,
}

/// A provider.
pub struct OidcProvider {
    settings: OidcSettings,
    http: Http,
    known: Mutex<Option<(Instant, Arc<Discovered>)>>,
    keys: Mutex<Option<Arc<Keys>>>,
}

impl OidcProvider {
    /// A provider; it is asked only when somebody signs in. Refused when its address is neither protected nor on this machine.
    pub fn new(settings: OidcSettings) -> Result<OidcProvider, NotVouched> {
        protected(&settings.issuer)?;
        let http = Http::new(&settings.issuer, settings.ca.as_deref())?;
        Ok(OidcProvider { settings, http, known: Mutex::default(), keys: Mutex::default() })
    }

    fn discovered(&self, now: Instant) -> Result<Arc<Discovered>, NotVouched> {
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, found)) = known.as_ref()
            && (0..KEPT_FOR).contains(&now.0.saturating_sub(at.0))
        {
            return Ok(Arc::clone(found));
        }
        let issuer = self.settings.issuer.trim_end_matches('/');
        let found: Discovered = self.http.get(&format!("{issuer}/.well-known/openid-configuration"))?;
        if found.issuer != self.settings.issuer {
            return Err(NotVouched::Refused("the provider names another issuer than the settings".to_owned()));
        }
        for address in [&found.authorization_endpoint, &found.token_endpoint, &found.jwks_uri] {
            protected(address)?;
        }
        let found = Arc::new(found);
        *known = Some((now, Arc::clone(&found)));
        Ok(found)
    }

    fn keys(&self, anew: bool, now: Instant) -> Result<Arc<Keys>, NotVouched> {
        let mut keys = self.keys.lock().unwrap_or_else(PoisonError::into_inner);
        match keys.as_ref().filter(|_| !anew) {
            Some(held) => Ok(Arc::clone(held)),
            None => {
                let fetched = Arc::new(self.http.get::<Keys>(&self.discovered(now)?.jwks_uri)?);
                *keys = Some(Arc::clone(&fetched));
                Ok(fetched)
            }
        }
    }

    /// The claims of a token; keys that the provider has changed since are fetched once.
    fn claims(&self, token: &str, expected: &Expected<'_>, now: Instant) -> Result<Value, NotVouched> {
        match token::claims(token, &*self.keys(false, now)?, expected) {
            Err(token::Fault::UnknownKey) => token::claims(token, &*self.keys(true, now)?, expected),
            other => other,
        }
        .map_err(|fault| NotVouched::Refused(fault.what().to_owned()))
    }

    fn exchange(&self, code: &str, bound: Bound<'_>, now: Instant) -> Result<String, NotVouched> {
        #[derive(Deserialize)]
        struct Answer {
            id_token: String,
        }
        let OidcSettings { client_id, client_secret, .. } = &self.settings;
        let mut form = vec![
            ("grant_type", "authorization_code"),
            ("code", code),
            ("redirect_uri", bound.redirect),
            ("code_verifier", bound.verifier),
        ];
        // RFC 6749 2.3.1: both halves are form-encoded before they are joined.
        let basic = client_secret.as_ref().map(|secret| {
            format!("Basic {}", STANDARD.encode(format!("{}:{}", http::encoded(client_id), http::encoded(secret))))
        });
        if basic.is_none() {
            form.push(("client_id", client_id));
        }
        let answer: Answer = self.http.post(&self.discovered(now)?.token_endpoint, &form, basic.as_deref())?;
        Ok(answer.id_token)
    }

    fn vouched(&self, claims: &Value) -> Result<Vouched, NotVouched> {
        let text = |name: &str| claims.get(name).and_then(Value::as_str).unwrap_or_default().trim().to_owned();
        let subject = text("sub");
        if subject.is_empty() || subject.len() > 255 {
            return Err(NotVouched::Refused("the token names no subject".to_owned()));
        }
        let login = [text(&self.settings.login_claim), text("email")].into_iter().find(|login| !login.is_empty());
        let login = login.unwrap_or_else(|| subject.clone()).to_lowercase();
        let name = [text("name"), login.clone()].into_iter().find(|name| !name.is_empty()).unwrap_or_default();
        let groups = self.settings.groups_claim.split('.').try_fold(claims, |inside, name| inside.get(name));
        let groups = match groups {
            Some(Value::Array(all)) => all.iter().filter_map(Value::as_str).map(str::to_owned).collect(),
            Some(Value::String(one)) => vec![one.clone()],
            _ => Vec::new(),
        };
        // An address that nobody has verified is nobody's.
        let verified = claims.get("email_verified") == Some(&Value::Bool(true));
        let mail = if verified { text("email") } else { String::new() };
        Ok(Vouched { by: self.settings.issuer.clone(), subject, login, name, mail, groups })
    }
}

/// An address that nobody on the way reads or changes: TLS, or this machine itself.
fn protected(address: &str) -> Result<(), NotVouched> {
    let rest = address.strip_prefix("http://");
    let host = rest.map(|rest| rest.split(['/', ':', '?', '#']).next().unwrap_or_default());
    let fine = match host {
        None => address.starts_with("https://"),
        Some(host) => host == "localhost" || host.parse().is_ok_and(|ip: std::net::Ipv4Addr| ip.is_loopback()),
    };
    if fine { Ok(()) } else { Err(NotVouched::Refused(format!("{address}: the address is not protected by TLS"))) }
}

impl IdentityProvider for OidcProvider {
    fn begin(&self, bound: Bound<'_>, now: Instant) -> Result<String, NotVouched> {
        let found = self.discovered(now)?;
        let scopes: Vec<&str> =
            std::iter::once("openid").chain(self.settings.scopes.iter().map(String::as_str)).collect();
        let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, bound.verifier.as_bytes()).as_ref());
        let mut asked = vec![
            ("response_type", "code"),
            ("client_id", &self.settings.client_id),
            ("redirect_uri", bound.redirect),
            ("state", bound.state),
            ("nonce", bound.nonce),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
        ];
        let scope = scopes.join(" ");
        asked.push(("scope", &scope));
        if bound.anew_since.is_some() {
            asked.extend([("prompt", "login"), ("max_age", "0")]);
        }
        let joint = if found.authorization_endpoint.contains('?') { '&' } else { '?' };
        Ok(format!("{}{joint}{}", found.authorization_endpoint, http::form(&asked)))
    }

    fn finish(&self, code: &str, bound: Bound<'_>, now: Instant) -> Result<Vouched, NotVouched> {
        let token = self.exchange(code, bound, now)?;
        let expected = Expected {
            issuer: &self.settings.issuer,
            client_id: &self.settings.client_id,
            nonce: bound.nonce,
            anew_since: bound.anew_since,
            now,
        };
        self.vouched(&self.claims(&token, &expected, now)?)
    }
}
