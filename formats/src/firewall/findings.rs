use terms::{Card, finding};

/// Every kind of finding about rule sets.
pub const CARDS: &[Card] = &[NotUnderstood::CARD, NotAFirewall::CARD, TakenForGranted::CARD];

finding! {
    /// A part of a rule set was not understood.
    NotUnderstood = "network/not-understood" {
        /// The part as written.
        what: String,
    }
    en: "`{what}` was not understood.", "Whether packets pass here is not proved; they count neither as allowed nor as denied.",
        "Look at the rule yourself, or write it without this part; docs/firewalls.md lists what is understood.";
    ja: "`{what}` は解釈できませんでした。", "この箇所をパケットが通過するかは証明されず、許可とも拒否とも扱いません。",
        "この規則を目視で確認するか、この部分を使わずに書き直してください。対応範囲は docs/firewalls.md にあります。";
}

finding! {
    /// A file given as rules is none of a language that is read.
    NotAFirewall = "network/not-a-rule-set" {}
    en: "This is no rule set of a language that is read.", "Nothing in it was looked at.",
        "Name its language with --language; docs/firewalls.md lists the languages and how to export them.";
    ja: "対応している形式のルールセットではありません。", "内容は一切確認されていません。",
        "--language で形式を指定してください。対応形式と出力方法は docs/firewalls.md にあります。";
}

finding! {
    /// A rule set leaves something open, and it was taken for granted.
    TakenForGranted = "network/taken-for-granted" {
        /// What, in English.
        en: &'static str,
        /// What, in Japanese.
        ja: &'static str,
    }
    en: "The rules do not say it, so it was taken for granted: {en}", "The proof holds only if it is so.",
        "Check it, or give the files that say it; docs/firewalls.md names them.";
    ja: "規則に記載がないため、次の前提を置きました: {ja}", "この前提が正しい場合に限り、証明は有効です。",
        "前提を確認するか、根拠となるファイルも指定してください（docs/firewalls.md 参照）。";
}
