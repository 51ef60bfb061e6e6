//! Lists of comparisons that others publish: whether our orders agree with every line of them.
//!
//! A list holds lines such as `1.0 < 1.1`, `1.0 = v1.0`, `2.0 > 1.9`; blank lines and lines opened by `#` or `//` say nothing.

use crate::{Scheme, convention};
use std::cmp::Ordering;

/// What one line of a list came to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// Nothing to compare.
    Blank,
    /// Our order agrees.
    Agrees,
    /// It agrees only by the order that the list's authors gave to texts which no package may carry (from before PEP 440,
    /// for one); nothing is judged by it.
    AgreesByConvention,
    /// It does not, or the line cannot be read; what we got instead.
    Fails(Got),
}

/// What we got where a list says otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Got {
    /// Another order.
    Order(Ordering),
    /// No order: the scheme does not understand one of the texts.
    NotUnderstood,
    /// The line holds no comparison.
    NotAComparison,
}

/// A line that our order does not agree with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Failure {
    /// Its number, from 1.
    pub line: usize,
    /// As written.
    pub text: String,
    /// What we got.
    pub got: Got,
}

/// What a whole list came to.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct VectorReport {
    /// The ecosystem that the file's name gives: `pypi`.
    pub ecosystem: String,
    /// The scheme its lines were compared under; `None` while we have no exact order for it.
    pub scheme: Option<Scheme>,
    /// How many lines were compared, failed ones included.
    pub compared: usize,
    /// How many of them only the convention of the list's authors could place.
    pub by_convention: usize,
    /// Lines that failed.
    pub failed: Vec<Failure>,
    /// Lines not compared, because the ecosystem has no scheme.
    pub unsupported: usize,
}

/// The ecosystem that a list is about, from its file name: `pypi` of `pypi-versions.txt`.
pub fn ecosystem_of_file(file_name: &str) -> &str {
    let stem = file_name.strip_suffix(".txt").unwrap_or(file_name);
    stem.split_once('-').map_or(stem, |(ecosystem, _)| ecosystem)
}

/// The scheme for such an ecosystem; `None` while we have no exact order for it.
pub fn scheme_of_file(file_name: &str) -> Option<Scheme> {
    match ecosystem_of_file(file_name).to_ascii_lowercase().as_str() {
        "semver" | "cargo" | "crates" | "crates.io" | "hex" | "swift" | "swifturl" => Some(Scheme::Semver),
        "npm" => Some(Scheme::Npm),
        "pypi" | "pep440" => Some(Scheme::Pep440),
        "go" | "golang" => Some(Scheme::Go),
        "generic" => Some(Scheme::Generic),
        "maven" => Some(Scheme::Maven),
        "nuget" => Some(Scheme::Nuget),
        "rubygems" | "gem" => Some(Scheme::Rubygems),
        "packagist" | "composer" => Some(Scheme::Packagist),
        "debian" | "ubuntu" | "deb" | "dpkg" => Some(Scheme::Debian),
        "redhat" | "rpm" | "almalinux" | "rocky" | "suse" => Some(Scheme::Rpm),
        "alpine" | "apk" | "wolfi" | "chainguard" => Some(Scheme::Alpine),
        "cran" => Some(Scheme::Cran),
        "hackage" => Some(Scheme::Hackage),
        "pub" => Some(Scheme::Pub),
        _ => None,
    }
}

/// Compares what one line of a list holds.
pub fn check_line(scheme: Scheme, line: &str) -> Line {
    let line = line.trim();
    if is_blank(line) {
        return Line::Blank;
    }
    let Some((a, wanted, b)) = comparison(line) else { return Line::Fails(Got::NotAComparison) };
    match scheme.compare(a, b) {
        Ok(found) if found == wanted => Line::Agrees,
        Ok(found) => Line::Fails(Got::Order(found)),
        Err(crate::NotUnderstood) => match convention::compare(scheme, a, b) {
            Some(found) if found == wanted => Line::AgreesByConvention,
            Some(found) => Line::Fails(Got::Order(found)),
            None => Line::Fails(Got::NotUnderstood),
        },
    }
}

/// Compares a whole list under the scheme that its file name gives.
pub fn run(file_name: &str, text: &str) -> VectorReport {
    let ecosystem = ecosystem_of_file(file_name).to_owned();
    let mut report = VectorReport { ecosystem, scheme: scheme_of_file(file_name), ..VectorReport::default() };
    for (place, line) in text.lines().enumerate() {
        let Some(scheme) = report.scheme else {
            report.unsupported += usize::from(!is_blank(line.trim()));
            continue;
        };
        let found = check_line(scheme, line);
        report.compared += usize::from(found != Line::Blank);
        match found {
            Line::Blank | Line::Agrees => {}
            Line::AgreesByConvention => report.by_convention += 1,
            Line::Fails(got) => report.failed.push(Failure { line: place + 1, text: line.to_owned(), got }),
        }
    }
    report
}

fn is_blank(line: &str) -> bool {
    line.is_empty() || line.starts_with('#') || line.starts_with("//")
}

fn comparison(line: &str) -> Option<(&str, Ordering, &str)> {
    let signs = [(" < ", Ordering::Less), (" = ", Ordering::Equal), (" > ", Ordering::Greater)];
    signs.into_iter().find_map(|(sign, wanted)| line.split_once(sign).map(|(a, b)| (a.trim(), wanted, b.trim())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_counted_and_its_failures_are_named() {
        let report =
            run("cran-versions.txt", "# a\n\n// b\n1.0.0 < 1.0.1\n1.0 = 1-0\n2.0.0 < 1.0.0\nx > 1.0.0\n1.0.0\n");
        assert_eq!((report.compared, report.unsupported, report.scheme), (5, 0, Some(Scheme::Cran)));
        let got: Vec<_> = report.failed.iter().map(|failure| (failure.line, failure.got)).collect();
        assert_eq!(got, [(6, Got::Order(Ordering::Greater)), (7, Got::NotUnderstood), (8, Got::NotAComparison)]);
    }

    #[test]
    fn an_ecosystem_without_an_order_is_counted_and_named() {
        let report = run("gentoo-versions.txt", "1.0-r1 < 1.0-r2\n# x\n1.1 > 1.0\n");
        assert_eq!((report.ecosystem.as_str(), report.scheme), ("gentoo", None));
        assert_eq!((report.compared, report.unsupported), (0, 2));
    }

    #[test]
    fn texts_from_before_pep_440_are_counted_apart() {
        let report = run("pypi-versions.txt", "2004d < 2004e\n1.0a1 < 1.0\n");
        assert_eq!((report.compared, report.by_convention, report.failed.len()), (2, 1, 0));
    }

    #[test]
    fn file_names_choose_the_scheme() {
        assert_eq!(scheme_of_file("npm-versions.txt"), Some(Scheme::Npm));
        assert_eq!(scheme_of_file("go-more.txt"), Some(Scheme::Go));
        assert_eq!(scheme_of_file("cargo-versions.txt"), Some(Scheme::Semver));
        assert_eq!(scheme_of_file("crates.io-versions.txt"), Some(Scheme::Semver));
        assert_eq!(scheme_of_file("hex-versions.txt"), Some(Scheme::Semver));
        assert_eq!(scheme_of_file("maven-versions.txt"), Some(Scheme::Maven));
        assert_eq!(scheme_of_file("gentoo-versions.txt"), None);
    }
}
