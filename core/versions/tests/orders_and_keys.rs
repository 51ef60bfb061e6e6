//! What every order must hold: it is an order, its keys agree with it, and where a second opinion exists, it agrees too.

use proptest::prelude::*;
use std::cmp::Ordering;
use versions::{Key, NotUnderstood, Scheme};

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => "[0-9]",
        2 => "[0-9]{2}",
        1 => "0[0-9]",
        1 => prop::sample::select(vec!["127", "128", "255", "256", "65535", "20190401", "2019", "18446744073709551615"])
            .prop_map(str::to_owned),
    ]
}

fn huge() -> impl Strategy<Value = String> {
    prop_oneof![
        Just("18446744073709551616".to_owned()),
        Just("99999999999999999999999".to_owned()),
        Just("00000000000000000000000007".to_owned()),
        number(),
    ]
}

fn numbers(one: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    prop::collection::vec(one, 1..6).prop_map(|numbers| numbers.join("."))
}

fn semver() -> impl Strategy<Value = String> {
    let pre = prop_oneof![2 => Just(String::new()), 3 => "-[0-9ab-]{1,3}(\\.[0-9aAbrc]{1,3}){0,2}", 1 => "-rc\\.[0-9]"];
    ("[v]?", prop_oneof![4 => numbers(number()), 1 => numbers(huge())], pre, "(\\+[a-z]{1,3})?")
        .prop_map(|(v, numbers, pre, build)| format!("{v}{numbers}{pre}{build}"))
}

fn npm() -> impl Strategy<Value = String> {
    ("[ =]{0,2}", semver(), "[ ]?").prop_map(|(front, version, behind)| format!("{front}{version}{behind}"))
}

fn go() -> impl Strategy<Value = String> {
    let toolchain = ("(go)?", "1\\.2[0-2](\\.[0-2])?", "(rc[0-3]|beta1|-rc\\.[0-3]|-rc[0-3])?");
    let pseudo = "v0\\.[01]\\.0-(0\\.)?202[0-2]0101000000-[0-9a-f]{12}(\\+incompatible)?";
    prop_oneof![2 => semver(), 2 => toolchain.prop_map(|(go, numbers, stage)| format!("{go}{numbers}{stage}")), 1 => pseudo]
}

fn pep440() -> impl Strategy<Value = String> {
    let release = prop_oneof![4 => numbers(number()), 1 => numbers(huge())];
    let pre = "([._-]?(a|b|c|rc|alpha|BETA|pre|preview)[._-]?[0-2]?)?";
    let post = "([._-]?(post|rev|r)[._-]?[0-2]?|-[0-2])?";
    let dev = "([._-]?(dev|DEV)[._-]?[0-2]?)?";
    let local = "(\\+[0-2aB]{1,2}([._-][0-2aB]{1,2}){0,2})?";
    ("v?([01]!)?", release, pre, post, dev, local)
        .prop_map(|(front, release, pre, post, dev, local)| format!("{front}{release}{pre}{post}{dev}{local}"))
}

fn generic() -> impl Strategy<Value = String> {
    let words = vec![
        "a",
        "f",
        "z",
        "za",
        "p",
        "p1",
        "p2",
        "u1",
        "r1",
        "s1",
        "b1",
        "a1",
        "rc",
        "rc1",
        "RC2",
        "beta",
        "beta1",
        "alpha",
        "dev",
        "pre9",
        "sp",
        "sp1",
        "sp2",
        "hotfix1",
        "build3",
        "patch1",
        "update_101",
        "final",
        "stable",
        "release",
        "rel2",
        "lts",
        "1",
        "8",
        "0",
        "10",
        "service pack 1",
        "x",
        "fips",
        "el7",
    ];
    let tail = prop::collection::vec(("[._:~+ -]|", prop::sample::select(words)), 0..3)
        .prop_map(|parts| parts.into_iter().map(|(separator, word)| separator + word).collect::<String>());
    let date = "(2019|2020)[-._]?(01|04|12)[-._]?(01|31)";
    let release = prop_oneof![6 => numbers(number()), 1 => numbers(huge()), 1 => date];
    ("(v|release-|version )?", release, tail).prop_map(|(front, release, tail)| format!("{front}{release}{tail}"))
}

/// A release and words of its ecosystem behind it, with any of `separators` between.
fn worded(front: &'static str, separators: &'static str, words: &'static [&'static str]) -> BoxedStrategy<String> {
    let words = prop_oneof![3 => prop::sample::select(words).prop_map(str::to_owned), 1 => number()];
    let tail = prop::collection::vec((separators, words), 0..4)
        .prop_map(|parts| parts.into_iter().map(|(separator, word)| separator + &word).collect::<String>());
    let release = prop_oneof![6 => numbers(number()), 1 => numbers(huge())];
    (front, release, tail).prop_map(|(front, release, tail)| format!("{front}{release}{tail}")).boxed()
}

