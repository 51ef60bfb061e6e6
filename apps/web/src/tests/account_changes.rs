//! What an administrator changes of an account, and what its person notices of it.

use super::server::{AHEAD, PASSWORD, Reply, Server, now};
use activities::accounts_port::{Accounts, HeldRole, User};
use activities::library_port::{KeptId, Library};
use activities::log_port::LogStore;
use activities::role::Role;
use axum::http::StatusCode;
use serde_json::{Value, json};
use terms::{Instant, Party};

/// A hospital with two sites and two dossiers; its administrator.
fn hospital(name: &str) -> (Server, String) {
    let server = Server::new(name);
    server.organisation("north", Party::Facility);
    for name in ["a", "b"] {
        server.store.put(&KeptId::site("north", name), Some(0), &[("site.yaml", b"x")], "u", now()).unwrap();
        server.store.put(&KeptId::dossier("north", name), Some(0), &[("device.yaml", b"x")], "u", now()).unwrap();
    }
    let admin = server.signed_in("north", Role::Administrator);
    (server, admin)
}

fn person(server: &Server, role: Role) -> User {
    server.store.user_by_login(&format!("north-{}", role.name())).unwrap().unwrap()
}

fn give(server: &Server, by: &str, to: Role, roles: &Value) -> Reply {
    let path = format!("/api/v1/users/{}/roles", person(server, to).id);
    server.ask("PUT", &path, by, &json!({ "roles": roles }))
}

fn post(server: &Server, by: &str, to: Role, what: &str) -> Reply {
    server.ask("POST", &format!("/api/v1/users/{}/{what}", person(server, to).id), by, &Value::Null)
}

fn status(server: &Server, path: &str, cookie: &str) -> StatusCode {
    server.ask("GET", &format!("/api/v1{path}"), cookie, &Value::Null).status
}

fn sign_in(server: &Server, login: &str, password: &str) -> Reply {
    server.ask("POST", "/api/v1/session", "", &json!({ "login": login, "password": password }))
}

/// Whoever else keeps the accounts, until then.
fn another_administrator(server: &Server, until: Option<Instant>) {
    let user = person(server, Role::Quality);
    let held = HeldRole { role: "administrator".to_owned(), scope: String::new(), until };
    server.store.change_user(&User { roles: vec![held], ..user }).unwrap();
}

#[test]
fn what_is_taken_away_is_closed_in_the_session_that_runs_and_what_is_given_is_open() {
    let (server, admin) = hospital("roles");
    let cookie = server.signed_in("north", Role::Auditor);
    assert_eq!(
        (status(&server, "/sites/a/check", &cookie), status(&server, "/log", &cookie)),
        (StatusCode::OK, StatusCode::OK)
    );
    let given = give(&server, &admin, Role::Auditor, &json!([{ "role": "biomedical", "scope": "site:b" }]));
    assert_eq!(given.status, StatusCode::OK, "{}", given.json());
    assert_eq!(given.json()["roles"][0]["scope"], "site:b");
    // No moment has passed: whoever was known a moment ago is asked about anew.
    assert_eq!(status(&server, "/log", &cookie), StatusCode::FORBIDDEN);
    assert_eq!(status(&server, "/sites/a/check", &cookie), StatusCode::NOT_FOUND);
    assert_eq!(status(&server, "/sites/b/check", &cookie), StatusCode::OK);
    let shown = server.ask("GET", "/api/v1/session", &cookie, &Value::Null).json();
    assert_eq!(shown["user"]["roles"], json!(["biomedical"]));
}

#[test]
fn an_end_is_set_moved_and_taken_away() {
    let (server, admin) = hospital("ends");
    let cookie = server.signed_in("north", Role::Auditor);
    let until = |end: Option<i64>| {
        let end = end.map(|ahead| Instant(now().0 + ahead).to_string());
        assert_eq!(
            give(&server, &admin, Role::Auditor, &json!([{ "role": "auditor", "until": end }])).status,
            StatusCode::OK
        );
        status(&server, "/log", &cookie)
    };
    assert_eq!(until(Some(60_000)), StatusCode::OK);
    AHEAD.set(60_000);
    server.shared().known.let_go();
    assert_eq!(status(&server, "/log", &cookie), StatusCode::FORBIDDEN);
    assert_eq!(until(Some(60_000)), StatusCode::OK);
    AHEAD.set(120_000);
    server.shared().known.let_go();
    assert_eq!(status(&server, "/log", &cookie), StatusCode::FORBIDDEN);
    assert_eq!(until(None), StatusCode::OK);
    AHEAD.set(0);
}

