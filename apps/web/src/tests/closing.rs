//! Work that ends by itself: as soon as a check that looked as far no longer finds it, and never by silence.

use super::server::{AHEAD, FINDS, Server, checked, found, now};
use crate::rooms::{Asking, Checked, LIMIT, Refusal};
use crate::watch::tick;
use activities::accounts_port::{Accounts, HeldRole, User};
use activities::checks_port::{KeptFinding, KeptStanding};
use activities::jobs_port::{Follows, Jobs, UNSURE, WorkAsked, WorkItem, WorkState};
use activities::library_port::{KeptId, Library};
use activities::role::Role;
use axum::http::StatusCode;
use serde_json::{Value, json};
use terms::{Instant, Lang, Party};

const ID: &str = "CVE-2026-9";

/// A maker with a dossier in which this is found, after a first check that found nothing.
fn server(name: &str) -> Server {
    AHEAD.set(0);
    let server = Server::new(&format!("closing-{name}"));
    server.organisation("aster", Party::Manufacturer);
    look(&server, |checked| checked.findings.clear());
    look(&server, |checked| checked.findings = vec![vulnerable()]);
    assert_eq!(open(&server), ["product-security", "psirt"]);
    server
}

fn vulnerable() -> KeptFinding {
    let answer = json!({
        "code": "vulnerability/affected", "priority": "undecided",
        "vulnerability": { "id": ID, "known_exploited": true, "statements": [{ "source": "NVD", "id": ID }] },
        "component": { "name": "left-pad", "version": "1.0" },
        "explanation": "CVE-2026-9 affects left-pad 1.0: range <1.1 in NVD.", "why": "why", "next": "next",
        "ja": { "explanation": "CVE-2026-9 は left-pad 1.0 に影響します。", "why": "理由", "next": "次" },
    });
    KeptFinding {
        code: "vulnerability/affected".to_owned(),
        answer: answer.to_string().into_bytes(),
        ..found("f9", 1, ID, "left-pad 1.0")
    }
}

fn asking() -> Asking {
    Asking { now: now(), lang: Lang::En }
}

/// The next revision is checked, with this difference to what is usually found.
fn look(server: &Server, change: impl FnOnce(&mut Checked)) {
    AHEAD.set(AHEAD.get() + 1_000);
    let mut finds = checked(asking());
    change(&mut finds);
    FINDS.set(Some(Ok(finds)));
    put(server);
    assert_eq!(tick(server.shared(), "holder").unwrap(), 1);
    FINDS.set(None);
}

fn put(server: &Server) {
    let file = format!("id: pump\nturn: {}\n", AHEAD.get());
    let id = KeptId::dossier("aster", "pump");
    server.store.put(&id, None, &[("device.yaml", file.as_bytes())], "x", now()).unwrap();
}

fn all(server: &Server) -> Vec<WorkItem> {
    let asked = WorkAsked { tenant: "aster", roles: &[], done_too: true, after: None, limit: 99 };
    server.store.work(&asked).unwrap()
}

/// The roles for which it is open.
fn open(server: &Server) -> Vec<String> {
    let mut roles: Vec<String> =
        all(server).into_iter().filter(|item| item.state != WorkState::Done).map(|item| item.role).collect();
    roles.sort();
    roles
}

/// State, who changed it, when and why, of the item of PSIRT.
fn item(server: &Server) -> (WorkItem, Option<Instant>, String) {
    let item = all(server).into_iter().find(|item| item.role == "psirt").unwrap();
    let mark = server.store.work_marks("aster", &[item.id]).unwrap().remove(&item.id).unwrap();
    (item, mark.at, mark.reason)
}

