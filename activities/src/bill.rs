//! A bill of materials read whole: every component with all that is stated about it, for showing, comparing and judging.

use crate::referred::References;
use foldhash::fast::RandomState;
use sbom::{Component, Cpe, Document, Item, Purl, is_end_of_support, is_level_of_support, normal_name, osv_name};
use std::borrow::Cow;
use std::collections::HashSet;
use terms::Finding;

/// One or more documents.
#[derive(Debug, Default)]
pub struct Bill<'a> {
    /// The documents, in the order given.
    pub documents: Vec<BillDocument<'a>>,
    /// What is wrong with them.
    pub findings: Vec<Finding>,
    /// Documents that could not be read, or not to their end.
    pub unread: u64,
}

/// A document.
#[derive(Debug)]
pub struct BillDocument<'a> {
    /// As the user named it, or `archive!member`.
    pub name: String,
    /// What it says about itself.
    pub about: Document<'a>,
    /// What it describes first, then its components in their order.
    pub items: Vec<BillItem<'a>>,
    /// Relations between components.
    pub relations: u64,
    /// Statements about vulnerabilities: counted.
    pub statements: u64,
    /// Things of the build: counted.
    pub build: u64,
}

/// A component as its document states it.
#[derive(Debug)]
pub struct BillItem<'a> {
    /// All that is stated.
    pub component: Component<'a>,
    /// Line in the document, from 1.
    pub line: u32,
    /// Whether a relation names it; that the document describes it does not count.
    pub related: bool,
    /// Whether it is what the document describes.
    pub subject: bool,
}

/// Reads documents whole.
pub fn read_bill<'a>(documents: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Bill<'a> {
    let (mut bill, mut references) = (Bill::default(), References::default());
    for (name, bytes) in documents {
        let mut reading = Reading::default();
        references.document();
        let defects = formats::sbom::read(bytes, &mut |item| {
            references.take(&item);
            reading.take(item);
        });
        bill.findings.extend(defects.findings(name, bytes));
        bill.unread += u64::from(defects.is_broken());
        bill.documents.push(reading.finish(name, bytes));
    }
    let named = references.finish();
    bill.findings.extend(bill.documents.iter().zip(named).filter_map(|(of, named)| named.finding(&of.name)));
    bill
}

#[derive(Default)]
struct Reading<'a> {
    about: Document<'a>,
    components: Vec<Component<'a>>,
    related: HashSet<Cow<'a, str>, RandomState>,
    relations: u64,
    statements: u64,
    build: u64,
}

impl<'a> Reading<'a> {
    fn take(&mut self, item: Item<'a, '_>) {
        match item {
            Item::Document(about) => self.about = about.clone(),
            Item::Component(component) => self.components.push(component.clone()),
            Item::Relation(relation) => {
                self.relations += 1;
                if !matches!(relation.kind.as_ref(), "describes" | "described-by") {
                    self.related.insert(relation.from.clone());
                    self.related.insert(relation.to.clone());
                }
            }
            Item::Statement => self.statements += 1,
            Item::Build => self.build += 1,
            // How complete a bill calls itself is judged where it is scanned.
            Item::Composition(_) | Item::Held(_) | Item::Outside(_) => {}
        }
    }

    fn finish(self, name: &str, bytes: &[u8]) -> BillDocument<'a> {
        let Reading { mut about, mut components, related, relations, statements, build } = self;
        components.sort_by_key(|component| component.offset);
        let subject = about.subject.take();
        // The only package of an SPDX document is its subject and a component.
        if let Some(subject) = &subject {
            components.retain(|component| component.offset != subject.offset);
        }
        let mut lines = Lines { bytes, at: 0, line: 1 };
        let first = subject.map(|component| (component, true));
        let all = first.into_iter().chain(components.into_iter().map(|component| (component, false)));
        let items = all.map(|(component, subject)| BillItem {
            line: lines.of(component.offset),
            // What is nested hangs together by its place.
            related: component.depth > 0 || related.contains(&component.reference),
            subject,
            component,
        });
        let items = items.collect();
        BillDocument { name: name.to_owned(), about, items, relations, statements, build }
    }
}

/// Lines of offsets, each counted from the one before.
struct Lines<'a> {
    bytes: &'a [u8],
    at: usize,
    line: u32,
}

impl Lines<'_> {
    fn of(&mut self, offset: usize) -> u32 {
        let to = offset.min(self.bytes.len());
        let (from, to_or) = (self.at.min(to), self.at.max(to));
        let between = self.bytes[from..to_or].iter().filter(|byte| **byte == b'\n').count() as u32;
        self.line = if to >= self.at { self.line.saturating_add(between) } else { self.line.saturating_sub(between) };
        self.at = to;
        self.line
    }
}

