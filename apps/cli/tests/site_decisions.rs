//! A site decides about a vulnerability in its pumps and leans on the proof at its firewall; the decision closes its finding when
//! a second person has signed it, and stands open again when the proof no longer counts.

#[expect(dead_code, reason = "the starter mirror is imported whole here")]
mod program;

use program::{Ended, Program};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// Why a helper cannot fail.
const OURS: &str = "the files are the test's own and have their usual form";
const DAY: &str = "2026-11-23";

const RULES: &str = "ASA Version 9.16(4)\nobject-group network pumps\n network-object 10.20.4.0 255.255.255.0\n \
    network-object 10.20.6.0 255.255.255.0\n network-object 10.20.8.0 255.255.255.0\n network-object 10.20.9.0 255.255.255.0\n\
    access-list pumps extended permit tcp object-group pumps host 10.10.0.20 eq 8443\n\
    access-list pumps extended permit udp object-group pumps host 10.10.0.5 eq 123\naccess-group pumps global\n: end\n";

struct House {
    program: Program,
}

impl House {
    /// A site with a received dossier, its profile, and rules equal to it.
    fn new(name: &str) -> House {
        let house = House { program: Program::new(&format!("site-decisions-{name}")) };
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        copy(&root.join("fixtures/st-alba"), &house.path("site"));
        copy(&root.join("fixtures/aster-s2"), &house.path("site/received/aster-s2"));
        let profile = fs::read_to_string(root.join("fixtures/network/aster-s2.yaml")).expect(OURS);
        house.write(
            "site/received/aster-s2/network.yaml",
            &profile.replace("device: aster-s2", "device: aster-s2-pump"),
        );
        house.write("core.cfg", RULES);
        assert_eq!(house.run(&["feeds", "import", "fixtures/feeds", "--published", "2026-11-22"]).status, 0);
        assert_eq!(house.run(&["feeds", "keygen", &house.at("key")]).status, 0);
        let public: Value = serde_json::from_str(&house.read("key.pub")).expect(OURS);
        let key = format!("{{ id: hana-1, algorithm: ed25519, public: {}, from: 2026-01-01 }}", public["public"]);
        let people = house.read("site/people.yaml");
        house.write(
            "site/people.yaml",
            &format!("{people}  - {{ id: hana, name: Hana, authority: [approve-triage], keys: [{key}] }}\n"),
        );
        house.take_rules("2026-11-20");
        house
    }

    fn path(&self, name: &str) -> PathBuf {
        self.program.home().join(name)
    }

    fn at(&self, name: &str) -> String {
        self.path(name).display().to_string()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).expect(OURS)
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).expect(OURS);
    }

    fn run(&self, arguments: &[&str]) -> Ended {
        let mut command = self.program.other(env!("CARGO_BIN_EXE_tutela"));
        Program::end(command.args(arguments).args(["--as-of", DAY])).expect("the program starts")
    }

    fn take_rules(&self, day: &str) {
        let (rules, site) = (self.at("core.cfg"), self.at("site"));
        let to = ["site", "add-rules", &rules, &site, "--firewall", "fw-core", "--captured-at", day];
        assert_eq!(self.run(&[&to[..], &["--captured-by", "abe", "--running", "--write"]].concat()).status, 0);
    }

    /// Writes the decision, bound to the rules as they are kept.
    fn decide(&self) {
        let record = self.read("site/firewalls/fw-core/rules.yaml");
        let sha256 = record.split("sha256:").nth(1).and_then(|rest| rest.split_whitespace().next()).expect(OURS);
        let text = format!(
            "device: aster-s2-pump\nrelease: 4.0.2\nowner: abe\ndecision:\n  id: d1\n  vulnerabilities: [CVE-2017-14491]\n  \
             component: {{ name: dnsmasq }}\n  status: not_affected\n  reason: Port 53 is not reachable.\n  author: ito\n  \
             decided_at: 2026-11-21\nisolation:\n  firewall: fw-core\n  profile_version: 2026-10\n  \
             rules: [{{ file: core.cfg, sha256: {sha256} }}]\n"
        );
        self.write("site/decisions.yaml", &text);
    }

    fn sign(&self) -> Ended {
        let (site, key) = (self.at("site"), self.at("key"));
        self.run(&["triage", "sign", &site, "--decision", "d1", "--person", "hana", "--key", &key, "--write"])
    }

    fn check(&self) -> Value {
        let ended = self.run(&["check", &self.at("site"), "--format", "json"]);
        serde_json::from_str(&ended.out).unwrap_or_else(|_| panic!("{}{}", ended.out, ended.err))
    }

    /// Whether it closes, whether it is reopened, its words, and whether the finding waits.
    fn decided(&self) -> (bool, bool, String, bool) {
        let answer = self.check();
        let one = &answer["site_decisions"][0];
        let waits = answer["vulnerabilities"].as_array().expect(OURS).iter().any(|one| one["id"] == "CVE-2017-14491");
        let words = one["words"].as_str().expect(OURS).to_owned();
        (one["closes"] == true, one["reopened"] == true, words, waits)
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect(OURS);
    for entry in fs::read_dir(from).expect(OURS) {
        let entry = entry.expect(OURS);
        match entry.file_type().expect(OURS).is_dir() {
            true => copy(&entry.path(), &to.join(entry.file_name())),
            false => drop(fs::copy(entry.path(), to.join(entry.file_name())).expect(OURS)),
        }
    }
}

