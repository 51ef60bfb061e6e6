use terms::{Card, finding};

/// Every kind of finding about MUD files.
pub const CARDS: &[Card] =
    &[NotTaken::CARD, NotIp::CARD, HardwareAddress::CARD, OneWay::CARD, ExtensionDiffers::CARD, NothingDeclared::CARD];

finding! {
    /// A rule was left out.
    NotTaken = "mud/rule-not-taken" {
        /// The rule.
        rule: String,
        /// What of it was not understood.
        what: String,
    }
    en: "The rule {rule} was left out: `{what}` is not understood.", "What it allows is missing in the profile.",
        "Look at the rule; add the flow to network.yaml by hand if the device needs it.";
    ja: "規則 {rule} は取り込みませんでした：`{what}` を解釈できません。", "この規則が許可する通信はプロファイルにありません。",
        "規則を確認し、機器に必要な通信であれば network.yaml に手で追記してください。";
}

finding! {
    /// A rule is not about IP.
    NotIp = "mud/not-ip" {
        /// The rule.
        rule: String,
        /// The Ethernet type.
        kind: String,
    }
    en: "The rule {rule} is about Ethernet frames of type {kind}, not about IP.",
        "A profile holds IP flows; a router or firewall never sees such frames.", "Nothing, unless your switches filter frames.";
    ja: "規則 {rule} は IP ではなくイーサネットフレーム（種別 {kind}）の規則です。",
        "プロファイルの対象は IP の通信です。このフレームはルータやファイアウォールに届きません。",
        "スイッチでフレームを制限していなければ対応は不要です。";
}

finding! {
    /// A rule names hardware addresses.
    HardwareAddress = "mud/hardware-address" {
        /// The rule.
        rule: String,
    }
    en: "The rule {rule} names a hardware address too; the flow in the profile is wider.",
        "A profile knows no hardware addresses.", "Confirm that the flow may go to every address of its peer.";
    ja: "規則 {rule} はハードウェアアドレスも指定しています。プロファイルの通信はそれより広くなります。",
        "プロファイルはハードウェアアドレスを扱いません。", "相手側のすべてのアドレスへの通信でよいか確認してください。";
}

finding! {
    /// Who opens a connection is not said.
    OneWay = "mud/initiator-assumed" {
        /// The flow.
        flow: String,
        /// Who is taken to open it, English.
        who: String,
        /// Japanese.
        who_ja: String,
    }
    en: "Who opens the flow {flow} is not said; taken: {who}.", "A wrong direction opens a port that nobody needs.",
        "Confirm the direction in network.yaml.";
    ja: "通信 {flow} を開始する側が示されていません。{who_ja}としました。", "方向を誤ると不要なポートが開きます。",
        "network.yaml で方向を確認してください。";
}

finding! {
    /// The extension and the rules of a file contradict each other.
    ExtensionDiffers = "mud/extension-differs" {
        /// The flow.
        flow: String,
    }
    en: "The rules of the flow {flow} allow something else than the file's own description of it; the rules count.",
        "Somebody changed one of the two.", "Confirm the flow with the maker.";
    ja: "通信 {flow} の規則は、ファイル自身の説明と異なる通信を許可しています。規則を採用しました。",
        "どちらか一方が変更されています。", "製造業者に通信を確認してください。";
}

finding! {
    /// A file declares no flow.
    NothingDeclared = "mud/nothing-declared" {}
    en: "The file declares no flow that could be taken.", "A profile without flows calls all traffic undeclared.",
        "Check that this is the right file.";
    ja: "取り込める通信がファイルにありません。", "通信のないプロファイルでは、すべての通信が未申告になります。",
        "ファイルが正しいか確認してください。";
}
