//! Who may enter where.

use super::server::Server;
use crate::routes::{Needs, each};
use activities::role::Role;
use axum::http::StatusCode;
use serde_json::Value;
use terms::Party;

/// Whether the guard let a request in; what the handler makes of an empty one is its own business.
fn entered(status: StatusCode, code: &Value) -> bool {
    let turned_away = [StatusCode::UNAUTHORIZED, StatusCode::FORBIDDEN].contains(&status);
    !turned_away || !["server/sign-in", "server/not-permitted"].contains(&code.as_str().unwrap_or_default())
}

/// Every route as every role, and as nobody.
#[test]
fn each_route_lets_in_those_whose_role_may_and_nobody_else() {
    let server = Server::new("routes");
    server.organisation("north", Party::Facility);
    // A stream would never end by itself.
    server.shared().hub.stop();
    let cookies = Role::ALL.map(|role| (role, server.signed_in("north", role)));
    for route in each() {
        // Signing out would end the session that the next row needs.
        if (route.method, route.path) == ("DELETE", "/api/v1/session") {
            continue;
        }
        let path = route.path.replace("{id}", "x").replace("{code}", "a%2Fb");
        for (role, cookie) in &cookies {
            let reply = server.ask(route.method, &path, cookie, &Value::Null);
            let may = match route.needs {
                Needs::Nothing | Needs::Password | Needs::Begin | Needs::SignIn => true,
                Needs::One(permission) => role.may(permission),
            };
            assert_eq!(entered(reply.status, &reply.json()["code"]), may, "{} {path} as {}", route.method, role.name());
        }
        let reply = server.ask(route.method, &path, "", &Value::Null);
        assert_eq!(
            entered(reply.status, &reply.json()["code"]),
            route.needs == Needs::Nothing,
            "{} {path}",
            route.method
        );
    }
}

#[test]
fn every_answer_forbids_foreign_scripts_frames_and_keeping() {
    let server = Server::new("headers");
    for path in ["/", "/healthz", "/api/v1/session", "/nowhere"] {
        let reply = server.ask("GET", path, "", &Value::Null);
        let header =
            |name: &str| reply.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        assert!(header("content-security-policy").starts_with("default-src 'none'; script-src 'self'"), "{path}");
        assert!(!header("content-security-policy").contains("unsafe"), "{path}");
        assert_eq!(header("x-frame-options"), "DENY", "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff", "{path}");
        // The frame of the pages holds nothing of anybody; it is asked for again each time.
        let keeping = if path == "/" { "no-" } else { "no-store" };
        assert!(header("cache-control").contains(keeping), "{path}");
    }
}

#[test]
fn a_route_that_is_not_there_is_a_problem_with_a_next_step_in_the_language_asked_for() {
    let server = Server::new("nowhere");
    let request = axum::http::Request::builder().uri("/api/v1/nothing").header("accept-language", "ja-JP,en;q=0.5");
    let reply = server.send(request.body(axum::body::Body::empty()).unwrap());
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    assert_eq!(reply.headers["content-type"], "application/problem+json");
    assert_eq!(reply.json()["next"], "アドレスを確認してください");
}
