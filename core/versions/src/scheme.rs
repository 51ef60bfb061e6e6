use crate::{Key, generic, go, npm, pep440, semver};
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
}

/// A version text that its scheme does not understand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotUnderstood;

impl Scheme {
    /// Every scheme, in the order of its number.
    pub const ALL: [Scheme; 5] = [Scheme::Semver, Scheme::Npm, Scheme::Pep440, Scheme::Go, Scheme::Generic];

    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Scheme::Semver => "semver",
            Scheme::Npm => "npm",
            Scheme::Pep440 => "pep440",
            Scheme::Go => "go",
            Scheme::Generic => "generic",
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
        }
    }

    /// The scheme of a stored number.
    pub fn from_number(number: u8) -> Option<Scheme> {
        Scheme::ALL.into_iter().find(|scheme| scheme.number() == number)
    }

    /// The scheme of an OSV ecosystem (`PyPI`, `crates.io`, …); `None` while we have no exact order for it.
    ///
    /// Pub orders build metadata, GitHub Actions are named by tags, Bitnami adds revisions: none of them is SemVer.
    pub fn of_ecosystem(ecosystem: &str) -> Option<Scheme> {
        match ecosystem {
            "crates.io" | "Hex" | "SwiftURL" => Some(Scheme::Semver),
            "npm" => Some(Scheme::Npm),
            "PyPI" => Some(Scheme::Pep440),
            "Go" => Some(Scheme::Go),
            _ => None,
        }
    }

    /// Which of two versions is the later one.
    pub fn compare(self, a: &str, b: &str) -> Result<Ordering, NotUnderstood> {
        match self {
            Scheme::Semver => semver::compare(a, b),
            Scheme::Npm => npm::compare(a, b),
            Scheme::Pep440 => pep440::compare(a, b),
            Scheme::Go => go::compare(a, b),
            Scheme::Generic => generic::compare(a, b),
        }
    }

    /// A key whose byte order is the order of versions.
    pub fn key(self, version: &str) -> Result<Key, NotUnderstood> {
        match self {
            Scheme::Semver => semver::key(version),
            Scheme::Npm => npm::key(version),
            Scheme::Pep440 => pep440::key(version),
            Scheme::Go => go::key(version),
            Scheme::Generic => generic::key(version),
        }
    }
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
