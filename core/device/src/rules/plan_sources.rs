use super::at;
use crate::Plan;
use terms::{Finding, Priority, finding};

finding! {
    /// The plan watches nothing. JIS T 81001-5-1 6.2.1 monitoring [O]; FDA 524B(b)(1) monitor and identify [P].
    PlanWithoutSources = "device/plan-without-sources" {}
    en: "The plan names no source that is watched for vulnerabilities.",
        "What nobody promised to watch may go unseen for as long as the device is in use.",
        "List `sources:` in plan.yaml, each with `name` and `interval_days`.";
    ja: "計画に、脆弱性を監視する情報源の記載がありません。",
        "監視が約束されていないものは、使用期間中ずっと見落とされるおそれがあります。",
        "plan.yaml の `sources:` に、`name` と `interval_days` を記載してください。";
}

finding! {
    /// A watched source has no interval. JIS T 81001-5-1 6.2.1 monitoring [O].
    SourceWithoutInterval = "device/source-without-interval" {
        /// The source.
        name: String,
    }
    en: "The plan does not say how often {name} is looked at.",
        "Without an interval nobody can tell when its silence has become meaningless; 7 days are assumed.",
        "Add `interval_days:` (at least 1) to the source in plan.yaml.";
    ja: "{name} を確認する間隔が計画にありません。",
        "間隔がなければ、情報がいつ古くなったか判断できません（7 日と仮定します）。",
        "plan.yaml のその情報源に `interval_days:`（1 以上）を追加してください。";
}

pub(super) fn judge(plan: &Plan, found: &mut Vec<Finding>) {
    if plan.sources.is_empty() {
        found.push(at(Priority::Attention, "plan/sources", &plan.place, PlanWithoutSources {}));
    }
    for source in plan.sources.iter().filter(|source| source.interval_days.unwrap_or(0) == 0) {
        let path = format!("plan/sources/{}", source.name);
        let name = source.name.clone();
        found.push(at(Priority::Attention, path, &source.place, SourceWithoutInterval { name }));
    }
}
