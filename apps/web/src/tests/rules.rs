//! Rules that are drafted, compared and taken in, and documents that come and go.

use super::server::{OneWord, Reply, Server, a_moment_later};
use super::uploads::{archive, put};
use crate::network_rooms::{DraftAsked, IsolationAsked, NetworkRooms, NewRules, ProfileOf, RulesOffered};
use crate::paper_rooms::{ExportForm, PaperRooms, StatementsOffered};
use crate::rooms::{Answer, Asking, Refusal};
use activities::accounts_port::{Accounts, HeldRole, User};
use activities::dossier_port::Dossiers;
use activities::role::Role;
use activities::site_port::Sites;
use axum::http::StatusCode;
use serde_json::{Value, json};
use terms::Party;

fn said(word: impl serde::Serialize) -> Result<Answer, Refusal> {
    Ok(Answer { json: serde_json::to_vec(&word).unwrap(), status: 0 })
}

impl NetworkRooms for OneWord {
    fn generate_rules(&self, _: Asking, _: &dyn Sites, asked: &DraftAsked) -> Result<Answer, Refusal> {
        said((&asked.received, &asked.firewall, &asked.language, &asked.with))
    }

    fn isolate(&self, _: Asking, _: &dyn Sites, asked: &IsolationAsked) -> Result<Answer, Refusal> {
        said((&asked.unit, &asked.keep, &asked.stop, asked.keep_undecided))
    }

    fn compare_rules(&self, _: Asking, _: &dyn Sites, new: NewRules<'_>) -> Result<Answer, Refusal> {
        match new {
            NewRules::Draft(asked) => said(("draft", &asked.language)),
            NewRules::File { bytes, .. } => said(("file", bytes.len())),
        }
    }

    fn reach(&self, _: Asking, _: &dyn Sites, unit: &str, firewall: &str) -> Result<Answer, Refusal> {
        said((unit, firewall))
    }

    fn add_rules(&self, _: Asking, site: &dyn Sites, rules: RulesOffered<'_>) -> Result<Answer, Refusal> {
        if rules.write {
            let id = rules.firewall.try_into().unwrap();
            site.put_rules(&id, &[(rules.file, rules.bytes)]).unwrap();
        }
        said((rules.captured_by, rules.write))
    }

    fn sheet(&self, _: Asking, of: ProfileOf<'_>) -> Result<Answer, Refusal> {
        said(of.profile.map(<[u8]>::len))
    }

    fn mud(&self, _: Asking, _: Option<&[u8]>, url: &str) -> Result<Answer, Refusal> {
        said(url)
    }
}

impl PaperRooms for OneWord {
    fn sbom_show(&self, _: Asking, _: &dyn Dossiers, release: Option<&str>) -> Result<Answer, Refusal> {
        said(release)
    }

    fn verify_package(&self, _: Asking, package: &[u8], trust: &str) -> Result<Answer, Refusal> {
        said((package.len(), trust))
    }

    fn export_decisions(
        &self,
        _: Asking,
        _: &dyn Dossiers,
        _: Option<&str>,
        form: ExportForm<'_>,
    ) -> Result<Answer, Refusal> {
        said((form.name, form.claimed))
    }

    fn import_decisions(&self, _: Asking, _: &dyn Dossiers, offered: StatementsOffered<'_>) -> Result<Answer, Refusal> {
        said((offered.name, offered.write))
    }
}

fn with_site(name: &str) -> (Server, String) {
    let server = Server::new(name);
    server.organisation("north", Party::Facility);
    let cookie = server.signed_in("north", Role::HospitalIt);
    let files = [("site.yaml", "id: east\n"), ("received/pump/network.yaml", "device: pump\n")];
    let reply = put(&server, &cookie, "/api/v1/sites?name=east", archive(&files));
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.json());
    (server, cookie)
}

const WHEN: &str = "firewall=core&captured_at=2026-11-23&captured_by=abe";

fn add(server: &Server, cookie: &str, query: &str) -> Reply {
    put(server, cookie, &format!("/api/v1/sites/east/rules?{query}"), b"table ip t {}".to_vec())
}

fn revisions(server: &Server, cookie: &str) -> usize {
    let history = server.ask("GET", "/api/v1/sites/east/history", cookie, &Value::Null).json();
    history["items"].as_array().unwrap().len()
}

#[test]
fn rules_are_only_tried_unless_writing_is_asked_for() {
    let (server, cookie) = with_site("rules");
    for more in ["", "&dry_run=true"] {
        assert_eq!(add(&server, &cookie, &format!("{WHEN}{more}")).json(), json!(["abe", false]));
    }
    assert_eq!(revisions(&server, &cookie), 1);
    a_moment_later();
    assert_eq!(add(&server, &cookie, &format!("{WHEN}&dry_run=false")).json(), json!(["abe", true]));
    assert_eq!(revisions(&server, &cookie), 2);
    let log = server.ask("GET", "/api/v1/log", &cookie, &Value::Null).json();
    let put = log["items"].as_array().unwrap().iter().filter(|entry| entry["deed"] == "site-put");
    assert_eq!(put.count(), 2, "{log}");
}

