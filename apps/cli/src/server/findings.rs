//! Findings as the store keeps them: where they stand now and stood then.

use activities::checks_port::KeptFinding;
use formats::answer::v1::FindingV1;
use serde::Serialize;
use terms::Lang;

/// The rank of a priority: 0 for what asks most.
fn rank(priority: &str) -> i64 {
    match priority {
        "blocking" => 0,
        "undecided" => 1,
        "attention" => 2,
        _ => 3,
    }
}

/// The Japanese words of a finding, beside the English ones.
#[derive(Serialize)]
struct InJapanese<'a> {
    explanation: &'a str,
    why: &'a str,
    next: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    decision: Option<&'a str>,
}

/// A finding as it is kept: in English, with its Japanese words under `ja`. So it is the same whoever asked for the check,
/// and every reader sees it in their own language.
#[derive(Serialize)]
struct InBoth<'a> {
    #[serde(flatten)]
    english: &'a FindingV1<'a>,
    ja: InJapanese<'a>,
}

/// A finding of a release (empty: of the folder as a whole), as it says itself in each language.
pub(super) fn kept<'f>(release: &str, say: impl Fn(Lang) -> FindingV1<'f>) -> KeptFinding {
    let (finding, japanese) = (&say(Lang::En), &say(Lang::Ja));
    let FindingV1 { explanation, why, next, decision, .. } = japanese;
    let ja = InJapanese { explanation, why, next, decision: *decision };
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
        answer: crate::commands::json_text(&InBoth { english: finding, ja }),
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
