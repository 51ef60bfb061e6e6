//! Just enough HTTP to set up a server on loopback.

use crate::Outcome;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

/// What came back.
pub(super) struct Reply {
    pub(super) status: u16,
    /// Lines before the body.
    head: String,
    pub(super) body: String,
}

impl Reply {
    /// The cookie that is handed over, as it is sent back.
    pub(super) fn cookie(&self) -> Option<&str> {
        let line = self.head.lines().find(|line| line.to_ascii_lowercase().starts_with("set-cookie:"))?;
        line.split_once(':').map(|(_, value)| value.trim().split(';').next().unwrap_or_default())
    }
}

/// Posts a body and waits for the whole answer.
pub(super) fn post(address: &str, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Outcome<Reply> {
    let broken = |fault: std::io::Error| format!("{address}{path}: {fault}");
    let host = address.trim_start_matches("http://");
    let mut stream = TcpStream::connect(host).map_err(broken)?;
    stream.set_read_timeout(Some(Duration::from_secs(120))).map_err(broken)?;
    let mut head =
        format!("POST {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\nContent-Length: {}\r\n", body.len());
    for (name, value) in headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str("\r\n");
    stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(body)).map_err(broken)?;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).map_err(broken)?;
    read(&String::from_utf8_lossy(&answer)).ok_or_else(|| format!("{address}{path}: no answer of HTTP"))
}

fn read(answer: &str) -> Option<Reply> {
    let (head, body) = answer.split_once("\r\n\r\n")?;
    let status = head.split(' ').nth(1)?.parse().ok()?;
    Some(Reply { status, head: head.to_owned(), body: body.to_owned() })
}

#[cfg(test)]
mod tests {
    use super::read;

    #[test]
    fn an_answer_is_taken_apart() {
        let reply = read("HTTP/1.1 201 Created\r\nSet-Cookie: a=b; Path=/\r\n\r\n{}").unwrap();
        assert_eq!((reply.status, reply.cookie(), reply.body.as_str()), (201, Some("a=b"), "{}"));
        assert!(read("nothing").is_none());
    }
}
