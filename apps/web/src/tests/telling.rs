//! Telling people: the real store and rules, and a courier that remembers.

use super::server::{AHEAD, Server, now};
use crate::rooms::{FeedSynced, Refusal};
use crate::tell::{TellSettings, tick};
use activities::accounts_port::{Accounts, HeldRole, User};
use activities::courier_port::{Courier, Event, Letter, Undelivered};
use activities::jobs_port::{Follows, Jobs, WorkAsked, WorkItem, WorkState};
use activities::notices_port::{Notices, Preferences, Quiet, Rhythm};
use activities::role::Role;
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::cell::RefCell;
use std::sync::{Arc, Mutex};
use terms::{Instant, Party};

pub(super) const MINUTE: i64 = 60_000;
pub(super) const HOUR: i64 = 60 * MINUTE;

/// What the couriers of a test do and saw.
#[derive(Default)]
pub(super) struct Remembers {
    pub(super) letters: Mutex<Vec<Letter>>,
    pub(super) events: Mutex<Vec<Event>>,
    /// So many attempts fail first.
    fails: Mutex<u32>,
    /// A fault of the program in the next letter.
    pub(super) panics: Mutex<bool>,
}

impl Remembers {
    fn may(&self) -> Result<(), Undelivered> {
        let mut fails = self.fails.lock().unwrap();
        if *fails > 0 {
            *fails -= 1;
            return Err(Undelivered("451 later".to_owned()));
        }
        Ok(())
    }

    /// Addressee and subject of each letter so far, forgotten by asking.
    pub(super) fn told(&self) -> Vec<(String, String)> {
        self.letters.lock().unwrap().drain(..).map(|letter| (letter.to, letter.subject)).collect()
    }
}

impl Courier for Remembers {
    fn ways(&self) -> Vec<&'static str> {
        vec!["mail", "webhook"]
    }

    fn mail(&self, letter: &Letter) -> Result<(), Undelivered> {
        let panics = std::mem::take(&mut *self.panics.lock().unwrap());
        assert!(!panics, "a courier that panics");
        self.may()?;
        self.letters.lock().unwrap().push(letter.clone());
        Ok(())
    }

    fn post(&self, event: &Event) -> Result<(), Undelivered> {
        self.may()?;
        self.events.lock().unwrap().push(event.clone());
        Ok(())
    }

    fn may_post(&self, url: &str) -> Result<(), Undelivered> {
        url.starts_with("https://").then_some(()).ok_or_else(|| Undelivered("only https".to_owned()))
    }
}

thread_local! {
    static SYNCED: RefCell<Vec<FeedSynced>> = const { RefCell::new(Vec::new()) };
}

thread_local! {
    /// Why fetching of feeds cannot begin on this thread, where a test says so.
    pub(super) static REFUSES: RefCell<Option<Refusal>> = const { RefCell::new(None) };
}

/// Why fetching cannot begin, where a test says so.
pub(super) fn refuses() -> Option<Refusal> {
    REFUSES.with_borrow(Clone::clone)
}

/// What the rooms of a test say of the feeds.
pub(super) fn synced() -> Vec<FeedSynced> {
    SYNCED.with_borrow(Clone::clone)
}

/// A server with a maker's people; those of these roles have an address of mail and hear at once.
pub(super) fn server(name: &str, reached: &[Role], tell: &TellSettings) -> (Server, Arc<Remembers>) {
    let courier = Arc::new(Remembers::default());
    let server = Server::telling(&format!("telling-{name}"), courier.clone(), tell);
    server.organisation("aster", Party::Manufacturer);
    for role in reached {
        let user = account(&server, *role);
        let mail = format!("{}@aster.example", role.name());
        server.store.change_user(&User { mail, language: "en".to_owned(), ..user }).unwrap();
        wish(&server, *role, |said| said.rhythm = Rhythm::AtOnce);
    }
    (server, courier)
}

pub(super) fn account(server: &Server, role: Role) -> User {
    server.store.user_by_login(&format!("aster-{}", role.name())).unwrap().unwrap()
}

pub(super) fn wish(server: &Server, role: Role, change: impl FnOnce(&mut Preferences)) {
    let user = account(server, role);
    let said = server.store.preferences(&user.id).unwrap();
    let mut said = said.unwrap_or_else(|| Preferences::usual("aster", &user.id, "en"));
    change(&mut said);
    server.store.put_preferences(&said, now()).unwrap();
}

