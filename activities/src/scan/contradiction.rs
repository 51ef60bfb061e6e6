//! Components whose package URL or CPE name states another version than they do themselves.

use super::answer::Scan;
use super::identity::Contradiction;
use sbom::is_digest;
use terms::{Finding, Place, Priority, Subject, finding};

finding! {
    /// A package URL or CPE name states another version than its component.
    VersionContradicted = "sbom/version-contradicted" {
        /// The component's name.
        component: String,
        /// The version that it states.
        stated: String,
        /// The version in its identifier.
        named: String,
        /// The identifier, English.
        identifier_en: &'static str,
        /// The identifier, Japanese.
        identifier_ja: &'static str,
    }
    en: "{component} states version {stated}, but its {identifier_en} names {named}.",
        "Only one of them can be in the device. Both were compared; what only one of them hits is called possible.",
        "Find out which one is built in, and have the SBOM corrected.";
    ja: "{component} の版は {stated} と記載されていますが、{identifier_ja}の版は {named} です。",
        "機器に入っているのはどちらか一方です。両方の版で照合し、一方だけに該当するものは「可能性あり」としました。",
        "実際に組み込まれている版を確かめ、SBOM の修正を依頼してください。";
}

impl Scan<'_> {
    /// A finding for each component whose identifier contradicts it. `texts` are the bytes of the documents, in order. A
    /// digest or commit in a package URL names the same thing in another way, and contradicts nothing.
    pub fn contradictions(&self, texts: &[&[u8]]) -> Vec<Finding> {
        let contradicted = |number: u32| {
            let component = self.component(number);
            let named = self.contradicted(component.identity).filter(|said| !is_digest(&said.named))?;
            Some((component.document, component.offset, number, named))
        };
        let mut found: Vec<(usize, usize, u32, &Contradiction)> = (0..self.count()).filter_map(contradicted).collect();
        found.sort_unstable_by_key(|(document, offset, number, _)| (*document, *offset, *number));
        let (mut document, mut at, mut line) = (usize::MAX, 0, 1);
        let mut findings = Vec::with_capacity(found.len());
        for (of, offset, number, named) in found {
            if of != document {
                (document, at, line) = (of, 0, 1);
            }
            let text = texts.get(of).copied().unwrap_or_default();
            let to = offset.clamp(at, text.len().max(at));
            line += text.get(at..to).unwrap_or_default().iter().filter(|byte| **byte == b'\n').count();
            at = to;
            let place = self.place(number, u32::try_from(line).unwrap_or(u32::MAX));
            findings.push(self.contradiction(number, named, place));
        }
        findings
    }

    fn contradiction(&self, component: u32, said: &Contradiction, place: Place) -> Finding {
        let subject = Subject { path: self.path(component), place: Some(place) };
        let about = self.component(component);
        let (component, stated) = (about.name.to_owned(), about.version.to_owned());
        let (identifier_en, identifier_ja) =
            if said.cpe { ("CPE name", "CPE 名") } else { ("package URL", "パッケージ URL ") };
        let named = said.named.clone();
        let detail = VersionContradicted { component, stated, named, identifier_en, identifier_ja };
        Finding::new(Priority::Attention, subject, detail)
    }
}
