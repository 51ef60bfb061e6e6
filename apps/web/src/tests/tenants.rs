//! Two organisations on one server: what is one's is not there for anybody of the other, whatever they ask and however.

use super::server::{Reply, Server, now};
use crate::routes::{Needs, Route, each};
use activities::accounts_port::Accounts;
use activities::jobs_port::{Follows, Jobs, WorkAsked, WorkItem, WorkState};
use activities::library_port::{KeptId, Library};
use activities::notices_port::{Endpoint, Notices};
use activities::passkeys_port::{Passkey, Passkeys};
use activities::role::Role;
use axum::http::StatusCode;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use terms::Party;

/// Routes whose part in braces names nothing of an organisation.
const OF_NOBODY: [&str; 2] = [
    // An id of a vulnerability: what it hits is of one's own organisation alone (`lists_tell_nothing_of_the_other`).
    "/api/v1/hit/{id}",
    // A code of the catalogue.
    "/api/v1/explain/{code}",
];

/// Routes whose part in braces is a secret itself: it opens what its person reaches, whoever asks.
const SECRETS: [&str; 2] = ["/api/v1/subscriptions/{id}/work.atom", "/api/v1/subscriptions/{id}/work.ics"];

/// A word that stands in everything of the other organisation.
const MARK: &str = "meridian";

/// What the other organisation has, by the first part of the paths that lead to it.
struct Others {
    server: Server,
    ids: BTreeMap<&'static str, String>,
}

impl Others {
    /// Two organisations; the second, `meridian`, has one of everything, the first nothing but people.
    fn new(name: &str) -> Others {
        let server = Server::new(name);
        server.organisation("north", Party::Facility);
        server.organisation(MARK, Party::Facility);
        server.shared().hub.stop();
        let put = |id: KeptId, file: &str| {
            server.store.put(&id, Some(0), &[(file, b"x")], "u", now()).unwrap();
        };
        put(KeptId::dossier(MARK, "meridian-pump"), "device.yaml");
        put(KeptId::site(MARK, "meridian-site"), "site.yaml");
        let person = server.store.user_by_login("meridian-hospital-it").unwrap().unwrap();
        let mut ids: BTreeMap<&'static str, String> = [
            ("devices", "meridian-pump".to_owned()),
            ("sites", "meridian-site".to_owned()),
            ("users", person.id.clone()),
        ]
        .into();
        ids.insert("tokens", made(&server, Role::HospitalIt, "tokens", &token()));
        ids.insert("addresses", made(&server, Role::HospitalIt, "addresses", &json!({ "label": "meridian feed" })));
        ids.insert("retention", hold(&server));
        server.store.add_endpoint(&endpoint()).unwrap();
        ids.insert("webhooks", "meridian-hook".to_owned());
        server.store.add_passkey(&passkey(&person.id)).unwrap();
        ids.insert("passkeys", "meridian-key".to_owned());
        ids.insert("work", work(&server, Role::Biomedical, "site/meridian-site CVE-2026-1"));
        ids.insert("upkeep", work(&server, Role::Administrator, "feeds meridian"));
        Others { server, ids }
    }

    /// The path of a route to a thing of the other organisation; `None` where it names nothing of an organisation.
    fn path(&self, route: &Route) -> Option<String> {
        if !route.path.contains('{') || OF_NOBODY.contains(&route.path) || SECRETS.contains(&route.path) {
            return None;
        }
        let kind = route.path.trim_start_matches("/api/v1/").split('/').next().unwrap();
        let id =
            self.ids.get(kind).unwrap_or_else(|| panic!("{}: nothing of the other organisation is made", route.path));
        Some(route.path.replace("{id}", id).replace("{received}", "meridian-pump"))
    }

    /// Asks it as a person of an organisation, with what a request of that kind holds.
    fn ask(&self, route: &Route, path: &str, cookie: &str) -> Reply {
        self.server.ask(route.method, &format!("{path}{}", query(route)), cookie, &body(route))
    }
}

fn token() -> Value {
    json!({ "label": "meridian build", "permissions": ["read-devices"], "days": 30 })
}

