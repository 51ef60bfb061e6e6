use crate::Purl;
use crate::purl::lower;
use std::borrow::Cow;

/// The name under which OSV speaks of a package.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OsvName<'a> {
    /// Ecosystem without its release suffix (`Debian`).
    pub ecosystem: &'static str,
    /// Release suffix as OSV writes it (`12`, `v3.20`, `22.04:LTS`); empty when the ecosystem has none or the package
    /// URL does not tell.
    pub release: Cow<'a, str>,
    /// Package name by the rule of [`normal_name`].
    pub name: Cow<'a, str>,
}

/// The OSV name of a package URL; `None` when OSV has no ecosystem for its type.
pub fn osv_name<'a>(purl: &Purl<'a>) -> Option<OsvName<'a>> {
    let (ecosystem, name) = match purl.kind.as_ref() {
        "cargo" => ("crates.io", purl.name.clone()),
        "npm" => ("npm", purl.full_name()),
        "pypi" => ("PyPI", purl.name.clone()),
        "golang" => ("Go", go_name(purl)),
        "maven" if !purl.namespace.is_empty() => ("Maven", Cow::Owned(format!("{}:{}", purl.namespace, purl.name))),
        // Some tools write `group:artifact` as the name.
        "maven" if purl.name.contains(':') => ("Maven", purl.name.clone()),
        "nuget" => ("NuGet", purl.name.clone()),
        "gem" => ("RubyGems", purl.name.clone()),
        "composer" => ("Packagist", purl.full_name()),
        "cran" => ("CRAN", purl.name.clone()),
        "hackage" => ("Hackage", purl.name.clone()),
        "pub" => ("Pub", purl.name.clone()),
        "hex" => ("Hex", purl.name.clone()),
        "swift" if !purl.namespace.is_empty() => ("SwiftURL", purl.full_name()),
        "github" | "githubactions" if !purl.namespace.is_empty() => ("GitHub Actions", purl.full_name()),
        "conan" => ("ConanCenter", purl.name.clone()),
        "bitnami" => ("Bitnami", purl.name.clone()),
        "deb" | "apk" | "rpm" => return system_name(purl),
        _ => return None,
    };
    Some(OsvName { ecosystem, release: Cow::Borrowed(""), name: normal_name(ecosystem, name) })
}

/// The version to compare under the OSV name of a package URL, empty when none is stated.
///
/// RPM package URLs give the epoch beside the version (purl specification, type `rpm`). Debian and Alpine advisories
/// count versions of the source package, which tools state beside the binary one where the two differ.
pub fn osv_version<'a>(purl: &Purl<'a>) -> Cow<'a, str> {
    let version = match purl.kind.as_ref() {
        "deb" | "apk" => purl.qualifier("upstream").and_then(source_version).unwrap_or_else(|| purl.version.clone()),
        "rpm" => purl.version.clone(),
        _ => return purl.version.clone(),
    };
    if version.is_empty() || version.contains(':') || purl.kind == "apk" {
        return version;
    }
    match purl.qualifier("epoch") {
        Some(epoch) => Cow::Owned(format!("{epoch}:{version}")),
        None => version,
    }
}

/// The version in `openssl@3.0.1`.
fn source_version(upstream: Cow<'_, str>) -> Option<Cow<'_, str>> {
    let (_, version) = upstream.split_once('@')?;
    (!version.is_empty()).then(|| Cow::Owned(version.to_owned()))
}

/// A package name as its ecosystem compares it. Names of advisories and of components both pass through here, so that
/// they meet.
pub fn normal_name<'n>(ecosystem: &str, name: Cow<'n, str>) -> Cow<'n, str> {
    match ecosystem {
        "PyPI" => python_name(name),
        // Their registries do not tell upper from lower case. Go's does, but the purl specification and many tools write
        // module paths in lower case: two modules that differ in case alone would share their advisories, none is missed.
        "NuGet" | "Packagist" | "GitHub Actions" | "Hex" | "Pub" | "Go" => lower(name),
        _ => name,
    }
}

/// PEP 503: lower case, every run of `-`, `_` and `.` is one `-`. Extras (`requests[socks]`, PEP 508) name the same package.
fn python_name(name: Cow<'_, str>) -> Cow<'_, str> {
    let name = match name.find('[') {
        Some(at) if at > 0 && name.ends_with(']') => Cow::Owned(name[..at].trim_end().to_owned()),
        _ => name,
    };
    let mut before = b'x';
    let plain = name.bytes().all(|byte| {
        let run = before == b'-' && byte == b'-';
        before = byte;
        !run && !matches!(byte, b'A'..=b'Z' | b'_' | b'.')
    });
    if plain {
        return name;
    }
    let mut normal = String::with_capacity(name.len());
    for letter in name.chars() {
        match letter {
            '-' | '_' | '.' if normal.ends_with('-') => {}
            '-' | '_' | '.' => normal.push('-'),
            other => normal.push(other.to_ascii_lowercase()),
        }
    }
    Cow::Owned(normal)
}

/// The module path. Tools name the standard library `std`, OSV names it `stdlib`.
fn go_name<'a>(purl: &Purl<'a>) -> Cow<'a, str> {
    let name = purl.full_name();
    if name == "std" { Cow::Borrowed("stdlib") } else { name }
}

