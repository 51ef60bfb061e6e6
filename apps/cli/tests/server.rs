//! The server as an operator meets it: pushed to from a build, backed up, restored, looked over, and shown as an example.

mod program;
mod serving;

use program::{Ended, Program};
use serde_json::Value;
use serving::{Serving, copy};
use std::path::Path;

fn json(ended: &Ended) -> Value {
    serde_json::from_str(&ended.out).unwrap_or_else(|_| panic!("{}{}", ended.out, ended.err))
}

/// A file for a token that nobody else reads.
#[expect(clippy::unwrap_used, reason = "a test ends where a step of it does not work")]
fn token_file(program: &Program, token: &str) -> String {
    let file = program.file("token", format!("{token}\n"));
    #[cfg(unix)]
    std::fs::set_permissions(&file, std::os::unix::fs::PermissionsExt::from_mode(0o600)).unwrap();
    file
}

#[test]
fn a_build_pushes_its_dossier_and_nothing_is_kept_twice() {
    let program = Program::with_pypi("push");
    let mut serving = Serving::start(&program, &[]);
    let token = serving.token("manufacturer", &["add-devices", "read-devices"]);
    let file = token_file(&program, &token);
    let server = format!("http://{}", serving.at);
    let folder = program.home().join("../pump");
    copy(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/aster-s2")), &folder);
    let folder = folder.display().to_string();
    let push = |more: &[&str]| {
        let mut arguments = vec!["push", &folder, "--server", &server, "--token-file", &file];
        arguments.extend(more);
        program.run(&arguments)
    };
    let first = json(&push(&["--format", "json", "--expected", "0"]));
    assert_eq!(
        [&first["schema"], &first["id"], &first["new"], &first["sequence"]],
        [&Value::from("tutela.push/v1"), &"aster-s2-pump".into(), &true.into(), &1.into()]
    );
    assert!(first["answer"]["counts"]["countable"].as_i64() > Some(0), "{first}");
    let again = push(&[]);
    assert!(again.status == 0 && again.out.starts_with("KEPT BEFORE"), "{}{}", again.out, again.err);
    assert!(again.out.contains(" components watched") && again.out.contains("mirror "), "{}", again.out);
    let conflict = push(&["--expected", "7"]);
    assert!(conflict.status == 2 && conflict.err.contains("(409)"), "{}", conflict.err);
    std::fs::write(Path::new(&folder).join("notes.txt"), "x").unwrap();
    let second = push(&["--expected", "1", "--lang", "ja"]);
    assert!(second.status == 0 && second.out.contains("版 2"), "{}{}", second.out, second.err);
    for ended in [&again, &conflict, &second] {
        assert!(!ended.out.contains(&token) && !ended.err.contains(&token));
    }
}

/// Bytes that nobody can pack, other ones for each number.
fn noise(number: u32) -> Vec<u8> {
    let mut state = number.wrapping_add(1);
    let next = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..300_000).map(next).collect()
}

