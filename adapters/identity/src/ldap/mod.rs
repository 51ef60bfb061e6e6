//! Signing in at a directory: LDAP (RFC 4511, 4513) or Active Directory, by TLS alone.

#[cfg(test)]
mod tests;

use activities::sign_in_port::{Directory, NotVouched, Vouched};
use ldap3::{LdapConn, LdapConnSettings, LdapError, Scope, SearchEntry, ldap_escape};
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

/// How long the directory may take.
const WAITING: Duration = Duration::from_secs(15);

/// The result of a bind whose password is wrong.
const WRONG_PASSWORD: u32 = 49;

/// The longest login that is asked about.
const LONGEST_LOGIN: usize = 256;

/// How a login becomes a name that the directory lets in.
#[derive(Clone, Debug)]
pub enum Bind {
    /// An account of this server looks for the person, and the person's own name is then tried.
    Search {
        /// Its distinguished name.
        name: String,
        /// Its password.
        password: String,
    },
    /// The login with `@` and this behind it (Active Directory).
    Upn(String),
}

/// What the operator says of a directory.
#[derive(Clone, Debug)]
pub struct LdapSettings {
    /// `ldaps://host`, or `ldap://host`, which is then protected by STARTTLS before anything is said.
    pub url: String,
    /// Certificates (PEM) that it is trusted by.
    pub ca: PathBuf,
    /// How people bind.
    pub bind: Bind,
    /// Where people are looked for.
    pub base: String,
    /// Who is meant by a login: `{login}` stands for it, such as `(sAMAccountName={login})`.
    pub user_filter: String,
    /// Which groups somebody is in: `{dn}` stands for them. `None`: the attribute `memberOf`.
    pub group_filter: Option<String>,
    /// The attribute with the printed name.
    pub name_attribute: String,
}

/// A directory.
pub struct LdapDirectory {
    settings: LdapSettings,
    tls: Arc<ClientConfig>,
}

impl LdapDirectory {
    /// A directory; it is asked only when somebody signs in.
    pub fn new(settings: LdapSettings) -> Result<LdapDirectory, NotVouched> {
        if !settings.url.starts_with("ldaps://") && !settings.url.starts_with("ldap://") {
            return Err(NotVouched::Refused(format!("{}: neither ldaps:// nor ldap://", settings.url)));
        }
        if !settings.user_filter.contains("{login}") {
            return Err(NotVouched::Refused("the filter of people holds no {login}".to_owned()));
        }
        let tls = Arc::new(trusting(&settings.ca)?);
        Ok(LdapDirectory { settings, tls })
    }

    fn connected(&self) -> Result<LdapConn, NotVouched> {
        let settings = LdapConnSettings::new()
            .set_conn_timeout(WAITING)
            // Nothing is ever said in the clear: a directory that refuses STARTTLS is not used.
            .set_starttls(self.settings.url.starts_with("ldap://"))
            .set_config(Arc::clone(&self.tls));
        LdapConn::with_settings(settings, &self.settings.url).map_err(|fault| self.unreachable(&fault))
    }

    fn unreachable(&self, fault: &LdapError) -> NotVouched {
        NotVouched::Unreachable(format!("{}: {fault}", self.settings.url))
    }

    /// Whether the directory lets this name in with this password.
    fn bound(&self, name: &str, password: &str) -> Result<Option<LdapConn>, NotVouched> {
        let mut connection = self.connected()?;
        let answer = connection.with_timeout(WAITING).simple_bind(name, password);
        let answer = answer.map_err(|fault| self.unreachable(&fault))?;
        match answer.rc {
            0 => Ok(Some(connection)),
            WRONG_PASSWORD => Ok(None),
            other => Err(NotVouched::Unreachable(format!("{}: a bind ends with {other}", self.settings.url))),
        }
    }

    /// The entry that a login means; several mean nobody.
    fn entry(&self, connection: &mut LdapConn, login: &str) -> Result<Option<SearchEntry>, NotVouched> {
        let filter = self.settings.user_filter.replace("{login}", &ldap_escape(login));
        let mut found = self.search(
            connection,
            &filter,
            vec![&self.settings.name_attribute, "mail", "memberOf", "entryUUID", "objectGUID"],
        )?;
        Ok(if found.len() == 1 { found.pop() } else { None })
    }