/// Packages of Linux distributions: the distribution decides the ecosystem, `distro` its release.
fn system_name<'a>(purl: &Purl<'a>) -> Option<OsvName<'a>> {
    let namespace = lower(purl.namespace.clone());
    let (ecosystem, by_source) = match (purl.kind.as_ref(), namespace.as_ref()) {
        ("deb", "debian") => ("Debian", true),
        ("deb", "ubuntu") => ("Ubuntu", true),
        ("apk", "alpine") => ("Alpine", true),
        ("apk", "wolfi") => ("Wolfi", true),
        ("apk", "chainguard") => ("Chainguard", true),
        ("apk", "alpaquita") => ("Alpaquita", true),
        ("apk", "minimos") => ("MinimOS", true),
        ("deb", "echo") => ("Echo", true),
        ("rpm", "almalinux") => ("AlmaLinux", false),
        ("rpm", "rocky" | "rocky-linux" | "rockylinux") => ("Rocky Linux", false),
        ("rpm", "redhat" | "rhel") => ("Red Hat", false),
        ("rpm", "opensuse" | "opensuse-leap" | "opensuse-tumbleweed") => ("openSUSE", true),
        ("rpm", "suse" | "sles" | "sled") => ("SUSE", true),
        ("rpm", "openeuler") => ("openEuler", true),
        ("rpm", "mageia") => ("Mageia", true),
        ("rpm", "photon" | "vmware") => ("Photon OS", false),
        ("rpm", "azurelinux" | "azl" | "mariner") => ("Azure Linux", true),
        _ => return None,
    };
    // OSV files these distributions under the source package; tools state it beside the binary one.
    let source = if by_source { purl.qualifier("upstream").and_then(source_package) } else { None };
    let release = purl.qualifier("distro").map_or(Cow::Borrowed(""), |distro| release_of(ecosystem, &distro));
    Some(OsvName { ecosystem, release, name: source.unwrap_or_else(|| purl.name.clone()) })
}

/// The name in `openssl`, `openssl@3.0.1` or `openssl-3.0.1-5.src.rpm`.
fn source_package(upstream: Cow<'_, str>) -> Option<Cow<'_, str>> {
    let name = match upstream.strip_suffix(".src.rpm") {
        Some(file) => file.rsplitn(3, '-').nth(2)?,
        None => upstream.split_once('@').map_or(upstream.as_ref(), |(name, _)| name),
    };
    (!name.is_empty()).then(|| Cow::Owned(name.to_owned()))
}

/// The OSV release suffix of a `distro` qualifier such as `debian-12`, `bookworm` or `alpine-3.18.4`.
fn release_of(ecosystem: &str, distro: &str) -> Cow<'static, str> {
    let number = distro.rsplit_once('-').map_or(distro, |(_, number)| number);
    let mut numbers = number.split('.').filter(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit()));
    let (major, minor) = (numbers.next(), numbers.next());
    let release = match (ecosystem, major, minor) {
        ("Debian", Some(major), _) => major.to_owned(),
        ("Debian", None, _) => return Cow::Borrowed(debian_number(number)),
        ("Ubuntu", Some(year), Some("04")) if year.ends_with(['0', '2', '4', '6', '8']) => format!("{year}.04:LTS"),
        ("Ubuntu", Some(year), Some(month)) => format!("{year}.{month}"),
        ("Alpine", Some(major), Some(minor)) => format!("v{major}.{minor}"),
        ("AlmaLinux" | "Azure Linux" | "Rocky Linux" | "Mageia", Some(major), _) => major.to_owned(),
        ("Photon OS", Some(major), minor) => format!("{major}.{}", minor.unwrap_or("0")),
        ("openSUSE", _, _) if distro.contains("tumbleweed") => "Tumbleweed".to_owned(),
        ("openSUSE", Some(major), Some(minor)) if distro.contains("leap") => format!("Leap {major}.{minor}"),
        _ => return Cow::Borrowed(""),
    };
    Cow::Owned(release)
}

