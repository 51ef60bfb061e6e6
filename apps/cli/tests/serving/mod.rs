//! The real server on a free port, and a caller without any library.

#![expect(clippy::unwrap_used, reason = "a test ends where a step of it does not work")]

use crate::program::Program;
use serde_json::Value;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, ChildStdout, Stdio};

/// The password of everybody that a test makes.
pub(crate) const PASSWORD: &str = "correct horse battery";

/// A server that ends with the test.
pub(crate) struct Serving {
    child: Child,
    out: BufReader<ChildStdout>,
    /// Everything it printed until it listened.
    pub(crate) said: String,
    /// `127.0.0.1:PORT`.
    pub(crate) at: String,
}

/// What came back.
pub(crate) struct Reply {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: String,
}

impl Serving {
    /// Starts `tutela serve` with these arguments, and waits until it listens.
    pub(crate) fn start(program: &Program, arguments: &[&str]) -> Serving {
        let mut command = program.other(env!("CARGO_BIN_EXE_tutela"));
        command.args(["serve", "--listen", "127.0.0.1:0"]).args(arguments);
        Serving::by(command)
    }

    /// Starts a server by a command of one's own, and waits until it listens.
    pub(crate) fn by(mut command: std::process::Command) -> Serving {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        let (mut said, mut at) = (String::new(), String::new());
        while at.is_empty() {
            let mut line = String::new();
            if out.read_line(&mut line).unwrap() == 0 {
                let mut why = String::new();
                child.stderr.take().unwrap().read_to_string(&mut why).unwrap();
                panic!("the server ended: {said}{why}");
            }
            if let Some((_, address)) = line.split_once("://").filter(|_| line.contains("answers on")) {
                at = address.trim().to_owned();
            }
            said.push_str(&line);
        }
        Serving { child, out, said, at }
    }

    /// The next line that it prints.
    pub(crate) fn line(&mut self) -> String {
        let mut line = String::new();
        self.out.read_line(&mut line).unwrap();
        line
    }

    /// Makes the first organisation, and a token for programs that may do this.
    pub(crate) fn token(&mut self, party: &str, permissions: &[&str]) -> String {
        let code = loop {
            let line = self.line();
            if let Some(code) = line.strip_prefix("set-up code") {
                break code.trim().to_owned();
            }
        };
        let set_up = serde_json::json!({
            "code": code, "organisation": "Aster", "party": party, "login": "kim", "name": "Kim", "password": PASSWORD,
            "roles": ["product-security", "hospital-it"],
        });
        let reply = self.ask("POST", "/api/v1/setup", "", &set_up.to_string());
        assert_eq!(reply.status, 200, "{}", reply.body);
        let asked = serde_json::json!({ "label": "build", "permissions": permissions, "days": 7 });
        let made = self.ask("POST", "/api/v1/tokens", &reply.cookie(), &asked.to_string());
        made.json()["token"].as_str().unwrap_or_else(|| panic!("{}", made.body)).to_owned()
    }

    /// A session of the account that [`token`](Serving::token) made.
    pub(crate) fn sign_in(&self) -> String {
        let asked = serde_json::json!({ "login": "kim", "password": PASSWORD });
        self.ask("POST", "/api/v1/session", "", &asked.to_string()).cookie()
    }

    /// Sends a file with a line of the head that says who sends it.
    pub(crate) fn send(&self, path: &str, who: &str, file: &[u8]) -> Reply {
        let mut stream = TcpStream::connect(&self.at).unwrap();
        let head = format!(
            "POST {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n{who}\r\nContent-Length: {}\r\n\r\n",
            self.at,
            file.len()
        );
        stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(file)).unwrap();
        reply(stream)
    }

    /// Sends a package as a form, with what a person says beside it.
    pub(crate) fn send_form(&self, path: &str, who: &str, package: &[u8], said: &[(&str, &str)]) -> Reply {
        let mut body = Vec::new();
        for (name, bytes) in said.iter().map(|(name, text)| (*name, text.as_bytes())).chain([("package", package)]) {
            body.extend(format!("--cut\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n").as_bytes());
            body.extend(bytes);
            body.extend(b"\r\n");
        }
        body.extend(b"--cut--\r\n");
        self.send(path, &format!("{who}\r\nContent-Type: multipart/form-data; boundary=cut"), &body)
    }

    /// One request with a cookie.
    pub(crate) fn ask(&self, method: &str, path: &str, cookie: &str, body: &str) -> Reply {
        let mut stream = TcpStream::connect(&self.at).unwrap();
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAccept: text/html, application/json\r\nCookie: {cookie}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
            self.at,
            body.len()
        )
        .unwrap();
        reply(stream)
    }

    /// Ends it and gives what it wrote on stderr.
    pub(crate) fn end(mut self) -> String {
        let _ = self.child.kill();
        let mut text = String::new();
        let _ = self.child.stderr.take().unwrap().read_to_string(&mut text);
        text
    }
}

fn reply(mut stream: TcpStream) -> Reply {
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).unwrap();
    let text = String::from_utf8_lossy(&bytes).into_owned();
    let (head, body) = text.split_once("\r\n\r\n").unwrap_or((&text, ""));
    let status = head.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or(0);
    Reply { status, head: head.to_owned(), body: body.to_owned() }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Reply {
    pub(crate) fn json(&self) -> Value {
        // Short answers come whole; longer ones may come in chunks.
        serde_json::from_str(&self.body)
            .or_else(|_| serde_json::from_str(&unchunked(&self.body)))
            .unwrap_or(Value::Null)
    }

    pub(crate) fn cookie(&self) -> String {
        let line = self.head.lines().find_map(|line| line.strip_prefix("set-cookie: ")).unwrap_or_default();
        line.split(';').next().unwrap_or_default().to_owned()
    }
}

fn unchunked(body: &str) -> String {
    let (mut rest, mut whole) = (body, String::new());
    while let Some((size, after)) = rest.split_once("\r\n") {
        let Ok(size) = usize::from_str_radix(size.trim(), 16) else { break };
        if size == 0 || size > after.len() {
            break;
        }
        whole.push_str(&after[..size]);
        rest = after[size..].trim_start_matches("\r\n");
    }
    whole
}

/// A copy of a folder of the fixtures, where a test may change it.
pub(crate) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (path, to) = (entry.path(), to.join(entry.file_name()));
        if path.is_dir() {
            copy(&path, &to);
        } else {
            std::fs::copy(&path, &to).unwrap();
        }
    }
}
