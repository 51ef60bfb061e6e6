//! Who vouches for people beside the server: `[oidc]` and `[ldap]` of its settings (docs/people.md).

use crate::edge::{Complaint, Edge};
use activities::accounts_port::HeldRole;
use activities::passkeys_port::{Authenticators, NoPasskeys};
use activities::role::Role;
use activities::scope::Scope;
use activities::sign_in_port::NotVouched;
use identity::{Bind, LdapDirectory, LdapSettings, OidcProvider, OidcSettings, PasskeyAuthenticators};
use serde::Deserialize;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use terms::Instant;
use web::{Elsewhere, Ldap, Oidc, RoleTable};

/// An identity provider.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct OidcFile {
    issuer: String,
    client_id: String,
    client_secret_file: Option<PathBuf>,
    organisation: String,
    label: Option<String>,
    #[serde(default)]
    scopes: Vec<String>,
    login_claim: Option<String>,
    groups_claim: Option<String>,
    ca: Option<PathBuf>,
    roles: Vec<RoleFile>,
}

/// A directory.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct LdapFile {
    url: String,
    ca: PathBuf,
    bind_name: Option<String>,
    bind_password_file: Option<PathBuf>,
    upn_suffix: Option<String>,
    base: String,
    user_filter: String,
    group_filter: Option<String>,
    name_attribute: Option<String>,
    organisation: String,
    roles: Vec<RoleFile>,
}

/// A group and the role it gives.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct RoleFile {
    group: String,
    role: String,
    #[serde(default)]
    scope: String,
    until: Option<String>,
}

/// What asks browsers for passkeys, by the name that browsers reach the server by; otherwise why there can be none.
pub(super) fn authenticators(
    origin: Option<&str>,
    listen: SocketAddr,
    (tls, proxies): (bool, usize),
) -> Result<Arc<dyn Authenticators>, NoPasskeys> {
    // Browsers reach what is behind a proxy by its name, not by that of this machine.
    if origin.is_none() && proxies > 0 {
        return Err(NoPasskeys::NoOrigin);
    }
    PasskeyAuthenticators::new(origin, listen, tls).map(|asks| Arc::new(asks) as Arc<dyn Authenticators>)
}

/// Whoever vouches for people; nobody when neither is set.
pub(super) fn elsewhere(edge: &Edge, oidc: Option<OidcFile>, ldap: Option<LdapFile>) -> Result<Elsewhere, Complaint> {
    let oidc = oidc.map(|file| provider(edge, file)).transpose()?;
    let ldap = ldap.map(|file| directory(edge, file)).transpose()?;
    Ok(Elsewhere { oidc, ldap })
}

fn provider(edge: &Edge, file: OidcFile) -> Result<Oidc, Complaint> {
    let table = table(edge, "oidc", file.organisation, file.roles, false)?;
    let settings = OidcSettings {
        issuer: file.issuer,
        client_id: file.client_id,
        client_secret: file.client_secret_file.as_deref().map(|path| secret(edge, path)).transpose()?,
        scopes: file.scopes,
        login_claim: file.login_claim.unwrap_or_else(|| "preferred_username".to_owned()),
        groups_claim: file.groups_claim.unwrap_or_else(|| "groups".to_owned()),
        ca: file.ca,
    };
    let provider = Arc::new(OidcProvider::new(settings).map_err(|fault| wrong(edge, "oidc", &fault))?);
    let label = edge.lang.pick("Sign in with your organisation", "組織のアカウントでサインイン");
    Ok(Oidc { provider, label: file.label.unwrap_or_else(|| label.to_owned()), table })
}

