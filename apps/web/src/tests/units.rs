//! The register of a site, and lists that are taken into it.

use super::server::{Reply, Server};
use super::uploads::{archive, put};
use activities::accounts_port::{Accounts, HeldRole, User};
use activities::role::Role;
use axum::http::StatusCode;
use serde_json::{Value, json};
use terms::Party;

fn with_site(name: &str) -> (Server, String) {
    let server = Server::new(name);
    server.organisation("north", Party::Facility);
    let cookie = server.signed_in("north", Role::HospitalIt);
    let files = [("site.yaml", "id: east\n"), ("units.csv", "id,serial\na,S-1\nb,S-2\nc,S-3\n")];
    let reply = put(&server, &cookie, "/api/v1/sites?name=east", archive(&files));
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.json());
    (server, cookie)
}

fn import(server: &Server, cookie: &str, query: &str, list: &str) -> Reply {
    put(server, cookie, &format!("/api/v1/sites/east/units{query}"), list.as_bytes().to_vec())
}

fn revisions(server: &Server, cookie: &str) -> usize {
    let history = server.ask("GET", "/api/v1/sites/east/history", cookie, &Value::Null).json();
    history["items"].as_array().unwrap().len()
}

#[test]
fn the_register_is_read_page_by_page_and_says_about_how_many_nobody_can_tell() {
    let (server, cookie) = with_site("register");
    let first = server.ask("GET", "/api/v1/sites/east/units?limit=2", &cookie, &Value::Null).json();
    assert_eq!((&first["items"][1]["id"], &first["next"]), (&json!("b"), &json!("b")));
    assert_eq!((&first["total"], &first["blind"]), (&json!(3), &json!(3)));
    let second = server.ask("GET", "/api/v1/sites/east/units?limit=2&after=b", &cookie, &Value::Null).json();
    assert_eq!((&second["items"][0]["id"], &second["next"]), (&json!("c"), &Value::Null));
    let found = server.ask("GET", "/api/v1/sites/east/units?find=s-2", &cookie, &Value::Null).json();
    assert_eq!((found["items"].as_array().unwrap().len(), &found["items"][0]["id"]), (1, &json!("b")));
}

#[test]
fn a_list_is_only_tried_unless_writing_is_asked_for() {
    let (server, cookie) = with_site("trial");
    for query in ["", "?dry_run=true"] {
        assert_eq!(import(&server, &cookie, query, "id,serial\nz,S-9\n").json(), json!("written false"));
    }
    assert_eq!(revisions(&server, &cookie), 1);
    assert_eq!(import(&server, &cookie, "?dry_run=false", "").status, StatusCode::BAD_REQUEST);
    assert_eq!(import(&server, &cookie, "?dry_run=maybe", "id,serial\nz,S-9\n").status, StatusCode::BAD_REQUEST);
    super::server::a_moment_later();
    assert_eq!(import(&server, &cookie, "?dry_run=false", "id,serial\nz,S-9\n").json(), json!("written true"));
    assert_eq!(revisions(&server, &cookie), 2);
    let units = server.ask("GET", "/api/v1/sites/east/units", &cookie, &Value::Null).json();
    assert_eq!((&units["items"][0]["id"], &units["total"]), (&json!("z"), &json!(1)));
    let site = server.ask("GET", "/api/v1/sites", &cookie, &Value::Null).json();
    assert_eq!(site["items"][0]["answer"]["current"], true);
}

#[test]
fn who_wrote_units_stands_in_the_log_and_a_trial_does_not() {
    let (server, cookie) = with_site("unit-log");
    let log = |server: &Server| server.ask("GET", "/api/v1/log", &cookie, &Value::Null).json();
    let deeds = |server: &Server| log(server)["items"].to_string();
    import(&server, &cookie, "", "id,serial\nz,S-9\n");
    assert!(!deeds(&server).contains("units-imported"));
    import(&server, &cookie, "?dry_run=false", "id,serial\nz,S-9\n");
    assert!(deeds(&server).contains("units-imported"));
}

#[test]
fn only_who_may_change_this_site_takes_a_list_in() {
    let (server, _) = with_site("unit-scope");
    let reader = server.signed_in("north", Role::Auditor);
    assert_eq!(import(&server, &reader, "?dry_run=false", "id,serial\nz,S-9\n").status, StatusCode::FORBIDDEN);
    let user = server.store.user_by_login("north-biomedical").unwrap().unwrap();
    let roles = vec![HeldRole { scope: "site:west".to_owned(), ..user.roles[0].clone() }];
    server.store.change_user(&User { roles, ..user }).unwrap();
    let west = server.signed_in("north", Role::Biomedical);
    assert_eq!(import(&server, &west, "?dry_run=false", "id,serial\nz,S-9\n").status, StatusCode::NOT_FOUND);
    let path = "/api/v1/sites/east/network/verify?received=pump&firewall=core";
    assert_eq!(server.ask("GET", path, &west, &Value::Null).status, StatusCode::NOT_FOUND);
    assert_eq!(server.ask("GET", path, &reader, &Value::Null).json(), json!("pump core"));
}
