//! Findings as the store keeps them: where they stand now and stood then.

use activities::checks_port::KeptFinding;
use formats::answer::v1::FindingV1;

/// The rank of a priority: 0 for what asks most.
fn rank(priority: &str) -> i64 {
    match priority {
        "blocking" => 0,
        "undecided" => 1,
        "attention" => 2,
        _ => 3,
    }
}

/// A finding of a release (empty: of the folder as a whole).
pub(super) fn kept(release: &str, finding: &FindingV1<'_>) -> KeptFinding {
    let component = finding.component.as_ref();
    let subject = component
        .map(|component| [component.name, component.version.unwrap_or_default()].join(" ").trim_end().to_owned());
    KeptFinding {
        key: format!("{release} {}", finding.id),
        release: release.to_owned(),
        code: finding.code.to_owned(),
        priority: finding.priority.to_owned(),
        rank: rank(finding.priority),
        subject: subject.or_else(|| finding.place.clone()).unwrap_or_default(),
        vulnerability: finding.vulnerability.as_ref().map(|one| one.id.to_owned()).unwrap_or_default(),
        answer: crate::commands::json_text(finding),
    }
}

/// Counts by name, as lists show them.
pub(super) fn counts(findings: &[KeptFinding]) -> std::collections::BTreeMap<String, i64> {
    let mut counts = std::collections::BTreeMap::new();
    for priority in ["blocking", "undecided", "attention", "note"] {
        let count = findings.iter().filter(|finding| finding.priority == priority).count();
        counts.insert(priority.to_owned(), i64::try_from(count).unwrap_or(i64::MAX));
    }
    counts
}
