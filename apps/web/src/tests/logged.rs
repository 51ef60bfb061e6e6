//! The log as people look through it, what leaves the house, and feeds that somebody asks for.

use super::server::{Server, a_moment_later};
use super::uploads::{archive, put};
use activities::role::Role;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use terms::Party;

fn rows(server: &Server, cookie: &str, query: &str) -> Value {
    let reply = server.ask("GET", &format!("/api/v1/log{query}"), cookie, &Value::Null);
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.json());
    reply.json()
}

fn column(page: &Value, field: &str) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|row| row[field].as_str().unwrap().to_owned()).collect()
}

/// A maker with two devices in the log.
fn maker(name: &str) -> (Server, String) {
    let server = Server::new(name);
    server.organisation("aster", Party::Manufacturer);
    let cookie = server.signed_in("aster", Role::ProductSecurity);
    for device in ["pump", "monitor"] {
        let path = format!("/api/v1/devices?name={device}");
        let reply = put(&server, &cookie, &path, archive(&[("device.yaml", "id: x\n")]));
        assert_eq!(reply.status, StatusCode::CREATED);
    }
    (server, cookie)
}

#[test]
fn the_log_is_narrowed_by_what_was_done_and_to_what() {
    let (server, _) = maker("log-narrowed");
    let auditor = server.signed_in("aster", Role::Auditor);
    assert_eq!(column(&rows(&server, &auditor, "?subject=dossier%2Fpump"), "subject"), ["dossier/pump"]);
    assert_eq!(rows(&server, &auditor, "?deed=dossier-put")["items"].as_array().unwrap().len(), 2);
    assert_eq!(rows(&server, &auditor, "?deed=decision-taken")["items"], json!([]));
    let first = rows(&server, &auditor, "?limit=1");
    assert!(first["deeds"].as_array().unwrap().contains(&json!({ "deed": "exported", "deed_text": "exported" })));
    let next = first["next"].as_str().unwrap();
    let second = rows(&server, &auditor, &format!("?limit=1&after={next}"));
    assert_eq!([column(&first, "subject"), column(&second, "subject")].concat(), ["dossier/monitor", "dossier/pump"]);
}

#[test]
fn a_log_that_was_exported_says_so_with_the_hash_of_the_file() {
    let (server, _) = maker("log-exported");
    let auditor = server.signed_in("aster", Role::Auditor);
    let file = server.ask("GET", "/api/v1/log/export", &auditor, &Value::Null);
    assert_eq!(file.status, StatusCode::OK);
    let exported = rows(&server, &auditor, "?deed=exported");
    assert_eq!(column(&exported, "hash"), [crate::session::hex(&Sha256::digest(&file.body))]);
    assert_eq!(
        (column(&exported, "by_text"), column(&exported, "subject")),
        (vec!["ASTER-AUDITOR".to_owned()], vec!["log".to_owned()])
    );
}

#[test]
fn what_a_maker_is_told_is_recorded_when_it_leaves_and_not_when_it_is_held_already() {
    let server = Server::new("status-exported");
    server.organisation("north", Party::Facility);
    let cookie = server.signed_in("north", Role::HospitalIt);
    put(&server, &cookie, "/api/v1/sites?name=east", archive(&[("site.yaml", "id: east\n")]));
    let ask = |tag: &str| {
        let request = Request::get("/api/v1/sites/east/packages/pump/status").header(header::COOKIE, &cookie);
        server.send(request.header(header::IF_NONE_MATCH, tag).body(Body::empty()).unwrap())
    };
    let told = ask("\"other\"");
    let tag = told.headers[header::ETAG].to_str().unwrap().to_owned();
    assert_eq!((told.status, ask(&tag).status), (StatusCode::OK, StatusCode::NOT_MODIFIED));
    let exported = rows(&server, &cookie, "?deed=exported");
    assert_eq!(column(&exported, "subject"), ["site/east status pump"]);
    assert_eq!(column(&exported, "hash"), [crate::session::hex(&Sha256::digest(&told.body))]);
}

#[test]
fn feeds_are_fetched_when_somebody_who_may_asks_and_once_a_minute() {
    let (server, cookie) = maker("sync-now");
    let auditor = server.signed_in("aster", Role::Auditor);
    let ask = |cookie: &str| server.ask("POST", "/api/v1/feeds/sync", cookie, &Value::Null);
    assert_eq!(ask(&auditor).status, StatusCode::FORBIDDEN);
    let (first, again) = (ask(&cookie), ask(&cookie));
    assert_eq!(
        (first.status, first.json(), again.json()),
        (StatusCode::ACCEPTED, json!({"queued": true}), json!({"queued": false}))
    );
    a_moment_later();
    crate::tell::tick(server.shared(), "holder").unwrap();
    let kinds = activities::jobs_port::Jobs::job_counts(&*server.store).unwrap();
    let sync = kinds.iter().find(|one| one.kind == "sync-feeds").unwrap();
    assert_eq!((sync.open, sync.done), (0, 1));
    assert_eq!(rows(&server, &cookie, "?deed=feeds-asked-for")["items"].as_array().unwrap().len(), 1);
}
