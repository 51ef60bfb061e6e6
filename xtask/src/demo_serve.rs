//! The end of the demo: the example circle served on this machine. At a terminal it stays until Ctrl-C; elsewhere it answers
//! once and ends.

use crate::{Outcome, repository};
use std::io::{BufRead, BufReader, IsTerminal, Read, Write};
use std::net::TcpStream;
use std::process::{Child, ChildStdout, Command, Stdio};

/// Where the server of the demo keeps everything; made anew each time.
const FOLDER: &str = "target/demo/serve";

/// The folder that the hospital of the circle has by now.
const HOSPITAL: &str = "target/demo/hospital";

/// The account that shows the page and one answer.
const LOGIN: &str = "st-alba-hospital-it";

/// A server that ends with the demo.
struct Serving {
    child: Child,
    at: String,
    password: String,
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Serves the circle, and shows that it answers.
pub fn run() -> Outcome {
    println!("\n════ The same circle for many people: tutela serve");
    let terminal = std::io::stdout().is_terminal();
    let listen: &[&str] = if terminal { &[] } else { &["--listen", "127.0.0.1:0"] };
    let arguments = [&["serve", "--demo", FOLDER], listen].concat();
    println!("$ tutela {}\n", arguments.join(" "));
    let mut serving = start(&arguments)?;
    show(&serving)?;
    if !terminal {
        println!("\nNo terminal is here, so the server ends. At a terminal it stays until Ctrl-C.");
        return Ok(());
    }
    println!("\nOpen http://{} in a browser and sign in with a line from above. Ctrl-C ends it.", serving.at);
    let ended = serving.child.wait().map_err(|fault| format!("the server cannot be waited for: {fault}"))?;
    match ended.code() {
        Some(0) | None => Ok(()),
        Some(code) => Err(format!("the server ended with status {code}")),
    }
}

fn start(arguments: &[&str]) -> Outcome<Serving> {
    let mut command = Command::new(repository::program("debug", "tutela"));
    command.current_dir(repository::root()).args(arguments).stdin(Stdio::null()).stdout(Stdio::piped());
    let mut child = command.spawn().map_err(|fault| format!("cannot start the server: {fault}"))?;
    let out = child.stdout.take().ok_or("the server has no output")?;
    let mut serving = Serving { child, at: String::new(), password: String::new() };
    listen_to(&mut serving, BufReader::new(out))?;
    Ok(serving)
}

/// Passes on what the server prints until it says where it answers.
fn listen_to(serving: &mut Serving, mut out: BufReader<ChildStdout>) -> Outcome {
    loop {
        let mut line = String::new();
        let read = out.read_line(&mut line).map_err(|fault| format!("the server cannot be read: {fault}"))?;
        if read == 0 {
            return Err("the server ended before it answered".to_owned());
        }
        print!("{line}");
        if let Some(password) = line.strip_prefix(LOGIN).and_then(|rest| rest.split_whitespace().next()) {
            password.clone_into(&mut serving.password);
        }
        if let Some((_, address)) = line.split_once("://") {
            address.trim().clone_into(&mut serving.at);
            // What comes later is passed on while the server runs.
            std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::stdout()));
            return Ok(());
        }
    }
}

/// The sign-in page, a token for a program, the hospital pushed as a build would, and one answer about it.
fn show(serving: &Serving) -> Outcome {
    let page = ask(serving, "GET", "/", "", "")?;
    let what =
        if page.body.contains("not built into") { "a page that says that none were built" } else { "the sign-in page" };
    println!("\n── GET /  →  {what}, {} bytes", page.body.len());
    let body = format!(r#"{{"login":"{LOGIN}","password":"{}"}}"#, serving.password);
    let session = ask(serving, "POST", "/api/v1/session", "", &body)?;
    let cookie = session.header("set-cookie").split(';').next().unwrap_or_default().to_owned();
    println!("── POST /api/v1/session  →  {LOGIN} is signed in");
    let wish = r#"{"label":"demo","permissions":["change-sites","read-sites"],"days":1}"#;
    let token = word(&ask(serving, "POST", "/api/v1/tokens", &cookie, wish)?.body, "token")?;
    push(serving, &token)?;
    let answer = ask(serving, "GET", "/api/v1/sites/st-alba/check", &cookie, "")?;
    println!("\n── GET /api/v1/sites/st-alba/check  →  verdict: {}", word(&answer.body, "verdict")?);
    Ok(())
}

fn push(serving: &Serving, token: &str) -> Outcome {
    let file = repository::root().join(FOLDER).join("token");
    let mut options = std::fs::File::options();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let kept = options.open(&file).and_then(|mut file| file.write_all(token.as_bytes()));
    kept.map_err(|fault| format!("cannot write {}: {fault}", file.display()))?;
    let (server, file) = (format!("http://{}", serving.at), format!("{FOLDER}/token"));
    let arguments = ["push", HOSPITAL, "--server", &server, "--token-file", &file];
    println!("\n── The hospital as the circle left it goes to the server, as a build would hand it over.");
    println!("$ tutela {}\n", arguments.join(" "));
    let mut tutela = Command::new(repository::program("debug", "tutela"));
    crate::run::seen(tutela.current_dir(repository::root()).args(arguments))
}

struct Reply {
    head: String,
    body: String,
}

impl Reply {
    fn header(&self, name: &str) -> &str {
        let of = |line: &'_ str| line.split_once(": ").is_some_and(|(key, _)| key.eq_ignore_ascii_case(name));
        self.head.lines().find(|line| of(line)).and_then(|line| line.split_once(": ")).map_or("", |(_, value)| value)
    }
}

/// One request without any library; an answer that is none of 200 and 201 is a fault.
fn ask(serving: &Serving, method: &str, path: &str, cookie: &str, body: &str) -> Outcome<Reply> {
    let cannot = |fault: std::io::Error| format!("{method} {path}: {fault}");
    let mut stream = TcpStream::connect(&serving.at).map_err(cannot)?;
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nAccept: text/html, application/json\r\nCookie: {cookie}\r\n\
         Content-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        serving.at,
        body.len()
    );
    stream.write_all(request.as_bytes()).map_err(cannot)?;
    let mut bytes = Vec::new();
    stream.read_to_end(&mut bytes).map_err(cannot)?;
    let text = String::from_utf8_lossy(&bytes);
    let (head, body) = text.split_once("\r\n\r\n").ok_or_else(|| format!("{method} {path}: no answer"))?;
    let status = head.split(' ').nth(1).unwrap_or_default();
    if !matches!(status, "200" | "201") {
        return Err(format!("{method} {path} is answered with {status}: {body}"));
    }
    Ok(Reply { head: head.to_owned(), body: body.to_owned() })
}

/// The text of a field, wherever it stands first.
fn word(body: &str, field: &str) -> Outcome<String> {
    let start = format!("\"{field}\":");
    let rest = body.split_once(&start).and_then(|(_, rest)| rest.trim_start().strip_prefix('"'));
    let word = rest.and_then(|rest| rest.split('"').next());
    word.map(str::to_owned).ok_or_else(|| format!("the answer holds no {field}"))
}

#[cfg(test)]
mod tests {
    use super::word;

    #[test]
    fn a_field_is_found_and_a_missing_one_is_a_fault() {
        assert_eq!(word(r#"{"a":1,"verdict": "undecided"}"#, "verdict").unwrap(), "undecided");
        assert!(word("{}", "verdict").is_err());
    }
}
