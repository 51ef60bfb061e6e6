use terms::{Card, finding};

/// Why a member could not be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Why {
    UnsafePath,
    TooLarge,
    Encrypted,
    Damaged,
    BreaksOff,
    NotReadable,
    SameName,
}

impl Why {
    /// In English and Japanese.
    pub(super) fn say(self) -> (&'static str, &'static str) {
        match self {
            Why::UnsafePath => ("its name leads out of the archive", "名前がアーカイブの外を指しています"),
            Why::TooLarge => ("it unpacks to more than is taken", "展開後の大きさが上限を超えます"),
            Why::Encrypted => ("it is encrypted", "暗号化されています"),
            Why::Damaged => ("it is damaged", "破損しています"),
            Why::BreaksOff => {
                ("it breaks off; what stands before was read", "途中で切れています（それ以前は読み取りました）")
            }
            Why::SameName => (
                "several members share one name, and only one of each was read",
                "同名の項目が複数あり、各 1 件しか読み取っていません",
            ),
            Why::NotReadable => ("it is packed in a way that is not read", "未対応の圧縮方式です"),
        }
    }
}

finding! {
    /// A member of an archive, or a sheet of a workbook, could not be read.
    ArchiveMemberRefused = "input/archive-member" {
        /// The member.
        member: String,
        /// Why, English.
        en: &'static str,
        /// Why, Japanese.
        ja: &'static str,
    }
    en: "{member} was not read: {en}.", "What was not read was not looked at.",
        "Unpack it, look at it, and give the SBOM inside.";
    ja: "{member} は読み取っていません（{ja}）。", "読み取れていない部分は確認されていません。",
        "展開して内容を確認し、中の SBOM を指定してください。";
}

finding! {
    /// Members of an archive that are no bill of materials.
    ArchiveRest = "input/archive-rest" {
        /// How many.
        count: u64,
        /// The first of them.
        names: String,
    }
    en: "{count} members of the archive are no SBOM and were passed over: {names}.",
        "A member that was passed over adds no component.", "Nothing, unless one of them should have been read.";
    ja: "アーカイブ内の {count} 件は SBOM ではないため対象外としました: {names}。",
        "対象外とした内容から構成要素は加わりません。", "SBOM が含まれていなければ、対応は不要です。";
}

finding! {
    /// A cell of a version column holds a number or a date.
    NumberAsVersion = "input/number-as-version" {
        /// The cell, such as `B3`.
        cell: String,
        /// As read.
        value: String,
    }
    en: "Cell {cell} holds a number or a date as version ({value}): 1.10 and 1.1 are the same number.",
        "A spreadsheet program may have changed the version when it was typed in.",
        "Format the column as text and type the version again.";
    ja: "セル {cell} の版が数値または日付です（{value}）。数値では 1.10 と 1.1 が同じ値になります。",
        "表計算ソフトが入力時に版を変えた可能性があります。",
        "列の書式を「文字列」にして、版を入力し直してください。";
}

finding! {
    /// A cell of a parts list should hold a value and does not.
    CellWithoutValue = "input/cell-without-value" {
        /// The cell, such as `B3`.
        cell: String,
        /// What stands there, English.
        en: String,
        /// What stands there, Japanese.
        ja: String,
        /// How many such cells the sheet has.
        count: u64,
    }
    en: "Cell {cell} holds {en} (such cells in the sheet: {count}).",
        "What it would have said was not read: a part, its version or its identifier may be missing.",
        "Open the workbook in a spreadsheet program, let it calculate, and save it; or type the value.";
    ja: "セル {cell} は{ja}です（シート内に {count} 件）。",
        "その内容は読み取れておらず、部品、版、識別子が欠けている可能性があります。",
        "表計算ソフトで開いて再計算し保存するか、値を直接入力してください。";
}

/// Every kind of finding about packed files.
pub(crate) const CARDS: [Card; 4] =
    [ArchiveMemberRefused::CARD, ArchiveRest::CARD, NumberAsVersion::CARD, CellWithoutValue::CARD];