pub(super) fn item(vulnerability: &str, exploited: bool) -> WorkItem {
    let facts = json!({
        "priority": "undecided",
        "vulnerability": { "id": vulnerability, "known_exploited": exploited },
        "component": { "name": "zlib", "version": "1.2" },
    });
    WorkItem {
        id: 0,
        tenant: "aster".to_owned(),
        role: "psirt".to_owned(),
        subject: format!("dossier/s2 {vulnerability}"),
        code: "a/b".to_owned(),
        due: None,
        created: now(),
        state: WorkState::Open,
        by: String::new(),
        facts: facts.to_string().into_bytes(),
    }
}

pub(super) fn comes_up(server: &Server, work: Vec<WorkItem>) {
    server.store.add_follows(&Follows { work, ..Follows::default() }).unwrap();
}

pub(super) fn ahead(by: i64) {
    AHEAD.set(AHEAD.get() + by);
}

pub(super) fn tells(server: &Server) -> u64 {
    tick(&server.shared, "me").unwrap()
}

#[test]
fn what_can_wait_waits_for_the_end_of_quiet_hours_and_what_is_exploited_does_not() {
    let (server, courier) = server("quiet", &[Role::Psirt], &TellSettings::default());
    // It is 06:00 UTC.
    wish(&server, Role::Psirt, |said| said.quiet = Some(Quiet { from: 22 * 60, to: 7 * 60 }));
    comes_up(&server, vec![item("CVE-2026-1", false), item("CVE-2026-2", false), item("CVE-2026-3", true)]);
    tells(&server);
    let psirt = "psirt@aster.example".to_owned();
    assert_eq!(courier.told(), [(psirt.clone(), "Tutela: exploited – CVE-2026-3 · s2 · zlib 1.2".to_owned())]);
    // Other tests let moments pass.
    ahead(HOUR - 1_000);
    assert_eq!(tells(&server), 0);
    ahead(1_000);
    tells(&server);
    assert_eq!(courier.told(), [(psirt, "Tutela: CVE-2026-1 · s2 · zlib 1.2 and 1 more".to_owned())]);
    ahead(24 * HOUR);
    assert_eq!(tells(&server), 0, "nobody hears twice");
}

#[test]
fn what_becomes_exploited_is_told_again_and_at_once() {
    let (server, courier) = server("becomes", &[Role::Psirt], &TellSettings::default());
    comes_up(&server, vec![item("CVE-2026-1", false)]);
    tells(&server);
    comes_up(&server, vec![item("CVE-2026-1", true)]);
    tells(&server);
    let subjects: Vec<String> = courier.told().into_iter().map(|(_, subject)| subject).collect();
    let title = "CVE-2026-1 · s2 · zlib 1.2";
    assert_eq!(subjects, [format!("Tutela: {title}"), format!("Tutela: exploited – {title}")]);
}

#[test]
fn a_letter_that_failed_goes_out_later_under_the_same_id_also_after_a_kill() {
    let (server, courier) = server("again", &[Role::Psirt], &TellSettings::default());
    *courier.fails.lock().unwrap() = 2;
    comes_up(&server, vec![item("CVE-2026-1", true)]);
    assert_eq!(tells(&server), 0);
    let waiting = |server: &Server| server.store.outbox(Some("aster"), now()).unwrap()[0].clone();
    assert_eq!((waiting(&server).failing, waiting(&server).fault.as_str()), (1, "451 later"));
    ahead(30_000 - 1);
    assert_eq!((tells(&server), *courier.fails.lock().unwrap()), (0, 1), "not before half a minute");
    ahead(1);
    assert_eq!((tells(&server), *courier.fails.lock().unwrap()), (0, 0));
    ahead(MINUTE);
    // A process that is killed after the other side took the letter and before that is noted.
    let until = Instant(now().0 + 10 * MINUTE);
    let taken = server.store.claim_message(&["mail"], "killed", now(), until).unwrap().unwrap();
    assert_eq!(tells(&server), 0, "another holds it until its lease ends");
    ahead(10 * MINUTE);
    assert_eq!(tells(&server), 1);
    assert_eq!(courier.letters.lock().unwrap()[0].id, taken.message.id);
    ahead(HOUR);
    assert_eq!((tells(&server), waiting(&server).waiting), (0, 0));
}

