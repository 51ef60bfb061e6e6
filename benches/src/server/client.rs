//! A client that asks again as soon as it was answered, and what its waiting came to.

use std::io::Read;
use std::net::SocketAddr;
use std::sync::Mutex;
use std::time::Duration;

/// A caller with a connection of its own.
#[derive(Debug)]
pub(super) struct Client {
    agent: ureq::Agent,
    base: String,
    token: Option<String>,
    cookie: Mutex<String>,
}

/// How long callers waited.
#[derive(Clone, Debug)]
pub(super) struct Figures {
    /// Answers.
    pub(super) count: usize,
    /// The middle of them.
    pub(super) middle: Duration,
    /// 99 of 100 were as fast.
    pub(super) p99: Duration,
}

/// Runs so many callers at once, each until it is done.
pub(super) fn closed_loop(
    callers: usize,
    work: impl Fn(usize) -> Result<Vec<Duration>, String> + Sync,
) -> Result<Figures, String> {
    let results: Vec<Result<Vec<Duration>, String>> = std::thread::scope(|scope| {
        let work = &work;
        let handles: Vec<_> = (0..callers).map(|caller| scope.spawn(move || work(caller))).collect();
        handles
            .into_iter()
            .map(|handle| handle.join().unwrap_or_else(|_| Err("a caller panicked".to_owned())))
            .collect()
    });
    let mut each = Vec::new();
    for result in results {
        each.extend(result?);
    }
    Ok(Figures::of(each).0)
}

impl Figures {
    /// Of all waiting, and the longest of it.
    pub(super) fn of(mut each: Vec<Duration>) -> (Figures, Duration) {
        each.sort_unstable();
        let at = |share: usize| each.get((each.len() * share / 100).min(each.len().saturating_sub(1))).copied();
        let figures =
            Figures { count: each.len(), middle: at(50).unwrap_or_default(), p99: at(99).unwrap_or_default() };
        (figures, each.last().copied().unwrap_or_default())
    }
}

impl Client {
    /// One that shows this token.
    pub(super) fn new(address: SocketAddr, token: Option<String>) -> Client {
        let config = ureq::Agent::config_builder().http_status_as_error(false).build();
        Client { agent: config.into(), base: format!("http://{address}"), token, cookie: Mutex::default() }
    }

    fn headers<B>(&self, mut request: ureq::RequestBuilder<B>) -> ureq::RequestBuilder<B> {
        if let Some(token) = &self.token {
            request = request.header("authorization", format!("Bearer {token}"));
        }
        let cookie = self.cookie.lock().map(|cookie| cookie.clone()).unwrap_or_default();
        if !cookie.is_empty() {
            request = request.header("cookie", cookie);
        }
        request.header("accept-encoding", "gzip")
    }

    /// The bytes that were sent, and the body.
    pub(super) fn sent(&self, path: &str) -> Result<(usize, Vec<u8>), String> {
        let response = self.headers(self.agent.get(format!("{}{path}", self.base))).call();
        let mut response = response.map_err(|fault| format!("{path}: {fault}"))?;
        let packed = response.headers().get("content-encoding").is_some_and(|value| value == "gzip");
        let mut bytes = Vec::new();
        response.body_mut().as_reader().read_to_end(&mut bytes).map_err(|fault| format!("{path}: {fault}"))?;
        Ok((bytes.len(), if packed { unpacked(&bytes, path)? } else { bytes }))
    }

    /// Status and body; a refusal is a fault.
    pub(super) fn get(&self, path: &str) -> Result<(u16, Vec<u8>), String> {
        let request = self.headers(self.agent.get(format!("{}{path}", self.base)));
        self.taken(path, request.call())
    }

    /// Sends an archive.
    pub(super) fn put(&self, path: &str, archive: &[u8]) -> Result<Vec<u8>, String> {
        let request = self.headers(self.agent.post(format!("{}{path}", self.base)));
        self.taken(path, request.header("content-type", "application/x-tar").send(archive)).map(|(_, body)| body)
    }

    /// Sends JSON and keeps the session that comes back.
    pub(super) fn post(&self, path: &str, json: &str) -> Result<Vec<u8>, String> {
        let request = self.headers(self.agent.post(format!("{}{path}", self.base)));
        self.taken(path, request.header("content-type", "application/json").send(json)).map(|(_, body)| body)
    }

    /// A token that may upload and read.
    pub(super) fn token(&self) -> Result<String, String> {
        let permissions = r#"["read-work","read-devices","add-devices","read-feeds","read-log"]"#;
        let asked = format!(r#"{{"label":"bench","permissions":{permissions},"days":1}}"#);
        let body = self.post("/api/v1/tokens", &asked)?;
        let value: serde_json::Value = serde_json::from_slice(&body).map_err(|fault| fault.to_string())?;
        value["token"].as_str().map(ToOwned::to_owned).ok_or_else(|| "no token came back".to_owned())
    }

    fn taken(
        &self,
        path: &str,
        response: Result<ureq::http::Response<ureq::Body>, ureq::Error>,
    ) -> Result<(u16, Vec<u8>), String> {
        let mut response = response.map_err(|fault| format!("{path}: {fault}"))?;
        let status = response.status().as_u16();
        let set = response.headers().get("set-cookie").and_then(|value| value.to_str().ok());
        if let Some(own) = set.and_then(|line| line.split(';').next())
            && let Ok(mut cookie) = self.cookie.lock()
        {
            own.clone_into(&mut cookie);
        }
        let packed = response.headers().get("content-encoding").is_some_and(|value| value == "gzip");
        let mut body = Vec::new();
        response.body_mut().as_reader().read_to_end(&mut body).map_err(|fault| format!("{path}: {fault}"))?;
        if packed {
            body = unpacked(&body, path)?;
        }
        match status {
            200..=299 => Ok((status, body)),
            _ => Err(format!("{path}: {status} {}", String::from_utf8_lossy(&body))),
        }
    }
}

fn unpacked(bytes: &[u8], path: &str) -> Result<Vec<u8>, String> {
    let mut plain = Vec::new();
    flate2::read::GzDecoder::new(bytes).read_to_end(&mut plain).map_err(|fault| format!("{path}: {fault}"))?;
    Ok(plain)
}
