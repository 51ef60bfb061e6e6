//! What cannot be checked again is told: its answer of before looks like one of now to nobody.

use super::server::{AHEAD, FINDS, Server, now};
use crate::loops::Loop;
use crate::rooms::Refusal;
use crate::watch::tick;
use activities::checks_port::{Checks, KeptCheck};
use activities::jobs_port::{Jobs, WorkItem, WorkState};
use activities::library_port::{KeptId, Library};
use activities::notices_port::Notices;
use activities::notify::weight::CHECK_FAILED;
use activities::role::Role;
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::time::Duration;
use terms::{Instant, Party};

/// A maker with a dossier that was checked yesterday and cannot be checked any more.
fn server(name: &str) -> Server {
    AHEAD.set(0);
    let server = Server::new(&format!("unchecked-{name}"));
    server.organisation("aster", Party::Manufacturer);
    let id = KeptId::dossier("aster", "pump");
    let before = Instant(now().0 - Instant::DAY);
    server.store.put(&id, None, &[("device.yaml", b"id: pump")], "x", before).unwrap();
    let check = KeptCheck {
        revision: 1,
        at: before,
        generation: "m1".to_owned(),
        verdict: "nothing-blocking".to_owned(),
        counts: [].into(),
        answer: Vec::new(),
        standing: None,
    };
    assert!(server.store.put_check(&id, &check, &[]).unwrap());
    server
}

fn no_answer(next: &str) -> Refusal {
    Refusal { what: "no memory for it".to_owned(), next: next.to_owned() }
}

/// Tries it so often, each time when it is due again.
fn tries(server: &Server, times: u32) {
    for _ in 0..times {
        tick(server.shared(), "holder").unwrap();
        AHEAD.set(AHEAD.get() + 20 * 60_000);
    }
}

fn items(server: &Server) -> Vec<WorkItem> {
    server.store.work_named("aster", "dossier/pump", CHECK_FAILED).unwrap()
}

/// As asked today.
fn ask(server: &Server, method: &str, path: &str, cookie: &str, body: &Value) -> super::server::Reply {
    let ahead = AHEAD.replace(0);
    server.shared().kept.forget_lists();
    let reply = server.ask(method, path, cookie, body);
    AHEAD.set(ahead);
    reply
}

#[test]
fn a_check_that_fails_for_good_is_work_for_who_acts_until_one_is_made_again() {
    let server = server("for-good");
    let [psirt, admin] = [Role::Psirt, Role::Administrator].map(|role| server.signed_in("aster", role));
    let listed = |path: &str, cookie: &str| ask(&server, "GET", path, cookie, &Value::Null).json();
    let find = |list: &Value, id: &str| {
        let items = list["items"].as_array().unwrap().clone();
        items.into_iter().find(|item| item["id"] == id).unwrap_or(Value::Null)
    };
    let of_before = |server: &Server| {
        server.shared().kept.forget_lists();
        find(&listed("/api/v1/work", &psirt), "devices before")["detail"].clone()
    };
    assert_eq!(of_before(&server), "they are being checked again", "an answer of yesterday is not one of now");
    FINDS.set(Some(Err(no_answer("…"))));
    tries(&server, 4);
    assert!(items(&server).is_empty(), "it is tried again");
    tries(&server, 1);
    let told = items(&server);
    assert_eq!(told.iter().map(|item| item.role.as_str()).collect::<Vec<_>>(), ["product-security", "psirt"]);

    let id = told[1].id.to_string();
    let item = find(&listed("/api/v1/work", &psirt), &id);
    let title =
        "pump: It could not be checked again (no memory for it); its answer is still the one of 2026-11-23T06:00:00Z.";
    assert_eq!((&item["title"], &item["href"]), (&json!(title), &json!("/devices/pump")));
    assert!(of_before(&server).as_str().unwrap().starts_with("1 could not be checked"));
    let done = ask(&server, "POST", &format!("/api/v1/work/{id}"), &psirt, &json!({ "state": "done" }));
    assert_eq!(done.status, StatusCode::CONFLICT);

    let upkeep = listed("/api/v1/upkeep", &admin);
    let unchecked = find(&upkeep, "checks failed");
    assert!(unchecked["title"].as_str().unwrap().starts_with("1 dossiers or sites could not be checked"), "{upkeep}");
    assert!(!upkeep.to_string().contains("pump"), "{upkeep}");
    let metrics = String::from_utf8(ask(&server, "GET", "/metrics", "", &Value::Null).body).unwrap();
    assert!(metrics.contains("tutela_jobs{kind=\"refresh\",state=\"failed\"} 1\n"), "{metrics}");

    FINDS.set(None);
    AHEAD.set(AHEAD.get() + Instant::DAY);
    tries(&server, 1);
    assert!(items(&server).iter().all(|item| item.state == WorkState::Done));
    let mark = server.store.work_marks("aster", &[told[1].id]).unwrap().remove(&told[1].id).unwrap();
    assert_eq!(mark.reason, "checked");
    tries(&server, 1);
    assert!(items(&server).iter().all(|item| item.state == WorkState::Done), "what was given up before is over");
}

