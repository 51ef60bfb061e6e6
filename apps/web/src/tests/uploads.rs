//! Dossiers and sites that are put, listed, checked, and seen by their own organisation alone.

use super::server::{Reply, Server};
use activities::accounts_port::{Accounts, HeldRole, User};
use activities::role::Role;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};
use terms::Party;

pub(super) fn archive(files: &[(&str, &str)]) -> Vec<u8> {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, text) in files {
        let mut header = tar::Header::new_gnu();
        header.set_size(text.len() as u64);
        header.set_mode(0o644);
        builder.append_data(&mut header, name, text.as_bytes()).unwrap();
    }
    builder.into_inner().unwrap()
}

pub(super) fn put(server: &Server, cookie: &str, path: &str, body: Vec<u8>) -> Reply {
    server.send(Request::post(path).header(header::COOKIE, cookie).body(Body::from(body)).unwrap())
}

#[test]
fn a_dossier_that_is_put_is_listed_with_its_answer() {
    let server = Server::new("put");
    server.organisation("aster", Party::Manufacturer);
    let cookie = server.signed_in("aster", Role::ProductSecurity);
    let tar = archive(&[("device.yaml", "id: pump\n")]);
    let first = put(&server, &cookie, "/api/v1/devices?name=pump", tar.clone());
    assert_eq!(first.status, StatusCode::CREATED, "{}", first.json());
    assert_eq!((&first.json()["new"], &first.json()["revision"]["sequence"]), (&json!(true), &json!(1)));
    let again = put(&server, &cookie, "/api/v1/devices?name=pump", tar);
    assert_eq!((again.status, &again.json()["new"]), (StatusCode::OK, &json!(false)));
    let listed = server.ask("GET", "/api/v1/devices", &cookie, &Value::Null).json();
    assert_eq!(listed["items"][0]["id"], "pump");
    assert_eq!(listed["items"][0]["answer"]["verdict"], "undecided");
    assert_eq!(listed["items"][0]["answer"]["current"], true);
    let work = server.ask("GET", "/api/v1/work", &cookie, &Value::Null).json();
    assert_eq!(work["items"][0]["href"], "/devices/pump");
    assert_eq!(work["sources"][0]["state"], "stale");
}

#[test]
fn a_dossier_that_is_put_without_waiting_is_never_shown_as_checked_before_the_watch_did() {
    let server = Server::new("later");
    server.organisation("aster", Party::Manufacturer);
    let cookie = server.signed_in("aster", Role::ProductSecurity);
    let put = put_later(&server, &cookie);
    assert_eq!((&put["check_follows"], &put["new"], &put["answer"]), (&json!(true), &json!(true), &Value::Null));
    let row = || server.ask("GET", "/api/v1/devices", &cookie, &Value::Null).json()["items"][0]["answer"].clone();
    assert_eq!(row(), Value::Null);
    let work = server.ask("GET", "/api/v1/work", &cookie, &Value::Null).json();
    assert!(work["items"].to_string().contains("/devices/pump"), "{work}");
    assert_eq!(crate::watch::tick(server.shared(), "test").unwrap(), 1);
    assert_eq!(row()["current"], true);
    let again = put_later(&server, &cookie);
    assert_eq!((&again["check_follows"], &again["answer"]["current"]), (&json!(false), &json!(true)), "{again}");
}

fn put_later(server: &Server, cookie: &str) -> Value {
    put(server, cookie, "/api/v1/devices?name=pump&check=later", archive(&[("device.yaml", "id: pump\n")])).json()
}

#[test]
fn a_revision_that_follows_another_than_was_read_is_refused() {
    let server = Server::new("expected");
    server.organisation("aster", Party::Manufacturer);
    let cookie = server.signed_in("aster", Role::ProductSecurity);
    let tar = |text: &str| archive(&[("device.yaml", text)]);
    assert_eq!(put(&server, &cookie, "/api/v1/devices?name=pump&expected=0", tar("a")).status, StatusCode::CREATED);
    assert_eq!(put(&server, &cookie, "/api/v1/devices?name=pump&expected=0", tar("b")).status, StatusCode::CONFLICT);
    assert_eq!(put(&server, &cookie, "/api/v1/devices?name=pump&expected=1", tar("b")).status, StatusCode::CREATED);
    let history = server.ask("GET", "/api/v1/devices/pump/history", &cookie, &Value::Null).json();
    assert_eq!((&history["items"][0]["sequence"], history["items"].as_array().unwrap().len()), (&json!(2), 2));
}

