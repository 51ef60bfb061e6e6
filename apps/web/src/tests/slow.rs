//! Slow clients: the server answers others while they are slow, and closes them.

use super::server::Server;
use crate::patience::Patience;
use crate::serve::answer;
use crate::state::Shared;
use axum_server::Handle;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::time::Duration;

/// A server that loses its patience at once, and where it listens.
struct Impatient {
    handle: Handle<SocketAddr>,
    at: SocketAddr,
    thread: Option<std::thread::JoinHandle<()>>,
    _server: Server,
}

impl Impatient {
    fn new(name: &str) -> Impatient {
        let mut server = Server::new(name);
        let short = Duration::from_millis(250);
        let patience =
            Patience { first: short, head: short, piece: short, body: Duration::from_millis(800), reader: short };
        let settings = crate::state::Settings { patience, ..server.shared.settings.clone() };
        server.shared = Shared::new(server.shared.wiring.clone(), settings);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let (at, handle, shared) = (listener.local_addr().unwrap(), Handle::new(), server.shared.clone());
        let told = handle.clone();
        let thread = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
            runtime.block_on(answer(&shared, listener, None, told, &|| {})).unwrap();
        });
        Impatient { handle, at, thread: Some(thread), _server: server }
    }

    fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(self.at).unwrap();
        // A server that waits for ever fails the test instead of holding it.
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream.set_write_timeout(Some(Duration::from_secs(60))).unwrap();
        stream
    }

    /// Another caller is answered.
    fn answers(&self) {
        let mut stream = self.connect();
        write!(stream, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").unwrap();
        let mut text = String::new();
        stream.read_to_string(&mut text).unwrap();
        assert!(text.starts_with("HTTP/1.1 200"), "{text}");
    }
}

impl Drop for Impatient {
    fn drop(&mut self) {
        self.handle.shutdown();
        let _ = self.thread.take().map(std::thread::JoinHandle::join);
    }
}

/// Everything until the server closes the connection; whether it did so is what the read timeout says.
fn until_closed(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    match stream.read_to_end(&mut bytes) {
        Ok(_) => {}
        Err(fault) => assert_eq!(fault.kind(), std::io::ErrorKind::ConnectionReset, "{fault}"),
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

#[test]
fn who_never_ends_the_head_of_a_request_is_closed() {
    let server = Impatient::new("slow-head");
    let mut slow: Vec<TcpStream> = (0..50).map(|_| server.connect()).collect();
    for stream in &mut slow {
        stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\nX-Slow: ").unwrap();
    }
    server.answers();
    for stream in &mut slow {
        let said = until_closed(stream);
        assert!(!said.contains("200 OK"), "{said}");
    }
    // The same on a connection that was answered once.
    let mut kept = server.connect();
    kept.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\nGET /healthz HT").unwrap();
    assert_eq!(until_closed(&mut kept).matches("200 OK").count(), 1);
}

#[test]
fn who_never_ends_a_body_is_closed() {
    let server = Impatient::new("slow-body");
    let head =
        "POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{";
    let mut slow: Vec<TcpStream> = (0..20).map(|_| server.connect()).collect();
    for stream in &mut slow {
        stream.write_all(head.as_bytes()).unwrap();
    }
    server.answers();
    for stream in &mut slow {
        let said = until_closed(stream);
        assert!(!said.contains("200 OK"), "{said}");
    }
    // Who sends a little, again and again, is closed as well.
    let mut dripping = server.connect();
    dripping.write_all(head.as_bytes()).unwrap();
    let ended = (0..200).any(|_| {
        std::thread::sleep(Duration::from_millis(100));
        dripping.write_all(b" ").is_err() || {
            dripping.set_read_timeout(Some(Duration::from_millis(1))).unwrap();
            dripping.read(&mut [0; 1]).is_ok()
        }
    });
    assert!(ended);
}

#[test]
fn who_reads_nothing_is_closed_and_others_are_answered() {
    let server = Impatient::new("slow-reader");
    let mut slow = server.connect();
    let wanted = 400;
    let asked = "GET /api/v1/openapi.json HTTP/1.1\r\nHost: x\r\n\r\n".repeat(wanted);
    // The server stops reading requests as well once nobody reads its answers.
    slow.set_write_timeout(Some(Duration::from_secs(5))).unwrap();
    let _ = slow.write_all(asked.as_bytes());
    server.answers();
    // Buffers of both sides hold some; the rest never comes, because the connection is closed before anybody reads.
    std::thread::sleep(Duration::from_millis(1_500));
    let said = until_closed(&mut slow);
    let answers = said.matches("HTTP/1.1 200").count();
    assert!(answers < wanted, "{answers} of {wanted}");
    server.answers();
}
