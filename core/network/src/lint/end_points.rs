use super::at;
use crate::profile::Profile;
use std::collections::BTreeSet;
use terms::{Finding, finding};

finding! {
    /// A cloud end point names a flow that is not declared.
    EndPointWithoutFlow = "network/end-point-without-flow" {
        /// The end point.
        host: String,
        /// Flows it names that are not there; empty: it names none.
        flows: String,
    }
    en: "The cloud end point `{host}` names no declared flow ({flows}).", "Nobody can tell which traffic goes there, and no firewall is held against it.",
        "Name the flows that go there under `flows:`, and declare them.";
    ja: "クラウドの接続先 `{host}` に対応する通信が申告されていません（{flows}）。", "どの通信がそこへ向かうのか分からず、ファイアウォールと比較できません。",
        "該当する通信を申告し、その id を `flows:` に記載してください。";
}

pub(super) fn look(profile: &Profile) -> Vec<Finding> {
    let declared: BTreeSet<&str> = profile.flows.iter().map(|flow| flow.id.as_str()).collect();
    let mut findings = Vec::new();
    for point in &profile.cloud_end_points {
        let missing: Vec<&str> =
            point.flows.iter().map(String::as_str).filter(|flow| !declared.contains(flow)).collect();
        if missing.is_empty() && !point.flows.is_empty() {
            continue;
        }
        let flows = if missing.is_empty() { "–".to_owned() } else { missing.join(", ") };
        let path = format!("{}/cloud/{}", profile.place.file, point.host);
        findings.push(at(&path, &point.place, EndPointWithoutFlow { host: point.host.clone(), flows }));
    }
    findings
}
