//! People at one server, as programs meet it over HTTP: who decides, who approves, and what a check counts.

use serde_json::{Value, json};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// A server with the example pump, on loopback.
struct Server {
    child: Child,
    address: String,
    code: String,
    place: PathBuf,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_dir_all(&self.place);
    }
}

/// What came back.
struct Reply {
    status: u16,
    cookie: String,
    json: Value,
}

impl Server {
    fn new(name: &str) -> Server {
        Server::with(name, "")
    }

    /// With settings in a file.
    fn with(name: &str, settings: &str) -> Server {
        let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&place);
        std::fs::create_dir_all(&place).expect("a folder can be made");
        let program = |line: &[&str]| {
            let mut command = Command::new(env!("CARGO_BIN_EXE_tutela"));
            command.args(line).args(["--lang", "en"]).env("TUTELA_HOME", place.join("home")).stdin(Stdio::null());
            command
        };
        let feeds = fixtures().join("feeds").display().to_string();
        let imported = program(&["feeds", "import", &feeds]).stdout(Stdio::null()).status();
        assert!(imported.expect("the program starts").success());
        let config = place.join("server.toml");
        std::fs::write(&config, settings).expect("a file can be written");
        let config = config.display().to_string();
        let mut child = program(&["serve", "--listen", "127.0.0.1:0", "--config", &config])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let mut lines = BufReader::new(child.stdout.take().expect("its output is piped")).lines();
        let mut told = |what: &str| loop {
            let line = lines.next().expect("the server says where it answers").expect("its output is text");
            if line.starts_with(what) {
                return line.split_whitespace().last().expect("the line ends with a word").to_owned();
            }
        };
        let address = told("Tutela answers on").trim_start_matches("http://").to_owned();
        let code = told("set-up code");
        Server { child, address, code, place }
    }

    /// One request, one connection.
    fn send(&self, method: &str, path: &str, cookie: &str, kind: &str, body: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(&self.address).expect("the server listens");
        let head = format!(
            "{method} /api/v1{path} HTTP/1.1\r\nHost: {}\r\nCookie: {cookie}\r\nContent-Type: {kind}\r\n\
             Content-Length: {}\r\nConnection: close\r\n\r\n",
            self.address,
            body.len()
        );
        stream.write_all(&[head.as_bytes(), body].concat()).expect("the request can be sent");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("the answer can be read");
        reply(&bytes)
    }

    fn ask(&self, method: &str, path: &str, cookie: &str, body: &Value) -> Reply {
        let bytes = if body.is_null() { Vec::new() } else { body.to_string().into_bytes() };
        self.send(method, path, cookie, "application/json", &bytes)
    }

    /// The first account; it may do what both an administrator and a product security engineer may.
    fn set_up(&self) -> String {
        let asked = json!({ "code": self.code, "organisation": "Aster", "party": "manufacturer", "name": "Kenichi Hayashi",
            "login": "hayashi", "password": "four words make one", "roles": ["product-security"] });
        let made = self.ask("POST", "/setup", "", &asked);
        assert_eq!(made.status, 200, "{}", made.json);
        made.cookie
    }

    /// The same at a hospital.
    fn set_up_hospital(&self) -> String {
        let asked = json!({ "code": self.code, "organisation": "St Alba", "party": "facility", "name": "Makoto Ito",
            "login": "ito", "password": "four words make one", "roles": ["biomedical"] });
        let made = self.ask("POST", "/setup", "", &asked);
        assert_eq!(made.status, 200, "{}", made.json);
        made.cookie
    }

    /// Uploads the example hospital, which has received the pump, with these persons beside its own.
    fn upload_site(&self, cookie: &str, persons: &str) {
        let [pump, site, key, packed] = ["maker", "site", "key", "1.tutela"].map(|name| self.place.join(name));
        copy(&fixtures().join("aster-s2"), &pump);
        copy(&fixtures().join("st-alba"), &site);
        let [pump, folder, key, packed] = [&pump, &site, &key, &packed].map(|path| path.display().to_string());
        let public = format!("{key}.pub");
        for line in [
            &["package", "keygen", &key][..],
            &["package", "build", &pump, "--key", &key, "--out", &packed],
            &["package", "receive", &packed, &folder, "--trust", &public, "--accept", "all", "--by", "ito", "--write"],
        ] {
            let mut command = Command::new(env!("CARGO_BIN_EXE_tutela"));
            let ended = command.args(line).env("TUTELA_HOME", self.place.join("home")).output();
            let ended = ended.expect("the program starts");
            assert!(ended.status.success(), "{line:?}: {}", String::from_utf8_lossy(&ended.stderr));
        }
        let own = std::fs::read_to_string(site.join("people.yaml")).expect("the example has people");
        let (head, rest) = own.split_once("persons:\n").expect("the example has persons");
        std::fs::write(site.join("people.yaml"), format!("{head}persons:\n{persons}{rest}"))
            .expect("it can be written");
        let tar = Command::new("tar").args(["-cf", "-", "-C"]).arg(&site).arg(".").output().expect("tar is there");
        let put = self.send("POST", "/sites?name=st-alba", cookie, "application/x-tar", &tar.stdout);
        assert_eq!(put.status, 201, "{}", put.json);
    }

    /// Notes the work of somebody about decisions as seen; there is some, and nobody sets it done while the decision waits.
    fn note_work(&self, cookie: &str) {
        let work = self.ask("GET", "/work", cookie, &Value::Null).json;
        let items = work["items"].as_array().expect("work is a list").clone();
        let about: Vec<&Value> = items.iter().filter(|item| item["href"] == "/approvals").collect();
        assert!(!about.is_empty(), "{work}");
        for item in about {
            let path = ["", "work", item["id"].as_str().expect("an item has an id")].join("/");
            let done = self.ask("POST", &path, cookie, &json!({ "state": "done" }));
            assert_eq!(done.status, 409, "{}", done.json);
            let seen = self.ask("POST", &path, cookie, &json!({ "state": "acknowledged" }));
            assert!(seen.status < 300, "{}", seen.json);
        }
    }

    /// Another account, and its session.
    fn person(&self, admin: &str, login: &str, roles: &[&str]) -> (String, String) {
        let roles: Vec<Value> = roles.iter().map(|role| json!({ "role": role })).collect();
        let asked = json!({ "login": login, "name": format!("Person {login}"), "roles": roles });
        let made = self.ask("POST", "/users", admin, &asked);
        assert_eq!(made.status, 201, "{}", made.json);
        let password = made.json["password"].as_str().expect("it is told once").to_owned();
        let opened = self.ask("POST", "/session", "", &json!({ "login": login, "password": password }));
        (opened.cookie, password)
    }

    /// Makes somebody's signing key; the entry for people.yaml.
    fn key(&self, (cookie, password): &(String, String)) -> String {
        let made = self.ask("POST", "/signing-key", cookie, &json!({ "password": password }));
        assert_eq!(made.status, 200, "{}", made.json);
        made.json["entry"].as_str().expect("the entry is a text").to_owned()
    }

    /// Uploads the example pump with nothing decided and this people.yaml.
    fn upload(&self, cookie: &str, people: &str) {
        let pump = self.place.join("pump");
        copy(&fixtures().join("aster-s2"), &pump);
        for release in ["4.0.2", "4.1.0"] {
            std::fs::write(pump.join("releases").join(release).join("decisions.yaml"), "")
                .expect("a file can be written");
        }
        std::fs::write(pump.join("people.yaml"), people).expect("a file can be written");
        let tar = Command::new("tar").args(["-cf", "-", "-C"]).arg(&pump).arg(".").output().expect("tar is there");
        let put = self.send("POST", "/devices?name=pump", cookie, "application/x-tar", &tar.stdout);
        assert_eq!(put.status, 201, "{}", put.json);
    }

    /// A finding of the pump that waits: its id, vulnerability and component.
    fn waiting_finding(&self, cookie: &str) -> Value {
        let check = self.ask("GET", "/devices/pump/check", cookie, &Value::Null).json;
        let findings = check["findings"].as_array().expect("a check has findings").clone();
        let found = findings
            .into_iter()
            .find(|finding| finding["priority"] == "undecided" && finding["code"] == "vulnerability/affected");
        found.expect("the example has an open finding")
    }

    fn finding(&self, cookie: &str, id: &Value) -> Value {
        let check = self.ask("GET", "/devices/pump/check", cookie, &Value::Null).json;
        let findings = check["findings"].as_array().expect("a check has findings").clone();
        findings.into_iter().find(|finding| finding["id"] == *id).expect("no finding is hidden")
    }

    fn decide(&self, cookie: &str, finding: &Value) -> Reply {
        let asked = json!({ "finding": finding, "status": "not_affected",
            "justification": "vulnerable_code_not_present", "reason": "It is not built.", "until": "2099-12-31" });
        self.ask("POST", "/devices/pump/decisions", cookie, &asked)
    }

    fn sign(&self, (cookie, password): &(String, String), decision: &Value, meaning: &str) -> Reply {
        let asked = json!({ "decision": decision, "meaning": meaning, "comment": "seen", "password": password });
        self.ask("POST", "/devices/pump/signatures", cookie, &asked)
    }
}

