//! What the watch looks at first, and that it looks at everything.

use super::server::{Server, now};
use crate::watch::{Adds, add_due, tick};
use activities::checks_port::{Checks, KeptCheck, KeptFinding};
use activities::jobs_port::{Jobs, WorkAsked};
use activities::library_port::{KeptId, Library};
use activities::role::Role;
use serde_json::Value;
use terms::{Instant, Party};

const BEARS: &str = r#"{"bomFormat":"CycloneDX","specVersion":"1.6","components":[
    {"type":"library","name":"left-pad","version":"1.0","purl":"pkg:npm/left-pad@1.0"}]}"#;

/// Keeps a dossier whose answer is of a mirror before this one.
fn kept(server: &Server, name: &str, sbom: &str, finding: Option<&str>) {
    let id = KeptId::dossier("aster", name);
    server.store.put(&id, None, &[("releases/1/bom.json", sbom.as_bytes())], "x", now()).unwrap();
    let check = KeptCheck {
        revision: 1,
        at: Instant(now().0 - 1),
        generation: "m0".to_owned(),
        verdict: "nothing-blocking".to_owned(),
        counts: [].into(),
        answer: Vec::new(),
        standing: None,
    };
    let of = |vulnerability: &str| KeptFinding {
        key: "k".to_owned(),
        release: "1".to_owned(),
        code: "a/b".to_owned(),
        priority: "note".to_owned(),
        rank: 3,
        subject: String::new(),
        vulnerability: vulnerability.to_owned(),
        answer: Vec::new(),
    };
    server.store.put_check(&id, &check, &finding.into_iter().map(of).collect::<Vec<_>>()).unwrap();
}

fn open_jobs(server: &Server) -> Vec<(String, u64)> {
    server.store.job_counts().unwrap().into_iter().map(|count| (count.kind, count.open)).collect()
}

#[test]
fn what_bears_a_changed_name_or_its_vulnerability_is_checked_first_and_the_rest_after_it() {
    let server = Server::new("watch");
    server.organisation("aster", Party::Manufacturer);
    kept(&server, "bears", BEARS, None);
    kept(&server, "open", "{}", Some("CVE-NEW"));
    kept(&server, "other-1", "{}", Some("CVE-OLD"));
    kept(&server, "other-2", "{}", None);
    add_due(server.shared(), Adds::Pressing).unwrap();
    assert_eq!(open_jobs(&server), [("check".to_owned(), 2)], "nothing stands before what presses");
    server.look();
    assert_eq!(open_jobs(&server), [("check".to_owned(), 2), ("refresh".to_owned(), 2)]);
    let first = server.store.claim_job(&["check"], "h", now(), Instant(now().0 + 1)).unwrap().unwrap();
    let first = String::from_utf8(first.payload).unwrap();
    assert!(first.ends_with("bears") || first.ends_with("open"), "{first}");
    assert_eq!(tick(server.shared(), "holder").unwrap(), 3, "the one that another holds is left to it");
    assert_eq!(open_jobs(&server), [("check".to_owned(), 1), ("refresh".to_owned(), 0)]);
    let latest = server.store.latest(&KeptId::dossier("aster", "other-2")).unwrap().unwrap();
    assert_eq!((latest.generation.as_str(), latest.verdict.as_str()), ("m1", "undecided"));
}

#[test]
fn what_is_of_now_is_not_checked_again() {
    let server = Server::new("of-now");
    server.organisation("aster", Party::Manufacturer);
    kept(&server, "pump", BEARS, None);
    assert_eq!(tick(server.shared(), "holder").unwrap(), 1);
    assert_eq!(tick(server.shared(), "holder").unwrap(), 0);
    server.store.put(&KeptId::dossier("aster", "pump"), None, &[("device.yaml", b"id: pump")], "x", now()).unwrap();
    assert_eq!(tick(server.shared(), "holder").unwrap(), 1, "a new revision is");
}

#[test]
fn what_somebody_looks_at_before_the_watch_does_becomes_work_all_the_same() {
    let server = Server::new("seen-first");
    server.organisation("aster", Party::Manufacturer);
    kept(&server, "pump", BEARS, None);
    let cookie = server.signed_in("aster", Role::ProductSecurity);
    let reply = server.ask("GET", "/api/v1/devices/pump/check", &cookie, &Value::Null);
    assert_eq!(reply.status, axum::http::StatusCode::OK);
    let asked = WorkAsked { tenant: "aster", roles: &["psirt"], done_too: false, after: None, limit: 9 };
    let subjects: Vec<String> = server.store.work(&asked).unwrap().into_iter().map(|item| item.subject).collect();
    assert!(subjects.iter().any(|subject| subject == "dossier/pump CVE-2026-2"), "{subjects:?}");
    assert_eq!(tick(server.shared(), "holder").unwrap(), 0, "nothing is left to the watch");
}

#[test]
fn an_answer_of_another_day_is_not_shown_as_of_now() {
    let server = Server::new("another-day");
    server.organisation("aster", Party::Manufacturer);
    kept(&server, "pump", BEARS, None);
    let id = KeptId::dossier("aster", "pump");
    let mut check = server.store.check(&id, None).unwrap().unwrap();
    check.generation = "m1".to_owned();
    let cookie = server.signed_in("aster", Role::ProductSecurity);
    for (at, current) in [(now().0 - Instant::DAY / 2 * 3, false), (now().0, true)] {
        let other = KeptId::dossier("aster", if current { "of-today" } else { "of-before" });
        server.store.put(&other, None, &[("device.yaml", b"id: x")], "x", now()).unwrap();
        server.store.put_check(&other, &KeptCheck { at: Instant(at), ..check.clone() }, &[]).unwrap();
        // As if another process had checked it: its lists are of at most two seconds ago.
        server.shared().kept.forget_lists();
        let listed = server.ask("GET", "/api/v1/devices", &cookie, &Value::Null).json();
        let rows = listed["items"].as_array().unwrap();
        let row = rows.iter().find(|row| row["id"] == other.name.as_str()).unwrap();
        assert_eq!(row["answer"]["current"], current, "{row}");
    }
}
