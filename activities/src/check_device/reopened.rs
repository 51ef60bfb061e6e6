//! Whether a decision must be taken again, and why. It is computed each time; what was written is never edited.

use device::{Choice, Decision, Exploitation, Id};
use site::IsolationLost;
use std::collections::BTreeMap;
use terms::{Day, Lang, When};
use vulnerability::Vulnerability;

/// Why a decision no longer settles its finding.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Reopened {
    /// It has expired.
    Expired(When),
    /// The vulnerability was listed as known exploited on or after the day of the decision; `None`: on an unknown day.
    KnownExploited(Option<Day>),
    /// The vulnerability is listed as known exploited, and nobody says when it was decided.
    Undated,
    /// CISA's SSVC exploitation is higher than the decision recorded: then, now.
    Rose(Exploitation, Exploitation),
    /// A file that it names as evidence with its SHA-256 has changed since.
    EvidenceChanged(String),
    /// The firewall proof that it leans on no longer counts.
    Isolation(IsolationLost),
}

/// The files that decisions of a release may be bound to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bound<'d> {
    /// The release.
    pub(crate) release: &'d Id,
    /// SHA-256 by name, from the root of the dossier.
    pub(crate) files: &'d BTreeMap<String, String>,
}

impl Bound<'_> {
    /// The first evidence that stands in the dossier with other bytes than the decision names. What is not there, or is an
    /// address, is bound to nothing here.
    pub(crate) fn changed(&self, decision: &Decision) -> Option<String> {
        let is_changed = |evidence: &&device::Evidence| {
            let Some(named) = &evidence.sha256 else { return false };
            let below = format!("releases/{}/{}", self.release, evidence.reference);
            let found = self.files.get(&evidence.reference).or_else(|| self.files.get(&below));
            found.is_some_and(|found| *found != named.to_string())
        };
        decision.evidence.iter().find(is_changed).map(|evidence| evidence.reference.clone())
    }
}

impl Reopened {
    /// The cause in words.
    pub fn say(&self, lang: Lang) -> String {
        match self {
            Reopened::Expired(day) => lang.pick(format!("it expired on {day}"), format!("有効期限 {day} を過ぎたため")),
            Reopened::KnownExploited(Some(day)) => lang.pick(
                format!("known exploited since {day} (CISA KEV)"),
                format!("判断後に悪用を確認（CISA KEV、{day} 掲載）したため"),
            ),
            Reopened::KnownExploited(None) => lang.pick(
                "known exploited since an unknown day (CISA KEV)".to_owned(),
                "悪用を確認済み（CISA KEV、掲載日不明）のため".to_owned(),
            ),
            Reopened::Undated => lang.pick(
                "known exploited (CISA KEV), and the decision bears no date".to_owned(),
                "悪用を確認済み（CISA KEV）で、判断に日付がないため".to_owned(),
            ),
            Reopened::Rose(then, now) => lang.pick(
                format!("exploitation rose from {} to {} (CISA SSVC)", then.name(), now.name()),
                format!("悪用状況が {} から {} に悪化（CISA SSVC）したため", then.name(), now.name()),
            ),
            Reopened::Isolation(lost) => lost.say(lang),
            Reopened::EvidenceChanged(file) => {
                lang.pick(format!("its evidence {file} has changed"), format!("根拠資料 {file} が変更されたため"))
            }
        }
    }
}

/// Why a decision must be taken again on `today`; `None`: it stands. A listing on the day of the decision reopens it: which
/// came first, nobody can tell.
pub(crate) fn reopened(
    decision: &Decision,
    vulnerability: &Vulnerability,
    bound: &Bound<'_>,
    today: Day,
) -> Option<Reopened> {
    if let Some(expires) = decision.expires.filter(|expires| expires.is_past(today) == Some(true)) {
        return Some(Reopened::Expired(expires));
    }
    let rose = || {
        let (then, now) = (decision.exploitation?, exploitation(vulnerability)?);
        (now > then).then_some(Reopened::Rose(then, now))
    };
    let changed = || bound.changed(decision).map(Reopened::EvidenceChanged);
    known_exploited(decision, vulnerability).or_else(rose).or_else(changed)
}

fn known_exploited(decision: &Decision, vulnerability: &Vulnerability) -> Option<Reopened> {
    let listed = vulnerability.exploited?;
    let decided = decision.decided_at.and_then(|at| at.when.last_day());
    match (listed, decided) {
        (Some(_), None) => Some(Reopened::Undated),
        (None, _) => Some(Reopened::KnownExploited(None)),
        (Some(listed), Some(decided)) => (listed >= decided).then_some(Reopened::KnownExploited(Some(listed))),
    }
}

