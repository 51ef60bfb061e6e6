use super::{at, says_none};
use crate::profile::{DataWord, Flow};
use terms::{Finding, finding};

finding! {
    /// Data about patients goes over the wire as it is.
    ClearTextPatientData = "network/clear-text-patient-data" {
        /// Id of the flow.
        flow: String,
        /// What the profile says about encryption.
        words: String,
    }
    en: "Flow `{flow}` carries patient data without encryption (`{words}`).", "Whoever is on the way can read it, and change it.",
        "Encrypt it; until then name the compensating control (a segment of its own, a tunnel) in the profile.";
    ja: "通信 `{flow}` は患者データを暗号化せずに送受信します（`{words}`）。", "経路上の第三者が閲覧・改ざんできます。",
        "暗号化してください。それまでは補完的対策（専用セグメント、トンネル）をプロファイルに記載してください。";
}

finding! {
    /// It is not said whether patient data or control commands are encrypted.
    EncryptionNotStated = "network/encryption-not-stated" {
        /// Id of the flow.
        flow: String,
        /// What it carries, in English.
        en: &'static str,
        /// What it carries, in Japanese.
        ja: &'static str,
    }
    en: "Flow `{flow}` carries {en}, and the profile does not say whether it is encrypted.", "Nobody can tell whether the network has to protect it.",
        "State `encryption:` (for example `TLS 1.3`, or `none`).";
    ja: "通信 `{flow}` は{ja}を送受信しますが、暗号化の有無が記載されていません。", "ネットワーク側での保護が必要か判断できません。",
        "`encryption:`（例: `TLS 1.3`、`none`）を記載してください。";
}

pub(super) fn look(flow: &Flow, path: &str) -> Option<Finding> {
    let id = flow.id.clone();
    let (en, ja) = match flow.data? {
        DataWord::Patient => ("patient data", "患者データ"),
        DataWord::Control => ("control commands", "制御命令"),
        DataWord::Device | DataWord::Other => return None,
    };
    match &flow.encryption {
        None => Some(at(path, &flow.place, EncryptionNotStated { flow: id, en, ja })),
        Some(words) if flow.data == Some(DataWord::Patient) && says_none(words) => {
            Some(at(path, &flow.place, ClearTextPatientData { flow: id, words: words.clone() }))
        }
        Some(_) => None,
    }
}
