use terms::Lang;

/// Why a statement of a document was not taken. It is listed with this, never dropped.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum NotTaken {
    /// It states none of the four statuses.
    NoStatus(String),
    /// It names no vulnerability.
    NoVulnerability,
    /// It names no product.
    NoProduct,
    /// It is about another product.
    OtherProduct,
    /// It is about another release of the device.
    OtherRelease(String),
    /// The release holds no such component.
    NoSuchComponent,
    /// The release holds the component in another version.
    OtherVersion,
    /// It clears something and states no version of it.
    NoVersion,
    /// It states a range of versions that cannot be compared with the component.
    Range(String),
    /// Only a name, outside our device.
    NameOnly,
    /// Another statement of the document says otherwise, and nothing tells which is later.
    Contradicted,
    /// A later statement of the document replaces it.
    Superseded,
    /// The document says the same twice.
    SaidTwice,
    /// It is dated in the future.
    Future,
    /// A decision in force says the same.
    AlreadyDecided(String),
    /// A decision in force says otherwise.
    DecidedOtherwise(String),
}

impl NotTaken {
    /// The stable name that answers use.
    pub fn name(&self) -> &'static str {
        match self {
            NotTaken::NoStatus(_) => "no-status",
            NotTaken::NoVulnerability => "no-vulnerability",
            NotTaken::NoProduct => "no-product",
            NotTaken::OtherProduct => "other-product",
            NotTaken::OtherRelease(_) => "other-release",
            NotTaken::NoSuchComponent => "no-such-component",
            NotTaken::OtherVersion => "other-version",
            NotTaken::NoVersion => "no-version",
            NotTaken::Range(_) => "range-not-compared",
            NotTaken::NameOnly => "name-only",
            NotTaken::Contradicted => "contradicted",
            NotTaken::Superseded => "superseded",
            NotTaken::SaidTwice => "said-twice",
            NotTaken::Future => "future",
            NotTaken::AlreadyDecided(_) => "already-decided",
            NotTaken::DecidedOtherwise(_) => "decided-otherwise",
        }
    }

    /// The reason in words.
    pub fn say(&self, lang: Lang) -> String {
        let (en, ja): (String, String) = match self {
            NotTaken::NoStatus(stated) if stated.is_empty() => {
                ("it states no status".into(), "製品ステータスの記載がありません".into())
            }
            NotTaken::NoStatus(stated) => (
                format!("“{stated}” is none of the four statuses"),
                format!("「{stated}」は 4 つの製品ステータスのいずれでもありません"),
            ),
            NotTaken::NoVulnerability => ("it names no vulnerability".into(), "脆弱性の記載がありません".into()),
            NotTaken::NoProduct => ("it names no product".into(), "製品の記載がありません".into()),
            NotTaken::OtherProduct => ("it is about another product".into(), "別の製品についての記載です".into()),
            NotTaken::OtherRelease(release) => (
                format!("it is about release {release} of the device"),
                format!("この機器のリリース {release} についての記載です"),
            ),
            NotTaken::NoSuchComponent => {
                ("the release holds no such component".into(), "このリリースに該当する構成要素がありません".into())
            }
            NotTaken::OtherVersion => {
                ("the release holds it in another version".into(), "このリリースの構成要素とは版が異なります".into())
            }
            NotTaken::NoVersion => (
                "it clears the product and states no version: for which it holds, nobody can tell".into(),
                "影響なしとしながら版の記載がなく、どの版に適用されるか分かりません".into(),
            ),
            NotTaken::Range(range) => (
                format!("the range {range} cannot be compared with this version; a person must"),
                format!("範囲 {range} はこの版と比較できません。人による確認が必要です"),
            ),
            NotTaken::NameOnly => (
                "it names a component without an identifier, for a product that is not the device".into(),
                "この機器以外の製品について、識別子のない名前だけで構成要素を示しています".into(),
            ),
            NotTaken::Contradicted => (
                "the document contradicts itself, and nothing tells which statement is later".into(),
                "文書内で矛盾し、どちらが新しいか判別できません".into(),
            ),
            NotTaken::Superseded => (
                "a later statement of the document replaces it".into(),
                "文書内の後の記載に置き換えられています".into(),
            ),
            NotTaken::SaidTwice => {
                ("the document says the same twice".into(), "文書内で同じ記載が重複しています".into())
            }
            NotTaken::Future => ("it is dated in the future".into(), "日付が未来です".into()),
            NotTaken::AlreadyDecided(decision) => {
                (format!("already decided so: {decision}"), format!("同じ判断が既にあります: {decision}"))
            }
            NotTaken::DecidedOtherwise(decision) => (
                format!("a decision in force says otherwise: {decision}; a person must decide anew"),
                format!("有効な判断と異なります: {decision}。人による再判断が必要です"),
            ),
        };
        lang.pick(en, ja)
    }
}
