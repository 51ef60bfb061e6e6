//! What is wrong with a document, at which byte, in words a person understands.

use crate::sbom::Detected;
use terms::{Card, Finding, Lang, Place, Priority, Subject, finding};

/// What is wrong at one place of a foreign document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wrong {
    /// Bytes that are no UTF-8 were replaced by U+FFFD.
    BadUtf8,
    /// The field holds another JSON type than expected; it was left out or read as text.
    WrongType {
        /// What was expected.
        expected: &'static str,
    },
    /// The field stands twice; the first one counts.
    DuplicateKey,
    /// A comma is missing.
    MissingComma,
    /// Nested deeper than is read; the inside was passed over.
    TooDeep,
    /// A value that the format does not allow here.
    NotAllowed {
        /// The value as written, shortened.
        value: String,
    },
    /// A field that must be there is not.
    Missing,
    /// What stands where a component should cannot be read as one.
    NotAComponent,
    /// The document ends in the middle, or its syntax breaks so that the rest cannot be read.
    Broken {
        /// What was expected there.
        expected: &'static str,
    },
    /// One entry of a list could not be read to its end, because bytes stand in it that belong to nothing; the entries after it
    /// were read.
    EntrySkipped {
        /// The byte at which reading stopped.
        byte: usize,
        /// Whether the bytes there are no UTF-8.
        not_utf8: bool,
    },
    /// A list breaks off; what stands behind it in the document was read.
    ListBroken {
        /// What was expected there.
        expected: &'static str,
    },
    /// A version of the format that is not known; read as the newest known one.
    UnknownVersion {
        /// The version as written.
        version: String,
    },
    /// A version that is written as a number.
    NumberAsVersion {
        /// As written.
        value: String,
    },
    /// Versions of a table that a program may have taken for numbers.
    NumbersInTable {
        /// How many.
        count: usize,
        /// The first of them.
        first: String,
    },
    /// A column whose heading is not known: kept as a property, not used for matching.
    UnknownColumn,
    /// A field that the format does not know, but for another case or a plural `s`; it was passed over.
    AlmostKnown {
        /// The field that must have been meant.
        known: &'static str,
    },
    /// What was concluded about a component names another thing than the component states.
    OtherIdentity {
        /// What was concluded, shortened.
        value: String,
    },
    /// A tag that the format does not know; its line was passed over.
    UnknownTag,
    /// Elements of another namespace, passed over.
    OtherNamespace {
        /// The namespace.
        namespace: String,
    },
    /// A part of the document that stands in another file (XInclude), which was not read.
    Included {
        /// Where it stands.
        target: String,
    },
    /// An identifier that breaks its own rules.
    BadIdentifier {
        /// Kind of identifier (`purl`, `CPE`, …).
        kind: &'static str,
        /// As written, shortened.
        value: String,
    },
    /// The file is no bill of materials of a form that is read; nothing was.
    OtherFormat {
        /// What it looks like.
        detected: Detected,
    },
}

impl Wrong {
    /// Whether a part of the document stays unread for it.
    fn hides(&self) -> bool {
        match self {
            // The second value is passed over: it may be the true version, or the list that holds the component in question.
            Wrong::Broken { .. }
            | Wrong::EntrySkipped { .. }
            | Wrong::ListBroken { .. }
            | Wrong::OtherFormat { .. }
            | Wrong::TooDeep
            | Wrong::DuplicateKey
            | Wrong::NotAComponent
            | Wrong::AlmostKnown { .. }
            | Wrong::Included { .. } => true,
            Wrong::BadUtf8
            | Wrong::WrongType { .. }
            | Wrong::MissingComma
            | Wrong::NotAllowed { .. }
            | Wrong::Missing
            | Wrong::UnknownVersion { .. }
            | Wrong::NumberAsVersion { .. }
            | Wrong::NumbersInTable { .. }
            | Wrong::UnknownColumn
            | Wrong::UnknownTag
            | Wrong::OtherIdentity { .. }
            | Wrong::OtherNamespace { .. }
            | Wrong::BadIdentifier { .. } => false,
        }
    }

    /// How much it matters: what only tells how a document was read is a note.
    fn priority(&self) -> Priority {
        match self {
            Wrong::NumbersInTable { .. } | Wrong::UnknownColumn | Wrong::UnknownTag | Wrong::OtherNamespace { .. } => {
                Priority::Note
            }
            _ if self.hides() => Priority::Undecided,
            _ => Priority::Attention,
        }
    }
}

/// A defect of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// Byte offset.
    pub at: usize,
    /// The field or element concerned; empty when the document as a whole is.
    pub field: String,
    /// What is wrong.
    pub wrong: Wrong,
}

/// The defects of one document, in the order met. The first thousand and the first one that made a part unreadable are
/// kept, all are counted.
#[derive(Clone, Debug, Default)]
pub struct Defects {
    kept: Vec<Defect>,
    count: usize,
    broken: bool,
}

