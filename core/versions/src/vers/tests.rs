use super::{Comparator, Constraint, Order, Ranges, Vers, VersFault};
use crate::Scheme;
use proptest::prelude::*;

fn canonical(text: &str, wanted: &str) {
    assert_eq!(Vers::parse(text).map(|vers| vers.to_string()), Ok(wanted.to_owned()), "{text}");
}

fn native(kind: &str, range: &str, wanted: &str) {
    let found = Vers::from_native(kind, range).map_or_else(|fault| format!("{fault:?}"), |vers| vers.to_string());
    assert_eq!(found, wanted, "{kind} {range}");
}

fn holds(vers: &str, inside: &str, outside: &str) {
    let vers = Vers::parse(vers).unwrap();
    inside.split(' ').for_each(|version| assert_eq!(vers.contains(version), Ok(true), "{vers} {version}"));
    outside.split(' ').for_each(|version| assert_eq!(vers.contains(version), Ok(false), "{vers} {version}"));
}

#[test]
fn constraints_stand_by_version() {
    canonical("vers:pypi/0.0.2|>=0.0.6|0.0.0", "vers:pypi/0.0.0|0.0.2|>=0.0.6");
    canonical("VERS:NPM/ >= 1.0.0 | <2.0.0 |", "vers:npm/>=1.0.0|<2.0.0");
    canonical("vers:deb/<1%3A2.0%2Bb1", "vers:deb/<1:2.0+b1");
    canonical("vers:lexicographic/a%3C%20b%25", "vers:lexicographic/a%3C%20b%25");
    canonical("vers:npm/*", "vers:npm/*");
}

#[test]
fn other_texts_are_refused() {
    let refused = |text: &str, fault| assert_eq!(Vers::parse(text), Err(fault), "{text}");
    refused("npm/1.0", VersFault::Scheme);
    refused("vers:npm", VersFault::Type);
    refused("vers:/1.0", VersFault::Type);
    refused("vers:npm/", VersFault::Empty);
    refused("vers:npm/1.0|>=", VersFault::Empty);
    refused("vers:npm/1.0|*", VersFault::Star);
    refused("vers:npm/>%4", VersFault::Escape);
}

#[test]
fn a_text_that_breaks_a_rule_of_the_standard_is_told_so() {
    let strict = |text: &str| Vers::parse_strictly(text).map(|vers| vers.to_string());
    for text in [
        "vers:npm/*",
        "vers:npm/1.2.3|>=2.0.0|<5.0.0",
        "vers:gem/>=2.2.0|!=2.2.1|<2.3.0",
        "vers:all/*",
        "vers:test/b|>a",
    ] {
        assert_eq!(strict(text), Ok(text.to_owned()));
    }
    let breaks = |text: &str, fault| assert_eq!(strict(text), Err(fault), "{text}");
    breaks("vers:npm/ 1.0.0", VersFault::Space);
    breaks("VERS:npm/1.0.0", VersFault::Scheme);
    breaks("vers:npm/1.0.0|", VersFault::Empty);
    breaks("vers:npm/1.0.0||2.0.0", VersFault::Empty);
    breaks("vers:npm/=1.0.0", VersFault::EqualsSign);
    breaks("vers:npm/2.0.0|1.0.0", VersFault::Unsorted);
    breaks("vers:npm/>=1.0.0|<1.0.0", VersFault::Repeated);
    breaks("vers:npm/>=1.0.0|>2.0.0", VersFault::Sequence);
    breaks("vers:npm/1.0.0|<2.0.0", VersFault::Sequence);
    breaks("vers:npm/latest", VersFault::Version);
    breaks("vers:invalid/1.0", VersFault::Type);
    breaks("vers:none/1.0", VersFault::Star);
}

#[test]
fn all_and_none_hold_all_and_none() {
    assert_eq!(Vers::parse("vers:all/*").unwrap().contains("1.0"), Ok(true));
    assert_eq!(Vers::parse("vers:none/*").unwrap().contains("1.0"), Ok(false));
}

#[test]
fn a_range_holds_what_its_constraints_say() {
    holds(
        "vers:npm/>=1.0.0|<2.0.0|3.0.0|>=4.0.0|!=4.1.0",
        "1.0.0 1.9.9 3.0.0 4.0.0 5.0.0",
        "0.9.0 2.0.0 2.5.0 3.0.1 4.1.0",
    );
    holds("vers:pypi/<1.0|>2.0", "0.9 2.1", "1.0 1.5 2.0");
    holds("vers:pypi/!=1.5", "1.0 2.0", "1.5 1.5.0");
    assert_eq!(Vers::parse("vers:pypi/*").unwrap().contains("1.0"), Ok(true));
}

#[test]
fn of_bounds_in_a_row_the_widest_counts() {
    holds("vers:pypi/>1.0|>=2.0|<3.0|<4.0", "1.5 3.5", "1.0 4.0");
}

#[test]
fn a_version_without_a_place_is_neither_in_nor_out() {
    assert!(Vers::parse("vers:npm/>=1.0.0").unwrap().contains("latest").is_err());
    assert!(Vers::parse("vers:npm/>=next").unwrap().contains("1.0.0").is_err());
    assert!(Vers::parse("vers:nowhere/>=1").unwrap().contains("1").is_err());
}