/// The number of a Debian release by its code name; empty when it is not known.
fn debian_number(name: &str) -> &'static str {
    match name {
        "wheezy" => "7",
        "jessie" => "8",
        "stretch" => "9",
        "buster" => "10",
        "bullseye" => "11",
        "bookworm" => "12",
        "trixie" => "13",
        "forky" => "14",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use crate::{Purl, osv_name, osv_version};

    fn expect(purl: &str, wanted: &str) {
        let found = osv_name(&Purl::parse(purl).unwrap()).map_or("none".to_owned(), |found| {
            let colon = if found.release.is_empty() { "" } else { ":" };
            format!("{}{colon}{} {}", found.ecosystem, found.release, found.name)
        });
        assert_eq!(found, wanted, "{purl}");
    }

    #[test]
    fn names_of_language_registries_follow_their_rules() {
        expect("pkg:cargo/rand_core@0.6", "crates.io rand_core");
        expect("pkg:npm/%40angular/core@1", "npm @angular/core");
        expect("pkg:pypi/Foo._Bar--baz@1", "PyPI foo-bar-baz");
        expect("pkg:pypi/a--b@1", "PyPI a-b");
        expect("pkg:pypi/plain-name@1", "PyPI plain-name");
        expect("pkg:golang/github.com/Azure/sdk@v1#sub", "Go github.com/azure/sdk");
        expect("pkg:golang/stdlib@1.20", "Go stdlib");
        expect("pkg:golang/std@go1.20", "Go stdlib");
        expect("pkg:maven/org.apache/commons@1", "Maven org.apache:commons");
        expect("pkg:maven/commons@1", "none");
        expect("pkg:nuget/Newtonsoft.Json@1", "NuGet newtonsoft.json");
        expect("pkg:gem/Rails@1", "RubyGems Rails");
        expect("pkg:composer/Symfony/Http@1", "Packagist symfony/http");
        expect("pkg:swift/github.com/a/B@1", "SwiftURL github.com/a/B");
        expect("pkg:github/Actions/Checkout@v4", "GitHub Actions actions/checkout");
    }

    #[test]
    fn packages_of_distributions_carry_their_release_and_source() {
        expect("pkg:deb/debian/libssl3@3?distro=debian-12.1&upstream=openssl", "Debian:12 openssl");
        expect("pkg:deb/debian/curl@7?distro=bullseye", "Debian:11 curl");
        expect("pkg:deb/ubuntu/curl@7?distro=ubuntu-22.04", "Ubuntu:22.04:LTS curl");
        expect("pkg:deb/ubuntu/curl@7?distro=ubuntu-23.10", "Ubuntu:23.10 curl");
        expect("pkg:deb/ubuntu/curl@7?distro=ubuntu-21.04", "Ubuntu:21.04 curl");
        expect("pkg:apk/alpine/libcrypto3@3?distro=alpine-3.18.4&upstream=openssl", "Alpine:v3.18 openssl");
        expect("pkg:rpm/almalinux/Judy@1?distro=almalinux-8.5", "AlmaLinux:8 Judy");
        expect("pkg:rpm/rocky/bash@5?distro=rocky-9", "Rocky Linux:9 bash");
        expect("pkg:rpm/redhat/bash@5?distro=rhel-8.4", "Red Hat bash");
        expect(
            "pkg:rpm/opensuse/libz1@1?distro=opensuse-leap-15.4&upstream=zlib-1.2.11-3.src.rpm",
            "openSUSE:Leap 15.4 zlib",
        );
    }

    #[test]
    fn the_version_of_a_distribution_package_is_that_of_its_source_with_its_epoch() {
        let expect = |purl: &str, wanted: &str| assert_eq!(osv_version(&Purl::parse(purl).unwrap()), wanted, "{purl}");
        expect("pkg:rpm/almalinux/bind@9.16.23-1.el9?arch=x86_64&epoch=32", "32:9.16.23-1.el9");
        expect("pkg:rpm/almalinux/bash@5.1-2.el9?upstream=bash-5.1-2.el9.src.rpm", "5.1-2.el9");
        expect("pkg:rpm/almalinux/bind@32:9.16.23-1.el9?epoch=32", "32:9.16.23-1.el9");
        expect("pkg:rpm/almalinux/bind?epoch=32", "");
        expect("pkg:deb/debian/libgcc-s1@12.2.0-14?upstream=gcc-12%4012.2.0-14%2Bdeb12u1", "12.2.0-14+deb12u1");
        expect("pkg:deb/debian/libssl3@3.0.1-1?upstream=openssl", "3.0.1-1");
        expect("pkg:deb/debian/dbus@1%3A1.14-1", "1:1.14-1");
        expect("pkg:apk/alpine/libcrypto3@3.1.4-r0?upstream=openssl", "3.1.4-r0");
        expect("pkg:pypi/django@1.11?epoch=1", "1.11");
    }

    #[test]
    fn a_type_without_an_ecosystem_has_no_name() {
        expect("pkg:generic/openssl@1.1.1", "none");
        expect("pkg:deb/raspbian/curl@7", "none");
        expect("pkg:docker/nginx@1", "none");
    }
}