#[test]
fn roles_that_cannot_be_are_refused_and_nothing_is_changed() {
    let (server, admin) = hospital("roles-refused");
    for roles in [
        json!([]),
        json!([{ "role": "king" }]),
        json!([{ "role": "auditor", "scope": "ward:ICU" }]),
        json!([{ "role": "administrator", "scope": "site:alba" }]),
        json!([{ "role": "auditor", "until": "tomorrow" }]),
        json!([{ "role": "service-provider", "scope": "site:a" }]),
        json!([{ "role": "auditor" }, { "role": "auditor", "until": "2027-01-01T00:00:00Z" }]),
    ] {
        let reply = give(&server, &admin, Role::Auditor, &roles);
        assert_eq!(reply.status, StatusCode::BAD_REQUEST, "{roles}: {}", reply.json());
    }
    assert_eq!(person(&server, Role::Auditor).roles[0].role, "auditor");
    assert_eq!(
        server.ask("PUT", "/api/v1/users/nobody/roles", &admin, &json!({ "roles": [{ "role": "auditor" }] })).status,
        StatusCode::NOT_FOUND
    );
}

#[test]
fn the_last_administrator_is_neither_demoted_nor_disabled_and_gets_no_end() {
    let (server, admin) = hospital("last");
    let end = Instant(now().0 + Instant::DAY);
    let refused = |reply: Reply| {
        assert_eq!((reply.status, &reply.json()["code"]), (StatusCode::CONFLICT, &json!("server/last-administrator")));
    };
    refused(give(&server, &admin, Role::Administrator, &json!([{ "role": "auditor" }])));
    refused(give(
        &server,
        &admin,
        Role::Administrator,
        &json!([{ "role": "administrator", "until": end.to_string() }]),
    ));
    // One whose own role ends takes nobody's place, and cannot take the last one away either.
    another_administrator(&server, Some(end));
    let other = server.signed_in("north", Role::Quality);
    refused(give(&server, &admin, Role::Administrator, &json!([{ "role": "auditor" }])));
    refused(give(&server, &other, Role::Administrator, &json!([{ "role": "auditor" }])));
    refused(post(&server, &other, Role::Administrator, "disable"));
    assert_eq!(status(&server, "/users", &admin), StatusCode::OK);
    another_administrator(&server, None);
    server.shared().known.let_go();
    let more = json!([{ "role": "administrator" }, { "role": "auditor" }]);
    assert_eq!(give(&server, &admin, Role::Administrator, &more).status, StatusCode::OK);
    assert_eq!(give(&server, &admin, Role::Administrator, &json!([{ "role": "auditor" }])).status, StatusCode::OK);
    assert_eq!(status(&server, "/users", &admin), StatusCode::FORBIDDEN);
    refused(give(&server, &other, Role::Quality, &json!([{ "role": "auditor" }])));
}

#[test]
fn of_two_administrators_who_demote_each_other_at_once_one_stays() {
    let (server, admin) = hospital("duel");
    another_administrator(&server, None);
    let other = server.signed_in("north", Role::Quality);
    let auditor = json!([{ "role": "auditor" }]);
    let done = std::thread::scope(|scope| {
        let one = scope.spawn(|| give(&server, &admin, Role::Quality, &auditor).status);
        let two = scope.spawn(|| give(&server, &other, Role::Administrator, &auditor).status);
        [one.join().unwrap(), two.join().unwrap()]
    });
    assert_eq!(done.iter().filter(|status| **status == StatusCode::OK).count(), 1, "{done:?}");
    let keeps = |role: Role| person(&server, role).roles[0].role == "administrator";
    assert!(keeps(Role::Quality) != keeps(Role::Administrator));
}