#[test]
fn work_is_done_by_the_watch_when_the_finding_is_gone_with_reason_and_moment() {
    let server = server("gone");
    look(&server, |checked| checked.findings.clear());
    let (item, at, reason) = item(&server);
    assert_eq!((item.state, item.by.as_str(), at, reason.as_str()), (WorkState::Done, "tutela", Some(now()), "gone"));
    assert!(open(&server).is_empty());
    let cookie = server.signed_in("aster", Role::Psirt);
    let work = server.ask("GET", "/api/v1/work", &cookie, &Value::Null).json();
    assert_eq!(work["closed"][0]["title"], "pump · CVE-2026-9 · left-pad 1.0");
    assert!(work["closed"][0]["reason"].as_str().unwrap().contains("no longer found it"), "{work}");
}

#[test]
fn it_is_open_again_when_the_finding_returns_as_it_was() {
    let server = server("returns");
    look(&server, |checked| checked.findings.clear());
    look(&server, |checked| checked.findings = vec![vulnerable()]);
    let (item, at, reason) = item(&server);
    assert_eq!((item.state, item.by.as_str(), at, reason.as_str()), (WorkState::Open, "", None, ""));
    assert_eq!(item.created, now(), "it came up anew");
}

#[test]
fn what_somebody_decided_about_is_done_although_it_is_still_found() {
    let server = server("decided");
    look(&server, |checked| checked.findings = vec![KeptFinding { rank: 3, ..vulnerable() }]);
    assert_eq!(item(&server).2, "answered");
}

/// Nothing is found, by a check that differs like this: the item stays open, and a person may set it done.
fn stays(name: &str, change: impl FnOnce(&mut Checked)) {
    let server = server(name);
    look(&server, |checked| {
        checked.findings.clear();
        change(checked);
    });
    assert_eq!(open(&server), ["product-security", "psirt"], "{name}");
    let (item, _, reason) = item(&server);
    assert_eq!(reason, UNSURE, "{name}");
    let cookie = server.signed_in("aster", Role::Psirt);
    let done = server.ask("POST", &format!("/api/v1/work/{}", item.id), &cookie, &json!({ "state": "done" }));
    assert_eq!(done.status, StatusCode::NO_CONTENT, "{name}");
}

#[test]
fn a_check_that_looked_at_less_ends_nothing() {
    stays("source", |checked| checked.looked.sources.clear());
    stays("other-source", |checked| checked.looked.sources = ["KEV".to_owned()].into());
    stays("unread", |checked| checked.looked.whole = false);
    stays("no-bill", |checked| checked.looked.bills = false);
    stays("unwatched", |checked| checked.looked.unwatched = ["left-pad 1.0".to_owned()].into());
    stays("release", |checked| checked.looked.release = "2.0".to_owned());
}

#[test]
fn at_a_site_more_units_out_of_sight_end_nothing() {
    AHEAD.set(0);
    let server = Server::new("closing-site");
    server.organisation("north", Party::Facility);
    let id = KeptId::site("north", "alba");
    let states = |find: bool, blind: u64| {
        AHEAD.set(AHEAD.get() + 1_000);
        let mut finds = checked(asking());
        finds.findings = if find { vec![vulnerable()] } else { Vec::new() };
        finds.looked.blind = blind;
        FINDS.set(Some(Ok(finds)));
        let file = format!("id: alba\nturn: {}\n", AHEAD.get());
        server.store.put(&id, None, &[("site.yaml", file.as_bytes())], "x", now()).unwrap();
        assert_eq!(tick(server.shared(), "holder").unwrap(), 1);
        FINDS.set(None);
        let asked = WorkAsked { tenant: "north", roles: &[], done_too: true, after: None, limit: 9 };
        server.store.work(&asked).unwrap().into_iter().map(|item| item.state).collect::<Vec<_>>()
    };
    assert!(states(true, 3).iter().all(|state| *state == WorkState::Open));
    // A version that nobody lists was typed for the unit that had it.
    assert!(states(false, 4).iter().all(|state| *state == WorkState::Open));
    assert!(states(false, 3).iter().all(|state| *state == WorkState::Done));
}