    fn search(
        &self,
        connection: &mut LdapConn,
        filter: &str,
        attributes: Vec<&str>,
    ) -> Result<Vec<SearchEntry>, NotVouched> {
        let found = connection.with_timeout(WAITING).search(&self.settings.base, Scope::Subtree, filter, attributes);
        let (entries, _) = found.and_then(|found| found.success()).map_err(|fault| self.unreachable(&fault))?;
        // References to other servers name nobody.
        let entries = entries.into_iter().filter(|entry| !entry.is_ref() && !entry.is_intermediate());
        Ok(entries.map(SearchEntry::construct).collect())
    }

    fn groups(&self, connection: &mut LdapConn, entry: &SearchEntry) -> Result<Vec<String>, NotVouched> {
        match &self.settings.group_filter {
            None => Ok(entry.attrs.get("memberOf").cloned().unwrap_or_default()),
            Some(filter) => {
                let filter = filter.replace("{dn}", &ldap_escape(entry.dn.as_str()));
                let found = self.search(connection, &filter, vec!["cn"])?;
                Ok(found.into_iter().map(|group| group.dn).collect())
            }
        }
    }

    fn vouched(&self, login: &str, entry: &SearchEntry, groups: Vec<String>) -> Vouched {
        let first = |name: &str| entry.attrs.get(name).and_then(|all| all.first()).cloned();
        let guid = entry.bin_attrs.get("objectGUID").and_then(|all| all.first());
        let guid = guid.map(|bytes| bytes.iter().map(|byte| format!("{byte:02x}")).collect());
        Vouched {
            by: self.settings.url.clone(),
            // A distinguished name changes when somebody marries or moves.
            subject: first("entryUUID").or(guid).or_else(|| first("objectGUID")).unwrap_or_else(|| entry.dn.clone()),
            login: login.to_owned(),
            name: first(&self.settings.name_attribute).unwrap_or_else(|| login.to_owned()),
            mail: first("mail").unwrap_or_default(),
            groups,
        }
    }
}

fn trusting(ca: &Path) -> Result<ClientConfig, NotVouched> {
    let fault = |what: String| NotVouched::Refused(format!("{}: {what}", ca.display()));
    let mut roots = RootCertStore::empty();
    let certificates = CertificateDer::pem_file_iter(ca).map_err(|cause| fault(cause.to_string()))?;
    for certificate in certificates {
        let certificate = certificate.map_err(|cause| fault(cause.to_string()))?;
        roots.add(certificate).map_err(|cause| fault(cause.to_string()))?;
    }
    if roots.is_empty() {
        return Err(fault("the file holds no certificate".to_owned()));
    }
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let config = config.map_err(|cause| fault(cause.to_string()))?;
    Ok(config.with_root_certificates(roots).with_no_client_auth())
}

/// Whether a login can be one: what would mean something else to a directory is none.
fn is_login(login: &str) -> bool {
    let odd = |letter: char| letter.is_control() || matches!(letter, '@' | '\\' | '/');
    !login.is_empty() && login.len() <= LONGEST_LOGIN && !login.contains(odd)
}

impl Directory for LdapDirectory {
    fn sign_in(&self, login: &str, password: &str) -> Result<Option<Vouched>, NotVouched> {
        // A bind without a password asks for nobody's and succeeds (RFC 4513 5.1.2).
        if password.is_empty() || !is_login(login) {
            return Ok(None);
        }
        let mut connection = match &self.settings.bind {
            Bind::Upn(suffix) => {
                let Some(own) = self.bound(&format!("{login}@{suffix}"), password)? else { return Ok(None) };
                own
            }
            Bind::Search { name, password: ours } => self
                .bound(name, ours)?
                .ok_or_else(|| NotVouched::Refused(format!("{}: {name} is not let in", self.settings.url)))?,
        };
        let Some(entry) = self.entry(&mut connection, login)? else { return Ok(None) };
        // The entry found need not be the person who was let in: the name of one may be the login of another.
        if entry.dn.is_empty() || self.bound(&entry.dn, password)?.is_none() {
            return Ok(None);
        }
        let groups = self.groups(&mut connection, &entry)?;
        Ok(Some(self.vouched(login, &entry, groups)))
    }
}
