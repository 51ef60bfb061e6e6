//! What devices may answer, and what is refused.

use super::PasskeyAuthenticators;
use super::device::Device;
use activities::passkeys_port::{Authenticators, Begun, Holder, NoPasskeys, NoProof, Passkey, UsedKey};
use serde_json::Value;
use terms::Instant;

const ORIGIN: &str = "https://tutela.example.org";
const MORI: Holder<'_> = Holder { account: "u1", login: "mori", name: "森 花子" };

fn asks() -> PasskeyAuthenticators {
    PasskeyAuthenticators::new(Some(ORIGIN), "127.0.0.1:8443".parse().unwrap(), false).unwrap()
}

fn options(begun: &Begun) -> Value {
    serde_json::from_str(&begun.options).unwrap()
}

/// The passkey that a device made for somebody.
fn made(asks: &PasskeyAuthenticators, device: &mut Device) -> Result<Passkey, NoProof> {
    let begun = asks.begin_key(MORI, &[]).unwrap();
    let key = asks.finish_key(&begun.state, &device.make(&options(&begun)).to_string())?;
    let (name, made) = ("phone".to_owned(), Instant(0));
    Ok(Passkey {
        id: "p1".to_owned(),
        account: "u1".to_owned(),
        name,
        key: key.key,
        counter: key.counter,
        made,
        seen: None,
    })
}

fn proved(asks: &PasskeyAuthenticators, device: &mut Device, passkey: &Passkey) -> Result<UsedKey, NoProof> {
    let begun = asks.begin_proof().unwrap();
    asks.finish_proof(&begun.state, &device.prove(&options(&begun)).to_string(), passkey)
}

fn is_refused<T>(result: &Result<T, NoProof>) -> bool {
    matches!(result, Err(NoProof::Refused(_)))
}

#[test]
fn passkeys_are_bound_to_a_name_that_browsers_reach_by_tls_or_on_the_machine_itself() {
    let expect = |origin: Option<&str>, listen: &str, tls: bool, expected: Result<&str, NoPasskeys>| {
        let asks = PasskeyAuthenticators::new(origin, listen.parse().unwrap(), tls);
        let asks = asks.map(|asks| asks.bound_to().to_owned());
        assert_eq!(asks.as_ref().map(String::as_str).map_err(|why| *why), expected, "{origin:?} {listen}");
    };
    expect(Some("https://tutela.example.org"), "0.0.0.0:80", false, Ok("tutela.example.org"));
    expect(Some("https://tutela.example.org:8443"), "0.0.0.0:80", false, Ok("tutela.example.org"));
    expect(Some("http://localhost:8080"), "127.0.0.1:8080", false, Ok("localhost"));
    expect(None, "127.0.0.1:8443", false, Ok("localhost"));
    expect(None, "[::1]:8443", true, Ok("localhost"));
    expect(None, "0.0.0.0:443", true, Err(NoPasskeys::NoOrigin));
    expect(Some("https://10.0.0.5"), "0.0.0.0:443", true, Err(NoPasskeys::Address));
    expect(Some("https://[2001:db8::1]"), "0.0.0.0:443", true, Err(NoPasskeys::Address));
    expect(Some("http://tutela.example.org"), "0.0.0.0:80", false, Err(NoPasskeys::NoTls));
    expect(Some("http://localhost.example.org"), "0.0.0.0:80", false, Err(NoPasskeys::NoTls));
    expect(Some("tutela"), "0.0.0.0:80", false, Err(NoPasskeys::NoOrigin));
}

#[test]
fn a_device_is_asked_to_verify_its_person_and_to_keep_the_key_and_learns_no_id() {
    let begun = asks().begin_key(MORI, &[]).unwrap();
    let asked = options(&begun);
    let wishes = &asked["authenticatorSelection"];
    assert_eq!((&wishes["userVerification"], &wishes["residentKey"]), (&"required".into(), &"required".into()));
    assert_eq!((&asked["user"]["name"], &asked["attestation"]), (&"mori".into(), &"none".into()));
    assert!(!begun.options.contains("u1"), "{}", begun.options);
    let proof = options(&asks().begin_proof().unwrap());
    assert_eq!((&proof["userVerification"], &proof["rpId"]), (&"required".into(), &"tutela.example.org".into()));
    assert_eq!(proof["allowCredentials"], Value::Array(Vec::new()));
}

#[test]
fn what_a_device_made_proves_its_person_again_and_again() {
    let (asks, mut device) = (asks(), Device::new(ORIGIN));
    let mut passkey = made(&asks, &mut device).unwrap();
    for counter in 1..=3 {
        let used = proved(&asks, &mut device, &passkey).unwrap();
        assert_eq!(used.counter, counter);
        passkey = Passkey { key: used.key, counter: used.counter, ..passkey };
    }
    let again = options(&asks.begin_key(MORI, &[passkey]).unwrap());
    assert_eq!(again["excludeCredentials"].as_array().map(Vec::len), Some(1));
}

