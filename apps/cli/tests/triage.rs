//! Triage in the terminal, by what a person types.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder can be made");
    for entry in std::fs::read_dir(from).expect("the example is there").flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a file can be copied");
        }
    }
}

/// A copy of the example with nothing decided, beside a filled mirror; both are gone when the test ends.
struct Undecided(PathBuf);

impl Undecided {
    fn new(name: &str) -> Undecided {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&place);
        let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures");
        let undecided = Undecided(place);
        copy(&fixtures.join("aster-s2"), &undecided.pump());
        std::fs::write(undecided.decisions(), "").expect("a file can be written");
        let feeds = fixtures.join("feeds").display().to_string();
        let mut import = undecided.tutela(&["feeds", "import", &feeds, "--published", "2026-11-22"]);
        assert!(import.stdout(Stdio::null()).status().expect("the program starts").success());
        undecided
    }

    fn pump(&self) -> PathBuf {
        self.0.join("pump")
    }

    fn decisions(&self) -> PathBuf {
        self.pump().join("releases/4.1.0/decisions.yaml")
    }

    fn tutela(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tutela"));
        command.args(arguments).args(["--as-of", "2026-11-23", "--lang", "en"]).env("TUTELA_HOME", self.0.join("home"));
        command
    }

    /// Types the keys; gives what was shown and the exit status.
    fn typed(&self, keys: &str) -> (String, i32) {
        let pump = self.pump().display().to_string();
        self.typed_to(&["triage", "--person", "mori", &pump], keys)
    }

    /// Holds advisories that name the pump, without any identifier.
    fn advised(&self, products: &[(&str, &str)]) {
        let folder = self.0.join("advisories");
        std::fs::create_dir_all(&folder).expect("a folder can be made");
        for (nth, (product, versions)) in products.iter().enumerate() {
            let text = ADVISORY.replace("ID", &format!("EX-{nth}")).replace("PRODUCT", product);
            let text = text.replace("VERSIONS", versions).replace("CVE-0", &format!("CVE-2026-9900{nth}"));
            std::fs::write(folder.join(format!("ex-{nth}.json")), text).expect("a file can be written");
        }
        let folder = folder.display().to_string();
        let mut import = self.tutela(&["feeds", "import", &folder, "--published", "2026-11-22"]);
        assert!(import.stdout(Stdio::null()).status().expect("the program starts").success());
    }

    /// Types the answers about names.
    fn named(&self, more: &[&str], keys: &str) -> (String, i32) {
        let pump = self.pump().display().to_string();
        let words: Vec<&str> = ["triage", "names"].iter().chain(more).copied().chain([pump.as_str()]).collect();
        self.typed_to(&words, keys)
    }

    fn typed_to(&self, words: &[&str], keys: &str) -> (String, i32) {
        let mut command = self.tutela(words);
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().expect("the program starts");
        // A program that has quit no longer listens.
        let _ = child.stdin.take().expect("stdin is a pipe").write_all(keys.as_bytes());
        let ended = child.wait_with_output().expect("the program ends");
        (String::from_utf8_lossy(&ended.stdout).into_owned(), ended.status.code().unwrap_or(-1))
    }

    fn written(&self) -> String {
        std::fs::read_to_string(self.decisions()).expect("the file is there")
    }
}

const ADVISORY: &str = r#"{"document": {"category": "csaf_security_advisory", "csaf_version": "2.0", "title": "x",
 "publisher": {"category": "vendor", "name": "Aster", "namespace": "https://aster.example"},
 "tracking": {"id": "ID", "status": "final", "version": "1", "current_release_date": "2026-11-20T00:00:00Z",
  "initial_release_date": "2026-11-20T00:00:00Z"}},
 "product_tree": {"branches": [{"category": "vendor", "name": "Aster Medical", "branches": [{"category": "product_name",
  "name": "PRODUCT", "branches": [{"category": "product_version_range", "name": "VERSIONS",
  "product": {"name": "PRODUCT", "product_id": "P"}}]}]}]},
 "vulnerabilities": [{"cve": "CVE-0", "product_status": {"known_affected": ["P"]}}]}"#;

