use terms::{Card, finding};

/// Every kind of finding about rule sets.
pub const CARDS: &[Card] = &[NotUnderstood::CARD, NotAFirewall::CARD];

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
        "Export it with `nft list ruleset`, `nft -j list ruleset` or `iptables-save`.";
    ja: "対応している形式のルールセットではありません。", "内容は一切確認されていません。",
        "`nft list ruleset`、`nft -j list ruleset` または `iptables-save` で出力してください。";
}
