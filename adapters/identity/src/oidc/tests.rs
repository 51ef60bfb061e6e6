//! Sign-ins at a little provider on loopback that signs tokens, good ones and others.

use super::keys::Keys;
use super::{OidcProvider, OidcSettings, protected, token};
use activities::sign_in_port::{Bound, IdentityProvider, NotVouched, Vouched};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::rand::SystemRandom;
use ring::signature::{ECDSA_P256_SHA256_FIXED_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use terms::Instant;

const NOW: Instant = Instant(1_795_500_000_000);
const SECONDS: i64 = NOW.0 / 1000;

const BOUND: Bound<'_> = Bound {
    redirect: "http://127.0.0.1:1/api/v1/oidc/callback",
    state: "state-1",
    nonce: "nonce-1",
    verifier: "verifier-1",
    anew_since: None,
};

/// A key that signs, and its id.
struct Signing(String, EcdsaKeyPair);

impl Signing {
    fn new(kid: &str) -> Signing {
        let random = SystemRandom::new();
        let made = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_FIXED_SIGNING, made.as_ref(), &random).unwrap();
        Signing(kid.to_owned(), pair)
    }

    fn public(&self) -> Value {
        let point = self.1.public_key().as_ref();
        let [x, y] = [&point[1..33], &point[33..]].map(|part| URL_SAFE_NO_PAD.encode(part));
        json!({ "kid": self.0, "kty": "EC", "crv": "P-256", "use": "sig", "x": x, "y": y })
    }

    fn token(&self, claims: &Value) -> String {
        let signed = joined(&json!({ "alg": "ES256", "kid": self.0 }), claims);
        let signature = self.1.sign(&SystemRandom::new(), signed.as_bytes()).unwrap();
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature.as_ref()))
    }
}

fn joined(head: &Value, claims: &Value) -> String {
    let [head, claims] = [head, claims].map(|part| URL_SAFE_NO_PAD.encode(part.to_string()));
    format!("{head}.{claims}")
}

/// What the provider says: its keys and the token it hands out, and what it was asked.
#[derive(Default)]
struct Says {
    keys: Vec<Value>,
    token: String,
    asked: Vec<String>,
    issuer: Option<String>,
}

struct Provider {
    address: String,
    says: Arc<Mutex<Says>>,
}

impl Provider {
    fn new(keys: &[&Signing]) -> Provider {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let says = Says { keys: keys.iter().map(|key| key.public()).collect(), ..Says::default() };
        let (says, own) = (Arc::new(Mutex::new(says)), address.clone());
        let held = Arc::clone(&says);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                answer(stream, &own, &held);
            }
        });
        Provider { address, says }
    }

    fn claims(&self) -> Value {
        json!({ "iss": self.address, "aud": "tutela", "sub": "s-1", "nonce": "nonce-1", "iat": SECONDS, "exp": SECONDS + 300,
            "preferred_username": "Mori", "name": "Yumi Mori", "email": "mori@example.org", "email_verified": true,
            "realm": { "groups": ["it", "all"] } })
    }

    fn oidc(&self) -> OidcProvider {
        let settings = OidcSettings {
            issuer: self.address.clone(),
            client_id: "tutela".to_owned(),
            client_secret: Some("a secret: yes".to_owned()),
            scopes: vec!["profile".to_owned()],
            login_claim: "preferred_username".to_owned(),
            groups_claim: "realm.groups".to_owned(),
            ca: None,
        };
        OidcProvider::new(settings).unwrap()
    }

    /// What a sign-in comes to when the provider hands out this token.
    fn finish(&self, oidc: &OidcProvider, token: String) -> Result<Vouched, String> {
        self.says.lock().unwrap().token = token;
        oidc.finish("code-1", BOUND, NOW).map_err(|fault| fault.to_string())
    }
}