fn reply(bytes: &[u8]) -> Reply {
    let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("an answer has a head");
    let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).expect("an answer has a status");
    let cookie = head.lines().find_map(|line| line.strip_prefix("set-cookie: "));
    let cookie = cookie.and_then(|line| line.split(';').next()).unwrap_or_default().to_owned();
    let mut body = bytes[end + 4..].to_vec();
    if head.to_lowercase().contains("transfer-encoding: chunked") {
        body = joined(&body);
    }
    Reply { status, cookie, json: serde_json::from_slice(&body).unwrap_or(Value::Null) }
}

/// The pieces of a body that was sent piece by piece.
fn joined(mut bytes: &[u8]) -> Vec<u8> {
    let mut whole = Vec::new();
    while let Some(end) = bytes.windows(2).position(|two| two == b"\r\n") {
        let size = usize::from_str_radix(&String::from_utf8_lossy(&bytes[..end]), 16).unwrap_or(0);
        whole.extend_from_slice(&bytes[end + 2..end + 2 + size]);
        bytes = bytes.get(end + 4 + size..).unwrap_or_default();
    }
    whole
}

fn fixtures() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../fixtures")
}

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

/// A people.yaml with the persons of these ids and keys; each may approve.
fn people(persons: &[(&str, &str)]) -> String {
    let person = |(id, key): &(&str, &str)| {
        format!("  - {{ id: {id}, name: {id}, authority: [approve-triage], keys: [{key}] }}\n")
    };
    format!("persons:\n{}", persons.iter().map(person).collect::<String>())
}