impl Defects {
    const KEPT: usize = 1000;

    /// Notes a defect.
    pub fn note(&mut self, at: usize, field: &str, wrong: Wrong) {
        self.count += 1;
        let first_break = wrong.hides() && !self.broken;
        self.broken |= wrong.hides();
        if self.kept.len() < Self::KEPT || first_break {
            self.kept.push(Defect { at, field: field.to_owned(), wrong });
        }
    }

    /// Says of the break noted last, at `at`, more exactly what it left unread. One that was not kept stays as it is.
    pub(crate) fn correct(&mut self, at: usize, field: &str, wrong: Wrong) {
        let last = self.kept.last_mut().filter(|last| last.at == at && matches!(last.wrong, Wrong::Broken { .. }));
        if let Some(last) = last {
            *last = Defect { at, field: field.to_owned(), wrong };
        }
    }

    /// The first defect for which a part of the document stays unread.
    pub fn first_unread(&self) -> Option<&Defect> {
        self.kept.iter().find(|defect| defect.wrong.hides())
    }

    /// The kept ones.
    pub fn kept(&self) -> &[Defect] {
        &self.kept
    }

    /// How many there are, kept or not.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether a part of the document could not be read at all.
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    /// As findings about `file`, with lines and columns counted in `bytes`.
    pub fn findings(&self, file: &str, bytes: &[u8]) -> Vec<Finding> {
        self.kept.iter().map(|defect| defect.finding(file, bytes)).collect()
    }
}

finding! {
    /// A part of a foreign document could not be read.
    DocumentBroken = "input/broken" {
        /// What was expected.
        expected: &'static str,
    }
    en: "The document breaks off here: {expected} expected. What stands before was read, what follows was not.",
        "What was not read was not looked at.", "Export the document again, or repair it at this place.";
    ja: "ここで文書が途切れています（期待される内容: {expected}）。これより前は読み取りましたが、後は読み取れていません。",
        "読み取れていない部分は確認されていません。", "文書を再出力するか、この箇所を修正してください。";
}

finding! {
    /// A field of a foreign document is not as its format says.
    FieldDefect = "input/field" {
        /// The field.
        field: String,
        /// What is wrong, English.
        en: String,
        /// What is wrong, Japanese.
        ja: String,
    }
    en: "`{field}`: {en}", "The field was left out or read as well as possible; the rest was read.",
        "Ask the supplier of the document to correct it.";
    ja: "`{field}`: {ja}", "この項目は除外したか、可能な範囲で読み取りました。他の部分は読み取りました。",
        "文書の提供元に修正を依頼してください。";
}

finding! {
    /// A file is no bill of materials of a form that is read.
    OtherFormat = "input/other-format" {
        /// What it looks like, English.
        en: &'static str,
        /// What it looks like, Japanese.
        ja: &'static str,
        /// What to do, English.
        next_en: &'static str,
        /// What to do, Japanese.
        next_ja: &'static str,
    }
    en: "The file looks like {en}, which is not read.", "Nothing in it was looked at.", "{next_en}";
    ja: "このファイルは{ja}と見られ、読み取りの対象外です。", "内容は一切確認されていません。", "{next_ja}";
}

/// Every kind of finding about foreign documents.
pub const CARDS: &[Card] = &{
    let [member, rest, number, cell] = crate::sbom::OPEN_CARDS;
    [DocumentBroken::CARD, FieldDefect::CARD, OtherFormat::CARD, member, rest, number, cell]
};

impl Defect {
    /// As a finding about `file`.
    pub fn finding(&self, file: &str, bytes: &[u8]) -> Finding {
        let (line, column) = line_column(bytes, self.at);
        let place = Place { file: file.to_owned(), line, column };
        let subject = Subject::at(format!("{file}@{}", self.at), place);
        if let Wrong::Broken { expected } = self.wrong {
            return Finding::new(Priority::Undecided, subject, DocumentBroken { expected });
        }
        if let Wrong::OtherFormat { detected } = self.wrong {
            let (en, ja) = (detected.name(Lang::En), detected.name(Lang::Ja));
            let (next_en, next_ja) = (detected.next(Lang::En), detected.next(Lang::Ja));
            return Finding::new(Priority::Undecided, subject, OtherFormat { en, ja, next_en, next_ja });
        }
        let (en, ja) = self.words();
        Finding::new(self.wrong.priority(), subject, FieldDefect { field: self.field.clone(), en, ja })
    }

