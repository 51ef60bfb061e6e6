//! Tokens for a part of what their person reaches.

use super::server::{Server, now};
use super::uploads::{archive, put};
use activities::accounts_port::{Accounts, HeldRole, User};
use activities::role::Role;
use axum::http::StatusCode;
use serde_json::{Value, json};
use terms::Party;

const UNITS: &str = "id,serial,model,ward,addresses\n\
    one,OWN-1,Aster,ICU,10.0.0.1\n\
    two,SECRET-2,Aster,Ward SECRET,10.0.9.2\n";

/// A hospital with two sites and two dossiers.
fn hospital(name: &str) -> Server {
    let server = Server::new(name);
    server.organisation("north", Party::Facility);
    let cookie = server.signed_in_again("north", Role::HospitalIt);
    for name in ["a", "b"] {
        let site = [("site.yaml", "id: x\n"), ("units.csv", UNITS)];
        let device = [("device.yaml", "id: x\n")];
        assert_eq!(
            put(&server, &cookie, &format!("/api/v1/sites?name={name}"), archive(&site)).status,
            StatusCode::CREATED
        );
        assert_eq!(
            put(&server, &cookie, &format!("/api/v1/devices?name={name}"), archive(&device)).status,
            StatusCode::CREATED
        );
    }
    server
}

fn hold(server: &Server, scopes: &[&str]) {
    let user = server.store.user_by_login("north-hospital-it").unwrap().unwrap();
    let held = |scope: &&str| HeldRole { role: "hospital-it".to_owned(), scope: (*scope).to_owned(), until: None };
    server.store.change_user(&User { roles: scopes.iter().map(held).collect(), ..user }).unwrap();
    server.shared().known.let_go();
}

fn asked(permissions: &[&str], scopes: &[&str]) -> Value {
    json!({ "label": "build", "permissions": permissions, "scopes": scopes, "days": 30 })
}

fn make(server: &Server, permissions: &[&str], scopes: &[&str]) -> super::server::Reply {
    server.ask(
        "POST",
        "/api/v1/tokens",
        &server.signed_in_again("north", Role::HospitalIt),
        &asked(permissions, scopes),
    )
}

fn token(server: &Server, permissions: &[&str], scopes: &[&str]) -> String {
    let made = make(server, permissions, scopes);
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json());
    assert_eq!(made.json()["about"]["scopes"], json!(scopes));
    made.json()["token"].as_str().unwrap().to_owned()
}

fn ids(server: &Server, path: &str, token: &str) -> Vec<String> {
    let page = server.ask_by_token("GET", path, token).json();
    page["items"].as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
}

const READS: [&str; 2] = ["read-devices", "read-sites"];

#[test]
fn a_token_for_a_family_or_a_site_reaches_nothing_else() {
    let server = hospital("token-part");
    let family = token(&server, &["read-devices", "read-sites", "add-devices"], &["family:a"]);
    assert_eq!(ids(&server, "/api/v1/devices", &family), ["a"]);
    assert!(ids(&server, "/api/v1/sites", &family).is_empty());
    assert_eq!(server.ask_by_token("GET", "/api/v1/devices/b/check", &family).status, StatusCode::NOT_FOUND);
    let push = |name: &str, expected: i64| {
        let path = format!("/api/v1/devices?name={name}&expected={expected}");
        server.send_by_token("POST", &path, &family, &archive(&[("device.yaml", "id: z\n")])).status
    };
    assert_eq!(push("a", 1), StatusCode::CREATED);
    let refused = push("b", 1);
    assert!([StatusCode::FORBIDDEN, StatusCode::NOT_FOUND].contains(&refused), "{refused}");
    let both = token(&server, &READS, &["site:b", "family:a"]);
    assert_eq!(
        (ids(&server, "/api/v1/sites", &both), ids(&server, "/api/v1/devices", &both)),
        (vec!["b".to_owned()], vec!["a".to_owned()])
    );
    let all = token(&server, &READS, &[]);
    assert_eq!(ids(&server, "/api/v1/devices", &all), ["a", "b"]);
}

