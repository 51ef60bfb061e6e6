//! The order that each `vers` type names: those of our schemes, and a few that only ranges speak of.

use crate::{NotUnderstood, Scheme, gentoo, number, written};
use std::cmp::Ordering;

/// How versions of a `vers` type are ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By one of our schemes.
    Scheme(Scheme),
    /// Arch Linux, `vercmp`: a release that one side does not state says nothing, so it is no order to keep keys by.
    Alpm,
    /// Gentoo, Package Manager Specification 3.3.
    Gentoo,
    /// Numbers and letters between dots: Conan, OpenSSL, nginx.
    Dotted,
    /// Numbers between dots.
    Intdot,
    /// UTF-8 byte by byte.
    Lexicographic,
    /// Version texts of devices ([`crate::device`]); no `vers` type names it.
    Device,
}

impl Order {
    /// The order of a `vers` type; `None` for a type that we do not know.
    pub fn of_type(kind: &str) -> Option<Order> {
        Some(match kind {
            "semver" | "cargo" | "hex" | "swift" => Order::Scheme(Scheme::Semver),
            "npm" => Order::Scheme(Scheme::Npm),
            "pypi" => Order::Scheme(Scheme::Pep440),
            "golang" | "go" => Order::Scheme(Scheme::Go),
            "maven" => Order::Scheme(Scheme::Maven),
            "nuget" => Order::Scheme(Scheme::Nuget),
            "gem" => Order::Scheme(Scheme::Rubygems),
            "composer" => Order::Scheme(Scheme::Packagist),
            "deb" => Order::Scheme(Scheme::Debian),
            "rpm" => Order::Scheme(Scheme::Rpm),
            "apk" | "alpine" => Order::Scheme(Scheme::Alpine),
            "cran" => Order::Scheme(Scheme::Cran),
            "hackage" => Order::Scheme(Scheme::Hackage),
            "pub" | "dart" => Order::Scheme(Scheme::Pub),
            "generic" => Order::Scheme(Scheme::Generic),
            "alpm" | "arch" => Order::Alpm,
            "gentoo" | "ebuild" => Order::Gentoo,
            "conan" | "openssl" | "nginx" => Order::Dotted,
            "intdot" => Order::Intdot,
            // All versions or none, which needs no order.
            "lexicographic" | "all" | "none" => Order::Lexicographic,
            _ => return None,
        })
    }

    /// Which of two versions is the later one.
    pub fn compare(self, a: &str, b: &str) -> Result<Ordering, NotUnderstood> {
        match self {
            Order::Scheme(scheme) => scheme.compare(a, b),
            Order::Alpm => super::alpm::compare(a, b),
            Order::Gentoo => written::compare(gentoo::write, a, b),
            Order::Dotted => written::compare(dotted, a, b),
            Order::Intdot => written::compare(crate::hackage::write, a, b),
            Order::Lexicographic => Ok(a.cmp(b)),
            Order::Device => crate::device::compare(a, b),
        }
    }

    /// The spelling that the type's rules take for canonical: NuGet's pre-releases are in lower case.
    pub fn canonical(self, version: &str) -> String {
        if self != Order::Scheme(Scheme::Nuget) {
            return version.to_owned();
        }
        let (version, build) = version.split_at(version.find('+').unwrap_or(version.len()));
        version.to_ascii_lowercase() + build
    }

    /// Whether the order knows where a version stands.
    pub fn understands(self, version: &str) -> bool {
        self.compare(version, version).is_ok()
    }

    /// Whether the order places all of the versions against each other.
    pub(super) fn places<'v>(self, mut versions: impl Iterator<Item = &'v str>) -> bool {
        let Some(first) = versions.next() else { return true };
        self.understands(first) && versions.all(|version| self.compare(first, version).is_ok())
    }
}

/// Numbers, each with the letters behind it; zeros at the end say nothing, and what follows a hyphen stands before.
fn dotted(text: &str, key: &mut Vec<u8>) -> Result<(), NotUnderstood> {
    const PRE: u8 = 0x01;
    const END: u8 = 0x02;
    const WORD: u8 = 0x10;
    let text = written::plain(text, ".-+_")?;
    let text = text.split_once('+').map_or(text, |(version, _)| version);
    for part in text.split_inclusive('-') {
        let (items, hyphen) = part.strip_suffix('-').map_or((part, false), |items| (items, true));
        let mut zeros = 0;
        for item in items.split('.') {
            let (digits, letters) = number::split_digits(item);
            if letters.is_empty() && number::is_zero(digits) {
                zeros += 1;
                continue;
            }
            (0..std::mem::take(&mut zeros)).for_each(|_| number::push_any(key, "0"));
            if !digits.is_empty() {
                number::push_any(key, digits);
            }
            if !letters.is_empty() {
                key.push(WORD);
                written::push_word(key, letters);
            }
        }
        key.push(if hyphen { PRE } else { END });
    }
    Ok(())
}
