//! Whether a decision must be taken again, and why. It is computed each time; what was written is never edited.

use device::{Choice, Decision, Exploitation};
use terms::{Day, Lang, When};
use vulnerability::Vulnerability;

/// Why a decision no longer settles its finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reopened {
    /// It has expired.
    Expired(When),
    /// The vulnerability was listed as known exploited on or after the day of the decision; `None`: on an unknown day.
    KnownExploited(Option<Day>),
    /// The vulnerability is listed as known exploited, and nobody says when it was decided.
    Undated,
    /// CISA's SSVC exploitation is higher than the decision recorded: then, now.
    Rose(Exploitation, Exploitation),
}

impl Reopened {
    /// The cause in words.
    pub fn say(self, lang: Lang) -> String {
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
        }
    }
}

/// Why a decision must be taken again on `today`; `None`: it stands. A listing on the day of the decision reopens it: which
/// came first, nobody can tell.
pub(super) fn reopened(decision: &Decision, vulnerability: &Vulnerability, today: Day) -> Option<Reopened> {
    if let Some(expires) = decision.expires.filter(|expires| expires.is_past(today) == Some(true)) {
        return Some(Reopened::Expired(expires));
    }
    known_exploited(decision, vulnerability).or_else(|| {
        let (then, now) = (decision.exploitation?, exploitation(vulnerability)?);
        (now > then).then_some(Reopened::Rose(then, now))
    })
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
    use super::{Reopened, reopened};
    use device::{Decision, Exploitation};
    use formats::dossier::{IntoCore, read_documents, v1};
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
        assert_eq!(reopened(&decision(more), &vulnerability, today), wanted, "{more}");
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
            assert_eq!(reopened(&decision, &vulnerability, today), wanted, "{recorded} {now:?}");
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
