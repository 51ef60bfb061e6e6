//! Telling people where something stands in the way: a closed way, a fault of the program, a long list, what was seen already.

use super::server::{AHEAD, Server, now};
use super::telling::{HOUR, MINUTE, REFUSES, account, ahead, comes_up, item, server, tells, wish};
use crate::rooms::Refusal;
use crate::tell::TellSettings;
use activities::accounts_port::{Accounts, User};
use activities::jobs_port::{Follows, Jobs, Message, WorkItem, WorkState};
use activities::notices_port::Notices;
use activities::role::Role;
use axum::http::StatusCode;
use serde_json::{Value, json};
use terms::{Instant, Party};

#[test]
fn a_letter_that_makes_the_program_panic_is_tried_again_and_keeps_no_other_back() {
    let (server, courier) = server("panics", &[Role::Psirt, Role::Quality], &TellSettings::default());
    *courier.panics.lock().unwrap() = true;
    comes_up(
        &server,
        vec![item("CVE-2026-1", true), WorkItem { role: "quality".to_owned(), ..item("CVE-2026-2", true) }],
    );
    assert_eq!(tells(&server), 1);
    let outbox = server.store.outbox(Some("aster"), now()).unwrap().remove(0);
    assert_eq!((outbox.failing, outbox.fault.as_str()), (1, "a fault of the program: a courier that panics"));
    ahead(MINUTE);
    assert_eq!(tells(&server), 1);
    let mut told: Vec<String> = courier.told().into_iter().map(|(to, _)| to).collect();
    told.sort();
    assert_eq!(told, ["psirt@aster.example", "quality@aster.example"]);
}

#[test]
fn messages_that_nobody_tries_to_send_are_told_after_an_hour() {
    let (server, _) = server("nobody-sends", &[Role::Psirt], &TellSettings::default());
    let admin = server.signed_in("aster", Role::Administrator);
    let titles = || {
        let upkeep = server.ask("GET", "/api/v1/upkeep", &admin, &Value::Null).json();
        let items = upkeep["items"].as_array().unwrap().clone().into_iter();
        items.filter(|item| item["kind"] == "messages").map(|item| item["title"].to_string()).collect::<Vec<_>>()
    };
    let written = |minutes: i64| {
        let message = Message {
            id: format!("m{minutes}"),
            tenant: "aster".to_owned(),
            way: "mail".to_owned(),
            to: account(&server, Role::Psirt).id,
            body: Vec::new(),
            send_at: Instant(now().0 - minutes * MINUTE),
        };
        server.store.add_follows(&Follows { messages: vec![message], ..Follows::default() }).unwrap();
    };
    written(59);
    assert_eq!(titles(), [""; 0], "it may be sent in a moment");
    written(61);
    let told = titles();
    assert!(
        told.len() == 1 && told[0].contains("2 messages by mail wait, the oldest since 2026-11-24T04:59"),
        "{told:?}"
    );
}

#[test]
fn what_waits_behind_a_closed_way_goes_to_the_supervisor_at_once() {
    let server = Server::new("telling-closed-urgent");
    server.organisation("aster", Party::Manufacturer);
    for role in [Role::Psirt, Role::Quality] {
        let user = account(&server, role);
        server.store.change_user(&User { mail: format!("{}@aster.example", role.name()), ..user }).unwrap();
    }
    comes_up(&server, vec![item("CVE-2026-1", true)]);
    tells(&server);
    let id = server.store.work_named("aster", "dossier/s2 CVE-2026-1", "a/b").unwrap()[0].id;
    let mut told: Vec<String> = server.store.notices_about(id).unwrap().into_iter().map(|one| one.account).collect();
    told.sort();
    let mut expected = [Role::Psirt, Role::Quality].map(|role| account(&server, role).id);
    expected.sort();
    assert_eq!(told, expected);
}