#[test]
fn a_later_release_ends_it_only_when_no_release_has_it_any_more() {
    let standing = |of: &[&str]| {
        Some(KeptStanding {
            vulnerabilities: of.iter().map(|id| (*id).to_owned()).collect(),
            ..KeptStanding::default()
        })
    };
    stays("release-has-it", |checked| {
        checked.looked.release = "2.0".to_owned();
        checked.check.standing = standing(&[ID]);
    });
    let server = server("release-has-it-not");
    look(&server, |checked| {
        checked.findings.clear();
        checked.looked.release = "2.0".to_owned();
        checked.check.standing = standing(&[]);
    });
    assert_eq!(item(&server).2, "gone");
}

#[test]
fn a_check_that_could_not_be_made_ends_nothing() {
    let server = server("not-made");
    AHEAD.set(AHEAD.get() + 1_000);
    FINDS.set(Some(Err(Refusal { what: "unreadable".to_owned(), next: String::new() })));
    put(&server);
    tick(server.shared(), "holder").unwrap();
    FINDS.set(None);
    assert_eq!(open(&server), ["product-security", "psirt"]);
    assert_eq!(item(&server).2, "");
}

#[test]
fn what_stands_is_not_set_done_by_hand_and_the_list_says_why() {
    let server = server("stands");
    let cookie = server.signed_in("aster", Role::Psirt);
    let (held, _, _) = item(&server);
    let path = format!("/api/v1/work/{}", held.id);
    let set = |state: &str| server.ask("POST", &path, &cookie, &json!({ "state": state }));
    assert_eq!(set("done").status, StatusCode::CONFLICT);
    assert_eq!(set("acknowledged").status, StatusCode::NO_CONTENT);
    let work = server.ask("GET", "/api/v1/work", &cookie, &Value::Null).json();
    let id = json!(held.id.to_string());
    let row = work["items"].as_array().unwrap().iter().find(|row| row["id"] == id).unwrap();
    assert_eq!((&row["state"], &row["seen_by"]), (&json!("acknowledged"), &json!("ASTER-PSIRT")));
    assert_eq!((&row["seen_at"], &row["may"]), (&json!(item(&server).1.unwrap().to_string()), &json!(["open"])));
    assert!(row["done_when"].as_str().unwrap().contains("no longer finds it"), "{row}");
    look(&server, |checked| checked.findings = vec![vulnerable()]);
    assert_eq!(item(&server).0.state, WorkState::Acknowledged, "what was seen stays seen while nothing changes");
}

/// What is between `<` and `>` in lower case letters.
fn places(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for (at, _) in text.match_indices('<') {
        let rest = &text[at + 1..];
        if let Some(end) = rest.find('>').filter(|end| *end > 0)
            && rest[..end].bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_')
        {
            found.push(&text[at..at + end + 2]);
        }
    }
    found
}

#[test]
fn no_pattern_of_words_reaches_anybody_in_the_list_the_feed_or_the_calendar() {
    let server = server("words");
    let cookie = server.signed_in("aster", Role::Psirt);
    for (lang, said) in [("en", "CVE-2026-9 affects left-pad 1.0"), ("ja", "CVE-2026-9 は left-pad 1.0 に影響します")]
    {
        for path in ["/api/v1/work", "/api/v1/work.atom", "/api/v1/work.ics"] {
            let request =
                axum::http::Request::builder().uri(path).header("cookie", &cookie).header("accept-language", lang);
            let reply = server.send(request.body(axum::body::Body::empty()).unwrap());
            // Lines of a calendar are folded.
            let text = String::from_utf8(reply.body).unwrap().replace("\r\n ", "");
            assert!(text.contains(said), "{path} {lang}: {text}");
            let text = if path.ends_with("atom") { text.split("<content").nth(1).unwrap().to_owned() } else { text };
            let text = text.split("</content>").next().unwrap();
            assert_eq!(places(text), Vec::<&str>::new(), "{path} {lang}");
        }
    }
}

