//! A clock that jumps a year forward or a day back: nobody stays signed in for it, no job is lost, nothing is called current that is not.

use super::server::{AHEAD, Server, now};
use crate::watch::retain::pull_in;
use crate::watch::tick;
use activities::checks_port::Checks;
use activities::jobs_port::Jobs;
use activities::library_port::{KeptId, Library};
use activities::role::Role;
use axum::http::StatusCode;
use serde_json::Value;
use terms::{Instant, Party};

/// The days that the clock of this thread is ahead from here on.
fn days(days: i64) {
    AHEAD.set(days * Instant::DAY);
}

fn server(name: &str) -> Server {
    days(0);
    let server = Server::new(name);
    server.organisation("aster", Party::Manufacturer);
    server
}

/// Whether a session that was begun on one day is one on another.
fn holds(server: &Server, begun: i64, asked: i64) -> bool {
    days(begun);
    let cookie = server.signed_in_again("aster", Role::Psirt);
    days(asked);
    server.ask("GET", "/api/v1/work", &cookie, &Value::Null).status == StatusCode::OK
}

#[test]
fn no_session_outlasts_its_hours_whatever_the_clock_does() {
    let server = server("clock-session");
    assert!(holds(&server, 0, 0));
    assert!(!holds(&server, 0, 365), "a year forward it is over");
    assert!(!holds(&server, 365, 0), "one that was begun a year ahead would last a year");
    assert!(!holds(&server, 1, 0), "a day back it would last a day longer");
    let cookie = server.signed_in_again("aster", Role::Psirt);
    AHEAD.set(-60_000);
    assert_eq!(
        server.ask("GET", "/api/v1/work", &cookie, &Value::Null).status,
        StatusCode::OK,
        "set right by a minute"
    );
}

fn checked(server: &Server) -> Instant {
    tick(server.shared(), "holder").unwrap();
    server.store.latest(&KeptId::dossier("aster", "pump")).unwrap().unwrap().at
}

#[test]
fn an_answer_is_of_its_own_day_alone_and_the_watch_makes_a_new_one_on_every_day_that_the_clock_names() {
    let server = server("clock-watch");
    server.store.put(&KeptId::dossier("aster", "pump"), None, &[("device.yaml", b"id: pump")], "x", now()).unwrap();
    let today = now();
    assert_eq!(checked(&server), today);
    for day in [365, 0, -1] {
        // A moment later than before: two checks of one moment are one.
        AHEAD.set(day * Instant::DAY + 1);
        let at = checked(&server);
        assert_eq!(
            at,
            Instant(today.0 + day * Instant::DAY + 1),
            "nothing of another day is taken for one of day {day}"
        );
    }
    let counts = server.store.job_counts().unwrap();
    assert!(counts.iter().all(|count| count.open == 0 && count.failed == 0), "{counts:?}");
}

#[test]
fn a_job_whose_holder_was_killed_by_a_clock_of_next_year_is_done_now() {
    let server = server("clock-lease");
    server.store.put(&KeptId::dossier("aster", "pump"), None, &[("device.yaml", b"id: pump")], "x", now()).unwrap();
    server.look();
    days(365);
    let far = Instant(now().0 + 300_000);
    assert!(server.store.claim_job(&["check"], "killed", now(), far).unwrap().is_some());
    days(0);
    assert_eq!(tick(server.shared(), "holder").unwrap(), 0, "the lease ends next year");
    assert_eq!(pull_in(server.shared()).unwrap(), 1);
    assert_eq!(tick(server.shared(), "holder").unwrap(), 1);
}

#[test]
fn a_clock_a_year_forward_takes_a_held_job_from_nobody_twice() {
    let server = server("clock-forward");
    server.store.put(&KeptId::dossier("aster", "pump"), None, &[("device.yaml", b"id: pump")], "x", now()).unwrap();
    server.look();
    let held = server.store.claim_job(&["check"], "slow", now(), Instant(now().0 + 300_000)).unwrap().unwrap();
    days(365);
    assert!(tick(server.shared(), "holder").unwrap() >= 1);
    assert!(!server.store.finish_job(&held, now(), &Default::default()).unwrap(), "what it found is not added again");
}
