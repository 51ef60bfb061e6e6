//! A server on loopback with the example in it, and a token that may everything but approve.

use super::http::{Reply, post};
use crate::{Outcome, demo, repository, run};
use serde_json::{Value, json};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// Of the account that exists only there.
const PASSWORD: &str = "a sentence that nobody guesses";

/// A server that ends with this value, and its folder with it.
pub(super) struct Server {
    running: Child,
    folder: PathBuf,
    /// Such as `http://127.0.0.1:40000`.
    pub(super) address: String,
    code: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.running.kill();
        let _ = self.running.wait();
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

impl Server {
    /// Starts one with a mirror of its own in an empty folder.
    pub(super) fn start(folder: &Path) -> Outcome<Server> {
        let _ = std::fs::remove_dir_all(folder);
        tutela(folder, &["feeds", "import", "fixtures/feeds"])?;
        let mut command = program(folder);
        command.args(["serve", "--listen", "127.0.0.1:0", "--upload-limit", "8"]);
        let mut running = command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|fault| format!("tutela serve: {fault}"))?;
        let lines =
            running.stdout.take().map(BufReader::new).into_iter().flat_map(BufRead::lines).map_while(Result::ok);
        let (mut address, mut code) = (String::new(), String::new());
        for line in lines {
            let last = line.split_whitespace().last().unwrap_or_default();
            match last.starts_with("http://") {
                true => last.clone_into(&mut address),
                false => last.clone_into(&mut code),
            }
            if line.starts_with("set-up code") {
                break;
            }
        }
        Ok(Server { running, folder: folder.to_path_buf(), address, code })
    }

    /// Sets it up with the example in it, and gives a token.
    pub(super) fn prepared(&self) -> Outcome<String> {
        let account = json!({ "code": self.code, "organisation": "St Alba", "party": "facility", "name": "K. Mori", "login": "mori",
            "password": PASSWORD, "roles": ["product-security", "hospital-it"] });
        let signed_in = self.json("/api/v1/setup", "", &account)?;
        let cookie = signed_in.cookie().unwrap_or_default().to_owned();
        for (kind, name, folder) in
            [("devices", "aster-s2-pump", "fixtures/aster-s2"), ("sites", "st-alba", "fixtures/st-alba")]
        {
            self.put(kind, name, &cookie, folder)?;
        }
        let answer: Value = serde_json::from_str(&signed_in.body).unwrap_or_default();
        let all = json!({ "label": "fuzzer", "days": 1, "permissions": answer["user"]["permissions"] });
        let made: Value = serde_json::from_str(&self.json("/api/v1/tokens", &cookie, &all)?.body).unwrap_or_default();
        made["token"].as_str().map(str::to_owned).ok_or_else(|| "the server made no token".to_owned())
    }

    fn json(&self, path: &str, cookie: &str, body: &Value) -> Outcome<Reply> {
        let headers = [("Cookie", cookie), ("Content-Type", "application/json")];
        fine(path, post(&self.address, path, &headers, body.to_string().as_bytes())?)
    }

    /// Uploads a folder; the site with the dossier that it received and rules of its firewall.
    fn put(&self, kind: &str, name: &str, cookie: &str, folder: &str) -> Outcome {
        let copy = self.folder.join(name);
        let broken = |fault: std::io::Error| format!("{}: {fault}", copy.display());
        demo::copy(&repository::root().join(folder), &copy).map_err(broken)?;
        if kind == "sites" {
            self.circle(&copy)?;
        }
        let archive = Command::new("tar").args(["-cf", "-", "-C"]).arg(&copy).arg(".").output().map_err(broken)?.stdout;
        let path = format!("/api/v1/{kind}?name={name}");
        fine(
            &path,
            post(&self.address, &path, &[("Cookie", cookie), ("Content-Type", "application/x-tar")], &archive)?,
        )?;
        Ok(())
    }

    fn circle(&self, site: &Path) -> Outcome {
        // The copy that was uploaded before: building a package is recorded in the dossier.
        let inside =
            ["aster-s2-pump", "maker.key", "aster.tutela"].map(|name| self.folder.join(name).display().to_string());
        let [dossier, key, packed] = inside;
        let site = site.display().to_string();
        let trust = format!("{key}.pub");
        for line in [
            vec!["package", "keygen", &key],
            vec!["package", "build", &dossier, "--key", &key, "--out", &packed],
            vec!["package", "receive", &packed, &site, "--trust", &trust, "--accept", "all", "--by", "ito", "--write"],
            vec![
                "site",
                "add-rules",
                "fixtures/network/fw-core-hole.nft",
                &site,
                "--firewall",
                "fw-core",
                "--captured-at",
                "2026-11-22",
                "--captured-by",
                "abe",
                "--running",
                "--write",
            ],
        ] {
            tutela(&self.folder, &line)?;
        }
        Ok(())
    }
}

fn fine(path: &str, reply: Reply) -> Outcome<Reply> {
    match reply.status {
        200 | 201 => Ok(reply),
        status => Err(format!("{path}: status {status}: {}", reply.body)),
    }
}

fn program(folder: &Path) -> Command {
    let mut command = Command::new(repository::program("debug", "tutela"));
    command.current_dir(repository::root()).arg("--home").arg(folder.join("home")).args(["--lang", "en"]);
    command
}

/// Runs a command; statuses 1 and 3 are answers.
fn tutela(folder: &Path, line: &[&str]) -> Outcome {
    let mut command = program(folder);
    command.args(line).stdout(Stdio::null());
    match run::status(&mut command)? {
        0 | 1 | 3 => Ok(()),
        status => Err(format!("`tutela {}` ended with status {status}", line.join(" "))),
    }
}
