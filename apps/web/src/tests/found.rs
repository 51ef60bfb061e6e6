//! What checks found, page by page; and the search over what the caller's roles reach.

use super::server::Server;
use super::uploads::{archive, put};
use activities::accounts_port::{Accounts, HeldRole, User};
use activities::role::Role;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};
use terms::Party;

const BOM: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[
    {"type":"library","name":"flask","version":"2.0.1","purl":"pkg:pypi/flask@2.0.1"}]}"#;

fn with_pump(name: &str) -> (Server, String) {
    let server = Server::new(name);
    server.organisation("aster", Party::Manufacturer);
    let cookie = server.signed_in("aster", Role::ProductSecurity);
    let files = [("device.yaml", "id: pump\n"), ("releases/1.0/sbom.cdx.json", BOM)];
    let reply = put(&server, &cookie, "/api/v1/devices?name=pump", archive(&files));
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.json());
    (server, cookie)
}

fn texts(page: &Value, field: &str) -> Vec<String> {
    page["items"].as_array().unwrap().iter().map(|row| row[field].as_str().unwrap_or_default().to_owned()).collect()
}

#[test]
fn findings_come_worst_first_and_page_by_page_with_the_answer_they_are_of() {
    let (server, cookie) = with_pump("findings");
    let first = server.ask("GET", "/api/v1/devices/pump/findings?limit=2", &cookie, &Value::Null).json();
    assert_eq!(texts(&first, "key"), ["1.0 f0", "1.0 f1"]);
    assert_eq!((&first["answer"]["counts"]["watched"], &first["answer"]["current"]), (&json!(3), &json!(true)));
    let next = first["next"].as_str().unwrap().replace(' ', "%20");
    let path = format!("/api/v1/devices/pump/findings?limit=2&after={next}");
    let second = server.ask("GET", &path, &cookie, &Value::Null).json();
    assert_eq!((texts(&second, "key"), &second["next"]), (vec!["1.0 f2".to_owned()], &Value::Null));
}

#[test]
fn findings_are_narrowed_by_what_they_are_about() {
    let (server, cookie) = with_pump("narrowed");
    for (asked, keys) in [
        ("vulnerability=CVE-2026-1", vec!["1.0 f0", "1.0 f1"]),
        ("priority=blocking", vec!["1.0 f0"]),
        ("find=B+cve-2026-2", vec!["1.0 f2"]),
        ("code=x%2Fy", vec![]),
    ] {
        let path = format!("/api/v1/devices/pump/findings?{asked}");
        assert_eq!(texts(&server.ask("GET", &path, &cookie, &Value::Null).json(), "key"), keys, "{asked}");
    }
}

#[test]
fn kept_findings_speak_the_language_of_each_reader() {
    let (server, cookie) = with_pump("spoken");
    let why = |lang: &str| {
        let request = Request::get("/api/v1/devices/pump/findings").header(header::COOKIE, &cookie);
        let reply = server.send(request.header(header::ACCEPT_LANGUAGE, lang).body(Body::empty()).unwrap());
        reply.json()["items"][0]["finding"].clone()
    };
    assert_eq!(why("en"), json!({"code": "a/b", "why": "because"}));
    assert_eq!(why("ja"), json!({"code": "a/b", "why": "理由"}));
}

#[test]
fn components_are_paged_within_one_check_and_narrowed() {
    let (server, cookie) = with_pump("components");
    let ask = |query: &str| {
        server.ask("GET", &format!("/api/v1/devices/pump/components?{query}"), &cookie, &Value::Null).json()
    };
    let first = ask("limit=2");
    assert_eq!((texts(&first, "name"), &first["total"]), (vec!["a".to_owned(), "newlib".to_owned()], &json!(3)));
    assert_eq!((&first["states"]["no-source"], &first["release"]), (&json!(1), &json!("1.0")));
    let second = ask(&format!("limit=2&after={}", first["next"].as_str().unwrap()));
    assert_eq!((texts(&second, "name"), &second["next"]), (vec!["b".to_owned()], &Value::Null));
    assert_eq!(texts(&ask("state=no-source"), "name"), ["newlib"]);
    assert_eq!(texts(&ask("find=PKG%3Anpm"), "name"), ["a"]);
}

#[test]
fn a_list_that_the_caller_holds_is_not_sent_again() {
    let (server, cookie) = with_pump("list-tag");
    let first = server.ask("GET", "/api/v1/devices/pump/findings", &cookie, &Value::Null);
    let again = Request::get("/api/v1/devices/pump/findings").header(header::COOKIE, &cookie);
    let tag = format!("\"other\", W/{}", first.headers[header::ETAG].to_str().unwrap());
    let reply = server.send(again.header(header::IF_NONE_MATCH, tag).body(Body::empty()).unwrap());
    assert_eq!((reply.status, reply.body.len()), (StatusCode::NOT_MODIFIED, 0));
}

