//! Holds a bill of materials against the lists of what one should state, and says of each element how often it is there,
//! how often it is missing and where.
//!
//! Judged is whether an element is stated, never whether it is true; what cannot be seen in a document is named as not
//! judged.

use crate::bill::{Bill, BillDocument, BillItem, end_of_support, full_name, level_of_support, version_of};
use sbom::{Cpe, Purl, is_swhid};
use std::borrow::Cow;
use terms::{Day, Instant, Lang};

/// An element of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Element {
    /// Who made the document.
    Author,
    /// When it was made.
    Timestamp,
    /// The tool that made it, with its name.
    Tool,
    /// At which point of the life cycle its data were gathered.
    Context,
    /// Who supplies the component.
    Supplier,
    /// Its name.
    Name,
    /// Its version.
    Version,
    /// Another unique identifier: package URL, CPE name or SWHID that follows its own rules.
    Identifier,
    /// How it hangs together with others.
    Relationship,
    /// A hash of it.
    Hash,
    /// Its licence.
    Licence,
    /// Its level of support.
    Support,
    /// When its support ends.
    EndOfSupport,
}

impl Element {
    /// The stable name.
    pub fn name(self) -> &'static str {
        match self {
            Element::Author => "author",
            Element::Timestamp => "timestamp",
            Element::Tool => "tool",
            Element::Context => "generation-context",
            Element::Supplier => "supplier",
            Element::Name => "name",
            Element::Version => "version",
            Element::Identifier => "unique-identifier",
            Element::Relationship => "dependency-relationship",
            Element::Hash => "hash",
            Element::Licence => "licence",
            Element::Support => "level-of-support",
            Element::EndOfSupport => "end-of-support",
        }
    }

    /// In words.
    pub fn say(self, lang: Lang) -> &'static str {
        let (en, ja) = match self {
            Element::Author => ("author of the SBOM", "SBOM の作成者"),
            Element::Timestamp => ("timestamp", "作成日時"),
            Element::Tool => ("tool name", "作成ツール名"),
            Element::Context => ("generation context", "作成段階"),
            Element::Supplier => ("supplier", "供給者"),
            Element::Name => ("component name", "構成要素名"),
            Element::Version => ("version", "バージョン"),
            Element::Identifier => ("unique identifier", "一意の識別子"),
            Element::Relationship => ("dependency relationship", "依存関係"),
            Element::Hash => ("component hash", "ハッシュ値"),
            Element::Licence => ("licence", "ライセンス"),
            Element::Support => ("level of support", "サポートレベル"),
            Element::EndOfSupport => ("end of support", "サポート終了日"),
        };
        lang.pick(en, ja)
    }

    /// Whether it is asked of the document, not of each component.
    pub fn is_of_document(self) -> bool {
        match self {
            Element::Author | Element::Timestamp | Element::Tool | Element::Context => true,
            Element::Supplier
            | Element::Name
            | Element::Version
            | Element::Identifier
            | Element::Relationship
            | Element::Hash
            | Element::Licence
            | Element::Support
            | Element::EndOfSupport => false,
        }
    }
}

/// A list of elements that somebody asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct List {
    /// Its stable name.
    pub id: &'static str,
    /// Its title and edition, English.
    pub en: &'static str,
    /// Its title and edition, Japanese.
    pub ja: &'static str,
    /// How sure we are of its contents: `O` an official extract was seen, `S` a secondary source, `M` general knowledge not
    /// confirmed, `?` a known doubt.
    pub confidence: &'static str,
    /// Whether it is a draft.
    pub draft: bool,
    /// Its elements.
    pub elements: &'static [Element],
    /// What it asks for beyond what can be seen in a document, English and Japanese.
    pub not_judged: &'static [(&'static str, &'static str)],
}

