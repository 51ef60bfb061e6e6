use terms::{Card, finding};

finding! {
    /// A table holds no unit list.
    NoUnitTable = "units/no-table" {}
    en: "No row names the columns of a unit list.",
        "Without a heading for the id, the serial number, the model or the address no unit can be told from another.",
        "Add a first row with headings such as id, serial, model, addresses; or name the columns: \
         --map 'Asset Tag=id'.";
    ja: "機器一覧の見出し行がありません。",
        "id、製造番号、型式、アドレスのいずれかの見出しがないと、機器を区別できません。",
        "先頭行に id、serial、model、addresses などの見出しを付けるか、--map 'Asset Tag=id' のように列を指定してください。";
}

finding! {
    /// A row of units.csv has no id.
    UnitWithoutId = "units/without-id" {}
    en: "The unit has no id.",
        "Decisions, proofs and reports could not refer to it.",
        "Give it an id that is never reused.";
    ja: "機器に id がありません。", "判断・証明・報告から参照できません。", "再利用しない id を付けてください。";
}

finding! {
    /// A cell is not what its column holds.
    CellNotUnderstood = "units/cell-not-understood" {
        /// The column.
        column: String,
        /// What stands there, shortened.
        value: String,
        /// What the column holds.
        expected: String,
        /// The same in Japanese.
        expected_ja: String,
    }
    en: "`{value}` in column {column} is not {expected}.",
        "The cell was left out; what it meant is not known.",
        "Correct it.";
    ja: "列 {column} の `{value}` は{expected_ja}ではありません。",
        "このセルは読み取っていないため、その内容は不明です。",
        "訂正してください。";
}

finding! {
    /// A row is longer than the row of headings.
    CellBeyondHeadings = "units/cell-beyond-headings" {
        /// The first surplus cell, shortened.
        value: String,
    }
    en: "`{value}` stands beyond the last heading.",
        "The row is shifted or a heading is missing, so its other cells may say something else than they seem to.",
        "Give the column a heading, or quote the cell that holds the delimiter.";
    ja: "`{value}` は最後の見出しより右にあります。",
        "行がずれているか見出しが欠けており、ほかのセルも見かけと違う内容かもしれません。",
        "列に見出しを付けるか、区切り文字を含むセルを引用符で囲んでください。";
}

finding! {
    /// A row says nothing by which the unit could be found again.
    UnitNotIdentified = "units/not-identified" {}
    en: "The row has no id, no serial number, no UDI and no address.",
        "The next import could not tell this unit from a new one; it would be counted again and again.",
        "Give it one of them; the row was not taken.";
    ja: "id・製造番号・UDI・アドレスのいずれもない行です。",
        "次回の取り込みで同じ機器と判別できず、繰り返し数えられてしまいます。",
        "いずれかを記入してください。この行は取り込んでいません。";
}

finding! {
    /// Columns that say nothing this program knows.
    ColumnsNotUsed = "units/columns-not-used" {
        /// Their headings.
        headings: String,
    }
    en: "These columns are not used: {headings}.",
        "If one of them names a unit, a version or an address, it is missing from what follows.",
        "Name what it holds: --map 'HEADING=column'.";
    ja: "次の列は使用していません: {headings}。",
        "機器・バージョン・アドレスを示す列が含まれていれば、以降の内容から欠けています。",
        "--map '見出し=列名' で内容を指定してください。";
}

/// Every kind of complaint about a unit list, for `tutela explain`.
pub const CARDS: &[Card] = &[
    NoUnitTable::CARD,
    UnitWithoutId::CARD,
    UnitNotIdentified::CARD,
    CellNotUnderstood::CARD,
    CellBeyondHeadings::CARD,
    ColumnsNotUsed::CARD,
];
