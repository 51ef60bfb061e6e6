use crate::{Key, generic, go, npm, nuget, pep440, semver, written};
use crate::{alpine, cran, debian, hackage, maven, packagist, pub_dart, rpm, rubygems};
use std::cmp::Ordering;

/// A rule set for ordering versions. The numbers are stored in indexes and never change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scheme {
    /// Semantic Versioning 2.0 (Cargo and OSV's SEMVER ranges).
    Semver,
    /// npm: SemVer with a leading `v` or `=` allowed.
    Npm,
    /// Python, PEP 440.
    Pep440,
    /// Go modules: SemVer with `v`, pseudo-versions and `+incompatible`.
    Go,
    /// Our documented order for names without an ecosystem, such as C libraries in NVD (docs/versions.md).
    Generic,
    /// Maven: `ComparableVersion` (Java).
    Maven,
    /// NuGet: SemVer with a fourth number, without regard to case (.NET).
    Nuget,
    /// RubyGems: `Gem::Version`.
    Rubygems,
    /// Packagist: PHP's `version_compare`.
    Packagist,
    /// Debian, Ubuntu and their kin: Debian Policy 5.6.12.
    Debian,
    /// RPM: epoch, version and release.
    Rpm,
    /// Alpine and its kin, as apk-tools 3 orders.
    Alpine,
    /// CRAN: R's `package_version`.
    Cran,
    /// Hackage: Haskell's `Data.Version`.
    Hackage,
    /// Pub: SemVer where build metadata counts (Dart).
    Pub,
}

/// A version text that its scheme does not understand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotUnderstood;