const MAVEN: &[&str] = &[
    "alpha", "beta", "a1", "b2", "m3", "M", "rc", "cr1", "SNAPSHOT", "ga", "Final", "RELEASE", "sp", "sp1", "jre8",
    "x", "foo", "0", "00",
];
const NUGET: &[&str] = &["beta", "Beta", "rc1", "RC", "0", "10", "a-b", "alpha"];
const GEM: &[&str] = &["pre", "rc1", "beta", "a", "B", "a10", "0", "0", "java"];
const PHP: &[&str] = &["alpha", "beta2", "RC1", "rc", "b", "a", "pl1", "p", "patch", "dev", "foo", "stable"];
const RPM: &[&str] = &["rc1", "a", "aa", "el8", "git1", "0", "00"];
const ALPINE: &[&str] =
    &["_alpha", "_beta1", "_pre", "_rc2", "_p", "_p1", "_git20200101", "a", "b", "~abc", "-r0", "-r10", "_foo"];

fn of(scheme: Scheme) -> BoxedStrategy<String> {
    let nasty = "[ -~]{0,6}|\\PC{0,4}|[0-9a-c.+~_:!-]{1,8}";
    match scheme {
        Scheme::Semver => prop_oneof![8 => semver(), 1 => nasty].boxed(),
        Scheme::Npm => prop_oneof![8 => npm(), 1 => nasty].boxed(),
        Scheme::Pep440 => prop_oneof![8 => pep440(), 1 => nasty].boxed(),
        Scheme::Go => prop_oneof![8 => go(), 1 => nasty].boxed(),
        Scheme::Generic => prop_oneof![8 => generic(), 1 => nasty].boxed(),
        Scheme::Maven => prop_oneof![8 => worded("", "[.-]?", MAVEN), 1 => nasty].boxed(),
        Scheme::Nuget => prop_oneof![8 => worded("v?", "[-.+]", NUGET), 1 => nasty].boxed(),
        Scheme::Rubygems => prop_oneof![8 => worded("", "[.-]?", GEM), 1 => nasty].boxed(),
        Scheme::Packagist => prop_oneof![8 => worded("v?", "[._-]?", PHP), 1 => nasty].boxed(),
        Scheme::Debian => prop_oneof![8 => worded("([01]:)?", "[.~+-]?", RPM), 1 => nasty].boxed(),
        Scheme::Rpm => prop_oneof![8 => worded("([01]:)?", "[.~^_-]?", RPM), 1 => nasty].boxed(),
        Scheme::Alpine => prop_oneof![8 => worded("", "[.]?", ALPINE), 1 => nasty].boxed(),
        Scheme::Cran => prop_oneof![8 => worded("", "[.-]", &["0", "1", "00"]), 1 => nasty].boxed(),
        Scheme::Hackage => prop_oneof![8 => numbers(number()), 1 => numbers(huge()), 1 => nasty].boxed(),
        Scheme::Pub => prop_oneof![8 => worded("v?", "[-.+]", NUGET), 1 => nasty].boxed(),
    }
}

/// Understood by key and by comparison alike; keys sort as the versions do; turned around, the order is turned around.
fn agree(scheme: Scheme, a: &str, b: &str) {
    let both = scheme.key(a).and_then(|left| Ok((left, scheme.key(b)?)));
    let found = scheme.compare(a, b);
    assert_eq!(found.is_ok(), both.is_ok(), "{a:?} and {b:?}");
    assert_eq!(found.map(Ordering::reverse), scheme.compare(b, a), "{a:?} and {b:?}");
    match both {
        Ok((Key::Ordered(left), Key::Ordered(right))) => assert_eq!(found, Ok(left.cmp(&right)), "{a:?} and {b:?}"),
        Ok((Key::Rare, _) | (_, Key::Rare)) | Err(NotUnderstood) => {}
    }
}

/// A middle that is not below the first and not above the last puts the first not above the last.
fn transitive(scheme: Scheme, versions: &[String; 3]) {
    let mut understood: Vec<&str> =
        versions.iter().map(String::as_str).filter(|text| scheme.key(text).is_ok()).collect();
    understood.sort_by(|a, b| scheme.compare(a, b).expect("both have keys, so both can be compared"));
    for (place, later) in understood.iter().enumerate() {
        for earlier in &understood[..place] {
            assert_ne!(scheme.compare(earlier, later), Ok(Ordering::Greater), "{understood:?}");
        }
    }
}

