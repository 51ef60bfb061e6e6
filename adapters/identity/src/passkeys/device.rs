//! A device that holds a passkey, for tests: it makes one (ES256, attestation `none`) and proves with it, and lies where it
//! is told to (Web Authentication Level 3, 6.1 and 6.5).

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::digest::{SHA256, digest};
use ring::rand::{SecureRandom, SystemRandom};
use ring::signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair};
use serde_json::{Value, json};

/// The device with its one passkey.
pub(crate) struct Device {
    pair: EcdsaKeyPair,
    id: Vec<u8>,
    handle: Vec<u8>,
    /// How often it signed; it counts further with each proof, unless it does not count.
    pub(crate) counter: u32,
    pub(crate) counts: bool,
    /// It verified its person.
    pub(crate) verifies: bool,
    /// The page that asks, as the browser sees it.
    pub(crate) origin: String,
}

impl Device {
    /// A new one, asked by pages of this origin.
    pub(crate) fn new(origin: &str) -> Device {
        let random = SystemRandom::new();
        let pkcs8 = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &random).unwrap();
        let pair = EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, pkcs8.as_ref(), &random).unwrap();
        let mut id = vec![0; 32];
        random.fill(&mut id).unwrap();
        let origin = origin.to_owned();
        Device { pair, id, handle: Vec::new(), counter: 0, counts: true, verifies: true, origin }
    }

    /// Makes its passkey, as the options ask.
    pub(crate) fn make(&mut self, options: &Value) -> Value {
        self.handle = bytes(&options["user"]["id"]);
        let rp = options["rp"]["id"].as_str().unwrap().to_owned();
        let client = self.client("webauthn.create", options);
        let mut data = self.data(&rp, 0x40);
        data.extend([0; 16]);
        data.extend(u16::try_from(self.id.len()).unwrap().to_be_bytes());
        data.extend(&self.id);
        // COSE: {1: 2 (EC2), 3: -7 (ES256), -1: 1 (P-256), -2: x, -3: y}
        let point = self.pair.public_key().as_ref();
        data.extend([0xa5, 0x01, 0x02, 0x03, 0x26, 0x20, 0x01, 0x21, 0x58, 0x20]);
        data.extend(&point[1..33]);
        data.extend([0x22, 0x58, 0x20]);
        data.extend(&point[33..65]);
        let mut attestation = b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58".to_vec();
        attestation.push(u8::try_from(data.len()).unwrap());
        attestation.extend(&data);
        self.answer(json!({ "attestationObject": text(&attestation), "clientDataJSON": text(&client) }))
    }

    /// Proves with it.
    pub(crate) fn prove(&mut self, options: &Value) -> Value {
        if self.counts {
            self.counter += 1;
        }
        let client = self.client("webauthn.get", options);
        let data = self.data(options["rpId"].as_str().unwrap(), 0);
        let signed = [data.as_slice(), digest(&SHA256, &client).as_ref()].concat();
        let signature = self.pair.sign(&SystemRandom::new(), &signed).unwrap();
        self.answer(json!({ "authenticatorData": text(&data), "clientDataJSON": text(&client),
            "signature": text(signature.as_ref()), "userHandle": text(&self.handle) }))
    }

    fn answer(&self, response: Value) -> Value {
        let id = text(&self.id);
        json!({ "id": id, "rawId": id, "type": "public-key", "response": response, "clientExtensionResults": {} })
    }

    fn client(&self, kind: &str, options: &Value) -> Vec<u8> {
        let said =
            json!({ "type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": false });
        said.to_string().into_bytes()
    }

    fn data(&self, rp: &str, flags: u8) -> Vec<u8> {
        let verified = if self.verifies { 0x04 } else { 0 };
        let mut data = digest(&SHA256, rp.as_bytes()).as_ref().to_vec();
        data.push(0x01 | verified | flags);
        data.extend(self.counter.to_be_bytes());
        data
    }
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn bytes(value: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(value.as_str().unwrap()).unwrap()
}
