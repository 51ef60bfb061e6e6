//! What documents name and do not hold, as findings.

use crate::referred::Elsewhere;
use terms::{Finding, Place, Priority, Subject, finding};

finding! {
    /// A document names things that no document given holds.
    RefersElsewhere = "sbom/refers-elsewhere" {
        /// The document.
        document: String,
        /// How many.
        count: u64,
        /// The first of them.
        names: String,
        /// Whether they may be components, English.
        hides_en: &'static str,
        /// Whether they may be components, Japanese.
        hides_ja: &'static str,
    }
    en: "{document} names {count} that it does not list as components: {names}.", "{hides_en}",
        "Give both documents in one archive or in one release of a dossier, or ask the supplier to list them.";
    ja: "{document} は、構成要素として記載していない {count} 件を参照しています: {names}。", "{hides_ja}",
        "両方の文書を 1 つのアーカイブかドシエの 1 つのリリースにまとめるか、記載するよう供給者に依頼してください。";
}

/// What is said of names that may be components, and of others.
const HIDING: [(&str, &str); 2] = [
    (
        "None of them is said to be a part of the product; what stands there was not looked at.",
        "製品の構成要素とは記載されていませんが、参照先の内容は確認していません。",
    ),
    (
        "Some of them may be components: nobody looked at them, so nothing can be called clean.",
        "構成要素である可能性がありますが、誰も確認していないため「問題なし」とは言えません。",
    ),
];

impl Elsewhere {
    /// As a finding about the document.
    pub fn finding(&self, document: &str) -> Option<Finding> {
        let Elsewhere { count, names, hiding } = self;
        if *count == 0 {
            return None;
        }
        let subject = Subject::at(format!("document/{document}"), Place::file(document));
        let mut listed = names.join(", ");
        if *count > names.len() as u64 {
            listed.push_str(", …");
        }
        let (hides_en, hides_ja) = HIDING[usize::from(*hiding > 0)];
        let (document, count) = (document.to_owned(), *count);
        let detail = RefersElsewhere { document, count, names: listed, hides_en, hides_ja };
        Some(Finding::new(Priority::Attention, subject, detail))
    }
}
