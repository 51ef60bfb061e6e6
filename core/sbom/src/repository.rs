//! The git repository that a package URL names, and the commit or tag in there.

use crate::Purl;
use std::borrow::Cow;

/// A repository and what of it is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Checkout {
    /// By the rule of [`repository`].
    pub repository: String,
    /// A commit or a tag; empty when neither is stated.
    pub at: String,
}

/// A repository as two addresses of it meet: host and path, without scheme, user, `.git` and slashes at the end, in lower case
/// where the host does not tell case apart.
pub fn repository(address: &str) -> String {
    let address = address.trim().strip_prefix("git+").unwrap_or(address.trim());
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    let rest = rest.split(['?', '#']).next().unwrap_or_default();
    let (host, path) = rest.split_once(['/', ':']).unwrap_or((rest, ""));
    let host = host.rsplit('@').next().unwrap_or_default().to_ascii_lowercase();
    let path = path.trim_matches('/');
    let path = path.strip_suffix(".git").unwrap_or(path).trim_end_matches('/');
    let path = match host.as_str() {
        "github.com" | "gitlab.com" | "bitbucket.org" => path.to_ascii_lowercase(),
        _ => path.to_owned(),
    };
    if path.is_empty() { host } else { format!("{host}/{path}") }
}

/// The checkout that a package URL names: by its type (`pkg:github/owner/name@commit`), or by `vcs_url`.
pub fn checkout(purl: &Purl<'_>) -> Option<Checkout> {
    let host = match purl.kind.as_ref() {
        "github" => Some("github.com"),
        "gitlab" => Some("gitlab.com"),
        "bitbucket" => Some("bitbucket.org"),
        _ => None,
    };
    if let Some(host) = host.filter(|_| !purl.namespace.is_empty()) {
        let address = format!("{host}/{}", purl.full_name());
        return Some(Checkout { repository: repository(&address), at: purl.version.to_string() });
    }
    let address = purl.qualifier("vcs_url").filter(|address| address.starts_with("git") || is_web(address))?;
    let (address, at) = split_revision(&address);
    let at = if at.is_empty() { purl.version.clone() } else { Cow::Borrowed(at) };
    Some(Checkout { repository: repository(address), at: at.into_owned() })
}

fn is_web(address: &str) -> bool {
    address.starts_with("https://") || address.starts_with("http://")
}

/// `git+https://host/path@revision#file`; an `@` before the path parts a user from the host.
fn split_revision(address: &str) -> (&str, &str) {
    let address = address.split('#').next().unwrap_or_default();
    match address.rsplit_once('@') {
        Some((before, after)) if before.contains("://") && !after.contains('/') => (before, after),
        Some(_) | None => (address, ""),
    }
}

#[cfg(test)]
mod tests {
    use super::{checkout, repository};
    use crate::Purl;

    #[test]
    fn addresses_of_one_repository_meet() {
        for address in [
            "https://github.com/Aster/Pump.git",
            "git+https://github.com/aster/pump",
            "git://github.com/aster/pump/",
            "git@github.com:aster/pump.git",
            "ssh://git@github.com/aster/pump",
        ] {
            assert_eq!(repository(address), "github.com/aster/pump", "{address}");
        }
        assert_eq!(repository("https://git.example.org/A/b.git"), "git.example.org/A/b");
    }

    #[test]
    fn package_urls_name_checkouts() {
        let expect = |purl: &str, wanted: Option<(&str, &str)>| {
            let found = checkout(&Purl::parse(purl).unwrap());
            let found = found.as_ref().map(|found| (found.repository.as_str(), found.at.as_str()));
            assert_eq!(found, wanted, "{purl}");
        };
        expect("pkg:github/Aster/pump@1f2e", Some(("github.com/aster/pump", "1f2e")));
        expect("pkg:gitlab/aster/sub/pump@v1", Some(("gitlab.com/aster/sub/pump", "v1")));
        expect(
            "pkg:generic/pump@1.2?vcs_url=git%2Bhttps://git.example.org/pump.git%40abc",
            Some(("git.example.org/pump", "abc")),
        );
        expect("pkg:generic/pump@1.2?vcs_url=https://git.example.org/pump", Some(("git.example.org/pump", "1.2")));
        expect("pkg:generic/pump@1.2?vcs_url=svn%2Bhttps://x/y", None);
        expect("pkg:pypi/pump@1.2", None);
    }

    proptest::proptest! {
        #[test]
        fn any_address_is_survived(address: String) {
            repository(&address);
            super::split_revision(&address);
        }
    }
}