macro_rules! holds {
    ($name:ident, $scheme:expr) => {
        proptest! {
            #![proptest_config(ProptestConfig::with_cases(4096))]
            #[test]
            fn $name(versions in [of($scheme), of($scheme), of($scheme)]) {
                let [a, b, c] = &versions;
                agree($scheme, a, b);
                agree($scheme, b, c);
                agree($scheme, a, a);
                transitive($scheme, &versions);
            }
        }
    };
}

holds!(keys_sort_as_semver_versions_do, Scheme::Semver);
holds!(keys_sort_as_npm_versions_do, Scheme::Npm);
holds!(keys_sort_as_python_versions_do, Scheme::Pep440);
holds!(keys_sort_as_go_versions_do, Scheme::Go);
holds!(keys_sort_as_generic_versions_do, Scheme::Generic);
holds!(keys_sort_as_maven_versions_do, Scheme::Maven);
holds!(keys_sort_as_nuget_versions_do, Scheme::Nuget);
holds!(keys_sort_as_rubygems_versions_do, Scheme::Rubygems);
holds!(keys_sort_as_packagist_versions_do, Scheme::Packagist);
holds!(keys_sort_as_debian_versions_do, Scheme::Debian);
holds!(keys_sort_as_rpm_versions_do, Scheme::Rpm);
holds!(keys_sort_as_alpine_versions_do, Scheme::Alpine);
holds!(keys_sort_as_cran_versions_do, Scheme::Cran);
holds!(keys_sort_as_hackage_versions_do, Scheme::Hackage);
holds!(keys_sort_as_pub_versions_do, Scheme::Pub);

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4096))]

    #[test]
    fn any_text_is_survived(a in any::<String>(), b in "\\PC{0,12}") {
        Scheme::ALL.into_iter().for_each(|scheme| agree(scheme, &a, &b));
    }

    #[test]
    fn semver_agrees_with_the_second_opinion(a in semver(), b in semver()) {
        if let (Ok(left), Ok(right)) = (semver::Version::parse(&a), semver::Version::parse(&b)) {
            if left.build.is_empty() && right.build.is_empty() {
                prop_assert_eq!(Scheme::Pub.compare(&a, &b), Ok(left.cmp_precedence(&right)));
            }
            prop_assert_eq!(Scheme::Semver.compare(&a, &b), Ok(left.cmp_precedence(&right)));
            prop_assert_eq!(Scheme::Npm.compare(&a, &b), Ok(left.cmp_precedence(&right)));
        }
    }

    #[test]
    fn strict_semver_agrees_with_the_second_opinion(
        a in "[0-2]\\.[0-2]\\.[0-2](-(0|[1-9ab-][0-9a-c-]{0,2})(\\.(0|[1-9ab-][0-9a-c-]{0,2})){0,2})?",
        b in "[0-2]\\.[0-2]\\.[0-2](-(0|[1-9ab-][0-9a-c-]{0,2})(\\.(0|[1-9ab-][0-9a-c-]{0,2})){0,2})?",
    ) {
        let (Ok(left), Ok(right)) = (semver::Version::parse(&a), semver::Version::parse(&b)) else { return Ok(()) };
        prop_assert_eq!(Scheme::Semver.compare(&a, &b), Ok(left.cmp_precedence(&right)));
        prop_assert_eq!(Scheme::Go.compare(&a, &b), Ok(left.cmp_precedence(&right)));
    }

    #[test]
    fn pep440_agrees_with_the_second_opinion(a in pep440(), b in pep440()) {
        use std::str::FromStr;
        if let (Ok(left), Ok(right)) = (pep440_rs::Version::from_str(&a), pep440_rs::Version::from_str(&b)) {
            prop_assert_eq!(Scheme::Pep440.compare(&a, &b), Ok(left.cmp(&right)), "{} {}", a, b);
        }
    }

    #[test]
    fn pep440_understands_what_the_second_opinion_understands(text in "[0-9v!.abcrdevpost+_-]{1,9}") {
        use std::str::FromStr;
        if pep440_rs::Version::from_str(&text).is_ok() {
            prop_assert!(Scheme::Pep440.key(&text).is_ok(), "{}", text);
        }
    }
}

#[test]
fn keys_of_common_versions_are_short() {
    let length = |scheme: Scheme, text| match scheme.key(text) {
        Ok(Key::Ordered(bytes)) => bytes.len(),
        Ok(Key::Rare) | Err(NotUnderstood) => usize::MAX,
    };
    assert_eq!(length(Scheme::Semver, "1.2.3"), 4);
    assert_eq!(length(Scheme::Pep440, "1.2.3"), 8);
    assert_eq!(length(Scheme::Generic, "1.0.1f"), 7);
}
