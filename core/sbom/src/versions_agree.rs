use crate::{Attribute, Cpe, Purl, osv_name};
use std::borrow::Cow;
use std::cmp::Ordering;
use versions::Scheme;

/// Whether a package URL and its component state one and the same version. One that states none contradicts nothing.
///
/// Spellings that mean the same agree: a leading `v` or `go`, letter case, an escape that was not decoded, the epoch of a
/// distribution that stands in a qualifier or is 0, and whatever the order of the ecosystem calls equal.
pub fn versions_agree(purl: &Purl<'_>, stated: &str) -> bool {
    let named = purl.version.as_ref();
    named == stated || named.is_empty() || stated.trim().is_empty() || mean_the_same(purl, named, stated)
}

/// Whether a CPE name and its component state one and the same version; the version of the name, where they do not. A name that
/// states none, or several, contradicts nothing.
///
/// CPE names state what the maker calls the version: a component that adds an epoch, a release of its distribution or build
/// metadata to it says more, not something else. An update (`1.0.2:k`) belongs to the version.
pub fn cpe_version_agrees<'a>(cpe: Cpe<'a>, stated: &str) -> Result<(), Cow<'a, str>> {
    let Attribute::Value(named) = cpe.version else { return Ok(()) };
    let stated = unescaped(stated.trim());
    if stated.is_empty() || named == stated.as_str() {
        return Ok(());
    }
    let update = match &cpe.update {
        Attribute::Value(update) => Some(update.as_ref()),
        Attribute::Any | Attribute::NotApplicable | Attribute::Pattern(_) => None,
    };
    let named_plain = bare(epoch(&named).1).to_ascii_lowercase();
    let stated_plain = bare(epoch(&stated).1).to_ascii_lowercase();
    let goes_on = stated_plain.strip_prefix(&named_plain).is_some_and(|rest| {
        let rest = rest.trim_start_matches(['-', '_', '+', '~', ' ', '(']);
        let adds = stated_plain[named_plain.len()..].starts_with(['-', '_', '+', '~', ' ', '(']);
        rest.is_empty() || adds || update.is_some_and(|update| plain(rest) == plain(update))
    });
    let equal = Scheme::Generic.compare(&named_plain, &stated_plain) == Ok(Ordering::Equal);
    if goes_on || equal || plain(&named_plain) == plain(&stated_plain) { Ok(()) } else { Err(named) }
}

/// The letters and digits of a version.
fn plain(text: &str) -> String {
    text.chars().filter(|letter| letter.is_alphanumeric() || *letter == '.').collect()
}

/// Whether a text names bytes, not a version: a digest such as `sha256:…`, or a commit.
pub fn is_digest(version: &str) -> bool {
    let digits = version.rsplit_once(':').map_or(version, |(_, digits)| digits);
    digits.len() >= 40 && digits.bytes().all(|digit| digit.is_ascii_hexdigit())
}

#[cold]
fn mean_the_same(purl: &Purl<'_>, named: &str, stated: &str) -> bool {
    let stated = unescaped(stated.trim());
    let ordered = osv_name(purl).and_then(|name| Scheme::of_ecosystem(name.ecosystem)).is_some_and(|scheme| {
        let pair = (bare(named), bare(&stated));
        scheme.compare(named, &stated) == Ok(Ordering::Equal) || scheme.compare(pair.0, pair.1) == Ok(Ordering::Equal)
    });
    if ordered {
        return true;
    }
    let same = |a: &str, b: &str| bare(a).eq_ignore_ascii_case(bare(b));
    if !matches!(purl.kind.as_ref(), "deb" | "rpm" | "apk" | "alpm") {
        return same(named, &stated);
    }
    let (epoch, named) = epoch(named);
    let (stated_epoch, stated) = self::epoch(&stated);
    let qualified = purl.qualifier("epoch");
    let epoch = epoch.or(qualified.as_deref()).unwrap_or("0");

    // A component that leaves out epoch or release says less, not something else.
    let release = named.rsplit_once('-').is_some_and(|(upstream, _)| same(upstream, stated));
    stated_epoch.is_none_or(|stated| stated == epoch) && (same(named, stated) || release)
}

/// The text without a leading `v` or `go` before a number.
fn bare(text: &str) -> &str {
    let rest = text.strip_prefix("go").or_else(|| text.strip_prefix(['v', 'V']));
    rest.filter(|rest| rest.starts_with(|first: char| first.is_ascii_digit())).unwrap_or(text)
}

/// Splits `1:2.3` into epoch and the rest.
fn epoch(text: &str) -> (Option<&str>, &str) {
    match text.split_once(':') {
        Some((epoch, rest)) if !epoch.is_empty() && epoch.bytes().all(|digit| digit.is_ascii_digit()) => {
            (Some(epoch), rest)
        }
        Some(_) | None => (None, text),
    }
}

/// `1%3A2.3` as some tools copy it from a package URL.
fn unescaped(text: &str) -> String {
    ["%3A", "%3a", "%2B", "%2b", "%7E", "%7e"]
        .iter()
        .zip([":", ":", "+", "+", "~", "~"])
        .fold(text.to_owned(), |text, (escape, letter)| text.replace(escape, letter))
}

#[cfg(test)]
mod tests {
    use super::{cpe_version_agrees, is_digest, versions_agree};
    use crate::{Cpe, Purl};
    use proptest::prelude::*;