/// Makes something by the API, as a person of the other organisation; its id.
fn made(server: &Server, role: Role, what: &str, asked: &Value) -> String {
    let reply = server.ask("POST", &format!("/api/v1/{what}"), &server.signed_in_again(MARK, role), asked);
    assert_eq!(reply.status, StatusCode::CREATED, "{what}: {}", reply.json());
    reply.json()["about"]["id"].as_str().unwrap().to_owned()
}

fn hold(server: &Server) -> String {
    let asked = json!({ "device": "meridian-pump", "reason": "a lawsuit about meridian" });
    let reply = server.ask("POST", "/api/v1/retention/holds", &server.signed_in_again(MARK, Role::Quality), &asked);
    assert!(reply.status.is_success(), "{}", reply.json());
    reply.json()["id"].as_str().unwrap().to_owned()
}

fn endpoint() -> Endpoint {
    Endpoint {
        id: "meridian-hook".to_owned(),
        tenant: MARK.to_owned(),
        name: "meridian hook".to_owned(),
        url: "https://meridian.example/hook".to_owned(),
        secret: vec![1; 24],
        urgent_only: false,
        since: now(),
        ended: None,
    }
}

fn passkey(account: &str) -> Passkey {
    Passkey {
        id: "meridian-key".to_owned(),
        account: account.to_owned(),
        name: "meridian phone".to_owned(),
        key: vec![1],
        counter: 0,
        made: now(),
        seen: None,
    }
}

fn work(server: &Server, role: Role, subject: &str) -> String {
    let item = WorkItem {
        id: 0,
        tenant: MARK.to_owned(),
        role: role.name().to_owned(),
        subject: subject.to_owned(),
        code: "a/b".to_owned(),
        due: None,
        created: now(),
        state: WorkState::Open,
        by: String::new(),
        facts: Vec::new(),
    };
    server.store.add_follows(&Follows { work: vec![item], ..Follows::default() }).unwrap();
    let asked = WorkAsked { tenant: MARK, roles: &[], done_too: false, after: None, limit: 50 };
    let items = server.store.work(&asked).unwrap();
    items.iter().find(|item| item.subject == subject).unwrap().id.to_string()
}

/// A body that is understood, so that nothing but the thing itself stands in the way.
fn body(route: &Route) -> Value {
    match route.path.rsplit('/').next().unwrap() {
        _ if route.method == "GET" || route.method == "DELETE" => Value::Null,
        "decisions" if route.path.contains("/sites/") => {
            json!({ "received": "meridian-pump", "release": "1", "vulnerability":
            "CVE-2026-1", "component": "a", "status": "affected", "reason": "it is linked into the pump" })
        }
        "decisions" => json!({ "finding": "1.0 f1", "status": "affected", "reason": "it is linked into the pump" }),
        "signatures" => {
            json!({ "decision": "0".repeat(64), "meaning": "approved", "password": super::server::PASSWORD })
        }
        "roles" => json!({ "roles": [{ "role": "auditor" }] }),
        "remove" => json!({ "password": super::server::PASSWORD }),
        "{id}" => json!({ "state": "acknowledged" }),
        "{unit}" => json!({ "held": "1", "done": "runs", "version": "2", "evidence": "label" }),
        // A file of any form.
        _ => json!({}),
    }
}

/// Values of what must follow the `?`.
fn query(route: &Route) -> String {
    let value = |name: &str| match name {
        "from" => Some("1"),
        "to" => Some("2"),
        "received" => Some("meridian-pump"),
        "unit" => Some("meridian-unit"),
        "firewall" => Some("fw"),
        "captured_at" => Some("2026-11-01"),
        "captured_by" => Some("abe"),
        "url" => Some("https://meridian.example/mud"),
        "file" => Some("vex.json"),
        _ => None,
    };
    let parts: Vec<String> =
        route.query.iter().filter_map(|(name, _)| Some(format!("{name}={}", value(name)?))).collect();
    if parts.is_empty() { String::new() } else { format!("?{}", parts.join("&")) }
}

