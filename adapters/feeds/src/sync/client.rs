//! One request: asks a server, and says of its answer whether to read it, to ask again, or to give up.

use crate::raw::unreadable;
use activities::feed_port::{FeedFault, Said};
use std::path::Path;
use std::time::Duration;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::{Agent, Body, Error, Proxy, http::Response};

/// What a server said, before its body is read.
pub(crate) enum Reply {
    /// A body to read: the file, or what is left of it.
    Body(Response<Body>),
    /// What is held is still the newest.
    Unchanged,
    /// What was kept of an earlier fetch does not fit any more.
    Anew,
    /// Ask again, not before so long.
    Again(Said, Option<Duration>),
    /// Asking again would not help.
    Never(FeedFault),
}

/// Follows this many redirects.
const REDIRECTS: u32 = 5;

/// Makes the client of one feed. A proxy is taken from `HTTPS_PROXY` and its like; `NO_PROXY` holds.
pub(crate) fn agent(url: &str, ca: Option<&Path>) -> Result<Agent, FeedFault> {
    let roots = match ca {
        None => RootCerts::WebPki,
        Some(path) => RootCerts::from(certificates(path)?),
    };
    let config = Agent::config_builder()
        .http_status_as_error(false)
        // A redirect never leads from a protected address to one that is not.
        .https_only(url.starts_with("https://"))
        .max_redirects(REDIRECTS)
        .max_redirects_will_error(true)
        .user_agent(concat!("tutela/", env!("CARGO_PKG_VERSION")))
        .timeout_resolve(Some(Duration::from_secs(30)))
        .timeout_connect(Some(Duration::from_secs(30)))
        .timeout_recv_response(Some(Duration::from_secs(60)))
        .timeout_per_read(Some(Duration::from_secs(60)))
        .proxy(Proxy::try_from_env())
        .tls_config(TlsConfig::builder().root_certs(roots).build());
    Ok(config.build().into())
}

fn certificates(path: &Path) -> Result<Vec<Certificate<'static>>, FeedFault> {
    let name = path.display().to_string();
    let pem = std::fs::read(path).map_err(|error| unreadable(&name, error))?;
    let certificates: Vec<_> = parse_pem(&pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    if certificates.is_empty() {
        return Err(FeedFault::new(
            Said::new(format!("{name} holds no certificate"), format!("{name} に証明書がありません")),
            Said::new("name a file in PEM form", "PEM 形式のファイルを指定してください"),
        ));
    }
    Ok(certificates)
}

/// Asks once.
pub(crate) fn ask(agent: &Agent, url: &str, headers: &[(&str, String)]) -> Reply {
    // A body packed on the way would not be the file whose sum is published.
    let mut request = agent.get(url).header("Accept-Encoding", "identity");
    for (name, value) in headers {
        request = request.header(*name, value);
    }
    match request.call() {
        Ok(response) => judge(url, response),
        Err(error) => failed(url, &error),
    }
}

fn judge(url: &str, response: Response<Body>) -> Reply {
    let status = response.status().as_u16();
    match status {
        200 | 206 => Reply::Body(response),
        304 => Reply::Unchanged,
        416 => Reply::Anew,
        408 | 425 | 429 | 500 | 502 | 503 | 504 => {
            let after = response.headers().get("Retry-After").and_then(|value| value.to_str().ok());
            let after = after.and_then(|text| text.trim().parse().ok()).map(Duration::from_secs);
            Reply::Again(answers(url, status), after)
        }
        _ => Reply::Never(FeedFault::new(
            answers(url, status),
            Said::new(
                "check the address in feeds.jsonl, and whether the server asks for a login",
                "feeds.jsonl のアドレスと、サーバーが認証を求めていないかを確認してください",
            ),
        )),
    }
}

fn answers(url: &str, status: u16) -> Said {
    Said::new(
        format!("{url}: the server answers with status {status}"),
        format!("{url}: サーバーの応答はステータス {status} です"),
    )
}

fn failed(url: &str, error: &Error) -> Reply {
    let plain = |what: String| Said::new(format!("{url}: {what}"), format!("{url}: 取得できません（{what}）"));
    match error {
        Error::TooManyRedirects | Error::RedirectFailed => Reply::Never(FeedFault::new(
            Said::new(
                format!("{url}: redirects without end"),
                format!("{url}: 転送が終わりません（リダイレクトの繰り返し）"),
            ),
            Said::new("ask the publisher for the address", "公開元にアドレスを確認してください"),
        )),
        Error::RequireHttpsOnly(_) => Reply::Never(FeedFault::new(
            Said::new(
                format!("{url}: redirects to an address without protection (http)"),
                format!("{url}: 保護されていないアドレス（http）へ転送されます"),
            ),
            Said::new("ask the publisher for the address", "公開元にアドレスを確認してください"),
        )),
        Error::Tls(_) | Error::Rustls(_) | Error::Pem(_) => Reply::Never(untrusted(url, error)),
        // Refused certificates come out of the connection as errors of reading.
        Error::Io(cause) if cause.kind() == std::io::ErrorKind::InvalidData => Reply::Never(untrusted(url, error)),
        Error::BadUri(_) | Error::InvalidProxyUrl | Error::Http(_) => Reply::Never(FeedFault::new(
            plain(error.to_string()),
            Said::new("mend the address in feeds.jsonl", "feeds.jsonl のアドレスを直してください"),
        )),
        other => Reply::Again(plain(other.to_string()), None),
    }
}

fn untrusted(url: &str, error: &Error) -> FeedFault {
    FeedFault::new(
        Said::new(
            format!("{url}: the server's certificate is not trusted ({error})"),
            format!("{url}: サーバー証明書を信頼できません（{error}）"),
        ),
        Said::new(
            "where a proxy or server of your own has a private CA, name its certificate with --ca FILE",
            "社内のプロキシやサーバーが独自の認証局を使う場合は、その証明書を --ca FILE で指定してください",
        ),
    )
}
