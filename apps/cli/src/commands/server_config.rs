//! The file of settings of `tutela serve` (TOML).

use super::server_people::{LdapFile, OidcFile};
use super::server_retention::RetentionFile;
use super::server_telling::{FeedsFile, MailFile, NoticesFile, WebhooksFile};
use crate::edge::{Complaint, Edge};
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use web::RequestLog;

/// What may stand in the file; a name that is none of these is refused.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ServerFile {
    /// Address and port.
    pub(crate) listen: Option<SocketAddr>,
    /// SQLite file or PostgreSQL address.
    pub(crate) store: Option<String>,
    /// A streaming replica of a PostgreSQL store.
    pub(crate) store_replica: Option<String>,
    /// How many seconds it may be behind.
    pub(crate) replica_seconds: Option<u64>,
    /// Certificate chain, PEM.
    pub(crate) tls_certificates: Option<PathBuf>,
    /// Its private key, PEM.
    pub(crate) tls_key: Option<PathBuf>,
    /// What browsers see when a proxy stands before the server.
    pub(crate) origin: Option<String>,
    /// The largest upload, in MiB.
    pub(crate) upload_limit: Option<usize>,
    /// Requests that one address may send in a second; five times as many at once.
    pub(crate) requests_per_second: Option<u32>,
    /// How long a session lasts without use.
    pub(crate) idle_minutes: Option<i64>,
    /// How long a session lasts at most.
    pub(crate) session_hours: Option<i64>,
    /// Addresses and blocks of proxies whose `X-Forwarded-For` is believed.
    pub(crate) trusted_proxies: Option<Vec<String>>,
    /// A line a request on stderr.
    pub(crate) log: Option<LogForm>,
    /// The mail server.
    pub(crate) mail: Option<MailFile>,
    /// Webhooks.
    pub(crate) webhooks: Option<WebhooksFile>,
    /// Who else hears of what nobody acknowledges.
    pub(crate) notices: Option<NoticesFile>,
    /// How often feeds are fetched.
    pub(crate) feeds: Option<FeedsFile>,
    /// How long each class of records is kept.
    pub(crate) retention: Option<RetentionFile>,
    /// Packages of makers.
    pub(crate) packages: Option<PackagesFile>,
    /// An identity provider that vouches for people.
    pub(crate) oidc: Option<OidcFile>,
    /// A directory that vouches for people.
    pub(crate) ldap: Option<LdapFile>,
}

/// How packages of makers are taken in.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct PackagesFile {
    /// What opens packages that are encrypted for this server (an identity of age).
    pub(crate) identity_file: Option<PathBuf>,
}

/// The form of a line about a request.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum LogForm {
    /// For people.
    Text,
    /// For programs.
    Json,
}

impl LogForm {
    /// Its word in the file.
    pub(crate) fn word(self) -> &'static str {
        match self {
            LogForm::Text => "text",
            LogForm::Json => "json",
        }
    }
}

impl From<LogForm> for RequestLog {
    fn from(form: LogForm) -> RequestLog {
        match form {
            LogForm::Text => RequestLog::Text,
            LogForm::Json => RequestLog::Json,
        }
    }
}

/// Reads it; refused with the place of what cannot be read.
pub(crate) fn read(edge: &Edge, path: &Path) -> Result<ServerFile, Complaint> {
    let lang = edge.lang;
    let text = std::fs::read_to_string(path).map_err(|fault| {
        Complaint::new(
            format!("{}: {}", path.display(), activities::os_words::cause(&fault, lang)),
            lang.pick("name a file that can be read", "読み取れるファイルを指定してください"),
        )
    })?;
    toml::from_str(&text).map_err(|fault| {
        let what = lang.pick("these are no settings of the server", "サーバーの設定として読み取れません");
        Complaint::new(format!("{}: {what}\n{fault}", path.display()), "tutela serve --help")
    })
}
