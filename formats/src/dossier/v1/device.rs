use super::Alias;
use crate::dossier::record::record;
use crate::dossier::{Definitions, Field, IntoCore, Reader};
use crate::yaml::{Node, Value};
use device::{AccessoryKind, Id};
use terms::{Place, Text, When};

record! {
    /// A medical device as its maker declares it.
    /// 製造業者が申告する医療機器。
    Device => device::Device {
        /// Its id: opaque, never reused.
        /// id（意味を持たず、再利用しない）。
        id: Id,
        /// Id of its family (family.yaml).
        /// 製品群の id（family.yaml）。
        family: Option<Id>,
        /// Id of its model (family.yaml).
        /// 型式の id（family.yaml）。
        model: Option<Id>,
        /// Ids of the variants this dossier is about; left out: all of the model.
        /// 対象バリアントの id。省略時は型式の全バリアント。
        variants: Vec<Id>,
        /// Labels, UDI-DIs and numbers it is known by.
        /// 表示名、UDI-DI、番号。
        aliases: Vec<Alias>,
        /// Its name.
        /// 名称。
        name: Text,
        /// What it is intended for.
        /// 使用目的。
        intended_use: Option<Text>,
        /// How it can be connected.
        /// 接続手段。
        connections: Option<Connections>,
        /// What it needs at least of the place where it is used.
        /// 使用環境の最低要件。
        minimum_operating_environment: Option<Environment>,
        /// What is used with it: dock, gateway, service laptop, programmer.
        /// 組み合わせて使うもの（ドック、ゲートウェイ、保守端末、プログラマ）。
        accessories: Vec<Accessory>,
        /// When support starts and ends.
        /// サポートの開始と終了。
        support_dates: Option<SupportDates>,
        /// Whether it is still sold.
        /// 販売中かどうか。
        on_sale: Option<bool>,
        /// Filings per market.
        /// 市場ごとの申請。
        filings: Vec<Filing>,
        /// The safety risk management file (ISO 14971) that covers it.
        /// 対応する安全性のリスクマネジメントファイル（ISO 14971）。
        risk_file: Option<RiskFile>,
    }
}

record! {
    /// How the device can be connected; each yes or no, with words.
    /// 接続手段。それぞれ yes または no と説明。
    Connections => device::Connections {
        /// Wired network.
        /// 有線ネットワーク。
        network: Option<Connection>,
        /// Radio of any kind.
        /// 無線（種類を問わない）。
        wireless: Option<Connection>,
        /// USB.
        /// USB。
        usb: Option<Connection>,
        /// Serial line.
        /// シリアル。
        serial: Option<Connection>,
        /// Removable media.
        /// 可搬媒体。
        removable_media: Option<Connection>,
        /// Port for service.
        /// 保守用ポート。
        service_port: Option<Connection>,
        /// Cloud service.
        /// クラウド。
        cloud: Option<Connection>,
    }
}

/// Whether the device has one way of being connected: `yes`, `no`, or with words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection(pub ConnectionWords);

record! {
    /// Whether it is there, and in words what for or why not.
    /// 有無と、その用途または無い理由。
    ConnectionWords => device::Connection {
        /// Whether it is there.
        /// 有無。
        present: bool,
        /// What it is for, or why it is not there.
        /// 用途、または無い理由。
        words: Option<Text>,
    }
}

impl Field for Connection {
    fn read(node: &Node, at: &mut Reader<'_>) -> Option<Self> {
        let words = match &node.value {
            Value::Scalar { .. } => {
                ConnectionWords { place: at.place(node.span), present: bool::read(node, at)?, words: None }
            }
            Value::Empty | Value::Map(_) | Value::List(_) => ConnectionWords::read(node, at)?,
        };
        Some(Connection(words))
    }

    fn write(&self) -> Option<Node> {
        match &self.0 {
            ConnectionWords { place: _, present, words: None } => present.write(),
            words => words.write(),
        }
    }

    fn schema(definitions: &mut Definitions) -> Node {
        Node::map([("anyOf", Node::list([bool::schema(definitions), ConnectionWords::schema(definitions)]))])
    }
}

impl IntoCore for Connection {
    type Core = device::Connection;

    fn into_core(self) -> device::Connection {
        self.0.into_core()
    }
}

record! {
    /// What the device needs at least of the place where it is used; each part stated, or "none, because".
    /// 使用環境の最低要件。それぞれ要件、または不要とその理由。
    Environment => device::Environment {
        /// Hardware.
        /// ハードウェア。
        hardware: Option<Requirement>,
        /// Operating system, where the device does not bring its own.
        /// OS（機器に含まれない場合）。
        operating_system: Option<Requirement>,
        /// Network.
        /// ネットワーク。
        network: Option<Requirement>,
        /// IT security measures.
        /// IT セキュリティ対策。
        it_security: Option<Requirement>,
    }
}

record! {
    /// One requirement: stated, or none and why.
    /// 要件、または不要とその理由。
    Requirement => device::Requirement {
        /// What is needed.
        /// 必要なもの。
        stated: Option<Text>,
        /// Why nothing is needed.
        /// 不要である理由。
        none_because: Option<Text>,
    }
}

record! {
    /// A thing used with the device; a shared gateway is one.
    /// 組み合わせて使うもの（共用ゲートウェイを含む）。
    Accessory => device::Accessory {
        /// Its id, the same in every dossier that names it.
        /// id（どのドシエでも同じ）。
        id: Id,
        /// What kind of thing it is.
        /// 種類。
        kind: AccessoryKind,
        /// Its name.
        /// 名称。
        name: Text,
        /// Whether several devices use the same one.
        /// 複数の機器で共用するか。
        shared: Option<bool>,
        /// Where its own dossier is, when it has one.
        /// 独自のドシエがあればその場所。
        dossier: Option<String>,
    }
}

record! {
    /// When support starts and ends (IMDRF N70).
    /// サポートの開始と終了（IMDRF N70）。
    SupportDates => device::SupportPeriod {
        /// First commercial release.
        /// 最初の販売開始日。
        release: Option<When>,
        /// End of life: no longer sold, limited support from here.
        /// EOL：販売終了。以後は限定的サポート。
        end_of_life: Option<When>,
        /// End of support: responsibility passes to the facility.
        /// EOS：サポート終了。責任は医療機関に移る。
        end_of_support: Option<When>,
    }
}

record! {
    /// A filing with a regulator.
    /// 規制当局への申請。
    Filing => device::Filing {
        /// Market (JP, US, EU, …).
        /// 市場（JP、US、EU など）。
        market: String,
        /// Kind of filing, in the market's own word.
        /// 申請の種類（その市場での呼び方）。
        kind: String,
        /// Its number.
        /// 番号。
        number: Option<String>,
        /// Id of the organisation that holds it.
        /// 保有する組織の id。
        holder: Option<Id>,
        /// When it was submitted.
        /// 申請日。
        submitted: Option<When>,
        /// When it was approved, certified or cleared.
        /// 承認・認証・認可日。
        approved: Option<When>,
    }
}

record! {
    /// A reference to the safety risk management file (ISO 14971).
    /// 安全性のリスクマネジメントファイル（ISO 14971）への参照。
    RiskFile => device::RiskFile {
        /// Document number or file.
        /// 文書番号またはファイル。
        reference: String,
        /// Its revision.
        /// 版。
        revision: Option<String>,
        /// Its date.
        /// 日付。
        date: Option<When>,
    }
}

impl Connection {
    /// A bare yes or no.
    pub fn bare(present: bool) -> Connection {
        Connection(ConnectionWords { place: Place::default(), present, words: None })
    }
}
