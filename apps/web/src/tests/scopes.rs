//! What a role that is for a part opens, and what an emergency opens beside it.

use super::server::{Server, now};
use crate::session::{EmergencyFacts, SessionFacts, key_of};
use activities::accounts_port::{Accounts, HeldRole, User};
use activities::jobs_port::{Follows, Jobs, WorkItem, WorkState};
use activities::library_port::{KeptId, Library};
use activities::log_port::LogStore;
use activities::role::Role;
use axum::http::StatusCode;
use serde_json::{Value, json};
use terms::{Instant, Party};

/// A hospital with two sites and two dossiers, and somebody of this role for the site `a` alone.
fn hospital(name: &str, role: Role) -> (Server, String) {
    let server = Server::new(name);
    server.organisation("north", Party::Facility);
    for name in ["a", "b"] {
        let site = KeptId::site("north", name);
        server.store.put(&site, Some(0), &[("site.yaml", b"x")], "u", now()).unwrap();
        let dossier = KeptId::dossier("north", name);
        server.store.put(&dossier, Some(0), &[("device.yaml", b"x")], "u", now()).unwrap();
    }
    let user = server.store.user_by_login(&format!("north-{}", role.name())).unwrap().unwrap();
    let until = Some(Instant(now().0 + Instant::DAY));
    let roles = vec![HeldRole { role: role.name().to_owned(), scope: "site:a".to_owned(), until }];
    server.store.change_user(&User { roles, ..user }).unwrap();
    let cookie = server.signed_in("north", role);
    (server, cookie)
}

fn get(server: &Server, path: &str, cookie: &str) -> Value {
    server.ask("GET", &format!("/api/v1{path}"), cookie, &Value::Null).json()
}

fn ids(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap()).collect()
}

fn work_about(server: &Server, subject: &str, role: Role) {
    let item = WorkItem {
        id: 0,
        tenant: "north".to_owned(),
        role: role.name().to_owned(),
        subject: subject.to_owned(),
        code: "a/b".to_owned(),
        due: None,
        created: now(),
        state: WorkState::Open,
        by: String::new(),
        facts: Vec::new(),
    };
    server.store.add_follows(&Follows { work: vec![item], ..Follows::default() }).unwrap();
}

#[test]
fn a_role_for_one_site_opens_nothing_else() {
    for role in [Role::Biomedical, Role::ServiceProvider, Role::HospitalIt] {
        let (server, cookie) = hospital(&format!("scope-{}", role.name()), role);
        assert_eq!(ids(&get(&server, "/sites", &cookie)), ["a"], "{}", role.name());
        assert!(ids(&get(&server, "/devices", &cookie)).is_empty());
        assert_eq!(get(&server, "/hit/CVE-2026-1", &cookie), json!([["a"], [], [], [0, 0, 0]]));
        for path in ["/sites/b/check", "/sites/b/units", "/sites/b/network", "/devices/a/check", "/devices/a/decisions"]
        {
            let reply = server.ask("GET", &format!("/api/v1{path}"), &cookie, &Value::Null);
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{path}");
        }
        assert_eq!(get(&server, "/sites/a/check", &cookie)["schema"], "tutela.check/v1");
    }
}

#[test]
fn work_about_what_the_role_is_not_for_is_not_seen_and_not_done() {
    let (server, cookie) = hospital("scope-work", Role::Biomedical);
    work_about(&server, "site/a CVE-2026-1", Role::Biomedical);
    work_about(&server, "site/b CVE-2026-2", Role::Biomedical);
    let work = get(&server, "/work", &cookie).to_string();
    assert!(work.contains("/sites/a") && !work.contains("/sites/b"), "{work}");
    let all = activities::jobs_port::WorkAsked { tenant: "north", roles: &[], done_too: false, after: None, limit: 10 };
    for item in server.store.work(&all).unwrap() {
        let reply =
            server.ask("POST", &format!("/api/v1/work/{}", item.id), &cookie, &json!({ "state": "acknowledged" }));
        let expected = if item.subject.contains("/a") { StatusCode::NO_CONTENT } else { StatusCode::NOT_FOUND };
        assert_eq!(reply.status, expected, "{}", item.subject);
    }
}

#[test]
fn an_emergency_opens_reading_alone_and_others_are_told() {
    let (server, cookie) = hospital("emergency", Role::HospitalIt);
    let take = |body: &Value| server.ask("POST", "/api/v1/emergency", &cookie, body);
    assert_eq!(take(&json!({ "reason": "short", "minutes": 60 })).status, StatusCode::BAD_REQUEST);
    assert_eq!(
        take(&json!({ "reason": "infusion pumps on 3 West stop", "minutes": 300 })).status,
        StatusCode::BAD_REQUEST
    );
    let taken = take(&json!({ "reason": "infusion pumps on 3 West stop", "minutes": 60 }));
    assert_eq!(taken.status, StatusCode::CREATED, "{}", taken.json());
    assert_eq!(ids(&get(&server, "/sites", &cookie)), ["a", "b"]);
    assert_eq!(ids(&get(&server, "/devices", &cookie)), ["a", "b"]);
    let shown = get(&server, "/session", &cookie);
    assert_eq!(shown["user"]["emergency"]["reason"], "infusion pumps on 3 West stop");
    // What may be changed stays as it was.
    assert_eq!(server.ask("POST", "/api/v1/sites?name=b", &cookie, &Value::Null).status, StatusCode::FORBIDDEN);
    for told in [Role::ClinicalSafety, Role::Auditor] {
        let work = get(&server, "/work", &server.signed_in("north", told)).to_string();
        assert!(work.contains("Emergency access: NORTH-HOSPITAL-IT") && work.contains("3 West"), "{work}");
    }
    let leaves = server.store.leaves(0, 100, None).unwrap();
    let log: String = leaves.iter().map(|leaf| String::from_utf8_lossy(&leaf.bytes).into_owned()).collect();
    assert!(log.contains("emergency-begun") && !log.contains("3 West"), "{log}");
    assert_eq!(server.ask("DELETE", "/api/v1/emergency", &cookie, &Value::Null).status, StatusCode::NO_CONTENT);
    assert_eq!(ids(&get(&server, "/sites", &cookie)), ["a"]);
}

#[test]
fn an_emergency_ends_by_itself() {
    let (server, cookie) = hospital("emergency-ends", Role::HospitalIt);
    let key = key_of(cookie.split_once('=').unwrap().1);
    let lasts_until = |until: i64| {
        let emergency = Some(EmergencyFacts { until, reason: "a reason".to_owned() });
        let facts = SessionFacts { emergency, ..SessionFacts::default() }.bytes();
        server.store.touch_session(&key, now(), Instant(now().0 + Instant::DAY), &facts).unwrap();
        server.shared().known.let_go();
        ids(&get(&server, "/sites", &cookie)).len()
    };
    assert_eq!((lasts_until(now().0 + 1), lasts_until(now().0)), (2, 1));
    assert_eq!(get(&server, "/session", &cookie)["user"]["emergency"], Value::Null);
}

#[test]
fn who_is_not_clinical_takes_no_emergency() {
    for role in [Role::Auditor, Role::ServiceProvider] {
        let (server, cookie) = hospital(&format!("emergency-{}", role.name()), role);
        let asked = json!({ "reason": "infusion pumps on 3 West stop", "minutes": 60 });
        assert_eq!(server.ask("POST", "/api/v1/emergency", &cookie, &asked).status, StatusCode::FORBIDDEN);
    }
}