/// How far a vulnerability is exploited, as CISA's SSVC says; `None` when it does not, or in words of another edition.
pub(crate) fn exploitation(vulnerability: &Vulnerability) -> Option<Exploitation> {
    match vulnerability.exploitation.as_deref()?.to_ascii_lowercase().as_str() {
        "none" => Some(Exploitation::None),
        "poc" | "public-poc" => Some(Exploitation::Poc),
        "active" => Some(Exploitation::Active),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{Bound, Reopened, reopened};
    use device::{Decision, Exploitation, Id};
    use formats::dossier::{IntoCore, read_documents, v1};
    use std::collections::BTreeMap;
    use terms::{Day, When};
    use vulnerability::Vulnerability;

    fn decision(more: &str) -> Decision {
        let yaml = format!(
            "vulnerabilities: [CVE-2026-1000]\ncomponent: {{ name: x }}\nstatus: not_affected\nreason: r\n{more}\n"
        );
        let read = read_documents::<v1::Decision>("decisions.yaml", yaml.as_bytes());
        assert!(read.complaints.is_empty(), "{:?}", read.complaints);
        read.value.into_iter().next().unwrap().into_core()
    }

    fn expect(more: &str, exploited: Option<Option<&str>>, wanted: Option<Reopened>) {
        let exploited = exploited.map(|day| day.map(|day| Day::parse(day).unwrap()));
        let vulnerability = Vulnerability { exploited, ..Vulnerability::new("CVE-2026-1000") };
        let today = Day::parse("2026-11-23").unwrap();
        assert_eq!(reopened(&decision(more), &vulnerability, &bound(&release(), &files()), today), wanted, "{more}");
    }

    fn release() -> Id {
        Id::try_from("1.0").unwrap()
    }

    fn files() -> BTreeMap<String, String> {
        let names = ["evidence/scan.pdf", "releases/1.0/build.log"];
        names.map(|name| (name.to_owned(), "a".repeat(64))).into_iter().collect()
    }

    fn bound<'d>(release: &'d Id, files: &'d BTreeMap<String, String>) -> Bound<'d> {
        Bound { release, files }
    }

    #[test]
    fn evidence_that_has_changed_reopens_it() {
        let with = |file: &str, letter: &str| {
            format!("decided_at: 2026-03-02\nevidence: [{{ reference: {file}, sha256: {} }}]", letter.repeat(64))
        };
        let changed = |file: &str| Some(Reopened::EvidenceChanged(file.to_owned()));
        expect(&with("evidence/scan.pdf", "a"), None, None);
        expect(&with("evidence/scan.pdf", "b"), None, changed("evidence/scan.pdf"));
        expect(&with("build.log", "b"), None, changed("build.log"));
        expect(&with("elsewhere.pdf", "b"), None, None);
        expect("decided_at: 2026-03-02\nevidence: [{ reference: evidence/scan.pdf }]", None, None);
    }

    fn since(day: &str) -> Option<Reopened> {
        Some(Reopened::KnownExploited(Day::parse(day)))
    }

    const MARCH: &str = "decided_at: 2026-03-02";

    #[test]
    fn a_decision_stands_while_nothing_has_changed() {
        expect(MARCH, None, None);
    }

    #[test]
    fn a_listing_that_was_known_when_it_was_decided_changes_nothing() {
        expect(MARCH, Some(Some("2026-03-01")), None);
    }

    #[test]
    fn a_later_listing_reopens_it() {
        expect(MARCH, Some(Some("2026-03-03")), since("2026-03-03"));
    }

    #[test]
    fn a_listing_of_the_same_day_reopens_it() {
        expect(MARCH, Some(Some("2026-03-02")), since("2026-03-02"));
    }

    #[test]
    fn a_month_counts_to_its_end() {
        expect("decided_at: 2026-03", Some(Some("2026-03-20")), None);
        expect("decided_at: 2026-03", Some(Some("2026-04-01")), since("2026-04-01"));
    }

    #[test]
    fn a_listing_of_an_unknown_day_reopens_it() {
        expect(MARCH, Some(None), Some(Reopened::KnownExploited(None)));
    }

    #[test]
    fn an_undated_decision_about_something_exploited_is_open() {
        expect("author: sato", Some(Some("2026-03-01")), Some(Reopened::Undated));
    }

    #[test]
    fn exploitation_that_rose_above_what_was_recorded_reopens_it() {
        let expect = |recorded: &str, now: Option<&str>, wanted: Option<Reopened>| {
            let vulnerability =
                Vulnerability { exploitation: now.map(str::to_owned), ..Vulnerability::new("CVE-2026-1000") };
            let decision = decision(&format!("decided_at: 2026-03-02\n{recorded}"));
            let today = Day::parse("2026-11-23").unwrap();
            assert_eq!(
                reopened(&decision, &vulnerability, &bound(&release(), &files()), today),
                wanted,
                "{recorded} {now:?}"
            );
        };
        use Exploitation::{Active, None as Nothing, Poc};
        expect("exploitation: none", Some("poc"), Some(Reopened::Rose(Nothing, Poc)));
        expect("exploitation: poc", Some("active"), Some(Reopened::Rose(Poc, Active)));
        expect("exploitation: poc", Some("poc"), None);
        expect("exploitation: active", Some("none"), None);
        expect("exploitation: poc", None, None);
        // What nobody recorded cannot be said to have risen.
        expect("", Some("active"), None);
    }

    #[test]
    fn an_expired_decision_is_open() {
        let expired = Some(Reopened::Expired(When::parse("2026-11-22").unwrap()));
        expect("decided_at: 2026-03-02\nexpires: 2026-11-22", None, expired);
        expect("decided_at: 2026-03-02\nexpires: 2026-11-23", None, None);
    }
}
