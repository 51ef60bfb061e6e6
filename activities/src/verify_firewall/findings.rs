use terms::{Card, finding};

/// Every kind of finding of this activity.
pub const CARDS: &[Card] = &[
    Differs::CARD,
    Stops::CARD,
    NotProvedHere::CARD,
    InterfaceOpen::CARD,
    NoFilter::CARD,
    NothingCaptured::CARD,
    RulesTooOld::CARD,
    OtherPaths::CARD,
    PathsNotFiltered::CARD,
    UnitOutsideZones::CARD,
    HalfOpen::CARD,
    Shadowed::CARD,
    Redundant::CARD,
    OverBroad::CARD,
];

finding! {
    /// The filter lets through what nobody declared.
    Differs = "network/undeclared" {
        /// A packet that passes.
        packet: String,
        /// The rule.
        rule: String,
    }
    en: "{packet} passes, and the profile does not declare it. Rule: {rule}", "What passes beyond the device's needs is a way to it, or from it to others.",
        "Narrow the rule or put the closing rule before it; when the device needs the flow, ask its maker to declare it.";
    ja: "{packet} は通過しますが、プロファイルに申告されていません。規則: {rule}", "必要のない通信は、機器への、または機器からの侵入経路になります。",
        "規則を狭めるか、遮断規則をその前に置いてください。必要な通信であれば、製造業者に申告を求めてください。";
}

finding! {
    /// The filter stops what the device needs.
    Stops = "network/blocked" {
        /// Id of the flow.
        flow: String,
        /// A packet that is stopped.
        packet: String,
        /// The rule.
        rule: String,
    }
    en: "{packet} is stopped, and flow `{flow}` needs it. Rule: {rule}", "The device does not do all of its work.",
        "Put the missing rule before the one that stops it; see the flow's effect when blocked.";
    ja: "{packet} は遮断されますが、通信 `{flow}` に必要です。規則: {rule}", "機器の機能の一部が働きません。",
        "遮断している規則の前に、不足している規則を追加してください。遮断時の影響はプロファイルを参照してください。";
}

finding! {
    /// It is not proved what happens to some packets.
    NotProvedHere = "network/not-proved" {
        /// The rule.
        rule: String,
        /// Why, in English.
        en: String,
        /// Why, in Japanese.
        ja: String,
    }
    en: "Not proved: {en}. Rule: {rule}", "Nobody knows whether more or less than declared passes here.", "Look at the rule yourself, or change it so that it can be proved.";
    ja: "未証明: {ja}。規則: {rule}", "申告された通信と一致するかどうか、この箇所では分かりません。", "規則を目視で確認するか、証明できる形に書き直してください。";
}

finding! {
    /// A rule names an interface, and nobody said where it leads.
    InterfaceOpen = "network/interface-not-bound" {
        /// The rule.
        rule: String,
    }
    en: "The rule names an interface, and it is not known where it leads: {rule}", "The same rule means other packets on another interface.",
        "Say it with --interface device=NAME, --interface ROLE=NAME and --interface other=NAME.";
    ja: "規則がインタフェースを指定していますが、その先が分かりません: {rule}", "インタフェースにより、同じ規則でも対象のパケットが変わります。",
        "--interface device=名前、--interface 役割=名前、--interface other=名前 で指定してください。";
}

finding! {
    /// No chain stands at the hook.
    NoFilter = "network/no-filter" {
        /// The hook.
        hook: &'static str,
    }
    en: "No chain filters at the hook `{hook}`; everything passes there.", "The device is open to everybody whose packets come this way.",
        "Check that this is the whole rule set and the right --hook; otherwise write a filter.";
    ja: "フック `{hook}` にフィルタのチェーンがなく、すべてのパケットが通過します。", "この経路から、誰でも機器に到達できます。",
        "ルールセットがすべて揃っているか、--hook が正しいか確認し、なければフィルタを作成してください。";
}

finding! {
    /// Nobody said when the rules were read from the filter.
    NothingCaptured = "network/rules-without-date" {}
    en: "It is not known when these rules were read from the filter.", "The filter of today may be another one.", "Say it with --captured-at DATE.";
    ja: "ルールセットの取得日時が分かりません。", "現在のフィルタと異なる可能性があります。", "--captured-at 日付 で指定してください。";
}

finding! {
    /// The rules are too old.
    RulesTooOld = "network/rules-too-old" {
        /// Days since they were read; below 0 for a day that is still to come.
        days: i64,
        /// The limit in days.
        limit: u32,
    }
    en: "These rules were read {days} days ago; the limit is {limit} days.", "The filter of today may be another one.", "Export the rules again.";
    ja: "このルールセットは {days} 日前のものです（上限 {limit} 日）。", "現在のフィルタと異なる可能性があります。", "ルールセットを再出力してください。";
}