impl Drop for Undecided {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

#[test]
fn an_answer_with_a_reason_and_a_yes_is_appended_and_not_asked_again() {
    let device = Undecided::new("walk-answer");
    let (out, status) = device.typed("n\n1\nNot built in.\ny\ni\nLooking.\ny\nq\n");
    assert!(out.contains("[1/") && out.contains("release 4.1.0 only: "), "{out}");
    assert!(out.contains("2 decisions appended to releases/4.1.0/decisions.yaml, unapproved"), "{out}");
    // The example holds components that nobody watches.
    assert!(status == 3 && out.contains("NO ANSWER for what is unwatched"), "{out}");
    let written = device.written();
    assert_eq!(written.matches("---\n").count(), 2, "{written}");
    for words in ["status: not_affected", "justification: component_not_present", "Not built in.", "author: mori"] {
        assert!(written.contains(words), "{words}: {written}");
    }
    let first =
        out.lines().find(|line| line.starts_with("[1/")).expect("a question").split("] ").nth(1).unwrap().to_owned();
    let (again, _) = device.typed("q\n");
    assert!(!again.contains(&first), "{first} is asked again: {again}");
}

#[test]
fn nothing_is_written_without_a_reason_a_label_or_a_yes() {
    let device = Undecided::new("walk-nothing");
    for keys in ["a\n\nq\n", "n\n9\nq\n", "a\nBecause.\nn\nq\n", "x\n?\ns\nq\n", "a\nBecause.\n", ""] {
        let (out, status) = device.typed(keys);
        assert!(out.contains("0 decisions appended"), "{keys:?}: {out}");
        assert_eq!((device.written().as_str(), status), ("", 3), "{keys:?}");
    }
}

#[test]
fn without_a_mirror_nothing_is_called_done() {
    let device = Undecided::new("walk-blind");
    std::fs::remove_dir_all(device.0.join("home")).expect("the mirror is there");
    let (out, status) = device.typed("");
    assert!(status == 3 && out.contains("NO ANSWER for what is unwatched"), "{out}");
}

#[test]
fn an_answer_about_names_becomes_a_rule_and_the_pair_is_not_asked_again() {
    let device = Undecided::new("names-rule");
    device.advised(&[("Aster S2 infusion pump", "< 5"), ("Aster S2 infusion pump", "vers:all/*")]);
    let (before, status) = device.named(&["--list"], "");
    assert!(status == 1 && before.contains("=?  Aster Medical: Aster S2 infusion pump"), "{status} {before}");
    let (out, status) = device.named(&["--person", "mori"], &"v\nOurs is another pump.\ny\n".repeat(9));
    assert!(out.contains("[1/") && out.contains("v: every version"), "{out}");
    assert!(out.contains("claimed, not verified; 0 pairs wait"), "{out}");
    assert_eq!(status, 0, "{out}");
    let written = device.written();
    for words in ["name_answer: false", "their_vendor: \"Aster Medical\"", "Ours is another pump.", "author: mori"] {
        assert!(written.contains(words), "{words}: {written}");
    }
    assert!(!written.contains("version:"), "never is every version: {written}");
    assert!(device.named(&["--list"], "").0.contains("0 pairs of names wait"));
    let register = std::fs::read_to_string(device.pump().join("register.jsonl")).expect("the file is there");
    assert!(register.contains("tutela triage names") && register.contains("CVE-2026-99000"), "{register}");
}

#[test]
fn a_confirmed_pair_stays_a_finding_that_waits() {
    let device = Undecided::new("names-yes");
    device.advised(&[("Aster S2 infusion pump", "< 5")]);
    device.named(&["--person", "mori"], &"y\nIt is ours.\ny\n".repeat(9));
    assert!(device.written().contains("name_answer: true"), "{}", device.written());
    let pump = device.pump().display().to_string();
    let (out, status) = device.typed_to(&["check", "--format", "json", &pump], "");
    assert!(status == 3 && out.contains("vulnerability/confirmed-by-name"), "{out}");
}

#[test]
fn no_rule_is_written_without_a_person_a_reason_or_a_yes() {
    let device = Undecided::new("names-nothing");
    device.advised(&[("Aster S2 infusion pump", "< 5")]);
    assert_eq!(device.named(&[], "v\nBecause.\ny\n").1, 2);
    assert_eq!(device.named(&["--person", "nobody"], "v\nBecause.\ny\n").1, 2);
    for keys in ["v\n\nq\n", "v\nBecause.\nn\nq\n", "v\nBecause.\n", "x\nq\n", "s\n", ""] {
        let (out, status) = device.named(&["--person", "mori"], keys);
        assert!(out.contains("0 answers appended") && status == 1, "{keys:?} {status}: {out}");
        assert_eq!(device.written(), "", "{keys:?}");
    }
}

#[test]
fn without_advisories_no_pairs_means_nothing() {
    let device = Undecided::new("names-blind");
    let (out, status) = device.named(&["--list"], "");
    assert!(status == 3 && out.contains("NO ANSWER: no device advisories"), "{status} {out}");
    let (out, status) = device.named(&["--list", "--format", "json"], "");
    assert!(status == 3 && out.contains("\"asked\": false") && out.contains("tutela.names/v1"), "{status} {out}");
}

impl Undecided {
    /// Makes a key and puts its public half under the person's name in people.yaml, good as `days` says.
    fn key_of(&self, person: &str, days: &str) -> String {
        let key = self.0.join(format!("{person}.key")).display().to_string();
        if !Path::new(&key).exists() {
            let (out, status) = self.typed_to(&["feeds", "keygen", &key], "");
            assert_eq!(status, 0, "{out}");
        }
        let public = std::fs::read_to_string(format!("{key}.pub")).expect("the key was made");
        let public = public.split("\"public\": \"").nth(1).and_then(|rest| rest.split('"').next()).expect("a key");
        let people = self.pump().join("people.yaml");
        let text = std::fs::read_to_string(&people).expect("the file is there");
        let rest: Vec<&str> = text.lines().filter(|line| !line.contains("id: the-key")).collect();
        let line = format!("  - id: {person}");
        let entry = format!(
            "{line}\n    keys: [{{ id: the-key, algorithm: ed25519, public: \"{public}\", {days} }}] # id: the-key"
        );
        let text = rest.join("\n").replace(&line, &entry) + "\n";
        std::fs::write(people, text).expect("a file can be written");
        key
    }

