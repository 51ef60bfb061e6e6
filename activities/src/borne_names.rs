//! The names that a bill of materials bears: everything a source of advisories could find its components by.

use crate::scan::go_modules::{enclosing, module};
use sbom::{Attribute, Component, Cpe, Item, OsvName, Purl, checkout, osv_name, osv_version};
use std::borrow::Cow;
use std::collections::BTreeSet;
use vulnerability::Name;
use vulnerability::by_name::Ours;

/// What a file bears.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Borne {
    /// Names as they are looked up ([`Name::spell`]) with the version stated beside each, empty when none is.
    pub names: BTreeSet<(String, String)>,
    /// How many components were read.
    pub components: u64,
    /// Whether everything in it could be read to its end.
    pub whole: bool,
}

/// Reads the names of a file that may be a bill of materials or an archive of them. The same readers as for a check take it
/// apart, so that what a check would match is never missing here.
pub fn borne_names(name: &str, bytes: &[u8]) -> Borne {
    let opened = formats::sbom::open(name, bytes);
    let mut borne = Borne { whole: opened.refused == 0, ..Borne::default() };
    for document in &opened.documents {
        let mut spelling = String::new();
        let defects = formats::sbom::read(&document.bytes, &mut |item| match item {
            Item::Component(component) => take(component, &mut spelling, &mut borne),
            Item::Document(about) => about.subject.iter().for_each(|subject| take(subject, &mut spelling, &mut borne)),
            Item::Relation(_)
            | Item::Statement
            | Item::Composition(_)
            | Item::Build
            | Item::Held(_)
            | Item::Outside(_) => {}
        });
        borne.whole &= !defects.is_broken();
    }
    borne
}

/// Ecosystems whose packages are asked for by a bare name.
const ECOSYSTEMS: [&str; 22] = [
    "AlmaLinux",
    "Alpine",
    "Bitnami",
    "CRAN",
    "ConanCenter",
    "Debian",
    "Go",
    "Hackage",
    "Hex",
    "NuGet",
    "Packagist",
    "Pub",
    "PyPI",
    "Red Hat",
    "Rocky Linux",
    "RubyGems",
    "SUSE",
    "Ubuntu",
    "Wolfi",
    "crates.io",
    "npm",
    "openSUSE",
];

/// The names under which releases bear what a person types: a package URL, a CPE name, or the whole name of a component.
pub fn names_asked(text: &str) -> Vec<String> {
    let (mut spelling, mut names) = (String::new(), BTreeSet::new());
    let mut add = |name: &Name<'_>| {
        name.spell(&mut spelling);
        names.insert(spelling.clone());
    };
    let text = text.trim();
    if text.starts_with("pkg:") {
        of_purl(text, &mut |name: &Name<'_>, _: &str| add(name));
    } else if text.starts_with("cpe:") {
        of_cpe(text).iter().for_each(|(name, _)| add(name));
    } else if !text.is_empty() {
        for ecosystem in ECOSYSTEMS {
            let name = sbom::normal_name(ecosystem, Cow::Borrowed(text));
            add(&Name::Package { ecosystem: Cow::Borrowed(ecosystem), release: Cow::Borrowed(""), name });
        }
        for key in Ours::read("", text, "").keys() {
            add(&Name::Labelled { key: key.into(), label: "".into() });
        }
        // The maker often bears the name of the product.
        let lower = text.to_lowercase();
        add(&Name::Cpe {
            part: 'a',
            vendor: lower.as_str().into(),
            product: lower.as_str().into(),
            rest: Cow::Borrowed(""),
        });
    }
    names.into_iter().collect()
}

fn take(component: &Component<'_>, spelling: &mut String, borne: &mut Borne) {
    borne.components += 1;
    let stated = component.version.as_ref();
    let mut add = |name: &Name<'_>, version: &str| {
        name.spell(spelling);
        let version = if version.is_empty() { stated } else { version };
        borne.names.insert((spelling.clone(), version.to_owned()));
    };
    for text in component.purls.iter().chain(&component.cpes).chain(&component.origins) {
        if text.starts_with("pkg:") {
            of_purl(text, &mut add);
        } else if let Some((name, version)) = of_cpe(text) {
            add(&name, &version);
        }
    }
    // As the search by name does: what an identifier names to a source is not looked for by its words.
    let named = component.purls.iter().any(|purl| !purl.starts_with("pkg:generic/"));
    if !named && component.kind.is_software() && !component.name.trim().is_empty() {
        let vendor = if component.supplier.is_empty() { &component.group } else { &component.supplier };
        for key in Ours::read(vendor.trim(), component.name.trim(), stated).keys() {
            add(&Name::Labelled { key: key.into(), label: "".into() }, stated);
        }
    }
}