#[test]
fn a_token_for_a_ward_sees_the_units_of_that_ward_alone() {
    let server = hospital("token-ward");
    let ward = token(&server, &READS, &["ward:a/icu"]);
    let units = server.ask_by_token("GET", "/api/v1/sites/a/units", &ward).json();
    assert_eq!((&units["total"], &units["items"][0]["serial"]), (&json!(1), &json!("OWN-1")));
    assert!(!units.to_string().contains("SECRET"), "{units}");
    assert!(ids(&server, "/api/v1/sites", &ward).is_empty());
    for path in ["/api/v1/sites/a/history", "/api/v1/sites/b/units", "/api/v1/devices/a/check"] {
        assert_eq!(server.ask_by_token("GET", path, &ward).status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn a_token_never_reaches_more_than_its_person_does_now() {
    let server = hospital("token-person");
    hold(&server, &["site:a", "family:a"]);
    assert_eq!(make(&server, &READS, &["site:b"]).status, StatusCode::FORBIDDEN);
    let (all, of_a) = (token(&server, &READS, &[]), token(&server, &READS, &["site:a"]));
    assert_eq!(
        (ids(&server, "/api/v1/sites", &all), ids(&server, "/api/v1/sites", &of_a)),
        (vec!["a".to_owned()], vec!["a".to_owned()])
    );
    assert!(ids(&server, "/api/v1/devices", &of_a).is_empty());
    hold(&server, &["ward:a/ICU", "site:b"]);
    assert_eq!(ids(&server, "/api/v1/sites", &all), ["b"]);
    assert!(ids(&server, "/api/v1/sites", &of_a).is_empty());
    assert_eq!(
        server.ask_by_token("GET", "/api/v1/sites/a/units", &of_a).json()["total"],
        1,
        "the ward is left of the site"
    );
    hold(&server, &["site:b"]);
    let gone = server.ask_by_token("GET", "/api/v1/sites/a/units", &of_a);
    assert_eq!(gone.status, StatusCode::FORBIDDEN, "nothing is left that both hold: {}", gone.json());
}

#[test]
fn what_names_no_part_and_what_is_the_whole_organisations_is_refused() {
    let server = hospital("token-refused");
    for scopes in [&["ward:ICU"][..], &["site:"], &[""], &["a"], &["family:a\u{1f}b"]] {
        assert_eq!(make(&server, &READS, scopes).status, StatusCode::BAD_REQUEST, "{scopes:?}");
    }
    assert_eq!(make(&server, &["read-log"], &["site:a"]).status, StatusCode::BAD_REQUEST);
    assert_eq!(make(&server, &["read-log"], &[]).status, StatusCode::CREATED);
}

#[test]
fn the_list_shows_what_a_token_is_for_and_when_it_ends() {
    let server = hospital("token-list");
    token(&server, &READS, &["ward:a/ICU 3/West", "family:a"]);
    let cookie = server.signed_in("north", Role::HospitalIt);
    let row = server.ask("GET", "/api/v1/tokens", &cookie, &Value::Null).json()["items"][0].clone();
    assert_eq!(row["scopes"], json!(["ward:a/ICU 3/West", "family:a"]));
    let end = terms::Instant(now().0 + 30 * terms::Instant::DAY).to_string();
    assert_eq!(row["ends_at"], end.as_str());
}

#[test]
fn who_makes_a_token_is_offered_what_they_reach() {
    let server = hospital("token-offered");
    let offered = || {
        server.ask("GET", "/api/v1/scopes/own", &server.signed_in_again("north", Role::HospitalIt), &Value::Null).json()
    };
    let wards = json!(["ICU", "Ward SECRET"]);
    let sites = json!([{ "site": "a", "wards": wards }, { "site": "b", "wards": wards }]);
    assert_eq!(offered(), json!({ "sites": sites, "families": ["a", "b"] }));
    hold(&server, &["ward:a/ICU", "family:b"]);
    assert_eq!(offered(), json!({ "sites": [{ "site": "a", "wards": ["ICU"] }], "families": ["b"] }));
    let admin = server.signed_in("north", Role::Administrator);
    let none = server.ask("GET", "/api/v1/scopes/own", &admin, &Value::Null).json();
    assert_eq!(none, json!({ "sites": [], "families": [] }), "no clinical data");
}
