//! One-time codes and recovery codes.

use super::server::{PASSWORD, Reply, Server, now};
use crate::credentials::Credentials;
use activities::accounts_port::Accounts;
use activities::log_port::LogStore;
use activities::role::Role;
use activities::secrets_port::Secrets;
use axum::http::StatusCode;
use identity::LocalSecrets;
use serde_json::{Value, json};
use terms::Party;

/// A server with one organisation.
fn server(name: &str) -> Server {
    let server = Server::new(name);
    server.organisation("north", Party::Facility);
    server
}

fn proof(code: Option<&str>) -> Value {
    json!({ "password": PASSWORD, "one_time_code": code })
}

/// The code of this half minute, or of a neighbour.
fn code(letters: &str, from_now: i64) -> String {
    let value = |letter: u8| match letter {
        b'A'..=b'Z' => u64::from(letter - b'A'),
        _ => u64::from(letter - b'2') + 26,
    };
    let chunk = |eight: &[u8]| eight.iter().fold(0, |number, letter| number << 5 | value(*letter)).to_be_bytes();
    let secret: Vec<u8> = letters.as_bytes().chunks(8).flat_map(|eight| chunk(eight)[3..].to_vec()).collect();
    let step = u64::try_from(now().0 / 30_000 + from_now).unwrap();
    format!("{:06}", LocalSecrets.one_time_code(&secret, step))
}

/// Sets one up; the letters of the secret, the recovery codes, the cookie from then on.
fn enrolled(server: &Server, login: &str, cookie: &str) -> (String, Vec<String>, String) {
    let begun = server.ask("POST", "/api/v1/second-factor/begin", cookie, &proof(None));
    assert_eq!(begun.status, StatusCode::OK, "{login}: {}", begun.json());
    let letters = begun.json()["letters"].as_str().unwrap().to_owned();
    let done = server.ask("POST", "/api/v1/second-factor/confirm", cookie, &json!({ "code": code(&letters, -1) }));
    assert_eq!(done.status, StatusCode::OK, "{}", done.json());
    let codes: Vec<String> = serde_json::from_value(done.json()["codes"].take()).unwrap();
    (letters, codes, done.cookie())
}

fn sign_in(server: &Server, code: Option<&str>) -> Reply {
    let asked = json!({ "login": "north-auditor", "password": PASSWORD, "one_time_code": code });
    server.ask("POST", "/api/v1/session", "", &asked)
}

#[test]
fn once_set_up_the_code_is_asked_for_and_each_code_is_taken_once() {
    let server = server("factor");
    let other = server.signed_in("north", Role::Auditor);
    let (letters, _, cookie) = enrolled(&server, "north-auditor", &other);
    // Sessions of before knew the password alone.
    assert_eq!(server.ask("GET", "/api/v1/devices", &other, &Value::Null).status, StatusCode::UNAUTHORIZED);
    assert_eq!(server.ask("GET", "/api/v1/devices", &cookie, &Value::Null).status, StatusCode::OK);
    assert_eq!(sign_in(&server, None).json()["code"], "server/one-time-code-missing");
    assert_eq!(sign_in(&server, Some(&code(&letters, 0))).status, StatusCode::OK);
    assert_eq!(sign_in(&server, Some(&code(&letters, 0))).json()["code"], "server/sign-in-refused");
    // The one that confirmed was taken too.
    assert_eq!(sign_in(&server, Some(&code(&letters, -1))).status, StatusCode::UNAUTHORIZED);
    assert_eq!(sign_in(&server, Some(&code(&letters, 1))).status, StatusCode::OK);
    assert_eq!(sign_in(&server, Some(&code(&letters, 3))).status, StatusCode::UNAUTHORIZED);
}

#[test]
fn nothing_counts_before_the_first_code_was_typed() {
    let server = server("factor-pending");
    let cookie = server.signed_in("north", Role::Auditor);
    let wrong = json!({ "password": "something else", "one_time_code": null });
    assert_eq!(server.ask("POST", "/api/v1/second-factor/begin", &cookie, &wrong).status, StatusCode::UNAUTHORIZED);
    let confirm =
        |code: &str| server.ask("POST", "/api/v1/second-factor/confirm", &cookie, &json!({ "code": code })).status;
    assert_eq!(confirm("123456"), StatusCode::CONFLICT);
    server.ask("POST", "/api/v1/second-factor/begin", &cookie, &proof(None));
    assert_eq!(confirm("12345"), StatusCode::BAD_REQUEST);
    assert_eq!(sign_in(&server, None).status, StatusCode::OK);
}

#[test]
fn wrong_codes_close_a_login_as_wrong_passwords_do() {
    let server = server("factor-lock");
    let (letters, ..) = enrolled(&server, "north-auditor", &server.signed_in("north", Role::Auditor));
    for _ in 0..8 {
        assert_eq!(sign_in(&server, Some("no-such-code")).status, StatusCode::UNAUTHORIZED);
    }
    assert_eq!(sign_in(&server, Some(&code(&letters, 0))).status, StatusCode::UNAUTHORIZED);
}