#[test]
fn what_nobody_acknowledges_goes_to_the_deputy_and_then_to_quality() {
    let roles = [Role::Psirt, Role::ProductSecurity, Role::Quality, Role::Administrator];
    let (server, courier) = server("escalates", &roles, &TellSettings::default());
    let deputy = account(&server, Role::ProductSecurity).id;
    wish(&server, Role::Psirt, |said| said.deputy = deputy);
    comes_up(&server, vec![item("CVE-2026-1", true)]);
    let heard = |by: i64| {
        ahead(by);
        tells(&server);
        courier.told().into_iter().map(|(to, _)| to.replace("@aster.example", "")).collect::<Vec<_>>()
    };
    assert_eq!(heard(0), ["psirt"]);
    assert!(heard(4 * HOUR - 1).is_empty());
    assert_eq!(heard(1), ["product-security"]);
    assert_eq!(heard(4 * HOUR), ["quality"]);
    assert!(heard(48 * HOUR).is_empty());
}

#[test]
fn a_letter_says_what_was_found_in_the_language_of_its_reader_and_no_pattern_of_words() {
    let (server, courier) = server("words", &[Role::Psirt], &TellSettings::default());
    let found = |id: &str| {
        let mut found = item(id, true);
        let facts = json!({
            "priority": "undecided", "vulnerability": { "id": id, "known_exploited": true },
            "explanation": format!("{id} affects zlib 1.2"), "why": "why", "next": "next",
            "ja": { "explanation": format!("{id} は zlib 1.2 に影響します"), "why": "理由", "next": "次" },
        });
        found.facts = facts.to_string().into_bytes();
        found
    };
    let letter = |id: &str| {
        comes_up(&server, vec![found(id)]);
        tells(&server);
        courier.letters.lock().unwrap().drain(..).map(|letter| letter.text).collect::<String>()
    };
    let english = letter("CVE-2026-1");
    assert!(english.contains("  CVE-2026-1 affects zlib 1.2\n  why\n  next\n"), "{english}");
    server.store.change_user(&User { language: "ja".to_owned(), ..account(&server, Role::Psirt) }).unwrap();
    let japanese = letter("CVE-2026-2");
    assert!(japanese.contains("  CVE-2026-2 は zlib 1.2 に影響します\n  理由\n  次\n"), "{japanese}");
    assert!(!english.contains('<') && !japanese.contains('<'));
}

#[test]
fn what_was_acknowledged_goes_to_nobody_else_and_the_deputy_may_acknowledge_it() {
    let roles = [Role::Psirt, Role::ProductSecurity, Role::Quality];
    let (server, courier) = server("acknowledged", &roles, &TellSettings::default());
    let deputy = account(&server, Role::ProductSecurity).id;
    wish(&server, Role::Psirt, |said| said.deputy = deputy);
    comes_up(&server, vec![item("CVE-2026-1", true)]);
    tells(&server);
    let id = server.store.work_named("aster", "dossier/s2 CVE-2026-1", "a/b").unwrap()[0].id;
    let [own, other] = [Role::ProductSecurity, Role::Quality].map(|role| server.signed_in("aster", role));
    let acknowledge = |cookie: &str| {
        server.ask("POST", &format!("/api/v1/work/{id}"), cookie, &json!({ "state": "acknowledged" })).status
    };
    assert_eq!(acknowledge(&own), StatusCode::NOT_FOUND, "not told yet");
    ahead(4 * HOUR);
    tells(&server);
    let base = AHEAD.replace(0);
    assert_eq!(acknowledge(&other), StatusCode::NOT_FOUND);
    assert_eq!(acknowledge(&own), StatusCode::NO_CONTENT);
    AHEAD.set(base);
    ahead(4 * HOUR);
    tells(&server);
    let told: Vec<String> = courier.told().into_iter().map(|(to, _)| to).collect();
    assert_eq!(told, ["psirt@aster.example", "product-security@aster.example"]);
}

#[test]
fn what_reaches_nobody_goes_to_the_supervisor_at_once() {
    let (server, courier) = server("nobody", &[Role::Quality], &TellSettings::default());
    comes_up(&server, vec![item("CVE-2026-1", true), item("CVE-2026-2", false)]);
    tells(&server);
    let told = courier.told();
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].0, "quality@aster.example");
}

#[test]
fn a_digest_comes_once_also_without_news_and_says_what_its_silence_rests_on() {
    let (server, courier) = server("digest", &[Role::Psirt], &TellSettings::default());
    wish(&server, Role::Psirt, |said| said.rhythm = Rhythm::Daily(8 * 60));
    assert_eq!(tells(&server), 0, "the account is younger than the last digest");
    ahead(2 * HOUR);
    tells(&server);
    tick(&server.shared, "another process").unwrap();
    let letters = std::mem::take(&mut *courier.letters.lock().unwrap());
    assert_eq!(letters.len(), 1, "{letters:?}");
    assert!(letters[0].subject.contains("no new work"), "{letters:?}");
    assert!(letters[0].text.contains("NVD: 41 days old of 7 allowed – TOO OLD"), "{letters:?}");
    comes_up(&server, vec![item("CVE-2026-1", false)]);
    assert_eq!(tells(&server), 0);
    ahead(24 * HOUR);
    tells(&server);
    assert_eq!(courier.told()[0].1, "Tutela: 1 new");
}

