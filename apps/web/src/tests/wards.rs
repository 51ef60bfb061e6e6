//! A role for one ward of a site: what it opens, and that nothing else of the site is in any answer.

use super::server::{AHEAD, Reply, Server, now};
use super::uploads::{archive, put};
use crate::routes::each;
use activities::accounts_port::{Accounts, HeldRole, User};
use activities::jobs_port::{Follows, Jobs, WorkAsked, WorkItem, WorkState};
use activities::library_port::{KeptId, Library};
use activities::notices_port::{Notice, Notices, Preferences, Rhythm, Stage};
use activities::role::Role;
use axum::http::StatusCode;
use serde_json::{Value, json};
use terms::{Instant, Lang, Party};

/// The register of the site `alba`. What belongs to other wards, and to none, is called `SECRET`.
const UNITS: &str = "id,serial,model,ward,addresses\n\
    own-1,OWN-1,Aster,ICU,10.0.0.1\n\
    own-2,OWN-2,Aster, ｉｃｕ ,10.0.0.2\n\
    secret-1,SECRET-1,Borage-SECRET,Ward SECRET,10.0.9.1\n\
    secret-2,SECRET-2,Aster,Ward SECRET,10.0.9.2\n\
    secret-3,SECRET-3,Aster,,10.0.9.3\n";

/// A hospital with the site, and somebody of this role with this scope.
fn hospital(name: &str, role: Role, scope: &str) -> (Server, String) {
    let server = Server::new(name);
    server.organisation("north", Party::Facility);
    let files = [
        ("site.yaml", "id: alba\n"),
        ("units.csv", UNITS),
        ("networks.yaml", "SECRET: network\n"),
        ("received/Aster/device.yaml", "id: Aster\n"),
        ("received/Borage-SECRET/device.yaml", "id: x\n"),
    ];
    for site in ["alba", "other-SECRET"] {
        let path = format!("/api/v1/sites?name={site}");
        let cookie = server.signed_in_again("north", Role::HospitalIt);
        assert_eq!(put(&server, &cookie, &path, archive(&files)).status, StatusCode::CREATED);
    }
    let cookie = hold(&server, role, &[scope]);
    (server, cookie)
}

/// Signs somebody in whose role is for these alone.
fn hold(server: &Server, role: Role, scopes: &[&str]) -> String {
    let user = server.store.user_by_login(&format!("north-{}", role.name())).unwrap().unwrap();
    let held = |scope: &&str| HeldRole { role: role.name().to_owned(), scope: (*scope).to_owned(), until: None };
    server.store.change_user(&User { roles: scopes.iter().map(held).collect(), ..user }).unwrap();
    server.shared().known.let_go();
    server.signed_in_again("north", role)
}

fn get(server: &Server, path: &str, cookie: &str) -> Reply {
    server.ask("GET", &format!("/api/v1{path}"), cookie, &Value::Null)
}

fn serials(page: &Value) -> Vec<&str> {
    page["items"].as_array().unwrap().iter().map(|row| row["serial"].as_str().unwrap()).collect()
}

fn work_about(server: &Server, subject: &str, role: Role) {
    let item = WorkItem {
        id: 0,
        tenant: "north".to_owned(),
        role: role.name().to_owned(),
        subject: subject.to_owned(),
        code: "a/b".to_owned(),
        due: None,
        created: now(),
        state: WorkState::Open,
        by: String::new(),
        facts: json!({ "vulnerability": { "id": subject.rsplit(' ').next().unwrap() } }).to_string().into_bytes(),
    };
    server.store.add_follows(&Follows { work: vec![item], ..Follows::default() }).unwrap();
}

