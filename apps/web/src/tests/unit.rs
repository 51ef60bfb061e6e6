//! One unit: its page, what is recorded at it, and finding it by the barcode of its label.

use super::server::{OneWord, Reply, Server};
use super::uploads::{archive, put};
use crate::rooms::{Answer, Asking, Refusal};
use crate::unit_rooms::{UnitAsked, UnitDone, UnitNotRecorded, UnitRooms, UnitWord};
use activities::accounts_port::{Accounts, HeldRole, User};
use activities::package::PackageLog;
use activities::role::Role;
use activities::scope::Wards;
use activities::site_port::Sites;
use axum::http::StatusCode;
use serde_json::{Value, json};
use terms::Party;

fn of(site: &dyn Sites, asked: UnitAsked<'_>) -> Option<site::Unit> {
    let wards = asked.wards.map(|names| Wards::named(names.iter().map(String::as_str)));
    let units = site.load().unwrap().units.unwrap_or_default();
    let seen = |unit: &site::Unit| wards.as_ref().is_none_or(|wards| wards.hold(&unit.ward));
    units.into_iter().find(|unit| unit.id.as_str() == asked.unit && seen(unit))
}

/// What is recorded of a unit is named by its version.
impl UnitRooms for OneWord {
    fn unit(&self, _: Asking, site: &dyn Sites, asked: UnitAsked<'_>) -> Result<Option<Answer>, Refusal> {
        let told = of(site, asked).map(|unit| json!({ "serial": unit.serial, "held": unit.version }));
        Ok(told.map(|told| Answer { json: serde_json::to_vec(&told).unwrap(), status: 0 }))
    }

    fn record_unit(
        &self,
        _: Asking,
        (site, _): (&dyn Sites, &dyn PackageLog),
        asked: UnitAsked<'_>,
        word: UnitWord<'_>,
    ) -> Result<(), UnitNotRecorded> {
        let unit = of(site, asked).ok_or(UnitNotRecorded::NotThere)?;
        let refusal = Refusal { what: "what".to_owned(), next: "next".to_owned() };
        match word.done {
            _ if word.held != unit.version => Err(UnitNotRecorded::Changed(refusal)),
            UnitDone::Runs { version, .. } => {
                let text = formats::units::write(&[site::Unit { version: version.to_owned(), ..unit }]);
                site.put_units(&site.load().unwrap().hash, &text).unwrap();
                Ok(())
            }
            UnitDone::Cannot { .. } => Err(UnitNotRecorded::Refused(refusal)),
        }
    }
}

const UNITS: &str = "id,serial,ward,version,udi\n\
    a,S-1,ICU,1,(01)04512345678906(21)S-1\n\
    b,S-2,West,1,(01)04512345678906(21)S-2\n\
    c,S-3,,1,\n";

fn hospital(name: &str) -> (Server, String) {
    let server = Server::new(name);
    server.organisation("north", Party::Facility);
    let cookie = server.signed_in("north", Role::HospitalIt);
    let files = [("site.yaml", "id: east\n"), ("units.csv", UNITS)];
    let reply = put(&server, &cookie, "/api/v1/sites?name=east", archive(&files));
    assert_eq!(reply.status, StatusCode::CREATED, "{}", reply.json());
    super::server::a_moment_later();
    (server, cookie)
}

/// Somebody in biomedical engineering whose role is for this.
fn biomedical(server: &Server, scope: &str) -> String {
    let user = server.store.user_by_login("north-biomedical").unwrap().unwrap();
    let roles = vec![HeldRole { scope: scope.to_owned(), ..user.roles[0].clone() }];
    server.store.change_user(&User { roles, ..user }).unwrap();
    server.shared().known.let_go();
    server.signed_in_again("north", Role::Biomedical)
}

fn show(server: &Server, cookie: &str, unit: &str) -> Reply {
    server.ask("GET", &format!("/api/v1/sites/east/units/{unit}"), cookie, &Value::Null)
}

fn runs(server: &Server, cookie: &str, (unit, held): (&str, &str), version: &str) -> Reply {
    let word = json!({ "held": held, "done": "runs", "version": version, "evidence": "read-from-device" });
    server.ask("POST", &format!("/api/v1/sites/east/units/{unit}"), cookie, &word)
}

#[test]
fn a_unit_is_shown_with_a_tag_and_one_that_is_not_there_is_not() {
    let (server, cookie) = hospital("unit-show");
    let shown = show(&server, &cookie, "a");
    assert_eq!((shown.status, &shown.json()["serial"]), (StatusCode::OK, &json!("S-1")));
    assert!(shown.headers.contains_key("etag"));
    assert_eq!(show(&server, &cookie, "z").status, StatusCode::NOT_FOUND);
    let nobody = server.ask("GET", "/api/v1/sites/west/units/a", &cookie, &Value::Null);
    assert_eq!(nobody.status, StatusCode::NOT_FOUND);
}

