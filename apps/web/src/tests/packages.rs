//! Packages that are sent to a site; what is in them is tried with the whole program (apps/cli/tests/people.rs).

use super::server::{Reply, Server};
use super::uploads::{archive, put};
use activities::accounts_port::{Accounts, HeldRole, User};
use activities::role::Role;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};
use terms::Party;

fn with_site(name: &str) -> (Server, String) {
    let server = Server::new(name);
    server.organisation("north", Party::Facility);
    let cookie = server.signed_in("north", Role::HospitalIt);
    let files = [("site.yaml", "id: east\n"), ("received/pump/old.txt", "old")];
    let reply = put(&server, &cookie, "/api/v1/sites?name=east", archive(&files));
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.json());
    (server, cookie)
}

fn send(server: &Server, cookie: &str, query: &str, package: &str) -> Reply {
    super::server::a_moment_later();
    put(server, cookie, &format!("/api/v1/sites/east/packages{query}"), package.as_bytes().to_vec())
}

/// The body of a form, and what it is.
fn form(parts: &[(&str, &str)]) -> (&'static str, Vec<u8>) {
    let part = |(name, text): &(&str, &str)| {
        format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let body = parts.iter().map(part).collect::<String>() + "--cut--\r\n";
    ("multipart/form-data; boundary=cut", body.into_bytes())
}

fn send_form(server: &Server, who: (&str, &str), query: &str, parts: &[(&str, &str)]) -> Reply {
    super::server::a_moment_later();
    let (kind, body) = form(parts);
    let request = Request::post(format!("/api/v1/sites/east/packages{query}")).header(who.0, who.1);
    server.send(request.header(header::CONTENT_TYPE, kind).body(Body::from(body)).unwrap())
}

fn revisions(server: &Server, cookie: &str) -> usize {
    let history = server.ask("GET", "/api/v1/sites/east/history", cookie, &Value::Null).json();
    history["items"].as_array().unwrap().len()
}

#[test]
fn a_package_is_only_tried_unless_writing_is_asked_for() {
    let (server, cookie) = with_site("package-trial");
    for query in ["", "?dry_run=true"] {
        let tried = send(&server, &cookie, query, "id: pump\n").json();
        assert_eq!(tried, json!("1 held, written false, north-hospital-it, , "));
    }
    assert_eq!(revisions(&server, &cookie), 1);
    assert_eq!(send(&server, &cookie, "?dry-run=true", "id: pump\n").status, StatusCode::BAD_REQUEST);
    assert_eq!(send(&server, &cookie, "?dry_run=false", "").status, StatusCode::BAD_REQUEST);
    assert_eq!(send(&server, &cookie, "?dry_run=false", "broken").status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(revisions(&server, &cookie), 1);
}

#[test]
fn one_that_is_taken_in_is_one_revision_a_deed_and_a_new_answer() {
    let (server, cookie) = with_site("package-taken");
    let parts = [("package", "id: pump\n"), ("accept", "all"), ("refuse", "patch=No window\nlogs=None")];
    let taken = send_form(&server, ("cookie", &cookie), "?dry_run=false", &parts);
    assert_eq!(taken.json(), json!("1 held, written true, north-hospital-it, all, patch=No window+logs=None"));
    assert_eq!(revisions(&server, &cookie), 2);
    let log = server.ask("GET", "/api/v1/log", &cookie, &Value::Null).json()["items"].to_string();
    assert!(log.contains("package-received") && log.contains("site/east pump 1 00ff"), "{log}");
    let sites = server.ask("GET", "/api/v1/sites", &cookie, &Value::Null).json();
    assert_eq!(sites["items"][0]["answer"]["current"], true);
    send(&server, &cookie, "?dry_run=false", "id: pump\n");
    assert_eq!(revisions(&server, &cookie), 2, "the same again is no revision");
    let again = server.ask("GET", "/api/v1/log", &cookie, &Value::Null).json()["items"].to_string();
    assert_eq!(again.matches("package-received").count(), 1);
}

#[test]
fn a_token_delivers_and_says_nothing_in_the_name_of_the_facility() {
    let (server, cookie) = with_site("package-token");
    let asked = json!({ "label": "maker", "permissions": ["deliver-packages"], "days": 30 });
    let token = server.ask("POST", "/api/v1/tokens", &cookie, &asked).json()["token"].as_str().unwrap().to_owned();
    let send = |query: &str| {
        let path = format!("/api/v1/sites/east/packages{query}");
        server.send_by_token("POST", &path, &token, b"id: pump\n")
    };
    let bearer = format!("Bearer {token}");
    let by_form = |said: (&str, &str)| {
        let parts = [("package", "id: pump\n"), said];
        send_form(&server, ("authorization", &bearer), "?dry_run=false", &parts)
    };
    let said = [("trust", "x"), ("accept", "all"), ("refuse", "a=b")].map(by_form);
    for refused in said.into_iter().chain([send("?dry_run=false&replace=true")]) {
        assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY, "{}", refused.json());
        assert!(refused.json()["next"].as_str().unwrap().contains("signed in"), "{}", refused.json());
    }
    assert_eq!(revisions(&server, &cookie), 1);
    assert_eq!(send("?dry_run=false").status, StatusCode::OK);
    assert_eq!(revisions(&server, &cookie), 2);
}

#[test]
fn words_of_a_person_in_the_address_are_refused_and_nothing_is_done() {
    let (server, cookie) = with_site("package-address");
    for said in ["trust=x", "accept=all", "refuse=a%3Db", "trust=x&accept=all"] {
        let refused = send(&server, &cookie, &format!("?dry_run=false&{said}"), "id: pump\n");
        assert_eq!(refused.status, StatusCode::BAD_REQUEST, "{said}");
    }
    assert_eq!(revisions(&server, &cookie), 1);
}

#[test]
fn a_form_is_read_within_its_limits_or_not_at_all() {
    let (server, cookie) = with_site("package-form");
    let send = |parts: &[(&str, &str)]| send_form(&server, ("cookie", &cookie), "?dry_run=false", parts).status;
    let (long, longer) = ("a".repeat((16 << 10) + 1), "b".repeat((64 << 10) + 1));
    let package = ("package", "id: pump\n");
    let wrong: [&[(&str, &str)]; 7] = [
        &[("accept", "all")],
        &[package, package],
        &[package, ("accept", "all"), ("accept", "none")],
        &[package, ("dry_run", "false")],
        &[package, ("trust", &long)],
        &[package, ("accept", &long)],
        &[package, ("refuse", &longer)],
    ];
    for parts in wrong {
        let names: Vec<&str> = parts.iter().map(|part| part.0).collect();
        assert_eq!(send(parts), StatusCode::BAD_REQUEST, "{names:?}");
    }
    let huge = "c".repeat(2 << 20);
    assert_eq!(send(&[("package", &huge)]), StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(revisions(&server, &cookie), 1);
    assert_eq!(send(&[("refuse", &long), package]), StatusCode::OK);
    assert_eq!(revisions(&server, &cookie), 2);
}

#[test]
fn a_token_that_delivers_neither_reads_nor_puts_the_site_and_is_none_of_another() {
    let (server, cookie) = with_site("package-token-alone");
    let asked = json!({ "label": "maker", "permissions": ["deliver-packages"], "days": 30 });
    let token = server.ask("POST", "/api/v1/tokens", &cookie, &asked).json()["token"].as_str().unwrap().to_owned();
    let by_token =
        |method: &str, path: &str, body: &[u8]| server.send_by_token(method, &format!("/api/v1{path}"), &token, body);
    // A whole folder could bring a packages.jsonl that trusts a key of its own.
    let folder = archive(&[("site.yaml", "id: east\n"), ("packages.jsonl", "{}\n")]);
    assert_eq!(by_token("POST", "/sites?name=east", &folder).json()["code"], "server/not-permitted");
    assert_eq!(by_token("POST", "/sites/east/units", b"id\n1\n").json()["code"], "server/not-permitted");
    for path in ["/sites", "/sites/east/history", "/sites/east/packages/pump/status", "/devices"] {
        assert_eq!(by_token("GET", path, b"").json()["code"], "server/not-permitted", "{path}");
    }
    assert_eq!(by_token("POST", "/sites/west/packages", b"id: pump\n").status, StatusCode::NOT_FOUND);
    assert_eq!(by_token("POST", "/sites/east/packages", b"id: pump\n").status, StatusCode::OK);
    assert_eq!(revisions(&server, &cookie), 1);
    // Nor does one that changes the folder deliver without being given it.
    let asked = json!({ "label": "build", "permissions": ["change-sites"], "days": 30 });
    let other = server.ask("POST", "/api/v1/tokens", &cookie, &asked).json()["token"].as_str().unwrap().to_owned();
    let refused = server.send_by_token("POST", "/api/v1/sites/east/packages", &other, b"id: pump\n");
    assert_eq!(refused.json()["code"], "server/not-permitted");
}

#[test]
fn only_who_may_change_this_site_sends_one_and_who_may_read_it_sees_what_the_maker_is_told() {
    let (server, cookie) = with_site("package-scope");
    let reader = server.signed_in("north", Role::Auditor);
    assert_eq!(send(&server, &reader, "?dry_run=false", "x: y\n").status, StatusCode::FORBIDDEN);
    let status = server.ask("GET", "/api/v1/sites/east/packages/pump/status", &reader, &Value::Null);
    assert_eq!(status.json(), json!("pump"));
    let user = server.store.user_by_login("north-hospital-it").unwrap().unwrap();
    let roles = vec![HeldRole { scope: "site:west".to_owned(), ..user.roles[0].clone() }];
    server.store.change_user(&User { roles, ..user }).unwrap();
    // As another process would have done it: seen within a second.
    server.shared().known.let_go();
    assert_eq!(send(&server, &cookie, "?dry_run=false", "x: y\n").status, StatusCode::NOT_FOUND);
}

#[test]
fn what_is_sealed_for_the_server_is_opened_for_nobody_once_a_second_facility_is_kept() {
    let (server, cookie) = with_site("package-sealed");
    server.organisation("maker", Party::Manufacturer);
    assert_eq!(send(&server, &cookie, "", "sealed").status, StatusCode::OK);
    server.organisation("south", Party::Facility);
    assert_eq!(send(&server, &cookie, "", "sealed").status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(send(&server, &cookie, "", "id: pump\n").status, StatusCode::OK, "open ones are taken as before");
}
