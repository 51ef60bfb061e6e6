//! A CSAF document as a source: what it says is affected, product by product, by the names in its product tree.

use super::read::read;
use crate::Each;
use crate::defect::{Defects, Wrong};
use ::vulnerability::by_name::{Label, Theirs};
use ::vulnerability::{Advisory, Affected, Name, StatedProduct};
use device::ProductStatus;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use terms::Instant;

/// Reads the advisories of a document: one for each vulnerability. Products that are stated to be not affected, fixed or
/// recommended are left out; those under investigation are not.
pub fn read_advisories(bytes: &[u8], each: Each<'_>) -> Defects {
    type Labels = BTreeSet<Label<'static>>;
    let mut found: BTreeMap<String, (BTreeSet<String>, Labels)> = BTreeMap::new();
    let (document, mut defects) = read(bytes, &mut |statement| {
        let (aliases, labels) = found.entry(statement.vulnerability.to_string()).or_default();
        aliases.extend(statement.aliases.iter().map(ToString::to_string));
        if matches!(statement.status, Some(ProductStatus::Affected | ProductStatus::UnderInvestigation)) {
            labels.extend(statement.products.iter().filter_map(label));
        }
    });
    if document.id.is_empty() {
        defects.note(0, "document.tracking.id", Wrong::Missing);
        return defects;
    }
    let modified = Instant::parse(&document.dated);
    for (vulnerability, (aliases, labels)) in found {
        let aliases = std::iter::once(vulnerability.clone()).chain(aliases).map(Cow::Owned).collect();
        each(&Advisory {
            // One document speaks of several vulnerabilities; each is a record of its own.
            id: Cow::Owned(format!("{}/{vulnerability}", document.id)),
            aliases,
            modified,
            title: Cow::Borrowed(&document.author),
            affected: labels.iter().flat_map(affected).collect(),
            ..Advisory::default()
        });
    }
    defects
}

fn label(product: &StatedProduct<'_>) -> Option<Label<'static>> {
    let StatedProduct { reference: _, vendor, name, version, purls: _, cpes: _ } = product;
    let own = |text: &str| Cow::Owned(text.to_owned());
    (!name.is_empty()).then(|| Label { vendor: own(vendor), product: own(name), versions: own(version) })
}

/// A product under each word that it is found by.
fn affected<'a>(label: &Label<'_>) -> Vec<Affected<'a>> {
    let keys = Theirs::read(&label.vendor, &label.product, &label.versions).keys();
    let joined = label.join();
    let under = |key| Affected {
        name: Name::Labelled { key: Cow::Owned(key), label: Cow::Owned(joined.clone()) },
        scheme: None,
        intervals: Vec::new(),
        versions: Vec::new(),
        unread_ranges: 0,
        needs_other: false,
        beside: Vec::new(),
    };
    keys.into_iter().map(under).collect()
}

#[cfg(test)]
mod tests {
    use super::read_advisories;
    use vulnerability::Name;

    const ADVISORY: &[u8] = br#"{"document": {"csaf_version": "2.0", "tracking": {"id": "A-1",
        "current_release_date": "2026-01-02T00:00:00Z"}}, "product_tree": {"branches": [{"category": "vendor",
        "name": "Philips", "branches": [{"category": "product_name", "name": "IntelliVue MX40", "branches": [
        {"category": "product_version_range", "name": "< B.06.18", "product": {"name": "x", "product_id": "P1"}},
        {"category": "product_version", "name": "B.06.18", "product": {"name": "y", "product_id": "P2"}}]}]}]},
        "vulnerabilities": [{"cve": "CVE-2017-9657", "product_status": {"known_affected": ["P1"], "fixed": ["P2"]}}]}"#;

    #[test]
    fn an_advisory_gives_the_products_it_calls_affected_and_no_others() {
        let mut seen = Vec::new();
        read_advisories(ADVISORY, &mut |record| {
            assert_eq!((&*record.id, &*record.aliases[0]), ("A-1/CVE-2017-9657", "CVE-2017-9657"));
            for affected in &record.affected {
                let Name::Labelled { key, label } = &affected.name else { panic!("no label") };
                assert!(label.ends_with("< B.06.18"), "{label}");
                seen.push(key.to_string());
            }
        });
        assert!(seen.contains(&"intellivue".to_owned()), "{seen:?}");
    }

    proptest::proptest! {
        #[test]
        fn any_change_of_an_advisory_is_survived(at in 0..ADVISORY.len(), with: u8) {
            let mut bytes = ADVISORY.to_vec();
            bytes[at] = with;
            read_advisories(&bytes, &mut |_| {});
        }

        #[test]
        fn any_name_is_survived(vendor: String, name: String, version: String, ours: String) {
            use vulnerability::by_name::{Ours, judge};
            let theirs = super::Theirs::read(&vendor, &name, &version);
            judge(&Ours::read(&ours, &name, &ours), &theirs);
            judge(&Ours::read("", &ours, &version), &theirs);
        }
    }
}
