//! What a document says about its own completeness, and what that means for the answer.

use sbom::{Completeness, Composition};
use terms::{Finding, Place, Priority, Subject, finding};

/// What a document says about its own completeness.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SelfStated {
    /// The worst that it says of any set of components; `None`: it says nothing.
    pub worst: Option<Completeness>,
    /// Sets that it calls incomplete.
    incomplete: u64,
    /// The first of them: the word as written, the reference it names first, how many it names, where it stands.
    word: String,
    about: String,
    references: u64,
    offset: usize,
}

finding! {
    /// A document calls itself, or a set of its components, incomplete.
    IncompleteDocument = "sbom/incomplete" {
        /// The document.
        document: String,
        /// The word as written.
        word: String,
        /// What it is about, English.
        about_en: String,
        /// What it is about, Japanese.
        about_ja: String,
    }
    en: "{document} says that it is incomplete: {about_en} ({word}).",
        "Components that are not listed are watched by nobody, so nothing can be called clean.",
        "Ask its supplier for an SBOM that lists everything, or whether that statement still holds.";
    ja: "{document} は不完全であると自ら述べています: {about_ja}（{word}）。",
        "記載されていない構成要素は誰にも監視されないため、「問題なし」とは言えません。",
        "すべてを記載した SBOM、またはこの記述が今も正しいかを供給者に確認してください。";
}

impl SelfStated {
    /// Takes one statement.
    pub(crate) fn take(&mut self, said: &Composition<'_>) {
        let Composition { completeness, word, about, references, offset } = said;
        self.worst = self.worst.max(Some(*completeness));
        if *completeness != Completeness::Incomplete {
            return;
        }
        self.incomplete += 1;
        if self.incomplete == 1 {
            (self.word, self.about) = (word.clone().into_owned(), about.clone().into_owned());
            (self.references, self.offset) = (*references, *offset);
        }
    }

    /// Whether it calls itself, or a part of it, incomplete.
    pub fn is_incomplete(&self) -> bool {
        self.worst == Some(Completeness::Incomplete)
    }

    /// The stable name of what it says: the worst of any set.
    pub fn name(&self) -> &'static str {
        match self.worst {
            None => "not-stated",
            Some(Completeness::Unknown) => "unknown",
            Some(Completeness::Complete) => "complete",
            Some(Completeness::Incomplete) => "incomplete",
        }
    }

    /// As a finding about the document, of which `bytes` are the text.
    pub fn finding(&self, document: &str, bytes: &[u8]) -> Option<Finding> {
        if !self.is_incomplete() {
            return None;
        }
        let (line, column) = formats::defect::line_column(bytes, self.offset);
        let place = Place { file: document.to_owned(), line, column };
        let subject = Subject::at(format!("document/{document}"), place);
        let (about_en, about_ja) = self.about();
        let (document, word) = (document.to_owned(), self.word.clone());
        Some(Finding::new(Priority::Attention, subject, IncompleteDocument { document, word, about_en, about_ja }))
    }

    /// The sets called incomplete: the first by what it names, the rest by their number.
    fn about(&self) -> (String, String) {
        let (mut en, mut ja) = match (self.about.as_str(), self.references) {
            ("", _) => ("as a whole".to_owned(), "文書全体".to_owned()),
            (first, 0 | 1) => (format!("what belongs to {first}"), format!("{first} に属するもの")),
            (first, all) => (
                format!("what belongs to {first} and {} more", all - 1),
                format!("{first} ほか {} 件に属するもの", all - 1),
            ),
        };
        if self.incomplete > 1 {
            let more = self.incomplete - 1;
            en.push_str(&format!("; {more} more statement{} like it", if more == 1 { "" } else { "s" }));
            ja.push_str(&format!("、同様の記述ほか {more} 件"));
        }
        (en, ja)
    }
}
