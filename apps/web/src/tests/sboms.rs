//! One SBOM that is offered to a device.

use super::server::{OneWord, Reply, Server};
use super::uploads::{archive, put};
use crate::rooms::{Answer, Asking, Refusal};
use crate::sbom_rooms::{SbomJudged, SbomOffered, SbomRooms};
use activities::accounts_port::{Accounts, HeldRole, User};
use activities::role::Role;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};
use terms::Party;

/// Takes what begins with `{`, and says what it was shown.
impl SbomRooms for OneWord {
    fn judge_sbom(&self, _: Asking, offered: SbomOffered<'_>) -> Result<SbomJudged, Refusal> {
        let SbomOffered { files, revision, release, role, file, bytes, replace, reason, write, who } = offered;
        if !bytes.starts_with(b"{") {
            return Err(Refusal { what: "it breaks off".to_owned(), next: "send it whole".to_owned() });
        }
        let name = format!("releases/{}/{file}", release.unwrap_or("1"));
        let told = json!([files.len(), revision, role, replace, reason, write, who.login]);
        let same = files.get(&name).is_some_and(|held| held == bytes);
        let fact = json!({ "how": reason }).to_string();
        Ok(SbomJudged { answer: Answer { json: serde_json::to_vec(&told).unwrap(), status: 0 }, name, fact, same })
    }
}

fn factory(name: &str) -> (Server, String) {
    let server = Server::new(name);
    server.organisation("aster", Party::Manufacturer);
    let cookie = server.signed_in("aster", Role::ProductSecurity);
    let files = [("device.yaml", "id: pump\n"), ("releases/1/release.yaml", "id: 1\n"), ("register.jsonl", "{}")];
    let reply = put(&server, &cookie, "/api/v1/devices?name=pump", archive(&files));
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.json());
    super::server::a_moment_later();
    (server, cookie)
}

fn offer(server: &Server, cookie: &str, query: &str, parts: &[(&str, &str)]) -> Reply {
    let part = |(name, text): &(&str, &str)| {
        format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n")
    };
    let body = parts.iter().map(part).collect::<String>() + "--b--\r\n";
    let request = Request::post(format!("/api/v1/devices/pump/sboms?file=a.cdx.json{query}"))
        .header(header::COOKIE, cookie)
        .header(header::CONTENT_TYPE, "multipart/form-data; boundary=b");
    server.send(request.body(Body::from(body)).unwrap())
}

fn revisions(server: &Server, cookie: &str) -> usize {
    let history = server.ask("GET", "/api/v1/devices/pump/history", cookie, &Value::Null).json();
    history["items"].as_array().unwrap().len()
}

#[test]
fn an_sbom_is_only_tried_unless_writing_is_asked_for() {
    let (server, cookie) = factory("sbom-trial");
    for query in ["", "&dry_run=true"] {
        let tried = offer(&server, &cookie, query, &[("sbom", "{}")]);
        assert_eq!(
            (tried.status, tried.json()),
            (StatusCode::OK, json!([3, 1, "product", false, "", false, "aster-product-security"]))
        );
    }
    assert_eq!(revisions(&server, &cookie), 1);
    let bare = put(&server, &cookie, "/api/v1/devices/pump/sboms?file=a.cdx.json", b"{}".to_vec());
    assert_eq!(bare.status, StatusCode::OK, "the file alone is tried too");
}

#[test]
fn what_is_kept_is_one_revision_with_the_reason_in_the_register_and_a_deed_in_the_log() {
    let (server, cookie) = factory("sbom-keep");
    let kept = offer(&server, &cookie, "&dry_run=false&expected=1", &[("sbom", "{\"a\":1}"), ("reason", " build 7 ")]);
    assert_eq!((kept.status, &kept.json()[4]), (StatusCode::OK, &json!("build 7")), "{}", kept.json());
    assert_eq!(revisions(&server, &cookie), 2);
    let library = &server.shared().wiring.library;
    let id = activities::library_port::KeptId::dossier("aster", "pump");
    let files = library.files(&id, activities::library_port::State::Now, &|_| true).unwrap();
    assert_eq!(files["register.jsonl"], b"{}\n{\"how\":\"build 7\"}\n", "a line that was cut off is ended first");
    assert_eq!(files["releases/1/a.cdx.json"], b"{\"a\":1}");
    let log = server.ask("GET", "/api/v1/log", &cookie, &Value::Null).json();
    let deed = log["items"].as_array().unwrap().iter().find(|row| row["deed"] == "sbom-added").unwrap().clone();
    assert_eq!(deed["subject"], "dossier/pump releases/1/a.cdx.json");
    let again = offer(&server, &cookie, "&dry_run=false", &[("sbom", "{\"a\":1}"), ("reason", "again")]);
    assert_eq!((again.status, revisions(&server, &cookie)), (StatusCode::OK, 2), "the same bytes make no revision");
}

#[test]
fn an_sbom_for_a_revision_that_is_no_longer_the_last_is_a_conflict() {
    let (server, cookie) = factory("sbom-conflict");
    let parts = [("sbom", "{}"), ("reason", "r")];
    assert_eq!(offer(&server, &cookie, "&dry_run=false&expected=1", &parts).status, StatusCode::OK);
    let late = offer(&server, &cookie, "&dry_run=false&expected=1", &[("sbom", "{ }"), ("reason", "r")]);
    assert_eq!((late.status, &late.json()["code"]), (StatusCode::CONFLICT, &json!("server/conflict")));
    assert_eq!(revisions(&server, &cookie), 2);
}

#[test]
fn what_cannot_be_read_is_refused_in_words_and_nothing_is_written() {
    let (server, cookie) = factory("sbom-broken");
    for query in ["", "&dry_run=false"] {
        let broken = offer(&server, &cookie, query, &[("sbom", "[1,"), ("reason", "r")]);
        assert_eq!(
            (broken.status, &broken.json()["title"]),
            (StatusCode::UNPROCESSABLE_ENTITY, &json!("it breaks off"))
        );
    }
    assert_eq!(offer(&server, &cookie, "", &[("sbom", "")]).status, StatusCode::BAD_REQUEST);
    assert_eq!(offer(&server, &cookie, "", &[("other", "{}")]).status, StatusCode::BAD_REQUEST);
    let long = "x".repeat(5_000);
    assert_eq!(offer(&server, &cookie, "", &[("sbom", "{}"), ("reason", &long)]).status, StatusCode::BAD_REQUEST);
    let large = "{".repeat((1 << 20) + 1);
    assert_eq!(offer(&server, &cookie, "", &[("sbom", &large)]).status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(revisions(&server, &cookie), 1);
}

#[test]
fn only_who_may_add_to_this_family_offers_an_sbom() {
    let (server, _) = factory("sbom-scope");
    let parts = [("sbom", "{}"), ("reason", "r")];
    let reader = server.signed_in("aster", Role::Quality);
    assert_eq!(offer(&server, &reader, "&dry_run=false", &parts).status, StatusCode::FORBIDDEN);
    let user = server.store.user_by_login("aster-psirt").unwrap().unwrap();
    let roles = vec![HeldRole { scope: "family:other".to_owned(), ..user.roles[0].clone() }];
    server.store.change_user(&User { roles, ..user }).unwrap();
    let other = server.signed_in("aster", Role::Psirt);
    assert_eq!(offer(&server, &other, "", &parts).status, StatusCode::NOT_FOUND);
}