fn directory(edge: &Edge, file: LdapFile) -> Result<Ldap, Complaint> {
    let table = table(edge, "ldap", file.organisation, file.roles, true)?;
    let bind = match (file.bind_name, file.bind_password_file, file.upn_suffix) {
        (Some(name), Some(path), None) => Bind::Search { name, password: secret(edge, &path)? },
        (None, None, Some(suffix)) => Bind::Upn(suffix),
        _ => {
            return Err(Complaint::new(
                edge.lang.pick("[ldap]: it is not said how people bind", "[ldap]: 認証方法の指定が不正です"),
                "bind-name + bind-password-file | upn-suffix",
            ));
        }
    };
    let settings = LdapSettings {
        url: file.url,
        ca: file.ca,
        bind,
        base: file.base,
        user_filter: file.user_filter,
        group_filter: file.group_filter,
        name_attribute: file.name_attribute.unwrap_or_else(|| "displayName".to_owned()),
    };
    let directory = Arc::new(LdapDirectory::new(settings).map_err(|fault| wrong(edge, "ldap", &fault))?);
    Ok(Ldap { directory, table })
}

/// A secret in a file of its own, so that the settings can be shown to others.
fn secret(edge: &Edge, path: &Path) -> Result<String, Complaint> {
    let text = std::fs::read_to_string(path).map_err(|fault| {
        Complaint::new(
            format!("{}: {}", path.display(), activities::os_words::cause(&fault, edge.lang)),
            edge.lang.pick("name a file that holds the secret alone", "秘密だけを含むファイルを指定してください"),
        )
    })?;
    Ok(text.trim_end_matches(['\r', '\n']).to_owned())
}

fn wrong(edge: &Edge, section: &str, fault: &NotVouched) -> Complaint {
    Complaint::new(
        format!("[{section}]: {fault}"),
        edge.lang.pick("see docs/people.md", "docs/people.md を参照してください"),
    )
}

fn table(
    edge: &Edge,
    section: &str,
    tenant: String,
    rows: Vec<RoleFile>,
    any_case: bool,
) -> Result<RoleTable, Complaint> {
    let rows = rows.into_iter().map(|row| held(edge, section, row)).collect::<Result<Vec<_>, _>>()?;
    Ok(RoleTable { tenant, rows, any_case })
}

fn held(edge: &Edge, section: &str, row: RoleFile) -> Result<(String, HeldRole), Complaint> {
    let RoleFile { group, role, scope, until } = row;
    let lang = edge.lang;
    let known = Role::named(&role).ok_or_else(|| {
        let all: Vec<&str> = Role::ALL.into_iter().map(Role::name).collect();
        let what = lang.pick(format!("“{role}” is no role"), format!("「{role}」という役割はありません"));
        Complaint::new(format!("[{section}]: {what}"), all.join(", "))
    })?;
    let until = until.map(|text| {
        Instant::parse(&text).ok_or_else(|| {
            let what = lang.pick(format!("“{text}” is no moment"), format!("「{text}」は日時ではありません"));
            Complaint::new(format!("[{section}]: {what}"), "2026-12-31T00:00:00Z")
        })
    });
    let until = until.transpose()?;
    if known == Role::ServiceProvider && (until.is_none() || scope.is_empty()) {
        return Err(Complaint::new(
            lang.pick("a service provider needs a scope and an end", "保守事業者には範囲と期限が必要です"),
            "scope = \"site:ID\", until = \"2026-12-31T00:00:00Z\"",
        ));
    }
    if Scope::of(&scope) == Scope::Nothing {
        let what = lang.pick(
            format!("the scope “{scope}” opens nothing: site:ID, family:ID or ward:SITE/WARD"),
            format!("範囲「{scope}」では何も閲覧できません（site:ID、family:ID、ward:SITE/WARD）"),
        );
        eprintln!("tutela serve: [{section}]: {what}");
    }
    Ok((group, HeldRole { role, scope, until }))
}

#[cfg(test)]
mod tests {
    use super::authenticators;
    use activities::passkeys_port::NoPasskeys;

    #[test]
    fn a_server_behind_a_proxy_that_was_not_told_its_name_has_no_passkeys_and_none_of_localhost() {
        let here = "127.0.0.1:8443".parse().unwrap();
        let bound = |origin: Option<&str>, proxies: usize| {
            authenticators(origin, here, (false, proxies)).map(|asks| asks.bound_to().to_owned())
        };
        assert_eq!(bound(None, 0), Ok("localhost".to_owned()));
        assert_eq!(bound(None, 1), Err(NoPasskeys::NoOrigin));
        assert_eq!(bound(Some("https://tutela.example.org"), 1), Ok("tutela.example.org".to_owned()));
    }
}
