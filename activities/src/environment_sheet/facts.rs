//! Facts of the sheet, each with a stable key and words in both languages.

use device::{Connection, Requirement};
use network::{DataWord, Initiator, Need};
use terms::{Lang, Text};

/// A part of the sheet.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Section {
    /// The minimum operating environment.
    Environment,
    /// Ways in which the device can be connected.
    Connection,
    /// A flow.
    Flow,
    /// A service that listens on the device.
    Service,
    /// A role that it talks to.
    Peer,
    /// A compensating control that the maker offers.
    Control,
    /// The way of remote service.
    Remote,
    /// A service outside the facility.
    Cloud,
}

impl Section {
    /// Its stable name.
    pub fn name(self) -> &'static str {
        match self {
            Section::Environment => "environment",
            Section::Connection => "connections",
            Section::Flow => "flow",
            Section::Service => "service",
            Section::Peer => "peer",
            Section::Control => "compensating-control",
            Section::Remote => "remote-service",
            Section::Cloud => "cloud-end-point",
        }
    }

    /// What it is called.
    pub fn say(self, lang: Lang) -> &'static str {
        match self {
            Section::Environment => lang.pick("minimum operating environment", "最低限の使用環境要件"),
            Section::Connection => lang.pick("connections", "接続手段"),
            Section::Flow => lang.pick("flow", "通信"),
            Section::Service => lang.pick("service on the device", "機器上のサービス"),
            Section::Peer => lang.pick("role to give addresses to", "アドレスを割り当てる役割"),
            Section::Control => lang.pick("compensating control offered", "提供される補完的対策"),
            Section::Remote => lang.pick("remote service", "リモート保守"),
            Section::Cloud => lang.pick("cloud end point", "クラウドの接続先"),
        }
    }
}

/// An entry of a section.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it belongs.
    pub section: Section,
    /// Id of flow, service, control; role; host; else the file that states it.
    pub id: String,
    /// What is to be known of it.
    pub facts: Vec<Fact>,
}

/// The name of a fact: stable key, English, Japanese.
pub type Label = [&'static str; 3];

/// A fact; without words nobody stated it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// Its stable key.
    pub key: &'static str,
    /// What it is called, in English and Japanese.
    pub label: [&'static str; 2],
    /// What is stated.
    pub words: Option<Words>,
}

impl Fact {
    pub(super) fn new([key, en, ja]: Label, words: Option<Words>) -> Fact {
        Fact { key, label: [en, ja], words }
    }
}

/// Words in both languages. Where only one was written, both hold it: the reader sees it either way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Words {
    /// English.
    pub en: String,
    /// Japanese.
    pub ja: String,
}

impl Words {
    pub(super) fn both(en: impl Into<String>, ja: impl Into<String>) -> Words {
        Words { en: en.into(), ja: ja.into() }
    }

    pub(super) fn same(words: impl AsRef<str>) -> Words {
        Words::both(words.as_ref(), words.as_ref())
    }

    /// In a language.
    pub fn get(&self, lang: Lang) -> &str {
        lang.pick(&self.en, &self.ja)
    }
}

pub(super) struct Labels {
    pub(super) hardware: Label,
    pub(super) operating_system: Label,
    pub(super) network: Label,
    pub(super) it_security: Label,
    pub(super) initiator: Label,
    pub(super) peer: Label,
    pub(super) protocol: Label,
    pub(super) ports: Label,
    pub(super) source_ports: Label,
    pub(super) need: Label,
    pub(super) purpose: Label,
    pub(super) data: Label,
    pub(super) encryption: Label,
    pub(super) authentication: Label,
    pub(super) effect: Label,
    pub(super) effect_of_control: Label,
    pub(super) flows: Label,
    pub(super) outside: Label,
    pub(super) path: Label,
    pub(super) flows_outside: Label,
}

pub(super) const KEY_LABELS: Labels = Labels {
    hardware: ["hardware", "hardware", "ハードウェア"],
    operating_system: ["operating-system", "operating system", "オペレーティングシステム"],
    network: ["network", "network", "ネットワーク"],
    it_security: ["it-security", "IT security", "IT セキュリティ"],
    initiator: ["initiator", "opened by", "開始側"],
    peer: ["peer", "peer", "相手"],
    protocol: ["protocol", "protocol", "プロトコル"],
    ports: ["ports", "ports", "ポート"],
    source_ports: ["source-ports", "from ports", "送信元ポート"],
    need: ["need", "need", "必要性"],
    purpose: ["purpose", "purpose", "目的"],
    data: ["data", "data", "データ"],
    encryption: ["encryption", "encryption", "暗号化"],
    authentication: ["authentication", "authentication", "認証"],
    effect: ["effect-if-blocked", "if blocked", "遮断時の影響"],
    effect_of_control: ["effect", "effect", "効果"],
    flows: ["flows", "flows", "通信"],
    outside: ["place", "place", "場所"],
    path: ["path", "path", "経路"],
    flows_outside: ["flows-outside", "flows to and from outside", "施設外との通信"],
};

pub(super) const CARE: Label = ["essential-for-care", "care", "診療"];

/// In the order of `Connections::all`.
pub(super) const CONNECTION: [Label; 7] = [
    ["network", "wired network", "有線ネットワーク"],
    ["wireless", "wireless", "無線"],
    ["usb", "USB", "USB"],
    ["serial", "serial line", "シリアル"],
    ["removable-media", "removable media", "可搬媒体"],
    ["service-port", "service port", "保守ポート"],
    ["cloud", "cloud", "クラウド"],
];

/// What a person wrote; nothing when no word of it is there.
pub(super) fn text(text: Option<&Text>) -> Option<Words> {
    let text = text?;
    let words = Words::both(text.get(Lang::En), text.get(Lang::Ja));
    (!words.en.is_empty()).then_some(words)
}

pub(super) fn requirement(requirement: Option<&Requirement>) -> Option<Words> {
    let Requirement { place: _, stated, none_because } = requirement?;
    text(stated.as_ref()).or_else(|| {
        let because = text(none_because.as_ref())?;
        Some(Words::both(format!("none: {}", because.en), format!("なし：{}", because.ja)))
    })
}

pub(super) fn connection(connection: &Connection) -> Words {
    let Connection { place: _, present, words } = connection;
    let (en, ja) = if *present { ("yes", "あり") } else { ("no", "なし") };
    match text(words.as_ref()) {
        Some(words) => Words::both(format!("{en}: {}", words.en), format!("{ja}：{}", words.ja)),
        None => Words::both(en, ja),
    }
}

pub(super) fn initiator(initiator: Initiator) -> Words {
    match initiator {
        Initiator::Device => Words::both("device", "機器"),
        Initiator::Peer => Words::both("peer", "相手側"),
    }
}

pub(super) fn need(need: Need) -> Words {
    match need {
        Need::Needed => Words::both("needed", "必須"),
        Need::Optional => Words::both("optional", "任意"),
    }
}

pub(super) fn data(data: DataWord) -> Words {
    match data {
        DataWord::Patient => Words::both("about patients", "患者に関するデータ"),
        DataWord::Control => Words::both("commands that change what the device does", "機器の動作を変える指令"),
        DataWord::Device => Words::both("about the device itself", "機器自体のデータ"),
        DataWord::Other => Words::both("other", "その他"),
    }
}

pub(super) fn care(essential: bool) -> Words {
    match essential {
        true => Words::both("essential, even in quarantine", "隔離中でも不可欠"),
        false => Words::both("can be without it", "なくても継続可能"),
    }
}
