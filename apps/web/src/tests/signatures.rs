//! Signatures that a fault cut short.

use super::device::Device;
use super::passkeys::{add, challenge};
use super::server::{PASSWORD, Reply, Server, nothing};
use super::uploads::{archive, put};
use crate::deciding::{AtSite, Deciding, DecisionState, Signed, SiteDecided, Wanted, Who};
use crate::rooms::{Asking, Refusal};
use crate::state::{Shared, Wiring};
use activities::dossier_port::Dossiers;
use activities::log_port::LogStore;
use activities::role::Role;
use activities::signatures_port::{Signature, Signatures};
use activities::site_port::Sites;
use axum::http::StatusCode;
use serde_json::json;
use std::sync::Arc;
use terms::Party;

/// One decision, beside which the approval of whoever asks stands already, or which waits.
struct Approved {
    waits: bool,
}

impl Deciding for Approved {
    fn decide(&self, _: Asking, _: &dyn Dossiers, _: Who<'_>, _: Wanted<'_>) -> Result<String, Refusal> {
        Ok("d1".to_owned())
    }

    fn decisions(&self, _: Asking, _: &dyn Dossiers) -> Result<Vec<DecisionState>, Refusal> {
        Ok(vec![DecisionState { sha256: "d1".to_owned(), waits: self.waits, ..DecisionState::default() }])
    }