/// The lists, in the order shown.
pub const LISTS: [List; 4] = [
    List {
        id: "ntia-2021",
        en: "NTIA minimum elements (July 2021)",
        ja: "NTIA 最小要素（2021 年 7 月）",
        confidence: "S",
        draft: false,
        elements: &[
            Element::Supplier,
            Element::Name,
            Element::Version,
            Element::Identifier,
            Element::Relationship,
            Element::Author,
            Element::Timestamp,
        ],
        not_judged: &[("practices and processes (frequency, depth, distribution)", "運用面（更新頻度・深さ・配布）")],
    },
    List {
        id: "cisa-2025-draft",
        en: "CISA minimum elements, DRAFT of August 2025",
        ja: "CISA 最小要素（2025 年 8 月の案）",
        confidence: "?",
        draft: true,
        elements: &[
            Element::Supplier,
            Element::Name,
            Element::Version,
            Element::Identifier,
            Element::Relationship,
            Element::Hash,
            Element::Licence,
            Element::Author,
            Element::Timestamp,
            Element::Tool,
            Element::Context,
        ],
        not_judged: &[(
            "coverage of all transitive components; whether a final edition says the same",
            "間接的な構成要素の網羅性、最終版との一致",
        )],
    },
    List {
        id: "fda-2026",
        en: "FDA premarket guidance V.A.4(b): NTIA baseline + support (re-issued February 2026)",
        ja: "FDA 市販前ガイダンス V.A.4(b): NTIA ベースライン＋サポート情報（2026 年 2 月再発行）",
        confidence: "M",
        draft: false,
        elements: &[
            Element::Supplier,
            Element::Name,
            Element::Version,
            Element::Identifier,
            Element::Relationship,
            Element::Hash,
            Element::Author,
            Element::Timestamp,
            Element::Support,
            Element::EndOfSupport,
        ],
        not_judged: &[(
            "support stated in an addendum other than support.yaml; justification of what is missing",
            "support.yaml 以外の付属書に記載したサポート情報、記載できない理由",
        )],
    },
    List {
        id: "jp-guidance-2",
        en: "MHLW guidance for manufacturers, 2nd edition: SBOM columns (JIS T 81001-5-1)",
        ja: "医療機器サイバーセキュリティ手引書（第 2 版）の SBOM 項目（JIS T 81001-5-1）",
        confidence: "O",
        draft: false,
        elements: &[
            Element::Supplier,
            Element::Name,
            Element::Version,
            Element::Identifier,
            Element::Relationship,
            Element::Author,
            Element::Timestamp,
        ],
        not_judged: &[("whether the author is the maker of each component", "各構成要素の作成者の妥当性")],
    },
];

/// Where an element is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// File.
    pub file: String,
    /// Line; 0 for the document as a whole.
    pub line: u32,
    /// Name and version of the component, empty for the document.
    pub component: String,
}

/// How often an element is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Count {
    /// The element.
    pub element: Element,
    /// Documents or components that should state it.
    pub total: u64,
    /// Where it is missing.
    pub missing: Vec<Missing>,
}

/// What was found.
#[derive(Clone, Debug, Default)]
pub struct Quality {
    /// Each element once, in the order of [`Element`].
    pub counts: Vec<Count>,
    /// Documents read.
    pub documents: u64,
    /// Components asked, the things described among them.
    pub components: u64,
    /// Files and data without an identifier: not asked.
    pub not_asked: u64,
}

impl Quality {
    /// The count of an element.
    pub fn of(&self, element: Element) -> Option<&Count> {
        self.counts.iter().find(|count| count.element == element)
    }

    /// Whether a list is stated in full: something was asked, and nothing is missing.
    pub fn is_stated(&self, list: &List) -> bool {
        let full =
            |element: &Element| self.of(*element).is_some_and(|count| count.total > 0 && count.missing.is_empty());
        list.elements.iter().all(full)
    }
}

/// Judges the documents of a bill.
pub fn sbom_quality(bill: &Bill<'_>) -> Quality {
    let elements = [
        Element::Author,
        Element::Timestamp,
        Element::Tool,
        Element::Context,
        Element::Supplier,
        Element::Name,
        Element::Version,
        Element::Identifier,
        Element::Relationship,
        Element::Hash,
        Element::Licence,
        Element::Support,
        Element::EndOfSupport,
    ];
    let mut quality = Quality {
        counts: elements.iter().map(|element| Count { element: *element, total: 0, missing: Vec::new() }).collect(),
        ..Quality::default()
    };
    for document in &bill.documents {
        quality.documents += 1;
        for count in &mut quality.counts {
            if count.element.is_of_document() {
                count.ask_document(document);
            } else {
                count.ask_components(document);
            }
        }
        let asked = document.items.iter().filter(|item| is_asked(item)).count() as u64;
        quality.components += asked;
        quality.not_asked += document.items.len() as u64 - asked;
    }
    quality
}