fn hits(server: &Server, cookie: &str, q: &str) -> Vec<String> {
    let found = server.ask("GET", &format!("/api/v1/search?q={q}"), cookie, &Value::Null).json();
    let hit = |hit: &Value| format!("{} {}", hit["kind"].as_str().unwrap(), hit["href"].as_str().unwrap());
    found["hits"].as_array().unwrap().iter().map(hit).collect()
}

#[test]
fn one_box_finds_devices_components_and_vulnerabilities() {
    let (server, cookie) = with_pump("search");
    assert_eq!(hits(&server, &cookie, "PUM"), ["device /devices/pump"]);
    assert_eq!(hits(&server, &cookie, "Flask"), ["component /devices/pump/sbom"]);
    assert_eq!(hits(&server, &cookie, "pkg%3Apypi%2Fflask%402.0.1"), ["component /devices/pump/sbom"]);
    let standing = ["vulnerability /vulnerabilities/CVE-2026-1", "vulnerability /devices/pump/findings"];
    assert_eq!(hits(&server, &cookie, "cve-2026-1"), standing);
    // That nothing is kept about it is no all-clear: the question can still be asked.
    assert_eq!(hits(&server, &cookie, "CVE-2026-9"), ["vulnerability /vulnerabilities/CVE-2026-9"]);
    let nothing = server.ask("GET", "/api/v1/search?q=nothing", &cookie, &Value::Null).json();
    assert_eq!(nothing["hits"], json!([]));
    assert!(!nothing["looked_through"].as_array().unwrap().is_empty());
}

#[test]
fn a_search_finds_nothing_of_other_organisations_or_beyond_the_own_scope() {
    let (server, _) = with_pump("search-apart");
    server.organisation("north", Party::Facility);
    let all = server.signed_in("north", Role::HospitalIt);
    for site in ["east", "west"] {
        let files = [("site.yaml", "id: x\n"), ("units.csv", "id,serial\nu-1,S-77\n")];
        let reply = put(&server, &all, &format!("/api/v1/sites?name={site}"), archive(&files));
        assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.json());
    }
    assert_eq!(hits(&server, &all, "s-77"), ["unit /sites/east/units/u-1", "unit /sites/west/units/u-1"]);
    assert_eq!(hits(&server, &all, "pump"), [""; 0]);
    assert_eq!(hits(&server, &all, "flask"), [""; 0]);
    let own = ["vulnerability /vulnerabilities/CVE-2026-1", "vulnerability /sites/east", "vulnerability /sites/west"];
    assert_eq!(hits(&server, &all, "CVE-2026-1"), own);
    let user = server.store.user_by_login("north-biomedical").unwrap().unwrap();
    let roles = vec![HeldRole { scope: "site:east".to_owned(), ..user.roles[0].clone() }];
    server.store.change_user(&User { roles, ..user }).unwrap();
    let east = server.signed_in("north", Role::Biomedical);
    assert_eq!(hits(&server, &east, "s-77"), ["unit /sites/east/units/u-1"]);
    assert_eq!(hits(&server, &east, "west"), [""; 0]);
}

#[test]
fn no_answer_about_a_device_reaches_another_organisation() {
    let (server, _) = with_pump("device-apart");
    server.organisation("boreas", Party::Manufacturer);
    let other = server.signed_in("boreas", Role::ProductSecurity);
    for tail in ["findings", "components", "releases", "diff?from=1.0&to=1.0", "quality"] {
        let reply = server.ask("GET", &format!("/api/v1/devices/pump/{tail}"), &other, &Value::Null);
        assert_eq!(reply.status, StatusCode::NOT_FOUND, "{tail}");
    }
}

#[test]
fn releases_are_compared_and_a_loose_file_is_scanned_without_being_kept() {
    let (server, cookie) = with_pump("rooms");
    let releases = server.ask("GET", "/api/v1/devices/pump/releases", &cookie, &Value::Null).json();
    assert_eq!(releases["items"], json!([{ "id": "1.0", "files": ["sbom.cdx.json"], "state": null }]));
    let diff = server.ask("GET", "/api/v1/devices/pump/diff?from=1.0&to=2.0", &cookie, &Value::Null);
    assert_eq!(diff.json(), json!("1.0 2.0"));
    let missing = server.ask("GET", "/api/v1/devices/pump/diff?from=1.0", &cookie, &Value::Null);
    assert_eq!(missing.status, StatusCode::BAD_REQUEST);
    assert_eq!(server.ask("GET", "/api/v1/devices/pump/quality", &cookie, &Value::Null).json(), json!("newest"));
    let scan = server.ask("POST", "/api/v1/scan", &cookie, &json!({"a": 1}));
    assert_eq!(scan.json(), json!("7"));
    let score = server.ask("POST", "/api/v1/score", &cookie, &json!({"vectors": ["x", "y"]}));
    assert_eq!(score.json(), json!("2"));
    let many = json!({ "vectors": vec!["x"; 1001] });
    assert_eq!(server.ask("POST", "/api/v1/score", &cookie, &many).status, StatusCode::BAD_REQUEST);
}
