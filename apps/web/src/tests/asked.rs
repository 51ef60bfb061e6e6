//! Refusals: each is a problem with its code and next step, whoever refuses.

use super::server::{Reply, Server};
use activities::role::Role;
use axum::body::Body;
use axum::http::{Request, StatusCode, header};
use terms::Party;

/// Sends a request of a person who reads Japanese.
fn ask(server: &(Server, String), method: &str, path: &str, kind: &str, body: &str) -> Reply {
    let (server, cookie) = server;
    let request = Request::builder().method(method).uri(path).header(header::COOKIE, cookie);
    let request = request.header(header::CONTENT_TYPE, kind).header(header::ACCEPT_LANGUAGE, "ja");
    server.send(request.body(Body::from(body.to_owned())).unwrap())
}

/// A hospital, and somebody signed in there.
fn hospital(name: &str) -> (Server, String) {
    let server = Server::new(name);
    server.organisation("north", Party::Facility);
    let cookie = server.signed_in("north", Role::HospitalIt);
    (server, cookie)
}

fn expect(reply: &Reply, status: StatusCode, code: &str) {
    assert_eq!((reply.status, reply.json()["code"].as_str()), (status, Some(code)), "{}", reply.json());
    assert_eq!(reply.headers[header::CONTENT_TYPE], "application/problem+json");
    let japanese = |name: &str| reply.json()[name].as_str().is_some_and(|text| !text.is_empty() && !text.is_ascii());
    assert!(japanese("title"), "{}", reply.json());
    assert!(reply.json()["next"].as_str().is_some_and(|next| !next.is_empty()));
}

#[test]
fn what_cannot_be_read_is_a_problem_that_says_where() {
    let server = hospital("unread");
    let json = "application/json";
    let broken = ask(&server, "POST", "/api/v1/session", json, "{");
    expect(&broken, StatusCode::BAD_REQUEST, "server/bad-request");
    let other = ask(&server, "POST", "/api/v1/session", json, "{\"login\":1}");
    expect(&other, StatusCode::UNPROCESSABLE_ENTITY, "server/not-of-this-shape");
    assert!(other.json()["detail"].as_str().unwrap().contains("line 1"), "{}", other.json());
    let list = ask(&server, "POST", "/api/v1/score", json, " []");
    expect(&list, StatusCode::UNPROCESSABLE_ENTITY, "server/not-of-this-shape");
    let text = ask(&server, "POST", "/api/v1/session", "text/plain", "{}");
    expect(&text, StatusCode::UNSUPPORTED_MEDIA_TYPE, "server/media-type");
    for path in ["/api/v1/devices?limit=0", "/api/v1/devices?limit=201", "/api/v1/devices?limit=x", "/api/v1/search"] {
        expect(&ask(&server, "GET", path, json, ""), StatusCode::BAD_REQUEST, "server/bad-request");
    }
    let number = ask(&server, "POST", "/api/v1/work/x", json, "{\"state\":\"done\"}");
    expect(&number, StatusCode::BAD_REQUEST, "server/bad-request");
}

#[test]
fn a_method_that_an_address_does_not_take_names_those_it_takes() {
    let server = hospital("method");
    let reply = ask(&server, "PATCH", "/api/v1/devices", "application/json", "");
    expect(&reply, StatusCode::METHOD_NOT_ALLOWED, "server/method-not-allowed");
    let allowed = reply.headers[header::ALLOW].to_str().unwrap();
    assert!(allowed.contains("GET") && allowed.contains("POST"), "{allowed}");
}

#[test]
fn a_body_that_is_too_large_is_told_so() {
    let server = hospital("large");
    let reply = ask(&server, "POST", "/api/v1/sites?name=x", "application/x-tar", &"x".repeat((1 << 20) + 1));
    expect(&reply, StatusCode::PAYLOAD_TOO_LARGE, "server/too-large");
}

#[test]
fn a_page_of_another_origin_is_told_so() {
    let server = hospital("origin");
    let request = Request::post("/api/v1/score").header("sec-fetch-site", "cross-site");
    let reply = server.0.send(request.header(header::ACCEPT_LANGUAGE, "ja").body(Body::from("{}")).unwrap());
    expect(&reply, StatusCode::FORBIDDEN, "server/other-origin");
}

#[test]
fn a_panic_is_a_problem_in_the_language_of_the_caller_and_tells_nothing_of_the_inside() {
    let server = hospital("panic");
    let site = super::uploads::archive(&[("site.yaml", "id: east\n"), ("units.csv", "id\na\n")]);
    super::uploads::put(&server.0, &server.1, "/api/v1/sites?name=east", site);
    let reply = ask(&server, "POST", "/api/v1/sites/east/units", "text/csv", "panic");
    expect(&reply, StatusCode::INTERNAL_SERVER_ERROR, "server/fault");
    assert!(!String::from_utf8_lossy(&reply.body).contains("a room that panics"));
}

#[test]
fn a_refusal_of_a_room_is_said_in_the_language_of_the_caller() {
    let server = hospital("room");
    let reply = ask(&server, "POST", "/api/v1/feeds/import", "application/octet-stream", "x");
    expect(&reply, StatusCode::UNPROCESSABLE_ENTITY, "server/refused");
}
