//! What a listener hears, and when a stream ends.

use super::server::{Server, now};
use crate::events::{MOST_STREAMS, Progress};
use crate::serve::app;
use activities::accounts_port::Accounts;
use activities::jobs_port::{Follows, Jobs, WorkItem, WorkState};
use activities::role::{Permission, Role};
use axum::body::{Body, BodyDataStream};
use axum::http::{Request, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};
use std::time::Duration;
use terms::Party;
use tokio::runtime::Runtime;
use tokio_stream::StreamExt;
use tower::ServiceExt;

/// Callers of one server, in one runtime: a stream lives as long as it.
struct Listeners<'s> {
    server: &'s Server,
    runtime: Runtime,
}

impl Listeners<'_> {
    fn of(server: &Server) -> Listeners<'_> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        Listeners { server, runtime }
    }

    fn open(&self, cookie: &str) -> Response {
        let request = Request::builder().uri("/api/v1/events").header(header::COOKIE, cookie);
        let app = app(&self.server.shared).unwrap();
        self.runtime.block_on(app.oneshot(request.body(Body::empty()).unwrap())).unwrap()
    }

    fn stream(&self, cookie: &str) -> BodyDataStream {
        let response = self.open(cookie);
        assert_eq!(response.status(), StatusCode::OK);
        assert_eq!(response.headers()[header::CONTENT_TYPE], "text/event-stream");
        let mut stream = response.into_body().into_data_stream();
        assert!(self.next(&mut stream).unwrap().contains(": listening"));
        stream
    }

    /// The next piece; `None` at the end.
    fn next(&self, stream: &mut BodyDataStream) -> Option<String> {
        self.runtime.block_on(async {
            let piece = tokio::time::timeout(Duration::from_secs(30), stream.next()).await.expect("nothing was told");
            piece.map(|bytes| String::from_utf8(bytes.unwrap().to_vec()).unwrap())
        })
    }

    /// Lets the poll look once more, and then more often than it has to.
    fn hears(&self, stream: &mut BodyDataStream, wanted: &str) -> String {
        loop {
            let told = self.next(stream).expect("the stream ended");
            if told.contains(wanted) {
                return told;
            }
        }
    }
}

fn server(name: &str) -> Server {
    let server = Server::new(name);
    server.organisation("aster", Party::Manufacturer);
    server.organisation("north", Party::Facility);
    server
}

fn data(told: &str) -> Value {
    let line = told.lines().find_map(|line| line.strip_prefix("data: ")).unwrap();
    serde_json::from_str(line).unwrap()
}

fn feed(state: &'static str) -> Progress<'static> {
    Progress { id: "sync nvd", kind: "sync", label: "nvd", done: 7, total: Some(10), unit: "bytes", state }
}

#[test]
fn a_listener_hears_of_what_changed_in_the_store_whoever_changed_it() {
    let server = server("events-changed");
    let listeners = Listeners::of(&server);
    let mut stream = listeners.stream(&server.signed_in("aster", Role::Psirt));
    // The store as another process has it: nothing tells this one but the store.
    let item = WorkItem {
        id: 0,
        tenant: "aster".to_owned(),
        role: "psirt".to_owned(),
        subject: "dossier/s2 CVE-1".to_owned(),
        code: "a/b".to_owned(),
        due: None,
        created: now(),
        state: WorkState::Open,
        by: String::new(),
        facts: Vec::new(),
    };
    // The poll looked at least once before, or this would be how it began.
    let mut turn = 0;
    let told = loop {
        let facts = vec![turn];
        turn += 1;
        super::server::a_moment_later();
        let item = WorkItem { created: now(), facts, ..item.clone() };
        server.store.add_follows(&Follows { work: vec![item], ..Follows::default() }).unwrap();
        let waited = listeners
            .runtime
            .block_on(async { tokio::time::timeout(Duration::from_millis(1_500), stream.next()).await.ok().flatten() });
        if let Some(bytes) = waited {
            break String::from_utf8(bytes.unwrap().to_vec()).unwrap();
        }
        assert!(turn < 20, "nothing was told");
    };
    assert_eq!((told.lines().next(), data(&told)), (Some("event: changed"), json!({ "what": "work" })));
}

#[test]
fn nobody_hears_of_other_organisations_or_of_what_the_role_may_not_see() {
    let server = server("events-mine");
    let listeners = Listeners::of(&server);
    let mut psirt = listeners.stream(&server.signed_in("aster", Role::Psirt));
    let mut administrator = listeners.stream(&server.signed_in("aster", Role::Administrator));
    let mut north = listeners.stream(&server.signed_in("north", Role::HospitalIt));
    let hub = &server.shared().hub;
    let own = Progress { id: "watch", kind: "watch", unit: "checks", ..feed("running") };
    hub.progress("aster", Permission::ReadWork, &own);
    hub.progress("", Permission::ReadFeeds, &feed("done"));
    assert_eq!(data(&listeners.next(&mut psirt).unwrap())["kind"], "watch");
    for stream in [&mut administrator, &mut north] {
        let told = data(&listeners.next(stream).unwrap());
        assert_eq!((&told["kind"], &told["done"], &told["state"]), (&json!("sync"), &json!(7), &json!("done")));
    }
}

#[test]
fn who_begins_to_listen_hears_of_what_runs_already() {
    let server = server("events-late");
    server.shared().hub.progress("", Permission::ReadFeeds, &feed("running"));
    let listeners = Listeners::of(&server);
    let mut stream = listeners.stream(&server.signed_in("aster", Role::Psirt));
    assert_eq!(data(&listeners.hears(&mut stream, "progress"))["label"], "nvd");
}

#[test]
fn how_far_feeds_are_is_told_while_they_are_fetched() {
    let tell = crate::tell::TellSettings { sync_every: Some(3_600_000), ..Default::default() };
    let server = Server::telling("events-sync", std::sync::Arc::new(activities::courier_port::NoCourier), &tell);
    server.organisation("aster", Party::Manufacturer);
    let listeners = Listeners::of(&server);
    let mut stream = listeners.stream(&server.signed_in("aster", Role::Psirt));
    crate::tell::tick(server.shared(), "holder").unwrap();
    let told = [0; 4].map(|_| data(&listeners.hears(&mut stream, "progress")));
    let states =
        told.each_ref().map(|told| format!("{} {}", told["id"].as_str().unwrap(), told["state"].as_str().unwrap()));
    let expected = ["sync running", "sync nvd running", "sync nvd done", "sync done"];
    assert_eq!(states, expected, "no more often than anybody reads");
}

#[test]
fn streams_of_one_person_are_few() {
    let server = server("events-many");
    let listeners = Listeners::of(&server);
    let cookie = server.signed_in("aster", Role::Psirt);
    let mut open: Vec<BodyDataStream> = (0..MOST_STREAMS).map(|_| listeners.stream(&cookie)).collect();
    let refused = listeners.open(&cookie);
    assert_eq!(refused.status(), StatusCode::TOO_MANY_REQUESTS);
    assert!(refused.headers().contains_key(header::RETRY_AFTER));
    assert_eq!(listeners.open(&server.signed_in("aster", Role::Quality)).status(), StatusCode::OK);
    open.clear();
    // A stream that was closed makes room as soon as its task sees it.
    let again = (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(20));
        listeners.open(&cookie).status() == StatusCode::OK
    });
    assert!(again);
}

