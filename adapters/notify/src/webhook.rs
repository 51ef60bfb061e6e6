//! Webhooks as Standard Webhooks describes them: signed with HMAC-SHA-256, without redirects, to the public internet alone unless the
//! operator opens more.

use crate::Unusable;
use crate::address::is_inside;
use activities::courier_port::{Event, Undelivered};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use std::time::Duration;
use ureq::http::Uri;
use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::resolver::{DefaultResolver, ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, config::Config};

/// What the operator allows.
#[derive(Clone, Debug, Default)]
pub struct WebhookSettings {
    /// Addresses inside may be posted to, and without TLS.
    pub inside: bool,
    /// Certificates (PEM) to trust in place of the public ones.
    pub ca: Option<Vec<u8>>,
}

/// How long all of it may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// Posts events.
pub(crate) struct Webhooks {
    agent: Agent,
    inside: bool,
}

impl Webhooks {
    pub(crate) fn new(settings: WebhookSettings) -> Result<Webhooks, Unusable> {
        let WebhookSettings { inside, ca } = settings;
        let roots = match ca {
            None => RootCerts::WebPki,
            Some(pem) => RootCerts::from(certificates(&pem)?),
        };
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .https_only(!inside)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .user_agent(concat!("tutela/", env!("CARGO_PKG_VERSION")))
            .timeout_global(Some(PATIENCE))
            // Through a proxy nobody could tell which address is reached in the end.
            .proxy(None)
            .tls_config(TlsConfig::builder().root_certs(roots).build())
            .build();
        let resolver = Outside { own: DefaultResolver::default(), inside };
        Ok(Webhooks { agent: Agent::with_parts(config, DefaultConnector::new(), resolver), inside })
    }

    /// Whether an address may be posted to. A name is looked up, and judged once more, each time something is posted.
    pub(crate) fn may_post(&self, url: &str) -> Result<(), Undelivered> {
        let no = |[en, ja]: [&str; 2]| Err(Undelivered::new(en, ja));
        let Ok(uri) = url.parse::<Uri>() else {
            return no(["this is no address", "アドレスとして読み取れません"]);
        };
        match uri.scheme_str() {
            Some("https") => {}
            Some("http") if self.inside => {}
            _ => return no(["only https is posted to", "https のアドレスのみ使用できます"]),
        }
        let Some(host) = uri.host().filter(|host| !host.is_empty()) else {
            return no(["the address names no host", "アドレスにホスト名がありません"]);
        };
        if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return no(["no name or password stands in an address", "アドレスに利用者名やパスワードは書けません"]);
        }
        match host.trim_matches(['[', ']']).parse() {
            Ok(address) if !self.inside && is_inside(address) => no(INSIDE),
            _ => Ok(()),
        }
    }

    pub(crate) fn post(&self, event: &Event) -> Result<(), Undelivered> {
        self.may_post(&event.url)?;
        let Event { id, url, secret, at, body } = event;
        let seconds = at.0.div_euclid(1000);
        let request = self
            .agent
            .post(url)
            .header("content-type", "application/json")
            .header("webhook-id", id)
            .header("webhook-timestamp", seconds.to_string())
            .header("webhook-signature", signature(secret, id, seconds, body));
        match request.send(body.as_slice()) {
            Ok(answer) if answer.status().is_success() => Ok(()),
            Ok(answer) => {
                let (status, redirected) = (answer.status().as_u16(), answer.status().is_redirection());
                let (en, ja) = match redirected {
                    true => ("; redirects are not followed", "。リダイレクトには従いません"),
                    false => ("", ""),
                };
                Err(Undelivered::new(
                    &format!("the endpoint answers {status}{en}"),
                    &format!("送信先の応答は {status} です{ja}"),
                ))
            }
            Err(ureq::Error::Other(cause)) if cause.to_string() == INSIDE[0] => {
                Err(Undelivered::new(INSIDE[0], INSIDE[1]))
            }
            Err(error) => {
                let error = error.to_string();
                Err(Undelivered::new(&error, &format!("送信先に届きません（{error}）")))
            }
        }
    }
}

const INSIDE: [&str; 2] = ["the address is not one of the public internet", "インターネット上のアドレスではありません"];

/// `v1,` and the HMAC over id, time and body.
pub(crate) fn signature(secret: &[u8], id: &str, seconds: i64, body: &[u8]) -> String {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, secret));
    context.update(format!("{id}.{seconds}.").as_bytes());
    context.update(body);
    format!("v1,{}", STANDARD.encode(context.sign()))
}

/// Looks names up, and leaves out what is inside.
#[derive(Debug)]
struct Outside {
    own: DefaultResolver,
    inside: bool,
}

impl Resolver for Outside {
    fn resolve(&self, uri: &Uri, config: &Config, timeout: NextTimeout) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let found = self.own.resolve(uri, config, timeout)?;
        if self.inside {
            return Ok(found);
        }
        let mut allowed = self.empty();
        for address in found.iter().filter(|address| !is_inside(address.ip())) {
            allowed.push(*address);
        }
        match allowed.is_empty() {
            true => Err(ureq::Error::Other(INSIDE[0].into())),
            false => Ok(allowed),
        }
    }
}

fn certificates(pem: &[u8]) -> Result<Vec<Certificate<'static>>, Unusable> {
    let certificates: Vec<_> = parse_pem(pem)
        .filter_map(|item| match item {
            Ok(PemItem::Certificate(certificate)) => Some(certificate),
            _ => None,
        })
        .collect();
    match certificates.is_empty() {
        true => Err(Unusable::Certificates("no certificate in PEM form".to_owned())),
        false => Ok(certificates),
    }
}
