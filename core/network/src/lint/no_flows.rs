use super::at;
use crate::profile::Profile;
use terms::{Finding, finding};

finding! {
    /// The profile names no flow at all.
    NoFlowDeclared = "network/no-flow-declared" {
        /// The device.
        device: String,
    }
    en: "The network profile of {device} declares no flow.",
        "Whether the device needs none, or nobody wrote them down, is not said; rules that block everything would be equal to it.",
        "Write its flows, or state in device.yaml that it is not networked; until then equal is not proved.";
    ja: "{device} のネットワークプロファイルに通信が 1 件も申告されていません。",
        "通信が不要なのか記載漏れなのか分からず、すべてを遮断するルールでも一致してしまいます。",
        "通信を記載するか、ネットワークに接続しない機器であることを device.yaml に記載してください。それまで一致は証明されません。";
}

/// Nothing declared is no statement that nothing is needed.
pub(super) fn look(profile: &Profile) -> Option<Finding> {
    let path = format!("{}/flows", profile.place.file);
    profile.flows.is_empty().then(|| at(&path, &profile.place, NoFlowDeclared { device: profile.device.clone() }))
}