#[test]
fn a_check_whose_process_is_killed_each_time_is_told_too_and_each_day_the_same_is_told_once() {
    let server = server("killed");
    tick_killed(&server);
    assert_eq!(items(&server).len(), 2);
    let first = items(&server);
    AHEAD.set(AHEAD.get() + Instant::DAY);
    tick_killed(&server);
    assert_eq!(items(&server), first, "as it was");
}

/// Its job is taken by processes that never end it.
fn tick_killed(server: &Server) {
    server.look();
    for _ in 0..6 {
        drop(server.store.claim_job(&["check", "refresh"], "killed", now(), Instant(now().0 + 1_000)).unwrap());
        AHEAD.set(AHEAD.get() + 1_000);
    }
    FINDS.set(Some(Err(no_answer("nobody comes to it"))));
    tick(server.shared(), "holder").unwrap();
    FINDS.set(None);
}

#[test]
fn a_check_that_makes_the_program_panic_fails_as_a_job_and_the_watch_goes_on() {
    let server = server("panics");
    let other = KeptId::dossier("aster", "scanner");
    server.store.put(&other, None, &[("device.yaml", b"id: scanner")], "x", now()).unwrap();
    FINDS.set(Some(Err(Refusal { what: "panic".to_owned(), next: String::new() })));
    assert_eq!(tick(server.shared(), "holder").unwrap(), 2, "both are tried");
    FINDS.set(None);
    let metrics = String::from_utf8(ask(&server, "GET", "/metrics", "", &Value::Null).body).unwrap();
    assert!(metrics.contains("tutela_panics_total 2\n"), "{metrics}");
    AHEAD.set(AHEAD.get() + 60_000);
    assert_eq!(tick(server.shared(), "holder").unwrap(), 2, "and again");
    assert_eq!(server.store.latest(&other).unwrap().unwrap().verdict, "undecided");
}

#[test]
fn a_server_whose_watch_stands_still_is_not_ready() {
    let server = Server::new("stands-still");
    let ready = || {
        let reply = server.ask("GET", "/readyz", "", &Value::Null);
        (reply.status, String::from_utf8(reply.body).unwrap())
    };
    server.shared().loops.moved(Loop::Watch);
    assert_eq!(ready().0, StatusCode::OK);
    server.shared().loops.later(Duration::from_secs(11 * 60));
    let still = "the loop “watch” has not moved for 11 minutes\n".to_owned();
    assert_eq!(ready(), (StatusCode::SERVICE_UNAVAILABLE, still));
    server.shared().loops.moved(Loop::Watch);
    assert_eq!(ready().0, StatusCode::OK);
}
