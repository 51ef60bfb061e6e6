//! A CSAF document as a source: what it says about its products, by the identifiers of the product tree where it gives any,
//! and by the names in there.

use super::about_versions::About;
use super::read::read;
use crate::Each;
use crate::defect::{Defects, Wrong};
use crate::named::{Named, Told, of_cpe, of_purl};
use ::vulnerability::by_name::{Label, Theirs};
use ::vulnerability::{Advisory, Affected, Name, StatedProduct, StatusStatement};
use device::ProductStatus;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use terms::Instant;

/// What a document says about one vulnerability.
#[derive(Default)]
struct Found {
    aliases: BTreeSet<String>,
    labels: BTreeSet<Label<'static>>,
    by_name: BTreeMap<Name<'static>, About>,
}

/// Reads the advisories of a document: one for each vulnerability.
///
/// Products that carry a package URL or a CPE name are stated with all four statuses. By its name alone a product is listed
/// when it is affected or under investigation.
pub fn read_advisories(bytes: &[u8], each: Each<'_>) -> Defects {
    let mut found: BTreeMap<String, Found> = BTreeMap::new();
    let (document, mut defects) = read(bytes, &mut |statement| {
        let found = found.entry(statement.vulnerability.to_string()).or_default();
        found.aliases.extend(statement.aliases.iter().map(ToString::to_string));
        found.take(statement);
    });
    if document.id.is_empty() {
        defects.note(0, "document.tracking.id", Wrong::Missing);
        return defects;
    }
    let modified = Instant::parse(&document.dated);
    for (vulnerability, Found { aliases, labels, by_name }) in found {
        let aliases = std::iter::once(vulnerability.clone()).chain(aliases).map(Cow::Owned).collect();
        let named = by_name.into_iter().flat_map(|(name, about)| about.affected(name));
        each(&Advisory {
            // One document speaks of several vulnerabilities; each is a record of its own.
            id: Cow::Owned(format!("{}/{vulnerability}", document.id)),
            aliases,
            modified,
            title: Cow::Borrowed(&document.author),
            affected: named.chain(labels.iter().flat_map(labelled)).collect(),
            ..Advisory::default()
        });
    }
    defects
}

impl Found {
    fn take(&mut self, statement: &StatusStatement<'_>) {
        let Some(status) = statement.status else { return };
        if matches!(status, ProductStatus::Affected | ProductStatus::UnderInvestigation) {
            self.labels.extend(statement.products.iter().filter_map(label));
        }
        for product in &statement.products {
            if statement.components.is_empty() {
                self.thing(product, None, status);
            }
            for component in &statement.components {
                self.thing(component, Some(product), status);
                self.whole(product, component, status);
            }
        }
    }

    /// A product, or a part as it stands in a whole.
    fn thing(&mut self, of: &StatedProduct<'_>, whole: Option<&StatedProduct<'_>>, status: ProductStatus) {
        for mut named in identified(of) {
            let (release, beside) = match whole {
                Some(whole) if named.of_system => (stream(whole), Vec::new()),
                Some(whole) => (String::new(), whole_names(whole)),
                None => (String::new(), Vec::new()),
            };
            if let Name::Package { release: own, .. } = &mut named.name
                && own.is_empty()
            {
                *own = Cow::Owned(release);
            }
            // What is said of a part in one product says nothing against the same part elsewhere.
            let elsewhere = whole.is_some() && !named.of_system;
            let told = versions(of, &named);
            let about = self.by_name.entry(named.name).or_insert_with(|| About::of(named.scheme, named.of_system));
            about.take(status, told, elsewhere, beside);
        }
    }

    /// A whole is affected through its part; a distribution is not listed under each of its packages.
    fn whole(&mut self, whole: &StatedProduct<'_>, part: &StatedProduct<'_>, status: ProductStatus) {
        let is_package = identified(part).any(|named| named.of_system);
        if is_package || !matches!(status, ProductStatus::Affected | ProductStatus::UnderInvestigation) {
            return;
        }
        self.thing(whole, None, status);
    }
}

/// The identifiers of a product that can be looked up.
fn identified<'p>(product: &'p StatedProduct<'_>) -> impl Iterator<Item = Named> + 'p {
    let purls = product.purls.iter().filter_map(|purl| of_purl(purl));
    purls.chain(product.cpes.iter().filter_map(|cpe| of_cpe(cpe)))
}

/// What is said about versions: a range of the branches goes before the version in an identifier, and that before the one
/// version of a branch, which may be a whole file name.
fn versions(product: &StatedProduct<'_>, named: &Named) -> Told {
    let stated = Told::read(&product.version, named.scheme);
    match (stated, &named.own) {
        (stated @ Told::Runs(_), _) => stated,
        // Distributions write a package's name, or its name and version in one, where a version should stand.
        _ if named.of_system => named.own.clone(),
        (stated, Told::Nothing) => stated,
        (_, own) => own.clone(),
    }
}

/// What must be present beside a part that is affected in a whole.
fn whole_names(whole: &StatedProduct<'_>) -> Vec<Affected<'static>> {
    let of = |named: Named| {
        let told = versions(whole, &named);
        let mut affected = Affected::of(named.name, named.scheme);
        match told {
            Told::Nothing => affected.intervals.push(versions::Interval::default()),
            told => told.add_to(&mut affected),
        }
        affected
    };
    whole.cpes.iter().filter_map(|cpe| of_cpe(cpe)).map(of).collect()
}

/// The product stream of a distribution as OSV writes it (`enterprise_linux:9::appstream`), out of its CPE name.
fn stream(whole: &StatedProduct<'_>) -> String {
    let stream = whole.cpes.iter().find_map(|cpe| {
        let rest = cpe.strip_prefix("cpe:/")?;
        Some(rest.splitn(3, ':').nth(2)?.trim_end_matches(':').to_owned())
    });
    stream.unwrap_or_default()
}

fn label(product: &StatedProduct<'_>) -> Option<Label<'static>> {
    let StatedProduct { reference: _, vendor, name, version, purls: _, cpes: _ } = product;
    let own = |text: &str| Cow::Owned(text.to_owned());
    (!name.is_empty()).then(|| Label { vendor: own(vendor), product: own(name), versions: own(version) })
}

/// A product under each word that it is found by.
fn labelled(label: &Label<'_>) -> Vec<Affected<'static>> {
    let keys = Theirs::read(&label.vendor, &label.product, &label.versions).keys();
    let joined = label.join();
    let under = |key| Affected::of(Name::Labelled { key: Cow::Owned(key), label: Cow::Owned(joined.clone()) }, None);
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
                let Name::Labelled { key, label } = &affected.name else { continue };
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