#[test]
fn a_role_for_a_ward_sees_its_units_by_any_spelling_and_numbers_of_it_alone() {
    let (server, cookie) = hospital("ward-units", Role::Biomedical, "ward:alba/ＩＣＵ");
    let units = get(&server, "/sites/alba/units", &cookie).json();
    assert_eq!(serials(&units), ["OWN-1", "OWN-2"]);
    assert_eq!((&units["total"], &units["blind"], &units["wards"]), (&json!(2), &json!(2), &json!(["ＩＣＵ"])));
    assert_eq!(units["without_ward"], Value::Null);
    assert_eq!(get(&server, "/sites/alba/check", &cookie).json(), json!([["ＩＣＵ"], ["OWN-1", "OWN-2"]]));
    assert_eq!(get(&server, "/wards", &cookie).json(), json!({ "items": [{ "site": "alba", "wards": ["ＩＣＵ"] }] }));
}

#[test]
fn who_sees_the_whole_site_is_told_how_many_units_no_ward_has() {
    let (server, _) = hospital("ward-none", Role::Biomedical, "ward:alba/ICU");
    let auditor = server.signed_in("north", Role::Auditor);
    let units = get(&server, "/sites/alba/units", &auditor).json();
    assert_eq!((&units["total"], &units["without_ward"], &units["wards"]), (&json!(5), &json!(1), &Value::Null));
    assert_eq!(get(&server, "/wards", &auditor).json(), json!({ "items": [] }), "it is for nobody who sees more");
}

#[test]
fn everything_else_of_the_site_is_not_there() {
    for role in [Role::Biomedical, Role::HospitalIt, Role::ClinicalSafety, Role::Auditor] {
        let (server, cookie) = hospital(&format!("ward-404-{}", role.name()), role, "ward:alba/ICU");
        let paths = [
            "/sites/alba/network",
            "/sites/alba/network/verify?received=Aster&firewall=core",
            "/sites/alba/history",
            "/sites/alba/packages/Aster/status",
            "/sites/other-SECRET/units",
            "/sites/other-SECRET/check",
            "/sites/nowhere/check",
        ];
        for path in paths {
            assert_eq!(get(&server, path, &cookie).status, StatusCode::NOT_FOUND, "{path} as {}", role.name());
        }
        assert_eq!(get(&server, "/sites", &cookie).json(), json!({ "items": [], "next": null }));
    }
}

#[test]
fn nothing_is_put_into_the_site_by_a_role_for_a_ward() {
    let (server, cookie) = hospital("ward-put", Role::HospitalIt, "ward:alba/ICU");
    let list = b"id,serial\nz,Z\n".to_vec();
    let send = |path: &str| put(&server, &cookie, path, list.clone()).status;
    assert_eq!(send("/api/v1/sites/alba/units?dry_run=false"), StatusCode::NOT_FOUND);
    assert_eq!(send("/api/v1/sites/alba/units"), StatusCode::NOT_FOUND, "nor tried: a trial tells what is known");
    assert_eq!(send("/api/v1/sites/alba/packages"), StatusCode::NOT_FOUND);
    assert_eq!(send("/api/v1/sites?name=alba"), StatusCode::FORBIDDEN);
    let decision = json!({ "received": "Borage-SECRET", "release": "1", "vulnerability": "CVE-1", "component": "a",
        "status": "affected", "justification": "", "reason": "r", "until": "" });
    let decided = server.ask("POST", "/api/v1/sites/alba/decisions", &cookie, &decision);
    assert_eq!(decided.status, StatusCode::NOT_FOUND, "what units elsewhere run: {}", decided.json());
    let decision = json!({ "received": "Aster", "release": "1", "vulnerability": "CVE-1", "component": "a",
        "status": "affected", "justification": "", "reason": "r", "until": "" });
    let decided = server.ask("POST", "/api/v1/sites/alba/decisions", &cookie, &decision);
    assert_eq!(decided.status, StatusCode::UNPROCESSABLE_ENTITY, "it comes to the room: {}", decided.json());
}