fn answer(mut stream: TcpStream, own: &str, says: &Mutex<Says>) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut head, mut line) = (String::new(), String::new());
    while reader.read_line(&mut line).unwrap_or(0) > 2 {
        head.push_str(&line);
        line.clear();
    }
    let length = head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
    let mut body = vec![0; length.unwrap_or(0)];
    reader.read_exact(&mut body).unwrap();
    let mut says = says.lock().unwrap();
    says.asked.push(format!("{head}\n{}", String::from_utf8_lossy(&body)));
    let issuer = says.issuer.clone().unwrap_or_else(|| own.to_owned());
    let text = match head.split(' ').nth(1).unwrap_or_default() {
        "/.well-known/openid-configuration" => {
            json!({ "issuer": issuer, "authorization_endpoint": format!("{own}/authorize"),
            "token_endpoint": format!("{own}/token"), "jwks_uri": format!("{own}/keys") })
        }
        "/keys" => json!({ "keys": says.keys }),
        "/token" => json!({ "access_token": "x", "token_type": "Bearer", "id_token": says.token }),
        _ => Value::Null,
    }
    .to_string();
    let _ = write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{text}",
        text.len()
    );
}

/// The claims with one of them changed; `Null` takes it away.
fn with(mut claims: Value, name: &str, value: Value) -> Value {
    match value {
        Value::Null => drop(claims.as_object_mut().unwrap().remove(name)),
        value => claims[name] = value,
    }
    claims
}

#[test]
fn a_good_token_vouches_for_a_person_with_their_groups() {
    let key = Signing::new("k1");
    let provider = Provider::new(&[&key]);
    let vouched = provider.finish(&provider.oidc(), key.token(&provider.claims())).unwrap();
    let expected = Vouched {
        by: provider.address.clone(),
        subject: "s-1".to_owned(),
        login: "mori".to_owned(),
        name: "Yumi Mori".to_owned(),
        mail: "mori@example.org".to_owned(),
        groups: vec!["it".to_owned(), "all".to_owned()],
    };
    assert_eq!(vouched, expected);
    let asked = provider.says.lock().unwrap().asked.join("\n");
    // The code goes with its verifier, and the secret of this server as RFC 6749 2.3.1 joins it (`tutela:a%20secret%3A%20yes`).
    assert!(asked.contains("code=code-1") && asked.contains("code_verifier=verifier-1"), "{asked}");
    assert!(asked.to_lowercase().contains("authorization: basic dhv0zwxhomelmjbzzwnyzxqlm0elmjb5zxm="), "{asked}");
}

#[test]
fn a_token_that_was_made_for_anything_else_vouches_for_nobody() {
    let key = Signing::new("k1");
    let provider = Provider::new(&[&key]);
    let oidc = provider.oidc();
    let cases = [
        ("nonce", json!("nonce-2"), "another sign-in"),
        ("nonce", Value::Null, "another sign-in"),
        ("aud", json!("other"), "another program"),
        ("aud", json!(["tutela", "other"]), "another program"),
        ("azp", json!("other"), "another program"),
        ("iss", json!("http://127.0.0.1:2"), "another issuer"),
        ("exp", json!(SECONDS - 61), "expired"),
        ("exp", json!("never"), "another form"),
        ("exp", Value::Null, "another form"),
        ("iat", json!(SECONDS + 61), "future"),
        ("nbf", json!(SECONDS + 61), "future"),
        ("nbf", json!("soon"), "future"),
        ("sub", json!(" "), "no subject"),
    ];
    for (claim, value, why) in cases {
        let fault = provider.finish(&oidc, key.token(&with(provider.claims(), claim, value.clone()))).unwrap_err();
        assert!(fault.contains(why), "{claim} {value}: {fault}");
    }
    let several = with(with(provider.claims(), "aud", json!(["other", "tutela"])), "azp", json!("tutela"));
    assert!(provider.finish(&oidc, key.token(&several)).is_ok());
}