#[test]
fn a_second_person_signs_a_decision_and_the_check_counts_it() {
    let server = Server::new("people-sign");
    let hayashi = server.set_up();
    let sato = server.person(&hayashi, "sato", &["approver"]);
    let key = server.key(&sato);
    server.upload(&hayashi, &people(&[("hayashi", ""), ("sato", &key)]));
    let finding = server.waiting_finding(&hayashi);
    let decided = server.decide(&hayashi, &finding["id"]);
    assert_eq!((decided.status, &decided.json["waits"]), (201, &json!(true)), "{}", decided.json);
    let decision = &decided.json["decision"];
    // Decided by one person alone it silences nothing.
    assert_eq!(server.finding(&hayashi, &finding["id"])["priority"], "undecided");
    let waiting = server.ask("GET", "/decisions", &sato.0, &Value::Null).json;
    assert_eq!((&waiting["items"][0]["decision"], &waiting["items"][0]["state"]), (decision, &json!("waits")));
    let work = server.ask("GET", "/work", &sato.0, &Value::Null).json.to_string();
    assert!(work.contains("/approvals"), "{work}");
    assert_eq!(server.sign(&(sato.0.clone(), "not it".to_owned()), decision, "approved").status, 401);
    let signed = server.sign(&sato, decision, "approved");
    assert_eq!(signed.status, 201, "{}", signed.json);
    let shown = ["name", "role", "meaning", "authority"].map(|field| signed.json[field].as_str().unwrap_or_default());
    assert_eq!(shown, ["Person sato", "approver", "approved", "approve-triage (sato)"]);
    assert_eq!(signed.json["counts"], true);
    let after = server.finding(&hayashi, &finding["id"]);
    assert_eq!(after["priority"], "note", "{after}");
    let of_device = server.ask("GET", "/devices/pump/decisions", &hayashi, &Value::Null).json;
    assert_eq!(of_device["items"][0]["state"], "approved");
    assert_eq!(of_device["items"][0]["signatures"][0]["sha256"], signed.json["sha256"]);
    assert_eq!(server.ask("GET", "/decisions", &sato.0, &Value::Null).json["items"], json!([]));
    // What is approved waits for nothing: it is neither rejected nor approved twice.
    for meaning in ["rejected", "approved"] {
        let again = server.sign(&sato, decision, meaning);
        assert_eq!((again.status, &again.json["code"]), (409, &json!("server/conflict")), "{}", again.json);
    }
    let of_device = server.ask("GET", "/devices/pump/decisions", &hayashi, &Value::Null).json;
    assert_eq!(of_device["items"][0]["signatures"].as_array().map(Vec::len), Some(1));
    let log = server.ask("GET", "/log", &hayashi, &Value::Null).json.to_string();
    assert!(log.contains("decision-approved") && log.contains(signed.json["sha256"].as_str().unwrap_or("?")), "{log}");
    assert!(
        log.contains("Person sato"),
        "the page names who signed; its leaf holds a hash, and the name lies beside it"
    );
}