#[cfg(target_os = "linux")]
#[test]
fn a_server_on_a_full_disk_says_so_and_keeps_everything_that_it_said_was_kept() {
    let program = Program::new("full");
    // A limit on the size of a file stands for a full disk: the write fails in the same way.
    let mut command = program.other("sh");
    let script = "trap '' XFSZ; ulimit -f 8192; exec \"$0\" serve --listen 127.0.0.1:0";
    command.args(["-c", script, env!("CARGO_BIN_EXE_tutela")]);
    let mut serving = Serving::by(command);
    let token = serving.token("manufacturer", &["add-devices", "read-devices"]);
    let file = token_file(&program, &token);
    let folder = program.home().join("../pump");
    copy(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/aster-s2")), &folder);
    let push = |at: &str, number: u32| {
        std::fs::write(folder.join(format!("noise-{number}.bin")), noise(number)).unwrap();
        let folder = folder.display().to_string();
        program.run(&["push", &folder, "--server", &format!("http://{at}"), "--token-file", &file, "--format", "json"])
    };
    let mut kept = 0;
    let refused = loop {
        let ended = push(&serving.at, kept);
        if ended.status != 0 {
            break ended;
        }
        kept += 1;
        assert_eq!(json(&ended)["sequence"], kept);
        assert!(kept < 100, "the disk was never full");
    };
    assert!(kept > 0, "{}", refused.err);
    assert!(refused.err.contains("(507)") && refused.err.contains("disk"), "{}", refused.err);
    assert_eq!(serving.ask("GET", "/readyz", "", "").status, 200, "what needs no room is still answered");
    drop(serving);
    let serving = Serving::start(&program, &[]);
    let ended = push(&serving.at, kept);
    assert_eq!((ended.status, &json(&ended)["sequence"]), (0, &Value::from(kept + 1)), "{}{}", ended.out, ended.err);
    drop(serving);
    let looked = program.run(&["doctor", "--verify"]);
    assert!(!looked.out.contains("WRONG"), "{}", looked.out);
}

#[test]
fn a_folder_over_the_limit_is_told_so_after_it_was_sent_and_nothing_is_kept() {
    let program = Program::new("push-large");
    let config = program.file("server.toml", "upload-limit = 1\n");
    let mut serving = Serving::start(&program, &["--config", &config]);
    let token = serving.token("manufacturer", &["add-devices", "read-devices"]);
    let file = token_file(&program, &token);
    let folder = program.home().join("../pump");
    copy(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/aster-s2")), &folder);
    for number in 0..20 {
        std::fs::write(folder.join(format!("noise-{number}.bin")), noise(number)).unwrap();
    }
    let folder = folder.display().to_string();
    let ended = program.run(&["push", &folder, "--server", &format!("http://{}", serving.at), "--token-file", &file]);
    assert!(ended.status == 2 && ended.err.contains("(413)"), "{} {}", ended.status, ended.err);
    let devices = serving.ask("GET", "/api/v1/devices", &serving.sign_in(), "").json();
    assert_eq!(devices["items"], Value::Array(Vec::new()));
}

#[cfg(target_os = "linux")]
#[test]
fn a_store_that_may_only_be_read_is_told_at_the_start_and_is_not_ready() {
    use std::os::unix::fs::FileExt;
    let program = Program::new("read-only");
    let path = program.home().join("server.db");
    std::fs::create_dir_all(program.home()).unwrap();
    drop(store::Store::open(&store::Settings::new(path.display().to_string(), terms::Instant(0))).unwrap());
    // A file of a version that may only be read (SQLite file format, 1.3.3: write version above 2): also root may not write it.
    std::fs::OpenOptions::new().write(true).open(&path).unwrap().write_all_at(&[3], 18).unwrap();
    let serving = Serving::start(&program, &[]);
    let ready = serving.ask("GET", "/readyz", "", "");
    assert_eq!((ready.status, ready.body.trim()), (503, "the store may not be written"));
    assert!(serving.ask("GET", "/metrics", "", "").body.contains("tutela_store_writable 0"));
    std::thread::sleep(std::time::Duration::from_millis(2_500));
    let said = serving.end();
    assert!(said.contains("may not be written; nothing was kept") && said.contains("next: "), "{said}");
    let complaints = said.lines().filter(|line| line.starts_with("tutela serve: ")).count();
    assert!(complaints < 12, "each thread says it once a minute: {said}");
}

#[test]
fn who_may_not_push_is_told_so_and_nothing_is_kept() {
    let program = Program::new("push-refused");
    let mut serving = Serving::start(&program, &[]);
    let reads = serving.token("manufacturer", &["read-devices"]);
    let server = format!("http://{}", serving.at);
    let push = |token: &str| {
        let file = token_file(&program, token);
        program.run(&["push", "fixtures/aster-s2", "--server", &server, "--token-file", &file])
    };
    let unknown = push("tutela_0000");
    assert!(unknown.status == 2 && unknown.err.contains("(401)") && unknown.err.contains("next:"), "{}", unknown.err);
    let reader = push(&reads);
    assert!(reader.status == 2 && reader.err.contains("add-devices") && reader.err.contains("(403)"), "{}", reader.err);
    drop(serving);
    let nobody = push(&reads);
    assert!(nobody.status == 3 && nobody.err.contains("nobody answers there"), "{}", nobody.err);
    let file = token_file(&program, &reads);
    let clear = program.run(&["push", "fixtures/aster-s2", "--server", "http://tutela.example", "--token-file", &file]);
    assert!(clear.status == 2 && clear.err.contains("in the clear"), "{}", clear.err);
    let no_folder = program.run(&["push", "fixtures/feeds", "--server", &server, "--token-file", &file]);
    assert!(no_folder.status == 2 && no_folder.err.contains("device.yaml"), "{}", no_folder.err);
}

#[test]
fn over_tls_only_an_authority_that_was_named_is_trusted() {
    let program = Program::new("push-tls");
    let made = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let certificate = program.file("cert.pem", made.cert.pem());
    let key = program.file("key.pem", made.signing_key.serialize_pem());
    let serving = Serving::start(&program, &["--tls-certificates", &certificate, "--tls-key", &key]);
    let server = format!("https://{}", serving.at);
    let file = token_file(&program, "tutela_0000");
    let push = ["push", "fixtures/aster-s2", "--server", &server, "--token-file", &file];
    let stranger = program.run(&push);
    assert!(stranger.status == 2 && stranger.err.contains("not trusted"), "{}", stranger.err);
    let named = program.run(&[&push[..], &["--ca", &certificate]].concat());
    assert!(named.err.contains("(401)"), "it is trusted, and the token is not known: {}", named.err);
}

#[test]
fn a_backup_brings_back_what_was_kept_and_nothing_else() {
    let program = Program::new("backup");
    let missing = program.run(&["backup", &program.file("x/none", "")]);
    assert!(missing.status == 2 && missing.err.contains("holds no store"), "{}", missing.err);
    let mut serving = Serving::start(&program, &[]);
    let token = serving.token("facility", &["change-sites", "read-sites"]);
    let file = token_file(&program, &token);
    let server = format!("http://{}", serving.at);
    let pushed = program.run(&["push", "fixtures/st-alba", "--server", &server, "--token-file", &file]);
    assert_eq!(pushed.status, 0, "{}", pushed.err);
    // The server goes on working meanwhile.
    let backup = program.home().join("../one.tutela-backup").display().to_string();
    let made = program.run(&["backup", &backup]);
    assert_eq!(made.status, 0, "{}", made.err);
    for name in ["log-key.json", "vault-key.txt"] {
        assert!(made.out.contains(name), "{}", made.out);
    }
    assert!(made.out.contains("organisations 1 · dossiers and sites 1"), "{}", made.out);
    let twice = program.run(&["backup", &backup]);
    assert!(twice.status == 2 && twice.err.contains("was not touched"), "{}", twice.err);
    drop(serving);

    let over = program.run(&["restore", &backup, "--write"]);
    assert!(over.status == 2 && over.out.contains("is not empty"), "{}{}", over.out, over.err);
    let other = program.home().join("../other/server.db").display().to_string();
    let dry = program.run(&["restore", &backup, "--store", &other, "--format", "json"]);
    assert_eq!((dry.status, json(&dry)["written"].clone()), (0, Value::from(false)), "{}", dry.err);
    assert!(!Path::new(&other).exists(), "a dry run makes nothing");
    let done = json(&program.run(&["restore", &backup, "--store", &other, "--write", "--format", "json"]));
    assert!(done["written"] == true && done["documents_verified"].as_u64() > Some(3), "{done}");
    let serving = Serving::start(&program, &["--store", &other]);
    let server = format!("http://{}", serving.at);
    let again = program.run(&["push", "fixtures/st-alba", "--server", &server, "--token-file", &file]);
    assert!(again.out.starts_with("KEPT BEFORE"), "token and site came back: {}{}", again.out, again.err);

    let mut bytes = std::fs::read(&backup).unwrap();
    bytes[100] ^= 1;
    let damaged = program.file("damaged", bytes);
    let refused = program.run(&["restore", &damaged, "--store", "nowhere.db", "--write"]);
    assert!(refused.status == 2 && refused.err.contains("its hash differs"), "{}", refused.err);
}

#[test]
fn an_encrypted_backup_comes_back_with_its_identity_alone() {
    let program = Program::new("backup-sealed");
    drop(Serving::start(&program, &[]));
    let [own, other] = ["own", "other"].map(|name| program.home().join(name).display().to_string());
    for file in [&own, &other] {
        let made = program.run(&["package", "keygen", "--encryption", file]);
        assert!(made.status == 0 && made.out.contains("age1"), "{}{}", made.out, made.err);
    }
    let backup = program.home().join("../sealed.tutela-backup").display().to_string();
    let nobody = program.run(&["backup", &backup, "--recipient", "age1nobody"]);
    assert!(nobody.status == 2 && nobody.err.contains("no recipient"), "{}", nobody.err);
    assert!(!Path::new(&backup).exists());
    let made = json(&program.run(&["backup", &backup, "--recipient", &format!("{own}.pub"), "--format", "json"]));
    assert!(made["encrypted"] == true && made["rows"].as_u64() > Some(0), "{made}");
    let bytes = std::fs::read(&backup).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1\n"));
    let store = program.home().join("../back/server.db").display().to_string();
    let restore = |file: &str, more: &[&str]| {
        let start = ["restore", file, "--store", &store, "--format", "json", "--write"];
        program.run(&[&start[..], more].concat())
    };
    for (more, why) in [
        (&[][..], "is encrypted"),
        (&["--identity", &other][..], "for somebody else"),
        (&["--identity", &format!("{own}.pub")][..], "no identity"),
    ] {
        let refused = restore(&backup, more);
        assert!(refused.status == 2 && refused.err.contains(why), "{}", refused.err);
    }
    let mut altered = bytes.clone();
    let last = altered.len() - 5;
    altered[last] ^= 1;
    for (name, bytes) in [("altered", altered), ("cut", bytes[..bytes.len() - 40].to_vec())] {
        let refused = restore(&program.file(name, bytes), &["--identity", &own]);
        assert!(refused.status == 2 && refused.err.contains("nothing was restored"), "{name}: {}", refused.err);
    }
    assert!(!Path::new(&store).exists(), "nothing was made");
    let done = json(&restore(&backup, &["--identity", &own]));
    assert_eq!((&done["written"], &done["sha256"]), (&Value::from(true), &made["sha256"]));
}

/// A maker's package of the pump and the key that signed it, in the program's home.
#[expect(clippy::unwrap_used, reason = "a test ends where a step of it does not work")]
fn package(program: &Program, more: &[&str]) -> (Vec<u8>, String) {
    let at = |name: &str| program.home().join(name).display().to_string();
    let (dossier, key) = (program.home().join("dossier"), at("maker"));
    if !dossier.exists() {
        copy(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/aster-s2")), &dossier);
        assert_eq!(program.run(&["package", "keygen", &key]).status, 0);
    }
    let out = at(&format!("{}.tutela", std::fs::read_dir(program.home()).unwrap().count()));
    let start = ["package", "build", &dossier.display().to_string(), "--key", &key, "--out", &out];
    let built = program.run(&[&start[..], more].concat());
    assert_eq!(built.status, 0, "{}", built.err);
    let public = std::fs::read_to_string(format!("{key}.pub")).unwrap();
    (std::fs::read(&out).unwrap(), public)
}

#[test]
fn a_package_is_received_at_the_server_as_the_command_receives_it() {
    let program = Program::with_pypi("received");
    let identity = program.home().join("server.key").display().to_string();
    assert_eq!(program.run(&["package", "keygen", "--encryption", &identity]).status, 0);
    let config = program.file("server.toml", format!("[packages]\nidentity-file = {identity:?}\n"));
    let (first, key) = package(&program, &[]);
    let (second, _) = package(&program, &["--recipient", &format!("{identity}.pub")]);
    let (stranger, _) =
        package(&program, &["--recipient", "age1zvkyg2lqzraa2lnjvqej32nkuu0ues2s82hzrye869xeexvn73equnujwj"]);
    let mut serving = Serving::start(&program, &["--config", &config]);
    let token = serving.token("facility", &["change-sites", "read-sites"]);
    let file = token_file(&program, &token);
    let server = format!("http://{}", serving.at);
    let pushed = program.run(&["push", "fixtures/st-alba", "--server", &server, "--token-file", &file]);
    assert_eq!(pushed.status, 0, "{}", pushed.err);
    let cookie = serving.sign_in();
    let asked = r#"{"label":"maker","permissions":["deliver-packages"],"days":7}"#;
    let deliverer = serving.ask("POST", "/api/v1/tokens", &cookie, asked).json();
    let by_token = format!("Authorization: Bearer {}", deliverer["token"].as_str().unwrap());
    let signed_in = format!("Cookie: {cookie}");
    let path = "/api/v1/sites/st-alba/packages";
    let unknown = serving.send(&format!("{path}?dry_run=false"), &by_token, &first);
    let said = unknown.json();
    assert!(
        unknown.status == 422 && said["title"].as_str().unwrap().contains("no key that this site trusts"),
        "{said}"
    );
    assert!(!said["next"].as_str().unwrap().contains("--trust"), "{said}");
    let tried = serving.send_form(path, &signed_in, &first, &[("trust", &key)]).json();
    assert_eq!((&tried["written"], &tried["package"]["sequence"]), (&false.into(), &1.into()), "{tried}");
    let said = [("accept", "all"), ("trust", &*key)];
    let taken = serving.send_form(&format!("{path}?dry_run=false"), &signed_in, &first, &said).json();
    assert!(taken["written"] == true && taken["new_key"].is_string(), "{taken}");
    let sealed = serving.send(&format!("{path}?dry_run=false"), &by_token, &second).json();
    assert_eq!((&sealed["written"], &sealed["before"]), (&true.into(), &1.into()), "{sealed}");
    let older = serving.send(&format!("{path}?dry_run=false"), &by_token, &first);
    assert!(older.status == 422 && older.body.contains("is older than package 2"), "{}", older.body);
    let for_others = serving.send(&format!("{path}?dry_run=false"), &by_token, &stranger);
    assert!(for_others.status == 422 && for_others.body.contains("for somebody else"), "{}", for_others.body);
    let history =
        serving.ask("GET", "/api/v1/sites/st-alba/history", signed_in.trim_start_matches("Cookie: "), "").json();
    assert_eq!(history["items"].as_array().map(Vec::len), Some(3), "one revision for each package: {history}");
    let status =
        serving.ask("GET", &format!("{path}/aster-s2-pump/status"), signed_in.trim_start_matches("Cookie: "), "");
    let told = status.json();
    assert_eq!(
        (&told["schema"], &told["signer"]),
        (&"tutela.package-status/v1".into(), &Value::Null),
        "{}",
        status.body
    );
}

#[test]
fn settings_are_told_with_their_origin_and_what_is_wrong() {
    let program = Program::new("check-config");
    let file = program.file("server.toml", "upload-limit = 64\ntrusted-proxies = [\"10.0.0.0/8\"]\nlog = \"json\"\n");
    let fine = program.run(&["serve", "--check-config", "--config", &file, "--format", "json"]);
    assert_eq!(fine.status, 0, "{}{}", fine.out, fine.err);
    let told = json(&fine);
    let of = |name: &str| {
        let found = told["settings"].as_array().unwrap().iter().find(|setting| setting["name"] == name);
        found.map(|setting| format!("{} {}", setting["value"].as_str().unwrap(), setting["from"].as_str().unwrap()))
    };
    assert_eq!(of("upload-limit").unwrap(), "64 MiB file");
    assert_eq!(of("trusted-proxies").unwrap(), "10.0.0.0/8 file");
    assert_eq!(of("listen").unwrap(), "127.0.0.1:8443 default");
    assert!(!program.home().join("server.db").exists(), "nothing was made");
    let wrong = program.file(
        "wrong.toml",
        "listen = \"192.0.2.1:8443\"\ntls-certificates = \"none.pem\"\ntls-key = \"none.pem\"\ntrusted-proxies = [\"proxy\"]\norigin = \"tutela\"\nstore = \"postgres://me:hidden@127.0.0.1:1/x\"\n",
    );
    let told = program.run(&["serve", "--check-config", "--config", &wrong]);
    assert_eq!((told.status, told.out.matches("WRONG").count()), (2, 5), "{}", told.out);
    assert!(!told.out.contains("hidden") && !told.err.contains("hidden"));
    for (settings, why) in [
        ("store-replica = \"postgres://me:hidden@127.0.0.1:1/x\"\n", "an SQLite file has no replica"),
        ("store = \"postgres://127.0.0.1:1/x\"\nstore-replica = \"postgres://me:hidden@a,b/x\"\n", "one server"),
        ("replica-seconds = 0\n", "1 to 60"),
    ] {
        let replica = program.file("replica.toml", settings);
        let told = program.run(&["serve", "--check-config", "--config", &replica]);
        assert!(told.status == 2 && told.out.contains(why) && !told.out.contains("hidden"), "{}", told.out);
        let started = program.run(&["serve", "--config", &replica]);
        assert!(started.status == 2 && !started.err.contains("hidden"), "{}", started.err);
    }
    let unknown = program.file("unknown.toml", "lisen = \"127.0.0.1:1\"\n");
    let told = program.run(&["serve", "--check-config", "--config", &unknown]);
    assert!(told.status == 2 && told.err.contains("lisen"), "{}", told.err);
}

#[test]
fn doctor_tells_each_thing_with_its_next_step_in_both_languages() {
    let program = Program::new("doctor");
    let empty = program.run(&["doctor"]);
    assert!(empty.status == 1 && empty.out.contains("nothing is held, so no answer can be trusted"), "{}", empty.out);
    assert!(empty.out.contains("Not looked at") && empty.out.contains("(--verify)"), "{}", empty.out);
    drop(Serving::start(&program, &[]));
    let ids = |told: &Value| {
        let rows = told["rows"].as_array().unwrap();
        rows.iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    let told = json(&program.run(&["doctor", "--verify", "--format", "json", "--lang", "ja"]));
    let expected = [
        "data-folder",
        "mirror",
        "store",
        "store-content",
        "settings",
        "log-key",
        "vault-key",
        "store-file",
        "clock",
        "disk",
        "pages",
    ];
    assert_eq!(ids(&told), expected);
    let state = |told: &Value, id: &str| {
        told["rows"].as_array().unwrap().iter().find(|row| row["id"] == id).unwrap()["state"].clone()
    };
    for id in ["store", "store-content", "log-key", "vault-key", "store-file", "clock"] {
        assert_eq!(state(&told, id), "fine", "{id}");
    }
    #[cfg(unix)]
    for (id, name) in [("log-key", "log-key.json"), ("vault-key", "vault-key.txt")] {
        let key = program.home().join(name);
        std::fs::set_permissions(&key, std::os::unix::fs::PermissionsExt::from_mode(0o644)).unwrap();
        let told = program.run(&["doctor"]);
        assert!(told.status == 1 && told.out.contains("chmod 600"), "{}", told.out);
        assert_eq!(state(&json(&program.run(&["doctor", "--format", "json"])), id), "wrong", "{id}");
    }
    std::fs::write(program.home().join("server.db"), "no database, only a text".repeat(99)).unwrap();
    let told = json(&program.run(&["doctor", "--format", "json"]));
    assert_eq!(state(&told, "store"), "wrong");
}

/// Signs a sample account of the demo in: the cookie and the password that was printed.
#[expect(clippy::unwrap_used, reason = "a test ends where a step of it does not work")]
fn sample(serving: &Serving, login: &str) -> (String, String) {
    let line = serving.said.lines().find(|line| line.starts_with(&format!("{login} "))).unwrap();
    let password = line.split_whitespace().nth(1).unwrap().to_owned();
    let body = serde_json::json!({ "login": login, "password": password }).to_string();
    (serving.ask("POST", "/api/v1/session", "", &body).cookie(), password)
}

#[test]
fn in_the_demo_one_person_decides_and_another_signs() {
    let program = Program::new("demo-decides");
    let folder = program.home().join("../demo").display().to_string();
    let serving = Serving::start(&program, &["--demo", &folder]);
    let (decides, _) = sample(&serving, "aster-product-security");
    let check = serving.ask("GET", "/api/v1/devices/aster-s2-pump/check", &decides, "").json();
    let waits = |one: &&Value| one["priority"] == "undecided" && one["vulnerability"].is_object();
    let undecided = check["findings"].as_array().and_then(|all| all.iter().find(waits));
    let wish = serde_json::json!({
        "finding": undecided.unwrap()["id"],
        "status": "not_affected",
        "justification": "vulnerable_code_not_in_execute_path",
        "reason": "The parser is compiled out of this firmware.",
        "until": "2027-03-31"
    });
    let decided = serving.ask("POST", "/api/v1/devices/aster-s2-pump/decisions", &decides, &wish.to_string());
    assert_eq!((decided.status, &decided.json()["waits"]), (201, &true.into()), "{}", decided.body);
    let (signs, password) = sample(&serving, "aster-approver");
    let sign =
        serde_json::json!({ "decision": decided.json()["decision"], "meaning": "approved", "password": password });
    let signed = serving.ask("POST", "/api/v1/devices/aster-s2-pump/signatures", &signs, &sign.to_string());
    assert_eq!(signed.status, 201, "{}", signed.body);
    assert!(signed.json()["authority"].as_str().unwrap().contains("approve-triage"), "{}", signed.body);
    let waiting = serving.ask("GET", "/api/v1/decisions", &signs, "").json();
    let waiting = waiting["items"].as_array().unwrap();
    assert!(waiting.iter().all(|one| one["decision"] != decided.json()["decision"]), "{waiting:?}");
}

#[test]
fn the_demo_serves_two_parties_that_see_their_own_alone() {
    let program = Program::new("demo");
    let folder = program.home().join("../demo").display().to_string();
    let serving = Serving::start(&program, &["--demo", &folder]);
    assert!(!program.home().join("log-key.json").exists(), "the data folder of the person is left alone");
    let page = serving.ask("GET", "/", "", "");
    assert_eq!(page.status, 200, "{}", page.head);
    let kept = |login: &str, room: &str| {
        let cookie = sample(&serving, login).0;
        let list = serving.ask("GET", &format!("/api/v1/{room}"), &cookie, "").json();
        list["items"].as_array().map(|items| items.iter().map(|item| item["id"].clone()).collect::<Vec<_>>())
    };
    assert_eq!(kept("aster-psirt", "devices"), Some(vec!["aster-s2-pump".into()]));
    assert_eq!(kept("st-alba-biomedical", "sites"), Some(vec!["st-alba".into()]));
    assert_eq!(kept("st-alba-hospital-it", "devices"), Some(vec![]));
    assert_eq!(kept("aster-administrator", "devices"), None, "who keeps the accounts sees no clinical data");
    for path in ["/healthz", "/readyz", "/metrics", "/api/openapi.json"] {
        assert_eq!(serving.ask("GET", path, "", "").status, 200, "{path}");
    }
    let metrics = serving.ask("GET", "/metrics", "", "").body;
    assert!(metrics.contains("tutela_store_up 1") && metrics.contains("tutela_source_age_days{source="), "{metrics}");
    drop(serving);
    let open = program.run(&["serve", "--demo", &folder, "--listen", "0.0.0.0:0"]);
    assert!(open.status == 2 && open.err.contains("this machine alone"), "{}", open.err);
    let other = program.file("mine/thesis.txt", "x");
    let mine = Path::new(&other).parent().unwrap().display().to_string();
    let refused = program.run(&["serve", "--demo", &mine]);
    assert!(refused.status == 2 && Path::new(&other).exists(), "{}", refused.err);
}

#[test]
fn requests_are_logged_without_what_belongs_to_anybody() {
    let program = Program::new("log");
    let config = program.file("server.toml", "log = \"json\"\n");
    let mut serving = Serving::start(&program, &["--config", &config]);
    let token = serving.token("manufacturer", &["read-devices"]);
    serving.ask("GET", "/api/v1/devices/secret-pump/check?release=hidden", &format!("tutela_session={token}"), "");
    serving.ask("GET", "/patients/yamada", "", "");
    let log = serving.end();
    let lines: Vec<Value> = log.lines().filter_map(|line| serde_json::from_str(line).ok()).collect();
    let routes: Vec<&str> = lines.iter().filter_map(|line| line["route"].as_str()).collect();
    assert_eq!(routes, ["/api/v1/setup", "/api/v1/tokens", "/api/v1/devices/{id}/check", "-"]);
    for secret in [&token, "secret-pump", "hidden", "yamada", "127.0.0.1", "kim", serving::PASSWORD] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
}
