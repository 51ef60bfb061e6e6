use super::{Area, Judgement, Looked, NotLooked, at};
use crate::Device;
use terms::{Priority, finding};

finding! {
    /// No safety risk file is referenced. JP Essential Principles Art. 12(3), hazards identified and evaluated [O];
    /// ISO 14971.
    RiskFileMissing = "device/risk-file-missing" {}
    en: "No safety risk management file is referenced.",
        "Nothing can be said about the harm to a patient; every finding stays “harm: not assessed”.",
        "Name the ISO 14971 file in device.yaml: `risk_file.reference` and `date`.";
    ja: "安全性のリスクマネジメントファイルが参照されていません。",
        "患者への危害について何も言えず、すべての所見が「危害：未評価」のままになります。",
        "device.yaml の `risk_file` に ISO 14971 ファイルの `reference` と `date` を記載してください。";
}

/// Whether a risk file is referenced. Even then hazards count as not looked at, because the file itself is not read.
pub fn judge_hazards(device: &Device) -> Judgement {
    let (why, findings) = match &device.risk_file {
        Some(_) => (NotLooked::ReferenceOnly, Vec::new()),
        None => {
            let finding = at(Priority::Attention, "device/risk_file", &device.place, RiskFileMissing {});
            (NotLooked::NoFile, vec![finding])
        }
    };
    Judgement { area: Area::Hazards, looked: Looked::NotAt(why), findings }
}

#[cfg(test)]
mod tests {
    use super::judge_hazards;
    use crate::rules::testing::device;
    use crate::rules::{Looked, NotLooked};
    use crate::{Device, RiskFile};
    use terms::Place;

    #[test]
    fn a_missing_risk_file_is_reported() {
        let judgement = judge_hazards(&device());
        assert_eq!(judgement.findings[0].code(), "device/risk-file-missing");
        assert_eq!(judgement.looked, Looked::NotAt(NotLooked::NoFile));
    }

    #[test]
    fn a_reference_is_quiet_but_not_a_look() {
        let file = RiskFile { place: Place::default(), reference: "RM-7".to_owned(), revision: None, date: None };
        let judgement = judge_hazards(&Device { risk_file: Some(file), ..device() });
        assert!(judgement.findings.is_empty());
        assert_eq!(judgement.looked, Looked::NotAt(NotLooked::ReferenceOnly));
    }
}
