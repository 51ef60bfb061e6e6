//! Adds what support.yaml declares to the components of a bill: it is the addendum to the SBOM that FDA V.A.4(b) allows.

use super::declared::Declared;
use crate::bill::BillDocument;
use device::{Choice, Support};
use std::borrow::Cow;
use terms::{Day, When};

/// Gives components the declared level and end of support, as the properties by which documents state them. What a document
/// states itself goes before.
pub fn declare(support: &Support, documents: &mut [BillDocument<'_>]) {
    // Looking an item up depends on no day.
    let mut declared = Declared::new(Some(support), Day(0));
    for item in documents.iter_mut().flat_map(|document| &mut document.items) {
        let Some(found) = declared.item(&item.component) else { continue };
        let level = found.level_of_support.map(|level| level.name().to_owned());
        let end = found.end_of_support.filter(|end| *end != When::Unknown).map(|end| end.to_string());
        for (name, value) in [("support.yaml:levelOfSupport", level), ("support.yaml:endOfSupport", end)] {
            if let Some(value) = value {
                item.component.properties.push((Cow::Borrowed(name), Cow::Owned(value)));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::declare;
    use crate::bill::tests::{bill, document};
    use crate::bill::{end_of_support, level_of_support};
    use formats::dossier::{IntoCore, read_one, v1};

    #[test]
    fn what_support_yaml_declares_counts_as_stated() {
        let text = "items:\n  - match: { name: rtos }\n    level_of_support: actively-maintained\n    end_of_support: 2030-01-01\n";
        let read = read_one::<v1::Support>("support.yaml", text.as_bytes());
        assert!(read.complaints.is_empty(), "{:?}", read.complaints);
        let json = document(r#""components": [{"name": "rtos"}, {"name": "other"}]"#);
        let mut bill = bill(&json);
        declare(&read.value.unwrap().into_core(), &mut bill.documents);
        let items = &bill.documents[0].items;
        assert_eq!(level_of_support(&items[0].component), Some("actively-maintained"));
        assert_eq!(end_of_support(&items[0].component), Some("2030-01-01"));
        assert_eq!(end_of_support(&items[1].component), None);
    }
}
