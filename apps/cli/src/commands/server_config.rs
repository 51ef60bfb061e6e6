//! The file of settings of `tutela serve` (TOML).

use super::server_people::{LdapFile, OidcFile};
use crate::edge::{Complaint, Edge};
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// What may stand in the file; a name that is none of these is refused.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct ServerFile {
    /// Address and port.
    pub(crate) listen: Option<SocketAddr>,
    /// SQLite file or PostgreSQL address.
    pub(crate) store: Option<String>,
    /// Certificate chain, PEM.
    pub(crate) tls_certificates: Option<PathBuf>,
    /// Its private key, PEM.
    pub(crate) tls_key: Option<PathBuf>,
    /// What browsers see when a proxy stands before the server.
    pub(crate) origin: Option<String>,
    /// The largest upload, in MiB.
    pub(crate) upload_limit: Option<usize>,
    /// How long a session lasts without use.
    pub(crate) idle_minutes: Option<i64>,
    /// How long a session lasts at most.
    pub(crate) session_hours: Option<i64>,
    /// An identity provider that vouches for people.
    pub(crate) oidc: Option<OidcFile>,
    /// A directory that vouches for people.
    pub(crate) ldap: Option<LdapFile>,
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