#[test]
fn work_is_seen_and_noted_where_it_belongs_to_the_ward() {
    let (server, cookie) = hospital("ward-work", Role::Biomedical, "ward:alba/icu");
    for (subject, role) in [
        ("site/alba CVE-OF-OWN-1", Role::Biomedical),
        ("site/alba CVE-OF-SECRET-1", Role::Biomedical),
        ("site/other-SECRET CVE-OF-OWN-1", Role::Biomedical),
        ("site/alba CVE-OF-OWN-2", Role::HospitalIt),
        ("dossier/Borage-SECRET CVE-OF-OWN-1", Role::Biomedical),
        ("feeds/SECRET", Role::Biomedical),
    ] {
        work_about(&server, subject, role);
    }
    let work = get(&server, "/work", &cookie).json().to_string();
    assert!(work.contains("CVE-OF-OWN-1") && !work.contains("OWN-2") && !work.contains("SECRET"), "{work}");
    let told = "of these wards alone: 2 units, of which nobody can tell about 1; watched 2 of 3 components";
    assert!(work.contains("alba · icu: undecided") && work.contains(told), "{work}");
    for path in ["/work.atom", "/work.ics"] {
        let feed = String::from_utf8(get(&server, path, &cookie).body).unwrap().replace("\r\n ", "");
        assert!(feed.contains("CVE-OF-OWN-1") && !feed.contains("SECRET"), "{path}: {feed}");
    }
    let all = WorkAsked { tenant: "north", roles: &[], done_too: false, after: None, limit: 20 };
    for item in server.store.work(&all).unwrap().into_iter().filter(|item| item.role == Role::Biomedical.name()) {
        let reply =
            server.ask("POST", &format!("/api/v1/work/{}", item.id), &cookie, &json!({ "state": "acknowledged" }));
        let own = item.subject == "site/alba CVE-OF-OWN-1";
        let expected = if own { StatusCode::NO_CONTENT } else { StatusCode::NOT_FOUND };
        assert_eq!(reply.status, expected, "{}", item.subject);
    }
}

/// The register of the site is put with this unit, too; one answers nothing.
fn register(server: &Server, serial: &str) {
    let units = format!("{UNITS}another,{serial},Aster,ICU,10.0.0.3\n");
    let files = [("site.yaml", b"id: alba\n".as_slice()), ("units.csv", units.as_bytes())];
    server.store.put(&KeptId::site("north", "alba"), None, &files, "x", now()).unwrap();
}

#[test]
fn work_of_a_ward_of_which_nobody_can_tell_is_shown_meanwhile_and_told_later() {
    AHEAD.set(0);
    let (server, cookie) = hospital("ward-dark", Role::Biomedical, "ward:alba/ICU");
    let user = server.store.user_by_login("north-biomedical").unwrap().unwrap();
    let account = user.id.clone();
    let said = Preferences { rhythm: Rhythm::AtOnce, ..Preferences::usual("north", &account, "en") };
    server.store.put_preferences(&said, now()).unwrap();
    server.store.change_user(&User { mail: "bme@north.example".to_owned(), ..user }).unwrap();
    let tells = || assert!(crate::tell::tick(server.shared(), "me").is_ok());
    let notices = |id: i64| server.store.notices_about(id).unwrap();
    let named = |about: &str| server.store.work_named("north", &format!("site/alba {about}"), "a/b").unwrap().remove(0);

    register(&server, "NO-ANSWER");
    work_about(&server, "site/alba CVE-OF-OWN-1", Role::Biomedical);
    work_about(&server, "site/alba CVE-OF-OWN-2", Role::Biomedical);
    let [one, two] = ["CVE-OF-OWN-1", "CVE-OF-OWN-2"].map(named);
    // Of the second one was to be told before.
    let waiting = Notice {
        item: two.id,
        account,
        since: two.created,
        urgent: false,
        stage: Stage::Role,
        digest: false,
        at: now(),
        message: String::new(),
    };
    server.store.tell(&[], std::slice::from_ref(&waiting), &Follows::default()).unwrap();
    tells();
    assert!(notices(one.id).is_empty());
    let until = Instant(now().0 + 10 * 60_000);
    assert_eq!(notices(two.id), [Notice { at: until, ..waiting }], "it is not taken for told");
    let work = get(&server, "/work", &cookie).json();
    let shown = work["items"].as_array().unwrap().iter().find(|item| item["id"] == json!(one.id.to_string()));
    assert_eq!(shown.unwrap()["may"], json!([]), "it is shown, and nobody says of it that it is theirs");

    register(&server, "OWN-3");
    AHEAD.set(10 * 60_000);
    tells();
    for item in [one, two] {
        assert!(notices(item.id).iter().all(|notice| !notice.message.is_empty()) && notices(item.id).len() == 1);
    }
}