#[test]
fn a_hospital_decides_about_what_touches_its_units_and_its_clinical_safety_manager_signs() {
    let server = Server::new("people-site");
    let ito = server.set_up_hospital();
    let sato = server.person(&ito, "sato", &["clinical-safety"]);
    let key = server.key(&sato);
    server.upload_site(
        &ito,
        &format!("  - {{ id: sato, name: Rin Sato, authority: [approve-triage], keys: [{key}] }}\n"),
    );
    let check = |cookie: &str| server.ask("GET", "/sites/st-alba/check", cookie, &Value::Null).json;
    let open = |check: &Value| -> Vec<Value> {
        let all = check["vulnerabilities"].as_array().expect("a check lists vulnerabilities").clone();
        all.into_iter().filter(|one| one["priority"] == "undecided" || one["priority"] == "blocking").collect()
    };
    let before = check(&ito);
    let touched = open(&before).into_iter().next().expect("the example is touched");
    let release = &touched["releases"][0];
    let asked = json!({ "received": release["received"], "release": release["release"], "component": release["component"],
        "vulnerability": touched["id"], "status": "not_affected", "justification": "inline_mitigations_already_exist",
        "reason": "The pump stands in a network of its own.", "until": "2099-12-31" });
    for (field, value) in [("vulnerability", "CVE-0000-1"), ("release", "9.9"), ("component", "x"), ("reason", "")] {
        let mut other = asked.clone();
        other[field] = json!(value);
        assert_eq!(server.ask("POST", "/sites/st-alba/decisions", &ito, &other).status, 422, "{field}");
    }
    assert_eq!(server.ask("POST", "/sites/st-alba/decisions", &sato.0, &asked).status, 403);
    let decided = server.ask("POST", "/sites/st-alba/decisions", &ito, &asked);
    assert_eq!((decided.status, &decided.json["waits"]), (201, &json!(true)), "{}", decided.json);
    let decision = &decided.json["decision"];
    assert_eq!(open(&check(&ito)).len(), open(&before).len(), "one person alone silences nothing");
    let work = server.ask("GET", "/work", &sato.0, &Value::Null).json.to_string();
    assert!(work.contains("/approvals"), "{work}");
    // What waits is told by the site itself, whatever became of the work about it.
    server.note_work(&sato.0);
    let waiting = server.ask("GET", "/decisions", &sato.0, &Value::Null).json;
    assert_eq!(waiting["items"].as_array().map(Vec::len), Some(1), "{waiting}");
    let one = &waiting["items"][0];
    assert_eq!((&one["decision"], &one["site"], &one["state"]), (decision, &json!("st-alba"), &json!("waits")));
    let sign = |meaning: &str| {
        let asked = json!({ "decision": decision, "meaning": meaning, "comment": "seen", "password": sato.1 });
        server.ask("POST", "/sites/st-alba/signatures", &sato.0, &asked)
    };
    let signed = sign("approved");
    assert_eq!((signed.status, &signed.json["counts"]), (201, &json!(true)), "{}", signed.json);
    assert_eq!(sign("approved").status, 409);
    let of_site = server.ask("GET", "/sites/st-alba/decisions", &ito, &Value::Null).json;
    assert_eq!(of_site["items"][0]["state"], "approved", "{of_site}");
    assert_eq!(server.ask("GET", "/decisions", &sato.0, &Value::Null).json["items"], json!([]));
    let words = check(&ito)["site_decisions"].to_string();
    assert!(words.contains("The pump stands in a network of its own."), "{words}");
}

