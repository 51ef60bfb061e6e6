//! The finding about a feed that the server could not fetch or take in.

use terms::{Card, finding};

finding! {
    /// A feed that is fetched on schedule could not be fetched or taken in.
    FeedNotSynced = "feeds/not-synced" {
        /// Its name.
        feed: String,
    }
    en: "{feed}: the feed could not be fetched or was refused; what was held before stays in force.",
        "The source grows old: until it answers again its silence about a device means less every day.",
        "See the cause on the page of sources; `tutela feeds sync` tries again at once.";
    ja: "{feed}: フィードを取得できないか、内容を拒否しました。以前の内容をそのまま使用しています。",
        "情報源が古くなり、応答が再開するまで「該当なし」の意味が日ごとに弱まります。",
        "情報源のページで原因を確認してください。`tutela feeds sync` ですぐに再試行できます。";
}

/// Every kind of finding of this room.
pub const CARDS: &[Card] = &[FeedNotSynced::CARD];

/// Its code, for work items.
pub const CODE: &str = FeedNotSynced::CARD.code;