    fn expect(purl: &str, stated: &str, wanted: bool) {
        assert_eq!(versions_agree(&Purl::parse(purl).unwrap(), stated), wanted, "{purl} and {stated}");
    }

    #[test]
    fn another_version_disagrees() {
        expect("pkg:pypi/requests@2.31.0", "2.28.1", false);
        expect("pkg:generic/openssl@1.1.1", "3.0.0", false);
        expect("pkg:golang/a.b/c@v1.2.3", "v1.2.4", false);
        expect("pkg:deb/debian/curl@7.88.1-10", "7.88.1-9", false);
    }

    #[test]
    fn one_that_states_none_contradicts_nothing() {
        expect("pkg:pypi/requests", "2.28.1", true);
        expect("pkg:pypi/requests@2.28.1", "", true);
        expect("pkg:pypi/requests@2.28.1", " ", true);
    }

    #[test]
    fn spellings_of_one_version_agree() {
        expect("pkg:golang/a.b/c@v1.2.3", "1.2.3", true);
        expect("pkg:golang/stdlib@1.22.1", "go1.22.1", true);
        expect("pkg:golang/a.b/c@v2.0.0%2Bincompatible", "v2.0.0", true);
        expect("pkg:pypi/a@1.0rc1", "1.0.0-RC1", true);
        expect("pkg:npm/a@1.0.0", "v1.0.0", true);
        expect("pkg:github/a/b@v4", "4", true);
        expect("pkg:generic/a@1.0-RC", "1.0-rc", true);
        expect("pkg:deb/debian/libstdc%2B%2B6@12%2Bdeb12u1", "12%2Bdeb12u1", true);
    }

    #[test]
    fn an_epoch_agrees_wherever_it_stands() {
        expect("pkg:deb/debian/a@1%3A2.3-4", "1:2.3-4", true);
        expect("pkg:deb/debian/a@1%3A2.3-4", "1%3A2.3-4", true);
        expect("pkg:rpm/fedora/a@2.3-4?epoch=1", "1:2.3-4", true);
        expect("pkg:rpm/fedora/a@2.3-4?epoch=1", "2.3-4", true);
        expect("pkg:rpm/fedora/a@2.3-4", "0:2.3-4", true);
        expect("pkg:deb/debian/a@1%3A2.3-4", "2:2.3-4", false);
        expect("pkg:rpm/fedora/a@2.3-4", "1:2.3-4", false);
    }

    #[test]
    fn a_package_of_a_distribution_may_leave_out_epoch_and_release() {
        expect("pkg:deb/debian/a@1%3A2.3-4", "2.3-4", true);
        expect("pkg:rpm/centos/grep@3.1-6.el8", "3.1", true);
        expect("pkg:rpm/centos/pkgconfig@1:0.27.1-4.el7", "0.27.1", true);
        expect("pkg:rpm/centos/grep@3.1-6.el8", "3.1-7.el8", false);
        expect("pkg:npm/a@1.0.0-1", "1.0.0", false);
    }

    fn expect_cpe(version: &str, stated: &str, wanted: bool) {
        let text = format!("cpe:2.3:a:v:p:{version}");
        let agrees = cpe_version_agrees(Cpe::parse(&text).unwrap(), stated).is_ok();
        assert_eq!(agrees, wanted, "{text} and {stated}");
    }

    #[test]
    fn a_cpe_name_of_another_version_disagrees() {
        expect_cpe("1.1.1", "3.0.0", false);
        expect_cpe("1.2", "1.2.3", false);
        expect_cpe("1.2.3", "1.2.30", false);
        expect_cpe("1.0.2:k", "1.0.2m", false);
    }

    #[test]
    fn a_cpe_name_may_say_less_than_its_component() {
        expect_cpe("*", "1.2", true);
        expect_cpe("-", "1.2", true);
        expect_cpe("1.2", "", true);
        expect_cpe("1.0.2:k", "1.0.2k", true);
        expect_cpe("1.0.2k", "1.0.2k", true);
        expect_cpe("1.0:rc1", "1.0-RC1", true);
        expect_cpe("7.88.1", "7.88.1-10+deb12u1", true);
        expect_cpe("1\\:2.3-4", "1:2.3-4", true);
        expect_cpe("1.2.3\\+b", "v1.2.3+b", true);
        expect_cpe("1.2.3", "v1.2.3", true);
        expect_cpe("1.0", "1.0.0", true);
        expect_cpe("8\\(2\\)", "8(2)", true);
    }

    #[test]
    fn digests_and_commits_are_told_from_versions() {
        let commit = "2235d5d7f7fe46ce1e0d54b7831c5681633b25cc";
        assert!(is_digest(commit) && is_digest(&format!("sha256:{commit}{commit}")));
        assert!(!is_digest("1.2.3") && !is_digest("20240101"));
    }

    proptest! {
        #[test]
        fn any_text_is_survived(named in r"[\PC%:@]{0,20}", stated in r"[\PC%:@]{0,20}") {
            if let Ok(purl) = Purl::parse(&format!("pkg:deb/debian/a@{named}?epoch=1")) {
                let _ = (versions_agree(&purl, &stated), is_digest(&stated));
            }
            if let Ok(cpe) = Cpe::parse(&format!("cpe:2.3:a:v:p:{named}")) {
                let _ = cpe_version_agrees(cpe, &stated);
            }
        }
    }
}