    fn approve(&self, _: Asking, _: &dyn Dossiers, _: (Who<'_>, &[u8]), _: &str) -> Result<Signed, Refusal> {
        Ok(Signed { signature: "s1".to_owned(), before: true, ..Signed::default() })
    }

    fn decide_at_site(
        &self,
        _: Asking,
        _: &dyn Sites,
        _: Who<'_>,
        _: (Wanted<'_>, AtSite<'_>),
    ) -> Result<SiteDecided, Refusal> {
        Err(nothing())
    }

    fn site_decisions(&self, _: Asking, _: &dyn Sites) -> Result<Vec<DecisionState>, Refusal> {
        Ok(Vec::new())
    }

    fn approve_at_site(&self, _: Asking, _: &dyn Sites, _: (Who<'_>, &[u8]), _: &str) -> Result<Signed, Refusal> {
        Err(nothing())
    }

    fn new_key(&self) -> Result<(String, Vec<u8>), Refusal> {
        Ok(("public".to_owned(), b"secret".to_vec()))
    }
}

/// A server with a dossier and an approver who has a key; the approver's session.
fn server(name: &str) -> (Server, String) {
    server_where(name, false)
}

fn server_where(name: &str, waits: bool) -> (Server, String) {
    let mut server = Server::new(name);
    let wiring = Wiring { deciding: Arc::new(Approved { waits }), ..server.shared.wiring.clone() };
    server.shared = Shared::new(wiring, server.shared.settings.clone());
    server.organisation("aster", Party::Manufacturer);
    let maker = server.signed_in("aster", Role::ProductSecurity);
    let kept = put(&server, &maker, "/api/v1/devices?name=pump", archive(&[("device.yaml", "id: pump\n")]));
    assert_eq!(kept.status, StatusCode::CREATED, "{}", kept.json());
    let approver = server.signed_in("aster", Role::Approver);
    let made = server.ask("POST", "/api/v1/signing-key", &approver, &json!({ "password": PASSWORD }));
    assert_eq!(made.status, StatusCode::OK, "{}", made.json());
    (server, approver)
}

fn sign(server: &Server, cookie: &str, meaning: &str) -> Reply {
    let asked = json!({ "decision": "d1", "meaning": meaning, "comment": "seen", "password": PASSWORD });
    server.ask("POST", "/api/v1/devices/pump/signatures", cookie, &asked)
}

fn kept(server: &Server) -> Vec<Signature> {
    server.store.signatures("aster", "dossier/pump").unwrap()
}

/// How often the log holds a hash.
fn logged(server: &Server, sha256: &str) -> usize {
    let leaves = server.store.leaves(0, 100, None).unwrap();
    leaves.iter().filter(|leaf| String::from_utf8_lossy(&leaf.bytes).contains(sha256)).count()
}

#[test]
fn an_approval_without_its_record_gets_it_when_its_signer_signs_again_and_only_once() {
    let (server, approver) = server("sign-again");
    let signed = sign(&server, &approver, "approved");
    assert_eq!((signed.status, &signed.json()["counts"]), (StatusCode::CREATED, &json!(true)), "{}", signed.json());
    let one = kept(&server).remove(0);
    assert_eq!((signed.json()["sha256"].as_str(), logged(&server, &one.sha256)), (Some(one.sha256.as_str()), 1));
    for meaning in ["approved", "rejected"] {
        assert_eq!(sign(&server, &approver, meaning).status, StatusCode::CONFLICT, "{meaning}");
    }
    assert_eq!((kept(&server).len(), logged(&server, &one.sha256)), (1, 1));
}

#[test]
fn a_record_that_the_log_does_not_hold_is_bound_to_it_when_its_signer_signs_again() {
    let (whole, approver) = server("sign-whole");
    assert_eq!(sign(&whole, &approver, "approved").status, StatusCode::CREATED);
    let (cut, approver) = server("sign-cut");
    let one = kept(&whole).remove(0);
    cut.store.add_signature(&one).unwrap();
    assert_eq!(logged(&cut, &one.sha256), 0);
    let signed = sign(&cut, &approver, "approved");
    assert_eq!(signed.status, StatusCode::CREATED, "{}", signed.json());
    assert_eq!((kept(&cut), logged(&cut, &one.sha256)), (vec![one], 1));
}

#[test]
fn a_passkey_signs_in_place_of_a_password_and_each_answer_once() {
    let (server, approver) = server("sign-passkey");
    let mut device = Device::new("http://localhost:8443");
    let cookie = add(&server, &mut device, &approver);
    let (options, asked) = challenge(&server, &cookie);
    let answer = device.prove(&options);
    let body = json!({ "decision": "d1", "meaning": "reviewed", "comment": "seen", "passkey": answer });
    let signed = |cookie: &str| server.ask("POST", "/api/v1/devices/pump/signatures", cookie, &body).status;
    assert_eq!([signed(&cookie), signed(&asked)], [StatusCode::UNAUTHORIZED, StatusCode::CREATED]);
    assert_eq!((signed(&asked), kept(&server).len()), (StatusCode::UNAUTHORIZED, 1));
}

#[test]
fn a_rejection_is_kept_once_and_one_that_the_log_does_not_hold_is_bound_to_it() {
    let (whole, approver) = server_where("reject-whole", true);
    assert_eq!(sign(&whole, &approver, "rejected").status, StatusCode::CREATED);
    let one = kept(&whole).remove(0);
    assert_eq!((one.meaning.as_str(), logged(&whole, &one.sha256)), ("rejected", 1));
    assert_eq!(sign(&whole, &approver, "rejected").status, StatusCode::CONFLICT, "the very same again");
    assert_eq!((kept(&whole).len(), logged(&whole, &one.sha256)), (1, 1));
    let (cut, approver) = server_where("reject-cut", true);
    cut.store.add_signature(&one).unwrap();
    let signed = sign(&cut, &approver, "rejected");
    assert_eq!((signed.status, signed.json()["sha256"].as_str()), (StatusCode::CREATED, Some(one.sha256.as_str())));
    assert_eq!((kept(&cut), logged(&cut, &one.sha256)), (vec![one], 1));
}

#[test]
fn who_approved_after_rejecting_is_not_held_to_the_rejection() {
    let (server, approver) = server_where("reject-then-approve", true);
    for meaning in ["rejected", "approved", "reviewed"] {
        assert_eq!(sign(&server, &approver, meaning).status, StatusCode::CREATED, "{meaning}");
    }
    assert_eq!(kept(&server).len(), 3);
}
