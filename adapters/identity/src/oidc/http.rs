//! What is asked of a provider: small JSON documents, over TLS.

use activities::sign_in_port::NotVouched;
use serde::de::DeserializeOwned;
use std::fmt::Write;
use std::path::Path;
use std::time::Duration;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body, Error, Proxy, http::Response};

/// The largest answer that is read.
const LARGEST: u64 = 1 << 20;

/// How long an answer may take.
const WAITING: Duration = Duration::from_secs(20);

/// Asks one provider.
pub(super) struct Http(Agent);

impl Http {
    pub(super) fn new(issuer: &str, ca: Option<&Path>) -> Result<Http, NotVouched> {
        let roots = match ca {
            None => RootCerts::WebPki,
            Some(path) => RootCerts::from(certificates(path)?),
        };
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .https_only(issuer.starts_with("https://"))
            // An answer of another address would not be the provider's.
            .max_redirects(0)
            .user_agent(concat!("tutela/", env!("CARGO_PKG_VERSION")))
            .timeout_global(Some(WAITING))
            .proxy(Proxy::try_from_env())
            .tls_config(TlsConfig::builder().root_certs(roots).build());
        Ok(Http(config.build().into()))
    }

    pub(super) fn get<Answer: DeserializeOwned>(&self, url: &str) -> Result<Answer, NotVouched> {
        read(url, self.0.get(url).header("Accept", "application/json").call())
    }

    pub(super) fn post<Answer: DeserializeOwned>(
        &self,
        url: &str,
        fields: &[(&str, &str)],
        authorization: Option<&str>,
    ) -> Result<Answer, NotVouched> {
        let mut request = self.0.post(url).header("Accept", "application/json");
        if let Some(authorization) = authorization {
            request = request.header("Authorization", authorization);
        }
        read(url, request.content_type("application/x-www-form-urlencoded").send(form(fields)))
    }
}

fn certificates(path: &Path) -> Result<Vec<Certificate<'static>>, NotVouched> {
    let fault = |what: String| NotVouched::Refused(format!("{}: {what}", path.display()));
    let pem = std::fs::read(path).map_err(|cause| fault(cause.to_string()))?;
    let certificates: Vec<Certificate<'static>> = parse_pem(&pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if certificates.is_empty() { Err(fault("the file holds no certificate".to_owned())) } else { Ok(certificates) }
}

fn read<Answer: DeserializeOwned>(url: &str, answer: Result<Response<Body>, Error>) -> Result<Answer, NotVouched> {
    let fault = |what: String| NotVouched::Unreachable(format!("{url}: {what}"));
    let mut answer = answer.map_err(|cause| fault(cause.to_string()))?;
    let status = answer.status().as_u16();
    if status != 200 {
        return Err(fault(format!("status {status}")));
    }
    let bytes =
        answer.body_mut().with_config().limit(LARGEST).read_to_vec().map_err(|cause| fault(cause.to_string()))?;
    serde_json::from_slice(&bytes).map_err(|_| fault("the answer has another form than the standard's".to_owned()))
}

/// A text as it stands in a form or address.
pub(super) fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(byte as char),
            // Writing into memory cannot fail.
            other => drop(write!(out, "%{other:02X}")),
        }
    }
    out
}

/// Fields as a form.
pub(super) fn form(fields: &[(&str, &str)]) -> String {
    let field = |(name, value): &(&str, &str)| format!("{name}={}", encoded(value));
    fields.iter().map(field).collect::<Vec<_>>().join("&")
}