#[test]
fn what_is_recorded_is_a_revision_with_a_deed_in_the_log_and_the_answer_is_of_now() {
    let (server, cookie) = hospital("unit-record");
    let recorded = runs(&server, &cookie, ("a", "1"), "2");
    assert_eq!((recorded.status, &recorded.json()["held"]), (StatusCode::OK, &json!("2")), "{}", recorded.json());
    let history = server.ask("GET", "/api/v1/sites/east/history", &cookie, &Value::Null).json();
    assert_eq!(history["items"].as_array().unwrap().len(), 2);
    let log = server.ask("GET", "/api/v1/log", &cookie, &Value::Null).json();
    let deed = log["items"].as_array().unwrap().iter().find(|row| row["deed"] == "unit-recorded").unwrap().clone();
    assert_eq!((&deed["subject"], &deed["hash"]), (&json!("site/east a"), &history["items"][0]["hash"]));
    let listed = server.ask("GET", "/api/v1/sites", &cookie, &Value::Null).json();
    assert_eq!(listed["items"][0]["answer"]["current"], true, "the site was checked anew");
}

#[test]
fn a_unit_that_somebody_changed_meanwhile_is_left_as_they_made_it() {
    let (server, cookie) = hospital("unit-conflict");
    assert_eq!(runs(&server, &cookie, ("a", "1"), "2").status, StatusCode::OK);
    let late = runs(&server, &cookie, ("a", "1"), "3");
    assert_eq!((late.status, &late.json()["code"]), (StatusCode::CONFLICT, &json!("server/conflict")));
    assert_eq!(show(&server, &cookie, "a").json()["held"], "2");
}

#[test]
fn a_role_for_a_ward_sees_and_records_its_own_units_and_no_other() {
    let (server, _) = hospital("unit-ward");
    let icu = biomedical(&server, "ward:east/ICU");
    assert_eq!(show(&server, &icu, "a").status, StatusCode::OK);
    for unit in ["b", "c", "z"] {
        assert_eq!(show(&server, &icu, unit).status, StatusCode::NOT_FOUND, "{unit}");
        assert_eq!(runs(&server, &icu, (unit, "1"), "2").status, StatusCode::NOT_FOUND, "{unit}");
    }
    assert_eq!(runs(&server, &icu, ("a", "1"), "2").status, StatusCode::OK);
    let elsewhere = biomedical(&server, "site:west");
    assert_eq!(show(&server, &elsewhere, "a").status, StatusCode::NOT_FOUND);
    let auditor = server.signed_in("north", Role::Auditor);
    assert_eq!(show(&server, &auditor, "a").status, StatusCode::OK);
    assert_eq!(runs(&server, &auditor, ("a", "2"), "3").status, StatusCode::FORBIDDEN);
}

#[test]
fn a_unit_is_found_by_what_a_scanner_reads_and_a_misread_digit_is_told() {
    let (server, cookie) = hospital("unit-scan");
    let find = |text: &str| server.ask("GET", &format!("/api/v1/search?q={text}"), &cookie, &Value::Null).json();
    let units = |found: &Value| -> Vec<String> {
        let hits = found["hits"].as_array().unwrap().iter().filter(|hit| hit["kind"] == "unit");
        hits.map(|hit| hit["href"].as_str().unwrap().to_owned()).collect()
    };
    for text in [
        "(01)04512345678906(21)S-2",
        "%5Dd2010451234567890610L1%1D21S-2",
        "https://id.example/01/04512345678906/21/S-2",
    ] {
        let found = find(text);
        assert_eq!(units(&found), ["/sites/east/units/b"], "{text}");
        assert_eq!((&found["scanned"]["serial"], &found["scanned"]["doubt"]), (&json!("S-2"), &json!("")), "{text}");
    }
    let model = find("04512345678906");
    assert_eq!(units(&model).len(), 2, "both units of the model");
    let misread = find("(01)04512345678907(21)S-2");
    assert!(misread["scanned"]["doubt"].as_str().unwrap().contains("check digit"), "{misread}");
    assert!(units(&misread).is_empty(), "another product is not taken for it");
    let broken = find("(01)0451234");
    assert_eq!((&broken["scanned"]["agency"], units(&broken).len()), (&Value::Null, 0));
    assert_eq!(find("S-2")["scanned"], Value::Null);
}
