//! `feeds sync` as a program sees it: what it answers, and which way it takes to the server.

mod program;

use program::{Ended, Program};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};

/// Serves so many connections, each by `serve`; gives the port and what was asked.
fn listen(connections: usize, serve: impl Fn(&str, &mut TcpStream) + Send + 'static) -> (u16, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    let port = listener.local_addr().expect("it has an address").port();
    let (tell, asked) = channel();
    std::thread::spawn(move || {
        for _ in 0..connections {
            let Ok((mut stream, _)) = listener.accept() else { return };
            let head = head(&mut stream);
            let _ = tell.send(head.clone());
            serve(&head, &mut stream);
        }
    });
    (port, asked)
}

fn head(stream: &mut TcpStream) -> String {
    let (mut head, mut byte) = (Vec::new(), [0]);
    while !head.ends_with(b"\r\n\r\n") && matches!(stream.read(&mut byte), Ok(1)) {
        head.push(byte[0]);
    }
    String::from_utf8_lossy(&head).into_owned()
}

fn send(stream: &mut TcpStream, status: &str, body: &str) {
    let length = body.len();
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nETag: \"1\"\r\nConnection: close\r\n\r\n");
    let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body.as_bytes()));
}

fn feed(_: &str, stream: &mut TcpStream) {
    send(stream, "200 OK", include_str!("../../../fixtures/odd/feeds/signed/pypi.jsonl"));
}

fn add(program: &Program, name: &str, port: u16) {
    let url = format!("http://127.0.0.1:{port}/pypi.jsonl");
    let ended = program.run(&["feeds", "add", name, &url, "--complete", "PyPI"]);
    assert_eq!(ended.status, 0, "{}", ended.err);
}

fn answer(ended: &Ended) -> Value {
    serde_json::from_str(&ended.out).unwrap_or_else(|error| panic!("{error}: {}{}", ended.out, ended.err))
}

#[test]
fn what_came_of_each_feed_is_json_for_a_program() {
    let program = Program::new("sync-json");
    let (good, _) = listen(1, feed);
    let (bad, _) = listen(1, |_, stream| send(stream, "404 Not Found", "no"));
    add(&program, "good", good);
    add(&program, "bad", bad);
    let ended = program.run(&["feeds", "sync", "--format", "json"]);
    let said = answer(&ended);
    assert_eq!((ended.status, &said["schema"]), (2, &"tutela.sync/v1".into()));
    let [good, bad] = [&said["feeds"][0], &said["feeds"][1]];
    assert_eq!((&good["name"], &good["outcome"], &good["error"]), (&"good".into(), &"taken".into(), &Value::Null));
    assert_eq!(good["import"]["sources"][0]["name"], "OSV/PyPI");
    assert_eq!((&bad["outcome"], &bad["import"]), (&"refused".into(), &Value::Null));
    assert!(bad["error"].as_str().is_some_and(|error| error.contains("404")), "{bad}");
    assert!(bad["next"].as_str().is_some_and(|next| !next.is_empty()), "{bad}");
}

/// A proxy: joins the caller with whom it names, or asks in its stead.
fn proxy(head: &str, stream: &mut TcpStream) {
    let target = head.split(' ').nth(1).unwrap_or_default();
    if head.starts_with("CONNECT ") {
        let Ok(mut server) = TcpStream::connect(target) else { return };
        let _ = stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n");
        let asked = self::head(stream);
        let _ = server.write_all(asked.as_bytes());
        let _ = std::io::copy(&mut server, stream);
        return;
    }
    let rest = target.strip_prefix("http://").unwrap_or_default();
    let (host, path) = rest.split_once('/').unwrap_or((rest, ""));
    let Ok(mut server) = TcpStream::connect(host) else { return };
    let _ = server.write_all(format!("GET /{path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n").as_bytes());
    let _ = std::io::copy(&mut server, stream);
}

#[test]
fn a_feed_is_fetched_through_the_proxy_of_the_environment_unless_its_host_is_excepted() {
    let program = Program::new("sync-proxy");
    let (server, served) = listen(2, feed);
    let (by_way, passed) = listen(1, proxy);
    add(&program, "pypi", server);
    let mut through = program.command(&["feeds", "sync", "--format", "json", "--dry-run"]);
    let ended = Program::end(through.env("HTTP_PROXY", format!("http://127.0.0.1:{by_way}"))).expect("it starts");
    assert_eq!(answer(&ended)["feeds"][0]["outcome"], "taken", "{}", ended.err);
    assert!(passed.recv().expect("the proxy was asked").contains(&format!("127.0.0.1:{server}")));
    assert!(served.recv().expect("the server was asked").contains("/pypi.jsonl"));

    // A proxy that is not there, and a host that needs none.
    let mut around = program.command(&["feeds", "sync", "--format", "json"]);
    around.env("HTTP_PROXY", "http://127.0.0.1:1").env("NO_PROXY", "127.0.0.1");
    let ended = Program::end(&mut around).expect("it starts");
    assert_eq!(answer(&ended)["feeds"][0]["outcome"], "taken", "{}", ended.err);
}

#[test]
fn a_state_that_knows_less_and_a_ca_file_without_certificates_are_refused_and_nothing_is_lost() {
    let program = Program::with_pypi("sync-less");
    let (server, _) = listen(1, feed);
    add(&program, "pypi", server);
    let ca = program.file("ca.pem", "not a certificate");
    let url = format!("http://127.0.0.1:{server}/pypi.jsonl");
    assert_eq!(program.run(&["feeds", "add", "private", &url, "--ca", &ca]).status, 0);
    let ended = program.run(&["feeds", "sync", "--format", "json"]);
    let said = answer(&ended);
    let error = |place: usize| said["feeds"][place]["error"].as_str().unwrap_or_default().to_owned();
    assert_eq!(ended.status, 2);
    assert!(error(0).contains("knowledge would be lost") && error(1).contains("no certificate"), "{said}");
    let status = answer(&program.run(&["feeds", "status", "--format", "json"]));
    assert_eq!(status["sources"][0]["records"], 29);
}