#[test]
fn an_account_that_was_disabled_comes_back_without_its_sessions_and_tokens() {
    let (server, admin) = hospital("enable");
    let cookie = server.signed_in("north", Role::HospitalIt);
    let asked = json!({ "label": "ci", "permissions": ["read-feeds"], "days": 30 });
    let token = server.ask("POST", "/api/v1/tokens", &cookie, &asked).json()["token"].as_str().unwrap().to_owned();
    assert_eq!(server.ask_by_token("GET", "/api/v1/feeds", &token).status, StatusCode::OK);
    assert_eq!(post(&server, &admin, Role::HospitalIt, "disable").status, StatusCode::NO_CONTENT);
    assert_eq!(sign_in(&server, "north-hospital-it", PASSWORD).status, StatusCode::UNAUTHORIZED);
    assert_eq!(post(&server, &admin, Role::HospitalIt, "password").status, StatusCode::CONFLICT);
    assert_eq!(post(&server, &admin, Role::HospitalIt, "enable").status, StatusCode::NO_CONTENT);
    assert_eq!(status(&server, "/devices", &cookie), StatusCode::UNAUTHORIZED);
    assert_eq!(server.ask_by_token("GET", "/api/v1/feeds", &token).status, StatusCode::UNAUTHORIZED);
    assert_eq!(sign_in(&server, "north-hospital-it", PASSWORD).status, StatusCode::OK);
    assert_eq!(post(&server, &admin, Role::HospitalIt, "enable").status, StatusCode::NO_CONTENT);
}

#[test]
fn a_password_that_was_given_opens_one_session_in_which_another_is_chosen_first() {
    let (server, admin) = hospital("given");
    let cookie = server.signed_in("north", Role::Auditor);
    for _ in 0..8 {
        sign_in(&server, "north-auditor", "forgotten");
    }
    let given = post(&server, &admin, Role::Auditor, "password");
    assert_eq!(given.status, StatusCode::OK, "{}", given.json());
    let password = given.json()["password"].as_str().unwrap().to_owned();
    assert_eq!(status(&server, "/devices", &cookie), StatusCode::UNAUTHORIZED, "sessions of before end");
    assert_eq!(sign_in(&server, "north-auditor", PASSWORD).status, StatusCode::UNAUTHORIZED);
    let listed = server.ask("GET", "/api/v1/users", &admin, &Value::Null).json().to_string();
    assert!(listed.contains(given.json()["ends_at"].as_str().unwrap()) && !listed.contains(&password), "{listed}");
    let opened = sign_in(&server, "north-auditor", &password);
    assert_eq!(opened.status, StatusCode::OK, "{}", opened.json());
    assert_eq!(
        (&opened.json()["password_change_needed"], &opened.json()["user"]["permissions"]),
        (&json!(true), &json!([]))
    );
    let cookie = opened.cookie();
    for (method, path) in
        [("GET", "/devices"), ("GET", "/second-factor"), ("GET", "/events"), ("POST", "/second-factor/begin")]
    {
        let reply = server.ask(method, &format!("/api/v1{path}"), &cookie, &json!({ "password": password }));
        assert_eq!(
            (reply.status, &reply.json()["code"]),
            (StatusCode::FORBIDDEN, &json!("server/password-change-needed")),
            "{path}"
        );
    }
    assert_eq!(sign_in(&server, "north-auditor", &password).status, StatusCode::UNAUTHORIZED, "it counts once");
    let change = json!({ "old": password, "new": "four words of my own" });
    let changed = server.ask("POST", "/api/v1/password", &cookie, &change);
    assert_eq!(changed.status, StatusCode::OK, "{}", changed.json());
    assert_eq!(changed.json()["password_change_needed"], false);
    assert_eq!(status(&server, "/devices", &changed.cookie()), StatusCode::OK);
    assert_eq!(sign_in(&server, "north-auditor", "four words of my own").status, StatusCode::OK);
    assert_eq!(sign_in(&server, "north-auditor", &password).status, StatusCode::UNAUTHORIZED);
}

#[test]
fn a_password_that_was_given_is_over_after_three_days_and_after_the_next_one() {
    let (server, admin) = hospital("given-over");
    let password = || post(&server, &admin, Role::Auditor, "password").json()["password"].as_str().unwrap().to_owned();
    let (first, second) = (password(), password());
    assert_eq!(sign_in(&server, "north-auditor", &first).status, StatusCode::UNAUTHORIZED);
    AHEAD.set(3 * Instant::DAY);
    assert_eq!(sign_in(&server, "north-auditor", &second).status, StatusCode::UNAUTHORIZED);
    AHEAD.set(3 * Instant::DAY - 1);
    assert_eq!(sign_in(&server, "north-auditor", &second).status, StatusCode::OK);
    AHEAD.set(0);
}

