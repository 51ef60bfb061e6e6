use terms::{Card, finding};

/// Every kind of finding of this activity.
pub const CARDS: &[Card] = &[Opened::CARD, Closed::CARD, NotCompared::CARD];

finding! {
    /// Something was stopped by the old rules and passes by the new ones.
    Opened = "network/opened" {
        /// A packet.
        packet: String,
        /// The rule of before.
        old: String,
        /// The rule of now.
        new: String,
    }
    en: "{packet} was stopped and passes now. Before: {old} Now: {new}", "What opens is a new way to a device, or from it.",
        "Check that this is what was meant; `tutela network verify` holds the new rules against the device's profile.";
    ja: "{packet} は遮断されていましたが、新しい規則では通過します。旧: {old} 新: {new}", "新たに開いた通信は、機器への、または機器からの新しい経路です。",
        "意図した変更か確認してください。`tutela network verify` で新しい規則とプロファイルを照合できます。";
}

finding! {
    /// Something passed by the old rules and is stopped by the new ones.
    Closed = "network/closed" {
        /// A packet.
        packet: String,
        /// The rule of before.
        old: String,
        /// The rule of now.
        new: String,
    }
    en: "{packet} passed and is stopped now. Before: {old} Now: {new}", "A device whose flow is stopped does not do all of its work.",
        "Check that nobody needs it; `tutela network verify` holds the new rules against the device's profile.";
    ja: "{packet} は通過していましたが、新しい規則では遮断されます。旧: {old} 新: {new}", "必要な通信が遮断されると、機器の機能の一部が働きません。",
        "必要とする機器がないか確認してください。`tutela network verify` で新しい規則とプロファイルを照合できます。";
}

finding! {
    /// It is not proved whether a packet is treated alike by both.
    NotCompared = "network/not-compared" {
        /// A packet.
        packet: String,
        /// The rule of before.
        old: String,
        /// The rule of now.
        new: String,
    }
    en: "Not proved whether {packet} is treated alike. Before: {old} Now: {new}", "A change may hide behind a condition that was not understood.",
        "Look at both rules yourself, or write them so that they can be proved.";
    ja: "{packet} の扱いが同じかどうか証明できません。旧: {old} 新: {new}", "解釈できない条件の背後に、変更が隠れている可能性があります。",
        "両方の規則を目視で確認するか、証明できる形に書き直してください。";
}
