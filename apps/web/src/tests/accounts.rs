//! The first set-up, signing in and out, tokens.

use super::server::{CODE, PASSWORD, Server, now};
use activities::accounts_port::{Accounts, User};
use activities::log_port::LogStore;
use activities::role::Role;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};
use terms::Party;

fn set_up(code: &str) -> Value {
    json!({ "code": code, "organisation": "North Hospital", "party": "facility", "name": "A. Tanaka", "login": "Tanaka",
        "password": PASSWORD, "roles": ["hospital-it"] })
}

fn sign_in(server: &Server, login: &str, password: &str) -> super::server::Reply {
    server.ask("POST", "/api/v1/session", "", &json!({ "login": login, "password": password }))
}

#[test]
fn the_first_account_is_made_once_and_only_with_the_code() {
    let server = Server::new("setup");
    assert_eq!(server.ask("GET", "/api/v1/session", "", &Value::Null).json()["setup_needed"], true);
    assert_eq!(server.ask("POST", "/api/v1/setup", "", &set_up("wrong")).status, StatusCode::FORBIDDEN);
    let made = server.ask("POST", "/api/v1/setup", "", &set_up(CODE));
    assert_eq!(made.status, StatusCode::OK, "{}", made.json());
    assert_eq!(made.json()["user"]["party"], "facility");
    let again = server.ask("GET", "/api/v1/session", &made.cookie(), &Value::Null);
    assert_eq!((&again.json()["user"]["login"], &again.json()["setup_needed"]), (&json!("tanaka"), &json!(false)));
    assert_eq!(server.ask("POST", "/api/v1/setup", "", &set_up(CODE)).status, StatusCode::CONFLICT);
}

#[test]
fn a_session_begins_with_the_password_and_ends_when_its_owner_says() {
    let server = Server::new("session");
    server.organisation("north", Party::Facility);
    let reply = sign_in(&server, " North-Auditor ", PASSWORD);
    assert_eq!(reply.status, StatusCode::OK, "{}", reply.json());
    let line = reply.headers[header::SET_COOKIE].to_str().unwrap();
    assert!(line.contains("HttpOnly") && line.contains("SameSite=Strict"), "{line}");
    let cookie = reply.cookie();
    assert_eq!(server.ask("GET", "/api/v1/devices", &cookie, &Value::Null).status, StatusCode::OK);
    assert_eq!(server.ask("DELETE", "/api/v1/session", &cookie, &Value::Null).status, StatusCode::NO_CONTENT);
    assert_eq!(server.ask("GET", "/api/v1/devices", &cookie, &Value::Null).status, StatusCode::UNAUTHORIZED);
}

#[test]
fn eight_refusals_close_a_login_to_the_right_password_too() {
    let server = Server::new("lock");
    server.organisation("north", Party::Facility);
    for _ in 0..8 {
        assert_eq!(sign_in(&server, "north-auditor", "wrong").json()["code"], "server/sign-in-refused");
    }
    assert_eq!(sign_in(&server, "north-auditor", PASSWORD).status, StatusCode::UNAUTHORIZED);
    assert_eq!(sign_in(&server, "north-quality", PASSWORD).status, StatusCode::OK);
}

#[test]
fn another_site_cannot_make_a_browser_act() {
    let server = Server::new("csrf");
    server.organisation("north", Party::Facility);
    let cookie = server.signed_in("north", Role::Administrator);
    let request = Request::post("/api/v1/users").header(header::COOKIE, cookie).header("sec-fetch-site", "cross-site");
    let reply = server.send(request.header("content-type", "application/json").body(Body::from("{}")).unwrap());
    assert_eq!(reply.status, StatusCode::FORBIDDEN);
}

#[test]
fn a_token_may_what_it_was_made_for_until_it_is_withdrawn() {
    let server = Server::new("token");
    server.organisation("north", Party::Facility);
    let cookie = server.signed_in("north", Role::HospitalIt);
    let more = json!({ "label": "ci", "permissions": ["manage-users"], "days": 30 });
    assert_eq!(server.ask("POST", "/api/v1/tokens", &cookie, &more).status, StatusCode::FORBIDDEN);
    let asked = json!({ "label": "ci", "permissions": ["read-feeds"], "days": 30 });
    let made = server.ask("POST", "/api/v1/tokens", &cookie, &asked);
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json());
    let made = made.json();
    let token = made["token"].as_str().unwrap();
    assert_eq!(server.ask_by_token("GET", "/api/v1/feeds", token).status, StatusCode::OK);
    assert_eq!(server.ask_by_token("GET", "/api/v1/devices", token).status, StatusCode::FORBIDDEN);
    let one = format!("/api/v1/tokens/{}", made["about"]["id"].as_str().unwrap());
    assert_eq!(server.ask("DELETE", &one, &cookie, &Value::Null).status, StatusCode::NO_CONTENT);
    assert_eq!(server.ask_by_token("GET", "/api/v1/feeds", token).status, StatusCode::UNAUTHORIZED);
    let listed = server.ask("GET", "/api/v1/tokens", &cookie, &Value::Null).json().to_string();
    assert!(!listed.contains(token) && listed.contains("\"withdrawn\":true"), "{listed}");
}

#[test]
fn the_log_says_who_did_what_and_holds_no_password() {
    let server = Server::new("log");
    server.organisation("north", Party::Facility);
    sign_in(&server, "north-auditor", "a wrong password");
    let cookie = sign_in(&server, "north-auditor", PASSWORD).cookie();
    let log = server.ask("GET", "/api/v1/log", &cookie, &Value::Null).json();
    assert_eq!(log["items"][0]["deed"], "signed-in");
    let leaves = server.store.leaves(0, 100, None).unwrap();
    let bytes: Vec<u8> = leaves.iter().flat_map(|leaf| leaf.bytes.clone()).collect();
    let text = String::from_utf8(bytes).unwrap();
    assert!(
        text.contains("sign-in-refused") && !text.contains("wrong password") && !text.contains("battery"),
        "{text}"
    );
}

#[test]
fn what_another_server_changed_a_moment_ago_is_not_changed_back() {
    let server = Server::new("fresh");
    server.organisation("north", Party::Facility);
    let cookie = server.signed_in("north", Role::Auditor);
    let wishes = json!({ "address": "abe@north.example", "language": "en", "mail": true, "rhythm": "at-once", "weekday": 0,
        "at": "", "quiet": null, "offset": 0, "deputy": "", "lines": [] });
    let meanwhile = |change: fn(User) -> User| {
        // Whoever asks is known for a second from now on.
        let shown = server.ask("GET", "/api/v1/session", &cookie, &Value::Null).json();
        assert_eq!(shown["user"]["login"], "north-auditor");
        let user = server.store.user_by_login("north-auditor").unwrap().unwrap();
        server.store.change_user(&change(user)).unwrap();
    };
    meanwhile(|user| User { roles: Vec::new(), ..user });
    let put = server.ask("PUT", "/api/v1/notices", &cookie, &wishes);
    assert_eq!(put.status, StatusCode::OK, "{}", put.json());
    let user = server.store.user_by_login("north-auditor").unwrap().unwrap();
    assert_eq!((user.mail.as_str(), user.roles), ("abe@north.example", Vec::new()));
    meanwhile(|user| User { disabled: Some(now()), ..user });
    let change = json!({ "old": PASSWORD, "new": "another four words" });
    assert_eq!(server.ask("POST", "/api/v1/password", &cookie, &change).status, StatusCode::CONFLICT);
    assert!(server.store.user_by_login("north-auditor").unwrap().unwrap().disabled.is_some());
}
