use super::at;
use crate::profile::{Flow, Initiator};
use terms::{Finding, finding};

/// Words in the name of a role that say it stands outside the facility.
const OUTSIDE: [&str; 11] =
    ["internet", "cloud", "vendor", "maker", "manufacturer", "external", "outside", "remote", "wan", "vpn", "public"];

finding! {
    /// A connection to the device is opened from outside the facility, by the name of the role.
    FromOutside = "network/inbound-from-outside" {
        /// Id of the flow.
        flow: String,
        /// The role.
        role: String,
    }
    en: "Flow `{flow}` is opened to the device by `{role}`, which by its name stands outside the facility.", "A port that is open from outside is where attacks on hospitals begin.",
        "Let the device open the connection, or end it at a gateway of the facility; if the role stands inside, give it a name that says so.";
    ja: "通信 `{flow}` は、名称から施設外と思われる `{role}` が機器に対して開始します。", "外部から接続できるポートは、医療機関への攻撃の入口になります。",
        "機器側から接続を開始するか、施設内のゲートウェイで終端してください。施設内の役割であれば、それが分かる名称にしてください。";
}

/// Whether a role stands outside the facility, by its name.
pub fn stands_outside(role: &str) -> bool {
    let role = role.to_ascii_lowercase();
    role.split(|letter: char| !letter.is_ascii_alphanumeric()).any(|word| OUTSIDE.contains(&word))
}

pub(super) fn look(flow: &Flow, path: &str) -> Option<Finding> {
    (flow.initiator == Initiator::Peer && stands_outside(&flow.peer))
        .then(|| at(path, &flow.place, FromOutside { flow: flow.id.clone(), role: flow.peer.clone() }))
}