    fn words(&self) -> (String, String) {
        let fixed = |en: &str, ja: &str| (en.to_owned(), ja.to_owned());
        match &self.wrong {
            Wrong::BadUtf8 => fixed("holds bytes that are no UTF-8", "UTF-8 でないバイトを含みます"),
            Wrong::WrongType { expected } => {
                (format!("{expected} expected here"), format!("ここには {expected} が必要です"))
            }
            Wrong::DuplicateKey => fixed(
                "stands twice; the first one counts, the other was not read",
                "重複しています。最初の値を採用し、他は読み取っていません",
            ),
            Wrong::MissingComma => fixed("a comma is missing before it", "直前にコンマがありません"),
            Wrong::TooDeep => {
                fixed("nested too deep; the inside was not read", "入れ子が深すぎるため内側は読み取っていません")
            }
            Wrong::NotAllowed { value } => {
                (format!("the format does not allow “{value}” here"), format!("「{value}」はこの書式では許されません"))
            }
            Wrong::Missing => fixed("is missing", "がありません"),
            Wrong::NotAComponent => {
                fixed("holds something that cannot be read as a component", "構成要素として読み取れないものを含みます")
            }
            Wrong::EntrySkipped { byte, not_utf8: true } => (
                format!("not UTF-8 at byte {byte}: the rest of this entry was skipped, the entries after it were read"),
                format!(
                    "{byte} バイト目が UTF-8 ではないため、この項目の残りを読み飛ばしました（以降の項目は読み取り済み）"
                ),
            ),
            Wrong::EntrySkipped { byte, not_utf8: false } => (
                format!(
                    "a stray character at byte {byte}: the rest of this entry was skipped, the entries after it were read"
                ),
                format!(
                    "{byte} バイト目に不要な文字があり、この項目の残りを読み飛ばしました（以降の項目は読み取り済み）"
                ),
            ),
            Wrong::ListBroken { expected } => (
                format!(
                    "breaks off here, {expected} expected: the rest of this list was not read, what stands behind it was"
                ),
                format!(
                    "ここで途切れています（期待される内容: {expected}）。この一覧の残りは読み取れていません（一覧より後は読み取り済み）"
                ),
            ),
            Wrong::Broken { expected } => {
                (format!("breaks off, {expected} expected"), format!("途切れています（{expected}）"))
            }
            Wrong::UnknownVersion { version } => (
                format!("version {version} is not known; read as the newest known one"),
                format!("版 {version} は未知のため、既知の最新版として読み取りました"),
            ),
            Wrong::OtherFormat { detected } => {
                (format!("looks like {}", detected.name(Lang::En)), format!("{}と見られます", detected.name(Lang::Ja)))
            }
            Wrong::NumberAsVersion { value } => (
                format!("the version is written as a number ({value}): 1.10 and 1.1 are the same number"),
                format!("版が数値で書かれています（{value}）。数値では 1.10 と 1.1 が同じ値になります"),
            ),
            Wrong::NumbersInTable { count, first } => (
                format!("{count} versions look like numbers ({first}); a spreadsheet program makes 1.1 of 1.10"),
                format!(
                    "数値に見える版が {count} 件あります（{first}）。表計算ソフトは 1.10 を 1.1 に変えることがあります"
                ),
            ),
            Wrong::UnknownColumn => fixed(
                "is no heading that is known; the column was not used for matching",
                "既知の見出しではないため、この列は照合に使っていません",
            ),
            Wrong::UnknownTag => fixed(
                "is no tag of the format; its line was passed over",
                "この書式にないタグのため、この行は読み飛ばしました",
            ),
            Wrong::OtherIdentity { value } => (
                format!(
                    "names “{value}”, the component states another thing; what it states was looked up, this was not"
                ),
                format!("「{value}」を示し、構成要素自身の記載と異なります。照合には構成要素の記載だけを使いました"),
            ),
            Wrong::AlmostKnown { known } => (
                format!("is not known, `{known}` must be meant; what it holds was not read"),
                format!("未知の項目です。`{known}` の誤記と見られますが、内容は読み取っていません"),
            ),
            Wrong::OtherNamespace { namespace } => (
                format!("belongs to another namespace ({namespace}) and was passed over"),
                format!("別の名前空間（{namespace}）の要素のため読み飛ばしました"),
            ),
            Wrong::Included { target } => (
                format!("stands in another file ({target}), which was not read"),
                format!("別のファイル（{target}）にあり、読み取っていません"),
            ),
            Wrong::BadIdentifier { kind, value } => {
                (format!("“{value}” is no valid {kind}"), format!("「{value}」は有効な {kind} ではありません"))
            }
        }
    }
}

/// Line and column (both from 1, columns in characters) of a byte offset.
pub fn line_column(bytes: &[u8], at: usize) -> (u32, u32) {
    let before = &bytes[..at.min(bytes.len())];
    let line = memchr::memchr_iter(b'\n', before).count();
    let start = memchr::memrchr(b'\n', before).map_or(0, |newline| newline + 1);
    let column = before[start..].iter().filter(|byte| (**byte & 0xc0) != 0x80).count();
    (u32::try_from(line + 1).unwrap_or(u32::MAX), u32::try_from(column + 1).unwrap_or(u32::MAX))
}