#[test]
fn an_answer_that_the_caller_holds_already_is_not_sent_again() {
    let server = Server::new("etag");
    server.organisation("aster", Party::Manufacturer);
    let cookie = server.signed_in("aster", Role::ProductSecurity);
    put(&server, &cookie, "/api/v1/devices?name=pump", archive(&[("device.yaml", "a")]));
    let first = server.ask("GET", "/api/v1/devices/pump/check", &cookie, &Value::Null);
    assert_eq!(first.json()["schema"], "tutela.check/v1");
    let request = Request::get("/api/v1/devices/pump/check").header(header::COOKIE, &cookie);
    let again =
        server.send(request.header(header::IF_NONE_MATCH, &first.headers[header::ETAG]).body(Body::empty()).unwrap());
    assert_eq!((again.status, again.body.len()), (StatusCode::NOT_MODIFIED, 0));
}

#[test]
fn one_organisation_never_sees_what_another_keeps() {
    let server = Server::new("apart");
    server.organisation("aster", Party::Manufacturer);
    server.organisation("boreas", Party::Manufacturer);
    let own = server.signed_in("aster", Role::ProductSecurity);
    put(&server, &own, "/api/v1/devices?name=pump", archive(&[("device.yaml", "a")]));
    let other = server.signed_in("boreas", Role::ProductSecurity);
    for path in ["/api/v1/devices/pump/check", "/api/v1/devices/pump/history"] {
        assert_eq!(server.ask("GET", path, &other, &Value::Null).status, StatusCode::NOT_FOUND, "{path}");
    }
    assert_eq!(server.ask("GET", "/api/v1/devices", &other, &Value::Null).json()["items"], json!([]));
    assert_eq!(
        server.ask("GET", "/api/v1/hit/CVE-2026-1", &other, &Value::Null).json(),
        json!([[], [], [], [0, 0, 0]])
    );
    assert_eq!(
        server.ask("GET", "/api/v1/hit/CVE-2026-1", &own, &Value::Null).json(),
        json!([["pump"], [], [], [0, 0, 0]])
    );
}

#[test]
fn a_role_for_one_site_reaches_no_other() {
    let server = Server::new("scope");
    server.organisation("north", Party::Facility);
    let all = server.signed_in("north", Role::HospitalIt);
    for site in ["east", "west"] {
        put(&server, &all, &format!("/api/v1/sites?name={site}"), archive(&[("site.yaml", site)]));
    }
    let user = server.store.user_by_login("north-biomedical").unwrap().unwrap();
    let roles = vec![HeldRole { scope: "site:east".to_owned(), ..user.roles[0].clone() }];
    server.store.change_user(&User { roles, ..user }).unwrap();
    let east = server.signed_in("north", Role::Biomedical);
    assert_eq!(server.ask("GET", "/api/v1/sites/east/check", &east, &Value::Null).status, StatusCode::OK);
    assert_eq!(server.ask("GET", "/api/v1/sites/west/check", &east, &Value::Null).status, StatusCode::NOT_FOUND);
    assert_eq!(server.ask("GET", "/api/v1/sites", &east, &Value::Null).json()["items"].as_array().unwrap().len(), 1);
    let upload = put(&server, &east, "/api/v1/sites?name=west", archive(&[("site.yaml", "x")]));
    assert_eq!(upload.status, StatusCode::FORBIDDEN);
}

#[test]
fn what_is_no_dossier_is_refused_before_anything_is_kept() {
    let server = Server::new("refused");
    server.organisation("aster", Party::Manufacturer);
    let cookie = server.signed_in("aster", Role::ProductSecurity);
    let path = "/api/v1/devices?name=pump";
    assert_eq!(put(&server, &cookie, path, b"no archive".to_vec()).status, StatusCode::BAD_REQUEST);
    assert_eq!(put(&server, &cookie, path, archive(&[("x.txt", "x")])).status, StatusCode::BAD_REQUEST);
    let large = put(&server, &cookie, path, vec![0; (1 << 20) + 1]);
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    let name = put(&server, &cookie, "/api/v1/devices?name=..%2Fx", archive(&[("device.yaml", "a")]));
    assert_eq!(name.status, StatusCode::BAD_REQUEST, "{}", name.json());
    assert_eq!(server.ask("GET", "/api/v1/devices", &cookie, &Value::Null).json()["items"], json!([]));
}