#[test]
fn of_many_processes_that_tell_at_once_each_letter_is_written_once() {
    let (server, courier) = server("many", &[Role::Psirt, Role::Quality], &TellSettings::default());
    let quality = WorkItem { role: "quality".to_owned(), ..item("CVE-2026-9", true) };
    comes_up(&server, (0..300).map(|count| item(&format!("CVE-2026-{count}"), true)).chain([quality]).collect());
    std::thread::scope(|scope| {
        for holder in ["one", "two", "three"] {
            let shared = &server.shared;
            scope.spawn(move || (0..4).for_each(|_| assert!(tick(shared, holder).is_ok())));
        }
    });
    let mut ids: Vec<String> = courier.letters.lock().unwrap().iter().map(|letter| letter.id.clone()).collect();
    let sent = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), sent, "no letter twice");
    let told: usize = server
        .store
        .work(&WorkAsked { tenant: "aster", roles: &[], done_too: false, after: None, limit: 999 })
        .unwrap()
        .iter()
        .map(|item| {
            server.store.notices_about(item.id).unwrap().iter().filter(|notice| !notice.message.is_empty()).count()
        })
        .sum();
    assert_eq!(told, 301);
}

#[test]
fn what_waits_for_a_digest_is_not_lost_when_its_reader_wants_none_any_more() {
    let (server, courier) = server("no-digest", &[Role::Psirt], &TellSettings::default());
    wish(&server, Role::Psirt, |said| said.rhythm = Rhythm::Weekly(0, 480));
    comes_up(&server, vec![item("CVE-2026-1", false)]);
    tells(&server);
    wish(&server, Role::Psirt, |said| said.rhythm = Rhythm::AtOnce);
    ahead(24 * HOUR);
    tells(&server);
    assert_eq!(courier.told().len(), 1);
}

#[test]
fn a_webhook_gets_signed_events_with_stable_ids_until_it_ends() {
    let (server, courier) = server("webhook", &[], &TellSettings::default());
    let admin = server.signed_in("aster", Role::Administrator);
    let bad = json!({ "label": "desk", "url": "http://desk.example" });
    assert_eq!(server.ask("POST", "/api/v1/webhooks", &admin, &bad).status, StatusCode::BAD_REQUEST);
    let asked = json!({ "label": "desk", "url": "https://desk.example/in", "urgent_only": true });
    let made = server.ask("POST", "/api/v1/webhooks", &admin, &asked);
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json());
    let made = made.json();
    assert!(made["secret"].as_str().unwrap().starts_with("whsec_"));
    let id = made["about"]["id"].as_str().unwrap().to_owned();
    comes_up(&server, vec![item("CVE-2026-1", true), item("CVE-2026-2", false)]);
    *courier.fails.lock().unwrap() = 1;
    tells(&server);
    ahead(HOUR);
    assert_eq!(tells(&server), 1);
    let events = std::mem::take(&mut *courier.events.lock().unwrap());
    let body: Value = serde_json::from_slice(&events[0].body).unwrap();
    assert_eq!((&body["type"], &body["data"]["urgent"]), (&json!("work.opened"), &json!("exploited")));
    assert_eq!((body["data"]["vulnerability"].as_str(), events[0].secret.len()), (Some("CVE-2026-1"), 32));
    let trial = server.ask("POST", &format!("/api/v1/webhooks/{id}/trial"), &admin, &Value::Null);
    assert_eq!(trial.status, StatusCode::ACCEPTED);
    assert_eq!(tells(&server), 1);
    assert_eq!(courier.events.lock().unwrap()[0].id, trial.json()["id"].as_str().unwrap());
    comes_up(&server, vec![item("CVE-2026-3", true)]);
    *courier.fails.lock().unwrap() = 1;
    tells(&server);
    assert_eq!(
        server.ask("DELETE", &format!("/api/v1/webhooks/{id}"), &admin, &Value::Null).status,
        StatusCode::NO_CONTENT
    );
    ahead(HOUR);
    assert_eq!(tells(&server), 0);
    let outbox = server.ask("GET", "/api/v1/outbox", &admin, &Value::Null).json();
    assert_eq!((&outbox["ways"][1]["withdrawn"], &outbox["ways"][1]["waiting"]), (&json!(1), &json!(0)), "{outbox}");
}