#[test]
fn a_device_that_does_not_count_proves_each_time() {
    let (asks, mut device) = (asks(), Device::new(ORIGIN));
    device.counts = false;
    let passkey = made(&asks, &mut device).unwrap();
    assert!((0..3).all(|_| proved(&asks, &mut device, &passkey).is_ok()));
}

#[test]
fn a_device_that_counts_backwards_or_not_on_may_be_a_copy() {
    let (asks, mut device) = (asks(), Device::new(ORIGIN));
    let passkey = made(&asks, &mut device).unwrap();
    device.counter = 6;
    let used = proved(&asks, &mut device, &passkey).unwrap();
    let passkey = Passkey { key: used.key, counter: used.counter, ..passkey };
    for before in [3, 6] {
        device.counter = before;
        assert_eq!(proved(&asks, &mut device, &passkey), Err(NoProof::Copied), "after {before}");
    }
    device.counter = 7;
    assert!(proved(&asks, &mut device, &passkey).is_ok());
}

#[test]
fn who_was_not_verified_by_the_device_is_refused() {
    let (asks, mut device) = (asks(), Device::new(ORIGIN));
    device.verifies = false;
    assert!(is_refused(&made(&asks, &mut device)));
    device.verifies = true;
    let passkey = made(&asks, &mut device).unwrap();
    device.verifies = false;
    assert!(is_refused(&proved(&asks, &mut device, &passkey)));
}

#[test]
fn an_answer_to_a_page_of_another_origin_is_refused() {
    for origin in
        ["https://tutela.example.org.evil.example", "http://tutela.example.org", "https://tutela.example.org:444"]
    {
        let (asks, mut device) = (asks(), Device::new(origin));
        assert!(is_refused(&made(&asks, &mut device)), "{origin}");
        device.origin = ORIGIN.to_owned();
        let passkey = made(&asks, &mut device).unwrap();
        device.origin = origin.to_owned();
        assert!(is_refused(&proved(&asks, &mut device, &passkey)), "{origin}");
    }
}

#[test]
fn an_answer_to_another_question_is_refused() {
    let (asks, mut device) = (asks(), Device::new(ORIGIN));
    let passkey = made(&asks, &mut device).unwrap();
    let (first, second) = (asks.begin_proof().unwrap(), asks.begin_proof().unwrap());
    let answer = device.prove(&options(&first)).to_string();
    assert!(is_refused(&asks.finish_proof(&second.state, &answer, &passkey)));
    assert!(asks.finish_proof(&first.state, &answer, &passkey).is_ok());
    let (first, second) = (asks.begin_key(MORI, &[]).unwrap(), asks.begin_key(MORI, &[]).unwrap());
    let answer = Device::new(ORIGIN).make(&options(&first)).to_string();
    assert!(is_refused(&asks.finish_key(&second.state, &answer)));
}

#[test]
fn a_passkey_of_another_account_or_another_device_proves_nothing() {
    let (asks, mut device, mut other) = (asks(), Device::new(ORIGIN), Device::new(ORIGIN));
    let passkey = made(&asks, &mut device).unwrap();
    made(&asks, &mut other).unwrap();
    assert!(is_refused(&proved(&asks, &mut other, &passkey)));
    let theirs = Passkey { account: "u2".to_owned(), ..passkey };
    assert!(is_refused(&proved(&asks, &mut device, &theirs)));
}

#[test]
fn no_changed_bytes_of_an_answer_prove_anything() {
    let (asks, mut device) = (asks(), Device::new(ORIGIN));
    let passkey = made(&asks, &mut device).unwrap();
    let begun = asks.begin_proof().unwrap();
    let answer = device.prove(&options(&begun));
    for part in ["authenticatorData", "clientDataJSON", "signature", "userHandle"] {
        let text = answer["response"][part].as_str().unwrap();
        for place in [0, text.len() / 2] {
            let mut letters = text.as_bytes().to_vec();
            letters[place] = if letters[place] == b'A' { b'B' } else { b'A' };
            let mut changed = answer.clone();
            changed["response"][part] = String::from_utf8(letters).unwrap().into();
            assert!(is_refused(&asks.finish_proof(&begun.state, &changed.to_string(), &passkey)), "{part} {place}");
        }
    }
    for text in ["", "{}", "[]", "null", "{\"id\":\"x\",\"rawId\":\"\",\"type\":\"\",\"response\":{}}"] {
        assert!(is_refused(&asks.finish_proof(&begun.state, text, &passkey)), "{text}");
        assert!(is_refused(&asks.finish_key(&begun.state, text)), "{text}");
    }
}
