use super::at;
use crate::profile::Profile;
use terms::{Finding, finding};

finding! {
    /// The profile in a dossier is about another device.
    ProfileOfAnotherDevice = "network/profile-of-another-device" {
        /// The device of the profile.
        profile: String,
        /// The device of the dossier.
        device: String,
    }
    en: "network.yaml is about `{profile}`, and this dossier about `{device}`.", "A firewall would be held against the flows of another device.",
        "Correct `device:` of network.yaml, or put the profile into the dossier of its device.";
    ja: "network.yaml は `{profile}` のもので、このドシエは `{device}` のものです。", "ファイアウォールが別の機器の通信と比較されることになります。",
        "network.yaml の `device:` を修正するか、該当する機器のドシエに移してください。";
}

/// What is said of a profile that lies in the dossier of this device.
pub fn another_device(profile: &Profile, device: &str) -> Option<Finding> {
    let detail = || ProfileOfAnotherDevice { profile: profile.device.clone(), device: device.to_owned() };
    (profile.device != device).then(|| at(&format!("{}/device", profile.place.file), &profile.place, detail()))
}