#[test]
fn a_webhook_hears_each_change_of_an_open_item_and_the_same_facts_once() {
    let (server, courier) = server("webhook-changes", &[], &TellSettings::default());
    let admin = server.signed_in("aster", Role::Administrator);
    let asked = json!({ "label": "desk", "url": "https://desk.example/in", "urgent_only": false });
    assert_eq!(server.ask("POST", "/api/v1/webhooks", &admin, &asked).status, StatusCode::CREATED);
    for (exploited, sent) in [(false, 1), (false, 0), (true, 1), (true, 0), (false, 1)] {
        ahead(MINUTE);
        comes_up(&server, vec![item("CVE-2026-1", exploited)]);
        assert_eq!(tells(&server), sent, "{exploited}");
    }
    let events = courier.events.lock().unwrap();
    let urgent = |event: &Event| serde_json::from_slice::<Value>(&event.body).unwrap()["data"]["urgent"].clone();
    assert_eq!(events.iter().map(urgent).collect::<Vec<_>>(), [Value::Null, json!("exploited"), Value::Null]);
    let ids: std::collections::BTreeSet<&str> = events.iter().map(|event| event.id.as_str()).collect();
    assert_eq!(ids.len(), 3);
}

#[test]
fn an_endpoint_that_failed_is_not_tried_again_in_the_same_round_and_then_gets_everything() {
    let (server, courier) = server("webhook-dead", &[], &TellSettings::default());
    let admin = server.signed_in("aster", Role::Administrator);
    let asked = json!({ "label": "desk", "url": "https://desk.example/in", "urgent_only": false });
    assert_eq!(server.ask("POST", "/api/v1/webhooks", &admin, &asked).status, StatusCode::CREATED);
    comes_up(&server, vec![item("CVE-2026-1", false), item("CVE-2026-2", false), item("CVE-2026-3", false)]);
    *courier.fails.lock().unwrap() = 1;
    assert_eq!((tells(&server), *courier.fails.lock().unwrap()), (0, 0), "one attempt, and no other");
    assert_eq!(server.store.outbox(Some("aster"), now()).unwrap()[0].failing, 3);
    ahead(30_000 - 1);
    assert_eq!(tells(&server), 0);
    ahead(1);
    assert_eq!(tells(&server), 3);
}

#[test]
fn without_a_way_what_is_written_waits_and_is_shown() {
    let server = Server::new("telling-closed");
    server.organisation("aster", Party::Manufacturer);
    let user = account(&server, Role::Psirt);
    server.store.change_user(&User { mail: "psirt@aster.example".to_owned(), ..user }).unwrap();
    comes_up(&server, vec![item("CVE-2026-1", true)]);
    assert_eq!(tells(&server), 0);
    let metrics = String::from_utf8(server.ask("GET", "/metrics", "", &Value::Null).body).unwrap();
    assert!(metrics.contains("tutela_way_open{way=\"mail\"} 0\n"), "{metrics}");
    assert!(metrics.contains("tutela_messages{way=\"mail\",state=\"waiting\"} 1\n"), "{metrics}");
    assert!(!metrics.contains("aster"), "{metrics}");
    let admin = server.signed_in("aster", Role::Administrator);
    let outbox = server.ask("GET", "/api/v1/outbox", &admin, &Value::Null).json();
    assert_eq!((&outbox["ways"][0]["open"], &outbox["ways"][0]["waiting"]), (&json!(false), &json!(1)));
    let upkeep = server.ask("GET", "/api/v1/upkeep", &admin, &Value::Null).json();
    let waits = |upkeep: &Value| {
        let items = upkeep["items"].as_array().unwrap().iter();
        items.filter(|item| item["kind"] == "messages").map(|item| item["title"].clone()).collect::<Vec<_>>()
    };
    assert_eq!(waits(&upkeep), ["1 messages wait for mail, which is not open: they reach nobody"]);
}