#[test]
fn a_recovery_code_opens_once_and_is_kept_as_its_hash() {
    let server = server("factor-recovery");
    let (_, codes, cookie) = enrolled(&server, "north-auditor", &server.signed_in("north", Role::Auditor));
    assert_eq!(codes.len(), 10);
    let typed = codes[3].to_uppercase().replace('-', " ");
    assert_eq!(sign_in(&server, Some(&typed)).status, StatusCode::OK);
    assert_eq!(sign_in(&server, Some(&typed)).status, StatusCode::UNAUTHORIZED);
    let own = server.ask("GET", "/api/v1/second-factor", &cookie, &Value::Null).json();
    assert_eq!(own, json!({ "set": true, "recovery_codes_left": 9, "demanded": false }));
    let kept = server.store.user_by_login("north-auditor").unwrap().unwrap().credentials;
    let kept = String::from_utf8(kept).unwrap();
    assert!(codes.iter().all(|code| !kept.contains(code.as_str()) && !kept.contains(&code.replace('-', ""))));
    let renewed = server.ask("POST", "/api/v1/second-factor/recovery-codes", &cookie, &proof(Some(&codes[4])));
    assert_eq!(renewed.status, StatusCode::OK, "{}", renewed.json());
    assert_eq!(sign_in(&server, Some(&codes[5])).status, StatusCode::UNAUTHORIZED);
}

#[test]
fn it_is_switched_off_with_password_and_code_alone() {
    let server = server("factor-off");
    let (letters, _, cookie) = enrolled(&server, "north-auditor", &server.signed_in("north", Role::Auditor));
    let off = |proof: &Value| server.ask("POST", "/api/v1/second-factor/off", &cookie, proof).status;
    assert_eq!(off(&proof(None)), StatusCode::UNAUTHORIZED);
    assert_eq!(off(&proof(Some(&code(&letters, 0)))), StatusCode::NO_CONTENT);
    assert_eq!(sign_in(&server, None).status, StatusCode::OK);
}

#[test]
fn who_has_none_is_led_to_set_it_up_before_anything_else_where_it_is_demanded() {
    let server = server("factor-demanded");
    server.organisation("south", Party::Facility);
    let admin = server.signed_in("north", Role::Administrator);
    let demand = |cookie: &str, demanded: bool| {
        server.ask("POST", "/api/v1/organisation/second-factor", cookie, &json!({ "demanded": demanded })).status
    };
    assert_eq!(demand(&admin, true), StatusCode::NO_CONTENT);
    let cookie = server.signed_in("north", Role::Auditor);
    let barred = server.ask("GET", "/api/v1/devices", &cookie, &Value::Null);
    assert_eq!((barred.status, &barred.json()["code"]), (StatusCode::FORBIDDEN, &json!("server/second-factor-needed")));
    let session = server.ask("GET", "/api/v1/session", &cookie, &Value::Null).json();
    assert_eq!((&session["second_factor_needed"], &session["user"]["permissions"]), (&json!(true), &json!([])));
    // Who demanded it is no exception.
    assert_eq!(demand(&admin, false), StatusCode::FORBIDDEN);
    let (_, _, cookie) = enrolled(&server, "north-auditor", &cookie);
    assert_eq!(server.ask("GET", "/api/v1/devices", &cookie, &Value::Null).status, StatusCode::OK);
    let south = server.signed_in("south", Role::Auditor);
    assert_eq!(server.ask("GET", "/api/v1/devices", &south, &Value::Null).status, StatusCode::OK);
}

#[test]
fn an_administrator_takes_away_a_lost_one_of_their_own_organisation() {
    let server = server("factor-reset");
    server.organisation("south", Party::Facility);
    let (_, _, cookie) = enrolled(&server, "north-auditor", &server.signed_in("north", Role::Auditor));
    let user = server.store.user_by_login("north-auditor").unwrap().unwrap();
    let path = format!("/api/v1/users/{}/second-factor", user.id);
    let south = server.signed_in("south", Role::Administrator);
    assert_eq!(server.ask("DELETE", &path, &south, &Value::Null).status, StatusCode::NOT_FOUND);
    let north = server.signed_in("north", Role::Administrator);
    assert_eq!(server.ask("DELETE", &path, &north, &Value::Null).status, StatusCode::NO_CONTENT);
    assert_eq!(server.ask("GET", "/api/v1/devices", &cookie, &Value::Null).status, StatusCode::UNAUTHORIZED);
    assert_eq!(sign_in(&server, None).status, StatusCode::OK);
}

#[test]
fn neither_store_nor_log_holds_the_secret() {
    let server = server("factor-sealed");
    let (letters, codes, _) = enrolled(&server, "north-auditor", &server.signed_in("north", Role::Auditor));
    let user = server.store.user_by_login("north-auditor").unwrap().unwrap();
    let sealed = user.totp.clone().unwrap();
    assert_eq!(sealed.len(), 1 + 12 + 20 + 16);
    assert_eq!(Credentials::of(&user).pending, None);
    let leaves = server.store.leaves(0, 100, None).unwrap();
    let log: String = leaves.iter().map(|leaf| String::from_utf8_lossy(&leaf.bytes).into_owned()).collect();
    assert!(log.contains("second-factor-set") && !log.contains(&letters) && !log.contains(&codes[0]), "{log}");
}
