use crate::{PublicKey, Root, SecretKey, Signed, Trust, sign};
use proptest::prelude::*;

const KIND: &str = "application/test";

fn key() -> SecretKey {
    SecretKey::generate().unwrap()
}

fn root(version: u64, root: &SecretKey, bundle: &SecretKey, revoked: &[&SecretKey]) -> Root {
    Root {
        version,
        root_keys: vec![root.public()],
        bundle_keys: vec![bundle.public()],
        revoked: revoked.iter().map(|key| key.public().id()).collect(),
    }
}

/// What a site says of an envelope.
fn said(trust: &Trust, envelope: &str) -> Result<Vec<u8>, String> {
    trust.open(KIND, envelope.as_bytes()).map(|(payload, _)| payload).map_err(|fault| fault.what.en)
}

#[test]
fn what_is_signed_comes_out_and_a_changed_byte_does_not() {
    let key = key();
    let mut trust = Trust::default();
    trust.add("key", key.public().file().as_bytes()).unwrap();
    let envelope = sign(KIND, b"payload", &[&key]);
    assert_eq!(said(&trust, &envelope), Ok(b"payload".to_vec()));
    // The same envelope with another payload, and with another type.
    let other = envelope.replace("cGF5bG9hZA==", "cGF5bG9hZQ==");
    assert!(said(&trust, &other).unwrap_err().contains("does not fit"));
    assert!(
        said(&trust, &envelope.replace("application/test", "application/root")).unwrap_err().contains("does not fit")
    );
}

#[test]
fn an_envelope_signs_what_dsse_says() {
    // The PAE of the specification's own example.
    let key = key();
    let envelope = Signed::read(sign("http://example.com/HelloWorld", b"hello world", &[&key]).as_bytes()).unwrap();
    let public = key.public();
    assert!(envelope.open("http://example.com/HelloWorld", [&public]).is_some());
    let bytes = b"DSSEv1 29 http://example.com/HelloWorld 11 hello world";
    assert!(public.fits(bytes, &key.sign(bytes)));
    assert_eq!(
        sign("http://example.com/HelloWorld", b"hello world", &[&key]).matches(&base64_of(&key.sign(bytes))).count(),
        1
    );
}

fn base64_of(bytes: &[u8]) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

#[test]
fn a_signature_by_nobody_one_trusts_is_refused() {
    let envelope = sign(KIND, b"payload", &[&key()]);
    assert!(said(&Trust::default(), &envelope).unwrap_err().contains("nobody said"));
    let mut trust = Trust::default();
    trust.add("key", key().public().file().as_bytes()).unwrap();
    assert!(said(&trust, &envelope).unwrap_err().contains("not trusted"));
}

#[test]
fn a_key_that_the_root_revoked_is_refused_even_where_a_person_names_it() {
    let (top, old, new) = (key(), key(), key());
    let held = root(2, &top, &new, &[&old]).file(&[&top]);
    let mut trust = Trust::holding(Some(held.as_bytes())).unwrap();
    trust.add("old", old.public().file().as_bytes()).unwrap();
    assert!(said(&trust, &sign(KIND, b"payload", &[&old])).unwrap_err().contains("revoked"));
    assert!(said(&trust, &sign(KIND, b"payload", &[&new])).is_ok());
}

#[test]
fn a_new_root_signed_by_the_old_one_takes_its_place() {
    let (old, new, bundle) = (key(), key(), key());
    let first = root(1, &old, &bundle, &[]).file(&[&old]);
    let second = root(2, &new, &bundle, &[]);
    let mut trust = Trust::holding(Some(first.as_bytes())).unwrap();
    // By itself alone it is anybody's root.
    assert!(trust.add("root", second.file(&[&new]).as_bytes()).is_err());
    assert!(trust.accepted().is_none());
    trust.add("root", second.file(&[&new, &old]).as_bytes()).unwrap();
    assert!(trust.accepted().is_some());
}

#[test]
fn a_root_never_goes_back() {
    let (top, bundle) = (key(), key());
    let held = root(3, &top, &bundle, &[]).file(&[&top]);
    for version in [2, 3] {
        let mut trust = Trust::holding(Some(held.as_bytes())).unwrap();
        let other = root(version, &top, &key(), &[]).file(&[&top]);
        assert!(trust.add("root", other.as_bytes()).is_err(), "{version}");
    }
}

#[test]
fn keys_and_roots_are_read_back_as_they_were_written() {
    let key = key();
    assert_eq!(SecretKey::read("key", key.file().as_bytes()).unwrap().public(), key.public());
    assert_eq!(PublicKey::read(key.public().file().as_bytes()), Some(key.public()));
    let root = root(1, &key, &key, &[]);
    assert_eq!(Root::read(root.file(&[&key]).as_bytes()), Some(root));
}

proptest! {
    #[test]
    fn any_bytes_are_survived(bytes: Vec<u8>, at in 0usize..200, with: u8) {
        let _ = (Signed::read(&bytes), Root::read(&bytes), PublicKey::read(&bytes), SecretKey::read("", &bytes).is_ok());
        let mut near = sign(KIND, b"payload", &[]).into_bytes();
        if let Some(byte) = near.get_mut(at) {
            *byte = with;
        }
        let _ = Trust::default().open(KIND, &near);
    }
}