#[test]
fn a_feed_that_fails_is_work_for_who_may_see_to_it_until_it_answers_again() {
    let tell = TellSettings { sync_every: Some(6 * HOUR), ..TellSettings::default() };
    let (server, courier) = server("feeds", &[Role::Administrator, Role::Auditor], &tell);
    let feed = |fault: bool, success: i64| FeedSynced {
        name: "osv".to_owned(),
        fault: fault.then(|| ["no answer".to_owned(), "応答なし".to_owned()]),
        last_success: Some(Instant(success * HOUR)),
    };
    let sync = |feed: FeedSynced| {
        SYNCED.set(vec![feed]);
        tells(&server);
        let told: Vec<String> = courier.told().into_iter().map(|(to, _)| to).collect();
        let asked = WorkAsked { tenant: "aster", roles: &[], done_too: false, after: None, limit: 99 };
        (told, server.store.work(&asked).unwrap().len())
    };
    let administrator = vec!["administrator@aster.example".to_owned()];
    let open = Role::ALL.into_iter().filter(|role| role.may(activities::role::Permission::ChangeFeeds)).count();
    assert_eq!(sync(feed(true, 1)), (administrator.clone(), open));
    assert_eq!(sync(feed(false, 2)), (vec![], open), "one job for each slot");
    ahead(6 * HOUR);
    assert_eq!(sync(feed(true, 1)), (vec![], open), "what stays is told once");
    ahead(6 * HOUR);
    assert_eq!(sync(feed(false, 2)), (vec![], 0));
    ahead(6 * HOUR);
    assert_eq!(sync(feed(true, 2)), (administrator, open), "what comes back is told again");
}

#[test]
fn wishes_are_kept_as_said_and_refused_when_they_mean_nothing() {
    let (server, courier) = server("wishes", &[], &TellSettings::default());
    let cookie = server.signed_in("aster", Role::Psirt);
    let shown = server.ask("GET", "/api/v1/notices", &cookie, &Value::Null).json();
    assert_eq!((&shown["reached"], &shown["wishes"]["rhythm"]), (&json!(false), &json!("daily")));
    let trial = || server.ask("POST", "/api/v1/notices/trial", &cookie, &Value::Null).status;
    assert_eq!(trial(), StatusCode::CONFLICT);
    let deputy = account(&server, Role::Quality).id;
    let names = shown["deputies"].to_string();
    assert!(names.contains(&deputy) && !names.contains(&account(&server, Role::Administrator).id), "{names}");
    let wishes = json!({
        "address": "abe@aster.example", "language": "ja", "mail": true, "rhythm": "weekly", "weekday": 4, "at": "08:30",
        "quiet": { "from": "22:00", "to": "07:00" }, "offset": 540, "deputy": deputy,
        "lines": [{ "about": "dossier/s*", "code": "scan/*", "wish": "at-once" }],
    });
    let put = server.ask("PUT", "/api/v1/notices", &cookie, &wishes);
    assert_eq!((put.status, &put.json()["wishes"]), (StatusCode::OK, &wishes));
    assert_eq!(put.json()["reached"], true);
    for (part, wrong) in [
        ("address", json!("a@b\r\nBcc: c@d")),
        ("language", json!("fr")),
        ("rhythm", json!("sometimes")),
        ("at", json!("25:00")),
        ("offset", json!(900)),
        ("deputy", json!(account(&server, Role::Administrator).id)),
        ("lines", json!([{ "about": "x\ty", "wish": "digest" }])),
    ] {
        let mut wishes = wishes.clone();
        wishes[part] = wrong;
        assert_eq!(server.ask("PUT", "/api/v1/notices", &cookie, &wishes).status, StatusCode::BAD_REQUEST, "{part}");
    }
    assert_eq!(trial(), StatusCode::ACCEPTED);
    assert_eq!(tells(&server), 1);
    assert_eq!(courier.told(), [("abe@aster.example".to_owned(), "Tutela: 送信テスト".to_owned())]);
}

/// Ids are made from the tenant and the item: the same in every run, but nothing that a reader of this test could check.
fn without_ids(text: &str) -> String {
    let fits = |(place, letter): (usize, char)| match place {
        8 | 13 | 18 | 23 => letter == '-',
        _ => letter.is_ascii_hexdigit(),
    };
    let uuid = |word: &str| word.len() == 36 && word.chars().enumerate().all(fits);
    let mut left = text.to_owned();
    while let Some(at) = (0..left.len()).find(|at| left.get(*at..at + 36).is_some_and(uuid)) {
        left.replace_range(at..at + 36, "ID");
    }
    left
}

