//! A server that takes folders: one request, never repeated by itself, never redirected.

use crate::fault::{Fault, FaultKind};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::io::{self, Read};
use std::path::Path;
use std::time::Duration;
use terms::Lang;
use ureq::http::Response;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body, Error, Proxy, SendBody};

/// Answers are short; more than this is none of ours.
const LONGEST_ANSWER: u64 = 1 << 20;

/// How long a server may take to check what it was given.
const PATIENCE: Duration = Duration::from_secs(600);

/// What kind of folder is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A device dossier.
    Dossier,
    /// A site folder.
    Site,
}

/// What the server keeps now.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Kept {
    /// The id.
    pub id: String,
    /// The revision.
    pub revision: Revision,
    /// Whether it is new; the same files again are not.
    pub new: bool,
    /// The answer about it; `None` when it could not be checked, or is checked later.
    pub answer: Option<KeptAnswer>,
    /// It is checked later; a server that does not say so has checked it.
    #[serde(default)]
    pub check_follows: bool,
}

/// A revision as the server names it.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct Revision {
    /// 1 for the first.
    pub sequence: i64,
    /// SHA-256 over names and hashes of its files.
    pub hash: String,
}

/// The answer about a revision.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
pub struct KeptAnswer {
    /// `blocking`, `undecided`, `nothing-blocking` or `no-answer`.
    pub verdict: String,
    /// The same in words.
    pub verdict_text: String,
    /// The generation of the server's mirror; empty when it holds none.
    pub mirror: String,
    /// How many findings and components, by word.
    pub counts: BTreeMap<String, i64>,
}

/// A problem as the server tells it (RFC 9457).
#[derive(Deserialize)]
struct Problem {
    title: String,
    #[serde(default)]
    next: String,
}

/// What is handed over, and how.
#[derive(Clone, Copy, Debug)]
pub struct Pushing<'a> {
    /// What kind of folder.
    pub kind: Kind,
    /// Under which id.
    pub name: &'a str,
    /// The sequence it must have now.
    pub expected: Option<i64>,
    /// The archive.
    pub archive: &'a [u8],
    /// Be answered as soon as it is kept; it is checked later.
    pub check_later: bool,
    /// The language of the answer.
    pub lang: Lang,
}

/// A server, with the token that opens it.
pub struct Server {
    base: String,
    token: String,
    agent: Agent,
}

impl Server {
    /// Nothing is sent yet. `ca`: authorities of one's own, PEM. A plain address is taken on this machine, elsewhere only when
    /// the caller says so.
    pub fn new(address: &str, token: &str, ca: Option<&Path>, plain: bool) -> Result<Server, Fault> {
        let base = address.trim_end_matches('/').to_owned();
        let host = base.strip_prefix("https://").or_else(|| base.strip_prefix("http://")).unwrap_or_default();
        if host.is_empty() || host.contains(['/', '?', '#', '@', ' ']) {
            return Err(Fault::new(FaultKind::BadAddress, address));
        }
        if base.starts_with("http://") && !plain && !is_here(host) {
            return Err(Fault::new(FaultKind::InTheClear, address));
        }
        let roots = match ca {
            None => RootCerts::WebPki,
            Some(path) => RootCerts::from(certificates(path)?),
        };
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .https_only(base.starts_with("https://"))
            .user_agent(concat!("tutela/", env!("CARGO_PKG_VERSION")))
            .timeout_resolve(Some(Duration::from_secs(30)))
            .timeout_connect(Some(Duration::from_secs(30)))
            .timeout_recv_response(Some(PATIENCE))
            .proxy(if is_here(host) { None } else { Proxy::try_from_env() })
            .tls_config(TlsConfig::builder().root_certs(roots).build());
        Ok(Server { base, token: token.to_owned(), agent: config.build().into() })
    }

    /// Hands it over. `progress` is told how many bytes have gone.
    pub fn put(&self, pushing: &Pushing<'_>, progress: &mut dyn FnMut(u64)) -> Result<Kept, Fault> {
        let room = match pushing.kind {
            Kind::Dossier => "devices",
            Kind::Site => "sites",
        };
        let expected = pushing.expected.map(|sequence| format!("&expected={sequence}")).unwrap_or_default();
        let check = if pushing.check_later { "&check=later" } else { "" };
        let url = format!("{}/api/v1/{room}?name={}{expected}{check}", self.base, quoted(pushing.name));
        let mut counting = Counting { from: pushing.archive, sent: 0, progress };
        let request = self
            .agent
            .post(&url)
            .header("Authorization", format!("Bearer {}", self.token))
            .header("Accept-Language", pushing.lang.tag())
            .header("Content-Type", "application/x-tar")
            .header("Content-Length", pushing.archive.len().to_string())
            // Who may not enter is told so before anything is sent.
            .header("Expect", "100-continue");
        match request.send(SendBody::from_reader(&mut counting)) {
            Ok(response) => self.judge(response),
            Err(error) => Err(self.failed(error, counting.sent > 0)),
        }
    }

    fn judge(&self, response: Response<Body>) -> Result<Kept, Fault> {
        let status = response.status().as_u16();
        let mut body = Vec::new();
        if let Err(cause) = response.into_body().into_reader().take(LONGEST_ANSWER).read_to_end(&mut body) {
            return Err(Fault::with(FaultKind::CutOff, &self.base, cause));
        }
        let stranger = || Fault::new(FaultKind::Stranger(status), &self.base);
        if matches!(status, 200 | 201) {
            return serde_json::from_slice(&body).map_err(|_| stranger());
        }
        let problem: Problem = serde_json::from_slice(&body).map_err(|_| stranger())?;
        Err(Fault::new(FaultKind::Refused(status, problem.title, problem.next), &self.base))
    }

