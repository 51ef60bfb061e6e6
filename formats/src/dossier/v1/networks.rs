use crate::dossier::record::record;
use device::Id;
use site::{Block, RemoteKind, ZoneKind};
use terms::Text;

record! {
    /// The networks of a site.
    /// 施設のネットワーク。
    Networks => site::Networks {
        /// Zones: parts whose members trust each other alike.
        /// ゾーン（同程度に信頼し合う範囲）。
        zones: Vec<Zone>,
        /// Subnets.
        /// サブネット。
        subnets: Vec<Subnet>,
        /// Firewalls and other points that filter.
        /// ファイアウォールなど、フィルタする装置。
        firewalls: Vec<Firewall>,
        /// Which zones are linked, and through what.
        /// ゾーン間の接続と、その間の装置。
        links: Vec<Link>,
        /// Where the roles are that device profiles name.
        /// 機器のネットワークプロファイルが指す役割の所在。
        peers: Vec<Peer>,
        /// Ways in beside the firewalls: VPNs, vendor lines, modems, hosts in two networks.
        /// ファイアウォールを経由しない経路（VPN、業者回線、モデム、二重接続機器）。
        remote_access: Vec<RemoteAccess>,
    }
}

record! {
    /// A zone.
    /// ゾーン。
    Zone => site::Zone {
        /// Its id.
        /// id。
        id: Id,
        /// Its name.
        /// 名称。
        name: Text,
        /// What it is for.
        /// 用途。
        kind: ZoneKind,
    }
}

record! {
    /// A subnet.
    /// サブネット。
    Subnet => site::Subnet {
        /// Its addresses, such as 10.20.4.0/24.
        /// アドレス（例: 10.20.4.0/24）。
        block: Block,
        /// Id of the zone it belongs to.
        /// 所属するゾーンの id。
        zone: Id,
        /// Its VLAN.
        /// VLAN。
        vlan: Option<u32>,
    }
}

record! {
    /// A point that filters.
    /// フィルタする装置。
    Firewall => site::Firewall {
        /// Its id.
        /// id。
        id: Id,
        /// Its name.
        /// 名称。
        name: Option<Text>,
        /// Who makes it.
        /// 製造元。
        vendor: Option<String>,
        /// Product.
        /// 製品。
        product: Option<String>,
        /// Version of its software.
        /// ソフトウェアのバージョン。
        version: Option<String>,
        /// Its CPE 2.3 name, where it is known.
        /// CPE 2.3 名（分かる場合）。
        cpe: Option<String>,
        /// Id of the person who answers for it.
        /// 責任者の id。
        owner: Option<Id>,
    }
}

record! {
    /// Two zones that reach each other.
    /// 相互に到達可能な二つのゾーン。
    Link => site::Link {
        /// Id of one zone.
        /// 一方のゾーンの id。
        from: Id,
        /// Id of the other.
        /// もう一方のゾーンの id。
        to: Id,
        /// Ids of the firewalls on the way, in order.
        /// 途中のファイアウォールの id（順番に）。
        through: Vec<Id>,
        /// Why nothing filters.
        /// フィルタがない理由。
        unfiltered_because: Option<Text>,
    }
}

record! {
    /// A role and where it is at this site.
    /// 役割とその所在。
    Peer => site::Peer {
        /// The role, as profiles name it.
        /// 役割（プロファイルでの名称）。
        role: String,
        /// Its addresses.
        /// アドレス。
        at: Vec<Block>,
    }
}

record! {
    /// A way in or out beside the firewalls.
    /// ファイアウォールを経由しない出入口。
    RemoteAccess => site::RemoteAccess {
        /// Its id.
        /// id。
        id: Id,
        /// What it is.
        /// 種類。
        kind: RemoteKind,
        /// Who answers for it.
        /// 責任者。
        owner: Option<Text>,
        /// Who makes it.
        /// 製造元。
        vendor: Option<String>,
        /// Product.
        /// 製品。
        product: Option<String>,
        /// Version of its software.
        /// ソフトウェアのバージョン。
        version: Option<String>,
        /// Its CPE 2.3 name, where it is known.
        /// CPE 2.3 名（分かる場合）。
        cpe: Option<String>,
        /// Ids of the zones it leads to.
        /// 到達できるゾーンの id。
        reaches: Vec<Id>,
        /// Ids of the units it leads to.
        /// 到達できる機器の id。
        units: Vec<Id>,
    }
}
