//! A server on this machine that answers as it is told, one answer a connection, and remembers what it was asked.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// One answer: everything that is sent, as it is sent.
pub(crate) struct Answer {
    head: String,
    body: Vec<u8>,
    /// Sends a few bytes at a time.
    drips: bool,
}

/// A whole answer.
pub(crate) fn answer(status: &str, headers: &str, body: &[u8]) -> Answer {
    lying(status, headers, body, body.len())
}

/// An answer whose length is not what it says.
pub(crate) fn lying(status: &str, headers: &str, body: &[u8], length: usize) -> Answer {
    let head = format!("HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n");
    Answer { head, body: body.to_vec(), drips: false }
}

impl Answer {
    /// Sent in drips.
    pub(crate) fn dripping(self) -> Answer {
        Answer { drips: true, ..self }
    }

    fn send(&self, out: &mut dyn Write) -> std::io::Result<()> {
        out.write_all(self.head.as_bytes())?;
        let pace = if self.drips { 7 } else { 1 << 20 };
        for piece in self.body.chunks(pace) {
            out.write_all(piece)?;
            out.flush()?;
            std::thread::yield_now();
        }
        out.flush()
    }
}

/// The server, until its answers are used up.
pub(crate) struct Server {
    /// Where it listens.
    pub(crate) port: u16,
    asked: Arc<Mutex<Vec<String>>>,
    thread: Option<JoinHandle<()>>,
}

impl Server {
    /// Without TLS.
    pub(crate) fn new(answers: Vec<Answer>) -> Server {
        Server::with(answers, |stream, answer, asked| serve(&mut { stream }, answer, asked))
    }

    /// With TLS.
    pub(crate) fn with_tls(answers: Vec<Answer>, config: Arc<rustls::ServerConfig>) -> Server {
        Server::with(answers, move |mut stream, answer, asked| {
            let Ok(mut tls) = rustls::ServerConnection::new(Arc::clone(&config)) else { return };
            serve(&mut rustls::Stream::new(&mut tls, &mut stream), answer, asked);
            tls.send_close_notify();
            let _ = tls.complete_io(&mut stream);
        })
    }

    fn with(answers: Vec<Answer>, serve: impl Fn(TcpStream, &Answer, &Mutex<Vec<String>>) + Send + 'static) -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let asked = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&asked);
        let thread = std::thread::spawn(move || {
            for answer in answers {
                let Ok((stream, _)) = listener.accept() else { return };
                serve(stream, &answer, &heard);
            }
        });
        Server { port, asked, thread: Some(thread) }
    }

    /// Where the file is said to lie.
    pub(crate) fn url(&self) -> String {
        format!("http://127.0.0.1:{}/feed.json", self.port)
    }

    /// Every request so far, as its head.
    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().unwrap().clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Answers that nobody asked for: ask for them, so that the thread comes to its end.
        while self.thread.as_ref().is_some_and(|thread| !thread.is_finished()) {
            if let Ok(mut stream) = TcpStream::connect(("127.0.0.1", self.port)) {
                let _ = stream.write_all(b"GET / HTTP/1.1\r\n\r\n");
                let _ = stream.read(&mut [0; 64]);
            }
            std::thread::yield_now();
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn serve<S: Read + Write>(stream: &mut S, answer: &Answer, asked: &Mutex<Vec<String>>) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => break,
        }
    }
    asked.lock().unwrap().push(String::from_utf8_lossy(&head).to_ascii_lowercase());
    // Who asked may have gone away by now.
    let _ = answer.send(stream);
}
