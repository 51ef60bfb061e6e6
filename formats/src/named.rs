//! What advisories of any format share: names by package URL or CPE name, and what is said about versions.

use crate::nvd::{Versions, parse_criteria};
use sbom::{Purl, osv_name, osv_version};
use std::borrow::Cow;
use versions::vers::{Constraint, Order, Ranges, Vers};
use versions::{Bound, Interval, Scheme};
use vulnerability::by_name::VersionText;
use vulnerability::{Affected, Name};

/// Something that can be looked up.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) name: Name<'static>,
    pub(crate) scheme: Option<Scheme>,
    /// What the identifier itself says about the version.
    pub(crate) own: Told,
    /// A package of an operating system.
    pub(crate) of_system: bool,
}

/// What is said about the versions of a product.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Told {
    /// Nothing.
    Nothing,
    /// One version.
    One(String),
    /// Runs of versions, each end with whether it belongs. An open run is every version.
    Runs(Vec<[Option<(String, bool)>; 2]>),
    /// Something that cannot be read.
    Unread,
}

/// The name of a package URL; `None` when no source knows packages of its type.
pub(crate) fn of_purl(text: &str) -> Option<Named> {
    let purl = Purl::parse(text).ok()?;
    let found = osv_name(&purl)?;
    let (release, name) = (Cow::Owned(found.release.into_owned()), Cow::Owned(found.name.into_owned()));
    let version = osv_version(&purl);
    Some(Named {
        scheme: Scheme::of_ecosystem(found.ecosystem),
        name: Name::Package { ecosystem: Cow::Borrowed(found.ecosystem), release, name },
        own: if version.is_empty() { Told::Nothing } else { Told::One(version.into_owned()) },
        of_system: matches!(&*purl.kind, "rpm" | "deb" | "apk"),
    })
}

/// The name of a CPE 2.3 formatted string or a CPE 2.2 URI.
pub(crate) fn of_cpe(text: &str) -> Option<Named> {
    let criteria = parse_criteria(&Cow::Owned(text.trim().to_owned()))?;
    let own = match criteria.versions {
        Versions::Any | Versions::NotApplicable => Told::Nothing,
        Versions::One(version) => Told::One(version.into_owned()),
        Versions::Pattern => Told::Unread,
    };
    Some(Named { name: criteria.name, scheme: Some(Scheme::Generic), own, of_system: false })
}

impl Told {
    /// Reads a version text: a `vers:` range, signs, words in English and Japanese, or one version.
    pub(crate) fn read(text: &str, scheme: Option<Scheme>) -> Told {
        let text = text.trim();
        if text.is_empty() {
            return Told::Nothing;
        }
        if text.get(..5).is_some_and(|start| start.eq_ignore_ascii_case("vers:")) {
            return Told::of_vers(text, scheme).unwrap_or_else(|| Told::of_words(text));
        }
        // A version of a package may look like words of a sentence to nobody but its own order.
        let is_version = !text.contains([' ', '<', '>', '=', '*', '|']) && text.is_ascii();
        if is_version && text.bytes().any(|byte| byte.is_ascii_digit()) {
            return Told::One(text.to_owned());
        }
        Told::of_words(text)
    }

    /// Types without an order of their own, which makers write before any range, take the order of the name.
    fn of_vers(text: &str, scheme: Option<Scheme>) -> Option<Told> {
        let vers = Vers::parse(text).ok()?;
        let order = match vers.order() {
            Some(Order::Scheme(own)) if own != Scheme::Generic => own,
            _ => scheme.unwrap_or(Scheme::Generic),
        };
        let plain = |constraint: &Constraint| Constraint { version: bare(&constraint.version), ..constraint.clone() };
        let constraints: Vec<Constraint> = vers.constraints.iter().map(plain).collect();
        let ranges = Ranges::of(Order::Scheme(order), &constraints).ok()?;
        let end = |end: Option<(&str, bool)>| end.map(|(text, inclusive)| (text.to_owned(), inclusive));
        let runs: Vec<_> = ranges.runs().map(|run| run.map(end)).collect();
        (!runs.is_empty()).then_some(Told::Runs(runs))
    }

    fn of_words(text: &str) -> Told {
        let read = VersionText::read(text);
        let Some(spans) = read.spans() else { return Told::Unread };
        let end = |end: Option<(&str, bool)>| end.map(|(text, inclusive)| (bare(text), inclusive));
        let runs: Vec<[Option<(String, bool)>; 2]> = spans.into_iter().map(|span| span.map(end)).collect();
        match runs.as_slice() {
            [] => Told::Unread,
            [[Some((low, true)), Some((high, true))]] if low == high => Told::One(low.clone()),
            _ => Told::Runs(runs),
        }
    }