/// Every route to a thing, reading and changing, as every role: what is another organisation's is not there (404), neither shown nor
/// owned to exist. Who may not enter at all is turned away by the role alone (403), before anything is looked for.
#[test]
fn what_is_of_another_organisation_is_not_there_for_any_role() {
    let others = Others::new("tenants-routes");
    let cookies = Role::ALL.map(|role| (role, others.server.signed_in("north", role)));
    let mut asked = 0;
    for route in each() {
        let Some(path) = others.path(route) else { continue };
        for (role, cookie) in &cookies {
            let may = match route.needs {
                Needs::Nothing | Needs::Password | Needs::Begin | Needs::SignIn => true,
                Needs::One(permission) => role.may(permission),
            };
            let reply = others.ask(route, &path, cookie);
            let about = format!("{} {path} as {}: {}", route.method, role.name(), reply.json());
            let expected = if may { StatusCode::NOT_FOUND } else { StatusCode::FORBIDDEN };
            assert_eq!(reply.status, expected, "{about}");
            if !may {
                assert_eq!(reply.json()["code"], "server/not-permitted", "{about}");
            }
            assert!(!reply.json().to_string().to_lowercase().contains(MARK), "{about}");
            asked += 1;
        }
    }
    assert!(asked > 400, "{asked}");
}

/// The test above would hold on a server that finds nothing at all: to their own people the same things are there.
#[test]
fn to_its_own_people_each_of_these_things_is_there() {
    let others = Others::new("tenants-own");
    let kind_of = |route: &Route| route.path.trim_start_matches("/api/v1/").split('/').next().unwrap();
    let mut seen: BTreeMap<&str, bool> = others.ids.keys().map(|kind| (*kind, false)).collect();
    let mut routes: Vec<(&Route, String)> = each().filter_map(|route| Some((route, others.path(route)?))).collect();
    // Accounts are disabled, and things taken away, after all else was asked for.
    routes.sort_by_key(|(route, _)| (kind_of(route) == "users", route.method == "DELETE"));
    for (route, path) in routes {
        for role in Role::ALL {
            let reply = others.ask(route, &path, &others.server.signed_in_again(MARK, role));
            let turned_away = [StatusCode::NOT_FOUND, StatusCode::FORBIDDEN, StatusCode::UNAUTHORIZED];
            *seen.get_mut(kind_of(route)).unwrap() |= !turned_away.contains(&reply.status);
        }
    }
    let missing: Vec<&&str> = seen.iter().filter(|(_, found)| !**found).map(|(kind, _)| kind).collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// What is asked for without naming anything tells nothing of the other organisation either.
#[test]
fn lists_tell_nothing_of_the_other() {
    let others = Others::new("tenants-lists");
    let cookies = Role::ALL.map(|role| (role, others.server.signed_in("north", role)));
    let more = ["/api/v1/hit/CVE-2026-1", "/api/v1/search?q=meridian"];
    let lists = each().filter(|route| route.method == "GET" && !route.path.contains('{')).map(|route| route.path);
    for path in lists.chain(more) {
        for (role, cookie) in &cookies {
            let reply = others.server.ask("GET", path, cookie, &Value::Null);
            let text = String::from_utf8_lossy(&reply.body).to_lowercase().replace("\"q\":\"meridian\"", "");
            assert!(!text.contains(MARK), "{path} as {}: {text}", role.name());
        }
    }
}

/// A person moves a thing into no other organisation: what is written under a name that another has is one's own.
#[test]
fn the_same_name_in_two_organisations_is_two_things() {
    let others = Others::new("tenants-names");
    let cookie = others.server.signed_in("north", Role::HospitalIt);
    let id = KeptId::site("north", "meridian-site");
    others.server.store.put(&id, Some(0), &[("site.yaml", b"y")], "u", now()).unwrap();
    assert_eq!(
        others.server.ask("GET", "/api/v1/sites/meridian-site/history", &cookie, &Value::Null).status,
        StatusCode::OK
    );
    let theirs = KeptId::site(MARK, "meridian-site");
    let revision = others.server.store.revision(&theirs, activities::library_port::State::Now).unwrap().unwrap();
    assert_eq!(revision.sequence, 1);
}
