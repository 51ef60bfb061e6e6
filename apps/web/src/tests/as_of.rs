//! What was known then: the answer of that day, and never today's in its place.

use super::server::{Server, checked, now};
use super::uploads::{archive, put};
use crate::rooms::Asking;
use activities::accounts_port::Accounts;
use activities::checks_port::{Checks, KeptCheck, KeptFinding};
use activities::library_port::{KeptId, Library};
use activities::role::Role;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use serde_json::{Value, json};
use terms::{Instant, Lang, Party};

/// A pump whose first revision was put and checked on 2020-01-10, and a second one of now.
fn with_past(name: &str) -> (Server, String) {
    let server = Server::new(name);
    server.organisation("aster", Party::Manufacturer);
    let id = KeptId::dossier("aster", "pump");
    let at = |text: &str| Instant::parse(text).unwrap();
    let files: [(&str, &[u8]); 2] = [("device.yaml", b"id: pump\n"), ("releases/0.9/release.yaml", b"")];
    let by = server.store.user_by_login("aster-product-security").unwrap().unwrap().id;
    server.store.put(&id, None, &files, &by, at("2020-01-10T08:00:00Z")).unwrap();
    let finding = KeptFinding {
        key: "0.9 old".to_owned(),
        release: "0.9".to_owned(),
        code: "a/b".to_owned(),
        priority: "blocking".to_owned(),
        rank: 0,
        subject: String::new(),
        vulnerability: "CVE-2019-1".to_owned(),
        answer: r#"{"id":"old","why":"then","ja":{"why":"当時"}}"#.as_bytes().to_vec(),
    };
    let answer = br#"{"as_of":"2020-01-10T09:00:00Z","verdict":"blocking","device":{"release":"0.9"},
        "findings":[{"id":"old","why":"then"}],"coverage":{"total":1,"components":[
        {"purl":null,"name":"old","version":null,"state":"watched","place":null,"sources":[],"name_seen":true}]}}"#;
    let check = KeptCheck {
        revision: 1,
        at: at("2020-01-10T09:00:00Z"),
        generation: "m0".to_owned(),
        verdict: "blocking".to_owned(),
        counts: [].into(),
        answer: answer.to_vec(),
        standing: None,
    };
    assert!(server.store.put_check(&id, &check, &[finding]).unwrap());
    let cookie = server.signed_in("aster", Role::ProductSecurity);
    let files = [("device.yaml", "id: pump\n"), ("releases/1.0/release.yaml", "")];
    assert_eq!(put(&server, &cookie, "/api/v1/devices?name=pump", archive(&files)).status, StatusCode::CREATED);
    (server, cookie)
}

fn ask(server: &Server, cookie: &str, tail: &str) -> Value {
    let reply = server.ask("GET", &format!("/api/v1/devices/pump/{tail}"), cookie, &Value::Null);
    assert_eq!(reply.status, StatusCode::OK, "{tail}: {}", reply.json());
    reply.json()
}

#[test]
fn an_auditor_sees_each_answer_as_it_was_on_that_day() {
    let (server, _) = with_past("then");
    let cookie = server.signed_in("aster", Role::Auditor);
    let then = ask(&server, &cookie, "check?as_of=2020-01-10");
    assert_eq!((&then["as_of"], &then["verdict"]), (&json!("2020-01-10T09:00:00Z"), &json!("blocking")));
    let findings = ask(&server, &cookie, "findings?as_of=2023-05-01");
    assert_eq!(findings["items"][0]["key"], json!("0.9 old"));
    assert_eq!((&findings["answer"]["at"], &findings["answer"]["current"]), (&then["as_of"], &json!(false)));
    let components = ask(&server, &cookie, "components?as_of=2020-01-10T09:00:00Z");
    assert_eq!((&components["items"][0]["name"], &components["release"]), (&json!("old"), &json!("0.9")));
    assert_eq!(ask(&server, &cookie, "releases?as_of=2020-01-10")["items"][0]["id"], json!("0.9"));
    let history = ask(&server, &cookie, "history?as_of=2020-01-10");
    assert_eq!(history["items"].as_array().unwrap().len(), 1);
    // Today's answer is another one.
    assert_eq!(ask(&server, &cookie, "findings")["items"][0]["key"], json!("1.0 f0"));
    assert_eq!(ask(&server, &cookie, "history")["items"].as_array().unwrap().len(), 2);
}

