use terms::{Card, finding};

finding! {
    /// Units of a model that no received dossier is about. MHLW facility guide 4.2 (check the maker's information) [O].
    NoDossier = "site/no-dossier" {
        /// The model as written.
        model: String,
        /// How many units.
        count: usize,
    }
    en: "{count} installed units of “{model}” have no dossier: nothing is known of their components, ports or support.",
        "They are not safe and not unsafe in this answer; they were not looked at.",
        "Ask the maker for the dossier.";
    ja: "「{model}」の設置機器 {count} 台にはドシエがなく、構成要素・ポート・サポートが分かりません。",
        "この回答では安全とも危険とも言えません。確認していないということです。",
        "製造業者にドシエを求めてください。";
}

finding! {
    /// Units run a version that their dossier does not know.
    ReleaseUnknown = "site/release-unknown" {
        /// The model.
        model: String,
        /// The version as written, or `?`.
        version: String,
        /// How many units.
        count: usize,
    }
    en: "{count} units of {model} run version {version}, which their dossier does not list.",
        "What is in that version was not looked at.",
        "Read the version from the device, or ask the maker for a dossier that lists it.";
    ja: "{model} の機器 {count} 台のバージョンは {version} で、ドシエにありません。",
        "そのバージョンの中身は確認していません。",
        "機器からバージョンを読み取るか、それを含むドシエを製造業者に求めてください。";
}

finding! {
    /// Several received dossiers claim one model.
    SeveralDossiers = "site/several-dossiers" {
        /// The model.
        model: String,
        /// The dossiers.
        dossiers: String,
        /// How many units.
        count: usize,
    }
    en: "{count} units of {model} are claimed by several dossiers: {dossiers}.",
        "Which of them describes the units is not decided, so none was used.",
        "Remove the one that was superseded from received/.";
    ja: "{model} の機器 {count} 台に複数のドシエ（{dossiers}）が該当します。",
        "どれが正しいか決まらないため、いずれも使っていません。",
        "古いものを received/ から取り除いてください。";
}

finding! {
    /// The UDI of a unit names one model and the words beside it another.
    ModelDiffers = "site/model-differs" {
        /// The model as written.
        written: String,
        /// The model by its UDI.
        by_udi: String,
        /// How many units.
        count: usize,
    }
    en: "{count} units are written as “{written}”, and their UDI is that of {by_udi}.",
        "The UDI was believed; if it was scanned from another unit, the answer is about the wrong device.",
        "Scan the label again, or correct the model.";
    ja: "「{written}」と記載された機器 {count} 台の UDI は {by_udi} のものです。",
        "UDI を優先しました。別の機器から読み取ったものであれば、回答は別の機器についてのものです。",
        "ラベルを再度読み取るか、型式を訂正してください。";
}

finding! {
    /// A received dossier cannot be read.
    ReceivedNotRead = "site/received-not-read" {
        /// Which one.
        dossier: String,
        /// Why, in English.
        why: String,
        /// Why, in Japanese.
        why_ja: String,
    }
    en: "The received dossier {dossier} was not read: {why}.",
        "Its units count as without a dossier.",
        "Receive it again.";
    ja: "受領したドシエ {dossier} を読み取れませんでした: {why_ja}。",
        "対象の機器はドシエなしとして扱います。",
        "再度受領してください。";
}

finding! {
    /// The site lists no units.
    NoUnits = "site/no-units" {}
    en: "The site lists no installed units.",
        "Without the list nothing can be said about what the facility runs.",
        "Import it: tutela units import FILE SITE.";
    ja: "設置機器の一覧がありません。",
        "一覧がなければ、施設の機器について何も言えません。",
        "tutela units import FILE SITE で取り込んでください。";
}

/// Every kind of finding of this activity, for `tutela explain`.
pub const CARDS: &[Card] = &[
    NoDossier::CARD,
    ModelDiffers::CARD,
    ReleaseUnknown::CARD,
    SeveralDossiers::CARD,
    ReceivedNotRead::CARD,
    NoUnits::CARD,
    super::decisions::IsolationNoLonger::CARD,
    super::decisions::DecisionOfNothing::CARD,
    super::observations::ObservationNotRead::CARD,
    super::no_firewall::NoFirewall::CARD,
    super::no_firewall::ProtectFirst::CARD,
    super::ward::WardNotReadWhole::CARD,
    super::exploited::ExploitedInUse::CARD,
];