#[test]
fn fetching_that_cannot_even_begin_is_work_after_its_last_attempt_until_it_begins_again() {
    let tell = TellSettings { sync_every: Some(6 * HOUR), ..TellSettings::default() };
    let (server, courier) = server("no-feeds", &[Role::Administrator], &tell);
    let items = || server.store.work_named("aster", "feeds/all", activities::feed_not_synced::CODE).unwrap();
    let tries = |what: &str| {
        REFUSES.set(Some(Refusal { what: what.to_owned(), next: String::new() }));
        tells(&server);
        REFUSES.set(None);
        ahead(5 * MINUTE);
    };
    tries("the disk is full");
    tries("panic");
    assert!(items().is_empty(), "it is tried again");
    tries("the disk is full");
    assert!(!items().is_empty() && items().iter().all(|item| item.state == WorkState::Open));
    tells(&server);
    let letter = courier.letters.lock().unwrap().pop().unwrap();
    assert_eq!(letter.to, "administrator@aster.example");
    assert!(letter.text.contains("Fetching could not begin (the disk is full): no feed was asked."), "{}", letter.text);
    ahead(6 * HOUR);
    tells(&server);
    assert!(items().iter().all(|item| item.state == WorkState::Done), "it began");
}

#[test]
fn what_cannot_wait_and_has_no_date_hides_behind_nothing_that_has_one() {
    let (server, _) = server("hidden", &[Role::Psirt], &TellSettings::default());
    let due = Some(Instant(now().0 + HOUR));
    let dated = |count: u32| WorkItem { due, ..item(&format!("CVE-2026-{count}"), false) };
    comes_up(&server, (0..1_001).map(dated).chain([item("CVE-2027-7", true)]).collect());
    let cookie = server.signed_in("aster", Role::Psirt);
    let work = server.ask("GET", "/api/v1/work", &cookie, &Value::Null).json();
    let found = work["items"].as_array().unwrap().iter().find(|item| item["kind"] == "finding").unwrap();
    assert_eq!((&found["title"], &found["urgent"]), (&json!("s2 · CVE-2027-7 · zlib 1.2"), &json!(true)));
    for path in ["/api/v1/work.atom", "/api/v1/work.ics"] {
        let text = String::from_utf8(server.ask("GET", path, &cookie, &Value::Null).body).unwrap();
        assert_eq!(text.matches("[exploited] CVE-2027-7").count(), 1, "{path}");
    }
}

#[test]
fn what_was_acknowledged_and_becomes_exploited_is_open_again_is_posted_and_goes_on_to_others() {
    let roles = [Role::Psirt, Role::ProductSecurity];
    let (server, courier) = server("rises", &roles, &TellSettings::default());
    let deputy = account(&server, Role::ProductSecurity).id;
    wish(&server, Role::Psirt, |said| said.deputy = deputy);
    let admin = server.signed_in("aster", Role::Administrator);
    let desk = json!({ "label": "desk", "url": "https://desk.example/in", "urgent_only": true });
    assert_eq!(server.ask("POST", "/api/v1/webhooks", &admin, &desk).status, StatusCode::CREATED);
    comes_up(&server, vec![item("CVE-2026-1", false)]);
    tells(&server);
    let cookie = server.signed_in("aster", Role::Psirt);
    let id = server.store.work_named("aster", "dossier/s2 CVE-2026-1", "a/b").unwrap()[0].id;
    let seen = json!({ "state": "acknowledged" });
    assert_eq!(server.ask("POST", &format!("/api/v1/work/{id}"), &cookie, &seen).status, StatusCode::NO_CONTENT);
    ahead(HOUR);
    comes_up(&server, vec![item("CVE-2026-1", true)]);
    tells(&server);
    let title = "CVE-2026-1 · s2 · zlib 1.2";
    let subjects: Vec<String> = courier.told().into_iter().map(|(_, subject)| subject).collect();
    assert_eq!(subjects, [format!("Tutela: {title}"), format!("Tutela: exploited – {title}")]);
    assert_eq!(courier.events.lock().unwrap().len(), 1);
    let later = AHEAD.replace(0);
    server.shared.kept.forget_lists();
    let work = server.ask("GET", "/api/v1/work", &cookie, &Value::Null).json();
    let listed = work["items"].as_array().unwrap().iter().find(|one| one["id"] == json!(id.to_string())).unwrap();
    assert_eq!(listed["state"], "open");
    assert!(
        listed["detail"].as_str().unwrap().starts_with("it was seen before, and cannot wait any more: "),
        "{listed}"
    );
    AHEAD.set(later + 4 * HOUR);
    tells(&server);
    let (to, subject) = courier.told().remove(0);
    assert_eq!(
        (to.as_str(), subject),
        ("product-security@aster.example", format!("Tutela: not acknowledged – {title}"))
    );
}
