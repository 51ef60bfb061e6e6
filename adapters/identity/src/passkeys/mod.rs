//! Passkeys (WebAuthn Level 3) by webauthn-rs: which host they are bound to, what a browser is asked, and whether its answer
//! holds. User verification is required each time, and the key is kept by the person's device (discoverable).

#[cfg(test)]
mod device;
#[cfg(test)]
mod tests;

use activities::passkeys_port::{Authenticators, Begun, Holder, NewKey, NoPasskeys, NoProof, Passkey, UsedKey};
use ring::digest::{SHA256, digest};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::net::SocketAddr;
use url::{Host, Url};
use webauthn_rs::prelude::{
    DiscoverableAuthentication, DiscoverableKey, Passkey as Key, PasskeyRegistration, PublicKeyCredential,
    RegisterPublicKeyCredential, Uuid, Webauthn, WebauthnBuilder, WebauthnError,
};

/// What devices show beside the host.
const PRODUCT: &str = "Tutela";

/// Checks passkeys that are bound to one host.
pub struct PasskeyAuthenticators {
    webauthn: Webauthn,
    host: String,
}

impl std::fmt::Debug for PasskeyAuthenticators {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "passkeys of {}", self.host)
    }
}

impl PasskeyAuthenticators {
    /// Those of a server that browsers reach by this origin. Where none is configured, and it listens on this machine alone,
    /// that is `localhost` with any port.
    pub fn new(origin: Option<&str>, listen: SocketAddr, tls: bool) -> Result<PasskeyAuthenticators, NoPasskeys> {
        let local = format!("{}://localhost", if tls { "https" } else { "http" });
        let (origin, any_port) = match origin {
            Some(origin) => (origin, false),
            None if listen.ip().is_loopback() => (local.as_str(), true),
            None => return Err(NoPasskeys::NoOrigin),
        };
        let origin = Url::parse(origin).map_err(|_| NoPasskeys::NoOrigin)?;
        let host = match origin.host() {
            Some(Host::Domain(host)) => host.to_owned(),
            Some(Host::Ipv4(_) | Host::Ipv6(_)) => return Err(NoPasskeys::Address),
            None => return Err(NoPasskeys::NoOrigin),
        };
        let is_local = host == "localhost" || host.ends_with(".localhost");
        if origin.scheme() != "https" && !is_local {
            return Err(NoPasskeys::NoTls);
        }
        let built =
            WebauthnBuilder::new(&host, &origin).map(|builder| builder.rp_name(PRODUCT).allow_any_port(any_port));
        let webauthn = built.and_then(WebauthnBuilder::build).map_err(|_| NoPasskeys::NoOrigin)?;
        Ok(PasskeyAuthenticators { webauthn, host })
    }
}

impl Authenticators for PasskeyAuthenticators {
    fn bound_to(&self) -> &str {
        &self.host
    }

    fn begin_key(&self, holder: Holder<'_>, held: &[Passkey]) -> Result<Begun, NoProof> {
        let ids = held
            .iter()
            .map(|passkey| key_of(passkey).map(|key| key.cred_id().clone()))
            .collect::<Result<Vec<_>, _>>()?;
        let handle = handle(holder.account);
        let asked = self.webauthn.start_passkey_registration(handle, holder.login, holder.name, None);
        let (options, state) = asked.map_err(refused)?;
        let mut options = value(&options)?["publicKey"].take();
        // The library asks for keys that need not be discoverable; without a login only discoverable ones are found. What it
        // checks afterwards is the same.
        options["authenticatorSelection"]["residentKey"] = json!("required");
        options["authenticatorSelection"]["requireResidentKey"] = json!(true);
        // A courtesy to people; that a key is there once is the store's to hold.
        options["excludeCredentials"] =
            ids.iter().map(|id| json!({ "type": "public-key", "id": base64(id) })).collect();
        Ok(Begun { options: options.to_string(), state: bytes(&state)? })
    }

    fn finish_key(&self, state: &[u8], answer: &str) -> Result<NewKey, NoProof> {
        let (state, answer): (PasskeyRegistration, RegisterPublicKeyCredential) =
            (read(state)?, read(answer.as_bytes())?);
        let key = self.webauthn.finish_passkey_registration(&answer, &state).map_err(refused)?;
        Ok(NewKey { id: key.cred_id().to_vec(), counter: counter(&key)?, key: bytes(&key)? })
    }

    fn begin_proof(&self) -> Result<Begun, NoProof> {
        let (options, state) = self.webauthn.start_discoverable_authentication().map_err(refused)?;
        Ok(Begun { options: value(&options)?["publicKey"].to_string(), state: bytes(&state)? })
    }

    fn id_of(&self, answer: &str) -> Result<Vec<u8>, NoProof> {
        let answer: PublicKeyCredential = read(answer.as_bytes())?;
        Ok(answer.get_credential_id().to_vec())
    }

    fn finish_proof(&self, state: &[u8], answer: &str, passkey: &Passkey) -> Result<UsedKey, NoProof> {
        let (state, answer): (DiscoverableAuthentication, PublicKeyCredential) =
            (read(state)?, read(answer.as_bytes())?);
        let (theirs, _) = self.webauthn.identify_discoverable_authentication(&answer).map_err(refused)?;
        if theirs != handle(&passkey.account) {
            return Err(NoProof::Refused("the device holds it for another account".to_owned()));
        }
        let mut key = key_of(passkey)?;
        let proof = self.webauthn.finish_discoverable_authentication_v2(&answer, state, DiscoverableKey::from(&key));
        let proof = proof.map_err(refused)?;
        // The library refuses what was not verified, by the policy of the question; this holds whatever it asks one day.
        if !proof.user_verified() {
            return Err(NoProof::Refused("its device did not verify its person".to_owned()));
        }
        key.update_credential(&proof);
        Ok(UsedKey { counter: proof.counter(), key: bytes(&key)? })
    }
}

/// How a device knows an account: by a hash, so that it holds no word about its person (WebAuthn Level 3, 14.6.1).
fn handle(account: &str) -> Uuid {
    let hash = digest(&SHA256, format!("tutela passkey of {account}").as_bytes());
    let mut half = [0; 16];
    half.copy_from_slice(&hash.as_ref()[..16]);
    Uuid::from_bytes(half)
}

fn refused(fault: WebauthnError) -> NoProof {
    match fault {
        WebauthnError::CredentialPossibleCompromise => NoProof::Copied,
        other => NoProof::Refused(other.to_string()),
    }
}

fn key_of(passkey: &Passkey) -> Result<Key, NoProof> {
    read(&passkey.key)
}

fn counter(key: &Key) -> Result<u32, NoProof> {
    let counter = value(key)?["cred"]["counter"].as_u64().and_then(|counter| u32::try_from(counter).ok());
    counter.ok_or_else(|| NoProof::Refused("a key without a counter".to_owned()))
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes)
}

fn read<T: DeserializeOwned>(bytes: &[u8]) -> Result<T, NoProof> {
    serde_json::from_slice(bytes).map_err(|fault| NoProof::Refused(format!("it cannot be read: {fault}")))
}

fn bytes(of: &impl Serialize) -> Result<Vec<u8>, NoProof> {
    serde_json::to_vec(of).map_err(|fault| NoProof::Refused(fault.to_string()))
}

fn value(of: &impl Serialize) -> Result<Value, NoProof> {
    serde_json::to_value(of).map_err(|fault| NoProof::Refused(fault.to_string()))
}
