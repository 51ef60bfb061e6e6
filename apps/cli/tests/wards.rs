//! A role for one ward, with the real rooms: nothing of the rest of the site is in any answer.

#![expect(clippy::unwrap_used, reason = "a test ends where a step of it does not work")]

#[expect(dead_code, reason = "other tests read the rest")]
mod program;
#[expect(dead_code, reason = "other tests use the rest")]
mod serving;

use program::Program;
use serde_json::{Value, json};
use serving::{Serving, copy};
use std::collections::BTreeSet;
use std::path::Path;

const WARD: &str = "ICU";

/// The example site, which has received the pump, at a server; who made it, and somebody with this role for the ward.
struct Hospital {
    serving: Serving,
    whole: String,
    ward: String,
    own: BTreeSet<String>,
    others: BTreeSet<String>,
    _program: Program,
}

fn hospital(name: &str, role: &str) -> Hospital {
    let program = Program::with_pypi(name);
    let at = |name: &str| program.home().join(name).display().to_string();
    for (fixture, name) in [("aster-s2", "pump"), ("st-alba", "site")] {
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures").join(fixture), &program.home().join(name));
    }
    let [pump, site, key, packed, public] = ["pump", "site", "key", "1.tutela", "key.pub"].map(at);
    for line in [
        &["package", "keygen", &key][..],
        &["package", "build", &pump, "--key", &key, "--out", &packed],
        &["package", "receive", &packed, &site, "--trust", &public, "--accept", "all", "--by", "ito", "--write"],
    ] {
        let ended = program.run(line);
        assert_eq!(ended.status, 0, "{line:?}: {}", ended.err);
    }
    let register = std::fs::read_to_string(program.home().join("site/units.csv")).unwrap();
    let rows: Vec<Vec<&str>> = register.lines().skip(1).map(|line| line.split(',').collect()).collect();
    let of = |wanted: bool| {
        let kept = rows.iter().filter(|row| (row[11] == WARD) == wanted);
        kept.flat_map(|row| [row[0].to_owned(), row[1].to_owned()]).filter(|text| !text.is_empty()).collect()
    };
    let mut serving = Serving::start(&program, &[]);
    let token = serving.token("facility", &["change-sites", "read-sites"]);
    let file = program.file("token", format!("{token}\n"));
    #[cfg(unix)]
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    let pushed = program.run(&["push", &site, "--server", &format!("http://{}", serving.at), "--token-file", &file]);
    assert_eq!(pushed.status, 0, "{}", pushed.err);
    let whole = serving.sign_in();
    let roles = json!([{ "role": role, "scope": format!("ward:st-alba/ {} ", WARD.to_lowercase()) }]);
    let asked = json!({ "login": "kai", "name": "Kai", "roles": roles });
    let made = serving.ask("POST", "/api/v1/users", &whole, &asked.to_string()).json();
    let asked = json!({ "login": "kai", "password": made["password"] });
    let ward = serving.ask("POST", "/api/v1/session", "", &asked.to_string()).cookie();
    Hospital { serving, whole, ward, own: of(true), others: of(false), _program: program }
}

impl Hospital {
    fn get(&self, path: &str, who: &str) -> (u16, String, Value) {
        let reply = self.serving.ask("GET", &format!("/api/v1{path}"), who, "");
        let json = reply.json();
        (reply.status, reply.body.replace("\r\n", ""), json)
    }
}