impl Count {
    fn ask_document(&mut self, document: &BillDocument<'_>) {
        let about = &document.about;
        let any = |texts: &[Cow<'_, str>]| texts.iter().any(|text| is_said(text));
        let stated = match self.element {
            Element::Timestamp => is_time(&about.created),
            Element::Tool => any(&about.tools),
            Element::Context => any(&about.contexts),
            _ => any(&about.authors),
        };
        self.total += 1;
        if !stated {
            self.missing.push(Missing { file: document.name.clone(), line: 0, component: String::new() });
        }
    }

    fn ask_components(&mut self, document: &BillDocument<'_>) {
        // Alone, a component has nothing to hang together with.
        let alone = document.items.len() < 2;
        for item in document.items.iter().filter(|item| is_asked(item)) {
            self.total += 1;
            if !states(item, self.element, alone) {
                let component = format!("{} {}", full_name(&item.component), version_of(&item.component));
                let component = component.trim().to_owned();
                self.missing.push(Missing { file: document.name.clone(), line: item.line, component });
            }
        }
    }
}

/// Files and data are asked only when they carry an identifier of a package.
fn is_asked(item: &BillItem<'_>) -> bool {
    let component = &item.component;
    component.kind.is_software() || !component.purls.is_empty() || !component.cpes.is_empty()
}

fn is_said(text: &str) -> bool {
    let text = text.trim();
    !text.is_empty()
        && !["NOASSERTION", "NONE", "UNKNOWN", "N/A", "TBD", "-", "不明"].iter().any(|no| text.eq_ignore_ascii_case(no))
}

fn is_time(text: &str) -> bool {
    Instant::parse(text).is_some() || Day::parse(text.trim()).is_some()
}

fn states(item: &BillItem<'_>, element: Element, alone: bool) -> bool {
    let component = &item.component;
    match element {
        Element::Supplier => is_said(&component.supplier),
        Element::Name => is_said(&component.name),
        Element::Version => is_said(&version_of(component)),
        Element::Identifier => {
            component.purls.iter().any(|text| Purl::parse(text).is_ok())
                || component.cpes.iter().any(|text| Cpe::parse(text).is_ok())
                || component.swhids.iter().any(|text| is_swhid(text))
        }
        Element::Relationship => item.related || alone,
        Element::Hash => component.hashes.iter().any(|hash| is_hash(&hash.value)),
        Element::Licence => component.licences.iter().any(|licence| is_said(licence)),
        Element::Support => level_of_support(component).is_some_and(is_said),
        Element::EndOfSupport => end_of_support(component).is_some_and(is_said),
        Element::Author | Element::Timestamp | Element::Tool | Element::Context => true,
    }
}

/// Hexadecimal digits, as many as some hash function gives.
fn is_hash(text: &str) -> bool {
    text.len() >= 32 && text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::{Element, LISTS, sbom_quality};
    use crate::bill::tests::{bill, document};

    /// Elements that are missing, with how often and of how many.
    fn missing(fields: &str) -> String {
        let json = document(fields);
        let quality = sbom_quality(&bill(&json));
        let told = quality.counts.iter().filter(|count| !count.missing.is_empty());
        let told = told.map(|count| format!("{} {}/{}", count.element.name(), count.missing.len(), count.total));
        told.collect::<Vec<_>>().join(", ")
    }

    const FULL: &str = r#""metadata": {"timestamp": "2026-01-02T03:04:05Z", "authors": [{"name": "A"}], "lifecycles": [{"phase": "build"}],
        "tools": [{"name": "t", "version": "1"}], "component": {"type": "firmware", "bom-ref": "p", "name": "pump", "version": "1",
        "supplier": {"name": "M"}, "cpe": "cpe:2.3:o:m:pump:1", "hashes": [{"alg": "MD5", "content": "00112233445566778899aabbccddeeff"}],
        "licenses": [{"expression": "MIT"}], "properties": [{"name": "x:levelOfSupport", "value": "actively maintained"},
        {"name": "cdx:lifecycle:milestone:endOfSupport", "value": "2030-01-01"}]}},
        "dependencies": [{"ref": "p", "dependsOn": ["z"]}]"#;

    #[test]
    fn a_full_document_misses_nothing() {
        assert_eq!(missing(FULL), "");
        let json = document(FULL);
        assert!(LISTS.iter().all(|list| sbom_quality(&bill(&json)).is_stated(list)));
    }

    #[test]
    fn each_element_is_missed_where_it_is_not_stated() {
        let without = |from: &str, to: &str| missing(&FULL.replace(from, to));
        assert_eq!(without("\"2026-01-02T03:04:05Z\"", "\"soon\""), "timestamp 1/1");
        assert_eq!(without("\"authors\"", "\"x\""), "author 1/1");
        assert_eq!(without("\"lifecycles\"", "\"x\""), "generation-context 1/1");
        assert_eq!(without("\"tools\"", "\"x\""), "tool 1/1");
        assert_eq!(without("{\"name\": \"M\"}", "{\"name\": \"NOASSERTION\"}"), "supplier 1/1");
        assert_eq!(without("cpe:2.3:o:m:pump:1", "nonsense"), "unique-identifier 1/1");
        assert_eq!(without("00112233445566778899aabbccddeeff", "zz"), "hash 1/1");
        assert_eq!(without("\"MIT\"", "\"NOASSERTION\""), "licence 1/1");
        assert_eq!(without("x:levelOfSupport", "x"), "level-of-support 1/1");
        assert_eq!(without("cdx:lifecycle:milestone:endOfSupport", "x"), "end-of-support 1/1");
    }

    #[test]
    fn a_component_without_relation_is_missed_when_there_are_others() {
        let json = document(
            r#""components": [{"name": "a", "bom-ref": "a"}, {"name": "b", "bom-ref": "b"}, {"name": "f", "type": "file"}],
            "dependencies": [{"ref": "a", "dependsOn": ["x"]}]"#,
        );
        let quality = sbom_quality(&bill(&json));
        let count = quality.of(Element::Relationship).unwrap();
        assert_eq!((count.total, count.missing.len(), count.missing[0].component.as_str()), (2, 1, "b"));
        assert_eq!(quality.not_asked, 1);
    }

    #[test]
    fn an_empty_document_states_no_list() {
        let json = document(r#""components": []"#);
        assert!(LISTS.iter().all(|list| !sbom_quality(&bill(&json)).is_stated(list)));
    }
}
