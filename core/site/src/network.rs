use crate::Block;
use device::Id;
use terms::{Place, Text, choice};

choice! {
    /// What a zone is for.
    ZoneKind {
        Medical = "medical": "medical devices" | "医療機器",
        Clinical = "clinical": "clinical systems (EHR, PACS, laboratory)" | "診療系システム（電子カルテ、PACS、検査）",
        Office = "office": "offices" | "事務系",
        Guest = "guest": "patients and visitors" | "患者・来訪者",
        Management = "management": "management of the network" | "ネットワーク管理",
        Outside = "outside": "outside the facility" | "施設外",
    }
}

choice! {
    /// A way into the facility that does not pass the main firewall.
    RemoteKind {
        Vpn = "vpn": "VPN" | "VPN",
        VendorLine = "vendor-line": "a vendor's remote line" | "業者のリモート保守回線",
        Modem = "modem": "modem" | "モデム",
        Cellular = "cellular": "cellular" | "携帯回線",
        DualHomed = "dual-homed": "a host in two networks" | "二つのネットワークに接続された機器",
        WiFi = "wi-fi": "a radio network of its own" | "独自の無線ネットワーク",
    }
}

/// The networks of a site.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Networks {
    /// Where it stands.
    pub place: Place,
    /// Zones.
    pub zones: Vec<Zone>,
    /// Subnets.
    pub subnets: Vec<Subnet>,
    /// Firewalls and other points that filter.
    pub firewalls: Vec<Firewall>,
    /// Which zones are linked, and through what.
    pub links: Vec<Link>,
    /// Addresses of the roles that devices talk to.
    pub peers: Vec<Peer>,
    /// Ways in beside the firewalls.
    pub remote_access: Vec<RemoteAccess>,
}

/// A part of the network whose members trust each other alike.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Zone {
    /// Where it stands.
    pub place: Place,
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: Text,
    /// What it is for.
    pub kind: ZoneKind,
}

/// A block of addresses and the zone it belongs to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subnet {
    /// Where it stands.
    pub place: Place,
    /// The addresses.
    pub block: Block,
    /// The zone.
    pub zone: Id,
    /// Its VLAN.
    pub vlan: Option<u32>,
}

/// A point that filters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Firewall {
    /// Where it stands.
    pub place: Place,
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: Option<Text>,
    /// Who makes it.
    pub vendor: Option<String>,
    /// Product.
    pub product: Option<String>,
    /// Version of its software.
    pub version: Option<String>,
    /// Its CPE name, where it is known.
    pub cpe: Option<String>,
    /// Who answers for it.
    pub owner: Option<Id>,
}

/// Two zones that reach each other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Where it stands.
    pub place: Place,
    /// One zone.
    pub from: Id,
    /// The other.
    pub to: Id,
    /// Firewalls on the way, in order; none: nothing filters.
    pub through: Vec<Id>,
    /// Why nothing filters.
    pub unfiltered_because: Option<Text>,
}

/// A role that devices name in their profiles, and where it is at this site.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Where it stands.
    pub place: Place,
    /// The role, as profiles name it.
    pub role: String,
    /// Its addresses.
    pub at: Vec<Block>,
}

/// A way in or out beside the firewalls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RemoteAccess {
    /// Where it stands.
    pub place: Place,
    /// Its id.
    pub id: Id,
    /// What it is.
    pub kind: RemoteKind,
    /// Who answers for it.
    pub owner: Option<Text>,
    /// Who makes it.
    pub vendor: Option<String>,
    /// Product.
    pub product: Option<String>,
    /// Version of its software.
    pub version: Option<String>,
    /// Its CPE name, where it is known.
    pub cpe: Option<String>,
    /// Zones it leads to.
    pub reaches: Vec<Id>,
    /// Units it leads to.
    pub units: Vec<Id>,
}

impl Networks {
    /// The zone with this id.
    pub fn zone(&self, id: &Id) -> Option<&Zone> {
        self.zones.iter().find(|zone| zone.id == *id)
    }
}
