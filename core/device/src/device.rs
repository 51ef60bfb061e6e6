use crate::{Environment, Id};
use terms::choice;
use terms::{Place, Text, When};

choice! {
    /// The kind of a name that is no id.
    AliasKind {
        Label = "label": "a name on the label" | "表示名",
        UdiDi = "udi-di": "a UDI device identifier" | "UDI-DI",
        ModelNumber = "model-number": "a model number" | "型番",
        FilingNumber = "filing-number": "a number of a filing" | "承認・認証・届出番号",
        JmdnCode = "jmdn-code": "a Japanese nomenclature code" | "JMDN コード",
        GmdnCode = "gmdn-code": "a global nomenclature code" | "GMDN コード",
        ProductCode = "product-code": "a product code of a regulator" | "規制当局の製品コード",
        Other = "other": "another name" | "その他",
    }
}

choice! {
    /// What kind of thing an accessory is.
    AccessoryKind {
        Dock = "dock": "a dock or rack" | "ドック・ラック",
        Gateway = "gateway": "a gateway, maybe shared by several devices" | "ゲートウェイ（共用の場合あり）",
        ServiceLaptop = "service-laptop": "a laptop or station for service" | "保守用端末",
        Programmer = "programmer": "a programmer" | "プログラマ",
        Sensor = "sensor": "a sensor or probe" | "センサ・プローブ",
        App = "app": "an app on a phone or computer" | "アプリ",
        Other = "other": "another accessory" | "その他",
    }
}

/// A name by which something is known, with the time in which it held. It never replaces the id.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// Where it stands.
    pub place: Place,
    /// The kind of name.
    pub kind: AliasKind,
    /// The name.
    pub value: String,
    /// The jurisdiction it belongs to.
    pub jurisdiction: Option<String>,
    /// Held from.
    pub from: Option<When>,
    /// Held until.
    pub until: Option<When>,
}

/// A medical device as its maker declares it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Device {
    /// Where it stands.
    pub place: Place,
    /// Its id.
    pub id: Id,
    /// Its family.
    pub family: Option<Id>,
    /// Its model.
    pub model: Option<Id>,
    /// Its variants that this dossier is about; empty: all of the model.
    pub variants: Vec<Id>,
    /// Labels, UDI-DIs, numbers.
    pub aliases: Vec<Alias>,
    /// Its name.
    pub name: Text,
    /// What it is intended for.
    pub intended_use: Option<Text>,
    /// How it can be connected.
    pub connections: Option<Connections>,
    /// What it needs of the place where it is used.
    pub minimum_operating_environment: Option<Environment>,
    /// What is used with it.
    pub accessories: Vec<Accessory>,
    /// When support starts and ends.
    pub support_dates: Option<SupportPeriod>,
    /// Whether it is still sold.
    pub on_sale: Option<bool>,
    /// Filings per market.
    pub filings: Vec<Filing>,
    /// The safety risk management file (ISO 14971) that covers it.
    pub risk_file: Option<RiskFile>,
}

/// How a device can be connected.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Connections {
    /// Where it stands.
    pub place: Place,
    /// Wired network.
    pub network: Option<Connection>,
    /// Radio of any kind.
    pub wireless: Option<Connection>,
    /// USB.
    pub usb: Option<Connection>,
    /// Serial line.
    pub serial: Option<Connection>,
    /// Removable media.
    pub removable_media: Option<Connection>,
    /// Port for service.
    pub service_port: Option<Connection>,
    /// Cloud service.
    pub cloud: Option<Connection>,
}

impl Connections {
    /// Every way, with its name as written.
    pub fn all(&self) -> [(&'static str, Option<&Connection>); 7] {
        let Connections { place: _, network, wireless, usb, serial, removable_media, service_port, cloud } = self;
        [
            ("network", network.as_ref()),
            ("wireless", wireless.as_ref()),
            ("usb", usb.as_ref()),
            ("serial", serial.as_ref()),
            ("removable_media", removable_media.as_ref()),
            ("service_port", service_port.as_ref()),
            ("cloud", cloud.as_ref()),
        ]
    }
}

/// Whether a device has one way of being connected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Connection {
    /// Where it stands.
    pub place: Place,
    /// Whether it is there.
    pub present: bool,
    /// What it is for, or why it is not there.
    pub words: Option<Text>,
}

/// A thing used with the device; a shared gateway is one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Accessory {
    /// Where it stands.
    pub place: Place,
    /// Its id, the same in every dossier that names it.
    pub id: Id,
    /// What kind of thing it is.
    pub kind: AccessoryKind,
    /// Its name.
    pub name: Text,
    /// Whether several devices use the same one.
    pub shared: Option<bool>,
    /// Where its own dossier is, when it has one.
    pub dossier: Option<String>,
}

/// When support starts and ends (IMDRF N70 stages).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SupportPeriod {
    /// Where it stands.
    pub place: Place,
    /// First commercial release.
    pub release: Option<When>,
    /// End of life: no longer sold, limited support from here.
    pub end_of_life: Option<When>,
    /// End of support: responsibility passes to the facility.
    pub end_of_support: Option<When>,
}

/// A filing with a regulator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filing {
    /// Where it stands.
    pub place: Place,
    /// Market (`JP`, `US`, `EU`, …).
    pub market: String,
    /// Kind of filing, in the market's own word.
    pub kind: String,
    /// Its number.
    pub number: Option<String>,
    /// The organisation that holds it.
    pub holder: Option<Id>,
    /// When it was submitted.
    pub submitted: Option<When>,
    /// When it was approved, certified or cleared.
    pub approved: Option<When>,
}

/// A reference to the safety risk management file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RiskFile {
    /// Where it stands.
    pub place: Place,
    /// Document number or file.
    pub reference: String,
    /// Its revision.
    pub revision: Option<String>,
    /// Its date.
    pub date: Option<When>,
}