/// The name with its group, as people know it.
pub fn full_name<'c>(component: &'c Component<'_>) -> Cow<'c, str> {
    if component.group.is_empty() || component.name.starts_with(&*component.group) {
        Cow::Borrowed(&component.name)
    } else {
        Cow::Owned(format!("{}/{}", component.group, component.name))
    }
}

/// What stays the same about a component from release to release: its package without version, its CPE product, or its
/// name where it has neither.
pub fn identity(component: &Component<'_>) -> String {
    for text in &component.purls {
        if let Ok(purl) = Purl::parse(text) {
            let ecosystem = osv_name(&purl).map_or("", |name| name.ecosystem);
            return format!("pkg:{}/{}", purl.kind, normal_name(ecosystem, purl.full_name()));
        }
    }
    for text in &component.cpes {
        if let Ok(cpe) = Cpe::parse(text) {
            return format!("cpe:{:?}:{:?}:{:?}", cpe.part, cpe.vendor, cpe.product).to_lowercase();
        }
    }
    name_identity(component)
}

/// The name alone.
pub fn name_identity(component: &Component<'_>) -> String {
    format!("name:{}", full_name(component).to_lowercase())
}

/// The version that is stated, in the field or in the identifier.
pub fn version_of<'c>(component: &'c Component<'_>) -> Cow<'c, str> {
    if !component.version.is_empty() {
        return Cow::Borrowed(&component.version);
    }
    let stated = component.purls.iter().filter_map(|text| Purl::parse(text).ok()).find(|purl| !purl.version.is_empty());
    stated.map_or(Cow::Borrowed(""), |purl| Cow::Owned(purl.version.into_owned()))
}

/// The level of support as written; `None` when it is not stated, or stated to be unknown.
pub fn level_of_support<'c>(component: &'c Component<'_>) -> Option<&'c str> {
    property(component, is_level_of_support).filter(|level| *level != "noAssertion")
}

/// The end of support as written.
pub fn end_of_support<'c>(component: &'c Component<'_>) -> Option<&'c str> {
    property(component, is_end_of_support)
}

fn property<'c>(component: &'c Component<'_>, is_wanted: fn(&str) -> bool) -> Option<&'c str> {
    let found = component.properties.iter().find(|(name, value)| !value.trim().is_empty() && is_wanted(name));
    found.map(|(_, value)| value.trim())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::{Bill, end_of_support, identity, level_of_support, read_bill};

    /// A bill of one CycloneDX document with these components.
    pub(crate) fn bill(json: &str) -> Bill<'_> {
        read_bill([("a.json", json.as_bytes())])
    }

    pub(crate) fn document(fields: &str) -> String {
        format!(r#"{{"bomFormat": "CycloneDX", "specVersion": "1.6", {fields}}}"#)
    }

    #[test]
    fn an_identity_has_no_version() {
        let json = document(
            r#""components": [{"name": "x", "purl": "pkg:pypi/Foo_Bar@1?arch=x"}, {"name": "x", "cpe": "cpe:2.3:a:V:p:1"},
                {"name": "B", "group": "a"}]"#,
        );
        let bill = bill(&json);
        let names: Vec<String> = bill.documents[0].items.iter().map(|item| identity(&item.component)).collect();
        assert_eq!(names[0], "pkg:pypi/foo-bar");
        assert!(names[1].starts_with("cpe:"), "{}", names[1]);
        assert_eq!(names[2], "name:a/b");
    }

    #[test]
    fn support_is_found_however_its_property_is_spelt() {
        let json = document(
            r#""components": [{"name": "x", "properties": [{"name": "cdx:lifecycle:milestone:endOfSupport", "value": "2030-01-01"},
                {"name": "maker:Level of support", "value": "actively maintained"}]}, {"name": "y", "properties":
                [{"name": "サポート終了日", "value": "2031"}, {"name": "spdx:supportLevel", "value": "noAssertion"}]}]"#,
        );
        let bill = bill(&json);
        let items = &bill.documents[0].items;
        assert_eq!(end_of_support(&items[0].component), Some("2030-01-01"));
        assert_eq!(level_of_support(&items[0].component), Some("actively maintained"));
        assert_eq!(end_of_support(&items[1].component), Some("2031"));
        assert_eq!(level_of_support(&items[1].component), None);
    }

    #[test]
    fn lines_and_relations_are_known() {
        let json = document(
            "\"metadata\": {\"component\": {\"name\": \"pump\"}},\n\"components\": [\n{\"name\": \"x\", \"bom-ref\": \"x\"},\n{\"name\": \"y\"}],\n\"dependencies\": [{\"ref\": \"x\", \"dependsOn\": [\"z\"]}]",
        );
        let bill = bill(&json);
        let told: Vec<_> = bill.documents[0].items.iter().map(|item| (item.line, item.related, item.subject)).collect();
        assert_eq!(told, [(1, false, true), (3, true, false), (4, false, false)]);
    }
}
