//! Ten thousand wrong log-ins.

use super::server::{AHEAD, PASSWORD, Reply, Server};
use crate::serve::app;
use crate::state::{Shared, Wiring};
use activities::accounts_port::{Accounts, User};
use activities::role::Role;
use activities::secrets_port::Secrets;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, StatusCode, header};
use identity::LocalSecrets;
use serde_json::{Value, json};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use terms::Party;
use tower::ServiceExt;

/// Passwords in the clear, so that ten thousand are tried in a moment, and how many were.
#[derive(Default)]
struct Counting(AtomicUsize);

impl Secrets for Counting {
    fn hash(&self, password: &str) -> String {
        password.to_owned()
    }

    fn matches(&self, password: &str, hash: &str) -> bool {
        self.0.fetch_add(1, Ordering::Relaxed);
        password == hash
    }

    fn one_time_code(&self, secret: &[u8], step: u64) -> u32 {
        LocalSecrets.one_time_code(secret, step)
    }

    fn random(&self, bytes: &mut [u8]) {
        LocalSecrets.random(bytes);
    }
}

/// A server whose hashes cost nothing and are counted, with callers of many addresses.
struct Guessed {
    server: Server,
    hashes: Arc<Counting>,
    app: Router,
    runtime: tokio::runtime::Runtime,
}

impl Guessed {
    fn new(name: &str) -> Guessed {
        let (mut server, hashes) = (Server::new(name), Arc::new(Counting::default()));
        let wiring = Wiring { secrets: hashes.clone(), ..server.shared.wiring.clone() };
        server.shared = Shared::new(wiring, server.shared.settings.clone());
        server.organisation("north", Party::Facility);
        let user = server.store.user_by_login("north-auditor").unwrap().unwrap();
        server.store.change_user(&User { password: PASSWORD.to_owned(), ..user }).unwrap();
        let app = app(&server.shared).unwrap();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        Guessed { server, hashes, app, runtime }
    }

    fn ask(&self, peer: u8, path: &str, cookie: &str, body: &Value) -> StatusCode {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        let mut request = request.header(header::COOKIE, cookie).body(Body::from(body.to_string())).unwrap();
        let address = IpAddr::V4(Ipv4Addr::new(192, 0, 2, peer));
        request.extensions_mut().insert(ConnectInfo(SocketAddr::new(address, 1)));
        self.runtime.block_on(self.app.clone().oneshot(request)).unwrap().status()
    }

    fn sign_in(&self, peer: u8, login: &str, password: &str) -> StatusCode {
        self.ask(peer, "/api/v1/session", "", &json!({ "login": login, "password": password }))
    }

    fn hashed(&self) -> usize {
        self.hashes.0.load(Ordering::Relaxed)
    }
}

/// Spellings of one login that is there, and logins that are not.
fn login(number: usize) -> String {
    match number % 4 {
        0 => "north-auditor".to_owned(),
        1 => "ＮＯＲＴＨ-Auditor".to_owned(),
        2 => format!("north\u{200b}-auditor{}", " ".repeat(number % 7)),
        _ => format!("nobody-{}", number % 40),
    }
}

#[test]
fn ten_thousand_wrong_log_ins_open_nothing_and_cost_each_caller_a_few_tries() {
    let guessed = Guessed::new("guessing");
    let (mut tried, mut turned_away) = (0, 0);
    for number in 0..10_000 {
        let before = guessed.hashed();
        let peer = u8::try_from(number % 10).unwrap();
        match guessed.sign_in(peer, &login(number), &format!("guess {number}")) {
            StatusCode::UNAUTHORIZED => {
                // Known or not, closed or not: one hash each.
                assert_eq!(guessed.hashed(), before + 1, "{}", login(number));
                tried += 1;
            }
            StatusCode::TOO_MANY_REQUESTS => {
                assert_eq!(guessed.hashed(), before);
                turned_away += 1;
            }
            other => panic!("{other} {}", login(number)),
        }
    }
    assert_eq!((tried, turned_away), (10 * 20, 10_000 - 10 * 20));
    assert_eq!(guessed.server.shared().sign_ins.callers(), 10);
    // The right password, however it is spelled and from wherever, is refused for a while and then let in.
    for (peer, spelling) in [(100, "north-auditor"), (101, "NORTH-AUDITOR"), (102, "ｎorth-auditor")] {
        assert_eq!(guessed.sign_in(peer, spelling, PASSWORD), StatusCode::UNAUTHORIZED, "{spelling}");
    }
    AHEAD.set(16 * 60_000);
    assert_eq!(guessed.sign_in(100, "ｎorth-auditor", PASSWORD), StatusCode::OK);
    assert_eq!(guessed.sign_in(0, "north-auditor", PASSWORD), StatusCode::OK);
}

#[test]
fn a_session_left_open_is_no_way_to_guess_the_password() {
    let guessed = Guessed::new("guessing-session");
    let cookie = guessed.server.signed_in("north", Role::Auditor);
    let change = |peer: u8, old: &str| {
        let body = json!({ "old": old, "new": "four words make one" });
        guessed.ask(peer, "/api/v1/password", &cookie, &body)
    };
    for _ in 0..8 {
        assert_eq!(change(1, "a wrong password"), StatusCode::BAD_REQUEST);
    }
    assert_eq!(change(2, PASSWORD), StatusCode::BAD_REQUEST);
    // Wrong tries here close the door too, and the other way round.
    assert_eq!(guessed.sign_in(3, "north-auditor", PASSWORD), StatusCode::UNAUTHORIZED);
    AHEAD.set(16 * 60_000);
    assert_eq!(change(2, PASSWORD), StatusCode::OK);
}

#[test]
fn who_was_kept_under_another_spelling_by_an_earlier_version_still_signs_in() {
    let server = Server::new("guessing-spelling");
    server.organisation("north", Party::Facility);
    let user = server.store.user_by_login("north-auditor").unwrap().unwrap();
    server.store.change_user(&User { login: "ｍｏｒｉ".to_owned(), ..user }).unwrap();
    let sign_in = |login: &str, password: &str| -> Reply {
        server.ask("POST", "/api/v1/session", "", &json!({ "login": login, "password": password }))
    };
    assert_eq!(sign_in("ＭＯＲＩ", PASSWORD).status, StatusCode::OK);
    for _ in 0..8 {
        sign_in("mori", "a wrong password");
    }
    assert_eq!(sign_in("ＭＯＲＩ", PASSWORD).status, StatusCode::UNAUTHORIZED, "the spellings share their refusals");
}
