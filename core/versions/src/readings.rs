//! Other versions that a text may mean, where the order of its ecosystem tells apart what its tools take for one.

use crate::Scheme;

impl Scheme {
    /// The other readings of a version; what hits one of them possibly hits the version.
    ///
    /// - A Python local version (`2.0.0+cu118`) is a build of the public one before its `+`, although PEP 440 orders it
    ///   behind.
    /// - Composer fills a version up with zeros and R's operators pass over them, while the orders by which their
    ///   advisories are placed put `1.0` before `1.0.0`.
    pub fn other_readings(self, version: &str) -> Vec<String> {
        match self {
            Scheme::Pep440 => version.split_once('+').map(|(public, _)| public.to_owned()).into_iter().collect(),
            Scheme::Packagist | Scheme::Cran => with_other_zeros(version),
            Scheme::Semver
            | Scheme::Npm
            | Scheme::Go
            | Scheme::Generic
            | Scheme::Maven
            | Scheme::Nuget
            | Scheme::Rubygems
            | Scheme::Debian
            | Scheme::Rpm
            | Scheme::Alpine
            | Scheme::Hackage
            | Scheme::Pub => Vec::new(),
        }
    }
}

/// The version with one to four numbers, as far as only zeros come or go.
fn with_other_zeros(version: &str) -> Vec<String> {
    let version = version.trim_ascii();
    let start = version.len() - version.trim_start_matches(['v', 'V']).len();
    let end = version[start..]
        .find(|sign: char| !sign.is_ascii_digit() && sign != '.')
        .map_or(version.len(), |at| start + at);
    let (numbers, behind) = (version[start..end].trim_end_matches('.'), &version[end..]);
    let mut shortest: Vec<&str> = numbers.split('.').collect();
    while shortest.len() > 1 && shortest.last().is_some_and(|digits| digits.bytes().all(|byte| byte == b'0')) {
        shortest.pop();
    }
    (shortest.len()..=4)
        .map(|length| {
            let zeros = std::iter::repeat_n("0", length - shortest.len());
            let numbers: Vec<&str> = shortest.iter().copied().chain(zeros).collect();
            format!("{}{}{behind}", &version[..start], numbers.join("."))
        })
        .filter(|other| other != version)
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::Scheme::{Cran, Packagist, Pep440, Rubygems};

    #[test]
    fn zeros_come_and_go() {
        assert_eq!(Packagist.other_readings("v1.0"), ["v1", "v1.0.0", "v1.0.0.0"]);
        assert_eq!(Packagist.other_readings("1.2.3-beta1"), ["1.2.3.0-beta1"]);
        assert_eq!(Cran.other_readings("1.0.0.0"), ["1", "1.0", "1.0.0"]);
        assert!(Packagist.other_readings("1.2.3.4").is_empty());
        assert!(Packagist.other_readings("1.2.3.4.5.0").is_empty());
        assert!(Rubygems.other_readings("1.0").is_empty());
    }

    #[test]
    fn a_local_version_may_mean_its_public_one() {
        assert_eq!(Pep440.other_readings("2.0.0+cu118"), ["2.0.0"]);
        assert!(Pep440.other_readings("2.0.0").is_empty());
    }
}