#[test]
fn what_waits_stays_listed_until_it_is_signed_whatever_became_of_the_work_about_it() {
    let server = Server::new("people-waits");
    let hayashi = server.set_up();
    let sato = server.person(&hayashi, "sato", &["approver"]);
    let key = server.key(&sato);
    server.upload(&hayashi, &people(&[("hayashi", ""), ("sato", &key)]));
    let finding = server.waiting_finding(&hayashi);
    let decision = server.decide(&hayashi, &finding["id"]).json["decision"].clone();
    server.note_work(&sato.0);
    let waiting = || server.ask("GET", "/decisions", &sato.0, &Value::Null).json;
    assert_eq!(waiting()["items"][0]["decision"], decision);
    // A dossier whose device cannot be told hides nothing of the others.
    std::fs::write(server.place.join("pump/device.yaml"), "- [no device\n").expect("a file can be written");
    let tar = Command::new("tar").args(["-cf", "-", "-C"]).arg(server.place.join("pump")).arg(".").output();
    let put =
        server.send("POST", "/devices?name=broken", &hayashi, "application/x-tar", &tar.expect("tar is there").stdout);
    assert_eq!(put.status, 201, "{}", put.json);
    let both = waiting();
    assert_eq!(both["items"][0]["decision"], decision, "{both}");
    assert_eq!(server.sign(&sato, &decision, "approved").status, 201);
    assert_eq!(waiting()["items"], json!([]));
}

#[test]
fn who_decided_never_approves_whatever_else_they_may() {
    let server = Server::new("people-own");
    let admin = server.set_up();
    let both = server.person(&admin, "mori", &["product-security", "approver"]);
    let key = server.key(&both);
    // The dossier names a second person with the same key: for it, somebody else wrote the decision.
    server.upload(&admin, &people(&[("hayashi", ""), ("mori", &key)]));
    let finding = server.waiting_finding(&admin);
    let decision = server.decide(&both.0, &finding["id"]).json["decision"].clone();
    let own = server.sign(&both, &decision, "approved");
    assert_eq!((own.status, &own.json["code"]), (422, &json!("server/refused")), "{}", own.json);
    assert_eq!(server.finding(&admin, &finding["id"])["priority"], "undecided");
    // An administrator who decides has no permission to sign at all.
    assert_eq!(server.sign(&(admin, "four words make one".to_owned()), &decision, "approved").status, 403);
}

#[test]
fn a_key_that_the_dossier_does_not_name_approves_nothing() {
    let server = Server::new("people-key");
    let hayashi = server.set_up();
    let sato = server.person(&hayashi, "sato", &["approver"]);
    server.upload(&hayashi, &people(&[("hayashi", ""), ("sato", "")]));
    let finding = server.waiting_finding(&hayashi);
    let decision = server.decide(&hayashi, &finding["id"]).json["decision"].clone();
    assert_eq!(server.sign(&sato, &decision, "approved").status, 422);
    server.key(&sato);
    let refused = server.sign(&sato, &decision, "approved");
    assert_eq!(refused.status, 422);
    assert!(refused.json["next"].as_str().is_some_and(|next| next.contains("ed25519")), "{}", refused.json);
    // To have looked and to refuse needs no key, and closes nothing.
    assert_eq!(server.sign(&sato, &decision, "reviewed").json["counts"], false);
    assert_eq!(server.sign(&sato, &decision, "rejected").status, 201);
    let of_device = server.ask("GET", "/devices/pump/decisions", &hayashi, &Value::Null).json;
    assert_eq!(of_device["items"][0]["state"], "rejected");
    assert_eq!(server.finding(&hayashi, &finding["id"])["priority"], "undecided");
}

