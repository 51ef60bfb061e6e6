//! What is over goes, what is held stays, and the log tells of both.

use super::server::{AHEAD, Server, now};
use crate::watch::retain::daily;
use activities::accounts_port::{Accounts, Session};
use activities::log_port::{LogStore, Words};
use activities::record_deed::Entry;
use activities::retention::{Period, Periods, RecordClass};
use activities::role::Role;
use axum::http::StatusCode;
use serde_json::{Value, json};
use terms::{Instant, Party};

/// A server that removes names beside the log after 30 days.
fn server(name: &str) -> Server {
    let mut periods = Periods::default();
    periods.set(RecordClass::LogWords, Period::Days(30));
    let server = Server::keeping(name, periods);
    server.organisation("north", Party::Facility);
    server
}

/// The days that the clock is ahead from here on.
fn days(days: i64) {
    AHEAD.set(days * Instant::DAY);
}

/// Sessions that ended so many days ago.
fn sessions_over(server: &Server, count: usize, ago: i64) {
    let user = server.store.user_by_login("north-auditor").unwrap().unwrap();
    for place in 0..count {
        let session = Session {
            token_hash: format!("over {place}"),
            user: user.id.clone(),
            made: now(),
            seen: now(),
            ends: Instant(now().0 - ago * Instant::DAY),
            facts: Vec::new(),
        };
        server.store.add_session(&session).unwrap();
    }
}

/// What the log of an organisation counts as removed.
fn removed(server: &Server) -> Vec<String> {
    let leaves = server.store.leaves(0, 1000, Some("north")).unwrap();
    let entries = leaves.iter().filter_map(|leaf| Entry::of(&leaf.bytes));
    entries.filter(|entry| entry.deed == "records-removed").map(|entry| entry.subject).collect()
}

#[test]
fn a_day_removes_what_is_over_once_and_counts_it_in_the_log() {
    let server = server("retain");
    sessions_over(&server, 2, 0);
    days(7);
    assert_eq!(daily(server.shared(), "a").unwrap(), 0, "the first day only looks at the clock");
    days(8);
    assert_eq!(daily(server.shared(), "a").unwrap(), 2);
    assert_eq!(daily(server.shared(), "b").unwrap(), 0, "a day is one job, whichever process does it");
    assert_eq!(removed(&server), ["sessions 2"]);
}

#[test]
fn a_clock_that_jumped_removes_nothing_on_its_first_day() {
    let server = server("retain-jump");
    assert_eq!(daily(server.shared(), "a").unwrap(), 0);
    sessions_over(&server, 1, 0);
    days(366);
    assert_eq!(daily(server.shared(), "a").unwrap(), 0, "a year forward");
    days(1);
    assert_eq!(daily(server.shared(), "a").unwrap(), 0, "and back: it is not over yet");
    assert!(removed(&server).is_empty());
    days(3);
    daily(server.shared(), "a").unwrap();
    days(-1);
    assert_eq!(daily(server.shared(), "a").unwrap(), 0, "a day back");
}

#[test]
fn a_name_is_shown_until_its_time_is_over_and_the_log_holds_after_it() {
    let server = server("retain-names");
    let administrator = server.signed_in("north", Role::Administrator);
    let made =
        json!({ "login": "kim", "name": "Kim North", "roles": [{ "role": "auditor", "scope": "", "until": null }] });
    assert!(server.ask("POST", "/api/v1/users", &administrator, &made).status.is_success());
    let leaf = server.store.leaves(0, 10, Some("north")).unwrap().pop().unwrap();
    let text = String::from_utf8(leaf.bytes.clone()).unwrap();
    let id = server.store.user_by_login("kim").unwrap().unwrap().id;
    assert!(!text.contains(&id) && !text.contains("Kim"), "{text}");
    let row = || server.ask("GET", "/api/v1/log", &server.signed_in_again("north", Role::Auditor), &Value::Null).json();
    let shown = row()["items"][0].clone();
    assert_eq!(
        [&shown["by_text"], &shown["subject_text"], &shown["subject"]],
        ["NORTH-ADMINISTRATOR", "Kim North", id.as_str()]
    );
    days(30);
    daily(server.shared(), "a").unwrap();
    days(31);
    assert_eq!(daily(server.shared(), "a").unwrap(), 3, "with it two sessions that are over");
    assert!(matches!(server.store.words(0..1).unwrap()[&0], Words::Removed(_)));
    let rows = row();
    let of_it = |row: &&Value| row["index"] == shown["index"];
    let shown =
        rows["items"].as_array().unwrap().iter().find(of_it).unwrap_or_else(|| panic!("{shown} {rows}")).clone();
    assert_eq!(shown["by"], "");
    assert!(shown["by_text"].as_str().unwrap().starts_with("removed on 20"), "{shown}");
    assert_eq!(removed(&server), ["sessions 2", "log-words 1"]);
    let still = server.store.leaves(0, 1, None).unwrap().pop().unwrap();
    assert_eq!((still.bytes, still.hash), (leaf.bytes, leaf.hash), "the leaf itself is as it was");
}

#[test]
fn a_hold_is_set_with_a_reason_by_who_may_and_nothing_is_removed_until_it_ends() {
    let server = server("retain-hold");
    let quality = server.signed_in("north", Role::Quality);
    let ask = |cookie: &str, body: Value| server.ask("POST", "/api/v1/retention/holds", cookie, &body);
    let hold = json!({ "class": "sessions", "reason": "asked for by the authority" });
    let security = server.signed_in("north", Role::HospitalIt);
    assert_eq!(ask(&security, hold.clone()).status, StatusCode::FORBIDDEN);
    assert_eq!(ask(&quality, json!({ "class": "sessions", "reason": "short" })).status, StatusCode::BAD_REQUEST);
    let nowhere = json!({ "device": "no-such", "reason": "asked for by the authority" });
    assert_eq!(ask(&quality, nowhere).status, StatusCode::BAD_REQUEST, "a mistyped name would hold nothing");
    let id = ask(&quality, hold).json()["id"].as_str().unwrap().to_owned();
    sessions_over(&server, 1, 20);
    days(9);
    daily(server.shared(), "a").unwrap();
    days(10);
    assert_eq!(daily(server.shared(), "a").unwrap(), 0);
    let state =
        || server.ask("GET", "/api/v1/retention", &server.signed_in_again("north", Role::Auditor), &Value::Null).json();
    let held = state();
    assert_eq!((held["classes"][0]["held"].as_bool(), held["classes"][0]["removable"].as_u64()), (Some(true), Some(0)));
    assert_eq!(held["holds"][0]["by"], "NORTH-QUALITY");
    assert_eq!(held["classes"][1]["removable"], Value::Null, "what belongs to all is counted for nobody");
    let quality = server.signed_in_again("north", Role::Quality);
    let path = format!("/api/v1/retention/holds/{id}");
    assert_eq!(server.ask("DELETE", &path, &quality, &Value::Null).status, StatusCode::NO_CONTENT);
    assert_eq!(server.ask("DELETE", &path, &quality, &Value::Null).status, StatusCode::NOT_FOUND);
    assert_eq!(state()["classes"][0]["removable"], 1, "a trial says what the next day removes");
    days(11);
    assert!(daily(server.shared(), "a").unwrap() >= 1);
    let deeds: Vec<String> = server
        .store
        .leaves(0, 100, Some("north"))
        .unwrap()
        .iter()
        .filter_map(|leaf| Entry::of(&leaf.bytes))
        .map(|entry| format!("{} {}", entry.deed, entry.subject))
        .collect();
    assert_eq!(deeds[..2], ["hold-set sessions", "hold-ended sessions"]);
}