#[test]
fn a_secret_address_shows_ones_work_in_ones_language_until_it_is_withdrawn() {
    let (server, _) = server("address", &[Role::Psirt], &TellSettings::default());
    let due = Some(Instant(now().0 + 30 * HOUR));
    let other = WorkItem { role: "quality".to_owned(), ..item("CVE-2026-9", true) };
    comes_up(&server, vec![WorkItem { due, ..item("CVE-2026-1", true) }, other]);
    let cookie = server.signed_in("aster", Role::Psirt);
    let made = server.ask("POST", "/api/v1/addresses", &cookie, &json!({ "label": "reader" }));
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.json());
    let made = made.json();
    let (atom, ics) = (made["atom"].as_str().unwrap().to_owned(), made["ics"].as_str().unwrap().to_owned());
    let read = |path: &str| {
        let reply = server.ask("GET", path, "", &Value::Null);
        assert_eq!(reply.status, StatusCode::OK, "{path}");
        without_ids(&String::from_utf8(reply.body).unwrap())
    };
    assert_eq!(read(&atom), ATOM_EN);
    assert_eq!(read(&ics), ICS_EN.replace('\n', "\r\n"));
    server.store.change_user(&User { language: "ja".to_owned(), ..account(&server, Role::Psirt) }).unwrap();
    assert_eq!(read(&atom), ATOM_JA);
    assert_eq!(read(&ics), ICS_JA.replace('\n', "\r\n"));
    let own = server.ask("GET", "/api/v1/work.ics", &cookie, &Value::Null);
    assert_eq!(own.headers["content-type"], "text/calendar; charset=utf-8");

    let listed = server.ask("GET", "/api/v1/addresses", &cookie, &Value::Null).json();
    let secret = atom.split('/').nth_back(1).unwrap();
    assert!(!listed.to_string().contains(secret) && listed["items"][0]["seen_at"].is_string(), "{listed}");
    let id = made["about"]["id"].as_str().unwrap();
    let others = server.signed_in("aster", Role::Quality);
    let withdraw = |cookie: &str| server.ask("DELETE", &format!("/api/v1/addresses/{id}"), cookie, &Value::Null).status;
    assert_eq!((withdraw(&others), withdraw(&cookie)), (StatusCode::NOT_FOUND, StatusCode::NO_CONTENT));
    for path in [atom.as_str(), ics.as_str(), "/api/v1/subscriptions/guess/work.atom"] {
        assert_eq!(server.ask("GET", path, "", &Value::Null).status, StatusCode::NOT_FOUND);
    }
}

#[test]
fn a_calendar_finds_ones_own_items_behind_those_of_others_and_says_when_it_is_cut() {
    let (server, _) = server("calendar-long", &[], &TellSettings::default());
    let user = account(&server, Role::Psirt);
    let scoped = |role: &HeldRole| HeldRole { scope: "family:s2".to_owned(), ..role.clone() };
    let roles = user.roles.iter().map(scoped).collect();
    server.store.change_user(&User { roles, ..user }).unwrap();
    let due = Some(Instant(now().0 + HOUR));
    let other = |count: u32| WorkItem { due, subject: format!("dossier/s3 {count}"), ..item("CVE-2026-1", false) };
    comes_up(&server, (0..501).map(other).chain([item("CVE-2026-7", false)]).collect());
    let cookie = server.signed_in("aster", Role::Psirt);
    let read = |path: &str| String::from_utf8(server.ask("GET", path, &cookie, &Value::Null).body).unwrap();
    let ics = read("/api/v1/work.ics");
    assert_eq!((ics.contains("CVE-2026-7"), ics.matches("BEGIN:VTODO").count()), (true, 1), "{ics}");
    comes_up(&server, (0..500).map(|count| item(&format!("CVE-2027-{count}"), false)).collect());
    let atom = read("/api/v1/work.atom");
    assert_eq!(atom.matches("<entry>").count(), 501);
    assert!(atom.contains("There is more: only 500 items stand here"));
    assert_eq!(read("/api/v1/work.ics").matches("BEGIN:VTODO").count(), 501);
}

#[test]
fn a_secret_address_of_who_may_no_longer_see_work_shows_nothing() {
    let (server, _) = server("address-ended", &[], &TellSettings::default());
    let cookie = server.signed_in("aster", Role::Psirt);
    let made = server.ask("POST", "/api/v1/addresses", &cookie, &json!({ "label": "reader" })).json();
    let path = made["atom"].as_str().unwrap();
    let status = || server.ask("GET", path, "", &Value::Null).status;
    assert_eq!(status(), StatusCode::OK);
    let user = account(&server, Role::Psirt);
    server.store.change_user(&User { roles: Vec::new(), ..user.clone() }).unwrap();
    assert_eq!(status(), StatusCode::NOT_FOUND);
    server.store.change_user(&User { disabled: Some(now()), ..user }).unwrap();
    assert_eq!(status(), StatusCode::NOT_FOUND);
}