impl Scheme {
    /// Every scheme, in the order of its number.
    pub const ALL: [Scheme; 15] = [
        Scheme::Semver,
        Scheme::Npm,
        Scheme::Pep440,
        Scheme::Go,
        Scheme::Generic,
        Scheme::Maven,
        Scheme::Nuget,
        Scheme::Rubygems,
        Scheme::Packagist,
        Scheme::Debian,
        Scheme::Rpm,
        Scheme::Alpine,
        Scheme::Cran,
        Scheme::Hackage,
        Scheme::Pub,
    ];

    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Scheme::Semver => "semver",
            Scheme::Npm => "npm",
            Scheme::Pep440 => "pep440",
            Scheme::Go => "go",
            Scheme::Generic => "generic",
            Scheme::Maven => "maven",
            Scheme::Nuget => "nuget",
            Scheme::Rubygems => "rubygems",
            Scheme::Packagist => "packagist",
            Scheme::Debian => "debian",
            Scheme::Rpm => "rpm",
            Scheme::Alpine => "alpine",
            Scheme::Cran => "cran",
            Scheme::Hackage => "hackage",
            Scheme::Pub => "pub",
        }
    }

    /// The stable number that indexes store.
    pub fn number(self) -> u8 {
        match self {
            Scheme::Semver => 1,
            Scheme::Npm => 2,
            Scheme::Pep440 => 3,
            Scheme::Go => 4,
            Scheme::Generic => 5,
            Scheme::Maven => 6,
            Scheme::Nuget => 7,
            Scheme::Rubygems => 8,
            Scheme::Packagist => 9,
            Scheme::Debian => 10,
            Scheme::Rpm => 11,
            Scheme::Alpine => 12,
            Scheme::Cran => 13,
            Scheme::Hackage => 14,
            Scheme::Pub => 15,
        }
    }

    /// The scheme of a stored number.
    pub fn from_number(number: u8) -> Option<Scheme> {
        Scheme::ALL.into_iter().find(|scheme| scheme.number() == number)
    }

    /// The scheme of an OSV ecosystem (`PyPI`, `crates.io`, …); `None` while we have no exact order for it.
    ///
    /// GitHub Actions are named by tags, and Bitnami, ConanCenter and Bioconductor add marks of their own: none of them is
    /// one of ours.
    pub fn of_ecosystem(ecosystem: &str) -> Option<Scheme> {
        match ecosystem {
            "crates.io" | "Hex" | "SwiftURL" => Some(Scheme::Semver),
            "npm" => Some(Scheme::Npm),
            "PyPI" => Some(Scheme::Pep440),
            "Go" => Some(Scheme::Go),
            "Maven" => Some(Scheme::Maven),
            "NuGet" => Some(Scheme::Nuget),
            "RubyGems" => Some(Scheme::Rubygems),
            "Packagist" => Some(Scheme::Packagist),
            "CRAN" => Some(Scheme::Cran),
            "Hackage" | "GHC" => Some(Scheme::Hackage),
            "Pub" => Some(Scheme::Pub),
            "Debian" | "Ubuntu" | "Echo" => Some(Scheme::Debian),
            "Alpine" | "Alpaquita" | "BellSoft Hardened Containers" | "Chainguard" | "MinimOS" | "Wolfi" => {
                Some(Scheme::Alpine)
            }
            "AlmaLinux" | "Azure Linux" | "Mageia" | "openEuler" | "openSUSE" | "Photon OS" | "Red Hat"
            | "Rocky Linux" | "SUSE" => Some(Scheme::Rpm),
            _ => None,
        }
    }

    /// How the order is defined.
    fn rules(self) -> Rules {
        match self {
            Scheme::Semver => Rules::Read(semver::compare, semver::key),
            Scheme::Npm => Rules::Read(npm::compare, npm::key),
            Scheme::Pep440 => Rules::Read(pep440::compare, pep440::key),
            Scheme::Go => Rules::Read(go::compare, go::key),
            Scheme::Generic => Rules::Read(generic::compare, generic::key),
            Scheme::Nuget => Rules::Read(nuget::compare, nuget::key),
            Scheme::Maven => Rules::Written(maven::write),
            Scheme::Rubygems => Rules::Written(rubygems::write),
            Scheme::Packagist => Rules::Written(packagist::write),
            Scheme::Debian => Rules::Written(debian::write),
            Scheme::Rpm => Rules::Written(rpm::write),
            Scheme::Alpine => Rules::Written(alpine::write),
            Scheme::Cran => Rules::Written(cran::write),
            Scheme::Hackage => Rules::Written(hackage::write),
            Scheme::Pub => Rules::Written(pub_dart::write),
        }
    }

    /// Which of two versions is the later one.
    pub fn compare(self, a: &str, b: &str) -> Result<Ordering, NotUnderstood> {
        match self.rules() {
            Rules::Read(compare, _) => compare(a, b),
            Rules::Written(write) => written::compare(write, a, b),
        }
    }

    /// A key whose byte order is the order of versions.
    pub fn key(self, version: &str) -> Result<Key, NotUnderstood> {
        match self.rules() {
            Rules::Read(_, key) => key(version),
            Rules::Written(write) => written::key(write, version),
        }
    }
}

type Compare = fn(&str, &str) -> Result<Ordering, NotUnderstood>;
type MakeKey = fn(&str) -> Result<Key, NotUnderstood>;

/// How an order is defined.
enum Rules {
    /// By comparing what was read, and by a key beside it.
    Read(Compare, MakeKey),
    /// By its keys.
    Written(written::Write),
}

/// A version that its scheme understands, ready to be compared many times.
#[derive(Clone, Debug)]
pub struct Version<'a> {
    /// The rules it follows.
    pub scheme: Scheme,
    /// As written.
    pub text: &'a str,
    /// Its order-preserving key.
    pub key: Key,
}

impl<'a> Version<'a> {
    /// Understands a version text.
    pub fn new(scheme: Scheme, text: &'a str) -> Result<Version<'a>, NotUnderstood> {
        Ok(Version { scheme, text, key: scheme.key(text)? })
    }
    /// Which of two versions of one scheme is the later one.
    pub fn compare(&self, other: &Version<'_>) -> Result<Ordering, NotUnderstood> {
        match (&self.key, &other.key) {
            _ if self.scheme != other.scheme => Err(NotUnderstood),
            (Key::Ordered(left), Key::Ordered(right)) => Ok(left.cmp(right)),
            (Key::Ordered(_) | Key::Rare, _) => self.scheme.compare(self.text, other.text),
        }
    }
}
