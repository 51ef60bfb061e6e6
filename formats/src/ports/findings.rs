use terms::{Card, finding};

/// Every kind of finding about tables of ports.
pub const CARDS: &[Card] = &[
    RowNotTaken::CARD,
    DirectionAssumed::CARD,
    PeerNotNamed::CARD,
    NeedNotStated::CARD,
    ColumnNotUsed::CARD,
    ScanSeesInboundOnly::CARD,
    PortMaybeOpen::CARD,
    ScanNotWhole::CARD,
    NoPortsInMds2::CARD,
    SheetsNotRead::CARD,
];

finding! {
    /// A row was left out.
    RowNotTaken = "ports/row-not-taken" {
        /// Which cell, in English.
        en: &'static str,
        /// Which cell, in Japanese.
        ja: &'static str,
        /// What stands there.
        value: String,
    }
    en: "This row was left out: its {en} “{value}” is not understood.", "A port that the device uses may be missing in the draft.",
        "Correct the cell (protocol `tcp`, ports `443` or `1024-65535`, direction `in` or `out`), or add the flow by hand.";
    ja: "この行は取り込みませんでした: {ja}「{value}」を解釈できません。", "機器が使うポートが下書きに含まれていない可能性があります。",
        "セルを修正する（プロトコル `tcp`、ポート `443`・`1024-65535`、方向 `in`・`out`）か、手で通信を追記してください。";
}

finding! {
    /// It is not said who opens the connection.
    DirectionAssumed = "ports/direction-assumed" {
        /// The flow.
        flow: String,
    }
    en: "Nobody says who opens `{flow}`; it was drafted as opened to the device.", "A firewall would let connections in that the device only opens itself.",
        "Ask the maker, and correct `initiator:`.";
    ja: "`{flow}` を開始する側の記載がないため、機器に対して開始されるものとしました。", "機器側からのみ開始する通信の場合、不要な着信を許可することになります。",
        "製造業者に確認し、`initiator:` を修正してください。";
}

finding! {
    /// The other side has no name.
    PeerNotNamed = "ports/peer-not-named" {
        /// How many flows.
        count: usize,
    }
    en: "{count} flow(s) name no peer; they carry the role `unknown-peer`.", "Addresses that are bound to this role reach the device, or are reached, on all of these ports.",
        "Give each flow the role it really talks to.";
    ja: "相手の記載がない通信 {count} 件には、役割 `unknown-peer` を付けました。", "この役割に割り当てたアドレスは、これらすべてのポートで機器と通信できることになります。",
        "各通信に実際の相手の役割を記載してください。";
}

finding! {
    /// It is not said whether flows are needed.
    NeedNotStated = "ports/need-not-stated" {
        /// How many flows.
        count: usize,
    }
    en: "Nobody says whether {count} flow(s) are needed; they were drafted as optional.", "A firewall that stops them would count as equal, even where the device does not work without them.",
        "Ask the maker which flows the device needs, and set `need: needed`.";
    ja: "必須かどうかの記載がない通信 {count} 件は、任意としました。", "機器に必須の通信を遮断しても一致と判定されます。",
        "必須の通信を製造業者に確認し、`need: needed` と記載してください。";
}

finding! {
    /// A column that nothing was taken of.
    ColumnNotUsed = "ports/column-not-used" {
        /// Its heading.
        heading: String,
    }
    en: "The column “{heading}” is not read.", "What stands in it is missing in the draft.",
        "Rename it to one that is read (docs/network.md), or carry its words over by hand.";
    ja: "列「{heading}」は読み取りません。", "その内容は下書きに含まれていません。",
        "読み取られる見出し（docs/network.md）に変更するか、内容を手で転記してください。";
}

finding! {
    /// A scan does not see what the device opens itself.
    ScanSeesInboundOnly = "ports/scan-sees-inbound-only" {}
    en: "A port scan sees what listens on the device, not what the device opens itself.", "Flows that the device needs are missing in the draft; a firewall made of it would stop them.",
        "Add them from the maker's port table before any rule is made of this draft.";
    ja: "ポートスキャンで分かるのは機器の待ち受けポートだけで、機器から開始する通信は分かりません。", "機器に必要な通信が下書きに含まれておらず、これを基にしたファイアウォールはその通信を遮断します。",
        "規則を作成する前に、製造業者のポート表から追記してください。";
}

finding! {
    /// A port of which the scan could not tell whether it is open.
    PortMaybeOpen = "ports/maybe-open" {
        /// How many.
        count: u64,
    }
    en: "Of {count} port(s) the scan cannot tell whether they are open; they are not in the draft.", "One of them may be a service of the device.",
        "Ask the maker, or scan again from the same segment.";
    ja: "{count} 件のポートは開閉を判定できていないため、下書きに含めていません。", "機器のサービスが含まれている可能性があります。",
        "製造業者に確認するか、同一セグメントから再度スキャンしてください。";
}

finding! {
    /// The scan breaks off.
    ScanNotWhole = "ports/scan-not-whole" {}
    en: "The scan breaks off or did not end well.", "Open ports may be missing in the draft.", "Scan again, or take the whole file.";
    ja: "スキャンが途中で終わっているか、正常に終了していません。", "開いているポートが下書きに含まれていない可能性があります。",
        "再度スキャンするか、完全なファイルを使用してください。";
}

finding! {
    /// An MDS2 names no ports.
    NoPortsInMds2 = "ports/mds2-names-no-ports" {}
    en: "An MDS2 says how a device can be connected, and names no ports; the draft holds no flows.", "A firewall that equals this draft lets nothing through to or from the device.",
        "Ask the maker for the port list (question CONN-2), and add it with a port table.";
    ja: "MDS2 には接続手段の記載はありますが、ポートの記載はないため、下書きに通信は含まれていません。", "この下書きに一致するファイアウォールは、機器の通信をすべて遮断します。",
        "製造業者にポート一覧（質問 CONN-2）を依頼し、ポート表から追加してください。";
}

finding! {
    /// Other sheets of the workbook were not read.
    SheetsNotRead = "ports/sheets-not-read" {
        /// Their names.
        sheets: String,
    }
    en: "One sheet was read; these were not: {sheets}.", "Ports that stand there are missing in the draft.",
        "Save each sheet that tells of ports as a file of its own, and draft again of all in one table.";
    ja: "読み取ったシートは 1 枚です。読み取っていないシート: {sheets}。", "そこに記載されたポートは下書きに含まれていません。",
        "ポートの記載があるシートを 1 つの表にまとめて、もう一度下書きを作成してください。";
}