#[test]
fn a_slow_reader_is_dropped_and_others_are_not() {
    let server = server("events-slow");
    let listeners = Listeners::of(&server);
    let mut slow = listeners.stream(&server.signed_in("aster", Role::Psirt));
    let mut other = listeners.stream(&server.signed_in("north", Role::HospitalIt));
    for _ in 0..200 {
        server.shared().hub.progress("", Permission::ReadFeeds, &feed("running"));
        assert!(listeners.next(&mut other).unwrap().contains("progress"));
    }
    let mut heard = 0;
    while listeners.next(&mut slow).is_some() {
        heard += 1;
    }
    assert!(heard < 200, "{heard}");
}

#[test]
fn streams_end_with_the_server_and_without_a_sign_in_there_is_none() {
    let server = server("events-end");
    let listeners = Listeners::of(&server);
    assert_eq!(listeners.open("").status(), StatusCode::UNAUTHORIZED);
    let mut stream = listeners.stream(&server.signed_in("aster", Role::Psirt));
    server.shared().hub.stop();
    assert_eq!(listeners.next(&mut stream), None);
    let response = listeners.open(&server.signed_in("aster", Role::Quality));
    assert_eq!(listeners.next(&mut response.into_body().into_data_stream()), None);
}

#[test]
fn who_was_disabled_or_signed_out_may_hear_no_more() {
    let server = server("events-still");
    let listeners = Listeners::of(&server);
    let caller = |role: Role| {
        let user = server.store.user_by_login(&format!("aster-{}", role.name())).unwrap().unwrap();
        crate::guard::Caller {
            may: crate::guard::may(&user, now()),
            user: Some(user),
            session: Some(crate::session::key_of(server.signed_in("aster", role).split_once('=').unwrap().1)),
            facts: crate::session::SessionFacts::default(),
            by: String::new(),
            lang: terms::Lang::En,
            address: "127.0.0.1".parse().unwrap(),
            asked: None,
        }
    };
    let still =
        |caller: &crate::guard::Caller| listeners.runtime.block_on(crate::guard::still(server.shared(), caller));
    let psirt = caller(Role::Psirt);
    assert!(still(&psirt).unwrap().contains(&Permission::ReadDevices));
    let before = server.store.session(psirt.session.as_ref().unwrap()).unwrap().unwrap().seen;
    assert!(still(&psirt).is_some());
    assert_eq!(server.store.session(psirt.session.as_ref().unwrap()).unwrap().unwrap().seen, before, "no use of it");
    server.store.end_session(psirt.session.as_ref().unwrap()).unwrap();
    assert_eq!(still(&psirt), None);
    let quality = caller(Role::Quality);
    let mut user = quality.user.clone().unwrap();
    user.disabled = Some(now());
    server.store.change_user(&user).unwrap();
    assert_eq!(still(&quality), None);
}

#[test]
fn a_role_that_was_taken_away_hears_nothing_more_from_then_on() {
    let server = server("events-roles");
    let listeners = Listeners::of(&server);
    let mut stream = listeners.stream(&server.signed_in("aster", Role::Psirt));
    let admin = server.signed_in("aster", Role::Administrator);
    let id = server.store.user_by_login("aster-psirt").unwrap().unwrap().id;
    let give = |role: &Value| {
        let reply = server.ask("PUT", &format!("/api/v1/users/{id}/roles"), &admin, &json!({ "roles": [role] }));
        assert_eq!(reply.status, StatusCode::OK, "{}", reply.json());
    };
    let told = |state: &'static str| server.shared().hub.progress("", Permission::ReadFeeds, &feed(state));
    told("running");
    assert!(listeners.next(&mut stream).unwrap().contains("running"));
    give(&json!({ "role": "service-provider", "scope": "site:a", "until": "2099-01-01T00:00:00Z" }));
    told("failed");
    // The stream has to have looked at the one before the role comes back.
    std::thread::sleep(Duration::from_millis(300));
    give(&json!({ "role": "psirt" }));
    told("done");
    let heard = listeners.next(&mut stream).unwrap();
    assert!(heard.contains("done") && !heard.contains("failed"), "{heard}");
}