#[test]
fn the_answer_about_a_ward_is_of_its_units_alone_and_says_so() {
    let hospital = hospital("ward-answer", "biomedical");
    let (_, _, whole) = hospital.get("/sites/st-alba/check", &hospital.whole);
    let (_, _, ward) = hospital.get("/sites/st-alba/check", &hospital.ward);
    let units = ward["unit_list"].as_array().unwrap();
    assert!(!units.is_empty() && units.iter().all(|unit| hospital.own.contains(unit["id"].as_str().unwrap())));
    let count = |answer: &Value| answer["units"]["installed"].as_u64().unwrap();
    assert!(count(&ward) > 0 && count(&ward) < count(&whole), "{} of {}", count(&ward), count(&whole));
    assert_eq!(ward["wards"]["names"], json!(["icu"]));
    assert!(whole.get("wards").is_none());
    let not: Vec<&str> =
        ward["scope"]["not_looked_at"].as_array().unwrap().iter().map(|area| area["id"].as_str().unwrap()).collect();
    assert!(not.contains(&"rest-of-site"), "{not:?}");
    let looked = ward["scope"]["looked_at"].to_string();
    assert!(!looked.contains("network") && !looked.contains("responsib"), "{looked}");
    assert_eq!((&ward["packages"], &ward["network_devices"]), (&json!([]), &Value::Null));
    assert!(!whole["packages"].as_array().unwrap().is_empty() && whole["network_devices"].is_object());
    for row in ward["releases"].as_array().unwrap() {
        let same = |other: &&Value| other["received"] == row["received"] && other["release"] == row["release"];
        let all = whole["releases"].as_array().unwrap().iter().find(same).unwrap();
        assert!(row["units"].as_u64() < all["units"].as_u64(), "{row} {all}");
        assert_eq!(row["countable"], all["countable"], "what a unit runs is known as well");
    }
    let page = hospital.get("/sites/st-alba/units?limit=200", &hospital.ward).2;
    assert_eq!(page["total"].as_u64(), Some(units.len() as u64));
}

#[test]
fn no_answer_to_somebody_of_a_ward_holds_another_unit_or_a_firewall() {
    let hospital = hospital("ward-walk", "hospital-it");
    let (_, _, described) = hospital.get("/openapi.json", &hospital.ward);
    let paths = described["paths"].as_object().unwrap();
    let networks = ["fw-core", "fw-edge", "ct-line", "10.10.0.20"];
    let foreign: Vec<&str> = hospital.others.iter().map(String::as_str).chain(networks).collect();
    let (mut read, sure) = (0, hospital.others.iter().next().unwrap());
    for (path, methods) in paths.iter().filter(|(_, methods)| methods["get"].is_object()) {
        let plain = path.trim_start_matches("/api/v1");
        if ["/events", "/openapi.json"].contains(&plain) {
            continue;
        }
        for id in ["st-alba", "CVE-2023-0286"] {
            let asked = plain.replace("{id}", id).replace("{received}", "aster-s2-pump").replace("{code}", "a%2Fb");
            // A route refuses what it does not know.
            let known = methods["get"]["parameters"].as_array().cloned().unwrap_or_default();
            let words =
                [("q", sure.as_str()), ("received", "aster-s2-pump"), ("firewall", "fw-core"), ("release", "4.1.0")];
            let words = words.into_iter().chain([("from", "4.1.0"), ("to", "4.0.2"), ("limit", "200")]);
            let words = words.filter(|(name, _)| known.iter().any(|one| one["name"] == *name && one["in"] == "query"));
            let query: Vec<String> = words.map(|(name, word)| format!("{name}={word}")).collect();
            let (status, body, _) = hospital.get(&format!("{asked}?{}", query.join("&")), &hospital.ward);
            // What was typed is given back.
            let body = body.replace(&format!("\"q\":\"{sure}\""), "");
            read += usize::from(status == 200);
            for word in &foreign {
                assert!(!body.contains(word), "{asked} tells of {word}: {}", &body[..body.len().min(600)]);
            }
        }
    }
    assert!(read > 10, "{read} answers were read");
    let found = hospital.get(&format!("/search?q={sure}"), &hospital.whole).2;
    assert!(!found["hits"].as_array().unwrap().is_empty(), "who sees the whole site finds it");
}

