//! Findings that only the join of dossier and SBOM can give.

use terms::{Card, finding};

finding! {
    /// The dossier holds no release to look at.
    NoRelease = "check/no-release" {}
    en: "The dossier holds no release that is neither withdrawn nor retired.", "Without a release there is nothing to look at.",
        "Add releases/<id>/release.yaml with its SBOMs, or name one: --release ID.";
    ja: "取り下げ・提供終了以外のリリースがドシエにありません。", "リリースがなければ確認する対象がありません。",
        "releases/<id>/release.yaml と SBOM を追加するか、--release ID で指定してください。";
}

finding! {
    /// A component of an SBOM that support.yaml does not mention.
    ComponentNotDeclared = "check/component-not-declared" {
        /// How many of them.
        count: usize,
        /// The first of them.
        components: String,
    }
    en: "Not in support.yaml, {count} in all: {components}.",
        "Their level of support, end of support and risk transfer are unknown (FDA 2025 guidance V.B.2; IEC 81001-5-1 4.3).",
        "Add them to support.yaml, or write why it is unknown.";
    ja: "{count} 件の構成要素が support.yaml にありません: {components}。",
        "サポート水準、サポート終了日、リスク移転の区分が不明です（FDA 2025 ガイダンス V.B.2、IEC 81001-5-1 4.3）。",
        "support.yaml に追加するか、不明である理由を記載してください。";
}

finding! {
    /// An item of support.yaml that is about no component of the release.
    SupportItemGone = "check/support-item-gone" {
        /// The item.
        item: String,
    }
    en: "support.yaml speaks of {item}, which is in no SBOM of this release.",
        "A statement about something that is gone, or misspelt, protects nothing.",
        "Correct the match, or remove the item.";
    ja: "support.yaml の {item} は、このリリースのどの SBOM にもありません。",
        "存在しない、または綴りの違うものについての記載は何も守りません。", "照合条件を修正するか、項目を削除してください。";
}

finding! {
    /// A decision about a component that is in no SBOM of the release.
    DecisionGone = "check/decision-about-gone-component" {
        /// The decision.
        decision: String,
        /// The component.
        component: String,
    }
    en: "{decision} is about {component}, which is in no SBOM of this release.",
        "A decision that fits nothing may be meant for something that is now undecided.",
        "Append a decision for the component as it stands now.";
    ja: "{decision} の対象 {component} は、このリリースのどの SBOM にもありません。",
        "対象のない判断は、現在未判断のものに向けられたものかもしれません。", "現在の構成要素に対する判断を追記してください。";
}

finding! {
    /// A decision dated after the moment of the answer.
    DecisionFromTheFuture = "check/decision-from-the-future" {
        /// The decision.
        decision: String,
        /// Its date.
        date: String,
    }
    en: "{decision} is dated {date}, which is still to come.",
        "Nobody can have decided it yet, so it was not applied; a date or a clock is wrong.",
        "Append a decision with its true date.";
    ja: "{decision} の日付 {date} はまだ到来していません。", "未到来の判断は適用していません。日付か時計が誤っています。",
        "正しい日付の判断を追記してください。";
}

finding! {
    /// Two decisions in force speak differently of the same finding.
    DecisionsOverlap = "check/decisions-overlap" {
        /// The one that counts.
        later: String,
        /// The one it overrides without replacing it.
        earlier: String,
        /// The component both are about.
        component: String,
    }
    en: "{earlier} and {later} decide differently about {component}.",
        "The later one counts, but the earlier one names the component or the ids otherwise and so is not replaced.",
        "Append one decision that names component, versions and every id of both.";
    ja: "{component} について {earlier} と {later} の判断が異なります。",
        "後の判断を適用しますが、構成要素や id の書き方が異なるため、前の判断は置き換えられていません。",
        "構成要素・版・すべての id を含む 1 つの判断を追記してください。";
}

finding! {
    /// A decision whose version range is not understood.
    DecisionRangeNotUnderstood = "check/decision-range-not-understood" {
        /// The decision.
        decision: String,
        /// The range as written.
        range: String,
    }
    en: "{decision} names the versions “{range}”, which cannot be compared with its component; it was applied to nothing.",
        "A range that is guessed could silence a finding.",
        "Write the range in the vers notation of the component's own ecosystem (vers:npm/>=1|<2), name one version, or leave `range` out for every version.";
    ja: "{decision} の版「{range}」は構成要素の版と比較できないため、適用していません。",
        "範囲を推測すると所見を見落とすおそれがあります。",
        "構成要素のエコシステムの vers 表記（vers:npm/>=1|<2）か単一の版を記載し、すべての版なら `range` を省いてください。";
}

/// Every kind of finding of this activity.
pub const CARDS: &[Card] = &[
    NoRelease::CARD,
    ComponentNotDeclared::CARD,
    SupportItemGone::CARD,
    DecisionFromTheFuture::CARD,
    DecisionGone::CARD,
    DecisionsOverlap::CARD,
    DecisionRangeNotUnderstood::CARD,
];