#[test]
fn who_keeps_the_accounts_has_a_list_without_devices_and_acknowledges_what_is_theirs() {
    let server = server("upkeep");
    let user = server.store.user_by_login("aster-service-provider").unwrap().unwrap();
    let until = Some(Instant(now().0 + 3 * Instant::DAY));
    let roles = user.roles.iter().map(|role| HeldRole { until, ..role.clone() }).collect();
    server.store.change_user(&User { roles, ..user }).unwrap();
    let cookie = server.signed_in("aster", Role::Administrator);
    let feed = WorkItem { role: "administrator".to_owned(), subject: "feeds/osv".to_owned(), ..item(&server).0 };
    let feed = WorkItem { code: "feeds/not-synced".to_owned(), facts: br#"{"feed":"osv"}"#.to_vec(), ..feed };
    server.store.add_follows(&Follows { work: vec![feed], ..Follows::default() }).unwrap();
    let get = |path: &str| server.ask("GET", path, &cookie, &Value::Null);
    assert_eq!(get("/api/v1/work").status, StatusCode::FORBIDDEN);
    let list = get("/api/v1/upkeep").json();
    let kinds: Vec<&str> = list["items"].as_array().unwrap().iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["finding", "source", "account"]);
    assert!(!list.to_string().contains("pump") && !list.to_string().contains("CVE"), "{list}");
    let path = format!("/api/v1/upkeep/{}", list["items"][0]["id"].as_str().unwrap());
    assert_eq!(server.ask("POST", &path, &cookie, &json!({ "state": "acknowledged" })).status, StatusCode::NO_CONTENT);
    assert_eq!(server.ask("POST", &path, &cookie, &json!({ "state": "done" })).status, StatusCode::CONFLICT);
    let theirs = format!("/api/v1/upkeep/{}", item(&server).0.id);
    assert_eq!(server.ask("POST", &theirs, &cookie, &json!({ "state": "acknowledged" })).status, StatusCode::NOT_FOUND);
}

#[test]
fn a_review_that_comes_up_is_due_work_of_quality_and_of_nobody_else() {
    let server = server("review");
    let review =
        json!({ "explanation": "The review is due on 2026-12-20.", "why": "w", "next": "n", "due": "2026-12-20" });
    look(&server, |checked| {
        checked.findings = vec![KeptFinding {
            code: "device/review-due-soon".to_owned(),
            rank: 3,
            vulnerability: String::new(),
            answer: review.to_string().into_bytes(),
            ..found("r1", 3, "", "")
        }];
    });
    for (role, sees) in [(Role::Quality, true), (Role::RegulatoryAffairs, true), (Role::Psirt, false)] {
        let cookie = server.signed_in("aster", role);
        let work = server.ask("GET", "/api/v1/work", &cookie, &Value::Null).json();
        let row = work["items"]
            .as_array()
            .unwrap()
            .iter()
            .find(|row| row["title"] == "pump: The review is due on 2026-12-20.");
        assert_eq!(row.map(|row| row["due"].clone()), sees.then(|| json!("2026-12-20T12:00:00Z")), "{}", role.name());
        let ics = String::from_utf8(server.ask("GET", "/api/v1/work.ics", &cookie, &Value::Null).body).unwrap();
        assert_eq!(ics.contains("BEGIN:VEVENT"), sees, "{}", role.name());
    }
    look(&server, |checked| checked.findings.clear());
    assert!(!open(&server).contains(&"quality".to_owned()), "done with the review");
}

#[test]
fn the_home_judges_a_source_by_the_strictest_plan_that_its_reader_sees_and_says_which() {
    let server = server("strict");
    look(&server, |checked| {
        checked.check.counts.insert(format!("{LIMIT}NVD"), 2);
    });
    let sources = |role: Role| {
        let cookie = server.signed_in("aster", role);
        server.ask("GET", "/api/v1/work", &cookie, &Value::Null).json()["sources"][0].clone()
    };
    let row = sources(Role::Quality);
    assert_eq!((&row["limit_days"], &row["limit_of"], &row["state"]), (&json!(2), &json!("pump"), &json!("stale")));
    let cookie = server.signed_in_again("aster", Role::Quality);
    let devices = server.ask("GET", "/api/v1/devices", &cookie, &Value::Null).json();
    assert!(!devices.to_string().contains(LIMIT), "{devices}");
}
