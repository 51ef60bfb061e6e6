//! The list of what waits for a second person, where a dossier cannot be read.

use super::server::{Server, nothing, now};
use super::uploads::{archive, put};
use crate::deciding::{AtSite, Deciding, DecisionState, Signed, SiteDecided, Wanted, Who};
use crate::rooms::{Asking, Refusal};
use crate::state::{Shared, Wiring};
use activities::checks_port::{Checks, KeptCheck};
use activities::dossier_port::Dossiers;
use activities::library_port::{KeptId, Library};
use activities::role::Role;
use activities::site_port::Sites;
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use terms::{Instant, Party};

/// A decision waits in each dossier; the first one that is asked for cannot be read.
#[derive(Default)]
struct FirstUnread(AtomicUsize);

impl Deciding for FirstUnread {
    fn decide(&self, _: Asking, _: &dyn Dossiers, _: Who<'_>, _: Wanted<'_>) -> Result<String, Refusal> {
        Err(nothing())
    }

    fn decisions(&self, _: Asking, _: &dyn Dossiers) -> Result<Vec<DecisionState>, Refusal> {
        if self.0.fetch_add(1, Ordering::Relaxed) == 0 {
            return Err(Refusal { what: "torn".to_owned(), next: "mend it".to_owned() });
        }
        Ok(vec![DecisionState { sha256: "d1".to_owned(), waits: true, ..DecisionState::default() }])
    }

    fn approve(&self, _: Asking, _: &dyn Dossiers, _: (Who<'_>, &[u8]), _: &str) -> Result<Signed, Refusal> {
        Err(nothing())
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
        Err(nothing())
    }
}

#[test]
fn a_dossier_that_cannot_be_read_is_told_and_takes_nothing_from_the_others() {
    let mut server = Server::new("waiting-unread");
    let wiring = Wiring { deciding: Arc::new(FirstUnread::default()), ..server.shared.wiring.clone() };
    server.shared = Shared::new(wiring, server.shared.settings.clone());
    server.organisation("aster", Party::Manufacturer);
    let cookie = server.signed_in("aster", Role::ProductSecurity);
    for name in ["a", "b"] {
        let path = format!("/api/v1/devices?name={name}");
        let kept = put(&server, &cookie, &path, archive(&[("device.yaml", "id: pump\n")]));
        assert_eq!(kept.status, StatusCode::CREATED, "{}", kept.json());
    }
    let listed = server.ask("GET", "/api/v1/decisions", &cookie, &Value::Null);
    assert_eq!(listed.status, StatusCode::OK);
    let listed = listed.json();
    assert_eq!(listed["unreadable"], json!([{ "id": "dossier/a", "why": "torn" }]));
    assert_eq!((&listed["items"][0]["device"], listed["items"].as_array().unwrap().len()), (&json!("b"), 1));
}

#[test]
fn that_nothing_waits_is_believed_of_a_check_of_today_alone() {
    let mut server = Server::new("waiting-of-before");
    // In each dossier a decision waits, whatever a check said of it.
    let deciding = Arc::new(FirstUnread(AtomicUsize::new(1)));
    let wiring = Wiring { deciding, ..server.shared.wiring.clone() };
    server.shared = Shared::new(wiring, server.shared.settings.clone());
    server.organisation("aster", Party::Manufacturer);
    let id = KeptId::dossier("aster", "a");
    server.store.put(&id, None, &[("device.yaml", b"id: pump\n")], "x", now()).unwrap();
    let check = KeptCheck {
        revision: 1,
        at: now(),
        generation: "m1".to_owned(),
        verdict: "undecided".to_owned(),
        counts: [("waiting".to_owned(), 0)].into(),
        answer: Vec::new(),
        standing: None,
    };
    let listed = || {
        let cookie = server.signed_in_again("aster", Role::ProductSecurity);
        let listed = server.ask("GET", "/api/v1/decisions", &cookie, &Value::Null).json();
        (listed["items"].as_array().unwrap().len(), listed["more"].clone())
    };
    for (ago, waits) in [(Instant::DAY, 1), (1, 0)] {
        let check = KeptCheck { at: Instant(now().0 - ago), ..check.clone() };
        assert!(server.store.put_check(&id, &check, &[]).unwrap());
        assert_eq!(listed(), (waits, json!(false)));
    }
}