    fn failed(&self, error: Error, sent: bool) -> Fault {
        let kind = match &error {
            Error::Tls(_) | Error::Rustls(_) | Error::Pem(_) => FaultKind::Untrusted,
            // Refused certificates come out of the connection as errors of reading.
            Error::Io(cause) if cause.kind() == io::ErrorKind::InvalidData => FaultKind::Untrusted,
            Error::BadUri(_) | Error::Http(_) => FaultKind::BadAddress,
            _ if sent => FaultKind::CutOff,
            _ => FaultKind::Unreachable,
        };
        let cause = match error {
            Error::Io(cause) => cause,
            Error::HostNotFound => io::Error::new(io::ErrorKind::NotFound, "no such host"),
            Error::Timeout(_) => io::Error::new(io::ErrorKind::TimedOut, error.to_string()),
            other => io::Error::other(other),
        };
        Fault::with(kind, &self.base, cause)
    }
}

/// Whether an address is of this machine: what is sent there crosses no network.
fn is_here(host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.split(':').next().unwrap_or_default(),
    };
    name == "localhost" || name.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// A value of a query: what is not plain is written as %XX.
fn quoted(text: &str) -> String {
    let quote = |byte: u8| match byte {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => char::from(byte).to_string(),
        other => format!("%{other:02X}"),
    };
    text.bytes().map(quote).collect()
}

fn certificates(path: &Path) -> Result<Vec<Certificate<'static>>, Fault> {
    let name = path.display().to_string();
    let pem = std::fs::read(path).map_err(|cause| Fault::with(FaultKind::CannotRead, &name, cause))?;
    let found: Vec<_> = parse_pem(&pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if found.is_empty() { Err(Fault::new(FaultKind::NoCertificate, name)) } else { Ok(found) }
}

/// Tells how much has gone.
struct Counting<'a> {
    from: &'a [u8],
    sent: u64,
    progress: &'a mut dyn FnMut(u64),
}

impl Read for Counting<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let count = self.from.read(into)?;
        self.sent += count as u64;
        (self.progress)(self.sent);
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::{Kind, Pushing, Server, quoted};
    use crate::fault::FaultKind;
    use std::io::{Read, Write};
    use std::net::TcpListener;
    use terms::Lang;

    /// What becomes of one push to a server that says these words.
    fn pushed(answer: &'static str) -> FaultKind {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let serving = std::thread::spawn(move || {
            let (mut stream, _) = listener.accept().unwrap();
            let mut head = [0; 2048];
            let _ = stream.read(&mut head).unwrap();
            stream.write_all(answer.as_bytes()).unwrap();
        });
        let server = Server::new(&address, "secret", None, false).unwrap();
        let pushing = Pushing {
            kind: Kind::Dossier,
            name: "x",
            expected: None,
            archive: &[0; 64],
            check_later: false,
            lang: Lang::En,
        };
        let fault = server.put(&pushing, &mut |_| {}).unwrap_err();
        serving.join().unwrap();
        assert!(!fault.to_string().contains("secret"));
        fault.kind
    }

    #[test]
    fn a_token_never_crosses_a_network_in_the_clear_unless_somebody_says_so() {
        let kind = |address, plain| Server::new(address, "t", None, plain).map(drop).map_err(|fault| fault.kind);
        assert_eq!(kind("http://tutela.example.org", false), Err(FaultKind::InTheClear));
        assert_eq!(kind("http://tutela.example.org", true), Ok(()));
        assert_eq!(kind("http://127.0.0.1:8443/", false), Ok(()));
        assert_eq!(kind("http://[::1]:8443", false), Ok(()));
        assert_eq!(kind("https://tutela.example.org", false), Ok(()));
        for wrong in ["tutela.example.org", "https://", "https://u:p@host", "https://host/path", "ftp://host"] {
            assert_eq!(kind(wrong, true), Err(FaultKind::BadAddress), "{wrong}");
        }
    }

    #[test]
    fn a_redirect_is_not_followed() {
        assert_eq!(
            pushed("HTTP/1.1 307 T\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n"),
            FaultKind::Stranger(307)
        );
    }

    #[test]
    fn what_the_server_says_is_told_in_its_own_words() {
        let problem = "HTTP/1.1 409 C\r\nContent-Length: 31\r\n\r\n{\"title\":\"other\",\"next\":\"read\"}\n";
        assert_eq!(pushed(problem), FaultKind::Refused(409, "other".to_owned(), "read".to_owned()));
    }

    #[test]
    fn a_page_of_a_proxy_is_no_answer() {
        assert_eq!(pushed("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nwell"), FaultKind::Stranger(200));
    }

    #[test]
    fn nobody_there_is_said() {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let server = Server::new(&format!("http://{free}"), "t", None, false).unwrap();
        let pushing =
            Pushing { kind: Kind::Site, name: "x", expected: Some(0), archive: &[], check_later: true, lang: Lang::Ja };
        assert_eq!(server.put(&pushing, &mut |_| {}).unwrap_err().kind, FaultKind::Unreachable);
    }

    #[test]
    fn a_name_cannot_add_to_the_query() {
        assert_eq!(quoted("a&b=1/é"), "a%26b%3D1%2F%C3%A9");
    }
}
