//! “Are we hit?” among more dossiers than are looked at in one answer.

use super::server::{Server, now};
use activities::checks_port::{Checks, KeptCheck, KeptStanding};
use activities::library_port::{KeptId, Library};
use activities::role::Role;
use serde_json::{Value, json};
use terms::{Instant, Party};

/// How a check of a dossier was.
struct Was {
    generation: &'static str,
    releases: (i64, i64),
    found: &'static str,
}

const CLEAR: Was = Was { generation: "m1", releases: (2, 0), found: "CVE-2026-7" };

fn kept(server: &Server, name: &str, was: Option<&Was>) {
    let id = KeptId::dossier("aster", name);
    server.store.put(&id, None, &[("device.yaml", name.as_bytes())], "x", now()).unwrap();
    let Some(was) = was else { return };
    let standing = KeptStanding {
        known: was.releases.0,
        unknown: was.releases.1,
        countable: 10,
        watched: 9,
        vulnerabilities: [was.found.to_owned()].into(),
        details: b"{}".to_vec(),
    };
    let check = KeptCheck {
        revision: 1,
        at: Instant(now().0 - 1),
        generation: was.generation.to_owned(),
        verdict: "undecided".to_owned(),
        counts: [].into(),
        answer: Vec::new(),
        standing: Some(standing),
    };
    assert!(server.store.put_check(&id, &check, &[]).unwrap());
}

fn asked(server: &Server) -> Value {
    let cookie = server.signed_in("aster", Role::ProductSecurity);
    server.ask("GET", "/api/v1/hit/CVE-2026-1", &cookie, &Value::Null).json()
}

#[test]
fn touched_ones_are_looked_at_first_and_what_is_not_of_now_is_never_counted_as_known() {
    let server = Server::new("hit-many");
    server.organisation("aster", Party::Manufacturer);
    (0..40).for_each(|number| kept(&server, &format!("clear-{number:02}"), Some(&CLEAR)));
    kept(&server, "touched", Some(&Was { found: "CVE-2026-1-ALIAS", ..CLEAR }));
    kept(&server, "never", None);
    kept(&server, "empty", Some(&Was { releases: (0, 0), ..CLEAR }));
    kept(&server, "blind", Some(&Was { releases: (1, 1), ..CLEAR }));
    (0..140).for_each(|number| kept(&server, &format!("old-{number:03}"), Some(&Was { generation: "m0", ..CLEAR })));
    let answer = asked(&server);
    let looked: Vec<&str> = answer[0].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert_eq!((looked.len(), &looked[..3]), (30, &["touched", "never", "old-000"][..]));
    let told = answer[1].as_array().unwrap();
    assert_eq!(told.iter().filter(|one| one[1] == false).count(), 100, "as their last check of before saw them");
    let of_now: Vec<_> = told.iter().filter(|one| one[1] == true).collect();
    assert_eq!(of_now, [&json!(["blind", true]), &json!(["empty", true])]);
    // 12 of before with two releases each are unknown; 40 clear ones of now are known.
    assert_eq!((&answer[2], &answer[3]), (&json!([]), &json!([52, 80, 24])));
}

#[test]
fn few_are_looked_at_each() {
    let server = Server::new("hit-few");
    server.organisation("aster", Party::Manufacturer);
    (0..30).for_each(|number| kept(&server, &format!("clear-{number:02}"), Some(&CLEAR)));
    let answer = asked(&server);
    assert_eq!((answer[0].as_array().unwrap().len(), &answer[3]), (30, &json!([0, 0, 0])));
}
