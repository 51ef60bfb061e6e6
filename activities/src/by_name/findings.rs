//! The findings of matching by name, with their words.

use terms::{Card, finding};

finding! {
    /// An advisory may be about something of ours, told by names alone.
    PossibleByName = "vulnerability/possible-by-name" {
        /// Ours: maker, name, version.
        ours: String,
        /// The advisory.
        advisory: String,
        /// The vulnerabilities it is about.
        vulnerabilities: String,
        /// The product as the advisory names it.
        theirs: String,
        /// How sure and why, English.
        why_en: String,
        /// How sure and why, Japanese.
        why_ja: String,
    }
    en: "{advisory} ({vulnerabilities}) may be about {ours}: it names {theirs}; possible, by name: {why_en}.",
        "Advisories about devices carry no identifiers; a name may mean the same thing or another.",
        "Compare the names, then answer for the pair: `tutela triage names` (docs/names.md).";
    ja: "{advisory}（{vulnerabilities}）は {ours} に該当する可能性があります。記載は {theirs}。名称による可能性: {why_ja}。",
        "機器の勧告には識別子がなく、同じ名称が別の物を指すこともあります。",
        "名称を比較し、`tutela triage names` でこの組に回答してください（docs/names.md）。";
}

finding! {
    /// A person said that the advisory's product is ours.
    ConfirmedByName = "vulnerability/confirmed-by-name" {
        /// Ours: maker, name, version.
        ours: String,
        /// The advisory.
        advisory: String,
        /// The vulnerabilities it is about.
        vulnerabilities: String,
        /// The product as the advisory names it.
        theirs: String,
        /// Who said so.
        person: String,
        /// How the versions stand, English.
        why_en: String,
        /// How the versions stand, Japanese.
        why_ja: String,
    }
    en: "{advisory} ({vulnerabilities}) is about {ours}: {person} confirmed that {theirs} is the same; {why_en}.",
        "A known vulnerability in a product can be used against the patient who depends on it.",
        "Update it, or decide on each vulnerability with a reason in decisions.yaml.";
    ja: "{advisory}（{vulnerabilities}）は {ours} に該当します。{person} が {theirs} と同一と確認しました。{why_ja}。",
        "製品の既知の脆弱性は、それに頼る患者に対して悪用されるおそれがあります。",
        "更新するか、脆弱性ごとに decisions.yaml に理由を付けて判断を記録してください。";
}

finding! {
    /// A person said that the advisory's product is another.
    AnsweredNo = "vulnerability/another-product-by-answer" {
        /// Ours: maker, name, version.
        ours: String,
        /// The advisory.
        advisory: String,
        /// The product as the advisory names it.
        theirs: String,
        /// Who said so.
        person: String,
    }
    en: "{advisory} names {theirs}; {person} answered that it is not {ours} (claimed, not verified).",
        "A wrong \"no\" hides a vulnerability, so every answer stays listed.",
        "Nothing, unless the answer is wrong; then write a later `name_answer: yes`.";
    ja: "{advisory} は {theirs} を挙げていますが、{person} は {ours} ではないと回答しています（主張のみ、未検証）。",
        "誤った「いいえ」は脆弱性を隠すため、回答はすべて一覧に残します。",
        "回答が誤りでなければ対応は不要です。誤りの場合は、後に `name_answer: yes` を追記してください。";
}

/// Every kind of finding of this room.
pub const CARDS: &[Card] = &[PossibleByName::CARD, ConfirmedByName::CARD, AnsweredNo::CARD];