    /// Adds it to what is affected; nothing said adds nothing.
    pub(crate) fn add_to(self, affected: &mut Affected<'static>) {
        let scheme = affected.scheme;
        match self {
            Told::Nothing => {}
            Told::One(version) => affected.versions.push(Cow::Owned(version)),
            Told::Unread => affected.unread_ranges = affected.unread_ranges.saturating_add(1),
            Told::Runs(runs) => {
                for [low, high] in runs {
                    match interval(scheme, low, high) {
                        Some(interval) => affected.intervals.push(interval),
                        None => affected.unread_ranges = affected.unread_ranges.saturating_add(1),
                    }
                }
            }
        }
    }
}

/// A run in an order; `None` where there is none, or an end has no place in it.
fn interval(
    scheme: Option<Scheme>,
    low: Option<(String, bool)>,
    high: Option<(String, bool)>,
) -> Option<Interval<'static>> {
    if low.is_none() && high.is_none() {
        return Some(Interval::default());
    }
    let scheme = scheme?;
    let places = |end: &Option<(String, bool)>| end.as_ref().is_none_or(|(text, _)| scheme.key(text).is_ok());
    let bound = |end: Option<(String, bool)>| end.map(|(text, inclusive)| Bound::new(scheme, text, inclusive));
    (places(&low) && places(&high)).then(|| Interval { low: bound(low), high: bound(high) })
}

/// A version without the `V` that makers write before it.
fn bare(text: &str) -> String {
    let text = text.trim();
    let rest = text.strip_prefix(['v', 'V']).filter(|rest| rest.starts_with(|sign: char| sign.is_ascii_digit()));
    rest.unwrap_or(text).to_owned()
}

#[cfg(test)]
mod tests {
    use super::{Told, of_cpe, of_purl};
    use versions::Scheme;

    fn shown(text: &str) -> String {
        match Told::read(text, Some(Scheme::Generic)) {
            Told::Nothing => "nothing".to_owned(),
            Told::One(version) => format!("= {version}"),
            Told::Unread => "unread".to_owned(),
            Told::Runs(runs) => {
                let run = |[low, high]: &[Option<(String, bool)>; 2]| {
                    let low = low
                        .as_ref()
                        .map_or("(".to_owned(), |(text, own)| format!("{}{text}", if *own { "[" } else { "(" }));
                    let high = high
                        .as_ref()
                        .map_or(")".to_owned(), |(text, own)| format!("{text}{}", if *own { "]" } else { ")" }));
                    format!("{low},{high}")
                };
                runs.iter().map(run).collect::<Vec<_>>().join(" ")
            }
        }
    }

    #[test]
    fn version_texts_become_runs() {
        let expect = |text: &str, wanted: &str| assert_eq!(shown(text), wanted, "{text}");
        expect("", "nothing");
        expect("1.2.3", "= 1.2.3");
        expect("5.1.8-6.el9_1", "= 5.1.8-6.el9_1");
        expect("vers:npm/>=1.0.0|<2.0.0", "[1.0.0,2.0.0)");
        expect("vers:all/*", "(,)");
        expect("vers:all/<V7.0.3", "(,7.0.3)");
        expect("vers:unknown/>=1|<=2", "[1,2]");
        expect("< 8.2.2", "(,8.2.2)");
        expect("all versions prior to 4.1", "(,4.1)");
        expect("3.42 およびそれ以前", "(,3.42]");
        expect("2.3 未満", "(,2.3)");
        expect("2.0 から 2.3 まで", "[2.0,2.3]");
        expect("すべてのバージョン", "(,)");
        expect("as shipped with the cart", "unread");
    }

    #[test]
    fn identifiers_say_names_and_versions() {
        let bash = of_purl("pkg:rpm/redhat/bash@5.1.8-6.el9?arch=x86_64&epoch=1").unwrap();
        assert_eq!((bash.own, bash.of_system), (Told::One("1:5.1.8-6.el9".to_owned()), true));
        assert_eq!(of_purl("pkg:oci/x@1"), None);
        assert_eq!(of_cpe("cpe:/a:v:p:1.2").unwrap().own, Told::One("1.2".to_owned()));
        assert_eq!(of_cpe("cpe:2.3:a:v:p:*:*:*:*:*:*:*:*").unwrap().own, Told::Nothing);
        assert_eq!(of_cpe("no name"), None);
    }

    proptest::proptest! {
        #[test]
        fn any_text_is_survived(text: String, range in "(vers:(all|npm|rpm)/)?[<>=|, .0-9a-z以前未満から*]{0,30}") {
            for text in [text, range] {
                let mut affected = vulnerability::Affected::of(
                    vulnerability::Name::Labelled { key: "k".into(), label: "l".into() },
                    Some(Scheme::Generic),
                );
                Told::read(&text, affected.scheme).add_to(&mut affected);
                let _ = (of_purl(&text), of_cpe(&text));
            }
        }
    }
}
