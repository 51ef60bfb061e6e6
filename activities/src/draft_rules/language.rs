//! The languages that rules are written in: what each can do, and what a reader has to be told beside the text.

use formats::firewall::write::{CannotSay, Draft, Written};
use formats::firewall::{Language, aws, cisco, iptables, kubernetes, nftables};
use terms::Lang;

/// A language that rules are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WrittenIn {
    /// nftables.
    Nftables,
    /// iptables and ip6tables.
    Iptables,
    /// An access list of Cisco ASA.
    CiscoAsa,
    /// An AWS security group.
    Aws,
    /// A Kubernetes NetworkPolicy.
    Kubernetes,
}

impl WrittenIn {
    /// Every language.
    pub const ALL: [WrittenIn; 5] =
        [WrittenIn::Nftables, WrittenIn::Iptables, WrittenIn::CiscoAsa, WrittenIn::Aws, WrittenIn::Kubernetes];

    /// Whether a rule of it can write to the log and leave the packet to the next rule. Where it cannot, there is no stage
    /// that only writes to the log.
    pub fn logs_alone(self) -> bool {
        matches!(self, WrittenIn::Nftables | WrittenIn::Iptables)
    }

    /// Whether rules of it can end connections that are there already, as a quarantine has to.
    pub fn ends_connections(self) -> bool {
        matches!(self, WrittenIn::Nftables | WrittenIn::Iptables)
    }

    /// Writes a draft.
    pub(super) fn write(self, draft: &Draft<'_>) -> Result<Written, CannotSay> {
        match self {
            WrittenIn::Nftables => nftables::write::write(draft),
            WrittenIn::Iptables => iptables::write::write(draft),
            WrittenIn::CiscoAsa => cisco::write::write(draft),
            WrittenIn::Aws => aws::write::write(draft),
            WrittenIn::Kubernetes => kubernetes::write::write(draft),
        }
    }

    /// The language of its reader.
    pub fn read_as(self) -> Language {
        match self {
            WrittenIn::Nftables => Language::Nftables,
            WrittenIn::Iptables => Language::IptablesSave,
            WrittenIn::CiscoAsa => Language::CiscoAsa,
            WrittenIn::Aws => Language::Aws,
            WrittenIn::Kubernetes => Language::Kubernetes,
        }
    }

    /// What is added before a text is proved: an access list filters nothing before it is bound. The comment above the
    /// draft says so.
    pub fn bound(self, name: &str) -> String {
        match self {
            WrittenIn::CiscoAsa => format!("access-group {} global\n", cisco::write::list_name(name)),
            _ => String::new(),
        }
    }

    /// Whether the text does not say whom it filters, so that the reader takes it for granted. The comment above the draft
    /// says so.
    pub(super) fn leaves_open(self) -> bool {
        matches!(self, WrittenIn::Aws | WrittenIn::Kubernetes)
    }

    /// What has to hold beside the text; the proof leans on it.
    pub fn conditions(self, lang: Lang) -> &'static [&'static str] {
        match (self, lang) {
            (WrittenIn::Nftables | WrittenIn::Iptables, _) => &[],
            (WrittenIn::CiscoAsa, Lang::En) => &[
                "The proof holds where these entries stand above all others of every list that is bound inward (or of the global list), and no list bound outward and no translation changes what they say.",
                "Merge them there by hand. Do NOT bind this list by itself in place of one that is there: the end of it denies everything, so it would stop the traffic of all others.",
            ],
            (WrittenIn::CiscoAsa, Lang::Ja) => &[
                "証明は、これらの行がすべての入力側リスト（またはグローバルリスト）の先頭にあり、出力側リストやアドレス変換が影響しない場合に有効です。",
                "既存のリストの先頭に手作業で統合してください。このリストを既存のリストの代わりに適用しないでください。末尾の暗黙の拒否により、他のすべての通信が遮断されます。",
            ],
            (WrittenIn::Aws, Lang::En) => &[
                "The proof holds for network interfaces that have this security group and no other: groups add up, and another one may let more through.",
                "Network ACLs of the subnet still hold beside it. A connection that is there already may go on until it ends.",
            ],
            (WrittenIn::Aws, Lang::Ja) => &[
                "証明は、このセキュリティグループだけを割り当てたネットワークインタフェースに対して有効です。複数のグループの許可は合算されるため、他のグループがあると通信が広がります。",
                "サブネットのネットワーク ACL も引き続き有効です。既存の接続は終了するまで続くことがあります。",
            ],
            (WrittenIn::Kubernetes, Lang::En) => &[
                "The proof holds where exactly the device's pods carry the label below, no other policy selects them (policies add up), and the network plugin enforces NetworkPolicy.",
                "Addresses are compared as the plugin sees them; a service or gateway that changes them needs a look. A connection that is there already may go on.",
            ],
            (WrittenIn::Kubernetes, Lang::Ja) => &[
                "証明は、当該機器の Pod だけに下記のラベルがあり、他のポリシーがそれらを選択せず（ポリシーの許可は合算されます）、ネットワークプラグインが NetworkPolicy を適用する場合に有効です。",
                "アドレスはプラグインから見たもので比較されます。アドレスを変換するサービスやゲートウェイがある場合は確認してください。既存の接続は続くことがあります。",
            ],
        }
    }
}