#[test]
fn a_digest_tells_how_far_the_ward_is_watched_and_names_no_other_site() {
    let (server, _) = hospital("ward-digest", Role::Biomedical, "ward:alba/ICU");
    let user = server.store.user_by_login("north-biomedical").unwrap().unwrap();
    let ground = crate::tell::digest::ground(server.shared(), &user, Lang::En, now()).unwrap();
    let told: Vec<_> = ground.watched.iter().map(|one| (&*one.name, one.components, one.blind_units)).collect();
    assert_eq!(told, [("alba · ICU", Some((2, 3)), 1)]);
}

#[test]
fn a_search_finds_units_of_the_ward_and_says_that_it_looked_at_no_others() {
    let (server, cookie) = hospital("ward-search", Role::Biomedical, "ward:alba/ICU");
    let find = |words: &str| get(&server, &format!("/search?q={words}"), &cookie).json();
    let ids = |found: &Value| -> Vec<String> {
        let hits = found["hits"].as_array().unwrap().iter();
        hits.map(|hit| format!("{} {}", hit["kind"].as_str().unwrap(), hit["id"].as_str().unwrap())).collect()
    };
    assert_eq!(ids(&find("OWN-2")), ["unit own-2"]);
    for words in ["SECRET-1", "SECRET-3", "10.0.9.2", "Borage", "alba", "networks"] {
        let found = find(words);
        assert!(ids(&found).is_empty(), "{words}: {found}");
    }
    let looked = find("OWN-1")["looked_through"].to_string();
    assert!(looked.contains("units of the wards that your role is for") && !looked.contains("ids of"), "{looked}");
}

#[test]
fn a_scope_by_ward_of_before_opens_nothing_and_is_told_so_and_is_given_to_nobody_any_more() {
    let (server, cookie) = hospital("ward-before", Role::Biomedical, "ward:ICU");
    assert_eq!(get(&server, "/sites/alba/units", &cookie).status, StatusCode::NOT_FOUND);
    assert_eq!(get(&server, "/wards", &cookie).json(), json!({ "items": [] }));
    let admin = server.signed_in("north", Role::Administrator);
    let users = get(&server, "/users", &admin).json();
    let row = users["items"].as_array().unwrap().iter().find(|row| row["login"] == "north-biomedical").unwrap();
    assert_eq!((&row["roles"][0]["scope"], &row["roles"][0]["opens_nothing"]), (&json!("ward:ICU"), &json!(true)));
    let make = |scope: &str| {
        let roles = json!([{ "role": "biomedical", "scope": scope }]);
        server.ask("POST", "/api/v1/users", &admin, &json!({ "login": scope, "name": "N", "roles": roles })).status
    };
    for scope in ["ward:ICU", "ward:alba/", "Site:alba", "everything"] {
        assert_eq!(make(scope), StatusCode::BAD_REQUEST, "{scope}");
    }
    for scope in ["ward:alba/ICU", "ward:alba/3/West", "site:alba", "family:Aster"] {
        assert_eq!(make(scope), StatusCode::CREATED, "{scope}");
    }
}

