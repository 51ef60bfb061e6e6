use super::at;
use crate::profile::Profile;
use terms::{Finding, finding};

finding! {
    /// The device is declared as without a network, and flows are declared.
    NotNetworkedWithFlows = "network/not-networked-with-flows" {
        /// How many.
        flows: usize,
    }
    en: "device.yaml says that the device has no network connection, and network.yaml declares {flows} flow(s).", "One of the two is wrong, and hospitals plan by them.",
        "Correct `connections:` of device.yaml, or remove the flows.";
    ja: "device.yaml ではネットワーク接続なしとされていますが、network.yaml に {flows} 件の通信が申告されています。", "どちらかが誤っており、医療機関はこれに基づいて計画します。",
        "device.yaml の `connections:` を修正するか、通信を削除してください。";
}

/// What is said of a profile whose device is declared as connected, as not connected, or as neither.
pub fn not_networked(profile: &Profile, connected: Option<bool>) -> Option<Finding> {
    let flows = profile.flows.len();
    (connected == Some(false) && flows > 0)
        .then(|| at(&format!("{}/flows", profile.place.file), &profile.place, NotNetworkedWithFlows { flows }))
}
