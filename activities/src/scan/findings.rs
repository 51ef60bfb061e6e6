//! The findings of matching, with their words.

use super::completeness::IncompleteDocument;
use super::contradiction::VersionContradicted;
use super::elsewhere::RefersElsewhere;
use terms::{Card, Day, Instant, finding};

finding! {
    /// A source says that a component is affected.
    Affected = "vulnerability/affected" {
        /// Key of the vulnerability.
        vulnerability: String,
        /// Component with version.
        component: String,
        /// The source part that says so.
        source: String,
        /// The record's id there.
        record: String,
        /// The range that hit.
        range: String,
        /// The identifier it was found by.
        identifier: String,
        /// How sure, English.
        sure_en: &'static str,
        /// How sure, Japanese.
        sure_ja: &'static str,
    }
    en: "{vulnerability} affects {component}: range {range} in {source} ({record}), found by {identifier}, {sure_en}.",
        "A known vulnerability in a component can be used against the device and the patient who depends on it.",
        "Update the component, or decide with a reason in decisions.yaml.";
    ja: "{vulnerability} は {component} に該当します。{source}（{record}）の範囲 {range}、{identifier} で一致、{sure_ja}。",
        "構成要素の既知の脆弱性は、機器とそれに頼る患者に対して悪用されるおそれがあります。",
        "構成要素を更新するか、decisions.yaml に理由を付けて判断を記録してください。";
}

finding! {
    /// A record speaks of a component and cannot decide about its version.
    NotComparable = "vulnerability/version-not-comparable" {
        /// Key of the vulnerability.
        vulnerability: String,
        /// Component with version.
        component: String,
        /// The source part.
        source: String,
        /// The record's id there.
        record: String,
        /// Why it cannot decide, English.
        why_en: &'static str,
        /// Why it cannot decide, Japanese.
        why_ja: &'static str,
    }
    en: "{vulnerability} may affect {component}: {source} ({record}) speaks of it, but {why_en}.",
        "A record that cannot be compared is no all-clear.",
        "Compare by hand, or state the upstream version; then decide with a reason in decisions.yaml.";
    ja: "{vulnerability} が {component} に該当する可能性があります。{source}（{record}）に記載がありますが、{why_ja}。",
        "比較できない記録は「問題なし」を意味しません。",
        "手作業で比較するか、上流の版を明記し、decisions.yaml に理由を付けて判断を記録してください。";
}

finding! {
    /// A record matches, but its source took it back or somebody disputes it.
    SetAsideFinding = "vulnerability/set-aside" {
        /// Key of the vulnerability.
        vulnerability: String,
        /// Component with version.
        component: String,
        /// The source part.
        source: String,
        /// The record's id there.
        record: String,
        /// State, English.
        state_en: &'static str,
        /// State, Japanese.
        state_ja: &'static str,
    }
    en: "{vulnerability} names {component}, but {source} ({record}) is {state_en}; it leaves the verdict.",
        "It stays listed because somebody may have cited it.", "Nothing, unless a decision rests on it.";
    ja: "{vulnerability} は {component} を挙げていますが、{source}（{record}）は{state_ja}のため判定から外しています。",
        "引用されている可能性があるため、一覧には残します。", "この記録に基づく判断がなければ、対応は不要です。";
}

finding! {
    /// A component that nobody watches.
    Unwatched = "coverage/unwatched" {
        /// Component with version.
        component: String,
        /// Why, English.
        why_en: &'static str,
        /// Why, Japanese.
        why_ja: &'static str,
    }
    en: "{component} is not watched: {why_en}.",
        "Nothing can be said about it, so nothing can be called clean.",
        "Give it a package URL or CPE, import a source that carries it, or name another watch in support.yaml.";
    ja: "{component} は監視されていません（{why_ja}）。",
        "この構成要素について何も言えないため、全体を「問題なし」とは言えません。",
        "パッケージ URL または CPE を付ける、該当する情報源を取り込む、または support.yaml に別の監視方法を記載してください。";
}

finding! {
    /// A source is older than its limit.
    SourceStale = "source/stale" {
        /// The source part.
        source: String,
        /// Age, in words that need no language.
        age: String,
        /// Limit in days.
        limit: u32,
        /// Components for which it is the only source.
        only: u64,
        /// What leans on it, English.
        leans_en: String,
        /// What leans on it, Japanese.
        leans_ja: String,
    }
    en: "{source} is {age} days old (limit {limit}){leans_en}.",
        "The silence of an old source means nothing.",
        "Import a newer state: tutela feeds import PATH.";
    ja: "{source} は {age} 日前のものです（上限 {limit} 日）。{leans_ja}",
        "古い情報源が何も言わないことには意味がありません。",
        "新しい状態を取り込んでください: tutela feeds import PATH";
}

finding! {
    /// A source is dated after the moment of the answer.
    SourceFuture = "source/dated-in-the-future" {
        /// The source part.
        source: String,
        /// The day it is dated.
        day: Day,
        /// The moment of the answer.
        now: Instant,
        /// Components for which it is the only source.
        only: u64,
        /// What leans on it, English.
        leans_en: String,
        /// What leans on it, Japanese.
        leans_ja: String,
    }
    en: "{source} is dated {day}, in the future as seen from {now}{leans_en}: the clock or the feed is wrong.",
        "Nobody can tell how old it is, so its silence means nothing.",
        "Set the clock right (with --as-of: ask for a day on which the source existed). If the date of the feed is wrong, import a right one with --confirm.";
    ja: "{source} の日付 {day} は、回答の時点 {now} より未来です。時計または情報源の日付が誤っています。{leans_ja}",
        "どれだけ古いか分からないため、何も言わないことには意味がありません。",
        "時計を直してください（--as-of を使う場合は、情報源が存在していた日を指定）。情報源の日付が誤っている場合は、正しいものを --confirm を付けて取り込んでください。";
}

finding! {
    /// A promised source is not held.
    SourceMissing = "source/missing" {
        /// The source as promised.
        source: String,
    }
    en: "{source} is promised in plan.yaml and is not held.",
        "What a missing source would have said is unknown.",
        "Import it: tutela feeds import PATH.";
    ja: "{source} は plan.yaml で監視を約束していますが、取り込まれていません。",
        "取り込まれていない情報源の内容は分かりません。",
        "取り込んでください: tutela feeds import PATH";
}

finding! {
    /// Records of a source that the answer leans on could not be read in full.
    RecordsNotRead = "source/records-not-read" {
        /// The source part.
        source: String,
        /// How many.
        count: u64,
        /// Where the first of them stands; empty when it is not kept.
        place: String,
    }
    en: "{count} of the records of {source} could not be read in full (first: {place}).",
        "What an unread record says is unknown: it may name a component of this answer.",
        "See them with `tutela feeds status`, and import a repaired or newer file.";
    ja: "{source} には全部は読み取れなかった記録が {count} 件あります（最初のもの: {place}）。",
        "読み取れなかった記録の内容は分からず、この回答の構成要素を挙げている可能性があります。",
        "`tutela feeds status` で確認し、修正済みまたは新しいファイルを取り込んでください。";
}

/// Every kind of finding of this room.
pub const CARDS: &[Card] = &[
    Affected::CARD,
    NotComparable::CARD,
    SetAsideFinding::CARD,
    Unwatched::CARD,
    SourceStale::CARD,
    SourceFuture::CARD,
    SourceMissing::CARD,
    RecordsNotRead::CARD,
    IncompleteDocument::CARD,
    VersionContradicted::CARD,
    RefersElsewhere::CARD,
];
