//! The names under which a product of a CVE record can be looked up.

use super::affected::Product;
use super::status::{Said, said};
use crate::nvd::{Versions, parse_criteria};
use sbom::{Purl, normal_name, osv_name};
use std::borrow::Cow;
use std::collections::BTreeSet;
use versions::Scheme;
use vulnerability::{Affected, Name};

/// What a product gives: what is affected, and whether it has a name that can be looked up at all.
pub(super) struct Named<'a> {
    pub(super) affected: Vec<Affected<'a>>,
    pub(super) has_name: bool,
}

/// The names of a product, each with what is said about its versions.
pub(super) fn named<'a>(product: &Product<'a>) -> Named<'a> {
    let mut named = Named { affected: Vec::new(), has_name: false };
    if let Some((name, scheme)) = package(product) {
        named.has_name = true;
        named.affected.extend(affected(name, scheme, said(scheme, product), product.lost));
        return named;
    }
    // The versions of a distribution's package beside the CPE name of the distribution: comparing them would be wrong.
    if product.entries.iter().any(|entry| is_of_system(&entry.kind)) {
        return named;
    }
    let scheme = of_kinds(product);
    let about = said(scheme, product);
    let mut met = BTreeSet::new();
    for criteria in product.cpes.iter().filter_map(parse_criteria) {
        named.has_name = true;
        // Products are listed once for each of their versions: where these decide by themselves, once is enough.
        if (about.decides() || about.nothing) && !met.insert(criteria.name.clone()) {
            continue;
        }
        let about = with_own_version(about.clone(), criteria.versions);
        named.affected.extend(affected(criteria.name, scheme, about, product.lost));
    }
    named
}

/// Where nothing beside a CPE name could be read, the version that the name itself carries decides.
fn with_own_version<'a>(about: Said<'a>, own: Versions<'a>) -> Said<'a> {
    if about.decides() || about.nothing {
        return about;
    }
    match own {
        Versions::Any => about,
        Versions::One(version) => Said { versions: vec![version], ..Said::default() },
        Versions::NotApplicable | Versions::Pattern => Said { unread: about.unread.max(1), ..about },
    }
}

fn affected<'a>(name: Name<'a>, scheme: Scheme, about: Said<'a>, lost: u32) -> Option<Affected<'a>> {
    let Said { intervals, versions, unread, commits, possible, nothing } = about;
    if nothing && lost == 0 {
        return None;
    }
    // Commits say the same again beside versions; alone they are all there is.
    let alone = intervals.is_empty() && versions.is_empty();
    let unread_ranges = unread.saturating_add(lost).saturating_add(if alone { commits } else { 0 });
    // Commits follow no order.
    let scheme = Some(scheme).filter(|_| !alone || commits == 0 || unread > 0 || lost > 0);
    let affected = Affected::of(name, scheme);
    Some(Affected { intervals, versions, unread_ranges, needs_other: possible, ..affected })
}

/// Leaves out what is said in commits about a name of which versions are told beside: it says the same again. The list
/// stands in the order of names, what follows no order first.
pub(super) fn without_repeated_commits(affected: &mut Vec<Affected<'_>>) {
    let mut next = affected.iter().skip(1).map(|entry| Some(&entry.name)).collect::<Vec<_>>();
    next.push(None);
    let repeated: Vec<bool> =
        affected.iter().zip(next).map(|(entry, next)| entry.scheme.is_none() && next == Some(&entry.name)).collect();
    let mut repeated = repeated.into_iter();
    affected.retain(|_| !repeated.next().unwrap_or(false));
}

/// The package, by package URL or by the address of its collection.
fn package<'a>(product: &Product<'a>) -> Option<(Name<'a>, Scheme)> {
    if !product.purl.is_empty() {
        let purl = Purl::parse(&product.purl).ok()?;
        let found = osv_name(&purl)?;
        let (ecosystem, release) = (Cow::Borrowed(found.ecosystem), Cow::Owned(found.release.into_owned()));
        let name = Name::Package { ecosystem, release, name: Cow::Owned(found.name.into_owned()) };
        return Some((name, Scheme::of_ecosystem(found.ecosystem).unwrap_or_else(|| of_kinds(product))));
    }
    let ecosystem = ecosystem_of(&product.collection).filter(|_| !product.package.is_empty())?;
    let written = match ecosystem {
        // Both spellings of a Maven package are met: `group:artifact` and `group/artifact`.
        "Maven" if !product.package.contains(':') => Cow::Owned(product.package.replacen('/', ":", 1)),
        _ => product.package.clone(),
    };
    let name = normal_name(ecosystem, written);
    let name = Name::Package { ecosystem: Cow::Borrowed(ecosystem), release: Cow::Borrowed(""), name };
    Some((name, Scheme::of_ecosystem(ecosystem).unwrap_or_else(|| of_kinds(product))))
}

/// The ecosystem of a `collectionURL`, told by the words of its host; `None` for collections that name no packages we know.
fn ecosystem_of(collection: &str) -> Option<&'static str> {
    let host = collection.split_once("://").map_or(collection, |(_, rest)| rest);
    let host = host.split(['/', ':']).next().unwrap_or_default();
    let words: Vec<&str> = host.split('.').collect();
    let last = words.last().copied().unwrap_or_default();
    words.iter().find_map(|word| match *word {
        "pypi" => Some("PyPI"),
        "npmjs" => Some("npm"),
        "maven" | "maven2" | "mvnrepository" | "sonatype" => Some("Maven"),
        "crates" if last == "io" => Some("crates.io"),
        "rubygems" => Some("RubyGems"),
        "golang" => Some("Go"),
        "go" if last == "dev" => Some("Go"),
        "nuget" => Some("NuGet"),
        "packagist" => Some("Packagist"),
        "hex" if last == "pm" => Some("Hex"),
        "pub" if last == "dev" => Some("Pub"),
        "cran" => Some("CRAN"),
        "hackage" => Some("Hackage"),
        _ => None,
    })
}

fn is_of_system(kind: &str) -> bool {
    matches!(kind, "rpm" | "deb" | "dpkg" | "apk")
}

/// The order that the kinds of versions of a product name. `semver`, `custom` and words of a vendor's own get the generic
/// order, which reads all that SemVer does and the versions beside it that components state.
fn of_kinds(product: &Product<'_>) -> Scheme {
    let scheme = product.entries.iter().find_map(|entry| match &*entry.kind.to_ascii_lowercase() {
        "python" => Some(Scheme::Pep440),
        "maven" => Some(Scheme::Maven),
        "npm" => Some(Scheme::Npm),
        "gem" | "rubygems" => Some(Scheme::Rubygems),
        "nuget" => Some(Scheme::Nuget),
        "go" => Some(Scheme::Go),
        _ => None,
    });
    scheme.unwrap_or(Scheme::Generic)
}
