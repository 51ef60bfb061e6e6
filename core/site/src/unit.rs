use crate::Udi;
use device::Id;
use std::net::IpAddr;
use terms::{Place, When, choice};

choice! {
    /// How it is known which software version a unit runs.
    VersionEvidence {
        ReadFromDevice = "read-from-device": "read from the device itself" | "機器本体から読み取り",
        Observed = "observed": "observed on the network" | "ネットワーク上で観測",
        ServiceRecord = "service-record": "the maker's service record" | "製造業者の保守記録",
        ReportedByPerson = "reported-by-person": "reported by a person" | "担当者の報告",
    }
}

choice! {
    /// What depends on a unit in care, most first.
    Criticality {
        LifeSupporting = "life-supporting": "a patient's life depends on it" | "生命維持",
        High = "high": "treatment stops without it" | "高（治療が止まる）",
        Medium = "medium": "treatment is delayed without it" | "中（治療が遅れる）",
        Low = "low": "care goes on without it" | "低（診療は継続できる）",
    }
}

choice! {
    /// What a unit is doing now.
    UnitState {
        InUse = "in-use": "in use" | "使用中",
        Spare = "spare": "ready and not in use" | "予備",
        UnderRepair = "under-repair": "under repair" | "修理中",
        Quarantined = "quarantined": "separated from the network" | "隔離中",
        Retired = "retired": "taken out of use for good" | "廃棄",
    }
}

/// Whether an address belongs to one unit alone.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum AddressUse {
    /// To this unit alone.
    #[default]
    Own,
    /// Several units share it knowingly.
    Shared,
    /// It is taken from a pool when the unit connects.
    Pooled,
    /// The unit stands behind a gateway, whose address it shows.
    Gateway(Id),
}

/// An interface of a unit and an address of it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Interface {
    /// Its name, such as `eth0` or `wlan0`; empty when it is not told.
    pub name: String,
    /// Its address.
    pub address: IpAddr,
}

/// An installed unit of a medical device.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// Where it stands.
    pub place: Place,
    /// Its id: opaque, never reused.
    pub id: Id,
    /// Serial number; empty when it is not told.
    pub serial: String,
    /// The model, in the facility's or the maker's words.
    pub model: String,
    /// Who makes it, as written.
    pub maker: String,
    /// Its unique device identifier.
    pub udi: Option<Udi>,
    /// Interfaces and their addresses.
    pub interfaces: Vec<Interface>,
    /// Whether the addresses are its own.
    pub address_use: AddressUse,
    /// Software version as labelled; empty when it is not known.
    pub version: String,
    /// How the version is known.
    pub version_evidence: Option<VersionEvidence>,
    /// When the version was last seen.
    pub version_seen: Option<When>,
    /// Options and settings, `name=value`.
    pub configuration: Vec<String>,
    /// The ward.
    pub ward: String,
    /// The network zone, when it is stated rather than told by the address.
    pub zone: Option<Id>,
    /// Owner or lessor.
    pub owner: String,
    /// Who answers for it in biomedical engineering.
    pub biomedical_owner: String,
    /// Who answers for it in IT.
    pub it_owner: String,
    /// What depends on it.
    pub criticality: Option<Criticality>,
    /// When it was installed.
    pub installed_on: Option<When>,
    /// What it is doing now.
    pub state: UnitState,
}

impl Unit {
    /// A unit of which only the id is known.
    pub fn new(id: Id) -> Unit {
        Unit {
            place: Place::default(),
            id,
            serial: String::new(),
            model: String::new(),
            maker: String::new(),
            udi: None,
            interfaces: Vec::new(),
            address_use: AddressUse::Own,
            version: String::new(),
            version_evidence: None,
            version_seen: None,
            configuration: Vec::new(),
            ward: String::new(),
            zone: None,
            owner: String::new(),
            biomedical_owner: String::new(),
            it_owner: String::new(),
            criticality: None,
            installed_on: None,
            state: UnitState::InUse,
        }
    }

    /// Whether it still counts as installed.
    pub fn is_installed(&self) -> bool {
        self.state != UnitState::Retired
    }
}