#[test]
fn versions_of_devices_are_held_by_ranges_that_count_as_they_do() {
    let until = |version: &str| [Constraint { comparator: Comparator::Less, version: version.to_owned() }];
    let ranges = Ranges::of(Order::Device, &until("Rev. C")).unwrap();
    assert_eq!(ranges.contains("rev b"), Ok(true));
    assert_eq!(ranges.contains("Rev. D"), Ok(false));
    assert!(ranges.contains("2.1").is_err());
    assert!(ranges.union(&Ranges::of(Order::Device, &until("SP2")).unwrap()).is_err());
    let both = [until("Rev. C"), until("2019-03")].concat();
    assert!(Ranges::of(Order::Device, &both).is_err());
}

#[test]
fn ranges_of_ecosystems_are_understood() {
    native(
        "npm",
        "^1.2.3 || ~0.3 || 2.x || 5.0.0 - 5.2.0",
        "vers:npm/>=0.3.0|<0.4.0|>=1.2.3|<2.0.0|>=2.0.0|<3.0.0|>=5.0.0|<=5.2.0",
    );
    native("npm", "^0.0.3", "vers:npm/>=0.0.3|<0.0.4");
    native("npm", "<=1.x", "vers:npm/<2.0.0");
    native("npm", ">1.x <3.*", "vers:npm/>=2.0.0|<3.0.0");
    native("cargo", "1.2, <1.5", "vers:cargo/>=1.2.0|<1.5.0|<2.0.0");
    native("composer", "~1.2 | ^2.0", "vers:composer/>=1.2|<2|>=2.0|<3");
    native("pypi", "~=1.4.2, !=1.4.5", "vers:pypi/>=1.4.2|!=1.4.5|<1.5.dev0");
    native("pypi", "==1.4.*", "vers:pypi/>=1.4.dev0|<1.5.dev0");
    native("gem", "~> 2.0.8, != 2.0.9", "vers:gem/>=2.0.8|!=2.0.9|<2.1");
    native("maven", "[1.0,2.0),(3.0,],[5]", "vers:maven/>=1.0|<2.0|>3.0|5");
    native("maven", "(,1.0]", "vers:maven/<=1.0");
    native("nuget", "1.0", "vers:nuget/>=1.0");
    native("deb", ">= 1.0, << 2.0", "vers:deb/>=1.0|<2.0");
}

#[test]
fn ranges_that_are_none_are_refused() {
    for (kind, range) in [
        ("npm", "latest tag!"),
        ("npm", "1.0 ||"),
        ("maven", "[1.0"),
        ("maven", "(1.0)"),
        ("gem", ""),
        ("nowhere", "1"),
    ] {
        native(kind, range, "Native");
    }
}

#[test]
fn what_two_ranges_share_and_what_neither_holds() {
    let ranges = |text: &str| Vers::parse(text).unwrap().ranges().unwrap();
    let spell = |ranges: &Ranges| ranges.to_vers("npm").map(|vers| vers.to_string());
    let (a, b) = (ranges("vers:npm/>=1.0.0|<3.0.0"), ranges("vers:npm/>=2.0.0|<4.0.0|5.0.0"));
    assert_eq!(spell(&a.union(&b).unwrap()).as_deref(), Some("vers:npm/>=1.0.0|<4.0.0|5.0.0"));
    assert_eq!(spell(&a.intersection(&b).unwrap()).as_deref(), Some("vers:npm/>=2.0.0|<3.0.0"));
    assert_eq!(spell(&b.complement()).as_deref(), Some("vers:npm/<2.0.0|>=4.0.0|!=5.0.0"));
    assert_eq!(spell(&a.intersection(&a.complement()).unwrap()), None);
    assert_eq!(a.union(&a.complement()).unwrap(), Ranges::all(Order::Scheme(Scheme::Npm)));
    assert!(a.union(&Ranges::none(Order::Gentoo)).is_err());
}

fn any_vers() -> impl Strategy<Value = String> {
    let constraint = ("(<|<=|>|>=|!=)?", 0..6u8).prop_map(|(sign, number)| format!("{sign}{number}"));
    prop::collection::vec(constraint, 1..6).prop_map(|all| format!("vers:intdot/{}", all.join("|")))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2048))]

    #[test]
    fn the_algebra_agrees_with_asking_each_version(a in any_vers(), b in any_vers()) {
        let (a, b) = (Vers::parse(&a).unwrap().ranges().unwrap(), Vers::parse(&b).unwrap().ranges().unwrap());
        let (union, both, rest) = (a.union(&b).unwrap(), a.intersection(&b).unwrap(), a.complement());
        for version in ["0", "0.1", "1", "1.1", "2", "2.1", "3", "3.1", "4", "4.1", "5", "5.1"] {
            let (in_a, in_b) = (a.contains(version).unwrap(), b.contains(version).unwrap());
            prop_assert_eq!(union.contains(version).unwrap(), in_a || in_b);
            prop_assert_eq!(both.contains(version).unwrap(), in_a && in_b);
            prop_assert_eq!(rest.contains(version).unwrap(), !in_a);
        }
        prop_assert_eq!(&rest.complement(), &a);
        if let Some(vers) = a.to_vers("intdot") {
            let again = Vers::parse(&vers.to_string()).unwrap();
            prop_assert_eq!(again.ranges().unwrap(), a);
        }
    }

    #[test]
    fn any_text_is_survived(text in "\\PC{0,20}", kind in "npm|cargo|composer|conan|pypi|gem|maven|nuget|nginx|openssl|deb|alpm|gentoo") {
        let _ = Vers::from_native(&kind, &text);
        let _ = Vers::parse(&format!("vers:{kind}/{text}")).map(|vers| vers.contains(&text));
        let _ = Vers::parse(&text);
        let _ = Vers::parse_strictly(&format!("vers:{kind}/{text}"));
    }
}