#[test]
fn a_unit_of_the_ward_is_answered_and_recorded_with_nothing_of_another_in_it() {
    let hospital = hospital("ward-unit", "biomedical");
    let path = |unit: &str| format!("/sites/st-alba/units/{unit}");
    let (_, _, page) = hospital.get("/sites/st-alba/units?limit=200", &hospital.whole);
    let row = |own: bool| {
        let rows = page["items"].as_array().unwrap().iter();
        let mut fitting = rows.filter(|row| (row["ward"] == WARD) == own && row["state"] == "joined");
        fitting.next().unwrap()["id"].as_str().unwrap().to_owned()
    };
    let (own, other) = (row(true), row(false));
    assert_eq!(hospital.get(&path(&other), &hospital.ward).0, 404);
    let (status, text, answer) = hospital.get(&path(&own), &hospital.ward);
    assert_eq!((status, &answer["schema"], &answer["unit"]["id"]), (200, &json!("tutela.unit/v1"), &json!(own)));
    let mut elsewhere = hospital.others.iter().chain(&hospital.own).filter(|id| id.starts_with("SA-") && **id != own);
    assert!(elsewhere.all(|id| !text.contains(id.as_str())), "{text}");
    // The verdict of a unit is the one that the site has for the release that it runs, with its coverage and sources.
    let (_, _, whole) = hospital.get("/sites/st-alba/check", &hospital.whole);
    let of_site = whole["releases"].as_array().unwrap().iter().find(|one| one["release"] == answer["release"]).unwrap();
    let of_unit = &answer["check"]["releases"][0];
    for field in ["verdict", "open_findings", "known_exploited", "countable", "watched", "end_of_support"] {
        assert_eq!(of_unit[field], of_site[field], "{field}");
    }
    assert!(!answer["check"]["sources"].as_array().unwrap().is_empty() && answer["check"]["mirror"].is_string());
    assert_eq!((&answer["newest"], &answer["device"]["profile"]["confirmed"]), (&json!("4.1.0"), &json!(true)));
    let record = |unit: &str, who: &str, word: &Value| {
        hospital.serving.ask("POST", &format!("/api/v1{}", path(unit)), who, &word.to_string())
    };
    let runs = |held: &Value, version: &str| json!({ "held": held, "done": "runs", "version": version, "evidence": "read-from-device" });
    assert_eq!(record(&other, &hospital.ward, &runs(&answer["held"], "4.0.2")).status, 404);
    let older = record(&own, &hospital.ward, &runs(&answer["held"], "4.0.2"));
    let older = (older.status, older.json());
    assert_eq!(
        (older.0, &older.1["release"], &older.1["behind"]),
        (200, &json!("4.0.2"), &json!("yes")),
        "{}",
        older.1
    );
    assert_eq!(record(&own, &hospital.ward, &runs(&answer["held"], "4.1.0")).status, 409, "another state was shown");
    let held = &older.1["held"];
    let cannot = json!({ "held": held, "done": "cannot", "release": "4.1.0", "reason": "No window before Friday." });
    let kept = record(&own, &hospital.ward, &cannot).json();
    assert_eq!(
        (&kept["cannot"][0]["reason"], &kept["cannot"][0]["of_all"]),
        (&json!("No window before Friday."), &json!(false))
    );
    assert_eq!(kept["check"]["vulnerabilities"], older.1["check"]["vulnerabilities"], "a reason takes nothing away");
    let (_, _, told) = hospital.get("/sites/st-alba/packages/aster-s2-pump/status", &hospital.whole);
    let cannot = &told["status"]["cannot"];
    assert_eq!((&cannot[0][0], &cannot[0][1]), (&json!("4.1.0"), &json!(1)), "{cannot}");
    for (word, why) in [
        (json!({ "held": kept["held"], "done": "cannot", "release": "9", "reason": "x" }), "no such release"),
        (json!({ "held": kept["held"], "done": "cannot", "release": "4.1.0", "reason": " " }), "no reason"),
        (runs(&kept["held"], ""), "no version"),
        (
            json!({ "held": kept["held"], "done": "runs", "version": "4.1.0", "evidence": "observed" }),
            "how the version",
        ),
    ] {
        let refused = record(&own, &hospital.whole, &word);
        assert!(refused.status == 422 && refused.body.contains(why), "{why}: {}", refused.body);
    }
    let blind = record(&own, &hospital.whole, &runs(&kept["held"], "5.0")).json();
    assert_eq!(
        (&blind["state"], &blind["check"]["verdict"], &blind["behind"]),
        (&json!("release-unknown"), &json!("no-answer"), &json!("unknown"))
    );
    let patched = record(&own, &hospital.whole, &runs(&blind["held"], "4.1.0")).json();
    assert_eq!(
        (&patched["behind"], &patched["cannot"]),
        (&json!("no"), &json!([])),
        "what is done stands in no way any more"
    );
}
