//! Envelopes of packages and statuses: opened with the keys that a person named.

use crate::envelope::Signed;
use crate::key::PublicKey;
use activities::package::{Envelopes, Key, Opened};

/// Opens envelopes signed by Ed25519 keys.
#[derive(Clone, Copy, Debug, Default)]
pub struct Ed25519Envelopes;

impl Envelopes for Ed25519Envelopes {
    fn open(&self, kind: &str, envelope: &[u8], keys: &[Key]) -> Option<Opened> {
        let signed = Signed::read(envelope)?;
        let keys: Vec<PublicKey> = keys.iter().filter_map(|key| PublicKey::from_text(key.public.trim())).collect();
        let signer = signed.open(kind, &keys).map(|(_, key)| key.id());
        let payload = signed.of_kind(kind)?.to_vec();
        Some(Opened { payload, claims: signed.claims().map(str::to_owned).collect(), signer })
    }

    fn key(&self, bytes: &[u8]) -> Option<Key> {
        PublicKey::read(bytes).map(|key| key.named())
    }
}

impl PublicKey {
    /// As activities know it.
    pub fn named(&self) -> Key {
        Key { id: self.id(), public: self.text() }
    }
}

#[cfg(test)]
mod tests {
    use super::Ed25519Envelopes;
    use crate::{SecretKey, sign};
    use activities::package::{Broken, Envelopes, Key, name_of, open_package};
    use device::{Dated, Id, Package, Sha256};
    use formats::dossier::v1;
    use formats::package::{PACKAGE_KIND, write};
    use proptest::prelude::*;
    use std::collections::BTreeMap;
    use std::sync::LazyLock;
    use terms::{Instant, Place, Text, When};

    static KEY: LazyLock<SecretKey> = LazyLock::new(|| SecretKey::generate().unwrap());

    /// A signed package of these files, and its name.
    fn package(contents: &[Vec<u8>]) -> (Vec<u8>, String) {
        package_called(contents, |place| format!("file-{place}"))
    }

    fn package_called(contents: &[Vec<u8>], called: impl Fn(usize) -> String) -> (Vec<u8>, String) {
        let mut files = BTreeMap::new();
        let mut listed = Vec::new();
        for (place, content) in contents.iter().enumerate() {
            let hash: String = ring::digest::digest(&ring::digest::SHA256, content)
                .as_ref()
                .iter()
                .map(|byte| format!("{byte:02x}"))
                .collect();
            let sha256 = Sha256::parse(&hash).unwrap();
            let (path, bytes) = (called(place), content.len() as u32);
            listed.push(v1::PackagedFile { place: Place::default(), path, sha256, bytes });
            files.insert(hash, content.clone());
        }
        let manifest = v1::Package {
            place: Place::default(),
            schema: Package::SCHEMA.to_owned(),
            program: "tutela".to_owned(),
            device: Id::try_from("pump").unwrap(),
            name: Text { en: Some("Pump".to_owned()), ..Text::default() },
            sequence: 1,
            supersedes: None,
            made_at: Dated::utc(Instant(0)),
            next_due: When::Unknown,
            releases: Vec::new(),
            duties: Vec::new(),
            files: listed,
            withheld: Vec::new(),
        };
        let envelope = sign(PACKAGE_KIND, manifest.canonical().as_bytes(), &[&*KEY]);
        (write(envelope.as_bytes(), &files).unwrap(), name_of(&manifest))
    }

    #[test]
    fn the_signer_is_a_named_key_or_nobody() {
        let (key, other) = (SecretKey::generate().unwrap(), SecretKey::generate().unwrap());
        let envelope = sign("application/test", b"x", &[&key]);
        let open = |kind: &str, keys: &[Key]| Ed25519Envelopes.open(kind, envelope.as_bytes(), keys);
        let id = key.public().id();
        assert_eq!(open("application/test", &[key.public().named()]).unwrap().signer, Some(id.clone()));
        let unknown = open("application/test", &[other.public().named()]).unwrap();
        assert_eq!((unknown.signer, unknown.claims, unknown.payload), (None, vec![id], b"x".to_vec()));
        assert!(open("application/other", &[key.public().named()]).is_none());
    }

    #[test]
    fn a_signed_name_that_leads_elsewhere_is_refused_all_the_same() {
        for name in ["../x", "/etc/x", ".git/config", "Package.json", "a\\b"] {
            let (bytes, _) = package_called(&[b"x".to_vec()], |_| name.to_owned());
            let opened = open_package(&bytes, &Ed25519Envelopes, &[KEY.public().named()]);
            assert!(matches!(opened, Err(Broken::UnsafePath(_))), "{name}");
        }
    }

    proptest! {
        #[test]
        fn what_was_packed_is_what_is_received(contents: Vec<Vec<u8>>) {
            let (bytes, name) = package(&contents);
            prop_assert_eq!(&bytes, &package(&contents).0, "same input, same bytes");
            let opened = open_package(&bytes, &Ed25519Envelopes, &[KEY.public().named()]).unwrap();
            prop_assert_eq!(opened.files, contents.iter().map(Vec::as_slice).collect::<Vec<_>>());
            prop_assert_eq!((opened.signer, opened.sha256.to_string()), (Some(KEY.public().id()), name));
        }

        #[test]
        fn a_byte_changed_anywhere_is_refused_or_changes_nothing_signed(at in 0usize..8000, byte: u8, cut in 0usize..8000) {
            let contents = [b"one".to_vec(), vec![7; 700], Vec::new()];
            let (whole, name) = package(&contents);
            let mut changed = whole.clone();
            let at = at % changed.len();
            changed[at] = byte;
            for bytes in [&changed[..], &whole[..cut % whole.len()]] {
                if let Ok(opened) = open_package(bytes, &Ed25519Envelopes, &[KEY.public().named()])
                    && opened.signer.is_some()
                {
                    prop_assert_eq!(opened.sha256.to_string(), name.clone());
                    prop_assert_eq!(opened.files, contents.iter().map(Vec::as_slice).collect::<Vec<_>>());
                }
            }
        }

        #[test]
        fn any_bytes_are_survived(bytes: Vec<u8>, public: String) {
            let key = Key { id: String::new(), public };
            prop_assert!(Ed25519Envelopes.open("x", &bytes, &[key]).is_none());
        }
    }
}