#[test]
fn who_gives_roles_is_told_names_of_wards_and_nothing_of_units() {
    let (server, cookie) = hospital("ward-scopes", Role::Biomedical, "ward:alba/ICU");
    let admin = server.signed_in("north", Role::Administrator);
    let scopes = get(&server, "/scopes", &admin).json();
    assert_eq!(scopes["sites"][0], json!({ "site": "alba", "wards": ["ICU", "Ward SECRET"] }));
    let text = scopes.to_string();
    assert!(!text.contains("OWN-1") && !text.contains("10.0.") && !text.contains("Aster"), "{text}");
    assert_eq!(get(&server, "/scopes", &cookie).status, StatusCode::FORBIDDEN);
}

#[test]
fn several_wards_are_seen_together_and_a_role_for_the_whole_site_stands_over_them() {
    let (server, _) = hospital("ward-two", Role::Biomedical, "ward:alba/ICU");
    let both = hold(&server, Role::Biomedical, &["ward:alba/ICU", "ward:alba/Ward SECRET"]);
    let units = get(&server, "/sites/alba/units", &both).json();
    assert_eq!((serials(&units).len(), &units["wards"]), (4, &json!(["ICU", "Ward SECRET"])));
    let whole = hold(&server, Role::Biomedical, &["ward:alba/ICU", "site:alba"]);
    let units = get(&server, "/sites/alba/units", &whole).json();
    assert_eq!((serials(&units).len(), &units["wards"]), (5, &Value::Null));
    assert_eq!(get(&server, "/wards", &whole).json(), json!({ "items": [] }));
}

#[test]
fn an_emergency_opens_the_site_beyond_the_ward_for_reading() {
    let (server, cookie) = hospital("ward-emergency", Role::Biomedical, "ward:alba/ICU");
    let taken = json!({ "reason": "infusion pumps on 3 West stop", "minutes": 60 });
    assert_eq!(server.ask("POST", "/api/v1/emergency", &cookie, &taken).status, StatusCode::CREATED);
    assert_eq!(get(&server, "/sites/alba/units", &cookie).json()["total"], 5);
    let imported = put(&server, &cookie, "/api/v1/sites/alba/units", b"id,serial\nz,Z\n".to_vec());
    assert_eq!(imported.status, StatusCode::NOT_FOUND, "what may be changed stays as it is");
}

/// Every route as everybody whose role is for a ward: wherever the guard lets them in, nothing of the rest of the site comes back.
#[test]
fn no_answer_of_any_route_holds_anything_of_another_ward() {
    for role in [Role::Biomedical, Role::HospitalIt, Role::ClinicalSafety, Role::ServiceProvider, Role::Auditor] {
        let (server, cookie) = hospital(&format!("ward-walk-{}", role.name()), role, "ward:alba/ICU");
        for subject in ["site/alba CVE-OF-SECRET-1", "site/other-SECRET CVE-9"] {
            work_about(&server, subject, role);
        }
        server.shared().hub.stop();
        // The log and the list of accounts are the organisation's, whatever the scope of who may read them.
        let elsewhere = ["/api/v1/log", "/api/v1/log/export", "/api/v1/session"];
        for route in each().filter(|route| !elsewhere.contains(&route.path) && route.path != "/api/v1/setup") {
            for id in ["alba", "other-SECRET", "Aster", "1"] {
                let path = route.path.replace("{id}", id).replace("{received}", "Aster").replace("{code}", "a%2Fb");
                let path = path.replace("{unit}", if id == "alba" { "secret-1" } else { "own-1" });
                for query in
                    ["", "?q=SECRET&find=&received=Aster&firewall=x&name=alba&release=1&from=1&to=1&dry_run=true"]
                {
                    let reply = server.ask(route.method, &format!("{path}{query}"), &cookie, &Value::Null);
                    let text = String::from_utf8_lossy(&reply.body)
                        .replace("other-SECRET", "")
                        .replace("\"q\":\"SECRET\"", "");
                    assert!(!text.contains("SECRET"), "{} {path}{query} as {}: {text}", route.method, role.name());
                }
            }
        }
    }
}