fn of_purl(text: &str, add: &mut impl FnMut(&Name<'_>, &str)) {
    let Ok(purl) = Purl::parse(text) else { return };
    if let Some(OsvName { ecosystem, release, name }) = osv_name(&purl) {
        let version = osv_version(&purl);
        if ecosystem == "Go" {
            enclosing(&name, &version).for_each(|path| add(&module(path), &version));
        }
        add(&Name::Package { ecosystem: Cow::Borrowed(ecosystem), release, name }, &version);
    }
    if let Some(found) = checkout(&purl) {
        let (ecosystem, name) = (Cow::Borrowed("GIT"), Cow::Owned(found.repository));
        add(&Name::Package { ecosystem, release: Cow::Borrowed(""), name }, &found.at);
    }
}

fn of_cpe(text: &str) -> Option<(Name<'_>, Cow<'_, str>)> {
    let value = |attribute| match attribute {
        Attribute::Value(value) => Some(value),
        Attribute::Any | Attribute::NotApplicable | Attribute::Pattern(_) => None,
    };
    let cpe = Cpe::parse(text).ok()?;
    let (vendor, product) = (value(cpe.vendor)?, value(cpe.product)?);
    let name = Name::Cpe { part: cpe.part, vendor, product, rest: Cow::Borrowed("") };
    Some((name, value(cpe.version).unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::borne_names;

    fn expect(component: &str, names: &[(&str, &str)]) {
        let bom = format!(r#"{{"bomFormat":"CycloneDX","specVersion":"1.6","components":[{component}]}}"#);
        let borne = borne_names("bom.json", bom.as_bytes());
        let shown: Vec<(String, String)> = borne
            .names
            .iter()
            .map(|(name, version)| (name.replace(|c: char| c < '\u{4}', "|"), version.clone()))
            .collect();
        let names: Vec<(String, String)> = names.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect();
        assert_eq!((shown, borne.components), (names, 1));
    }

    #[test]
    fn a_package_is_borne_under_its_normal_name() {
        expect(
            r#"{"type":"library","name":"Flask","version":"2","purl":"pkg:pypi/Fl_ask@2.0.1"}"#,
            &[("PyPI|fl-ask", "2.0.1")],
        );
    }

    #[test]
    fn a_go_package_is_borne_under_the_modules_that_may_hold_it() {
        expect(
            r#"{"type":"library","name":"x","purl":"pkg:golang/a.b/c/d@v1.2.0"}"#,
            &[("Go|a.b/c", "v1.2.0"), ("Go|a.b/c/d", "v1.2.0")],
        );
    }

    #[test]
    fn a_cpe_name_is_borne_beside_its_words_and_what_is_near_them() {
        // A word is asked with one letter left out as well, so that a misspelt advisory is met.
        let near =
            ["oenssl", "opensl", "openss", "openssl", "opessl", "opnssl", "penssl"].map(|word| format!("|{word}"));
        let near = near.iter().map(|word| (word.as_str(), "3.0.1"));
        let names: Vec<(&str, &str)> = [("|a|openssl|openssl", "3.0.1")].into_iter().chain(near).collect();
        expect(
            r#"{"type":"library","name":"openssl","version":"3.0.1","cpe":"cpe:2.3:a:openssl:openssl:3.0.1:*:*:*:*:*:*:*"}"#,
            &names,
        );
    }

    #[test]
    fn what_a_person_types_meets_what_a_release_bears() {
        let shown = |text: &str| {
            super::names_asked(text).iter().map(|name| name.replace(|c: char| c < '\u{4}', "|")).collect::<Vec<_>>()
        };
        assert_eq!(shown("pkg:pypi/Fl_ask@2.0.1"), ["PyPI|fl-ask"]);
        assert_eq!(shown("cpe:2.3:a:openssl:openssl:3.0.1:*:*:*:*:*:*:*"), ["|a|openssl|openssl"]);
        let bare = shown("Flask");
        assert!(
            ["PyPI|flask", "npm|Flask", "|flask", "|a|flask|flask"]
                .iter()
                .all(|name| bare.iter().any(|one| one == name)),
            "{bare:?}"
        );
        assert!(shown(" ").is_empty());
    }

    #[test]
    fn what_is_no_bill_bears_nothing() {
        let borne = borne_names("notes.txt", b"openssl 3.0.1");
        assert!(borne.names.is_empty());
    }
}