#[test]
fn a_token_chooses_neither_its_algorithm_nor_its_key() {
    let (key, foreign) = (Signing::new("k1"), Signing::new("k1"));
    let provider = Provider::new(&[&key]);
    let oidc = provider.oidc();
    let claims = provider.claims();
    let none = format!("{}.", joined(&json!({ "alg": "none" }), &claims));
    assert!(provider.finish(&oidc, none).unwrap_err().contains("algorithm"));
    // A secret that both know would be the public key, which everybody knows.
    let shared = format!("{}.c2ln", joined(&json!({ "alg": "HS256", "kid": "k1" }), &claims));
    assert!(provider.finish(&oidc, shared).unwrap_err().contains("algorithm"));
    let critical = format!("{}.c2ln", joined(&json!({ "alg": "ES256", "kid": "k1", "crit": ["x"] }), &claims));
    assert!(provider.finish(&oidc, critical).unwrap_err().contains("algorithm"));
    assert!(provider.finish(&oidc, foreign.token(&claims)).unwrap_err().contains("signature"));
    let good = key.token(&claims);
    let parts: Vec<&str> = good.split('.').collect();
    let other = joined(&json!({ "alg": "ES256", "kid": "k1" }), &with(claims, "sub", json!("s-2")));
    assert!(provider.finish(&oidc, format!("{other}.{}", parts[2])).unwrap_err().contains("signature"));
    for broken in ["", "a.b", "a.b.c", "....", &good[..good.len() - 20]] {
        assert!(provider.finish(&oidc, broken.to_owned()).is_err(), "{broken}");
    }
}

#[test]
fn a_key_that_the_provider_changed_is_fetched_once() {
    let (old, new, unknown) = (Signing::new("k1"), Signing::new("k2"), Signing::new("k3"));
    let provider = Provider::new(&[&old]);
    let oidc = provider.oidc();
    assert!(provider.finish(&oidc, old.token(&provider.claims())).is_ok());
    provider.says.lock().unwrap().keys = vec![new.public()];
    assert!(provider.finish(&oidc, new.token(&provider.claims())).is_ok());
    assert!(provider.finish(&oidc, old.token(&provider.claims())).unwrap_err().contains("does not publish"));
    assert!(provider.finish(&oidc, unknown.token(&provider.claims())).unwrap_err().contains("does not publish"));
}

#[test]
fn who_must_type_their_password_again_was_asked_for_it() {
    let key = Signing::new("k1");
    let provider = Provider::new(&[&key]);
    let oidc = provider.oidc();
    let anew = Bound { anew_since: Some(NOW), ..BOUND };
    let finish = |claims: &Value| {
        provider.says.lock().unwrap().token = key.token(claims);
        oidc.finish("code-1", anew, NOW).map_err(|fault| fault.to_string())
    };
    assert!(finish(&provider.claims()).unwrap_err().contains("password again"));
    assert!(finish(&with(provider.claims(), "auth_time", json!(SECONDS - 3600))).is_err());
    assert!(finish(&with(provider.claims(), "auth_time", json!(SECONDS))).is_ok());
    let sent = oidc.begin(anew, NOW).unwrap();
    assert!(sent.contains("prompt=login") && sent.contains("max_age=0"), "{sent}");
}

#[test]
fn the_browser_is_sent_with_state_nonce_and_the_hash_of_the_verifier() {
    let provider = Provider::new(&[]);
    let sent = provider.oidc().begin(BOUND, NOW).unwrap();
    let parts = [
        "/authorize?response_type=code&client_id=tutela",
        "redirect_uri=http%3A%2F%2F127.0.0.1%3A1%2Fapi%2Fv1%2Foidc%2Fcallback",
        "state=state-1",
        "nonce=nonce-1",
        "code_challenge_method=S256",
        "scope=openid%20profile",
    ];
    assert!(parts.iter().all(|part| sent.contains(part)) && !sent.contains("verifier-1"), "{sent}");
}

