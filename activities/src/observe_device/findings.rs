use terms::{Card, finding};

/// Every kind of finding of this activity.
pub const CARDS: &[Card] = &[
    OpenUndeclared::CARD,
    MaybeOpen::CARD,
    ServiceNotSeen::CARD,
    NotAllObserved::CARD,
    PortsNotLookedAt::CARD,
    ObservationUndated::CARD,
    ObservationTooOld::CARD,
    ObservationNotWhole::CARD,
    LinesNotRead::CARD,
    super::flows::FlowUndeclared::CARD,
    super::flows::FlowTried::CARD,
    super::flows::FlowNotSeen::CARD,
    super::flows::FlowLogCovers::CARD,
];

finding! {
    /// A port of the device is open and nobody declared it.
    OpenUndeclared = "network/open-port-undeclared" {
        /// Address and port.
        port: String,
        /// What answered, as the scanner calls it.
        service: String,
        /// The day of the observation.
        day: String,
    }
    en: "{port} was open on {day} ({service}), and the profile declares no service or flow there.", "What listens and was not declared is patched and watched by nobody.",
        "Stop it at the firewall; ask the maker what it is and have it declared or switched off.";
    ja: "{port} は {day} に開いていました（{service}）が、プロファイルに該当するサービスや通信の申告がありません。", "申告のないサービスは、誰にも監視・修正されません。",
        "ファイアウォールで遮断し、製造業者に内容を確認して、申告または停止を求めてください。";
}

finding! {
    /// Ports of the device did not answer in a way that tells whether they are open.
    MaybeOpen = "network/port-maybe-open" {
        /// The address.
        address: String,
        /// How many.
        count: u32,
        /// The day of the observation.
        day: String,
    }
    en: "{address}: of {count} undeclared ports it is not known whether they were open on {day}.", "No answer is not closed.",
        "Look again from a place that no firewall stands before, or ask the maker.";
    ja: "{address}：申告のないポート {count} 件が {day} に開いていたかどうか分かりません。", "応答がないことは、閉じていることを意味しません。",
        "間にファイアウォールのない場所から再度確認するか、製造業者に問い合わせてください。";
}

finding! {
    /// Nobody saw a declared service.
    ServiceNotSeen = "network/service-not-seen" {
        /// Id of the service.
        service: String,
        /// Protocol and ports.
        ports: String,
        /// Whether it was looked for, in English.
        en: &'static str,
        /// Whether it was looked for, in Japanese.
        ja: &'static str,
    }
    en: "Nobody saw the declared service `{service}` ({ports}): {en}.", "Nobody saw it is not the same as it is not there: it may be off, filtered or not looked for.",
        "Look for it at the device; where it is switched off for good, tell the maker and close the rule for it.";
    ja: "申告されたサービス `{service}`（{ports}）は観測されていません：{ja}。", "観測されていないことは、存在しないことを意味しません（停止中、遮断、未確認の可能性）。",
        "機器で確認してください。恒久的に停止している場合は、製造業者に伝え、該当する規則を閉じてください。";
}

finding! {
    /// Addresses of the device were not observed.
    NotAllObserved = "network/addresses-not-observed" {
        /// How many were.
        seen: usize,
        /// How many the device has.
        all: u128,
    }
    en: "Of the device's {all} addresses {seen} were observed.", "Nothing is known about the others.", "Observe them too, or name with --unit what was observed.";
    ja: "機器のアドレス {all} 件のうち、観測されたのは {seen} 件です。", "残りについては何も分かりません。", "残りも観測するか、観測した機器を --unit で指定してください。";
}

finding! {
    /// No observation looked at every port.
    PortsNotLookedAt = "network/ports-not-looked-at" {
        /// The protocol.
        protocol: String,
        /// How many ports were looked at.
        looked: usize,
    }
    en: "Of the 65535 ports of {protocol} {looked} were looked at.", "An open port among the others is seen by nobody.", "Scan the rest too (nmap -p- for tcp, -sU for udp), at a time when the device does no care.";
    ja: "{protocol} のポート 65535 件のうち、確認したのは {looked} 件です。", "残りに開いたポートがあっても分かりません。", "機器を診療に使っていない時に、残りも確認してください（tcp は nmap -p-、udp は -sU）。";
}

finding! {
    /// An observation does not say of when it is.
    ObservationUndated = "network/observation-without-date" {}
    en: "This observation does not say of when it is.", "The device of today may be another one.", "Observe again, and keep the file as the tool writes it.";
    ja: "この観測結果には日時がありません。", "現在の状態と異なる可能性があります。", "再度観測し、ツールの出力をそのまま保存してください。";
}

finding! {
    /// An observation is too old.
    ObservationTooOld = "network/observation-too-old" {
        /// Days since then; below 0 for a day that is still to come.
        days: i64,
        /// The limit in days.
        limit: u32,
    }
    en: "This observation is {days} days old; the limit is {limit} days.", "The device of today may be another one.", "Observe again.";
    ja: "この観測結果は {days} 日前のものです（上限 {limit} 日）。", "現在の状態と異なる可能性があります。", "再度観測してください。";
}

finding! {
    /// An observation is not whole.
    ObservationNotWhole = "network/observation-not-whole" {}
    en: "This observation did not come to its end, or could not be read whole.", "Open ports may be missing in it.", "Observe again.";
    ja: "この観測は最後まで完了していないか、全体を読み取れませんでした。", "開いているポートが抜けている可能性があります。", "再度観測してください。";
}

finding! {
    /// Lines of an observation were not understood.
    LinesNotRead = "network/observation-lines-not-read" {
        /// How many.
        count: u64,
    }
    en: "{count} lines of this observation were not understood.", "What they saw is not in the answer.", "Keep the file as the tool writes it; cut nothing out of it.";
    ja: "この観測結果の {count} 行を読み取れませんでした。", "その内容は回答に含まれません。", "ツールの出力を編集せずに保存してください。";
}
