//! What people of one organisation may do to each other, and never to another organisation.

use super::server::{PASSWORD, Server};
use activities::accounts_port::{Accounts, HeldRole, User};
use activities::role::Role;
use axum::http::StatusCode;
use serde_json::{Value, json};
use terms::Party;

#[test]
fn an_administrator_makes_an_account_and_ends_it() {
    let server = Server::new("people");
    server.organisation("north", Party::Facility);
    let admin = server.signed_in("north", Role::Administrator);
    let asked = json!({ "login": "Sato", "name": "B. Sato", "roles": [{ "role": "biomedical" }] });
    let made = server.ask("POST", "/api/v1/users", &admin, &asked);
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json());
    let made = made.json();
    let password = made["password"].as_str().unwrap();
    let session = server.ask("POST", "/api/v1/session", "", &json!({ "login": "sato", "password": password }));
    assert_eq!(session.status, StatusCode::OK);
    let cookie = session.cookie();
    let id = made["user"]["id"].as_str().unwrap();
    let end = server.ask("POST", &format!("/api/v1/users/{id}/disable"), &admin, &Value::Null);
    assert_eq!(end.status, StatusCode::NO_CONTENT);
    assert_eq!(server.ask("GET", "/api/v1/devices", &cookie, &Value::Null).status, StatusCode::UNAUTHORIZED);
    assert_eq!(server.ask("POST", "/api/v1/users", &admin, &asked).status, StatusCode::CONFLICT);
}

#[test]
fn a_service_provider_is_never_without_scope_and_end() {
    let server = Server::new("provider");
    server.organisation("north", Party::Facility);
    let admin = server.signed_in("north", Role::Administrator);
    let asked = json!({ "login": "x", "name": "X", "roles": [{ "role": "service-provider" }] });
    assert_eq!(server.ask("POST", "/api/v1/users", &admin, &asked).status, StatusCode::BAD_REQUEST);
}

#[test]
fn an_administrator_of_one_organisation_is_nobody_in_another() {
    let server = Server::new("tenants");
    server.organisation("north", Party::Facility);
    server.organisation("aster", Party::Manufacturer);
    let admin = server.signed_in("north", Role::Administrator);
    let users = server.ask("GET", "/api/v1/users", &admin, &Value::Null).json().to_string();
    assert!(users.contains("north-auditor") && !users.contains("aster-"), "{users}");
    let other = server.store.user_by_login("aster-auditor").unwrap().unwrap();
    let end = server.ask("POST", &format!("/api/v1/users/{}/disable", other.id), &admin, &Value::Null);
    assert_eq!(end.status, StatusCode::NOT_FOUND);
    assert_eq!(server.store.user(&other.id).unwrap().unwrap().disabled, None);
}

#[test]
fn a_role_whose_end_has_come_opens_nothing() {
    let server = Server::new("ended");
    server.organisation("north", Party::Facility);
    let cookie = server.signed_in("north", Role::Auditor);
    let user = server.store.user_by_login("north-auditor").unwrap().unwrap();
    let roles = vec![HeldRole { until: Some(super::server::now()), ..user.roles[0].clone() }];
    server.store.change_user(&User { roles, ..user }).unwrap();
    assert_eq!(server.ask("GET", "/api/v1/devices", &cookie, &Value::Null).status, StatusCode::FORBIDDEN);
}

#[test]
fn a_new_password_ends_every_other_session() {
    let server = Server::new("password");
    server.organisation("north", Party::Facility);
    let other = server.signed_in("north", Role::Auditor);
    let own =
        server.ask("POST", "/api/v1/session", "", &json!({ "login": "north-auditor", "password": PASSWORD })).cookie();
    let short = json!({ "old": PASSWORD, "new": "short" });
    assert_eq!(server.ask("POST", "/api/v1/password", &own, &short).status, StatusCode::BAD_REQUEST);
    let wrong = json!({ "old": "something else", "new": "four words make one" });
    assert_eq!(server.ask("POST", "/api/v1/password", &own, &wrong).status, StatusCode::BAD_REQUEST);
    let changed =
        server.ask("POST", "/api/v1/password", &own, &json!({ "old": PASSWORD, "new": "four words make one" }));
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.json());
    assert_eq!(server.ask("GET", "/api/v1/devices", &other, &Value::Null).status, StatusCode::UNAUTHORIZED);
    assert_eq!(server.ask("GET", "/api/v1/devices", &changed.cookie(), &Value::Null).status, StatusCode::OK);
}