finding! {
    /// No other path of the unit was looked at.
    OtherPaths = "network/paths-not-looked-at" {}
    en: "Only this filter was looked at; other paths of the unit (its own segment, Wi-Fi, VPN, remote service, USB) were not.", "What does not cross this filter is not filtered by it.",
        "Draw up every path of the unit, and which of them cross a filter.";
    ja: "確認したのはこのフィルタだけです。機器の他の経路（同一セグメント、Wi-Fi、VPN、リモート保守、USB）は確認していません。", "このフィルタを通らない通信は、ここでは遮断されません。",
        "機器のすべての経路と、どれがフィルタを通るかを洗い出してください。";
}

finding! {
    /// Paths of the units do not cross the firewall, or may not.
    PathsNotFiltered = "network/paths-not-filtered" {
        /// How many.
        count: usize,
    }
    en: "{count} paths of the units are not filtered here, or not known to be.", "What does not cross this firewall is not stopped by it, however good its rules are.",
        "Filter each path, or list it in networks.yaml and record a decision about it.";
    ja: "機器の経路のうち {count} 件は、ここではフィルタされていないか、不明です。", "このファイアウォールを通らない通信は、規則が正しくても遮断されません。",
        "各経路にフィルタを設けるか、networks.yaml に記載して判断を記録してください。";
}

finding! {
    /// An address of a unit stands in no zone of the site.
    UnitOutsideZones = "network/unit-outside-zones" {
        /// Id of the unit.
        unit: String,
    }
    en: "Unit {unit} has an address that no listed subnet holds.", "Which paths lead to it, and which firewall they cross, cannot be told.",
        "Correct the address in units.csv, or list its subnet in networks.yaml.";
    ja: "機器 {unit} に、どのサブネットにも含まれないアドレスがあります。", "どの経路で到達でき、どのファイアウォールを通るか判断できません。",
        "units.csv のアドレスを修正するか、networks.yaml にサブネットを記載してください。";
}

finding! {
    /// An optional flow may begin and its answers are stopped.
    HalfOpen = "network/half-open" {
        /// Id of the flow.
        flow: String,
        /// An answer that is stopped.
        packet: String,
        /// The rule that stops it.
        rule: String,
    }
    en: "The optional flow `{flow}` may be opened here, but answers of it are stopped: {packet}. Rule: {rule}", "A connection that begins and hangs can hold up the device.",
        "Let the answers pass (established connections), or stop the opening as well.";
    ja: "任意の通信 `{flow}` は開始できますが、応答が遮断されます: {packet}。規則: {rule}", "開始後に応答のない接続は、機器の動作を妨げるおそれがあります。",
        "応答（確立済みの接続）を許可するか、開始も遮断してください。";
}

finding! {
    /// No packet of the device reaches a rule.
    Shadowed = "network/shadowed" {
        /// The rule.
        rule: String,
        /// A rule that decides before it.
        before: String,
    }
    en: "No packet of the device reaches this rule: {rule} Before it decides: {before}", "Whoever reads it takes it for a rule that holds.",
        "Leave it out, or move it, if it was meant to hold.";
    ja: "この規則に到達する機器のパケットはありません: {rule} 先に判定する規則: {before}", "読む人は、この規則が有効だと誤解します。",
        "不要であれば削除し、有効にする意図であれば位置を変えてください。";
}

finding! {
    /// Without a rule the device's traffic would fare the same.
    Redundant = "network/redundant" {
        /// The rule.
        rule: String,
    }
    en: "Without this rule the device's traffic would fare the same: {rule}", "Rules without effect hide those that have one.",
        "It can be left out by itself; verify again before the next one goes.";
    ja: "この規則がなくても、機器の通信の扱いは変わりません: {rule}", "効果のない規則が多いと、効果のある規則を見落とします。",
        "単独であれば削除できます。次の規則を削除する前に再度検証してください。";
}

finding! {
    /// A rule lets through declared flows and more.
    OverBroad = "network/over-broad" {
        /// The rule.
        rule: String,
        /// The flows.
        flows: String,
    }
    en: "This rule carries {flows} and lets through more than that: {rule}", "Stopping it would stop the device; leaving it leaves the hole.",
        "Narrow it to the declared flows, or put the closing rules before it.";
    ja: "この規則は {flows} を通しますが、それ以外も通します: {rule}", "削除すると機器が働かず、残すと不要な通信が通ります。",
        "申告された通信に絞るか、遮断規則をその前に置いてください。";
}
