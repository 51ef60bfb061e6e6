//! Findings as the store keeps them: where they stand now and stood then.

use activities::checks_port::KeptFinding;
use activities::scan::{Scan, ScanSettings, published, source_states};
use formats::answer::v1::FindingV1;
use index::HeldKnowledge;
use serde::Serialize;
use std::collections::BTreeMap;
use terms::{Day, Finding, Lang};
use vulnerability::CoverageState;
use web::Looked;

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
    /// The day by which it was or is to be done.
    #[serde(skip_serializing_if = "Option::is_none")]
    due: Option<String>,
    /// Of a finding that no scan made.
    #[serde(rename = "vulnerability", skip_serializing_if = "Option::is_none")]
    exploited: Option<Exploited<'a>>,
}

/// What a finding says of a vulnerability that is known to be exploited, as a scan's would.
#[derive(Serialize)]
struct Exploited<'a> {
    id: &'a str,
    known_exploited: bool,
}

/// A finding about no component, of a release (empty: of the folder as a whole), with its date where it has one.
pub(super) fn kept_other(release: &str, finding: &Finding) -> KeptFinding {
    kept_with(release, (finding.detail.due(), None), |lang| published::other(finding, lang))
}

/// A finding about a vulnerability that is known to be exploited, of the folder as a whole.
pub(super) fn kept_exploited(vulnerability: &str, finding: &Finding) -> KeptFinding {
    let exploited = Exploited { id: vulnerability, known_exploited: true };
    let kept = kept_with("", (None, Some(exploited)), |lang| published::other(finding, lang));
    KeptFinding { vulnerability: vulnerability.to_owned(), ..kept }
}

/// A finding of a release, as it says itself in each language.
pub(super) fn kept<'f>(release: &str, say: impl Fn(Lang) -> FindingV1<'f>) -> KeptFinding {
    kept_with(release, (None, None), say)
}

/// How far scans looked: the sources that were held, and the components that none of them watches.
pub(super) fn looked<'s>(scans: impl Iterator<Item = &'s Scan<'s>>) -> Looked {
    let mut looked = Looked::default();
    for scan in scans {
        let held = scan.sources.iter().filter(|source| source.facts.is_some());
        looked.sources.extend(held.map(|source| source.name.clone()));
        let asked = [CoverageState::Matched, CoverageState::NoKnownVulnerability];
        let blind = scan.states.iter().zip(scan.components()).filter(|(state, _)| !asked.contains(state));
        looked
            .unwatched
            .extend(blind.map(|(_, about)| format!("{} {}", about.name, about.version).trim_end().to_owned()));
    }
    looked
}

fn kept_with<'f>(
    release: &str,
    (due, exploited): (Option<Day>, Option<Exploited<'_>>),
    say: impl Fn(Lang) -> FindingV1<'f>,
) -> KeptFinding {
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
        answer: crate::commands::json_text(&InBoth {
            english: finding,
            ja,
            due: due.map(|day| day.to_string()),
            exploited,
        }),
    }
}

/// Counts by name, as lists show them.
pub(super) fn counts(findings: &[KeptFinding]) -> BTreeMap<String, i64> {
    let mut counts = BTreeMap::new();
    for priority in ["blocking", "undecided", "attention", "note"] {
        let count = findings.iter().filter(|finding| finding.priority == priority).count();
        counts.insert(priority.to_owned(), i64::try_from(count).unwrap_or(i64::MAX));
    }
    counts
}

/// How old sources may be by the plans, among the counts, where one is stricter than the server.
pub(super) fn stricter_limits<'s>(
    knowledge: &HeldKnowledge,
    settings: &ScanSettings,
    scans: impl Iterator<Item = &'s Scan<'s>>,
    counts: &mut BTreeMap<String, i64>,
) {
    let usual: BTreeMap<String, u32> =
        source_states(knowledge, settings).into_iter().map(|source| (source.name, source.limit_days)).collect();
    let strict = |name: &str, days: u32| usual.get(name).is_none_or(|usual| days < *usual);
    for source in scans.flat_map(|scan| &scan.sources).filter(|source| strict(&source.name, source.limit_days)) {
        let days = i64::from(source.limit_days);
        let held = counts.entry(format!("{}{}", web::LIMIT, source.name)).or_insert(days);
        *held = days.min(*held);
    }
}