/// RFC 7636, appendix B.
#[test]
fn the_challenge_is_that_of_the_standard() {
    let bound = Bound { verifier: "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk", ..BOUND };
    let sent = Provider::new(&[]).oidc().begin(bound, NOW).unwrap();
    assert!(sent.contains("code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&"), "{sent}");
}

#[test]
fn a_provider_that_names_another_issuer_or_an_open_address_is_none() {
    let provider = Provider::new(&[]);
    provider.says.lock().unwrap().issuer = Some("https://elsewhere.example".to_owned());
    assert!(matches!(provider.oidc().begin(BOUND, NOW), Err(NotVouched::Refused(_))));
    for open in
        ["http://id.example.org", "http://127.0.0.1.example.org", "ftp://x", "id.example.org", "http://localhost.x"]
    {
        assert!(protected(open).is_err(), "{open}");
    }
    for fine in ["https://id.example.org/realm", "http://127.0.0.1:8080/x", "http://localhost:1"] {
        assert!(protected(fine).is_ok(), "{fine}");
    }
}

/// RFC 7515, appendix A.2: a signature by RSA, its key and its bytes.
#[test]
fn the_rsa_signature_of_the_standard_fits() {
    let keys: Keys = serde_json::from_value(json!({ "keys": [{ "kty": "RSA", "e": "AQAB",
        "n": "ofgWCuLjybRlzo0tZWJjNiuSfb4p4fAkd_wWJcyQoTbji9k0l8W26mPddxHmfHQp-Vaw-4qPCJrcS2mJPMEzP1Pt0Bm4d4QlL-yRT-SFd2lZS-pCgNMsD1W_YpRPEwOWvG6b32690r2jZ47soMZo9wGzjb_7OMg0LOL-bSf63kpaSHSXndS5z5rexMdbBYUsLA9e-KXBdQOS-UTo7WTBEMa2R2CapHg665xsmtdVMTBQY4uDZlxvb3qCo5ZwKh9kG4LT6_I5IhlJH7aGhyxXFvUK-DWNmoudF8NAco9_h9iaGNj8q2ethFkMLs91kzk2PAcDTW9gb54h4FRWyuXpoQ" }] }))
    .unwrap();
    let signed = "eyJhbGciOiJSUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ";
    let signature = "cC4hiUPoj9Eetdgtv3hF80EGrhuB__dzERat0XF9g2VtQgr9PJbu3XOiZj5RZmh7AAuHIm4Bh-0Qc_lF5YKt_O8W2Fp5jujGbds9uJdbF9CUAr7t1dnZcAcQjbKBYNX4BAynRFdiuB--f_nZLgrnbyTyWzO75vRK5h6xBArLIARNPvkSjtQBMHlb1L07Qe7K0GarZRmB_eSN9383LcOLn6_dO--xi12jzDwusC-eOkHWEsqtFZESc6BfI7noOPqvhJ1phCnvWh6IeYI2w9QOYEUipUTI8np6LbgGY9Fs98rqVt5AXLIhWkWywlVmtVrBp0igcN_IoypGlUPQGe77Rw";
    let bytes = URL_SAFE_NO_PAD.decode(signature).unwrap();
    let key = keys.that_fit("RS256", None).next().unwrap();
    assert!(key.signed("RS256", signed.as_bytes(), &bytes));
    assert!(!key.signed("RS256", signed.replace('Q', "R").as_bytes(), &bytes));
    assert!(keys.that_fit("ES256", None).next().is_none() && keys.that_fit("HS256", None).next().is_none());
    // The claims of that example are nobody's sign-in here.
    let expected = token::Expected { issuer: "joe", client_id: "tutela", nonce: "n", anew_since: None, now: NOW };
    assert_eq!(token::claims(&format!("{signed}.{signature}"), &keys, &expected), Err(token::Fault::Audience));
}