#[test]
fn rules_without_their_day_are_not_understood() {
    let (server, cookie) = with_site("undated");
    for query in ["firewall=core&captured_by=abe", "captured_by=a&captured_at=b"] {
        assert_eq!(add(&server, &cookie, query).status, StatusCode::BAD_REQUEST, "{query}");
    }
    let empty = put(&server, &cookie, &format!("/api/v1/sites/east/rules?{WHEN}"), Vec::new());
    assert_eq!(empty.status, StatusCode::BAD_REQUEST);
}

#[test]
fn only_who_may_change_this_site_takes_rules_in_and_who_reads_it_drafts() {
    let (server, _) = with_site("rules-scope");
    let reader = server.signed_in("north", Role::Auditor);
    assert_eq!(add(&server, &reader, &format!("{WHEN}&dry_run=false")).status, StatusCode::FORBIDDEN);
    let draft = "/api/v1/sites/east/network/generate?received=pump&firewall=core&for=iptables&with=a,b";
    assert_eq!(server.ask("GET", draft, &reader, &Value::Null).json(), json!(["pump", "core", "iptables", ["a", "b"]]));
    let user = server.store.user_by_login("north-biomedical").unwrap().unwrap();
    let roles = vec![HeldRole { scope: "site:west".to_owned(), ..user.roles[0].clone() }];
    server.store.change_user(&User { roles, ..user }).unwrap();
    let west = server.signed_in("north", Role::Biomedical);
    assert_eq!(add(&server, &west, &format!("{WHEN}&dry_run=false")).status, StatusCode::NOT_FOUND);
    for path in [draft, "/api/v1/sites/east/network/isolate?unit=u&firewall=core"] {
        assert_eq!(server.ask("GET", path, &west, &Value::Null).status, StatusCode::NOT_FOUND, "{path}");
    }
}

#[test]
fn flows_that_nobody_decided_about_are_kept_only_when_somebody_says_so() {
    let (server, cookie) = with_site("isolate");
    let ask = |more: &str| {
        let path = format!("/api/v1/sites/east/network/isolate?unit=u&firewall=core{more}");
        server.ask("GET", &path, &cookie, &Value::Null)
    };
    assert_eq!(ask("").json(), json!(["u", [], [], false]));
    assert_eq!(ask("&undecided=keep&stop=a").json(), json!(["u", [], ["a"], true]));
    assert_eq!(ask("&undecided=stop").status, StatusCode::BAD_REQUEST);
}

#[test]
fn kept_rules_are_compared_with_a_draft_or_with_a_file() {
    let (server, cookie) = with_site("compare");
    let path = "/api/v1/sites/east/network/diff?received=pump&firewall=core";
    assert_eq!(server.ask("GET", &format!("{path}&for=aws"), &cookie, &Value::Null).json(), json!(["draft", "aws"]));
    assert_eq!(put(&server, &cookie, path, b"rules".to_vec()).json(), json!(["file", 5]));
    assert_eq!(revisions(&server, &cookie), 1);
}

#[test]
fn a_sheet_is_made_of_the_profile_that_was_received() {
    let (server, cookie) = with_site("sheet");
    let ask = |received: &str| {
        let path = format!("/api/v1/sites/east/network/sheet?received={received}");
        server.ask("GET", &path, &cookie, &Value::Null).json()
    };
    assert_eq!(ask("pump"), json!(13));
    assert_eq!(ask("other"), Value::Null);
}

#[test]
fn statements_of_others_are_only_tried_unless_writing_is_asked_for_and_a_reader_takes_none() {
    let server = Server::new("vex");
    server.organisation("maker", Party::Manufacturer);
    let cookie = server.signed_in("maker", Role::ProductSecurity);
    let reply = put(&server, &cookie, "/api/v1/devices?name=pump", archive(&[("device.yaml", "id: pump\n")]));
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.json());
    let vex =
        |cookie: &str, more: &str| put(&server, cookie, &format!("/api/v1/devices/pump/vex{more}"), b"{}".to_vec());
    assert_eq!(vex(&cookie, "").json(), json!(["vex", false]));
    assert_eq!(vex(&cookie, "?file=theirs.json&dry_run=false").json(), json!(["theirs.json", true]));
    let reader = server.signed_in("maker", Role::Auditor);
    assert_eq!(vex(&reader, "?dry_run=false").status, StatusCode::FORBIDDEN);
    let export = server.ask("GET", "/api/v1/devices/pump/vex?form=csaf", &reader, &Value::Null);
    assert_eq!(export.json(), json!(["csaf", false]));
}
