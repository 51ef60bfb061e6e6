//! The findings about the support that a list proposes, with their words.

use terms::{Card, finding};
use vulnerability::Until;

finding! {
    /// A list of support life says how long a component is looked after; nobody has confirmed it.
    SupportProposed = "device/support-proposed" {
        /// Component with version.
        component: String,
        /// Product and release cycle as the list names them.
        of: String,
        /// The level of support that follows, as in support.yaml.
        level: &'static str,
        /// When it ends, English.
        end_en: String,
        /// When it ends, Japanese.
        end_ja: String,
        /// The list's own date.
        dated: String,
    }
    en: "{component}: proposed level of support {level}; {end_en} ({of}, EOL list of {dated}).",
        "A list tells what the makers announce; that it holds for the copy in this device is for a person or the supplier to say.",
        "Confirm it with the supplier, then write `level_of_support:` and `end_of_support:` in support.yaml.";
    ja: "{component}: サポートレベルの候補は {level}、{end_ja}（{of}、{dated} 付の EOL 一覧による候補）。",
        "一覧は開発元の公表内容を示すだけで、本機器に組み込まれた版に当てはまるかは人または供給者が確認する必要があります。",
        "供給者に確認し、support.yaml に `level_of_support:` と `end_of_support:` を記載してください。";
}

finding! {
    /// What is stated promises support that a list says has ended.
    SupportDisagrees = "device/support-sources-disagree" {
        /// Component with version.
        component: String,
        /// The end of support as stated.
        stated: String,
        /// Product and release cycle as the list names them.
        of: String,
        /// When it ends, English.
        end_en: String,
        /// When it ends, Japanese.
        end_ja: String,
        /// The list's own date.
        dated: String,
    }
    en: "{component}: support is stated until {stated}, and the EOL list of {dated} says: {end_en} ({of}).",
        "One of the two is wrong, or somebody else fixes it now; both are kept as stated.",
        "Ask the supplier, and write down in support.yaml who fixes it until when.";
    ja: "{component}: サポート終了日は {stated} と記載されていますが、{dated} 付の EOL 一覧では {end_ja}（{of}）。",
        "どちらかが誤りか、別の者が修正を続けている可能性があります。両方をそのまま示します。",
        "供給者に確認し、誰がいつまで修正するかを support.yaml に記載してください。";
}

/// Every kind of finding of this room.
pub const CARDS: &[Card] = &[SupportProposed::CARD, SupportDisagrees::CARD];

/// The end of support in words, English and Japanese.
pub fn say(end: Until) -> (String, String) {
    match end {
        Until::On(day) => (format!("end of support {day}"), format!("サポート終了日 {day}")),
        Until::Ended => ("support has ended, no day given".to_owned(), "サポートは終了（日付なし）".to_owned()),
        Until::Open => ("no end of support is set".to_owned(), "サポート終了日は未定".to_owned()),
        Until::NotStated => ("no end of support is stated".to_owned(), "サポート終了日の記載なし".to_owned()),
    }
}