#[test]
fn a_password_is_given_to_nobody_who_proves_elsewhere_who_they_are_and_nobody_gives_it_themselves() {
    let (server, admin) = hospital("given-elsewhere");
    let user = person(&server, Role::Auditor);
    let credentials = br#"{"elsewhere":{"way":"oidc","by":"https://id.example","subject":"7"}}"#.to_vec();
    server.store.change_user(&User { password: String::new(), credentials, ..user }).unwrap();
    assert_eq!(post(&server, &admin, Role::Auditor, "password").status, StatusCode::CONFLICT);
    let reply = give(&server, &admin, Role::Auditor, &json!([{ "role": "quality" }]));
    assert_eq!(reply.status, StatusCode::CONFLICT, "its groups decide: {}", reply.json());
    assert_eq!(post(&server, &admin, Role::Administrator, "password").status, StatusCode::CONFLICT);
    let row = server.ask("GET", "/api/v1/users", &admin, &Value::Null).json();
    let row = row["items"].as_array().unwrap().iter().find(|row| row["login"] == "north-auditor").unwrap().clone();
    assert_eq!(row["signs_in"], "oidc");
}

#[test]
fn the_second_factor_stays_when_a_password_is_given() {
    let (server, admin) = hospital("given-factor");
    let user = person(&server, Role::Auditor);
    server.store.change_user(&User { totp: Some(vec![1; 40]), ..user }).unwrap();
    let password = post(&server, &admin, Role::Auditor, "password").json()["password"].as_str().unwrap().to_owned();
    assert_eq!(sign_in(&server, "north-auditor", &password).json()["code"], "server/one-time-code-missing");
    assert!(person(&server, Role::Auditor).totp.is_some());
}

#[test]
fn an_emergency_ends_with_the_role_that_it_was_taken_by() {
    let (server, admin) = hospital("emergency-role");
    let until = Instant(now().0 + Instant::DAY).to_string();
    let of_a = json!([{ "role": "hospital-it", "scope": "site:a" }]);
    assert_eq!(give(&server, &admin, Role::HospitalIt, &of_a).status, StatusCode::OK);
    let cookie = server.signed_in("north", Role::HospitalIt);
    let asked = json!({ "reason": "infusion pumps on 3 West stop", "minutes": 60 });
    assert_eq!(server.ask("POST", "/api/v1/emergency", &cookie, &asked).status, StatusCode::CREATED);
    assert_eq!(status(&server, "/sites/b/check", &cookie), StatusCode::OK);
    let provider = json!([{ "role": "service-provider", "scope": "site:a", "until": until }]);
    assert_eq!(give(&server, &admin, Role::HospitalIt, &provider).status, StatusCode::OK);
    assert_eq!(status(&server, "/sites/b/check", &cookie), StatusCode::NOT_FOUND);
    let shown = server.ask("GET", "/api/v1/session", &cookie, &Value::Null).json();
    assert_eq!(shown["user"]["emergency"], Value::Null);
}

#[test]
fn each_of_these_stands_in_the_log_with_what_changed_and_without_the_password() {
    let (server, admin) = hospital("changes-log");
    let roles = json!([{ "role": "quality", "scope": "family:a", "until": "2027-01-01T00:00:00Z" }]);
    give(&server, &admin, Role::Auditor, &roles);
    post(&server, &admin, Role::Auditor, "disable");
    post(&server, &admin, Role::Auditor, "enable");
    let password = post(&server, &admin, Role::Auditor, "password").json()["password"].as_str().unwrap().to_owned();
    let log = server.ask("GET", "/api/v1/log", &admin, &Value::Null).json();
    let rows = log["items"].as_array().unwrap();
    let deeds: Vec<&str> = rows.iter().map(|row| row["deed"].as_str().unwrap()).collect();
    assert_eq!(deeds, ["password-reset", "account-enabled", "account-disabled", "roles-changed"]);
    assert!(rows.iter().all(|row| row["by_text"] == "NORTH-ADMINISTRATOR"));
    assert!(rows.iter().all(|row| row["subject"] == person(&server, Role::Auditor).id), "{log}");
    assert_eq!(rows[3]["subject_text"], "NORTH-AUDITOR: auditor → quality family:a until 2027-01-01T00:00:00Z");
    let leaves = server.store.leaves(0, 100, None).unwrap();
    let text: String = leaves.iter().map(|leaf| String::from_utf8_lossy(&leaf.bytes).into_owned()).collect();
    // Neither a name nor the password: whom it is about is a salted hash.
    assert!(!text.contains(&password) && !text.contains("NORTH-AUDITOR") && !text.contains("quality"), "{text}");
}
