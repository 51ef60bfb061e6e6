use terms::{Card, finding};

/// Every kind of finding of this activity.
pub const CARDS: &[Card] = &[OpensUnits::CARD, DeclaredToClinical::CARD];

finding! {
    /// A unit, once taken over, can open others.
    OpensUnits = "network/opens-units" {
        /// The unit.
        unit: String,
        /// The zone of the others.
        zone: String,
        /// How many.
        count: usize,
    }
    en: "{unit}, once taken over, can open units in zone {zone}: {count}.", "A device that can open others is a source of spread.",
        "Put a filter between them, or narrow the rules that let this through.";
    ja: "{unit} が乗っ取られると、ゾーン {zone} の機器 {count} 台に接続できます。", "他の機器に接続できる機器は、感染拡大の起点になります。",
        "間にフィルタを設けるか、通過させている規則を絞ってください。";
}

finding! {
    /// A declared flow leads to other clinical systems.
    DeclaredToClinical = "network/declared-to-clinical" {
        /// The unit.
        unit: String,
        /// The flow.
        flow: String,
        /// The zone.
        zone: String,
    }
    en: "Flow `{flow}` of {unit} leads to zone {zone}, where clinical systems are.", "What is declared passes every filter that is equal to the profile, a taken-over device too.",
        "Harden the peer of this flow, and watch it first when the device is suspected.";
    ja: "{unit} の通信 `{flow}` は、診療系システムのあるゾーン {zone} に通じています。", "申告された通信は、プロファイルと一致するフィルタを通過します。乗っ取られた機器からの通信も同様です。",
        "この通信の相手を堅牢化し、機器に疑いがあるときは最初に監視してください。";
}