#[test]
fn a_decision_needs_a_reason_a_label_a_day_to_come_and_an_author_that_the_dossier_names() {
    let server = Server::new("people-decide");
    let hayashi = server.set_up();
    let weber = server.person(&hayashi, "weber", &["psirt"]);
    server.upload(&hayashi, &people(&[("hayashi", "")]));
    let finding = server.waiting_finding(&hayashi);
    let whole = json!({ "finding": finding["id"], "status": "not_affected", "justification": "vulnerable_code_not_present",
        "reason": "It is not built.", "until": "2099-12-31" });
    let without = |field: &str, value: &str| {
        let mut asked = whole.clone();
        asked[field] = json!(value);
        server.ask("POST", "/devices/pump/decisions", &hayashi, &asked).status
    };
    let refused =
        [("finding", "x"), ("status", "fine"), ("justification", ""), ("reason", " "), ("until", "2001-01-01")];
    for (field, value) in refused {
        assert_eq!(without(field, value), 422, "{field}");
    }
    assert_eq!(server.ask("POST", "/devices/pump/decisions", &weber.0, &whole).status, 422);
    assert_eq!(server.ask("GET", "/devices/pump/decisions", &hayashi, &Value::Null).json["items"], json!([]));
    assert_eq!(server.ask("POST", "/devices/other/decisions", &hayashi, &whole).status, 404);
}

/// The settings that docs/people.md shows for a section.
fn shown(section: &str) -> String {
    let text = std::fs::read_to_string(fixtures().join("../docs/people.md")).expect("the document is there");
    let mut blocks = text.split("```toml\n").skip(1).map(|rest| rest.split("```").next().unwrap_or_default());
    blocks.find(|block| block.starts_with(section)).expect("the document shows the section").to_owned()
}

#[test]
fn the_settings_that_the_document_shows_lead_to_the_provider() {
    let place = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("people-secret-{}", std::process::id()));
    std::fs::write(&place, "a secret\n").expect("a file can be written");
    let settings: String = shown("[oidc]")
        .replace("/etc/tutela/oidc-secret", &place.display().to_string())
        .replace("https://id.example.org/realms/hospital", "http://127.0.0.1:9")
        .lines()
        .filter(|line| !line.starts_with("ca ="))
        .flat_map(|line| [line, "\n"])
        .collect();
    let server = Server::with("people-oidc", &settings);
    std::fs::remove_file(place).expect("the file is there");
    assert_eq!(server.ask("GET", "/session", "", &Value::Null).json["elsewhere"], "Hospital sign-in");
    // Nobody answers there: it is said, and nothing opens.
    let sent = server.ask("GET", "/oidc/begin", "", &Value::Null);
    assert_eq!((sent.status, &sent.json["code"]), (502, &json!("server/sign-in-elsewhere")));
}

#[test]
fn settings_that_would_let_in_the_wrong_people_are_refused_at_the_start() {
    let cases = [
        (shown("[oidc]").replace("hospital-it", "root"), "no role"),
        (shown("[oidc]").replace("until = ", "# "), "scope and an end"),
        (shown("[oidc]").replace("https://", "http://"), "not protected"),
        (shown("[oidc]").replace("client-id", "client"), "no settings"),
        (shown("[ldap]").replace("bind-name", "# "), "how people bind"),
        (shown("[ldap]"), "/etc/tutela/ldap-secret"),
    ];
    for (nth, (settings, why)) in cases.into_iter().enumerate() {
        let settings: String =
            settings.lines().filter(|line| !line.contains("oidc-secret")).flat_map(|line| [line, "\n"]).collect();
        let place =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("people-settings-{}-{nth}", std::process::id()));
        std::fs::create_dir_all(&place).expect("a folder can be made");
        let config = place.join("server.toml");
        std::fs::write(&config, &settings).expect("a file can be written");
        let mut serve = Command::new(env!("CARGO_BIN_EXE_tutela"));
        serve.args(["--lang", "en", "serve", "--listen", "127.0.0.1:0", "--config"]).arg(&config);
        let ended = serve.env("TUTELA_HOME", place.join("home")).output().expect("the program starts");
        let said = String::from_utf8_lossy(&ended.stderr).into_owned();
        assert!(ended.status.code() == Some(2) && said.contains(why), "{why}: {said}");
        std::fs::remove_dir_all(place).expect("the folder is there");
    }
}
