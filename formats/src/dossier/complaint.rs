use terms::finding;

finding! {
    /// A file holds nothing.
    EmptyFile = "dossier/empty-file" {}
    en: "The file holds nothing.", "What it should say was not looked at.",
        "Fill it in or delete it; `tutela init device DIR` shows a commented one.";
    ja: "ファイルに内容がありません。", "記載されるべき内容は確認していません。",
        "内容を記載するか削除してください。`tutela init device DIR` で注釈付きの例が得られます。";
}

finding! {
    /// A value has another shape than its field.
    WrongType = "dossier/wrong-type" {
        /// The field.
        field: String,
        /// What is expected, English.
        en: &'static str,
        /// What is expected, Japanese.
        ja: &'static str,
    }
    en: "`{field}` must be {en}.", "The value was left out; what it says was not looked at.", "Write {en} here.";
    ja: "`{field}` には{ja}が必要です。", "この値は除外したため、内容は確認していません。", "ここに{ja}を記載してください。";
}

finding! {
    /// A field that must be there is not.
    MissingField = "dossier/missing-field" {
        /// The field.
        field: &'static str,
        /// What it is, English.
        en: &'static str,
        /// What it is, Japanese.
        ja: &'static str,
    }
    en: "`{field}` is missing here: {en}", "Without it the whole entry was left out.", "Add `{field}:` to this entry.";
    ja: "`{field}` がありません: {ja}", "これがないため、項目全体を除外しました。", "この項目に `{field}:` を追加してください。";
}

finding! {
    /// A field that nobody knows.
    UnknownField = "dossier/unknown-field" {
        /// The field as written.
        field: String,
        /// What may have been meant, English.
        en: String,
        /// What may have been meant, Japanese.
        ja: String,
    }
    en: "`{field}` is no known field here.", "What it says was not looked at.", "{en}";
    ja: "`{field}` はここでは使えない項目です。", "その内容は確認していません。", "{ja}";
}

finding! {
    /// A value that its field cannot read.
    BadValue = "dossier/bad-value" {
        /// The field.
        field: String,
        /// The value, shortened.
        value: String,
        /// What is expected, English.
        en: &'static str,
        /// What is expected, Japanese.
        ja: &'static str,
    }
    en: "`{field}`: “{value}” is not {en}.", "The value was left out; what it says was not looked at.", "Write {en} here.";
    ja: "`{field}`: 「{value}」は{ja}ではありません。", "この値は除外したため、内容は確認していません。",
        "ここに{ja}を記載してください。";
}

finding! {
    /// A value that is not among those allowed.
    NotAllowed = "dossier/not-allowed" {
        /// The field.
        field: String,
        /// The value, shortened.
        value: String,
        /// The values allowed.
        allowed: String,
        /// The nearest one, English; empty when none is near.
        near_en: String,
        /// The nearest one, Japanese.
        near_ja: String,
    }
    en: "`{field}`: “{value}” is not allowed.", "The value was left out; what it says was not looked at.",
        "{near_en}Allowed: {allowed}.";
    ja: "`{field}`: 「{value}」は使えません。", "この値は除外したため、内容は確認していません。",
        "{near_ja}使える値: {allowed}。";
}
