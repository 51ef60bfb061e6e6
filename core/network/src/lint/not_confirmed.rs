use super::at;
use crate::profile::Profile;
use terms::{Finding, finding};

finding! {
    /// The profile is a draft of others than the maker.
    NotConfirmedByMaker = "network/not-confirmed-by-maker" {
        /// The device.
        device: String,
    }
    en: "The network profile of {device} is a draft that its maker has not confirmed.",
        "What was seen open, or stands in a table, is not the same as what the device needs; a firewall that is equal to it may let in too much or cut off care.",
        "Send it to the maker, and replace it by the maker's own network.yaml.";
    ja: "{device} のネットワークプロファイルは、製造業者が確認していない下書きです。",
        "開いているポートや表の記載は、機器に必要な通信と同じではありません。これと一致するファイアウォールは、過剰に通したり診療に必要な通信を止めたりするおそれがあります。",
        "製造業者に確認を依頼し、製造業者の network.yaml に置き換えてください。";
}

/// Whether a profile says of itself that the maker does not stand by it.
pub fn not_confirmed(profile: &Profile) -> Option<Finding> {
    let path = format!("{}/confirmed", profile.place.file);
    profile.is_unconfirmed().then(|| at(&path, &profile.place, NotConfirmedByMaker { device: profile.device.clone() }))
}