#[test]
fn of_a_day_before_anything_nothing_is_known_and_that_is_no_empty_list() {
    let (server, cookie) = with_past("before");
    for tail in ["check", "findings", "components", "releases", "history", "decisions"] {
        let path = format!("/api/v1/devices/pump/{tail}?as_of=2020-01-09");
        let reply = server.ask("GET", &path, &cookie, &Value::Null);
        let code = reply.json()["code"].clone();
        assert_eq!((reply.status, code), (StatusCode::NOT_FOUND, json!("server/nothing-known-then")), "{tail}");
        assert!(reply.json()["next"].as_str().unwrap().contains("2020-01-10T08:00"), "{}", reply.json());
    }
    // Kept by then, and not checked yet.
    let reply = server.ask("GET", "/api/v1/devices/pump/check?as_of=2020-01-10T08:30:00Z", &cookie, &Value::Null);
    assert_eq!(reply.json()["code"], json!("server/nothing-known-then"));
    // A later revision that nobody had checked by then is not answered by the check before it.
    let id = KeptId::dossier("aster", "tube");
    for (text, hour) in [("a: 1", "08"), ("a: 2", "10")] {
        let at = Instant::parse(&format!("2020-01-10T{hour}:00:00Z")).unwrap();
        server.store.put(&id, None, &[("device.yaml", text.as_bytes())], "x", at).unwrap();
    }
    let at = Instant::parse("2020-01-10T09:00:00Z").unwrap();
    let check = KeptCheck {
        at,
        revision: 1,
        answer: b"{}".to_vec(),
        verdict: "nothing-blocking".to_owned(),
        ..checked(Asking { now: now(), lang: Lang::En }).check
    };
    assert!(server.store.put_check(&id, &check, &[]).unwrap());
    for (tail, status) in [("09:30", StatusCode::OK), ("10:30", StatusCode::NOT_FOUND)] {
        for room in ["check", "findings", "components"] {
            let path = format!("/api/v1/devices/tube/{room}?as_of=2020-01-10T{tail}:00Z");
            assert_eq!(server.ask("GET", &path, &cookie, &Value::Null).status, status, "{path}");
        }
    }
    let other = server.ask("GET", "/api/v1/devices/pump/check?as_of=2020-02-01&release=1.0", &cookie, &Value::Null);
    assert_eq!(other.json()["code"], json!("server/nothing-known-then"));
}

#[test]
fn a_day_to_come_and_what_is_no_day_are_refused() {
    let (server, cookie) = with_past("to-come");
    for day in ["2999-01-01", "yesterday", "2020-13-01"] {
        let path = format!("/api/v1/devices/pump/findings?as_of={day}");
        assert_eq!(server.ask("GET", &path, &cookie, &Value::Null).status, StatusCode::BAD_REQUEST, "{day}");
    }
}

#[test]
fn findings_of_then_speak_the_language_of_their_reader() {
    let (server, cookie) = with_past("then-ja");
    let path = "/api/v1/devices/pump/check?as_of=2020-01-10";
    let request = Request::get(path).header(header::COOKIE, &cookie).header(header::ACCEPT_LANGUAGE, "ja");
    let answer = server.send(request.body(Body::empty()).unwrap()).json();
    assert_eq!(answer["findings"], json!([{ "id": "old", "why": "当時" }]));
}

#[test]
fn the_past_of_a_device_stays_with_its_organisation() {
    let (server, _) = with_past("then-apart");
    server.organisation("boreas", Party::Manufacturer);
    let other = server.signed_in("boreas", Role::Auditor);
    let reply = server.ask("GET", "/api/v1/devices/pump/check?as_of=2020-01-10", &other, &Value::Null);
    assert_eq!(reply.json()["code"], json!("server/not-found"));
}

#[test]
fn revisions_name_who_put_them() {
    let (server, cookie) = with_past("names");
    let history = ask(&server, &cookie, "history");
    assert_eq!(history["items"][0]["by_text"], json!("ASTER-PRODUCT-SECURITY"));
}

#[test]
fn a_parameter_that_a_route_does_not_have_is_refused_and_not_passed_over() {
    let (server, cookie) = with_past("unknown");
    for path in ["/api/v1/devices?as_of=2020-01-01", "/api/v1/devices/pump/findings?asof=2020-01-01", "/api/v1/work?x"]
    {
        let reply = server.ask("GET", path, &cookie, &Value::Null);
        assert_eq!((reply.status, &reply.json()["code"]), (StatusCode::BAD_REQUEST, &json!("server/bad-request")));
        assert!(reply.json()["title"].as_str().unwrap().contains('“'), "{}", reply.json());
    }
}
