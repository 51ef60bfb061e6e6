use terms::finding;

finding! {
    /// The rest of the file cannot be read.
    YamlBroken = "dossier/yaml-broken" {
        /// What is wrong, English.
        en: String,
        /// What is wrong, Japanese.
        ja: String,
    }
    en: "The file cannot be read on from here: {en}.", "What stands before was read; what follows was not looked at.",
        "Correct this line and run the command again.";
    ja: "ここから先を読み取れません: {ja}。", "これより前は読み取りましたが、後は確認していません。",
        "この行を修正して、もう一度実行してください。";
}

finding! {
    /// The file holds bytes that are no UTF-8.
    YamlNotUtf8 = "dossier/not-utf8" {}
    en: "The file is not UTF-8 from here on.", "What stands before was read; what follows was not looked at.",
        "Save the file as UTF-8 (a Japanese editor may offer Shift_JIS).";
    ja: "ここから先は UTF-8 ではありません。", "これより前は読み取りましたが、後は確認していません。",
        "ファイルを UTF-8 で保存し直してください（Shift_JIS になっていないか確認してください）。";
}

finding! {
    /// The file is too large.
    YamlTooLarge = "dossier/too-large" {
        /// The limit.
        mebibytes: usize,
    }
    en: "The file is larger than {mebibytes} MiB and was not read.", "Nothing in it was looked at.",
        "Check that it is the file you meant; split it if it is.";
    ja: "ファイルが {mebibytes} MiB を超えるため読み取っていません。", "内容はまったく確認していません。",
        "意図したファイルか確認し、必要なら分割してください。";
}

finding! {
    /// A part is nested too deep.
    YamlTooDeep = "dossier/too-deep" {
        /// The limit.
        deepest: usize,
    }
    en: "Nested deeper than {deepest} levels; the inside was not read.", "What is inside was not looked at.",
        "Check the brackets and the indentation.";
    ja: "入れ子が {deepest} 段を超えるため、内側を読み取っていません。", "内側は確認していません。",
        "括弧とインデントを確認してください。";
}

finding! {
    /// An anchor, alias or merge key.
    YamlAlias = "dossier/yaml-alias" {}
    en: "Anchors (`&name`) and aliases (`*name`) are not read here.",
        "They hide in one line what a reviewer must see in full, and can make a small file huge.",
        "Write the value out; put a text that starts with `*` or `&` in quotes.";
    ja: "アンカー（`&名前`）とエイリアス（`*名前`）は読み取りません。",
        "確認すべき内容が隠れ、小さなファイルが巨大に展開されるおそれがあります。",
        "値をそのまま書いてください。`*` や `&` で始まる文字列は引用符で囲んでください。";
}

finding! {
    /// A key stands twice.
    YamlDuplicateKey = "dossier/duplicate-key" {
        /// The key.
        key: String,
        /// Line of the first one.
        line: u32,
    }
    en: "`{key}` stands twice; the one in line {line} counts.", "A reader may see the other one and be misled.",
        "Delete one of the two.";
    ja: "`{key}` が重複しています。{line} 行目の値を採用します。", "読み手がもう一方を見て誤解するおそれがあります。",
        "どちらか一方を削除してください。";
}

finding! {
    /// A key is a list, a map or nothing.
    YamlKeyNotText = "dossier/key-not-text" {}
    en: "A key must be a text; this one and its value were passed over.", "What it holds was not looked at.",
        "Check the indentation, the `?` and the brackets of this line.";
    ja: "キーは文字列でなければなりません。このキーと値は読み飛ばしました。", "その内容は確認していません。",
        "この行のインデント、`?`、括弧を確認してください。";
}

finding! {
    /// A file of one document holds several.
    YamlSeveralDocuments = "dossier/several-documents" {}
    en: "A second document starts here (`---`); only the first was read.", "What follows was not looked at.",
        "Keep one document in this file; only decisions.yaml holds several.";
    ja: "ここから 2 つ目の文書（`---`）が始まります。最初の文書だけを読み取りました。", "後の内容は確認していません。",
        "このファイルの文書は 1 つにしてください。複数の文書を書けるのは decisions.yaml だけです。";
}

/// What most likely is wrong, in words a person can act on; the parser's own words are English only.
pub(super) fn broken_words(text: &str, line: u32, info: &str) -> (String, String) {
    let written = text.lines().nth(line.saturating_sub(1) as usize).unwrap_or_default();
    let indent: &str = &written[..written.len() - written.trim_start().len()];
    let has = |words: &[&str]| words.iter().any(|word| info.contains(word));
    let (en, ja) = if indent.contains('\t') || has(&["tab"]) {
        ("a tab stands where YAML allows only spaces", "YAML では空白のみ使える箇所にタブがあります")
    } else if has(&["quoted scalar", "quote"]) {
        ("a quote that was opened is not closed", "引用符が閉じられていません")
    } else if has(&["flow", "expected ',' or", "bracket"]) {
        (
            "a bracket `[` or `{` is not closed, or a comma is missing",
            "括弧 `[` `{` が閉じていないか、コンマがありません",
        )
    } else if has(&["mapping values are not allowed", "simple key", "':'"]) {
        (
            "the indentation does not fit, or a text with `: ` inside needs quotes",
            "インデントが合わないか、`: ` を含む文字列に引用符がありません",
        )
    } else if has(&["cannot start any token", "unexpected character", "unknown escape", "escape"]) {
        (
            "a character stands here that needs quotes (such as `@`, `%`, `` ` ``) or a wrong escape",
            "引用符が必要な文字（`@`、`%`、`` ` `` など）か、誤ったエスケープがあります",
        )
    } else if has(&["unknown anchor", "anchor", "alias"]) {
        ("an alias `*name` refers to nothing", "エイリアス `*名前` の参照先がありません")
    } else {
        (
            "this is no valid YAML; check indentation, colons and quotes",
            "正しい YAML ではありません。インデント、コロン、引用符を確認してください",
        )
    };
    (en.to_owned(), ja.to_owned())
}