#[test]
fn a_decision_closes_its_finding_once_a_second_person_has_signed_it() {
    let house = House::new("signed");
    house.decide();
    let (closes, _, words, waits) = house.decided();
    assert!(!closes && waits && words.contains("claimed, not verified"), "{words}");
    let ended = house.sign();
    assert!(ended.status == 0 && ended.out.contains("core.cfg"), "{}{}", ended.out, ended.err);
    let (closes, reopened, words, waits) = house.decided();
    assert!(closes && !reopened && !waits, "{words}");
    assert!(
        words.contains("of 2026-11-20") && words.contains("not filtered:"),
        "the coverage stands beside it: {words}"
    );
}

#[test]
fn other_rules_an_old_day_another_profile_and_a_hole_each_open_it_again() {
    let house = House::new("reopened");
    house.decide();
    assert_eq!(house.sign().status, 0);
    let reopened = |cause: &str| {
        let (closes, reopened, words, waits) = house.decided();
        assert!(!closes && reopened && waits && words.contains(cause), "{cause}: {words}");
        let told = house.check()["findings"].to_string();
        assert!(told.contains("site/isolation-lost"), "{told}");
    };
    house.take_rules("2026-10-01");
    reopened("days old; the limit is 30");
    house.write("core.cfg", &RULES.replace("eq 123", "eq 124"));
    house.take_rules("2026-11-20");
    reopened("not those it is bound to");
    house.write("core.cfg", RULES);
    house.take_rules("2026-11-20");
    let profile = house.read("site/received/aster-s2/network.yaml");
    house.write("site/received/aster-s2/network.yaml", &profile.replace("version: 2026-10", "version: 2026-11"));
    reopened("version 2026-11");
    house.write("site/received/aster-s2/network.yaml", &profile.replace("ports: [8443]", "ports: [9443]"));
    reopened("undeclared");
    house.write("site/received/aster-s2/network.yaml", &profile);
    assert!(house.decided().0, "as it was, it closes again");
    let record = house.read("site/firewalls/fw-core/rules.yaml");
    house.write("site/firewalls/fw-core/rules.yaml", &record.replace("2026-11-20", "unknown"));
    reopened("of which day");
}

#[test]
fn a_changed_decision_loses_its_signature_and_a_misspelt_field_is_told_with_its_line() {
    let house = House::new("changed");
    house.decide();
    assert_eq!(house.sign().status, 0);
    let text = house.read("site/decisions.yaml");
    house.write("site/decisions.yaml", &text.replace("fw-core\n  profile", "fw-edge\n  profile"));
    assert!(!house.decided().0, "the firewall is part of what was signed");
    house.write("site/decisions.yaml", &text.replace("isolation:", "isolatoin:"));
    let ended = house.run(&["check", &house.at("site")]);
    assert!(ended.err.contains("decisions.yaml:12:1") && ended.err.contains("isolation"), "{}", ended.err);
}