const ATOM_EN: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>
<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"en\">
  <id>urn:uuid:ID</id>
  <title>Tutela: my work</title>
  <subtitle>NVD: 41 days old of 7 allowed – TOO OLD, its silence means nothing</subtitle>
  <updated>2026-11-24T06:00:00Z</updated>
  <author><name>Tutela</name></author>
  <entry>
    <id>urn:uuid:ID</id>
    <title>[exploited] CVE-2026-1 · s2 · zlib 1.2</title>
    <updated>2026-11-24T06:00:00Z</updated>
    <category term=\"a/b\"/>
    <content type=\"text\">what
why
next
due 2026-11-25T12:00:00Z</content>
  </entry>
</feed>
";

const ATOM_JA: &str = "<?xml version=\"1.0\" encoding=\"utf-8\"?>
<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"ja\">
  <id>urn:uuid:ID</id>
  <title>Tutela: 担当の作業</title>
  <subtitle>NVD: 41 日前（許容 7 日）– 古すぎるため判断に使えません</subtitle>
  <updated>2026-11-24T06:00:00Z</updated>
  <author><name>Tutela</name></author>
  <entry>
    <id>urn:uuid:ID</id>
    <title>[悪用確認済み] CVE-2026-1 · s2 · zlib 1.2</title>
    <updated>2026-11-24T06:00:00Z</updated>
    <category term=\"a/b\"/>
    <content type=\"text\">what
why
next
期限 2026-11-25T12:00:00Z</content>
  </entry>
</feed>
";

const ICS_EN: &str = "BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Tutela//work//EN
CALSCALE:GREGORIAN
X-WR-CALNAME;LANGUAGE=en:Tutela: my work
X-WR-CALDESC;LANGUAGE=en:NVD: 41 days old of 7 allowed – TOO OLD\\, its si
 lence means nothing
REFRESH-INTERVAL;VALUE=DURATION:PT1H
BEGIN:VTODO
UID:ID
DTSTAMP:20261124T060000Z
CREATED:20261124T060000Z
SUMMARY;LANGUAGE=en:[exploited] CVE-2026-1 · s2 · zlib 1.2
DESCRIPTION;LANGUAGE=en:what\\nwhy\\nnext\\ndue 2026-11-25T12:00:00Z
CATEGORIES:a/b
DUE:20261125T120000Z
STATUS:NEEDS-ACTION
PRIORITY:1
END:VTODO
BEGIN:VEVENT
UID:due-ID
DTSTAMP:20261124T060000Z
CREATED:20261124T060000Z
SUMMARY;LANGUAGE=en:[exploited] CVE-2026-1 · s2 · zlib 1.2
DESCRIPTION;LANGUAGE=en:what\\nwhy\\nnext\\ndue 2026-11-25T12:00:00Z
CATEGORIES:a/b
DTSTART:20261125T120000Z
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
";

const ICS_JA: &str = "BEGIN:VCALENDAR
VERSION:2.0
PRODID:-//Tutela//work//EN
CALSCALE:GREGORIAN
X-WR-CALNAME;LANGUAGE=ja:Tutela: 担当の作業
X-WR-CALDESC;LANGUAGE=ja:NVD: 41 日前（許容 7 日）– 古すぎる
 ため判断に使えません
REFRESH-INTERVAL;VALUE=DURATION:PT1H
BEGIN:VTODO
UID:ID
DTSTAMP:20261124T060000Z
CREATED:20261124T060000Z
SUMMARY;LANGUAGE=ja:[悪用確認済み] CVE-2026-1 · s2 · zlib 1.2
DESCRIPTION;LANGUAGE=ja:what\\nwhy\\nnext\\n期限 2026-11-25T12:00:00Z
CATEGORIES:a/b
DUE:20261125T120000Z
STATUS:NEEDS-ACTION
PRIORITY:1
END:VTODO
BEGIN:VEVENT
UID:due-ID
DTSTAMP:20261124T060000Z
CREATED:20261124T060000Z
SUMMARY;LANGUAGE=ja:[悪用確認済み] CVE-2026-1 · s2 · zlib 1.2
DESCRIPTION;LANGUAGE=ja:what\\nwhy\\nnext\\n期限 2026-11-25T12:00:00Z
CATEGORIES:a/b
DTSTART:20261125T120000Z
TRANSP:TRANSPARENT
END:VEVENT
END:VCALENDAR
";