    fn sign(&self, person: &str, key: &str, more: &[&str]) -> (String, i32) {
        let pump = self.pump().display().to_string();
        let words = ["triage", "sign", &pump, "--decision", "1", "--person", person, "--key", key];
        self.typed_to(&[&words, more].concat(), "")
    }

    /// How the answer speaks of the decided vulnerability: priority and decision.
    fn decided(&self, id: &str) -> (String, String) {
        let (answer, _) = self.checked();
        let about = |finding: &&serde_json::Value| finding["vulnerability"]["id"] == id;
        let finding = answer["findings"].as_array().expect("findings").iter().find(about).expect("it is listed");
        let word = |name: &str| finding[name].as_str().unwrap_or_default().to_owned();
        (word("priority"), word("decision"))
    }

    fn checked(&self) -> (serde_json::Value, String) {
        let pump = self.pump().display().to_string();
        let (out, _) = self.typed_to(&["check", "--format", "json", &pump], "");
        (serde_json::from_str(&out).expect("an answer"), out)
    }

    fn says(&self, code: &str) -> bool {
        self.checked().1.contains(&format!("\"{code}\""))
    }
}

const GOOD: &str = "from: 2026-01-01";

/// A "not affected" by mori about the first finding, and the id it is about.
fn not_affected(name: &str) -> (Undecided, String) {
    let device = Undecided::new(name);
    device.typed("n\n2\nNot built in.\ny\nq\n");
    let written = device.written();
    let id = written
        .split("vulnerabilities:")
        .nth(1)
        .and_then(|rest| rest.split(['[', ',', ']', '\n']).find(|word| word.contains("CVE-")));
    let id = id.expect("an id").trim_matches([' ', '-', '"']).to_owned();
    (device, id)
}

#[test]
fn a_not_affected_that_a_second_person_signed_leaves_the_verdict_and_stays_listed() {
    let (device, id) = not_affected("sign-closes");
    let key = device.key_of("sato", GOOD);
    let (before, words) = device.decided(&id);
    assert!(before != "note" && words.contains("claimed, not verified"), "{before} {words}");
    let unsigned = device.written();
    let (out, status) = device.sign("sato", &key, &[]);
    assert!(status == 0 && out.contains("Nothing is signed") && out.contains("Not built in."), "{out}");
    assert_eq!(device.written(), unsigned, "a dry run writes nothing");
    let (out, status) = device.sign("sato", &key, &["--write"]);
    assert!(status == 0 && out.contains("the approval is appended"), "{out}");
    assert!(device.written().starts_with(&unsigned), "{}", device.written());
    let (after, words) = device.decided(&id);
    assert_eq!(after, "note");
    assert!(words.contains("approved by Akiko Sato, 2026-11-23") && words.contains("Not built in."), "{words}");
    let register = std::fs::read_to_string(device.pump().join("register.jsonl")).expect("the file is there");
    assert!(register.contains("\"approved\"") && register.contains("tutela triage sign"), "{register}");
    let (out, status) = device.sign("sato", &key, &["--write"]);
    assert_eq!(status, 2, "signed twice: {out}");
}

#[test]
fn a_decision_about_a_range_counts_within_it_and_nowhere_else() {
    let (device, id) = not_affected("range");
    let written = device.written();
    let range = written.lines().find(|line| line.contains("range:")).expect("a version is stated").to_owned();
    let version = range.split("range:").nth(1).expect("a version").trim_matches([' ', '"', '}', ',']).to_owned();
    let with = |stated: &str| {
        std::fs::write(device.decisions(), written.replace(&range, &range.replace(&version, stated))).expect("written");
    };
    for holds in [format!("vers:generic/<={version}"), format!("vers:generic/{version}"), "vers:all/*".to_owned()] {
        with(&holds);
        assert!(device.decided(&id).1.contains("claimed, not verified"), "{holds}");
    }
    with(&format!("vers:generic/<{version}"));
    assert!(device.decided(&id).1.is_empty() && device.says("check/decision-about-gone-component"));
    for doubtful in [format!("vers:npm/<={version}"), format!("<= {version}"), "vers:".to_owned()] {
        with(&doubtful);
        assert!(device.decided(&id).1.is_empty(), "{doubtful}");
        assert!(device.says("check/decision-range-not-understood"), "{doubtful}");
    }
}

#[test]
fn a_decision_that_was_changed_after_it_was_signed_is_open_again() {
    let (device, id) = not_affected("sign-changed");
    let key = device.key_of("sato", GOOD);
    device.sign("sato", &key, &["--write"]);
    assert_eq!(device.decided(&id).0, "note");
    let changed = device.written().replace("Not built in.", "Not built in!");
    std::fs::write(device.decisions(), changed).expect("a file can be written");
    assert_ne!(device.decided(&id).0, "note");
    assert!(device.says("device/approval-of-nothing"));
}

#[test]
fn a_signature_counts_only_with_a_known_key_in_its_time_and_over_every_word() {
    let (device, id) = not_affected("sign-broken");
    let key = device.key_of("sato", GOOD);
    device.sign("sato", &key, &["--write"]);
    let signed = device.written();
    let still = |code: &str, what: &str| {
        assert_ne!(device.decided(&id).0, "note", "{what}");
        assert!(device.says(code), "{what}: {code}");
    };
    device.key_of("sato", "from: 2026-11-24");
    still("device/approval-key-out-of-time", "before its time");
    device.key_of("sato", "until: 2026-11-22");
    still("device/approval-key-out-of-time", "after its time");
    device.key_of("sato", "revoked: 2026-11-24");
    still("device/approval-key-revoked", "revoked");
    device.key_of("weber", GOOD);
    still("device/approval-key-unknown", "somebody else's key");
    device.key_of("sato", GOOD);
    assert_eq!(device.decided(&id).0, "note");
    // What the approval says is signed too.
    let moved = signed.replace("I have reviewed this decision", "I have not reviewed this decision");
    std::fs::write(device.decisions(), moved).expect("a file can be written");
    still("device/approval-signature-wrong", "changed words");
}

#[test]
fn an_approval_is_not_carried_to_another_device() {
    let (device, id) = not_affected("sign-moved");
    let key = device.key_of("sato", GOOD);
    device.sign("sato", &key, &["--write"]);
    let file = device.pump().join("device.yaml");
    let text = std::fs::read_to_string(&file).expect("the file is there");
    let other = text.replacen("id: aster-s2", "id: aster-s3", 1);
    assert_ne!(text, other);
    std::fs::write(file, other).expect("a file can be written");
    assert_ne!(device.decided(&id).0, "note");
    assert!(device.says("device/approval-signature-wrong"));
}

#[test]
fn only_a_second_person_with_authority_and_a_key_of_theirs_can_sign() {
    let (device, _) = not_affected("sign-refused");
    let key = device.key_of("sato", GOOD);
    let unsigned = device.written();
    // mori wrote it, weber has no authority, nobody is nobody, and a key that is in nobody's name signs for nobody.
    for person in ["mori", "weber", "nobody"] {
        assert_eq!(device.sign(person, &key, &["--write"]).1, 2, "{person}");
    }
    let stray = device.0.join("stray").display().to_string();
    device.typed_to(&["feeds", "keygen", &stray], "");
    assert_eq!(device.sign("sato", &stray, &["--write"]).1, 2);
    device.key_of("sato", "revoked: 2026-11-01");
    assert_eq!(device.sign("sato", &key, &["--write"]).1, 2);
    assert_eq!(device.written(), unsigned);
}
